//! Lines of operations on their way to the journal.

use crate::core::{
    base::{OperationId, StateTrouble, UtcTime},
    operation::{Entry, Event, Operation, operations::Operations},
    port::{Disk, Effect, Notice, Port, Written},
};

/// Returns the writes of the events since the last message. Lines that could not be written wait
/// for the next event: a full disk must not turn into a loop. `last`: the program ends, so the
/// lines are tried once more.
pub(crate) fn writes(operations: &mut Operations, last: bool) -> Vec<Effect> {
    let write = |operation: &mut Operation| {
        let (entries, close) = operation.take_unwritten(last)?;
        Some(Effect::Disk(Disk::Write { operation: operation.id, entries, close }))
    };
    operations.list.iter_mut().filter_map(write).collect()
}

/// Takes the answer to a write: the lines are in the journal, or wait for the next ones.
pub(crate) fn written(
    id: OperationId,
    result: Result<Written, (Vec<Entry>, StateTrouble)>,
    operations: &mut Operations,
    port: &mut Port,
) {
    let operation = operations.list.iter_mut().find(|o| o.id == id);
    match &result {
        Ok(Written::Rebuilt) => port.say(Notice::JournalRebuilt),
        Ok(Written::Appended) => port.unsay(&Notice::JournalBehind),
        Err(_) if operation.is_some() => port.say(Notice::JournalBehind),
        // A review has no events yet; its checks say that the journal failed.
        Err(_) => {}
    }
    if let Some(operation) = operation {
        operation.written(result.map(|_| ()));
    }
}

/// Returns the write that gives a review up.
pub(super) fn give_up(operation: OperationId, at: UtcTime) -> Effect {
    let entries = vec![Entry { at, event: Event::GivenUp }];
    Effect::Disk(Disk::Write { operation, entries, close: false })
}
