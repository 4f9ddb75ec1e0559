//! Options of `geminidb-backup log`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::LOG;
use crate::core::{
    base::{OperationId, Since},
    operation::pin::Pin,
};

/// The form in which records are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A row each
    Table,
    /// The text for a ticket
    Text,
    /// The same as CommonMark
    Markdown,
    /// One line each
    Line,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values with a heading
    Csv,
}

/// Options of the log.
#[derive(Debug, Args)]
#[command(about = LOG, after_help = LOG_STATUS)]
pub struct LogArgs {
    /// Only this operation, by its six characters
    #[arg(value_name = "OPERATION", value_parser = operation)]
    pub operation: Option<OperationId>,
    /// Only operations on this instance, by its ID or its name
    #[arg(long, value_name = "ID|NAME", conflicts_with = "operation")]
    pub instance: Option<String>,
    /// Only operations with a line of the journal since then: an age such as 90m, 12h or 7d, or a
    /// day or a time in UTC
    #[arg(long, value_name = "AGE|TIME", conflicts_with = "operation")]
    pub since: Option<Since>,
    /// How to print [default: table, or text for one operation]
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Only check whether the operation's file still begins with the bytes of this pin
    #[arg(long, value_name = "LENGTH:SHA256", requires = "operation", conflicts_with = "format")]
    pub pin: Option<Pin>,
    /// Folder of the journal [default: geminidb-backup in XDG_STATE_HOME, or in ~/.local/state]
    #[arg(long, value_name = "DIR")]
    pub state_dir: Option<PathBuf>,
}

const LOG_STATUS: &str = "\
    Exit status: 0 printed, or the pin holds, 1 the pin does not hold, or the file is gone, 2 \
    wrong usage, an operation that the journal does not hold, or a folder that cannot be read, 3 \
    a file of the journal tells no operation, or cannot be read.";

fn operation(text: &str) -> Result<OperationId, String> {
    OperationId::parse(text.trim())
        .ok_or_else(|| "give the six characters of an operation".to_owned())
}
