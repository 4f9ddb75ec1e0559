//! Standard output as a terminal that may take its time.
//!
//! A terminal behind a stalled link takes some 64 KiB and then blocks every writer, perhaps for
//! ever. But the program must record the answers of the service, and end when a signal tells it to.
//! So the program writes through a descriptor of its own that never waits. That descriptor has to
//! be opened, because a copy shares the waiting mode with the shell's. If opening is refused, the
//! program checks the shared descriptor for room before each write, and writes only as much as a
//! pseudo-terminal with any room takes without a wait.

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

/// Longest wait for a terminal that takes nothing, if the program has nothing else to do.
const PATIENCE: Duration = Duration::from_millis(500);
/// The time after which a full terminal is tried again without news of room.
const RETRY: Duration = Duration::from_secs(1);
/// Bytes that a pseudo-terminal with any room takes at once (Linux: less than half a page).
const LITTLE: usize = 1024;

/// Standard output without a buffer, so that each frame is one write. The buffer of the standard
/// library would split a frame at its line ends.
///
/// Writes to a vanished terminal succeed: [`super::hangup`] and [`super::signals`] end the
/// program, and no draw does.
#[derive(Debug)]
pub struct TtyWriter {
    file: File,
    /// The shell shares the descriptor, so a write without room would wait.
    shared: bool,
    patience: Duration,
}

impl TtyWriter {
    /// Opens standard output. A write waits up to half a second for a terminal that takes
    /// nothing, then fails with [`io::ErrorKind::WouldBlock`].
    pub fn stdout() -> io::Result<Self> {
        let stdout = io::stdout().as_fd().try_clone_to_owned()?;
        let (file, shared) = own(&stdout).map_or((stdout, true), |own| (own, false));
        Ok(Self { file: file.into(), shared, patience: PATIENCE })
    }

    /// Makes writes not wait at all: see [`Self::room`].
    pub fn unwaiting(self) -> Self {
        Self { patience: Duration::ZERO, ..self }
    }

    /// Waits until the terminal may take more. Safe to drop and call again.
    pub async fn room(&self) {
        // Watched only while there is no room: otherwise each frame that the terminal
        // reads would wake the program.
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

/// Opens the terminal behind standard output again. Fails if the device belongs to another user and
/// is not the controlling terminal (`su somebody -c ...`).
fn own(stdout: &OwnedFd) -> rustix::io::Result<OwnedFd> {
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    // `tcgetsid` works only for the controlling terminal, which every process may open.
    match tcgetsid(stdout) {
        Ok(_) => open("/dev/tty", flags, Mode::empty()),
        Err(_) => open("/proc/self/fd/1", flags, Mode::empty()),
    }
}

impl TtyWriter {
    /// Returns whether the terminal has room, now or within the patience of this writer.
    fn has_room(&self) -> bool {
        // Half a second fits into a `Timespec`.
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

    /// A terminal that nobody reads takes bytes until it is full, and then
    /// each write fails at once.
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
