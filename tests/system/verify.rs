//! `geminidb-backup verify` as a script runs it, against the service over loopback.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Output, Stdio},
    time::Duration,
};

use geminidb_backup::{
    core::base::ids::InstanceId,
    simulator::{Options, Scenario},
};
use rustix::process::Signal;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{
    operator::{Launch, SOON, each},
    piped::Piped,
    pty::until,
    service::Service,
    watched::{Watched, answer},
};

const INSTANCE: &str = "cass-docs-01";
const WHOLE: &str = r#"{"name":"pre-change","description":"d"}"#;
const TABLES: &str = r#"{"name":"pre-change","description":"d","database_tables":
    [{"database_name":"databaseNameA","table_names":["table_A"]},{"database_name":"reference"}]}"#;

/// A script's folder: the token in a private file, lists of names, a state folder.
struct Desk {
    folder: TempDir,
    args: Vec<String>,
    token: String,
}

/// The end of a run.
struct Ended {
    status: Option<i32>,
    /// The last line, which is the verdict.
    verdict: String,
    said: String,
    errors: String,
}

impl Desk {
    fn at(endpoint: &str, project: &str, token: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("token");
        fs::write(&path, token).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
        let at = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
        let args = [
            "--endpoint",
            endpoint,
            "--project-id",
            project,
            "--token-file",
            &at("token"),
            "--state-dir",
            &at("state"),
        ];
        let args = args.map(str::to_owned).to_vec();
        Self { folder, args, token: token.to_owned() }
    }

    fn of(service: &Service) -> Self {
        Self::at(&service.endpoint(), &service.project_id(), &service.token())
    }

    fn list(&self, text: &str) -> String {
        let path = self.folder.path().join("list");
        fs::write(&path, text).expect("a file");
        path.to_str().expect("a path").to_owned()
    }

