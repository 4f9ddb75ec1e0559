//! A task whose end is tied to its handle.

use tokio::task::JoinHandle;

/// A task that is aborted when the handle is dropped or replaced: nobody waits for its answer then.
pub struct Task(JoinHandle<()>);

impl Task {
    pub fn spawn(work: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(tokio::spawn(work))
    }

    pub fn is_finished(&self) -> bool {
        self.0.is_finished()
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}
