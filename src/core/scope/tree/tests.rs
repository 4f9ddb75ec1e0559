//! The tree: ticks, rows, filter, typed names, and what becomes of the scope.

use super::*;
use crate::core::scope::name_rule::NameProblem;
use crate::core::{base::CallFailure, scope::choice::DatabaseScope};

mod model;
mod sequences;
mod states;
mod steps;

thread_local! {
    /// Names and branches that were looked at: what a key costs on any machine.
    static LOOKS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

pub(super) fn looked() {
    LOOKS.with(|looks| looks.set(looks.get() + 1));
}

/// How often names and branches are looked at meanwhile.
fn looks(work: impl FnOnce()) -> usize {
    let before = LOOKS.with(std::cell::Cell::get);
    work();
    LOOKS.with(std::cell::Cell::get) - before
}

impl Tree {
    /// Returns the number of tables known so far.
    pub(crate) fn known_tables(&self) -> usize {
        self.databases().map(Database::table_count).sum()
    }

    /// Returns the bytes of the steps behind.
    const fn history_weight(&self) -> usize {
        self.history.weight
    }

    /// Returns how many steps can be undone.
    fn history_steps(&self) -> usize {
        self.history.behind.len()
    }
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|s| (*s).to_owned()).collect()
}

fn orders_and_billing() -> Tree {
    let mut tree = Tree::default();
    tree.add_databases(&names(&["orders", "billing", "audit"]), true);
    tree.add_tables("orders", &names(&["items", "by_day", "by_id"]), true);
    tree.add_tables("billing", &names(&["invoices"]), true);
    tree
}

fn scope_json(tree: &Tree) -> String {
    serde_json::to_string(&tree.scope()).unwrap()
}

