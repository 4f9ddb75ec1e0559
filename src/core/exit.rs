//! How the program ends: one number that a script can read.

use super::{
    attempt::{Attempt, Stage},
    model::Model,
    verdict::Created,
};

/// Exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExitCode {
    /// Done, or left by choice with nothing in doubt.
    Done = 0,
    /// Failed, nothing created.
    NothingCreated = 1,
    /// Wrong usage.
    Usage = 2,
    /// Outcome unknown: look before you repeat.
    Unknown = 3,
    /// Left while a backup is still running.
    Running = 4,
    /// Created, then FAILED.
    Failed = 5,
}

fn of_attempt(attempt: &Attempt) -> ExitCode {
    match attempt.stage {
        Stage::Sending => ExitCode::Unknown,
        Stage::NotCreated => ExitCode::NothingCreated,
        Stage::Looking { .. } if attempt.created == Some(Created::Yes) => ExitCode::Running,
        Stage::Looking { .. } => ExitCode::Unknown,
        Stage::Following => ExitCode::Running,
        Stage::Completed => ExitCode::Done,
        Stage::Failed => ExitCode::Failed,
    }
}

impl Model {
    /// The exit status as of now: over all attempts the first that applies of 3, 5, 4, 1. A refusal counts
    /// only if it was the last word: an operator who then succeeded has what was wanted.
    pub fn exit_code(&self) -> ExitCode {
        let codes: Vec<_> = self.attempts.iter().map(of_attempt).collect();
        for code in [ExitCode::Unknown, ExitCode::Failed, ExitCode::Running] {
            if codes.contains(&code) {
                return code;
            }
        }
        match codes.last() {
            Some(ExitCode::NothingCreated) => ExitCode::NothingCreated,
            Some(_) | None => ExitCode::Done,
        }
    }
}
