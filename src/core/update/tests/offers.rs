//! Drafts of earlier runs: offered, opened, compared with what the service says now, and thrown
//! away only when asked.

use super::{
    answers::{CASSANDRA, fleet, place},
    drafts::{disk, drops, saves, second},
    outcomes::{BACKUP, accepted, row},
    script::Script,
};
use crate::core::{
    base::{Engine, Instance, OperationId, Page, ProjectId, Whole},
    compose::changes::Change,
    draft::{DraftTrouble, SavedDraft, Target},
    operation::{
        Entry, Event,
        backup::BackupState,
        journal_file::{DiskContents, DraftFile, File, Read},
    },
    port::{Disk, Effect, Msg, Notice, Overlay, Query, Reply, Screen, Sending, TextPage},
    scope::{DatabaseScope, ScopeChoice},
    session::{Mode, Session, Who},
    start::rows::StartRow,
};

/// A draft of two tables and a database of the first instance, by somebody else, of an hour ago.
fn draft(s: &Script) -> SavedDraft {
    let scope = |name: &str, tables: Option<&[&str]>| DatabaseScope {
        database_name: name.to_owned(),
        table_names: tables.map(|t| t.iter().map(ToString::to_string).collect()),
    };
    SavedDraft {
        draft: None,
        saved_at: s.utc().plus(-3_600),
        by: Who { user: Some("op.li".to_owned()), ..Who::default() },
        mode: Mode::Live,
        endpoint: place().endpoint,
        region: place().region,
        project: place().project,
        target: Some(Target::Listed(fleet().remove(0))),
        name: "pre-mig".to_owned(),
        description: "before the change".to_owned(),
        scope: ScopeChoice::Tables,
        chosen: vec![
            scope("billing", None),
            scope("orders", Some(&["orders_by_day", "orders_by_id"])),
        ],
    }
}

const ID: u32 = 77;

fn file(draft: SavedDraft) -> DraftFile {
    DraftFile { id: Some(OperationId::from_bits(ID)), read: Ok(draft) }
}

/// The program starts over these drafts and journal files.
fn started(place: Session, drafts: Vec<DraftFile>, open: Vec<File>) -> Script {
    let mut s = Script::new(Mode::Live, place, 80, 24);
    s.model.journal.read = false;
    let (at, found) = (s.utc(), DiskContents { drafts, open, ..DiskContents::default() });
    s.feed(Msg::JournalRead { at, found: Ok(found) });
    disk(&mut s);
    s.effects.clear();
    s
}

fn opened() -> Script {
    let draft = draft(&Script::live());
    let mut s = started(place(), vec![file(draft)], Vec::new());
    assert_eq!(s.model.start_rows()[0], StartRow::Draft(0));
    s.keys("<Enter>");
    s
}

fn changes(s: &Script) -> Vec<Change> {
    s.model.compose.changes.as_ref().expect("an opened draft").list(
        s.model.shared.mode,
        &s.model.shared.session,
        &s.model.draft,
    )
}

/// The instance and its backups were read for the comparison.
fn answers(s: &mut Script, instance: Option<Instance>, taken: &[&str]) {
    let ask = s.model.compose.changes.as_ref().expect("an opened draft").instance.question();
    let rows = taken.iter().map(|name| row(BACKUP, name, BackupState::Completed, s)).collect();
    s.feed(Msg::Reply { ask, reply: Reply::Instance { at: s.utc(), instance: Ok(instance) } });
    let at = s.utc();
    s.feed(Msg::Reply { ask, reply: Reply::Backups { at, rows: Ok(Whole::of(rows)) } });
}

