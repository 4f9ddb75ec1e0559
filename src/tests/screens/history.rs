//! The history: its rows and their facts, what is not loaded or not known, and what a row opens.

use crate::{
    core::{
        base::{BackupId, Engine, InstanceId, StateTrouble},
        operation::{
            backup::{BackupKind, BackupPage, BackupRow, BackupState, Particulars},
            journal_file::DiskContents,
            record::{Doubts, Memory, Record},
        },
        port::{Disk, Effect, HistoryNotice, JournalPage, Msg, Notice, Reply, TicketForm},
        scope::DatabaseScope,
        session::{Mode, Session},
    },
    tests::support::{
        answers::place,
        outcomes::{BACKUP, refusal, row},
        records::{backed_up, file, found},
        script::Script,
        shots::{last_lines, shot},
    },
    words::{history, operation::ticket},
};

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

/// The history of the journal and of the service, and keys.
pub(super) fn read(keys: &str) -> Script {
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, found());
    s.keys("h");
    pages(&mut s);
    s.keys(keys);
    s
}

/// The ticket of the shown operation, and keys.
pub(super) fn with_ticket(mut s: Script, keys: &str) -> Script {
    let effects = s.keys("e");
    let [Effect::Disk(Disk::ReadRecord { ask, .. })] = &effects[..] else { panic!("{effects:?}") };
    let doubts = Doubts { memory: Some(Memory::NoFile), ..Doubts::default() };
    let operation = Box::new(s.model.current().expect("an operation").clone());
    s.feed(Msg::RecordRead { ask: *ask, record: Box::new(Record::of_memory(operation, doubts)) });
    s.keys(keys);
    s
}

#[test]
fn rows_of_the_journal_and_of_the_service() {
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, found());
    s.keys("h");
    shot("history_reading", &s);
    let mut s = read("/tables<Enter><Down>/ xyz");
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
}

#[test]
fn column_and_panel_say_alike_whose_a_backup_is() {
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, DiskContents::default());
    let said = |s: &Script| {
        let row = s.model.history.rows.at(0).expect("a row");
        let [.., column] = history::columns(&s.model, row, true);
        let [.., panel] = history::details(&s.model, row);
        (column, panel)
    };
    let told = |column: &str, panel: &str| (column.to_owned(), panel.to_owned());
    s.disk = false;
    s.keys("h");
    let rows = vec![listed(&s, 1, "b", BackupState::Completed)];
    page(&mut s, rows.clone());
    page(&mut s, Vec::new());
    assert_eq!(said(&s), told("...", "by whom is not known yet: reading the journal"));
    let ask = s.model.history.reading.asked.expect("the journal is read");
    let why = StateTrouble::Gone("/state".to_owned());
    s.feed(Msg::HistoryRead { ask, page: Err(why) });
    let unread = told("not known", "by whom is not known: the journal could not be read");
    assert_eq!(said(&s), unread);
    s.keys("r");
    let ask = s.model.history.reading.asked.expect("the journal is read");
    let many = (1..=40_000).map(|n| listed(&s, n, "b", BackupState::Completed)).collect();
    page(&mut s, many);
    assert_eq!(said(&s), told("...", "by whom is not known yet: reading the journal"));
    let more = JournalPage { done: Vec::new(), read: 500, reached: None, last: false };
    s.feed(Msg::HistoryRead { ask, page: Ok(more) });
    let cut = "by whom is not known: the journal was not read to its end";
    assert_eq!(said(&s), told("not known", cut));
    for key in ["p", "<Enter>"] {
        s.keys(key);
        let notice = Some(Notice::History(HistoryNotice::JournalCut));
        assert_eq!(s.model.port.notice, notice, "{key}");
    }
    s.disk = true;
    s.keys("r");
    page(&mut s, rows);
    page(&mut s, Vec::new());
    assert_eq!(said(&s), told("not here", "not from this journal"));
}

#[test]
fn offline_and_without_a_token_the_journal_alone() {
    let mut s = Script::with_journal(Mode::Offline, Session::default(), 80, 24, found());
    s.keys("h<End>");
    shot("history_offline", &s);
    let mut s = Script::live();
    s.keys("h");
    page(&mut s, Vec::new());
    page(&mut s, Vec::new());
    shot("history_empty", &s);
}

/// The ticket of the row of this name, once its record has come.
fn ticket_of(s: &mut Script, name: &str) -> String {
    let place = (0..s.model.history.rows.len())
        .find(|n| s.model.history.rows.at(*n).is_some_and(|row| row.name() == name));
    s.keys("<Home>");
    (0..place.expect("a row")).for_each(|_| drop(s.keys("<Down>")));
    s.keys("<Enter>");
    let effects = s.keys("e");
    let [Effect::Disk(Disk::ReadRecord { ask, known: Some(known), .. })] = &effects[..] else {
        panic!("{effects:?}")
    };
    let doubts = Doubts { memory: Some(Memory::NoFile), ..Doubts::default() };
    let record = Box::new(Record::of_memory(known.clone(), doubts));
    let said = ticket::lines(&record, TicketForm::Text).join("\n");
    s.feed(Msg::RecordRead { ask: *ask, record });
    s.keys("<Esc><Esc>");
    said
}

#[test]
fn the_ticket_of_a_backup_of_another_tells_its_kind_its_scope_and_the_service() {
    let journal = DiskContents::default();
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, journal);
    s.keys("h");
    pages(&mut s);
    let named = ticket_of(&mut s, "tables-2");
    let nameless = ticket_of(&mut s, "tables-3");
    let whole = ticket_of(&mut s, "pre-rollup-2024");
    let building = ticket_of(&mut s, "by-hand-in-the-console");
    for (said, wanted) in [
        (&named, "scope              1 whole database + 2 tables\n"),
        (&named, "names              billing.*, orders.items, orders.lines\n"),
        (&nameless, "scope              tables that are not given\n"),
        (&nameless, "names              not known\n"),
        (&whole, "scope              whole instance\n"),
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    let session = &s.model.shared.session;
    let project = session.project.as_ref().expect("a project");
    for said in [&named, &nameless, &whole, &building] {
        for (label, value) in [
            ("description", "not known"),
            ("engine", "Redis"),
            ("project", project.as_str()),
            ("region", session.region.as_deref().expect("a region")),
            ("endpoint", session.endpoint.as_deref().expect("an endpoint")),
            ("cloud user", "not known"),
            ("operator", "not known"),
        ] {
            let row = said.lines().find(|line| line.starts_with(label));
            assert!(row.is_some_and(|row| row.contains(value)), "{label} {value}: {said}");
        }
    }
    assert!(building.contains(&format!(" --project-id {project} ")), "{building}");
}

#[test]
fn an_instance_level_row_is_not_of_the_whole_instance_while_it_may_be_of_tables() {
    let journal = DiskContents::default();
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, journal);
    s.keys("h");
    let row = listed(&s, 1, "by-hand", BackupState::Completed);
    page(&mut s, vec![row]);
    let wanted = s.model.history.reading.page.clone().expect("a page is read");
    let why = refusal(403, "DBS.280032", "not allowed");
    s.feed(Msg::Reply { ask: wanted.ask, reply: Reply::BackupPage(wanted, Err(why)) });
    let said = ticket_of(&mut s, "by-hand");
    assert!(said.contains("scope              not known\n"), "{said}");
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
    assert_eq!(last_lines(&s), [""; 0], "nothing of it is told at the end");
    s.keys("<Esc><Home>p");
    shot("history_prepared", &s);
}
