//! Signing in where a backup is watched: before the first reading, and in the middle of it.

use super::{
    answers::place,
    credentials::{KEYS, PASSWORD, entry, needed, sign_ins, sources, told, unasked},
    outcomes::{BACKUP, accepted, lost, refusal, row},
    script::Script,
    watcher::{file, find},
};
use crate::core::{
    base::{CreateEnd, ExitCode},
    operation::backup::{BackupRow, BackupState},
    port::{Access, Effect, Msg, Overlay, Query, Screen, Setting, Terminal},
    session::{EntryFailure, Method, Session, SignInFailure},
    watch::follow::Follow,
};

fn watch(place: Session, unattended: bool) -> Script {
    Script::watching(
        Follow::new(unattended, false),
        find(BACKUP, Vec::new()).expect("a subject"),
        place,
    )
}

/// A run that reads once, of what another program left.
fn once(left: &Script) -> Script {
    let subject = find(left.latest().as_str(), vec![file(left)]).expect("a subject");
    Script::watching(Follow { once: true, ..Follow::new(true, false) }, subject, place())
}

#[test]
fn one_reading_ends_it_and_the_status_is_what_that_reading_showed() {
    let left = |end: fn() -> CreateEnd| {
        let mut left = Script::live();
        left.send();
        left.ended(end());
        left
    };
    let quit = [Effect::Terminal(Terminal::Quit)];
    let name = "pre-mig-CHG0042311";
    let forbidden = || refusal(403, "DBS.200040", "Not allowed.");
    for (poll, status) in [
        (Ok(Some(BackupState::Building)), ExitCode::Running),
        (Ok(Some(BackupState::Completed)), ExitCode::Done),
        (Ok(Some(BackupState::Failed)), ExitCode::Failed),
        // The journal says accepted; this reading says nothing.
        (Ok(None), ExitCode::Unknown),
        (Err(forbidden()), ExitCode::Unknown),
    ] {
        let mut s = once(&left(accepted));
        let row = poll.clone().map(|state| state.map(|state| row(BACKUP, name, state, &s)));
        let job = row.as_ref().map(|_| None).map_err(Clone::clone);
        let effects = s.polled(job, row);
        assert!(effects.ends_with(&quit), "{poll:?}: {effects:?}");
        assert_eq!(s.model.exit_code(), status, "{poll:?}");
    }
    // A backup that is found is read before the run ends.
    let mut s = once(&left(lost));
    let found = BackupRow {
        begun: Some(s.utc().plus(-900)),
        ..row(BACKUP, name, BackupState::Completed, &s)
    };
    let effects = s.looked(Ok(vec![found.clone()]));
    assert!(!effects.contains(&quit[0]) && polls(&effects) == 1, "{effects:?}");
    s.polled(Ok(None), Ok(Some(found)));
    assert_eq!(s.model.exit_code(), ExitCode::Done);
    let mut s = once(&left(lost));
    assert!(s.looked(Ok(Vec::new())).ends_with(&quit));
    assert_eq!(s.model.exit_code(), ExitCode::Unknown);
}

fn polls(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Poll { .. })).count()
}

/// Nothing but this one backup is ever read.
fn assert_no_list(s: &Script) {
    assert!(
        !s.effects
            .iter()
            .any(|effect| matches!(effect, Effect::Ask { query: Query::Instances, .. }))
    );
    assert_eq!(s.model.shared.screen, Screen::Watch);
}

fn wrong() -> EntryFailure {
    EntryFailure::SignIn(SignInFailure::Call(refusal(
        401,
        "IAM.0001",
        "The username or password is wrong.",
    )))
}

#[test]
fn a_watch_signs_in_before_it_reads_and_says_why_it_cannot() {
    let mut s = watch(needed(PASSWORD), false);
    assert_eq!((sign_ins(&s.effects), polls(&s.effects)), (1, 0));
    assert!(matches!(s.model.dialog.overlays[..], [Overlay::SigningIn]));
    assert_eq!(s.signed_in(Err(wrong())), []);
    assert!(
        matches!(s.model.dialog.overlays[..], [Overlay::SigningIn]),
        "the reason stands on the screen"
    );
    s.keys("rrt<Enter>");
    assert_eq!(sign_ins(&s.effects), 1, "wrong ones are not tried again");
    assert!(matches!(s.model.dialog.overlays[..], [Overlay::Ways { .. }]));
    assert_eq!(sign_ins(&s.feed(Msg::Configured(needed(PASSWORD)))), 1, "but others are");
    let effects = s.signed_in(entry(told(PASSWORD, "acme", "ops")));
    assert_eq!((polls(&effects), s.model.dialog.overlays.len()), (1, 0), "{effects:?}");
    assert_no_list(&s);
}

#[test]
fn a_watch_asks_who_it_is_beside_the_first_reading() {
    let mut s = watch(unasked(Method::Token), false);
    assert_eq!((polls(&s.effects), sign_ins(&s.effects)), (1, 1));
    assert!(s.model.dialog.overlays.is_empty());
    assert_eq!(s.signed_in(entry(told(Method::Token, "acme", "ops"))), []);
    assert_eq!(s.model.shared.session.account.as_deref(), Some("acme"));
    let s = watch(unasked(Method::Token), true);
    assert_eq!((polls(&s.effects), sign_ins(&s.effects)), (1, 0), "in lines there is no header");
}

#[test]
fn what_is_chosen_in_the_middle_of_a_watch_is_signed_in_to_and_the_reading_goes_on() {
    for (method, needs) in [(PASSWORD, true), (KEYS, false)] {
        let mut s = watch(told(KEYS, "acme", "ops"), false);
        s.model.sign_in.sources = sources();
        assert_eq!(s.keys("t"), []);
        assert_eq!(
            s.keys("<Home><Enter>"),
            [Effect::Access(Access::Configure(Setting::Source(0)))]
        );
        let effects = s.feed(Msg::Configured(if needs { needed(method) } else { unasked(method) }));
        assert_eq!(sign_ins(&effects), 1, "{method:?}");
        assert!(matches!(s.model.dialog.overlays[..], [Overlay::SigningIn]));
        s.signed_in(entry(told(method, "acme", "ops")));
        assert!(s.model.dialog.overlays.is_empty(), "{method:?}");
        assert_no_list(&s);
    }
}

#[test]
fn a_form_in_the_middle_of_a_watch_reads_no_list() {
    let mut s = watch(told(KEYS, "acme", "ops"), false);
    s.keys("t<End><Enter>AK<Tab>sk<Tab><Enter>");
    s.feed(Msg::Configured(unasked(KEYS)));
    s.signed_in(entry(told(KEYS, "acme", "ops")));
    assert_no_list(&s);
    s.keys("<Enter>");
    assert!(s.model.dialog.overlays.is_empty());
}

#[test]
fn several_sources_and_none_named_are_put_before_whoever_watches() {
    let subject = find(BACKUP, Vec::new()).expect("a subject");
    let mut model = super::watcher::model(
        Follow::new(false, false),
        subject,
        Session { sign_in: None, ..place() },
    );
    model.sign_in.sources = sources();
    model.sign_in.unsettled = true;
    let mut s = Script::begun(model, Default::default());
    assert!(matches!(s.model.dialog.overlays[..], [Overlay::Ways { .. }]) && s.effects.is_empty());
    s.keys("<Enter>");
    assert_eq!(sign_ins(&s.feed(Msg::Configured(needed(PASSWORD)))), 1);
    let effects = s.signed_in(entry(told(PASSWORD, "acme", "ops")));
    assert_eq!(polls(&effects), 1);
    assert_no_list(&s);
}
