//! `geminidb-backup watch` without a network: the journal that another program has left, and what
//! it is started with.

use crate::{
    core::{
        base::{Clock, Millis, Size, UtcTime},
        model::Model,
        operation::{
            Entry,
            journal_file::{DiskContents, File, Read},
        },
        port::{Disk, Effect, Sending},
        session::Session,
        watch::follow::{Follow, Subject, Unwatchable, Wanted},
    },
    tests::support::{answers::place, outcomes::BACKUP, script::Script},
};

/// When watching begins: the other program confirmed at 01:58.
pub const LATER: &str = "2025-10-17T02:14:00Z";

/// The journal file that a script's first operation has left.
pub fn file(left: &Script) -> File {
    let mut entries: Vec<Entry> = Vec::new();
    let mut operation = None;
    for effect in &left.journal {
        match effect {
            Effect::Sending(Sending::Keep { entry, .. }) => entries.push((**entry).clone()),
            Effect::Sending(Sending::Intend { operation: id, entry, .. }) => {
                operation = Some(*id);
                entries.push((**entry).clone());
            }
            Effect::Disk(Disk::Write { entries: more, .. }) => entries.extend(more.iter().cloned()),
            _ => {}
        }
    }
    let operation = operation.or(left.model.review.recorded);
    File { operation, path: "left.jsonl".to_owned(), read: Ok(Read { entries, ..Read::default() }) }
}

/// What `watch` finds by `text` among open files.
pub fn find(text: &str, open: Vec<File>) -> Result<Subject, Unwatchable> {
    let wanted = Wanted::typed(text).expect("something to watch");
    let own = open
        .iter()
        .find(|file| file.operation.is_some() && file.operation == wanted.operation)
        .cloned();
    let found = DiskContents { open, ..DiskContents::default() };
    Subject::find(&wanted, UtcTime::parse(LATER).expect("a time"), &found, own.as_ref())
}

/// The model of a watch that begins at 02:14.
pub fn model(watch: Follow, subject: Subject, place: Session) -> Model {
    let utc = UtcTime::parse(LATER).expect("a time");
    Model::watching(
        watch,
        subject,
        place,
        Size { columns: 80, rows: 24 },
        Clock { utc, at: Millis(0) },
    )
}

impl Script {
    /// `watch` has just been started for this subject, at 02:14.
    pub fn watching(watch: Follow, subject: Subject, place: Session) -> Self {
        Self::begun(model(watch, subject, place), DiskContents::default())
    }

    /// For a backup ID that no journal knows; nobody attends.
    pub fn lines_for_an_id() -> Self {
        Self::watching(
            Follow::new(true, true),
            find(BACKUP, Vec::new()).expect("a subject"),
            place(),
        )
    }

    /// The same on a screen.
    pub fn screen_for_an_id() -> Self {
        Self::watching(
            Follow::new(false, true),
            find(BACKUP, Vec::new()).expect("a subject"),
            place(),
        )
    }

    /// For the operation that another program has left; nobody attends.
    pub fn lines_for(left: &Script) -> Self {
        let id = left.latest();
        Self::watching(
            Follow::new(true, true),
            find(id.as_str(), vec![file(left)]).expect("a subject"),
            place(),
        )
    }
}
