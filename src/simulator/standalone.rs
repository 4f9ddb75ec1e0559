//! The simulator on its own: says where it is and what opens it, then serves until it is told to end.

use std::io::{Write as _, stdout};

use tokio::signal::unix::{SignalKind, signal};

use super::{Options, Simulator, StartError, start};

/// Prints `endpoint=`, `iam_endpoint=`, `project_id=`, `token=`, `ak=` and `sk=` to standard output, a
/// line each, and serves until SIGTERM or SIGINT. Standard input is never read.
///
/// # Errors
/// What [`start`] reports; a signal handler that cannot be set; a standard output that is gone; a record that cannot
/// be written any more.
pub async fn standalone(options: Options) -> Result<(), StartError> {
    let mut terminate = signal(SignalKind::terminate()).map_err(StartError::Standalone)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(StartError::Standalone)?;
    let mut simulator = start(options).await?;
    say(&simulator).map_err(StartError::Standalone)?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        error = simulator.record_lost() => return Err(StartError::Record(error)),
    }
    simulator.shutdown();
    Ok(())
}

fn say(simulator: &Simulator) -> std::io::Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "endpoint={}", simulator.endpoint())?;
    writeln!(out, "iam_endpoint={}", simulator.iam_endpoint())?;
    writeln!(out, "project_id={}", simulator.project_id())?;
    writeln!(out, "token={}", simulator.token())?;
    writeln!(out, "ak={}", simulator.ak())?;
    writeln!(out, "sk={}", simulator.sk())?;
    out.flush()
}
