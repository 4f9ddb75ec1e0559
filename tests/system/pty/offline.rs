//! Offline: a draft is filled in without a call, handed over as a file, and sent by somebody else.

use std::{fs, io::ErrorKind, net::TcpListener, os::unix::fs::PermissionsExt, path::Path};

use geminidb_backup::simulator::Scenario;
use serde_json::{Value, json};

use crate::support::{
    operator::{Launch, Operator, SOON},
    pty::Exit,
    service::Service,
};

/// Fills in databaseNameA.table_A and databaseNameB of an instance that only its ID names.
fn fill(operator: &mut Operator, instance: &str) {
    operator.wait("> New draft");
    operator.press("<Enter>", "Choose its engine");
    operator.pty.send(instance.as_bytes());
    operator.wait(instance);
    operator.press("<Down>", "> Cassandra");
    operator.press("<Enter>", "2 COMPOSE");
    operator.fill("from-the-office", "before the change");
    operator.move_on("<Tab>");
    operator.press("<Space>", "(*) databases and tables");
    operator.wait("Offline: i types a database name");
    operator.move_on("<Tab>");
    for (key, name) in [("i", "databaseNameA"), ("t", "table_A"), ("i", "databaseNameB")] {
        operator.press(key, "Case matters.");
        operator.pty.send(name.as_bytes());
        operator.wait(name);
        operator.pty.send_keys("<Enter>");
        operator.wait_gone("Case matters.");
    }
    operator.press("<Space>", "1 whole database + 1 table");
}

