//! `geminidb-backup watch` with credentials that sign in: once, before anything is read.

use std::{fs, os::unix::fs::PermissionsExt};

use geminidb_backup::simulator::Scenario;

use crate::{
    pty::{
        sign_in::wrong,
        watch::made_elsewhere,
        ways::{Machine, Way},
    },
    support::{
        operator::{SOON, each},
        piped::Piped,
        pty::Exit,
        service::Service,
    },
};

fn passwords(service: &Service) -> (usize, usize) {
    let attempts = service.attempts();
    attempts
        .passwords
        .values()
        .fold((0, 0), |(calls, refused), tried| (calls + tried.calls, refused + tried.refused))
}

/// In a pipe, with the variables of a way and nothing else.
fn watch_in_lines(
    way: Way,
    service: &Service,
    backup: &str,
    change: impl Fn(&str) -> String,
) -> Piped {
    let variables = way.variables(service, &mut |right| change(right));
    let variables: Vec<(&str, &str)> =
        variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Piped::start_in(&["watch", backup, "--endpoint", &service.endpoint()], &variables)
}

const BY_VARIABLES: [(&str, Way); 4] = [
    ("password", Way::OpenStackPassword),
    ("Terraform's password", Way::TerraformPassword),
    ("Terraform's keys", Way::TerraformKeys),
    ("SDK", Way::SdkVariables),
];

#[test]
fn in_lines_it_signs_in_once_and_finds_its_project() {
    each(&BY_VARIABLES, |way| {
        let service = Service::at_speed(Scenario::Smooth, 4.0);
        let (backup, _) = made_elsewhere(&service);
        let mut watch = watch_in_lines(*way, &service, &backup, str::to_owned);
        watch.wait(&format!("project {} at {}", service.project_id(), service.endpoint()));
        watch.wait("it is made-elsewhere");
        watch.wait("backup COMPLETED");
        let (status, _, errors) = watch.end();
        assert_eq!((status, errors.as_str()), (Some(0), ""));
        assert!(
            passwords(&service).0 <= 1 && passwords(&service).1 == 0,
            "{:?}",
            service.attempts()
        );
    });
}

#[test]
fn in_lines_a_token_that_ends_is_renewed_with_the_password() {
    let service = Service::at_speed(Scenario::Smooth, 4.0);
    let (backup, _) = made_elsewhere(&service);
    let mut watch = watch_in_lines(Way::OpenStackPassword, &service, &backup, str::to_owned);
    watch.wait("it is made-elsewhere");
    service.expire_tokens();
    watch.wait("backup COMPLETED");
    assert_eq!((watch.end().0, passwords(&service)), (Some(0), (2, 0)));
}

#[test]
fn in_lines_an_agency_is_asked_for_keys_before_anything_is_read() {
    let service = Service::at_speed(Scenario::Smooth, 4.0);
    let (backup, _) = made_elsewhere(&service);
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("config.toml");
    let (iam, metadata, region) =
        (service.iam_endpoint(), service.endpoint(), service.account().region);
    let profile = format!(
        "[profiles.machine]\nagency = true\nmetadata_endpoint = \"{metadata}\"\niam_endpoint = \
            \"{iam}\"\nregion = \"{region}\"\n"
    );
    fs::write(&config, profile).expect("a file");
    fs::set_permissions(&config, fs::Permissions::from_mode(0o600)).expect("a mode");
    let config = config.to_str().expect("a readable path");
    let mut watch =
        Piped::start(&["watch", &backup, "--endpoint", &service.endpoint(), "--config", config]);
    watch.wait("backup COMPLETED");
    assert_eq!(watch.end().0, Some(0));
}

#[test]
fn in_lines_what_is_refused_ends_it_with_one_attempt_and_one_sentence() {
    let cases = [
        ("password", (Way::OpenStackPassword, "The username or password is wrong")),
        ("keys", (Way::TerraformKeys, "aksk")),
    ];
    each(&cases, |(way, said)| {
        let service = Service::of(Scenario::Smooth);
        let (backup, _) = made_elsewhere(&service);
        let before = service.attempts().tokens.calls;
        let (status, lines, errors) = watch_in_lines(*way, &service, &backup, wrong).end();
        assert_eq!((status, lines.len(), errors.lines().count()), (Some(2), 0, 1), "{errors}");
        assert!(errors.contains("Not signed in: HTTP 401") && errors.contains(said), "{errors}");
        assert!(!errors.contains("WrongSecret"), "{errors}");
        let attempts = service.attempts();
        let refused = passwords(&service).1 + attempts.of_key(&service.ak()).refused;
        assert_eq!((refused, attempts.tokens.calls), (1, before), "{attempts:?}");
    });
}

