//! The queue of jobs in the state folder, done in order and off the main thread.
//!
//! The queue has a thread of its own, which starts with the first job and ends with the last, so an
//! idle program has none. A thread of tokio's would not do: those also look up names, and the
//! journal would wait for the time-outs of a broken network. The queue empties itself even if the
//! main thread has stopped for good, so that a panic can wait for the records.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{Arc, Condvar, Mutex, PoisonError, Weak},
    thread::{self, ThreadId},
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::sync::{Notify, oneshot};

use super::{StateFolder, Store};
use crate::{
    core::base::StateTrouble,
    shell::{argument, lock::lock},
};

/// Longest wait for an answer. After that the file system counts as dead.
const PATIENCE: Duration = Duration::from_secs(10);

/// The kind of a job, which decides who waits for the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// A record of a coming request. The folders are made and checked first: without them the
    /// request must not be sent. A record whose answer nobody awaits any more is not written.
    /// The end of the program waits for the record. No frame does, because the screen tells that
    /// the record is being written.
    Intent,
    /// A record of something that has happened, which is written wherever the file still takes
    /// lines. A frame waits for the record, and so does the end of the program.
    Outcome,
    /// A draft. The folders are made and checked first, and the end of the program waits.
    Draft,
    /// A reading, for which nothing waits and for which no folder is made or checked.
    Reading,
}

/// Hands over the result of a job, once the job is no longer counted.
type Delivery = Box<dyn FnOnce() + Send>;
type Work = Box<dyn FnOnce(&mut Result<Store, StateTrouble>) -> Delivery + Send>;

/// The handle of the queue. Waiting jobs are done also after a drop, but a
/// drop removes a demo's folder.
pub struct JobQueue {
    shared: Arc<Shared>,
    patience: Duration,
    /// Not in the store: on the other thread the end of the program could interrupt the removal.
    _temporary: Option<TempDir>,
}

struct Shared {
    /// Locked by the worker only.
    store: Mutex<Result<Store, StateTrouble>>,
    /// The state folder as the operator sees its path.
    path: String,
    queue: Mutex<Pending>,
    changed: Condvar,
    news: Notify,
}

#[derive(Default)]
struct Pending {
    jobs: VecDeque<(JobKind, Work)>,
    /// The number of outcomes that wait or are being written.
    outcomes: usize,
    others: usize,
    /// A worker runs or is about to start.
    working: bool,
    worker: Option<ThreadId>,
}

impl Pending {
    const fn settled(&self) -> bool {
        self.outcomes == 0
    }

    const fn drained(&self) -> bool {
        self.outcomes == 0 && self.others == 0
    }

    const fn count(&mut self, kind: JobKind) -> Option<&mut usize> {
        match kind {
            JobKind::Outcome => Some(&mut self.outcomes),
            JobKind::Intent | JobKind::Draft => Some(&mut self.others),
            JobKind::Reading => None,
        }
    }
}

/// All queues, for a panic hook that has no other way to reach them.
static QUEUES: Mutex<Vec<Weak<Shared>>> = Mutex::new(Vec::new());

impl JobQueue {
    /// Makes a queue and touches no file. Without a folder the answer to each job is the reason.
    pub fn new(folder: Result<StateFolder, StateTrouble>) -> Self {
        Self::with_patience(folder, PATIENCE)
    }

    /// Makes a queue that answers [`StateTrouble::Stuck`] after `patience`.
    pub fn with_patience(
        mut folder: Result<StateFolder, StateTrouble>,
        patience: Duration,
    ) -> Self {
        let temporary = folder.as_mut().ok().and_then(StateFolder::take_temporary);
        let path = folder.as_ref().map_or_else(|_| String::new(), |f| argument::path(f.path()));
        let shared = Arc::new(Shared {
            store: Mutex::new(folder.map(Store::new)),
            path,
            queue: Mutex::default(),
            changed: Condvar::new(),
            news: Notify::new(),
        });
        let mut queues = lock(&QUEUES);
        queues.retain(|k| k.strong_count() > 0);
        queues.push(Arc::downgrade(&shared));
        drop(queues);
        Self { shared, patience, _temporary: temporary }
    }

