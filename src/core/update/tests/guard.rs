//! Nothing is sent by accident.

use super::{
    answers::{CASSANDRA, fleet, place},
    outcomes::{BACKUP, accepted, answered, lost, refusal, refused, row},
    script::{Script, parse},
};
use crate::core::{
    base::{Ask, CreateEnd, Engine, Instance, Key, KeyCode, Millis, Size, Whole},
    compose::state::ComposeFocus,
    operation::backup::BackupState,
    port::{Effect, Msg, Notice, Query, Reply, Screen, Sending, Terminal},
    review::page::Review,
    session::Mode,
};

const ENTER: Key = Key::plain(KeyCode::Enter);

/// On Review, checks read, the button focused by Tab at `now`, no frame since.
fn tabbed() -> Script {
    let mut s = Script::live();
    s.review();
    s.now += 400;
    s.press(Key::plain(KeyCode::Tab), true);
    s
}

#[test]
fn a_lone_enter_sends_300_ms_after_the_frame_that_shows_the_button() {
    for (wait, alone, sends) in
        [(299, true, false), (300, true, true), (300, false, false), (5_000, false, false)]
    {
        let mut s = tabbed();
        s.now += 50;
        s.frame();
        s.now += wait;
        assert_eq!(s.press(ENTER, alone).len(), usize::from(sends), "{wait} {alone}");
        assert_eq!(s.model.port.notice == Some(Notice::PressAlone), !sends);
    }
}

#[test]
fn without_a_frame_there_is_nothing_to_confirm() {
    let mut s = tabbed();
    s.now += 10_000;
    assert_eq!(s.press(ENTER, true), []);
    s.frame();
    s.now += 300;
    assert!(
        matches!(s.press(ENTER, true)[..], [Effect::Sending(Sending::Create { .. })]),
        "a refused press costs nothing but another look"
    );
}

#[test]
fn a_frame_without_room_for_the_button_shows_no_button() {
    let mut s = tabbed();
    s.feed(Msg::Resized(Size { columns: 59, rows: 24 }));
    s.now += 1_000;
    assert_eq!(s.press(ENTER, true), []);
    s.feed(Msg::Resized(Size { columns: 80, rows: 24 }));
    s.now += 299;
    assert_eq!(s.press(ENTER, true), []);
    s.now += 300;
    assert!(matches!(s.press(ENTER, true)[..], [Effect::Sending(Sending::Create { .. })]));
}

/// While the program was stopped, the shell stood on the terminal, and an Enter
/// typed there may arrive here.
#[test]
fn after_a_stop_the_button_has_to_be_seen_anew() {
    for suspended_by_key in [true, false] {
        let mut s = tabbed();
        s.frame();
        s.now += 5_000;
        if suspended_by_key {
            assert_eq!(s.press(Key::ctrl('z'), true), [Effect::Terminal(Terminal::Suspend)]);
        }
        s.now += 3_600_000;
        let (utc, at) = (s.utc(), Millis(s.now));
        s.tell(Msg::Clock { utc, at });
        s.tell(Msg::Resumed);
        assert_eq!(s.press(ENTER, true), [], "no frame since");
        s.now += 300;
        s.frame();
        s.now += 299;
        assert_eq!(s.press(ENTER, true), []);
        s.frame();
        s.now += 300;
        s.press(ENTER, true);
        assert!(
            s.model.review.open.as_ref().is_some_and(|r| r.rereading.is_some()),
            "the focus is still on the button, and an hour is old"
        );
        assert!(matches!(
            s.read_again(Ok(Vec::new()))[..],
            [Effect::Sending(Sending::Create { .. })]
        ));
    }
}

#[test]
fn an_impatient_enter_starts_the_wait_again() {
    let mut s = tabbed();
    s.frame();
    for _ in 0..20 {
        s.now += 299;
        assert_eq!(s.press(ENTER, true), []);
        s.frame();
    }
    s.now += 300;
    assert_eq!(s.press(ENTER, true).len(), 1);
}

#[test]
fn keys_written_at_once_or_soon_after_never_send() {
    let mut s = Script::live();
    s.fill();
    s.now += 400;
    let effects = s.burst("<C-g><Tab><Enter>");
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
    s.now += 100;
    assert_eq!(s.burst("<Tab><Enter>"), []);
    s.backups(Ok(Vec::new()));
    s.now += 100;
    s.burst("<Enter><Enter><Tab><Enter><Tab><Enter>");
    assert_eq!(s.created(), [] as [&str; 0]);
}

