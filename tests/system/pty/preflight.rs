//! What Review reads before it sends, and waiting for a busy instance, through the program.

use std::time::Duration;

use geminidb_backup::simulator::{Options, Scenario};

use crate::support::{
    operator::{Launch, Operator},
    service::Service,
};

const NAME: &str = "for-the-change";

/// On Review of `cass-docs-01`, everything read.
fn reviewed(service: &Service) -> Operator {
    let mut operator = Launch::live(service).start();
    operator.begin();
    operator.choose("cass-docs-01");
    operator.fill(NAME, "before the change");
    operator.review();
    operator
}

/// Review showed an idle instance; then an automated backup begins there. It is waited for, and
/// only then sent.
#[test]
fn a_backup_that_has_begun_meanwhile_is_waited_for_and_the_operator_is_asked_again() {
    let service = Service::of(Scenario::Meanwhile);
    let mut operator = reviewed(&service);
    operator.wait("instance normal, no action running");
    operator.press("r", "is BUILDING: the service may");
    operator.wait("instance busy with BACKUP");
    operator.press("w", "until the instance is idle");
    operator.wait("stop waiting");
    // What the press of Enter would mean is said; the backup ends within some seconds, and the next
    // reading shows it.
    operator.press("<Tab>", "Waiting for the instance.");
    operator.wait("The instance is idle. Look at the checks");
    operator.wait_gone("[...]");
    assert_eq!(service.creates_received(), 0, "waiting sends nothing");
    operator.confirm();
    operator.completed();
    assert_eq!((service.creates_received(), service.backups_made().len()), (1, 1));
}

#[test]
fn after_a_refusal_as_busy_w_waits_on_review() {
    let service = Service::at_speed(Scenario::Busy, 5.0);
    let mut operator = reviewed(&service);
    operator.confirm();
    operator.wait("not known yet: looking");
    operator.pty.wait_for(Duration::from_secs(120), |screen| {
        screen.contents().contains("The instance is busy or not ready.")
    });
    operator.press("w", "until the instance is idle");
    operator.wait("The instance is idle. Look at the checks");
    operator.wait_gone("[...]");
    assert_eq!((service.creates_received(), service.backups_made().len()), (1, 0));
    operator.confirm();
    operator.wait("Was it created?  YES");
    assert_eq!((service.creates_received(), service.backups_made().len()), (2, 1));
}

#[test]
fn a_window_that_opens_meanwhile_and_a_full_quota_ask_for_the_name() {
    let faults = vec!["quotas=full".parse().expect("a fault")];
    let service = Service::with(Options {
        scenario: Scenario::Window,
        speed: 50.0,
        faults,
        ..Options::default()
    });
    let mut operator = Launch::live(&service).start();
    operator.begin();
    // The longest that this one may take is more than the half hour within which its window opens.
    operator.choose("cass-orders-01");
    operator.fill(NAME, "before the change");
    operator.review();
    operator.wait("automated window opens");
    operator.wait("backup quota is used up: 50 of 50");
    operator.confirm_typing("cass-orders-01");
    operator.wait("Was it created?  YES");
    assert_eq!(service.creates_received(), 1);
}

#[test]
fn chosen_names_are_looked_for_in_the_services_lists() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = Launch::live(&service).start();
    operator.begin();
    operator.choose("cass-docs-01");
    operator.fill(NAME, "before the change");
    operator.choose_tables("databaseNameA");
    operator.press("<Space>", "whole database");
    operator.review();
    operator.wait("every chosen name is in the service's lists");
    operator.press("<Esc>", "2 COMPOSE");
    operator.press("i", "database");
    operator.pty.send(b"nowhere");
    operator.wait("nowhere");
    operator.press("<Enter>", "nowhere");
    operator.press("<Space>", "nowhere");
    operator.review();
    operator.wait("nowhere is not in the service's list");
    operator.wait(": type the ");
    assert_eq!(service.creates_received(), 0);
}