#[test]
fn in_lines_what_a_person_would_be_asked_is_said_instead() {
    let service = Service::of(Scenario::Smooth);
    let account = service.account();
    let iam = format!("{}/v3", service.iam_endpoint());
    let password = [
        ("OS_USERNAME", account.mfa_user.name.as_str()),
        ("OS_PASSWORD", geminidb_backup::simulator::DEMO_PASSWORD),
        ("OS_USER_DOMAIN_NAME", &account.name),
        ("OS_PROJECT_NAME", &account.project.name),
        ("OS_AUTH_URL", &iam),
    ];
    let ends = |env: &[(&str, &str)]| {
        let (status, lines, errors) =
            Piped::start_in(&["watch", "some-backup", "--endpoint", &service.endpoint()], env)
                .end();
        assert_eq!((status, lines.len(), errors.lines().count()), (Some(2), 0, 1), "{errors}");
        errors
    };
    assert!(ends(&password).contains("needs an MFA code, which nobody can type here"));
    let (ak, sk) = (service.ak(), service.sk());
    let keys = [("HUAWEICLOUD_SDK_AK", ak.as_str()), ("HUAWEICLOUD_SDK_SK", &sk)];
    let several = ends(&[&password[..], &keys[..]].concat());
    assert!(several.contains("sdk-env") && several.contains("openstack-env"), "{several}");
    let no_project = ends(
        &[&keys[..], &[("HUAWEICLOUD_SDK_IAM_ENDPOINT", service.endpoint().as_str())]].concat(),
    );
    assert!(
        no_project.contains("IAM knows 2 projects") && no_project.contains(&service.project_id()),
        "{no_project}"
    );
    assert_eq!(passwords(&service).1, 1, "asked for a passcode, once");
}

#[test]
fn on_a_screen_it_signs_in_first_and_shows_who_watches() {
    each(
        &[
            ("password", Way::OpenStackPassword),
            ("keys", Way::TerraformKeys),
            ("agency", Way::Agency),
        ],
        |way| {
            let service = Service::at_speed(Scenario::Smooth, 4.0);
            let (backup, job) = made_elsewhere(&service);
            let Machine { launch, .. } =
                way.machine_for(&["watch", &backup], &service, str::to_owned);
            let mut operator = launch.start();
            operator.wait("WATCH, read only");
            operator.wait(&format!("{} ..", service.account().project.name));
            operator.wait_below("Job ID", |id| id == job);
            if *way == Way::OpenStackPassword {
                operator.wait("acme:ops / ");
            }
            operator.completed();
            operator.pty.send_keys("q");
            assert_eq!(operator.gone(SOON).0, Exit::Code(0));
            let lists = service
                .requests()
                .iter()
                .filter(|request| request.path.ends_with("/instances"))
                .count();
            assert_eq!(
                (lists, service.creates_received()),
                (0, 1),
                "a watch reads its backup and nothing else"
            );
        },
    );
}

#[test]
fn on_a_screen_a_wrong_password_is_said_and_tried_again_only_when_asked() {
    let service = Service::of(Scenario::Smooth);
    let (backup, _) = made_elsewhere(&service);
    let Machine { launch, .. } =
        Way::OpenStackPassword.machine_for(&["watch", &backup], &service, wrong);
    // The endpoint of IAM in the variables is of no other way to sign in.
    let mut operator = launch.args(&["--iam-endpoint", &service.iam_endpoint()]).start();
    operator.wait("Not signed in: HTTP 401");
    operator.pty.send_keys("rrt");
    operator.pty.wait_quiet(crate::support::operator::A_LOOK);
    assert_eq!(passwords(&service), (1, 1));
    // Another way, from the list: the right password, typed.
    operator.press("<Enter>", "User and password (masked)");
    let account = service.account();
    while !operator.pty.screen().contains("> User and password") {
        operator.move_on("<Down>");
    }
    operator.press("<Enter>", "Sign in with user and password");
    for text in [
        account.name.as_str(),
        &account.user.name,
        geminidb_backup::simulator::DEMO_PASSWORD,
        "",
        &account.project.name,
    ] {
        operator.pty.send(text.as_bytes());
        operator.pty.wait_quiet(crate::pty::ways::A_FRAME);
        operator.move_on("<Tab>");
    }
    operator.pty.send_keys("<Enter>");
    operator.wait("acme:ops / ");
    operator.completed();
    assert_eq!(passwords(&service), (2, 1));
}
