//! The screens of drafts and of working offline, from keys to cells.

use super::{COLOUR, Script, WIDE, draw_at, last_lines, rows, shot};
use crate::{
    core::{
        base::{Instance, OperationId, Page, Size, StateTrouble, Whole},
        draft::{Draft, DraftTrouble, SavedDraft, Target},
        operation::{
            backup::BackupState,
            journal_file::{DiskContents, DraftFile},
        },
        port::{Disk, Effect, Msg, Reply, Timer},
        scope::{DatabaseScope, ScopeChoice, Tree},
        session::{Mode, Session, Who},
    },
    tests::support::{
        answers::{CASSANDRA, fleet, place},
        outcomes::{BACKUP, accepted, lost, row},
        records::{file, sent},
    },
};

fn text(script: &Script) -> String {
    let size = script.model.shared.size;
    rows(&draw_at(script, COLOUR, size.columns, size.rows).0).join("\n")
}

/// By another operator, three hours ago: a database and two tables of the first instance.
fn draft(s: &Script) -> SavedDraft {
    let scope = |name: &str, tables: Option<&[&str]>| DatabaseScope {
        database_name: name.to_owned(),
        table_names: tables.map(|t| t.iter().map(ToString::to_string).collect()),
    };
    let chosen =
        [scope("billing", None), scope("orders", Some(&["orders_by_day", "orders_by_id"]))];
    let form = Draft {
        target: Some(Target::Listed(fleet().remove(0))),
        name: "pre-mig-CHG0042311".into(),
        description: "Before schema migration".into(),
        scope_choice: ScopeChoice::Tables,
        tree: Tree::of_scope(&chosen),
    };
    let by = Who { user: Some("op.li".to_owned()), ..Who::default() };
    SavedDraft::of(&form, Mode::Live, &place(), &by, s.utc().plus(-3 * 3_600))
}

/// Start over an older draft, one of just now without a name, and one that a newer program wrote.
pub(super) fn started() -> Script {
    let mut s = Script::live();
    s.model.journal.read = false;
    let fresh = SavedDraft {
        name: String::new(),
        target: None,
        saved_at: s.utc().plus(-720),
        by: Who::default(),
        ..draft(&s)
    };
    let files = [Ok(draft(&s)), Ok(fresh), Err(DraftTrouble::Newer(2))];
    let files = files
        .into_iter()
        .zip(1..)
        .map(|(read, n)| DraftFile { id: Some(OperationId::from_bits(n)), read });
    let (at, found) =
        (s.utc(), DiskContents { drafts: files.collect(), ..DiskContents::default() });
    s.feed(Msg::JournalRead { at, found: Ok(found) });
    s
}

fn opened() -> Script {
    let mut s = started();
    s.keys("<Down><Enter>");
    s
}

fn answered(s: &mut Script, instance: Instance, taken: &str) {
    let (ask, at) =
        (s.model.compose.changes.as_ref().expect("a comparison").instance.question(), s.utc());
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Instance { at: s.utc(), instance: Ok(Some(instance)) },
    });
    let rows = Ok(vec![row(BACKUP, taken, BackupState::Completed, s)]);
    s.feed(Msg::Reply { ask, reply: Reply::Backups { at, rows: rows.map(Whole::of) } });
}

/// The disk did not take the form.
pub(super) fn not_saved(s: &mut Script, why: StateTrouble) {
    let (form, at) = (s.model.drafts.key.form, s.utc());
    s.feed(Msg::DraftSaved { form, at, result: Err(why) });
}

#[test]
fn a_draft_and_an_operation_of_the_same_hour_are_of_the_same_age() {
    const AGO: i64 = 30 * 3_600;
    let operation = file(&sent(lost()), 3, AGO, |_| {});
    let mut s = Script::live();
    s.model.journal.read = false;
    let saved = SavedDraft { saved_at: s.utc().plus(-AGO), ..draft(&s) };
    let drafts = vec![DraftFile { id: Some(OperationId::from_bits(1)), read: Ok(saved) }];
    let (at, found) =
        (s.utc(), DiskContents { open: vec![operation], drafts, ..DiskContents::default() });
    s.feed(Msg::JournalRead { at, found: Ok(found) });
    let screen = text(&s);
    let ages: Vec<&str> = screen.lines().filter(|row| row.contains(" ago")).collect();
    assert_eq!(ages.len(), 2, "{ages:?}");
    assert!(ages.iter().all(|row| row.contains("1d ago")), "{ages:?}");
}

#[test]
fn start_offers_drafts_and_asks_before_it_discards_one() {
    let mut s = started();
    s.keys("<Down>x<Esc><Down><Enter>");
    shot("drafts_newer", &s);
}

/// A draft of three hours ago and its instance, backups and names of now.
pub(super) fn changed() -> Script {
    let mut s = opened();
    let now = Instance {
        status: "abnormal".to_owned(),
        actions: vec!["BACKUP".to_owned()],
        ..fleet().remove(0)
    };
    answered(&mut s, now, "pre-mig-CHG0042311");
    s.databases(&["audit", "orders"]);
    s.tables("orders", &["orders_by_id", "order_events"]);
    s
}

