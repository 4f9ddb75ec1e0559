//! Commands beside the screens.

use std::io;

use crate::{core::base::ExitCode, shell::session::ConfigError};

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

    /// Says that the answer cannot be written, so that nobody knows of it.
    pub fn unwritten(error: io::Error) -> Self {
        let sentence = format!("lines cannot be written: {error}");
        Self { sentence, status: ExitCode::Unknown }
    }
}

impl From<ConfigError> for Refused {
    fn from(error: ConfigError) -> Self {
        Self::usage(error.to_string())
    }
}
