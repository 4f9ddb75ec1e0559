//! Windows against estimates, quotas, names against the service's lists.

use super::{names::Names, readings::Preflight, window::WindowFact};
use crate::core::{
    base::{
        Ask, CallFailure, Head, InstanceId, Quota, QuotaRow, Refusal, Silence, Untold, UtcTime,
        Whole, quota::untold, remote::Remote,
    },
    operation::estimate::{Basis, Estimate},
    port::Query,
    scope::DatabaseScope,
};

fn time(text: &str) -> UtcTime {
    UtcTime::parse(&format!("2025-10-17T{text}Z")).expect("a time")
}

/// Of a backup of its own kind, up to so many seconds.
fn estimate(high: u64) -> Estimate {
    Estimate { low: 0, high, basis: Basis::Size { gb: 1.0, nodes: 1 }, of_whole: false }
}

fn refused(status: u16) -> CallFailure {
    coded(status, "")
}

fn coded(status: u16, code: &str) -> CallFailure {
    let code = (!code.is_empty()).then(|| code.to_owned());
    CallFailure::Refused(Refusal {
        head: Head { status, ..Head::default() },
        code,
        words: "".into(),
    })
}

#[test]
fn the_window_is_held_against_the_estimate() {
    let open = |until| WindowFact::Open { until: time(until) };
    let within = |opens| WindowFact::Within { opens: time(opens) };
    let later = |opens| WindowFact::Later { opens: time(opens) };
    let midnight = UtcTime::parse("2025-10-18T00:10:00Z").expect("a time");
    let rows: &[(Option<&str>, &str, Option<u64>, WindowFact)] = &[
        (None, "01:00:00", Some(60), WindowFact::NotTold),
        (Some("  "), "01:00:00", Some(60), WindowFact::NotTold),
        (Some("off"), "01:00:00", Some(60), WindowFact::Unreadable("off".to_owned())),
        (Some("02:00-03:00"), "02:00:00", Some(60), open("03:00:00")),
        (Some("02:00-03:00"), "02:59:59", None, open("03:00:00")),
        (Some("02:00-03:00"), "01:00:00", Some(3600), within("02:00:00")),
        (Some("02:00-03:00"), "01:00:00", Some(3599), later("02:00:00")),
        (Some("02:00-03:00"), "01:58:31", Some(89), within("02:00:00")),
        (Some("02:00-03:00"), "01:58:31", Some(88), later("02:00:00")),
        (Some("02:00-03:00"), "01:00:00", None, WindowFact::Unmeasured { opens: time("02:00:00") }),
        // It runs past midnight, and so may the backup.
        (Some("23:30-00:30"), "00:10:00", Some(60), open("00:30:00")),
        (Some("00:10-01:10"), "23:50:00", Some(1200), WindowFact::Within { opens: midnight }),
        (Some("00:10-01:10"), "23:50:00", Some(1199), WindowFact::Later { opens: midnight }),
        // What takes longer than a day meets every window.
        (
            Some("02:00-03:00"),
            "03:00:00",
            Some(90_000),
            WindowFact::Within { opens: UtcTime::parse("2025-10-18T02:00:00Z").expect("a time") },
        ),
    ];
    for (window, now, longest, want) in rows {
        let judged = WindowFact::judge(*window, time(now), longest.map(estimate).as_ref());
        assert_eq!(judged, *want, "{window:?} {now} {longest:?}");
    }
}

#[test]
fn the_whole_instances_estimate_never_says_that_a_table_level_backup_has_ended() {
    let opens = time("02:00:00");
    for (now, high, want) in [
        ("01:00:00", 3_600, WindowFact::Within { opens }),
        ("01:00:00", 3_599, WindowFact::Unmeasured { opens }),
        ("01:00:00", 1, WindowFact::Unmeasured { opens }),
    ] {
        let whole = Estimate { of_whole: true, ..estimate(high) };
        assert_eq!(
            WindowFact::judge(Some("02:00-03:00"), time(now), Some(&whole)),
            want,
            "{now} {high}"
        );
    }
}

