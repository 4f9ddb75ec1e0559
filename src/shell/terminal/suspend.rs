//! Stopping by Ctrl-Z.
//!
//! The whole process group is stopped, so that the shell gets its prompt back also behind
//! `cargo run` or a script. The signal's default action does the work, because only the kernel
//! knows of a group that nobody could continue, and does not stop such a group.

use std::{io, time::Duration};

use rustix::process::{Signal, kill_current_process_group};
use tokio::{
    select,
    signal::unix::{self, SignalKind},
    time::sleep,
};

use super::signals::Signals;

/// Longest wait for the stop. After that the kernel will not stop the process. Where Ctrl-Z works,
/// the process is stopped during this wait, so no operator waits.
const UNSTOPPED_AFTER: Duration = Duration::from_millis(100);

/// Hears that the process continues after any stop.
#[derive(Debug)]
pub struct Continued(unix::Signal);

impl Continued {
    /// Starts to listen; needs tokio's runtime with I/O.
    pub fn listen() -> io::Result<Self> {
        unix::signal(SignalKind::from_raw(Signal::CONT.as_raw())).map(Self)
    }

    /// Waits for the next signal. Safe to drop and call again: no signal is lost.
    pub async fn next(&mut self) {
        self.0.recv().await;
    }
}

/// Stops the process group until a signal continues it. Returns false if a signal told
/// the program to end meanwhile.
///
/// Give the terminal back before, and drop the keys that were read already.
pub async fn stop(signals: &mut Signals, continued: &mut Continued) -> bool {
    // After an error no stop happens, and the wait below ends.
    let _ = kill_current_process_group(Signal::TSTP);
    select! {
        biased;
        _ = signals.next() => false,
        () = continued.next() => true,
        () = sleep(UNSTOPPED_AFTER) => true,
    }
}
