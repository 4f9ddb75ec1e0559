//! What is not listed any more, what is folded away, what is read when, and what a step back may
//! take.

use super::*;
use crate::core::{
    base::{Head, Refusal},
    scope::choice::ScopeChoice,
};

fn many(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("name_{n:04}")).collect()
}

fn shown(tree: &Tree) -> Vec<String> {
    tree.rows(0, 99).map(|row| tree.name(row).unwrap_or("-").to_owned()).collect()
}

fn failure(status: u16) -> CallFailure {
    let head = Head { status, ..Head::default() };
    CallFailure::Refused(Refusal { head, code: None, words: "".into() })
}

#[test]
fn a_chosen_name_that_is_not_listed_any_more_stays_and_others_go() {
    let mut tree = orders_and_billing();
    let (audit, orders) = (tree.find("audit").unwrap(), tree.find("orders").unwrap());
    tree.toggle(RowId::Database(audit));
    tree.toggle(RowId::Table(orders, tree.find_table(orders, "by_day").unwrap()));
    tree.start_databases();
    tree.add_databases(&names(&["orders"]), true);
    assert_eq!(tree.databases().map(Database::name).collect::<Vec<_>>(), ["audit", "orders"]);
    assert!(tree.database(audit).unwrap().is_not_listed());
    assert!(tree.forget_listing(orders));
    tree.want(orders);
    tree.add_tables("orders", &names(&["items"]), true);
    let database = tree.database(orders).unwrap();
    let known: Vec<(&str, bool)> =
        database.tables().map(|t| (t.name, database.is_table_not_listed(t))).collect();
    assert_eq!(known, [("by_day", true), ("items", false)]);
    assert_eq!(
        (tree.chosen_typed_names(), tree.counts()),
        (2, Counts { whole: 1, partly: 1, tables: 1 })
    );
    tree.start_databases();
    tree.add_databases(&names(&["orders", "audit", "billing"]), true);
    assert_eq!((tree.chosen_typed_names(), tree.databases().len()), (1, 3), "listed again");
}

