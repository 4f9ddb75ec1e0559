//! Any sequence of keys and pages: what is kept is what a count anew brings, and a step back and
//! ahead changes nothing.

use proptest::prelude::*;

use super::*;
use crate::core::scope::choice::{self, ScopeChoice};

#[derive(Debug, Clone)]
enum Op {
    Tick(usize),
    Open(usize, bool),
    Filter(String),
    TypeDatabase(String),
    TypeTable(usize, String),
    Rename(usize, String),
    Remove(usize),
    Page(usize, Vec<String>, bool),
    Databases(Vec<String>, bool, bool),
    Begin(usize),
    Bulk(bool),
    Take(Vec<(String, Option<Vec<String>>)>, bool),
    Undo,
    Redo,
    Look,
}

fn op() -> impl Strategy<Value = Op> {
    let name = "[abAB]{1,2}|system";
    let table = "[tT][0-3]";
    prop_oneof![
        6 => (0..20_usize).prop_map(Op::Tick),
        2 => (0..6_usize, any::<bool>()).prop_map(|(d, o)| Op::Open(d, o)),
        2 => "[abt0-3.]{0,2}".prop_map(Op::Filter),
        2 => name.prop_map(Op::TypeDatabase),
        2 => (0..6_usize, table).prop_map(|(d, name)| Op::TypeTable(d, name)),
        3 => (0..20_usize, "[abAB]{1,2}|[tT][0-3]").prop_map(|(d, name)| Op::Rename(d, name)),
        2 => (0..20_usize).prop_map(Op::Remove),
        3 => (0..6_usize, prop::collection::vec(table, 0..4), any::<bool>()).prop_map(|(d, page, last)| Op::Page(d, page, last)),
        2 => (prop::collection::vec(name, 0..4), any::<bool>(), any::<bool>()).prop_map(|(p, b, l)| Op::Databases(p, b, l)),
        2 => (0..6_usize).prop_map(Op::Begin),
        1 => any::<bool>().prop_map(Op::Bulk),
        2 => (prop::collection::vec((name, prop::option::of(prop::collection::vec(table, 1..3))), 1..4), any::<bool>()).prop_map(|(l, a)| Op::Take(l, a)),
        4 => Just(Op::Undo),
        3 => Just(Op::Redo),
        1 => Just(Op::Look),
    ]
}

fn database(tree: &Tree, n: usize) -> Option<usize> {
    let all: Vec<usize> = tree.databases().map(Database::id).collect();
    (!all.is_empty()).then(|| all[n % all.len()])
}

fn run(tree: &mut Tree, scope: &mut ScopeChoice, op: &Op) {
    match op {
        Op::Tick(n) => tree.row(*n).into_iter().for_each(|row| tree.toggle(row)),
        Op::Open(n, open) => database(tree, *n).into_iter().for_each(|d| {
            tree.set_open(d, *open);
        }),
        Op::Filter(text) => tree.set_filter(text),
        Op::TypeDatabase(name) => {
            tree.put_typed(&NamePlace::NewDatabase, name).ok();
        }
        Op::TypeTable(n, name) => {
            let Some(path) = database(tree, *n).and_then(|d| tree.path(RowId::Database(d))) else {
                return;
            };
            tree.put_typed(&NamePlace::NewTable(path), name).ok();
        }
        Op::Rename(n, name) => {
            let Some(path) =
                tree.row(*n).filter(|row| tree.is_typed(*row)).and_then(|row| tree.path(row))
            else {
                return;
            };
            tree.put_typed(&NamePlace::Rename(path), name).ok();
        }
        Op::Remove(n) => tree.row(*n).into_iter().for_each(|row| tree.remove(row)),
        Op::Page(n, page, last) => {
            let Some(name) =
                database(tree, *n).map(|d| tree.database(d).unwrap().name().to_owned())
            else {
                return;
            };
            tree.add_tables(&name, page, *last);
            if *last {
                tree.reading_ended(&name, None);
            }
        }
        Op::Databases(page, begin, last) => {
            if *begin {
                tree.start_databases();
            }
            tree.add_databases(page, *last);
        }
        Op::Begin(n) => {
            let Some(d) = database(tree, *n) else { return };
            tree.forget_listing(d);
            tree.want(d);
            tree.next_to_read();
        }
        Op::Bulk(on) => {
            tree.tick_shown(*on);
        }
        Op::Take(list, add) => {
            let list: Vec<_> = list
                .iter()
                .map(|(d, t)| DatabaseScope { database_name: d.clone(), table_names: t.clone() })
                .collect();
            tree.take(&choice::normalised(&list), if *add { Take::Add } else { Take::Replace });
        }
        Op::Undo => {
            tree.undo(scope);
        }
        Op::Redo => {
            tree.redo(scope);
        }
        Op::Look => tree.look_on(),
    }
    tree.normalise(5);
}

