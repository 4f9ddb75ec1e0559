//! Taking the terminal over and giving it back.
//!
//! Everything that is switched on stands in one list and is undone in reverse, whatever ends or
//! stops the program: a normal exit, an error, a signal, a panic, Ctrl-Z. No enhanced keyboard
//! modes and no mouse: a link that drops would leave them on. No questions to the terminal: late
//! answers turn into keys.

use std::{
    io::{self, IsTerminal, Write},
    os::fd::{AsFd, BorrowedFd},
    panic,
    sync::{Mutex, PoisonError, TryLockError},
};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui::layout::Size;
use rustix::{
    process::getpgrp,
    termios::{OptionalActions, tcgetattr, tcgetpgrp, tcgetwinsize, tcsetattr},
};

use super::{deadline, output, tty::TtyWriter};

/// What a terminal of unknown size is taken for (a serial line reports 0 by 0).
const USUAL_SIZE: Size = Size::new(80, 24);

/// One thing switched on while the screen is ours.
#[derive(Debug, Clone, Copy)]
enum Mode {
    /// Keys arrive one by one, unprocessed.
    Raw,
    /// A sequence to write when entering, and one when leaving.
    Written(&'static str, &'static str),
}

const ALTERNATE_SCREEN: Mode = Mode::Written("\x1b[?1049h", "\x1b[?1049l");
/// Without the alternate screen the last frame stays, and the prompt comes below it.
const MAIN_SCREEN: Mode = Mode::Written("", "\x1b[999;1H\r\n");
/// Also on the alternate screen: some terminals have none.
const CLEARED: Mode = Mode::Written("\x1b[m\x1b[H\x1b[2J", "");
const BRACKETED_PASTE: Mode = Mode::Written("\x1b[?2004h", "\x1b[?2004l");
// The last three are what a frame cut short may leave behind.
const CURSOR: Mode = Mode::Written("", "\x1b[?25h");
const STYLE: Mode = Mode::Written("", "\x1b[m");
const SYNCHRONISED: Mode = Mode::Written("", "\x1b[?2026l");

/// What is in force now, in the order of entering. Here rather than in [`Screen`], because the
/// panic hook has to find it.
static ENTERED: Mutex<Vec<Mode>> = Mutex::new(Vec::new());

/// How to take the terminal over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScreenOptions {
    /// Use the alternate screen, so that leaving brings back what stood there.
    pub alternate: bool,
}

impl Default for ScreenOptions {
    fn default() -> Self {
        Self { alternate: true }
    }
}

/// The terminal while it is ours. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Screen {
    options: ScreenOptions,
}

impl Screen {
    /// Takes the terminal over; undoes what was done if that fails half way.
    pub fn enter(options: ScreenOptions) -> io::Result<Self> {
        if !io::stdout().is_terminal() {
            return Err(io::Error::other("standard output is not a terminal"));
        }
        // From here on a drop undoes what was entered, also when the next lines fail.
        let screen = Self { options };
        let sequences = screen.take_over()?;
        TtyWriter::stdout()?.write_all(sequences.as_bytes())?;
        Ok(screen)
    }

    /// Takes the terminal over again: after [`Self::leave`], or where others have used it without
    /// our doing (the process was stopped from outside). Returns the sequences that have to be
    /// written before the next frame.
    ///
    /// Stops the process if the shell has put it into the background, as the kernel does with any
    /// program that changes the terminal from there.
    pub fn enter_again(&mut self) -> io::Result<String> {
        self.take_over()
    }

    fn take_over(&self) -> io::Result<String> {
        let screen = if self.options.alternate { ALTERNATE_SCREEN } else { MAIN_SCREEN };
        enter_all(&[Mode::Raw, screen, CLEARED, BRACKETED_PASTE, CURSOR, STYLE, SYNCHRONISED])
    }

