//! What was typed is there again: after a kill, after the terminal went, and until it is discarded.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use geminidb_backup::simulator::Scenario;
use rustix::process::Signal;
use tempfile::TempDir;

use crate::support::{
    operator::{Launch, Operator, SOON},
    pty::Exit,
    service::Service,
};

/// A service and a state folder that outlives the programs.
struct Desk {
    service: Service,
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            service: Service::of(Scenario::Smooth),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn start(&self) -> Operator {
        let state = self.folder.path().join("state");
        Launch::live(&self.service)
            .args(&["--state-dir", state.to_str().expect("a readable path")])
            .start()
    }

    /// From Start into the form, with this text.
    fn typed(&self, name: &str) -> Operator {
        let mut operator = self.start();
        operator.press("n", "1 INSTANCE");
        operator.choose("cass-docs-01");
        operator.pty.send(name.as_bytes());
        operator.wait(name);
        operator
    }

    fn drafts(&self) -> Vec<PathBuf> {
        files(&self.folder.path().join("state/drafts"))
    }
}

/// Whole files: a hidden one is being written, or was when the program was killed.
fn files(folder: &Path) -> Vec<PathBuf> {
    // A program that was killed at once has not made the folder yet.
    let entries = fs::read_dir(folder).into_iter().flatten().map(|e| e.expect("an entry").path());
    entries.filter(|path| path.extension().is_some_and(|e| e == "json")).collect()
}

fn kill(mut operator: Operator) {
    operator.pty.signal(Signal::KILL);
    assert_eq!(operator.pty.wait_exit(SOON), Some(Exit::Signal("Killed".to_owned())));
}

/// Enter on the first row of Start, which is the draft.
fn open(operator: &mut Operator, name: &str) {
    operator.wait(&format!("> Draft {name} for cass-docs-01"));
    operator.press("<Enter>", "What has changed since this draft was saved");
    operator.wait("Nothing has changed.");
    operator.close("What has changed");
    operator.wait(name);
}

#[test]
fn a_killed_program_has_lost_nothing_that_it_said_was_saved() {
    let desk = Desk::new();
    let mut operator = desk.typed("before-the-kill");
    operator.wait("draft saved ");
    operator.move_on("<Tab>");
    operator.pty.send(b"and why");
    operator.wait("and why");
    operator.move_on("<Tab>");
    operator.press("<Space>", "(*) databases and tables");
    operator.move_on("<Tab>");
    operator.wait("databaseNameB");
    operator.move_on("<Down>");
    operator.press("<Space>", "1 whole database");
    let saved = || {
        desk.drafts().iter().any(|p| {
            fs::read_to_string(p)
                .is_ok_and(|t| t.contains("and why") && t.contains("databaseNameB"))
        })
    };
    let began = std::time::Instant::now();
    while !saved() {
        assert!(began.elapsed() < SOON, "never saved");
        std::thread::yield_now();
    }
    kill(operator);

    let mut operator = desk.start();
    open(&mut operator, "before-the-kill");
    operator.wait("and why");
    operator.wait_said("NOT the instance. Only: databaseNameB (all)");
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(0));
    assert!(
        printed.contains("(before-the-kill) is saved; it is offered at the next start."),
        "{printed}"
    );
    assert_eq!(desk.drafts().len(), 1, "{:?}", desk.drafts());
}

/// A kill within the second may lose the second, and nothing else.
#[test]
fn a_kill_at_once_leaves_no_half_of_a_draft() {
    let desk = Desk::new();
    let operator = desk.typed("hardly-typed");
    kill(operator);
    for path in desk.drafts() {
        let text = fs::read_to_string(&path).expect("a file");
        assert!(
            serde_json::from_str::<serde_json::Value>(&text).is_ok(),
            "{}: {text}",
            path.display()
        );
    }
    let mut operator = desk.start();
    operator.wait("New backup");
    let (exit, _) = operator.leave();
    assert_eq!(exit, Exit::Code(0));
}

#[test]
fn a_terminal_that_goes_away_or_a_signal_loses_nothing() {
    for signal in [None, Some(Signal::HUP), Some(Signal::TERM)] {
        let desk = Desk::new();
        let mut operator = desk.typed("in-the-same-second");
        match signal {
            None => operator.pty.close_master(),
            Some(signal) => operator.pty.signal(signal),
        }
        assert!(operator.pty.wait_exit(SOON).is_some(), "{signal:?}");
        let mut operator = desk.start();
        open(&mut operator, "in-the-same-second");
    }
}

#[test]
fn a_draft_is_discarded_only_when_asked_twice() {
    let desk = Desk::new();
    let mut operator = desk.typed("not-wanted");
    operator.wait("draft saved ");
    assert_eq!(operator.leave().0, Exit::Code(0));
    let mut operator = desk.start();
    operator.wait("> Draft not-wanted");
    operator.press("x", "It cannot be brought back.");
    operator.close("It cannot be brought back.");
    assert_eq!(desk.drafts().len(), 1);
    operator.press("x", "It cannot be brought back.");
    operator.press("y", "Discarded.");
    operator.wait("> New backup");
    assert_eq!(operator.leave().0, Exit::Code(0));
    assert_eq!(desk.drafts().len(), 0);
}

#[test]
fn two_programs_in_one_folder_have_a_draft_each() {
    let desk = Desk::new();
    let mut first = desk.typed("of-the-first");
    first.wait("draft saved ");
    let mut second = desk.start();
    // The first one's draft is offered as well: nobody can tell that somebody still types in it.
    open(&mut second, "of-the-first");
    second.pty.send(b"-changed");
    second.wait("of-the-first-changed");
    second.wait("draft saved ");
    first.pty.send(b"-goes-on");
    first.wait("of-the-first-goes-on");
    assert_eq!(first.leave().0, Exit::Code(0));
    assert_eq!(second.leave().0, Exit::Code(0));
    let texts: Vec<String> =
        desk.drafts().iter().map(|p| fs::read_to_string(p).expect("a file")).collect();
    for name in ["of-the-first-goes-on", "of-the-first-changed"] {
        assert!(texts.iter().any(|t| t.contains(&format!("\"{name}\""))), "{name}: {texts:?}");
    }
}

#[test]
fn a_created_backup_leaves_no_draft_and_no_draft_holds_the_token() {
    let desk = Desk::new();
    let mut operator = desk.typed("used-up");
    operator.wait("draft saved ");
    let token = desk.service.token();
    for path in desk.drafts() {
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.contains("used-up") && !text.contains(&token), "{text}");
        let mode = fs::metadata(&path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(desk.drafts().len(), 1);
    operator.move_on("<Tab>");
    operator.pty.send(b"why");
    operator.wait("why");
    operator.review();
    operator.confirm();
    operator.ids();
    assert_eq!(operator.leave().0, Exit::Code(4));
    assert_eq!(desk.drafts().len(), 0);
}
