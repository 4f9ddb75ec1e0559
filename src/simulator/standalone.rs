//! The simulator on its own: says where it is and what opens it, then serves until it is told to
//! end.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

use super::{
    options::{Options, StartError},
    start,
};

/// Says where it is and what opens it, `name=value`, a line each and in one piece, so that a
/// reader who has what it wants may go away in the middle: `endpoint`, `iam_endpoint`,
/// `project_id`, `token`, `ak`, `sk`, then `account`, `account_id`, `region`, `project`, `user`,
/// `user_id`, `password`, `mfa_user`, `mfa_user_id`, `totp_secret`, `temporary_ak`,
/// `temporary_sk`, `security_token` and last `metadata_endpoint`. Then it serves until SIGTERM or
/// SIGINT. Standard input is never read.
///
/// # Errors
/// What [`start`] reports; a signal handler that cannot be set; what `say` reports; a record that
/// cannot be written any more.
pub async fn standalone(
    options: Options,
    say: fn(&str) -> io::Result<()>,
) -> Result<(), StartError> {
    let mut terminate = signal(SignalKind::terminate()).map_err(StartError::Standalone)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(StartError::Standalone)?;
    let mut simulator = start(options).await?;
    say(&simulator.said()).map_err(StartError::Standalone)?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        error = simulator.record_lost() => return Err(StartError::Record(error)),
    }
    simulator.shutdown();
    Ok(())
}
