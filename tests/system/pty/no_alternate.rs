//! Terminals without an alternate screen, and no terminal at all: nothing is printed into the last
//! frame, and the operator learns how to get a terminal.

use std::{
    fs,
    io::{self, Write},
    process::Command,
};

use geminidb_backup::simulator::Scenario;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::support::{
    operator::{Launch, SOON},
    piped::Piped,
    pty::{Exit, until},
    service::Service,
    shell::Job,
};

/// A part of every frame of the list.
const FRAME: &str = "1 INSTANCE";

#[test]
fn the_last_lines_stand_alone_on_a_cleared_screen() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = Launch::live(&service).start();
    operator.begin();
    operator.back_up("cass-docs-01", "alone-here");
    let (backup, _) = operator.ids();
    operator.completed();
    assert!(operator.pty.screen_without_alternate().contains("4 WATCH"));
    assert_eq!(operator.leave().0, Exit::Code(0));
    let left = operator.pty.screen_without_alternate();
    assert!(left.contains(&backup) && !left.contains("4 WATCH"), "{left}");
}

#[test]
fn a_shell_gets_a_cleared_screen_for_its_prompt_and_the_program_its_frame_again() {
    let mut job = Job::start(Launch::demo("smooth", 1));
    job.wait("| read ");
    for _ in 0..2 {
        job.suspend();
        let left = job.pty.screen_without_alternate();
        assert!(!left.contains(FRAME) && left.contains("at the shell>"), "{left}");
        job.bring_back("| read ");
        assert!(job.pty.screen_without_alternate().contains(FRAME));
    }
    job.signal_program(Signal::TERM);
    job.wait_prompt();
    let left = job.pty.screen_without_alternate();
    assert!(!left.contains(FRAME) && left.contains("at the shell>"), "{left}");
}

/// A tmux server of its own, whose windows have no alternate screen.
struct Tmux(TempDir);

impl Tmux {
    /// Starts the server with a shell; `None` where there is no tmux.
    fn start() -> Option<Self> {
        Command::new("tmux").arg("-V").output().ok()?;
        let tmux = Self(tempfile::tempdir().expect("a folder"));
        let settings = tmux.0.path().join("settings");
        fs::write(&settings, "set -gw alternate-screen off\nset -g status off\n").expect("a file");
        let shell = "PS1='at the shell> ' ENV= sh +o emacs -i";
        let settings = settings.to_str().expect("a path");
        tmux.tell(&["-f", settings, "new-session", "-d", "-x", "80", "-y", "24", shell]);
        Some(tmux)
    }

    /// Gives tmux a command; returns what tmux prints.
    fn tell(&self, args: &[&str]) -> String {
        let mut command = Command::new("tmux");
        command.arg("-S").arg(self.0.path().join("socket")).args(args);
        command.env_remove("TMUX").env("HOME", self.0.path()).env("LANG", "C.UTF-8");
        let output = command.output().expect("tmux");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn wait(&self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        let screen = || self.tell(&["capture-pane", "-p"]);
        until(SOON, what, || holds(&screen()));
        screen()
    }

    fn keys(&self, keys: &[&str]) {
        self.tell(&[&["send-keys"], keys].concat());
    }

    /// Returns the one process that the shell has started.
    fn program(&self) -> Pid {
        let shell = self.tell(&["list-panes", "-F", "#{pane_pid}"]);
        let shell = shell.trim();
        let program = fs::read_to_string(format!("/proc/{shell}/task/{shell}/children"))
            .expect("the shell's children");
        program.trim().parse().ok().and_then(Pid::from_raw).expect("one process")
    }

    /// Waits for a screen of the shell alone: its prompt in the last row, and no part of a frame.
    fn wait_shell(&self, what: &str) {
        self.wait(what, |screen| {
            screen.trim_end().ends_with("at the shell>") && !screen.contains(FRAME)
        });
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.tell(&["kill-server"]);
    }
}

#[test]
fn in_a_real_tmux_without_alternate_screen_every_way_out_leaves_a_cleared_screen() {
    let Some(tmux) = Tmux::start() else {
        // Written past the test harness, which keeps back what a passing test prints.
        let _ = writeln!(io::stderr(), "SKIPPED: a tmux without alternate screen: no tmux");
        return;
    };
    let list = |screen: &str| screen.contains(FRAME) && screen.contains("| read ");
    let start = format!("'{}' --demo", env!("CARGO_BIN_EXE_geminidb-backup"));
    tmux.wait_shell("the shell");
    tmux.keys(&[&start, "Enter"]);
    tmux.wait("the list", list);
    tmux.keys(&["C-z"]);
    tmux.wait_shell("the shell after Ctrl-Z");
    tmux.keys(&["fg", "Enter"]);
    tmux.wait("the list again", list);
    for stop in [Signal::TSTP, Signal::TTIN] {
        kill_process(tmux.program(), stop).expect("a running program");
        tmux.wait_shell("the shell after a stop from outside");
        tmux.keys(&["fg", "Enter"]);
        tmux.wait("the list after a stop", list);
    }
    tmux.keys(&["C-c"]);
    tmux.wait_shell("the shell after Ctrl-C");
    tmux.keys(&[&start, "Enter"]);
    tmux.wait("the list of another run", list);
    kill_process(tmux.program(), Signal::TERM).expect("a running program");
    tmux.wait_shell("the shell after a signal");
}

#[test]
fn without_any_terminal_the_program_says_how_ssh_gives_one() {
    let (status, lines, errors) = Piped::start(&[]).end();
    assert_eq!((status, lines), (Some(2), Vec::new()), "{errors}");
    assert!(errors.contains("use `ssh -t`"), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
}
