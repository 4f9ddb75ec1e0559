//! `--log FILE`: a line for each call, as the service counts them, and nothing of what is secret.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::{OpenOptionsExt, PermissionsExt, symlink},
    path::{Path, PathBuf},
    sync::LazyLock,
    time::Duration,
};

use geminidb_backup::{
    api::{Call, ClientSettings, Limits, NetworkOptions, Observer, ReadPolicy},
    simulator::Scenario,
};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    pty::watch::made_elsewhere,
    support::{
        basics::{SECRET, instance_id},
        client::client,
        disks::{Mount, fill, make_room, root, set_mode},
        operator::{Launch, SOON},
        piped::Piped,
        pty::{Exit, until},
        request::reviewed,
        service::Service,
        watched::{Watched, answer},
    },
};

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = include_str!("../../assets/call.schema.json");
    let schema = serde_json::from_str(schema).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
});

/// The lines of a file, each whole and valid.
pub fn calls(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).expect("a log");
    assert!(text.is_empty() || text.ends_with('\n'), "a torn line: {text:?}");
    let read = |line: &str| {
        let call: Value = serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}"));
        assert!(SCHEMA.is_valid(&call), "{call}");
        call
    };
    text.lines().map(read).collect()
}

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn private(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.at(name);
        let mut file = fs::OpenOptions::new();
        let mut file = file.create_new(true).write(true).mode(0o600).open(&path).expect("a file");
        file.write_all(content).expect("a file");
        path
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a readable path")
}

/// The first line of an operation's file, shortened.
const JOURNAL: &[u8] = b"{\"record\":\"intent\",\"time\":\"2026-03-01T08:15:30Z\"}\n";

fn doctor(service: &Service, log: &Path) -> Piped {
    doctor_at(service, log, &[])
}

fn doctor_at(service: &Service, log: &Path, more: &[&str]) -> Piped {
    let (endpoint, token) = (service.endpoint(), service.token());
    let args = ["doctor", "--online", "--endpoint", &endpoint, "--log", text(log)];
    let project = service.project_id();
    let args = [&args[..], more].concat();
    Piped::start_in(&args, &[("HW_AUTH_TOKEN", &token), ("HW_PROJECT_ID", &project)])
}

/// Method and path of each call that the service has received.
fn received(service: &Service) -> Vec<(String, String)> {
    let mut calls: Vec<_> =
        service.requests().into_iter().map(|request| (request.method, request.path)).collect();
    calls.sort();
    calls
}

fn told(calls: &[Value]) -> Vec<(String, String)> {
    let word = |call: &Value, key: &str| call[key].as_str().expect("text").to_owned();
    let tries = |call: &Value| usize::try_from(call["tries"].as_u64().expect("a number"));
    let each = |call: &Value| {
        vec![(word(call, "method"), word(call, "path")); tries(call).expect("a few")]
    };
    let mut calls: Vec<_> = calls.iter().flat_map(each).collect();
    calls.sort();
    calls
}

#[test]
fn every_call_of_a_backup_is_a_line_and_the_create_call_is_one() {
    let (service, desk) = (Service::of(Scenario::Smooth), Desk::new());
    let log = desk.at("calls.jsonl");
    let mut operator = Launch::live(&service).args(&["--log", text(&log)]).start();
    operator.begin();
    operator.back_up("cass-docs-01", "is-logged");
    operator.completed();
    let (_, said) = operator.leave();
    assert!(!said.contains("not every call"), "{said}");
    let calls = calls(&log);
    assert_eq!(told(&calls), received(&service));
    assert_eq!(fs::metadata(&log).expect("a file").permissions().mode() & 0o7777, 0o600);
    let creates: Vec<_> = calls.iter().filter(|call| call["method"] == "POST").collect();
    let [create] = creates[..] else { panic!("one create call: {creates:?}") };
    assert_eq!((&create["status"], &create["tries"]), (&Value::from(202), &Value::from(1)));
    assert!(create["request_id"].is_string() && create["bytes"].as_u64() > Some(50), "{create}");
    let all = fs::read_to_string(&log).expect("a log");
    for absent in [&service.token(), "is-logged", "cass-docs-01", "?", "limit", "Token"] {
        assert!(!all.contains(absent), "{absent}: {all}");
    }
}

