//! The list of instances: pages that come while one types, the newest backups, the instance named
//! on the command line.

use super::{
    answers::{CASSANDRA, fleet, place},
    outcomes::refusal,
    records::backed_up,
    script::Script,
};
use crate::core::{
    base::{
        BackupId, CallFailure, Clock, Instance, InstanceId, Millis, OperationId, Page, Size,
        UtcTime,
    },
    choose::{
        instance_lookup::InstanceLookup,
        newest_backups::{Made, Told},
    },
    draft::SavedDraft,
    launch::{FilledIn, Opening},
    model::Model,
    operation::{
        Replayed,
        backup::{BackupKind, BackupPage, BackupRow, BackupState, PageWanted},
        journal_file::{DiskContents, DraftFile, File},
    },
    port::{
        Access, Cancel, Effect, LookupNotice, Msg, Notice, Overlay, PromptKind, Query, Reply,
        Screen, Timer,
    },
    session::{Method, Mode, Origin, Session, SignIn, SignInState, SignedIn},
    start::rows::StartRow,
};

fn named(text: &str, mode: Mode, place: Session) -> Script {
    let clock = Clock { utc: UtcTime::parse("2025-10-17T01:58:00Z").unwrap(), at: Millis(0) };
    let opening = Opening { instance: InstanceLookup::typed(text), ..Opening::default() };
    Script::begun(
        Model::new(mode, place, Size { columns: 80, rows: 24 }, clock).open(opening),
        Default::default(),
    )
}

fn list(s: &mut Script, rows: Vec<Instance>, last: bool) -> Vec<Effect> {
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    s.feed(Msg::Reply { ask, reply: Reply::Instances { at, page: Ok(Page { rows, last }) } })
}

/// Answers the question for the named instance.
fn answer(s: &mut Script, found: Result<Vec<Instance>, CallFailure>) -> Vec<Effect> {
    let asked = s.effects.iter().rev().find_map(|e| match e {
        Effect::Ask { ask, query: Query::Named { .. } } => Some(*ask),
        _ => None,
    });
    s.feed(Msg::Reply { ask: asked.expect("it was asked for"), reply: Reply::Named { found } })
}

fn wanted(s: &Script) -> Option<PageWanted> {
    s.background.iter().rev().find_map(|e| match e {
        Effect::Ask { query: Query::BackupPage(wanted), .. } => Some(wanted.clone()),
        _ => None,
    })
}

fn row(instance: &Instance, number: usize, manual: bool, kind: BackupKind) -> BackupRow {
    BackupRow {
        id: BackupId::received(&format!("b{number}")).unwrap(),
        name: format!("backup-{number}"),
        instance: Some(instance.id.clone()),
        instance_name: None,
        kind: Some(kind),
        scope: None,
        manual: Some(manual),
        state: BackupState::Completed,
        size_kb: None,
        begun: Some(UtcTime::from_unix(1_760_000_000 - number as i64)),
        ended: None,
        particulars: None,
    }
}

#[test]
fn one_can_type_the_filter_while_pages_come_and_the_cursor_stays_on_its_instance() {
    let mut s = Script::live();
    s.keys("n");
    list(&mut s, fleet()[..2].to_vec(), false);
    assert_eq!(
        s.model.choose.instances.len(),
        2,
        "the first page shows before the last one has come"
    );
    s.keys("<Down>/cass");
    assert_eq!(s.model.choose.instances.chosen().map(|i| i.name.as_str()), Some("cass-audit-02"));
    list(&mut s, fleet()[2..4].to_vec(), false);
    assert_eq!((s.model.choose.instances.len(), s.model.choose.instances.cursor()), (2, 1));
    s.keys("<C-u>");
    assert_eq!((s.model.choose.instances.len(), s.model.choose.instances.cursor()), (4, 1));
    s.keys("redis");
    assert_eq!(s.model.choose.instances.len(), 0);
    list(&mut s, fleet()[4..].to_vec(), true);
    assert_eq!(s.model.choose.instances.len(), 1, "what fits shows as soon as it comes");
    s.keys("<Enter><Enter>");
    assert_eq!(s.model.draft.target.as_ref().map(|t| t.name()), Some("redis-会话-缓存"));
}

