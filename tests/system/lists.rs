//! `geminidb-backup backups`, `instances` and `watch --json` as a script runs them: each line is
//! what its schema says, what could not be read is said, and no secret is.

use std::{
    collections::HashSet,
    fs,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::Path,
    process::{Command, Stdio},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use geminidb_backup::{
    core::base::time::UtcTime,
    simulator::{Options, Scenario},
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    pty::watch::made_elsewhere,
    support::{
        echo::{self, FORMS, leaked},
        operator::{Launch, each},
        piped::Piped,
        readers::{agrees_with_jq, by_python},
        service::Service,
        tap::{Pass, Step, Tap},
        watched::{Watched, answer},
    },
};

const FORMS_OF_LISTS: [&str; 4] = ["table", "json", "jsonl", "csv"];

/// A state folder, and how a script runs the program with it.
struct Desk {
    folder: TempDir,
}

/// What a command came to: its status, its lines, what it said about errors.
type Ended = (Option<i32>, Vec<String>, String);

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn state(&self) -> String {
        self.folder.path().join("state").to_str().expect("a readable path").to_owned()
    }

    /// Runs a command at this endpoint to its end, with the token in a variable.
    fn run_at(&self, endpoint: &str, service: &Service, args: &[&str]) -> Ended {
        let (project, token) = (service.project_id(), service.token());
        let place =
            ["--endpoint", endpoint, "--project-id", &project, "--state-dir", &self.state()];
        Piped::start_in(&[args, &place].concat(), &[("HW_AUTH_TOKEN", &token)]).end()
    }

    fn run(&self, service: &Service, args: &[&str]) -> Ended {
        self.run_at(&service.endpoint(), service, args)
    }

    /// The objects of `jsonl`, each as its schema says.
    fn objects(&self, service: &Service, args: &[&str]) -> Vec<Value> {
        let (status, lines, errors) = self.run(service, &[args, &["--format", "jsonl"]].concat());
        assert_eq!((status, errors.as_str()), (Some(0), ""));
        valid(args[0], &lines)
    }
}

/// Reads JSON lines of a command, which have to be what its schema says.
#[track_caller]
fn valid(command: &str, lines: &[String]) -> Vec<Value> {
    let schema = match command {
        "backups" => include_str!("../../assets/backup.schema.json"),
        "instances" => include_str!("../../assets/instance.schema.json"),
        _ => include_str!("../../assets/watch.schema.json"),
    };
    let schema = serde_json::from_str(schema).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let read = |line: &String| {
        let object: Value = serde_json::from_str(line).expect("JSON");
        if let Err(error) = schema.validate(&object) {
            panic!("{error}: {line}");
        }
        object
    };
    let objects: Vec<Value> = lines.iter().map(read).collect();
    assert_ne!(agrees_with_jq(lines, &objects), Some(false), "{lines:#?}");
    objects
}

fn with(faults: &[&str]) -> Service {
    let faults = faults.iter().map(|fault| fault.parse().expect("a fault")).collect();
    Service::with(Options { faults, speed: 50.0, ..Options::default() })
}

fn ids(objects: &[Value]) -> HashSet<String> {
    let id = |object: &Value| object["backup_id"].as_str().expect("an ID").to_owned();
    let ids: HashSet<String> = objects.iter().map(id).collect();
    assert_eq!(ids.len(), objects.len(), "each once");
    ids
}