#[test]
fn a_verdict_is_the_same_where_only_the_estimate_has_moved() {
    let at = |now, high| WindowFact::judge(Some("02:00-03:00"), time(now), Some(&estimate(high)));
    assert_eq!(at("01:00:00", 4000), at("01:05:00", 4100));
    assert_eq!(at("01:00:00", 60), at("01:05:00", 60));
    assert_ne!(at("01:58:00", 60), at("01:59:30", 60), "it has come within the estimate");
    assert_ne!(at("01:59:00", 60), at("02:00:00", 60), "it has opened");
}

#[test]
fn only_a_quota_of_backups_counts_and_0_is_no_limit() {
    let row = |kind: &str, limit, used| QuotaRow { kind: kind.to_owned(), limit, used };
    let instances = row("instance", 1, 1);
    assert_eq!(
        Quota(vec![instances.clone()]).of_backups(),
        None,
        "a full quota of instances stops no backup"
    );
    let quota = Quota(vec![
        instances,
        row("manualBackup", 0, 99),
        row("BACKUP", 50, 12),
        row("backup_space", 5, 4),
    ]);
    assert_eq!(quota.of_backups().map(|row| (row.limit, row.used)), Some((5, 4)), "the tightest");
    for (limit, used, full) in [(50, 49, false), (50, 50, true), (50, 51, true), (0, 51, false)] {
        assert_eq!(row("backup", limit, used).is_full(), full, "{used} of {limit}");
    }
}

#[test]
fn what_a_service_will_never_tell_is_told_apart_from_what_may_pass() {
    for (status, want) in [
        (400, Some(Untold::NotPublished)),
        (403, Some(Untold::NotAllowed)),
        (404, Some(Untold::NotPublished)),
        (405, Some(Untold::NotPublished)),
        (401, None),
        (429, None),
        (500, None),
        (503, None),
    ] {
        assert_eq!(untold(&refused(status)), want, "{status}");
    }
    assert_eq!(untold(&CallFailure::NoAnswer(Silence::Timeout(60))), None);
    assert_eq!(
        untold(&coded(400, "DBS.280063")),
        Some(Untold::NotAllowed),
        "a missing permission under another status"
    );
    for code in ["APIGW.0308", "APIGW.0310", "DBS.200010"] {
        assert_eq!(untold(&coded(403, code)), None, "{code}");
    }
}

/// Reads the lists of a service, and notes what is asked.
struct Reader {
    names: Names,
    chosen: Vec<DatabaseScope>,
    under_way: Vec<Option<String>>,
    most: usize,
}

type Row<'a> = (&'a str, Option<&'a [&'a str]>);

