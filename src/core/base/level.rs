//! How much a finding weighs.

use serde::{Deserialize, Serialize};

/// How much a finding weighs for sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Ok,
    /// Cannot be known, and asks for nothing.
    Note,
    /// Sending needs the typed confirmation.
    Warn,
    /// Not known yet. Sending waits for the answer, whatever else is known: the answer may forbid.
    Wait,
    Error,
}