#[test]
fn the_newest_backups_are_read_one_call_at_a_time_and_only_while_the_list_is_in_front() {
    let mut s = Script::live();
    s.keys("n");
    list(&mut s, fleet()[..2].to_vec(), false);
    assert_eq!(s.background, [Effect::Rest], "the list itself comes first");
    list(&mut s, fleet()[2..].to_vec(), true);
    let first = wanted(&s).expect("a page of backups");
    assert_eq!(
        (first.kind, first.instance.as_ref(), s.background.len()),
        (BackupKind::Instance, None, 2)
    );
    s.keys("<Down><Up>");
    assert_eq!(s.background[2..], [Effect::Rest, Effect::Rest], "one call at a time");
    s.keys("<Enter>");
    assert_eq!(
        s.background[4..],
        [Effect::Cancel(Cancel::BackupPages)],
        "whoever leaves the list ends it"
    );
    s.feed(Msg::Reply {
        ask: first.ask,
        reply: Reply::BackupPage(first.clone(), Ok(BackupPage { rows: Vec::new(), received: 0 })),
    });
    assert_eq!(s.background.len(), 5, "and an answer that is late begins nothing");
    s.keys("<C-o>");
    assert_eq!(wanted(&s), Some(first), "it goes on where it was ended");
}

/// The list would otherwise show the backup before as the newest.
#[test]
fn behind_a_backup_of_ones_own_the_newest_are_read_anew() {
    for way in ["n", "<Esc>n", "h<Esc><Esc>n"] {
        let mut s = backed_up(BackupState::Completed);
        let before = wanted(&s);
        let asked = s.keys(way);
        let reads = |effects: &[Effect]| {
            effects.iter().any(|it| matches!(it, Effect::Ask { query: Query::Instances, .. }))
        };
        assert!(s.model.shared.screen == Screen::Instance && reads(&asked), "{way}: {asked:?}");
        list(&mut s, fleet(), true);
        let anew = wanted(&s).expect("a page of backups");
        assert_ne!(before.map(|wanted| wanted.ask), Some(anew.ask), "{way}");
        // Nothing is newer the next time.
        let asked = s.keys("<Esc>n");
        assert!(!reads(&asked), "{way}: {asked:?}");
    }
}

#[test]
fn whoever_chooses_at_once_causes_no_more_calls_than_the_list() {
    let mut s = Script::live();
    s.keys("n");
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    s.tell(Msg::Reply {
        ask,
        reply: Reply::Instances { at, page: Ok(Page { rows: fleet(), last: true }) },
    });
    s.burst("<Enter>");
    assert_eq!(
        (s.model.shared.screen, s.background.clone()),
        (Screen::Compose, vec![Effect::Rest])
    );
    s.feed(Msg::Timer(Timer::Rest));
    assert_eq!(wanted(&s), None);
}

