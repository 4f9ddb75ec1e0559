//! Start: what needs attention, what has ended, and whether the journal works.

use super::{
    base::{age::ago, disk_error, role::Role, tags},
    if_told, join, journal,
    operation::{outcome, record},
    session::set_up,
    size_to,
};
use crate::core::{
    base::{OperationId, UtcTime},
    journal::state::Interrupted,
    model::Model,
    operation::{
        Operation, Stage,
        created::Created,
        journal_file::{File, Salvaged},
    },
    session::{FormKind, Method, Mode, Session},
    start::rows::StartRow,
};

pub const NEEDS_YOU: &str = "Needs you";
pub const RECENT: &str = "Recent";
/// Tags a journal that could not be written or read.
pub const TROUBLE: &str = "[trouble]";
pub const OFF: &str = "[off]";

/// A row of Start in columns. Where there is little room, only number, word,
/// name and age are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    pub id: String,
    /// The stage in one word.
    pub word: (&'static str, Role),
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
    said(model, row).unwrap_or_else(|| Row::Text(String::new()))
}

/// Returns the words of a row, if the thing on the row is still there.
fn said(model: &Model, row: StartRow) -> Option<Row> {
    let now = model.shared.clock.utc;
    let text = match row {
        StartRow::Operation(id) | StartRow::Ended(id) => {
            return Some(Row::Columns(operation_row(model, operation(model, id)?, now)));
        }
        StartRow::Interrupted(n) => {
            let draft = model.journal.interrupted.get(n)?;
            return Some(Row::Columns(interrupted_row(draft, now)));
        }
        StartRow::Damage(n) => damage_row(model.journal.damage.get(n)?),
        StartRow::Form => journal::form_row(model),
        StartRow::Draft(n) => journal::row(model, model.drafts.offered.get(n)?),
        StartRow::NewBackup if model.shared.mode == Mode::Offline => "New draft".to_owned(),
        StartRow::NewBackup => "New backup".to_owned(),
        StartRow::Region => "Choose the region or endpoint".to_owned(),
        StartRow::Project => "Type the project ID".to_owned(),
        StartRow::SignIn => set_up::WAYS.to_owned(),
        StartRow::Test => "Test the connection: sign in, list the instances".to_owned(),
        StartRow::SaveProfile => set_up::form_title(FormKind::Profile).to_owned(),
    };
    Some(Row::Text(text))
}

fn operation(model: &Model, id: OperationId) -> Option<&Operation> {
    model.operations.list.iter().chain(&model.operations.earlier).find(|o| o.id == id)
}

fn operation_row(model: &Model, operation: &Operation, now: UtcTime) -> Columns {
    Columns {
        id: operation.id.to_string(),
        word: word(operation),
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
        word: ("REVIEWED", Role::Plain),
        instance: draft.intent.instance_name.clone(),
        name: draft.intent.name.clone(),
        age: ago(draft.at, now),
        what: "not sent".to_owned(),
    }
}

/// Returns the stage of an operation in one word, and the role of the word.
pub fn word(operation: &Operation) -> (&'static str, Role) {
    match operation.stage {
        Stage::Sending => ("SENDING", Role::Plain),
        Stage::Looking { .. } if operation.not_there.is_some() => ("NOT FOUND", Role::Warn),
        Stage::Looking { .. } if operation.created == Some(Created::Yes) => {
            ("IDS MISSING", Role::Warn)
        }
        Stage::Looking { .. } => ("UNKNOWN", Role::Bad),
        Stage::NotThere => ("NOT FOUND", Role::Warn),
        Stage::NotCreated if operation.created == Some(Created::NotSent) => ("NOT SENT", Role::Bad),
        Stage::NotCreated => ("REFUSED", Role::Bad),
        Stage::Following if operation.job_failed() => ("JOB FAILED", Role::Bad),
        Stage::Following if operation.unlisted().is_some() => ("NOT LISTED", Role::Warn),
        Stage::Following if operation.is_finishing() => ("FINISHING", Role::Plain),
        Stage::Following if operation.is_seen_running() => ("RUNNING", Role::Plain),
        Stage::Following if operation.is_seen() => ("WAS RUNNING", Role::Plain),
        Stage::Following => ("ACCEPTED", Role::Plain),
        Stage::Completed => ("COMPLETED", Role::Good),
        Stage::Failed => ("FAILED", Role::Bad),
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
        Stage::Completed => {
            let took = operation.lasted(now).map(outcome::duration);
            join(took.into_iter().chain(size(operation)), " ")
        }
        Stage::NotCreated => operation.error_code().map(str::to_owned).unwrap_or_default(),
        Stage::NotThere => if_told("see ", operation.replaced_by(), ""),
        Stage::Sending | Stage::Looking { .. } | Stage::Following | Stage::Failed => String::new(),
    }
}

