//! The rules of the estimate, row by row, and what holds for any rows.

use proptest::prelude::*;

use super::*;
use crate::core::base::{BackupId, Engine, Instance, InstanceId};

const MINUTE: i64 = 60;

fn id(text: &str) -> InstanceId {
    InstanceId::received(text).unwrap()
}

fn instance(used_gb: Option<f64>, nodes: u32) -> Target {
    Target::Listed(Instance {
        id: id("a1in06"),
        name: "orders".to_owned(),
        engine: Engine::Cassandra,
        version: String::new(),
        status: "normal".to_owned(),
        actions: Vec::new(),
        nodes,
        used_gb,
        backup_window: None,
        region: None,
        created: None,
        billing: Box::default(),
    })
}

fn typed() -> Target {
    Target::Typed { id: id("a1in06"), engine: Engine::Cassandra }
}

/// A manual whole-instance backup that began on this day and took so many seconds, of a
/// size that is not told.
fn run(day: i64, took: i64) -> BackupRow {
    let begun = UtcTime::from_unix(1_760_000_000 + day * 86_400);
    BackupRow {
        id: BackupId::received("b1br06").unwrap(),
        name: "nightly".to_owned(),
        instance: Some(id("a1in06")),
        instance_name: None,
        kind: Some(BackupKind::Instance),
        scope: None,
        manual: Some(true),
        state: BackupState::Completed,
        size_kb: None,
        begun: Some(begun),
        ended: Some(begun.plus(took)),
        particulars: None,
    }
}

fn gb(size: f64) -> Option<f64> {
    Some(size * KB)
}

fn databases(names: &[(&str, &[&str])]) -> Vec<DatabaseScope> {
    let tables =
        |list: &[&str]| (!list.is_empty()).then(|| list.iter().map(|t| (*t).to_owned()).collect());
    names
        .iter()
        .map(|(name, list)| DatabaseScope {
            database_name: (*name).to_owned(),
            table_names: tables(list),
        })
        .collect()
}

fn own(runs: usize, last: i64) -> Basis {
    Basis::Own { runs, kind: BackupKind::Instance, last: last as u64, scaled_gb: None }
}

fn scaled_to(gb: f64, last: i64) -> Basis {
    Basis::Own { runs: 1, kind: BackupKind::Instance, last: last as u64, scaled_gb: Some(gb) }
}

/// Low, high and basis of the whole instance.
fn whole(target: &Target, rows: &[BackupRow]) -> Option<(u64, u64, Basis)> {
    let estimate = Estimate::of(target, &Scope::Instance, rows)?;
    assert!(!estimate.of_whole);
    Some((estimate.low, estimate.high, estimate.basis))
}

#[test]
fn without_an_own_backup_it_goes_by_volume_and_nodes() {
    let size = |gb, nodes| Basis::Size { gb, nodes };
    // 812 GB over 6 nodes: 33 minutes at 70 MB/s each, 115.5 at 20.
    assert_eq!(whole(&instance(Some(812.0), 6), &[]), Some((1_979, 6_930, size(812.0, 6))));
    // Next to nothing is a range all the same.
    assert_eq!(whole(&instance(Some(0.001), 1), &[]), Some((0, 1, size(0.001, 1))));
    // Eleven months, and more than a year: a volume that was told wrong.
    assert!(whole(&instance(Some(560_000.0), 1), &[]).is_some());
    let nothing = [
        (Some(1e9), 1),
        (Some(f64::MAX), 1),
        (Some(0.0), 3),
        (Some(-5.0), 3),
        (Some(f64::NAN), 3),
        (Some(f64::INFINITY), 3),
    ];
    for (used, nodes) in nothing.into_iter().chain([(Some(812.0), 0), (None, 6), (None, 0)]) {
        assert_eq!(whole(&instance(used, nodes), &[]), None, "{used:?} GB, {nodes} nodes");
    }
    assert_eq!(whole(&typed(), &[]), None);
}

