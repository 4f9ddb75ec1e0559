//! The queue of what is to be done in the state folder, off the main thread and in order.
//!
//! A thread of its own, which comes with the first job and goes with the last: an idle program has
//! none. Not one of tokio's: those also look up names, and a network that is gone would keep the
//! journal waiting for its time-outs. And the queue empties itself even if the main thread has
//! stopped for good, so a panic can wait for it.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak},
    thread::{self, ThreadId},
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio::sync::{Notify, oneshot};

use super::{Store, folder::StateFolder, private};
use crate::core::base::disk_error::StateTrouble;

/// How long an answer is waited for: longer, and the file system is taken for dead.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a job is about, which decides who waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// A record of what is going to happen. The folders are made and checked first: if they cannot
    /// be used, it must not happen. If nobody awaits the answer any more when its turn comes, it
    /// is not written. The end of the program waits for it; no frame does, for the screen says
    /// that it is being written.
    Intent,
    /// A record of what has happened: written wherever its file still takes it. A frame waits for
    /// it, and so does the end of the program.
    Outcome,
    /// A draft: the folders are made and checked first, and the end of the program waits for it.
    Draft,
    /// Reading: nothing waits. Neither makes nor checks the folders; [`Store::prepare`] does that.
    Reading,
}

/// What is left to do once the count is right: hand over the result.
type Delivery = Box<dyn FnOnce() + Send>;
type Work = Box<dyn FnOnce(&mut Result<Store, StateTrouble>) -> Delivery + Send>;

/// The queue. What is waiting is done also after it is dropped; but a demo's folder goes with it.
#[derive(Debug)]
pub struct Keeper {
    shared: Arc<Shared>,
    patience: Duration,
    /// Here, not in the store: the end of the program would cut its removal
    /// short on the other thread.
    _temporary: Option<TempDir>,
}

struct Shared {
    /// Only the worker takes it.
    store: Mutex<Result<Store, StateTrouble>>,
    /// The state folder, for a person.
    path: String,
    queue: Mutex<Queue>,
    changed: Condvar,
    news: Notify,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Shared({})", self.path)
    }
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<(Matter, Work)>,
    /// How many are waiting or being done.
    outcomes: usize,
    others: usize,
    /// There is a worker, or will be in a moment.
    working: bool,
    worker: Option<ThreadId>,
}

impl Queue {
    const fn settled(&self) -> bool {
        self.outcomes == 0
    }

    const fn drained(&self) -> bool {
        self.outcomes == 0 && self.others == 0
    }

    const fn count(&mut self, matter: Matter) -> Option<&mut usize> {
        match matter {
            Matter::Outcome => Some(&mut self.outcomes),
            Matter::Intent | Matter::Draft => Some(&mut self.others),
            Matter::Reading => None,
        }
    }
}

/// All queues there are: whoever panics does not know them.
static KEEPERS: Mutex<Vec<Weak<Shared>>> = Mutex::new(Vec::new());

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Keeper {
    /// A queue for this folder; touches no file. Without a folder each job
    /// is answered with the reason.
    pub fn new(folder: Result<StateFolder, StateTrouble>) -> Self {
        Self::with_patience(folder, PATIENCE)
    }

    /// One that answers [`StateTrouble::Stuck`] after so long.
    pub fn with_patience(
        mut folder: Result<StateFolder, StateTrouble>,
        patience: Duration,
    ) -> Self {
        let temporary = folder.as_mut().ok().and_then(StateFolder::take_temporary);
        let path = folder.as_ref().map_or_else(|_| String::new(), |f| private::shown(f.path()));
        let shared = Arc::new(Shared {
            store: Mutex::new(folder.map(Store::new)),
            path,
            queue: Mutex::default(),
            changed: Condvar::new(),
            news: Notify::new(),
        });
        let mut keepers = lock(&KEEPERS);
        keepers.retain(|k| k.strong_count() > 0);
        keepers.push(Arc::downgrade(&shared));
        drop(keepers);
        Self { shared, patience, _temporary: temporary }
    }

    /// Puts a job at the end of the queue. Unless it is an intent, it is done even
    /// if nobody awaits the answer.
    ///
    /// # Errors
    /// The answer is the job's own; or what is wrong with the folder; or [`StateTrouble::Stuck`],
    /// and then a job that had its turn, or is no intent, may still be done later.
    pub fn ask<T: Send + 'static>(
        &self,
        matter: Matter,
        job: impl FnOnce(&mut Store) -> Result<T, StateTrouble> + Send + 'static,
    ) -> impl Future<Output = Result<T, StateTrouble>> + Send + 'static {
        let (tell, told) = oneshot::channel();
        self.shared.push(
            matter,
            Box::new(move |store| {
                // Whoever asked may have gone. What they intended is given up then: it must not be
                // found later.
                let wanted = matter != Matter::Intent || !tell.is_closed();
                let result = match store {
                    Ok(store) => wanted.then(|| prepared(store, matter).and_then(job)),
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

    /// True while an outcome is on its way to the disk: what it tells must not be on the screen
    /// yet. It turns false before the answer arrives.
    pub fn busy(&self) -> bool {
        !lock(&self.shared.queue).settled()
    }

    /// Waits until no outcome is on its way, or so long; true if none is.
    pub async fn settled(&self, within: Duration) -> bool {
        self.shared.until(within, Queue::settled).await
    }

    /// Waits until neither a record nor a draft is on its way, or so long; true if none is.
    pub async fn drained(&self, within: Duration) -> bool {
        self.shared.until(within, Queue::drained).await
    }
}

fn prepared(store: &mut Store, matter: Matter) -> Result<&mut Store, StateTrouble> {
    match matter {
        Matter::Intent | Matter::Draft => store.prepare()?,
        Matter::Outcome | Matter::Reading => {}
    }
    Ok(store)
}

/// Blocks this thread until all queues are empty of records and drafts, or so long; true if they
/// are. For the end of a program that has no runtime any more. On a thread that does such a job
/// itself it returns at once: that job can never end.
pub fn wait_drained(within: Duration) -> bool {
    let until = Instant::now() + within;
    let keepers: Vec<_> = lock(&KEEPERS).iter().filter_map(Weak::upgrade).collect();
    keepers.iter().all(|keeper| keeper.wait_drained(until))
}

impl Shared {
    fn push(self: &Arc<Self>, matter: Matter, work: Work) {
        let mut queue = lock(&self.queue);
        if let Some(count) = queue.count(matter) {
            *count += 1;
        }
        queue.jobs.push_back((matter, work));
        if std::mem::replace(&mut queue.working, true) {
            return;
        }
        drop(queue);
        let worker = Arc::clone(self);
        if thread::Builder::new().name("state".to_owned()).spawn(move || worker.work()).is_err() {
            // No thread to be had: better late here than never.
            self.work();
        }
    }

    /// Does what is waiting, until nothing is.
    fn work(&self) {
        let mut store = lock(&self.store);
        let mut queue = lock(&self.queue);
        queue.worker = Some(thread::current().id());
        while let Some((matter, work)) = queue.jobs.pop_front() {
            drop(queue);
            // Release builds abort at a panic. Where they do not, one job must not take the others
            // with it.
            let delivery = catch_unwind(AssertUnwindSafe(|| work(&mut store)));
            queue = lock(&self.queue);
            if let Some(count) = queue.count(matter) {
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

    async fn until(&self, within: Duration, reached: fn(&Queue) -> bool) -> bool {
        let wait = async {
            loop {
                let mut news = pin!(self.news.notified());
                // From here on no news is missed.
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