#[test]
fn a_project_with_too_many_backups_is_read_in_part_and_then_where_the_cursor_rests() {
    let mut s = Script::live();
    s.keys("n");
    let all = fleet();
    list(&mut s, all.clone(), true);
    let mut calls = 0;
    while let Some(page) =
        wanted(&s).filter(|page| page.instance.is_none() && s.model.choose.newest.is_under_way())
    {
        calls += 1;
        let number = page.received as usize + 1;
        let rows = vec![row(&all[0], number, false, page.kind)];
        s.feed(Msg::Reply {
            ask: page.ask,
            reply: Reply::BackupPage(page, Ok(BackupPage { rows, received: 100 })),
        });
    }
    assert!(calls <= 10, "{calls} calls");
    assert!(
        matches!(s.model.choose.newest.of(&all[0].id, Made::Automated), Told::Newest(_)),
        "what was read is told"
    );
    assert_eq!(s.model.choose.newest.of(&all[1].id, Made::Manual), Told::NotRead);
    let own = wanted(&s).filter(|own| own.instance.is_some()).expect("the first one's");
    for part in BackupKind::BOTH {
        let own = PageWanted { kind: part, ..own.clone() };
        s.feed(Msg::Reply {
            ask: own.ask,
            reply: Reply::BackupPage(own, Ok(BackupPage { rows: Vec::new(), received: 0 })),
        });
    }
    let before = s.background.len();
    s.burst("<Down><Up><Down>");
    assert_eq!(
        s.background[before..],
        [Effect::Rest, Effect::Rest, Effect::Rest],
        "each move begins the wait anew, and nothing is called"
    );
    assert_eq!(
        s.model.choose.instances.at_rest(),
        None,
        "nothing is shown of an instance that the cursor only passes"
    );
    s.feed(Msg::Timer(Timer::Rest));
    let own = wanted(&s).expect("a page");
    assert_eq!(own.instance.as_ref(), Some(&all[1].id));
    s.feed(Msg::Reply {
        ask: own.ask,
        reply: Reply::BackupPage(
            own.clone(),
            Ok(BackupPage { rows: vec![row(&all[1], 3, true, own.kind)], received: 1 }),
        ),
    });
    let other = wanted(&s).expect("the other list");
    assert_ne!(other.kind, own.kind);
    s.feed(Msg::Reply {
        ask: other.ask,
        reply: Reply::BackupPage(other, Ok(BackupPage { rows: Vec::new(), received: 0 })),
    });
    let end = wanted(&s)
        .filter(|end| end.received == 1 && end.kind == own.kind)
        .expect("what follows its only row");
    s.feed(Msg::Reply {
        ask: end.ask,
        reply: Reply::BackupPage(end, Ok(BackupPage { rows: Vec::new(), received: 0 })),
    });
    assert!(
        matches!(s.model.choose.newest.of(&all[1].id, Made::Manual), Told::Newest(it) if it.name == "backup-3")
    );
    assert_eq!(s.model.choose.newest.of(&all[1].id, Made::Automated), Told::None);
    s.keys("r");
    assert_eq!(
        s.model.choose.newest.of(&all[1].id, Made::Automated),
        Told::NotRead,
        "r reads all of it anew"
    );
}

#[test]
fn offline_and_without_a_list_nothing_is_read_in_the_background() {
    let mut s = Script::new(Mode::Offline, place(), 80, 24);
    s.keys("n<Esc>");
    assert_eq!(s.background, []);
    let mut s = Script::live();
    s.keys("n");
    let (ask, at) = (s.model.choose.instances.reading.question(), s.utc());
    s.feed(Msg::Reply {
        ask,
        reply: Reply::Instances { at, page: Err(refusal(403, "DBS.280032", "no permission")) },
    });
    assert_eq!(s.background, []);
}

#[test]
fn a_named_instance_is_asked_for_by_itself_and_leads_to_the_form() {
    let mut s = named("cass-orders-01", Mode::Live, place());
    assert!(
        matches!(&s.effects[..], [Effect::Ask { query: Query::Named { named }, .. }] if named == "cass-orders-01")
    );
    let effects = answer(&mut s, Ok(vec![fleet().remove(0)]));
    assert!(matches!(effects[..], [Effect::Ask { query: Query::Databases { .. }, .. }]));
    assert_eq!((s.model.shared.screen, s.model.choose.lookup.is_none()), (Screen::Compose, true));
    assert_eq!(s.model.draft.target.as_ref().map(|t| t.id().as_str()), Some(CASSANDRA));
    assert!(
        matches!(s.keys("<C-o>")[..], [Effect::Ask { query: Query::Instances, .. }]),
        "the list is read when it is wanted"
    );
}

