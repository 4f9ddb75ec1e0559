//! A gateway that writes back what it was sent, in front of the whole program: terminal, folders,
//! lines and errors stay clean, and secrets that are made of names and IDs change none of them.

use geminidb_backup::simulator::Scenario;

use crate::support::{
    echo::{self as echo, FORMS, leaked},
    operator::{Launch, Operator, SOON, each},
    piped::Piped,
    pty::Exit,
    service::Service,
};

/// Nothing of the secrets stands on the terminal, in a file or in its name.
#[track_caller]
fn assert_clean(secrets: &[&str], operator: &Operator) {
    let mut texts = vec![
        String::from_utf8_lossy(&operator.pty.raw_output()).into_owned(),
        operator.pty.screen().replace('\n', ""),
    ];
    for (path, bytes) in operator.files() {
        texts.push(path.display().to_string());
        // A record is JSON, in which a text may be escaped.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        texts.extend(
            text.lines()
                .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
                .map(|json| format!("{json:?}")),
        );
        texts.push(text);
    }
    let calls = operator.files().into_iter().find(|(path, _)| path.ends_with("calls.jsonl"));
    assert!(calls.is_some_and(|(_, bytes)| bytes.starts_with(b"{")), "the calls are logged");
    for secret in secrets {
        assert_eq!(
            texts.iter().find_map(|text| leaked(secret, text)),
            None,
            "{}",
            operator.pty.screen()
        );
    }
}

/// With a status for each form, so that all verdicts come up.
fn cases() -> Vec<(&'static str, (echo::Form, u16))> {
    let statuses = [400, 401, 200, 403, 500, 502, 202, 404, 503, 409];
    FORMS.into_iter().zip(statuses).map(|((name, form), status)| (name, (form, status))).collect()
}

#[test]
fn a_create_call_that_is_written_back_leaves_no_token() {
    each(&cases(), |(form, status)| {
        let (service, status) = (Service::of(Scenario::Smooth), *status);
        let token = service.token();
        let create = move |method: &str, target: &str| {
            (method == "POST" && target.ends_with("/backups")).then_some(status)
        };
        let url = echo::start(&service.endpoint(), "", *form, create);
        let mut operator = Launch::at(&url, &service.iam_endpoint(), &service.project_id())
            .token_file(&token, 0o600)
            .logged()
            .start();
        operator.begin();
        operator.back_up("cass-docs-01", "written-back");
        operator.wait(&format!("HTTP {status}"));
        operator.press("<C-p>", "every operation of this run");
        operator.wait(&format!("{status}"));
        operator.close("every operation of this run");
        assert!(matches!(operator.leave().0, Exit::Code(_)));
        assert_clean(&[&token], &operator);
        for format in ["table", "text", "markdown", "line", "json", "jsonl", "csv"] {
            let told = operator.log(format);
            assert!(told.contains("written-back"), "{format}: {told}");
            assert_eq!(leaked(&token, &told), None, "{format}");
        }
        assert!(
            operator
                .files()
                .iter()
                .any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("***")),
            "the answer is recorded"
        );
        assert_eq!(service.creates_received(), 0);
    });
}

#[test]
fn lists_that_are_written_back_show_no_key() {
    each(&cases(), |(form, status)| {
        let (service, status) = (Service::of(Scenario::Smooth), *status);
        let (key, project) = (service.sk(), service.project_id());
        let url = echo::start(&service.endpoint(), &key, *form, move |_, target| {
            target.contains("/instances").then_some(status)
        });
        let launch = Launch::at(&url, &service.iam_endpoint(), &project);
        let mut operator = launch
            .env("HUAWEICLOUD_SDK_AK", &service.ak())
            .env("HUAWEICLOUD_SDK_SK", &key)
            .logged()
            .start();
        operator.begin();
        operator.wait(&format!("HTTP {status}"));
        assert_eq!(operator.leave().0, Exit::Code(0));
        assert_clean(&[&key], &operator);
    });
}

