//! Standard output as a terminal that may take its time.
//!
//! A terminal whose far end reads no more (a link that stalls) takes some 64 KiB and then holds up
//! whoever writes, for ever if it must be. The program has better things to do: keep a record of what the
//! service answers, and end when it is told to. So it writes through a descriptor of its own that never
//! waits. That has to be opened anew: waiting or not is a property that a descriptor shares with all its
//! copies, and the shell holds one.

use std::{
    fs::File,
    io::{self, Write},
    os::fd::{AsFd, OwnedFd},
    time::Duration,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::{Mode, OFlags, open},
    io::Errno,
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

/// Standard output without a buffer: each write goes to the terminal as it is. (The standard
/// library's own splits a frame at its line ends.)
///
/// A terminal that has vanished swallows what is written: the end of the program is the business
/// of [`super::hangup`] and [`super::signals`], not of whoever happens to draw.
#[derive(Debug)]
pub struct TtyWriter {
    file: File,
    patience: Duration,
}

impl TtyWriter {
    /// Standard output. A write waits up to half a second for a terminal that takes nothing, then fails
    /// with [`io::ErrorKind::WouldBlock`].
    pub fn stdout() -> io::Result<Self> {
        let shared = io::stdout().as_fd().try_clone_to_owned()?;
        Ok(Self { file: File::from(own(&shared).unwrap_or(shared)), patience: PATIENCE })
    }

    /// The same without any wait: see [`Self::room`].
    pub fn unwaiting(self) -> Self {
        Self { patience: Duration::ZERO, ..self }
    }

    /// Waits until the terminal may take more. Safe to drop and call again.
    pub async fn room(&self) {
        // Watched only while there is none: otherwise each frame that is read would wake the program.
        let watched = self.file.as_fd().try_clone_to_owned().and_then(Sender::from_owned_fd_unchecked);
        match watched {
            Ok(watched) => {
                let _ = timeout(RETRY, watched.writable()).await;
            }
            Err(_) => sleep(RETRY).await,
        }
    }
}

/// The terminal behind `shared`, opened anew. Fails where its device belongs to somebody else (after `su`)
/// and does not control this process either; then a write may wait for as long as the terminal likes.
fn own(shared: &OwnedFd) -> rustix::io::Result<OwnedFd> {
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    // Only of its controlling terminal can a process ask for the session. Anybody may open that one.
    match tcgetsid(shared) {
        Ok(_) => open("/dev/tty", flags, Mode::empty()),
        Err(_) => open("/proc/self/fd/1", flags, Mode::empty()),
    }
}

impl Write for TtyWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.file.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    // Half a second fits.
                    let patience = Timespec::try_from(self.patience).ok();
                    let room = poll(&mut [PollFd::new(&self.file, PollFlags::OUT)], patience.as_ref());
                    if room == Ok(0) {
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
    matches!(Errno::from_io_error(error), Some(Errno::IO | Errno::PIPE | Errno::NXIO | Errno::NODEV | Errno::BADF))
}
