//! A program that reads and writes lines, at the program in plain mode: it waits for each question,
//! and answers with a whole line.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::support::{
    operator::{Launch, Operator, SOON},
    pty::Exit,
};

/// Longer than the 300 ms around the confirmation in which nothing may be typed, by what a busy
/// machine may need beside it.
const A_LOOK: Duration = Duration::from_millis(700);

/// So wide that no line is broken.
const WIDE: (u16, u16) = (8_000, 24);

pub struct Talker {
    pub operator: Operator,
    /// How much of the output was read.
    read: usize,
}

impl Talker {
    /// On a terminal that can move no cursor, so that no option is needed.
    pub fn start(launch: Launch) -> Self {
        Self::at(launch.env("TERM", "dumb").size(WIDE).start())
    }

    pub const fn at(operator: Operator) -> Self {
        Self { operator, read: 0 }
    }

    /// Everything that was said so far.
    pub fn all(&self) -> String {
        String::from_utf8(self.operator.pty.raw_output()).expect("text").replace('\r', "")
    }

    /// Waits until a line that was not read yet holds `text`; returns what came up to its end.
    #[track_caller]
    pub fn wait(&mut self, text: &str) -> String {
        let end = Instant::now() + SOON;
        loop {
            let all = self.operator.pty.raw_output();
            let new = String::from_utf8_lossy(&all[self.read..]).into_owned();
            let found = new.find(text).and_then(|at| Some(at + new[at..].find('\n')? + 1));
            if let Some(end) = found {
                self.read += end;
                return new[..end].replace('\r', "");
            }
            assert!(Instant::now() < end, "{text:?} was not said:\n{}", self.all());
            // Looked at again and again: what was said may have scrolled off the screen.
            thread::park_timeout(Duration::from_millis(2));
        }
    }

    /// Waits for the next question; returns what came up to its end.
    #[track_caller]
    pub fn question(&mut self) -> String {
        self.wait("Question: ")
    }

    pub fn write(&mut self, line: &str) {
        self.operator.pty.send(format!("{line}\n").as_bytes());
    }

    /// Waits for a question and answers it; returns what came up to the question.
    #[track_caller]
    pub fn answer(&mut self, line: &str) -> String {
        let said = self.question();
        self.write(line);
        said
    }

    /// Answers several questions.
    #[track_caller]
    pub fn answers(&mut self, lines: &[&str]) {
        for line in lines {
            self.answer(line);
        }
    }

    /// From the instance list to the question for the confirmation, for the whole instance. Returns
    /// the digest that Review prints, and the line that confirms.
    #[track_caller]
    pub fn review(&mut self, instance: &str, name: &str) -> (String, String) {
        self.answers(&[instance, "1", name, "before the change", "1"]);
        let page = self.answer("send");
        let digest = page.lines().find_map(|line| line.strip_prefix("sha256 "));
        (digest.expect("a digest").to_owned(), self.confirmation())
    }

    /// Waits for the question for the confirmation; returns the line that confirms.
    #[track_caller]
    pub fn confirmation(&mut self) -> String {
        self.wait("Question: to send it");
        self.wait("").trim().to_owned()
    }

    /// Confirms as a person does, who needs longer than a moment.
    #[track_caller]
    pub fn confirm(&mut self, line: &str) {
        self.operator.pty.wait_quiet(A_LOOK);
        self.write(line);
    }

    /// Leaves, also where that is asked twice; returns the exit and all that was said.
    #[track_caller]
    pub fn leave(&mut self) -> (Exit, String) {
        self.write("quit");
        if self.operator.pty.sees(SOON, |screen| screen.contents().contains("yes or no?")) {
            self.write("yes");
        }
        let exit = self.operator.gone(SOON).0;
        (exit, self.all())
    }
}
