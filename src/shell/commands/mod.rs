//! Commands beside the screens.

use crate::core::base::exit::ExitCode;

pub mod doctor;
pub mod lists;
pub mod log;
pub mod verify;
pub mod watch;

mod printed;
mod sign_in;

/// Why a command ends before it has done anything.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// One sentence without an end mark.
    pub sentence: String,
    pub status: ExitCode,
}

impl Refused {
    /// Refuses what was asked for.
    const fn usage(sentence: String) -> Self {
        Self { sentence, status: ExitCode::Usage }
    }
}
