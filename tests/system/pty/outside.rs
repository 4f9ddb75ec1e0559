//! Text of files, arguments and variables that would act on a terminal if it reached one: it is
//! shown, and does nothing.

use std::{
    fs::{self, DirBuilder, Permissions},
    os::unix::fs::{DirBuilderExt, PermissionsExt},
};

use geminidb_backup::simulator::Scenario;
use serde_json::Value;

use crate::{
    pty::kept::{State, open},
    support::{
        operator::{Launch, Operator, SOON, each},
        piped::Piped,
        pty::Exit,
        service::Service,
    },
};

/// Sets the title, colours by a single character, turns the direction, and hides a letter.
const HOSTILE: &str = "x\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\u{e0041}";
/// How it is shown.
const SHOWN: &str = r"x\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\u{e0041}";
/// Parts of it that the program itself never writes.
const PLANTED: [&str; 5] = ["\u{1b}]0;", "\u{7}", "\u{9b}", "\u{202e}", "\u{e0041}"];

#[track_caller]
fn assert_tame(output: &[u8]) {
    for planted in PLANTED {
        let at = output.windows(planted.len()).position(|window| window == planted.as_bytes());
        let around = at.map(|at| {
            String::from_utf8_lossy(&output[at.saturating_sub(60)..(at + 20).min(output.len())])
        });
        assert_eq!(around, None, "{planted:?} reached the terminal");
    }
}

/// Runs without a terminal: all that it printed, of which no character acts.
#[track_caller]
fn piped(args: &[&str], env: &[(&str, &str)]) -> String {
    let (_, lines, errors) = Piped::start_in(args, env).end();
    let said = lines.join("\n") + &errors;
    assert!(
        !said.contains(|c: char| c.is_control() && c != '\n')
            && !said.contains(['\u{202e}', '\u{e0041}']),
        "{args:?}: {said:?}"
    );
    said
}

/// Leaves, and looks at all that was ever written.
#[track_caller]
fn assert_left_tame(operator: &mut Operator) {
    operator.leave();
    operator.assert_restored();
    assert_tame(&operator.pty.raw_output());
}

/// Puts the hostile text in place of every text under these keys, or under all others.
fn spoil(value: &mut Value, spoilt: &impl Fn(&str) -> bool) {
    let Value::Object(fields) = value else { return };
    for (key, field) in fields {
        match field {
            Value::String(text) if spoilt(key) => HOSTILE.clone_into(text),
            Value::Null if spoilt(key) => *field = HOSTILE.into(),
            _ if spoilt(key) => spoil(field, spoilt),
            _ => {}
        }
    }
}

#[test]
fn no_text_of_a_journal_acts_on_screens_or_in_lines() {
    // Without these the line would not be understood, or the operation not be this service's.
    const FORM: [&str; 8] = ["v", "op", "at", "event", "mode", "engine", "scope", "created"];
    const PLACE: [&str; 4] = ["endpoint", "project", "instance", "estimate"];
    each(&[("followed here", true), ("of another place", false)], |here| {
        let (service, state) = (Service::of(Scenario::Smooth), State::new());
        let journal = state.in_doubt(&service);
        let spoilt = |key: &str| {
            !FORM.contains(&key) && !PLACE.contains(&key) || (!here && key == "endpoint")
        };
        let text = fs::read_to_string(&journal.path).expect("a file");
        let lines = text.lines().map(|line| {
            let mut value: Value = serde_json::from_str(line).expect("JSON");
            if value["event"] == "intended" {
                spoil(&mut value, &spoilt);
                value["after"].take();
                value["engine"] = serde_json::json!({ "other": HOSTILE });
            }
            format!("{value}\n")
        });
        fs::write(&journal.path, lines.collect::<String>()).expect("a file");
        assert_eq!(state.only().read.newer, 0, "all of it is understood");

        let said = piped(
            &[
                "watch",
                journal.id.as_str(),
                "--state-dir",
                state.path.to_str().expect("a readable path"),
            ],
            &[],
        );
        assert!(said.contains(if *here { "credentials are needed" } else { SHOWN }), "{said}");
        let mut operator = state.launch(&service).start();
        open(&mut operator, journal.id);
        operator.wait(r"x\u{1b}]0;owned");
        operator.press("<C-p>", "every operation of this run");
        operator.close("every operation of this run");
        operator.press("c", "Ticket: [text]");
        operator.close("Ticket: [text]");
        operator.press("<Esc>", "New backup");
        let (_, printed) = operator.leave();
        assert_eq!(printed.contains(SHOWN), *here, "{printed}");
        operator.assert_restored();
        assert_tame(&operator.pty.raw_output());
    });
}