fn size(operation: &Operation) -> Option<String> {
    let kb = operation.row.last().and_then(|row| row.size_kb).filter(|kb| *kb > 0.0)?;
    Some(size_to(kb, 0))
}

fn damage_row(file: &File) -> String {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    let held = if file.held().is_some() { "; IDs below" } else { "" };
    format!("{name}: {}{held}", damage_words(file))
}

fn damage_words(file: &File) -> String {
    let read = match &file.read {
        Ok(read) => read,
        Err(why) => return format!("unreadable: {}", disk_error::trouble(why)),
    };
    let unnamed = file.operation.is_none();
    let unnamed =
        unnamed.then(|| "not named by this program, so nothing in it is followed".to_owned());
    let lines = record::doubtful_lines(read.damaged.len(), read.newer, read.torn);
    join(unnamed.into_iter().chain(lines), "; ")
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
            let file = model.journal.damage.get(n)?;
            let followed = file.read.is_ok() && file.operation.is_some();
            let complete = if followed { " Complete lines count all the same." } else { "" };
            let held = if_told("", file.held().and_then(held), " ");
            Some(format!("{held}{}: {}.{complete}", file.path, damage_words(file)))
        }
        StartRow::Draft(n) => {
            Some(format!("{}.", journal::row(model, model.drafts.offered.get(n)?)))
        }
        StartRow::Region => Some(
            "--region or --endpoint; HW_REGION_NAME, OS_REGION_NAME, a profile or a cloud names it \
                together with its credentials."
                .to_owned(),
        ),
        StartRow::Project => Some(
            "--project-id, HUAWEICLOUD_SDK_PROJECT_ID, HW_PROJECT_ID, OS_PROJECT_ID, a profile; or \
                IAM finds it by the region's name."
                .to_owned(),
        ),
        StartRow::SignIn if model.shared.mode == Mode::Live => Some(
            "HUAWEICLOUD_SDK_AK/_SK, HW_*, OS_*, clouds.yaml, ~/.huaweicloud/credentials, \
                ~/.hcloud/config.json, config.toml, --token-file, or typed. \
                `geminidb-backup doctor` lists them all."
                .to_owned(),
        ),
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
    let id = if_told(" backup_id ", operation.backup_id.as_ref(), ".");
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

/// Says whether the journal works: a tag, its role, and a sentence.
pub fn journal(model: &Model) -> (&'static str, Role, String) {
    match (&model.journal.trouble, model.shared.journal_on, model.journal.read) {
        (_, false, _) => {
            (OFF, Role::Warn, "--no-journal: what is sent is known to this run only".to_owned())
        }
        (Some(why), true, _) => (TROUBLE, Role::Bad, format!("{}.", disk_error::trouble(why))),
        (None, true, false) => (tags::WAIT, Role::Plain, "being read".to_owned()),
        (None, true, true) => {
            (tags::OK, Role::Good, "saved on disk before anything is sent".to_owned())
        }
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
                "Contacts only this endpoint, IAM and the metadata service."
            }
            Some(_) | None => "Contacts only this endpoint and IAM.",
        },
        Some(_) => "Contacts only this endpoint.",
        None => "Contacts nothing until an endpoint is set.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::operation::journal_file::Read;

    #[test]
    fn everything_that_is_wrong_with_a_file_is_said() {
        let path = "/s/operations/7F3K9Q.jsonl".to_owned();
        let held = Salvaged::of(br#""backup":"b-1","job":"j-1""#);
        let read = Read { torn: true, damaged: vec![1, 2], newer: 1, held, ..Read::default() };
        let damage = File { operation: OperationId::parse("7F3K9Q"), path, read: Ok(read) };
        assert_eq!(
            damage.held().and_then(super::held).as_deref(),
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
