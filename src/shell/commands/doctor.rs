//! `geminidb-backup doctor` tells which values are set, the provenance of each, and which are
//! missing. With `--online` it tries each step up to the reads. The output is plain lines for
//! operators and scripts. Without `--online` no socket is opened.

mod local;
mod online;

use std::{
    env::consts::{ARCH, OS},
    io,
};

use crate::{
    cli::doctor::DoctorArgs,
    shell::{
        argument, clock,
        disk::whole_file::{Existing, write_whole},
        session::config::{ConfigError, Configuration},
        terminal::output,
    },
    words::session::doctor::{self as words, Line},
};

/// The reason why a report ends early.
#[derive(Debug, thiserror::Error)]
pub enum DoctorError {
    #[error(transparent)]
    Usage(#[from] ConfigError),
    #[error(transparent)]
    Output(io::Error),
}

/// Prints each line of the report as soon as it is known. Returns whether nothing is missing
/// or wrong. Errors: See [`DoctorError`].
pub async fn run(args: &DoctorArgs, version: &str) -> Result<bool, DoctorError> {
    let examined = Configuration::examine(&args.connection)?;
    let mut report = Report { whole: true, broken: None, json: args.json, said: Vec::new() };
    report.say(words::program(version));
    local::tell(&mut report, &args.connection, &examined);
    match args.online {
        true if examined.proxy.is_err() => report.say(words::online::no_proxy()),
        true => online::tell(&mut report, &examined.configuration, &examined.network).await,
        false => report.say(words::online::offline()),
    }
    if let Some(path) = &args.report {
        let operations = local::operations(&examined.configuration);
        let text = words::report::text(clock::utc(), [OS, ARCH], &report.said, operations);
        let written = write_whole(path, &text, Existing::Keep);
        report.say(words::report::line(&argument::path(path), written));
    }
    report.broken.map_or(Ok(report.whole), |error| Err(DoctorError::Output(error)))
}

struct Report {
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
            self.broken = match self.json {
                true => output::say_data(&line.json()).err(),
                false => output::say(&line.shown()).err(),
            };
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
