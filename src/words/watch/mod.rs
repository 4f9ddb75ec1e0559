//! Watch: what stands beside the two IDs, and how another person goes on from here.

pub mod follow;
pub mod lines;
pub mod lost;

use super::{
    base::{calls, disk_error},
    count, if_told,
    operation::outcome,
};
use crate::core::{
    base::{Level, UtcTime, time::elapsed},
    model::Model,
    operation::{Operation, Stage, backup::BackupRow},
};

pub const HAND_OVER: &str = "Follow from elsewhere";
pub const NOT_STOPPED: &str =
    "Read only; needs region, project, token. Closing this does NOT stop the backup.";
/// Stands in place of the command in a demo.
pub const NOTHING_TO_HAND_OVER: &str = "A demo's service ends with it: there is nothing to follow.";

/// Names the backup and its instance, as far as they are known.
pub fn title(operation: &Operation) -> String {
    match operation.is_unseen() {
        true => "A backup, not seen yet".to_owned(),
        false => format!("{}   {}", operation.name(), operation.instance_name()),
    }
}

/// Returns the operation's number and its place among all operations, between the keys
/// that lead to the others.
pub fn number(model: &Model, operation: &Operation) -> String {
    // A backup that is only watched is in no journal and has no number.
    if operation.intent.is_none() {
        let guest = model.operations.is_guest(operation.id);
        return if guest { "read only, no operation" } else { "" }.to_owned();
    }
    let place = model.operations.list.iter().position(|o| o.id == operation.id);
    match (place, model.operations.list.len()) {
        (Some(n), count @ 2..) => format!("operation {}  [ {} of {count} ]", operation.id, n + 1),
        (Some(_) | None, _) => format!("operation {}", operation.id),
    }
}

/// Returns the lines that an operator should not miss, the gravest first. An end, and what cannot
/// be mended, is an error.
pub fn notes(operation: &Operation, now: UtcTime) -> Vec<(Level, String)> {
    let mut notes = Vec::new();
    if let Some(why) = &operation.unrecorded {
        let why = disk_error::trouble(why);
        let said = format!("The journal could not be written: {why}. Note the IDs.");
        notes.push((Level::Error, said));
    }
    let warn = |text: String| (Level::Warn, text);
    if operation.intent.as_ref().is_some_and(|intent| intent.no_journal) {
        let unsaved = "NOT SAVED ON DISK: when this program ends, only the service knows of it. \
            Note the IDs.";
        notes.push(warn(unsaved.to_owned()));
    }
    if operation.is_open() && !operation.taken_up {
        notes.push(warn(lost::elsewhere(operation)));
    }
    if operation.stage == Stage::Failed && !operation.fail_reason().is_empty() {
        notes.push((Level::Error, outcome::failed(operation)));
    }
    if operation.unlisted().is_some() {
        let look = std::iter::once(look_in_the_console(operation));
        notes.extend(look.chain(search(operation)).chain(candidates(operation)).map(warn));
    }
    notes.extend(follow::job_in_its_place(operation).map(|words| warn(words.to_owned())));
    if operation.stage == Stage::Following {
        notes.extend(quarrel(operation, now).map(warn));
        notes.extend(operation.trouble.as_ref().map(outcome::trouble).map(warn));
    }
    notes
}

/// The most backups of the same name that are listed one by one; the log has their number.
const CANDIDATES: usize = 2;

/// Returns other backups that have the name of a backup that is not listed: they are shown, and
/// never taken for the wanted one.
pub fn candidates(operation: &Operation) -> Vec<String> {
    let shown = if operation.unlisted().is_some() { &operation.candidates[..] } else { &[] };
    shown.iter().take(CANDIDATES).map(|row| candidate(operation, row)).collect()
}

/// Says how the search by name for a backup that is not listed ended.
fn search(operation: &Operation) -> Option<String> {
    operation.unlisted()?;
    let (at, failed) = operation.searched.as_ref()?;
    let found = operation.candidates.len();
    Some(match failed {
        Some(why) => {
            format!("The search by its name failed at {}: {}.", at.hms(), calls::failure(why))
        }
        None if found == 0 => {
            format!("Searched by its name at {}: no backup of that name is listed.", at.hms())
        }
        None => format!(
            "Searched by its name at {}: {} of that name, not taken for it.",
            at.hms(),
            count(found, "other backup")
        ),
    })
}

/// Says where in the console to look, since this program cannot find the backup.
pub fn look_in_the_console(operation: &Operation) -> String {
    let id = operation.backup_id.as_ref().map_or("", |id| id.as_str());
    match operation.instance() {
        Some(instance) => format!(
            "Look in the console, among the backups of {} ({instance}), for {}, ID {id}.",
            operation.instance_name(),
            operation.name()
        ),
        None => format!(
            "Check the ID {id}, the region and the project; then look in the console for it."
        ),
    }
}

/// Returns a backup of the same name with another ID.
fn candidate(operation: &Operation, row: &BackupRow) -> String {
    let begun =
        row.begun.map_or_else(|| "start not given".to_owned(), |at| format!("begun {}", at.iso()));
    let fits = operation.intent.as_ref().map(|_| lost::conflicts(operation, row));
    let fits = if_told(", ", fits, "");
    format!("Of that name: {} {}, {begun}{fits}", row.id, row.state.word())
}

/// Says that the job has ended while the backup has not, or that they tell different ends.
fn quarrel(operation: &Operation, now: UtcTime) -> Option<String> {
    let job = operation.job.last()?.state.word();
    let row = outcome::row_word(operation);
    let reason = operation.fail_reason();
    let why = if reason.is_empty() { String::new() } else { format!(" Its reason: {reason}") };
    match operation.disagreement(now.max(operation.read_at.unwrap_or(now))) {
        Some(seconds) => {
            let since = elapsed(seconds);
            Some(format!(
                "For {since} the job has said {job} and the backup {row}: ask in the console \
                    which is right.{why}"
            ))
        }
        None if operation.job_failed() => Some(format!(
            "The job says {job}, the backup still {row}: the backup list is authoritative.{why}"
        )),
        None => None,
    }
}

/// Says why the last look for a backup failed.
pub fn look_failed(operation: &Operation) -> Option<String> {
    let why = operation.trouble.as_ref()?;
    Some(format!(
        "The last look failed: {}.{}",
        calls::failure(why),
        if operation.wants_token() { " t gives a new token." } else { "" }
    ))
}