/// The digest on the sheet.
fn digest(operator: &mut Operator) -> String {
    operator.press("<C-g>", "3 SAVE");
    operator.wait("NOTHING IS SENT");
    while !operator.pty.screen().contains("sha256 ") {
        operator.pty.send_keys("<Down>");
    }
    let screen = operator.pty.screen();
    let (_, rest) = screen.split_once("sha256 ").expect("a digest");
    assert!(!screen.contains("Create backup") && !screen.contains("sends once"), "{screen}");
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

/// Saves under this path; returns what the screen says of it.
fn save(operator: &mut Operator, path: &str) {
    operator.press("<Enter>", "Save the draft as");
    operator.pty.send_keys("<C-u>");
    operator.pty.send(path.as_bytes());
    operator.wait(path.rsplit('/').next().unwrap_or(path));
    operator.press("<Enter>", "Saved as");
}

#[test]
fn a_draft_filled_in_offline_is_reviewed_and_sent_by_another_operator() {
    let service = Service::of(Scenario::Smooth);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("d.json");
    let name = path.to_str().expect("a readable path");
    // Whoever connects is seen, and the token in the environment is left alone.
    let trap = TcpListener::bind("127.0.0.1:0").expect("a port");
    trap.set_nonblocking(true).expect("a listener");
    let endpoint = format!("http://{}", trap.local_addr().expect("an address"));
    let launch = Launch::bare().args(&[
        "--offline",
        "--endpoint",
        &endpoint,
        "--project-id",
        &service.project_id(),
    ]);
    let mut operator = launch.env("HW_AUTH_TOKEN", &service.token()).env("USER", "op.li").start();
    operator.wait("OFFLINE");
    operator.wait("no credentials");
    fill(&mut operator, &service.instance("cass-docs-01"));
    let digest_offline = digest(&mut operator);
    save(&mut operator, name);
    operator.press("<Enter>", "Save the draft as");
    operator.pty.send_keys("<C-u>");
    operator.pty.send(name.as_bytes());
    operator.wait("d.json");
    operator.pty.send_keys("<Enter>");
    operator.wait_said("is there already. Enter again replaces it.");
    operator.press("<Enter>", "Saved as");
    let (exit, _) = operator.leave();
    assert_eq!(exit, Exit::Code(0));
    assert!(
        matches!(trap.accept(), Err(e) if e.kind() == ErrorKind::WouldBlock),
        "nobody connected"
    );

    let text = fs::read_to_string(&path).expect("the draft");
    assert!(!text.contains(&service.token()), "{text}");
    let mode = fs::metadata(&path).expect("the draft").permissions().mode() & 0o777;
    assert_eq!(mode & !0o644, 0, "{mode:o}");
    assert_eq!(mode & 0o600, 0o600);

    // The endpoint was another one: said, and not compared.
    let operator = Launch::live(&service).args(&["--draft", name]).start();
    operator.wait("it was made for");
    operator.wait("by op.li");
    drop(operator);

    // Without one it is anybody's.
    let mut open: Value = serde_json::from_str(&text).expect("JSON");
    open["endpoint"] = Value::Null;
    fs::write(&path, open.to_string()).expect("the draft");
    let mut operator = Launch::live(&service).args(&["--draft", name]).start();
    operator.wait("the instance is listed, as cass-docs-01");
    operator.wait("every chosen database and table is listed");
    operator.close("What has changed");
    let digest_live = operator.review();
    operator.confirm();
    operator.ids();
    assert_eq!(
        (digest_live.as_str(), service.digest_of_the_only_create().as_str()),
        (digest_offline.as_str(), digest_offline.as_str())
    );
    let body: Value = serde_json::from_slice(&service.creates()[0].body).expect("JSON");
    let want = json!([{"database_name": "databaseNameA", "table_names": ["table_A"]},
        {"database_name": "databaseNameB", "table_names": null}]);
    assert_eq!(body["database_tables"], want);
}

#[test]
fn names_that_the_service_does_not_list_stay_ticked_and_are_said() {
    let service = Service::of(Scenario::Smooth);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("d.json");
    let target = json!({"typed": {"id": service.instance("cass-docs-01"), "engine": "cassandra"}});
    let chosen = json!([{"database_name": "gone", "table_names": null},
        {"database_name": "databaseNameA", "table_names": ["table_A", "table_Z"]}]);
    let draft = json!({"v": 1, "saved_at": "2025-10-17T01:46:00Z", "mode": "offline",
        "target": target,
        "name": "with-names", "description": "why", "scope": "tables", "chosen": chosen});
    fs::write(&path, draft.to_string()).expect("the draft");
    let mut operator =
        Launch::live(&service).args(&["--draft", path.to_str().expect("a path")]).start();
    operator.wait("database gone is not listed now; it stays ticked");
    operator.wait("table databaseNameA.table_Z is not listed now; it stays ticked");
    operator.close("What has changed");
    operator.wait_said(
        "NOT the instance. Only: databaseNameA.table_A; databaseNameA.table_Z; gone (all)",
    );
    operator.press("<C-d>", "What has changed since this draft was saved");
    operator.close("What has changed");
    operator.review();
    operator.wait("2 names are not in the service's lists, the first");
    operator.wait("databaseNameA.table_Z");
}

#[test]
fn a_file_that_is_no_draft_is_refused_in_one_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file");
        path.to_str().expect("a path").to_owned()
    };
    let newer = r#"{"v":7,"form":"of the future"}"#;
    let cases = [
        (write("a.json", "{ not json"), "it is not a draft of this program, or it is damaged"),
        (write("b.json", newer), "a newer version of this program has written it (form 7)"),
        (folder.path().join("none.json").to_str().expect("a path").to_owned(), "is not there"),
        (folder.path().to_str().expect("a path").to_owned(), "is not a plain file"),
    ];
    for (path, words) in cases {
        let mut operator = Launch::bare().args(&["--draft", &path]).start();
        let (exit, printed) = operator.gone(SOON);
        let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(exit, Exit::Code(2), "{printed}");
        assert!(
            printed.contains(words) && printed.starts_with("geminidb-backup: --draft"),
            "{printed}"
        );
        assert!(Path::new(&path).exists() || path.ends_with("none.json"));
    }
}
