//! Whether the service still lists every chosen name: read once more for the names of the reviewed
//! request.
//!
//! First the databases, then the tables of each database of which tables were chosen; a whole
//! database needs only to be in the list of databases. A few lists at a time, and one at a time
//! after a 429.

use crate::core::{
    base::{CallFailure, InstanceId, Reason, UtcTime, Whole},
    port::Query,
    scope::{DatabaseScope, list::write_path},
};
use std::collections::{HashSet, VecDeque};

/// Lists that are read at the same time.
const AT_ONCE: usize = 3;

/// A chosen name that is not listed, by its place in the request: the database, and the table
/// if the database is there.
pub type Missing = (usize, Option<usize>);

/// How far the reading is, and what it has shown.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// How many databases are to be looked into, once the databases have been read.
    of: Option<usize>,
    /// Databases whose tables are still to be read.
    queue: VecDeque<usize>,
    /// Databases whose tables are being read.
    in_flight: Vec<usize>,
    /// Databases that were put back after a 429, each once.
    again: HashSet<usize>,
    at_once: usize,
    found: NamesFound,
    /// When the first answer came: nothing that is known is older.
    since: Option<UtcTime>,
}

/// What the lists have shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NamesFound {
    /// Chosen names that are not listed, in the order of the request.
    pub missing: Vec<Missing>,
    /// Lists that could not be read: the database (`None`: the list of databases) and why,
    /// for the first of them.
    pub unread: Option<(Option<usize>, CallFailure)>,
    /// How many lists could not be read.
    pub unread_lists: usize,
}

impl Names {
    pub(super) fn begin() -> Self {
        Self { at_once: AT_ONCE, ..Self::default() }
    }

    /// Returns the time of the oldest answer, once all are there.
    pub fn at(&self) -> Option<UtcTime> {
        self.since.filter(|_| self.waiting() == Some(0))
    }

    /// Returns how many databases are still to be looked into, once the databases have been read.
    fn waiting(&self) -> Option<usize> {
        self.of.map(|_| self.queue.len() + self.in_flight.len())
    }

    /// Returns how many of how many databases have been looked into; `None` while
    /// the databases themselves are read.
    pub fn progress(&self) -> Option<(usize, usize)> {
        let (of, waiting) = self.of.zip(self.waiting()).filter(|(_, waiting)| *waiting > 0)?;
        Some((of - waiting, of))
    }

    /// Returns what the lists have shown, once all have been read.
    pub fn found(&self) -> Option<&NamesFound> {
        (self.waiting() == Some(0)).then_some(&self.found)
    }

    /// Takes a list in: the tables of a database, or the databases. Returns the questions
    /// that follow from the list.
    pub fn list_arrived(
        &mut self,
        chosen: &[DatabaseScope],
        instance: &InstanceId,
        at: UtcTime,
        (database, names): (Option<&str>, Result<Whole<String>, CallFailure>),
    ) -> Vec<Query> {
        match (database, self.of) {
            (None, None) => self.databases(chosen, names),
            (Some(database), Some(_)) => {
                let waits =
                    |n: &usize| chosen.get(*n).is_some_and(|row| row.database_name == database);
                let Some(place) = self.in_flight.iter().position(waits) else { return Vec::new() };
                let n = self.in_flight.swap_remove(place);
                self.tables(chosen, n, names);
            }
            (None, Some(_)) | (Some(_), None) => return Vec::new(),
        }
        self.since.get_or_insert(at);
        self.next(chosen, instance)
    }

    fn databases(&mut self, chosen: &[DatabaseScope], names: Result<Whole<String>, CallFailure>) {
        match names {
            Err(why) => self.failed(None, why),
            Ok(names) => {
                let listed: HashSet<&str> = names.iter().map(String::as_str).collect();
                for (n, row) in chosen.iter().enumerate() {
                    if !listed.contains(row.database_name.as_str()) {
                        self.found.missing.push((n, None));
                    } else if row.table_names.is_some() {
                        self.queue.push_back(n);
                    }
                }
            }
        }
        self.of = Some(self.queue.len());
    }

    fn tables(
        &mut self,
        chosen: &[DatabaseScope],
        n: usize,
        names: Result<Whole<String>, CallFailure>,
    ) {
        match names {
            Err(why) if why.reason() == Some(Reason::Throttled) && self.again.insert(n) => {
                self.at_once = 1;
                self.queue.push_back(n);
            }
            Err(why) => self.failed(Some(n), why),
            Ok(names) => {
                let listed: HashSet<&str> = names.iter().map(String::as_str).collect();
                let wanted = chosen.get(n).and_then(|row| row.table_names.as_ref());
                let tables = wanted.into_iter().flatten().enumerate();
                self.found.missing.extend(
                    tables
                        .filter(|(_, table)| !listed.contains(table.as_str()))
                        .map(|(t, _)| (n, Some(t))),
                );
            }
        }
    }

    /// Takes in that a list could not be read. Where this user or these credentials are refused,
    /// the other lists would be refused too, so they are not asked for.
    fn failed(&mut self, n: Option<usize>, why: CallFailure) {
        if why.reason().is_some_and(Reason::is_of_the_caller) {
            self.found.unread_lists += self.queue.len();
            self.queue.clear();
        }
        self.found.unread_lists += 1;
        self.found.unread.get_or_insert((n, why));
    }

    fn next(&mut self, chosen: &[DatabaseScope], instance: &InstanceId) -> Vec<Query> {
        let mut queries = Vec::new();
        while self.in_flight.len() < self.at_once
            && let Some(n) = self.queue.pop_front()
        {
            self.in_flight.push(n);
            let database = chosen.get(n).map(|row| row.database_name.clone());
            queries.push(Query::Names { instance: instance.clone(), database });
        }
        if self.in_flight.is_empty() {
            self.found.missing.sort_unstable();
        }
        queries
    }
}

impl NamesFound {
    /// Returns the path of the first name that is not listed.
    pub fn first_missing(&self, chosen: &[DatabaseScope]) -> Option<String> {
        let (n, table) = *self.missing.first()?;
        let row = chosen.get(n)?;
        let table = table.and_then(|t| row.table_names.as_ref()?.get(t));
        Some(write_path(&row.database_name, table.map(String::as_str)))
    }
}
