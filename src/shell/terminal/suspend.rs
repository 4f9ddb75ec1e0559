//! Stopping by Ctrl-Z, or by a signal from outside.
//!
//! The whole process group is stopped, so that the shell gets its prompt back also behind
//! `cargo run` or a script. The signal's default action does the work, because only the kernel
//! knows of a group that nobody could continue, and does not stop such a group. The program hears
//! TSTP and TTIN itself, so it stops by TTOU, which it leaves to the kernel.

use std::time::Duration;

use rustix::process::{Signal, kill_current_process_group};
use tokio::{select, time::sleep};

use super::{Heard, Signals};

/// Longest wait for the stop. After that the kernel will not stop the process. Where Ctrl-Z works,
/// the process is stopped during this wait, so no operator waits.
const UNSTOPPED_AFTER: Duration = Duration::from_millis(100);

/// Stops the process group until a signal continues it. Returns false if a signal told
/// the program to end meanwhile.
///
/// Give the terminal back before, and drop the keys that were read already.
pub async fn stop(signals: &mut Signals, continued: &mut Heard) -> bool {
    // After an error no stop happens, and the wait below ends.
    let _ = kill_current_process_group(Signal::TTOU);
    select! {
        biased;
        _ = signals.next() => false,
        () = continued.next() => true,
        () = sleep(UNSTOPPED_AFTER) => true,
    }
}
