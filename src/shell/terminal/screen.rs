//! Taking the terminal over and giving it back.
//!
//! Every mode that is switched on stands in one list and is undone in reverse, whichever way the
//! program ends or stops: exit, error, signal, panic, Ctrl-Z. Enhanced keyboard modes and the mouse
//! stay off, because a link that drops would leave them on. The program never asks the terminal
//! anything, because late answers look like keys.

use std::{
    io::{self, IsTerminal, Write},
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    panic,
    sync::{Arc, Mutex, TryLockError},
};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui::layout::Size;
use rustix::{
    process::getpgrp,
    termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcgetwinsize, tcsetattr},
};

use super::{deadline, output, tty::TtyWriter};
use crate::shell::lock::lock;

/// The size for a terminal of unknown size (a serial line reports 0 by 0).
const USUAL_SIZE: Size = Size::new(80, 24);

/// A mode that is on while the program has the terminal.
#[derive(Debug, Clone)]
enum ScreenMode {
    /// Keys arrive one by one, unprocessed.
    Raw,
    /// Plain mode may hide a secret: a terminal, and its modes of before.
    Lines(Arc<(OwnedFd, Termios)>),
    /// A sequence for entering, and one for leaving.
    Written(&'static str, &'static str),
}

/// Clears before leaving, because a terminal that has no alternate screen (GNU screen's default,
/// tmux with `alternate-screen off`, the Linux console) would print into the last frame.
const ALTERNATE_SCREEN: ScreenMode = ScreenMode::Written("\x1b[?1049h", "\x1b[H\x1b[2J\x1b[?1049l");
/// Without the alternate screen the last frame stays, and the prompt comes below the frame.
const MAIN_SCREEN: ScreenMode = ScreenMode::Written("", "\x1b[999;1H\r\n");
/// Clears also the alternate screen, because some terminals have none.
const CLEARED: ScreenMode = ScreenMode::Written("\x1b[m\x1b[H\x1b[2J", "");
const BRACKETED_PASTE: ScreenMode = ScreenMode::Written("\x1b[?2004h", "\x1b[?2004l");
// The last three undo the state that a frame cut short may leave behind.
const CURSOR: ScreenMode = ScreenMode::Written("", "\x1b[?25h");
const STYLE: ScreenMode = ScreenMode::Written("", "\x1b[m");
const SYNCHRONISED: ScreenMode = ScreenMode::Written("", "\x1b[?2026l");

/// The modes in force, in the order of entering. A static, because the panic
/// hook cannot reach a [`Screen`].
static ENTERED: Mutex<Vec<ScreenMode>> = Mutex::new(Vec::new());

/// The terminal while the program has it. A drop gives the terminal back.
#[derive(Debug)]
pub struct Screen {
    alternate: bool,
}

impl Screen {
    /// Takes the terminal over, with the `alternate` screen so that leaving restores the earlier
    /// text. A failure half way undoes the first steps.
    pub fn enter(alternate: bool) -> io::Result<Self> {
        if !io::stdout().is_terminal() {
            return Err(io::Error::other("standard output is not a terminal"));
        }
        // From here on a drop undoes the entered modes, also if the next lines fail.
        let screen = Self { alternate };
        let sequences = screen.take_over()?;
        TtyWriter::stdout()?.write_all(sequences.as_bytes())?;
        Ok(screen)
    }

    /// Takes the terminal over, also again after [`Self::leave`], or after a stop from outside
    /// during which others used the terminal. Returns the sequences to write before the next frame.
    ///
    /// A process in the background is stopped here, because the kernel stops every program that
    /// changes the terminal from there.
    pub fn take_over(&self) -> io::Result<String> {
        let screen = if self.alternate { ALTERNATE_SCREEN } else { MAIN_SCREEN };
        enter_all(&[ScreenMode::Raw, screen, CLEARED, BRACKETED_PASTE, CURSOR, STYLE, SYNCHRONISED])
    }

