//! Watch: what stands beside the two IDs, and how another person goes on from here.

use super::{calls, outcome, state, unknown};
use crate::core::{
    model::Model,
    operation::{Operation, Stage},
    time::{UtcTime, elapsed},
};

/// Title of the hand-over.
pub const HAND_OVER: &str = "Hand over";
/// Below the command.
pub const NOT_STOPPED: &str = "Read only; needs region, project, token. Closing this does NOT stop the backup.";
/// In the command's place, where the backup is one of a demo.
pub const NOTHING_TO_HAND_OVER: &str = "A demo's service ends with it: there is nothing to hand over.";
/// Title of a backup of which only the ID is known.
pub const UNREAD: &str = "A backup, not read yet";

/// The operation's number, and which of how many it is, between the keys that lead to the others.
pub fn number(model: &Model, operation: &Operation) -> String {
    // A backup that is only watched is no operation of anybody's journal.
    if operation.intent.is_none() {
        return String::new();
    }
    let place = model.operations.iter().position(|o| o.id == operation.id);
    match (place, model.operations.len()) {
        (Some(n), count @ 2..) => format!("operation {}  [ {} of {count} ]", operation.id, n + 1),
        (Some(_) | None, _) => format!("operation {}", operation.id),
    }
}

/// A line that an operator should not miss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Something went wrong for good.
    Bad(String),
    /// Something needs a look.
    Warn(String),
}

/// What an operator should not miss, the gravest first.
pub fn notes(operation: &Operation, now: UtcTime) -> Vec<Note> {
    let mut notes = Vec::new();
    if let Some(why) = &operation.unkept {
        notes.push(Note::Bad(format!("The journal could not be written: {}. Note the IDs.", state::trouble(why))));
    }
    if operation.intent.as_ref().is_some_and(|intent| intent.no_journal) {
        notes.push(Note::Warn("NOT JOURNALLED: when this program ends, only the service knows of it. Note the IDs.".to_owned()));
    }
    if operation.is_open() && !operation.taken_up {
        notes.push(Note::Warn(unknown::elsewhere(operation)));
    }
    if operation.stage == Stage::Failed && !operation.fail_reason().is_empty() {
        notes.push(Note::Bad(outcome::failed(operation)));
    }
    if operation.stage == Stage::Following {
        notes.extend(quarrel(operation, now).map(Note::Warn));
    }
    if let Some(why) = operation.trouble.as_ref().filter(|_| operation.stage == Stage::Following) {
        notes.push(Note::Warn(outcome::trouble(why)));
    }
    notes
}

/// The job has come to an end of which the backup says nothing.
fn quarrel(operation: &Operation, now: UtcTime) -> Option<String> {
    let job = operation.job.as_ref()?.state.word();
    let row = operation.row.as_ref().map_or("not listed", |row| row.state.word());
    let reason = operation.fail_reason();
    let why = if reason.is_empty() { String::new() } else { format!(" Its reason: {reason}") };
    match operation.disagreement(now.max(operation.read_at.unwrap_or(now))) {
        Some(seconds) => {
            let since = elapsed(seconds);
            Some(format!("For {since} the job has said {job} and the backup {row}: ask in the console which is right.{why}"))
        }
        None if operation.job_failed() => Some(format!("The job says {job}, the backup still {row}: its row has the last word.{why}")),
        None => None,
    }
}

/// A reading that failed while a backup is looked for.
pub fn look_failed(operation: &Operation) -> Option<String> {
    let why = operation.trouble.as_ref()?;
    Some(format!("The last look failed: {}.{}", calls::failure(why), if operation.wants_token() { " t gives a new token." } else { "" }))
}
