//! How the program ends: one number that a script can read.

use crate::core::{
    model::Model,
    operation::{Operation, Stage, created::Created},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExitCode {
    /// Done, or left by choice with nothing in doubt.
    Done = 0,
    NothingCreated = 1,
    Usage = 2,
    /// Outcome unknown: look before you repeat.
    Unknown = 3,
    /// Left while a backup is still running.
    Running = 4,
    Failed = 5,
}

pub(in crate::core) fn of_operation(operation: &Operation) -> ExitCode {
    match operation.stage {
        Stage::Sending => ExitCode::Unknown,
        Stage::NotCreated => ExitCode::NothingCreated,
        Stage::Looking { .. } if operation.created == Some(Created::Yes) => ExitCode::Running,
        Stage::Looking { .. } => ExitCode::Unknown,
        Stage::NotThere => ExitCode::NothingCreated,
        Stage::Following if operation.job_failed() => ExitCode::Failed,
        Stage::Following if operation.unlisted().is_some() => ExitCode::Unknown,
        Stage::Following => ExitCode::Running,
        Stage::Completed => ExitCode::Done,
        Stage::Failed => ExitCode::Failed,
    }
}

impl Model {
    /// The exit status as of now: over all operations the first that applies of 3, 5,
    /// 4, 1. A refusal counts only if it was the last word: an operator who then
    /// succeeded has what was wanted.
    pub fn exit_code(&self) -> ExitCode {
        if let (Some(watch), Some(operation)) = (&self.watch.only, self.operations.list.first()) {
            return watch.exit_code(operation);
        }
        let codes: Vec<_> =
            self.operations.list.iter().filter(|o| o.taken_up).map(of_operation).collect();
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