    /// Puts a job at the end of the queue. Every job but an intent is done even
    /// if nobody awaits the answer.
    /// Errors: The job's own error, the trouble of the folder, or [`StateTrouble::Stuck`]. A stuck
    /// job may still be done later, but an intent only if it has begun.
    pub fn ask<T: Send + 'static>(
        &self,
        kind: JobKind,
        job: impl FnOnce(&mut Store) -> Result<T, StateTrouble> + Send + 'static,
    ) -> impl Future<Output = Result<T, StateTrouble>> + Send + 'static {
        let (tell, told) = oneshot::channel();
        self.shared.push(
            kind,
            Box::new(move |store| {
                // If nobody awaits the answer, the request is not sent, and a later run must not
                // find an intent for a request that was never sent.
                let wanted = kind != JobKind::Intent || !tell.is_closed();
                let result = match store {
                    Ok(store) => wanted.then(|| prepared(store, kind).and_then(job)),
                    Err(trouble) => Some(Err(trouble.clone())),
                };
                Box::new(move || drop(result.map(|result| tell.send(result))))
            }),
        );
        let (path, patience) = (self.shared.path.clone(), self.patience);
        let until = tokio::time::Instant::now() + patience;
        async move {
            match tokio::time::timeout_at(until, told).await {
                Ok(Ok(result)) => result,
                Ok(Err(_)) => {
                    Err(StateTrouble::Other { path, words: "a fault of this program".to_owned() })
                }
                Err(_) => Err(StateTrouble::Stuck { path, seconds: patience.as_secs() }),
            }
        }
    }

    /// Returns the state folder as the operator sees its path.
    pub fn path(&self) -> String {
        self.shared.path.clone()
    }

    /// Returns whether an outcome is on its way to the disk. The screen must not tell the outcome
    /// yet. The value turns false before the answer arrives.
    pub fn busy(&self) -> bool {
        !lock(&self.shared.queue).settled()
    }

    /// Waits for all outcomes. Returns false if that takes longer than `within`.
    pub async fn settled(&self, within: Duration) -> bool {
        self.shared.until(within, Pending::settled).await
    }

    /// Waits for all records and drafts. Returns false if that takes longer than `within`.
    pub async fn drained(&self, within: Duration) -> bool {
        self.shared.until(within, Pending::drained).await
    }
}

fn prepared(store: &mut Store, kind: JobKind) -> Result<&mut Store, StateTrouble> {
    match kind {
        JobKind::Intent | JobKind::Draft => store.prepare()?,
        JobKind::Outcome | JobKind::Reading => {}
    }
    Ok(store)
}

/// Blocks this thread until no queue holds a record or draft. Returns false if that takes longer
/// than `within`. For the end of a program without a runtime. On a thread that does such a job
/// itself, the function returns at once, because that job can never end.
pub fn wait_drained(within: Duration) -> bool {
    let until = Instant::now() + within;
    let queues: Vec<_> = lock(&QUEUES).iter().filter_map(Weak::upgrade).collect();
    queues.iter().all(|queue| queue.wait_drained(until))
}

impl Shared {
    fn push(self: &Arc<Self>, kind: JobKind, work: Work) {
        let mut queue = lock(&self.queue);
        if let Some(count) = queue.count(kind) {
            *count += 1;
        }
        queue.jobs.push_back((kind, work));
        if std::mem::replace(&mut queue.working, true) {
            return;
        }
        drop(queue);
        let worker = Arc::clone(self);
        if thread::Builder::new().name("state".to_owned()).spawn(move || worker.work()).is_err() {
            // The system gives no thread: this thread does the work, and blocks meanwhile.
            self.work();
        }
    }

    /// Does the waiting jobs until none is left.
    fn work(&self) {
        let mut store = lock(&self.store);
        let mut queue = lock(&self.queue);
        queue.worker = Some(thread::current().id());
        while let Some((kind, work)) = queue.jobs.pop_front() {
            drop(queue);
            // Release builds abort at a panic. In other builds a panic of one job
            // must not end the others.
            let delivery = catch_unwind(AssertUnwindSafe(|| work(&mut store)));
            queue = lock(&self.queue);
            if let Some(count) = queue.count(kind) {
                *count -= 1;
            }
            drop(queue);
            self.changed.notify_all();
            self.news.notify_waiters();
            if let Ok(delivery) = delivery {
                delivery();
            }
            queue = lock(&self.queue);
        }
        queue.worker = None;
        queue.working = false;
    }

    async fn until(&self, within: Duration, reached: fn(&Pending) -> bool) -> bool {
        let wait = async {
            loop {
                let mut news = pin!(self.news.notified());
                // News that come before `await` count from here on.
                news.as_mut().enable();
                if reached(&lock(&self.queue)) {
                    return;
                }
                news.await;
            }
        };
        tokio::time::timeout(within, wait).await.is_ok()
    }

    fn wait_drained(&self, until: Instant) -> bool {
        let mut queue = lock(&self.queue);
        let me = thread::current().id();
        while !queue.drained() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || queue.worker == Some(me) {
                return false;
            }
            queue =
                self.changed.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}
