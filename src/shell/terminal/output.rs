//! The only way for lines to standard output and standard error. Characters that could control a
//! terminal are written as escapes here.

use std::{
    fs::File,
    io::{self, IsTerminal, Write},
    os::fd::{AsFd, BorrowedFd},
    time::Duration,
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::{look, tty::TtyWriter};
use crate::core::base::text::printable;

/// Bytes that a pipe takes at once, if the pipe has any room (`PIPE_BUF`).
const PIECE: usize = 4096;

/// Returns whether standard output is a terminal.
pub fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Returns printable lines for this locale, each with its end mark.
fn lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    lines.into_iter().map(|line| format!("{}\n", look::written(&printable(line)))).collect()
}

/// Prints a text of one or more lines to standard output at once.
/// Errors: When standard output takes no more.
pub fn say(text: &str) -> io::Result<()> {
    let mut out = Stream::stdout();
    text.lines().try_for_each(|line| out.line(line))?;
    out.flush()
}

/// Prints a text of one or more lines to standard error. An error is ignored, because
/// nobody may read any more.
pub fn complain(text: &str) {
    let _ = io::stderr().write_all(lines(text.lines()).as_bytes());
}

/// Prints lines on a terminal that has been given back. An error is ignored, because
/// nobody may read any more.
pub fn leave_behind(said: &[String]) {
    let text = lines(said.iter().map(String::as_str));
    let _ = TtyWriter::stdout().and_then(|mut tty| tty.write_all(text.as_bytes()));
}

/// Standard output for a command that prints much and ends.
pub struct Stream(io::BufWriter<io::StdoutLock<'static>>);

impl Stream {
    pub fn stdout() -> Self {
        Self(io::BufWriter::new(io::stdout().lock()))
    }

    /// Writes a line for a person. Errors: When standard output takes no more.
    pub fn line(&mut self, line: &str) -> io::Result<()> {
        self.0.write_all(lines([line]).as_bytes())
    }

    /// Writes a line for a program, which reads UTF-8 whatever the locale is.
    /// Errors: When standard output takes no more.
    pub fn data(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.0, "{}", printable(line))
    }

    /// Writes what is waiting. Errors: When standard output takes no more.
    pub fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Standard output or error that may be a pipe with a stalled reader. Bytes that the pipe does not
/// take wait here, so that the caller can hear signals meanwhile.
pub struct Patient {
    file: File,
    waiting: Vec<u8>,
    /// Why the waiting bytes cannot be written; a closed pipe is no such reason.
    pub failed: Option<io::Error>,
}

impl Patient {
    /// Errors: When standard output cannot be used.
    pub fn stdout() -> io::Result<Self> {
        Self::to(io::stdout())
    }

    /// Errors: When standard error cannot be used.
    pub fn of_errors() -> io::Result<Self> {
        Self::to(io::stderr())
    }

    fn to(stream: impl AsFd) -> io::Result<Self> {
        let file = File::from(stream.as_fd().try_clone_to_owned()?);
        Ok(Self { file, waiting: Vec::new(), failed: None })
    }

    /// Adds lines to the waiting bytes.
    pub fn add(&mut self, said: impl IntoIterator<Item = String>) {
        for line in said {
            self.waiting.extend(lines([line.as_str()]).bytes());
        }
    }

    /// Adds lines for a program, which reads UTF-8 whatever the locale is.
    pub fn add_data(&mut self, said: impl IntoIterator<Item = String>) {
        for line in said {
            self.waiting.extend(format!("{}\n", printable(&line)).bytes());
        }
    }

    pub fn is_behind(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Writes as far as there is room, and waits up to `patience` for more. Returns false
    /// if nobody reads any more.
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
                Err(error) => {
                    self.failed =
                        Some(error).filter(|error| error.kind() != io::ErrorKind::BrokenPipe);
                    return false;
                }
            }
        }
        true
    }
}

impl AsFd for Patient {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
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
