//! What ten thousand closed operations cost at the start: nothing before the first frame, little
//! after it.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::OpenOptionsExt,
    time::{Duration, Instant},
};

use geminidb_backup::{
    core::base::{ids::OperationId, time::UtcTime},
    simulator::Scenario,
};

use crate::{
    pty::kept::{State, open},
    support::{disks::say, operator::SOON, pty::Exit, service::Service},
};

const CLOSED: u32 = 10_000;
/// 2026-03-01T08:15:30Z.
const AT: UtcTime = UtcTime::from_unix(1_772_352_930);
const RUNS: usize = 9;

/// Fills `done` with copies of the one operation there, each with a number and a stamp of its own.
fn multiply(state: &State) {
    let first = state.only();
    let text = fs::read_to_string(&first.path).expect("a file");
    for n in 0..CLOSED {
        let id = OperationId::from_bits(n);
        let path = state.done().join(format!("{}-{id}.jsonl", AT.plus(n.into()).stamp()));
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .expect("a new file");
        file.write_all(text.replace(first.id.as_str(), id.as_str()).as_bytes()).expect("room");
    }
    fs::remove_file(first.path).expect("it was only the pattern");
}

/// Starts a program on a folder: the time until its first frame, and from then until it shows
/// `text`.
fn start(state: &State, service: &Service, text: &str) -> (Duration, Duration) {
    let launch = state.launch(service);
    let began = Instant::now();
    let mut operator = launch.start();
    operator.pty.wait_for(SOON, |screen| screen.contents().contains("New backup"));
    let first = began.elapsed();
    operator.pty.wait_for(SOON, |screen| screen.contents().contains(text));
    let complete = began.elapsed();
    assert_eq!(operator.leave().0, Exit::Code(0));
    (first, complete - first)
}

fn median(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort();
    times[times.len() / 2]
}

/// Measures a series, and says what came of it.
fn is_as_fast(service: &Service, none: &State, many: &State, newest: OperationId) -> bool {
    // In turns, so that whatever else this machine does is shared alike.
    let times: Vec<_> = (0..RUNS)
        .map(|_| (start(none, service, "New backup"), start(many, service, newest.as_str())))
        .collect();
    let (bare, first) = (
        median(times.iter().map(|(none, _)| none.0)),
        median(times.iter().map(|(_, many)| many.0)),
    );
    let listed = median(times.iter().map(|(_, many)| many.1));
    say(&format!(
        "the first frame: {first:?} with {CLOSED} closed operations, {bare:?} with none; the \
            list {listed:?} later (medians of {RUNS})"
    ));
    // What the promise is about is the release build; this one is several times slower.
    let limit = Duration::from_millis(if cfg!(debug_assertions) { 300 } else { 100 });
    first <= bare.mul_f64(1.5) && listed <= limit
}

#[test]
fn ten_thousand_closed_operations_do_not_hold_up_the_first_frame_and_are_listed_at_once() {
    let (service, none, many) = (Service::of(Scenario::Smooth), State::new(), State::new());
    let mut operator = many.begin(&service);
    operator.back_up("cass-docs-01", "one-of-many");
    operator.completed();
    let ids = operator.ids();
    assert_eq!(operator.leave().0, Exit::Code(0));
    multiply(&many);
    let newest = OperationId::from_bits(CLOSED - 1);
    // On a machine that has other work to do, again.
    assert!((0..3).any(|_| is_as_fast(&service, &none, &many, newest)), "see the figures above");

    let mut operator = many.launch(&service).start();
    open(&mut operator, newest);
    assert_eq!(operator.ids(), ids);
}
