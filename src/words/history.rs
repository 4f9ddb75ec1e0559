//! The history: its rows, the facts of the row under the cursor, and what is not loaded or not
//! known.

use super::{
    base::{calls, disk_error, permissions::Need},
    count,
    operation::record::who,
    size_kb,
};
use crate::core::{
    base::time::{UtcTime, elapsed},
    history::reading::Edge,
    model::Model,
    operation::{
        backup::BackupKind,
        history::{Covers, Done, Row, Service, Word},
    },
    port::status_line::HistoryNotice,
    scope::tree::Counts,
    session::current::Mode,
};

/// Stands in the place of the number of an operation for a backup that this run only watches.
pub const GUEST: &str = "read only, no operation";
/// Stands at the right of the list.
pub const KEYS: &str = "/ filter  p new form";
/// The heads of the columns.
pub const HEADS: [&str; 9] =
    ["begun UTC", "instance", "name", "made", "scope", "state", "took", "size", "by"];

/// Returns how many rows there are, and of what.
pub fn title(model: &Model) -> String {
    let history = &model.history;
    let of = history.instance.as_ref().map(|(_, name)| format!(" of {name}"));
    let (shown, all) = (history.rows.len(), history.rows.total());
    let n = if shown == all { all.to_string() } else { format!("{shown} of {all}") };
    let read = history.reading.read_at.map(|at| format!(" | service read {}", at.hm()));
    format!("History{} {n}{}", of.unwrap_or_default(), read.unwrap_or_default())
}

/// Says how the list will look once there is a row, or that the filter hides all rows.
pub fn none(model: &Model) -> Vec<String> {
    let all = model.history.rows.total();
    if all > 0 {
        return vec![format!("0 of {all}; Esc clears the filter.")];
    }
    vec![
        "Nothing yet. Each request of this journal, and each backup that the service lists, will \
            stand here:"
            .to_owned(),
        "2025-10-17 01:59  cass-orders-01  pre-mig-0042  manual  instance  COMPLETED".to_owned(),
    ]
}

/// Says what stands below the last row.
pub fn edge(model: &Model, edge: Edge) -> String {
    let reading = &model.history.reading;
    let list = |n: usize| match BackupKind::BOTH[n] {
        BackupKind::Instance => "instance-level backups",
        BackupKind::DatabaseTable => "table-level backups",
    };
    match edge {
        Edge::Journal => {
            let why = reading.journal.failed.as_ref().map(disk_error::trouble);
            format!("Enter reads on: the journal was not read: {}.", why.unwrap_or_default())
        }
        Edge::List(n) => {
            let why = reading.lists[n].failed.as_ref();
            let why = why.map(|why| calls::not_read(list(n), why, Need::Backups));
            format!("Enter reads on: {}.", why.unwrap_or_default())
        }
        Edge::NoService if model.shared.mode == Mode::Offline => {
            "Offline: the journal alone. Other backups are not known.".to_owned()
        }
        Edge::NoService => {
            "The journal alone: the service's lists need region, project and token.".to_owned()
        }
        Edge::Reading => "Reading older rows...".to_owned(),
        Edge::More => "Older rows are not loaded yet. Enter looks among them.".to_owned(),
        Edge::Full => "No more rows are held. Open the history of one instance.".to_owned(),
    }
}

/// Returns the texts of the columns. `wide`: there is room for the year.
pub fn columns(model: &Model, row: Row<'_>, wide: bool) -> [String; 9] {
    [
        begun(row.begun(), model.shared.clock.utc, wide),
        instance(row).to_owned(),
        named(row),
        made(row).to_owned(),
        scope(row, true),
        state(model, row),
        row.took().map_or_else(String::new, elapsed),
        row.size_kb().map_or_else(String::new, size_kb),
        match row.done() {
            Some(done) => operator(done).unwrap_or_else(|| "here".to_owned()),
            None if model.history.reading.journal.is_open() => "...".to_owned(),
            None if model.history.rows.may_be_ours(row.name()) => "perhaps".to_owned(),
            None => "not here".to_owned(),
        },
    ]
}

fn begun(at: Option<UtcTime>, now: UtcTime, wide: bool) -> String {
    let Some(at) = at else { return "no time".to_owned() };
    let (whole, this_year) = (at.iso(), at.iso().get(..4) == now.iso().get(..4));
    let shown = match (wide, this_year) {
        (true, _) => whole.get(..16),
        (false, true) => whole.get(5..16),
        (false, false) => whole.get(..10),
    };
    shown.unwrap_or_default().replace('T', " ")
}

/// Returns the name of a row; what cannot be read has no name but its file's.
fn named(row: Row<'_>) -> String {
    let file = row.done().and_then(|done| done.file.as_deref());
    Some(row.name()).filter(|name| !name.is_empty()).or(file).unwrap_or_default().to_owned()
}

