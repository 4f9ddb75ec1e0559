//! Ctrl-Z and its kin: the shell gets the terminal as it was, and the program comes back as it was.

use std::time::Duration;

use geminidb_backup::simulator::{Call, Fault, Scenario};
use rustix::{process::Signal, termios::LocalModes};

use crate::support::{
    operator::{A_LOOK, Launch, SOON, each},
    pty::{Exit, until},
    service::Service,
    shell::Job,
};

/// At the shell, in the terminal that it knows.
#[track_caller]
fn assert_at_the_shell(job: &mut Job) {
    job.assert_restored();
    // All of it reaches the shell: nobody else reads.
    for n in 20..30 {
        job.type_line(&format!("echo answer $(({n} * 3))"));
        job.wait(&format!("answer {}", n * 3));
    }
    job.wait_prompt();
}

/// The name field, with a name half typed.
fn half_typed() -> Job {
    let mut job = Job::start(Launch::demo("smooth", 1));
    job.choose("cass-docs-01");
    job.pty.send(b"half-");
    job.wait("half-");
    job
}

#[test]
fn ctrl_z_gives_the_prompt_back_and_fg_the_form_as_it_was() {
    let mut job = half_typed();
    for round in 0..3 {
        job.suspend();
        assert_at_the_shell(&mut job);
        job.bring_back("half-");
        let letter = char::from(b'a' + round);
        job.press(&letter.to_string(), &format!("half-{}", &"abc"[..=round.into()]));
    }
    assert_eq!(job.pty.line_modes() & LocalModes::ICANON, LocalModes::empty());
    job.press("<F1>", "Keys of this screen");
    job.suspend();
    job.bring_back("Keys of this screen");
    job.pty.send_keys("<C-c>");
    job.wait_prompt();
    job.type_line("echo status $?");
    job.wait("status 0");
    assert_at_the_shell(&mut job);
}

#[test]
fn ctrl_z_works_wherever_the_keys_go() {
    each(
        &[
            ("list", ("", "| read ")),
            ("filter", ("/cass", "filter: cass")),
            ("page", ("<F1>", "Keys of this screen")),
            ("prompt", ("i0123", "0123")),
        ],
        |(keys, shows)| {
            let mut job = Job::start(Launch::demo("smooth", 1));
            job.wait("| read ");
            job.press(keys, shows);
            job.suspend();
            job.assert_restored();
            job.bring_back(shows);
        },
    );
}

#[test]
fn a_half_typed_token_waits_in_the_program() {
    const TOKEN: &[u8] = b"half-of-a-token";
    let service = Service::of(Scenario::Smooth);
    let mut job = Job::start(Launch::without_token(&service));
    job.open_token_prompt();
    job.pty.send(TOKEN);
    job.wait("15 characters");
    job.suspend();
    assert_at_the_shell(&mut job);
    job.bring_back("15 characters");
    job.press("<BS>", "14 characters");
    assert!(!job.pty.raw_output().windows(TOKEN.len()).any(|w| w == TOKEN));
}

#[test]
fn what_is_typed_behind_ctrl_z_never_becomes_a_key() {
    let mut job = Job::start(Launch::demo("smooth", 1));
    job.wait("| read ");
    job.pty.send_keys("<C-z>q");
    job.pty.wait_for(SOON, |screen| !screen.alternate_screen());
    job.wait_state('T');
    // The letter went to whoever read first; a new line ends it for the shell.
    job.type_line("");
    job.wait_prompt();
    job.bring_back("| read ");
    job.press("?", "Keys of this screen");
}

#[test]
fn a_stop_from_outside_gives_the_terminal_back_as_ctrl_z_does() {
    each(&[("TSTP", Signal::TSTP), ("TTIN", Signal::TTIN)], |signal| {
        let mut job = half_typed();
        // More than one of them before the stop is one stop.
        job.signal_program(*signal);
        job.signal_program(*signal);
        job.pty.wait_for(SOON, |screen| !screen.alternate_screen());
        job.wait_prompt();
        job.wait_state('T');
        assert_at_the_shell(&mut job);
        job.bring_back("half-");
        job.press("typed", "half-typed");
        assert_eq!(job.pty.line_modes() & LocalModes::ICANON, LocalModes::empty());
        job.suspend();
        job.assert_restored();
    });
}

