//! The record of one operation in words: the text for a ticket, Markdown, one line, JSON. The table
//! and CSV are in `columns`.
//!
//! Every text comes from a file that anybody may have edited, or from the service. So every form
//! writes out what could act on a terminal, and closes each value in the way of its format: no
//! value can begin another field.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use super::{commands, outcome, what_now};
use crate::{
    core::{
        base::{
            Level, OperationId, UtcTime,
            text::{escaped_json, printable, visible_name},
            time::elapsed,
        },
        operation::{
            FoundBy,
            checked::Checked,
            create_call::CallEnd,
            history::Covers,
            pin::{Pin, PinCheck},
            record::{Memory, NAMES, Outcome, Record},
        },
        scope::{DatabaseScope, Scope, choice, list::write_line},
        session::{Site, Who},
    },
    words::{count, counts, if_told, join, size_kb, watch::follow},
};

/// Says what an outcome means, in one sentence.
pub(super) const fn meaning(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Completed => "The service lists the backup as completed.",
        Outcome::Running => "A backup was created. The journal shows no end; watch it for news.",
        Outcome::Failed => "The backup, or its job, failed. The backup may not be used.",
        Outcome::Unknown => "A backup may exist. Look for it before anybody repeats the request.",
        Outcome::No => "The service refused the request, and nothing was created.",
        Outcome::NotSent => "No byte of the request left the machine, and nothing was created.",
        Outcome::Draft => "The form as filled in so far; nothing was reviewed or sent.",
        Outcome::Reviewed => "The request was reviewed and not confirmed; nothing was sent.",
        Outcome::GivenUp => "The request was reviewed and given up; nothing was sent.",
        Outcome::Unreadable => {
            "The file holds no operation that this version can read. A backup may exist."
        }
    }
}

/// A label and its value.
pub type Row = (&'static str, String);

/// Returns the facts as labels and values. A fact that not every record has is left out
/// where nothing tells that fact.
pub fn rows(record: &Record) -> Vec<Row> {
    let mut rows = vec![("outcome", format!("{}: {}", head(record), meaning(record.outcome)))];
    let mut add = |label: &'static str, value: Option<String>| {
        rows.extend(value.filter(|value| !value.is_empty()).map(|value| (label, value)));
    };
    // Of a form, and of a file that tells no operation, a blank is no fact.
    let is_told = !matches!(record.outcome, Outcome::Draft | Outcome::Unreadable);
    let known = |value: Option<String>| match value.filter(|value| !value.is_empty()) {
        None if is_told => Some("not known".to_owned()),
        value => value,
    };
    let replayed = record.replayed.as_deref();
    let no_request = replayed.is_some_and(|operation| operation.intent.is_none());
    add("backup_id", text_of(&record.backup_id));
    add("job_id", text_of(&record.job_id));
    for (_, label, id) in replayed.map(outcome::named).unwrap_or_default() {
        add(label, Some(id.to_owned()));
    }
    add("operation", text_of(&record.operation));
    add("state", replayed.map(outcome::state));
    add("name", known(Some(record.name.clone())));
    let description = Some(record.description.clone());
    add("description", if no_request { known(description) } else { description });
    add("scope", known(Covers::of(record).map(covers)));
    let is_nameless = Covers::of(record) == Some(Covers::Tables(None));
    let names = record.scope.as_ref().and_then(names);
    add("names", if is_nameless { known(None) } else { names });
    add("names' SHA-256", record.names_sha256.clone());
    add("instance", known(instance(record)));
    add("engine", known(record.engine.clone()));
    let site = record.site.as_ref();
    add("project", known(site.map(project)));
    add("region", known(site.and_then(|site| site.region.clone())));
    add("endpoint", known(site.map(|site| site.endpoint.clone())));
    add("account", known(site.and_then(|site| site.account.clone())));
    add("cloud user", known(site.and_then(|site| site.caller.clone())));
    add("operator", known(record.by.as_ref().map(who)));
    let (times, local) = (&record.times, &record.local_times);
    for (label, at, here) in [
        ("reviewed", times.reviewed, &local.reviewed),
        ("confirmed", times.confirmed, &local.confirmed),
        ("sent", times.sent, &local.sent),
        ("answered", times.answered, &local.answered),
        ("backup began", times.backup_began, &local.backup_began),
        ("backup ended", times.backup_ended, &local.backup_ended),
        ("end seen", times.end_seen, &local.end_seen),
        ("last news", times.last_news, &local.last_news),
    ] {
        // In UTC, and in the zone of this machine.
        add(label, at.map(|at| at.iso() + &if_told(" (", here.as_ref(), ")")));
    }
    add("took", took(record));
    add("size", record.size_kb.map(size_kb));
    add("answer", answer(record));
    add("service's words", record.call.words.clone());
    add("found", record.found_by.map(|by| found(by).to_owned()));
    add("request ID", record.call.request_id.clone());
    add("request body", body(record));
    add("accepted by typing", warnings(record));
    for found in &record.checks {
        add("check", Some(check(found)));
    }
    add("reason", Some(record.fail_reason.clone()));
    add("what now", replayed.map(|operation| what_now::sentences(operation).join(" ")));
    // The simulated service of a demo ends with the program: nothing of it can be asked later.
    let is_real = !record.is_of_a_demo();
    add("follow", replayed.filter(|_| is_real).and_then(follow::command));
    let audit = "event NoSQLCreateBackup in Cloud Trace Service, which keeps it for seven days";
    add("audit trail", times.sent.filter(|_| is_real).map(|_| audit.to_owned()));
    for (label, command) in commands::rows(record) {
        add(label, Some(command));
    }
    add("program", Some(if_told("geminidb-backup ", record.program.as_ref(), "")));
    add("file", Some(record.file.clone()));
    add("doubt", doubts(record));
    add("pin", text_of(&record.pin));
    rows
}

