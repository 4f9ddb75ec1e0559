//! Options of `geminidb-backup doctor`.

use std::path::PathBuf;

use clap::Args;

use super::{ConnectionArgs, DOCTOR};

#[derive(Debug, Args)]
#[command(about = DOCTOR, after_help = DOCTOR_STATUS)]
pub struct DoctorArgs {
    /// Try each step: names, connections, TLS, clocks, signing in (once), the project,
    /// and what may be read
    #[arg(long)]
    pub online: bool,
    /// Print one JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Write the lines, and what `log` says of the last operations, to a new file (mode 0600) for a
    /// bug report: no token, key or password; read names and descriptions yourself before you
    /// send it
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    #[command(flatten)]
    pub connection: ConnectionArgs,
}

const DOCTOR_STATUS: &str = "Exit status: 0 nothing is missing or wrong, 1 something is, \
    2 wrong usage.\n\
    It prints no secret, only lengths, and leaves nothing behind but the files of \
    --report and --log.";
