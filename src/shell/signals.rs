//! The signals that end the program, as one future, and the one that tells of a new size.

use std::io;

use tokio::{
    select,
    signal::unix::{self, SignalKind},
};

/// A signal that asks the program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    Hangup,
    /// The usual request to end.
    Terminate,
    /// Only from `kill -INT`: Ctrl-C is a key while the screen is ours.
    Interrupt,
    /// Only from `kill -QUIT`, for the same reason.
    Quit,
}

/// Hears of changes of the terminal's size.
#[derive(Debug)]
pub struct SizeChanges(unix::Signal);

impl SizeChanges {
    /// Starts to listen; needs tokio's runtime with I/O.
    pub fn listen() -> io::Result<Self> {
        unix::signal(SignalKind::window_change()).map(Self)
    }

    /// Waits for the next one. Safe to drop and call again.
    pub async fn next(&mut self) {
        self.0.recv().await;
    }
}

/// Listens for all of them. From its creation on, none of them ends the process by itself.
#[derive(Debug)]
pub struct Signals {
    hangup: unix::Signal,
    terminate: unix::Signal,
    interrupt: unix::Signal,
    quit: unix::Signal,
}

impl Signals {
    /// Starts to listen; needs tokio's runtime with I/O.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            hangup: unix::signal(SignalKind::hangup())?,
            terminate: unix::signal(SignalKind::terminate())?,
            interrupt: unix::signal(SignalKind::interrupt())?,
            quit: unix::signal(SignalKind::quit())?,
        })
    }

    /// Waits for the next one. Safe to drop and call again: none is lost.
    pub async fn next(&mut self) -> Signal {
        select! {
            _ = self.hangup.recv() => Signal::Hangup,
            _ = self.terminate.recv() => Signal::Terminate,
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.quit.recv() => Signal::Quit,
        }
    }
}