fn text_of(value: &Option<impl ToString>) -> Option<String> {
    value.as_ref().map(ToString::to_string)
}

/// Says a check of Review with its level and its time.
fn check(check: &Checked) -> String {
    let (level, accepted) = match check.level {
        Level::Ok => ("OK", ""),
        Level::Note => ("NOTE", ""),
        Level::Warn => ("WARN", ", accepted by typing"),
        Level::Wait => ("NOT READ", ""),
        Level::Error => ("ERROR", ""),
    };
    let read = if_told(", read ", check.at.map(UtcTime::iso), "");
    format!("{level}: {}{read}{accepted}", flat(&check.fact))
}

/// Returns the keys and values of a fact, one after another.
fn flat(fact: &Value) -> String {
    match fact {
        Value::Object(parts) => {
            let part = |(key, value): (&String, &Value)| {
                format!("{} {}", key.replace('_', " "), flat(value)).trim_end().to_owned()
            };
            join(parts.iter().map(part), ", ")
        }
        Value::Array(parts) => join(parts.iter().map(flat), ", "),
        Value::String(text) => text.replace('_', " "),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) => fact.to_string(),
    }
}

pub(super) fn head(record: &Record) -> String {
    format!("{}{}", if record.is_of_a_demo() { "DEMO, " } else { "" }, record.outcome.word())
}

pub(super) fn scope(scope: &Scope) -> String {
    covers(Covers::of_request(scope))
}

/// Says what a backup covers.
pub fn covers(covers: Covers) -> String {
    match covers {
        Covers::Instance => "whole instance".to_owned(),
        Covers::Tables(None) => "tables that are not given".to_owned(),
        Covers::Tables(Some(it)) => counts([(it.whole, "whole database"), (it.tables, "table")]),
    }
}

/// Returns the chosen names, the first ones of a long list.
pub(super) fn names(scope: &Scope) -> Option<String> {
    let Scope::Tables(databases) = scope else { return None };
    let all = paths(databases);
    let more = all.len().saturating_sub(NAMES);
    let shown = all[..all.len() - more].join(", ");
    Some(match more {
        0 => shown,
        more => format!("{shown}, and {more} more (all are in the JSON form)"),
    })
}

/// Returns each name as an operator would type it, a whole database as `db.*`.
pub(super) fn paths(databases: &[DatabaseScope]) -> Vec<String> {
    let path = |(database, table)| visible_name(&write_line(database, table)).into_owned();
    choice::names(databases).map(path).collect()
}

