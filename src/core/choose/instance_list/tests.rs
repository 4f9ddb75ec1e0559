//! The instance list against the plainest list that could stand in its place.

use proptest::{prelude::*, sample::select};

use super::*;
use crate::core::base::instance::Engine;

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
    ]
}

/// All that the list shows by its filter, looked at one by one.
fn wanted(list: &InstanceList) -> Vec<InstanceId> {
    let words: Vec<String> = list.filter.value().split_whitespace().map(small).collect();
    let fits = |i: &&Instance| {
        let text = small(&format!("{} {} {} {}", i.name, i.id, i.engine.name(), i.status));
        words.iter().all(|w| text.contains(w.as_str()))
    };
    list.instances().iter().filter(fits).map(|i| i.id.clone()).collect()
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
            }
            let rows = (0..list.len()).filter_map(|n| list.row(n));
            let shown: Vec<InstanceId> = rows.map(|i| i.id.clone()).collect();
            prop_assert_eq!(&shown, &wanted(&list), "{:?}", step);
            for (place, instance) in list.instances().iter().enumerate() {
                prop_assert_eq!(list.places.get(&instance.id), Some(&place));
            }
            prop_assert_eq!(list.places.len(), list.instances().len());
            prop_assert_eq!(list.held(), list.instances().iter().map(Row::weight).sum::<usize>());
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
    let ids =
        |list: &InstanceList| list.instances().iter().map(|i| i.name.clone()).collect::<Vec<_>>();
    list.start(Ask(1));
    list.add(at, vec![instance(1, "one"), instance(2, "two"), instance(3, "three")], true);
    list.start(Ask(2));
    list.add(at, vec![instance(9, "new"), instance(1, "one")], false);
    assert_eq!(ids(&list), ["one", "two", "three", "new"], "nothing moves while pages come");
    list.add(at, vec![instance(1, "one"), instance(3, "three")], true);
    assert_eq!(ids(&list), ["new", "one", "three"]);
}
