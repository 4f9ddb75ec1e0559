//! `geminidb-backup log` as a person or a script runs it, over files that real runs have left.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use geminidb_backup::simulator::Scenario;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{
    operator::{Launch, each},
    piped::Piped,
    service::Service,
};

/// The journal of one operator.
struct Journal {
    folder: TempDir,
}

impl Journal {
    fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// After one backup that was followed to its end. Returns its IDs as the screen told them.
    fn of_one_backup(service: &Service) -> (Self, (String, String)) {
        let journal = Self::empty();
        let mut operator = Launch::live(service).args(&["--state-dir", &journal.state()]).start();
        operator.begin();
        operator.back_up("cass-docs-01", "pre-change");
        let ids = operator.ids();
        operator.completed();
        operator.leave();
        (journal, ids)
    }

    fn state(&self) -> String {
        self.folder.path().join("state").to_str().expect("a readable path").to_owned()
    }

    /// Runs `log` to its end: status, lines, errors.
    fn log(&self, args: &[&str]) -> (Option<i32>, Vec<String>, String) {
        Piped::start(&[&["log", "--state-dir", &self.state()], args].concat()).end()
    }

    fn records(&self, args: &[&str]) -> Vec<Value> {
        let (status, lines, errors) = self.log(&[args, &["--format", "jsonl"]].concat());
        assert_eq!(status, Some(0), "{errors}");
        lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// The file of the only operation, which has ended.
    fn file(&self) -> PathBuf {
        let done = Path::new(&self.state()).join("operations/done");
        let mut files = fs::read_dir(done).expect("a folder").map(|f| f.expect("a file").path());
        files.next().expect("one operation")
    }
}

#[test]
fn every_form_tells_the_ids_that_the_screen_and_the_service_tell() {
    let service = Service::of(Scenario::Smooth);
    let (journal, (backup, job)) = Journal::of_one_backup(&service);

    let records = journal.records(&[]);
    let [record] = &records[..] else { panic!("one operation, not {records:?}") };
    assert_eq!(
        (&record["outcome"], &record["backup_id"], &record["job_id"]),
        (&Value::from("COMPLETED"), &Value::from(backup.clone()), &Value::from(job.clone())),
    );
    assert_eq!(record["call"]["body_sha256"], service.digest_of_the_only_create());
    assert_eq!(record["instance_id"], service.instance("cass-docs-01"));
    let operation = record["operation"].as_str().expect("an ID");

    for form in ["table", "text", "markdown", "line", "json", "jsonl", "csv"] {
        let (status, lines, errors) = journal.log(&["--format", form]);
        assert_eq!((status, errors.as_str()), (Some(0), ""), "{form}");
        let text = lines.join("\n");
        for wanted in ["COMPLETED", backup.as_str(), operation, "pre-change"] {
            assert!(text.contains(wanted), "{form}: {wanted}: {text}");
        }
    }
    let (_, lines, _) = journal.log(&[&operation.to_ascii_lowercase()]);
    for id in [&backup, &job] {
        assert!(lines.contains(id), "alone on its line: {lines:#?}");
    }
    for (args, found) in [
        (&["--instance", "cass-docs-01"][..], 1),
        (&["--instance", &service.instance("cass-docs-01")], 1),
        (&["--instance", "cass-docs-02"], 0),
        (&["--since", "1h"], 1),
        (&["--since", "2999-01-01T00:00:00Z"], 0),
    ] {
        assert_eq!(journal.records(args).len(), found, "{args:?}");
    }
}

#[test]
fn times_stand_in_the_zone_of_this_machine_as_well() {
    let service = Service::of(Scenario::Smooth);
    let (journal, _) = Journal::of_one_backup(&service);
    let at = |zone: &str| {
        let mut log = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"));
        log.args(["log", "--format", "jsonl", "--state-dir", &journal.state()]).env("TZ", zone);
        let said = log.output().expect("its end").stdout;
        let record: Value = serde_json::from_slice(&said).expect("JSON");
        (record["times"]["sent"].clone(), record["local_times"]["sent"].clone())
    };
    let (utc, local) = at("CST-8");
    let (utc, local) = (utc.as_str().expect("a time"), local.as_str().expect("a time"));
    assert!(utc.ends_with('Z') && local.ends_with("+08:00"), "{utc} {local}");
    assert_eq!(utc[14..19], local[14..19], "the same minute");
    assert_eq!(at("UTC").1, Value::Null);
}

/// What stands in the second file may be that the request was sent.
#[test]
fn a_second_file_that_cannot_be_read_is_a_doubt() {
    let (journal, _) = Journal::of_one_backup(&Service::of(Scenario::Smooth));
    assert_eq!(journal.records(&[])[0]["doubts"]["file"], Value::Null);
    let file = journal.file();
    let open = file.parent().and_then(Path::parent).expect("a folder");
    let second = fs::File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(open.join(file.file_name().expect("a name")))
        .expect("a second file");
    second.set_len(65 << 20).expect("room for nothing");
    let doubt = &journal.records(&[])[0]["doubts"]["file"];
    assert!(doubt.as_str().is_some_and(|doubt| doubt.contains("was not read")), "{doubt}");
}

#[test]
fn a_pin_holds_until_somebody_changes_a_byte_before_it() {
    let service = Service::of(Scenario::Smooth);
    let (journal, _) = Journal::of_one_backup(&service);
    let record = &journal.records(&[])[0];
    let text = |key: &str| record[key].as_str().expect("text").to_owned();
    let (operation, pin) = (text("operation"), text("pin"));
    let check = || {
        let (status, lines, errors) = journal.log(&[&operation, "--pin", &pin]);
        assert_eq!(errors, "");
        (status, lines.join("\n"))
    };
    let (status, said) = check();
    assert!(status == Some(0) && said.starts_with("The pin holds:"), "{said}");

    let file = journal.file();
    let before = fs::read(&file).expect("a file");
    let mut open = fs::OpenOptions::new().append(true).open(&file).expect("a file");
    open.write_all(b"{}\n").expect("a line");
    let (status, said) = check();
    assert!(status == Some(0) && said.ends_with("3 bytes follow."), "{said}");

    let mut changed = before.clone();
    changed[before.len() / 2] ^= 1;
    fs::write(&file, changed).expect("a file");
    let (status, said) = check();
    assert!(status == Some(1) && said.contains("are not those of the pin"), "{said}");
    fs::write(&file, &before[..before.len() - 1]).expect("a file");
    let (status, said) = check();
    assert!(status == Some(1) && said.starts_with("The pin does NOT hold:"), "{said}");
}

#[test]
fn a_file_that_somebody_removed_says_that_it_was_written_anew_and_keeps_no_pin() {
    let (service, journal) = (Service::at_speed(Scenario::Smooth, 5.0), Journal::empty());
    let mut operator = Launch::live(&service).args(&["--state-dir", &journal.state()]).start();
    operator.begin();
    operator.back_up("cass-docs-01", "pre-change");
    operator.ids();
    let only = || {
        let (status, lines, errors) = journal.log(&["--format", "jsonl"]);
        assert_eq!((status, lines.len()), (Some(0), 1), "{errors}");
        serde_json::from_str::<Value>(&lines[0]).expect("JSON")
    };
    let before = only();
    assert_eq!(before["doubts"]["written_anew"], Value::Null);
    let text = |key: &str| before[key].as_str().expect("text").to_owned();
    let (operation, pin) = (text("operation"), text("pin"));
    fs::remove_file(text("file")).expect("the journal's file");
    operator.completed();
    operator.leave();

    let after = only();
    assert_eq!(
        (&after["outcome"], after["doubts"]["written_anew"].is_string()),
        (&Value::from("COMPLETED"), true)
    );
    for key in ["backup_id", "job_id", "call", "scope"] {
        assert_eq!(after[key], before[key], "{key}");
    }
    let (status, lines, _) = journal.log(&[&operation, "--pin", &pin]);
    let said = lines.join("\n");
    assert!(status == Some(1) && said.starts_with("The pin does NOT hold:"), "{said}");
    assert!(said.contains(" But the file was missing and was written again at 2"), "{said}");
    let new = after["pin"].as_str().expect("a pin");
    assert_eq!(journal.log(&[&operation, "--pin", new]).0, Some(0), "a pin of its own");
    let (_, lines, _) = journal.log(&[&operation]);
    assert!(
        lines.iter().any(|line| line.starts_with("doubt ") && line.contains("written again")),
        "{lines:#?}"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_told_in_every_form_and_by_the_status() {
    let journal = Journal::empty();
    let folder = Path::new(&journal.state()).join("operations");
    fs::create_dir_all(&folder).expect("a folder");
    let mut options = fs::OpenOptions::new();
    let file = options.create_new(true).write(true).mode(0o600);
    let mut file = file.open(folder.join("20261128T010203Z-7F3K9Q.jsonl")).expect("a file");
    file.write_all(b"not a line of this program\n").expect("a file");
    each(
        &["table", "text", "markdown", "line", "json", "jsonl", "csv"].map(|form| (form, form)),
        |form| {
            for choice in [&[][..], &["--instance", "other"], &["--since", "1m"]] {
                let (status, lines, _) = journal.log(&[choice, &["--format", form]].concat());
                assert_eq!(status, Some(3));
                let text = lines.join("\n");
                assert!(text.contains("UNREADABLE") && text.contains("7F3K9Q"), "{text}");
            }
        },
    );
}

#[test]
fn an_operation_is_found_whatever_is_wrong_with_its_file() {
    let service = Service::of(Scenario::Smooth);
    let (journal, (backup, _)) = Journal::of_one_backup(&service);
    let operation = journal.records(&[])[0]["operation"].as_str().expect("an ID").to_owned();
    let done = journal.file();
    let whole = fs::read(&done).expect("a file");

    // Others may read it: it counts, and the record says so.
    fs::set_permissions(&done, fs::Permissions::from_mode(0o644)).expect("a mode");
    for choice in [&[][..], &[operation.as_str()]] {
        let records = journal.records(choice);
        let told = (&records[0]["outcome"], &records[0]["backup_id"]);
        assert_eq!(told, (&Value::from("COMPLETED"), &Value::from(backup.as_str())));
        assert!(records[0]["doubts"]["file"].is_string(), "{}", records[0]);
    }
    fs::set_permissions(&done, fs::Permissions::from_mode(0o600)).expect("a mode");

    // Two programs made a removed file again, and one closed its file: both halves count.
    let first = whole.iter().position(|byte| *byte == b'\n').expect("a line") + 1;
    let name = done.file_name().expect("a name");
    let open = Path::new(&journal.state()).join("operations").join(name);
    for (open_half, done_half) in [(&whole[..first], &whole[..]), (&whole, &whole[..first])] {
        fs::write(&open, open_half).expect("a file");
        fs::set_permissions(&open, fs::Permissions::from_mode(0o600)).expect("a mode");
        fs::write(&done, done_half).expect("a file");
        for choice in [&[][..], &[operation.as_str()]] {
            let records = journal.records(choice);
            assert_eq!((records.len(), &records[0]["outcome"]), (1, &Value::from("COMPLETED")));
            // The pin is of the file that the record names.
            let pin = records[0]["pin"].as_str().expect("a pin");
            assert!(pin.starts_with(&format!("{}:", done_half.len())), "{pin}");
            let (status, _, _) = journal.log(&[&operation, "--pin", pin]);
            assert_eq!(status, Some(0));
        }
    }
}

#[test]
fn wrong_usage_and_an_empty_journal_are_said_and_leave_nothing() {
    let journal = Journal::empty();
    let (status, lines, errors) = journal.log(&["--format", "json"]);
    assert_eq!((status, lines.join("")), (Some(0), "[]".to_owned()));
    assert!(errors.contains("holds no operation\n"), "{errors}");
    assert!(!Path::new(&journal.state()).exists(), "nothing is made");
    let pin = format!("1:{}", "0".repeat(64));
    let (status, lines, _) = journal.log(&["7F3K9Q", "--pin", &pin]);
    assert_eq!(status, Some(1), "a file that is gone keeps no pin: {lines:?}");
    for args in [
        &["7F3K9Q"][..],
        &["no-such"],
        &["--since", "yesterday"],
        &["--format", "xml"],
        &["--pin", &pin],
        &["7F3K9Q", "--pin", "1:2"],
        &["7F3K9Q", "--since", "1d"],
    ] {
        let (status, lines, errors) = journal.log(args);
        assert_eq!((status, &lines[..]), (Some(2), &[][..]), "{args:?}");
        assert!(!errors.is_empty(), "{args:?}");
    }
}

#[test]
fn a_filter_that_takes_no_operation_is_said() {
    let (journal, _) = Journal::of_one_backup(&Service::of(Scenario::Smooth));
    for (args, none) in [
        (&["--instance", "nosuch"][..], " holds no operation of the instance nosuch\n"),
        (&["--since", "2999-01-01"], " holds no operation since then\n"),
        (
            &["--instance", "nosuch", "--since", "1d"],
            " holds no operation of the instance nosuch since then\n",
        ),
        (&["--instance", "cass-docs-01", "--since", "1d"], ""),
    ] {
        for format in ["table", "jsonl"] {
            let (status, _, errors) = journal.log(&[args, &["--format", format]].concat());
            assert!(status == Some(0) && errors.ends_with(none), "{args:?}: {errors}");
            assert_eq!(errors.is_empty(), none.is_empty(), "{args:?}: {errors}");
        }
    }
}

#[test]
fn a_pipe_that_nobody_reads_ends_it_quietly() {
    let service = Service::of(Scenario::Smooth);
    let (journal, _) = Journal::of_one_backup(&service);
    each(&["table", "text", "json", "csv"].map(|form| (form, form)), |form| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"));
        command.args(["log", "--format", form, "--state-dir", &journal.state()]);
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let ended = command
            .stdin(Stdio::null())
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .expect("its end");
        assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]));
    });
}

#[test]
fn leaving_prints_the_text_of_the_ticket_with_the_pin_of_that_moment() {
    let service = Service::of(Scenario::Smooth);
    let journal = Journal::empty();
    let mut operator = Launch::live(&service).args(&["--state-dir", &journal.state()]).start();
    operator.pty.resize((120, 100));
    operator.begin();
    operator.back_up("cass-docs-01", "pre-change");
    let (backup, job) = operator.ids();
    operator.completed();
    let (_, printed) = operator.leave();
    let record = &journal.records(&[])[0];
    let operation = record["operation"].as_str().expect("an ID");
    let (_, text, _) = journal.log(&[operation]);
    for line in &text {
        assert!(printed.replace('\n', "").contains(&line.replace('\n', "")), "{line}: {printed}");
    }
    let pin = record["pin"].as_str().expect("a pin");
    for wanted in [&backup, &job, pin] {
        assert!(printed.contains(wanted), "{wanted}: {printed}");
    }
}
