//! The history as an operator sees it: beside a program that sends, from another machine, and over
//! ten thousand operations.

use std::{fs, os::unix::fs::OpenOptionsExt as _};

use geminidb_backup::{
    core::base::{ids::OperationId, time::UtcTime},
    simulator::Scenario,
};

use crate::{
    pty::kept::{Journal, State},
    support::{
        operator::{Operator, SOON},
        pty::Exit,
        service::Service,
    },
};

const INSTANCE: &str = "cass-docs-01";

/// The most memory that the process has held so far, in KB.
fn peak(operator: &Operator) -> u64 {
    let path = format!("/proc/{}/status", operator.pty.pid());
    let status = fs::read_to_string(path).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line of it");
    line.trim().trim_end_matches(" kB").trim().parse().expect("a number")
}

#[test]
fn beside_a_program_that_sends_no_line_is_torn_and_the_new_row_appears() {
    let (service, state) = (Service::of(Scenario::Smooth), State::new());
    let mut reader = state.launch(&service).start();
    reader.wait("New backup");
    reader.press("h", "service read");
    let mut sender = state.begin(&service);
    let _ = sender.back_up(INSTANCE, "beside-history");
    sender.completed();
    reader.press("r", "beside-history");
    // The newest row of all, and an operation of this journal.
    reader.press("g", "from here");
    reader.press("<Enter>", "4 WATCH");
    reader.wait("COMPLETED");
    reader.press("<Esc>", "service read");
    assert_eq!(sender.leave().0, Exit::Code(0));
    let (exit, lines) = reader.leave();
    assert_eq!(exit, Exit::Code(0), "what another program did is not this run's: {lines}");
    assert!(!lines.contains("beside-history"), "{lines}");
    assert_eq!(service.creates_received(), 1);
    let journal = state.only();
    journal.assert_whole();
    assert!(journal.closed && !journal.events().contains(&"resumed".to_owned()));
}

#[test]
fn from_another_machine_the_backup_is_watched_read_only_and_counts_for_nothing() {
    let (service, state) = (Service::at_speed(Scenario::Slow, 1.0), State::new());
    let mut sender = state.begin(&service);
    let _ = sender.back_up(INSTANCE, "on-the-first-machine");
    let far = State::new();
    let mut reader = far.launch(&service).start();
    reader.wait("New backup");
    reader.press("h", "on-the-first-machine");
    reader.press("g", "not from this journal");
    reader.press("<Enter>", "HISTORY > WATCH, read only");
    reader.wait("BUILDING");
    let (exit, lines) = reader.leave();
    assert_eq!((exit, lines.trim()), (Exit::Code(0), ""), "it runs on, and is not this run's");
    assert_eq!(service.creates_received(), 1);
    assert_eq!(far.journals().len(), 0);
    drop(sender);
}

/// Ten thousand copies of a file that a real run has left, each a minute older.
fn many(state: &State, journal: &Journal) {
    let bytes = fs::read(&journal.path).expect("its file");
    let text = String::from_utf8(bytes).expect("lines");
    let at = UtcTime::parse("2024-01-01T00:00:00Z").expect("a time");
    for n in 0..9_999_u32 {
        let id = OperationId::from_bits(n * 77_777);
        let name = format!("{}-{id}.jsonl", at.plus(i64::from(n) * 60).stamp());
        let mut options = fs::OpenOptions::new();
        let file = options.write(true).create_new(true).mode(0o600).open(state.done().join(name));
        let own = text.replace("of-a-real-run", &format!("old-{n:05}"));
        std::io::Write::write_all(&mut file.expect("a new file"), own.as_bytes()).expect("written");
    }
}

#[test]
fn ten_thousand_operations_are_read_to_the_end_in_little_memory() {
    let (service, state) = (Service::of(Scenario::Smooth), State::new());
    let mut operator = state.begin(&service);
    let _ = operator.back_up(INSTANCE, "of-a-real-run");
    operator.completed();
    operator.leave();
    many(&state, &state.only());
    let mut operator = state.launch(&service).start();
    operator.wait("New backup");
    operator.press("h", "service read");
    operator.pty.wait_for(SOON * 3, |screen| screen.contents().contains("History 100"));
    operator.press("/old-00007<Enter>", "old-00007 ");
    let held = peak(&operator);
    assert!(held < 40 * 1024, "{held} KB");
    operator.leave();
}