    fn args<'a>(&'a self, args: &[&'a str]) -> Vec<&'a str> {
        let own = self.args.iter().map(String::as_str);
        ["verify"].into_iter().chain(args.iter().copied()).chain(own).collect()
    }

    fn ended(&self, (status, lines, errors): (Option<i32>, Vec<String>, String)) -> Ended {
        let said = lines.join("\n");
        for text in [&said, &errors] {
            assert!(!text.contains(&self.token[..12]), "a part of the token was said");
            assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
        }
        Ended { status, verdict: lines.last().cloned().unwrap_or_default(), said, errors }
    }

    /// Runs `verify` to its end.
    #[track_caller]
    fn verify(&self, args: &[&str]) -> Ended {
        self.ended(Piped::start(&self.args(args)).end())
    }

    /// The same, with this on standard input.
    fn verify_with(&self, args: &[&str], input: &str) -> Ended {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().expect("the program");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("room");
        let Output { status, stdout, stderr } = child.wait_with_output().expect("its end");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        let lines = text(stdout).lines().map(str::to_owned).collect();
        self.ended((status.code(), lines, text(stderr)))
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"));
        command.args(self.args(args)).env_clear().env("HOME", self.folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Checks status and verdict, in words and as JSON.
    #[track_caller]
    fn expect(&self, args: &[&str], status: i32, verdict: &str) {
        let ended = self.verify(args);
        assert_eq!((ended.status, ended.errors.as_str()), (Some(status), ""), "{}", ended.said);
        assert!(ended.verdict.starts_with(verdict), "{}", ended.said);
        let json = self.verify(&[args, &["--json"]].concat());
        let read: Value = serde_json::from_str(&json.said).expect("one JSON object");
        assert_eq!((json.status, &read["exit"]), (Some(status), &Value::from(status)));
        assert_eq!(
            read["text"].as_str().expect("text").split(": ").next(),
            ended.verdict.split(": ").next()
        );
    }
}

fn with(faults: &[&str], world: &str) -> Service {
    let faults = faults.iter().map(|fault| fault.parse().expect("a fault")).collect();
    let world = world.parse().expect("a world");
    Service::with(Options { speed: 50.0, faults, world, ..Options::default() })
}

/// A backup of somebody else that has ended.
fn ended(service: &Service, body: &str) -> String {
    let (backup, _) = service.create(INSTANCE, body);
    // A backup takes half a second.
    service.advance(Duration::from_secs(1));
    backup
}

#[test]
fn the_state_of_the_backup_decides() {
    let cases = [
        ("completed", (Scenario::Smooth, 0, "HOLDS: every condition is known to hold")),
        ("failed", (Scenario::Failed, 1, "DOES NOT HOLD: completed: the service says FAILED")),
    ];
    each(&cases, |(scenario, status, verdict)| {
        let service = Service::of(*scenario);
        let desk = Desk::of(&service);
        let backup = ended(&service, WHOLE);
        desk.expect(&[&backup], *status, verdict);
        let all = ["--kind", "manual", "--name", "pre-change", "--newer-than", "2h"];
        let instance = service.instance(INSTANCE);
        for instance in [INSTANCE, &instance] {
            let args = [&[backup.as_str(), "--instance", instance][..], &all].concat();
            desk.expect(&args, *status, verdict);
            desk.expect(
                &[&["--latest", "--instance", instance][..], &all].concat(),
                *status,
                verdict,
            );
        }
        desk.expect(&[&backup, "--instance", "cass-audit-02"], 1, "DOES NOT HOLD: ");
        assert_eq!(service.creates_received(), 1, "it sends nothing");
    });
    let running = Service::at_speed(Scenario::Slow, 1.0);
    let desk = Desk::of(&running);
    let (backup, _) = running.create(INSTANCE, WHOLE);
    desk.expect(&[&backup], 1, "DOES NOT HOLD: completed: the service says BUILDING");
    desk.expect(&["--latest", "--instance", INSTANCE], 1, "DOES NOT HOLD: completed: ");
    desk.expect(&["no-such-backup"], 1, "DOES NOT HOLD: listed: the service lists no such backup");
}

#[test]
fn a_list_of_names_is_held_against_the_scope_that_the_service_tells() {
    let cases = [
        ("apart", ("", 0)),
        ("in both lists", ("table-rows=both", 0)),
        ("without names", ("echo=absent", 3)),
        ("without names in both", ("echo=absent,table-rows=both", 3)),
    ];
    each(&cases, |(world, status)| {
        let service = with(&[], world);
        let desk = Desk::of(&service);
        let backup = ended(&service, TABLES);
        let told = *status == 0;
        let untold = "NOT KNOWN: covers: the service does not say";
        for (list, status, verdict) in [
            ("databaseNameA.table_A", 0, "HOLDS: every condition"),
            ("databaseNameA.table_A\nreference.*", 3, "NOT KNOWN: existed: "),
            (
                "databaseNameA.table_A, databaseNameA.table_B",
                1,
                "DOES NOT HOLD: covers: not in the backup: ",
            ),
            (
                r#"{"database_tables":[{"database_name":"databaseNameA"}]}"#,
                1,
                "DOES NOT HOLD: covers",
            ),
            (r#"TRUNCATE TABLE "databaseNameA"."table_A";"#, 0, "HOLDS: every condition"),
        ] {
            let list = desk.list(list);
            let (status, verdict) = if told { (status, verdict) } else { (3, untold) };
            desk.expect(&[&backup, "--covers", &list], status, verdict);
        }
        let list = desk.list("reference.*");
        let allowed = [&backup, "--covers", &list, "--allow-unknown", "name,existed"];
        let passes = "HOLDS, but not known and let pass: existed";
        desk.expect(&allowed, if told { 0 } else { 3 }, if told { passes } else { untold });
    });
    let service = Service::of(Scenario::Smooth);
    let desk = Desk::of(&service);
    let backup = ended(&service, WHOLE);
    let ended = desk.verify_with(&[&backup, "--covers", "-"], "a.b\nc.*\n");
    assert_eq!(ended.status, Some(3));
    assert!(
        ended.said.contains("covers      the backup is of the whole instance"),
        "{}",
        ended.said
    );
    assert!(ended.verdict.contains("does not say that of a.b, c.*"), "{}", ended.verdict);
}

#[test]
fn wrong_usage_ends_with_2_before_any_call() {
    let service = Service::of(Scenario::Smooth);
    let desk = Desk::of(&service);
    let list = |text: &str| desk.list(text);
    for text in [
        "",
        "\n# nothing\n",
        "orders",
        "databaseNameA.table_A\norders\n",
        "all but databaseNameA.table_A",
    ] {
        let ended = desk.verify(&["no-such-backup", "--covers", &list(text)]);
        assert_eq!((ended.status, ended.said.as_str()), (Some(2), ""), "{text:?}");
        assert!(ended.errors.contains("--covers"), "{text:?}: {}", ended.errors);
        assert!(ended.errors.matches("not decided").count() <= 1, "{}", ended.errors);
    }
    let folder = desk.folder.path().to_str().expect("a path").to_owned();
    for args in [
        &[][..],
        &["--latest"],
        &["a", "--latest", "--instance", "b"],
        &["a", "--covers", "no-such-file"],
        &["a", "--covers", &folder],
        &["a", "--newer-than", "yesterday"],
        &["a", "--kind", "incremental"],
        &["a", "--allow-unknown", "completed"],
        &["a", "--allow-unknown", "covers,listed"],
    ] {
        let ended = desk.verify(args);
        assert_eq!((ended.status, ended.said.as_str()), (Some(2), ""), "{args:?}");
        assert!(!ended.errors.is_empty(), "{args:?}");
    }
    let args =
        ["verify", "a", "--covers", "-", "--token-file", "-", "--endpoint", "http://[::1]:1"];
    let (status, _, errors) = Piped::start(&args).end();
    assert!(status == Some(2) && errors.contains("cannot both be -"), "{errors}");
    let (token, project) = (&desk.args[5], &desk.args[3]);
    let args = ["verify", "a", "--project-id", project, "--token-file", token];
    assert_eq!(Piped::start(&args).end().0, Some(2), "no endpoint is told");
    assert_eq!(service.requests().len(), 0);
    let ended = desk.verify(&["--latest", "--instance", "cass"]);
    assert_eq!(ended.status, Some(2));
    assert!(ended.errors.contains("no instance has the ID or the name cass"), "{}", ended.errors);
}

#[test]
fn what_cannot_be_read_is_not_known() {
    let unread = "NOT KNOWN: listed: the list of instance-level backups not read";
    let cases = [
        ("403", ("", &[][..], "backups=403x99", unread)),
        ("429", ("", &[], "backups=429x99", unread)),
        ("a broken body", ("", &[], "backups=200-cutx99", unread)),
        ("no list", ("", &[], "backups=200-no-idsx99", unread)),
        ("lost always", ("", &[], "backups=resetx99", unread)),
        ("lost once", ("", &[], "backups=close", "HOLDS")),
        ("throttled once", ("", &[], "backups=429", "HOLDS")),
        ("lies", ("totals=page", &["page=50", "backups=250"], "who=503", "HOLDS")),
        ("is empty", ("totals=0", &["clock=ahead-1200s"], "who=503", "HOLDS")),
    ];
    each(&cases, |(world, from_the_start, strikes, verdict)| {
        let service = with(from_the_start, world);
        let desk = Desk::of(&service);
        let backup = ended(&service, WHOLE);
        for args in [&[backup.as_str()][..], &["--latest", "--instance", INSTANCE]] {
            service.inject_named(&strikes.parse().expect("a fault"));
            let ended = desk.verify(args);
            assert!(ended.verdict.starts_with(verdict), "{}", ended.said);
            assert_eq!(ended.status, Some(if *verdict == "HOLDS" { 0 } else { 3 }));
        }
    });
    let service = Service::of(Scenario::ListingRefused);
    let ended = Desk::of(&service).verify(&["--latest", "--instance", INSTANCE]);
    assert_eq!(ended.status, Some(3), "{}", ended.said);
    let unread = "NOT KNOWN: listed: instances not read";
    assert!(ended.verdict.starts_with(unread), "{}", ended.verdict);
    let endpoint = service.endpoint();
    let nowhere = Desk::at(&endpoint, &service.project_id(), &service.token());
    drop(service);
    nowhere.expect(&["a-backup"], 3, "NOT KNOWN: listed: the list of instance-level backups not");
}

#[test]
fn the_age_is_by_the_clock_of_the_service() {
    // A backup of this moment, which by this machine's clock begins in twenty minutes, or began
    // twenty minutes ago.
    each(&[("ahead", "clock=ahead-1200s"), ("behind", "clock=behind-1200s")], |clock| {
        let service = with(&[clock], "");
        let desk = Desk::of(&service);
        let backup = ended(&service, WHOLE);
        desk.expect(&[&backup, "--newer-than", "10m"], 0, "HOLDS: every condition");
        let instance = InstanceId::received(&service.instance(INSTANCE)).expect("an ID");
        let minutes = |n: u64| Duration::from_secs(60 * n);
        service.let_another_begin(&instance, "older", (minutes(15), minutes(1)));
        let latest = ["--latest", "--instance", INSTANCE, "--name", "pre-change"];
        desk.expect(&latest, 0, "HOLDS: every condition");
    });
}

/// Answers as the service would, with one backup of a whole instance and this head.
async fn scripted(headers: &'static str, begun: &'static str, tables: &'static str) -> Watched {
    Watched::start(move |request, _| async move {
        let row = format!(
            r#"{{"id":"a-backup","name":"n","instance_id":"{PLACE}","status":"COMPLETED",
                "type":"Manual","begin_time":"{begun}"}}"#
        );
        let none = r#"{"backups":[]}"#.to_owned();
        let list = format!(r#"{{"backups":[{row}]}}"#);
        let instance = |id: &str| format!(r#"{{"id":"{id}","name":"twice"}}"#);
        let (status, body) = match request.head.lines().next().unwrap_or_default() {
            line if line.contains("/instances") && line.contains("offset=0") => {
                let instances = [instance(PLACE), instance("another-instance")].join(",");
                ("200 OK", format!(r#"{{"instances":[{instances}]}}"#))
            }
            line if line.contains("/instances") => ("200 OK", r#"{"instances":[]}"#.to_owned()),
            line if line.contains("type=DatabaseTable") && tables.is_empty() => ("200 OK", none),
            line if line.contains("type=DatabaseTable") => (tables, "{}".to_owned()),
            line if line.contains("offset=0") => ("200 OK", list),
            _ => ("200 OK", none),
        };
        answer(status, headers, &body)
    })
    .await
}

#[tokio::test]
async fn a_list_that_tells_two_things_of_one_backup_proves_nothing() {
    let row = |id: &str, status: &str, minute: u32| {
        format!(
            r#"{{"id":"{id}","name":"n","instance_id":"{PLACE}","status":"{status}",
                "type":"Manual","begin_time":"2026-03-01T07:{minute:02}:00+0000"}}"#
        )
    };
    let (good, bad) = (row("a-backup", "COMPLETED", 1), row("a-backup", "FAILED", 2));
    let between: Vec<String> = (0..99).map(|n| row(&format!("b{n}"), "FAILED", 0)).collect();
    let far = [vec![good.clone()], between, vec![bad.clone()]].concat();
    for rows in [vec![good.clone(), bad.clone()], vec![bad, good], far] {
        let service = Watched::start(move |request, _| {
            let asked = request.head.lines().next().unwrap_or_default().to_owned();
            let offset = asked.split(['?', '&', ' ']).find_map(|part| part.strip_prefix("offset="));
            let from: usize = offset.and_then(|n| n.parse().ok()).unwrap_or_default();
            let to = rows.len().min(from + 100);
            let page = if asked.contains("type=Instance") { &rows[from.min(to)..to] } else { &[] };
            let body = format!(r#"{{"backups":[{}]}}"#, page.join(","));
            async move { answer("200 OK", CLOCK, &body) }
        })
        .await;
        let url = service.url();
        blocking(move || {
            let desk = at_script(&url);
            for args in [&["a-backup"][..], &["--latest", "--instance", PLACE]] {
                desk.expect(args, 3, "NOT KNOWN: listed: the list of instance-level backups");
            }
        })
        .await;
    }
}

fn at_script(url: &str) -> Desk {
    Desk::at(url, &"a".repeat(32), "a-token-of-many-letters")
}

/// Runs the program while this thread serves it.
async fn blocking<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(run).await.expect("no panic")
}

const PLACE: &str = "5d3f0c9a7be84216a1c0f2d4b6e8a013in06";
const CLOCK: &str = "Date: Sun, 01 Mar 2026 08:00:00 GMT\r\n";

#[tokio::test]
async fn one_list_alone_and_an_answer_without_a_clock_prove_nothing() {
    static AGE: [&str; 3] = ["a-backup", "--newer-than", "2h"];
    let unread = "NOT KNOWN: listed: the list of table-level backups not read";
    let hour = "2026-03-01T07:00:00+0000";
    for (headers, begun, tables, args, status, verdict) in [
        (CLOCK, hour, "", &AGE[..], 0, "HOLDS: every condition"),
        (CLOCK, "2026-03-01T08:00:01+0000", "", &AGE, 3, "NOT KNOWN: newer-than: begun 2026-03-01"),
        (CLOCK, "2026-03-01T06:00:00+0000", "", &AGE, 1, "DOES NOT HOLD: newer-than: begun"),
        (CLOCK, "", "", &AGE, 3, "NOT KNOWN: newer-than: the service does not say"),
        ("", hour, "", &AGE, 3, "NOT KNOWN: newer-than: the answer does not give the service's"),
        ("Date: soon\r\n", hour, "", &AGE, 3, "NOT KNOWN: newer-than: the answer does not"),
        (CLOCK, hour, "403 Forbidden", &AGE, 3, unread),
        (CLOCK, hour, "403 Forbidden", &["--latest", "--instance", PLACE], 3, unread),
        (CLOCK, "", "", &["--latest", "--instance", PLACE], 3, "NOT KNOWN: listed: any may be"),
        (CLOCK, hour, "", &["a-backup", "--instance", PLACE], 0, "HOLDS: every condition"),
    ] {
        let service = scripted(headers, begun, tables).await;
        let url = service.url();
        blocking(move || at_script(&url).expect(args, status, verdict)).await;
        let requests = service.requests();
        assert!(requests.iter().all(|request| request.head.starts_with("GET ")), "it reads");
    }
    let service = scripted(CLOCK, hour, "").await;
    let url = service.url();
    let ended =
        blocking(move || at_script(&url).verify(&["a-backup", "--instance", "twice"])).await;
    assert_eq!((ended.status, ended.said.as_str()), (Some(2), ""));
    for id in [PLACE, "another-instance"] {
        assert!(ended.errors.contains(id), "{}", ended.errors);
    }
}

#[test]
fn an_operation_is_judged_by_its_backup_and_one_without_a_backup_by_its_outcome() {
    let cases = [
        ("created", ("create=200", 0, "HOLDS: every condition")),
        ("refused", ("create=400-280277", 1, "DOES NOT HOLD: listed: operation ")),
        ("lost", ("create=close", 3, "NOT KNOWN: listed: operation ")),
    ];
    each(&cases, |(fault, status, verdict)| {
        let service = with(&[fault], "");
        let desk = Desk::of(&service);
        let state = desk.args.last().expect("a folder");
        let mut operator = Launch::live(&service).args(&["--state-dir", state]).start();
        operator.begin();
        operator.back_up(INSTANCE, "pre-change");
        match status {
            0 => operator.completed(),
            1 => operator.wait("created?  NO"),
            _ => operator.wait("UNKNOWN"),
        }
        operator.leave();
        let operations = Path::new(state).join("operations");
        let files = [operations.clone(), operations.join("done")].map(|folder| {
            let files = fs::read_dir(folder).into_iter().flatten().flatten();
            files.map(|file| file.path()).filter(|path| path.is_file()).collect::<Vec<_>>()
        });
        let file = files.concat().into_iter().next().expect("one operation");
        let name = file.file_stem().and_then(|name| name.to_str()).expect("a name");
        let operation = name.rsplit('-').next().expect("a number");
        desk.expect(&[operation], *status, verdict);
        assert_eq!(service.creates_received(), 1, "it sends nothing");

        // The place follows from the journal, and another one is refused.
        let token = &desk.args[5];
        let args = ["verify", operation, "--state-dir", state, "--token-file", token];
        let (alone, lines, _) = Piped::start(&args).end();
        assert_eq!(alone, Some(*status), "{lines:?}");
        let elsewhere = [&args[..], &["--endpoint", "https://elsewhere.example"]].concat();
        assert_eq!(Piped::start(&elsewhere).end().0, Some(2));

        fs::write(&file, "not a line of this program\n").expect("a file");
        desk.expect(&[operation], 3, "NOT KNOWN: listed: ");
    });
}

#[test]
fn a_wait_follows_the_backup_to_its_end_and_then_reads_once() {
    let cases = [
        ("completed", (Scenario::Smooth, 0, "HOLDS: every condition")),
        ("failed", (Scenario::Failed, 1, "DOES NOT HOLD: completed: the service says FAILED")),
        ("late", (Scenario::RowLags, 0, "HOLDS: every condition")),
    ];
    each(&cases, |(scenario, status, verdict)| {
        let service = Service::at_speed(*scenario, 4.0);
        let desk = Desk::of(&service);
        let (backup, _) = service.create(INSTANCE, WHOLE);
        let ended = desk.verify(&[&backup, "--wait", "--json", "--newer-than", "1h"]);
        let read: Value = serde_json::from_str(&ended.said).expect("JSON alone");
        assert_eq!((ended.status, &read["exit"]), (Some(*status), &Value::from(*status)));
        assert!(read["text"].as_str().expect("text").starts_with(verdict), "{read}");
        assert!(ended.errors.contains("backup BUILDING"), "{}", ended.errors);
    });
}

#[test]
fn a_wait_that_is_ended_before_the_backup_is_not_known() {
    let service = Service::at_speed(Scenario::Slow, 1.0);
    let desk = Desk::of(&service);
    let (backup, _) = service.create(INSTANCE, WHOLE);
    for args in [&[backup.as_str(), "--wait"][..], &["--latest", "--instance", INSTANCE, "--wait"]]
    {
        let before = service.requests().len();
        let mut verify = Piped::start(&desk.args(args));
        // Three reads of the two lists, of which the last follow the backup.
        until(SOON, "it follows", || service.requests().len() >= before + 8);
        verify.signal(Signal::TERM);
        let ended = desk.ended(verify.end());
        assert_eq!(ended.status, Some(3), "{}", ended.said);
        let left = format!("NOT KNOWN: listed: left before the backup {backup} had ended");
        assert_eq!(ended.verdict, left);
    }
    let quick = Service::at_speed(Scenario::Smooth, 4.0);
    let desk = Desk::of(&quick);
    quick.create(INSTANCE, WHOLE);
    let ended =
        desk.verify(&["--latest", "--instance", INSTANCE, "--wait", "--name", "pre-change"]);
    assert_eq!(ended.status, Some(0), "{}", ended.said);
}

#[test]
fn a_closed_pipe_is_quiet_and_changes_no_status() {
    let service = Service::of(Scenario::Smooth);
    let desk = Desk::of(&service);
    let backup = ended(&service, WHOLE);
    for (args, status) in [
        (&[backup.as_str()][..], 0),
        (&[&backup, "--json"], 0),
        (&[&backup, "--kind", "automated"], 1),
        (&["no-such-backup", "--json"], 1),
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let ended = desk.command(args).stdout(writer).output().expect("its end");
        assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(status), &b""[..]));
    }
}
