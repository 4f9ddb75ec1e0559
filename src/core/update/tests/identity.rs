//! Whose calls they are, as the service tells: it fills the header, and another identity asks anew.

use super::{
    credentials::{PASSWORD, entry, needed, sign_ins, told, unasked},
    outcomes::refusal,
    script::Script,
};
use crate::core::{
    base::{
        CallFailure, Clock, Millis, OperationId, ProjectId, Size, UtcTime,
        call::{self},
    },
    choose::instance_lookup::InstanceLookup,
    draft::SavedDraft,
    launch::Opening,
    model::Model,
    operation::{
        Event,
        journal_file::{DiskContents, DraftFile},
    },
    port::{
        Access, Disk, Effect, Msg, Notice, Overlay, Prompt, PromptKind, Query, Reply, Screen,
        Sending,
    },
    session::{EntryFailure, Method, Mode, Session, SignInState, SignedIn, identity},
};

const TOKEN: Method = Method::Token;

fn begun(place: Session) -> Script {
    Script::new(Mode::Live, place, 80, 24)
}

/// What was begun: the chosen instance, the texts, whether a Review is open, the screen.
fn begun_with(s: &Script) -> (bool, String, String, bool, Screen) {
    let draft = &s.model.draft;
    let (name, description) = (draft.name.value().to_owned(), draft.description.value().to_owned());
    (
        draft.target.is_some(),
        name,
        description,
        s.model.review.open.is_some(),
        s.model.shared.screen,
    )
}

fn texts(target: bool, review: bool, screen: Screen) -> (bool, String, String, bool, Screen) {
    (target, "pre-mig-CHG0042311".to_owned(), "Before schema migration".to_owned(), review, screen)
}

#[test]
fn who_this_is_comes_beside_the_work_and_only_fills_the_header() {
    let mut s = begun(unasked(TOKEN));
    let effects = s.keys("n");
    assert!(
        matches!(
            effects[..],
            [Effect::Ask { query: Query::Instances, .. }, Effect::Access(Access::SignIn { .. })]
        ),
        "{effects:?}"
    );
    assert!(s.model.dialog.overlays.is_empty(), "nobody waits for it");
    s.instances();
    s.keys("<Enter>");
    s.databases(&["orders"]);
    s.keys("pre-mig-CHG0042311<Tab>Before schema migration<C-g>");
    s.backups(Ok(Vec::new()));
    let (review, place) = (s.model.review.open.as_ref().map(|r| r.ask), told(TOKEN, "acme", "ops"));
    assert_eq!(s.signed_in(entry(place.clone())), []);
    assert_eq!(begun_with(&s), texts(true, true, Screen::Review));
    assert_eq!(
        (s.model.review.open.as_ref().map(|r| r.ask), s.model.shared.session.clone()),
        (review, place)
    );
    assert_eq!((s.model.port.notice.clone(), s.model.dialog.overlays.len()), (None, 0));
    s.keys("<Esc><C-o>");
    assert_eq!(sign_ins(&s.keys("r")), 0, "it is known now");
    s.keys("<Esc>");
    assert!(s.model.draft.target.is_some());
}

fn named(place: Session) -> Script {
    let clock = Clock { utc: UtcTime::parse("2025-10-17T01:58:00Z").unwrap(), at: Millis(0) };
    let opening =
        Opening { instance: InstanceLookup::typed("cass-orders-01"), ..Opening::default() };
    let size = Size { columns: 80, rows: 24 };
    Script::begun(Model::new(Mode::Live, place, size, clock).open(opening), DiskContents::default())
}

/// The service is asked for the named instance, and knows it.
fn is_found(s: &mut Script) -> Vec<Effect> {
    let asked = s.effects.iter().rev().find_map(|e| match e {
        Effect::Ask { ask, query: Query::Named { .. } } => Some(*ask),
        _ => None,
    });
    s.feed(Msg::Reply {
        ask: asked.expect("it was asked for"),
        reply: Reply::Named { found: Ok(super::answers::fleet().into_iter().take(1).collect()) },
    })
}