/// A step back may tick what has gone meanwhile: then it is there again, as not listed.
#[test]
fn what_a_step_back_ticks_can_be_seen() {
    let mut tree = orders_and_billing();
    let (billing, orders) = (tree.find("billing").unwrap(), tree.find("orders").unwrap());
    let by_day = RowId::Table(orders, tree.find_table(orders, "by_day").unwrap());
    for row in [RowId::Database(billing), RowId::Database(billing), by_day, by_day] {
        tree.toggle(row);
    }
    tree.forget_listing(orders);
    tree.want(orders);
    tree.add_tables("orders", &names(&["by_id"]), true);
    tree.start_databases();
    tree.add_databases(&names(&["orders"]), true);
    assert_eq!(tree.name(by_day), None);
    let mut scope = ScopeChoice::Tables;
    for _ in 0..3 {
        assert!(tree.undo(&mut scope).is_some());
    }
    assert_eq!(scope_json(&tree), r#"[{"database_name":"billing","table_names":null}]"#);
    assert!(tree.database(billing).unwrap().is_not_listed());
    assert!(tree.redo(&mut scope).is_some() && tree.redo(&mut scope).is_some());
    assert_eq!(scope_json(&tree), r#"[{"database_name":"orders","table_names":["by_day"]}]"#);
    assert_eq!(tree.name(by_day), Some("by_day"));
}

#[test]
fn a_renamed_database_keeps_what_is_in_it_there_and_back() {
    let mut tree = Tree::default();
    tree.put_typed(&NamePlace::NewDatabase, "old").unwrap();
    let old = tree.path(tree.cursor().unwrap()).unwrap();
    tree.put_typed(&NamePlace::NewTable(old.clone()), "t").unwrap();
    tree.put_typed(&NamePlace::Rename(old), "new").unwrap();
    assert_eq!(scope_json(&tree), r#"[{"database_name":"new","table_names":["t"]}]"#);
    let mut scope = ScopeChoice::Tables;
    tree.undo(&mut scope);
    assert_eq!(scope_json(&tree), r#"[{"database_name":"old","table_names":["t"]}]"#);
    tree.redo(&mut scope);
    assert_eq!(scope_json(&tree), r#"[{"database_name":"new","table_names":["t"]}]"#);
    assert_eq!(tree.databases().len(), 1);
}

#[test]
fn system_keyspaces_are_folded_away_and_no_bulk_tick_takes_them() {
    let mut tree = Tree::default();
    tree.add_databases(&names(&["system", "orders", "system_auth", "systematic", "zoo"]), true);
    assert_eq!(shown(&tree), ["orders", "systematic", "zoo", "-"]);
    assert_eq!(tree.row(3), Some(RowId::System));
    tree.tick_shown(true);
    assert_eq!(tree.counts().whole, 3);
    assert_eq!(tree.system_keyspaces(), SystemKeyspaces { count: 2, chosen: 0, open: false });
    tree.set_system_open(true);
    assert_eq!(shown(&tree), ["orders", "systematic", "zoo", "-", "system", "system_auth"]);
    tree.toggle(tree.row(5).unwrap());
    assert!(scope_json(&tree).contains("system_auth"));
    tree.set_system_open(false);
    assert_eq!(
        (tree.system_keyspaces().chosen, tree.counts().whole),
        (1, 4),
        "folded away, and said"
    );
    tree.set_filter("system");
    assert_eq!(
        shown(&tree),
        ["systematic", "-", "system", "system_auth"],
        "whoever looks for them finds them"
    );
}

#[test]
fn a_few_are_read_at_a_time_and_what_is_opened_comes_first() {
    let mut tree = Tree::default();
    tree.add_databases(&many(6), true);
    assert_eq!(tree.want_all(), 6);
    let first: Vec<_> = std::iter::from_fn(|| tree.next_to_read()).collect();
    assert_eq!(first, many(6)[..3]);
    tree.want(tree.find("name_0005").unwrap());
    tree.add_tables("name_0000", &names(&["a"]), true);
    tree.reading_ended("name_0000", None);
    assert_eq!(std::iter::from_fn(|| tree.next_to_read()).collect::<Vec<_>>(), ["name_0005"]);
    tree.reading_ended("name_0001", Some(&failure(429)));
    tree.tables_failed("name_0001", failure(429));
    assert_eq!(tree.next_to_read(), None, "one at a time from now on");
    tree.reading_ended("name_0002", None);
    assert_eq!(tree.next_to_read(), None);
    assert_eq!(tree.loading_all(), Some(Progress { done: 3, of: 6, failed: 1 }));
    tree.reading_ended("name_0005", None);
    assert_eq!((tree.next_to_read().as_deref(), tree.next_to_read()), (Some("name_0003"), None));
    assert!(tree.unwant_all());
    assert_eq!((tree.loading_all(), tree.is_reading(), tree.next_to_read()), (None, false, None));
    assert_eq!(tree.want_all(), 3, "those that were stopped, and the one that failed");
}

#[test]
fn a_closed_branch_is_not_read_on() {
    let mut tree = Tree::default();
    tree.add_databases(&many(5), true);
    (0..5).for_each(|d| tree.want(d));
    assert_eq!(std::iter::from_fn(|| tree.next_to_read()).count(), 3);
    let (under_way, waiting) = (tree.find("name_0004").unwrap(), tree.find("name_0000").unwrap());
    assert_eq!((tree.unwant(under_way), tree.unwant(waiting)), (true, false));
    assert_eq!(*tree.database(waiting).unwrap().listing(), Listing::NotAsked);
    assert_eq!((tree.next_to_read().as_deref(), tree.next_to_read()), (Some("name_0001"), None));
}

/// A database that is not listed any more takes no call's place, and comes back as one
/// that nobody has looked into.
#[test]
fn what_goes_while_it_is_read_blocks_nothing() {
    let mut tree = Tree::default();
    tree.add_databases(&many(6), true);
    assert_eq!(tree.want_all(), 6);
    assert_eq!(std::iter::from_fn(|| tree.next_to_read()).count(), 3);
    tree.start_databases();
    tree.add_databases(&many(6)[4..], true);
    for name in &many(6)[..3] {
        tree.add_tables(name, &names(&["t"]), true);
        tree.reading_ended(name, None);
    }
    assert_eq!(std::iter::from_fn(|| tree.next_to_read()).collect::<Vec<_>>(), many(6)[4..]);
    tree.add_databases(&many(6), true);
    assert_eq!((*tree.database(0).unwrap().listing()).clone(), Listing::NotAsked);
    assert_eq!(tree.want_all(), 6, "two under way, four to be read");
}

#[test]
fn a_filter_of_very_many_names_goes_on_in_slices_and_a_bulk_tick_waits_for_its_end() {
    let mut tree = Tree::default();
    tree.add_databases(&names(&["big", "small"]), true);
    let big = tree.find("big").unwrap();
    for first in (0..150_000).step_by(50_000) {
        let page: Vec<String> = (first..first + 50_000).map(|n| format!("table_{n:06}")).collect();
        tree.add_tables("big", &page, first == 100_000);
    }
    tree.add_tables("small", &names(&["table_149999", "other"]), true);
    tree.set_filter("9999");
    assert!(tree.is_looking() && tree.filter().matching_tables() < 15);
    tree.set_filter("99999");
    assert_eq!(tree.filter().matching_tables(), 0, "found among what the wider words have found");
    // A page comes in the middle of it.
    tree.add_tables("big", &names(&["a_099999"]), false);
    while tree.is_looking() {
        tree.look_on();
    }
    assert_eq!(shown(&tree), ["big", "a_099999", "table_099999"]);
    tree.set_filter("9999");
    tree.tick_shown(true);
    assert_eq!((tree.counts().tables, tree.is_looking()), (24 + 1 + 1, false));
    assert_eq!(tree.database(big).unwrap().mark(), Mark::Some(24 + 1));
}

#[test]
fn what_the_filter_found_is_marked() {
    let mut tree = orders_and_billing();
    tree.set_filter("BY ders.by");
    let marked = |name: &str| {
        tree.filter()
            .matches(name)
            .iter()
            .map(|range| name[range.clone()].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (marked("by_day"), marked("orders"), marked("BABY")),
        (vec!["by".to_owned()], vec!["ders".to_owned()], vec!["BY".to_owned()])
    );
    assert_eq!(shown(&tree), ["orders", "by_day", "by_id"]);
}

/// Bulk changes are sets, and the oldest steps go.
#[test]
fn the_steps_to_undo_take_little() {
    let mut tree = Tree::default();
    tree.add_databases(&many(100), true);
    let tables = many(1_000);
    for name in many(100) {
        tree.add_tables(&name, &tables, true);
    }
    tree.set_filter("name_09");
    for _ in 0..400 {
        tree.tick_shown(true);
        tree.tick_shown(false);
    }
    assert!(tree.history_weight() <= 4 << 20, "{}", tree.history_weight());
    assert!(tree.history_steps() >= 100, "{}", tree.history_steps());
    (0..2_000).for_each(|_| tree.toggle(RowId::Table(0, 0)));
    assert_eq!(tree.history_steps(), 1_000);
}

/// A tree of so many databases with so many tables each; one name in a hundred is
/// too long for the engine.
fn large(databases: usize, tables: usize) -> Tree {
    let mut tree = Tree::default();
    let databases: Vec<String> = (0..databases).map(|n| format!("database_{n:04}")).collect();
    tree.add_databases(&databases, true);
    for first in (0..tables).step_by(100) {
        let page: Vec<String> = (first..first + 100)
            .map(|n| format!("table_{n:0width$}", width = if n % 100 == 7 { 60 } else { 6 }))
            .collect();
        databases
            .iter()
            .for_each(|database| tree.add_tables(database, &page, first + 100 >= tables));
    }
    tree
}

/// What every message does, and what is drawn after it.
fn see(tree: &mut Tree) {
    tree.normalise(20);
    tree.rows(tree.top(), 20).for_each(|row| {
        tree.name(row);
    });
    tree.chosen().take(20).for_each(|database| database.ticked_tables(20).for_each(drop));
    tree.chosen_long_names();
    tree.system_keyspaces();
}

/// Counted, not timed: the logarithm of the names may show, their number may not.
#[test]
fn what_a_key_looks_at_does_not_grow_with_the_tree() {
    type Work = fn(&mut Tree);
    let keys: [(&str, Work); 8] = [
        ("down", |tree| tree.go_to(tree.cursor_number() + 1, 20)),
        ("page down", |tree| tree.go_to(tree.cursor_number() + 20, 20)),
        ("end", |tree| tree.go_to(usize::MAX, 20)),
        ("tick", |tree| tree.cursor().into_iter().for_each(|row| tree.toggle(row))),
        ("undo", |tree| {
            tree.undo(&mut ScopeChoice::Tables);
        }),
        ("redo", |tree| {
            tree.redo(&mut ScopeChoice::Tables);
        }),
        ("fold", |tree| {
            tree.set_open(3, false);
        }),
        ("open", |tree| {
            tree.set_open(3, true);
        }),
    ];
    let counts = [(10, 100), (100, 1_000), (5, 20_000)].map(|(databases, tables)| {
        let mut tree = large(databases, tables);
        tree.set_open(3, true);
        (0..databases).for_each(|d| tree.toggle(RowId::Table(d, 7)));
        tree.go_to(50, 20);
        keys.map(|(_, key)| {
            looks(|| {
                key(&mut tree);
                see(&mut tree);
            })
        })
    });
    for ((what, _), n) in keys.iter().zip(0..) {
        let [few, many, deep] = counts.map(|counts| counts[n]);
        assert!(
            few > 0 && many <= 2 * few + 40 && deep <= 2 * few + 40,
            "{what}: {few}, {many} and {deep}"
        );
    }
}

/// The last page of a long list costs about as much as the second.
#[test]
fn a_page_looks_at_its_own_names() {
    let mut tree = large(1, 100);
    let mut page = |n: usize| {
        let page: Vec<String> = (n * 100..n * 100 + 100).map(|n| format!("table_{n:06}")).collect();
        looks(|| tree.add_tables("database_0000", &page, false))
    };
    let costs: Vec<usize> = (1..300).map(&mut page).collect();
    assert!(costs[298] <= 3 * costs[0], "{} and {}", costs[0], costs[298]);
}

#[test]
fn a_list_is_taken_in_one_step_and_given_back_in_one() {
    use crate::core::scope::tree::taking::Take;
    let mut tree = orders_and_billing();
    tree.toggle(RowId::Database(tree.find("billing").unwrap()));
    let before = scope_json(&tree);
    let row = |name: &str, tables: Option<&[&str]>| DatabaseScope {
        database_name: name.to_owned(),
        table_names: tables.map(names),
    };
    let list = [
        row("orders", Some(&["by_day", "new"])),
        row("billing", Some(&["invoices"])),
        row("other", None),
    ];
    tree.take(&list, Take::Add);
    let added = r#"[{"database_name":"billing","table_names":null},{"database_name":"orders","table_names":["by_day","new"]},{"database_name":"other","table_names":null}]"#;
    assert_eq!((scope_json(&tree).as_str(), tree.chosen_typed_names()), (added, 2));
    let mut scope = ScopeChoice::Tables;
    tree.undo(&mut scope);
    assert_eq!(
        (scope_json(&tree), tree.databases().len(), tree.known_tables()),
        (before.clone(), 3, 4)
    );
    tree.redo(&mut scope);
    assert_eq!(scope_json(&tree), added);
    tree.take(&list[1..2], Take::Replace);
    assert_eq!(scope_json(&tree), r#"[{"database_name":"billing","table_names":["invoices"]}]"#);
    tree.undo(&mut scope);
    assert_eq!(scope_json(&tree), added);
    tree.undo(&mut scope);
    assert_eq!(scope_json(&tree), before);
}