#[test]
fn what_has_changed_since() {
    shot("drafts_changes_reading", &opened());
    let mut s = changed();
    s.keys("<Esc>");
    s.feed(Msg::Timer(Timer::SaveDraft));
    s.keys("<Tab><Tab><Tab><Down><Down><Right>");
    shot("drafts_not_listed", &s);
}

#[test]
fn a_list_that_was_not_read_is_not_said_to_be_empty() {
    let mut s = opened();
    s.keys("<Esc>");
    s.feed(Msg::Resized(WIDE));
    s.keys("<C-o>");
    assert!(!text(&s).contains("0 instances"), "{}", text(&s));
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Instances { at, page: Ok(Page { rows: Vec::new(), last: true }) },
    });
    assert!(
        text(&s).contains("0 instances returned") && !text(&s).contains("not been read yet"),
        "{}",
        text(&s)
    );
}

#[test]
fn nothing_has_changed() {
    let mut s = opened();
    answered(&mut s, fleet().remove(0), "another");
    s.databases(&["billing", "orders"]);
    s.tables("orders", &["orders_by_id", "orders_by_day"]);
    shot("drafts_unchanged", &s);
    let mut s = Script::new(
        Mode::Live,
        Session { endpoint: Some("https://far.example".to_owned()), ..place() },
        80,
        24,
    );
    let saved = Box::new(draft(&s));
    s.feed(Msg::DraftGiven(saved, "./pre-mig.draft.json".to_owned()));
    shot("drafts_made_elsewhere", &s);
}

#[test]
fn the_header_says_whether_the_draft_is_saved() {
    let mut s = Script::live();
    s.fill();
    assert!(!text(&s).contains("draft saved") && !text(&s).contains("NOT saved"));
    s.feed(Msg::Timer(Timer::SaveDraft));
    assert!(
        text(&s).lines().nth(1).is_some_and(|row| row.ends_with("draft saved 01:58Z")),
        "{}",
        text(&s)
    );
    s.disk = false;
    s.keys("x");
    s.feed(Msg::Timer(Timer::SaveDraft));
    not_saved(&mut s, StateTrouble::ReadOnly("/state".to_owned()));
    let said = text(&s);
    let header = said.lines().nth(1).unwrap_or_default();
    assert!(header.contains("draft NOT saved: /state"), "{header}");
    assert!(
        header.starts_with(" 1 Instance > 2 COMPOSE > 3 Review > 4 Watch "),
        "the steps stay whole: {header}"
    );
}

#[test]
fn the_last_lines_say_where_the_draft_is() {
    let mut s = Script::live();
    s.fill();
    s.keys("<C-c>");
    let lines = last_lines(&s);
    assert!(
        matches!(&lines[..], [line] if line.starts_with("Draft ") && line.contains("is saved; it \
            is offered")),
        "{lines:?}"
    );
    let mut s = Script::live();
    s.fill();
    s.disk = false;
    let (form, at) = (s.model.drafts.key.form, s.utc());
    s.feed(Msg::Leaving { at });
    s.feed(Msg::DraftSaved { form, at, result: Err(StateTrouble::NoHome) });
    assert!(
        last_lines(&s)[0].starts_with("The draft is NOT saved: no folder"),
        "{:?}",
        last_lines(&s)
    );
    for end in [accepted(), lost()] {
        let mut s = Script::live();
        s.send();
        s.ended(end);
        s.keys("<C-c><C-c>");
        assert!(last_lines(&s)[0].starts_with(['R', 'U']), "the backup comes first");
    }
}

/// The request of a run without any call, and keys.
pub(super) fn offline(keys: &str) -> Script {
    let mut s = Script::new(Mode::Offline, Session::default(), 80, 24);
    let form = format!("{CASSANDRA}<Down><Enter>pre-mig<Tab>before the change<Tab><Space><Tab>");
    s.keys(&format!("<Enter>{form}iorders<Enter>torders_by_day<Enter><C-g>{keys}"));
    s
}

#[test]
fn offline_from_start_to_the_file() {
    let mut s = Script::new(Mode::Offline, Session::default(), 80, 24);
    s.keys("<Enter><Esc>");
    shot("offline_instances", &s);
    s.keys(&format!("i{CASSANDRA}<Down><Enter>pre-mig<Tab>before the change<Tab><Space><Tab>"));
    shot("offline_tree_empty", &s);
    let mut s = offline("<Enter>");
    let effects = s.keys("<Enter>");
    let [Effect::Disk(Disk::SaveFile { ask, .. })] = &effects[..] else { panic!("{effects:?}") };
    s.feed(Msg::FileSaved { ask: *ask, result: Ok(()) });
    shot("offline_saved", &s);
    for (columns, rows) in [(60, 16), (80, 24), (120, 40)] {
        s.feed(Msg::Resized(Size { columns, rows }));
        assert!(
            !text(&s).contains("Create backup") && !text(&s).contains("sends once"),
            "{}",
            text(&s)
        );
    }
}

#[test]
fn help_of_the_tree() {
    let mut s = super::marked();
    s.keys("?/SHOWN tickq<Enter>");
    assert!(text(&s).contains("No key for these words"), "{}", text(&s));
    s.keys("<Esc>");
    assert!(text(&s).contains("undo the last change"), "{}", text(&s));
}