#[test]
fn who_this_is_is_asked_once_beside_the_named_instance_too() {
    let mut s = named(unasked(TOKEN));
    assert!(
        matches!(
            s.effects[..],
            [Effect::Ask { query: Query::Named { .. }, .. }, Effect::Access(Access::SignIn { .. })]
        ),
        "{:?}",
        s.effects
    );
    assert_eq!(sign_ins(&is_found(&mut s)), 0);
    // An entry that neither tells nor says why is no reason to ask again.
    assert_eq!(s.signed_in(entry(unasked(TOKEN))), []);
    assert_eq!(sign_ins(&s.keys("<C-o>rr<Esc><Esc>")), 0);

    let mut s = named(unasked(TOKEN));
    is_found(&mut s);
    s.keys("pre-mig-CHG0042311<Tab>Before schema migration<C-g>");
    s.backups(Ok(Vec::new()));
    assert_eq!(s.signed_in(entry(told(TOKEN, "acme", "ops"))), []);
    assert_eq!(begun_with(&s), texts(true, true, Screen::Review));
    s.keys("<Tab><Enter>");
    let caller = s.journal.iter().find_map(|e| match e {
        Effect::Sending(Sending::Intend { entry, .. }) => match &entry.event {
            Event::Intended(intent) => {
                Some((intent.site.account.clone(), intent.site.caller.clone()))
            }
            _ => None,
        },
        _ => None,
    });
    assert_eq!(caller, Some((Some("acme".to_owned()), Some("ops".to_owned()))));
}

#[test]
fn before_a_choice_nobody_is_asked_who_this_is_and_with_other_credentials_once_more() {
    assert_eq!(begun(unasked(TOKEN)).effects, []);
    let mut s = named(Session { sign_in: None, ..unasked(TOKEN) });
    assert_eq!(s.effects, []);
    assert_eq!(sign_ins(&s.feed(Msg::Configured(unasked(TOKEN)))), 1);
    is_found(&mut s);
    s.signed_in(entry(told(TOKEN, "acme", "ops")));
    assert_eq!(sign_ins(&s.feed(Msg::Configured(unasked(TOKEN)))), 1);
    assert_eq!(sign_ins(&s.keys("<C-o>")), 0);
}

#[test]
fn an_opened_draft_asks_who_this_is() {
    let drafted = {
        let mut s = begun(told(TOKEN, "acme", "ops"));
        s.fill();
        SavedDraft::of(
            &s.model.draft,
            s.model.shared.mode,
            &s.model.shared.session,
            &s.model.shared.who,
            s.utc(),
        )
    };
    let found = DiskContents {
        drafts: vec![DraftFile { id: Some(OperationId::from_bits(77)), read: Ok(drafted) }],
        ..DiskContents::default()
    };
    let mut s = Script::with_journal(Mode::Live, unasked(TOKEN), 80, 24, found);
    assert_eq!(s.effects, [], "before it is opened nothing is called");
    assert_eq!(sign_ins(&s.keys("<Enter>")), 1);
    assert_eq!(s.signed_in(entry(told(TOKEN, "acme", "ops"))), []);
    assert!(s.model.draft.target.is_some());
}

#[test]
fn iam_that_does_not_tell_is_asked_once_and_keeps_nobody_from_working() {
    let mut s = begun(unasked(TOKEN));
    s.keys("n");
    s.instances();
    let untold =
        Some(refusal(403, "IAM.3", "You are not authorized to perform the requested action."));
    assert_eq!(
        s.signed_in(Ok(Box::new(SignedIn { session: unasked(TOKEN), projects: None, untold }))),
        []
    );
    assert_eq!(s.model.port.notice, None);
    assert_eq!(sign_ins(&s.keys("rrr")), 0);
    s.keys("<Enter>");
    assert!(s.model.draft.target.is_some());
}

fn refused() -> EntryFailure {
    let why = refusal(401, "401", "The request you have made requires authentication.");
    EntryFailure::SignIn(identity::SignInFailure::Call(why))
}

#[test]
fn a_failure_beside_the_work_is_said_and_disturbs_nobody_who_types() {
    let away = || EntryFailure::Projects(CallFailure::NoAnswer(call::Silence::Dropped));
    for (why, state) in [(refused(), SignInState::Refused), (away(), SignInState::Unasked)] {
        let mut s = begun(unasked(TOKEN));
        s.choose(0);
        s.keys("pre-mig-CHG0042311<Tab>Before schema migration<C-g>");
        s.backups(Ok(Vec::new()));
        assert_eq!(s.signed_in(Err(why.clone())), []);
        assert_eq!(
            begun_with(&s),
            texts(true, true, Screen::Review),
            "Review is read, not covered"
        );
        assert_eq!(
            (s.model.port.notice.clone(), s.model.dialog.overlays.len()),
            (Some(Notice::SignInFailed), 0)
        );
        assert_eq!(s.model.shared.session.sign_in.as_ref().map(|s| s.state), Some(state));
        assert_eq!(sign_ins(&s.keys("<Esc><C-o>rr")), 0, "and is not asked again by itself");
    }
    let mut s = begun(unasked(TOKEN));
    s.keys("n");
    s.instances();
    s.keys("i");
    s.signed_in(Err(refused()));
    assert!(
        matches!(
            &s.model.dialog.overlays[..],
            [Overlay::Prompt(Prompt { kind: PromptKind::InstanceId, .. })]
        ),
        "what is typed stays"
    );
}

