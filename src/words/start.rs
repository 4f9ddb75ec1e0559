//! Start: what needs attention, what has ended, and whether the journal works.

use super::{
    base::{age::ago, disk_error, tags},
    journal,
    operation::outcome,
    session::set_up,
};
use crate::core::{
    base::{ids::OperationId, time::UtcTime},
    journal::state::{Damage, Interrupted},
    model::Model,
    operation::{Operation, Stage, created::Created, journal_file::Salvaged},
    session::{
        credentials::Method,
        current::{Mode, Session},
    },
    start::rows::StartRow,
};

pub const NEEDS_YOU: &str = "Needs you";
pub const RECENT: &str = "Recent";
/// Tags a journal that could not be written or read.
pub const TROUBLE: &str = "[trouble]";
pub const OFF: &str = "[off]";

/// The meaning of a word, which a colour repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Good,
    Warn,
    Bad,
}

/// A row of Start in columns. Where there is little room, only number, word,
/// name and age are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    pub id: String,
    pub word: &'static str,
    pub tone: Tone,
    pub instance: String,
    pub name: String,
    pub age: String,
    /// What the program does about the operation, or how the operation ended.
    pub what: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    Columns(Columns),
    Text(String),
}

pub fn row(model: &Model, row: StartRow) -> Row {
    let now = model.shared.clock.utc;
    let text = match row {
        StartRow::Operation(id) | StartRow::Ended(id) => {
            return operation(model, id).map_or_else(
                || Row::Text(String::new()),
                |o| Row::Columns(operation_row(model, o, now)),
            );
        }
        StartRow::Interrupted(n) => {
            let known = model.journal.interrupted.get(n);
            return known.map_or_else(
                || Row::Text(String::new()),
                |draft| Row::Columns(interrupted_row(draft, now)),
            );
        }
        StartRow::Damage(n) => model.journal.damage.get(n).map(damage_row).unwrap_or_default(),
        StartRow::Form => journal::form_row(model),
        StartRow::Draft(n) => {
            model.drafts.offered.get(n).map(|o| journal::row(model, o)).unwrap_or_default()
        }
        StartRow::NewBackup if model.shared.mode == Mode::Offline => "New draft".to_owned(),
        StartRow::NewBackup => "New backup".to_owned(),
        StartRow::Region => "Choose the region or endpoint".to_owned(),
        StartRow::Project => "Type the project ID".to_owned(),
        StartRow::SignIn => set_up::WAYS.to_owned(),
        StartRow::Test => set_up::TEST.to_owned(),
        StartRow::SaveProfile => set_up::SAVE_PROFILE.to_owned(),
    };
    Row::Text(text)
}

fn operation(model: &Model, id: OperationId) -> Option<&Operation> {
    model.operations.list.iter().chain(&model.operations.earlier).find(|o| o.id == id)
}

fn operation_row(model: &Model, operation: &Operation, now: UtcTime) -> Columns {
    Columns {
        id: operation.id.to_string(),
        word: word(operation),
        tone: tone(operation),
        instance: operation.instance_name().to_owned(),
        name: operation.name().to_owned(),
        age: ago(operation.confirmed_at, now),
        what: if operation.is_open() {
            doing(model, operation).to_owned()
        } else {
            ending(operation, now)
        },
    }
}

fn interrupted_row(draft: &Interrupted, now: UtcTime) -> Columns {
    Columns {
        id: draft.operation.to_string(),
        word: "REVIEWED",
        tone: Tone::Plain,
        instance: draft.intent.instance_name.clone(),
        name: draft.intent.name.clone(),
        age: ago(draft.at, now),
        what: "not sent".to_owned(),
    }
}

/// Returns the stage of an operation, in one word.
pub fn word(operation: &Operation) -> &'static str {
    match operation.stage {
        Stage::Sending => "SENDING",
        Stage::Looking { .. } if operation.not_there.is_some() => "NOT THERE",
        Stage::Looking { .. } if operation.created == Some(Created::Yes) => "IDS MISSING",
        Stage::Looking { .. } => "UNKNOWN",
        Stage::NotThere => "NOT THERE",
        Stage::NotCreated if operation.created == Some(Created::NotSent) => "NOT SENT",
        Stage::NotCreated => "REFUSED",
        Stage::Following if operation.job_failed() => "JOB FAILED",
        Stage::Following if operation.unlisted().is_some() => "NOT LISTED",
        Stage::Following if operation.is_finishing() => "FINISHING",
        Stage::Following if operation.is_seen_running() => "RUNNING",
        Stage::Following if operation.is_seen() => "WAS RUNNING",
        Stage::Following => "ACCEPTED",
        Stage::Completed => "COMPLETED",
        Stage::Failed => "FAILED",
    }
}

