//! A confirmation that has grown old: all is read once more, and nothing goes out that was not
//! shown.

use super::{
    outcomes::{refusal, row},
    preflight::{
        Change, Told, has, instance, opened, read, review, run_of_these_tables, told, window,
    },
    script::Script,
};
use crate::core::{
    base::{CallFailure, Engine, Instance, Level, Millis, OperationId, Quota, Silence, Size},
    operation::{Entry, Event, backup::BackupState, created::Created, journal_file::Rival},
    port::{Disk, Effect, Msg, Notice, Query, Sending},
    review::{
        check::Fact,
        page::ReviewFocus,
        preflight::{compare::Topic, window::WindowFact},
    },
};

/// On the button, everything read and as it should be, a minute and a second ago.
fn grown_old() -> Script {
    let mut s = read(Told::usual);
    s.keys("<Tab>");
    s.now += 61_000;
    s
}

/// Enter on the button: everything is read once more, and nothing else happens.
fn confirmed_late() -> Script {
    let mut s = grown_old();
    let effects = s.keys("<Enter>");
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
    assert_eq!(s.model.port.notice, Some(Notice::Rereading));
    assert!(
        !s.journal.iter().any(|effect| matches!(effect, Effect::Sending(Sending::Intend { .. }))),
        "nothing is written before it is compared"
    );
    s
}

fn intents(s: &Script) -> usize {
    s.journal
        .iter()
        .filter(|effect| matches!(effect, Effect::Sending(Sending::Intend { .. })))
        .count()
}

#[test]
fn what_is_a_minute_old_is_sent_and_what_is_older_is_read_again_first() {
    let mut s = read(Told::usual);
    s.keys("<Tab>");
    // The key itself comes 400 ms later.
    s.now += 59_000;
    assert!(matches!(s.keys("<Enter>")[..], [Effect::Sending(Sending::Create { .. })]));

    let mut s = confirmed_late();
    let sent = Told::usual(&s).tell(&mut s);
    assert!(matches!(sent[..], [Effect::Sending(Sending::Create { .. })]), "{sent:?}");
    assert_eq!((intents(&s), s.created().len()), (1, 1));
}

#[test]
fn what_grows_old_while_long_lists_of_names_are_read_is_read_once_more_before_anything_goes_out() {
    for begins in [false, true] {
        let mut s = confirmed_late();
        let told = Told::usual(&s);
        assert_eq!(told.tell_short(&mut s), []);
        s.now += 61_000;
        let reads = told.tell_names(&mut s);
        let short = |e: &Effect| {
            matches!(
                e,
                Effect::Ask { query: Query::Instance { .. }, .. }
                    | Effect::Ask { query: Query::Backups { .. }, .. }
            )
        };
        assert_eq!((reads.iter().filter(|e| short(e)).count(), intents(&s)), (2, 0), "{reads:?}");
        s.now += 61_000;
        let mut rows = told.backups.clone().unwrap();
        rows.extend(begins.then(|| row("b9in06", "other", BackupState::Building, &s)));
        Told { backups: Ok(rows), ..told }.tell_short(&mut s);
        assert_eq!(
            (s.created().len(), review_is_open(&s)),
            (usize::from(!begins), begins),
            "once more, and not for ever"
        );
    }
}

fn review_is_open(s: &Script) -> bool {
    s.model.review.open.is_some()
}

#[test]
fn rows_in_another_order_are_no_difference() {
    let rows = |s: &Script| {
        vec![
            row("b1in06", "one", BackupState::Completed, s),
            row("b2in06", "two", BackupState::Failed, s),
        ]
    };
    let mut s = opened();
    let told = Told { backups: Ok(rows(&s)), ..Told::usual(&s) };
    told.tell(&mut s);
    s.keys("<Tab>");
    s.now += 61_000;
    s.keys("<Enter>");
    let backups = told.backups.clone().map(|rows| rows.into_iter().rev().collect());
    Told { backups, ..told }.tell(&mut s);
    assert_eq!(s.created().len(), 1);
}

