//! What the journal costs, beside what the disk itself takes in the same run.

use std::{
    fs::{self, File, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use geminidb_backup::{
    core::{
        base::{ids::OperationId, time::UtcTime},
        port::Written,
    },
    shell::disk::{JobKind, JobQueue, StateFolder, Store},
};
use tempfile::TempDir;

/// 2026-03-01T08:15:30Z.
const AT: UtcTime = UtcTime::from_unix(1_772_352_930);
const RUNS: u32 = 101;
const ROUNDS: u32 = 3;
/// About as long as an intent.
const RECORD: usize = 900;
const CLOSED: u32 = 10_000;

/// A prepared state folder in a temporary one.
fn state_folder() -> (TempDir, PathBuf) {
    let around = tempfile::tempdir().unwrap();
    let path = around.path().join("state");
    store(&path).prepare().unwrap();
    (around, path)
}

fn store(path: &Path) -> Store {
    Store::new(StateFolder::locate(Some(path)).unwrap())
}

/// Says figures past the test harness, which keeps back what a passing test prints.
fn say(figures: &str) {
    let _ = writeln!(std::io::stderr(), "{figures}");
}

/// The least that a new file costs that survives a power cut.
fn bare(folder: &Path, n: u32, record: &str) {
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(folder.join(n.to_string())).unwrap();
    file.write_all(record.as_bytes()).unwrap();
    file.sync_all().unwrap();
    File::open(folder).unwrap().sync_all().unwrap();
}

fn took(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The medians of a bare file, of creating, of appending, and of appending through the queue.
fn records() -> [Duration; 4] {
    let (_around, path) = state_folder();
    let mut store = store(&path);
    let plain = path.join("plain");
    fs::create_dir(&plain).unwrap();
    let record = "x".repeat(RECORD);
    let keeper = JobQueue::new(StateFolder::locate(Some(&path)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let mut times: [Vec<Duration>; 4] = Default::default();
    // In turns, so that whatever else the disk does is shared alike.
    for n in 0..RUNS {
        let line = record.clone();
        let mut op = None;
        times[0].push(took(|| bare(&plain, n, &record)));
        times[1].push(took(|| {
            op = store.operations.create(AT.plus(n.into()), |_| record.clone()).ok()
        }));
        let op = op.expect("an operation was made");
        let lines = [record.clone()];
        times[2]
            .push(took(|| assert_eq!(store.operations.append(op, &lines), Ok(Written::Appended))));
        times[3].push(took(|| {
            let job =
                keeper.ask(JobKind::Intent, move |store| store.operations.append(op, &[line]));
            runtime.block_on(job).unwrap();
        }));
    }
    times.map(median)
}

#[test]
fn a_record_costs_at_most_three_times_what_the_disk_takes_for_a_bare_file() {
    // The best of three rounds: what else this machine does meanwhile is not its cost.
    for round in 1..=ROUNDS {
        let [bare, create, append, queued] = records();
        say(&format!(
            "a bare file {bare:?}; create {create:?}; append {append:?}; append through the \
                queue {queued:?} (medians of {RUNS})"
        ));
        let costs = [("create", create), ("append", append), ("append through the queue", queued)];
        let dear: Vec<_> = costs.into_iter().filter(|(_, time)| *time > bare * 3).collect();
        if dear.is_empty() {
            return;
        }
        assert!(round < ROUNDS, "a bare file {bare:?}, but {dear:?}");
    }
}

#[test]
fn ten_thousand_closed_operations_do_not_slow_a_start() {
    let (_around, path) = state_folder();
    let record = "x".repeat(RECORD);
    for n in 0..CLOSED {
        let name = format!("{}-{}.jsonl", AT.plus(n.into()).stamp(), OperationId::from_bits(n));
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path.join("operations/done").join(&name))
            .unwrap();
        file.write_all(record.as_bytes()).unwrap();
    }
    let mut store = store(&path);
    for n in 0..5 {
        store.operations.create(AT.plus(n), |_| record.clone()).unwrap();
    }
    let times = (0..9).map(|_| {
        let mut starting = Store::new(StateFolder::locate(Some(&path)).unwrap());
        took(|| {
            starting.prepare().unwrap();
            assert_eq!(starting.operations.open_ones().unwrap().len(), 5);
            let (newest, total) = starting.operations.newest_closed(100).unwrap();
            assert_eq!((newest.len(), total), (100, CLOSED as usize));
            assert_eq!(newest[0].op, Some(OperationId::from_bits(CLOSED - 1)));
            assert!(newest.iter().all(|k| k.trouble.is_none()));
        })
    });
    // The fastest: what else this machine does meanwhile is not its cost.
    let time = times.min().expect("some were measured");
    say(&format!(
        "a start with {CLOSED} closed operations: {time:?} for 5 open and the newest 100 \
            (fastest of 9)"
    ));
    // What the promise is about is the release build; this one is several times slower.
    let limit = Duration::from_millis(if cfg!(debug_assertions) { 300 } else { 100 });
    assert!(time < limit, "{time:?}");
    let find =
        took(|| assert!(store.operations.find(OperationId::from_bits(17)).unwrap().is_some()));
    say(&format!("one of them by its ID: {find:?}"));
}
