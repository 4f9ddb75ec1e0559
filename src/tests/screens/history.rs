//! The history: its rows and their facts, what is not loaded or not known, and what a row opens.

use crate::{
    core::{
        base::{
            ids::{BackupId, InstanceId},
            instance::Engine,
        },
        operation::{
            backup::{BackupKind, BackupPage, BackupRow, BackupState, Particulars},
            journal_file::DiskContents,
        },
        port::{message::Msg, query::Reply},
        scope::choice::DatabaseScope,
        session::current::{Mode, Session},
    },
    tests::support::{
        answers::place,
        outcomes::{BACKUP, refusal, row},
        records::{backed_up, file, found},
        script::Script,
        shots::{SMALL, WIDE, check, resized, shot},
    },
    ui::Theme,
    words::operation::exit,
};

const MONO: Theme = Theme { colour: false, ascii: false, escapes: false };
const ASCII: Theme = Theme { colour: false, ascii: true, escapes: true };

fn listed(s: &Script, n: u32, name: &str, state: BackupState) -> BackupRow {
    let begun = s.utc().plus(-i64::from(n) * 40_000);
    BackupRow {
        id: BackupId::received(&format!("{n:032x}br06")).expect("an ID"),
        instance: InstanceId::received("11223344556677889900aabbccddeeffin03"),
        instance_name: Some("redis-会话-缓存".to_owned()),
        begun: Some(begun),
        ended: Some(begun.plus(1_300)),
        particulars: Some(Box::new(Particulars {
            description: String::new(),
            engine: Engine::Redis,
        })),
        ..row(BACKUP, name, state, s)
    }
}

fn page(s: &mut Script, rows: Vec<BackupRow>) {
    let wanted = s.model.history.reading.page.clone().expect("a page is read");
    let page = BackupPage { received: rows.len() as u64, rows };
    s.feed(Msg::Reply { ask: wanted.ask, reply: Reply::BackupPage(wanted, Ok(page)) });
}

/// Both lists, each in one page, and their ends.
fn pages(s: &mut Script) {
    let automated = BackupRow {
        manual: Some(false),
        ..listed(s, 1, "auto-2025-10-16", BackupState::Completed)
    };
    let old = listed(s, 700, "pre-rollup-2024", BackupState::Failed);
    let building = BackupRow {
        ended: None,
        size_kb: Some(0.0),
        ..listed(s, 0, "by-hand-in-the-console", BackupState::Building)
    };
    page(s, vec![building, automated, old]);
    let tables = |n, scope| BackupRow {
        kind: Some(BackupKind::DatabaseTable),
        scope,
        ..listed(s, n, &format!("tables-{n}"), BackupState::Completed)
    };
    let names = vec![
        DatabaseScope { database_name: "billing".to_owned(), table_names: None },
        DatabaseScope {
            database_name: "orders".to_owned(),
            table_names: Some(vec!["items".to_owned(), "lines".to_owned()]),
        },
    ];
    let rows = vec![tables(2, Some(names)), tables(3, None)];
    page(s, rows);
    while s.model.history.reading.page.is_some() {
        page(s, Vec::new());
    }
}

#[test]
fn rows_of_the_journal_and_of_the_service() {
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, found());
    s.keys("h");
    shot("history_reading", &s);
    pages(&mut s);
    shot("history", &s);
    check("history_mono", &s, MONO);
    check("history_ascii", &s, ASCII);
    resized("history_60x16", &mut s, SMALL);
    resized("history_120x40", &mut s, WIDE);
    s.keys("/tables<Enter><Down>");
    shot("history_filter", &s);
    s.keys("/ xyz");
    shot("history_filter_hides_all", &s);
    s.keys("<Esc><End>");
    shot("history_last", &s);
    s.keys("?");
    shot("help_history", &s);
}

#[test]
fn what_is_not_loaded_and_what_is_not_known() {
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, DiskContents::default());
    s.keys("h");
    let hundred = (1..=100).map(|n| listed(&s, n, &format!("b-{n}"), BackupState::Completed));
    let hundred = hundred.collect();
    page(&mut s, hundred);
    let wanted = s.model.history.reading.page.clone().expect("a page is read");
    let why = refusal(403, "DBS.280032", "Policy doesn't allow nosql:backup:list to be performed.");
    s.feed(Msg::Reply { ask: wanted.ask, reply: Reply::BackupPage(wanted, Err(why)) });
    s.keys("/b-9<Enter><End>");
    shot("history_not_loaded", &s);
    resized("history_not_loaded_60x16", &mut s, SMALL);
}

#[test]
fn offline_and_without_a_token_the_journal_alone() {
    let mut s = Script::with_journal(Mode::Offline, Session::default(), 80, 24, found());
    s.keys("h<End>");
    shot("history_offline", &s);
    let session = Session { sign_in: None, ..place() };
    let mut s = Script::with_journal(Mode::Live, session, 80, 24, DiskContents::default());
    s.keys("h");
    shot("history_empty_without_a_token", &s);
    let mut s = Script::live();
    s.keys("h");
    page(&mut s, Vec::new());
    page(&mut s, Vec::new());
    shot("history_empty", &s);
}

#[test]
fn a_backup_of_another_and_the_form_from_a_row() {
    let journal = DiskContents {
        closed: vec![file(&backed_up(BackupState::Completed), 1, 4_000, |_| {})],
        ..DiskContents::default()
    };
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, journal);
    s.keys("h");
    pages(&mut s);
    let building = (0..s.model.history.rows.len())
        .find(|n| {
            s.model.history.rows.at(*n).is_some_and(|row| row.name() == "by-hand-in-the-console")
        })
        .expect("a row");
    s.keys("<Home>");
    (0..building).for_each(|_| drop(s.keys("<Down>")));
    s.keys("<Enter>");
    shot("history_guest", &s);
    assert_eq!(exit::lines(&s.model, &[]), [""; 0], "nothing of it is told at the end");
    s.keys("<Esc><Home><Enter>");
    shot("history_operation", &s);
    s.keys("<Esc>p");
    shot("history_prepared", &s);
}
