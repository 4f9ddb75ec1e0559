//! The program as a job of an interactive shell: stopped, continued, brought to the foreground.

use std::{
    fs,
    ops::{Deref, DerefMut},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::{
    operator::{Launch, Operator, SOON},
    pty::until,
};

const PROMPT: &str = "at the shell> ";

/// A shell and the program in it.
pub struct Job {
    operator: Operator,
    program: i32,
}

impl Job {
    /// Starts the shell, and in it the program, in the foreground.
    #[track_caller]
    pub fn start(launch: Launch) -> Self {
        let mut job = Self { operator: launch.start_shell(PROMPT), program: 0 };
        job.wait_prompt();
        job.type_line("eval \"$START\"");
        job.operator.pty.wait_for(SOON, vt100::Screen::alternate_screen);
        let output = String::from_utf8_lossy(&job.operator.pty.raw_output()).into_owned();
        let numbers =
            output.split("process ").filter_map(|rest| rest.split_once('.')?.0.parse().ok());
        job.program = numbers.last().expect("the number of the process");
        job
    }

    /// Waits until the shell waits for a command, on whatever screen.
    #[track_caller]
    pub fn wait_prompt(&self) {
        self.operator.pty.wait_for(SOON, |screen| {
            let (row, _) = screen.cursor_position();
            let line = screen.rows(0, screen.size().1.get()).nth(row.into()).unwrap_or_default();
            line.trim_end().ends_with(PROMPT.trim_end())
        });
    }

    /// Types a command for the shell. Its end is a line feed, which ends a line in any mode of the
    /// terminal.
    pub fn type_line(&mut self, command: &str) {
        self.operator.pty.send(format!("{command}\n").as_bytes());
    }

    /// Presses Ctrl-Z and waits for the prompt, on the screen that was there before.
    #[track_caller]
    pub fn suspend(&mut self) {
        self.operator.pty.send_keys("<C-z>");
        self.operator.pty.wait_for(SOON, |screen| !screen.alternate_screen());
        self.wait_prompt();
        self.wait_state('T');
    }

    /// Brings the program to the foreground and waits for its screen with `text`.
    #[track_caller]
    pub fn bring_back(&mut self, text: &str) {
        self.type_line("fg");
        self.operator
            .pty
            .wait_for(SOON, |screen| screen.alternate_screen() && screen.contents().contains(text));
    }

    /// Sends the program a signal, and not the shell.
    pub fn signal_program(&self, signal: Signal) {
        let _ = kill_process(Pid::from_raw(self.program).expect("a process id"), signal);
    }

    /// How the kernel has the program: `T` for stopped; `None` once it is gone.
    fn state(&self) -> Option<char> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.program)).ok()?;
        // After the name, which is in parentheses and may hold anything.
        stat.rsplit_once(") ")?.1.chars().next()
    }

    /// Waits until the kernel has the program in this state.
    #[track_caller]
    pub fn wait_state(&self, wanted: char) {
        until(SOON, "the state of the program", || self.state() == Some(wanted));
    }

    /// Waits until the program is gone, or only its status is left.
    #[track_caller]
    pub fn wait_gone_within(&self, time: std::time::Duration) {
        until(time, "the end of the program", || matches!(self.state(), None | Some('Z' | 'X')));
    }
}

impl Deref for Job {
    type Target = Operator;

    fn deref(&self) -> &Operator {
        &self.operator
    }
}

impl DerefMut for Job {
    fn deref_mut(&mut self) -> &mut Operator {
        &mut self.operator
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        // The shell is killed with the terminal; a program that is stopped would stay.
        if self.program != 0 && self.state().is_some() {
            self.signal_program(Signal::KILL);
        }
    }
}
