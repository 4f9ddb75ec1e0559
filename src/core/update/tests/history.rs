//! The history: what is joined, filtered and loaded, what a row opens, and the form that is
//! prepared from it.

use super::{
    answers::{CASSANDRA, fleet, place},
    outcomes::{BACKUP, answered, refusal, row},
    records::{backed_up, file, found, number, reviewed, sent},
    script::Script,
};
use crate::core::{
    base::{BackupId, CreateEnd, Engine, ExitCode, InstanceId},
    compose::changes::Change,
    draft::{Target, Template},
    history::reading::Edge,
    operation::{
        Stage,
        backup::{
            BackupKind, BackupPage, BackupRow, BackupState, PageWanted, Particulars, Reached,
        },
        history::Row,
        journal_file::{DiskContents, File},
        readings::{JobAnswer, Poll},
    },
    port::{
        Cancel, Disk, Effect, HistoryNotice, JournalPage, Msg, Notice, Overlay, PromptKind, Query,
        Reply, Screen, TextPage,
    },
    scope::{DatabaseScope, Scope, ScopeChoice},
    session::{Mode, Session},
};
use crate::tests::support::outcomes::lost;

/// The program over a journal with these files, newest first, at the history.
fn over(closed: Vec<File>) -> Script {
    let found = DiskContents { closed_total: closed.len(), closed, ..DiskContents::default() };
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, found);
    s.keys("h");
    assert_eq!(s.model.shared.screen, Screen::History);
    s
}

/// A backup of somebody else, begun so many seconds ago.
fn other(s: &Script, n: u32, ago: i64) -> BackupRow {
    BackupRow {
        id: BackupId::received(&format!("{n:032x}br06")).expect("an ID"),
        instance_name: Some("cass-orders-01".to_owned()),
        begun: Some(s.utc().plus(-ago)),
        ended: Some(s.utc().plus(-ago + 60)),
        particulars: Some(Box::new(Particulars {
            description: "by hand".to_owned(),
            engine: Engine::Cassandra,
        })),
        ..row(BACKUP, &format!("other-{n}"), BackupState::Completed, s)
    }
}

fn asked(s: &Script) -> Vec<PageWanted> {
    let page = |effect: &Effect| match effect {
        Effect::Ask { query: Query::BackupPage(wanted), .. } => Some(wanted.clone()),
        _ => None,
    };
    s.background.iter().filter_map(page).collect()
}

/// The page of the service that is awaited.
fn awaited(s: &Script) -> PageWanted {
    s.model.history.reading.page.clone().expect("a page is read")
}

/// A page came: the rows of its list, newest first.
fn page(s: &mut Script, rows: Vec<BackupRow>) {
    let wanted = awaited(s);
    let page = BackupPage { received: rows.len() as u64, rows };
    s.feed(Msg::Reply { ask: wanted.ask, reply: Reply::BackupPage(wanted, Ok(page)) });
}

/// The instance-level list has these rows, and the other list none.
fn listed(s: &mut Script, rows: Vec<BackupRow>) {
    let kinds = |wanted: &PageWanted| wanted.kind == BackupKind::Instance;
    while s.model.history.reading.page.is_some() {
        let rows =
            if kinds(&awaited(s)) && awaited(s).received == 0 { rows.clone() } else { Vec::new() };
        page(s, rows);
    }
    assert_eq!(s.model.history.edges(), [], "both lists have come to their ends");
}

fn shown(s: &Script) -> Vec<String> {
    let rows = (0..s.model.history.rows.len()).filter_map(|n| s.model.history.rows.at(n));
    rows.map(|row| row.name().to_owned()).collect()
}

fn at<'a>(s: &'a Script, name: &str) -> Row<'a> {
    let rows = (0..s.model.history.rows.len()).filter_map(|n| s.model.history.rows.at(n));
    rows.into_iter().find(|row| row.name() == name).expect("a row")
}

/// Puts the cursor on the row of this name.
fn on(s: &mut Script, name: &str) {
    let place = shown(s).iter().position(|row| row == name).expect("a row");
    s.keys("<Home>");
    (0..place).for_each(|_| drop(s.keys("<Down>")));
}

