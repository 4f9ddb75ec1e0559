//! The latest end of the program.
//!
//! A program that is told to end has two seconds before a session manager or an operator kills
//! it. The end may hang on a terminal that takes nothing any more, or on a home folder whose
//! server is away. So when the end begins, a thread starts that ends the process after a
//! while. Before the end no thread is needed: the loop hears every signal, because it never
//! waits for the terminal (see [`super::tty`]).

use std::{
    process,
    sync::atomic::{AtomicBool, AtomicU8, Ordering},
    thread,
    time::Duration,
};

use super::screen;
use crate::core::base::ExitCode;

/// Stays below two seconds together with the half second for giving the terminal back.
const LATEST: Duration = Duration::from_millis(900);
/// Rust's own status after a panic, for a panic that leaves nothing in doubt.
pub const PANICKED: u8 = 101;

/// The exit status after the last message. A static, because neither the thread nor the panic
/// hook can reach the model.
static STATUS: AtomicU8 = AtomicU8::new(ExitCode::Done as u8);
static ARMED: AtomicBool = AtomicBool::new(false);

/// Notes the exit status for a process that cannot end by itself.
pub fn note(status: ExitCode) {
    STATUS.store(status as u8, Ordering::Relaxed);
}

/// Makes the process end within two seconds, with the status noted last, or with `otherwise` if
/// that status is success. A second call changes nothing.
pub fn arm(otherwise: u8) {
    if ARMED.swap(true, Ordering::Relaxed) {
        return;
    }
    // Without the thread the program still ends, but may hang.
    let _ = thread::Builder::new().name("deadline".to_owned()).spawn(move || {
        thread::sleep(LATEST);
        screen::give_back();
        let noted = STATUS.load(Ordering::Relaxed);
        process::exit(i32::from(if noted == ExitCode::Done as u8 { otherwise } else { noted }));
    });
}
