//! The service that the program is tried against: the simulator, beside the test or in a process of
//! its own.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    ops::Deref,
    process::{Child, Command, Stdio},
    thread::{self, JoinHandle},
};

use geminidb_backup::simulator::{Options, RecordedRequest, Scenario, Simulator, start};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;

/// A simulator on a thread of its own. It ends when this value is dropped.
pub struct Service {
    simulator: Simulator,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Service {
    /// A scenario in which a backup takes half a second.
    pub fn of(scenario: Scenario) -> Self {
        Self::at_speed(scenario, 50.0)
    }

    /// A scenario, so many times faster than in a demo.
    pub fn at_speed(scenario: Scenario, speed: f64) -> Self {
        Self::with(Options { scenario, speed, ..Options::default() })
    }

    /// With these options.
    pub fn with(options: Options) -> Self {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let simulator = runtime.block_on(start(options)).expect("the simulator starts");
        let (end, ended) = oneshot::channel();
        let serve = move || {
            // An error only says that the other end is gone, and that is the sign to end.
            let _ = runtime.block_on(ended);
        };
        Self { simulator, end: Some(end), thread: Some(thread::spawn(serve)) }
    }

    /// The create calls that arrived in full.
    pub fn creates(&self) -> Vec<RecordedRequest> {
        self.simulator
            .requests()
            .into_iter()
            .filter(|r| r.method == "POST" && r.path.ends_with("/backups"))
            .collect()
    }

    /// SHA-256 of the body of the only create call, in hex. Fails if there were none or several.
    #[track_caller]
    pub fn digest_of_the_only_create(&self) -> String {
        let creates = self.creates();
        assert_eq!((creates.len(), self.creates_received()), (1, 1), "create calls: {creates:?}");
        Sha256::digest(&creates[0].body).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Somebody else sends this create call: the IDs of the backup and of its job.
    pub fn create(&self, instance: &str, body: &str) -> (String, String) {
        let endpoint = self.endpoint();
        let host = endpoint.strip_prefix("http://").expect("plain http");
        let path =
            format!("/v3/{}/instances/{}/backups", self.project_id(), self.instance(instance));
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nX-Auth-Token: {}\r\nContent-Length: {}\r\n",
            self.token(),
            body.len()
        );
        let mut link = TcpStream::connect(host).expect("the service");
        write!(link, "{head}Connection: close\r\n\r\n{body}").expect("a request");
        let mut answer = String::new();
        link.read_to_string(&mut answer).expect("an answer");
        let ids: Value =
            serde_json::from_str(answer.split_once("\r\n\r\n").expect("a body").1).expect("JSON");
        let id = |name: &str| ids[name].as_str().expect("an ID").to_owned();
        (id("backup_id"), id("job_id"))
    }

    /// The ID of the instance of this name.
    pub fn instance(&self, name: &str) -> String {
        self.simulator
            .instances()
            .into_iter()
            .find(|i| i.name == name)
            .expect("in the fleet")
            .id
            .to_string()
    }
}

impl Deref for Service {
    type Target = Simulator;

    fn deref(&self) -> &Simulator {
        &self.simulator
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// `geminidb-backup simulator` in a process of its own, killed when this value is dropped.
pub struct ServiceProcess {
    child: Child,
    said: HashMap<String, String>,
}

impl ServiceProcess {
    /// Starts it twenty times faster than in a demo.
    pub fn start() -> Self {
        Self::start_with(&["--speed", "20"])
    }

    /// Starts it with these options and reads the lines that say where it is and what opens it.
    pub fn start_with(options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"));
        let mut child = command
            .arg("simulator")
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the simulator starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let pairs = lines
            .map_while(Result::ok)
            .filter_map(|l| l.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned())));
        // This is the last line; after it nothing more is said until the end.
        let mut said = HashMap::new();
        for (key, value) in pairs {
            let last = key == "metadata_endpoint";
            said.insert(key, value);
            if last {
                break;
            }
        }
        Self { child, said }
    }

    /// One of the values it said: `endpoint`, `iam_endpoint`, `project_id`, `token` and so on.
    pub fn said(&self, key: &str) -> &str {
        &self.said[key]
    }
}

impl Drop for ServiceProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
