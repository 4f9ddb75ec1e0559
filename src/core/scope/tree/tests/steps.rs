//! Steps back and ahead that move names: what they cost with very many, and what the service or the
//! filter has to say.

use super::*;
use crate::core::scope::choice::ScopeChoice;

/// A typed name is corrected, the service lists the right one with its tables, and
/// the correction is taken back.
#[test]
fn taking_back_a_rename_does_not_move_what_the_service_lists_under_a_typed_name() {
    let mut tree = Tree::default();
    tree.add_databases(&names(&["orders"]), true);
    tree.put_typed(&NamePlace::NewDatabase, "paymnts").unwrap();
    tree.toggle(tree.cursor().unwrap());
    let path = tree.path(tree.cursor().unwrap()).unwrap();
    tree.put_typed(&NamePlace::Rename(path), "payments").unwrap();
    tree.start_databases();
    tree.add_databases(&names(&["orders", "payments"]), true);
    let payments = tree.find("payments").unwrap();
    tree.want(payments);
    tree.next_to_read();
    tree.add_tables("payments", &names(&["cards", "refunds"]), true);
    tree.reading_ended("payments", None);
    let mut scope = ScopeChoice::Tables;
    tree.undo(&mut scope);
    let typed = tree.find("paymnts").unwrap();
    let listed = tree.database(tree.find("payments").unwrap()).unwrap();
    assert_eq!(
        listed.tables().map(|t| t.name).collect::<Vec<_>>(),
        ["cards", "refunds"],
        "what the service lists"
    );
    assert!(
        tree.database(typed).unwrap().tables().all(|t| t.origin != NameOrigin::Listed),
        "nobody listed tables of a typed name"
    );
    assert_eq!(scope_json(&tree), r#"[{"database_name":"paymnts","table_names":null}]"#);
    tree.redo(&mut scope);
    let listed = tree.database(payments).unwrap();
    assert_eq!(
        (listed.tables().count(), listed.listing(), tree.find("paymnts")),
        (2, &Listing::Complete, None)
    );
    assert_eq!(scope_json(&tree), r#"[{"database_name":"payments","table_names":null}]"#);
}

/// A database with matches goes at the end of a reading.
#[test]
fn the_filter_does_not_count_what_has_gone() {
    let mut tree = orders_and_billing();
    tree.set_filter("by_");
    assert_eq!(tree.filter().matching_tables(), 2);
    tree.start_databases();
    tree.add_databases(&names(&["billing"]), true);
    assert_eq!((tree.len(), tree.filter().matching_tables()), (0, 0));
}

/// A step ahead ticks a name that had gone; the filter that it fits does not show it.
#[test]
fn what_a_step_ahead_ticks_is_shown_by_a_filter_that_it_fits() {
    let mut tree = Tree::default();
    tree.add_databases(&names(&["a"]), true);
    let a = tree.path(RowId::Database(0)).unwrap();
    tree.put_typed(&NamePlace::NewTable(a), "t0").unwrap();
    tree.set_filter("t0");
    let mut scope = ScopeChoice::Tables;
    tree.undo(&mut scope);
    tree.start_databases();
    tree.add_databases(&[], true);
    tree.redo(&mut scope);
    assert_eq!(scope_json(&tree), r#"[{"database_name":"a","table_names":["t0"]}]"#);
    assert_eq!(tree.len(), 2);
}

/// Databases that nobody has listed.
fn databases(count: usize) -> Vec<DatabaseScope> {
    (0..count)
        .map(|n| DatabaseScope { database_name: format!("db_{n:06}"), table_names: None })
        .collect()
}

/// Tables that nobody has listed, of so many databases.
fn tables(databases: usize, count: usize) -> Vec<DatabaseScope> {
    let tables = |d: usize| (0..count).map(|n| format!("t_{d}_{n:06}")).collect();
    (0..databases)
        .map(|d| DatabaseScope { database_name: format!("db_{d}"), table_names: Some(tables(d)) })
        .collect()
}

/// What taking a list costs, taking it back, and taking it again, among other names and
/// with a filter or without.
fn costs(list: &[DatabaseScope], filter: &str) -> [usize; 3] {
    let mut tree = Tree::default();
    tree.add_databases(&names(&["db_000001_listed", "db_1", "zoo"]), true);
    tree.add_tables("db_1", &names(&["a", "t_1_000001_listed", "z"]), true);
    tree.set_filter(filter);
    let before = tree.scope();
    let take = looks(|| tree.take(list, Take::Add));
    let (taken, all) = (tree.scope(), tree.known_tables());
    let undo = looks(|| {
        tree.undo(&mut ScopeChoice::Tables);
    });
    assert_eq!((tree.scope(), tree.known_tables(), tree.databases().len()), (before, 3, 3));
    let redo = looks(|| {
        tree.redo(&mut ScopeChoice::Tables);
    });
    assert_eq!((tree.scope(), tree.known_tables()), (taken, all));
    [take, undo, redo]
}

/// Counted, not timed: each name is looked at a few times, however many there are.
#[test]
fn a_step_over_very_many_names_looks_at_each_a_few_times() {
    type List = fn(usize) -> Vec<DatabaseScope>;
    let lists: [(&str, List); 3] = [
        ("databases", databases),
        ("tables of one", |count| tables(1, count)),
        ("tables of many", |count| tables(count / 10, 10)),
    ];
    for (what, list) in lists {
        for filter in ["", "t_", "db_"] {
            let [few, many] = [1_000, 8_000].map(|count| costs(&list(count), filter));
            for (key, (few, many)) in ["undo", "redo"].iter().zip(few.iter().zip(many).skip(1)) {
                assert!(
                    many <= 10 * few && many <= 32 * 8_000,
                    "{what}, {filter:?}, {key}: {few} and {many}"
                );
            }
        }
    }
}

/// Ticked names that have gone, and come back with the step that ticked them.
#[test]
fn a_step_that_brings_back_what_has_gone_looks_at_each_name_a_few_times() {
    let cost = |count: usize| {
        let listed: Vec<String> = (0..count).map(|n| format!("db_{n:06}")).collect();
        let mut tree = Tree::default();
        tree.add_databases(&listed, true);
        tree.tick_shown(true);
        tree.tick_shown(false);
        tree.start_databases();
        tree.add_databases(&names(&["other"]), true);
        assert_eq!(tree.databases().len(), 1);
        let undo = looks(|| {
            tree.undo(&mut ScopeChoice::Tables);
        });
        assert_eq!(
            (tree.counts().whole, tree.databases().len(), tree.chosen_typed_names()),
            (count, count + 1, count)
        );
        undo
    };
    let (few, many) = (cost(1_000), cost(8_000));
    assert!(many <= 10 * few, "{few} and {many}");
}
