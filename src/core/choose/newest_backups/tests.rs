//! What is told of the newest backups against all backups there are, page by page.

use proptest::{prelude::*, sample::select};

use super::*;
use crate::core::base::{BackupId, Engine, Instance, Obstacle, ObstacleCause};

/// A project: its instances, and the backups of both lists, newest first.
#[derive(Debug, Clone)]
struct World {
    fleet: u8,
    rows: Vec<BackupRow>,
    page: usize,
}

fn id(number: u8) -> InstanceId {
    InstanceId::received(&format!("{number:032x}in06")).unwrap()
}

fn fleet(count: u8) -> InstanceList {
    let instance = |number| Instance {
        id: id(number),
        name: format!("cass-{number}"),
        engine: Engine::Cassandra,
        version: String::new(),
        status: "normal".to_owned(),
        actions: Vec::new(),
        nodes: 3,
        used_gb: None,
        backup_window: None,
        region: None,
        created: None,
        billing: Box::default(),
    };
    let mut fleet = InstanceList::default();
    fleet.start(Ask(1));
    fleet.add(UtcTime::from_unix(0), (0..count).map(instance).collect(), true);
    assert_eq!(fleet.reading.at(), Some(UtcTime::from_unix(0)));
    fleet
}

fn row(number: usize, (instance, kind, manual, begun): (u8, BackupKind, bool, i64)) -> BackupRow {
    BackupRow {
        id: BackupId::received(&format!("b{number}")).unwrap(),
        name: format!("backup-{number}"),
        instance: Some(id(instance)),
        instance_name: None,
        kind: Some(kind),
        scope: None,
        manual: Some(manual),
        state: BackupState::Completed,
        size_kb: None,
        begun: Some(UtcTime::from_unix(begun)),
        ended: None,
        particulars: None,
    }
}

fn world() -> impl Strategy<Value = World> {
    let row_of = (0_u8..6, select(BackupKind::BOTH.to_vec()), any::<bool>(), 0_i64..60);
    (1_u8..6, prop::collection::vec(row_of, 0..60), 1_usize..9).prop_map(|(fleet, rows, page)| {
        let mut rows: Vec<BackupRow> =
            rows.into_iter().enumerate().map(|(n, it)| row(n, it)).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.begun));
        World { fleet, rows, page }
    })
}

impl World {
    fn page(&self, wanted: &PageWanted) -> BackupPage {
        let fits = |row: &&BackupRow| {
            row.kind == Some(wanted.kind)
                && wanted.instance.as_ref().is_none_or(|id| row.instance.as_ref() == Some(id))
        };
        let all: Vec<&BackupRow> = self.rows.iter().filter(fits).collect();
        let from = wanted.received as usize;
        let rows: Vec<BackupRow> =
            all.iter().skip(from).take(self.page).map(|row| (*row).clone()).collect();
        BackupPage { received: rows.len() as u64, rows }
    }

    fn newest(&self, instance: &InstanceId, made: Made) -> Option<UtcTime> {
        let fits = |row: &&BackupRow| {
            row.instance.as_ref() == Some(instance) && row.manual == Some(made == Made::Manual)
        };
        self.rows.iter().filter(fits).filter_map(|row| row.begun).max()
    }

