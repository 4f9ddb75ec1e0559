//! Any bytes as a pasted list: it is read without a panic, names and notes are sound, and what was understood reads back as
//! the same scope.
//!
//! `cargo +nightly fuzz run scope_text -- -max_total_time=600 -dict=fuzz/scope_text.dict`

#![no_main]

use geminidb_backup::core::{
    request::normalised,
    scope_text::{parse, render},
    text::is_unprintable,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let parsed = parse(&text);
    let last = 1 + text.matches(['\n', '\r']).count() as u32;
    for database in &parsed.databases {
        assert!(!database.name.is_empty() && (database.whole.is_some() || !database.tables.is_empty()));
        assert!(database.tables.windows(2).all(|w| w[0].0 < w[1].0));
        assert!(database.tables.iter().all(|(_, line)| (1..=last).contains(line)));
    }
    for note in &parsed.not_understood.kept {
        assert!(1 <= note.line && note.line <= note.through && note.through <= last);
        assert!(!note.excerpt.chars().any(is_unprintable));
    }
    let scope = parsed.scope();
    let written = render(&scope);
    assert_eq!(parse(&written).scope(), normalised(&scope));
});
