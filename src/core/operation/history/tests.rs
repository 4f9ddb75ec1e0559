//! One row for one backup: what is joined, in which order, and whose word a row tells.

use super::*;
use crate::core::{base::InstanceId, scope::DatabaseScope};

fn service(endpoint: &str) -> Service {
    let project = ProjectId::typed(&"a".repeat(32)).expect("an ID");
    Service { endpoint: endpoint.to_owned(), project }
}

fn id(text: &str) -> BackupId {
    BackupId::received(text).expect("an ID")
}

fn done(number: u32, outcome: Outcome, backup: Option<&str>, began: Option<i64>) -> Done {
    Done {
        operation: Some(OperationId::from_bits(number)),
        outcome,
        backup: backup.map(id),
        name: "from-here".into(),
        instance: Some("instance-here".into()),
        instance_name: "cass-here".into(),
        covers: Some(Covers::Instance),
        began: began.map(UtcTime::from_unix),
        asked: None,
        took: Some(7),
        size_kb: None,
        service: Some(Arc::new(service("https://one.example"))),
        by: None,
        file: None,
    }
}

fn listed(backup: &str, state: BackupState, begun: Option<i64>) -> BackupRow {
    BackupRow {
        id: id(backup),
        name: "as-listed".to_owned(),
        instance: InstanceId::received("instance-listed"),
        instance_name: None,
        kind: Some(BackupKind::Instance),
        scope: None,
        manual: None,
        state,
        size_kb: Some(0.0),
        begun: begun.map(UtcTime::from_unix),
        ended: None,
        particulars: None,
    }
}

/// Returns each row as the number of its operation and its listed backup.
fn shown(history: &History) -> Vec<String> {
    let number = |done: &Done| {
        (0..10).find(|n| done.operation == Some(OperationId::from_bits(*n))).expect("a number")
    };
    let row = |row: Row<'_>| match row {
        Joined::Here(done) => format!("{}", number(done)),
        Joined::Listed(backup) => backup.id.to_string(),
        Joined::Both(done, backup) => format!("{}={}", number(done), backup.id),
    };
    history.rows().map(row).collect()
}