#[test]
fn one_own_backup_is_widened_by_the_margin_and_several_less() {
    let target = instance(None, 0);
    assert_eq!(whole(&target, &[run(1, 4_000)]), Some((3_000, 5_000, own(1, 4_000))));
    // Half the margin each way, and the newest is the last one, wherever it stands.
    assert_eq!(
        whole(&target, &[run(1, 4_000), run(2, 2_000)]),
        Some((1_750, 4_500, own(2, 2_000)))
    );
    assert_eq!(
        whole(&target, &[run(2, 2_000), run(1, 4_000)]),
        Some((1_750, 4_500, own(2, 2_000)))
    );
    // The shortest there is has an end, too.
    assert_eq!(whole(&target, &[run(1, 1)]), Some((0, 2, own(1, 1))));
    assert_eq!(
        whole(&typed(), &[run(1, 4_000)]),
        Some((3_000, 5_000, own(1, 4_000))),
        "an instance that was typed has them as well"
    );
}

#[test]
fn only_the_newest_backups_count() {
    let old = (1..=20).map(|day| run(day, 9_999));
    let new = (21..=25).map(|day| run(day, 1_000));
    let rows: Vec<_> = old.chain(new).collect();
    assert_eq!(whole(&instance(None, 0), &rows), Some((950, 1_050, own(5, 1_000))));
}

#[test]
fn a_backup_of_another_size_counts_as_it_was_and_as_it_would_be_now() {
    let sized = |size_kb| BackupRow { size_kb, ..run(1, 1_000) };
    // Of 100 GB; now 200 are used: twice as long. And half as much: half as long.
    assert_eq!(
        whole(&instance(Some(200.0), 3), &[sized(gb(100.0))]),
        Some((750, 2_500, scaled_to(200.0, 1_000)))
    );
    assert_eq!(
        whole(&instance(Some(50.0), 3), &[sized(gb(100.0))]),
        Some((375, 1_250, scaled_to(50.0, 1_000)))
    );
    // Beyond the most that is taken for growth.
    assert_eq!(
        whole(&instance(Some(9_000.0), 3), &[sized(gb(100.0))]),
        Some((750, 5_000, scaled_to(9_000.0, 1_000)))
    );
    // A size that is not known, or cannot be one.
    for size_kb in [None, Some(0.0), Some(-1.0), Some(f64::NAN), Some(f64::INFINITY)] {
        assert_eq!(
            whole(&instance(Some(200.0), 3), &[sized(size_kb)]),
            Some((750, 1_250, own(1, 1_000))),
            "{size_kb:?}"
        );
    }
}

#[test]
fn what_is_no_finished_backup_of_this_instance_does_not_count() {
    let good = run(1, 60 * MINUTE);
    let wrong: &[(&str, BackupRow)] = &[
        ("failed", BackupRow { state: BackupState::Failed, ..good.clone() }),
        ("still running", BackupRow { state: BackupState::Building, ended: None, ..good.clone() }),
        (
            "in a state that nobody knows",
            BackupRow { state: BackupState::Other("DELETING".to_owned()), ..good.clone() },
        ),
        ("of another instance", BackupRow { instance: Some(id("b2in06")), ..good.clone() }),
        ("without a begin", BackupRow { begun: None, ..good.clone() }),
        ("without an end", BackupRow { ended: None, ..good.clone() }),
        ("ended before it began", run(1, -60)),
        ("ended when it began", run(1, 0)),
        ("of years", run(1, 1_000 * 86_400)),
        (
            "of all time",
            BackupRow {
                begun: Some(UtcTime::from_unix(i64::MIN)),
                ended: Some(UtcTime::from_unix(i64::MAX)),
                ..good.clone()
            },
        ),
        ("of some tables", BackupRow { kind: Some(BackupKind::DatabaseTable), ..good.clone() }),
    ];
    for (what, row) in wrong {
        assert_eq!(whole(&instance(None, 0), std::slice::from_ref(row)), None, "{what}");
        let beside = whole(&instance(None, 0), &[row.clone(), good.clone()]);
        assert_eq!(beside, Some((2_700, 4_500, own(1, 3_600))), "{what}, beside a good one");
        let by_size = whole(&instance(Some(812.0), 6), std::slice::from_ref(row));
        assert!(
            matches!(by_size, Some((_, _, Basis::Size { .. }))),
            "{what}: the volume is what is left"
        );
    }
    // The rows were asked for by the instance: one that does not tell it is its own.
    assert!(whole(&instance(None, 0), &[BackupRow { instance: None, ..good }]).is_some());
}

