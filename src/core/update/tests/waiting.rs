//! Waiting on Review for a busy instance: it is read again and again, and then the operator is
//! asked again.

use super::{
    outcomes::{answered, contested, refusal, row},
    preflight::{instance, review},
    script::Script,
};
use crate::core::{
    base::{CallFailure, CreateEnd, Instance, Whole},
    operation::backup::{BackupRow, BackupState},
    port::{Effect, Msg, Notice, Query, Reply, Screen, Sending, Timer},
    review::{check::Fact, page::ReviewFocus},
};

/// The seconds of the wait that is under way by these effects.
fn waits(effects: &[Effect]) -> Vec<u64> {
    let wait = |e: &Effect| match e {
        Effect::Wait { seconds, timer: Timer::Idle } => Some(*seconds),
        _ => None,
    };
    effects.iter().filter_map(wait).collect()
}

fn busy() -> Instance {
    Instance { actions: vec!["BACKUP".to_owned()], ..instance() }
}

/// The same as a service tells it that has no action for a backup.
fn busy_by_status() -> Instance {
    Instance { status: "BACKUP".to_owned(), ..instance() }
}

fn tell(
    s: &mut Script,
    instance: Result<Option<Instance>, CallFailure>,
    rows: Result<Vec<BackupRow>, CallFailure>,
) -> Vec<Effect> {
    let (ask, at) = (review(s).ask, s.utc());
    let mut effects = s.feed(Msg::Reply { ask, reply: Reply::Instance { at, instance } });
    effects.extend(
        s.feed(Msg::Reply { ask, reply: Reply::Backups { at, rows: rows.map(Whole::of) } }),
    );
    effects
}

fn timer(s: &mut Script, after: u64) -> Vec<Effect> {
    s.now += after * 1000;
    s.feed(Msg::Timer(Timer::Idle))
}

/// On Review of a busy instance, waiting.
fn waiting() -> Script {
    let mut s = Script::live();
    s.fill();
    s.keys("<C-g>");
    tell(&mut s, Ok(Some(busy())), Ok(Vec::new()));
    assert_eq!(waits(&s.keys("w")), [10]);
    s
}

#[test]
fn it_reads_in_the_rhythm_of_watch_and_shows_what_it_saw() {
    let mut s = waiting();
    assert!(
        review(&s)
            .checks()
            .iter()
            .any(|check| matches!(check.fact, Fact::WaitingForInstance { .. }))
    );
    for (after, next) in [(10, 10), (10, 10), (90, 10), (10, 30), (30, 30), (450, 60), (60, 60)] {
        let asked = timer(&mut s, after);
        assert!(
            matches!(
                asked[..],
                [
                    Effect::Ask { query: Query::Instance { .. }, .. },
                    Effect::Ask { query: Query::Backups { .. }, .. }
                ]
            ),
            "{asked:?}"
        );
        let building = row("b1in06", "auto", BackupState::Building, &s);
        let seen = if next == 10 { busy() } else { busy_by_status() };
        let told = tell(&mut s, Ok(Some(seen)), Ok(vec![building]));
        assert_eq!(waits(&told), [next], "{after}");
        assert!(
            review(&s).checks().iter().any(|check| check.fact == Fact::Building("auto".to_owned()))
        );
    }
}

#[test]
fn a_status_that_tells_of_a_backup_is_busy_without_any_action() {
    let mut s = Script::live();
    s.fill();
    s.keys("<C-g>");
    tell(&mut s, Ok(Some(busy_by_status())), Ok(Vec::new()));
    assert!(
        review(&s).needs_phrase()
            && !review(&s).checks().iter().any(|check| check.fact == Fact::InstanceIdle)
    );
    assert_eq!(waits(&s.keys("w")), [10]);
    timer(&mut s, 10);
    assert_eq!(waits(&tell(&mut s, Ok(Some(busy_by_status())), Ok(Vec::new()))), [10]);
    timer(&mut s, 10);
    tell(&mut s, Ok(Some(instance())), Ok(Vec::new()));
    assert_eq!((review(&s).waiting, s.model.port.notice.clone()), (None, Some(Notice::IdleNow)));
}

#[test]
fn once_it_is_idle_everything_is_read_anew_and_the_operator_is_asked_again() {
    let mut s = waiting();
    timer(&mut s, 10);
    let first = review(&s).ask;
    let anew = tell(&mut s, Ok(Some(instance())), Ok(Vec::new()));
    assert!(
        matches!(
            anew[..],
            [
                Effect::Ask { query: Query::Instance { .. }, .. },
                Effect::Ask { query: Query::Backups { .. }, .. }
            ]
        ),
        "{anew:?}"
    );
    assert!(review(&s).waiting.is_none() && review(&s).ask != first);
    assert_eq!(
        (review(&s).focus, s.model.port.notice.clone()),
        (ReviewFocus::Look, Some(Notice::IdleNow))
    );
    s.backups(Ok(Vec::new()));
    assert_eq!(
        (s.keys("<Enter>"), s.created().len()),
        (Vec::new(), 0),
        "nothing is sent by waiting"
    );
    assert!(matches!(s.keys("<Tab><Enter>")[..], [Effect::Sending(Sending::Create { .. })]));
}

