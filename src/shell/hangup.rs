//! Notices a terminal that vanished without a signal.
//!
//! Without a controlling terminal (`setsid`, an orphan) no HUP arrives, and the library that reads
//! the keys never reports the end: it spins. But the kernel marks the descriptor as hung up, and
//! epoll reports that mark whatever else was asked for. So the terminal is registered for urgent
//! data only, which no terminal ever has: keys do not wake the loop, a hang-up does.

use std::{future, io, os::fd::AsFd, os::fd::OwnedFd};

use tokio::io::{Interest, unix::AsyncFd};

/// Watches one terminal.
#[derive(Debug)]
pub struct Hangup {
    /// A descriptor of our own, so that nothing else closes it.
    terminal: Option<AsyncFd<OwnedFd>>,
}

impl Hangup {
    /// Watches standard output; needs tokio's runtime with I/O.
    pub fn watch_stdout() -> io::Result<Self> {
        Self::watch(io::stdout())
    }

    /// Watches the terminal behind `fd`. What cannot hang up (a file) is never reported.
    pub fn watch(fd: impl AsFd) -> io::Result<Self> {
        let fd = fd.as_fd().try_clone_to_owned()?;
        Ok(Self { terminal: AsyncFd::with_interest(fd, Interest::PRIORITY).ok() })
    }

    /// Resolves once the terminal is gone. Safe to drop and call again.
    pub async fn gone(&self) {
        let Some(terminal) = &self.terminal else { return future::pending().await };
        while let Ok(mut guard) = terminal.ready(Interest::PRIORITY).await {
            let ready = guard.ready();
            if ready.is_read_closed() || ready.is_write_closed() {
                return;
            }
            guard.clear_ready();
        }
        // The runtime is shutting down.
        future::pending().await
    }
}