#[test]
fn an_automated_backup_counts_if_its_size_is_that_of_a_full_one() {
    let manual = BackupRow { size_kb: gb(400.0), ..run(1, 4_000) };
    let automated = |day, size: Option<f64>| BackupRow {
        manual: Some(false),
        size_kb: size.and_then(gb),
        ..run(day, 120)
    };
    let counted = |used, rows: &[BackupRow]| match whole(&instance(used, 3), rows) {
        Some((.., Basis::Own { runs, last, .. })) => (runs, last),
        other => panic!("{other:?}"),
    };
    // Half of the largest is enough, changes only are not, and of what is not known nothing can be
    // said.
    for (size, want) in [
        (Some(200.0), (2, 120)),
        (Some(199.0), (1, 4_000)),
        (Some(5.0), (1, 4_000)),
        (None, (1, 4_000)),
    ] {
        assert_eq!(counted(None, &[automated(9, size), manual.clone()]), want, "{size:?}");
        assert_eq!(
            counted(Some(900.0), &[automated(9, size), manual.clone()]),
            want,
            "{size:?}: the volume may be stored smaller"
        );
    }
    // Half of the used volume is enough as well: the instance was larger once.
    assert_eq!(counted(Some(100.0), &[automated(9, Some(60.0)), manual.clone()]), (2, 120));
    assert_eq!(counted(Some(100.0), &[automated(9, Some(5.0)), manual]), (1, 4_000));
    // Where no other tells anything, even one of which nothing is known does; how it was made may
    // not be told.
    assert_eq!(counted(None, &[automated(8, None), automated(9, None)]), (2, 120));
    let untold = BackupRow { manual: None, ..run(1, 4_000) };
    assert_eq!(counted(None, &[automated(9, None), untold]), (1, 4_000));
}

#[test]
fn for_some_tables_it_is_marked_as_the_whole_instances() {
    let scope = Scope::Tables(databases(&[("orders", &["by_day"])]));
    let of = |target: &Target, rows: &[BackupRow]| Estimate::of(target, &scope, rows);
    let by_size = of(&instance(Some(812.0), 6), &[]).unwrap();
    assert_eq!((by_size.low, by_size.high, by_size.of_whole), (1_979, 6_930, true));
    let by_run = of(&instance(None, 0), &[run(1, 4_000)]).unwrap();
    assert_eq!(
        (by_run.low, by_run.high, by_run.of_whole, by_run.basis),
        (3_000, 5_000, true, own(1, 4_000))
    );
    assert_eq!(of(&instance(None, 0), &[]), None);
}

#[test]
fn the_very_same_tables_are_a_measure_of_their_own() {
    let scope = Scope::Tables(databases(&[("orders", &["by_day", "by_id"]), ("billing", &[])]));
    let tables = |scope: Option<Vec<DatabaseScope>>| BackupRow {
        kind: Some(BackupKind::DatabaseTable),
        scope,
        size_kb: gb(3.0),
        ..run(3, 400)
    };
    let same = tables(Some(databases(&[("billing", &[]), ("orders", &["by_id", "by_day"])])));
    let estimate =
        Estimate::of(&instance(Some(812.0), 6), &scope, &[same.clone(), run(5, 4_000)]).unwrap();
    let basis = Basis::Own { runs: 1, kind: BackupKind::DatabaseTable, last: 400, scaled_gb: None };
    // Not scaled: the used volume is the whole instance's.
    assert_eq!(
        (estimate.low, estimate.high, estimate.of_whole, estimate.basis),
        (300, 500, false, basis)
    );
    for other in [
        None,
        Some(databases(&[("billing", &[])])),
        Some(databases(&[("billing", &[]), ("orders", &["by_id", "by_hour"])])),
        Some(databases(&[("orders", &["by_day", "by_id"]), ("Billing", &[])])),
    ] {
        let estimate =
            Estimate::of(&instance(Some(812.0), 6), &scope, &[tables(other.clone())]).unwrap();
        assert!(
            matches!(estimate.basis, Basis::Size { .. }) && estimate.of_whole,
            "{other:?} says nothing of these tables"
        );
    }
    assert_eq!(whole(&instance(None, 0), &[same]), None, "and nothing of the whole instance");
}

#[test]
fn a_finish_that_no_calendar_holds_is_one_all_the_same() {
    let estimate = Estimate { low: 1, high: u64::MAX, basis: own(1, 1), of_whole: false };
    assert_eq!(
        estimate.finish(UtcTime::from_unix(10)),
        (UtcTime::from_unix(11), UtcTime::from_unix(i64::MAX))
    );
}

