//! `geminidb-backup watch` in a pipe: beside the program that made the backup, and after it.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use geminidb_backup::{
    core::operation::{Event, journal_file},
    simulator::Scenario,
};
use rustix::process::Signal;
use tempfile::TempDir;

use crate::support::{
    operator::{Launch, Operator, SOON, each},
    piped::Piped,
    pty::Exit,
    service::Service,
};

const INSTANCE: &str = "cass-docs-01";

/// Somebody else has a backup made: its ID and its job's.
pub fn made_elsewhere(service: &Service) -> (String, String) {
    let body = r#"{"name":"made-elsewhere","description":"by another machine"}"#;
    service.create(INSTANCE, body)
}

/// What is given to a program: a token in a private file, and a state folder.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new(token: &str) -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a folder") };
        desk.put_token(token);
        desk
    }

    fn put_token(&self, token: &str) {
        let path = self.folder.path().join("token");
        fs::write(&path, token).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
    }

    fn token_file(&self) -> String {
        self.folder.path().join("token").to_str().expect("a readable path").to_owned()
    }

    fn state(&self) -> String {
        self.folder.path().join("state").to_str().expect("a readable path").to_owned()
    }

    /// The journal's files, the open ones first.
    fn journal(&self) -> Vec<PathBuf> {
        let list = |folder: &Path| {
            let names = fs::read_dir(folder)
                .expect("a folder")
                .map(|entry| entry.expect("an entry").path());
            names.filter(|path| path.extension().is_some_and(|e| e == "jsonl")).collect::<Vec<_>>()
        };
        let operations = Path::new(&self.state()).join("operations");
        [list(&operations), list(&operations.join("done"))].concat()
    }

    /// The number of the only operation.
    fn operation(&self) -> String {
        let files = self.journal();
        assert_eq!(files.len(), 1, "{files:?}");
        let name = files[0].file_stem().and_then(|name| name.to_str()).expect("a name");
        name.rsplit('-').next().expect("a number").to_owned()
    }

    /// The only operation's lines; fails if one is damaged.
    fn lines(&self) -> Vec<Event> {
        let read = journal_file::read(&fs::read(&self.journal()[0]).expect("a file"));
        assert_eq!((read.torn, &read.damaged[..], read.newer), (false, &[][..], 0));
        read.entries.into_iter().map(|entry| entry.event).collect()
    }

    /// The program that makes a backup, on Watch.
    fn guided(&self, service: &Service) -> Operator {
        let mut operator = Launch::without_token(service)
            .args(&["--token-file", &self.token_file(), "--state-dir", &self.state()])
            .start();
        operator.begin();
        operator.back_up(INSTANCE, "followed");
        operator
    }

    /// A watch in lines by what only the journal can tell.
    fn watch_operation(&self, operation: &str) -> Piped {
        Piped::start(&[
            "watch",
            operation,
            "--token-file",
            &self.token_file(),
            "--state-dir",
            &self.state(),
        ])
    }
}

/// A watch in lines on a machine without the journal.
fn watch_id(service: &Service, desk: &Desk, id: &str) -> Piped {
    Piped::start(&[
        "watch",
        id,
        "--endpoint",
        &service.endpoint(),
        "--project-id",
        &service.project_id(),
        "--token-file",
        &desk.token_file(),
    ])
}

/// Lines and nothing else: a time each, no control character, no token.
#[track_caller]
fn assert_plain(lines: &[String], token: &str) {
    for line in lines {
        let (time, _) = line.split_once("  ").unwrap_or_else(|| panic!("{line:?}"));
        assert!(time.len() == 20 && time.ends_with('Z') && time.contains('T'), "{line:?}");
        assert!(!line.contains(char::is_control), "{line:?}");
    }
    let said = lines.join("\n");
    let parts: Vec<&str> = (0..token.len().saturating_sub(12))
        .step_by(6)
        .filter_map(|at| token.get(at..at + 12))
        .collect();
    assert!(
        parts.len() > 3 && !parts.iter().any(|part| said.contains(part)),
        "a part of the token was said"
    );
}

