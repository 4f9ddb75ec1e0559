//! `geminidb-backup doctor` tells which values are set, the provenance of each, and which are
//! missing. With `--online` it tries each step up to the reads. The output is plain lines for
//! operators and scripts. Without `--online` no socket is opened.

mod local;
mod online;

use std::{
    env::consts::{ARCH, OS},
    io,
};

use super::Refused;
use crate::{
    cli::doctor::DoctorArgs,
    core::base::ExitCode,
    shell::{
        argument, clock,
        disk::{Existing, whole_file::write_whole},
        session::Configuration,
        terminal::Stream,
    },
    words::session::doctor::{self as words, Line},
};

/// Prints each line of the report as soon as it is known. Returns
/// [`ExitCode::NothingCreated`] if something is missing or wrong.
/// Errors: A wrong option, or the error of standard output.
pub async fn run(args: &DoctorArgs, version: &str) -> Result<ExitCode, Refused> {
    let examined = Configuration::examine(&args.connection)?;
    let (out, json) = (Stream::stdout(), args.json);
    let mut report = Report { out, whole: true, broken: None, json, said: Vec::new() };
    report.say(words::program(version));
    local::tell(&mut report, &args.connection, &examined);
    match args.online {
        true if examined.proxy.is_err() => report.say(words::online::no_proxy()),
        true if examined.troubles().next().is_some() => report.say(words::online::no_settings()),
        true => online::tell(&mut report, &examined.configuration, &examined.network).await,
        false => report.say(words::online::offline()),
    }
    if let Some(path) = &args.report {
        let operations = local::operations(&examined.configuration);
        let text = words::report::text(clock::utc(), [OS, ARCH], &report.said, operations);
        let written = write_whole(path, &text, Existing::Keep);
        report.say(words::report::line(&argument::path(path), written));
    }
    match report.broken {
        // A reader who has seen enough is no error.
        Some(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Refused::unwritten(error)),
        _ if report.whole => Ok(ExitCode::Done),
        _ => Ok(ExitCode::NothingCreated),
    }
}

struct Report {
    out: Stream,
    /// No line so far tells of a missing or wrong value.
    whole: bool,
    /// The error of standard output.
    broken: Option<io::Error>,
    json: bool,
    /// The lines so far, for the file of `--report`.
    said: Vec<String>,
}

impl Report {
    fn say(&mut self, line: Line) {
        self.whole &= !line.mark.is_bad();
        self.said.push(line.shown());
        if self.broken.is_none() {
            let written = match self.json {
                true => self.out.data(&line.json()),
                false => self.out.line(&line.shown()),
            };
            self.broken = written.and_then(|()| self.out.flush()).err();
        }
    }

    fn say_all(&mut self, lines: impl IntoIterator<Item = Line>) {
        lines.into_iter().for_each(|line| self.say(line));
    }

    /// Returns whether nobody reads standard output any more, so that further calls are useless.
    const fn is_unheard(&self) -> bool {
        self.broken.is_some()
    }
}
