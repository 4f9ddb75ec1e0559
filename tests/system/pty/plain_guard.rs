//! What cannot send in plain mode: a pasted runbook, keys typed ahead, a canned script, a pipe.

use std::time::Duration;

use geminidb_backup::simulator::Scenario;
use rustix::process::Signal;

use crate::support::{
    operator::{Launch, SOON},
    pty::Exit,
    service::Service,
    talker::Talker,
};

const INSTANCE: &str = "cass-docs-01";
const VOID: &str = "Error: Nothing was sent: something was typed within 300 ms";
const WRONG: &str = "Error: Nothing was sent: the name or the code is not as asked for";

/// Nothing was sent, and nothing is: the program is left, and says so.
#[track_caller]
fn assert_nothing_sent(mut talker: Talker, service: &Service) {
    talker.operator.pty.wait_quiet(Duration::from_millis(700));
    talker.write("quit");
    assert_eq!(talker.operator.gone(SOON).0, Exit::Code(0), "{}", talker.all());
    assert_eq!(service.creates_received(), 0, "{}", talker.all());
}

#[test]
fn a_pasted_runbook_stops_at_the_confirmation() {
    let service = Service::of(Scenario::Smooth);
    let mut talker = Talker::start(Launch::live(&service));
    talker.question();
    let guess = "cass-docs-01 BHKL\n".repeat(20);
    let runbook = format!("new\ndocs\n1\npasted\nbefore the change\n1\nsend\n{guess}");
    talker.operator.pty.send(runbook.as_bytes());
    talker.wait("Error: the line was dropped");
    talker.confirmation();
    assert_nothing_sent(talker, &service);
}

/// Answers the confirmation at once; returns whether the program says that the answer is void. A
/// busy machine may hold this test up for longer than the 300 ms, and such an answer sends. Or the
/// program is held up: the answer then falls to the flush before its question.
fn is_void_at_once(talker: &mut Talker, line: &str) -> bool {
    talker.write(line);
    let ended = |text: &str| text.contains(VOID) || text.contains("Created: ");
    talker.operator.pty.sees(Duration::from_secs(5), |screen| ended(&screen.contents()));
    talker.all().contains(VOID)
}

#[test]
fn an_answer_that_comes_at_once_is_void_also_the_right_one() {
    for _ in 0..5 {
        let service = Service::of(Scenario::Smooth);
        let mut talker = Talker::start(Launch::live(&service));
        talker.answer("new");
        let (_, line) = talker.review(INSTANCE, "typed-ahead");
        if !is_void_at_once(&mut talker, &line) {
            continue;
        }
        let another = talker.confirmation();
        assert_ne!(another, line);
        // The code of before counts no more, nor does a name alone, or a code alone.
        for wrong in [&line[..], INSTANCE, &another["cass-docs-01 ".len()..], ""] {
            talker.confirm(wrong);
            talker.wait(WRONG);
            talker.confirmation();
        }
        return assert_nothing_sent(talker, &service);
    }
    panic!("no answer of five was void");
}

/// What happened meanwhile nobody knows: Review is looked at again, and the code is another one.
#[test]
fn after_a_stop_the_code_of_before_counts_no_more() {
    let service = Service::of(Scenario::Smooth);
    let mut talker = Talker::start(Launch::live(&service));
    talker.answer("new");
    let (_, line) = talker.review(INSTANCE, "stopped-amid");
    talker.operator.pty.signal(Signal::STOP);
    talker.operator.pty.signal(Signal::CONT);
    talker.wait("What was asked is asked anew");
    assert_ne!(talker.confirmation(), line);
    talker.confirm(&line);
    talker.wait(WRONG);
    talker.confirmation();
    assert_nothing_sent(talker, &service);
}

#[test]
fn a_canned_script_that_types_on_behind_its_answer_sends_nothing() {
    let service = Service::of(Scenario::Smooth);
    let mut talker = Talker::start(Launch::live(&service));
    talker.answer("new");
    let (_, line) = talker.review(INSTANCE, "canned");
    talker.confirm(&format!("{line}\nquit"));
    talker.wait(VOID);
    talker.confirmation();
    assert_nothing_sent(talker, &service);
}

#[test]
fn a_pipe_answers_questions_and_never_the_confirmation() {
    let service = Service::of(Scenario::Smooth);
    let mut shell = Launch::live(&service).env("TERM", "dumb").start_shell("$ ");
    shell.wait("$ ");
    let answers = "new\\ndocs\\n1\\npiped\\nbefore the change\\n1\\nsend\\ncass-docs-01 BHKL\\n";
    shell.pty.send_keys(&format!("printf '{answers}' | eval \"$START\"<Enter>"));
    let mut talker = Talker::at(shell);
    let line = talker.confirmation();
    talker.operator.pty.wait_quiet(Duration::from_millis(700));
    assert_eq!(service.creates_received(), 0);
    talker.confirm(&line);
    talker.wait("Created: Was it created? YES");
    assert_eq!(service.creates_received(), 1);
}

#[test]
fn without_a_controlling_terminal_nothing_is_confirmed() {
    let service = Service::of(Scenario::Smooth);
    let mut talker = Talker::start(Launch::live(&service).detached());
    talker.answers(&["new", INSTANCE, "1", "detached", "before the change", "1", "send"]);
    talker.wait("Error: Nothing is sent from here: this answer is read from the controlling");
    assert_nothing_sent(talker, &service);
}
