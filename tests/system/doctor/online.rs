//! With `--online`, against the built-in service: every step said, one attempt each, and what to do
//! where one fails.

use std::{fs, net::TcpListener, thread};

use geminidb_backup::simulator::{Attempts, DEMO_PASSWORD, Options, Tried};

use crate::{
    doctor::host::{Host, Said},
    support::{
        echo::{self, FORMS, leaked},
        service::Service,
    },
};

const ONCE: Tried = Tried { calls: 1, refused: 0 };

fn with(faults: &[&str]) -> Service {
    let faults = faults.iter().map(|fault| fault.parse().expect("a fault")).collect();
    Service::with(Options { faults, ..Options::default() })
}

/// Against this service, by both endpoints.
fn at(service: &Service, host: &Host, more: &[&str]) -> Said {
    let (endpoint, iam) = (service.endpoint(), service.iam_endpoint());
    host.doctor(
        &[&["--online", "--endpoint", &endpoint, "--iam-endpoint", &iam][..], more].concat(),
    )
}

fn password(service: &Service, password: &str) -> Host {
    let account = service.account();
    let host = Host::new().set("OS_USERNAME", &account.user.name).set("OS_PASSWORD", password);
    let host = host.set("OS_AUTH_URL", &service.iam_endpoint());
    host.set("OS_USER_DOMAIN_NAME", &account.name).set("OS_PROJECT_NAME", &account.project.name)
}

fn keys(service: &Service) -> Host {
    Host::new().set("HUAWEICLOUD_SDK_AK", &service.ak()).set("HUAWEICLOUD_SDK_SK", &service.sk())
}

fn token(service: &Service) -> Host {
    Host::new().set("HW_AUTH_TOKEN", &service.token()).set("HW_PROJECT_ID", &service.project_id())
}

/// Nothing that opens the service stands in what was said.
#[track_caller]
fn assert_no_secret(service: &Service, said: &Said) {
    let all = said.all();
    for secret in [service.token(), service.sk(), DEMO_PASSWORD.to_owned()] {
        assert!(!all.contains(&secret), "{all}");
    }
}

#[track_caller]
fn assert_reads(said: &Said) {
    said.says("[OK]", "instances", &["8 instances can be listed"]);
    said.says("[OK]", "backups", &["can be listed"]);
    said.says("[OK]", "jobs", &["can be listed"]);
}

#[track_caller]
fn assert_no_reads(said: &Said, why: &str) {
    for read in ["instances", "backups", "jobs"] {
        said.says("[off]", read, &["not tried", why]);
    }
}

#[test]
fn each_way_to_sign_in_goes_through_every_step() {
    let service = with(&[]);
    let account = service.account();
    let project = service.project_id();
    let rows: [(&str, Host, &str); 3] = [
        ("a password", password(&service, DEMO_PASSWORD), "IAM accepts user and password"),
        ("a token", token(&service), "IAM accepts a token as given"),
        ("keys", keys(&service), "IAM accepts an access key"),
    ];
    for (way, host, accepted) in rows {
        let more: &[&str] = if way == "keys" { &["--project-id", &project] } else { &[] };
        let said = at(&service, &host, more);
        for step in ["IAM DNS", "IAM TCP", "service DNS", "service TCP"] {
            said.says("[OK]", step, &["127.0.0.1"]);
        }
        for step in ["IAM clock", "service clock"] {
            said.says("[OK]", step, &["agrees"]);
        }
        said.says("[OK]", "sign-in", &[accepted]);
        let told = format!("account {}, user {}, until 20", account.name, account.user.name);
        match way {
            "keys" => {
                said.says("[off]", "who", &["account not given, user not given, until not given"])
            }
            _ => said.says("[OK]", "who", &[&told]),
        }
        assert!(
            said.lines
                .iter()
                .any(|line| line.ends_with(&format!(" {} {project}", account.project.name))),
            "{way}: {}",
            said.all()
        );
        assert_reads(&said);
        assert_eq!(said.status, Some(0), "{way}: {}", said.all());
        assert_no_secret(&service, &said);
    }
    assert_eq!(service.attempts().of_password(&account.user.name), ONCE);
    assert_eq!(service.creates_received(), 0);
}

