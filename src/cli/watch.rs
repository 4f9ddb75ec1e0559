//! Options of `geminidb-backup watch`.

use clap::Args;

use super::{ConnectionArgs, LookArgs, WATCH};
use crate::core::watch::follow::Wanted;

#[derive(Debug, Args)]
#[command(about = WATCH, after_help = WATCH_STATUS)]
pub struct WatchArgs {
    /// The backup's ID, or the six characters of an operation of the journal (which
    /// knows endpoint and project, too)
    #[arg(value_name = "BACKUP_ID|OPERATION", value_parser = wanted)]
    pub wanted: Wanted,
    /// Print a line for each event instead of drawing; chosen by itself where
    /// standard output is no terminal
    #[arg(long)]
    pub lines: bool,
    /// Read once, print lines, and end: the status tells the state
    #[arg(long)]
    pub once: bool,
    /// Print a JSON object for each event instead of a line; the last one has the outcome
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub connection: ConnectionArgs,
    #[command(flatten)]
    pub look: LookArgs,
}

const WATCH_STATUS: &str = "Exit status: 0 COMPLETED (or left by choice with nothing in doubt), \
    1 there is no such backup, it may not be read, or the operation made none, 2 wrong usage or \
    configuration, or an operation of another endpoint or project, 3 still UNKNOWN after ten \
    minutes of looking, left before that, not listed any more, or nothing could be read, 4 left \
    while it was running, 5 FAILED.\n\
    Without a terminal it ends by itself, and a refused token is read again from its file.";

pub(super) fn wanted(text: &str) -> Result<Wanted, String> {
    Wanted::typed(text)
        .ok_or_else(|| "give a backup ID, or the six characters of an operation".to_owned())
}