pub(super) const DIFFERENT: &[(&str, Topic, Change)] = &[
    ("name", Topic::Instance, |t, _| {
        t.instance = Ok(Some(Instance { name: "cass-orders-02".to_owned(), ..instance() }))
    }),
    ("engine", Topic::Instance, |t, _| {
        t.instance = Ok(Some(Instance { engine: Engine::Hbase, ..instance() }))
    }),
    ("version", Topic::Instance, |t, _| {
        t.instance = Ok(Some(Instance { version: "4.0".to_owned(), ..instance() }))
    }),
    ("status", Topic::Instance, |t, _| {
        t.instance = Ok(Some(Instance { status: "frozen".to_owned(), ..instance() }))
    }),
    ("actions", Topic::Instance, |t, _| {
        t.instance = Ok(Some(Instance { actions: vec!["BACKUP".to_owned()], ..instance() }))
    }),
    ("nodes", Topic::Instance, |t, _| t.instance = Ok(Some(Instance { nodes: 7, ..instance() }))),
    ("used storage", Topic::Instance, |t, _| {
        t.instance = Ok(Some(Instance { used_gb: Some(813.0), ..instance() }))
    }),
    ("window set otherwise", Topic::Instance, |t, _| window(t, "15:00-16:00")),
    ("window is open", Topic::Instance, |t, _| window(t, "01:00-02:30")),
    ("gone", Topic::Instance, |t, _| t.instance = Ok(None)),
    ("instance unread", Topic::Instance, |t, _| {
        t.instance = Err(CallFailure::NoAnswer(Silence::Dropped))
    }),
    ("one more backup", Topic::Backups, |t, s| {
        if let Ok(rows) = &mut t.backups {
            rows.push(row("b9in06", "auto", BackupState::Building, s));
        }
    }),
    ("name taken", Topic::Backups, |t, s| {
        t.backups = Ok(vec![row("b9in06", "pre-mig-CHG0042311", BackupState::Building, s)])
    }),
    ("a state", Topic::Backups, |t, _| {
        if let Ok(rows) = &mut t.backups {
            rows[0].state = BackupState::Failed;
        }
    }),
    ("a backup gone", Topic::Backups, |t, _| t.backups = Ok(Vec::new())),
    ("backups unread", Topic::Backups, |t, _| t.backups = Err(refusal(429, "APIGW.0308", ""))),
    ("database gone", Topic::Names, |t, _| t.databases = Ok(vec!["orders".to_owned()])),
    ("table gone", Topic::Names, |t, _| t.tables = Ok(Vec::new())),
    ("databases unread", Topic::Names, |t, _| t.databases = Err(refusal(403, "", ""))),
    ("tables unread", Topic::Names, |t, _| t.tables = Err(refusal(500, "", ""))),
    ("quota", Topic::Quota, |t, _| t.quota = Ok(told(13))),
    ("quota not told", Topic::Quota, |t, _| t.quota = Ok(Quota::default())),
    ("quota unread", Topic::Quota, |t, _| t.quota = Err(refusal(500, "", ""))),
    ("quota refused", Topic::Quota, |t, _| t.quota = Err(refusal(403, "", ""))),
];

#[test]
fn what_differs_in_any_way_is_not_sent_but_shown_and_marked() {
    for (name, topic, change) in DIFFERENT {
        let mut s = confirmed_late();
        let mut told = Told::usual(&s);
        change(&mut told, &s);
        assert_eq!(told.tell(&mut s), [], "{name}");
        assert_eq!(
            (intents(&s), s.created().len(), s.model.port.notice.clone()),
            (0, 0, Some(Notice::Changed)),
            "{name}"
        );
        let review = review(&s);
        assert_eq!(review.changed.first(), Some(topic), "{name}: {:?}", review.changed);
        assert!(
            review.changed.iter().all(|also| also == topic || *also == Topic::Window),
            "{name}: {:?}",
            review.changed
        );
        assert!(
            review.checks().iter().any(|check| check.topic == Some(*topic)),
            "{name}: a row to mark"
        );
        assert_eq!(
            (review.focus, review.phrase.value(), review.rereading.is_none()),
            (ReviewFocus::Look, "", true),
            "{name}"
        );
        assert_eq!(s.keys("<Enter>"), [], "{name}: and it has to be confirmed anew");
    }
}

/// What is shown now is what will be confirmed: it is compared with that the next time.
#[test]
fn what_has_changed_can_be_confirmed_anew() {
    let mut s = confirmed_late();
    let changed = Told { quota: Ok(told(13)), ..Told::usual(&s) };
    changed.tell(&mut s);
    assert!(
        matches!(s.keys("<Tab><Enter>")[..], [Effect::Sending(Sending::Create { .. })]),
        "all of it is fresh"
    );

    let mut s = confirmed_late();
    changed.tell(&mut s);
    s.now += 61_000;
    s.keys("<Tab><Enter>");
    assert!(review(&s).rereading.is_some());
    changed.tell(&mut s);
    assert_eq!(s.created().len(), 1);
}