#[test]
fn a_value_that_holds_more_than_was_meant_costs_no_sign_in() {
    let service = with(&[]);
    let account = service.account();
    let host = |user: &str, password: &str| {
        let host = Host::new().set("HW_USER_NAME", user).set("HW_USER_PASSWORD", password);
        host.set("HW_DOMAIN_NAME", &account.name).set("HW_PROJECT_NAME", &account.project.name)
    };
    let name = &account.user.name;
    for (user, password, variable) in [
        (name.clone(), format!("{DEMO_PASSWORD}\r"), "HW_USER_PASSWORD"),
        (name.clone(), format!("'{DEMO_PASSWORD}'"), "HW_USER_PASSWORD"),
        (name.clone(), format!("{DEMO_PASSWORD}\n"), "HW_USER_PASSWORD"),
        (format!("{name}\r"), DEMO_PASSWORD.to_owned(), "HW_USER_NAME"),
        (format!("\"{name}\""), DEMO_PASSWORD.to_owned(), "HW_USER_NAME"),
    ] {
        let said = at(&service, &host(&user, &password), &[]);
        assert!(said.all().contains(&format!("{variable}: ")), "{}", said.all());
        assert_no_secret(&service, &said);
    }
    let sk = format!("\"{}\"", service.sk());
    let said = at(
        &service,
        &Host::new().set("HUAWEICLOUD_SDK_AK", &service.ak()).set("HUAWEICLOUD_SDK_SK", &sk),
        &[],
    );
    assert!(said.all().contains("HUAWEICLOUD_SDK_SK: quotes"), "{}", said.all());
    assert_eq!(service.attempts(), Attempts::default(), "nobody was asked");
}

#[test]
fn the_agency_is_asked_at_the_metadata_service_in_the_place_of_iam() {
    let agency = |service: &Service| {
        let text = format!(
            "[profiles.vm]\nagency = true\nmetadata_endpoint = \"{}\"\n",
            service.endpoint()
        );
        Host::new().file(".config/geminidb-backup/config.toml", &text)
    };
    let service = with(&["metadata=needs-token"]);
    let said = at(&service, &agency(&service), &["--project-id", &service.project_id()]);
    said.says("[OK]", "agency", &["the metadata service has given keys"]);
    said.is_silent_about("sign-in");
    said.says("[off]", "who", &["account not given, user not given, until 20"]);
    assert_reads(&said);
    assert_eq!(said.status, Some(0), "{}", said.all());
    let service = with(&["metadata=no-agency"]);
    let said = at(&service, &agency(&service), &["--project-id", &service.project_id()]);
    said.says("[trouble]", "agency", &["no agency is bound to this server. Bind an agency"]);
    assert_no_reads(&said, "not signed in");
    assert_eq!(said.status, Some(1));
}

#[test]
fn a_wrong_password_and_wrong_keys_are_tried_once_and_the_rest_is_not_tried() {
    let service = with(&[]);
    let user = service.account().user.name;
    let said = at(&service, &password(&service, "wrong-wrong-wrong"), &[]);
    said.says(
        "[trouble]",
        "sign-in",
        &["HTTP 401", "Check account, user, password", "Five wrong ones"],
    );
    said.says("[off]", "who", &["not tried: not signed in"]);
    assert_no_reads(&said, "not signed in");
    assert!(!said.all().contains("wrong-wrong"), "{}", said.all());
    assert_eq!(service.attempts().of_password(&user), Tried { calls: 1, refused: 1 });

    let said = at(
        &service,
        &Host::new().set("HUAWEICLOUD_SDK_AK", &service.ak()).set("HUAWEICLOUD_SDK_SK", "wrong"),
        &[],
    );
    said.says("[trouble]", "sign-in", &["HTTP 401", "Five wrong signatures"]);
    assert_no_reads(&said, "not signed in");
    assert_eq!(service.attempts().of_key(&service.ak()), Tried { calls: 1, refused: 1 });
}

#[test]
fn a_login_with_a_passcode_says_so_and_is_not_tried() {
    let service = with(&[]);
    let host = password(&service, DEMO_PASSWORD).set("OS_AUTH_TYPE", "v3totp");
    let said = at(&service, &host, &[]);
    said.says("[missing]", "sign-in", &["needs an MFA code"]);
    assert_no_reads(&said, "not signed in");
    assert_eq!((said.status, service.attempts()), (Some(1), Attempts::default()));
}

