//! The create call of an operation, as plain data for every format.

use serde::Serialize;

use crate::core::base::CreateEnd;

/// The request, and the answer to the create call.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Call {
    pub body_bytes: Option<usize>,
    pub body_sha256: Option<String>,
    pub status: Option<u16>,
    pub error_code: Option<String>,
    pub request_id: Option<String>,
    /// The service's words in an answer that refused.
    pub words: Option<String>,
    /// How the call ended; `None` also where the program ended before the call did.
    pub end: Option<CallEnd>,
}

/// How a create call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CallEnd {
    Answered,
    /// The request went out, and no answer came.
    NoAnswer,
    NotSent,
}

impl From<&CreateEnd> for CallEnd {
    fn from(end: &CreateEnd) -> Self {
        match end {
            CreateEnd::Answered(_) => Self::Answered,
            CreateEnd::NoAnswer(_) => Self::NoAnswer,
            CreateEnd::NotSent(_) => Self::NotSent,
        }
    }
}