#[test]
fn it_is_read_back_as_it_was_written() {
    let size = Basis::Size { gb: 812.25, nodes: 6 };
    let text =
        r#"{"low":1979,"high":6929,"basis":{"size":{"gb":812.25,"nodes":6}},"of_whole":true}"#;
    let estimate = Estimate { low: 1_979, high: 6_929, basis: size, of_whole: true };
    assert_eq!(serde_json::to_string(&estimate).unwrap(), text);
    assert_eq!(serde_json::from_str::<Estimate>(text).unwrap(), estimate);
    let older = text.replace("of_whole", "upper_bound");
    assert_eq!(
        serde_json::from_str::<Estimate>(&older).unwrap(),
        estimate,
        "an older program's is no bound either"
    );
    let own = r#"{"low":1,"high":2,"basis":{"own":{"runs":1,"kind":"database_table","last":1}}}"#;
    let basis = Basis::Own { runs: 1, kind: BackupKind::DatabaseTable, last: 1, scaled_gb: None };
    assert_eq!(
        serde_json::from_str::<Estimate>(own).unwrap(),
        Estimate { low: 1, high: 2, basis, of_whole: false }
    );
}

/// What a row of the backup list is about.
#[derive(Debug, Clone, Copy)]
enum Of {
    Failure,
    Tables,
    WholeInstance,
}

fn any_row() -> impl Strategy<Value = BackupRow> {
    let size = prop_oneof![
        Just(None),
        Just(Some(0.0)),
        (1.0..1e12_f64).prop_map(Some),
        any::<f64>().prop_map(Some)
    ];
    let took = prop_oneof![-100..100_000_i64, any::<i64>()];
    let of = prop_oneof![
        1 => Just(Of::Failure),
        1 => Just(Of::Tables),
        2 => Just(Of::WholeInstance),
    ];
    (0..400_i64, took, size, any::<bool>(), of).prop_map(|(day, took, size_kb, manual, of)| {
        let row = BackupRow { size_kb, manual: Some(manual), ..run(day, took) };
        match of {
            Of::Failure => BackupRow { state: BackupState::Failed, ..row },
            Of::Tables => BackupRow {
                kind: Some(BackupKind::DatabaseTable),
                scope: Some(databases(&[("orders", &["by_day"])])),
                ..row
            },
            Of::WholeInstance => row,
        }
    })
}

proptest! {
    #[test]
    fn it_is_a_range_that_holds_what_it_rests_on(
        rows in prop::collection::vec(any_row(), 0..12),
        used in prop_oneof![Just(None), (0.0..1e7_f64).prop_map(Some), any::<f64>().prop_map(Some)],
        nodes in prop_oneof![0..100_u32, any::<u32>()],
        tables in any::<bool>(),
    ) {
        let target = instance(used, nodes);
        let scope = if tables { Scope::Tables(databases(&[("orders", &["by_day"])])) } else { Scope::Instance };
        let Some(estimate) = Estimate::of(&target, &scope, &rows) else {
            prop_assert!(runs(&target, &rows).iter().all(|run| run.row.kind == Some(BackupKind::DatabaseTable) && !tables));
            return Ok(());
        };
        prop_assert!(estimate.low < estimate.high && estimate.high <= 5 * LONGEST);
        match estimate.basis {
            Basis::Own { runs, kind, last, scaled_gb: _ } => {
                prop_assert!((1..=MOST_RUNS).contains(&runs) && (estimate.low..=estimate.high).contains(&last));
                prop_assert_eq!(estimate.of_whole, tables && kind == BackupKind::Instance);
                let held = super::runs(&target, &rows).iter().filter(|r| r.row.kind == Some(kind) && (estimate.low..=estimate.high).contains(&r.took)).count();
                prop_assert!(held >= runs, "{} of {} runs are within", held, runs);
            }
            Basis::Size { gb, nodes } => {
                prop_assert_eq!(estimate.of_whole, tables);
                prop_assert!(gb > 0.0 && nodes > 0);
                prop_assert!(runs(&target, &rows).iter().all(|run| run.row.kind == Some(BackupKind::DatabaseTable) && !tables));
            }
        }
    }
}
