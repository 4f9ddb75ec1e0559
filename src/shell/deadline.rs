//! The end that comes at the latest.
//!
//! A program that is told to end has two seconds: what a session manager gives before it kills, and
//! what an operator waits before doing so. The way out may hang all the same: on a terminal that
//! takes nothing any more, on a home folder whose server is away. So when the end begins, a thread
//! starts that ends the process after a while, whatever the others are waiting for. It is started
//! only then: until then the loop hears every signal, because it never waits for the terminal (see
//! [`super::tty`]).

use std::{
    process,
    sync::atomic::{AtomicBool, AtomicU8, Ordering},
    thread,
    time::Duration,
};

use super::terminal;
use crate::core::base::exit::ExitCode;

/// With the half second that giving the terminal back may take, this stays below two.
const LATEST: Duration = Duration::from_millis(900);
/// The status after a panic where nothing is in doubt: Rust's own.
pub const PANICKED: u8 = 101;

/// The status as of the last message. Here, because neither the thread nor the panic
/// hook can reach the model.
static STATUS: AtomicU8 = AtomicU8::new(ExitCode::Done as u8);
static ARMED: AtomicBool = AtomicBool::new(false);

/// Notes with which status the process ends if it cannot end by itself.
pub fn note(status: ExitCode) {
    STATUS.store(status as u8, Ordering::Relaxed);
}

/// From now on the process ends within two seconds: with the status noted last, or with `otherwise`
/// if that says that nothing is left open. A second call changes nothing.
pub fn arm(otherwise: u8) {
    if ARMED.swap(true, Ordering::Relaxed) {
        return;
    }
    // Without the thread the program ends as it would have done anyway.
    let _ = thread::Builder::new().name("deadline".to_owned()).spawn(move || {
        thread::sleep(LATEST);
        terminal::give_back();
        let noted = STATUS.load(Ordering::Relaxed);
        process::exit(i32::from(if noted == ExitCode::Done as u8 { otherwise } else { noted }));
    });
}
