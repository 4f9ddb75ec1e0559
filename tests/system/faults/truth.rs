//! The record that a cell leaves: without the program that made it, a script, a ticket and the gate
//! of the next step are told what the service knows.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use geminidb_backup::simulator::MadeBackup;
use serde_json::{Value, json};

use crate::{
    faults::rows::{End, Row, Word},
    support::{
        operator::{Operator, SOON},
        piped::Piped,
        service::Service,
    },
};

/// The outcome that the record of a row has to tell, and how much of the backup.
const fn told(row: &Row) -> (&'static str, bool, bool) {
    match (row.end, row.word) {
        (End::Nothing, Word::NotSent) => ("NOT_SENT", false, false),
        (End::Nothing | End::NoAfterLooking, _) => ("NO", false, false),
        (End::Doubt | End::Candidate, _) => ("UNKNOWN", false, false),
        (End::Completed, _) => ("COMPLETED", true, true),
        (End::WithoutJob, _) => ("COMPLETED", true, false),
        (End::Failed, _) => ("FAILED", true, true),
    }
}

#[track_caller]
fn log(state: &Path, args: &[&str]) -> Vec<String> {
    let state = state.to_str().expect("a readable path");
    let (status, lines, errors) =
        Piped::start(&[&["log", "--state-dir", state], args].concat()).end();
    assert_eq!((status, errors.as_str()), (Some(0), ""), "{lines:#?}");
    lines
}

/// Holds the history's row of the request to the same.
#[track_caller]
pub fn require_history(operator: &mut Operator, name: &str, row: &Row) {
    let (outcome, ..) = told(row);
    operator.wait("New backup");
    operator.press("h", "HISTORY");
    let tells = |screen: &vt100::Screen| {
        let mut rows = screen.rows(0, screen.size().1.get());
        rows.any(|row| row.contains(name) && row.trim_end().ends_with(outcome))
    };
    operator.pty.wait_for(SOON, tells);
    let _ = operator.leave();
}

/// Holds the record, and the text for a ticket, to what the service has.
#[track_caller]
pub fn require(state: &Path, row: &Row, service: &Service, made: Option<&MadeBackup>) {
    let lines = log(state, &["--format", "jsonl"]);
    let [line] = &lines[..] else { panic!("one operation, not {lines:#?}") };
    let record: Value = serde_json::from_str(line).expect("JSON");
    let (outcome, backup, job) = told(row);
    let backup = made.filter(|_| backup).map(|made| made.backup_id.to_string());
    let job = made.filter(|_| job).map(|made| made.job_id.to_string());
    assert_eq!(
        (&record["outcome"], &record["backup_id"], &record["job_id"]),
        (&json!(outcome), &json!(backup), &json!(job)),
        "{line}"
    );
    if row.word == Word::NotSent {
        assert_eq!(record["times"]["sent"], Value::Null, "{line}");
    } else {
        assert_eq!(record["call"]["body_sha256"], service.digest_of_the_only_create(), "{line}");
    }

    let operation = record["operation"].as_str().expect("an ID");
    let token = state.with_file_name("token-of-the-gate");
    fs::write(&token, service.renew_token()).expect("a file");
    fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).expect("a mode");
    let [state_dir, token] = [state, &token].map(|path| path.to_str().expect("a readable path"));
    let arguments = ["verify", operation, "--state-dir", state_dir, "--token-file", token];
    let (status, verdict, errors) = Piped::start(&arguments).end();
    let wanted = match outcome {
        "COMPLETED" => 0,
        "UNKNOWN" => 3,
        _ => 1,
    };
    assert_eq!((status, errors.as_str()), (Some(wanted), ""), "{verdict:#?}");

    let ticket = log(state, &[operation]);
    assert!(ticket[0].starts_with(&format!("{outcome}: ")), "{ticket:#?}");
    for id in backup.iter().chain(&job) {
        assert!(ticket.contains(id), "{id} alone on its line: {ticket:#?}");
    }
}