fn instance(record: &Record) -> Option<String> {
    let id = record.instance_id.as_deref()?;
    let named = !record.instance_name.is_empty() && record.instance_name != id;
    Some(if named { format!("{} ({id})", record.instance_name) } else { id.to_owned() })
}

fn project(site: &Site) -> String {
    let name = if_told(" (", site.project_name.as_ref(), ")");
    format!("{}{name}", site.project)
}

pub fn who(who: &Who) -> String {
    let parts = [
        format!("{} (uid {})", who.user.as_deref().unwrap_or("name not known"), who.uid),
        if_told(", by sudo from ", who.sudo_user.as_ref(), ""),
        if_told(", by SSH from ", who.ssh_from.as_ref(), ""),
        if_told(", on ", who.host.as_ref(), ""),
    ];
    parts.concat()
}

fn took(record: &Record) -> Option<String> {
    let seconds = record.took_seconds?;
    let clock = if record.took_is_of_service { "" } else { " by this machine's clock" };
    Some(format!("{}{clock}", elapsed(seconds)))
}

fn answer(record: &Record) -> Option<String> {
    if record.call.end == Some(CallEnd::NoAnswer) {
        return Some("none came; whether a backup was created was UNKNOWN then".to_owned());
    }
    let status = record.call.status?;
    let code = if_told(" ", record.call.error_code.as_ref(), "");
    Some(format!("HTTP {status}{code}"))
}

const fn found(by: FoundBy) -> &'static str {
    match by {
        FoundBy::Program => "by the program, which looked for it in the service's lists",
        FoundBy::Operator => "by the operator, who chose it from the service's lists",
    }
}

fn body(record: &Record) -> Option<String> {
    let (bytes, sha256) = (record.call.body_bytes?, record.call.body_sha256.as_ref()?);
    Some(format!("{}, SHA-256 {sha256}", count(bytes, "byte")))
}

fn warnings(record: &Record) -> Option<String> {
    (record.warnings_accepted > 0).then(|| count(record.warnings_accepted, "warning"))
}

pub(super) fn doubts(record: &Record) -> Option<String> {
    let doubts = &record.doubts;
    let parts = [
        doubts.memory.map(|why| memory(why).to_owned()),
        doubts.file.clone(),
        (doubts.unpinned_bytes > 0).then(|| {
            format!("the pin does not cover {}", count(doubts.unpinned_bytes, "more byte"))
        }),
        doubts.written_anew.map(written_anew),
    ];
    let lines = doubtful_lines(doubts.damaged, doubts.newer, doubts.torn);
    let said: Vec<_> = parts.into_iter().flatten().chain(lines).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// Says which lines of a file cannot be relied on.
pub fn doubtful_lines(damaged: usize, newer: usize, torn: bool) -> impl Iterator<Item = String> {
    let lines = |n: usize, what| (n > 0).then(|| format!("{} {what}", count(n, "line")));
    let torn = torn.then(|| "its last line is torn (a crash while it was written)".to_owned());
    [torn, lines(damaged, "damaged"), lines(newer, "of a newer program")].into_iter().flatten()
}

fn written_anew(at: UtcTime) -> String {
    format!("the file was missing and was written again at {}: no pin from before holds", at.iso())
}

/// Says that no file stands behind the record.
const fn memory(why: Memory) -> &'static str {
    match why {
        Memory::NoFile => "the journal holds no file of this, so there is no pin",
        Memory::FileUnread => "as this program knows, without a pin: the file cannot be read",
        Memory::FileBehind => {
            "as this program knows, without a pin: the file lacks the latest lines"
        }
    }
}

/// Returns the text for a ticket: outcome first, and each ID alone on its line.
pub fn text(record: &Record) -> Vec<String> {
    written(rows(record))
}

/// Returns of the text what must be in sight: the outcome, the IDs and the operation.
pub fn brief(record: &Record) -> Vec<String> {
    let mut rows = rows(record);
    rows.retain(|(label, _)| is_id(label) || ["outcome", "operation"].contains(label));
    written(rows)
}

fn is_id(label: &str) -> bool {
    label.starts_with("backup_id") || label.starts_with("job_id")
}

