//! The terminal: given back whatever ends the program, and usable at any size at any moment.

use std::time::{Duration, Instant};

use geminidb_backup::simulator::Scenario;
use rustix::process::Signal;

use crate::support::{
    operator::{AT_ONCE, Launch, Operator, SOON, each},
    pty::Exit,
    service::Service,
};

/// A backup that will run for a long time.
fn running() -> Operator {
    let mut operator = Launch::demo("slow", 1).start();
    operator.back_up("cass-docs-01", "goes-on");
    operator.ids();
    operator
}

#[test]
fn every_signal_gives_the_terminal_back_and_prints_the_ids() {
    each(
        &[
            ("HUP", Signal::HUP),
            ("TERM", Signal::TERM),
            ("INT", Signal::INT),
            ("QUIT", Signal::QUIT),
        ],
        |signal| {
            let mut operator = running();
            let (backup, job) = operator.ids();
            operator.pty.signal(*signal);
            let (exit, printed) = operator.gone(AT_ONCE);
            assert_eq!(exit, Exit::Code(4));
            assert!(
                printed.lines().any(|l| l == backup) && printed.lines().any(|l| l == job),
                "{printed}"
            );
            operator.assert_restored();
        },
    );
}

#[test]
fn a_signal_before_anything_was_sent_ends_quietly() {
    each(
        &[
            ("HUP", Signal::HUP),
            ("TERM", Signal::TERM),
            ("INT", Signal::INT),
            ("QUIT", Signal::QUIT),
        ],
        |signal| {
            let mut operator = Launch::demo("smooth", 1).start();
            operator.choose("cass-docs-01");
            operator.fill("never-sent", "never sent");
            operator.pty.signal(*signal);
            let (exit, printed) = operator.gone(AT_ONCE);
            assert_eq!((exit, printed.trim()), (Exit::Code(0), ""));
            operator.assert_restored();
        },
    );
}

#[test]
fn ctrl_c_asks_once_and_then_leaves_at_once() {
    let mut operator = Launch::demo("slow", 1).start();
    operator.back_up("cass-docs-01", "goes-on");
    operator.ids();
    operator.press("<C-c>", "Leaving stops nothing at the service.");
    operator.pty.send_keys("<C-c>");
    assert_eq!(operator.gone(AT_ONCE).0, Exit::Code(4));
    operator.assert_restored();
}

#[test]
fn a_vanished_terminal_ends_the_program() {
    each(&[("controlling", true), ("not controlling", false)], |controlling| {
        let launch = || {
            let launch = Launch::demo("slow", 1);
            if *controlling { launch } else { launch.detached() }
        };
        let mut listing = launch().start();
        listing.wait("| read ");
        let mut composing = launch().start();
        composing.choose("cass-docs-01");
        let mut watching = launch().start();
        watching.back_up("cass-docs-01", "goes-on");
        watching.ids();
        for operator in [&mut listing, &mut composing, &mut watching] {
            let began = Instant::now();
            operator.pty.close_master();
            assert!(
                operator.pty.wait_exit(AT_ONCE).is_some(),
                "still there after {:?}",
                began.elapsed()
            );
        }
    });
}

/// Each size with what it must show, given what the screen shows at 80x24.
fn through_all_sizes(operator: &mut Operator, shows: &str) {
    for size in [(120, 40), (20, 5), (60, 16), (1, 1), (200, 60), (80, 24)] {
        let written = operator.pty.raw_output().len();
        operator.pty.resize(size);
        operator.pty.wait_written(written, SOON);
        match size {
            (1, 1) => operator.pty.wait_for(SOON, |screen| screen.contents() == "…"),
            (20, 5) => {
                operator.wait("20x5 is too small;");
                operator.wait("Nothing is lost.");
            }
            _ => operator.wait(shows),
        }
        assert_repaint_changes_nothing(operator);
    }
}

/// The screen without its first row, which has the clock.
fn below_the_clock(screen: &vt100::Screen) -> Vec<String> {
    screen.rows(0, screen.size().1.get()).skip(1).map(|row| row.trim_end().to_owned()).collect()
}

/// What stands on the terminal is what the program believes to stand there: a repaint changes
/// nothing.
#[track_caller]
pub fn assert_repaint_changes_nothing(operator: &mut Operator) {
    operator.pty.wait_quiet(Duration::from_millis(100));
    let (before, written) = (operator.pty.look(below_the_clock), operator.pty.raw_output().len());
    operator.pty.send_keys("<C-l>");
    operator.pty.wait_written(written, SOON);
    let same = operator.pty.sees(SOON, |screen| below_the_clock(screen) == before);
    assert!(
        same,
        "before the repaint:\n{}\nafter it:\n{}",
        before.join("\n"),
        operator.pty.screen()
    );
}

#[test]
fn a_resize_at_any_moment_loses_nothing() {
    let service = Service::at_speed(Scenario::Slow, 1.0);
    let mut operator = Launch::live(&service).start();
    operator.begin();
    operator.choose("cass-docs-01");
    operator.fill("resized-all-the-time", "through all sizes");
    // The header tells a second later that the draft is saved: no repaint may meet that.
    operator.wait("draft saved");
    through_all_sizes(&mut operator, "resized-all-the-time");
    operator.wait("through all sizes");
    operator.choose_tables("databaseNameA");
    operator.press("<Space>", "1 whole database");
    operator.wait("draft saved");
    through_all_sizes(&mut operator, "NOT the instance. Only: databaseNameA (all)");
    let digest = operator.review();
    through_all_sizes(&mut operator, "3 REVIEW");
    operator.wait(&digest);
    operator.focus_button();
    through_all_sizes(&mut operator, "> [ Create backup ]");
    operator.look_and_press();
    let (backup, _) = operator.ids();
    // The reading after this one comes ten seconds later.
    operator.read_until("job Running");
    through_all_sizes(&mut operator, &backup);
    assert_eq!(service.digest_of_the_only_create(), digest);
    assert_eq!(operator.leave().0, Exit::Code(4));
    operator.assert_restored();
}

#[test]
fn a_size_change_between_two_keys_does_not_send() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = Launch::live(&service).start();
    operator.begin();
    operator.choose("cass-docs-01");
    operator.fill("too-small-to-see", "nobody can see the button");
    operator.review();
    operator.focus_button();
    operator.pty.resize((20, 5));
    operator.wait("is too small");
    operator.pty.wait_quiet(Duration::from_millis(600));
    operator.pty.send_keys("<Enter>");
    operator.pty.resize((80, 24));
    operator.wait("Not sent.");
    operator.wait("3 REVIEW");
    assert_eq!(service.creates_received(), 0, "nobody could see the button");
}

#[test]
fn the_whole_job_at_the_smallest_size() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = Launch::live(&service).size((60, 16)).start();
    operator.begin();
    operator.choose("cass-docs-01");
    operator.fill("smallest", "at 60x16");
    operator.choose_tables("reference");
    operator.press("<Space>", "1 whole database");
    let digest = operator.review();
    operator.confirm();
    let ids = operator.ids();
    operator.completed();
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(0));
    assert!(printed.lines().any(|l| l == ids.0), "{printed}");
    assert!(service.digest_of_the_only_create().starts_with(&digest), "{digest}");
}
