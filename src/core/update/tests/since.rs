//! The last table-level backup beside what the service lists now.

use super::{
    outcomes::{refusal, row},
    preview::{import, in_tree, scope},
    script::Script,
};
use crate::core::{
    base::{CallFailure, Page, UtcTime, Whole},
    compose::import::Row,
    operation::backup::{BackupKind, BackupRow, BackupState},
    port::{Effect, Msg, Notice, Overlay, Query, Reply, TextPage},
    scope::{DatabaseScope, Take},
};

/// A table-level backup of the first instance that began so many seconds after the first.
fn earlier(
    s: &Script,
    name: &str,
    state: BackupState,
    after: i64,
    scope: &[(&str, &[&str])],
) -> BackupRow {
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
    let begun = Some(UtcTime::from_unix(1_760_000_000 + after));
    let scope = (!scope.is_empty()).then_some(scope);
    BackupRow {
        kind: Some(BackupKind::DatabaseTable),
        scope,
        begun,
        ..row("646d88d0b03f4fd2ae944ae2a33bcb6ain06", name, state, s)
    }
}

/// Presses `d`, and answers with these backups. Returns what follows.
fn compare(s: &mut Script, rows: Result<Vec<BackupRow>, CallFailure>) -> Vec<Effect> {
    let effects = s.keys("d");
    assert!(
        matches!(effects[..], [Effect::Ask { query: Query::LastBackups { .. }, .. }]),
        "{effects:?}"
    );
    let (ask, at) = (s.model.compose.last.expect("it is asked").ask, s.utc());
    s.feed(Msg::Reply { ask, reply: Reply::Backups { at, rows: rows.map(Whole::of) } })
}

fn new_tables(s: &Script) -> Vec<String> {
    let judged = import(&s.model).read.as_ref().expect("it is read");
    let new = judged.rows().iter().filter_map(|row| match row {
        Row::New(d, n) => judged.new_table(*d, *n).map(str::to_owned),
        _ => None,
    });
    new.collect()
}

#[test]
fn the_newest_complete_backup_that_tells_its_scope_is_compared() {
    let mut s = in_tree();
    let rows = vec![
        earlier(&s, "running", BackupState::Building, 9, &[("audit", &[])]),
        earlier(&s, "failed", BackupState::Failed, 8, &[("audit", &[])]),
        earlier(&s, "silent", BackupState::Completed, 7, &[]),
        BackupRow {
            kind: Some(BackupKind::Instance),
            ..earlier(&s, "instance", BackupState::Completed, 6, &[("audit", &[])])
        },
        earlier(&s, "older", BackupState::Completed, 1, &[("audit", &[])]),
        earlier(
            &s,
            "newest",
            BackupState::Completed,
            5,
            &[("billing", &[]), ("orders", &["by_day", "by_id"])],
        ),
    ];
    let effects = compare(&mut s, Ok(rows));
    assert!(
        matches!(&effects[..], [Effect::Ask { query: Query::Tables { database, .. }, .. }] if database == "orders"),
        "{effects:?}"
    );
    s.tables("orders", &["by_day", "by_id", "by_week", "items"]);
    assert_eq!(new_tables(&s), ["by_week", "items"]);
    s.keys("r");
    assert_eq!(
        scope(&s),
        "billing.*\norders.by_day\norders.by_id\n",
        "what it holds, and nothing that is new"
    );
}

#[test]
fn what_is_new_is_taken_only_when_asked_for_and_only_as_it_was_seen() {
    let mut s = in_tree();
    let rows = vec![earlier(
        &s,
        "b",
        BackupState::Completed,
        1,
        &[("billing", &[]), ("orders", &["by_day"])],
    )];
    compare(&mut s, Ok(rows));
    s.keys("n");
    assert_eq!(s.model.port.notice, Some(Notice::NewReading), "more could come than is on screen");
    s.tables("orders", &["by_day", "by_week"]);
    s.keys("n");
    let judged = import(&s.model).read.clone().unwrap();
    assert!(judged.takes_new());
    let then = judged.then(s.model.draft.tree.counts(), Take::Replace);
    // Another table appears: what is on screen is no longer what was agreed to.
    let (mut other, ask) = (s.model.clone(), s.model.compose.tables_ask);
    let page = Ok(Page { rows: vec!["by_year".to_owned()], last: true });
    crate::core::update::update(
        &mut other,
        Msg::Reply { ask, reply: Reply::Tables { database: "orders".to_owned(), page } },
    );
    assert!(!import(&other).read.as_ref().unwrap().takes_new());

    s.keys("r");
    assert_eq!(scope(&s), "billing.*\norders.by_day\norders.by_week\n");
    assert_eq!(s.model.draft.tree.counts(), then, "as the preview said");
    s.keys("u");
    assert_eq!(scope(&s), "", "one step back");
}

#[test]
fn adding_counts_what_is_ticked_already() {
    let mut s = in_tree();
    s.keys("<Down><Down><Right>");
    s.tables("orders", &["by_day", "by_week", "items"]);
    s.keys("<Down><Down><Space>");
    assert_eq!(scope(&s), "orders.by_week\n");
    let rows = vec![earlier(&s, "b", BackupState::Completed, 1, &[("orders", &["by_day"])])];
    compare(&mut s, Ok(rows));
    s.keys("n");
    let then = import(&s.model).read.as_ref().unwrap().then(s.model.draft.tree.counts(), Take::Add);
    s.keys("a");
    assert_eq!(
        (scope(&s).as_str(), s.model.draft.tree.counts()),
        ("orders.by_day\norders.by_week\norders.items\n", then)
    );
}

#[test]
fn without_such_a_backup_it_is_said_and_nothing_comes_up() {
    let mut s = in_tree();
    compare(&mut s, Ok(Vec::new()));
    assert_eq!(
        (s.model.port.notice.clone(), s.model.dialog.overlays.len()),
        (Some(Notice::LastNone), 0)
    );
    let why = refusal(403, "DBS.200010", "no permission");
    compare(&mut s, Err(why.clone()));
    assert_eq!(
        (s.model.port.notice.clone(), s.model.dialog.overlays.len()),
        (Some(Notice::LastUnread(why)), 0)
    );
    // An answer that comes after the operator has gone on.
    s.keys("d");
    let (ask, at) = (s.model.compose.last.expect("it is asked").ask, s.utc());
    let rows = Ok(vec![earlier(&s, "b", BackupState::Completed, 1, &[("orders", &["by_day"])])]);
    s.keys("<F1>");
    s.feed(Msg::Reply { ask, reply: Reply::Backups { at, rows: rows.clone().map(Whole::of) } });
    assert!(matches!(s.model.dialog.overlays[..], [Overlay::Page { page: TextPage::Help(_), .. }]));
    // Or has chosen another instance.
    s.keys("<Esc>d");
    let ask = s.model.compose.last.expect("it is asked").ask;
    s.keys("<C-o><Down><Enter>");
    s.feed(Msg::Reply { ask, reply: Reply::Backups { at, rows: rows.map(Whole::of) } });
    assert!(s.model.dialog.overlays.is_empty());
}