fn notice(s: &Script) -> Option<&HistoryNotice> {
    match &s.model.port.notice {
        Some(Notice::History(notice)) => Some(notice),
        _ => None,
    }
}

#[test]
fn one_row_where_backup_and_service_are_the_same_and_two_where_one_differs() {
    let mine = backed_up(BackupState::Completed);
    let elsewhere = file(&mine, 2, 5_000, |intent| {
        intent.site.endpoint = "https://other.example".to_owned();
        intent.name = "elsewhere".to_owned();
    });
    let mut s = over(vec![file(&mine, 1, 4_000, |_| {}), elsewhere]);
    let own = BackupRow {
        begun: Some(s.utc().plus(-4_000)),
        ..row(BACKUP, "pre-mig-CHG0042311", BackupState::Completed, &s)
    };
    let rows = vec![other(&s, 1, 100), own, other(&s, 2, 90_000)];
    listed(&mut s, rows);
    assert_eq!(shown(&s), ["elsewhere", "other-1", "pre-mig-CHG0042311", "other-2"]);
    let joined = at(&s, "pre-mig-CHG0042311");
    assert!(joined.done().is_some() && joined.listed().is_some());
    assert!(at(&s, "elsewhere").listed().is_none() && at(&s, "other-2").done().is_none());
    assert_eq!((joined.took(), joined.manual()), (Some(1_862), Some(true)));
}

#[test]
fn all_outcomes_of_a_journal_stand_in_one_list_newest_first() {
    let mut s = Script::with_journal(Mode::Offline, Session::default(), 80, 24, found());
    s.keys("h");
    let begun: Vec<_> =
        (0..8).map(|n| s.model.history.rows.at(n).expect("a row").begun()).collect();
    assert!(begun.is_sorted_by(|a, b| a >= b) && s.model.history.rows.len() == 8, "{begun:?}");
    assert_eq!(s.model.history.edges(), [Edge::NoService]);
    assert_eq!(asked(&s), [], "offline nothing is asked");
    s.keys("<End>p");
    assert_eq!(s.model.shared.screen, Screen::History, "there is nothing below the last row");
}

#[test]
fn the_filter_takes_all_words_and_the_cursor_stays_on_its_row() {
    let mut s = over(vec![file(&backed_up(BackupState::Completed), 1, 4_000, |_| {})]);
    let mut automated = other(&s, 3, 80_000);
    automated.manual = Some(false);
    let rows = vec![other(&s, 1, 100), other(&s, 2, 50_000), automated];
    listed(&mut s, rows);
    on(&mut s, "other-2");
    s.keys("/manual OTHER");
    assert_eq!(shown(&s), ["other-1", "other-2"]);
    assert_eq!(s.model.history.cursor, 1, "still on other-2");
    s.keys("<Enter>");
    assert_eq!(s.model.shared.screen, Screen::History, "Enter only leaves the filter");
    s.keys("<Esc>");
    assert_eq!((shown(&s).len(), s.model.history.cursor), (4, 2));
    s.keys("/no such row<Esc><Esc>");
    assert_eq!(s.model.shared.screen, Screen::Start);
}

#[test]
fn pages_come_as_the_operator_scrolls_and_a_still_screen_asks_for_nothing() {
    let mut s = over(Vec::new());
    let hundred = |s: &Script, from: u32| -> Vec<BackupRow> {
        (from..from + 100).map(|n| other(s, n, i64::from(n) * 100)).collect()
    };
    assert_eq!(awaited(&s).kind, BackupKind::Instance);
    let rows = hundred(&s, 1);
    page(&mut s, rows);
    page(&mut s, Vec::new());
    let before = asked(&s).len();
    s.keys("<Down><Down><Up>");
    assert_eq!((shown(&s).len(), asked(&s).len(), before), (100, 2, 2));
    assert_eq!(s.model.history.edges(), [Edge::More]);
    s.keys("<End>");
    assert_eq!((asked(&s).len(), awaited(&s).received), (3, 100));
    let rows = hundred(&s, 101);
    page(&mut s, rows);
    assert_eq!(s.model.history.rows.at(s.model.history.cursor).expect("a row").name(), "other-101");
    assert!(s.model.history.reading.page.is_none(), "one page for one key");
    // A filter that shows little reads nothing on by itself.
    s.keys("/other-17<Enter><Down><Down><Down><Down><Down><Down>");
    assert_eq!(asked(&s).len(), 3);
    s.keys("<End><Enter>");
    assert_eq!(asked(&s).len(), 4);
    // Away from the history, nobody waits for the page.
    s.keys("<Esc><Esc>");
    assert_eq!(s.background.last(), Some(&Effect::Cancel(Cancel::BackupPages)));
    assert!(s.model.history.reading.page.is_none());
}

