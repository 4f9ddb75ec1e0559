//! How the end of a program waits for its journal: from any thread, without a runtime, never for
//! ever.
//!
//! One test in a program of its own, because it waits for every queue that there is.

use std::{
    sync::mpsc,
    time::{Duration, Instant},
};

use geminidb_backup::{
    core::base::time::UtcTime,
    shell::disk::{JobKind, JobQueue, StateFolder, wait_drained},
};

const SOON: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_millis(30);

#[test]
fn the_end_waits_for_the_journal_but_not_for_ever_and_not_for_itself() {
    assert!(wait_drained(SOON), "without a queue there is nothing to wait for");
    let folder = StateFolder::temporary().expect("a temporary folder");
    let path = folder.path().to_owned();
    let keeper = JobQueue::new(Ok(folder));

    // A disk that hangs: the wait ends when its time is over, and then when the disk answers.
    let (release, hung) = mpsc::channel::<()>();
    drop(keeper.ask(JobKind::Outcome, move |_| Ok(hung.recv().is_ok())));
    drop(keeper.ask(JobKind::Outcome, |store| {
        store
            .prepare()
            .and_then(|()| store.operations.create(UtcTime::from_unix(0), |_| "one".to_owned()))
    }));
    let began = Instant::now();
    assert!(!wait_drained(SHORT));
    assert!(began.elapsed() >= SHORT);
    drop(release);
    // No runtime has run here at any time: the queue needs none.
    assert!(wait_drained(SOON) && !keeper.busy());

    // On the thread of the queue itself, as its own panic would: at once.
    let (tell, told) = mpsc::channel();
    drop(keeper.ask(JobKind::Outcome, move |_| {
        let began = Instant::now();
        let _ = tell.send((wait_drained(SOON), began.elapsed()));
        Ok(())
    }));
    let (drained, took) = told.recv_timeout(SOON).expect("it did not wait for itself");
    assert!(!drained && took < SOON, "{took:?}");
    assert!(wait_drained(SOON));
    // A demo leaves nothing behind.
    assert!(path.exists());
    drop(keeper);
    assert!(!path.exists());
}
