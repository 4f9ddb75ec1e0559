//! The history: its rows, the facts of the row under the cursor, and what is not loaded or not
//! known.

use super::{
    base::{
        calls, disk_error,
        labels::{self, ESC_CLEARS},
        local_time::beside,
        permissions::Need,
    },
    choose::whole_minutes,
    if_told, join,
    operation::{
        lists::level,
        record::{covers, who},
    },
    say, size_kb,
};
use crate::core::{
    base::{UtcTime, time::elapsed},
    history::{columns::NUMBERS, reading::Edge},
    model::Model,
    operation::{
        backup::BackupKind,
        history::{Covers, Row, Service},
    },
    port::{Commands, HistoryNotice},
    session::Mode,
};

/// Ends the note of the list.
pub const NEW_FORM: &str = "p new form";
/// The heads of the columns.
pub const HEADS: [&str; 9] =
    ["begun UTC", "instance", "name", "made", "scope", "state", "took", "size", "by"];

/// Returns how many rows there are, and of what.
pub fn title(model: &Model) -> String {
    let history = &model.history;
    let of = if_told(" of ", history.instance.as_ref().map(|(_, name)| name), "");
    let rows = [history.rows.len(), history.rows.total()];
    let n = labels::rows(rows, history.rows.order, HEADS, NUMBERS);
    let read = if_told(" | service read ", history.reading.read_at.map(UtcTime::hm), "");
    format!("History{of} {n}{read}")
}

/// Says how the list will look once there is a row, or that the filter hides all rows.
pub fn none(model: &Model) -> Vec<String> {
    let all = model.history.rows.total();
    if all > 0 {
        return vec![format!("0 of {all}; {}", say(model.shared.commands, ESC_CLEARS))];
    }
    vec![
        "Nothing yet. Each request in this journal, and each backup that the service lists, will \
            be listed here, for example:"
            .to_owned(),
        "2025-10-17 01:59  cass-orders-01  pre-mig-0042  manual  instance  COMPLETED".to_owned(),
    ]
}

const AGAIN: &str = "<Enter|Its number> tries again";

/// Says what stands below the last row.
pub fn edge(model: &Model, edge: Edge) -> String {
    let (reading, by) = (&model.history.reading, model.shared.commands);
    match edge {
        Edge::Journal => {
            let why = reading.journal.failed.as_ref().map(disk_error::trouble);
            let again = say(by, AGAIN);
            format!("{again}: the journal was not read: {}.", why.unwrap_or_default())
        }
        Edge::List(n) => {
            let why = reading.lists[n].failed.as_ref();
            let why =
                why.map(|why| calls::not_read(level(BackupKind::BOTH[n]), why, Need::Backups));
            format!("{}: {}.", say(by, AGAIN), why.unwrap_or_default())
        }
        Edge::NoService if model.shared.mode == Mode::Offline => {
            "Offline: the journal alone. Other backups are not known.".to_owned()
        }
        Edge::NoService => {
            "The journal alone: the service's lists need region, project and token.".to_owned()
        }
        Edge::Reading => "Reading older rows...".to_owned(),
        Edge::More => say(by, "Older rows are not loaded yet. <Enter|Its number> loads more."),
        Edge::Full => "No more rows are held. Open the history of one instance.".to_owned(),
    }
}

/// Returns the texts of the columns. `wide`: there is room for the year.
pub fn columns(model: &Model, row: Row<'_>, wide: bool) -> [String; 9] {
    [
        begun(row, model.shared.clock.utc, wide),
        row.instance_told().to_owned(),
        named(row).to_owned(),
        made(row).to_owned(),
        scope(row).to_owned(),
        state(model, row),
        row.took().map_or_else(String::new, whole_minutes),
        row.size_kb().map_or_else(String::new, in_gb),
        match (row.user(), row.done()) {
            ("", Some(_)) => "here".to_owned(),
            (user, Some(_)) => user.to_owned(),
            (_, None) => stranger(model, row)[0].to_owned(),
        },
    ]
}

/// Returns the begin; the time of a request whose backup has no known begin has a mark.
fn begun(row: Row<'_>, now: UtcTime, wide: bool) -> String {
    let Some(at) = row.at() else { return "no time".to_owned() };
    let (whole, this_year) = (at.iso(), at.iso().get(..4) == now.iso().get(..4));
    let shown = match (wide, this_year) {
        (true, _) => whole.get(..16),
        (false, true) => whole.get(5..16),
        (false, false) => whole.get(..10),
    };
    let mark = if row.begun().is_some() { " " } else { "~" };
    shown.unwrap_or_default().replace('T', mark)
}

/// Returns the name of a row; what cannot be read has no name but its file's.
fn named(row: Row<'_>) -> &str {
    let file = row.done().and_then(|done| done.file.as_deref());
    Some(row.name()).filter(|name| !name.is_empty()).or(file).unwrap_or_default()
}

