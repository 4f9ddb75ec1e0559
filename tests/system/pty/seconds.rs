//! Seconds move while the person waits for an answer or for the end of a window, as a few digits
//! each, and nothing else on the screen does.

use std::time::Duration;

use geminidb_backup::simulator::{Call, Fault, Scenario};

use crate::support::{
    operator::{Launch, Operator},
    service::Service,
};

/// The most bytes of one second: a few digits, and the ways to them and back.
const DIGITS: usize = 64;
const SLOW: Duration = Duration::from_secs(5);

/// Waits for one text after the other, and asserts what the second one costs.
fn a_second(operator: &mut Operator, from: &str, to: &str) {
    operator.wait(from);
    let before = operator.pty.raw_output().len();
    operator.wait(to);
    let bytes = operator.pty.raw_output().len() - before;
    assert!(bytes <= DIGITS, "{bytes} bytes for a second");
}

#[test]
fn the_seconds_of_awaited_answers_move_and_cost_their_digits() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = Launch::live(&service).start();
    service.inject(Fault::slow(SLOW), Call::Instances, 1);
    operator.begin();
    a_second(&mut operator, "waiting 0:02", "waiting 0:03");
    operator.wait_gone("waiting 0:");
    operator.choose("cass-docs-01");
    operator.fill("awaited", "before the change");
    service.inject(Fault::slow(SLOW), Call::Quotas, 1);
    operator.pty.send_keys("<C-g>");
    a_second(&mut operator, "waiting 0:02 | NOT SENT", "waiting 0:03 | NOT SENT");
    operator.wait_gone("waiting 0:");
    service.inject(Fault::slow(SLOW), Call::Create, 1);
    operator.confirm();
    a_second(&mut operator, "waiting 0:02 of 1:10", "waiting 0:03 of 1:10");
    operator.ids();
    operator.wait_gone("of 1:10");
    operator.leave();
}
