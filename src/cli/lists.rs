//! Options of the commands that print what the service lists.

use clap::{Args, ValueEnum};

use super::{BACKUPS, ConnectionArgs, INSTANCES};
use crate::core::{base::Since, choose::instance_lookup::InstanceLookup};

/// The form in which a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A row each
    Table,
    /// One JSON array
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values with a heading
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Somebody asked for the backup
    Manual,
    /// The instance's backup policy
    Automated,
}

#[derive(Debug, Args)]
#[command(about = BACKUPS, after_help = STATUS)]
pub struct BackupsArgs {
    /// Only backups of this instance: its ID, or its name if no other has it
    #[arg(long, value_name = "ID|NAME", value_parser = super::instance)]
    pub instance: Option<InstanceLookup>,
    /// Only backups that began since then: an age such as 90m, 12h or 7d, or a time in UTC
    #[arg(long, value_name = "AGE|TIME")]
    pub since: Option<Since>,
    /// Only backups of this kind, and those whose kind the service does not give
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: Option<Kind>,
    /// How to print
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
    #[command(flatten)]
    pub connection: ConnectionArgs,
}

#[derive(Debug, Args)]
#[command(about = INSTANCES, after_help = STATUS)]
pub struct InstancesArgs {
    /// How to print
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "table")]
    pub format: Format,
    #[command(flatten)]
    pub connection: ConnectionArgs,
}

const STATUS: &str = "Exit status: 0 all was read, 2 wrong usage or configuration, 3 something \
    could not be read or is not given: the rows that were read are printed, and standard error \
    says which are missing.";
