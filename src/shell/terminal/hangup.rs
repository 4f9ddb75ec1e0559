//! Notices a terminal that vanished without a signal.
//!
//! Without a controlling terminal (`setsid`, an orphan) no HUP arrives. But the kernel marks
//! the descriptor as hung up, and epoll reports that mark whichever events were asked for.
//! So the terminal is in an epoll set of its own that asks for no event: keys do not wake
//! the set, a hang-up makes the set readable, and the main loop waits for that. No thread
//! and no timer is needed.

use std::{
    future, io,
    os::fd::{AsFd, OwnedFd},
    time::Duration,
};

use rustix::event::{
    PollFd, PollFlags, Timespec,
    epoll::{self, CreateFlags, EventData, EventFlags},
    poll,
};
use tokio::{net::unix::pipe::Receiver, time::sleep};

const RECHECK: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub struct Hangup {
    watched: Option<Watched>,
}

#[derive(Debug)]
struct Watched {
    /// The epoll set, which is never read: it becomes readable when the terminal hangs up.
    set: Receiver,
    /// A descriptor of its own, because a closed descriptor leaves the set silently.
    terminal: OwnedFd,
}

impl Hangup {
    /// Watches standard output; needs tokio's runtime with I/O.
    pub fn watch_stdout() -> io::Result<Self> {
        Self::watch(io::stdout())
    }

    /// Watches the terminal behind `fd`; needs tokio's runtime with I/O. A file never counts as
    /// gone, because a file cannot hang up.
    pub fn watch(fd: impl AsFd) -> io::Result<Self> {
        let terminal = fd.as_fd().try_clone_to_owned()?;
        let set = epoll::create(CreateFlags::CLOEXEC)?;
        if epoll::add(&set, &terminal, EventData::new_u64(0), EventFlags::empty()).is_err() {
            return Ok(Self { watched: None });
        }
        let set = Receiver::from_owned_fd_unchecked(set)?;
        Ok(Self { watched: Some(Watched { set, terminal }) })
    }

    /// Resolves once the terminal is gone. Safe to drop and call again.
    pub async fn gone(&self) {
        let Some(watched) = &self.watched else { return future::pending().await };
        while watched.set.readable().await.is_ok() {
            if watched.hung_up() {
                return;
            }
            // tokio may report a false alarm, which cannot be cleared: look again later.
            sleep(RECHECK).await;
        }
        // The runtime is shutting down.
        future::pending().await
    }
}

impl Watched {
    fn hung_up(&self) -> bool {
        let mut terminal = [PollFd::new(&self.terminal, PollFlags::empty())];
        poll(&mut terminal, Some(&Timespec::default())).is_ok()
            && terminal[0].revents().intersects(PollFlags::HUP | PollFlags::ERR)
    }
}