/// The typed name was typed for what was shown then.
#[test]
fn a_typed_confirmation_is_typed_again_where_something_has_changed() {
    let mut s = opened();
    let warned = Told { instance: Ok(None), ..Told::usual(&s) };
    warned.tell(&mut s);
    s.keys("<Tab>cass-orders-01");
    s.now += 61_000;
    s.keys("<Enter>");
    Told { backups: Ok(Vec::new()), ..warned.clone() }.tell(&mut s);
    assert_eq!(
        (s.created().len(), review(&s).phrase.value(), s.model.port.notice.clone()),
        (0, "", Some(Notice::Changed))
    );
    s.keys("<Tab><Enter>");
    assert_eq!((s.created().len(), s.model.port.notice.clone()), (0, Some(Notice::PhraseWrong)));
}

/// It was shown as not read, and it is not read now: all the same it has to be confirmed anew.
#[test]
fn what_could_not_be_read_at_sending_is_not_sent() {
    let mut s = opened();
    let unread = Told { backups: Err(refusal(403, "", "")), ..Told::usual(&s) };
    unread.tell(&mut s);
    s.keys("<Tab>cass-orders-01");
    s.now += 61_000;
    s.keys("<Enter>");
    unread.tell(&mut s);
    assert_eq!((s.created().len(), s.model.port.notice.clone()), (0, Some(Notice::Changed)));
    s.keys("<Tab>cass-orders-01<Enter>");
    assert_eq!(s.created().len(), 1, "within a minute of that it can be sent");
}

#[test]
fn the_window_may_open_while_the_operator_looks() {
    let mut s = opened();
    let run = run_of_these_tables(&s);
    let near = |s: &Script| {
        let mut told = Told { backups: Ok(vec![run.clone()]), ..Told::usual(s) };
        window(&mut told, "03:55-04:55");
        told
    };
    near(&s).tell(&mut s);
    assert!(
        has(&s, Level::Ok, |fact| matches!(fact, Fact::Window(WindowFact::Later { .. }))),
        "up to 116 minutes, from 01:58"
    );
    s.keys("<Tab>");
    s.now += 120_000;
    s.keys("<Enter>");
    near(&s).tell(&mut s);
    assert_eq!((s.created().len(), review(&s).changed.clone()), (0, vec![Topic::Window]));
}

#[test]
fn a_second_enter_and_a_held_one_do_nothing_while_all_is_read_again() {
    let mut s = confirmed_late();
    assert_eq!(s.keys("<Enter><Enter>"), []);
    assert_eq!(s.burst("<Enter><Enter><Enter>"), []);
    assert_eq!(s.model.port.notice, Some(Notice::Rereading));
    Told::usual(&s).tell(&mut s);
    s.keys("<Enter>");
    assert_eq!((intents(&s), s.created().len()), (1, 1));
}

#[test]
fn every_key_but_enter_and_movement_gives_up_what_is_being_read_for() {
    for keys in ["<Esc>", "<Tab>", "r", "z", "w"] {
        let mut s = confirmed_late();
        s.keys(keys);
        assert_eq!(
            (s.model.port.notice.clone(), review(&s).focus),
            (Some(Notice::GaveUp), ReviewFocus::Look),
            "{keys}"
        );
        Told::usual(&s).tell(&mut s);
        assert_eq!(
            (intents(&s), s.created().len()),
            (0, 0),
            "{keys}: answers that come later send nothing"
        );
    }
    let mut s = confirmed_late();
    s.keys("<Down><Up>");
    Told::usual(&s).tell(&mut s);
    assert_eq!(s.created().len(), 1, "looking is allowed");
}

