//! Tokens and keys that end while a backup runs: what can be renewed is, and the create call never.

use geminidb_backup::simulator::{NamedFault, Options, Scenario};

use crate::{
    pty::ways::{Machine, Way},
    support::{
        operator::{A_LOOK, Operator, SOON, each},
        pty::until,
        service::Service,
    },
};

const RENEWED: [(&str, Way); 3] = [
    ("variables", Way::OpenStackPassword),
    ("profile", Way::ProfilePassword),
    ("agency", Way::Agency),
];

/// How often the password was shown, or keys were asked for.
fn renewals(service: &Service) -> usize {
    let asked =
        service.requests().iter().filter(|request| request.path.ends_with("/securitykey")).count();
    asked + service.attempts().passwords.values().map(|tried| tried.calls).sum::<usize>()
}

fn end_all(service: &Service) {
    service.expire_tokens();
    service.expire_temporary_keys();
}

fn to_instances(way: Way, service: &Service) -> Operator {
    let Machine { launch, secrets } = way.machine(service);
    let mut operator = launch.start();
    way.enter(&mut operator, service, &secrets);
    operator
}

#[test]
fn a_watch_goes_on_through_the_end_of_what_it_reads_with() {
    each(&RENEWED, |way| {
        let faults: Vec<NamedFault> = ["iam=expires-12s", "metadata=expires-12s"]
            .iter()
            .map(|name| name.parse().expect("a fault"))
            .collect();
        let service = Service::with(Options { speed: 1.5, faults, ..Options::default() });
        let mut operator = to_instances(*way, &service);
        operator.back_up("cass-docs-01", "through-the-end");
        let ids = operator.ids();
        let before = renewals(&service);
        // No key is pressed: it reads by itself.
        operator.pty.wait_for(SOON * 3, |screen| screen.contents().contains("now: COMPLETED"));
        assert!(renewals(&service) > before, "what ended was renewed");
        assert_eq!(operator.ids(), ids);
        assert!(!operator.pty.screen().contains("REFUSED"), "{}", operator.pty.screen());
        let attempts = service.attempts();
        let wrong: usize = attempts.passwords.values().map(|tried| tried.refused).sum();
        assert_eq!((wrong, service.creates_received(), service.backups_made().len()), (0, 1, 1));
    });
}

#[test]
fn a_create_call_that_is_refused_is_a_no_and_the_next_review_sends_with_a_fresh_one() {
    each(&RENEWED, |way| {
        let service = Service::at_speed(Scenario::Smooth, 50.0);
        let mut operator = to_instances(*way, &service);
        operator.choose("cass-docs-01");
        operator.fill("sent-twice-made-once", "before the change");
        operator.review();
        operator.focus_button();
        operator.pty.wait_quiet(A_LOOK);
        let before = renewals(&service);
        end_all(&service);
        operator.press("<Enter>", "4 WATCH");
        operator.wait("Was it created?  NO");
        until(SOON, "one renewal", || renewals(&service) == before + 1);
        operator.pty.wait_quiet(A_LOOK);
        assert_eq!(
            (service.creates_received(), service.backups_made().len()),
            (1, 0),
            "nothing is sent by itself"
        );
        assert_eq!(renewals(&service), before + 1);
        operator.press("<Esc>", "2 COMPOSE");
        operator.review();
        operator.confirm();
        operator.ids();
        operator.completed();
        assert_eq!((service.creates_received(), service.backups_made().len()), (2, 1));
    });
}

#[test]
fn a_token_as_given_that_ends_is_asked_for_and_the_draft_stays() {
    let service = Service::at_speed(Scenario::Smooth, 50.0);
    let mut operator = to_instances(Way::TokenFile, &service);
    operator.choose("cass-docs-01");
    operator.fill("asked-for", "before the change");
    operator.review();
    operator.focus_button();
    operator.pty.wait_quiet(A_LOOK);
    end_all(&service);
    operator.press("<Enter>", "4 WATCH");
    operator.wait("Was it created?  NO");
    operator.press("t", "Never shown, stored or logged");
    let fresh = service.renew_token();
    operator.pty.send(fresh.as_bytes());
    operator.wait(&format!("{} characters", fresh.len()));
    operator.pty.send_keys("<Enter>");
    operator.wait_gone("Never shown");
    // IAM tells the project of the new token; the operator does not give up waiting for that.
    operator.pty.wait_quiet(A_LOOK);
    operator.wait("LIVE");
    operator.press("<Esc>", "2 COMPOSE");
    operator.wait("asked-for");
    operator.review();
    operator.confirm();
    operator.ids();
    assert_eq!((service.creates_received(), service.backups_made().len()), (2, 1));
}
