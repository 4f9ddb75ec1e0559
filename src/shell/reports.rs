//! What tasks tell the loop: one message each.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::core::port::Msg;

/// The messages of tasks.
pub type Results = UnboundedReceiver<Msg>;

/// The way to the loop. Behind the end of the loop nobody hears a message.
#[derive(Debug, Clone)]
pub struct Reports(UnboundedSender<Msg>);

impl Reports {
    pub fn channel() -> (Self, Results) {
        let (sender, results) = unbounded_channel();
        (Self(sender), results)
    }

    /// Sends a message. Returns false if nobody hears it any more.
    pub fn send(&self, msg: Msg) -> bool {
        self.0.send(msg).is_ok()
    }

    /// Works in a task, and sends what comes of that.
    pub fn later(&self, work: impl Future<Output = Msg> + Send + 'static) {
        let reports = self.clone();
        tokio::spawn(async move { reports.send(work.await) });
    }

    /// Works on a thread that may wait for the disk, and sends what comes of that.
    pub fn blocking(&self, work: impl FnOnce() -> Msg + Send + 'static) {
        let reports = self.clone();
        tokio::task::spawn_blocking(move || reports.send(work()));
    }
}
