//! Told to end, the program is gone within two seconds, whatever it is at, and the terminal is as
//! it was.

use std::fs;

use geminidb_backup::simulator::{Call, Fault, Scenario};
use rustix::{process::Signal, termios::LocalModes};

use crate::{
    pty::terminal::assert_repaint_changes_nothing,
    support::{
        operator::{A_LOOK, AT_ONCE, Launch, Operator, SOON, each},
        pty::{Exit, until},
        service::Service,
        shell::Job,
    },
};

const SIGNALS: [(&str, Option<Signal>); 5] = [
    ("HUP", Some(Signal::HUP)),
    ("TERM", Some(Signal::TERM)),
    ("INT", Some(Signal::INT)),
    ("QUIT", Some(Signal::QUIT)),
    ("vanished", None),
];

/// The program waits for a service that never answers.
struct Waiting {
    operator: Operator,
    service: Service,
}

impl Waiting {
    /// For the answer to the create call.
    fn for_create() -> Self {
        let service = Service::of(Scenario::Smooth);
        service.inject(Fault::hang(), Call::Create, 1);
        let mut operator = Launch::live(&service).start();
        operator.begin();
        operator.back_up("cass-docs-01", "never-answered");
        until(SOON, "the create call", || service.creates_received() == 1);
        Self { operator, service }
    }

    /// For a list.
    fn for_list() -> Self {
        let service = Service::of(Scenario::Smooth);
        service.inject(Fault::hang(), Call::Instances, u32::MAX);
        let mut operator = Launch::live(&service).start();
        operator.begin();
        operator.wait("| reading");
        Self { operator, service }
    }
}

/// Tells the program to end, or takes the terminal away, and waits for its end.
#[track_caller]
fn end(operator: &mut Operator, by: Option<Signal>) -> Exit {
    match by {
        Some(signal) => operator.pty.signal(signal),
        None => operator.pty.close_master(),
    }
    operator.pty.wait_exit(AT_ONCE).expect("its end at once")
}

#[test]
fn while_a_create_call_is_unanswered_the_end_comes_at_once_with_its_status() {
    each(&SIGNALS, |by| {
        let Waiting { mut operator, service } = Waiting::for_create();
        assert_eq!(end(&mut operator, *by), Exit::Code(3));
        if by.is_some() {
            let (_, printed) = operator.gone(SOON);
            assert!(printed.contains("never-answered"), "{printed}");
            operator.assert_restored();
        }
        assert_eq!(service.creates_received(), 1);
    });
}

#[test]
fn while_a_list_is_being_read_the_end_comes_at_once() {
    each(&SIGNALS, |by| {
        let Waiting { mut operator, .. } = Waiting::for_list();
        assert_eq!(end(&mut operator, *by), Exit::Code(0));
        if by.is_some() {
            operator.gone(SOON);
            operator.assert_restored();
        }
    });
}

/// A job in the name field.
fn composing() -> Job {
    let mut job = Job::start(Launch::demo("smooth", 1));
    job.choose("cass-docs-01");
    job
}

#[test]
fn a_job_that_is_stopped_ends_when_it_is_continued() {
    let ways =
        [("by Ctrl-Z", None), ("by TSTP", Some(Signal::TSTP)), ("by STOP", Some(Signal::STOP))];
    each(&ways, |stopped_by| {
        for signal in [Signal::HUP, Signal::TERM, Signal::INT, Signal::QUIT] {
            let mut job = composing();
            match stopped_by {
                None => job.suspend(),
                Some(stop) => {
                    job.signal_program(*stop);
                    job.wait("Stopped");
                }
            }
            job.wait_state('T');
            job.signal_program(signal);
            job.signal_program(Signal::CONT);
            // A dozen of them are continued at the same time, beside all other tests.
            job.wait_gone_within(SOON);
            // Out of the background it writes at most what leads back to the shell's screen.
            job.pty
                .wait_for(SOON, |screen| !screen.alternate_screen() && !screen.bracketed_paste());
            job.type_line("stty sane; echo still he''re");
            job.wait("still here");
        }
    });
}

#[test]
fn a_job_that_runs_again_after_a_stop_ends_at_once() {
    each(&SIGNALS, |by| {
        let mut job = composing();
        job.suspend();
        job.bring_back("2 COMPOSE");
        match by {
            Some(signal) => job.signal_program(*signal),
            None => job.pty.close_master(),
        }
        job.wait_gone_within(AT_ONCE);
        if by.is_some() {
            job.wait_prompt();
            job.assert_restored();
        }
    });
}

