//! Reads the journal for the history: a page of many files as small rows, or one file whole.

use std::ffi::{OsStr, OsString};

use super::{Recorder, file};
use crate::{
    core::{
        base::{Ask, OperationId, StateTrouble, UtcTime},
        operation::{
            history::Done,
            journal_file::File,
            record::{Doubts, Record},
        },
        port::{JournalPage, Msg},
    },
    shell::disk::{JobKind, Store},
};

/// Files of the first page, for which a frame waits, and of each further page.
const FILES: [usize; 2] = [64, 256];

impl Recorder {
    /// Reads the page behind the `from` newest files. The first page lists the folders anew.
    pub fn read_history(&self, ask: Ask, from: usize) {
        let job = move |store: &mut Store| page(store, from);
        self.tell(JobKind::Reading, job, move |page| Msg::HistoryRead { ask, page });
    }

    pub fn read_operation(&self, ask: Ask, operation: OperationId) {
        let job = move |store: &mut Store| {
            let name = store.operations.named(operation)?;
            Ok(name.map(|name| whole(store, &name)))
        };
        self.tell(JobKind::Reading, job, move |file| Msg::OperationRead { ask, file });
    }
}

fn page(store: &mut Store, from: usize) -> Result<JournalPage, StateTrouble> {
    if from == 0 {
        store.history = store.operations.newest_first()?;
    }
    let names = store.history.get(from..).unwrap_or_default();
    let names = &names[..names.len().min(FILES[usize::from(from > 0)])];
    let done = facts(store, names);
    let read = from + done.len();
    // A file's name begins with the time of its first line.
    let stamp = || UtcTime::parse_stamp(names.last()?.to_str()?.get(..16)?);
    let oldest = || done.iter().filter_map(Done::at).min();
    let (reached, last) = (stamp().or_else(oldest), read == store.history.len());
    Ok(JournalPage { done, read, reached, last })
}

/// Returns the facts of these files.
pub fn facts(store: &Store, names: &[OsString]) -> Vec<Done> {
    let mut done: Vec<Done> = Vec::with_capacity(names.len());
    for name in names {
        let record = Record::of(&whole(store, name), None, Doubts::default());
        done.push(Done::of(&record, done.last()));
    }
    done
}

/// Reads a file, with the lines that only a second file of the operation holds.
fn whole(store: &Store, name: &OsStr) -> File {
    let (mut stored, more) = store.operations.read_named(name);
    if !more.is_empty() {
        stored.bytes.push(b'\n');
        stored.bytes.extend(more);
    }
    file(stored)
}