#[test]
fn no_row_shows_before_every_newer_one_has_been_read() {
    let mut s = over(Vec::new());
    // The list of instances goes back by 200 s only, the other one by 900 s.
    let rows = vec![other(&s, 1, 100), other(&s, 2, 200)];
    page(&mut s, rows);
    let rows = vec![other(&s, 3, 150), other(&s, 4, 900)];
    page(&mut s, rows);
    assert_eq!(shown(&s), ["other-1", "other-3", "other-2"]);
    assert_eq!(awaited(&s).kind, BackupKind::Instance, "it is behind");
    let rows = vec![other(&s, 5, 800), other(&s, 6, 1_000)];
    page(&mut s, rows);
    assert_eq!(shown(&s), ["other-1", "other-3", "other-2", "other-5", "other-4"]);
}

#[test]
fn a_failed_page_says_so_on_its_row_and_is_read_again_there() {
    let mut s = over(Vec::new());
    let wanted = awaited(&s);
    let why = refusal(403, "DBS.280032", "not allowed");
    s.feed(Msg::Reply { ask: wanted.ask, reply: Reply::BackupPage(wanted, Err(why)) });
    let rows = vec![other(&s, 1, 100)];
    page(&mut s, rows);
    page(&mut s, Vec::new());
    assert_eq!(
        (shown(&s), s.model.history.edges()),
        (vec!["other-1".to_owned()], vec![Edge::List(0)])
    );
    let before = asked(&s).len();
    s.keys("<Up><Down>");
    assert_eq!(asked(&s).len(), before, "it is not tried again by itself");
    s.keys("<Enter>");
    assert_eq!((asked(&s).len(), awaited(&s).kind), (before + 1, BackupKind::Instance));
    page(&mut s, Vec::new());
    assert_eq!(s.model.history.edges(), []);
}

#[test]
fn a_journal_that_cannot_be_read_makes_nothing_known_of_whose_a_backup_is() {
    let mut s = over(Vec::new());
    s.disk = false;
    s.keys("r");
    let ask = s.model.history.reading.asked.expect("the journal is read");
    let rows = vec![other(&s, 1, 100)];
    page(&mut s, rows.clone());
    page(&mut s, rows);
    s.keys("<Enter>");
    assert_eq!(notice(&s), Some(&HistoryNotice::JournalReading), "it may be of this journal");
    s.keys("p");
    assert_eq!(notice(&s), Some(&HistoryNotice::JournalReading));
    let why = crate::core::base::disk_error::StateTrouble::Gone("/state".to_owned());
    s.feed(Msg::HistoryRead { ask, page: Err(why) });
    assert!(s.model.history.edges().contains(&Edge::Journal));
    // A late answer to an older question changes nothing.
    let late = JournalPage { done: Vec::new(), read: 0, reached: None, last: true };
    s.feed(Msg::HistoryRead { ask, page: Ok(late) });
    assert!(s.model.history.edges().contains(&Edge::Journal));
}

