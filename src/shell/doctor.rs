//! `geminidb-backup doctor`: what is configured, where each value comes from, what is missing; with
//! `--online`, whether each step works. Plain lines, for people and scripts; without `--online` no
//! socket is opened.

mod local;
mod online;

use std::io;

use super::{
    config::{ConfigError, Configuration},
    output,
};
use crate::{
    cli::DoctorArgs,
    words::session::doctor::{self as words, Line},
};

/// Why there is no whole report.
#[derive(Debug, thiserror::Error)]
pub enum Ended {
    /// The command line cannot be meant.
    #[error(transparent)]
    Usage(#[from] ConfigError),
    #[error(transparent)]
    Output(io::Error),
}

/// Looks, and prints each line when it is known. True if nothing is missing or wrong.
///
/// # Errors
/// See [`Ended`].
pub async fn run(args: &DoctorArgs, version: &str) -> Result<bool, Ended> {
    let examined = Configuration::examine(&args.connection)?;
    let mut report = Report { whole: true, broken: None };
    report.say(words::program(version));
    local::tell(&mut report, &args.connection, &examined);
    match args.online {
        true if examined.proxy.is_err() => report.say(words::online::no_proxy()),
        true => online::tell(&mut report, &examined.configuration, &examined.network).await,
        false => report.say(words::online::offline()),
    }
    report.broken.map_or(Ok(report.whole), |error| Err(Ended::Output(error)))
}

struct Report {
    /// None of them was of something missing or wrong.
    whole: bool,
    /// Standard output takes nothing any more.
    broken: Option<io::Error>,
}

impl Report {
    /// Prints a line at once.
    fn say(&mut self, line: Line) {
        self.whole &= !line.mark.is_bad();
        if self.broken.is_none() {
            self.broken = output::say(&line.shown()).err();
        }
    }

    fn say_all(&mut self, lines: impl IntoIterator<Item = Line>) {
        lines.into_iter().for_each(|line| self.say(line));
    }

    /// Nobody reads on: there is no use in trying more.
    const fn is_unheard(&self) -> bool {
        self.broken.is_some()
    }
}
