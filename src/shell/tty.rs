//! Standard output as a terminal that may take its time.
//!
//! A terminal whose far end reads no more (a link that stalls) takes some 64 KiB and then holds up
//! whoever writes, for ever if it must be. The program has better things to do: keep a record of
//! what the service answers, and end when it is told to. So it writes through a descriptor of its
//! own that never waits. That has to be opened anew: waiting or not is a property that a descriptor
//! shares with all its copies, and the shell holds one. Where that is refused, the shared one is
//! asked for room before each write and given little at a time: as much as a pseudo-terminal with
//! any room takes without a wait.

use std::{
    fs::File,
    io::{self, Write},
    os::fd::{AsFd, OwnedFd},
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::{Mode, OFlags, open},
    io::{Errno, retry_on_intr},
    termios::tcgetsid,
};
use tokio::{
    net::unix::pipe::Sender,
    time::{sleep, timeout},
};

/// How long a terminal that takes nothing is waited for where nothing else can be done meanwhile.
const PATIENCE: Duration = Duration::from_millis(500);
/// After this time a terminal is tried again, whether it said that there is room or not.
const RETRY: Duration = Duration::from_secs(1);
/// Bytes that a pseudo-terminal takes at once if it takes any (Linux: less than half a page).
const LITTLE: usize = 1024;

/// Standard output without a buffer: each write goes to the terminal as it is. (The standard
/// library's own splits a frame at its line ends.)
///
/// A terminal that has vanished swallows what is written: the end of the program is the business
/// of [`super::hangup`] and [`super::signals`], not of whoever happens to draw.
#[derive(Debug)]
pub struct TtyWriter {
    file: File,
    /// The descriptor is everybody's, and a write that finds no room waits.
    shared: bool,
    patience: Duration,
}

impl TtyWriter {
    /// Standard output. A write waits up to half a second for a terminal that takes
    /// nothing, then fails with [`io::ErrorKind::WouldBlock`].
    pub fn stdout() -> io::Result<Self> {
        let stdout = io::stdout().as_fd().try_clone_to_owned()?;
        let (file, shared) = own(&stdout).map_or((stdout, true), |own| (own, false));
        Ok(Self { file: file.into(), shared, patience: PATIENCE })
    }

    /// The same without any wait: see [`Self::room`].
    pub fn unwaiting(self) -> Self {
        Self { patience: Duration::ZERO, ..self }
    }

    /// Waits until the terminal may take more. Safe to drop and call again.
    pub async fn room(&self) {
        // Watched only while there is none: otherwise each frame that is read would wake the
        // program.
        let watched =
            self.file.as_fd().try_clone_to_owned().and_then(Sender::from_owned_fd_unchecked);
        match watched {
            Ok(watched) => {
                let _ = timeout(RETRY, watched.writable()).await;
            }
            Err(_) => sleep(RETRY).await,
        }
    }
}

/// The terminal behind standard output, opened anew. Fails where its device belongs to somebody
/// else and does not control this process either (`su somebody -c ...`).
fn own(stdout: &OwnedFd) -> rustix::io::Result<OwnedFd> {
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    // Only of its controlling terminal can a process ask for the session. Anybody may open that
    // one.
    match tcgetsid(stdout) {
        Ok(_) => open("/dev/tty", flags, Mode::empty()),
        Err(_) => open("/proc/self/fd/1", flags, Mode::empty()),
    }
}

impl TtyWriter {
    /// Whether there is room, or comes within the time that this writer waits.
    fn has_room(&self) -> bool {
        // Half a second fits.
        let patience = Timespec::try_from(self.patience).ok();
        let room = retry_on_intr(|| {
            poll(&mut [PollFd::new(&self.file, PollFlags::OUT)], patience.as_ref())
        });
        room != Ok(0)
    }
}

impl Write for TtyWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            let some = if self.shared { &bytes[..bytes.len().min(LITTLE)] } else { bytes };
            if self.shared && !self.has_room() {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            match self.file.write(some) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if !self.has_room() {
                        return Err(error);
                    }
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
    matches!(
        Errno::from_io_error(error),
        Some(Errno::IO | Errno::PIPE | Errno::NXIO | Errno::NODEV | Errno::BADF)
    )
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, thread};

    use portable_pty::{PtySize, native_pty_system};

    use super::*;

    /// A terminal that nobody reads takes what it has room for, and then says so at once.
    #[test]
    fn no_writer_waits_for_a_full_terminal_longer_than_it_may() {
        for shared in [true, false] {
            let pty = native_pty_system().openpty(PtySize::default()).expect("a pty");
            let name = pty.master.tty_name().expect("its name");
            let waiting = if shared { OFlags::empty() } else { OFlags::NONBLOCK };
            let file = File::from(
                open(name, OFlags::WRONLY | OFlags::NOCTTY | waiting, Mode::empty())
                    .expect("the terminal"),
            );
            let mut writer = TtyWriter { file, shared, patience: Duration::ZERO };
            let (sender, taken) = mpsc::channel();
            thread::spawn(move || {
                let mut count = 0;
                let error = loop {
                    match writer.write(&[b'x'; 3000]) {
                        Ok(more) => count += more,
                        Err(error) => break error,
                    }
                };
                let _ = sender.send((count, error.kind()));
            });
            let (count, error) =
                taken.recv_timeout(Duration::from_secs(10)).expect("an answer instead of a wait");
            assert_eq!(error, io::ErrorKind::WouldBlock);
            assert!(count > 0, "shared {shared}");
        }
    }
}
