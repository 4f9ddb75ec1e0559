//! The queue: in order, off the main thread, counted, and never a reason for the program to hang.

use std::{
    fs,
    sync::mpsc::{self, Sender},
    thread,
    time::{Duration, Instant},
};

use geminidb_backup::{
    core::{base::disk_error::StateTrouble, port::Written},
    shell::disk::{JobKind, JobQueue, StateFolder, Store},
};

use crate::{
    state::desk::{AT, files, is_anew, lines},
    support::disks::set_mode,
};

const SOON: Duration = Duration::from_secs(10);
const AT_ONCE: Duration = Duration::ZERO;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap()
}

/// A queue in a folder that is not made yet, with the folder around it.
fn keeper() -> (JobQueue, tempfile::TempDir) {
    let around = tempfile::tempdir().unwrap();
    (JobQueue::new(StateFolder::locate(Some(&around.path().join("state")))), around)
}

/// A job that stays where it is until the other end is dropped: a disk that does not answer.
fn stuck() -> (Sender<()>, impl FnOnce(&mut Store) -> Result<(), StateTrouble> + Send + 'static) {
    let (release, wait) = mpsc::channel::<()>();
    (release, move |_: &mut Store| {
        let _ = wait.recv();
        Ok(())
    })
}

#[test]
fn no_file_is_touched_before_the_first_job_and_no_thread_stays_after_the_last() {
    let (keeper, around) = keeper();
    assert_eq!(fs::read_dir(around.path()).unwrap().count(), 0);
    runtime().block_on(async {
        let seen = keeper.ask(JobKind::Reading, |store| store.operations.open_ones()).await;
        assert_eq!(seen, Ok(vec![]));
        assert_eq!(fs::read_dir(around.path()).unwrap().count(), 0, "reading makes nothing");
        let worker = keeper.ask(JobKind::Intent, |store| {
            store.operations.create(AT, |_| "one".to_owned())?;
            Ok(fs::read_link("/proc/thread-self").ok())
        });
        let worker = worker.await.unwrap();
        assert_eq!(files(&around.path().join("state/operations")).len(), 1);
        let Some(worker) = worker else { return };
        let (thread, until) =
            (fs::canonicalize("/proc").unwrap().join(worker), Instant::now() + SOON);
        while thread.exists() && Instant::now() < until {
            thread::yield_now();
        }
        assert!(!thread.exists());
    });
}

#[test]
fn jobs_are_done_in_order_even_if_nobody_awaits_them() {
    let (keeper, _around) = keeper();
    runtime().block_on(async {
        let op = keeper
            .ask(JobKind::Intent, |store| store.operations.create(AT, |_| "0".to_owned()))
            .await
            .unwrap();
        for n in 1..100 {
            drop(keeper.ask(JobKind::Outcome, move |store| {
                store.operations.append(op, &lines(&[&n.to_string()]))
            }));
        }
        assert!(keeper.drained(SOON).await);
        let kept = keeper
            .ask(JobKind::Reading, move |store| store.operations.find(op))
            .await
            .unwrap()
            .unwrap();
        let want: String = (0..100).map(|n| format!("{n}\n")).collect();
        assert_eq!(String::from_utf8(kept.bytes).unwrap(), want);
    });
}

#[test]
fn it_is_busy_with_outcomes_until_they_are_on_disk_and_no_longer_when_the_answer_comes() {
    let (keeper, _around) = keeper();
    runtime().block_on(async {
        assert!(!keeper.busy() && keeper.drained(AT_ONCE).await);
        let (release, job) = stuck();
        let reading = keeper.ask(JobKind::Reading, job);
        assert!(!keeper.busy() && keeper.drained(AT_ONCE).await, "nothing waits for reading");
        let draft = keeper.ask(JobKind::Draft, |store| store.drafts.save(None, "{}"));
        assert!(
            keeper.settled(AT_ONCE).await && !keeper.drained(AT_ONCE).await,
            "only the end waits for a draft"
        );
        let intent =
            keeper.ask(JobKind::Intent, |store| store.operations.create(AT, |_| "one".to_owned()));
        assert!(
            keeper.settled(AT_ONCE).await,
            "nor does a frame wait for an intent: what it shows is no outcome"
        );
        let outcome =
            keeper.ask(JobKind::Outcome, |store| store.operations.create(AT, |_| "two".to_owned()));
        assert!(keeper.busy() && !keeper.settled(AT_ONCE).await);
        drop(release);
        reading.await.unwrap();
        draft.await.unwrap();
        intent.await.unwrap();
        outcome.await.unwrap();
        assert!(!keeper.busy() && keeper.drained(AT_ONCE).await);
    });
}