#[test]
fn a_building_backup_keeps_it_waiting_and_so_does_what_cannot_be_read() {
    let mut s = waiting();
    timer(&mut s, 10);
    let building = row("b1in06", "auto", BackupState::Building, &s);
    assert_eq!(waits(&tell(&mut s, Ok(Some(instance())), Ok(vec![building]))), [10]);
    timer(&mut s, 10);
    assert_eq!(waits(&tell(&mut s, Err(refusal(429, "APIGW.0308", "")), Ok(Vec::new()))), [10]);
    timer(&mut s, 10);
    assert_eq!(waits(&tell(&mut s, Ok(Some(instance())), Err(refusal(500, "", "")))), [10]);
    assert!(review(&s).waiting.is_some());
}

#[test]
fn w_and_esc_stop_waiting_and_stay_on_review() {
    for keys in ["w", "<Esc>"] {
        let mut s = waiting();
        s.keys(keys);
        assert_eq!((s.model.shared.screen, review(&s).waiting), (Screen::Review, None));
        assert_eq!(s.model.port.notice, Some(Notice::WaitingStopped));
        assert_eq!(timer(&mut s, 10), [], "the wait that is under way asks for nothing");
        s.keys("<Esc>");
        assert_eq!(s.model.shared.screen, Screen::Compose);
        assert_eq!(timer(&mut s, 10), []);
    }
}

#[test]
fn while_it_waits_nothing_can_be_sent_and_r_reads_at_once() {
    let mut s = waiting();
    assert_eq!(
        (s.keys("<Tab><Enter>"), s.model.port.notice.clone()),
        (Vec::new(), Some(Notice::Waiting))
    );
    assert_eq!(review(&s).focus, ReviewFocus::Look);
    assert_eq!(s.keys("r").len(), 2);
    assert_eq!(s.keys("r"), [], "a reading is under way");
    assert_eq!(timer(&mut s, 10), [], "and it is not doubled");
}

#[test]
fn what_had_been_typed_is_typed_again_after_waiting() {
    let mut s = Script::live();
    s.fill();
    s.keys("<C-g>");
    tell(&mut s, Ok(Some(busy())), Ok(Vec::new()));
    s.keys("<Tab>cass-orders-01<Tab>w");
    assert_eq!(review(&s).phrase.value(), "");
    assert!(review(&s).waiting.is_some());
}

#[test]
fn an_idle_instance_is_not_waited_for() {
    let mut s = Script::live();
    s.review();
    assert_eq!(
        (s.keys("w"), s.model.port.notice.clone()),
        (Vec::new(), Some(Notice::NothingToWaitFor))
    );
    assert_eq!(review(&s).waiting, None);
}

#[test]
fn an_instance_that_is_gone_is_not_waited_for_any_longer() {
    let mut s = waiting();
    timer(&mut s, 10);
    tell(&mut s, Ok(None), Ok(Vec::new()));
    assert_eq!(review(&s).waiting, None);
}

#[test]
fn after_a_refusal_as_busy_w_reviews_the_same_request_waits_and_asks() {
    let mut s = Script::live();
    s.send();
    s.ended(contested());
    s.nothing_found();
    let effects = s.keys("w");
    assert!(
        matches!(
            effects[..],
            [
                Effect::Ask { query: Query::Instance { .. }, .. },
                Effect::Ask { query: Query::Backups { .. }, .. }
            ]
        ),
        "{effects:?}"
    );
    assert_eq!(s.model.shared.screen, Screen::Review);
    assert!(review(&s).waiting.is_some() && review(&s).request.name() == "pre-mig-CHG0042311");
    assert_eq!(waits(&tell(&mut s, Ok(Some(busy())), Ok(Vec::new()))), [10]);
    timer(&mut s, 10);
    tell(&mut s, Ok(Some(instance())), Ok(Vec::new()));
    s.backups(Ok(Vec::new()));
    assert_eq!(s.created().len(), 1, "only the one that was refused");
    s.keys("<Tab><Enter>");
    assert_eq!(s.created().len(), 2, "a confirmation of its own");
}

#[test]
fn it_waits_from_the_first_reading_where_the_instance_is_idle_by_then() {
    let mut s = Script::live();
    s.send();
    s.ended(contested());
    s.nothing_found();
    s.keys("w");
    let anew = tell(&mut s, Ok(Some(instance())), Ok(Vec::new()));
    assert_eq!(
        (waits(&anew), review(&s).waiting, s.model.port.notice.clone()),
        (Vec::new(), None, Some(Notice::IdleNow))
    );
}

/// What is in the form meanwhile is put aside, not thrown away.
#[test]
fn another_form_is_put_aside_for_the_request_that_waits() {
    let mut s = Script::live();
    s.send();
    s.ended(contested());
    s.nothing_found();
    s.keys("<Esc>, and more");
    let shown = s.latest();
    s.model.shared.screen = Screen::Watch;
    s.model.watch.shown = Some(shown);
    s.keys("w");
    assert_eq!(review(&s).request.name(), "pre-mig-CHG0042311");
    assert_eq!(review(&s).request.description(), "Before schema migration");
    let mut kept = s.model.drafts.offered.iter().filter_map(|o| o.draft.as_ref().ok());
    assert!(kept.any(|draft| draft.description == "Before schema migration, and more"));
}

#[test]
fn other_ends_have_nothing_to_wait_for() {
    for end in [
        CreateEnd::Answered(answered(400, Some("DBS.201201"), "exists")),
        CreateEnd::Answered(answered(403, Some("DBS.280032"), "permission")),
        CreateEnd::Answered(answered(202, None, "")),
    ] {
        let mut s = Script::live();
        s.send();
        s.ended(end);
        let before = s.model.shared.screen;
        s.keys("w");
        assert_eq!((s.model.shared.screen, s.model.review.open.is_none()), (before, true));
    }
}