fn written(rows: Vec<(&'static str, String)>) -> Vec<String> {
    let mut lines = Vec::new();
    for (label, value) in rows {
        let value = printable(&value).into_owned();
        match label {
            "outcome" => lines.push(value),
            label if is_id(label) => lines.extend([label.to_owned(), value]),
            label if commands::WITH.contains(&label) => {
                lines.extend([format!("{label}:"), value]);
            }
            label => lines.push(format!("{label:<18} {value}")),
        }
    }
    lines
}

/// Returns the text as Markdown (CommonMark): a heading and a list, each value in a code span.
pub fn markdown(record: &Record) -> Vec<String> {
    let heading = match (record.operation, record.file.as_str()) {
        (Some(id), _) => format!("## Operation {id}"),
        (None, "") => "## A backup".to_owned(),
        (None, _) => "## A file of the journal".to_owned(),
    };
    let item = |(label, value): Row| format!("- {label}: {}", code_span(&printable(&value)));
    [heading, String::new()].into_iter().chain(rows(record).into_iter().map(item)).collect()
}

/// Closes a text in more backticks than stand together anywhere in the text.
fn code_span(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // A reader takes one blank off again at both ends, but for a text of blanks alone (CommonMark,
    // "Code spans").
    let is_edged = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let pad = if is_edged && !text.trim_matches(' ').is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Returns the record in one line.
pub fn line(record: &Record) -> String {
    let parts = [
        if_told(", backup_id ", record.backup_id.as_ref(), ""),
        if_told(", job_id ", record.job_id.as_ref(), ""),
        if_told(", operation ", record.operation, ""),
        if_told(", at ", record.at().map(UtcTime::iso), ""),
        if_told(", pin ", record.pin.as_ref(), ""),
    ];
    let what = if record.outcome == Outcome::Unreadable {
        format!("file {}", quoted(&record.file))
    } else {
        format!("backup {} of {}", quoted(&record.name), quoted(&record.instance_name))
    };
    format!("{}: {what}{}", head(record), parts.concat())
}

/// Returns a plain word as it is, and any other text in quotes.
pub(super) fn quoted(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !text.is_empty() && text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{:?}", visible_name(text)))
}

/// A record with the form of its JSON object; `assets/operation.schema.json` describes this one.
#[derive(Serialize)]
struct Described<'a> {
    schema: &'static str,
    #[serde(flatten)]
    record: &'a Record,
}

/// Returns the record as a JSON object on one line.
pub fn json(record: &Record) -> String {
    let described = Described { schema: "geminidb-backup/operation/1", record };
    // Texts, numbers and lists of them under text keys: serde_json has no way to fail on them.
    escaped_json(serde_json::to_string(&described).unwrap_or_default())
}

pub fn no_operation(id: OperationId, folder: &str) -> String {
    format!("operation {id} is not in the journal at {folder}")
}

/// Says that the journal holds no operation, or none that was asked for.
pub fn no_operations(folder: &str, instance: Option<&str>, since: bool) -> String {
    let of = if_told(" of the instance ", instance, "");
    let then = if since { " since then" } else { "" };
    format!("geminidb-backup: the journal at {folder} holds no operation{of}{then}")
}

/// Says that no pin of an operation without a file holds.
pub fn pin_without_file(id: OperationId, folder: &str) -> String {
    format!("The pin does NOT hold: {}.", no_operation(id, folder))
}

/// Says whether a pin holds, and if not, whether the file was written anew.
pub fn pin(pin: &Pin, check: PinCheck, file: &str, anew: Option<UtcTime>) -> String {
    let anew = if_told(" But ", anew.map(written_anew), ".");
    let length = count(pin.length(), "byte");
    match check {
        PinCheck::Holds { appended } => {
            let more = count(appended, "byte");
            format!("The pin holds: the first {length} of {file} are unchanged; {more} follow.")
        }
        PinCheck::Cut { found } => format!(
            "The pin does NOT hold: {file} has {}, and the pin covers {length}.{anew}",
            count(found, "byte")
        ),
        PinCheck::Changed => {
            format!(
                "The pin does NOT hold: the first {length} of {file} are not those of the \
                pin.{anew}"
            )
        }
    }
}