#[test]
fn a_disk_that_hangs_is_reported_and_later_outcomes_are_written_and_stale_intents_are_not() {
    let around = tempfile::tempdir().unwrap();
    let path = around.path().join("state");
    let patience = Duration::from_millis(50);
    let keeper = JobQueue::with_patience(StateFolder::locate(Some(&path)), patience);
    runtime().block_on(async {
        let (release, job) = stuck();
        let hanging = keeper.ask(JobKind::Intent, job);
        let intent = keeper
            .ask(JobKind::Intent, |store| store.operations.create(AT, |_| "intent".to_owned()));
        let outcome = keeper
            .ask(JobKind::Outcome, |store| store.operations.create(AT, |_| "outcome".to_owned()));
        let stuck = StateTrouble::Stuck { path: path.to_str().unwrap().to_owned(), seconds: 0 };
        assert_eq!(hanging.await, Err(stuck.clone()));
        assert_eq!((intent.await, outcome.await), (Err(stuck.clone()), Err(stuck)));
        // The program may leave all the same, in the time it allows itself.
        assert!(keeper.busy() && !keeper.drained(patience).await);
        drop(release);
        assert!(keeper.drained(SOON).await);
        let kept =
            keeper.ask(JobKind::Reading, |store| store.operations.open_ones()).await.unwrap();
        assert_eq!(kept.iter().map(|k| k.bytes.as_slice()).collect::<Vec<_>>(), [b"outcome\n"]);
    });
}

#[test]
fn without_a_folder_each_job_is_answered_with_the_reason() {
    let keeper = JobQueue::new(Err(StateTrouble::NoHome));
    runtime().block_on(async {
        for matter in [JobKind::Intent, JobKind::Outcome, JobKind::Draft, JobKind::Reading] {
            assert_eq!(keeper.ask(matter, |_| Ok(())).await, Err(StateTrouble::NoHome));
        }
    });
}

#[test]
fn an_exposed_folder_stops_what_is_going_to_happen_but_not_the_record_of_what_has_happened() {
    let (keeper, around) = keeper();
    let path = around.path().join("state");
    runtime().block_on(async {
        let op = keeper
            .ask(JobKind::Intent, |store| store.operations.create(AT, |_| "one".to_owned()))
            .await
            .unwrap();
        let append = |matter, line: &str| {
            let lines = lines(&[line]);
            keeper.ask(matter, move |store| store.operations.append(op, &lines))
        };
        set_mode(&path, 0o755);
        let refused = append(JobKind::Intent, "refused").await;
        assert!(
            matches!(refused, Err(StateTrouble::NotPrivate { mode: 0o755, .. })),
            "{refused:?}"
        );
        append(JobKind::Outcome, "two").await.unwrap();
        set_mode(&path, 0o700);
        append(JobKind::Intent, "three").await.unwrap();
        let kept =
            keeper.ask(JobKind::Reading, |store| store.operations.open_ones()).await.unwrap();
        assert_eq!(kept[0].bytes, b"one\ntwo\nthree\n");
    });
}

#[test]
fn an_outcome_is_written_even_if_everything_was_removed() {
    let (keeper, around) = keeper();
    runtime().block_on(async {
        let op = keeper
            .ask(JobKind::Intent, |store| store.operations.create(AT, |_| "one".to_owned()))
            .await
            .unwrap();
        fs::remove_dir_all(around.path()).unwrap();
        let written = keeper
            .ask(JobKind::Outcome, move |store| store.operations.append(op, &lines(&["two"])))
            .await;
        assert_eq!(written, Ok(Written::Rebuilt));
        let kept =
            keeper.ask(JobKind::Reading, |store| store.operations.open_ones()).await.unwrap();
        let text = String::from_utf8_lossy(&kept[0].bytes);
        let (anew, lines) = text.split_once('\n').expect("a line");
        assert!(is_anew(anew) && lines == "one\ntwo\n", "{text}");
    });
}

#[test]
fn a_job_that_panics_takes_no_other_with_it() {
    let (keeper, _around) = keeper();
    runtime().block_on(async {
        let panicking =
            keeper.ask(JobKind::Intent, |_| -> Result<(), StateTrouble> { panic!("a fault") });
        let next =
            keeper.ask(JobKind::Intent, |store| store.operations.create(AT, |_| "one".to_owned()));
        assert!(matches!(panicking.await, Err(StateTrouble::Other { .. })));
        next.await.unwrap();
        assert!(!keeper.busy());
    });
}
