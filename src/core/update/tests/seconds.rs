//! Seconds move while the person in front waits for an answer or for the end of a window, and at
//! no other time.

use super::{
    answers::place,
    credentials::{PASSWORD, needed},
    outcomes::{BACKUP, accepted, lost, row},
    records::sent,
    script::Script,
};
use crate::core::{
    base::{
        Millis,
        call::{CONNECT_SECONDS, CREATE_SECONDS},
    },
    model::awaited::Seconds,
    operation::{Stage, backup::BackupState},
    port::Msg,
    session::Mode,
};

const LIMIT: Option<u64> = Some(CONNECT_SECONDS + CREATE_SECONDS);

/// Returns the seconds on the screen after so many more.
fn after(s: &mut Script, seconds: u64) -> Seconds {
    s.now += seconds * 1_000;
    let (utc, at) = (s.utc(), Millis(s.now));
    s.feed(Msg::Clock { utc, at });
    s.model.seconds().unwrap_or_default()
}

/// The seconds of an answer that is awaited without a known limit.
fn waited(seconds: u64) -> Seconds {
    Seconds { waited: Some(seconds), ..Seconds::default() }
}

fn none() -> Seconds {
    Seconds::default()
}

/// Asserts that an answer is awaited, from two seconds on shown.
#[track_caller]
fn counts(s: &mut Script) {
    assert!(s.model.seconds().is_some());
    assert_eq!([after(s, 1), after(s, 1), after(s, 70)], [none(), waited(2), waited(72)]);
}

#[track_caller]
fn is_still(s: &mut Script) {
    assert!(s.model.seconds().is_none());
    assert_eq!(after(s, 70), none());
}

#[test]
fn every_answer_that_a_person_waits_for_shows_its_seconds() {
    let mut s = Script::new(Mode::Live, needed(PASSWORD), 80, 24);
    is_still(&mut s);
    s.keys("n");
    counts(&mut s);
    s.keys("<Esc>");
    is_still(&mut s);

    let mut s = Script::live();
    s.keys("n");
    counts(&mut s);
    s.instances();
    is_still(&mut s);
    s.keys("<Enter>");
    counts(&mut s);
    s.databases(&["orders"]);
    is_still(&mut s);
    s.keys("pre-mig<Tab>why<C-g>");
    counts(&mut s);
    s.backups(Ok(Vec::new()));
    is_still(&mut s);
    s.keys("<Tab><Enter>");
    assert!(s.model.review.open.as_ref().is_some_and(|review| review.rereading.is_some()));
    counts(&mut s);
}

#[test]
fn the_history_counts_while_a_page_is_read() {
    let mut s = Script::live();
    s.keys("h");
    counts(&mut s);
    s.keys("<Esc>");
    is_still(&mut s);
}

#[test]
fn the_create_call_counts_from_its_confirmation_to_its_limit() {
    let mut s = Script::live();
    s.review();
    is_still(&mut s);
    let mut s = Script::live();
    s.send();
    let shown = |waited| Seconds { waited, limit: LIMIT, ..Seconds::default() };
    assert_eq!([after(&mut s, 1), after(&mut s, 22)], [shown(None), shown(Some(23))]);
    s.keys("<Esc>");
    assert!(s.model.seconds().is_none() && after(&mut s, 1) == none(), "on another screen");
    s.keys("<Enter>");
    assert_eq!(after(&mut s, 10), shown(Some(34)), "as if never left");
    s.ended(accepted());
    is_still(&mut s);
}

#[test]
fn a_look_and_its_window_count_down_until_not_found_can_be_said() {
    let mut s = sent(lost());
    let began = s.model.current().expect("an operation").confirmed_at;
    let left = |s: &Script| began.plus(600).since(s.utc());
    let seconds = after(&mut s, 1);
    assert_eq!((seconds.waited, seconds.limit), (None, None));
    assert_eq!((seconds.next_look, seconds.window), (Some(1), Some(left(&s))));
    s.looked(Ok(Vec::new()));
    let seconds = after(&mut s, 0);
    assert_eq!((seconds.next_look, seconds.window), (Some(5), Some(left(&s))));
    after(&mut s, 601);
    s.looked(Ok(Vec::new()));
    is_still(&mut s);
    assert!(matches!(s.model.current().map(|it| it.stage), Some(Stage::Looking { .. })));
}

#[test]
fn a_backup_that_is_followed_counts_only_a_reading_that_takes_long() {
    let mut s = Script::live();
    s.send();
    s.ended(accepted());
    is_still(&mut s);
    s.keys("r");
    counts(&mut s);
    let building = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.polled(Ok(None), Ok(Some(building)));
    is_still(&mut s);
}

#[test]
fn a_clock_that_is_set_moves_no_count() {
    let mut s = Script::new(Mode::Live, place(), 80, 24);
    s.keys("n");
    after(&mut s, 5);
    s.now += 1_000;
    let (utc, at) = (s.utc().plus(-3_600), Millis(s.now));
    s.feed(Msg::Clock { utc, at });
    assert_eq!(s.model.seconds(), Some(waited(6)));
}