#[test]
fn enter_anywhere_but_on_the_button_sends_nothing() {
    let mut s = Script::live();
    s.review();
    s.keys("<Enter><Enter>");
    assert_eq!(
        (s.model.shared.screen, s.model.port.notice.clone()),
        (Screen::Review, Some(Notice::TabFirst))
    );
    s.keys("<Tab><Tab><Enter>");
    s.keys("<Esc><Enter><Enter><Enter>");
    assert_eq!(s.created(), [] as [&str; 0]);
}

#[test]
fn new_facts_and_a_closed_help_page_start_the_wait_again() {
    let mut s = tabbed();
    s.frame();
    s.now += 5_000;
    s.backups(Ok(Vec::new()));
    s.now += 299;
    assert_eq!(s.press(ENTER, true), []);
    s.now += 300;
    s.keys("<F1>");
    assert_eq!(s.keys("<Enter>"), [], "Enter closes the page");
    s.now += 299;
    assert_eq!(s.press(ENTER, true), []);
    s.now += 300;
    assert_eq!(s.press(ENTER, true).len(), 1);
}

#[test]
fn sending_waits_for_the_checks() {
    let mut s = Script::live();
    s.fill();
    assert_eq!(s.keys("<C-g><Tab><Enter>").len(), 2, "only the questions for instance and backups");
    assert_eq!(s.model.port.notice, Some(Notice::ChecksReading));
    s.backups(Ok(Vec::new()));
    s.keys("r");
    s.keys("<Tab>r<Tab><Enter>");
    assert_eq!((s.created().len(), s.model.port.notice.clone()), (0, Some(Notice::ChecksReading)));
}

/// What is not known yet may forbid: a warning that is known already does not make up for it.
#[test]
fn a_typed_name_does_not_send_before_the_checks_are_read() {
    let mut s = Script::live();
    s.choose(1);
    s.keys("pre-mig-CHG0042311<Tab>Before schema migration<C-g>");
    let review = s.model.review.open.as_ref().expect("a review");
    assert!(review.needs_phrase(), "the second instance of the fleet is busy");
    let phrase = review.target.confirm_phrase().to_owned();
    s.keys(&format!("<Tab>{phrase}<Enter>"));
    assert_eq!((s.created().len(), s.model.port.notice.clone()), (0, Some(Notice::ChecksReading)));
    s.backups(Ok(Vec::new()));
    s.keys("<Enter>");
    assert_eq!(s.created().len(), 1);
}

/// Whoever presses q on the button wants to leave, and the Enter after it means "leave".
#[test]
fn q_on_the_button_leaves_and_an_unknown_key_takes_the_focus_away() {
    let mut s = Script::live();
    s.review();
    assert_eq!(
        s.keys("<Tab>q"),
        [Effect::Terminal(Terminal::Quit)],
        "the draft is saved, so nothing is asked"
    );
    assert_eq!(s.keys("<Enter>"), [], "and it does not send");

    let mut s = Script::live();
    s.review();
    s.keys("<Tab>z<Enter>");
    assert_eq!((s.created().len(), s.model.port.notice.clone()), (0, Some(Notice::TabFirst)));
}

/// The second Enter of an impatient hand must not wipe the answer off the screen.
#[test]
fn enter_does_not_leave_the_outcome() {
    let mut s = Script::live();
    s.send();
    s.ended(CreateEnd::Answered(answered(400, Some("DBS.280277"), "The name is invalid.")));
    s.keys("<Enter><Enter>");
    assert_eq!(s.model.shared.screen, Screen::Watch);
    s.keys("<Esc>");
    assert_eq!(
        (s.model.shared.screen, s.model.compose.focus),
        (Screen::Compose, ComposeFocus::Name)
    );
}

/// Half-way through the name a warning goes away: the letters that follow still go into the field.
#[test]
fn letters_of_a_name_never_turn_into_commands() {
    let mut s = Script::live();
    s.choose(1);
    s.keys("pre-mig-CHG0042311<Tab>Before schema migration<C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab>cass-");
    let ask = s.model.review.open.as_ref().expect("a review").ask;
    let idle = Instance { actions: Vec::new(), status: "normal".to_owned(), ..fleet().remove(1) };
    s.feed(Msg::Reply { ask, reply: Reply::Instance { at: s.utc(), instance: Ok(Some(idle)) } });
    s.keys("qy");
    assert_eq!(s.model.review.open.as_ref().map(|r| r.phrase.value()), Some("cass-qy"));
    assert!(s.model.dialog.overlays.is_empty());
}

