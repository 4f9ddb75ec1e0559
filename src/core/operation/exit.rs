//! The exit code that one operation asks for.

use super::{Operation, Stage, created::Created};
use crate::core::base::exit::ExitCode;

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
