//! `--report FILE`: what is sent with a fault.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use geminidb_backup::{
    core::base::{ids::OperationId, time::UtcTime},
    simulator::Scenario,
};

use crate::{
    doctor::host::Host,
    support::{disks::set_mode, operator::Launch, service::Service},
};

const JOURNAL: &str = ".local/state/geminidb-backup/operations";

/// A host on which one backup was made, and its IDs.
fn after_a_backup(service: &Service) -> (Host, [String; 2]) {
    let host = Host::new()
        .set("HW_AUTH_TOKEN", &service.token())
        .set("HW_PROJECT_ID", &service.project_id());
    let state = host.path(".local/state/geminidb-backup");
    fs::create_dir_all(host.path(".local/state")).expect("a folder");
    let mut operator = Launch::live(service).args(&["--state-dir", &state]).start();
    operator.begin();
    operator.back_up("cass-docs-01", "is-reported");
    operator.completed();
    let (backup, job) = operator.ids();
    operator.leave();
    (host, [backup, job])
}

fn read(path: &str) -> String {
    fs::read_to_string(path).expect("a report")
}

#[test]
fn a_report_holds_the_lines_of_doctor_and_the_last_operations_and_no_secret() {
    let service = Service::of(Scenario::Smooth);
    let (host, ids) = after_a_backup(&service);
    let (endpoint, path) = (service.endpoint(), host.path("fault.txt"));
    let said = host.doctor(&["--online", "--endpoint", &endpoint, "--report", &path]);
    let (told, lines) = said.lines.split_last().expect("lines");
    assert!(told.starts_with("[OK]       report "), "{told}");
    let report = read(&path);
    assert!(report.contains(&format!("\n\n{}\n\n", lines.join("\n"))), "{report}");
    let head: Vec<&str> = report.lines().take(4).collect();
    assert!(
        head[0].starts_with("geminidb-backup doctor, 2") && head[0].contains(" on linux "),
        "{head:?}"
    );
    assert!(head.concat().contains("Names, descriptions and IDs"), "{head:?}");
    assert!(!head.concat().contains("no secret"), "names are typed freely: {head:?}");
    for wanted in [ids[0].as_str(), &ids[1], "COMPLETED: ", "is-reported", "geminidb-backup 0."] {
        assert!(report.contains(wanted), "{wanted}: {report}");
    }
    assert!(!report.contains(&service.token()), "{report}");
    assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o7777, 0o600);
}

#[test]
fn a_file_that_exists_stays_and_the_status_says_that_there_is_no_report() {
    let host = Host::new().file("fault.txt", "an earlier one");
    let path = host.path("fault.txt");
    for more in [&[][..], &["--json"]] {
        let before = host.files();
        if more.is_empty() {
            let said = host.doctor(&["--report", &path]);
            said.says("[trouble]", "report", &["is there already and was not replaced"]);
            assert_eq!(said.status, Some(1));
        } else {
            let lines = host.doctor_in_json(&["--report", &path]);
            assert!(lines.last().is_some_and(|line| line.starts_with("[trouble]  report ")));
        }
        assert_eq!((read(&path).as_str(), host.files()), ("an earlier one", before));
    }
    let nowhere = host.path("no/fault.txt");
    host.doctor(&["--report", &nowhere]).says("[trouble]", "report", &["is not there"]);
}

#[test]
fn twenty_operations_are_told_and_a_journal_that_cannot_be_read_is_said() {
    let mut host = Host::new();
    for n in 0..25_u32 {
        let id = OperationId::from_bits(n);
        let stamp = UtcTime::from_unix(1_772_352_930 + i64::from(n)).stamp();
        host = host.file(&format!("{JOURNAL}/{stamp}-{id}.jsonl"), "not a line\n");
    }
    set_mode(Path::new(&host.path(".local/state/geminidb-backup")), 0o700);
    let path = host.path("fault.txt");
    host.doctor(&["--report", &path]);
    let report = read(&path);
    assert_eq!(report.matches("UNREADABLE: ").count(), 20, "{report}");
    let last = OperationId::from_bits(24).to_string();
    assert!(report.contains(&last) && !report.contains(OperationId::from_bits(4).as_str()));

    let empty = Host::new();
    let path = empty.path("fault.txt");
    empty.doctor(&["--report", &path]);
    assert!(read(&path).ends_with("The last operations, the newest first:\n\nnone\n"));

    let other = Host::new().file(".local/state/geminidb-backup/operations", "no folder");
    let path = other.path("fault.txt");
    other.doctor(&["--report", &path]);
    let report = read(&path);
    assert!(
        report.ends_with(
            "is not a folder; move it away, or give another folder with --state-dir DIR\n"
        ),
        "{report}"
    );
}
