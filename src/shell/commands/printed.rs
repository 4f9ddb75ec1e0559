//! Rows on standard output, each list in the form that was asked for.

use std::{io, iter::once};

use super::Refused;
use crate::{
    cli::lists::Format,
    core::base::ExitCode,
    shell::terminal::{Stream, look},
    words::operation::{
        columns,
        lists::{self, Listed},
    },
};

/// Prints a list and ends with this status.
/// Errors: The error of standard output.
pub fn list<T: Listed>(format: Format, rows: &[T], status: ExitCode) -> Result<ExitCode, Refused> {
    let mut out = Stream::stdout();
    let written = match format {
        Format::Table => table(T::HEADINGS, rows.iter().map(Listed::cells), &mut out),
        Format::Json => json(rows.iter().map(lists::json), &mut out),
        Format::Jsonl => data(rows.iter().map(lists::json), &mut out),
        Format::Csv => {
            data(once(columns::csv(T::COLUMNS)).chain(rows.iter().map(lists::csv)), &mut out)
        }
    };
    ended(out, written, status)
}

/// Writes what is waiting behind what was written, and returns the status. A reader who has
/// seen enough is no error.
pub fn ended(
    mut out: Stream,
    written: io::Result<()>,
    status: ExitCode,
) -> Result<ExitCode, Refused> {
    match written.and_then(|()| out.flush()) {
        Ok(()) => Ok(status),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(status),
        Err(error) => Err(Refused::unwritten(error)),
    }
}

/// Prints lines for a program.
pub fn data(mut lines: impl Iterator<Item = String>, out: &mut Stream) -> io::Result<()> {
    lines.try_for_each(|line| out.data(&line))
}

/// Prints JSON objects as one array.
pub fn json(objects: impl Iterator<Item = String>, out: &mut Stream) -> io::Result<()> {
    let mut before = "[";
    for object in objects {
        out.data(&format!("{before}{object}"))?;
        before = ",";
    }
    out.data(if before == "[" { "[]" } else { "]" })
}

/// Prints a table. A column is as wide as its values are in this locale.
pub fn table(
    headings: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
    out: &mut Stream,
) -> io::Result<()> {
    let row = |row: Vec<String>| row.iter().map(|cell| look::written(cell).into_owned()).collect();
    let rows: Vec<_> = rows.map(row).collect();
    columns::table(headings, &rows).iter().try_for_each(|line| out.line(line))
}