#[test]
fn in_a_pipe_a_backup_id_is_followed_to_its_end_and_the_status_tells_it() {
    let cases = [
        ("completed", (Scenario::Smooth, "backup COMPLETED", 0)),
        ("failed", (Scenario::Failed, "backup FAILED: ", 5)),
    ];
    each(&cases, |(scenario, last, status)| {
        let service = Service::at_speed(*scenario, 4.0);
        let (backup, job) = made_elsewhere(&service);
        let desk = Desk::new(&service.token());
        let mut watch = watch_id(&service, &desk, &backup);
        watch.wait(&format!("it is made-elsewhere of {INSTANCE}"));
        let (code, lines, errors) = watch.end();
        assert_eq!((code, errors.as_str()), (Some(*status), ""), "{lines:#?}");
        assert!(
            lines[..3].iter().any(|line| line.ends_with(&format!("backup_id {backup}"))),
            "{lines:#?}"
        );
        assert!(
            lines.iter().any(|line| line.ends_with(&format!("its job found: {job}"))),
            "{lines:#?}"
        );
        assert!(lines.last().is_some_and(|line| line.contains(last)), "{lines:#?}");
        assert_plain(&lines, &service.token());
        assert_eq!(
            fs::read_dir(watch.home()).expect("a folder").count(),
            0,
            "nothing is written where there is no journal"
        );
        assert_eq!(service.creates_received(), 1);
    });
}

#[test]
fn one_reading_tells_the_state_by_its_status_and_ends() {
    let once = |service: &Service, desk: &Desk, id: &str, endpoint: &str| {
        let project = service.project_id();
        let (token, state) = (desk.token_file(), desk.state());
        let at = ["--endpoint", endpoint, "--project-id", &project];
        let with = ["--token-file", &token, "--state-dir", &state];
        Piped::start(&[&["watch", id, "--once"][..], &at, &with].concat()).end()
    };
    let running = Service::at_speed(Scenario::Slow, 1.0);
    let (backup, _) = made_elsewhere(&running);
    let desk = Desk::new(&running.token());
    let (status, lines, errors) = once(&running, &desk, &backup, &running.endpoint());
    assert_eq!((status, errors.as_str()), (Some(4), ""), "{lines:#?}");
    assert!(
        lines.last().is_some_and(|l| l.contains("read once: ") && l.contains("backup BUILDING")),
        "{lines:#?}"
    );

    // Nobody answers: what the journal knows from before is not the state of now.
    let running = Service::at_speed(Scenario::Slow, 1.0);
    let desk = Desk::new(&running.token());
    let mut guided = desk.guided(&running);
    guided.read_until("backup BUILDING");
    guided.leave();
    let (operation, endpoint) = (desk.operation(), running.endpoint());
    let (status, lines, errors) = once(&running, &desk, &operation, &endpoint);
    assert_eq!((status, errors.as_str()), (Some(4), ""), "{lines:#?}");
    drop(running);
    let args = ["watch", &operation, "--once", "--token-file", &desk.token_file()];
    let (status, lines, errors) =
        Piped::start(&[&args[..], &["--state-dir", &desk.state()]].concat()).end();
    assert_eq!((status, errors.as_str()), (Some(3), ""), "{lines:#?}");

    let ended = Service::at_speed(Scenario::Failed, 4.0);
    let (backup, _) = made_elsewhere(&ended);
    let desk = Desk::new(&ended.token());
    watch_id(&ended, &desk, &backup).wait("backup FAILED");
    let (status, lines, errors) = once(&ended, &desk, &backup, &ended.endpoint());
    assert_eq!((status, errors.as_str()), (Some(5), ""), "{lines:#?}");
    let (status, lines, _) = once(&ended, &desk, "no-such-backup", &ended.endpoint());
    assert_eq!(status, Some(3), "one reading proves no absence: {lines:#?}");
}