#[test]
fn a_stop_that_nothing_can_hear_ends_with_the_screen_as_it_was() {
    let mut job = half_typed();
    job.signal_program(Signal::STOP);
    // Nobody could give the terminal back, so the shell's prompt comes wherever the cursor was.
    job.wait("Stopped");
    job.wait_state('T');
    // What a shell with line editing does by itself.
    job.type_line("stty sane; clear; echo cle''an");
    job.wait("clean");
    job.type_line("fg");
    job.wait("2 COMPOSE");
    job.wait_gone("clean");
    job.press("typed", "half-typed");
    job.suspend();
    job.assert_restored();
}

#[test]
fn a_continuation_without_a_shell_repaints() {
    let mut operator = Launch::demo("smooth", 1).start();
    operator.choose("cass-docs-01");
    operator.pty.send(b"half-");
    operator.wait("half-");
    let written = operator.pty.raw_output().len();
    operator.pty.signal(Signal::STOP);
    operator.pty.signal(Signal::CONT);
    operator.pty.wait_written(written + 500, SOON);
    operator.press("typed", "half-typed");
}

#[test]
fn in_the_background_the_program_stays_stopped_and_leaves_the_terminal_alone() {
    let mut job = half_typed();
    job.suspend();
    job.type_line("bg");
    job.wait_prompt();
    job.signal_program(Signal::CONT);
    job.wait_state('T');
    assert_at_the_shell(&mut job);
    job.bring_back("half-");
    job.press("typed", "half-typed");
}

/// Without a shell that could continue it the kernel stops nothing, and neither must the program
/// wait for ever.
#[test]
fn where_nobody_could_continue_it_ctrl_z_does_no_harm() {
    each(&[("controlling", true), ("not controlling", false)], |controlling| {
        let launch = Launch::demo("smooth", 1);
        let mut operator = if *controlling { launch.start() } else { launch.detached().start() };
        operator.choose("cass-docs-01");
        operator.pty.send(b"half-");
        operator.wait("half-");
        operator.pty.send_keys("<C-z>");
        operator.pty.wait_for(SOON, |screen| !screen.alternate_screen());
        operator.pty.wait_for(SOON, |screen| {
            screen.alternate_screen() && screen.contents().contains("half-")
        });
        operator.press("typed", "half-typed");
        assert_eq!(operator.leave().0, Exit::Code(0));
        operator.assert_restored();
    });
}

#[test]
fn a_size_that_changed_meanwhile_is_the_size() {
    let mut job = half_typed();
    job.suspend();
    job.pty.resize((60, 16));
    job.bring_back("half-");
    job.pty.wait_for(SOON, |screen| {
        screen.rows(0, 60).nth(15).is_some_and(|row| row.contains("Tab next"))
    });
}

#[test]
fn a_create_call_that_was_under_way_is_reported_as_it_ended() {
    let service = Service::at_speed(Scenario::Slow, 1.0);
    service.inject(Fault::slow(Duration::from_millis(1_500)), Call::Create, 1);
    let mut job = Job::start(Launch::live(&service));
    job.begin();
    job.back_up("cass-docs-01", "stopped-meanwhile");
    until(SOON, "the create call", || service.creates_received() == 1);
    job.suspend();
    until(SOON, "the backup", || service.backups_made().len() == 1);
    job.bring_back("4 WATCH");
    job.wait("Was it created?  YES");
    assert_eq!(job.ids().0, service.backups_made()[0].backup_id.to_string());
    assert_eq!(service.creates_received(), 1);
}

#[test]
fn an_enter_typed_ahead_at_the_shell_does_not_send() {
    let service = Service::of(Scenario::Smooth);
    let mut job = Job::start(Launch::live(&service));
    job.begin();
    job.choose("cass-docs-01");
    job.fill("typed-ahead", "before the change");
    job.review();
    job.focus_button();
    job.pty.wait_quiet(A_LOOK);
    job.suspend();
    // The shell takes its line and leaves the other to whoever reads next. Read before the terminal
    // is raw it is Enter, after that a line feed, which is no key here.
    job.pty.send(b"fg\n\n");
    let no_key = |screen: &vt100::Screen| screen.contents().contains("That key does nothing here.");
    job.pty.wait_for(SOON, |screen| screen.contents().contains("Not sent.") || no_key(screen));
    if job.pty.look(no_key) {
        job.focus_button();
    }
    assert_eq!(service.creates_received(), 0);
    job.look_and_press();
    until(SOON, "the create call", || service.creates_received() == 1);
}