#[test]
fn from_the_instance_list_it_is_of_the_instance_until_a_key_widens_it() {
    let mine = backed_up(BackupState::Completed);
    let of_another = file(&mine, 2, 5_000, |intent| {
        intent.instance =
            InstanceId::received("5d3f0c9a7be84216a1c0f2d4b6e8a013in06").expect("one");
    });
    let found = DiskContents {
        closed: vec![file(&mine, 1, 4_000, |_| {}), of_another],
        ..DiskContents::default()
    };
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, found);
    s.keys("h");
    assert_eq!((shown(&s).len(), awaited(&s).instance), (2, None));
    s.keys("a");
    assert_eq!(notice(&s), Some(&HistoryNotice::NoInstance));
    s.keys("<Esc>n");
    s.instances();
    s.keys("h");
    assert_eq!(awaited(&s).instance, InstanceId::received(CASSANDRA));
    assert_eq!(shown(&s).len(), 1);
    s.keys("a");
    assert_eq!((shown(&s).len(), awaited(&s).instance), (2, None));
    s.keys("a<Esc>");
    assert_eq!(s.model.shared.screen, Screen::Instance);
}

#[test]
fn an_operation_opens_on_watch_and_escape_leads_back_to_its_row() {
    let mut old = file(&backed_up(BackupState::Completed), 1, 4_000, |_| {});
    let mut s = over(vec![old.clone()]);
    listed(&mut s, Vec::new());
    s.keys("<Enter>");
    assert_eq!(s.model.current().map(|o| (o.id, o.stage)), Some((number(1), Stage::Completed)));
    assert!(s.model.current().is_some_and(|o| o.lines.len() > 3), "with each state change");
    s.keys("<Esc>");
    assert_eq!((s.model.shared.screen, s.model.history.cursor), (Screen::History, 0));
    // One that is older than those that a start reads.
    old.operation = Some(number(9));
    s.found.closed.push(old);
    s.keys("r");
    listed(&mut s, Vec::new());
    s.keys("<End><Enter>");
    assert_eq!(s.model.current().map(|o| o.id), Some(number(9)));
    let at = s.utc();
    s.feed(Msg::JournalRead { at, found: Ok(DiskContents::default()) });
    assert_eq!(
        s.model.current().map(|o| o.id),
        Some(number(9)),
        "a new reading takes nothing away"
    );
    assert_eq!(s.model.exit_code(), ExitCode::Done);
    s.keys("h");
    assert_eq!(s.model.shared.screen, Screen::History);
    assert!(s.model.operations.visited.is_none(), "it is dropped with its screen");
    s.keys("<Esc>");
    assert_eq!(s.model.shared.screen, Screen::Start);
}

#[test]
fn what_is_no_operation_is_not_watched() {
    let found =
        DiskContents { open: vec![reviewed(&sent(lost()), 2, 1_200)], ..DiskContents::default() };
    let mut s = Script::with_journal(Mode::Live, place(), 80, 24, found);
    s.keys("h<Enter>");
    assert_eq!(notice(&s), Some(&HistoryNotice::NotConfirmed));
}

/// The latest question about the guest, answered.
fn polled(s: &mut Script, row: Option<BackupRow>) -> Vec<Effect> {
    let operation = s.model.operations.visited.as_ref().expect("a guest").id;
    let poll = Poll { job: JobAnswer::NotAsked, row: Some(Ok(row)) };
    let at = s.utc();
    s.feed(Msg::Polled { operation, at, poll })
}

#[test]
fn a_backup_of_another_is_followed_while_it_shows_and_counts_for_nothing() {
    let mut s = over(Vec::new());
    let building = BackupRow { state: BackupState::Building, ended: None, ..other(&s, 1, 100) };
    listed(&mut s, vec![building.clone()]);
    let effects = s.keys("<Enter>");
    let Some(Effect::Poll { operation, backup, .. }) = effects.last() else {
        panic!("it is read: {effects:?}")
    };
    assert_eq!(backup.as_ref(), Some(&building.id));
    let (id, written) = (*operation, s.journal.len());
    polled(&mut s, Some(building.clone()));
    // Not as an operation of this run: no exit status, no line at the end, no question on leaving.
    assert_eq!(s.model.exit_code(), ExitCode::Done);
    assert!(!s.model.has_reason_to_stay() && s.model.operations.list.is_empty());
    polled(&mut s, Some(BackupRow { state: BackupState::Failed, ..building.clone() }));
    assert_eq!(s.model.current().map(|o| o.stage), Some(Stage::Failed));
    assert_eq!(s.model.exit_code(), ExitCode::Done);
    assert_eq!(s.journal.len(), written, "nothing of it goes to the journal");
    s.keys("<Esc>");
    assert_eq!(s.model.shared.screen, Screen::History);
    // An answer on its way, or a wait that is over, finds nobody.
    let at = s.utc();
    let poll = Poll { job: JobAnswer::NotAsked, row: Some(Ok(Some(building))) };
    assert_eq!(s.feed(Msg::Polled { operation: id, at, poll }), []);
    assert!(s.created().is_empty());
}