#[test]
fn a_draft_of_an_earlier_run_is_offered_opened_and_saved_anew_in_the_place_of_the_old() {
    let mut s = opened();
    assert_eq!(s.model.shared.screen, Screen::Compose);
    assert_eq!(
        (s.model.draft.name.value(), s.model.draft.description.value()),
        ("pre-mig", "before the change")
    );
    assert_eq!(s.model.draft.tree.scope(), draft(&s).chosen, "neither wider nor narrower");
    assert_eq!(s.model.draft.tree.chosen_typed_names(), 4, "nothing counts as listed");
    let saved = second(&mut s);
    let [
        Effect::Wait { .. },
        Effect::Disk(Disk::SaveDraft { key, replaces: Some(old), draft: now }),
    ] = &saved[..]
    else {
        panic!("{saved:?}")
    };
    assert_eq!(
        (key.id, old.id),
        (None, Some(OperationId::from_bits(ID))),
        "another program may still have the old one open"
    );
    assert!(now.is_same_as(&draft(&s)));
    s.keys("<Esc>");
    s.keys("x");
    assert!(
        matches!(
            &second(&mut s)[..],
            [Effect::Wait { .. }, Effect::Disk(Disk::SaveDraft { replaces: None, .. })]
        ),
        "it has been replaced"
    );
}

#[test]
fn what_has_changed_fills_in_as_answers_come() {
    let mut s = opened();
    assert!(matches!(s.model.dialog.overlays[..], [Overlay::Page { page: TextPage::Changes, .. }]));
    let asked = std::mem::take(&mut s.effects);
    assert!(
        matches!(
            &asked[..],
            [
                Effect::Ask { query: Query::Instance { .. }, .. },
                Effect::Ask { query: Query::Backups { .. }, .. },
                Effect::Ask { query: Query::Databases { .. }, .. }
            ]
        ),
        "{asked:?}"
    );
    assert_eq!(
        changes(&s),
        [Change::ReadingInstance, Change::ReadingBackups, Change::ReadingNames]
    );
    let now = Instance {
        status: "abnormal".to_owned(),
        name: "cass-new".to_owned(),
        actions: vec!["BACKUP".to_owned()],
        ..fleet().remove(0)
    };
    answers(&mut s, Some(now), &["pre-mig"]);
    s.databases(&["audit", "orders"]);
    assert!(
        matches!(&s.effects[..], [Effect::Ask { query: Query::Tables { database, .. }, .. }] if database == "orders"),
        "{:?}",
        s.effects
    );
    s.tables("orders", &["orders_by_id", "order_events"]);
    let found = changes(&s);
    let [
        Change::Renamed { .. },
        Change::Status { .. },
        Change::Actions { .. },
        Change::NameTaken(id),
        rest @ ..,
    ] = &found[..]
    else {
        panic!("{found:?}")
    };
    assert_eq!(id.as_str(), BACKUP);
    let gone = [
        Change::DatabaseNotListed("billing".to_owned()),
        Change::TableNotListed("orders".to_owned(), "orders_by_day".to_owned()),
    ];
    assert_eq!(rest, gone);
    assert_eq!(s.model.draft.tree.scope(), draft(&s).chosen, "what is not listed stays ticked");
    assert_eq!(s.model.draft.tree.chosen_typed_names(), 2);
    s.keys("<Esc>");
    assert!(s.model.dialog.overlays.is_empty());
    s.keys("<C-d>");
    assert!(
        matches!(s.model.dialog.overlays[..], [Overlay::Page { page: TextPage::Changes, .. }]),
        "it can be opened again"
    );
    s.keys("<Esc><C-g>");
    assert_eq!(
        s.model.review.open.as_ref().map(|r| r.typed_names),
        Some(2),
        "Review warns of them"
    );
}

#[test]
fn nothing_has_changed_or_the_instance_has_gone() {
    let mut s = opened();
    answers(&mut s, Some(fleet().remove(0)), &["other"]);
    s.databases(&["billing", "orders"]);
    s.tables("orders", &["orders_by_day", "orders_by_id"]);
    assert_eq!(
        changes(&s),
        [Change::InstanceSame, Change::NameFree { of: 1 }, Change::NamesListed]
    );
    assert_eq!(s.model.draft.tree.chosen_typed_names(), 0);
    let mut s = opened();
    answers(&mut s, None, &[]);
    assert_eq!(changes(&s)[0], Change::InstanceGone);
}

