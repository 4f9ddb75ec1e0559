//! The way out beside the screens: no line reaches standard output or standard error but through
//! here, where the last of what could act on a terminal is written out.

use std::{
    fs::File,
    io::{self, IsTerminal, Write},
    os::fd::AsFd,
    time::Duration,
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::{look, tty::TtyWriter};
use crate::core::base::text::printable;

/// So much goes into a pipe at once or not at all: it has room for that if it has room.
const PIECE: usize = 4096;

/// Returns whether standard output is a terminal.
pub fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Returns lines as they may be printed in this locale, each with its end mark.
fn lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    lines.into_iter().map(|line| format!("{}\n", look::written(&printable(line)))).collect()
}

/// Prints a text of one or several lines to standard output, at once.
///
/// # Errors
/// When nobody takes it.
pub fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(lines(text.lines()).as_bytes())?;
    out.flush()
}

/// Prints a text of one or several lines to standard error. Nobody may be there to read it.
pub fn complain(text: &str) {
    let _ = io::stderr().write_all(lines(text.lines()).as_bytes());
}

/// Prints lines on a terminal that has been given back. Nobody may be there to read them any more.
pub fn leave_behind(said: &[String]) {
    let text = lines(said.iter().map(String::as_str));
    let _ = TtyWriter::stdout().and_then(|mut tty| tty.write_all(text.as_bytes()));
}

/// Standard output that may be a pipe whose reader has stalled: what it does not take at once waits
/// here, and the caller goes on hearing signals.
pub struct Patient {
    file: File,
    waiting: Vec<u8>,
}

impl Patient {
    /// Opens standard output.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn stdout() -> io::Result<Self> {
        Ok(Self {
            file: File::from(io::stdout().as_fd().try_clone_to_owned()?),
            waiting: Vec::new(),
        })
    }

    /// Adds lines to what waits.
    pub fn add(&mut self, said: impl IntoIterator<Item = String>) {
        for line in said {
            self.waiting.extend(lines([line.as_str()]).bytes());
        }
    }

    pub fn is_behind(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Writes what there is room for; waits so long for more. False if nobody will ever read it.
    pub fn flush(&mut self, patience: Duration) -> bool {
        let patience = Timespec::try_from(patience).ok();
        while !self.waiting.is_empty() {
            let room = poll(&mut [PollFd::new(&self.file, PollFlags::OUT)], patience.as_ref());
            if room == Ok(0) {
                return true;
            }
            let piece = self.waiting.len().min(PIECE);
            match self.file.write(&self.waiting[..piece]) {
                Ok(written) => drop(self.waiting.drain(..written)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
                Err(_) => return false,
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_ends_where_it_says_and_acts_on_nothing() {
        assert_eq!(
            lines(["a\u{1b}[2J\u{9b}1m", "b\u{202e}\nfaked", ""]),
            "a\\u{1b}[2J\\u{9b}1m\nb\\u{202e}\\u{a}faked\n\n"
        );
    }
}