#[test]
fn a_sign_in_that_is_written_back_shows_no_password() {
    let password = "Horse-battery \"staple\" %2F 0123";
    each(&cases(), |(form, status)| {
        let (service, status) = (Service::of(Scenario::Smooth), *status);
        let account = service.account();
        let iam = echo::start(&service.iam_endpoint(), "", *form, move |_, _| Some(status));
        let launch =
            Launch::bare().args(&["--endpoint", &service.endpoint(), "--iam-endpoint", &iam]);
        let launch = launch
            .env("OS_AUTH_URL", &iam)
            .env("OS_USERNAME", &account.user.name)
            .env("OS_PASSWORD", password);
        let launch = launch
            .env("OS_USER_DOMAIN_NAME", &account.name)
            .env("OS_PROJECT_NAME", &account.project.name);
        let mut operator = launch.logged().start();
        operator.wait("> New backup");
        operator.pty.send_keys("<Enter>");
        operator.wait(&format!("HTTP {status}"));
        assert_eq!(operator.leave().0, Exit::Code(0));
        assert_clean(&[password], &operator);
    });
}

/// Whatever the secrets are made of: the names, the IDs and the checks are those of the service.
#[test]
fn secrets_that_are_made_of_the_demos_names_change_nothing() {
    let service = Service::of(Scenario::Smooth);
    let launch = Launch::live(&service);
    let launch = launch
        .env("HUAWEICLOUD_SDK_AK", "cass-docs-01")
        .env("HUAWEICLOUD_SDK_SK", &service.instance("cass-docs-01"));
    let launch = launch
        .env("OS_USERNAME", "ops")
        .env("OS_USER_DOMAIN_NAME", "acme")
        .env("OS_PROJECT_NAME", "p");
    let mut operator = launch
        .env("OS_PASSWORD", "cass-docs-01")
        .env("HW_SECRET_KEY", "databaseNameA")
        .env("HW_ACCESS_KEY", "1")
        .start();
    operator.begin();
    operator.choose("cass-docs-01");
    operator.fill("made-of-names", "before the change");
    operator.choose_tables("databaseNameA");
    operator.press("<Space>", "1 whole database");
    let digest = operator.review();
    operator.wait(&service.instance("cass-docs-01"));
    operator.wait("[OK]");
    operator.confirm();
    let (backup, _) = operator.ids();
    operator.completed();
    assert!(!operator.pty.screen().contains("***"), "{}", operator.pty.screen());
    assert_eq!(operator.leave().0, Exit::Code(0));
    assert_eq!((digest.len(), service.digest_of_the_only_create()), (64, digest));
    assert_eq!(service.backups_made()[0].backup_id.to_string(), backup);
}

#[test]
fn a_token_in_the_place_of_its_file_is_not_repeated() {
    let service = Service::of(Scenario::Smooth);
    let token = service.token();
    let options = [
        "--token-file",
        "--ca-bundle",
        "--config",
        "--region",
        "--profile",
        "--endpoint",
        "--project-id",
        "--no-such",
        "--log",
        "--report",
    ];
    for option in options {
        for command in [&["doctor"][..], &["watch", "some-backup"], &["backups"], &["instances"]] {
            // A file of this name must not be made.
            let value = if option.starts_with("--log") || option == "--report" {
                format!("no/{token}")
            } else {
                token.clone()
            };
            let (status, lines, errors) =
                Piped::start(&[command, &[option, &value]].concat()).end();
            assert!(matches!(status, Some(1 | 2)), "{command:?} {option}: {lines:?} {errors}");
            let said = format!("{} {errors}", lines.join(" "));
            assert_eq!(leaked(&token, &said), None, "{command:?} {option}: {said}");
        }
    }
    let joined = format!("--demo={token}");
    for args in [
        &["--token-file", &token][..],
        &["--draft", &token],
        &["--demo", &token],
        &[&joined],
        &["watch", &token, &token],
    ] {
        let mut operator = Launch::bare().args(args).start();
        let (exit, said) = operator.gone(SOON);
        assert_eq!(exit, Exit::Code(2), "{said}");
        assert_eq!(leaked(&token, &said.replace('\n', "")), None, "{said}");
        assert!(said.replace('\n', "").contains("characters that may be a secret"), "{said}");
    }
}
