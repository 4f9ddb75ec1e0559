//! Lists pasted into the tree, from files, and on the command line.

use std::time::{Duration, Instant};

use geminidb_backup::simulator::Scenario;

use crate::support::{
    operator::{A_LOOK, Launch, Operator, each},
    service::Service,
};

/// In the tree of an instance with tables.
fn in_tree() -> Operator {
    let mut operator = Launch::demo("smooth", 50).start();
    operator.choose("cass-docs-01");
    operator.fill("pasted-names", "before the change");
    operator.choose_tables("databaseNameA");
    operator
}

/// 500 lines, 10,000 characters.
fn list() -> String {
    (0..500).map(|n| format!("docs.table_{n:08}\n")).collect()
}

#[test]
fn ten_thousand_pasted_characters_arrive_complete_with_and_without_marks() {
    let marked = format!("\u{1b}[200~{}\u{1b}[201~", list()).replace('\n', "\r");
    let cases = [("marked", marked), ("not marked", list().replace('\n', "\r"))];
    each(&cases, |paste| {
        let mut operator = in_tree();
        let (before, begun) = (operator.pty.raw_output().len(), Instant::now());
        operator.pty.send(paste.as_bytes());
        operator.wait("Read: 500 tables in 500 lines (10000 bytes).");
        operator.wait("Chosen now: nothing.");
        // Each frame of a preview of this size is below 4 KB; a frame a line would be a hundred
        // times as much.
        let written = operator.pty.raw_output().len() - before;
        assert!(written < 40_000, "{written} bytes on the wire");
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
        operator.press("<Esc>", "nothing has changed");
    });
}

#[test]
fn a_list_from_a_file_is_looked_at_and_taken() {
    let mut operator = in_tree();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("list.csv");
    std::fs::write(&path, "keyspace_name;table_name\r\ndatabaseNameA;*\r\nnot_there;t\r\n")
        .expect("a file");
    operator.press("v", "Load a table list");
    operator.pty.send(b"/not/there");
    operator.press("<Enter>", "/not/there is not there");
    operator.pty.send_keys("<C-u>");
    operator.pty.send(path.to_str().expect("a path").as_bytes());
    operator.press("<Enter>", "Read: 1 whole database + 1 table in 3 lines");
    operator.wait("not_there.t");
    operator.pty.wait_quiet(A_LOOK);
    operator.press("r", "Chosen now: 1 whole database + 1 table.");
    operator.press("e", "databaseNameA.*");
    operator.wait("not_there.t");
}

#[test]
fn a_runbooks_line_opens_the_form_filled_in_and_review_gives_the_line_again() {
    let service = Service::of(Scenario::Smooth);
    let line = [
        "--instance",
        "cass-docs-01",
        "--name",
        "from-the-runbook",
        "--description",
        "before it",
        "--database",
        "databaseNameA",
    ];
    let mut operator =
        Launch::live(&service).args(&line).args(&["--table", "orders.t1", "orders.t2"]).start();
    operator.wait("2 COMPOSE");
    operator.wait("from-the-runbook");
    operator.wait("1 whole database + 2 tables");
    operator.press("<C-g>", "3 REVIEW");
    operator.wait_gone("[...]");
    assert_eq!(service.creates_received(), 0, "a line sends nothing");
    operator.press("c", "--name from-the-runbook");
    operator.wait("--database databaseNameA");
    operator.wait_said("--description 'before it'");
}

#[test]
fn a_name_comes_from_the_configured_template_and_a_wrong_template_is_said_at_once() {
    let service = Service::of(Scenario::Smooth);
    let folder = tempfile::tempdir().expect("a folder");
    let config = |name: &str, template: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("name_template = \"{template}\"\n")).expect("a file");
        path.to_str().expect("a path").to_owned()
    };
    let good = config("good.toml", "pre-{change}-{instance}");
    let mut operator =
        Launch::live(&service).args(&["--config", &good, "--instance", "cass-docs-01"]).start();
    operator.wait("2 COMPOSE");
    operator.press("<C-n>", "Change number");
    operator.pty.send(b"CHG0042311");
    operator.press("<Enter>", "pre-CHG0042311-cass-docs-01");

    let wrong = config("wrong.toml", "pre-{ticket}");
    let operator = Launch::live(&service).args(&["--config", &wrong]).start();
    operator.wait_said("{ticket} means nothing; {change} {instance} {utc} {user} do");
}
