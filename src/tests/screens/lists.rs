//! Lists before they are taken, the scope as text, and the line that opens a form again.

use super::{resized, shot};
use crate::{
    core::{
        base::{
            time::{Millis, UtcTime},
            whole::Whole,
        },
        operation::backup::{BackupKind, BackupRow, BackupState},
        port::{message::Msg, query::Reply},
        scope::choice::DatabaseScope,
    },
    tests::support::{
        outcomes::{BACKUP, row},
        script::Script,
        shots::{SMALL, WIDE},
    },
};

/// In the tree, with orders read and two of its tables ticked.
fn in_tree() -> Script {
    let mut s = Script::live();
    s.fill();
    s.keys("<Tab><Space><Tab><Down><Down><Right>");
    s.tables("orders", &["by_day", "by_id", "items"]);
    s.keys("<Down><Space><Down><Space>");
    s
}

fn paste(s: &mut Script, text: &str) {
    let at = Millis(s.now);
    s.feed(Msg::Paste { text: text.to_owned(), marked: true, at });
}

const LIST: &str = "orders.items\norders.items\norders.gone\nlegacy.t\nplease back up:\n\
    billing.*\naudit\norders.by_day\nUSE x;\nTRUNCATE a.b.c;\n\
                    ord\u{202e}ers.x\norders.by_id\n\"Quoted Db\".\"T\"\n";

#[test]
fn a_list_before_it_is_taken() {
    let mut s = in_tree();
    paste(&mut s, LIST);
    shot("list_preview", &s);
    resized("list_preview_60x16", &mut s, SMALL);
    resized("list_preview_120x40", &mut s, WIDE);
    s.keys("<Down><Down><Down>");
    resized("list_preview_scrolled_60x16", &mut s, SMALL);
    s.keys("a");
    shot("list_added", &s);
}

#[test]
fn a_list_that_widens_says_so_first() {
    let mut s = in_tree();
    paste(
        &mut s,
        "[{\"database_name\":\"orders\",\"table_names\":[]},\n\
            {\"database_name\":\"billing\",\"table_names\":null}]",
    );
    shot("list_widens", &s);
    s.keys("<Esc>");
    paste(&mut s, "{\"name\":\"a\",\"description\":\"b\"}");
    shot("list_whole_instance", &s);
}

#[test]
fn the_file_of_a_list_is_asked_for() {
    let mut s = in_tree();
    s.keys("v");
    shot("list_file", &s);
    resized("list_file_60x16", &mut s, SMALL);
}

#[test]
fn the_scope_as_text() {
    let mut s = in_tree();
    paste(&mut s, LIST);
    s.keys("ae");
    shot("scope_text", &s);
    resized("scope_text_60x16", &mut s, SMALL);
    resized("scope_text_120x40", &mut s, WIDE);
}

#[test]
fn the_line_that_opens_this_form_again() {
    let mut s = in_tree();
    paste(&mut s, "\"Quoted Db\".\"T\"\n");
    s.keys("a<C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("c");
    shot("run_line", &s);
    resized("run_line_60x16", &mut s, SMALL);
    resized("run_line_120x40", &mut s, WIDE);
}

#[test]
fn the_last_table_level_backup() {
    let mut s = in_tree();
    s.keys("d");
    let owned = |tables: &[&str]| Some(tables.iter().map(ToString::to_string).collect());
    let scope = vec![
        DatabaseScope { database_name: "billing".to_owned(), table_names: None },
        DatabaseScope { database_name: "audit".to_owned(), table_names: owned(&["logins"]) },
        DatabaseScope {
            database_name: "orders".to_owned(),
            table_names: owned(&["by_day", "by_year"]),
        },
    ];
    let before = row(BACKUP, "pre-CHG0042004-tables", BackupState::Completed, &s);
    let begun = UtcTime::parse("2025-10-11T22:58:00Z");
    let rows = Ok(vec![BackupRow {
        kind: Some(BackupKind::DatabaseTable),
        scope: Some(scope),
        begun,
        ..before
    }]);
    let (ask, at) = (s.model.compose.last.expect("it is asked").ask, s.utc());
    s.feed(Msg::Reply { ask, reply: Reply::Backups { at, rows: rows.map(Whole::of) } });
    shot("last_reading", &s);
    s.tables("audit", &["logins", "logouts"]);
    s.keys("n");
    shot("last_with_new", &s);
    resized("last_with_new_60x16", &mut s, SMALL);
    resized("last_with_new_120x40", &mut s, WIDE);
}