#[test]
fn the_lists_are_told_in_every_form_and_which_backup_is_from_here() {
    let (service, desk) = (with(&["backups=250"]), Desk::new());
    let mut operator = Launch::live(&service).args(&["--state-dir", &desk.state()]).start();
    operator.begin();
    operator.back_up("cass-docs-01", "pre-change");
    let (backup, _) = operator.ids();
    operator.completed();
    operator.leave();
    let (elsewhere, _) = made_elsewhere(&service);

    let all = desk.objects(&service, &["backups"]);
    let known = ids(&all);
    assert!(all.len() > 8 * 250 && known.contains(&backup) && known.contains(&elsewhere));
    let of = |id: &str| all.iter().find(|row| row["backup_id"] == id).expect("a row");
    let row = of(&backup);
    assert_eq!((&row["from_here"], &row["kind"]), (&json!(true), &json!("manual")));
    assert_eq!((&row["state"], &row["outcome"]), (&json!("COMPLETED"), &json!("COMPLETED")));
    assert!(row["operation"].is_string(), "{row}");
    assert_eq!(row["instance_id"], service.instance("cass-docs-01"));
    let others: Vec<_> = all.iter().filter(|row| row["from_here"] != json!(false)).collect();
    assert_eq!(others.len(), 1, "{others:?}");
    let begun: Vec<&str> = all.iter().filter_map(|row| row["begun"].as_str()).collect();
    assert!(begun.is_sorted_by(|newer, older| newer >= older), "newest first");

    let id = service.instance("cass-docs-01");
    for name in ["cass-docs-01", &id] {
        let part = desk.objects(&service, &["backups", "--instance", name]);
        assert!(part.len() > 250 && part.iter().all(|row| row["instance_id"] == id), "{name}");
    }
    let kinds = ["manual", "automated"].map(|kind| {
        let part = desk.objects(&service, &["backups", "--kind", kind]);
        assert!(!part.is_empty() && part.iter().all(|row| row["kind"] == kind), "{kind}");
        part.len()
    });
    assert_eq!(kinds.iter().sum::<usize>(), all.len());
    let recent = desk.objects(&service, &["backups", "--since", "5m", "--kind", "manual"]);
    assert_eq!(ids(&recent), HashSet::from([backup.clone(), elsewhere]));

    for form in FORMS_OF_LISTS {
        let (status, lines, errors) =
            desk.run(&service, &["backups", "--since", "5m", "--format", form]);
        assert_eq!((status, errors.as_str()), (Some(0), ""), "{form}");
        let text = lines.join("\n");
        for wanted in ["COMPLETED", backup.as_str(), "pre-change", "manual"] {
            assert!(text.contains(wanted), "{form}: {wanted}: {text}");
        }
        let (_, lines, _) = desk.run(&service, &["instances", "--format", form]);
        assert!(lines.join("\n").contains(&id), "{form}");
    }
    let names: Vec<Value> =
        desk.objects(&service, &["instances"]).iter().map(|row| row["name"].clone()).collect();
    assert_eq!(names, service.instances().iter().map(|i| json!(i.name)).collect::<Vec<_>>());
    assert_eq!(service.creates_received(), 2, "no command of these sends");
}

#[test]
fn what_cannot_be_read_is_said_and_never_looks_like_none() {
    let cases = [
        ("403 of backups", ("backups", &["backups=403x99"][..], "nosql:backup:list")),
        ("403 of instances", ("instances", &["instances=403x99"], "nosql:instance:list")),
        ("401", ("instances", &["instances=401x99"], "HTTP 401")),
        ("429", ("backups", &["backups=429x99"], "HTTP 429")),
        ("no answer", ("instances", &["instances=resetx99"], "instances not read: ")),
        ("no JSON", ("backups", &["backups=200-not-jsonx99"], "not JSON")),
    ];
    each(&cases, |(command, faults, said)| {
        let (service, desk) = (with(faults), Desk::new());
        for form in ["csv", "json"] {
            let (status, lines, errors) = desk.run(&service, &[command, "--format", form]);
            assert_eq!((status, &lines[..]), (Some(3), &[][..]), "{form}: {errors}");
            assert!(errors.contains(said) && errors.contains("the list is incomplete"), "{errors}");
        }
        assert!(!Path::new(&desk.state()).exists(), "no folder is made");
    });
}

/// One 429 is waited for; it is no trouble.
#[test]
fn a_call_too_many_is_asked_again() {
    let (service, desk) = (with(&["backups=429"]), Desk::new());
    assert!(!desk.objects(&service, &["backups"]).is_empty());
}

