//! The signals that end the program as one future, and others that do not end it.

use std::io;

use tokio::{
    select,
    signal::unix::{self, SignalKind},
};

/// A signal that asks the program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    Hangup,
    Terminate,
    /// Only from `kill -INT`, because Ctrl-C is a key while the program has the terminal.
    Interrupt,
    /// Only from `kill -QUIT`, because Ctrl-\ is a key too.
    Quit,
}

/// Hears a signal that does not end the program.
#[derive(Debug)]
pub struct Heard(unix::Signal);

impl Heard {
    /// Listens for a signal; needs tokio's runtime with I/O.
    pub fn listen(signal: rustix::process::Signal) -> io::Result<Self> {
        unix::signal(SignalKind::from_raw(signal.as_raw())).map(Self)
    }

    /// Listens anew for stops from outside, which do not stop the process by themselves any more.
    pub fn stops() -> io::Result<(Self, Self)> {
        Ok((
            Self::listen(rustix::process::Signal::TSTP)?,
            Self::listen(rustix::process::Signal::TTIN)?,
        ))
    }

    /// Waits for the next signal. Safe to drop and call again: no signal is lost.
    pub async fn next(&mut self) {
        self.0.recv().await;
    }
}

/// Listens for the signals, which do not end the process by themselves any more.
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

    /// Waits for the next signal. Safe to drop and call again: no signal is lost.
    pub async fn next(&mut self) -> Signal {
        select! {
            _ = self.hangup.recv() => Signal::Hangup,
            _ = self.terminate.recv() => Signal::Terminate,
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.quit.recv() => Signal::Quit,
        }
    }
}