#[test]
fn a_guest_is_read_also_where_many_operations_keep_turns() {
    let one = backed_up(BackupState::Building);
    let open = (0..9).map(|n| file(&one, n, 1_000, |_| {})).collect();
    let mut s = Script::with_journal(
        Mode::Live,
        place(),
        80,
        24,
        DiskContents { open, ..DiskContents::default() },
    );
    s.keys("h");
    let building = BackupRow { state: BackupState::Building, ended: None, ..other(&s, 1, 1) };
    page(&mut s, vec![building]);
    page(&mut s, Vec::new());
    on(&mut s, "other-1");
    let effects = s.keys("<Enter>");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Poll { .. })), "{effects:?}");
}

fn scope_of(s: &Script) -> Scope {
    s.model.draft.scope()
}

fn overlay_is_changes(s: &Script) -> bool {
    matches!(s.model.dialog.overlays.last(), Some(Overlay::Page { page: TextPage::Changes, .. }))
}

#[test]
fn p_prepares_a_form_from_an_operation_and_sends_nothing() {
    let orders = || DatabaseScope {
        database_name: "orders".to_owned(),
        table_names: Some(vec!["gone".to_owned(), "items".to_owned()]),
    };
    let old = file(&backed_up(BackupState::Completed), 1, 4_000, |intent| {
        intent.scope = Scope::Tables(vec![orders()]);
    });
    let mut s = over(vec![old]);
    s.keys("p");
    assert_eq!(s.model.shared.screen, Screen::Compose);
    let draft = &s.model.draft;
    assert_eq!(draft.name.value(), "pre-mig-CHG0042312");
    assert_eq!(draft.description.value(), "Before schema migration");
    assert_eq!(draft.target.as_ref().map(|t| t.id().as_str()), Some(CASSANDRA));
    assert_eq!(scope_of(&s), Scope::Tables(vec![orders()]));
    assert!(overlay_is_changes(&s) && s.created().is_empty());
    // What is gone is marked as in an opened draft.
    s.keys("<Esc>");
    s.databases(&["orders"]);
    s.tables("orders", &["items"]);
    let changes = s.model.compose.changes.as_ref().expect("a comparison");
    let list = changes.list(Mode::Live, &s.model.shared.session, &s.model.draft);
    let gone = Change::TableNotListed("orders".to_owned(), "gone".to_owned());
    assert!(list.contains(&gone), "{list:?}");
    assert_eq!(changes.draft.name, "pre-mig-CHG0042312");
    assert_eq!(scope_of(&s), Scope::Tables(vec![orders()]), "and stays ticked");
}

#[test]
fn a_form_that_is_begun_is_not_lost() {
    let mut s = over(vec![file(&backed_up(BackupState::Completed), 1, 4_000, |_| {})]);
    s.keys("<Esc>n");
    s.instances();
    s.keys("<Enter>begun-before<Esc><Esc>h");
    s.keys("p");
    assert_eq!(s.model.draft.name.value(), "pre-mig-CHG0042312");
    let saved = |effect: &Effect| match effect {
        Effect::Disk(Disk::SaveDraft { draft, .. }) => draft.name == "begun-before",
        _ => false,
    };
    assert!(s.journal.iter().any(saved), "it is saved, and offered on Start");
    assert_eq!(s.model.drafts.offered.len(), 1);
}

