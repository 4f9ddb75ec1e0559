//! Signing in: once for each time that the operator asks, and what the answers lead to.

use super::{
    answers::place,
    credentials::{KEYS, PASSWORD, entry, needed, sign_ins, sources, told, unasked},
    outcomes::{answered, refusal},
    script::Script,
};
use crate::core::{
    base::{CallFailure, CreateEnd, Key, ProjectId, Silence, time},
    operation::Stage,
    port::{
        Access, Effect, Msg, Notice, Overlay, Prompt, PromptKind, Query, Screen, Setting,
        keymap::KEYMAP,
    },
    session::{EntryFailure, Method, Mode, Project, Session, SignInFailure, SignInState, SignedIn},
    start,
};

fn begun(place: Session) -> Script {
    Script::new(Mode::Live, place, 80, 24)
}

fn wrong() -> EntryFailure {
    EntryFailure::SignIn(SignInFailure::Call(refusal(
        401,
        "IAM.0001",
        "The username or password is wrong.",
    )))
}

fn lists(effects: &[Effect]) -> usize {
    effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Ask { query: Query::Instances, .. }))
        .count()
}

fn prompt(s: &Script) -> Option<&PromptKind> {
    match s.model.dialog.overlays.last() {
        Some(Overlay::Prompt(Prompt { kind, .. })) => Some(kind),
        _ => None,
    }
}

fn waits(s: &Script) -> bool {
    matches!(s.model.dialog.overlays.last(), Some(Overlay::SigningIn))
}

#[test]
fn a_new_backup_signs_in_first_and_then_lists_the_instances() {
    let mut s = begun(needed(PASSWORD));
    let effects = s.keys("n");
    assert_eq!((sign_ins(&effects), effects.len()), (1, 1), "{effects:?}");
    assert!(waits(&s) && s.model.shared.screen == Screen::Start);
    let effects = s.signed_in(entry(told(PASSWORD, "acme", "ops")));
    assert_eq!((sign_ins(&effects), lists(&effects)), (0, 1), "{effects:?}");
    assert!(s.model.dialog.overlays.is_empty() && s.model.shared.screen == Screen::Instance);
    assert_eq!(s.model.shared.session.user.as_deref(), Some("ops"));
}

#[test]
fn no_key_asks_twice_while_the_first_answer_is_awaited() {
    let mut s = begun(needed(PASSWORD));
    s.keys("n");
    s.keys("<Enter>n<Enter>rt<Space><Tab><Enter><Down><Enter>");
    assert_eq!(sign_ins(&s.effects), 1);
    assert!(waits(&s));
}

#[test]
fn whoever_gives_up_waiting_is_not_called_back() {
    let mut s = begun(needed(PASSWORD));
    s.keys("n");
    let first = s.asked();
    assert_eq!(s.keys("<Esc>"), [Effect::Access(Access::Stop)]);
    assert!(s.model.dialog.overlays.is_empty());
    let result = entry(told(PASSWORD, "late", "late"));
    assert_eq!(s.feed(Msg::SignedIn { ask: first, result: result.clone() }), []);
    s.keys("n");
    assert!(s.asked() > first);
    assert_eq!(s.feed(Msg::SignedIn { ask: first, result }), []);
    assert!(waits(&s), "the second question is still open");
    assert_eq!(
        (s.model.shared.screen, s.model.shared.session.user.as_deref()),
        (Screen::Start, None)
    );
    s.feed(Msg::SignedIn { ask: first, result: Err(wrong()) });
    assert_eq!(s.model.sign_in.failure, None);
}

#[test]
fn a_failure_stays_on_screen_and_each_enter_tries_once() {
    let silent =
        EntryFailure::SignIn(SignInFailure::Call(CallFailure::NoAnswer(Silence::Timeout(30))));
    for why in
        [silent, EntryFailure::NoEndpoint, EntryFailure::Projects(refusal(503, "IAM.1", "away"))]
    {
        let mut s = begun(needed(PASSWORD));
        s.keys("n");
        assert_eq!(s.signed_in(Err(why.clone())), []);
        for keys in ["n", "r", "<Space>", "<Tab>", "<Down>"] {
            assert_eq!(s.keys(keys), [], "{keys}");
        }
        assert!(waits(&s) && s.model.sign_in.failure == Some(why.clone()));
        assert_eq!(s.burst("<Enter><Enter>"), [], "a key that is held tries nothing");
        for _ in 0..3 {
            let before = s.asked();
            assert_eq!(
                sign_ins(&s.keys("<Enter><Enter><Enter>")),
                1,
                "once, until the answer is there"
            );
            assert!(s.asked() > before);
            s.signed_in(Err(why.clone()));
        }
        s.keys("<Enter>");
        let effects = s.signed_in(entry(told(PASSWORD, "acme", "ops")));
        assert_eq!(
            (lists(&effects), s.model.shared.screen),
            (1, Screen::Instance),
            "on to what it was asked for"
        );
    }
}