#[test]
fn a_missing_permission_is_named_and_the_other_reads_are_tried() {
    let rows = [
        (
            "instances=403",
            "instances",
            "nosql:instance:list or nosql:backup:list (in identity policies \
                gaussdbfornosql:instance:list)",
        ),
        (
            "backups=403-policy",
            "backups",
            "nosql:backup:list (in identity policies gaussdbfornosql:backup:list)",
        ),
        ("jobs=400-280063", "jobs", "nosql:task:list"),
    ];
    for (fault, read, permission) in rows {
        let service = with(&[fault]);
        let said = at(&service, &token(&service), &[]);
        said.says(
            "[trouble]",
            read,
            &["HTTP 40", &format!("The permission {permission} is missing: ask")],
        );
        let bad = said.lines.iter().filter(|line| line.starts_with("[trouble]")).count();
        assert_eq!((said.status, bad), (Some(1), 1), "{}", said.all());
    }
}

#[test]
fn a_403_that_names_no_permission_says_what_it_is() {
    let rows = [
        ("instances=403-0310x3", "The project is unavailable"),
        ("instances=403-0305x3", "The gateway's access control blocks this caller"),
        ("instances=403-0308x3", "Too many requests"),
        ("backups=403-200010x3", "belongs to another account or project"),
        ("jobs=403-arrearsx3", "The account is in arrears or frozen"),
        ("instances=403-htmlx3", "the call needs nosql:instance:list or nosql:backup:list"),
    ];
    for (fault, words) in rows {
        let service = with(&[fault]);
        let said = at(&service, &token(&service), &[]);
        let read = fault.split_once('=').expect("a call").0;
        said.says("[trouble]", read, &["HTTP 403", words]);
        assert!(!said.all().contains("permission"), "{}", said.all());
    }
}

#[test]
fn a_refusal_of_the_service_is_not_asked_for_three_times() {
    let service = with(&["instances=401x9"]);
    let said = at(&service, &keys(&service), &["--project-id", &service.project_id()]);
    said.says("[trouble]", "instances", &["HTTP 401", "give new ones"]);
    for read in ["backups", "jobs"] {
        said.says("[off]", read, &["the service has refused these credentials"]);
    }
    assert_eq!(service.attempts().of_key(&service.ak()).refused, 1);

    // A password could sign in again; here it does not.
    let service = with(&["instances=401x9"]);
    let said = at(&service, &password(&service, DEMO_PASSWORD), &[]);
    said.says("[trouble]", "instances", &["HTTP 401"]);
    assert_eq!(service.attempts().of_password(&service.account().user.name), ONCE);
}

#[test]
fn clocks_that_differ_are_told_and_keys_are_not_spent_on_them() {
    let service = with(&["clock=behind-60s"]);
    let said = at(&service, &keys(&service), &["--project-id", &service.project_id()]);
    said.says("[OK]", "service clock", &["behind this machine's clock", "up to 15 minutes"]);
    assert_reads(&said);
    for (fault, way) in [("clock=ahead-1200s", "ahead of"), ("clock=behind-1200s", "behind")] {
        let service = with(&[fault]);
        let said = at(&service, &keys(&service), &["--project-id", &service.project_id()]);
        said.says(
            "[trouble]",
            "service clock",
            &[
                " min",
                way,
                "every signature with an access key is refused. Set this machine's clock",
            ],
        );
        said.says(
            "[off]",
            "sign-in",
            &["not tried: with these clocks the signature would be refused"],
        );
        assert_no_reads(&said, "not signed in");
        assert_eq!((said.status, service.attempts()), (Some(1), Attempts::default()));
        // A token knows no clock of this machine.
        let said = at(&service, &token(&service), &[]);
        assert_reads(&said);
        assert_eq!(said.status, Some(1), "the clock is wrong all the same");
    }
}

#[test]
fn a_project_that_is_not_found_or_found_twice_is_for_the_operator_to_name() {
    for (fault, words) in [
        ("projects=none", "IAM lists none of that name"),
        ("projects=same-name", "IAM lists several: ap-southeast-1 "),
    ] {
        let service = with(&[fault]);
        let host =
            Host::new().set("HW_ACCESS_KEY", &service.ak()).set("HW_SECRET_KEY", &service.sk());
        let said = at(&service, &host.set("HW_REGION_NAME", "ap-southeast-1"), &[]);
        assert!(
            said.lines.iter().any(|line| line.starts_with("[missing]") && line.contains(words)),
            "{}",
            said.all()
        );
        assert_eq!(said.status, Some(1));
    }
}