#[test]
fn a_connection_that_breaks_between_pages_leaves_the_pages_before() {
    let (service, desk) = (with(&["backups=250"]), Desk::new());
    let whole = ids(&desk.objects(&service, &["backups"]));
    let pages = AtomicUsize::new(0);
    let tap = Tap::to(&service.endpoint(), move |step, exchange| {
        let is_instance_level = exchange.target.contains("type=Instance");
        let third = step == Step::Received
            && is_instance_level
            && pages.fetch_add(1, Ordering::SeqCst) >= 2;
        if third { Pass::Drop } else { Pass::On }
    });
    let endpoint = format!("http://{}", tap.address());
    let (status, lines, errors) =
        desk.run_at(&endpoint, &service, &["backups", "--format", "jsonl"]);
    assert_eq!(status, Some(3), "{errors}");
    assert!(errors.contains("instance-level backups not read: "), "{errors}");
    assert!(!errors.contains("table-level backups"), "that list came: {errors}");
    let rows = valid("backups", &lines);
    let part = ids(&rows);
    assert!((100..400).contains(&part.len()) && part.is_subset(&whole), "{}", part.len());
    let of_instances = rows.iter().filter(|row| row["level"] == "instance").count();
    assert_eq!(of_instances, 0, "a row without names may stand in the other list, too");
}

#[test]
fn a_journal_that_cannot_be_read_makes_nobody_a_stranger() {
    let (service, desk) = (with(&[]), Desk::new());
    let operations = Path::new(&desk.state()).join("operations");
    let mut private = fs::DirBuilder::new();
    private.recursive(true).mode(0o700).create(&operations).expect("a folder");
    let file = operations.join("20261128T010203Z-7F3K9Q.jsonl");
    fs::write(&file, "not a line of this program\n").expect("a file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a mode");
    let look = |said: &str| {
        let (status, lines, errors) = desk.run(&service, &["backups", "--format", "jsonl"]);
        assert!(status == Some(3) && errors.contains(said), "{errors}");
        let rows = valid("backups", &lines);
        assert!(!rows.is_empty() && rows.iter().all(|row| row["from_here"].is_null()));
    };
    look("1 file of the journal cannot be read");
    fs::remove_dir_all(&operations).expect("a folder");
    fs::write(&operations, "no folder").expect("a file");
    look("the journal cannot be read");
}

/// A service whose names are of the worst, and which has two instances of one name.
async fn hostile() -> Watched {
    let instance = |n: u8, name: &str| {
        json!({
            "id": format!("{:032x}in06", n), "name": name, "status": "normal",
            "datastore": { "type": "=cmd|' /C calc'!A1", "version": "\u{1b}[2J\",\r\n" },
            "actions": ["`$(id)`", "a,b"], "groups": [],
        })
    };
    let backup = |n: u8, name: &str, kind: Value| {
        json!({
            "id": format!("{:032x}br06", n), "name": name, "type": kind, "size": 1,
            "instance_id": format!("{:032x}in06", 1), "instance_name": HOSTILE[0],
            "status": "COMPLETED", "begin_time": "2026-11-01T00:00:00+0000",
        })
    };
    let instances: Vec<Value> = [HOSTILE[0], HOSTILE[1], "twice", "twice"]
        .into_iter()
        .zip(1..)
        .map(|(name, n)| instance(n, name))
        .collect();
    let kinds = [json!("Manual"), json!("Auto"), Value::Null].into_iter().cycle();
    let backups: Vec<Value> =
        HOSTILE.iter().zip(1..).zip(kinds).map(|((name, n), kind)| backup(n, name, kind)).collect();
    Watched::start(move |request, _| {
        let first = request.head.contains("offset=0");
        let is = |text: &str| request.head.contains(text);
        let rows = |rows: &[Value]| if first { json!(rows) } else { json!([]) };
        let body = if is("/backups?") {
            json!({ "backups": rows(if is("type=Instance") { &backups } else { &[] }) })
        } else {
            json!({ "instances": rows(&instances) })
        };
        async move { answer("200 OK", "Content-Type: application/json\r\n", &body.to_string()) }
    })
    .await
}

