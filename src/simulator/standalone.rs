//! The simulator as a program of its own: prints its address and its secrets, then serves until a
//! signal ends the program.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

use super::{Options, StartError, start};

/// Says address and secrets, `name=value`, a line each and in one piece, so that a reader who has
/// found a line may go away in the middle: `endpoint`, `iam_endpoint`,
/// `project_id`, `token`, `ak`, `sk`, then `account`, `account_id`, `region`, `project`, `user`,
/// `user_id`, `password`, `mfa_user`, `mfa_user_id`, `totp_secret`, `temporary_ak`,
/// `temporary_sk`, `security_token` and last `metadata_endpoint`. Then serves until SIGTERM or
/// SIGINT. Standard input is never read.
/// Errors: An error of [`start`] or of `say`, a signal handler that cannot be set, or a record that
/// cannot be written any more.
pub async fn standalone(
    options: Options,
    say: fn(&str) -> io::Result<()>,
) -> Result<(), StartError> {
    let mut terminate = signal(SignalKind::terminate()).map_err(StartError::Standalone)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(StartError::Standalone)?;
    let mut simulator = start(options).await?;
    say(&simulator.start_lines()).map_err(StartError::Standalone)?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        error = simulator.record_lost() => return Err(StartError::Record(error)),
    }
    simulator.shutdown();
    Ok(())
}