#[test]
fn an_instance_whose_name_several_have_is_chosen_by_the_operator() {
    let mut s = named("cass-orders-01", Mode::Live, place());
    let twin = Instance { id: InstanceId::received("twin").unwrap(), ..fleet().remove(0) };
    let effects = answer(&mut s, Ok(vec![fleet().remove(0), twin.clone()]));
    assert!(matches!(effects[..], [Effect::Ask { query: Query::Instances, .. }]));
    assert_eq!(
        s.model.port.notice,
        Some(Notice::Named(LookupNotice::Several("cass-orders-01".to_owned(), 2)))
    );
    let mut rows = fleet();
    rows.push(twin);
    list(&mut s, rows, true);
    assert_eq!((s.model.shared.screen, s.model.choose.instances.len()), (Screen::Instance, 2));
}

#[test]
fn an_id_is_taken_as_soon_as_its_page_comes_and_a_name_only_when_the_list_is_complete() {
    let mut s = named(CASSANDRA, Mode::Live, place());
    assert!(matches!(
        answer(&mut s, Ok(Vec::new()))[..],
        [Effect::Ask { query: Query::Instances, .. }]
    ));
    list(&mut s, fleet()[..1].to_vec(), false);
    assert_eq!(s.model.shared.screen, Screen::Compose);

    let mut s = named("cass-orders-01", Mode::Live, place());
    answer(&mut s, Err(refusal(500, "", "")));
    assert!(matches!(s.model.port.notice, Some(Notice::Named(LookupNotice::Unread(_)))));
    list(&mut s, fleet()[..1].to_vec(), false);
    assert_eq!(s.model.shared.screen, Screen::Instance, "another of the name may follow");
    list(&mut s, fleet()[1..].to_vec(), true);
    assert_eq!(s.model.shared.screen, Screen::Compose);
}

#[test]
fn a_name_that_nothing_has_leaves_the_list_and_says_what_comes_near() {
    for (text, notice, shown) in [
        (
            "CASS-Orders-01",
            LookupNotice::Similar {
                text: "CASS-Orders-01".to_owned(),
                name: "cass-orders-01".to_owned(),
            },
            1,
        ),
        ("nowhere", LookupNotice::Unknown("nowhere".to_owned()), 5),
    ] {
        let mut s = named(text, Mode::Live, place());
        answer(&mut s, Ok(Vec::new()));
        list(&mut s, fleet(), true);
        assert_eq!(
            (s.model.shared.screen, s.model.choose.instances.len(), &s.model.port.notice),
            (Screen::Instance, shown, &Some(Notice::Named(notice)))
        );
        assert_eq!(s.model.draft.target, None);
    }
}

#[test]
fn whoever_takes_over_is_not_led_elsewhere() {
    let mut s = named("cass-orders-01", Mode::Live, place());
    assert!(
        matches!(s.keys("/")[..], [Effect::Ask { query: Query::Instances, .. }]),
        "the list comes instead"
    );
    answer(&mut s, Ok(vec![fleet().remove(0)]));
    assert_eq!((s.model.shared.screen, s.model.draft.target.is_none()), (Screen::Instance, true));
}

#[test]
fn what_needs_attention_is_seen_before_the_named_instance() {
    let clock = Clock { utc: UtcTime::parse("2025-10-17T01:58:00Z").unwrap(), at: Millis(0) };
    let opening =
        Opening { instance: InstanceLookup::typed("cass-orders-01"), ..Opening::default() };
    let model =
        Model::new(Mode::Live, place(), Size { columns: 80, rows: 24 }, clock).open(opening);
    let mut s = Script::begun(model, super::records::found());
    assert_eq!(s.model.shared.screen, Screen::Start);
    answer(&mut s, Ok(vec![fleet().remove(0)]));
    assert_eq!(s.model.shared.screen, Screen::Start, "found, and not put in front of it");
    s.keys("n");
    assert_eq!(s.model.draft.target.as_ref().map(|t| t.name()), Some("cass-orders-01"));
}

/// A runbook's line, over what earlier runs have left.
fn filled(place: Session, found: DiskContents) -> Script {
    let clock = Clock { utc: UtcTime::parse("2025-10-17T01:58:00Z").unwrap(), at: Millis(0) };
    let filled = FilledIn { name: Some("pre-CHG9".to_owned()), ..FilledIn::default() };
    let opening =
        Opening { instance: InstanceLookup::typed("cass-orders-01"), filled, ..Opening::default() };
    Script::begun(
        Model::new(Mode::Live, place, Size { columns: 80, rows: 24 }, clock).open(opening),
        found,
    )
}