/// Five wrong ones lock a user: whatever Enter does after a refusal, it does not
/// send the same once more.
#[test]
fn after_a_refusal_enter_leads_to_the_other_ways_however_long_it_is_held() {
    for method in [PASSWORD, KEYS, Method::Agency] {
        let mut s = begun(needed(method));
        s.keys("n");
        s.signed_in(Err(wrong()));
        assert!(!s.model.shared.session.is_ready(), "what was never signed in is not ready");
        assert_eq!(s.keys("<Enter>"), []);
        let row = s.model.sign_in.sources.len();
        assert!(
            matches!(s.model.dialog.overlays[..], [Overlay::Ways { row: at }] if at == row),
            "on typing a token"
        );
        let before = sign_ins(&s.effects);
        s.keys(&"<Enter>".repeat(20));
        s.burst(&"<Enter>".repeat(20));
        assert_eq!(sign_ins(&s.effects), before, "{method:?}");
    }
}

/// What the program asks beside the screen must not take away what is being typed there.
#[test]
fn an_identity_that_is_told_late_leaves_a_form_and_its_texts_alone() {
    let mut s = begun(unasked(Method::Token));
    s.keys("n");
    assert_eq!(sign_ins(&s.effects), 1);
    s.instances();
    s.keys("<Esc><Down><Down><Down><Enter>");
    while !matches!(s.model.dialog.overlays.last(), Some(Overlay::Form(_))) {
        s.keys("<Down><Enter>");
    }
    s.keys("acme");
    let before = sign_ins(&s.effects);
    s.signed_in(entry(told(Method::Token, "acme", "ops")));
    assert!(
        matches!(s.model.dialog.overlays.last(), Some(Overlay::Form(form)) if form.fields[0].input.value() == "acme")
    );
    assert_eq!(sign_ins(&s.effects), before, "nobody has asked for a sign-in");
    assert_eq!(s.model.shared.session.user.as_deref(), Some("ops"));
}

#[test]
fn whoever_closes_a_failure_is_on_start_and_nothing_goes_on_by_itself() {
    let mut s = begun(needed(PASSWORD));
    s.keys("n");
    s.signed_in(Err(wrong()));
    assert_eq!(sign_ins(&s.keys("<Esc>")), 0);
    assert!(s.model.dialog.overlays.is_empty() && s.model.shared.screen == Screen::Start);
    let effects = s.feed(Msg::Configured(needed(PASSWORD)));
    assert_eq!(sign_ins(&effects), 0, "another setting is no wish to sign in");
}

#[test]
fn a_passcode_is_asked_for_and_used_once() {
    let mut s = begun(needed(PASSWORD));
    s.keys("n");
    let effects = s.signed_in(Err(EntryFailure::SignIn(SignInFailure::PasscodeNeeded)));
    assert_eq!(effects, [Effect::Access(Access::ForgetSecret)]);
    assert_eq!(prompt(&s), Some(&PromptKind::Passcode));
    assert_eq!(s.keys("<Enter>"), [], "an empty one is not sent");
    assert_eq!(prompt(&s), Some(&PromptKind::Passcode));
    s.keys("492017");
    let effects = s.keys("<Enter>");
    assert_eq!((sign_ins(&effects), effects.len()), (1, 1), "{effects:?}");
    assert!(waits(&s));
    let effects = s.signed_in(entry(told(PASSWORD, "acme", "ops")));
    assert_eq!((lists(&effects), s.model.shared.screen), (1, Screen::Instance));
    assert!(!format!("{:?}{:?}{}", s.model, s.effects, s.heard).contains("492017"));
}

#[test]
fn a_passcode_that_is_not_given_ends_it() {
    let mut s = begun(needed(PASSWORD));
    s.keys("n");
    s.signed_in(Err(EntryFailure::SignIn(SignInFailure::PasscodeNeeded)));
    assert_eq!(s.keys("4920<Esc>"), [Effect::Access(Access::ForgetSecret)]);
    assert!(s.model.dialog.overlays.is_empty());
    let effects = s.feed(Msg::Configured(needed(PASSWORD)));
    assert_eq!(sign_ins(&effects), 0, "it does not come up again with another setting");
}

fn project(number: u8) -> Project {
    Project {
        id: ProjectId::typed(&format!("{number:032}")).expect("an ID"),
        name: "ap-southeast-1".to_owned(),
    }
}

fn several(projects: Vec<Project>) -> Result<Box<SignedIn>, EntryFailure> {
    let place = Session { project: None, project_name: None, ..told(PASSWORD, "acme", "ops") };
    Ok(Box::new(SignedIn { session: place, projects: Some(projects), untold: None }))
}

