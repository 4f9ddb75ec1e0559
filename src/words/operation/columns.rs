//! Records as columns: rows of CSV for a spreadsheet, and a table for a person.

use serde::Serialize;
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use super::record::{covers, doubts, head, who};
use crate::{
    core::{
        base::{
            UtcTime,
            text::{printable, visible_name},
        },
        operation::{
            history::Covers,
            record::{Outcome, Record},
        },
    },
    words::join,
};

/// The columns of the CSV form.
pub const COLUMNS: [&str; 26] = [
    "operation",
    "mode",
    "outcome",
    "backup_id",
    "job_id",
    "name",
    "description",
    "scope",
    "names_sha256",
    "instance_id",
    "instance_name",
    "project",
    "region",
    "reviewed",
    "confirmed",
    "confirmed_local",
    "backup_began",
    "backup_ended",
    "took_seconds",
    "size_kb",
    "operator",
    "program",
    "pin",
    "file",
    "doubt",
    "endpoint",
];

/// Returns the values of [`COLUMNS`], as the JSON form has them, or in words where it has parts.
pub fn cells(record: &Record) -> Vec<String> {
    let (site, times) = (record.site.as_ref(), &record.times);
    let values = [
        json_of(record.operation),
        json_of(site.map(|site| site.mode)),
        json_of(record.outcome),
        json_of(&record.backup_id),
        json_of(&record.job_id),
        json_of(&record.name),
        json_of(&record.description),
        json_of(Covers::of(record).map(covers)),
        json_of(&record.names_sha256),
        json_of(&record.instance_id),
        json_of(&record.instance_name),
        json_of(site.map(|site| &site.project)),
        json_of(site.map(|site| &site.region)),
        json_of(times.reviewed),
        json_of(times.confirmed),
        json_of(&record.local_times.confirmed),
        json_of(times.backup_began),
        json_of(times.backup_ended),
        json_of(record.took_seconds),
        json_of(record.size_kb.map(|kb| kb.to_string())),
        json_of(record.by.as_ref().map(who)),
        json_of(&record.program),
        json_of(record.pin.as_ref().map(ToString::to_string)),
        json_of(&record.file),
        json_of(doubts(record)),
        json_of(site.map(|site| &site.endpoint)),
    ];
    values.iter().map(cell).collect()
}

/// Returns a value as JSON.
pub(super) fn json_of(value: impl Serialize) -> Value {
    // Texts and numbers, and lists of them under text keys: serde_json has no way to fail on them.
    serde_json::to_value(value).unwrap_or_default()
}

/// Returns a value as a cell. A list is JSON, and a value that is not known is empty.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => cell_text(text),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            cell_text(&value.to_string())
        }
    }
}

/// Returns a cell that a spreadsheet takes for text: a formula gets an apostrophe before it.
fn cell_text(text: &str) -> String {
    let text = printable(text);
    let formula = text.trim_start().starts_with(['=', '+', '-', '@']);
    if formula { format!("'{text}") } else { text.into_owned() }
}

/// Returns cells as one row of CSV (RFC 4180), without its end mark.
pub fn csv(cells: &[impl AsRef<[u8]>]) -> String {
    let mut writer =
        csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    // A row of texts in memory: the writer has no way to fail.
    let written = writer.write_record(cells).ok().and_then(|()| writer.into_inner().ok());
    let mut row = String::from_utf8(written.unwrap_or_default()).unwrap_or_default();
    row.pop();
    row
}

/// The headings of the table.
pub const HEADINGS: [&str; 6] =
    ["AT (UTC)", "OPERATION", "OUTCOME", "INSTANCE", "NAME", "BACKUP ID"];

/// Returns the values under [`HEADINGS`].
pub fn table_row(record: &Record) -> [String; 6] {
    let shown = |text: &str| visible_name(text).into_owned();
    [
        record.at().map(UtcTime::iso).unwrap_or_default(),
        record.operation.map_or_else(|| "-".to_owned(), |id| id.to_string()),
        head(record),
        shown(&record.instance_name),
        // What cannot be read has no name but its file's.
        shown(if record.outcome == Outcome::Unreadable { &record.file } else { &record.name }),
        record.backup_id.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string),
    ]
}

/// Returns the lines of a table: each column is as wide as its longest value.
pub fn table(headings: &[&str], rows: &[Vec<String>]) -> Vec<String> {
    let headings: Vec<String> = headings.iter().map(|heading| (*heading).to_owned()).collect();
    let all = || std::iter::once(&headings).chain(rows);
    let width = |column: usize| all().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..headings.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cell = |(value, width): (&String, &usize)| {
            format!("{value}{}", " ".repeat(width - value.width()))
        };
        join(row.iter().zip(&widths).map(cell), "  ").trim_end().to_owned()
    };
    all().map(line).collect()
}
