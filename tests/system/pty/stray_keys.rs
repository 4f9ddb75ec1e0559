//! Nothing is sent by accident: keys typed ahead, pastes and held keys send nothing, and the screen
//! says so.

use std::time::{Duration, Instant};

use geminidb_backup::simulator::Scenario;

use crate::support::{
    operator::{Launch, Operator, SOON, each},
    pty::Exit,
    service::Service,
};

/// What the screen says of a key that would have sent.
const NOT_SENT: &str = "Not sent. Look, wait a moment, then press Enter once, by itself.";
/// The send key must come this long after the button was shown, and after the key before it.
const GUARD: Duration = Duration::from_millis(300);

/// A form that could be sent: the cursor stands in the description.
fn filled_in(service: &Service) -> Operator {
    let mut operator = Launch::live(service).start();
    operator.begin();
    operator.choose("cass-docs-01");
    operator.fill("not-by-accident", "must not be sent");
    operator
}

/// Nothing has been sent, and nothing will be: leaving tells of the draft alone, and no call
/// arrived.
#[track_caller]
fn assert_nothing_sent(service: &Service, operator: &mut Operator) {
    operator.wait_gone("4 WATCH");
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(0));
    let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        printed.starts_with("Draft ")
            && printed.ends_with("is saved; it is offered at the next start."),
        "{printed}"
    );
    assert_eq!(service.creates_received(), 0);
}

/// Tries something that must be faster than the guard; on a machine too busy for it, again.
fn within_the_guard(attempt: impl Fn() -> Option<()>) {
    assert!((0..5).any(|_| attempt().is_some()), "this machine never was fast enough to try it");
}

#[test]
fn review_tab_and_enter_written_at_once_send_nothing_and_neither_does_enter_right_after() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = filled_in(&service);
    operator.press("<C-g><Tab><Enter>", "Not sent");
    operator.wait("3 REVIEW");
    operator.press("<Enter>", "Not sent");
    assert_nothing_sent(&service, &mut operator);
}

#[test]
fn enter_within_a_moment_of_the_focused_button_sends_nothing() {
    within_the_guard(|| {
        let service = Service::of(Scenario::Smooth);
        let mut operator = filled_in(&service);
        operator.review();
        operator.focus_button();
        let shown = Instant::now();
        operator.pty.send_keys("<Enter>");
        if shown.elapsed() > Duration::from_millis(100) {
            return None;
        }
        operator.wait(NOT_SENT);
        assert_nothing_sent(&service, &mut operator);
        Some(())
    });
}

#[test]
fn two_enters_in_one_read_send_nothing_however_long_the_button_was_shown() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = filled_in(&service);
    operator.review();
    operator.focus_button();
    operator.pty.wait_quiet(2 * GUARD);
    operator.press("<Enter><Enter>", NOT_SENT);
    assert_nothing_sent(&service, &mut operator);
}

#[test]
fn esc_and_enter_that_a_slow_link_glued_together_send_nothing() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = filled_in(&service);
    operator.review();
    operator.focus_button();
    operator.pty.wait_quiet(2 * GUARD);
    // Neither half alone would be what was meant, so neither counts.
    operator.pty.send_keys("<Esc><Enter>");
    operator.press("<C-p>", "Nothing sent yet.");
    operator.close("Nothing sent yet.");
    assert_nothing_sent(&service, &mut operator);
}

#[test]
fn a_paste_into_a_field_stays_in_the_field() {
    each(
        &[("marked", "\x1b[200~ and\r\rmore\r\n\x1b[201~"), ("unmarked", " and\r\rmore\r\n")],
        |paste| {
            let service = Service::of(Scenario::Smooth);
            let mut operator = filled_in(&service);
            operator.press("<C-u>", "0/256");
            operator.pty.send(paste.as_bytes());
            operator.wait("Pasted on one line: line breaks became spaces.");
            operator.wait("2 COMPOSE");
            operator.wait("and  more");
            assert_nothing_sent(&service, &mut operator);
        },
    );
}

#[test]
fn a_paste_on_review_does_nothing() {
    let pastes = [
        ("marked", "\x1b[200~\t\r\ryes\r\x1b[201~"),
        ("unmarked", "yes\ryes\r"),
        ("one Enter", "\x1b[200~\r\x1b[201~"),
    ];
    each(&pastes, |paste| {
        let service = Service::of(Scenario::Smooth);
        let mut operator = filled_in(&service);
        operator.review();
        operator.pty.send(paste.as_bytes());
        operator.wait("A paste does nothing here.");
        operator.focus_button();
        operator.pty.wait_quiet(2 * GUARD);
        operator.pty.send(paste.as_bytes());
        operator.wait("A paste does nothing here.");
        operator.wait("> [ Create backup ]");
        assert_nothing_sent(&service, &mut operator);
    });
}

#[test]
fn keys_in_one_piece_reach_the_button_but_not_the_service() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = filled_in(&service);
    operator.review();
    operator.pty.send(b"\t\r\ryes\r");
    // The letters take the focus away from the button; the last Enter finds none.
    operator.wait("Tab goes to the send button.");
    assert_nothing_sent(&service, &mut operator);
}

/// Enter as the keyboard repeats it, a few milliseconds apart. Returns the longest time between
/// two.
fn hold_enter(operator: &mut Operator, times: usize) -> Duration {
    let mut longest = Duration::ZERO;
    for _ in 0..times {
        let before = Instant::now();
        operator.pty.send_keys("<Enter>");
        assert_eq!(operator.pty.wait_exit(Duration::from_millis(8)), None, "it goes on");
        longest = longest.max(before.elapsed());
    }
    longest
}

#[test]
fn a_held_enter_goes_through_fields_and_stops_at_review() {
    within_the_guard(|| {
        let service = Service::of(Scenario::Smooth);
        let mut operator = filled_in(&service);
        hold_enter(&mut operator, 30);
        operator.wait("2 COMPOSE");
        operator.review();
        hold_enter(&mut operator, 30);
        operator.wait("Tab goes to the send button.");
        // The button gets its focus while Enter is held: longer than the guard, but never a pause.
        let began = Instant::now();
        operator.pty.send_keys("<Tab>");
        let longest = hold_enter(&mut operator, 60);
        if longest >= GUARD {
            return None;
        }
        assert!(began.elapsed() > GUARD);
        operator.wait(NOT_SENT);
        assert_nothing_sent(&service, &mut operator);
        Some(())
    });
}

#[test]
fn an_enter_that_sent_and_is_still_held_sends_once() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = filled_in(&service);
    operator.review();
    operator.confirm();
    hold_enter(&mut operator, 60);
    operator.ids();
    operator.completed();
    assert_eq!(operator.leave().0, Exit::Code(0));
    assert_eq!((service.creates_received(), service.backups_made().len()), (1, 1));
}

#[test]
fn going_back_and_forth_does_not_shorten_the_wait() {
    within_the_guard(|| {
        let service = Service::of(Scenario::Smooth);
        let mut operator = filled_in(&service);
        operator.review();
        operator.focus_button();
        operator.pty.wait_quiet(2 * GUARD);
        operator.press("<Esc>", "2 COMPOSE");
        operator.review();
        operator.focus_button();
        let shown = Instant::now();
        operator.pty.send_keys("<Enter>");
        if shown.elapsed() > GUARD / 2 {
            return None;
        }
        operator.pty.wait_for_text(NOT_SENT, SOON);
        assert_nothing_sent(&service, &mut operator);
        Some(())
    });
}