#[test]
fn of_several_projects_the_operator_chooses_one_and_it_is_signed_in_to() {
    let mut s = begun(needed(PASSWORD));
    s.keys("n");
    assert_eq!(lists(&s.signed_in(several(vec![project(1), project(2)]))), 0);
    assert!(matches!(s.model.dialog.overlays[..], [Overlay::Projects { row: 0 }]));
    let chosen = project(2).id;
    assert_eq!(
        s.keys("<Down><Enter>"),
        [Effect::Access(Access::Configure(Setting::Picked(chosen.clone())))]
    );
    let effects = s.feed(Msg::Configured(Session {
        project: Some(chosen.clone()),
        ..s.model.shared.session.clone()
    }));
    assert_eq!((sign_ins(&effects), effects.len()), (1, 1), "{effects:?}");
    let effects =
        s.signed_in(entry(Session { project: Some(chosen), ..told(PASSWORD, "acme", "ops") }));
    assert_eq!((lists(&effects), s.model.shared.screen), (1, Screen::Instance));
}

#[test]
fn a_project_that_iam_does_not_know_is_typed() {
    let mut s = begun(needed(PASSWORD));
    s.keys("n");
    s.signed_in(several(Vec::new()));
    assert_eq!(
        (prompt(&s), s.model.port.notice.clone()),
        (Some(&PromptKind::Project), Some(Notice::NoProject))
    );
    let id = project(7).id.to_string();
    assert_eq!(
        s.keys(&format!("{id}<Enter>")),
        [Effect::Access(Access::Configure(Setting::Project(id)))]
    );
    let mut s = begun(needed(PASSWORD));
    s.keys("n");
    s.signed_in(several(Vec::new()));
    s.keys("<Esc>");
    assert_eq!(sign_ins(&s.feed(Msg::Configured(needed(PASSWORD)))), 0, "given up is given up");
}

#[test]
fn several_sources_and_none_named_are_put_before_the_operator() {
    let mut s = begun(Session { sign_in: None, project: None, ..needed(PASSWORD) });
    s.model.sign_in.sources = sources();
    s.model.sign_in.unsettled = true;
    assert_eq!(s.keys("n"), []);
    assert!(matches!(s.model.dialog.overlays[..], [Overlay::Ways { row: 0 }]));
    for way in ["<Down><Enter>", "<Down><Down><Enter>"] {
        assert_eq!(s.keys(way), [], "what is not complete is not used");
        assert_eq!(s.model.port.notice, Some(Notice::SourceUnusable));
    }
    assert_eq!(s.keys("<Home><Enter>"), [Effect::Access(Access::Configure(Setting::Source(0)))]);
    let effects = s.feed(Msg::Configured(needed(PASSWORD)));
    assert_eq!((sign_ins(&effects), s.model.sign_in.unsettled), (1, false));
    assert_eq!(
        lists(&s.signed_in(entry(told(PASSWORD, "acme", "ops")))),
        1,
        "and then to what was asked for"
    );
}

#[test]
fn other_credentials_do_not_wait_for_the_answer_to_the_ones_before() {
    let mut s = begun(unasked(Method::Token));
    assert_eq!(sign_ins(&s.keys("n")), 1, "who this is, beside the list");
    s.instances();
    // Another source, chosen before that was told; it has its own account.
    s.feed(Msg::Configured(Session { region: Some("eu-west-101".to_owned()), ..unasked(KEYS) }));
    assert_eq!(sign_ins(&s.keys("r")), 1, "who this is now");
    s.signed_in(entry(told(KEYS, "acme", "ops")));
    assert_eq!(s.model.shared.session.user.as_deref(), Some("ops"));
}

#[test]
fn a_new_token_after_a_refused_one_is_asked_whose_it_is() {
    let mut s = begun(unasked(Method::Token));
    s.keys("n");
    s.signed_in(Err(wrong()));
    assert_eq!(prompt(&s), Some(&PromptKind::Token), "only the operator can go on");
    assert_eq!(sign_ins(&s.keys("r")), 0);
    assert_eq!(s.keys("abc<Enter>"), [Effect::Access(Access::Configure(Setting::TypedToken))]);
    assert_eq!(sign_ins(&s.feed(Msg::Configured(unasked(Method::Token)))), 1);
    let effects = s.signed_in(entry(told(Method::Token, "acme", "ops")));
    assert_eq!(
        (lists(&effects), s.model.dialog.overlays.len()),
        (1, 0),
        "and what stands there goes on"
    );
    assert_eq!(
        (s.model.shared.session.user.as_deref(), s.model.sign_in.failure.clone()),
        (Some("ops"), None)
    );
}