#[test]
fn tables_are_asked_for_one_database_at_a_time() {
    let mut saved = draft(&Script::live());
    let tables = || Some(vec!["t".to_owned()]);
    saved.chosen = ["a", "b", "c"]
        .map(|name| DatabaseScope { database_name: name.to_owned(), table_names: tables() })
        .to_vec();
    let mut s = started(place(), vec![file(saved)], Vec::new());
    s.keys("<Enter>");
    let listed = |s: &mut Script| {
        std::mem::take(&mut s.effects)
            .iter()
            .filter(|e| matches!(e, Effect::Ask { query: Query::Tables { .. }, .. }))
            .count()
    };
    s.databases(&["a", "b", "c"]);
    assert_eq!(listed(&mut s), 1);
    s.tables("a", &["t"]);
    assert_eq!(listed(&mut s), 1);
    let ask = s.model.compose.tables_ask;
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Tables {
            database: "b".to_owned(),
            page: Ok(Page { rows: Vec::new(), last: false }),
        },
    });
    assert_eq!(listed(&mut s), 0, "a page that is not the last");
    s.tables("b", &["t"]);
    assert_eq!(listed(&mut s), 1);
    s.tables("c", &["t"]);
    assert_eq!(listed(&mut s), 0);
}

#[test]
fn the_answers_to_review_count_for_the_comparison_that_it_overtook() {
    let mut s = opened();
    s.keys("<Esc><C-g>");
    assert_eq!(s.model.shared.screen, Screen::Review);
    s.backups(Ok(Vec::new()));
    assert_eq!(changes(&s)[..2], [Change::InstanceSame, Change::NameFree { of: 0 }]);
}

#[test]
fn a_draft_of_another_project_is_said_and_compared_with_nothing() {
    let mut saved = draft(&Script::live());
    saved.project = ProjectId::typed(&"b".repeat(32));
    let mut s = started(place(), vec![file(saved)], Vec::new());
    s.keys("<Enter>");
    assert_eq!(changes(&s), [Change::MadeElsewhere]);
    assert!(s.effects.is_empty(), "{:?}", s.effects);
}

#[test]
fn a_draft_opened_before_everything_is_set_waits_for_its_place_and_keeps_its_instance() {
    let saved = draft(&Script::live());
    let mut s = started(Session::default(), vec![file(saved.clone())], Vec::new());
    s.keys("<Enter>");
    assert_eq!(changes(&s), [Change::NotReady]);
    let Session { endpoint, region, .. } = place();
    s.feed(Msg::Configured(Session { endpoint, region, ..Session::default() }));
    assert!(s.effects.is_empty(), "no project and no token yet");
    s.feed(Msg::Configured(place()));
    assert!(s.effects.iter().any(
        |e| matches!(e, Effect::Ask { query: Query::Instance { instance }, .. } if instance.as_str() == CASSANDRA)
    ));
    assert_eq!(s.model.draft.tree.scope(), saved.chosen);
    s.feed(Msg::Configured(Session { project: ProjectId::typed(&"b".repeat(32)), ..place() }));
    assert_eq!(s.model.draft.target, None, "another project has other instances");
}

#[test]
fn an_instance_that_was_typed_is_verified_by_being_listed() {
    let mut saved = draft(&Script::live());
    saved.target = Some(Target::Typed { id: fleet()[0].id.clone(), engine: Engine::Cassandra });
    let mut s = started(place(), vec![file(saved)], Vec::new());
    s.keys("<Enter>");
    answers(&mut s, Some(fleet().remove(0)), &[]);
    assert_eq!(changes(&s)[0], Change::InstanceVerified("cass-orders-01".to_owned()));
    assert_eq!(s.model.draft.target, Some(Target::Listed(fleet().remove(0))));
}