/// A backup in doubt is found while the same one is under review again: that one must not go out.
#[test]
fn a_twin_that_is_found_meanwhile_forbids_the_second() {
    let mut s = Script::live();
    s.send();
    s.ended(lost());
    s.keys("n<Enter><C-g>");
    s.backups(Ok(Vec::new()));
    let phrase = s.model.review.open.as_ref().expect("a review").target.confirm_phrase().to_owned();
    s.keys(&format!("<Tab>{phrase}"));
    let found = row(BACKUP, "pre-mig-CHG0042311", BackupState::Building, &s);
    s.looked(Ok(vec![found]));
    s.keys("<Enter>");
    assert_eq!((s.created().len(), s.model.port.notice.clone()), (1, Some(Notice::ChecksForbid)));
    assert_eq!(s.model.draft.name.value(), "pre-mig-CHG0042311", "the form under review is kept");
}

#[test]
fn an_instance_that_has_become_busy_asks_for_its_name() {
    let mut s = Script::live();
    s.fill();
    s.keys("<C-g>");
    let at = s.utc();
    let ask = s.model.review.open.as_ref().expect("a review").ask;
    let busy = Instance { actions: vec!["RESTART".to_owned()], ..fleet().remove(0) };
    s.feed(Msg::Reply { ask, reply: Reply::Instance { at: s.utc(), instance: Ok(Some(busy)) } });
    s.feed(Msg::Reply { ask, reply: Reply::Backups { at, rows: Ok(Whole::of(Vec::new())) } });
    assert!(s.model.review.open.as_ref().is_some_and(|r| r.needs_phrase() && r.may_send()));
    let other = Instance { engine: Engine::Redis, ..fleet().remove(0) };
    s.keys("r");
    let ask = s.model.review.open.as_ref().expect("a review").ask;
    s.feed(Msg::Reply { ask, reply: Reply::Instance { at: s.utc(), instance: Ok(Some(other)) } });
    assert!(s.model.review.open.is_some(), "the whole of another engine can still be backed up");
    s.keys("r");
    let ask = s.model.review.open.as_ref().expect("a review").ask;
    s.feed(Msg::Reply { ask, reply: Reply::Instance { at: s.utc(), instance: Ok(None) } });
    assert!(
        s.model.review.open.as_ref().is_some_and(Review::needs_phrase),
        "an instance that is listed no more"
    );
}

#[test]
fn an_answer_to_an_older_question_changes_no_check() {
    let mut s = Script::live();
    s.review();
    let old = s.model.review.open.as_ref().expect("Review").ask;
    s.keys("r");
    let at = s.utc();
    s.feed(Msg::Reply { ask: old, reply: Reply::Backups { at, rows: Ok(Whole::of(Vec::new())) } });
    s.feed(Msg::Reply {
        ask: Ask(old.0 + 100),
        reply: Reply::Backups { at, rows: Ok(Whole::of(Vec::new())) },
    });
    assert!(!s.model.review.open.as_ref().expect("Review").may_send());
}

#[test]
fn a_taken_name_forbids_sending() {
    let mut s = Script::live();
    s.fill();
    s.keys("<C-g>");
    let taken = row("b1in06", "pre-mig-CHG0042311", BackupState::Completed, &s);
    s.backups(Ok(vec![taken]));
    s.keys("<Tab><Enter>");
    assert_eq!((s.created().len(), s.model.port.notice.clone()), (0, Some(Notice::ChecksForbid)));
}

