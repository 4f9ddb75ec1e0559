//! Any bytes as a pasted list, where nothing is listed and against an instance: it is read without
//! a panic, names and notes are sound, what was understood reads back as the same scope, and no
//! text means a whole database that does not say so.
//!
//! `cargo +nightly fuzz run scope_text -- -max_total_time=600 -dict=fuzz/scope_text.dict`

#![no_main]

use geminidb_backup::core::{
    base::text::is_unprintable,
    scope::{
        choice::normalised,
        list::{WholeSaid, parse, render},
        tree::Tree,
    },
};
use libfuzzer_sys::fuzz_target;

fn orders() -> Tree {
    let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut tree = Tree::default();
    tree.start_databases();
    tree.add_databases(&owned(&["orders", "billing", "Billing"]), true);
    tree.add_tables("orders", &owned(&["items", "orders_by_day", "old_index", "billing"]), true);
    tree.add_tables("billing", &owned(&["invoices", "lines"]), true);
    tree
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    for tree in [Tree::default(), orders()] {
        check(&text, &tree);
    }
});

fn check(text: &str, tree: &Tree) {
    let parsed = parse(text, tree);
    let last = 1 + text.matches(['\n', '\r']).count() as u32;
    for database in &parsed.databases {
        assert!(
            !database.name.is_empty() && (database.whole.is_some() || !database.tables.is_empty())
        );
        assert!(database.tables.windows(2).all(|w| w[0].0 < w[1].0));
        assert!(database.tables.iter().all(|(_, line)| (1..=last).contains(line)));
        match database.whole.map(|whole| whole.said) {
            None => {}
            Some(WholeSaid::Star) => assert!(text.contains('*') || text.contains("\\u")),
            Some(WholeSaid::Null | WholeSaid::EmptyList | WholeSaid::Missing) => {
                assert!(text.contains('{'))
            }
        }
    }
    for note in parsed.not_taken.kept.iter().chain(&parsed.without_names.kept) {
        assert!(1 <= note.line && note.line <= note.through && note.through <= last);
        assert!(!note.excerpt.chars().any(is_unprintable));
    }
    let scope = parsed.scope();
    let is_chosen = |name: &str| scope.iter().any(|row| row.database_name == name);
    assert!(!parsed.alone.iter().any(|(name, _)| is_chosen(name)));
    let written = render(&scope);
    assert_eq!(parse(&written, tree).scope(), normalised(&scope));
}