const HOSTILE: [&str; 6] = [
    "a\",\"b\r\n=1+1\u{1b}[2J\u{202e}",
    "@SUM(A1)`{\"state\":\"COMPLETED\"}",
    "备份实例-一",
    "-x'; DROP TABLE t",
    "e\u{301}\u{200b}\u{2028}",
    "|a|b|",
];

#[test]
fn no_name_breaks_out_of_its_field_and_one_of_two_is_asked_for() {
    // The thread serves for as long as the test program runs.
    let (tell, url) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            tell.send(hostile().await.url()).expect("somebody waits");
            std::future::pending::<()>().await;
        });
    });
    let url = url.recv().expect("a service");
    let (service, desk) = (with(&[]), Desk::new());
    for (command, number) in [("backups", HOSTILE.len()), ("instances", 4)] {
        for form in FORMS_OF_LISTS {
            let (status, lines, errors) = desk.run_at(&url, &service, &[command, "--format", form]);
            assert_eq!((status, errors.as_str()), (Some(0), ""), "{command} {form}");
            let heading = usize::from(matches!(form, "table" | "csv"));
            let end = usize::from(form == "json");
            assert_eq!(lines.len(), number + heading + end, "{command} {form}: {lines:#?}");
            let all = lines.join("");
            assert!(!all.contains(char::is_control) && !all.contains('\u{202e}'), "{all}");
            match form {
                "jsonl" => drop(valid(command, &lines)),
                "json" => {
                    let all: Vec<Value> = serde_json::from_str(&lines.join("\n")).expect("JSON");
                    assert_eq!(all.len(), number);
                }
                "csv" => {
                    let text = lines.join("\n");
                    let mut reader = csv::Reader::from_reader(text.as_bytes());
                    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
                    let cells = rows.iter().flatten();
                    assert!(!cells.into_iter().any(|cell| cell.starts_with(['=', '@', '-', '+'])));
                    assert_eq!(rows.len(), number);
                    if let Some(read) = by_python(&lines) {
                        let rows = rows.iter().map(|row| row.iter().map(str::to_owned).collect());
                        assert_eq!(read[1..], rows.collect::<Vec<Vec<String>>>());
                    }
                }
                _ => assert!(all.contains("备份实例-一") || command == "instances", "{all}"),
            }
        }
    }
    // Neither kind is told of a third of the backups.
    let (status, lines, errors) =
        desk.run_at(&url, &service, &["backups", "--kind", "manual", "--format", "jsonl"]);
    let kinds: HashSet<String> =
        valid("backups", &lines).iter().map(|row| row["kind"].to_string()).collect();
    assert_eq!(kinds, HashSet::from(["\"manual\"".to_owned(), "null".to_owned()]));
    assert!(status == Some(3) && errors.contains("2 backups told neither"), "{errors}");

    let (status, lines, errors) = desk.run_at(&url, &service, &["backups", "--instance", "twice"]);
    assert_eq!((status, &lines[..]), (Some(2), &[][..]));
    for n in [3, 4] {
        assert!(errors.contains(&format!("{n:032x}in06")), "{errors}");
    }
}

#[test]
fn wrong_usage_is_2_and_says_what_is_wrong() {
    let (service, desk) = (with(&[]), Desk::new());
    for (args, said) in [
        (&["backups", "--instance", "no-such"][..], "no instance has the ID or the name no-such"),
        (&["backups", "--since", "yesterday"], "give an age"),
        (&["backups", "--kind", "both"], "manual"),
        (&["instances", "--format", "xml"], "jsonl"),
        (&["instances", "--instance", "x"], "--instance"),
    ] {
        let (status, lines, errors) = desk.run(&service, args);
        assert_eq!((status, &lines[..]), (Some(2), &[][..]), "{args:?}");
        assert!(errors.contains(said), "{args:?}: {errors}");
    }
    for command in ["backups", "instances"] {
        let (status, _, errors) = Piped::start(&[command]).end();
        assert!(status == Some(2) && errors.contains("--endpoint URL"), "{errors}");
    }
}

