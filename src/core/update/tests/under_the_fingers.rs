//! What comes while keys are on their way: nothing comes up under the fingers, no key acts on a row
//! that was not shown, and nothing that was begun is lost.

use super::{
    outcomes::{refusal, row},
    preview::{import, in_tree, paste, scope},
    script::Script,
};
use crate::core::{
    base::{Page, UtcTime, Whole},
    compose::{
        import::{self, Import, READ_AT_ONCE},
        state::ComposeFocus,
    },
    operation::backup::{BackupKind, BackupRow, BackupState},
    port::{Disk, Effect, Msg, Query, Reply, Screen, Timer},
    scope::{DatabaseScope, Take, Tree, list::render},
};

fn earlier(s: &Script, name: &str, scope: &[(&str, &[&str])]) -> BackupRow {
    let owned = |tables: &[&str]| {
        (!tables.is_empty()).then(|| tables.iter().map(ToString::to_string).collect())
    };
    let scope: Vec<DatabaseScope> = scope
        .iter()
        .map(|(d, tables)| DatabaseScope {
            database_name: d.to_string(),
            table_names: owned(tables),
        })
        .collect();
    let begun = Some(UtcTime::from_unix(1_760_000_000));
    BackupRow {
        kind: Some(BackupKind::DatabaseTable),
        scope: Some(scope),
        begun,
        ..row("646d88d0b03f4fd2ae944ae2a33bcb6ain06", name, BackupState::Completed, s)
    }
}

/// `d`, then a filter is typed; the answer comes in the middle of the word, and
/// its next letter is `r`.
#[test]
fn an_answer_does_not_turn_letters_of_a_filter_into_replace() {
    let mut s = in_tree();
    s.keys("<Space>");
    assert_eq!(scope(&s), "audit.*\n");
    s.keys("d");
    let (ask, at) = (s.model.compose.last.expect("it is asked").ask, s.utc());
    s.keys("/o");
    let rows = Ok(vec![earlier(&s, "b", &[("billing", &[])])]);
    s.feed(Msg::Reply { ask, reply: Reply::Backups { at, rows: rows.map(Whole::of) } });
    s.keys("r");
    assert_eq!(scope(&s), "audit.*\n", "the r of /orders");
}

/// The same while the description is typed.
#[test]
fn an_answer_does_not_turn_letters_of_a_description_into_add() {
    let mut s = in_tree();
    s.keys("d");
    let (ask, at) = (s.model.compose.last.expect("it is asked").ask, s.utc());
    s.keys("<BackTab><BackTab>be");
    assert_eq!(s.model.compose.focus, ComposeFocus::Description);
    let rows = Ok(vec![earlier(&s, "b", &[("billing", &[])])]);
    s.feed(Msg::Reply { ask, reply: Reply::Backups { at, rows: rows.map(Whole::of) } });
    s.keys("fore");
    assert_eq!((scope(&s).as_str(), s.model.draft.description.value()), ("", "before"));
}

/// The path of a slow file is typed on.
#[test]
fn a_file_that_comes_does_not_turn_letters_of_its_path_into_a_key() {
    let mut s = in_tree();
    let effects = s.keys("v/mnt/li<Enter>");
    let [Effect::Disk(Disk::ReadText { ask, .. })] = &effects[..] else { panic!("{effects:?}") };
    s.keys("st.c");
    s.feed(Msg::TextRead { ask: *ask, result: Ok("billing\n".to_owned()) });
    s.keys("a");
    assert_eq!(scope(&s), "");
}

/// The note "reading" goes when the tables come; Space was meant for the row
/// under it, or for nothing.
#[test]
fn space_on_a_row_that_went_does_not_choose_the_whole_database() {
    let mut s = in_tree();
    s.keys("<Down><Down><Right><Down>");
    // No frame between the page and the key: both were waiting.
    let ask = s.model.compose.tables_ask;
    let page = Ok(Page { rows: vec!["by_day".to_owned(), "items".to_owned()], last: true });
    s.tell(Msg::Reply { ask, reply: Reply::Tables { database: "orders".to_owned(), page } });
    s.keys("<Space>");
    assert_ne!(scope(&s), "orders.*\n");
}

/// A database goes at the end of a second reading; Space was meant for it.
#[test]
fn space_on_a_database_that_went_ticks_no_other() {
    let mut s = in_tree();
    s.keys("<Down><Down>r");
    let ask = s.model.compose.ask;
    let page = Ok(Page { rows: vec!["audit".to_owned(), "billing".to_owned()], last: true });
    s.tell(Msg::Reply { ask, reply: Reply::Databases { page } });
    s.keys("<Space>");
    assert_eq!(scope(&s), "");
}

/// A typed database that nobody can look into stands before those that can be looked into.
#[test]
fn a_database_that_is_gone_does_not_stop_the_looking_up_of_others() {
    let mut s = in_tree();
    paste(&mut s, "aaa.x\n", true);
    s.keys("a");
    assert_eq!(scope(&s), "aaa.x\n");
    s.keys("d");
    let (ask, at) = (s.model.compose.last.expect("it is asked").ask, s.utc());
    let rows = Ok(vec![earlier(&s, "b", &[("aaa", &["x"]), ("orders", &["by_day"])])]);
    let effects =
        s.feed(Msg::Reply { ask, reply: Reply::Backups { at, rows: rows.map(Whole::of) } });
    assert!(
        matches!(&effects[..], [Effect::Ask { query: Query::Tables { database, .. }, .. }] if database == "orders"),
        "{effects:?}"
    );
}

