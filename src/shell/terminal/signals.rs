//! The signals that end the program as one future, and others that do not end it.

use std::{
    future::poll_fn,
    io,
    task::{Context, Poll},
};

use rustix::process::Signal;
use tokio::signal::unix::{self, SignalKind};

/// Hears a signal that does not end the program.
#[derive(Debug)]
pub struct Heard(unix::Signal);

impl Heard {
    /// Listens for a signal; needs tokio's runtime with I/O.
    pub fn listen(signal: Signal) -> io::Result<Self> {
        unix::signal(SignalKind::from_raw(signal.as_raw())).map(Self)
    }

    /// Listens anew for stops from outside, which do not stop the process by themselves any more.
    pub fn stops() -> io::Result<(Self, Self)> {
        Ok((Self::listen(Signal::TSTP)?, Self::listen(Signal::TTIN)?))
    }

    /// Waits for the next signal. Safe to drop and call again: no signal is lost.
    pub async fn next(&mut self) {
        self.0.recv().await;
    }
}

/// Listens for the signals that ask the program to end. They do not end the process by themselves
/// any more, because the program has to write its last records.
#[derive(Debug)]
pub struct Signals(Vec<(Signal, Heard)>);

impl Signals {
    /// Starts to listen; needs tokio's runtime with I/O.
    pub fn listen() -> io::Result<Self> {
        // The last two come only from `kill`, because Ctrl-C and Ctrl-\ are keys while the program
        // has the terminal.
        let signals = [Signal::HUP, Signal::TERM, Signal::INT, Signal::QUIT];
        let heard = signals.into_iter().map(|signal| Ok((signal, Heard::listen(signal)?)));
        heard.collect::<io::Result<_>>().map(Self)
    }

    /// Waits for the next signal. Safe to drop and call again: no signal is lost.
    pub async fn next(&mut self) -> Signal {
        let mut arrived = |context: &mut Context<'_>| {
            let mut signals = self.0.iter_mut();
            signals.find_map(|(signal, heard)| {
                heard.0.poll_recv(context).is_ready().then_some(*signal)
            })
        };
        poll_fn(|context| arrived(context).map_or(Poll::Pending, Poll::Ready)).await
    }
}
