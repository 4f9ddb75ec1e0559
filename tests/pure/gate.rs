//! The gate: each state, age, coverage and unread fact with its exit status and its sentence; and
//! that no missing fact opens it.

mod properties;

use geminidb_backup::{
    core::{
        base::{
            call::{CallFailure, Head, Refusal},
            ids::{BackupId, InstanceId},
            time::UtcTime,
            whole::{Incomplete, Whole},
        },
        operation::{
            backup::{BackupKind, BackupRow, BackupState},
            gate::{Condition, Reading, Terms, Verdict},
        },
        scope::{choice::DatabaseScope, list, tree::Tree},
    },
    words::operation::gate::lines,
};

const NOW: UtcTime = UtcTime::from_unix(1_772_352_000); // 2026-03-01T08:00:00Z
const HOUR: i64 = 3_600;
const INSTANCE: &str = "5d3f0c9a7be84216a1c0f2d4b6e8a013in06";
const OTHER: &str = "00f3204148e7ba6010a7b0502bf69a02in06";

fn id(text: &str) -> BackupId {
    BackupId::received(text).expect("an ID")
}

/// A manual backup of the whole instance, COMPLETED, begun an hour ago.
fn row(name: &str) -> BackupRow {
    BackupRow {
        id: id(name),
        name: "pre-change".to_owned(),
        instance: InstanceId::received(INSTANCE),
        instance_name: Some("cass-docs-01".to_owned()),
        kind: None,
        scope: None,
        manual: Some(true),
        state: BackupState::Completed,
        size_kb: None,
        begun: Some(NOW.plus(-HOUR)),
        ended: None,
        particulars: None,
    }
}

fn in_state(state: &str) -> BackupRow {
    BackupRow { state: BackupState::parse(state), ..row("A") }
}

fn begun(name: &str, ago: i64) -> BackupRow {
    BackupRow { begun: Some(NOW.plus(-ago)), ..row(name) }
}

fn names(text: &str) -> Vec<DatabaseScope> {
    list::parse(text, &Tree::default()).scope()
}

/// A table-level backup of these names.
fn of_tables(text: &str) -> BackupRow {
    BackupRow { kind: Some(BackupKind::DatabaseTable), scope: Some(names(text)), ..row("A") }
}

/// Both lists, read to their ends.
fn both(instances: &[BackupRow], tables: &[BackupRow]) -> [Reading; 2] {
    let read = |kind, rows: &[BackupRow]| Reading {
        kind,
        told_at: Some(NOW),
        rows: Ok(Whole::of(rows.to_vec())),
    };
    [read(BackupKind::Instance, instances), read(BackupKind::DatabaseTable, tables)]
}

/// The same lists, of which this one was not read.
fn without(list: usize, mut readings: [Reading; 2]) -> [Reading; 2] {
    let head = Head { status: 429, ..Head::default() };
    let refusal = Refusal { head, code: Some("APIGW.0308".to_owned()), words: "slow down".into() };
    readings[list].rows = Err(CallFailure::Refused(refusal));
    readings
}

fn without_clock(mut readings: [Reading; 2]) -> [Reading; 2] {
    readings.iter_mut().for_each(|reading| reading.told_at = None);
    readings
}

fn terms() -> Terms {
    Terms::default()
}

fn newer(than: &str) -> Terms {
    Terms { newer_than: than.parse().ok(), ..terms() }
}

fn covers(text: &str) -> Terms {
    Terms { covers: Some(names(text)), ..terms() }
}

fn allow(allowed: &[Condition], terms: Terms) -> Terms {
    Terms { allowed: allowed.to_vec(), ..terms }
}

/// The exit status and the sentence of the verdict.
fn said(verdict: &Verdict) -> (u8, String) {
    (verdict.exit_code() as u8, lines(verdict).pop().expect("a verdict"))
}

