//! The exit code that one operation asks for.

use super::{
    created::Created,
    state::{Operation, Stage},
};
use crate::core::base::exit::ExitCode;

impl Operation {
    pub fn exit_code(&self) -> ExitCode {
        match self.stage {
            Stage::Sending => ExitCode::Unknown,
            Stage::NotCreated => ExitCode::NothingCreated,
            Stage::Looking { .. } if self.created == Some(Created::Yes) => ExitCode::Running,
            Stage::Looking { .. } => ExitCode::Unknown,
            Stage::NotThere => ExitCode::NothingCreated,
            Stage::Following if self.job_failed() => ExitCode::Failed,
            Stage::Following if self.unlisted().is_some() => ExitCode::Unknown,
            Stage::Following => ExitCode::Running,
            Stage::Completed => ExitCode::Done,
            Stage::Failed => ExitCode::Failed,
        }
    }
}