#[test]
fn the_instance_is_the_one_that_is_listed_now() {
    let mut s = over(Vec::new());
    s.keys("<Esc>n");
    s.instances();
    s.keys("h");
    let rows = vec![other(&s, 1, 100)];
    listed(&mut s, rows);
    s.keys("p");
    assert_eq!(s.model.draft.target, Some(Target::Listed(fleet().remove(0))));
    assert_eq!(s.model.draft.name.value(), "other-2");
    assert_eq!(s.model.draft.description.value(), "by hand");
    assert_eq!(scope_of(&s), Scope::Instance, "both lists say that it is of the instance");
}

#[test]
fn a_row_without_names_or_of_unknown_kind_never_becomes_the_whole_instance() {
    let tables =
        |kind: Option<BackupKind>| move |row: BackupRow| BackupRow { kind, scope: None, ..row };
    let cases = [Some(BackupKind::DatabaseTable), None];
    for kind in cases {
        let mut s = over(Vec::new());
        let row = tables(kind)(other(&s, 1, 100));
        listed(&mut s, vec![row]);
        s.keys("p");
        assert_eq!(s.model.draft.scope_choice, ScopeChoice::Tables, "{kind:?}");
        assert!(s.model.draft.tree.counts().is_nothing(), "{kind:?}");
        s.keys("<Esc><C-g>");
        assert_eq!(s.model.shared.screen, Screen::Compose, "nothing selected is an error");
    }
    // The row stands in both lists, which then tell no kind.
    let mut s = over(Vec::new());
    let row = other(&s, 1, 100);
    page(&mut s, vec![row.clone()]);
    page(&mut s, vec![BackupRow { kind: Some(BackupKind::DatabaseTable), ..row.clone() }]);
    page(&mut s, Vec::new());
    page(&mut s, Vec::new());
    assert_eq!(at(&s, "other-1").covers(), None);
    s.keys("p");
    assert_eq!(s.model.draft.scope_choice, ScopeChoice::Tables);
    // The list of tables could not be read, so the row may stand there as well.
    let mut s = over(Vec::new());
    page(&mut s, vec![row]);
    let wanted = awaited(&s);
    let why = refusal(403, "DBS.280032", "not allowed");
    s.feed(Msg::Reply { ask: wanted.ask, reply: Reply::BackupPage(wanted, Err(why)) });
    page(&mut s, Vec::new());
    assert_eq!(s.model.history.reading.lists[1].reached, Reached::Nothing);
    s.keys("p");
    assert_eq!(s.model.draft.scope_choice, ScopeChoice::Tables);
    assert!(s.model.draft.tree.counts().is_nothing());
    let untold = |s: &Script| {
        let changes = s.model.compose.changes.as_ref().expect("a comparison");
        let list = changes.list(Mode::Live, &s.model.shared.session, &s.model.draft);
        list.contains(&Change::NamesNotTold)
    };
    assert!(untold(&s), "the page says that nothing is selected");
    s.model.draft.scope_choice = ScopeChoice::Instance;
    assert!(!untold(&s));
}

#[test]
fn another_project_or_endpoint_and_a_demo_are_refused_with_a_sentence() {
    let mine = backed_up(BackupState::Completed);
    type Change = fn(&mut crate::core::operation::Intent);
    let cases: [(&str, Change); 3] = [
        ("endpoint", |intent| intent.site.endpoint = "https://other.example".to_owned()),
        ("project", |intent| {
            let other = crate::core::base::ids::ProjectId::typed(&"b".repeat(32));
            intent.site.project = other.expect("an ID");
        }),
        ("demo", |intent| intent.site.mode = Mode::Demo),
    ];
    for (what, change) in cases {
        let mut s = over(vec![file(&mine, 1, 4_000, change)]);
        s.keys("p");
        assert_eq!(notice(&s), Some(&HistoryNotice::Elsewhere), "{what}");
        assert_eq!(s.model.shared.screen, Screen::History);
        assert!(!s.model.draft.is_begun());
    }
    // A service that tells no engine tells too little for a form.
    let mut s = over(Vec::new());
    let row = BackupRow { particulars: None, ..other(&s, 1, 100) };
    listed(&mut s, vec![row]);
    s.keys("p");
    assert_eq!(notice(&s), Some(&HistoryNotice::NotTold));
}

