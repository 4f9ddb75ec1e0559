//! Lists before they are taken, the scope as text, and the line that opens a form again.

use super::{resized, shot};
use crate::{
    core::{
        base::{Millis, UtcTime, Whole},
        operation::backup::{BackupKind, BackupRow, BackupState},
        port::{Msg, Reply},
        scope::DatabaseScope,
    },
    tests::support::{
        outcomes::{BACKUP, row},
        script::Script,
        shots::SMALL,
    },
};

/// In the tree, with orders read and two of its tables ticked.
pub(super) fn in_tree() -> Script {
    let mut s = Script::live();
    s.fill();
    s.keys("<Tab><Space><Tab><Down><Down><Right>");
    s.tables("orders", &["by_day", "by_id", "items"]);
    s.keys("<Down><Space><Down><Space>");
    s
}

pub(super) fn paste(s: &mut Script, text: &str) {
    let at = Millis(s.now);
    s.feed(Msg::Paste { text: text.to_owned(), marked: true, at });
}

pub(super) const LIST: &str = "orders.items\norders.items\norders.gone\nlegacy.t\nplease back up:\n\
    billing.*\naudit\norders.by_day\nUSE x;\nTRUNCATE a.b.c;\n\
                    ord\u{202e}ers.x\norders.by_id\n\"Quoted Db\".\"T\"\n";

#[test]
fn a_list_before_it_is_taken() {
    let mut s = in_tree();
    paste(&mut s, LIST);
    s.keys("<Down><Down><Down>");
    resized("list_preview_scrolled_60x16", &mut s, SMALL);
    s.keys("a");
    shot("list_added", &s);
}

#[test]
fn a_list_without_names() {
    let mut s = in_tree();
    paste(&mut s, "{\"name\":\"a\",\"description\":\"b\"}");
    shot("list_whole_instance", &s);
}

#[test]
fn the_line_that_opens_this_form_again() {
    let mut s = in_tree();
    paste(&mut s, "\"Quoted Db\".\"T\"\n");
    s.keys("a<C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("c");
    shot("run_line", &s);
}

/// The preview of the last table-level backup, its tables being read.
fn last() -> Script {
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
    s
}

/// The same with the tables that are new since.
pub(super) fn last_with_new() -> Script {
    let mut s = last();
    s.tables("audit", &["logins", "logouts"]);
    s.keys("n");
    s
}

#[test]
fn the_last_table_level_backup_while_its_tables_are_read() {
    shot("last_reading", &last());
}