#[test]
fn a_form_that_makes_way_is_saved_and_offered() {
    let saved = draft(&Script::live());
    let mut s = started(place(), vec![file(saved)], Vec::new());
    s.keys("n");
    s.instances();
    s.keys("<Down><Enter>my-own-text<Esc><Esc>");
    disk(&mut s);
    let rows = s.model.start_rows();
    assert_eq!(rows[..2], [StartRow::Form, StartRow::Draft(0)]);
    s.model.start.row = 1;
    s.keys("<Enter>");
    assert_eq!(saves(&disk(&mut s))[0].name, "my-own-text");
    assert_eq!(s.model.draft.name.value(), "pre-mig");
    let [offered] = &s.model.drafts.offered[..] else { panic!("one is offered") };
    assert!(
        offered.draft.as_ref().is_ok_and(|d| d.name == "my-own-text") && offered.key.id.is_some()
    );
    assert_eq!(offered.trouble, None);
}

#[test]
fn nothing_is_thrown_away_unasked() {
    let saved = draft(&Script::live());
    let mut s = started(place(), vec![file(saved)], Vec::new());
    s.keys("x");
    assert!(matches!(s.model.dialog.overlays[..], [Overlay::Discard(_)]));
    s.keys("n");
    assert!(drops(&disk(&mut s)).is_empty() && s.model.drafts.offered.len() == 1);
    s.keys("<Delete>y");
    assert_eq!(drops(&disk(&mut s)), [Some(OperationId::from_bits(ID))]);
    assert!(s.model.drafts.offered.is_empty());
    s.keys("x");
    assert_eq!(s.model.port.notice, Some(Notice::NotDiscarded), "a new backup is no draft");
    assert!(s.model.dialog.overlays.is_empty());

    let mut s = Script::live();
    s.fill();
    second(&mut s);
    let id = s.model.drafts.key.id;
    s.keys("<Esc><Esc>");
    s.model.start.row = 0;
    s.keys("xy");
    assert_eq!(drops(&disk(&mut s)), [id]);
    assert!(!s.model.draft.is_begun());
    assert!(saves(&second(&mut s)).is_empty());
}

/// A journal file of a review that was cut short.
fn review_file(s: &Script, id: u32) -> (File, Entry) {
    let reviewed = s.journal.iter().find_map(|e| match e {
        Effect::Sending(Sending::Keep { entry, .. }) => Some((**entry).clone()),
        _ => None,
    });
    let entry = reviewed.expect("a review");
    let read = Read { entries: vec![entry.clone()], ..Read::default() };
    (
        File { operation: Some(OperationId::from_bits(id)), path: String::new(), read: Ok(read) },
        entry,
    )
}

#[test]
fn a_review_that_was_cut_short_is_opened_and_given_up_only_once_it_is_saved() {
    let mut before = Script::live();
    before.review();
    let (journal, _) = review_file(&before, 5);
    let mut s = started(place(), Vec::new(), vec![journal]);
    assert_eq!(s.model.start_rows()[0], StartRow::Interrupted(0));
    s.disk = false;
    s.keys("<Enter>");
    assert_eq!(s.model.draft.name.value(), "pre-mig-CHG0042311");
    let saved = second(&mut s);
    assert_eq!(saves(&saved).len(), 1);
    assert!(
        !saved.iter().any(|e| matches!(e, Effect::Disk(Disk::Write { .. }))),
        "not before it is on disk"
    );
    let (form, at) = (s.model.drafts.key.form, s.utc());
    s.feed(Msg::DraftSaved { form, at, result: Ok(OperationId::from_bits(ID)) });
    let written = disk(&mut s);
    assert!(
        matches!(&written[..], [Effect::Disk(Disk::Write { operation, entries, .. })]
            if *operation == OperationId::from_bits(5) && matches!(entries[..], [Entry { event: Event::GivenUp, .. }])),
        "{written:?}"
    );
}

