//! The harness itself, with the plainest programs there are.

use std::time::Duration;

use rustix::process::Signal;

use crate::support::pty::{Exit, Pty};

const SOON: Duration = Duration::from_secs(10);

#[test]
fn what_is_typed_is_seen_and_the_exit_code_arrives() {
    let mut pty = Pty::spawn(
        "sh",
        &["-c", "read line; echo \"got $line in $(stty size)\"; exit 7"],
        &[],
        (60, 12),
    );
    pty.send_keys("hello <lt>you><Enter>");
    pty.wait_for_text("got hello <you> in 12 60", SOON);
    assert_eq!(pty.wait_exit(SOON), Some(Exit::Code(7)));
    assert!(String::from_utf8_lossy(&pty.raw_output()).contains("got hello"));
}

#[test]
fn a_program_ends_with_its_terminal_and_by_signals() {
    let mut cat = Pty::spawn("cat", &[], &[], (40, 5));
    cat.send_keys("echo<Enter>");
    cat.wait_for(SOON, |screen| screen.contents().matches("echo").count() == 2);
    cat.close_master();
    assert_eq!(cat.wait_exit(SOON), Some(Exit::Signal("Hangup".into())));

    let mut sleeper = Pty::spawn("sleep", &["60"], &[], (40, 5));
    assert_eq!(sleeper.wait_exit(Duration::from_millis(20)), None);
    assert!(sleeper.pid() > 0);
    sleeper.signal(Signal::TERM);
    assert_eq!(sleeper.wait_exit(SOON), Some(Exit::Signal("Terminated".into())));
}

#[test]
fn size_environment_and_controlling_terminal_are_as_asked() {
    let script = "trap 'echo now $(stty size)' WINCH; echo $WORD ready; while :; do read x; done";
    let mut pty = Pty::spawn("sh", &["-c", script], &[("WORD", "quite")], (40, 5));
    pty.wait_for_text("quite ready", SOON);
    pty.resize((50, 9));
    pty.send_keys("<Enter>");
    pty.wait_for_text("now 9 50", SOON);
    assert_eq!(pty.look(|screen| screen.size().0.get()), 9);

    let without = Pty::spawn_detached(
        "sh",
        &["-c", "(: < /dev/tty) 2> /dev/null || echo none; read x"],
        &[],
        (40, 5),
    );
    without.wait_for_text("none", SOON);
    without.wait_quiet(Duration::from_millis(50));
    assert_eq!(without.screen().trim_end(), "none");
}