/// The same for a paste while the list of databases ended in a failure.
#[test]
fn a_typed_database_does_not_stop_the_looking_up_of_a_paste() {
    let mut s = Script::live();
    s.choose(0);
    let _ = s.keys("<Tab><Tab><Space><Tab>");
    s.keys("r");
    let ask = s.model.compose.ask;
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Databases { page: Ok(Page { rows: vec!["orders".to_owned()], last: false }) },
    });
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Databases { page: Err(refusal(403, "DBS.280032", "no")) },
    });
    paste(&mut s, "aaa.x\n", true);
    s.keys("a");
    let effects = paste(&mut s, "aaa.x\norders.items\n", true);
    assert!(
        matches!(&effects[..], [Effect::Ask { query: Query::Tables { database, .. }, .. }] if database == "orders"),
        "{effects:?}"
    );
}

/// Help over a long paste without marks at the moment when it comes to rest.
#[test]
fn a_paste_under_the_help_page_is_read_in_the_end() {
    let mut s = in_tree();
    let piece = "orders.a_table_with_a_longer_name\n".repeat(READ_AT_ONCE / 30);
    paste(&mut s, &piece, false);
    assert!(import(&s.model).read.is_none());
    s.now += 400;
    s.keys("<F1>");
    s.feed(Msg::Timer(Timer::Paste));
    s.keys("<Esc>");
    assert!(import(&s.model).read.is_some(), "still: more of it is coming in");
}

/// A link stalls for three seconds in the middle of a paste without marks.
#[test]
fn the_beginning_of_a_paste_is_not_thrown_away_when_the_link_stalls() {
    let mut s = in_tree();
    paste(&mut s, "orders.items\norders.by_day\norders.by", false);
    s.now += 3_000;
    paste(&mut s, "_id\nbilling.lines\nbilling.sums\n", false);
    assert!(
        import(&s.model)
            .read
            .as_ref()
            .unwrap()
            .parsed
            .scope()
            .iter()
            .any(|row| row.database_name == "orders")
    );
}

/// A link stalls for half a second; the next piece is short.
#[test]
fn a_late_short_piece_of_a_paste_takes_nothing() {
    let mut s = in_tree();
    s.keys("<Space>");
    paste(&mut s, "orders.items\norders.by_day\norde", false);
    s.now += 500;
    s.burst("rs.x");
    assert_eq!(scope(&s), "audit.*\n");
}

/// Names that a draft brought, and that nobody could type.
#[test]
fn the_preview_counts_soundly_when_ticked_names_cannot_be_typed() {
    let tables = |names: &[&str]| Some(names.iter().map(|n| (*n).to_owned()).collect());
    let odd = vec![DatabaseScope {
        database_name: "orders".to_owned(),
        table_names: tables(&[" a", " b", "c"]),
    }];
    let tree = Tree::of_scope(&odd);
    let mut list = Import::new(import::Source::Paste, &render(&odd), None);
    list.read(&tree);
    let judged = list.read.as_ref().unwrap();
    let (now, then) = (tree.counts(), judged.then(tree.counts(), Take::Add));
    assert_eq!(then, now);
    let mut after = tree.clone();
    after.take(&judged.scope(false), Take::Replace);
    assert_eq!(after.scope(), odd, "both ways without loss");
}

/// A last backup asked for, then another form opened.
#[test]
fn the_last_backup_of_one_instance_does_not_come_up_over_another() {
    let mut s = in_tree();
    s.keys("d");
    let (ask, at) = (s.model.compose.last.expect("it is asked").ask, s.utc());
    let rows = Ok(vec![earlier(&s, "b", &[("billing", &[])])]);
    let other = s.model.draft.clone();
    s.model.compose_desk().put_draft(other);
    s.model.shared.screen = Screen::Compose;
    s.feed(Msg::Reply { ask, reply: Reply::Backups { at, rows: rows.map(Whole::of) } });
    assert!(s.model.dialog.overlays.is_empty());
}

/// A page of a reading that was ended was on its way already.
#[test]
fn a_page_of_a_reading_that_was_ended_does_not_say_what_is_gone() {
    let mut s = in_tree();
    s.keys("<Down><Down><Right>");
    let ask = s.model.compose.tables_ask;
    let page = |rows: &[&str], last| {
        Ok(Page { rows: rows.iter().map(|r| (*r).to_owned()).collect(), last })
    };
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Tables { database: "orders".to_owned(), page: page(&["a", "b"], false) },
    });
    s.keys("<Down><Space><Up>");
    assert_eq!(scope(&s), "orders.a\n");
    s.keys("<Left><Right>");
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Tables { database: "orders".to_owned(), page: page(&["c"], true) },
    });
    let tree = &s.model.draft.tree;
    let names: Vec<&str> =
        tree.database(tree.find("orders").unwrap()).unwrap().tables().map(|t| t.name).collect();
    assert_eq!(
        (names, tree.chosen_typed_names()),
        (vec!["a", "b"], 0),
        "the late page counts no more; all of it is read anew"
    );
}

/// Typing on after `d` in the tree: `a` there ticks all that is shown, in a preview it adds.
#[test]
fn d_during_the_reading_of_a_draft_does_not_leave_that_waiting() {
    // Worker::list keeps one question for backups: a second ends the first (src/shell/effects.rs,
    // List::Backups).
    let mut s = in_tree();
    let effects = s.keys("d");
    assert!(
        matches!(effects[..], [Effect::Ask { query: Query::LastBackups { .. }, .. }]),
        "beside the other reading of backups, not in its place"
    );
}
