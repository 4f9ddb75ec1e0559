//! Taking the terminal over and giving it back.
//!
//! Everything that is switched on stands in one list and is undone in reverse, whatever ends the
//! program: a normal exit, an error, a signal, a panic. No enhanced keyboard modes and no mouse: a
//! link that drops would leave them on. No questions to the terminal: late answers turn into keys.

use std::{
    fs::File,
    io::{self, IsTerminal, Write},
    os::fd::AsFd,
    panic,
    sync::{Mutex, PoisonError, TryLockError},
};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui::layout::Size;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::{OFlags, fcntl_getfl, fcntl_setfl},
    io::Errno,
    termios::{OptionalActions, tcgetattr, tcgetwinsize, tcsetattr},
};

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
pub struct Screen(());

impl Screen {
    /// Takes the terminal over; undoes what was done if that fails half way.
    pub fn enter(options: ScreenOptions) -> io::Result<Self> {
        if !io::stdout().is_terminal() {
            return Err(io::Error::other("standard output is not a terminal"));
        }
        let screen = if options.alternate { ALTERNATE_SCREEN } else { MAIN_SCREEN };
        // From here on a drop undoes what was entered, also when the next line fails.
        let guard = Self(());
        enter_all(&[Mode::Raw, screen, CLEARED, BRACKETED_PASTE, CURSOR, STYLE, SYNCHRONISED])?;
        Ok(guard)
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

fn enter_all(modes: &[Mode]) -> io::Result<()> {
    let mut tty = TtyWriter::stdout()?;
    let mut entered = ENTERED.lock().unwrap_or_else(PoisonError::into_inner);
    let mut text = String::new();
    for mode in modes {
        match mode {
            Mode::Raw => enable_raw_mode()?,
            Mode::Written(on, _) => text.push_str(on),
        }
        entered.push(*mode);
    }
    tty.write_all(text.as_bytes())
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
        let _ = disable_raw_mode();
    }
}

/// Makes a panic give the terminal back first and then say `sentence` and the place in the source,
/// nothing else: the panic's own text could carry a secret. Works under `panic = "abort"`, where
/// no drop runs.
pub fn install_panic_hook(sentence: &'static str) {
    panic::set_hook(Box::new(move |info| {
        match ENTERED.try_lock() {
            Ok(mut entered) => leave_all(&mut entered),
            Err(TryLockError::Poisoned(lock)) => leave_all(&mut lock.into_inner()),
            // Held by whoever is entering or leaving at this moment.
            Err(TryLockError::WouldBlock) => {}
        }
        let place = info.location().map_or_else(String::new, |at| format!(" ({}:{})", at.file(), at.line()));
        let _ = writeln!(io::stderr(), "{sentence}{place}");
    }));
}

/// If keys are waiting, makes the kernel announce them once more, and says so.
///
/// The library that reads the keys takes 1,024 bytes at a time and is told about new bytes only
/// once: the rest of a long paste would lie there until the next key. Setting the terminal's modes
/// to what they are wakes everyone who waits for it.
pub(super) fn announce_waiting_keys() -> bool {
    // Held, so that the modes are not put back to raw behind someone who is just leaving.
    let entered = ENTERED.lock().unwrap_or_else(PoisonError::into_inner);
    let (stdin, stdout) = (io::stdin(), io::stdout());
    let terminal = if stdin.is_terminal() { stdin.as_fd() } else { stdout.as_fd() };
    let mut waiting = [PollFd::new(&terminal, PollFlags::IN)];
    let polled = poll(&mut waiting, Some(&Timespec::default()));
    if entered.is_empty() || polled.is_err() || waiting[0].revents() != PollFlags::IN {
        return false;
    }
    tcgetattr(terminal).and_then(|modes| tcsetattr(terminal, OptionalActions::Now, &modes)).is_ok()
}

/// The terminal's size, never zero.
pub fn size() -> Size {
    let known = tcgetwinsize(io::stdout()).or_else(|_| tcgetwinsize(io::stdin()));
    match known {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Size::new(size.ws_col, size.ws_row),
        _ => USUAL_SIZE,
    }
}

/// Standard output without a buffer: each write goes to the terminal as it is. (The standard
/// library's own splits a frame at its line ends.)
///
/// A terminal that has vanished swallows what is written: the end of the program is the business
/// of [`super::hangup`] and [`super::signals`], not of whoever happens to draw.
#[derive(Debug)]
pub struct TtyWriter(File);

impl TtyWriter {
    /// Standard output.
    pub fn stdout() -> io::Result<Self> {
        let fd = io::stdout().as_fd().try_clone_to_owned()?;
        // Another program may have left the terminal non-blocking; half a frame would be lost.
        if let Ok(flags) = fcntl_getfl(&fd)
            && flags.contains(OFlags::NONBLOCK)
        {
            let _ = fcntl_setfl(&fd, flags - OFlags::NONBLOCK);
        }
        Ok(Self(File::from(fd)))
    }
}

impl Write for TtyWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.0.write(bytes) {
                // Whoever shares the terminal has made it non-blocking: wait until it takes more.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    let _ = poll(&mut [PollFd::new(&self.0, PollFlags::OUT)], None);
                }
                Err(error) if vanished(&error) => return Ok(bytes.len()),
                written => return written,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn vanished(error: &io::Error) -> bool {
    matches!(Errno::from_io_error(error), Some(Errno::IO | Errno::PIPE | Errno::NXIO | Errno::NODEV | Errno::BADF))
}