#[test]
fn a_warning_wants_the_instance_name_typed_exactly() {
    let mut s = Script::live();
    s.fill();
    s.keys("<C-g>");
    let building = row("b1in06", "nightly", BackupState::Building, &s);
    s.backups(Ok(vec![building]));
    s.keys("<Tab><Enter>");
    assert_eq!(s.model.port.notice, Some(Notice::PhraseWrong));
    s.keys("Cass-orders-01<Enter>");
    assert_eq!(
        (s.created().len(), s.model.port.notice.clone()),
        (0, Some(Notice::PhraseWrong)),
        "case matters"
    );
    s.keys("<C-u>cass-orders-0");
    s.now += 1_000;
    s.press(Key::char('1'), true);
    s.now += 1_000;
    assert_eq!(s.press(ENTER, true), [], "no frame has shown the completed phrase");
    s.frame();
    s.now += 300;
    assert_eq!(s.press(ENTER, true).len(), 1);
}

#[test]
fn a_pasted_phrase_is_a_phrase_and_its_line_break_no_enter() {
    let mut s = Script::live();
    s.fill();
    s.keys("<C-g>");
    s.backups(Err(refusal(403, "DBS.280032", "no permission")));
    s.keys("<Tab>");
    s.now += 1_000;
    let at = Millis(s.now);
    assert_eq!(s.feed(Msg::Paste { text: "cass-orders-01\r\n".to_owned(), marked: true, at }), []);
    s.now += 299;
    assert_eq!(s.press(ENTER, true), []);
    assert_eq!(s.keys("<Enter>").len(), 1);
}

#[test]
fn a_typed_instance_is_confirmed_by_the_last_eight_of_its_id() {
    let mut s = Script::live();
    s.keys("n");
    s.instances();
    s.keys(&format!("i{CASSANDRA}<Tab><Enter>"));
    s.keys("night<Tab>why<C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab>cass-orders-01<Enter>");
    assert_eq!((s.created().len(), s.model.port.notice.clone()), (0, Some(Notice::PhraseWrong)));
    s.keys("<C-u>119in06<Enter>");
    assert_eq!(s.created().len(), 0, "that is not the tail");
    s.keys("<C-u>684119in06<Enter>");
    assert_eq!(s.created().len(), 0, "more than the tail");
    let tail = s.model.review.open.as_ref().expect("Review").target.confirm_phrase().to_owned();
    assert_eq!((tail.len(), CASSANDRA.ends_with(&tail)), (8, true));
    s.keys(&format!("<C-u>{tail}<Enter>"));
    assert_eq!(s.created().len(), 1);
}

#[test]
fn one_confirmation_is_one_request_however_often_enter_is_pressed() {
    let mut s = Script::live();
    s.send();
    s.keys("<Enter><Enter><Enter>");
    s.ended(accepted());
    s.keys("<Enter><Enter>");
    assert_eq!(s.created().len(), 1);
}

#[test]
fn while_a_request_is_under_way_no_other_can_be_sent() {
    let mut s = Script::live();
    s.send();
    s.keys("<Esc>n<Enter><C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab>cass-orders-01<Enter>");
    assert_eq!((s.created().len(), s.model.port.notice.clone()), (1, Some(Notice::StillOpen)));
    s.ended(refused());
    s.keys("<Enter>");
    assert_eq!(
        s.created().len(),
        2,
        "the first one ended as NO; this is a confirmation of its own"
    );
}

#[test]
fn after_an_unknown_outcome_another_request_wants_the_phrase() {
    let mut s = Script::live();
    s.send();
    s.ended(lost());
    s.keys("<Esc>n<Enter><C-g>");
    s.backups(Ok(Vec::new()));
    s.keys("<Tab><Enter>");
    assert_eq!((s.created().len(), s.model.port.notice.clone()), (1, Some(Notice::PhraseWrong)));
}

#[test]
fn what_the_button_was_shown_with_is_what_goes_out() {
    let mut s = Script::new(Mode::Live, place(), 80, 24);
    s.review();
    let shown = s.model.review.open.as_ref().expect("Review").reviewed.clone();
    let sent = s.keys("<Tab><Enter>");
    let operation = s.latest();
    assert_eq!(sent, [Effect::Sending(Sending::Create { operation, request: shown })]);
}

#[test]
fn every_key_of_a_phrase_counts_as_the_key_before() {
    assert_eq!(parse("<C-u>a").len(), 2);
    let mut s = Script::live();
    s.fill();
    s.keys("<C-g>");
    s.backups(Err(refusal(500, "", "")));
    s.keys("<Tab>cass-orders-01");
    s.now += 400;
    s.press(Key::plain(KeyCode::Left), true);
    s.frame();
    s.now += 299;
    assert_eq!(s.press(ENTER, true), []);
}