/// Everything that is kept, counted anew.
fn check(tree: &Tree) {
    let mut kept = tree.clone();
    kept.recount_all();
    assert_eq!(tree.totals, kept.totals, "totals");
    assert_eq!(tree.layout.heights, kept.layout.heights, "heights");
    for d in 0..tree.branches.len() {
        let branch = &tree.branches[d];
        assert!(
            tree.names.is_there(d) || !branch.is_chosen(),
            "chosen and away: {}",
            tree.names.get(d)
        );
        if let branch::Selection::Tables(ticked) = branch.selection() {
            assert!(ticked.iter().all(|t| branch.tables.is_there(t)), "ticked and away");
        }
    }
    let rows: Vec<RowId> = tree.rows(0, usize::MAX).collect();
    assert_eq!(rows.len(), tree.len());
    for (n, row) in rows.iter().enumerate() {
        assert_eq!(tree.number_of(*row), Some(n));
    }
    assert!(tree.cursor().is_none_or(|row| rows.contains(&row)));
}

proptest! {
    #![proptest_config(ProptestConfig {
            cases: 500,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

    /// With renames, ends of readings, lists, and pages between a step and the way back.
    #[test]
    fn what_is_kept_is_what_a_count_anew_brings(ops in prop::collection::vec(op(), 1..40)) {
        let (mut tree, mut scope) = (Tree::default(), ScopeChoice::Tables);
        tree.add_databases(&names(&["a", "b", "AB"]), true);
        for op in &ops {
            let before = tree.scope();
            run(&mut tree, &mut scope, op);
            check(&tree);
            match op {
                Op::Page(..) | Op::Databases(..) | Op::Begin(_) | Op::Filter(_) | Op::Open(..) | Op::Look => {
                    prop_assert_eq!(&before, &tree.scope(), "what comes chooses nothing: {:?}", op);
                }
                _ => {}
            }
        }
    }

    /// A step forward after a step back leaves the scope as it was, whatever came in between.
    #[test]
    fn a_step_back_and_ahead_again_leaves_the_scope_as_it_was(
        ops in prop::collection::vec(op(), 1..25),
        between in prop::collection::vec(op(), 0..6),
        steps in 1..4_usize,
    ) {
        let (mut tree, mut scope) = (Tree::default(), ScopeChoice::Tables);
        tree.add_databases(&names(&["a", "b", "AB"]), true);
        for op in &ops {
            run(&mut tree, &mut scope, op);
        }
        let before = tree.scope();
        let back = (0..steps).take_while(|_| tree.undo(&mut scope).is_some()).count();
        let came = |op: &&Op| matches!(op, Op::Page(..) | Op::Databases(..) | Op::Begin(_) | Op::Filter(_) | Op::Open(..));
        let came: Vec<_> = between.iter().filter(came).collect();
        for op in &came {
            run(&mut tree, &mut scope, op);
        }
        for _ in 0..back {
            prop_assert!(tree.redo(&mut scope).is_some());
        }
        tree.set_filter("");
        tree.normalise(5);
        check(&tree);
        prop_assert_eq!(tree.scope(), before, "{:?}", came);
    }
}
