//! Records of operations, made of their files; the journal's words for a person.

use super::{Store, StoredFile, recorder};
use crate::{
    core::{
        base::{OperationId, StateTrouble},
        operation::{
            Operation,
            journal_file::File,
            pin::Pin,
            record::{Doubts, Memory, Record},
        },
    },
    shell::local_time::ZONE,
    words::base::disk_error::trouble,
};

/// Returns the record of a file, with the pin of this moment; beside the file the lines that a
/// second file of the operation holds.
pub fn of_file((mut stored, more): (StoredFile, Vec<u8>)) -> Record {
    let pin = Pin::of(&stored.bytes);
    let pinned = pin.as_ref().map_or(0, Pin::length);
    if !more.is_empty() && pinned < stored.bytes.len() {
        stored.bytes.push(b'\n');
    }
    stored.bytes.extend(more);
    let doubts = Doubts {
        file: stored.trouble.as_ref().map(trouble),
        unpinned_bytes: stored.bytes.len() - pinned,
        ..Doubts::default()
    };
    Record::of(&recorder::file(stored), pin, doubts).with_local_times(|at| ZONE.iso(at))
}

/// Returns the record of an operation: of its file, or of this run's memory where the file lacks
/// something that this run knows.
pub fn of_operation(
    store: Result<&mut Store, StateTrouble>,
    id: OperationId,
    known: Option<Box<Operation>>,
) -> Record {
    let read = store.and_then(|store| {
        let name = store.operations.named(id)?;
        Ok(name.map(|name| store.operations.read_named(&name)))
    });
    let (why, memory) = match (read, &known) {
        (Ok(Some(found)), Some(known)) if known.unrecorded.is_some() => {
            (found.0.trouble, Memory::FileBehind)
        }
        (Ok(Some((StoredFile { bytes, trouble, .. }, _))), Some(_)) if bytes.is_empty() => {
            (trouble, Memory::FileUnread)
        }
        (Ok(Some(found)), _) => return of_file(found),
        (Ok(None), _) => (None, Memory::NoFile),
        (Err(why), _) => (Some(why), Memory::FileUnread),
    };
    let file = why.as_ref().map(trouble);
    let doubts = Doubts { file, memory: Some(memory), ..Doubts::default() };
    match known {
        Some(known) => Record::of_memory(known, doubts).with_local_times(|at| ZONE.iso(at)),
        None => {
            let why = why.unwrap_or_else(|| StateTrouble::Gone(String::new()));
            let file = File { operation: Some(id), path: String::new(), read: Err(why) };
            Record::of(&file, None, doubts)
        }
    }
}
