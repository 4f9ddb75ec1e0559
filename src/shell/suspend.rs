//! Stopping, as Ctrl-Z does with any program.
//!
//! The whole process group is stopped, so that the shell gets its prompt back also where something
//! stands between it and us (`cargo run`, a script). The signal's default action does it: a handler
//! of our own would have to know what the kernel knows, that a group nobody could continue again is
//! not stopped at all.

use std::{io, time::Duration};

use rustix::process::{Signal, kill_current_process_group};
use tokio::{
    select,
    signal::unix::{self, SignalKind},
    time::sleep,
};

use super::signals::Signals;

/// Whoever has not been stopped by then will not be. No operator waits for it: where Ctrl-Z works,
/// the process stands still meanwhile.
const UNSTOPPED_AFTER: Duration = Duration::from_millis(100);

/// Hears that the process goes on after a stop, whoever stopped it.
#[derive(Debug)]
pub struct Continued(unix::Signal);

impl Continued {
    /// Starts to listen; needs tokio's runtime with I/O.
    pub fn listen() -> io::Result<Self> {
        unix::signal(SignalKind::from_raw(Signal::CONT.as_raw())).map(Self)
    }

    /// Waits for the next time. Safe to drop and call again: none is lost.
    pub async fn next(&mut self) {
        self.0.recv().await;
    }
}

/// Stops the process group until it is continued. Returns whether the program is to go on: false if
/// it was told to end meanwhile.
///
/// The terminal should have been given back before, and what has been read from it
/// is not to be kept.
pub async fn stop(signals: &mut Signals, continued: &mut Continued) -> bool {
    // An error stops nobody, which is dealt with below.
    let _ = kill_current_process_group(Signal::TSTP);
    select! {
        biased;
        _ = signals.next() => false,
        () = continued.next() => true,
        () = sleep(UNSTOPPED_AFTER) => true,
    }
}