fn send_refused(method: Method) -> (Script, Vec<Effect>) {
    let mut s = begun(told(method, "acme", "ops"));
    s.send();
    assert_eq!(s.created().len(), 1);
    let effects = s.ended(CreateEnd::Answered(answered(
        401,
        Some("APIGW.0307"),
        "The token must be updated.",
    )));
    (s, effects)
}

#[test]
fn after_a_refused_create_call_nothing_is_sent_by_itself() {
    for (method, renewals) in [(PASSWORD, 1), (Method::Agency, 1), (Method::Token, 0), (KEYS, 0)] {
        let (mut s, effects) = send_refused(method);
        assert_eq!(
            effects.iter().filter(|e| **e == Effect::Access(Access::Renew)).count(),
            renewals,
            "{method:?}"
        );
        assert_eq!(sign_ins(&effects), 0, "the one attempt is the access's own");
        assert_eq!(s.model.current().map(|o| o.stage), Some(Stage::NotCreated));
        if renewals > 0 {
            s.feed(Msg::AccessChanged { expires: None, refused: false });
        }
        assert_eq!((s.created().len(), s.model.shared.screen), (1, Screen::Watch), "{method:?}");
        assert!(s.model.dialog.overlays.is_empty(), "the answer stays in sight");
        // Reviewed again by the operator: it goes out once more.
        s.keys("<Esc><C-g>");
        s.backups(Ok(Vec::new()));
        s.keys("<Tab><Enter>");
        assert_eq!(s.created().len(), 2, "{method:?}");
    }
}

#[test]
fn a_renewal_that_fails_after_a_refused_create_call_is_not_repeated() {
    let (mut s, _) = send_refused(PASSWORD);
    assert_eq!(s.feed(Msg::AccessChanged { expires: None, refused: true }), []);
    assert!(
        matches!(s.model.dialog.overlays[..], [Overlay::Ways { .. }]),
        "only the operator can go on"
    );
    let before = sign_ins(&s.effects);
    s.keys("<Esc>r<Esc><C-g>");
    assert_eq!(sign_ins(&s.effects), before);
}

/// Every key on every screen of a script, twice.
fn every_key(go: &str, place: &Session, check: impl Fn(&Key, &[Effect])) {
    let mut keys: Vec<Key> = KEYMAP.iter().flat_map(|binding| binding.keys()).collect();
    keys.dedup();
    for key in keys {
        let mut s = begun(place.clone());
        s.keys("n");
        if !go.is_empty() {
            s.instances();
            s.keys(go);
        }
        for _ in 0..2 {
            s.now += 400;
            let effects = s.press(key, true);
            check(&key, &effects);
            s.frame();
        }
    }
}

#[test]
fn what_was_refused_is_not_tried_again_by_any_key_of_the_job() {
    for method in [KEYS, PASSWORD, Method::Agency, Method::Token] {
        let refused = Session {
            sign_in: Some(super::credentials::sign_in(method, SignInState::Refused)),
            ..unasked(method)
        };
        for go in ["", "<Enter>", "<Enter>pre-mig<Tab>x<C-g>"] {
            every_key(go, &refused, |key, effects| {
                assert_eq!(sign_ins(effects), 0, "{method:?} {go} {key:?}")
            });
        }
    }
}

#[test]
fn a_renewal_and_a_refusal_stand_in_the_header_and_change_nothing_else() {
    let mut s = begun(told(KEYS, "acme", "ops"));
    s.review();
    let before = s.model.shared.session.clone();
    let expires = time::UtcTime::parse("2025-10-17T23:00:00Z");
    assert_eq!(s.feed(Msg::AccessChanged { expires, refused: false }), []);
    let sign_in = |s: &Script| s.model.shared.session.sign_in.clone().map(|s| (s.state, s.expires));
    assert_eq!(sign_in(&s), Some((SignInState::Accepted, expires)));
    assert_eq!(s.feed(Msg::AccessChanged { expires, refused: true }), []);
    assert_eq!(sign_in(&s), Some((SignInState::Refused, expires)));
    assert_eq!(
        Session { sign_in: before.sign_in.clone(), ..s.model.shared.session.clone() },
        before
    );
    assert!(s.model.review.open.is_some() && s.model.shared.screen == Screen::Review);
}

#[test]
fn without_credentials_the_test_of_the_connection_leads_to_the_ways_to_sign_in() {
    let mut s = begun(Session { sign_in: None, ..place() });
    while !matches!(s.model.start_rows()[s.model.start.row], start::rows::StartRow::Test) {
        s.keys("<Down>");
    }
    assert_eq!(s.keys("<Enter>"), []);
    assert!(matches!(s.model.dialog.overlays[..], [Overlay::Ways { .. }]));
}