fn instance(row: Row<'_>) -> &str {
    let name = Some(row.instance_name()).filter(|name| !name.is_empty());
    name.or(row.instance()).unwrap_or_default()
}

fn made(row: Row<'_>) -> &'static str {
    match row.manual() {
        Some(true) => "manual",
        Some(false) => "auto",
        None => "",
    }
}

fn scope(row: Row<'_>, short: bool) -> String {
    match row.covers() {
        None => "not told".to_owned(),
        Some(Covers::Instance) => "instance".to_owned(),
        Some(Covers::Tables(_)) if short => "tables".to_owned(),
        Some(Covers::Tables(None)) => "tables, which are not told".to_owned(),
        Some(Covers::Tables(Some(Counts { whole, tables, .. }))) => {
            let parts = [(whole, "whole database"), (tables, "table")];
            let said = parts.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| count(*n, noun));
            said.collect::<Vec<_>>().join(" + ")
        }
    }
}

/// Returns the state: as this run knows it, as the service lists it, or as the journal has it.
fn state(model: &Model, row: Row<'_>) -> String {
    let live = row.done().and_then(|done| model.operations.get(done.operation?));
    match (live.filter(|live| !live.is_open() || row.listed().is_none()), row.word()) {
        (Some(live), _) => live.outcome().word().to_owned(),
        (None, Word::Service(state)) => state.word().to_owned(),
        (None, Word::Journal(outcome)) => outcome.word().to_owned(),
    }
}

fn operator(done: &Done) -> Option<String> {
    done.by.as_ref()?.user.clone()
}

/// Returns the facts of the row under the cursor, one a line.
pub fn details(model: &Model, row: Row<'_>) -> [String; 7] {
    let told = |text: Option<String>| text.map(|text| format!("   {text}")).unwrap_or_default();
    let id = row.backup().map(|id| format!("backup_id {id}"));
    let begun = row.begun().map_or_else(|| "begin not told".to_owned(), UtcTime::iso);
    let took = row.took().map(|seconds| format!("took {}", elapsed(seconds)));
    let other = row.other_word().map(|outcome| format!("the journal: {}", outcome.word()));
    let elsewhere = row.done().and_then(|done| place(done.service.as_deref()?, model));
    [
        named(row),
        id.unwrap_or_else(|| "no backup ID is known".to_owned()),
        format!("{}{}", instance(row), told(row.instance().map(str::to_owned))),
        format!("begun {begun}{}{}", told(took), told(row.size_kb().map(size_kb))),
        format!("{} {}", made(row), scope(row, false)).trim_start().to_owned(),
        format!("{}{}{}", state(model, row), told(other), told(elsewhere)),
        origin(model, row),
    ]
}

/// Returns the project and endpoint of a service that is not the present one.
fn place(service: &Service, model: &Model) -> Option<String> {
    let session = &model.shared.session;
    let here = session.endpoint.as_ref() == Some(&service.endpoint)
        && session.project.as_ref() == Some(&service.project);
    (!here).then(|| format!("at project {}, {}", service.project, service.endpoint))
}

/// Says by whom an operation was made from here, or that the backup is not from this journal.
fn origin(model: &Model, row: Row<'_>) -> String {
    let journal = &model.history.reading.journal;
    match row.done() {
        Some(done) => {
            let by = done.by.as_deref().map(|by| format!("by {}", who(by)));
            let operation = done.operation.map(|id| format!("operation {id}, from here"));
            by.into_iter().chain(operation).collect::<Vec<_>>().join("   ")
        }
        None if journal.failed.is_some() => {
            "by whom is not known: the journal could not be read".to_owned()
        }
        None if journal.is_open() => "by whom is not known yet: reading the journal".to_owned(),
        None if model.history.rows.may_be_ours(row.name()) => {
            "perhaps from here: an operation of that name, or an unread file, has no backup ID"
                .to_owned()
        }
        None => "not from this journal".to_owned(),
    }
}

pub fn notice(notice: &HistoryNotice) -> String {
    match notice {
        HistoryNotice::NoInstance => {
            "h on a row of the instance list shows the history of that instance.".to_owned()
        }
        HistoryNotice::NotConfirmed => {
            "Reviewed and not confirmed: nothing to watch. p prepares a new form.".to_owned()
        }
        HistoryNotice::NotTold => {
            "The row does not tell enough for a form: choose the instance (n on Start).".to_owned()
        }
        HistoryNotice::NoOperation => {
            "The file tells no operation. geminidb-backup log shows what stands in it.".to_owned()
        }
        HistoryNotice::Unread(why) => format!("Not opened: {}.", disk_error::trouble(why)),
        HistoryNotice::Elsewhere => {
            "Another project or endpoint: no form is made of it here.".to_owned()
        }
        HistoryNotice::JournalReading => {
            "The journal is still being read; press the key again in a moment.".to_owned()
        }
    }
}