#[test]
fn each_command_that_calls_and_the_demo_write_the_log() {
    let (service, desk) = (Service::of(Scenario::Smooth), Desk::new());
    let (backup, _) = made_elsewhere(&service);
    let (doctor_log, watch_log) = (desk.at("doctor"), desk.at("watch"));
    let (status, _, errors) = doctor(&service, &doctor_log).end();
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    assert!(calls(&doctor_log).len() >= 5, "{:?}", calls(&doctor_log));
    let (endpoint, project, token) = (service.endpoint(), service.project_id(), service.token());
    let args = ["watch", &backup, "--endpoint", &endpoint, "--project-id", &project];
    let env = [("HW_AUTH_TOKEN", token.as_str())];
    let args = [&args[..], &["--log", text(&watch_log)]].concat();
    let (status, _, errors) = Piped::start_in(&args, &env).end();
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    assert!(!calls(&watch_log).is_empty());
    let demo_log = desk.at("demo");
    let mut operator = Launch::demo("smooth", 60).args(&["--log", text(&demo_log)]).start();
    operator.wait("| read ");
    operator.leave();
    assert!(!calls(&demo_log).is_empty());
}

#[test]
fn a_file_that_others_may_read_or_that_is_none_is_refused_and_left_as_it_is() {
    let (service, desk) = (Service::of(Scenario::Smooth), Desk::new());
    let own = desk.private("own", b"mine\n");
    let exposed = desk.private("exposed", b"");
    set_mode(&exposed, 0o640);
    let (link, loose) = (desk.at("link"), desk.at("loose"));
    symlink(&own, &link).expect("a link");
    symlink(desk.at("nothing"), &loose).expect("a link");
    let (journal, token) = (desk.private("journal", JOURNAL), desk.private("token", b"a-token"));
    let pipe = desk.at("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).expect("a pipe");
    let nowhere = desk.at("no/folder");
    let rows = [
        (&exposed, "chmod 600"),
        (&link, "is not a plain file"),
        (&loose, "is not a plain file"),
        (&pipe, "is not a plain file"),
        (&desk.folder.path().to_owned(), "is not a plain file"),
        (&nowhere, "is not there"),
        (&own, "holds other text than a log of calls"),
        (&journal, "holds other text than a log of calls"),
        (&token, "holds other text than a log of calls"),
    ];
    for (path, why) in rows {
        let (status, lines, errors) = doctor(&service, path).end();
        assert_eq!((status, &lines[..]), (Some(2), &[][..]), "{}: {errors}", path.display());
        assert!(errors.contains("--log: ") && errors.contains(why), "{errors}");
    }
    assert_eq!(fs::read(&own).expect("a file"), b"mine\n");
    assert_eq!(fs::read(&journal).expect("a file"), JOURNAL);
    assert_eq!(fs::read(&token).expect("a file"), b"a-token");
    assert!(!desk.at("nothing").exists() && service.requests().is_empty());
}

#[test]
fn no_log_is_made_in_the_state_folder_whatever_leads_there() {
    let (service, desk) = (Service::of(Scenario::Smooth), Desk::new());
    let (state, link) = (desk.at("state"), desk.at("link"));
    fs::create_dir_all(state.join("operations")).expect("folders");
    symlink(&state, &link).expect("a link");
    let made = desk.at("made-later");
    let files = [
        (&state, state.join("operations/20260101T000000Z-AAAAAA.jsonl")),
        (&state, state.join("operations/../calls.jsonl")),
        (&state, link.join("calls.jsonl")),
        (&link, state.join("drafts.jsonl")),
        (&made, made.clone()),
    ];
    for (state, log) in files {
        let mut run = doctor_at(&service, &log, &["--state-dir", text(state)]);
        let (status, lines, errors) = run.end();
        assert_eq!((status, &lines[..]), (Some(2), &[][..]), "{}: {errors}", log.display());
        assert!(errors.contains("no log of calls may be in the state folder"), "{errors}");
        assert!(!log.exists() && service.requests().is_empty());
    }
    let beside = desk.at("state-of-calls.jsonl");
    let mut run = doctor_at(&service, &beside, &["--state-dir", text(&state)]);
    run.end();
    assert_eq!(told(&calls(&beside)), received(&service));
}

/// A log to which no line can be added.
fn full() -> Vec<u8> {
    let line = concat!(
        r#"{"time":"2026-03-01T08:15:30Z","method":"GET","path":"/","tries":1,"#,
        r#""milliseconds":1,"status":200,"request_id":null,"bytes":2,"failure":null}"#,
        "\n",
    );
    line.repeat(10_000_000 / line.len()).into_bytes()
}

#[test]
fn a_full_log_replaces_an_earlier_one_and_nothing_else() {
    let (service, full) = (Service::of(Scenario::Smooth), full());
    let lines = full.iter().filter(|byte| **byte == b'\n').count();
    for what in ["an earlier log", "a file", "a folder"] {
        let desk = Desk::new();
        let (log, old) = (desk.private("calls.jsonl", &full), desk.at("calls.jsonl.1"));
        match what {
            "an earlier log" => drop(desk.private("calls.jsonl.1", &full[..full.len() / lines])),
            "a file" => drop(desk.private("calls.jsonl.1", b"mine\n")),
            _ => fs::create_dir(&old).expect("a folder"),
        }
        let before = received(&service).len();
        let (status, _, errors) = doctor(&service, &log).end();
        let made = received(&service).len() - before;
        assert_eq!(status, Some(0), "{errors}");
        if what == "an earlier log" {
            assert_eq!((errors.as_str(), calls(&log).len()), ("", made));
            assert_eq!(calls(&old).len(), lines);
            continue;
        }
        let said = format!("has grown beyond 10 MB: {}", old.display());
        assert_eq!((errors.matches(&said).count(), errors.lines().count()), (1, 1), "{errors}");
        assert_eq!(calls(&log).len(), lines + made, "no line is missing");
        assert!(old.is_dir() || fs::read(&old).expect("a file").len() <= 5, "{what}");
    }
}

#[test]
fn programs_that_write_one_file_tear_no_line_and_lose_none_also_where_it_is_renamed() {
    let (service, desk) = (Service::of(Scenario::Smooth), Desk::new());
    let full = full();
    let log = desk.private("calls.jsonl", &full);
    let mut programs: Vec<Piped> = (0..6).map(|_| doctor(&service, &log)).collect();
    for program in &mut programs {
        assert_eq!(program.end().0, Some(0));
    }
    let (old, new) = (calls(&desk.at("calls.jsonl.1")), calls(&log));
    let before = full.iter().filter(|byte| **byte == b'\n').count();
    let added = [&old[before..], &new].concat();
    assert!(!new.is_empty() && !desk.at("calls.jsonl.2").exists());
    assert_eq!(told(&added), received(&service));
}

#[test]
fn a_log_that_cannot_be_written_changes_nothing_and_is_said_once_at_the_end() {
    if !root("a full disk") {
        return;
    }
    let (service, desk) = (Service::of(Scenario::Smooth), Desk::new());
    let at = desk.at("disk");
    fs::create_dir(&at).expect("a folder");
    let Some(_disk) = Mount::small(&at, "64k") else { return };
    let log = at.join("calls.jsonl");
    let mut operator = Launch::live(&service).args(&["--log", text(&log)]).start();
    operator.begin();
    until(SOON, "a line", || fs::metadata(&log).is_ok_and(|file| file.len() > 0));
    fill(&at);
    let stop = log.clone();
    // The page that holds the last line has room for more.
    crate::support::disks::fill_page(&stop, 20);
    operator.back_up("cass-docs-01", "goes-on");
    operator.completed();
    let whole = || {
        let all = fs::read_to_string(&log).expect("a log");
        assert!(all.ends_with('\n'), "a cut line is taken back: {all}");
        // Empty lines filled the page.
        let lines = all.lines().filter(|line| !line.is_empty());
        let whole = |line: &&str| drop(serde_json::from_str::<Value>(line).expect("a whole line"));
        lines.inspect(whole).count()
    };
    let before = whole();
    make_room(&at);
    let (exit, said) = operator.leave();
    assert_eq!(exit, Exit::Code(0));
    assert_eq!(said.replace('\n', "").matches("not every call is in the log").count(), 1, "{said}");
    assert!(said.contains("COMPLETED"), "{said}");
    assert_eq!(doctor(&service, &log).end().0, Some(0));
    assert!(before > 0 && whole() > before);
}

/// Makes calls at a server of this script and returns what the observer was told.
async fn observed<F>(
    script: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static,
    calls: impl FnOnce(geminidb_backup::api::Client) -> F,
) -> Vec<Call>
where
    F: Future<Output = ()>,
{
    let server = Watched::start(move |_, before| std::future::ready(script(before))).await;
    let (observer, told) = Observer::channel();
    let network = NetworkOptions { observer, ..NetworkOptions::default() };
    let reads = ReadPolicy { first_pause: Duration::from_millis(1), ..ReadPolicy::default() };
    let limits = Limits { read: Duration::from_secs(1), ..Limits::default() };
    calls(client(&server.url(), network, ClientSettings { limits, reads })).await;
    told.iter().collect()
}

fn busy() -> Vec<u8> {
    answer("503 Service Unavailable", "X-Request-Id: r-1\r\n", "{}")
}

#[tokio::test]
async fn a_read_that_is_repeated_is_one_line_and_the_last_try_counts() {
    let read = |client: geminidb_backup::api::Client| async move {
        client.quota().await.unwrap_or_default();
    };
    let script = |before| if before < 2 { busy() } else { answer("200 OK", "", "{\"q\":1}") };
    let told = observed(script, read).await;
    let [call] = &told[..] else { panic!("one call: {told:?}") };
    assert_eq!((call.tries, call.end.status, call.end.bytes), (3, Some(200), 7));
    assert_eq!((&call.end.request_id, call.end.failure), (&None, None));
    let told = observed(|_| busy(), read).await;
    assert_eq!((told.len(), told[0].tries, told[0].end.status), (1, 3, Some(503)));
    assert_eq!(told[0].end.request_id.as_deref(), Some("r-1"));
}

#[tokio::test]
async fn a_create_call_has_one_try_and_a_failure_is_a_word() {
    let create = |client: geminidb_backup::api::Client| async move {
        drop(client.create_backup(&reviewed()).await);
    };
    for (bytes, status, failure) in [
        (busy(), Some(503), None),
        (Vec::new(), None, Some("dropped")),
        (b"SSH-2.0-x\r\n\r\n".to_vec(), None, Some("cut_head")),
        (b"HTTP/1.1 202 A\r\nContent-Length: 9\r\n\r\n{".to_vec(), Some(202), Some("cut_body")),
    ] {
        let told = observed(move |_| bytes.clone(), create).await;
        let [call] = &told[..] else { panic!("one call: {told:?}") };
        assert_eq!((call.tries, call.end.status, call.end.failure), (1, status, failure));
        assert_eq!(call.method, "POST");
    }
}

#[tokio::test]
async fn a_call_that_nobody_awaits_any_more_is_a_line_and_one_that_never_began_is_none() {
    let script = |_, _| async {
        std::future::pending::<()>().await;
        Vec::new()
    };
    let server = Watched::start(script).await;
    let (observer, told) = Observer::channel();
    let network = NetworkOptions { observer, ..NetworkOptions::default() };
    let (reads, id) =
        (client(&server.url(), network.clone(), ClientSettings::default()), instance_id());
    let read = tokio::time::timeout(Duration::from_millis(200), reads.instance(&id));
    assert!(read.await.is_err());
    drop(reads);
    let call = told.recv().expect("a call");
    assert_eq!((call.tries, call.end.status, call.end.failure), (1, None, Some("cancelled")));
    let broken = NetworkOptions { ca_bundle: Some(b"no certificate".to_vec()), ..network };
    let client = client("https://127.0.0.1:1", broken, ClientSettings::default());
    drop(client.create_backup(&reviewed()).await);
    drop(client);
    assert!(told.try_recv().is_err(), "nothing was tried");
}

#[tokio::test]
async fn a_path_holds_no_secret_whoever_puts_one_there() {
    let server = Watched::start(|_, _| std::future::ready(busy())).await;
    let (observer, told) = Observer::channel();
    let network = NetworkOptions { observer, ..NetworkOptions::default() };
    network.held.hold(&secrecy::SecretString::from(SECRET));
    let url = format!("{}/{SECRET}", server.url());
    drop(client(&url, network, ClientSettings::default()).create_backup(&reviewed()).await);
    let path = told.recv().expect("a call").path;
    assert!(path.contains("***") && !path.contains(&SECRET[..12]), "{path}");
}