    /// Gives the terminal back. Does nothing the second time.
    pub fn leave(&mut self) {
        let mut entered = ENTERED.lock().unwrap_or_else(PoisonError::into_inner);
        leave_all(&mut entered);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Puts modes in force, or down as in force if they have to be written
/// first; returns what to write.
fn enter_all(modes: &[Mode]) -> io::Result<String> {
    let mut entered = ENTERED.lock().unwrap_or_else(PoisonError::into_inner);
    entered.clear();
    let mut text = String::new();
    for mode in modes {
        // Before it is done: one that is half done is undone as well.
        entered.push(*mode);
        match mode {
            Mode::Raw => make_raw()?,
            Mode::Written(on, _) => text.push_str(on),
        }
    }
    Ok(text)
}

/// Remembers the line modes the first time, and sets the raw ones.
fn make_raw() -> io::Result<()> {
    enable_raw_mode()?;
    // That does nothing the second time, but a shell changes the modes behind a program that is
    // stopped.
    with_keyboard(|terminal| {
        let mut modes = tcgetattr(terminal)?;
        modes.make_raw();
        tcsetattr(terminal, OptionalActions::Now, &modes)
    })?;
    Ok(())
}

/// Does something with the terminal that the keys come from.
fn with_keyboard<T>(work: impl FnOnce(BorrowedFd<'_>) -> T) -> T {
    let (stdin, stdout) = (io::stdin(), io::stdout());
    work(if stdin.is_terminal() { stdin.as_fd() } else { stdout.as_fd() })
}

/// Undoes in reverse. Errors are passed over: the terminal may be gone, and the rest still counts.
fn leave_all(entered: &mut Vec<Mode>) {
    let mut text = String::new();
    let mut raw = false;
    while let Some(mode) = entered.pop() {
        match mode {
            Mode::Raw => raw = true,
            Mode::Written(_, off) => text.push_str(off),
        }
    }
    if !text.is_empty() {
        let _ = TtyWriter::stdout().and_then(|mut tty| tty.write_all(text.as_bytes()));
    }
    if raw {
        leave_raw();
    }
}

/// In the background the modes are the shell's business, and touching them would stop the process:
/// one that was stopped and is told to end would never do so.
fn leave_raw() {
    let elsewhere = with_keyboard(|terminal| tcgetpgrp(terminal))
        .is_ok_and(|foreground| foreground != getpgrp());
    if !elsewhere {
        let _ = disable_raw_mode();
    }
}

/// Gives the terminal back from wherever it is needed, as far as nobody else is at it.
pub(super) fn give_back() {
    match ENTERED.try_lock() {
        Ok(mut entered) => leave_all(&mut entered),
        Err(TryLockError::Poisoned(lock)) => leave_all(&mut lock.into_inner()),
        // Held by whoever is entering or leaving at this moment, perhaps for long.
        Err(TryLockError::WouldBlock) => leave_raw(),
    }
}

/// Makes a panic call `last`, give the terminal back and then say `sentence` and the place in the
/// source, nothing else: the panic's own text could carry a secret. Works under `panic =
/// "abort"`, where no drop runs.
///
/// `last` is for what must not be lost (a record that has not reached the disk). It runs on the
/// thread that panics. Whatever hangs after that, the process ends in time: see [`deadline`].
pub fn install_panic_hook(sentence: &'static str, last: fn()) {
    panic::set_hook(Box::new(move |info| {
        deadline::arm(deadline::PANICKED);
        last();
        give_back();
        let place = info
            .location()
            .map_or_else(String::new, |at| format!(" ({}:{})", at.file(), at.line()));
        output::complain(&format!("{sentence}{place}"));
    }));
}

/// The terminal's size, never zero.
pub fn size() -> Size {
    let known = tcgetwinsize(io::stdout()).or_else(|_| tcgetwinsize(io::stdin()));
    match known {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Size::new(size.ws_col, size.ws_row),
        _ => USUAL_SIZE,
    }
}