/// A draft, and a request whose review was cut short.
fn begun_before() -> DiskContents {
    let mut s = Script::live();
    s.fill();
    let draft = SavedDraft::of(
        &s.model.draft,
        s.model.shared.mode,
        &s.model.shared.session,
        &s.model.shared.who,
        s.utc(),
    );
    let drafts = vec![DraftFile {
        id: Some(OperationId::from_bits(77)),
        read: Ok(SavedDraft { name: "older".to_owned(), ..draft }),
    }];
    let of_review = |file: &File| matches!(file.replay(), Replayed::Draft { .. });
    let open = super::records::found().open.into_iter().filter(of_review).collect();
    DiskContents { drafts, open, ..DiskContents::default() }
}

fn form(s: &Script) -> (Screen, Option<&str>, &str) {
    (
        s.model.shared.screen,
        s.model.draft.target.as_ref().map(|t| t.name()),
        s.model.draft.name.value(),
    )
}

const FILLED: (Screen, Option<&str>, &str) = (Screen::Compose, Some("cass-orders-01"), "pre-CHG9");

#[test]
fn what_was_begun_in_earlier_runs_and_never_sent_keeps_no_named_instance_from_its_form() {
    let mut s = filled(place(), begun_before());
    assert_eq!((s.model.drafts.offered.len(), s.model.journal.interrupted.len()), (1, 1));
    assert_eq!(s.model.shared.screen, Screen::Instance);
    answer(&mut s, Ok(vec![fleet().remove(0)]));
    assert_eq!(form(&s), FILLED);
    // The disk may be slower than the service.
    let mut s = filled(place(), DiskContents::default());
    answer(&mut s, Ok(vec![fleet().remove(0)]));
    s.model.journal.read = false;
    s.feed(Msg::JournalRead { at: s.utc(), found: Ok(begun_before()) });
    assert_eq!((form(&s), s.model.drafts.offered.len()), (FILLED, 1));
    // Once what was missing is there, as well.
    let mut s = filled(Session { sign_in: None, ..place() }, begun_before());
    assert_eq!(s.model.shared.screen, Screen::Start);
    s.feed(Msg::Configured(place()));
    answer(&mut s, Ok(vec![fleet().remove(0)]));
    assert_eq!(form(&s), FILLED);
}

/// Enter on the row of what is in the form.
fn go_on(s: &mut Script) {
    let row = s.model.start_rows().iter().position(|row| *row == StartRow::Form).expect("a row");
    s.keys(&format!("<Home>{}<Enter>", "<Down>".repeat(row)));
}

#[test]
fn after_what_needs_attention_the_row_of_the_form_leads_to_the_named_instance() {
    let mut s = filled(place(), super::records::found());
    assert_eq!(s.model.shared.screen, Screen::Start);
    answer(&mut s, Ok(vec![fleet().remove(0)]));
    assert_eq!(s.model.shared.screen, Screen::Start);
    go_on(&mut s);
    assert_eq!(form(&s), FILLED);
    let mut s = filled(place(), super::records::found());
    go_on(&mut s);
    assert_eq!(s.model.shared.screen, Screen::Instance, "it is still looked for");
    answer(&mut s, Ok(vec![fleet().remove(0)]));
    assert_eq!(form(&s), FILLED);
}

#[test]
fn a_form_that_was_opened_before_calls_could_be_made_comes_to_its_named_instance() {
    let mut s = filled(Session { sign_in: None, ..place() }, DiskContents::default());
    go_on(&mut s);
    assert_eq!(form(&s), (Screen::Compose, None, "pre-CHG9"));
    s.feed(Msg::Configured(place()));
    s.keys("<C-g>");
    assert_eq!(s.model.shared.screen, Screen::Instance);
    answer(&mut s, Ok(vec![fleet().remove(0)]));
    assert_eq!(
        (form(&s), s.model.port.notice.clone()),
        (FILLED, None),
        "nothing says any more that an instance is missing"
    );
}