impl Reader {
    fn of(chosen: &[Row<'_>]) -> Self {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let row = |(name, tables): &Row<'_>| DatabaseScope {
            database_name: (*name).to_owned(),
            table_names: tables.map(owned),
        };
        Self {
            names: Names::begin(),
            chosen: chosen.iter().map(row).collect(),
            under_way: vec![None],
            most: 1,
        }
    }

    /// The list that was asked for first came.
    fn answer(&mut self, names: Result<&[&str], CallFailure>) {
        let database = self.under_way.remove(0);
        self.came(database.as_deref(), names);
    }

    fn came(&mut self, database: Option<&str>, names: Result<&[&str], CallFailure>) {
        let names =
            names.map(|names| Whole::of(names.iter().map(|name| (*name).to_owned()).collect()));
        let id = InstanceId::received("i").expect("an ID");
        let asked = self.names.list_arrived(&self.chosen, &id, time("01:00:00"), (database, names));
        self.under_way.extend(asked.into_iter().map(|query| match query {
            Query::Names { database, .. } => database,
            other => panic!("{other:?}"),
        }));
        self.most = self.most.max(self.under_way.len());
    }

    fn missing(&self) -> Option<(Option<String>, usize)> {
        self.names.found().map(|found| (found.first_missing(&self.chosen), found.missing.len()))
    }
}

#[test]
fn a_whole_database_needs_only_to_be_listed_and_tables_are_looked_for_in_theirs() {
    let mut reader = Reader::of(&[
        ("audit", Some(&["logins", "roles"])),
        ("billing", None),
        ("gone", Some(&["a", "b"])),
        ("lost", None),
    ]);
    reader.answer(Ok(&["billing", "audit", "other"]));
    assert_eq!(
        reader.under_way,
        [Some("audit".to_owned())],
        "neither a whole database nor one that is not there is looked into"
    );
    assert_eq!((reader.names.progress(), reader.names.at()), (Some((0, 1)), None));
    reader.answer(Ok(&["roles"]));
    assert_eq!(reader.missing(), Some((Some("audit.logins".to_owned()), 3)));
    assert_eq!(reader.names.at(), Some(time("01:00:00")));
}

#[test]
fn names_are_compared_byte_for_byte() {
    let mut reader = Reader::of(&[("Orders", Some(&["t"]))]);
    reader.answer(Ok(&["orders"]));
    assert_eq!(reader.missing(), Some((Some("Orders".to_owned()), 1)));
}

#[test]
fn three_lists_are_read_at_a_time_and_one_after_a_429_which_is_asked_again_once() {
    let names: Vec<String> = (0..10).map(|n| format!("d{n}")).collect();
    let rows: Vec<Row<'_>> = names.iter().map(|name| (name.as_str(), Some(&["t"][..]))).collect();
    let listed: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut reader = Reader::of(&rows);
    reader.answer(Ok(&listed));
    assert_eq!(reader.under_way.len(), 3);
    reader.answer(Ok(&["t"]));
    assert_eq!((reader.under_way.len(), reader.names.progress()), (3, Some((1, 10))));
    // Some gateways throttle with a 403.
    reader.answer(Err(coded(403, "APIGW.0308")));
    assert_eq!(reader.under_way.len(), 2, "none is added");
    reader.answer(Ok(&["t"]));
    for _ in 0..7 {
        assert_eq!(reader.under_way.len(), 1);
        reader.answer(Ok(&["t"]));
    }
    assert_eq!(reader.under_way, [Some("d1".to_owned())], "the one that was put back comes last");
    reader.answer(Err(refused(429)));
    let found = reader.names.found().expect("the end").clone();
    assert_eq!(
        (found.unread.map(|(n, _)| n), found.unread_lists, reader.most),
        (Some(Some(1)), 1, 3)
    );
}

#[test]
fn a_refused_user_is_not_refused_once_for_each_database() {
    let names: Vec<String> = (0..40).map(|n| format!("d{n}")).collect();
    let rows: Vec<Row<'_>> = names.iter().map(|name| (name.as_str(), Some(&["t"][..]))).collect();
    let listed: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut reader = Reader::of(&rows);
    reader.answer(Ok(&listed));
    for _ in 0..3 {
        reader.answer(Err(refused(403)));
    }
    assert!(reader.under_way.is_empty());
    assert_eq!(reader.names.found().map(|found| found.unread_lists), Some(40));

    let mut reader = Reader::of(&rows);
    reader.answer(Ok(&listed));
    for _ in 0..40 {
        reader.answer(Err(refused(500)));
    }
    assert_eq!(
        reader.names.found().map(|found| found.unread_lists),
        Some(40),
        "trouble with one says nothing of the next"
    );
}

#[test]
fn answers_that_nobody_asked_for_change_nothing() {
    let mut reader = Reader::of(&[("a", Some(&["t"]))]);
    reader.came(Some("a"), Ok(&["t"]));
    assert_eq!(reader.names.at(), None);
    reader.answer(Ok(&["a"]));
    reader.came(None, Ok(&[]));
    reader.came(Some("b"), Ok(&[]));
    assert_eq!((reader.names.progress(), reader.missing()), (Some((0, 1)), None));
    reader.answer(Ok(&["t"]));
    reader.came(Some("a"), Ok(&[]));
    assert_eq!(reader.missing(), Some((None, 0)));
}

#[test]
fn readings_are_fresh_for_a_minute_and_a_clock_that_was_set_makes_them_old() {
    let at = time("01:00:00");
    let preflight = Preflight {
        instance: Remote::Here { at, value: None },
        backups: Remote::Here { at: at.plus(30), value: Whole::of(Vec::new()) },
        names: None,
        quota: Remote::Failed { at: at.plus(10), why: refused(403) },
    };
    for (seconds, fresh) in [
        (30, true),
        (60, true),
        (61, false),
        (3600, false),
        (-30, true),
        (-31, false),
        (-3600, false),
    ] {
        assert_eq!(preflight.is_fresh(at.plus(seconds)), fresh, "{seconds}");
    }
    assert!(
        !Preflight { backups: Remote::Asked(Ask(1)), ..preflight }.is_fresh(at),
        "what is not there is not fresh"
    );
}