fn made(row: Row<'_>) -> &'static str {
    match row.manual() {
        Some(true) => "manual",
        Some(false) => "auto",
        None => "",
    }
}

/// Returns the state: as this run knows it, as the service lists it, or as the journal has it.
fn state(model: &Model, row: Row<'_>) -> String {
    let live = row.done().and_then(|done| model.operations.get(done.operation?));
    let newer = live.filter(|live| !live.is_open() || row.listed().is_none());
    newer.map_or(row.word(), |live| live.outcome().word()).to_owned()
}

/// Returns a size in GB, whatever its size: those of a column compare at a glance.
fn in_gb(kb: f64) -> String {
    let gb = kb / 1024.0 / 1024.0;
    if gb < 0.05 { "<0.1 GB".to_owned() } else { format!("{gb:.1} GB") }
}

/// Returns the texts of a row that make their columns wider. `one`: all rows are of one instance.
pub fn measured(row: Row<'_>, one: bool) -> [&str; 9] {
    let instance = if one { "" } else { row.instance_told() };
    ["", instance, named(row), "", scope(row), row.word(), "", "", row.user()]
}

fn scope(row: Row<'_>) -> &'static str {
    row.covers().map_or("not given", Covers::word)
}

/// Returns the facts of the row under the cursor, one a line.
pub fn details(model: &Model, row: Row<'_>) -> [String; 7] {
    let zone = &model.shared.zone;
    let id = row.backup().map(|id| format!("backup_id {id}"));
    let begun = match (row.begun(), row.at()) {
        (Some(begun), _) => format!("begun {}", beside(zone, &[begun], &begun.iso())),
        (None, Some(at)) => {
            let at = beside(zone, &[at], &at.iso());
            format!("~ requested {at}; the start is not known")
        }
        (None, None) => "start not given".to_owned(),
    };
    let took = row.took().map(|seconds| format!("took {}", elapsed(seconds)));
    let other = row.other_word().map(|outcome| format!("the journal: {}", outcome.word()));
    let elsewhere = row.done().and_then(|done| place(done.service.as_deref()?, model));
    [
        named(row).to_owned(),
        id.unwrap_or_else(|| "no backup ID is known".to_owned()),
        row.instance_told().to_owned() + &if_told("   ", row.instance(), ""),
        begun + &if_told("   ", took, "") + &if_told("   ", row.size_kb().map(size_kb), ""),
        format!("{} {}", made(row), row.covers().map_or_else(|| "not given".to_owned(), covers))
            .trim_start()
            .to_owned(),
        state(model, row) + &if_told("   ", other, "") + &if_told("   ", elsewhere, ""),
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
    let Some(done) = row.done() else { return stranger(model, row)[1].to_owned() };
    let by = done.by.as_deref().map(|by| format!("by {}", who(by)));
    let operation = done.operation.map(|id| format!("operation {id}, from here"));
    join(by.into_iter().chain(operation), "   ")
}

/// Says of a backup without an operation how far the journal is known not to be its own: for the
/// column, and for the panel.
fn stranger(model: &Model, row: Row<'_>) -> [&'static str; 2] {
    let history = &model.history;
    if history.reading.journal.failed.is_some() {
        ["not known", "by whom is not known: the journal could not be read"]
    } else if history.is_cut() {
        ["not known", "by whom is not known: the journal was not read to its end"]
    } else if history.reading.journal.is_open() {
        ["...", "by whom is not known yet: reading the journal"]
    } else if history.rows.may_be_from_here(row) {
        [
            "perhaps",
            "perhaps from here: an operation of that name, or an unread file, has no backup ID",
        ]
    } else {
        ["not here", "not from this journal"]
    }
}

pub fn notice(by: Commands, notice: &HistoryNotice) -> String {
    let sentence = match notice {
        HistoryNotice::NoInstance => {
            "<h on a row|history and the number> of the instance list shows the history of that \
                instance."
        }
        HistoryNotice::NotConfirmed => {
            "Reviewed and not confirmed: nothing to watch. <p|form> prepares a new form."
        }
        HistoryNotice::NotTold => {
            "This row says too little for a form: choose the instance (<n|new> on Start)."
        }
        HistoryNotice::NoOperation => {
            "The file holds no readable operation. geminidb-backup log shows what it holds."
        }
        HistoryNotice::Unread(why) => {
            return format!("Not opened: {}.", disk_error::trouble(why));
        }
        HistoryNotice::Elsewhere => {
            "Another project or endpoint: no form can be made from it here."
        }
        HistoryNotice::JournalReading => {
            "The journal is still being read; <press the key|answer> again in a moment."
        }
        HistoryNotice::JournalCut => {
            "The journal has more rows than are held: open the history of one instance."
        }
    };
    say(by, sentence)
}