fn with(change: impl Fn(&mut Session)) -> Session {
    let mut place = told(TOKEN, "acme", "ops");
    change(&mut place);
    place
}

fn elsewhere() -> Vec<(&'static str, Session)> {
    vec![
        ("account", with(|p| p.account = Some("other".to_owned()))),
        ("user", with(|p| p.user = Some("other".to_owned()))),
        ("project", with(|p| p.project = ProjectId::typed(&"f".repeat(32)))),
        ("endpoint", with(|p| p.endpoint = Some("https://far.example".to_owned()))),
    ]
}

#[test]
fn another_identity_in_the_middle_of_a_draft_asks_again_and_keeps_the_texts() {
    for (what, place) in elsewhere() {
        let mut s = begun(told(TOKEN, "acme", "ops"));
        s.fill();
        s.feed(Msg::Configured(place.clone()));
        assert_eq!(begun_with(&s), texts(false, false, Screen::Compose), "{what}");
        assert_eq!(s.model.port.notice, Some(Notice::AnotherIdentity), "{what}");
        let mut s = begun(told(TOKEN, "acme", "ops"));
        s.review();
        s.feed(Msg::Configured(place));
        assert_eq!(begun_with(&s), texts(false, false, Screen::Compose), "{what}");
        s.keys("<Tab><Enter><C-g><Enter>");
        assert_eq!(s.created(), [] as [String; 0], "{what}");
    }
}

#[test]
fn another_identity_asks_again_also_where_nobody_told_it_in_between() {
    for (what, place) in elsewhere() {
        let mut s = begun(told(TOKEN, "acme", "ops"));
        s.fill();
        // Other credentials: who they belong to is not known yet.
        s.feed(Msg::Configured(Session {
            account: None,
            user: None,
            project_name: None,
            ..unasked(TOKEN)
        }));
        s.feed(Msg::Configured(place));
        assert_eq!(begun_with(&s), texts(false, false, Screen::Compose), "{what}");
        assert_eq!(s.model.port.notice, Some(Notice::AnotherIdentity), "{what}");
    }
}

#[test]
fn while_the_project_is_not_known_nothing_is_reviewed_and_the_draft_waits() {
    let other =
        Session { project: ProjectId::typed(&"f".repeat(32)), ..told(PASSWORD, "acme", "ops") };
    for (place, kept) in [(told(PASSWORD, "acme", "ops"), true), (other, false)] {
        let mut s = begun(told(TOKEN, "acme", "ops"));
        s.review();
        s.feed(Msg::Configured(needed(PASSWORD)));
        assert_eq!(begun_with(&s), texts(true, false, Screen::Compose));
        assert_eq!(sign_ins(&s.keys("<C-g>")), 1, "it has to be known first");
        assert!(s.model.review.open.is_none());
        s.signed_in(entry(place));
        assert_eq!(s.model.draft.target.is_some(), kept);
        assert_eq!(s.model.draft.name.value(), "pre-mig-CHG0042311");
    }
}

#[test]
fn what_becomes_known_is_no_change() {
    let mut s =
        begun(Session { account: None, user: None, project_name: None, ..told(TOKEN, "", "") });
    s.review();
    s.feed(Msg::Configured(told(TOKEN, "acme", "ops")));
    assert_eq!(begun_with(&s), texts(true, true, Screen::Review));
    s.feed(Msg::Configured(told(TOKEN, "acme", "ops")));
    assert_eq!(begun_with(&s), texts(true, true, Screen::Review));
}

#[test]
fn a_request_of_somebody_else_is_never_sent() {
    for (what, place) in elsewhere() {
        let mut s = begun(unasked(TOKEN));
        s.choose(0);
        // What the service tells first: this is who reviews.
        s.signed_in(entry(told(TOKEN, "acme", "ops")));
        s.keys("pre-mig-CHG0042311<Tab>Before schema migration<C-g>");
        s.backups(Ok(Vec::new()));
        s.disk = false;
        s.keys("<Tab><Enter>");
        let intend = s
            .journal
            .iter()
            .find(|e| matches!(e, Effect::Sending(Sending::Intend { .. })))
            .cloned()
            .expect("the intent is on its way to the disk");
        s.feed(Msg::Configured(place));
        let answer = s.answer(&intend).expect("the disk's answer");
        s.feed(answer);
        assert_eq!(s.created(), [] as [String; 0], "{what}");
        let held_back = |e: &Effect| matches!(e, Effect::Disk(Disk::Write { entries, .. }) if !entries.is_empty());
        assert!(s.journal.iter().any(held_back), "the intent is taken back: {what}");
    }
}
