//! `log` and `watch` again and again beside a program that sends: no line is torn, none is lost,
//! and no command fails, also where somebody removes the journal's file meanwhile.

use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use geminidb_backup::simulator::Scenario;
use serde_json::Value;

use crate::support::{
    journal,
    operator::{Launch, Operator, each},
    piped::Piped,
    service::Service,
};

/// What the logs have told so far.
#[derive(Default)]
struct Told {
    runs: usize,
    /// Keys that have had a value: no later log may tell less.
    known: Vec<(&'static str, Value)>,
}

impl Told {
    /// Runs `log` once. Returns whether it told an operation.
    fn read(&mut self, state: &str, removed: &AtomicBool) {
        let before = removed.load(Ordering::SeqCst);
        let (status, lines, errors) =
            Piped::start(&["log", "--state-dir", state, "--format", "jsonl"]).end();
        self.runs += 1;
        // The file that was listed may be gone when it is read.
        let may_be_gone = before != removed.load(Ordering::SeqCst) || before;
        assert!(status == Some(0) || (may_be_gone && status == Some(3)), "{lines:#?} {errors}");
        let records: Vec<Value> =
            lines.iter().map(|line| serde_json::from_str(line).expect("a whole line")).collect();
        let Some(record) = records.first().filter(|record| record["outcome"] != "UNREADABLE")
        else {
            assert!(may_be_gone || self.known.is_empty(), "the operation is lost: {errors}");
            return;
        };
        assert_eq!(records.len(), 1, "{records:#?}");
        let doubts = &record["doubts"];
        assert_eq!((&doubts["damaged"], &doubts["newer"]), (&Value::from(0), &Value::from(0)));
        for (key, value) in &self.known {
            assert_eq!(&record[key], value, "{record}");
        }
        for key in ["operation", "backup_id", "job_id", "instance_id", "scope", "by"] {
            let is_new =
                !record[key].is_null() && !self.known.iter().any(|(known, _)| *known == key);
            self.known.extend(is_new.then(|| (key, record[key].clone())));
        }
    }
}

/// Ends the logs, also where a check fails: their thread is waited for.
struct EndsLogs<'a>(&'a AtomicBool);

impl Drop for EndsLogs<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn watch(service: &Service, state: &str, operation: &str) -> Piped {
    let token = service.token();
    let args = ["watch", operation, "--lines", "--state-dir", state];
    Piped::start_in(&args, &[("HW_AUTH_TOKEN", &token)])
}

/// The one file of the journal.
fn file(state: &Path) -> std::path::PathBuf {
    let folders = ["operations", "operations/done"].map(|folder| state.join(folder));
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("a folder").flatten());
    let mut files = files.map(|entry| entry.path()).filter(|path| path.is_file());
    files.next().expect("a file")
}

fn followed(operator: &mut Operator) -> String {
    operator.begin();
    operator.back_up("cass-docs-01", "beside");
    operator.ids();
    let screen = operator.pty.screen();
    let (_, id) = screen.split_once("operation ").expect("its number");
    id[..6].to_owned()
}

#[test]
fn logs_and_watches_beside_a_program_that_sends_tell_whole_lines_and_lose_none() {
    each(&[("left alone", false), ("removed", true)], |remove| {
        let (service, folder) =
            (Service::at_speed(Scenario::Smooth, 3.0), tempfile::tempdir().expect("a folder"));
        let path = folder.path().join("state");
        let state = path.to_str().expect("a readable path");
        let (over, removed) = (AtomicBool::new(false), AtomicBool::new(false));
        thread::scope(|scope| {
            let logs = scope.spawn(|| {
                let mut told = Told::default();
                while !over.load(Ordering::SeqCst) {
                    told.read(state, &removed);
                }
                told
            });
            let end = EndsLogs(&over);
            let mut operator = Launch::live(&service).args(&["--state-dir", state]).start();
            let operation = followed(&mut operator);
            let mut watches: Vec<Piped> =
                (0..2).map(|_| watch(&service, state, &operation)).collect();
            // Each writes this line, whatever the screens have read by then.
            watches.iter_mut().for_each(|watch| drop(watch.wait("resumed")));
            if *remove {
                removed.store(true, Ordering::SeqCst);
                fs::remove_file(file(&path)).expect("the journal's file");
            }
            operator.completed();
            for watch in &mut watches {
                let (status, lines, errors) = watch.end();
                assert_eq!((status, errors.as_str()), (Some(0), ""), "{lines:#?}");
                assert!(lines.last().is_some_and(|line| line.contains("COMPLETED")), "{lines:#?}");
            }
            operator.leave();
            drop(end);
            let mut told = logs.join().expect("every log is whole");
            removed.store(false, Ordering::SeqCst);
            told.read(state, &removed);
            assert!(told.runs > 5 && told.known.len() == 6, "{:?}", told.known);
            // A watch of what has ended says so at once.
            let (status, _, errors) = watch(&service, state, &operation).end();
            assert_eq!((status, errors.as_str()), (Some(0), ""));
        });
        let text = fs::read_to_string(file(&path)).expect("a file");
        assert!(text.ends_with('\n'), "{text}");
        let events = journal::events(&path);
        assert_eq!(events[0], if *remove { "anew" } else { "reviewed" }, "{events:?}");
        for once in ["intended", "sent", "ended"] {
            let times = events.iter().filter(|event| *event == once).count();
            // Two programs that put the same line back at the same moment tell it twice.
            assert!(times == 1 || (*remove && times > 1), "{once}: {events:?}");
        }
        assert!(events.contains(&"completed".to_owned()), "{events:?}");
        assert!(!events.contains(&"(unreadable)".to_owned()), "{events:?}");
        assert_eq!(service.creates_received(), 1);
    });
}
