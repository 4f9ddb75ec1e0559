//! The rows that show: those that have all words of the filter, and of which it is certain that no
//! unread row belongs above.

use tui_input::Input;

use crate::core::{
    base::{
        ids::{BackupId, OperationId},
        text::{small, words},
        time::UtcTime,
        whole::Row as _,
    },
    operation::{
        backup::BackupRow,
        history::{Covers, Done, History, Row, Service, Word},
        record::Outcome,
    },
};

/// The rows that are held at most.
pub const MOST: usize = 40_000;

#[derive(Debug, Clone, Default)]
pub struct Rows {
    pub filter: Input,
    all: History,
    /// The texts that the filter searches, once one is typed; emptied by each page.
    texts: Vec<String>,
    /// Places of the rows that show, newest first.
    shown: Vec<usize>,
    /// Names of operations that may have made a backup of which no ID is known; where a file tells
    /// no name, the name is empty.
    doubtful: Vec<Box<str>>,
    /// Bytes that the rows of the service take.
    weight: usize,
}

/// What tells a row apart from others, also after a page has joined the row with another.
pub type Key = (Option<OperationId>, Option<BackupId>);

fn key(row: Row<'_>) -> Key {
    (row.done().and_then(|done| done.operation), row.backup().cloned())
}

fn text(row: Row<'_>) -> String {
    let covers = match row.covers() {
        Some(Covers::Instance) => "instance",
        Some(Covers::Tables(_)) => "tables",
        None => "",
    };
    let made = match row.manual() {
        Some(true) => "manual",
        Some(false) => "automated",
        None => "",
    };
    let word = match row.word() {
        Word::Service(state) => state.word(),
        Word::Journal(outcome) => outcome.word(),
    };
    let operation = row.done().and_then(|done| done.operation);
    let by = row.done().and_then(|done| done.by.as_ref()?.user.as_deref());
    let parts = [
        &*row.begun().map_or_else(String::new, UtcTime::iso),
        row.name(),
        row.instance_name(),
        row.instance().unwrap_or_default(),
        row.backup().map_or("", |id| id.as_str()),
        operation.as_ref().map_or("", |id| id.as_str()),
        by.unwrap_or_default(),
        covers,
        made,
        word,
    ];
    small(&parts.join(" "))
}

impl Rows {
    /// Returns the empty list of a service, with the filter that was typed before.
    pub fn of(service: Option<Service>, filter: Input) -> Self {
        Self { filter, all: History::of(service), ..Self::default() }
    }

    pub fn add_done(&mut self, done: Vec<Done>) {
        let doubts = |done: &&Done| {
            done.backup.is_none() && matches!(done.outcome, Outcome::Unknown | Outcome::Unreadable)
        };
        self.doubtful.extend(done.iter().filter(doubts).map(|done| done.name.clone()));
        self.all.record_more(done);
        self.texts.clear();
    }

    pub fn add_listed(&mut self, rows: Vec<BackupRow>) {
        self.weight += rows.iter().map(BackupRow::weight).sum::<usize>();
        self.all.list(rows);
        self.texts.clear();
    }

    /// Finds anew which rows show.
    pub fn look(&mut self, certain: impl Fn(Option<UtcTime>) -> bool) {
        let words = words(self.filter.value());
        if !words.is_empty() && self.texts.is_empty() {
            self.texts = self.all.rows().map(text).collect();
        }
        let texts = &self.texts;
        let fits = |place: usize| words.iter().all(|word| texts[place].contains(word.as_str()));
        let rows = self.all.rows().enumerate();
        let shown = rows.filter(|(place, row)| certain(row.begun()) && fits(*place));
        self.shown = shown.map(|(place, _)| place).collect();
    }

    /// Returns what tells the row of this place apart.
    pub fn key(&self, place: usize) -> Option<Key> {
        self.at(place).map(key)
    }

    /// Returns the place of a row among those that show.
    pub fn place(&self, wanted: &Key) -> Option<usize> {
        // Another service may have given the same ID to a backup of its own.
        let same = |row: Row<'_>| match wanted {
            (Some(operation), _) => row.done().and_then(|done| done.operation) == Some(*operation),
            (None, backup) => row.listed().is_some() && row.backup() == backup.as_ref(),
        };
        (0..self.len()).find(|place| self.at(*place).is_some_and(same))
    }

    /// Returns whether a listed backup of this name may be of an operation without an ID.
    pub fn may_be_ours(&self, name: &str) -> bool {
        self.doubtful.iter().any(|own| own.is_empty() || **own == *name)
    }

    /// Returns whether a row has this name, whatever the case of its letters.
    pub fn has_name(&self, name: &str) -> bool {
        self.all.rows().any(|row| row.name().eq_ignore_ascii_case(name))
    }

    pub fn at(&self, place: usize) -> Option<Row<'_>> {
        self.shown.get(place).and_then(|row| self.all.row(*row))
    }

    /// Returns the number of rows that show.
    pub const fn len(&self) -> usize {
        self.shown.len()
    }

    pub const fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Returns the number of all rows that were read.
    pub fn total(&self) -> usize {
        self.all.len()
    }

    pub const fn held(&self) -> usize {
        self.weight
    }
}