#[test]
fn no_text_of_a_draft_acts_and_names_that_differ_look_different() {
    let state = State::new();
    let folder = state.path.join("drafts");
    DirBuilder::new().recursive(true).mode(0o700).create(&folder).expect("a folder");
    let draft = serde_json::json!({
        "v": 1, "draft": "7F3K9Q", "saved_at": "2025-10-17T01:46:00Z", "mode": "offline",
        "scope": "tables",
        "by": { "uid": 1, "user": HOSTILE, "sudo_user": HOSTILE, "ssh_from": HOSTILE,
            "host": HOSTILE },
        "endpoint": HOSTILE, "region": HOSTILE, "project": HOSTILE, "name": HOSTILE,
        "description": "⚠\u{fe0f}why",
        "target": { "listed": { "id": "a4d8ea2584e047439a667703c0684119in06", "name": HOSTILE,
            "engine": "cassandra", "version": HOSTILE,
            "status": HOSTILE, "actions": [HOSTILE], "nodes": 1, "used_gb": null,
            "backup_window": HOSTILE, "region": HOSTILE, "created": null,
            "enterprise_project_id": HOSTILE, "backup_space_usage": HOSTILE } },
        "chosen": [{ "database_name": "or\u{e0041}ders", "table_names": null },
            { "database_name": "orders", "table_names": null },
            { "database_name": HOSTILE, "table_names": [HOSTILE, "a\u{a0}b", "a b", " a b"] }],
    });
    let path = folder.join("7F3K9Q.json");
    fs::write(&path, draft.to_string()).expect("a file");
    fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("a mode");
    let launch = Launch::bare().env("USER", HOSTILE).env("SSH_CONNECTION", HOSTILE);
    let mut operator = launch
        .args(&["--offline", "--state-dir", state.path.to_str().expect("a readable path")])
        .start();
    operator.wait("> Draft x");
    operator.press("<Enter>", "2 COMPOSE");
    for shown in [r"⚠\u{fe0f}why", r"or\u{e0041}ders", " orders ", SHOWN] {
        operator.wait(shown);
    }
    for _ in 0..3 {
        operator.move_on("<Tab>");
    }
    operator.press("<End>", r"\u{202e}");
    operator.press("<Right>", "[x] a b");
    operator.wait(r"[x] a\u{a0}b");
    operator.wait(r"[x] \u{20}a b");
    operator.press("e", "The scope as text");
    operator.pty.send_keys("c");
    operator.close("The scope as text");
    operator.press("<C-p>", "every operation of this run");
    operator.close("every operation of this run");
    assert_left_tame(&mut operator);
}