#[test]
fn whoever_opens_a_draft_instead_keeps_its_instance() {
    let mut s = filled(place(), super::records::found());
    let review = s
        .model
        .start_rows()
        .iter()
        .position(|row| matches!(row, StartRow::Interrupted(_)))
        .expect("a row");
    s.keys(&format!("<Home>{}<Enter>", "<Down>".repeat(review)));
    let opened = s.model.draft.target.clone();
    assert!(opened.is_some());
    let other = fleet()
        .into_iter()
        .map(|i| Instance { name: "cass-orders-01".to_owned(), ..i })
        .nth(1)
        .expect("another");
    answer(&mut s, Ok(vec![other]));
    s.keys("<Esc><C-o>");
    assert_eq!((s.model.draft.target.clone(), s.model.choose.lookup.is_none()), (opened, true));
}

#[test]
fn a_named_instance_waits_until_everything_is_set() {
    let mut s = named("cass-orders-01", Mode::Live, Session { sign_in: None, ..place() });
    assert_eq!(s.effects, []);
    let effects = s.feed(Msg::Configured(place()));
    assert!(matches!(effects[..], [Effect::Ask { query: Query::Named { .. }, .. }]), "{effects:?}");
    assert_eq!(s.model.shared.screen, Screen::Instance);
}

/// A run that names an instance and has a password, but neither project nor token: IAM tells both.
fn with_password(found: DiskContents) -> Script {
    let sign_in = SignIn {
        origin: Origin::TerraformVariables,
        method: Method::Password { passcode: false },
        length: None,
        expires: None,
        state: SignInState::Needed,
    };
    filled(
        Session {
            project: None,
            sign_in: Some(sign_in),
            iam_endpoint: Some("https://iam.example".to_owned()),
            ..place()
        },
        found,
    )
}

fn signed_in(s: &mut Script) -> Vec<Effect> {
    let ask = s.model.sign_in.under_way.expect("under way").ask;
    let sign_in = s
        .model
        .shared
        .session
        .sign_in
        .clone()
        .map(|sign_in| SignIn { state: SignInState::Accepted, ..sign_in });
    let entry = SignedIn { session: Session { sign_in, ..place() }, projects: None, untold: None };
    s.feed(Msg::SignedIn { ask, result: Ok(Box::new(entry)) })
}

#[test]
fn with_a_password_and_no_project_a_named_instance_signs_in_once_and_leads_to_the_form() {
    let mut s = with_password(DiskContents::default());
    let sign_ins = |effects: &[Effect]| {
        effects
            .iter()
            .filter(|effect| matches!(effect, Effect::Access(Access::SignIn { .. })))
            .count()
    };
    assert_eq!(sign_ins(&s.effects), 1);
    let effects = signed_in(&mut s);
    assert!(matches!(effects[..], [Effect::Ask { query: Query::Named { .. }, .. }]), "{effects:?}");
    answer(&mut s, Ok(vec![fleet().remove(0)]));
    assert_eq!(form(&s), FILLED);
}

#[test]
fn what_needs_attention_is_seen_before_the_named_instance_that_needed_a_sign_in() {
    let mut s = with_password(super::records::found());
    signed_in(&mut s);
    assert_eq!((s.model.shared.screen, s.model.dialog.overlays.len()), (Screen::Start, 0));
    s.keys("n");
    answer(&mut s, Ok(vec![fleet().remove(0)]));
    assert_eq!(form(&s), FILLED);
}

#[test]
fn offline_a_named_instance_stands_in_the_prompt_for_its_engine() {
    let s = named(CASSANDRA, Mode::Offline, place());
    assert_eq!(s.effects, []);
    assert!(
        matches!(&s.model.dialog.overlays[..], [Overlay::Prompt(p)] if p.kind == PromptKind::InstanceId && p.input.value() == CASSANDRA)
    );
}