#[test]
fn every_case_has_its_status_and_its_sentence() {
    use Condition::{Covers, Existed, Kind, NewerThan};
    const HOLDS: &str = "HOLDS: every condition is known to hold";
    let a = || both(&[row("A")], &[]);
    let only = |row: BackupRow| both(&[row], &[]);
    let tables = |row: BackupRow| both(&[], &[row]);
    let of_this = || Terms { instance: InstanceId::received(INSTANCE), ..terms() };
    let named = |name: &str| Terms { name: Some(name.to_owned()), ..terms() };
    let kind = |manual| Terms { manual: Some(manual), ..terms() };
    let unread = "NOT KNOWN: listed: the list of table-level backups not read: HTTP 429 APIGW.0308";
    let may_be_newer = "NOT KNOWN: existed: only what existed when the backup began is in it, and";
    let hidden = || BackupRow { scope: None, ..of_tables("s.t") };
    let newest = || both(&[begun("A", 3 * HOUR), begun("B", 2 * HOUR)], &[begun("C", 5 * HOUR)]);
    let failed = |name: &str, ago| BackupRow { state: BackupState::Failed, ..begun(name, ago) };
    let a_or_newest = [
        // The state.
        (Some("A"), terms(), a(), 0, HOLDS),
        (Some("A"), terms(), tables(row("A")), 0, HOLDS),
        (
            Some("A"),
            terms(),
            only(in_state("BUILDING")),
            1,
            "DOES NOT HOLD: completed: the service says BUILDING",
        ),
        (
            Some("A"),
            terms(),
            only(in_state("FAILED")),
            1,
            "DOES NOT HOLD: completed: the service says FAILED",
        ),
        (
            Some("A"),
            terms(),
            only(in_state("STOPPED")),
            3,
            "NOT KNOWN: completed: the service says STOPPED, which this version does not know",
        ),
        (
            Some("A"),
            terms(),
            only(in_state("")),
            3,
            "NOT KNOWN: completed: the service does not say",
        ),
        (
            Some("A"),
            allow(&[Condition::Completed], terms()),
            only(in_state("")),
            3,
            "NOT KNOWN: completed: the service does not say",
        ),
        (
            Some("Z"),
            terms(),
            a(),
            1,
            "DOES NOT HOLD: listed: the service lists no such backup, neither of an instance",
        ),
        // What cannot be read.
        (Some("Z"), terms(), without(1, a()), 3, unread),
        (Some("A"), terms(), without(1, a()), 3, unread),
        (
            Some("A"),
            terms(),
            without(0, a()),
            3,
            "NOT KNOWN: listed: the list of instance-level backups not read: HTTP 429",
        ),
        (Some("A"), allow(&[Condition::Listed], terms()), without(1, a()), 3, unread),
        (
            Some("A"),
            terms(),
            without(1, only(in_state("FAILED"))),
            1,
            "DOES NOT HOLD: completed: the service says FAILED",
        ),
        (
            Some("A"),
            terms(),
            both(&[row("A")], &[in_state("FAILED")]),
            3,
            "NOT KNOWN: listed: the two lists contradict each other: run it again",
        ),
        (Some("A"), terms(), both(&[row("A")], &[row("A")]), 0, HOLDS),
        // The age.
        (Some("A"), newer("2h"), a(), 0, HOLDS),
        (Some("A"), newer("61m"), a(), 0, HOLDS),
        (
            Some("A"),
            newer("60m"),
            a(),
            1,
            "DOES NOT HOLD: newer-than: begun 2026-03-01T07:00:00Z, 1h00m before the service's",
        ),
        (Some("A"), newer("2026-03-01T06:59:59Z"), a(), 0, HOLDS),
        (Some("A"), newer("2026-03-01T07:00:00Z"), a(), 1, "DOES NOT HOLD: newer-than: begun"),
        (
            Some("A"),
            newer("2h"),
            without_clock(a()),
            3,
            "NOT KNOWN: newer-than: the answer does not give the service's time",
        ),
        (
            Some("A"),
            newer("2h"),
            only(begun("A", -1)),
            3,
            "NOT KNOWN: newer-than: begun 2026-03-01T08:00:01Z, in the future of the service's",
        ),
        (Some("A"), newer("2h"), only(begun("A", 0)), 0, HOLDS),
        (
            Some("A"),
            newer("2h"),
            only(BackupRow { begun: None, ..row("A") }),
            3,
            "NOT KNOWN: newer-than: the service does not say",
        ),
        (
            Some("A"),
            newer("2h"),
            only(failed("A", -1)),
            1,
            "DOES NOT HOLD: completed: the service says FAILED",
        ),
        (
            Some("A"),
            allow(&[NewerThan], newer("2h")),
            without_clock(a()),
            0,
            "HOLDS, but not known and let pass: newer-than",
        ),
        (Some("A"), allow(&[NewerThan], newer("5m")), a(), 1, "DOES NOT HOLD: newer-than: begun"),
        // The coverage.
        (Some("A"), covers("s.t"), a(), 3, may_be_newer),
        (
            Some("A"),
            allow(&[Existed], covers("s.t")),
            a(),
            0,
            "HOLDS, but not known and let pass: existed",
        ),
        (
            Some("A"),
            allow(&[Existed], covers("s.*")),
            a(),
            0,
            "HOLDS, but not known and let pass: existed",
        ),
        (Some("A"), covers("s.t"), tables(of_tables("s.t, s.u")), 0, HOLDS),
        (
            Some("A"),
            covers("s.t, s.v"),
            tables(of_tables("s.t, s.u")),
            1,
            "DOES NOT HOLD: covers: not in the backup: s.v",
        ),
        (
            Some("A"),
            covers("S.t"),
            tables(of_tables("s.t")),
            1,
            "DOES NOT HOLD: covers: not in the backup: S.t",
        ),
        (
            Some("A"),
            covers("s.*"),
            tables(of_tables("s.t")),
            1,
            "DOES NOT HOLD: covers: not in the backup: s.*",
        ),
        (Some("A"), covers("s.t"), tables(of_tables("s.*")), 3, may_be_newer),
        (
            Some("A"),
            allow(&[Existed], covers("s.t, r.a")),
            tables(of_tables("s.*, r.a")),
            0,
            "HOLDS, but not known and let pass: existed",
        ),
        (
            Some("A"),
            covers("s.t"),
            tables(hidden()),
            3,
            "NOT KNOWN: covers: the service does not say",
        ),
        (
            Some("A"),
            covers("s.t"),
            tables(row("A")),
            3,
            "NOT KNOWN: covers: the service does not say",
        ),
        (
            Some("A"),
            covers("s.t"),
            both(&[row("A")], &[row("A")]),
            3,
            "NOT KNOWN: covers: the service does not say",
        ),
        (
            Some("A"),
            covers("s.t"),
            both(&[row("A")], &[of_tables("s.t")]),
            3,
            "NOT KNOWN: covers: the service does not say",
        ),
        (Some("A"), covers("s.t"), both(&[of_tables("s.t")], &[of_tables("s.t")]), 0, HOLDS),
        (
            Some("A"),
            allow(&[Existed], covers("s.t")),
            tables(hidden()),
            3,
            "NOT KNOWN: covers: the service does not say",
        ),
        (
            Some("A"),
            allow(&[Covers], covers("s.t")),
            tables(hidden()),
            0,
            "HOLDS, but not known and let pass: covers, existed",
        ),
        (
            Some("A"),
            allow(&[Covers, Existed], covers("r.a")),
            tables(of_tables("s.*")),
            1,
            "DOES NOT HOLD: covers: not in the backup: r.a",
        ),
        // Instance, kind and name.
        (Some("A"), of_this(), a(), 0, HOLDS),
        (
            Some("A"),
            of_this(),
            only(BackupRow { instance: InstanceId::received(OTHER), ..row("A") }),
            1,
            "DOES NOT HOLD: instance: the service says 00f3204148e7ba6010a7b0502bf69a02in06",
        ),
        (
            Some("A"),
            of_this(),
            only(BackupRow { instance: None, ..row("A") }),
            3,
            "NOT KNOWN: instance: the service does not say",
        ),
        (Some("A"), kind(true), a(), 0, HOLDS),
        (Some("A"), kind(false), a(), 1, "DOES NOT HOLD: kind: the service says manual"),
        (
            Some("A"),
            kind(true),
            only(BackupRow { manual: None, ..row("A") }),
            3,
            "NOT KNOWN: kind: the service does not say",
        ),
        (
            Some("A"),
            allow(&[Kind], kind(true)),
            only(BackupRow { manual: None, ..row("A") }),
            0,
            "HOLDS, but not known and let pass: kind",
        ),
        (Some("A"), named("pre-change"), a(), 0, HOLDS),
        (
            Some("A"),
            named("Pre-change"),
            a(),
            1,
            "DOES NOT HOLD: name: the service says pre-change",
        ),
        (
            Some("A"),
            named("x"),
            only(BackupRow { name: String::new(), ..row("A") }),
            3,
            "NOT KNOWN: name: the service does not say",
        ),
        // The newest.
        (None, newer("150m"), newest(), 0, HOLDS),
        (None, newer("90m"), newest(), 1, "DOES NOT HOLD: newer-than: begun 2026-03-01T06:00:00Z"),
        (
            None,
            terms(),
            both(&[begun("A", HOUR)], &[failed("B", 1)]),
            1,
            "DOES NOT HOLD: completed: the service says FAILED",
        ),
        (None, terms(), both(&[failed("A", 2 * HOUR)], &[begun("B", HOUR)]), 0, HOLDS),
        (
            None,
            terms(),
            both(&[begun("A", HOUR), begun("B", HOUR)], &[]),
            3,
            "NOT KNOWN: listed: backups A and B began in the same second: give the ID",
        ),
        (
            None,
            terms(),
            both(&[begun("A", -HOUR), failed("B", 1)], &[]),
            3,
            "NOT KNOWN: listed: begun",
        ),
        (
            None,
            Terms { allowed: vec![Condition::Instance], ..terms() },
            both(&[begun("A", HOUR), BackupRow { instance: None, ..begun("B", 1) }], &[]),
            3,
            "NOT KNOWN: listed: the service does not give the instance of the newest, B",
        ),
        (None, terms(), both(&[row("A")], &[row("A")]), 0, HOLDS),
        (
            None,
            terms(),
            both(&[row("A")], &[BackupRow { begun: None, ..row("B") }]),
            3,
            "NOT KNOWN: listed: any may be the newest: the service does not say when B began",
        ),
        (None, terms(), without(1, a()), 3, unread),
        (None, terms(), without(1, only(in_state("FAILED"))), 3, unread),
        (None, terms(), both(&[], &[]), 1, "DOES NOT HOLD: listed: the service lists no such"),
    ];
    assert!(a_or_newest.len() >= 40);
    for (n, (wanted, terms, readings, status, sentence)) in a_or_newest.into_iter().enumerate() {
        let verdict = Verdict::of(&terms, wanted.map(id).as_ref(), &readings);
        let (is, words) = said(&verdict);
        assert_eq!((is, words.starts_with(sentence)), (status, true), "case {n}: {words}");
    }
}

#[test]
fn a_list_that_was_not_read_to_its_end_opens_nothing() {
    for why in [
        CallFailure::Incomplete(Incomplete::Changing(3)),
        CallFailure::Incomplete(Incomplete::TooLong(7)),
    ] {
        let mut readings = both(&[row("A")], &[]);
        readings[1].rows = Err(why);
        let verdict = Verdict::of(&covers("s.t"), Some(&id("A")), &readings);
        let (status, words) = said(&verdict);
        let scope = verdict.backup.map(|seen| seen.scope);
        assert_eq!((status, scope), (3, Some(None)), "the other list may show the backup too");
        assert!(words.contains("table-level backups could not be read to the end"), "{words}");
    }
}
