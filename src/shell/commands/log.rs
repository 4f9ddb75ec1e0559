//! `geminidb-backup log` prints the journal's records. The command reads files and nothing else:
//! no credentials, no network, no folder is made.

use std::{io, iter::once};

use super::{
    Refused,
    printed::{self, ended},
};
use crate::{
    cli::log::{Format, LogArgs},
    core::{
        base::ExitCode,
        operation::{
            pin::{Pin, PinCheck},
            record::{Outcome, Record},
        },
    },
    shell::{
        argument, clock,
        disk::{StateFolder, Store, StoredFile, records},
        terminal::{Stream, output::complain},
    },
    words::{
        self,
        operation::{columns, record as said},
    },
};

/// Prints the records that the arguments choose, the newest first. Returns
/// [`ExitCode::Unknown`] if a file of them tells no operation.
/// Errors: The reason why nothing can be read, or the error of standard output.
pub fn run(args: &LogArgs) -> Result<ExitCode, Refused> {
    let trouble = |why| Refused::usage(words::base::disk_error::trouble(&why));
    let folder = StateFolder::locate(args.state_dir.as_deref())
        .and_then(StateFolder::of_this_user)
        .map_err(trouble)?;
    let path = argument::path(folder.path());
    let mut store = Store::new(folder);
    let out = Stream::stdout();
    if let Some(id) = args.operation {
        let name = store.operations.named(id).map_err(trouble)?;
        let Some(name) = name else {
            return match &args.pin {
                Some(_) => tell(&said::pin_without_file(id, &path), ExitCode::NothingCreated, out),
                None => Err(Refused::usage(said::no_operation(id, &path))),
            };
        };
        let found = store.operations.read_named(&name);
        return match &args.pin {
            Some(pin) => check(pin, found, out),
            None => print(once(found), args, out, &mut true),
        };
    }
    let names = store.operations.newest_first().map_err(trouble)?;
    let mut none = true;
    let files = names.iter().map(|name| store.operations.read_named(name));
    let ended = print(files, args, out, &mut none);
    if none {
        complain(&said::no_operations(&path, args.instance.as_deref(), args.since.is_some()));
    }
    ended
}

/// Prints the records of files, and notes that there is one.
fn print(
    files: impl Iterator<Item = (StoredFile, Vec<u8>)>,
    args: &LogArgs,
    mut out: Stream,
    none: &mut bool,
) -> Result<ExitCode, Refused> {
    let from = args.since.map(|since| since.from(clock::utc()));
    let wanted = |record: &Record| {
        args.instance.as_deref().is_none_or(|wanted| record.may_be_of_instance(wanted))
            && from.is_none_or(|from| record.may_have_news_since(from))
    };
    let mut status = ExitCode::Done;
    let records = files.map(records::of_file).filter(wanted).inspect(|record| {
        *none = false;
        if record.outcome == Outcome::Unreadable {
            status = ExitCode::Unknown;
        }
    });
    let default = if args.operation.is_some() { Format::Text } else { Format::Table };
    let written = match args.format.unwrap_or(default) {
        Format::Table => {
            let rows = records.map(|record| columns::table_row(&record).to_vec());
            printed::table(&columns::HEADINGS, rows, &mut out)
        }
        Format::Text => blocks(records.map(|record| said::text(&record)), &mut out),
        Format::Markdown => blocks(records.map(|record| said::markdown(&record)), &mut out),
        Format::Line => {
            let mut lines = records.map(|record| said::line(&record));
            lines.try_for_each(|line| out.line(&line))
        }
        Format::Json => printed::json(records.map(|record| said::json(&record)), &mut out),
        Format::Jsonl => printed::data(records.map(|record| said::json(&record)), &mut out),
        Format::Csv => {
            let rows = records.map(|record| columns::csv(&columns::cells(&record)));
            printed::data(once(columns::csv(&columns::COLUMNS)).chain(rows), &mut out)
        }
    };
    ended(out, written, status)
}

fn blocks(records: impl Iterator<Item = Vec<String>>, out: &mut Stream) -> io::Result<()> {
    for (n, lines) in records.enumerate() {
        if n > 0 {
            out.line("")?;
        }
        lines.iter().try_for_each(|line| out.line(line))?;
    }
    Ok(())
}

/// Says whether a pin holds. Returns [`ExitCode::NothingCreated`] if the pin does not.
fn check(
    pin: &Pin,
    (stored, more): (StoredFile, Vec<u8>),
    out: Stream,
) -> Result<ExitCode, Refused> {
    if let (Some(why), true) = (&stored.trouble, stored.bytes.is_empty()) {
        let sentence = words::base::disk_error::trouble(why);
        return Err(Refused { sentence, status: ExitCode::Unknown });
    }
    let check = pin.check(&stored.bytes);
    let status = match check {
        PinCheck::Holds { .. } => ExitCode::Done,
        PinCheck::Cut { .. } | PinCheck::Changed => ExitCode::NothingCreated,
    };
    let path = stored.path.clone();
    let anew = records::of_file((stored, more)).doubts.written_anew;
    tell(&said::pin(pin, check, &path, anew), status, out)
}

/// Prints one line and ends with this status.
fn tell(line: &str, status: ExitCode, mut out: Stream) -> Result<ExitCode, Refused> {
    let written = out.line(line);
    ended(out, written, status)
}