#[test]
fn one_reading_of_an_operation_whose_end_is_recorded_asks_the_service_what_it_lists_now() {
    let service = Service::at_speed(Scenario::Smooth, 4.0);
    let desk = Desk::new(&service.token());
    let mut guided = desk.guided(&service);
    guided.completed();
    guided.leave();
    let (operation, before) = (desk.operation(), desk.journal());
    let (state, token) = (desk.state(), desk.token_file());
    let args = ["watch", &operation, "--once", "--state-dir", &state, "--token-file", &token];
    let (status, lines, errors) = Piped::start(&args).end();
    assert_eq!((status, errors.as_str()), (Some(0), ""), "{lines:#?}");
    assert!(lines.last().is_some_and(|line| line.contains("backup COMPLETED")), "{lines:#?}");
    let (_, lines, _) = Piped::start(&[&args[..], &["--json"]].concat()).end();
    let its = format!("\"operation\":\"{operation}\"");
    assert!(!lines.is_empty() && lines.iter().all(|line| line.contains(&its)), "{lines:#?}");
    drop(service);
    let (status, lines, _) = Piped::start(&args).end();
    assert_eq!(status, Some(3), "nobody answers: {lines:#?}");
    assert!(!lines.join(" ").contains("COMPLETED"), "{lines:#?}");
    assert_eq!(desk.journal(), before, "nothing is written");
}

#[test]
fn lines_that_cannot_be_written_are_said_and_no_success() {
    let service = Service::at_speed(Scenario::Smooth, 4.0);
    let desk = Desk::new(&service.token());
    let mut guided = desk.guided(&service);
    guided.completed();
    guided.leave();
    let (state, operation) = (desk.state(), desk.operation());
    for more in [&["--once", "--token-file", &desk.token_file()][..], &[], &["--json"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
        let mut command = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"));
        command.args(["watch", &operation, "--state-dir", &state]).args(more);
        command.stdin(Stdio::null()).stdout(full).stderr(Stdio::piped());
        let ended = command.output().expect("its end");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(3), "{more:?}: {said}");
        assert!(said.contains("lines cannot be written"), "{more:?}: {said}");
    }
}

#[test]
fn in_a_pipe_every_signal_leaves_a_running_backup_with_4() {
    each(
        &[
            ("HUP", Signal::HUP),
            ("TERM", Signal::TERM),
            ("INT", Signal::INT),
            ("QUIT", Signal::QUIT),
        ],
        |signal| {
            let service = Service::at_speed(Scenario::Slow, 1.0);
            let (backup, _) = made_elsewhere(&service);
            let desk = Desk::new(&service.token());
            let mut watch = watch_id(&service, &desk, &backup);
            watch.wait("backup BUILDING");
            watch.signal(*signal);
            let (code, lines, errors) = watch.end();
            assert_eq!((code, errors.as_str()), (Some(4), ""), "{lines:#?}");
            assert!(
                lines.last().is_some_and(|line| line
                    .contains(&format!("Follow it: geminidb-backup watch {backup} --endpoint "))),
                "{lines:#?}"
            );
        },
    );
}

#[test]
fn a_pipe_that_nobody_reads_any_more_ends_it_quietly() {
    let service = Service::at_speed(Scenario::Slow, 1.0);
    let (backup, _) = made_elsewhere(&service);
    let desk = Desk::new(&service.token());
    let mut command = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"));
    command.args([
        "watch",
        &backup,
        "--endpoint",
        &service.endpoint(),
        "--project-id",
        &service.project_id(),
    ]);
    command.args(["--token-file", &desk.token_file(), "--state-dir", &desk.state()]);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    assert!(lines.any(|line| line.expect("a line").contains("backup BUILDING")));
    drop(lines);
    let ended = child.wait_with_output().expect("its end");
    assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(4), &b""[..]));
}

