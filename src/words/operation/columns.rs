//! Records as columns: rows of CSV for a spreadsheet, and a table for a person.

use unicode_width::UnicodeWidthStr as _;

use super::record::{doubts, head, scope, who, word};
use crate::core::{
    base::{
        text::{printable, visible_name},
        time::UtcTime,
    },
    operation::record::{Outcome, Record},
    session::current::Mode,
};

/// The columns of the CSV form.
pub const COLUMNS: [&str; 25] = [
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
];

/// Returns the values of [`COLUMNS`].
pub fn cells(record: &Record) -> [String; 25] {
    let site = record.site.as_ref();
    let time = |time: Option<UtcTime>| time.map(UtcTime::iso).unwrap_or_default();
    let cells = [
        record.operation.map(|id| id.to_string()).unwrap_or_default(),
        site.map(|site| mode(site.mode).to_owned()).unwrap_or_default(),
        word(record.outcome).to_owned(),
        record.backup_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        record.job_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        record.name.clone(),
        record.description.clone(),
        record.scope.as_ref().map(scope).unwrap_or_default(),
        record.names_sha256.clone().unwrap_or_default(),
        record.instance_id.clone().unwrap_or_default(),
        record.instance_name.clone(),
        site.map(|site| site.project.to_string()).unwrap_or_default(),
        site.and_then(|site| site.region.clone()).unwrap_or_default(),
        time(record.times.reviewed),
        time(record.times.confirmed),
        record.local_times.confirmed.clone().unwrap_or_default(),
        time(record.times.backup_began),
        time(record.times.backup_ended),
        record.took_seconds.map(|n| n.to_string()).unwrap_or_default(),
        record.size_kb.map(|n| n.to_string()).unwrap_or_default(),
        record.by.as_ref().map(who).unwrap_or_default(),
        record.program.clone().unwrap_or_default(),
        record.pin.map(|pin| pin.to_string()).unwrap_or_default(),
        record.file.clone(),
        doubts(record).unwrap_or_default(),
    ];
    cells.map(|cell| cell_text(&cell))
}

const fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Live => "live",
        Mode::Demo => "demo",
        Mode::Offline => "offline",
    }
}

/// Returns a cell that a spreadsheet takes for text: a formula gets an apostrophe before it.
pub(super) fn cell_text(text: &str) -> String {
    let text = printable(text);
    let formula = text.trim_start().starts_with(['=', '+', '-', '@']);
    if formula { format!("'{text}") } else { text.into_owned() }
}

/// Returns cells as one row of CSV (RFC 4180), without its end mark.
pub fn csv(cells: &[&str]) -> String {
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
        row.iter().zip(&widths).map(cell).collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    all().map(line).collect()
}