/// By which clock the service goes is the service's matter.
#[test]
fn an_age_is_counted_by_the_services_clock() {
    for clock in ["clock=ahead-7200s", "clock=behind-7200s"] {
        let (service, desk) = (with(&[clock]), Desk::new());
        let all = desk.objects(&service, &["backups"]);
        let apart = if clock.contains("ahead") { 7_200 } else { -7_200 };
        for row in all.iter().take(2) {
            let begun = row["begun"].as_str().and_then(UtcTime::parse).expect("a time");
            let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
            let minutes = (now as i64 + apart - begun.unix()) / 60;
            let since = |minutes: i64| {
                let age = format!("{minutes}m");
                desk.objects(&service, &["backups", "--since", &age])
            };
            assert!(
                since(minutes + 2).iter().any(|other| other["backup_id"] == row["backup_id"]),
                "{clock} {row}"
            );
            assert!(
                since(minutes - 2).iter().all(|other| other["backup_id"] != row["backup_id"]),
                "{clock} {row}"
            );
        }
    }
}

/// Backups may outlive their instance: only where there are none is the instance looked for.
#[test]
fn an_id_that_no_instance_has_is_no_empty_list() {
    let (service, desk) = (with(&[]), Desk::new());
    let gone = "0123456789abcdef0123456789abcdefin06";
    let (status, lines, errors) = desk.run(&service, &["backups", "--instance", gone]);
    assert_eq!((status, &lines[..]), (Some(2), &[][..]));
    assert!(errors.contains(&format!("no instance has the ID or the name {gone}")), "{errors}");
    let known = service.instances()[0].id.to_string();
    let args = ["backups", "--instance", &known, "--since", "0m", "--format", "json"];
    assert_eq!(desk.run(&service, &args), (Some(0), vec!["[]".to_owned()], String::new()));

    let (service, desk) = (with(&["instances=403x99"]), Desk::new());
    let (status, _, errors) = desk.run(&service, &["backups", "--instance", gone]);
    assert!(status == Some(3) && errors.contains("instances not read"), "{errors}");
}

#[test]
fn an_answer_that_cannot_be_written_ends_with_3() {
    let service = with(&[]);
    let (endpoint, project) = (service.endpoint(), service.project_id());
    let place = ["--endpoint", &endpoint, "--project-id", &project];
    let cases = [
        ("verify", (&["verify", "no-such-backup"][..], &place[..])),
        ("verify --json", (&["verify", "no-such-backup", "--json"], &place)),
        ("backups", (&["backups"], &place)),
        ("instances", (&["instances", "--format", "json"], &place)),
        ("watch", (&["watch", "no-such-backup", "--lines"], &place)),
        ("doctor", (&["doctor"], &place)),
        ("log", (&["log", "--format", "json"], &[])),
    ];
    each(&cases, |(args, place)| {
        let home = tempfile::tempdir().expect("a folder");
        let full = fs::File::options().write(true).open("/dev/full").expect("a device");
        let ended = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"))
            .args(*args)
            .args(*place)
            .env_clear()
            .env("HOME", home.path())
            .env("HW_AUTH_TOKEN", service.token())
            .stdin(Stdio::null())
            .stdout(full)
            .output()
            .expect("its end");
        let errors = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(3), "{errors}");
        let said = errors.contains("lines cannot be written: No space left on device");
        assert!(said || args[0] == "watch", "{errors}");
    });
}

#[test]
fn a_pipe_that_nobody_reads_ends_them_quietly() {
    let doctor = |form: &[&str]| {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let home = tempfile::tempdir().expect("a folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"));
        command.arg("doctor").args(form).env_clear().env("HOME", home.path());
        command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped());
        command.output().expect("its end").stderr
    };
    assert_eq!([doctor(&[]), doctor(&["--json"])], [b"", b""]);
    let service = with(&["backups=250"]);
    let cases = ["backups", "instances"].map(|command| (command, command));
    each(&cases, |command| {
        for form in FORMS_OF_LISTS {
            let home = tempfile::tempdir().expect("a folder");
            let (reader, writer) = std::io::pipe().expect("a pipe");
            drop(reader);
            let ended = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"))
                .args([command, "--format", form, "--endpoint", &service.endpoint()])
                .args(["--project-id", &service.project_id()])
                .env_clear()
                .env("HOME", home.path())
                .env("HW_AUTH_TOKEN", service.token())
                .stdin(Stdio::null())
                .stdout(writer)
                .stderr(Stdio::piped())
                .output()
                .expect("its end");
            assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]));
        }
    });
}