    /// Nothing that is told is untrue.
    fn assert_true(&self, latest: &NewestBackups) {
        for (instance, made) in
            (0..self.fleet).flat_map(|n| [(id(n), Made::Manual), (id(n), Made::Automated)])
        {
            match latest.of(&instance, made) {
                Told::None => assert_eq!(self.newest(&instance, made), None, "{instance} {made:?}"),
                Told::Newest(told) => {
                    assert_eq!(self.newest(&instance, made), told.begun, "{instance} {made:?}")
                }
                Told::Reading | Told::NotRead => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_told_is_true_at_every_page_and_the_reading_has_an_end(
        world in world(),
        chosen in 0_usize..6,
    ) {
        let (mut fleet, mut latest) = (fleet(world.fleet), NewestBackups::default());
        latest.restart(Ask(1));
        let mut pages = 0;
        while let Some(wanted) = latest.next_of_project(&fleet) {
            prop_assert!(latest.is_under_way());
            pages += 1;
            latest.page_arrived(&wanted, Ok(world.page(&wanted)));
            world.assert_true(&latest);
        }
        prop_assert!(pages <= 2 * MOST_PAGES);
        fleet.follow(false);
        fleet.go_to(chosen, 3);
        if fleet.follow(true) {
            prop_assert_eq!(latest.candidate(&fleet), None, "not before the cursor has rested");
            fleet.cursor_idle();
        }
        let instance = fleet.chosen().unwrap().id.clone();
        let asked = latest.candidate(&fleet).is_some();
        prop_assert_eq!(asked, !latest.is_settled(&instance), "only what is not known is asked \
            about");
        while latest.candidate(&fleet).is_some() {
            let Some(wanted) = latest.next_of(&instance) else { break };
            prop_assert_eq!(wanted.instance.as_ref(), Some(&instance));
            latest.page_arrived(&wanted, Ok(world.page(&wanted)));
            world.assert_true(&latest);
        }
        let own = world.rows.iter().filter(|row| row.instance.as_ref() == Some(&instance));
        let whole = own.count() <= world.page;
        prop_assert!(!whole || latest.is_settled(&instance), "one page of its own is enough for \
            a few");
    }
}

#[test]
fn a_short_project_is_read_until_a_page_of_each_list_is_empty_and_then_never_again() {
    let world =
        World { fleet: 2, rows: vec![row(1, (0, BackupKind::Instance, true, 5))], page: 100 };
    let (fleet, mut latest) = (fleet(2), NewestBackups::default());
    assert_eq!((latest.of(&id(0), Made::Manual), latest.is_new()), (Told::NotRead, true));
    latest.restart(Ask(7));
    let mut kinds = Vec::new();
    while let Some(wanted) = latest.next_of_project(&fleet) {
        assert_eq!(latest.of(&id(1), Made::Manual), Told::Reading);
        kinds.push(wanted.kind);
        latest.page_arrived(&wanted, Ok(world.page(&wanted)));
    }
    // Only an empty page ends a list that has rows.
    assert_eq!(kinds, [BackupKind::Instance, BackupKind::DatabaseTable, BackupKind::Instance]);
    assert!(matches!(latest.of(&id(0), Made::Manual), Told::Newest(it) if it.name == "backup-1"));
    assert_eq!(
        (latest.of(&id(0), Made::Automated), latest.of(&id(1), Made::Manual)),
        (Told::None, Told::None)
    );
    assert_eq!(latest.candidate(&fleet), None);
}

#[test]
fn a_failure_ends_it_and_an_answer_that_nobody_waits_for_is_dropped() {
    let (fleet, mut latest) = (fleet(1), NewestBackups::default());
    latest.restart(Ask(1));
    let first = latest.next_of_project(&fleet).unwrap();
    latest.restart(Ask(2));
    let second = latest.next_of_project(&fleet).unwrap();
    let page = |rows| Ok(BackupPage { received: 1, rows });
    latest.page_arrived(&first, page(vec![row(1, (0, BackupKind::Instance, true, 5))]));
    assert_eq!((latest.of(&id(0), Made::Manual), latest.is_under_way()), (Told::Reading, true));
    let why = CallFailure::NotSent(Obstacle { host: String::new(), cause: ObstacleCause::Lookup });
    latest.page_arrived(&second, Err(why.clone()));
    assert_eq!(
        (latest.next_of_project(&fleet), latest.candidate(&fleet)),
        (None, None),
        "nothing more is asked"
    );
    assert_eq!(
        (latest.of(&id(0), Made::Manual), latest.failure(&id(0))),
        (Told::NotRead, Some(&why))
    );
}

#[test]
fn of_rows_that_do_not_tell_enough_nothing_is_concluded() {
    let vague = BackupRow { manual: None, ..row(1, (0, BackupKind::Instance, true, 5)) };
    let world = World { fleet: 1, rows: vec![vague], page: 100 };
    let (fleet, mut latest) = (fleet(1), NewestBackups::default());
    latest.restart(Ask(1));
    while let Some(wanted) = latest.next_of_project(&fleet) {
        latest.page_arrived(&wanted, Ok(world.page(&wanted)));
    }
    assert_eq!(latest.of(&id(0), Made::Manual), Told::NotRead, "it may be a manual one");
}