    /// Gives the terminal back. A second call does nothing.
    pub fn leave(&mut self) {
        let mut entered = lock(&ENTERED);
        leave_all(&mut entered);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Puts modes in force, and returns the sequences to write.
fn enter_all(modes: &[ScreenMode]) -> io::Result<String> {
    let mut entered = lock(&ENTERED);
    entered.clear();
    let mut text = String::new();
    for mode in modes {
        // Noted before the step, so that a half-done step is undone as well.
        entered.push(mode.clone());
        match mode {
            ScreenMode::Raw => make_raw()?,
            ScreenMode::Lines(_) => {}
            ScreenMode::Written(on, _) => text.push_str(on),
        }
    }
    Ok(text)
}

/// Notes the modes that `terminal` gets back when it is given back, because no drop runs after a
/// panic, nor at the latest end.
pub(super) fn keep_modes(terminal: OwnedFd, before: Termios) {
    let mut entered = lock(&ENTERED);
    entered.push(ScreenMode::Lines(Arc::new((terminal, before))));
}

/// Sets raw mode. The first call remembers the line modes of before.
fn make_raw() -> io::Result<()> {
    enable_raw_mode()?;
    // A second call of `enable_raw_mode` does nothing, but a shell changes the modes
    // while the program is stopped.
    with_keyboard(|terminal| {
        let mut modes = tcgetattr(terminal)?;
        modes.make_raw();
        tcsetattr(terminal, OptionalActions::Now, &modes)
    })?;
    Ok(())
}

/// Calls `work` with the terminal of the keys.
fn with_keyboard<T>(work: impl FnOnce(BorrowedFd<'_>) -> T) -> T {
    let (stdin, stdout) = (io::stdin(), io::stdout());
    work(if stdin.is_terminal() { stdin.as_fd() } else { stdout.as_fd() })
}

/// Undoes the modes in reverse. Errors are ignored: the terminal may be gone, and
/// the other steps still count.
fn leave_all(entered: &mut Vec<ScreenMode>) {
    let mut text = String::new();
    let mut raw = false;
    while let Some(mode) = entered.pop() {
        match mode {
            ScreenMode::Raw => raw = true,
            ScreenMode::Lines(lines) if is_elsewhere(lines.0.as_fd()) => {}
            ScreenMode::Lines(lines) => {
                let _ = tcsetattr(&lines.0, OptionalActions::Now, &lines.1);
            }
            ScreenMode::Written(_, off) => text.push_str(off),
        }
    }
    if !text.is_empty() {
        let _ = TtyWriter::stdout().and_then(|mut tty| tty.write_all(text.as_bytes()));
    }
    if raw {
        leave_raw();
    }
}

/// Leaves raw mode, but not in the background.
fn leave_raw() {
    if !with_keyboard(is_elsewhere) {
        let _ = disable_raw_mode();
    }
}

/// Returns whether another process group has the terminal. Then the shell sets its modes, and a
/// change would stop a process that is told to end.
fn is_elsewhere(terminal: BorrowedFd<'_>) -> bool {
    tcgetpgrp(terminal).is_ok_and(|foreground| foreground != getpgrp())
}

/// Gives the terminal back from any thread, as far as no other thread is entering or leaving.
pub(super) fn give_back() {
    match ENTERED.try_lock() {
        Ok(mut entered) => leave_all(&mut entered),
        Err(TryLockError::Poisoned(lock)) => leave_all(&mut lock.into_inner()),
        // Another thread is entering or leaving at this moment, and may hang.
        Err(TryLockError::WouldBlock) => leave_raw(),
    }
}

/// Makes a panic call `last`, give the terminal back, and print `sentence` and the place in the
/// source. The panic's own text could hold a secret and is not printed. Works under
/// `panic = "abort"`, where no drop runs.
///
/// `last` saves records that are not on disk yet, and runs on the thread that panics. The process
/// ends in time even if a step hangs: see [`deadline`].
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

/// Returns the terminal's size, which is never zero.
pub fn size() -> Size {
    let known = tcgetwinsize(io::stdout()).or_else(|_| tcgetwinsize(io::stdin()));
    match known {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Size::new(size.ws_col, size.ws_row),
        _ => USUAL_SIZE,
    }
}
