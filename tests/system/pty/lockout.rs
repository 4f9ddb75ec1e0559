//! Five wrong answers lock a user or a key: a secret that was refused is shown again only when the
//! operator asks for it.

use geminidb_backup::simulator::{Call, Fault, Scenario, Tried};

use crate::{
    pty::{
        sign_in::wrong,
        ways::{Machine, Proof, WAYS, Way},
    },
    support::{
        operator::{A_LOOK, Operator, each},
        service::Service,
    },
};

/// Keys that somebody presses who does not believe it, one by one, on whatever stands there.
fn fidget(operator: &mut Operator, keys: &[&str]) {
    for key in keys {
        operator.pty.send_keys(key);
        // An Esc that is read together with the next key is another key.
        operator.pty.wait_quiet(if *key == "<Esc>" { A_LOOK } else { A_LOOK / 4 });
    }
}

fn passwords(service: &Service) -> Tried {
    let attempts = service.attempts();
    let sum = |total: Tried, one: &Tried| Tried {
        calls: total.calls + one.calls,
        refused: total.refused + one.refused,
    };
    attempts.passwords.values().fold(Tried::default(), sum)
}

fn keys(service: &Service) -> Tried {
    service.attempts().of_key(&service.ak())
}

const fn refused(times: usize) -> Tried {
    Tried { calls: times, refused: times }
}

#[test]
fn a_wrong_password_is_tried_once_whatever_is_pressed() {
    let of_passwords: Vec<(&str, Way)> =
        WAYS.into_iter().filter(|(_, way)| way.proof() == Proof::Password).collect();
    each(&of_passwords, |way| {
        let service = Service::of(Scenario::Smooth);
        let Machine { launch, secrets } = way.machine_for(&[], &service, wrong);
        let mut operator = launch.start();
        way.begin(&mut operator, &service, &secrets);
        operator.wait("Not signed in: HTTP 401");
        fidget(&mut operator, &["r", "n", "<Space>", "<Tab>", "<Down>", "t", "<C-p>", "<Esc>"]);
        assert_eq!(passwords(&service), refused(1), "by itself nothing is tried again");
        operator.wait("Not retried by itself");
        // Held down, Enter leads to the other ways, and there to nothing.
        operator.pty.send_keys(&"<Enter>".repeat(30));
        operator.pty.wait_quiet(A_LOOK);
        assert_eq!(passwords(&service), refused(1), "a key that is held tries nothing");
        assert_eq!((service.attempts().tokens.calls, service.creates_received()), (0, 0));
    });
}

/// To Review of an instance whose ID is typed: the list cannot be read.
fn review_by_id(operator: &mut Operator, service: &Service) {
    operator.press("i", "Choose its engine");
    operator.pty.send(service.instance("mongo-catalogue-01").as_bytes());
    operator.press("<Down><Enter>", "2 COMPOSE");
    operator.fill("never-to-be-made", "before the change");
    operator.press("<C-g>", "3 REVIEW");
}

#[test]
fn wrong_keys_are_shown_once_whatever_is_read_with_them() {
    each(
        &[("variables", Way::SdkVariables), ("SDK file", Way::SdkFile), ("hcloud", Way::Hcloud)],
        |way| {
            let service = Service::of(Scenario::Smooth);
            let Machine { launch, secrets } = way.machine_for(&[], &service, wrong);
            let mut operator = launch.start();
            way.begin(&mut operator, &service, &secrets);
            // The list of instances and the question who this is begin at once.
            operator.wait("HTTP 401");
            operator.wait("REFUSED");
            operator.pty.wait_quiet(A_LOOK);
            if operator.pty.screen().contains("How to sign in") {
                operator.close("How to sign in");
            }
            fidget(&mut operator, &["r", "r", "r", "r", "r"]);
            review_by_id(&mut operator, &service);
            fidget(
                &mut operator,
                &["r", "r", "r", "<Esc>", "<C-g>", "r", "<Esc>", "<C-o>", "r", "r", "<Esc>", "n"],
            );
            assert_eq!(keys(&service), refused(1));
            assert_eq!(service.creates_received(), 0);
        },
    );
}

#[test]
fn wrong_keys_of_which_the_project_is_not_known_are_shown_once() {
    for way in [Way::TerraformKeys, Way::ProfileKeys, Way::KeysForm] {
        let service = Service::of(Scenario::Smooth);
        let Machine { launch, secrets } = way.machine_for(&[], &service, wrong);
        let mut operator = launch.start();
        way.begin(&mut operator, &service, &secrets);
        operator.wait("Not signed in: HTTP 401");
        fidget(&mut operator, &["r", "n", "<Space>", "t", "<Down>"]);
        assert_eq!(keys(&service), refused(1));
        operator.pty.send_keys(&"<Enter>".repeat(30));
        operator.pty.wait_quiet(A_LOOK);
        assert_eq!(keys(&service), refused(1), "a key that is held tries nothing");
    }
}

/// What was taken before, and is refused in the middle of a watch.
#[test]
fn keys_that_are_withdrawn_while_a_backup_is_watched_are_not_tried_at_each_reading() {
    let service = Service::at_speed(Scenario::Slow, 1.0);
    let way = Way::SdkVariables;
    let Machine { launch, secrets } = way.machine(&service);
    let mut operator = launch.start();
    way.enter(&mut operator, &service, &secrets);
    operator.back_up("cass-docs-01", "withdrawn");
    operator.ids();
    let withdrawn = || {
        Fault::answer(
            401,
            r#"{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information"}"#,
        )
    };
    for call in [Call::Jobs, Call::Backups, Call::Instances, Call::Projects] {
        service.inject(withdrawn(), call, u32::MAX);
    }
    operator.read_until("REFUSED");
    operator.wait("How to sign in");
    operator.close("How to sign in");
    fidget(&mut operator, &["r", "r", "r", "r", "r", "<Esc>", "n", "r", "r", "<Esc>"]);
    // Job and backup are read at the same time.
    let tried = keys(&service).refused;
    assert!((1..=2).contains(&tried), "{tried} refused");
    assert_eq!(service.creates_received(), 1);
}

#[test]
fn a_kept_password_that_is_changed_while_a_backup_is_watched_is_tried_once() {
    let service = Service::at_speed(Scenario::Slow, 1.0);
    let way = Way::OpenStackPassword;
    let Machine { launch, secrets } = way.machine(&service);
    let mut operator = launch.start();
    way.enter(&mut operator, &service, &secrets);
    operator.back_up("cass-docs-01", "changed");
    operator.ids();
    let before = passwords(&service).calls;
    let wrong = r#"{"error":{"code":401,"message":"The username or password is wrong.",
        "title":"Unauthorized"}}"#;
    service.inject(Fault::answer(401, wrong), Call::SignIn, u32::MAX);
    service.expire_tokens();
    operator.read_until("REFUSED");
    operator.wait("How to sign in");
    operator.close("How to sign in");
    fidget(&mut operator, &["r", "r", "r", "r", "<Esc>", "n", "r", "r", "<Esc>"]);
    assert_eq!((passwords(&service).calls - before, passwords(&service).refused), (1, 1));
}
