//! Each way to sign in does the job up to the instances, shows whose calls they are, and shows no
//! secret.

use geminidb_backup::simulator::{Call, DEMO_PASSWORD, Fault, Options, Scenario, Tried};

use crate::{
    pty::{
        secrets::{assert_left_clean, assert_process_clean, look_everywhere},
        ways::{Proof, WAYS, WIDE, Way},
    },
    support::{
        operator::{Launch, Operator, SOON, each},
        pty::Exit,
        service::Service,
    },
};

fn started() -> Service {
    Service::at_speed(Scenario::Smooth, 50.0)
}

/// A minute may be over or not.
#[track_caller]
fn wait_left(operator: &Operator, what: &str, left: [&str; 2]) {
    operator.pty.wait_for(SOON, |screen| {
        left.iter().any(|left| screen.contents().contains(&format!("{what}{left} | ")))
    });
}

#[test]
fn each_way_reaches_the_instances_and_the_header_tells_what_the_service_tells() {
    each(&WAYS, |way| {
        let service = started();
        let machine = way.machine(&service);
        let mut operator = machine.launch.start();
        way.enter(&mut operator, &service, &machine.secrets);
        let account = service.account();
        let tail = &service.project_id()[26..];
        operator.wait(&format!("{} ..{tail}", account.project.name));
        let user = if way.proof() == Proof::Passcode {
            &account.mfa_user.name
        } else {
            &account.user.name
        };
        let who = format!("{}:{user} / ", account.name);
        match way.proof() {
            Proof::Password | Proof::Passcode | Proof::Token => {
                operator.wait(&who);
                wait_left(&operator, "token", [" 24h00m", " 23h59m"]);
            }
            // Of a key IAM tells neither account nor user, and nothing is guessed.
            Proof::Keys => {
                operator.wait(" key | ");
                assert!(
                    !operator.pty.screen().contains(&account.name),
                    "{}",
                    operator.pty.screen()
                );
            }
            Proof::TemporaryKeys => operator.wait("key, expiry unknown"),
            Proof::Agency => wait_left(&operator, "agency", [" 6h00m", " 5h59m"]),
        }
        operator.wait("LIVE");
        assert_eq!(operator.leave().0, Exit::Code(0));
        let attempts = service.attempts();
        let refused = attempts
            .passwords
            .values()
            .chain(attempts.keys.values())
            .map(|tried| tried.refused)
            .sum::<usize>();
        assert_eq!((refused, attempts.tokens.refused), (0, 0), "{attempts:?}");
        assert!(attempts.passwords.values().all(|tried| tried.calls == 1), "{attempts:?}");
    });
}

#[test]
fn with_each_way_a_backup_is_made_and_nothing_secret_is_left_anywhere() {
    each(&WAYS, |way| {
        let service = started();
        let machine = way.machine(&service);
        let mut operator = machine.launch.logged().start();
        way.enter(&mut operator, &service, &machine.secrets);
        operator.back_up("cass-docs-01", "no-secrets");
        operator.completed();
        look_everywhere(&mut operator);
        // What the program was given by IAM, or by the machine, is as secret.
        let secrets: Vec<String> = machine
            .secrets
            .iter()
            .cloned()
            .chain(service.handed_out())
            .filter(|secret| !secret.is_empty())
            .collect();
        for secret in &secrets {
            assert_process_clean(secret, &operator);
        }
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", operator.pty.pid()))
            .expect("its limits");
        let dumps = limits
            .lines()
            .find_map(|line| line.strip_prefix("Max core file size"))
            .expect("that of dumps");
        assert!(
            dumps.split_whitespace().take(2).eq(["0", "0"]),
            "no dump of its memory is written: {dumps}"
        );
        assert_eq!(operator.leave().0, Exit::Code(0));
        assert!(operator.files().iter().any(|(path, _)| path.ends_with("calls.jsonl")));
        for secret in &secrets {
            assert_left_clean(secret, &operator);
        }
        assert_eq!(service.backups_made().len(), 1);
    });
}

#[test]
fn secrets_that_are_refused_are_seen_nowhere_either() {
    each(&WAYS, |way| {
        if *way == Way::Agency {
            return;
        }
        let service = Service::with(Options { seed: 7, ..Options::default() });
        let machine = way.machine_for(&[], &service, wrong);
        let mut operator = machine.launch.start();
        way.begin(&mut operator, &service, &machine.secrets);
        operator.wait("HTTP 401");
        for secret in &machine.secrets {
            assert_process_clean(secret, &operator);
        }
        assert_eq!(operator.leave().0, Exit::Code(0));
        for secret in &machine.secrets {
            assert_left_clean(secret, &operator);
        }
        assert_eq!(service.creates_received(), 0);
    });
}

/// A password form where neither region nor project is given: the token is of none, and opens
/// nothing.
fn without_a_project(service: &Service) -> Operator {
    let args = ["--endpoint", &service.endpoint(), "--iam-endpoint", &service.iam_endpoint()];
    let mut operator = Launch::bare().args(&args).size(WIDE).start();
    Way::PasswordForm.begin(&mut operator, service, &[DEMO_PASSWORD.to_owned()]);
    operator
}

#[test]
fn a_token_without_a_project_is_followed_by_one_of_the_project_that_is_chosen() {
    let service = started();
    let project = service.project_id();
    let mut operator = without_a_project(&service);
    operator.wait("IAM knows several projects");
    operator.wait(&project);
    while !operator.pty.screen().contains(&format!("> {project}")) {
        operator.move_on("<Down>");
    }
    operator.press("<Enter>", "can be listed.");
    assert_eq!(service.attempts().of_password("ops"), Tried { calls: 2, refused: 0 });
}

#[test]
fn a_token_without_a_project_is_followed_by_one_of_the_only_project_there_is() {
    let service = started();
    let only =
        format!(r#"{{"projects":[{{"id":"{}","name":"the-only-one"}}]}}"#, service.project_id());
    service.inject(Fault::answer(200, only), Call::Projects, 1);
    let operator = without_a_project(&service);
    operator.wait("can be listed.");
    operator.wait("acme:ops / ");
    assert_eq!(service.attempts().of_password("ops"), Tried { calls: 2, refused: 0 });
}

/// As long as the right one, and wrong; a word that is found wherever a part of it turns up.
pub fn wrong(right: &str) -> String {
    "WrongSecret9-NeverToBeSeen-".chars().cycle().take(right.len().max(12)).collect()
}