/// Each option with a hostile value; what is echoed is shown.
#[test]
fn no_argument_acts_where_it_is_refused() {
    let option = |name: &str| format!("{name}={HOSTILE}");
    for (args, echoed) in [
        (&[HOSTILE][..], true),
        (&[&option("--no-such")], false),
        (&[&option("--demo")], true),
        (&[&option("--demo-speed")], true),
        (&["watch", HOSTILE], true),
        (&["watch", "some-backup", "--region", HOSTILE], true),
        (&["watch", "some-backup", "--endpoint", HOSTILE], false),
        (&["watch", "some-backup", "--project-id", HOSTILE], false),
        (&["watch", "some-backup", "--profile", HOSTILE], true),
        (&["watch", "some-backup", "--config", HOSTILE], true),
        (&["watch", "some-backup", "--token-file", HOSTILE], true),
        (&["watch", "some-backup", "--ca-bundle", HOSTILE], true),
        (&["watch", "7F3K9Q", "--state-dir", HOSTILE], false),
        (&["doctor", "--region", HOSTILE], true),
        (&["doctor", "--config", HOSTILE], true),
        (&["doctor", "--token-file", HOSTILE], true),
        (&["doctor", "--state-dir", HOSTILE], false),
        (&["simulator", "--listen", HOSTILE], true),
        (&["simulator", "--scenario", HOSTILE], true),
        (&["simulator", "--fault", HOSTILE], true),
        (&["simulator", "--record", &format!("/no-such-folder/{HOSTILE}")], false),
    ] {
        let said = piped(args, &[]);
        assert!(!said.is_empty() && (!echoed || said.contains(r"\u{9b}31m")), "{args:?}: {said}");
    }
    for args in [
        ["--draft", HOSTILE],
        ["--region", HOSTILE],
        ["--instance", HOSTILE],
        ["--name", HOSTILE],
        ["--description", HOSTILE],
    ] {
        let mut operator = Launch::bare().args(&args).start();
        if let Some(Exit::Code(code)) = operator.pty.wait_exit(std::time::Duration::from_secs(2)) {
            assert_eq!(code, 2, "{args:?}");
            operator.pty.wait_closed(SOON);
            assert_tame(&operator.pty.raw_output());
        } else {
            assert_left_tame(&mut operator);
        }
    }
}

#[test]
fn no_variable_and_no_configuration_acts() {
    let toml = |text: &str| text.replace('x', r"x\u001b]0;owned\u0007\u009b31m\u202e\U000E0041");
    let settings = [
        "profile = \"x\"",
        "production = [\"x\"]",
        "name_template = \"{x}\"",
        "[profiles.\"x\"]\nregion = \"x\"",
        "[profiles.p]\nendpoint = \"x\"",
        "[profiles.p]\nregion = \"x\"\nproject_id = \"x\"\ndomain = \"x\"\nuser = \"x\"",
        "[profiles.p]\npassword_file = \"x\"\nuser = \"x\"",
        "[profiles.p]\nagency = true\nmetadata_endpoint = \"x\"",
        "\"x\" = 1",
    ];
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("config.toml");
    for text in settings {
        fs::write(&path, toml(text)).expect("a file");
        fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("a mode");
        let name = path.to_str().expect("a readable path");
        for args in [&["doctor", "--config", name][..], &["watch", "some-backup", "--config", name]]
        {
            assert!(!piped(args, &[]).is_empty(), "{text}");
        }
    }
    let names = [
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "OS_CLOUD",
        "OS_AUTH_URL",
        "OS_REGION_NAME",
        "OS_USERNAME",
        "OS_PROJECT_ID",
        "HW_REGION_NAME",
        "HW_USER_NAME",
        "HW_ACCESS_KEY",
        "HUAWEICLOUD_SDK_AK",
        "HUAWEICLOUD_SDK_PROJECT_ID",
        "HUAWEICLOUD_SDK_IAM_ENDPOINT",
        "USER",
        "TERM",
        "HUAWEICLOUD_SDK_CREDENTIALS_FILE",
        "XDG_STATE_HOME",
        "XDG_CONFIG_HOME",
        "HOME",
        "LANG",
    ];
    for name in names {
        for args in [&["doctor"][..], &["watch", "some-backup"]] {
            assert!(!piped(args, &[(name, HOSTILE)]).is_empty(), "{name}");
        }
    }
}