#[test]
fn a_whole_database_is_null_and_tables_are_listed_and_all_of_them_stay_one_by_one() {
    let mut tree = orders_and_billing();
    let (billing, orders) = (tree.find("billing").unwrap(), tree.find("orders").unwrap());
    tree.toggle(RowId::Database(billing));
    tree.toggle(RowId::Table(orders, 0));
    assert_eq!(
        scope_json(&tree),
        r#"[{"database_name":"billing","table_names":null},{"database_name":"orders","table_names":["by_day"]}]"#
    );
    tree.toggle(RowId::Table(orders, 1));
    tree.toggle(RowId::Table(orders, 2));
    assert_eq!(tree.database(orders).unwrap().mark(), Mark::AllOneByOne(3));
    assert!(scope_json(&tree).contains(r#"["by_day","by_id","items"]"#));
    assert_eq!(tree.counts(), Counts { whole: 1, partly: 1, tables: 3 });
}

#[test]
fn unticking_a_table_of_a_whole_database_narrows_it() {
    let mut tree = orders_and_billing();
    let orders = tree.find("orders").unwrap();
    tree.toggle(RowId::Database(orders));
    tree.toggle(RowId::Table(orders, 1));
    assert_eq!(
        scope_json(&tree),
        r#"[{"database_name":"orders","table_names":["by_day","items"]}]"#
    );
}

#[test]
fn unticking_the_last_table_leaves_nothing_not_everything() {
    let mut tree = orders_and_billing();
    let billing = tree.find("billing").unwrap();
    tree.toggle(RowId::Table(billing, 0));
    tree.toggle(RowId::Table(billing, 0));
    assert!(tree.counts().is_nothing());
    assert_eq!(scope_json(&tree), "[]");
    tree.toggle(RowId::Database(billing));
    tree.toggle(RowId::Table(billing, 0));
    assert_eq!(scope_json(&tree), "[]", "the only table taken out of a whole database");
}

#[test]
fn typed_names_join_the_tree_marked_and_can_be_renamed_and_removed() {
    let mut tree = orders_and_billing();
    assert_eq!(tree.put_typed(&NamePlace::NewDatabase, "orders"), Err(NameProblem::Duplicate));
    assert_eq!(tree.put_typed(&NamePlace::NewDatabase, ""), Err(NameProblem::Empty));
    assert_eq!(tree.put_typed(&NamePlace::NewDatabase, " x"), Err(NameProblem::SpacesAround));
    assert_eq!(
        tree.put_typed(&NamePlace::NewDatabase, "a\u{202e}b"),
        Err(NameProblem::Unprintable)
    );
    tree.put_typed(&NamePlace::NewDatabase, "Legacy").unwrap();
    let d = tree.find("Legacy").unwrap();
    assert!(tree.counts().is_nothing(), "naming a database chooses nothing yet");
    let here = tree.path(RowId::Database(d)).unwrap();
    tree.put_typed(&NamePlace::NewTable(here), "t1").unwrap();
    assert_eq!(scope_json(&tree), r#"[{"database_name":"Legacy","table_names":["t1"]}]"#);
    let here = tree.path(RowId::Table(d, 0)).unwrap();
    tree.put_typed(&NamePlace::Rename(here), "t2").unwrap();
    assert!(scope_json(&tree).contains("t2"));
    assert_eq!(tree.chosen_typed_names(), 2);
    tree.remove(RowId::Table(d, 0));
    tree.remove(RowId::Database(d));
    let orders = tree.find("orders").unwrap();
    tree.remove(RowId::Database(orders));
    assert_eq!(tree.databases().len(), 3, "a listed database cannot be removed");
}

/// A prompt is open while pages arrive: it holds names, for rows move.
#[test]
fn a_name_goes_where_it_was_meant_to_or_nowhere() {
    let mut tree = Tree::default();
    tree.add_databases(&names(&["orders"]), false);
    let orders = NamePlace::NewTable(tree.path(RowId::Database(0)).unwrap());
    tree.put_typed(&NamePlace::NewDatabase, "payments").unwrap();
    let payments = NamePlace::Rename(tree.path(RowId::Database(1)).unwrap());
    tree.add_databases(&names(&["billing", "payments"]), true);
    tree.put_typed(&orders, "secret_table").unwrap();
    assert_eq!(scope_json(&tree), r#"[{"database_name":"orders","table_names":["secret_table"]}]"#);
    assert_eq!(
        tree.put_typed(&payments, "salaries"),
        Err(NameProblem::Gone),
        "the service lists it by now"
    );
    assert!(tree.find("payments").is_some());
}

#[test]
fn a_typed_name_that_the_service_lists_later_keeps_its_tick() {
    let mut tree = Tree::default();
    tree.put_typed(&NamePlace::NewDatabase, "late").unwrap();
    tree.toggle(RowId::Database(0));
    tree.add_databases(&names(&["early", "late", "late", ""]), true);
    assert_eq!(tree.databases().len(), 2);
    assert_eq!(tree.chosen_typed_names(), 0);
    assert!(scope_json(&tree).contains("late"));
    assert_eq!(
        tree.cursor().and_then(|row| tree.name(row)),
        Some("late"),
        "the cursor stays on its name"
    );
}

#[test]
fn the_filter_looks_at_both_names_and_bulk_ticks_follow_it() {
    let mut tree = orders_and_billing();
    tree.set_filter("by");
    let shown: Vec<_> = tree.rows(0, 99).collect();
    let orders = tree.find("orders").unwrap();
    assert_eq!(shown, [RowId::Database(orders), RowId::Table(orders, 0), RowId::Table(orders, 1)]);
    tree.tick_shown(true);
    assert_eq!(
        scope_json(&tree),
        r#"[{"database_name":"orders","table_names":["by_day","by_id"]}]"#
    );
    tree.set_filter("ORDERS.it");
    tree.tick_shown(false);
    assert_eq!(tree.counts().tables, 2, "what the filter hides keeps its tick");
    tree.set_filter("nothing like it");
    assert!(tree.is_empty());
    tree.tick_shown(true);
    assert_eq!(tree.counts().tables, 2);
    tree.set_filter("");
    tree.tick_shown(true);
    assert_eq!(tree.counts(), Counts { whole: 3, partly: 0, tables: 0 });
}

#[test]
fn long_names_are_found_among_the_chosen_only() {
    let mut tree = Tree::default();
    let long = "x".repeat(49);
    tree.add_databases(&[long.clone(), "ok".to_owned()], true);
    assert_eq!(tree.chosen_long_names(), None);
    tree.toggle(RowId::Database(tree.find(&long).unwrap()));
    assert_eq!(tree.chosen_long_names(), Some((1, long.as_str())));
    let ok = tree.find("ok").unwrap();
    tree.add_tables("ok", &names(&["a", &"y".repeat(50), &"z".repeat(51)]), true);
    tree.choose_tables_one_by_one(ok);
    assert_eq!(tree.chosen_long_names().map(|(count, _)| count), Some(3));
    tree.toggle(RowId::Database(ok));
    assert_eq!(
        tree.chosen_long_names(),
        Some((1, long.as_str())),
        "the whole of it names no table"
    );
}

#[test]
fn paging_and_scrolling_stay_inside() {
    let mut tree = Tree::default();
    tree.add_databases(&(0..50).map(|i| format!("db{i:02}")).collect::<Vec<_>>(), true);
    tree.go_to(49, 8);
    assert_eq!((tree.cursor_number(), tree.top()), (49, 42));
    tree.go_to(1_000, 8);
    assert_eq!(tree.cursor_number(), 49);
    tree.go_to(0, 8);
    assert_eq!((tree.cursor_number(), tree.top()), (0, 0));
    tree.set_filter("db4");
    tree.normalise(8);
    assert_eq!(tree.len(), 10);
}
