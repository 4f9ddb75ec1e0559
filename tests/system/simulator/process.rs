//! The simulator as a process of its own: its faults on the command line, and its record as a file.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use reqwest::Client;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// `geminidb-backup simulator`, killed when this value is dropped.
struct Simulator {
    child: Child,
    said: Vec<(String, String)>,
}

impl Simulator {
    fn start(args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"));
        command.arg("simulator").args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the simulator starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let pairs = lines
            .map_while(Result::ok)
            .filter_map(|line| line.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned())));
        // It says twenty lines and then nothing until its end.
        Self { child, said: pairs.take(20).collect() }
    }

    fn said(&self, key: &str) -> &str {
        &self.said.iter().find(|pair| pair.0 == key).expect("said at the start").1
    }

    /// A path below the project.
    fn url(&self, path: &str) -> String {
        format!("{}/v3/{}{path}", self.said("endpoint"), self.said("project_id"))
    }

    async fn get(&self, path: &str) -> Result<Value, reqwest::Error> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().no_proxy().build()?;
        client
            .get(self.url(path))
            .header("X-Auth-Token", self.said("token"))
            .send()
            .await?
            .bytes()
            .await
            .map(|bytes| serde_json::from_slice(&bytes).expect("JSON"))
    }

    async fn create(&self, instance: &str, body: &str) -> Result<u16, reqwest::Error> {
        let client = Client::builder().no_proxy().build()?;
        let request = client
            .post(self.url(&format!("/instances/{instance}/backups")))
            .header("X-Auth-Token", self.said("token"));
        request.body(body.to_owned()).send().await.map(|answer| answer.status().as_u16())
    }

    /// Waits for its end; returns its status and what it said about it.
    fn end(mut self) -> (Option<i32>, String) {
        let mut stderr = self.child.stderr.take().expect("a pipe");
        let (send, receive) = mpsc::channel();
        thread::spawn(move || {
            let mut words = String::new();
            let read = stderr.read_to_string(&mut words).map(|_| words);
            let _ = send.send(read);
        });
        let words = receive.recv_timeout(Duration::from_secs(10)).expect("it ends").expect("text");
        (self.child.wait().expect("its status").code(), words)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("the record");
    assert!(text.ends_with('\n'), "every line is whole: {text}");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn digest(body: &str) -> String {
    Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn the_record_tells_every_request_backup_and_answer_as_it_happens() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("record.jsonl");
    fs::write(&path, "{\"before\":true}\n").expect("a file that was there");
    let faults = ["--fault", "create=created-then-reset", "--fault", "create=408"];
    let simulator =
        Simulator::start(&[&["--record", path.to_str().expect("a path")], &faults[..]].concat());

    let listed = simulator.get("/instances?name=cass-orders-01&limit=1").await.expect("an answer");
    let instance = listed["instances"][0]["id"].as_str().expect("an ID").to_owned();
    let get = |n: u64, path: String| {
        json!({"received": n, "method": "GET", "path": path,
            "bytes": 0, "sha256": digest("")})
    };
    let place = |rest: &str| format!("/v3/{}{rest}", simulator.said("project_id"));
    let mut want = vec![
        json!({"before": true}),
        get(1, place("/instances")),
        json!({"answered": 1, "status": 200}),
    ];
    assert_eq!(lines(&path), want, "the answer is in the record before it arrives");

    let body = r#"{"name":"recorded","description":"never in a record"}"#;
    let create = place(&format!("/instances/{instance}/backups"));
    let post = |n: u64| {
        json!({"received": n, "method": "POST", "path": create,
            "bytes": body.len(), "sha256": digest(body)})
    };
    simulator.create(&instance, body).await.expect_err("no answer");
    let so_far = lines(&path);
    let made = so_far.last().expect("a line")["made"].clone();
    assert!(
        made["backup_id"].as_str().is_some_and(|id| id.ends_with("br06"))
            && made["job_id"].is_string(),
        "{made}"
    );
    assert_eq!(
        (&made["instance_id"], &made["name"], made.as_object().map(serde_json::Map::len)),
        (&json!(instance), &json!("recorded"), Some(4))
    );
    want.extend([post(2), json!({"made": made})]);
    assert_eq!(so_far, want, "a reset is no answer");

    assert_eq!(simulator.create(&instance, body).await.expect("an answer"), 408);
    want.extend([post(3), json!({"answered": 3, "status": 408})]);
    assert_eq!(lines(&path), want);

    let text = fs::read_to_string(&path).expect("the record");
    for secret in ["token", "ak", "sk", "totp_secret", "temporary_sk", "security_token"]
        .map(|key| simulator.said(key))
        .into_iter()
        .chain(["never in a record"])
    {
        assert!(!text.contains(secret), "{secret} is in the record");
    }
    let (backup, job) = (made["backup_id"].clone(), made["job_id"].clone());
    let jobs = simulator.get("/jobs?name=BackupInstance&limit=10").await.expect("an answer");
    assert_eq!(jobs["jobs"][0]["id"], job);
    drop(simulator);
    assert_eq!(lines(&path)[4]["made"]["backup_id"], backup, "the record outlives the simulator");
}

#[test]
fn it_says_where_it_is_and_what_opens_it_and_does_not_mind_who_reads_half_of_it() {
    let simulator = Simulator::start(&[]);
    let names: Vec<&str> = simulator.said.iter().map(|pair| pair.0.as_str()).collect();
    assert_eq!(names[..6], ["endpoint", "iam_endpoint", "project_id", "token", "ak", "sk"]);
    assert_eq!(
        names[6..],
        [
            "account",
            "account_id",
            "region",
            "project",
            "user",
            "user_id",
            "password",
            "mfa_user",
            "mfa_user_id",
            "totp_secret",
            "temporary_ak",
            "temporary_sk",
            "security_token",
            "metadata_endpoint"
        ]
    );
    assert!(simulator.said.iter().all(|pair| !pair.1.is_empty()));

    let mut command = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"));
    let mut child = command
        .args(["simulator", "--fault", "iam=long-token"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe"))
        .read_line(&mut line)
        .expect("its first line");
    // The pipe is closed now.
    let address = line.trim().trim_start_matches("endpoint=http://").to_owned();
    assert!(std::net::TcpStream::connect(address).is_ok(), "{line}");
    assert!(child.try_wait().expect("its status").is_none(), "it serves on");
    child.kill().expect("it ends");
    child.wait().expect("its status");
}

#[tokio::test]
async fn what_cannot_be_recorded_does_not_happen() {
    let simulator = Simulator::start(&["--record", "/dev/full"]);
    let answer = simulator.get("/instances").await;
    assert!(answer.is_err(), "{answer:?}");
    let (status, words) = simulator.end();
    assert_eq!(status, Some(2));
    assert!(words.contains("cannot keep its record"), "{words}");
}

#[test]
fn a_record_that_cannot_be_opened_and_an_unknown_fault_are_refused_at_the_start() {
    let (status, words) = Simulator::start(&["--record", "/no/such/folder/record"]).end();
    assert_eq!(status, Some(2));
    assert!(words.contains("cannot keep its record"), "{words}");

    let (status, words) = Simulator::start(&["--fault", "create=418"]).end();
    assert_eq!(status, Some(2));
    assert!(
        words.contains("there is no fault \"create=418\"") && words.contains("created-then-FAULT"),
        "{words}"
    );
}