#[test]
fn a_stopped_job_goes_with_its_terminal() {
    let mut job = composing();
    job.suspend();
    job.pty.close_master();
    job.wait_gone_within(AT_ONCE);
}

/// How many writes the thread that draws has tried.
fn tried(operator: &Operator) -> u64 {
    let pid = operator.pty.pid();
    let io =
        fs::read_to_string(format!("/proc/{pid}/task/{pid}/io")).expect("the kernel's account");
    io.lines().find_map(|line| line.strip_prefix("syscw:")?.trim().parse().ok()).expect("a number")
}

/// Presses a key and waits until the program has tried in vain to show what it did.
#[track_caller]
fn press_blindly(operator: &mut Operator, key: &str) {
    let before = tried(operator);
    operator.pty.send_keys(key);
    until(SOON, "a try to draw", || tried(operator) > before);
}

/// The terminal takes nothing, and the program has a frame that it cannot get rid of.
#[track_caller]
fn block_drawing(operator: &mut Operator) {
    operator.pty.block_output();
    press_blindly(operator, "<C-l>");
}

#[test]
fn a_terminal_that_takes_nothing_does_not_keep_the_program() {
    each(&SIGNALS, |by| {
        let Waiting { mut operator, .. } = Waiting::for_create();
        block_drawing(&mut operator);
        assert_eq!(end(&mut operator, *by), Exit::Code(3));
        let mut operator = Launch::demo("smooth", 1).start();
        operator.wait("| read ");
        block_drawing(&mut operator);
        assert_eq!(end(&mut operator, *by), Exit::Code(0));
        if by.is_some() {
            // The sequences could not be written, the modes need none.
            let modes = operator.pty.line_modes();
            assert!(
                modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG),
                "{modes:?}"
            );
            operator.pty.read_again();
            operator.pty.wait_closed(SOON);
            assert!(
                operator.pty.look(vt100::Screen::alternate_screen),
                "it was blocked to the end"
            );
        }
    });
}

#[test]
fn a_terminal_that_takes_nothing_can_still_be_suspended_from() {
    let mut job = composing();
    job.pty.block_output();
    job.pty.send_keys("<C-l><C-z>");
    job.wait_state('T');
    job.pty.read_again();
    job.wait_prompt();
    job.bring_back("2 COMPOSE");
    job.press("typed", "typed");
}

#[test]
fn a_terminal_that_takes_nothing_holds_up_nothing_and_catches_up() {
    let service = Service::at_speed(Scenario::Slow, 1.0);
    let mut operator = Launch::live(&service).start();
    operator.begin();
    operator.back_up("cass-docs-01", "goes-on");
    operator.ids();
    block_drawing(&mut operator);
    let before = service.requests().len();
    operator.pty.send_keys("r");
    until(SOON, "another reading", || service.requests().len() > before);
    operator.pty.send_keys("<C-p>");
    operator.pty.read_again();
    operator.wait("every operation of this run");
    assert_eq!(operator.leave().0, Exit::Code(4));
    operator.assert_restored();
}

#[test]
fn what_was_typed_while_the_terminal_took_nothing_is_on_the_screen_afterwards() {
    let mut operator = Launch::demo("smooth", 1).start();
    operator.choose("cass-docs-01");
    operator.pty.block_output();
    for letter in "typed-blindly".chars() {
        press_blindly(&mut operator, &letter.to_string());
    }
    operator.pty.read_again();
    operator.wait("typed-blindly");
    assert_repaint_changes_nothing(&mut operator);
}

#[test]
fn a_button_that_has_not_reached_the_terminal_sends_nothing() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = Launch::live(&service).start();
    operator.begin();
    operator.choose("cass-docs-01");
    operator.fill("not-seen", "on a link that stalls");
    operator.review();
    operator.pty.block_output();
    press_blindly(&mut operator, "<Tab>");
    // Longer than a key has to wait for a button that can be seen.
    assert_eq!(operator.pty.wait_exit(A_LOOK), None);
    press_blindly(&mut operator, "<Enter>");
    operator.pty.read_again();
    operator.wait("Not sent.");
    assert_eq!(service.creates_received(), 0);
}