#[test]
fn a_token_that_dies_in_a_pipe_is_taken_anew_from_its_file() {
    let service = Service::at_speed(Scenario::TokenExpires, 2.0);
    let (backup, _) = made_elsewhere(&service);
    let old = service.token();
    let desk = Desk::new(&old);
    let mut watch = watch_id(&service, &desk, &backup);
    let said = watch.wait("HTTP 401");
    assert!(said.contains("its file is read again before each reading"), "{said}");
    let new = service.renew_token();
    desk.put_token(&new);
    watch.wait("reading works again");
    let (code, lines, errors) = watch.end();
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{lines:#?}");
    assert_plain(&lines, &old);
    assert_plain(&lines, &new);
}

#[test]
fn a_service_that_refuses_to_show_it_ends_it_with_1() {
    let service = Service::of(Scenario::Smooth);
    let endpoint = format!("{}/elsewhere", service.endpoint());
    let desk = Desk::new(&service.token());
    let args = [
        "watch",
        "no-such-backup",
        "--endpoint",
        &endpoint,
        "--project-id",
        &service.project_id(),
        "--token-file",
        &desk.token_file(),
    ];
    let (code, lines, errors) = Piped::start(&args).end();
    assert_eq!((code, errors.as_str()), (Some(1), ""), "{lines:#?}");
    assert!(
        lines.last().is_some_and(|line| line.contains(
            "given up: the service refuses to show \
        it (HTTP 404"
        )),
        "{lines:#?}"
    );
}

#[test]
fn an_operation_is_taken_up_after_its_program_was_killed() {
    each(&[("accepted", Scenario::Smooth), ("lost", Scenario::LostMade)], |scenario| {
        let service = Service::at_speed(*scenario, 4.0);
        let desk = Desk::new(&service.token());
        let mut first = desk.guided(&service);
        let answered =
            if *scenario == Scenario::Smooth { "Backup ID" } else { "Was it created?  UNKNOWN" };
        first.wait(answered);
        first.pty.signal(Signal::KILL);
        first.pty.wait_exit(SOON).expect("its end");
        let operation = desk.operation();
        let mut watch = desk.watch_operation(&operation.to_lowercase());
        let (code, lines, errors) = watch.end();
        assert_eq!((code, errors.as_str()), (Some(0), ""), "{lines:#?}");
        let made = &service.backups_made()[0];
        for id in [made.backup_id.as_str(), made.job_id.as_str(), &operation] {
            assert!(lines.iter().any(|line| line.contains(id)), "{id}: {lines:#?}");
        }
        assert!(
            lines.iter().any(|line| line.ends_with(&format!(
                "project {} at {}",
                service.project_id(),
                service.endpoint()
            ))),
            "{lines:#?}"
        );
        assert_plain(&lines, &service.token());
        assert!(desk.journal()[0].to_str().is_some_and(|path| path.contains("/done/")));
        let events = desk.lines();
        assert!(events.iter().any(|event| matches!(event, Event::Resumed { .. })), "{events:#?}");
        assert!(matches!(events.last(), Some(Event::Completed { .. })), "{events:#?}");
        assert_eq!(service.creates_received(), 1, "a watch sends nothing");
        // Once more: it has ended, and nothing is asked for that.
        let (code, lines, _) =
            Piped::start(&["watch", &operation, "--state-dir", &desk.state()]).end();
        assert_eq!(code, Some(0), "{lines:#?}");
        assert!(lines.last().is_some_and(|line| line.contains("backup COMPLETED")), "{lines:#?}");
    });
}

#[test]
fn two_programs_follow_one_operation_and_both_see_its_end() {
    let service = Service::at_speed(Scenario::Smooth, 2.0);
    let desk = Desk::new(&service.token());
    let mut first = desk.guided(&service);
    let (backup, _) = first.ids();
    let mut by_number = desk.watch_operation(&desk.operation());
    // The backup ID is that of an operation of this journal: it is the same.
    let mut by_backup = desk.watch_operation(&backup);
    by_number.wait("resumed");
    by_backup.wait("resumed");
    for watch in [&mut by_number, &mut by_backup] {
        let (code, lines, errors) = watch.end();
        assert_eq!((code, errors.as_str()), (Some(0), ""), "{lines:#?}");
    }
    first.completed();
    assert_eq!(first.leave().0, Exit::Code(0));
    assert_eq!(desk.journal().len(), 1);
    let events = desk.lines();
    let ends = events.iter().filter(|event| matches!(event, Event::Completed { .. })).count();
    let resumed = events.iter().filter(|event| matches!(event, Event::Resumed { .. })).count();
    assert_eq!((ends, resumed, service.creates_received()), (3, 2, 1), "{events:#?}");
}

#[test]
fn an_operation_of_another_place_than_the_configured_one_is_refused_in_a_sentence() {
    let service = Service::of(Scenario::Smooth);
    let desk = Desk::new(&service.token());
    let mut first = desk.guided(&service);
    first.ids();
    let operation = desk.operation();
    let watch = |option: &str, value: &str| {
        Piped::start(&[
            "watch",
            &operation,
            "--token-file",
            &desk.token_file(),
            "--state-dir",
            &desk.state(),
            option,
            value,
        ])
        .end()
    };
    for (option, value) in
        [("--project-id", "f".repeat(32)), ("--endpoint", "https://far.example".to_owned())]
    {
        let (code, lines, errors) = watch(option, &value);
        assert_eq!((code, lines.len()), (Some(2), 0), "{lines:#?}");
        assert!(
            errors.contains(&service.project_id())
                && errors.contains(&value)
                && errors.lines().count() == 1,
            "{errors}"
        );
    }
    let (code, _, _) = watch("--project-id", &service.project_id());
    assert_eq!(code, Some(0), "the same place may be said");
    assert_eq!(first.leave().0, Exit::Code(0));
}

#[test]
fn what_is_missing_is_said_in_a_sentence() {
    let project = "f".repeat(32);
    for (args, missing) in [
        (&["watch", "some-backup"][..], "--endpoint URL"),
        (&["watch", "some-backup", "--region", "ap-southeast-1"], "--project-id"),
        (
            &["watch", "some-backup", "--region", "ap-southeast-1", "--project-id", &project],
            "--token-file",
        ),
    ] {
        let (code, lines, errors) = Piped::start(args).end();
        assert_eq!((code, lines.len()), (Some(2), 0), "{args:?}");
        assert!(errors.contains(missing) && errors.lines().count() == 1, "{errors}");
    }
    let (code, _, errors) = Piped::start(&["watch", " "]).end();
    assert_eq!(code, Some(2));
    assert!(errors.contains("give a backup ID, or the six characters of an operation"), "{errors}");
    let (code, _, errors) = Piped::start(&["--endpoint", "https://far.example"]).end();
    assert_eq!(code, Some(2));
    assert!(
        ["`watch`", "`log`", "`verify`", "`simulator`"].iter().all(|it| errors.contains(it)),
        "{errors}"
    );
}

#[test]
fn help_tells_what_watch_takes_and_how_it_ends() {
    let help = |args: &[&str]| {
        let (code, lines, _) = Piped::start(args).end();
        assert_eq!(code, Some(0));
        lines.join("\n")
    };
    assert!(help(&["--help"]).contains("watch"));
    let watch = help(&["watch", "--help"]);
    for word in [
        "BACKUP_ID|OPERATION",
        "--lines",
        "--token-file",
        "--state-dir",
        "--region",
        "--ascii",
        "Exit status: 0 COMPLETED",
        "5 FAILED",
    ] {
        assert!(watch.contains(word), "{word}: {watch}");
    }
    assert!(!watch.contains("--demo") && !watch.contains("--no-journal"), "{watch}");
}

#[test]
fn a_journal_that_cannot_be_read_hides_no_operation() {
    let desk = Desk::new("some-token");
    let operations = Path::new(&desk.state()).join("operations");
    fs::create_dir_all(&operations).expect("a folder");
    let file = operations.join("20261123T173220Z-7F3K9Q.jsonl");
    fs::write(&file, "{\"v\":1,\"op\":\"7F3K9Q\"").expect("a file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a mode");
    let (code, _, errors) = desk.watch_operation("7F3K9Q").end();
    assert_eq!(code, Some(3));
    assert!(errors.contains("holds nothing reliable about 7F3K9Q"), "{errors}");
    assert!(file.exists());
}
