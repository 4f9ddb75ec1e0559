//! The instance list against the plainest list that could stand in its place.

use proptest::{prelude::*, sample::select};

use super::*;
use crate::core::{
    base::Engine,
    choose::columns::{ENGINE, ID},
};

fn instance(number: u8, name: &str) -> Instance {
    Instance {
        id: InstanceId::received(&format!("{number:032x}in06")).unwrap(),
        name: name.to_owned(),
        engine: if number.is_multiple_of(2) { Engine::Cassandra } else { Engine::Redis },
        version: String::new(),
        status: "normal".to_owned(),
        actions: Vec::new(),
        nodes: 3,
        used_gb: None,
        backup_window: None,
        region: None,
        created: None,
        billing: Box::default(),
    }
}

/// What can happen to the list.
#[derive(Debug, Clone)]
enum Step {
    Start,
    Page(Vec<(u8, &'static str)>, bool),
    Filter(&'static str),
    GoTo(usize),
    Order,
}

fn step() -> impl Strategy<Value = Step> {
    let names = ["orders", "Orders-01", "audit", "ΟΔΟΣ", "ΟΔΟΣΑ", "数据", "a b"];
    let filters = [
        "",
        "o",
        "or",
        "ord",
        "ord c",
        "ord ca",
        "REDIS",
        "x",
        " ",
        "σ",
        "οδος",
        "οδοσα",
        "ΟΔΟΣ",
        "ΟΔΟΣΑ",
        "数",
        "in06 nor",
    ];
    let rows = prop::collection::vec((0_u8..12, select(names.to_vec())), 0..6);
    prop_oneof![
        1 => Just(Step::Start),
        4 => (rows, prop::bool::weighted(0.4)).prop_map(|(rows, last)| Step::Page(rows, last)),
        4 => select(filters.to_vec()).prop_map(Step::Filter),
        2 => (0_usize..14).prop_map(Step::GoTo),
        2 => Just(Step::Order),
    ]
}

/// All that the list shows by its filter, looked at one by one.
fn wanted(list: &InstanceList) -> Vec<InstanceId> {
    let words: Vec<String> = list.filter.value().split_whitespace().map(small).collect();
    let fits = |i: &&Instance| {
        let text = small(&format!("{} {} {} {}", i.name, i.id, i.engine.name(), i.status));
        words.iter().all(|w| text.contains(w.as_str()))
    };
    let mut shown: Vec<&Instance> = list.instances().filter(fits).collect();
    let name = |i: &Instance| (small(&i.name), i.id.clone());
    match list.order {
        None => {}
        Some(ENGINE) => shown.sort_by_key(|i| (i.engine.name(), name(i))),
        Some(ID) => shown.sort_by_key(|i| i.id.clone()),
        // The instances of these tests have the same in every other column.
        Some(_) => shown.sort_by_key(|i| name(i)),
    }
    shown.into_iter().map(|i| i.id.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_list_shows_what_fits_and_the_cursor_stays_on_its_instance(
        steps in prop::collection::vec(step(), 1..30),
    ) {
        let mut list = InstanceList::default();
        for step in steps {
            let before = list.chosen().map(|i| i.id.clone());
            match &step {
                Step::Start => list.start(Ask(1)),
                Step::Page(rows, last) => {
                    let rows = rows.iter().map(|(n, name)| instance(*n, name)).collect();
                    list.add(UtcTime::from_unix(0), rows, *last);
                }
                Step::Filter(text) => {
                    list.filter = (*text).into();
                    list.refresh();
                }
                Step::GoTo(row) => list.go_to(*row, 5),
                Step::Order => list.order_by_next(),
            }
            let rows = (0..list.len()).filter_map(|n| list.row(n));
            let shown: Vec<InstanceId> = rows.map(|i| i.id.clone()).collect();
            prop_assert_eq!(&shown, &wanted(&list), "{:?}", step);
            for (place, instance) in list.instances().enumerate() {
                prop_assert_eq!(list.places.get(&instance.id), Some(&place));
            }
            prop_assert_eq!(list.places.len(), list.instances().len());
            prop_assert_eq!(list.held(), list.instances().map(Row::weight).sum::<usize>());
            prop_assert!(list.cursor() < list.len().max(1));
            let stays = before.filter(|id| shown.contains(id) && !matches!(step, Step::GoTo(_)));
            if let Some(id) = stays {
                prop_assert_eq!(list.chosen().map(|i| &i.id), Some(&id), "the cursor left its \
                    instance at {:?}", step);
            }
        }
    }
}

#[test]
fn after_a_reading_the_list_stands_as_the_service_lists_it() {
    let mut list = InstanceList::default();
    let at = UtcTime::from_unix(0);
    let ids = |list: &InstanceList| list.instances().map(|i| i.name.clone()).collect::<Vec<_>>();
    list.start(Ask(1));
    list.add(at, vec![instance(1, "one"), instance(2, "two"), instance(3, "three")], true);
    list.start(Ask(2));
    list.add(at, vec![instance(9, "new"), instance(1, "one")], false);
    assert_eq!(ids(&list), ["one", "two", "three", "new"], "nothing moves while pages come");
    list.add(at, vec![instance(1, "one"), instance(3, "three")], true);
    assert_eq!(ids(&list), ["new", "one", "three"]);
}

#[test]
fn each_column_has_an_order_with_the_unknown_last_and_ties_by_name_then_id() {
    let with = |number, name, change: fn(&mut Instance)| {
        let mut it = instance(number, name);
        change(&mut it);
        it
    };
    let rows = vec![
        with(1, "b", |i| i.used_gb = Some(90.0)),
        with(2, "C", |i| (i.nodes, i.used_gb) = (12, Some(812.0))),
        with(5, "a", |i| i.status = "abnormal".to_owned()),
        with(3, "a", |i| i.backup_window = Some("03:00-04:00".to_owned())),
        with(4, "d", |i| (i.nodes, i.backup_window) = (0, Some("02:00-03:00".to_owned()))),
        with(6, "e", |i| (i.status, i.actions) = (String::new(), vec!["BACKUP".to_owned()])),
    ];
    let mut list = InstanceList::default();
    list.start(Ask(1));
    list.add(UtcTime::from_unix(0), rows, true);
    let last = [(1, 300), (3, 100), (6, 200)];
    let begun = |id: &InstanceId| {
        let is = |n: u8| id.as_str().starts_with(&format!("{n:032x}"));
        last.iter().find(|(n, _)| is(*n)).map(|(_, at)| UtcTime::from_unix(*at))
    };
    list.note_newest(begun);
    // Which column, and the instances by their numbers, from the first row on.
    let orders: [(&str, [u8; 6]); 10] = [
        ("as listed", [1, 2, 5, 3, 4, 6]),
        ("name", [3, 5, 1, 2, 4, 6]),
        ("engine", [2, 4, 6, 3, 5, 1]),
        ("id", [1, 2, 3, 4, 5, 6]),
        ("status", [5, 3, 1, 2, 4, 6]),
        ("action", [6, 3, 5, 1, 2, 4]),
        ("nodes", [2, 3, 5, 1, 6, 4]),
        ("used GB", [2, 1, 3, 5, 4, 6]),
        ("last backup", [3, 6, 1, 5, 2, 4]),
        ("auto window UTC", [4, 3, 5, 1, 2, 6]),
    ];
    for (column, wanted) in orders {
        let ids = (0..list.len()).filter_map(|n| list.row(n));
        let ids: Vec<String> = ids.map(|i| i.id.to_string()).collect();
        assert_eq!(ids, wanted.map(|n| format!("{n:032x}in06")), "{column}");
        list.order_by_next();
    }
    assert_eq!(list.order, None, "behind the last column comes the service's order");
}
