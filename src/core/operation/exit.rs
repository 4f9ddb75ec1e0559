//! The exit code that one operation asks for.

use super::{
    record::Outcome,
    state::{Operation, Stage},
};
use crate::core::base::ExitCode;

impl Operation {
    pub fn exit_code(&self) -> ExitCode {
        match self.outcome() {
            Outcome::Unknown if self.stage == Stage::NotThere => ExitCode::NothingCreated,
            Outcome::Completed => ExitCode::Done,
            Outcome::Running => ExitCode::Running,
            Outcome::Failed => ExitCode::Failed,
            Outcome::Unknown | Outcome::Unreadable => ExitCode::Unknown,
            Outcome::No
            | Outcome::NotSent
            | Outcome::Draft
            | Outcome::Reviewed
            | Outcome::GivenUp => ExitCode::NothingCreated,
        }
    }
}
