//! Lines that a person types at the terminal, or that stand in a pipe, for plain mode. A
//! confirmation and a secret are read from the controlling terminal alone.

use std::{
    fs::File,
    io::{self, BufRead, IsTerminal},
    os::fd::AsFd,
    thread::Builder,
    time::Duration,
};

use rustix::{
    fs::{Mode, OFlags, open},
    termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr},
};
use tokio::{net::unix::pipe::Receiver, sync::mpsc, time::timeout};
use zeroize::Zeroizing;

use super::screen;

/// Longest wait for a terminal from which bytes come without an end.
const ENDLESS: Duration = Duration::from_secs(3);

/// Returns whether any terminal is at hand: one of the streams, or the controlling one.
pub fn has_terminal() -> bool {
    io::stdin().is_terminal() || super::output::is_terminal() || File::open("/dev/tty").is_ok()
}

pub struct Input {
    /// The lines of standard input, if it is no terminal, up to its end.
    pipe: Option<mpsc::Receiver<String>>,
    terminal: Option<Terminal>,
    hidden: bool,
}

/// The controlling terminal. A drop gives it its modes back.
struct Terminal {
    keys: Receiver,
    /// The beginning of a line whose end has not come.
    part: Zeroizing<Vec<u8>>,
    before: Termios,
}

impl Input {
    /// Errors: When the terminal cannot be watched, or no thread can be started.
    pub fn open() -> io::Result<Self> {
        // A descriptor of its own that never waits: a copy would share that with the shell's.
        let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let terminal = match open("/dev/tty", flags, Mode::empty()) {
            Ok(tty) => {
                let before = tcgetattr(&tty)?;
                screen::keep_modes(tty.try_clone()?, before.clone());
                let keys = Receiver::from_owned_fd_unchecked(tty)?;
                Some(Terminal { keys, part: Zeroizing::default(), before })
            }
            Err(_) => None,
        };
        let piped = terminal.is_none() || !io::stdin().is_terminal();
        Ok(Self { pipe: if piped { Some(lines()?) } else { None }, terminal, hidden: false })
    }

    /// Returns whether there is a controlling terminal.
    pub const fn can_confirm(&self) -> bool {
        self.terminal.is_some()
    }

    /// Returns the next line, or `None` where nothing more can come. `private`: only the terminal
    /// may answer. Safe to drop and call again.
    pub async fn line(&mut self, private: bool) -> Option<Zeroizing<String>> {
        if let Some(pipe) = self.pipe.as_mut().filter(|_| !private) {
            if let Some(line) = pipe.recv().await {
                return Some(Zeroizing::new(line));
            }
            self.pipe = None;
        }
        self.terminal.as_mut()?.line().await
    }

    /// Drops what was typed so far; returns whether that is nothing, and nothing comes for `time`.
    pub async fn quiet(&mut self, time: Duration) -> bool {
        let off = self.off();
        let Some(terminal) = &mut self.terminal else { return false };
        // Without its line mode the terminal shows a byte when the byte comes.
        let mut quiet = terminal.drop_typed() == 0;
        terminal.set(off | LocalModes::ICANON);
        let drained = timeout(ENDLESS, async {
            while timeout(time, terminal.keys.readable()).await.is_ok() {
                quiet = false;
                terminal.drop_typed();
            }
        });
        quiet &= drained.await.is_ok();
        terminal.set(off);
        quiet
    }

    /// Shows what is typed, or not. A secret can be longer than a line of the line mode.
    pub fn hide(&mut self, hidden: bool) {
        if std::mem::replace(&mut self.hidden, hidden) != hidden {
            self.resume();
        }
    }

    /// Sets the modes, and drops what was typed: for another question, or after a stop, in which
    /// the shell has set modes of its own. Returns whether a whole line was dropped.
    pub fn resume(&mut self) -> bool {
        let off = self.off();
        self.terminal.as_mut().is_some_and(|terminal| {
            let dropped = terminal.drop_typed();
            terminal.set(off);
            dropped > 0
        })
    }

    /// Returns the modes that are off at the present question.
    const fn off(&self) -> LocalModes {
        if self.hidden { LocalModes::ICANON.union(LocalModes::ECHO) } else { LocalModes::empty() }
    }
}

impl Terminal {
    async fn line(&mut self) -> Option<Zeroizing<String>> {
        loop {
            if let Some(end) = self.part.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
                let line = Zeroizing::new(self.part.drain(..=end).collect::<Vec<u8>>());
                return Some(Zeroizing::new(String::from_utf8_lossy(&line[..end]).into_owned()));
            }
            self.keys.readable().await.ok()?;
            self.read()?;
        }
    }

    /// Reads what has come; `None` at the end.
    fn read(&mut self) -> Option<usize> {
        let mut buffer = Zeroizing::new([0; 4096]);
        match self.keys.try_read(&mut *buffer) {
            Ok(0) => None,
            Ok(count) => {
                self.part.extend_from_slice(&buffer[..count]);
                Some(count)
            }
            Err(error) => (error.kind() == io::ErrorKind::WouldBlock).then_some(0),
        }
    }

    /// Drops what was typed; returns how many bytes that was.
    fn drop_typed(&mut self) -> usize {
        while self.read().is_some_and(|count| count > 0) {}
        std::mem::take(&mut *self.part).len()
    }

    /// Sets the modes of before without some, and flushes what the terminal holds.
    fn set(&self, off: LocalModes) {
        let mut modes = self.before.clone();
        modes.local_modes -= off;
        if off.contains(LocalModes::ECHO) {
            // No stop leaves a shell without echo, and a read waits for a byte.
            modes.special_codes[SpecialCodeIndex::VSUSP] = 0;
            modes.special_codes[SpecialCodeIndex::VMIN] = 1;
            modes.special_codes[SpecialCodeIndex::VTIME] = 0;
        }
        // The terminal may be gone: then nothing is typed there any more.
        let _ = tcsetattr(self.keys.as_fd(), OptionalActions::Flush, &modes);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        screen::give_back();
    }
}

/// Reads the lines of standard input on a thread of their own, one ahead.
fn lines() -> io::Result<mpsc::Receiver<String>> {
    let (sender, lines) = mpsc::channel(1);
    let read = move || {
        let mut lines = io::stdin().lock().lines().map_while(Result::ok);
        lines.all(|line| sender.blocking_send(line).is_ok());
    };
    Builder::new().name("lines".to_owned()).spawn(read)?;
    Ok(lines)
}