#[test]
fn the_template_makes_the_fresh_name_where_there_is_one() {
    let old = || file(&backed_up(BackupState::Completed), 1, 4_000, |_| {});
    let mut s = over(vec![old()]);
    s.model.compose.names.template = Template::parse("pre-{instance}-{utc}").ok();
    s.keys("p");
    assert_eq!(s.model.draft.name.value(), "pre-cass-orders-01-20251017T0158Z");
    let changes = s.model.compose.changes.as_ref().expect("a comparison");
    assert_eq!(changes.draft.name, "pre-cass-orders-01-20251017T0158Z");
    // One that makes the old name again is not fresh.
    let mut s = over(vec![old()]);
    s.model.compose.names.template = Template::parse("pre-mig-CHG0042311").ok();
    s.keys("p");
    assert_eq!(s.model.draft.name.value(), "pre-mig-CHG0042312");
    // One that wants the change asks for it; until then the old name stands raised.
    let mut s = over(vec![old()]);
    s.model.compose.names.template = Template::parse("pre-{change}").ok();
    s.keys("p");
    assert_eq!(s.model.draft.name.value(), "pre-mig-CHG0042312");
    let top = s.model.dialog.overlays.last();
    assert!(matches!(top, Some(Overlay::Prompt(prompt)) if prompt.kind == PromptKind::Change));
    s.keys("CHG7<Enter>");
    assert_eq!(s.model.draft.name.value(), "pre-CHG7");
    assert!(overlay_is_changes(&s));
}

#[test]
fn an_answer_that_comes_after_the_operator_has_gone_on_opens_nothing() {
    let mut old = file(&backed_up(BackupState::Completed), 1, 4_000, |_| {});
    old.operation = Some(number(9));
    let mut s = over(vec![file(&backed_up(BackupState::Completed), 1, 3_000, |_| {})]);
    s.found.closed.push(old.clone());
    s.keys("r");
    listed(&mut s, Vec::new());
    s.keys("<End>");
    s.disk = false;
    s.keys("p");
    let Some(Effect::Disk(Disk::ReadOperation { ask, .. })) = s.journal.last().cloned() else {
        panic!("the file is read")
    };
    s.keys("?");
    s.feed(Msg::OperationRead { ask, file: Ok(Some(old)) });
    assert_eq!(s.model.shared.screen, Screen::History);
    assert!(!s.model.draft.is_begun());
}

#[test]
fn another_place_begins_the_history_anew() {
    let mut s = over(Vec::new());
    let rows = vec![other(&s, 1, 100)];
    listed(&mut s, rows);
    s.keys("<Enter>");
    let elsewhere = Session { endpoint: Some("https://other.example".to_owned()), ..place() };
    s.feed(Msg::Configured(elsewhere));
    s.keys("<Esc>");
    assert_eq!(shown(&s), [""; 0], "rows of the other place make no form here");
    assert_eq!(awaited(&s).received, 0);
}

#[test]
fn a_listed_backup_may_be_of_an_operation_whose_answer_was_lost() {
    // Also where it is known that a backup was created, but not its ID.
    for end in [lost(), CreateEnd::Answered(answered(202, None, ""))] {
        let mut s = over(vec![file(&sent(end), 1, 900, |_| {})]);
        let own = BackupRow { name: "pre-mig-CHG0042311".to_owned(), ..other(&s, 1, 890) };
        let elsewhere = BackupRow {
            instance: InstanceId::received("11223344556677889900aabbccddeeffin03"),
            ..own.clone()
        };
        let of_another = BackupRow { id: other(&s, 3, 1).id, ..elsewhere };
        let rows = vec![own, other(&s, 2, 1_000), of_another];
        listed(&mut s, rows);
        let rows = &s.model.history.rows;
        let listed = (0..rows.len()).filter_map(|n| rows.at(n)).filter(|row| row.done().is_none());
        let may_be: Vec<_> = listed.map(|row| rows.may_be_from_here(row)).collect();
        assert_eq!(may_be, [true, false, false]);
    }
}
