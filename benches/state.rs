//! What a record costs on this machine's disk, beside a bare file, and what a start reads.

use std::{
    cell::RefCell,
    fs::{File, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use divan::{Bencher, black_box};
use geminidb_backup::{
    core::base::{ids::OperationId, time::UtcTime},
    shell::disk::{Store, folder::StateFolder},
};

const AT: UtcTime = UtcTime::from_unix(1_772_352_930);

fn main() {
    divan::main();
}

/// About as long as an intent.
fn record() -> String {
    "x".repeat(900)
}

fn new_file(path: &Path, record: &str) -> File {
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).expect("a new file");
    file.write_all(record.as_bytes()).expect("it takes the record");
    file
}

fn folder() -> (tempfile::TempDir, Store) {
    let around = tempfile::tempdir().expect("a temporary folder");
    let store =
        Store::new(StateFolder::locate(Some(&around.path().join("state"))).expect("a path"));
    store.prepare().expect("a new folder can be prepared");
    (around, store)
}

/// The least that a new file costs that survives a power cut.
#[divan::bench]
fn bare_file(bencher: Bencher) {
    let (around, record) = (tempfile::tempdir().expect("a temporary folder"), record());
    let mut n = 0;
    bencher.bench_local(|| {
        n += 1;
        new_file(&around.path().join(n.to_string()), &record).sync_all().expect("synced");
        File::open(around.path()).and_then(|f| f.sync_all()).expect("synced");
    });
}

#[divan::bench]
fn create(bencher: Bencher) {
    let ((_around, mut store), record) = (folder(), record());
    bencher.bench_local(|| store.operations.create(AT, |_| record.clone()).expect("an operation"));
}

/// Always the second line, as an intent is.
#[divan::bench]
fn append(bencher: Bencher) {
    let ((_around, store), record) = (folder(), record());
    let store = RefCell::new(store);
    let begin =
        || store.borrow_mut().operations.create(AT, |_| record.clone()).expect("an operation");
    let lines = [record.clone()];
    bencher.with_inputs(begin).bench_local_values(|op| {
        store.borrow_mut().operations.append(op, &lines).expect("a second line")
    });
}

#[divan::bench(args = [0, 10_000])]
fn start(bencher: Bencher, closed: u32) {
    let ((around, _), record) = (folder(), record());
    for n in 0..closed {
        let name = format!("{}-{}.jsonl", AT.plus(n.into()).stamp(), OperationId::from_bits(n));
        new_file(&around.path().join("state/operations/done").join(name), &record);
    }
    bencher.bench_local(|| {
        let mut store =
            Store::new(StateFolder::locate(Some(&around.path().join("state"))).expect("a path"));
        store.prepare().expect("it is prepared");
        black_box(store.operations.open_ones().expect("the open ones"));
        black_box(store.operations.newest_closed(100).expect("the newest of the closed"));
    });
}