#[test]
fn a_catalogue_without_the_service_leaves_the_endpoint_missing() {
    let service = with(&["iam=no-service"]);
    let host = password(&service, DEMO_PASSWORD)
        .set("OS_REGION_NAME", "elsewhere-1")
        .set("OS_AUTH_URL", &service.iam_endpoint());
    let said = host.doctor(&["--online"]);
    assert!(
        said.all().contains(
            "[missing]  endpoint       the token's catalogue does not list the service there"
        ),
        "{}",
        said.all()
    );
    assert_eq!(service.attempts().of_password(&service.account().user.name), ONCE);

    // Where it lists one, that is where the reads go: here to a port that nobody serves.
    let service = with(&[]);
    let host = password(&service, DEMO_PASSWORD)
        .set("OS_REGION_NAME", "elsewhere-1")
        .set("OS_AUTH_URL", &service.iam_endpoint());
    let said = host.doctor(&["--online"]);
    assert!(
        said.all()
            .contains("[OK]       endpoint       http://127.0.0.1:9, from the token's catalogue"),
        "{}",
        said.all()
    );
    said.says("[trouble]", "service TCP", &["127.0.0.1:9 refused the connection"]);
    assert_no_reads(&said, "the service was not reached");
}

#[test]
fn where_nobody_listens_that_is_told_and_only_what_depends_on_it_is_not_tried() {
    let service = with(&[]);
    let free = format!(
        "http://{}",
        TcpListener::bind("127.0.0.1:0").and_then(|door| door.local_addr()).expect("a free port")
    );
    let said = token(&service).doctor(&[
        "--online",
        "--endpoint",
        &free,
        "--iam-endpoint",
        &service.iam_endpoint(),
    ]);
    said.says("[trouble]", "service TCP", &["refused the connection. Check host and port"]);
    said.says("[OK]", "sign-in", &["IAM accepts"]);
    assert_no_reads(&said, "the service was not reached");

    // A token goes on without IAM; a password does not.
    let said = token(&service).doctor(&[
        "--online",
        "--endpoint",
        &service.endpoint(),
        "--iam-endpoint",
        &free,
    ]);
    said.says("[trouble]", "IAM TCP", &["refused the connection"]);
    said.says("[off]", "sign-in", &["a token as given, used as it is"]);
    assert_reads(&said);
    assert_eq!(said.status, Some(1));
    let said = password(&service, DEMO_PASSWORD).doctor(&[
        "--online",
        "--endpoint",
        &service.endpoint(),
        "--iam-endpoint",
        &free,
    ]);
    said.says("[off]", "sign-in", &["not tried: IAM was not reached"]);
    assert_no_reads(&said, "not signed in");
}

/// A gateway that writes back what it was sent, before IAM and before the service. No status that
/// is asked again.
#[test]
fn nothing_that_is_written_back_shows_a_secret() {
    let service = with(&[]);
    let (key, passphrase, project) =
        (service.sk(), "Horse-battery staple/0123", service.project_id());
    let look = &|(name, form): (&str, echo::Form), status: u16| {
        let iam = echo::start("nobody", "", form, move |_, _| Some(status));
        let at_service = echo::start(&service.endpoint(), &key, form, move |_, target| {
            target.contains("/v").then_some(status)
        });
        let mut masked = false;
        for (host, iam) in [
            (password(&service, passphrase), &iam),
            (keys(&service), &service.iam_endpoint()),
            (token(&service), &iam),
        ] {
            let files = [host.path("calls.jsonl"), host.path("fault.txt")];
            let args = [
                "--online",
                "--endpoint",
                &at_service,
                "--iam-endpoint",
                iam,
                "--project-id",
                &project,
                "--log",
                &files[0],
                "--report",
                &files[1],
            ];
            let said = host.doctor(&args);
            let written = files.each_ref().map(|file| fs::read_to_string(file).expect("a file"));
            assert!(written[0].contains("failure"), "{}", written[0]);
            let in_json = host.doctor_in_json(&args[..7]).concat();
            let all = format!("{} {} {} {in_json}", said.all(), said.errors, written.concat());
            masked |= all.contains("***");
            for secret in [&service.token(), &key, passphrase] {
                assert_eq!(leaked(secret, &all), None, "{name}, {status}: {all}");
            }
        }
        assert!(masked, "{name}, {status}");
    };
    thread::scope(|scope| {
        for (form, status) in
            FORMS.into_iter().zip([400, 401, 200, 403, 404, 409, 202, 404, 400, 403])
        {
            scope.spawn(move || look(form, status));
        }
    });
}
