//! Seconds move while the person waits for an answer or for the end of a window, as a few digits
//! each, and nothing else on the screen does.

use std::time::Duration;

use geminidb_backup::simulator::{Call, Fault, Scenario};

use crate::support::{
    operator::{Launch, Operator, SOON},
    service::Service,
};

/// The most bytes of one second: a few digits, and the ways to them and back.
const DIGITS: usize = 64;
const SLOW: Duration = Duration::from_secs(8);

/// The second that the screen counts, between `waiting 0:0` and the words behind it.
fn counted(screen: &vt100::Screen, behind: &str) -> Option<usize> {
    (1..=9).find(|n| screen.contents().contains(&format!("waiting 0:0{n}{behind}")))
}

/// Asserts what the seconds cost from one that is seen to a later one: a busy machine may let this
/// test see only some of them.
fn seconds(operator: &mut Operator, behind: &str) {
    operator.pty.wait_for(SOON, |screen| counted(screen, behind).is_some());
    let seen = operator.pty.look(|screen| counted(screen, behind));
    let before = operator.pty.raw_output().len();
    let from = seen.expect("it waits for some seconds more");
    operator.pty.wait_for(SOON, |screen| counted(screen, behind).is_some_and(|to| to > from));
    let bytes = operator.pty.raw_output().len() - before;
    let to = operator.pty.look(|screen| counted(screen, behind)).expect("it still waits");
    assert!(bytes <= DIGITS * (to - from), "{bytes} bytes from {from} to {to}");
}

#[test]
fn the_seconds_of_awaited_answers_move_and_cost_their_digits() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = Launch::live(&service).start();
    service.inject(Fault::slow(SLOW), Call::Instances, 1);
    operator.begin();
    seconds(&mut operator, "");
    operator.wait_gone("waiting 0:");
    operator.choose("cass-docs-01");
    operator.fill("awaited", "before the change");
    service.inject(Fault::slow(SLOW), Call::Quotas, 1);
    operator.pty.send_keys("<C-g>");
    seconds(&mut operator, " | NOT SENT");
    operator.wait_gone("waiting 0:");
    service.inject(Fault::slow(SLOW), Call::Create, 1);
    operator.confirm();
    seconds(&mut operator, " of 1:10");
    operator.ids();
    operator.wait_gone("of 1:10");
    operator.leave();
}