fn tone(operation: &Operation) -> Tone {
    match operation.stage {
        Stage::Sending | Stage::Following
            if !operation.job_failed() && operation.unlisted().is_none() =>
        {
            Tone::Plain
        }
        Stage::Sending | Stage::Following | Stage::Looking { .. } | Stage::NotThere => Tone::Warn,
        Stage::NotCreated | Stage::Failed => Tone::Bad,
        Stage::Completed => Tone::Good,
    }
}

/// Says what this program does about an open operation.
fn doing(model: &Model, operation: &Operation) -> &'static str {
    match operation.stage {
        Stage::Sending => "sending",
        Stage::Looking { .. } if operation.taken_up => "looking",
        Stage::Following if operation.taken_up => "watching",
        _ if is_here(model, operation) => "waiting",
        _ => "elsewhere",
    }
}

/// Returns whether calls, once they can be made, would reach the operation's endpoint and project.
fn is_here(model: &Model, operation: &Operation) -> bool {
    operation.intent.as_ref().is_some_and(|intent| intent.site.is_at(&model.shared.session))
}

/// Says how an operation ended: how long and how large, or the service's code.
fn ending(operation: &Operation, now: UtcTime) -> String {
    match operation.stage {
        Stage::Completed => [operation.lasted(now).map(outcome::duration), size(operation)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
        Stage::NotCreated => operation.error_code().map(str::to_owned).unwrap_or_default(),
        Stage::NotThere => {
            operation.replaced_by().map(|by| format!("see {by}")).unwrap_or_default()
        }
        Stage::Sending | Stage::Looking { .. } | Stage::Following | Stage::Failed => String::new(),
    }
}

fn size(operation: &Operation) -> Option<String> {
    let kb = operation.row.last().and_then(|row| row.size_kb).filter(|kb| *kb > 0.0)?;
    Some(match kb / 1024.0 {
        mb if mb >= 1024.0 => format!("{:.0} GB", mb / 1024.0),
        mb if mb >= 1.0 => format!("{mb:.0} MB"),
        _ => format!("{kb:.0} KB"),
    })
}

fn damage_row(damage: &Damage) -> String {
    let file = damage.path.rsplit('/').next().unwrap_or(&damage.path);
    let held = if damage.held.is_empty() { "" } else { "; IDs below" };
    format!("{file}: {}{held}", damage_words(damage))
}

fn damage_words(damage: &Damage) -> String {
    if let Some(why) = &damage.unread {
        return format!("unreadable: {}", disk_error::trouble(why));
    }
    let unnamed = damage
        .unnamed
        .then(|| "not named by this program, so nothing in it is followed".to_owned());
    let torn =
        damage.torn.then(|| "its last line is torn (a crash while it was written)".to_owned());
    let lines =
        |n: usize, what: &str| (n > 0).then(|| format!("{} {what}", super::count(n, "line")));
    let all = [
        unnamed,
        torn,
        lines(damage.damaged, "damaged"),
        lines(damage.newer, "of a newer program"),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// Lists the IDs and names in lines that were not understood, the backup's ID first.
pub fn held(held: &Salvaged) -> Option<String> {
    fn list<T: ToString>(label: &'static str, values: &[T]) -> impl Iterator<Item = String> {
        values.iter().map(move |value| format!("{label} {}", value.to_string()))
    }
    let all = list("backup_id", &held.backups)
        .chain(list("job_id", &held.jobs))
        .chain(list("instance_id", &held.instances))
        .chain(list("name", &held.names))
        .chain(list("operation", &held.operations));
    let all: Vec<String> = all.collect();
    (!all.is_empty()).then(|| format!("What was not understood holds {}.", all.join(", ")))
}

/// Returns the last pane's text on the row under the cursor: all of an operation or a draft, or how
/// else a setting can be given. `None` if the row says all.
pub fn detail(model: &Model, row: StartRow) -> Option<String> {
    match row {
        StartRow::Operation(id) | StartRow::Ended(id) => {
            Some(operation_detail(model, operation(model, id)?))
        }
        StartRow::Interrupted(n) => {
            let draft = model.journal.interrupted.get(n)?;
            let (name, instance) = (&draft.intent.name, &draft.intent.instance_name);
            Some(format!(
                "{name} on {instance}: reviewed {}, never confirmed. Nothing was sent.",
                draft.at.iso()
            ))
        }
        StartRow::Damage(n) => {
            let damage = model.journal.damage.get(n)?;
            let complete = if damage.unread.is_none() && !damage.unnamed {
                " Complete lines count all the same."
            } else {
                ""
            };
            let held = held(&damage.held).map(|held| format!("{held} ")).unwrap_or_default();
            Some(format!("{held}{}: {}.{complete}", damage.path, damage_words(damage)))
        }
        StartRow::Draft(n) => {
            Some(format!("{}.", journal::row(model, model.drafts.offered.get(n)?)))
        }
        StartRow::Region => Some(set_up::REGION_WAYS.to_owned()),
        StartRow::Project => Some(set_up::PROJECT_WAYS.to_owned()),
        StartRow::SignIn if model.shared.mode == Mode::Live => {
            Some(set_up::SIGN_IN_WAYS.to_owned())
        }
        StartRow::Form
        | StartRow::NewBackup
        | StartRow::SignIn
        | StartRow::Test
        | StartRow::SaveProfile => None,
    }
}

fn operation_detail(model: &Model, operation: &Operation) -> String {
    let (name, instance, at) =
        (operation.name(), operation.instance_name(), operation.confirmed_at.iso());
    let id = operation.backup_id.as_ref().map(|id| format!(" backup_id {id}.")).unwrap_or_default();
    let head = format!("{name} on {instance}, confirmed {at}");
    match operation.intent.as_ref().filter(|_| operation.is_open() && !operation.taken_up) {
        Some(_) if is_here(model, operation) => {
            format!("Waits until the set-up is complete: {head}.{id}")
        }
        Some(intent) => format!(
            "Other endpoint: not followed here. It belongs to {}. {head}.{id}",
            intent.site.endpoint
        ),
        None => format!("{head}: {}.{id}", outcome::state(operation)),
    }
}

/// Says how many closed operations of the journal were not read.
pub fn older(n: usize) -> String {
    format!("{n} more in the journal")
}

/// Says whether the journal works: a tag, its tone, and a sentence.
pub fn journal(model: &Model) -> (&'static str, Tone, String) {
    match (&model.journal.trouble, model.shared.journal_on, model.journal.read) {
        (_, false, _) => {
            (OFF, Tone::Warn, "--no-journal: what is sent is known to this run only".to_owned())
        }
        (Some(why), true, _) => (TROUBLE, Tone::Bad, format!("{}.", disk_error::trouble(why))),
        (None, true, false) => (tags::WAIT, Tone::Plain, "being read".to_owned()),
        (None, true, true) => (tags::OK, Tone::Good, "on disk before anything is sent".to_owned()),
    }
}

/// Returns the title of the pane with the configuration.
pub fn settings_title(model: &Model) -> &'static str {
    match (model.shared.mode, model.shared.session.is_ready()) {
        (Mode::Offline, _) => "Offline: fill in, check and save a draft; nothing is called",
        (Mode::Demo, _) => "Demo: the built-in simulator, nothing leaves this machine",
        (Mode::Live, true) => "Ready",
        (Mode::Live, false) => "Nothing can be sent yet",
    }
}

/// Says which hosts are called, and when.
pub const fn network(mode: Mode, session: &Session) -> &'static str {
    match session.endpoint {
        _ if matches!(mode, Mode::Offline) => {
            "None, whatever you do: this program was started with --offline."
        }
        Some(_) if session.iam_endpoint.is_some() => match &session.sign_in {
            Some(sign_in) if matches!(sign_in.method, Method::Agency) => {
                "Called are this endpoint, IAM's and the metadata service, for what needs you \
                    and once you begin."
            }
            Some(_) | None => {
                "Called are this endpoint and IAM's: for what needs you, and once you begin."
            }
        },
        Some(_) => "Only the endpoint above is called: for what needs you, and once you begin.",
        None => "None until an endpoint is set. Then only that endpoint.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_wrong_with_a_file_is_said() {
        let path = "/s/operations/7F3K9Q.jsonl".to_owned();
        let held = Salvaged::of(br#""backup":"b-1","job":"j-1""#);
        let damage =
            Damage { path, unread: None, torn: true, damaged: 2, newer: 1, unnamed: false, held };
        assert_eq!(
            super::held(&damage.held).as_deref(),
            Some("What was not understood holds backup_id b-1, job_id j-1.")
        );
        let text = damage_row(&damage);
        for part in
            ["7F3K9Q.jsonl", "torn", "2 lines damaged", "1 line of a newer program", "IDs below"]
        {
            assert!(text.contains(part), "{text}");
        }
    }
}