#[test]
fn a_draft_and_the_review_of_the_same_text_are_one_row() {
    let mut before = Script::live();
    before.review();
    let (journal, entry) = review_file(&before, 5);
    let Event::Reviewed(intent) = entry.event else { panic!("a review") };
    let saved =
        SavedDraft { saved_at: before.utc().plus(-60), ..SavedDraft::of_intent(&intent, entry.at) };
    let mut s = started(place(), vec![file(saved)], vec![journal]);
    assert_eq!(s.model.start_rows()[..2], [StartRow::Draft(0), StartRow::NewBackup]);
    s.keys("x<Enter>");
    let gone = disk(&mut s);
    assert_eq!(drops(&gone), [Some(OperationId::from_bits(ID))]);
    assert!(gone.iter().any(
        |e| matches!(e, Effect::Disk(Disk::Write { operation, .. }) if *operation == OperationId::from_bits(5))
    ));
}

/// Two programs: one has the review on its screen, the other takes its text over; then
/// the first confirms after all.
#[test]
fn a_review_that_another_program_gave_up_can_still_be_confirmed() {
    use crate::core::operation::{Operation, Replayed};
    let mut before = Script::live();
    before.send();
    let id = OperationId::from_bits(5);
    let at = before.utc();
    let intent = before.model.current().and_then(|o| o.intent.clone()).expect("an intent");
    let entry = |event| Entry { at, event };
    let reviewed = || entry(Event::Reviewed(Box::new(intent.clone())));
    let given_up = || entry(Event::GivenUp);
    let intended = || entry(Event::Intended(Box::new(intent.clone())));
    assert_eq!(Operation::replay(id, vec![reviewed(), given_up()]), Replayed::GivenUp);
    assert!(matches!(
        Operation::replay(id, vec![reviewed(), given_up(), reviewed()]),
        Replayed::Draft { .. }
    ));
    let confirmed = Operation::replay(id, vec![reviewed(), given_up(), intended()]);
    assert!(
        matches!(confirmed, Replayed::Operation(o) if o.is_unresolved()),
        "it must not be hidden"
    );
}

#[test]
fn a_draft_whose_backup_was_made_meanwhile_is_not_offered_again() {
    let mut before = Script::live();
    before.send();
    before.ended(accepted());
    let entries = before.model.current().expect("an operation").lines.clone();
    let intent = before.model.current().and_then(|o| o.intent.clone()).expect("an intent");
    let saved = SavedDraft::of_intent(&intent, before.utc().plus(-60));
    let read = Read { entries, ..Read::default() };
    let journal =
        File { operation: Some(OperationId::from_bits(5)), path: String::new(), read: Ok(read) };
    let mut s = Script::live();
    let (at, found) = (
        s.utc(),
        DiskContents { drafts: vec![file(saved)], open: vec![journal], ..DiskContents::default() },
    );
    disk(&mut s);
    s.feed(Msg::JournalRead { at, found: Ok(found) });
    assert_eq!(drops(&disk(&mut s)), [Some(OperationId::from_bits(ID))]);
    assert!(s.model.drafts.offered.is_empty());
}

#[test]
fn a_draft_that_cannot_be_opened_says_why_and_can_be_discarded() {
    let newer =
        DraftFile { id: Some(OperationId::from_bits(ID)), read: Err(DraftTrouble::Newer(9)) };
    let mut s = started(place(), vec![newer], Vec::new());
    s.keys("<Enter>");
    assert_eq!(s.model.port.notice, Some(Notice::DraftUnread(DraftTrouble::Newer(9))));
    assert_eq!(s.model.shared.screen, Screen::Start);
    s.keys("xy");
    assert_eq!(drops(&disk(&mut s)), [Some(OperationId::from_bits(ID))]);
}