/// A name, and what takes the button out of sight.
type Cover = (&'static str, fn(&mut Script));

#[test]
fn nothing_goes_out_from_under_another_page_after_a_stop_or_on_the_way_out() {
    let covered: [Cover; 5] = [
        ("help", |s| {
            s.keys("<F1>");
        }),
        ("log", |s| {
            s.keys("<C-p>");
        }),
        ("too small", |s| {
            s.feed(Msg::Resized(Size { columns: 40, rows: 10 }));
        }),
        ("stopped", |s| {
            let (utc, at) = (s.utc(), Millis(s.now));
            s.tell(Msg::Clock { utc, at });
            s.tell(Msg::Resumed);
        }),
        ("leaving", |s| {
            let at = s.utc();
            s.feed(Msg::Leaving { at });
        }),
    ];
    for (name, cover) in covered {
        let mut s = confirmed_late();
        cover(&mut s);
        if s.model.review.open.is_some() {
            Told::usual(&s).tell(&mut s);
        }
        assert_eq!((intents(&s), s.created().len()), (0, 0), "{name}");
    }
}

/// An operation of this run that turns out to be in doubt meanwhile is nothing
/// that Review was confirmed with.
#[test]
fn what_turns_up_beside_the_readings_holds_it_back_too() {
    let mut s = confirmed_late();
    let (at, id) = (s.utc(), OperationId::from_bits(77));
    let rival = Rival { operation: id, name: "other".to_owned(), at, made: false };
    let ask = review(&s).ask;
    let own = review(&s).operation().expect("it is in the journal");
    s.feed(Msg::Reviewed { ask, recorded: Ok(own), rivals: vec![rival] });
    Told::usual(&s).tell(&mut s);
    assert_eq!((s.created().len(), s.model.port.notice.clone()), (0, Some(Notice::Changed)));
}

#[test]
fn a_disk_that_takes_longer_than_a_minute_sends_nothing() {
    for (seconds, sent) in [(60, 1), (61, 0)] {
        let mut s = read(Told::usual);
        s.disk = false;
        s.keys("<Tab><Enter>");
        let operation = review(&s).operation().expect("it is in the journal");
        s.now += seconds * 1000;
        let at = s.utc();
        s.feed(Msg::Intended { operation, at, result: Ok(()) });
        assert_eq!(s.created().len(), sent, "{seconds}");
        let back = |e: &Entry| matches!(e.event, Event::Ended { created: Created::NotSent, .. });
        let taken_back = s.journal.iter().any(
            |e| matches!(e, Effect::Disk(Disk::Write { entries, .. }) if entries.iter().any(back)),
        );
        assert_eq!(
            taken_back,
            sent == 0,
            "{seconds}: the intent must not look like one that may have been sent"
        );
        assert_eq!(s.model.port.notice == Some(Notice::DiskTooSlow), sent == 0);
    }
}

/// The wall clock is `jump` seconds further than the monotonic one from here on.
fn clock_jumps(s: &mut Script, jump: i64) {
    let (utc, at) = (s.utc().plus(jump), Millis(s.now));
    s.feed(Msg::Clock { utc, at });
}

const HELD_BACK: [(i64, Option<Notice>); 5] = [
    (600, Some(Notice::ClockJumped { seconds: 600, held_back: true })),
    (6, Some(Notice::ClockJumped { seconds: 6, held_back: true })),
    (-30, Some(Notice::ClockJumped { seconds: -30, held_back: true })),
    (-300, Some(Notice::ClockJumped { seconds: -300, held_back: true })),
    // No more than two clocks that are rounded can differ by.
    (3, None),
];

#[test]
fn a_clock_that_jumps_while_the_intent_is_written_is_said_and_no_slow_disk() {
    for (jump, notice) in HELD_BACK {
        let mut s = read(Told::usual);
        s.disk = false;
        s.keys("<Tab><Enter>");
        let operation = review(&s).operation().expect("it is in the journal");
        clock_jumps(&mut s, jump);
        let at = s.utc();
        s.feed(Msg::Intended { operation, at, result: Ok(()) });
        assert_eq!(s.created().len(), usize::from(notice.is_none()), "{jump}");
        let Some(notice) = notice else { continue };
        assert_eq!(s.model.port.notice, Some(notice));
        // What was read is of no known age: it is read again, and then it is sent.
        s.disk = true;
        s.keys("<Tab><Enter>");
        assert_eq!(
            (s.model.port.notice.clone(), s.created().len()),
            (Some(Notice::Rereading), 0),
            "{jump}"
        );
        Told::usual(&s).tell(&mut s);
        assert_eq!(s.created().len(), 1, "{jump}");
    }
}

#[test]
fn a_clock_that_jumps_while_all_is_read_again_keeps_the_request_back() {
    for (jump, notice) in HELD_BACK {
        let mut s = confirmed_late();
        clock_jumps(&mut s, jump);
        Told::usual(&s).tell(&mut s);
        assert_eq!(
            (intents(&s), s.created().len()),
            (usize::from(notice.is_none()), usize::from(notice.is_none())),
            "{jump}"
        );
        if notice.is_some() {
            assert_eq!(s.model.port.notice, notice, "{jump}");
        }
    }
}

#[test]
fn a_clock_that_jumps_before_the_confirmation_makes_all_of_it_old() {
    for jump in [600, 30, -30, -600] {
        let mut s = read(Told::usual);
        clock_jumps(&mut s, jump);
        assert_eq!(
            s.model.port.notice,
            Some(Notice::ClockJumped { seconds: jump, held_back: false })
        );
        s.keys("<Tab><Enter>");
        assert_eq!(
            (s.model.port.notice.clone(), s.created().len()),
            (Some(Notice::Rereading), 0),
            "{jump}"
        );
        Told::usual(&s).tell(&mut s);
        assert_eq!(s.created().len(), 1, "{jump}");
    }
}