/// What is tried, the journal, the lists, and the rows that come of both.
type Case = (&'static str, Vec<Done>, Vec<BackupRow>, &'static [&'static str]);

#[test]
fn one_backup_is_one_row_where_id_and_service_are_the_same() {
    use BackupState::{Completed, Failed};
    let far = Done {
        service: Some(Arc::new(service("https://two.example"))),
        ..done(1, Outcome::Completed, Some("a"), Some(50))
    };
    let untold = Done { service: None, ..done(1, Outcome::Unknown, Some("a"), Some(50)) };
    let here = |began| done(1, Outcome::Completed, Some("a"), Some(began));
    let (a, b) = (listed("a", Completed, Some(40)), listed("b", Failed, Some(60)));
    let rows: [Case; 9] = [
        ("nothing", vec![], vec![], &[]),
        (
            "the journal alone",
            vec![here(5), done(2, Outcome::No, None, Some(9))],
            vec![],
            &["2", "1"],
        ),
        ("the lists alone", vec![], vec![a.clone(), b.clone()], &["b", "a"]),
        ("the service's begin counts", vec![here(99)], vec![a.clone(), b.clone()], &["b", "1=a"]),
        ("another service", vec![far], vec![a.clone()], &["1", "a"]),
        ("an intent that cannot be read", vec![untold], vec![a.clone()], &["1=a"]),
        (
            "operations without an ID",
            vec![
                done(1, Outcome::NotSent, None, Some(41)),
                done(2, Outcome::Unknown, None, Some(39)),
            ],
            vec![a.clone()],
            &["1", "a", "2"],
        ),
        (
            "two operations name one backup",
            vec![done(2, Outcome::Running, Some("a"), Some(10)), here(30)],
            vec![a.clone()],
            &["1=a", "2"],
        ),
        (
            "no time may be the newest",
            vec![done(3, Outcome::Unreadable, None, None)],
            vec![b, listed("c", Completed, None)],
            &["3", "c", "b"],
        ),
    ];
    for (what, journal, lists, want) in rows {
        let mut history = History::of(Some(service("https://one.example")));
        history.record(journal.clone());
        for row in lists.clone() {
            history.list([row]);
        }
        assert_eq!(shown(&history), want, "{what}");
        let mut other_way = History::of(Some(service("https://one.example")));
        other_way.list(lists);
        other_way.record(journal);
        assert_eq!(shown(&other_way), want, "{what}, the lists first");
    }
}

#[test]
fn the_services_word_is_shown_and_the_journals_stays_where_they_differ() {
    use BackupState::{Building, Completed, Failed, Other};
    let odd = Other("ODD".to_owned());
    let rows = [
        (Outcome::Completed, Completed, None),
        (Outcome::Completed, Failed, Some(Outcome::Completed)),
        (Outcome::Running, Building, None),
        (Outcome::Running, odd.clone(), None),
        (Outcome::Running, Completed, Some(Outcome::Running)),
        (Outcome::Failed, Failed, None),
        (Outcome::Failed, Completed, Some(Outcome::Failed)),
        (Outcome::Unknown, Building, Some(Outcome::Unknown)),
        (Outcome::Completed, odd, Some(Outcome::Completed)),
    ];
    for (outcome, state, other) in rows {
        let mut history = History::of(Some(service("https://one.example")));
        history.record(vec![done(1, outcome, Some("a"), Some(1))]);
        assert_eq!(history.row(0).expect("a row").word(), outcome.word());
        history.list([listed("a", state.clone(), Some(1))]);
        let row = history.row(0).expect("a row");
        assert_eq!((row.word(), row.other_word()), (state.word(), other), "{outcome:?}");
    }
}

#[test]
fn a_row_tells_what_the_service_tells_and_the_rest_from_the_journal() {
    let tables = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        vec![DatabaseScope { database_name: "orders".to_owned(), table_names: Some(names) }]
    };
    let counts = |tables| Covers::Tables(Some(Counts { whole: 0, partly: 1, tables }));
    let mut here = done(1, Outcome::Completed, Some("a"), Some(1));
    here.covers = Some(counts(2));
    here.size_kb = Some(9.0);
    let mut row = listed("a", BackupState::Completed, None);
    row.kind = Some(BackupKind::DatabaseTable);
    let both = Joined::Both(&here, &row);
    assert_eq!(both.covers(), Some(counts(2)), "the service names none");
    assert_eq!((both.name(), both.instance()), ("as-listed", Some("instance-listed")));
    assert_eq!((both.instance_name(), both.manual()), ("cass-here", Some(true)));
    assert_eq!((both.took(), both.size_kb()), (Some(7), Some(9.0)), "0 while it is not told");
    assert_eq!(both.begun(), Some(UtcTime::from_unix(1)));
    assert_eq!(Joined::Listed(&row).covers(), Some(Covers::Tables(None)));
    assert_eq!(Joined::Listed(&row).manual(), None);
    row.scope = Some(tables(&["t"]));
    row.manual = Some(false);
    (row.begun, row.ended) = (Some(UtcTime::from_unix(2)), Some(UtcTime::from_unix(5)));
    row.size_kb = Some(11.0);
    let both = Joined::Both(&here, &row);
    assert_eq!((both.covers(), both.manual()), (Some(counts(1)), Some(false)));
    assert_eq!((both.took(), both.size_kb()), (Some(3), Some(11.0)));
    row.state = BackupState::Building;
    assert_eq!(Joined::Listed(&row).size_kb(), None, "not the size of a part");
}

#[test]
fn a_backup_of_both_lists_is_one_row_of_no_known_kind() {
    let mut history = History::of(Some(service("https://one.example")));
    let of = |kind| BackupRow { kind: Some(kind), ..listed("a", BackupState::Building, Some(1)) };
    history.list([of(BackupKind::Instance)]);
    assert_eq!(history.row(0).and_then(Row::covers), Some(Covers::Instance));
    history.list([of(BackupKind::DatabaseTable)]);
    assert_eq!((history.len(), history.row(0).and_then(Row::covers)), (1, None));
}

#[test]
fn an_operation_in_doubt_may_have_made_a_backup_that_no_row_names() {
    let here = |outcome, backup: Option<&str>| Done {
        instance: Some("instance-listed".into()),
        name: "as-listed".into(),
        ..done(1, outcome, backup, Some(1))
    };
    let far = Some(Arc::new(service("https://two.example")));
    let unknown = here(Outcome::Unknown, None);
    let rows = [
        ("in doubt", unknown.clone(), true),
        ("its ID is not told yet", here(Outcome::Running, None), true),
        (
            "a file that tells nothing",
            Done {
                name: "".into(),
                instance: None,
                service: None,
                ..here(Outcome::Unreadable, None)
            },
            true,
        ),
        ("nothing was made", here(Outcome::No, None), false),
        ("another backup was made", here(Outcome::Unknown, Some("b")), false),
        ("another name", Done { name: "other".into(), ..unknown.clone() }, false),
        ("another instance", Done { instance: Some("other".into()), ..unknown.clone() }, false),
        ("no instance is told", Done { instance: None, ..unknown.clone() }, true),
        ("another service", Done { service: far, ..unknown }, false),
    ];
    for (what, own, want) in rows {
        let mut history = History::of(Some(service("https://one.example")));
        history.record(vec![own]);
        history.list([listed("a", BackupState::Completed, Some(1))]);
        let row = history.rows().find(|row| row.listed().is_some()).expect("a row");
        assert_eq!(history.may_be_from_here(row), want, "{what}");
    }
}

#[test]
fn rows_are_small_and_share_what_all_have() {
    let record = |endpoint: &str| {
        let project = ProjectId::typed(&"a".repeat(32)).expect("an ID");
        let site = Site {
            mode: crate::core::session::current::Mode::Live,
            endpoint: endpoint.to_owned(),
            region: None,
            project,
            project_name: None,
            account: None,
            caller: None,
        };
        let file = super::super::journal_file::File {
            operation: Some(OperationId::from_bits(1)),
            path: "a/file".to_owned(),
            read: Ok(super::super::journal_file::Read::default()),
        };
        let mut record = Record::of(&file, None, crate::core::operation::record::Doubts::default());
        (record.site, record.by) = (Some(site), Some(Who::default()));
        record
    };
    let first = Done::of(&record("https://one.example"), None);
    let second = Done::of(&record("https://one.example"), Some(&first));
    let third = Done::of(&record("https://two.example"), Some(&second));
    let same = |a: &Done, b: &Done| {
        a.service.as_ref().zip(b.service.as_ref()).is_some_and(|(a, b)| Arc::ptr_eq(a, b))
    };
    assert!(same(&first, &second) && !same(&second, &third));
    assert_eq!(first.file.as_deref(), Some("a/file"), "no operation is told");
    assert!(size_of::<Done>() <= 256 && size_of::<Joined<u32, u32>>() <= 12);
}
