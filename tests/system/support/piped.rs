//! The program without a terminal: its output is a pipe that is read line by line.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::support::pty::until;

/// Longer than the gap between two readings, and what a busy machine needs beside it.
pub const A_READING: Duration = Duration::from_secs(40);

/// A running program, killed when this value is dropped.
pub struct Piped {
    child: Child,
    /// None once it has ended.
    lines: Option<Receiver<String>>,
    errors: Receiver<String>,
    seen: Vec<String>,
    home: TempDir,
}

impl Piped {
    /// Starts the program with these arguments, with a home of its own and nothing else in its
    /// environment.
    pub fn start(args: &[&str]) -> Self {
        Self::start_in(args, &[])
    }

    /// The same with variables.
    pub fn start_in(args: &[&str], env: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_geminidb-backup"));
        command
            .args(args)
            .env_clear()
            .env("HOME", home.path())
            .env("LANG", "C.UTF-8")
            .envs(env.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let (stdout, mut stderr) =
            (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
        let (tell, lines) = mpsc::channel();
        thread::spawn(move || {
            let mut lines = BufReader::new(stdout).split(b'\n').map_while(Result::ok);
            // Whoever has stopped reading has closed the pipe: the thread, and its end of it, go
            // with the next line.
            lines.all(|line| tell.send(String::from_utf8(line).expect("text")).is_ok());
        });
        let (tell, errors) = mpsc::channel();
        thread::spawn(move || {
            let mut words = String::new();
            let _ = stderr.read_to_string(&mut words).map(|_| tell.send(words));
        });
        Self { child, lines: Some(lines), errors, seen: Vec::new(), home }
    }

    /// Waits for a line that contains `text`, also one that has come already, and returns it.
    #[track_caller]
    pub fn wait(&mut self, text: &str) -> String {
        if let Some(line) = self.seen.iter().find(|line| line.contains(text)) {
            return line.clone();
        }
        let end = Instant::now() + A_READING;
        while let Some(Ok(line)) = self
            .lines
            .as_ref()
            .map(|lines| lines.recv_timeout(end.saturating_duration_since(Instant::now())))
        {
            self.seen.push(line.clone());
            if line.contains(text) {
                return line;
            }
        }
        panic!("{text:?} was not said:\n{}", self.seen.join("\n"));
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        let pid =
            i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("a process id");
        kill_process(pid, signal).expect("a running program");
    }

    /// Waits for its end; returns its status, all its lines, and what it said about errors.
    #[track_caller]
    pub fn end(&mut self) -> (Option<i32>, Vec<String>, String) {
        if let Some(lines) = self.lines.take() {
            self.seen.extend(lines.iter());
        }
        let child = std::cell::RefCell::new(&mut self.child);
        until(A_READING, "its end", || child.borrow_mut().try_wait().expect("its state").is_some());
        let status = self.child.wait().expect("its status").code();
        (status, self.seen.clone(), self.errors.recv_timeout(A_READING).expect("its errors"))
    }

    /// The folder that stands for its home.
    pub fn home(&self) -> &std::path::Path {
        self.home.path()
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