#[test]
fn a_watch_in_json_is_all_that_a_script_needs() {
    let cases = [
        ("completed", (Scenario::Smooth, "COMPLETED", 0)),
        ("failed", (Scenario::Failed, "FAILED", 5)),
    ];
    each(&cases, |(scenario, outcome, exit)| {
        let (service, desk) = (Service::at_speed(*scenario, 4.0), Desk::new());
        let (backup, job) = made_elsewhere(&service);
        let (status, lines, errors) = desk.run(&service, &["watch", &backup, "--json"]);
        assert_eq!((status, errors.as_str()), (Some(*exit), ""), "{lines:#?}");
        let events = valid("watch", &lines);
        let (last, before) = events.split_last().expect("a line");
        assert_eq!((&last["outcome"], &last["exit_status"]), (&json!(outcome), &json!(exit)));
        assert_eq!((&last["backup_id"], &last["job_id"]), (&json!(backup), &json!(job)));
        assert_eq!(last["backup_state"], json!(outcome));
        assert!(before.iter().all(|event| event["exit_status"].is_null()), "{lines:#?}");
        let told = before.iter().any(|event| event["percent"].is_number());
        assert!(told || *outcome == "FAILED", "{lines:#?}");
        assert!(before[0]["outcome"].is_null(), "nothing was read yet: {}", lines[0]);
        // Once it has ended, one reading says the same.
        let (status, lines, _) = desk.run(&service, &["watch", &backup, "--json", "--once"]);
        let events = valid("watch", &lines);
        let last = events.last().expect("a line");
        assert_eq!((status, &last["outcome"]), (Some(*exit), &json!(outcome)));
    });
    let (service, desk) = (with(&[]), Desk::new());
    let (status, lines, _) = desk.run(&service, &["watch", "no-such-backup", "--json", "--once"]);
    let events = valid("watch", &lines);
    let last = events.last().expect("a line");
    assert!(last["outcome"].is_null() && last["exit_status"] == json!(status), "{last}");
    assert_ne!(status, Some(0));
}

/// A gateway that writes back what it was sent, before the service. No status that is asked again.
#[test]
fn nothing_that_is_written_back_shows_a_secret() {
    let (service, desk) = (with(&[]), Desk::new());
    let (token, key) = (service.token(), service.sk());
    let statuses = [400, 404, 200, 403, 404, 409, 202, 404, 400, 403];
    let cases: Vec<_> =
        FORMS.into_iter().zip(statuses).map(|(form, n)| (form.0, (form.1, n))).collect();
    each(&cases, |(form, status)| {
        let status = *status;
        let gateway = echo::start(&service.endpoint(), &key, *form, move |_, _| Some(status));
        let keys = [("HUAWEICLOUD_SDK_AK", service.ak()), ("HUAWEICLOUD_SDK_SK", service.sk())];
        let by_token = vec![("HW_AUTH_TOKEN", token.clone())];
        for env in [by_token, keys.to_vec()] {
            for command in [
                &["backups"][..],
                &["backups", "--instance", "cass-docs-01"],
                &["instances", "--format", "json"],
                &["watch", "some-backup", "--json", "--once"],
            ] {
                let project = service.project_id();
                let place = ["--endpoint", &gateway, "--project-id", &project];
                let state = ["--state-dir", &desk.state()];
                let env: Vec<(&str, &str)> = env.iter().map(|(n, v)| (*n, v.as_str())).collect();
                let (code, lines, errors) =
                    Piped::start_in(&[command, &place, &state].concat(), &env).end();
                assert_ne!(code, Some(0), "{command:?}: {lines:?}");
                let said = format!("{} {errors}", lines.join(" "));
                for secret in [&token, &key] {
                    assert_eq!(leaked(secret, &said), None, "{command:?}: {said}");
                }
            }
        }
    });
}
