//! Where requests go and on whose behalf: shown in the header of every screen.

use serde::{Deserialize, Serialize};

use super::ids::ProjectId;

/// Against what the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// A real endpoint.
    Live,
    /// The built-in simulator; nothing leaves this machine.
    Demo,
    /// No call at all: a form to fill in, check and save.
    Offline,
}

/// What is known of a token: never the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFacts {
    /// Characters.
    pub length: usize,
    /// Where it came from, e.g. `OS_AUTH_TOKEN`, `--token-file`.
    pub origin: String,
}

/// The configuration that calls need.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Region, if one was chosen.
    pub region: Option<String>,
    /// Endpoint as it is called: scheme, host, port, path prefix.
    pub endpoint: Option<String>,
    /// Project.
    pub project: Option<ProjectId>,
    /// Token.
    pub token: Option<TokenFacts>,
}

impl Place {
    /// True if calls can be made.
    pub const fn is_ready(&self) -> bool {
        self.endpoint.is_some() && self.project.is_some() && self.token.is_some()
    }
}

/// Why a setting was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetupProblem {
    /// No such region in the built-in list.
    UnknownRegion(String),
    /// The URL cannot be used; the reason in words.
    BadEndpoint(String),
    /// Not 32 letters or digits.
    BadProject,
    /// Empty, or with characters no token has.
    BadToken,
}
