//! Where an operation was confirmed, and by whom.

use serde::{Deserialize, Serialize};

use super::current::{Mode, Session};
use crate::core::base::{ProjectId, text::printable_of_file};

/// Who sits at the keys, as far as the system tells: for the record, not for permission.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Who {
    /// Number of the OS user.
    pub uid: u32,
    /// Name of the OS user, as the environment has it.
    #[serde(deserialize_with = "printable_of_file")]
    pub user: Option<String>,
    /// The user who became this one by sudo.
    #[serde(deserialize_with = "printable_of_file")]
    pub sudo_user: Option<String>,
    /// The address from which the SSH session came.
    #[serde(deserialize_with = "printable_of_file")]
    pub ssh_from: Option<String>,
    #[serde(deserialize_with = "printable_of_file")]
    pub host: Option<String>,
}

/// Where calls go: two operations are of the same service only if all of this agrees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    pub mode: Mode,
    /// Endpoint as it is called.
    #[serde(deserialize_with = "printable_of_file")]
    pub endpoint: String,
    /// Region, if one was chosen.
    #[serde(default, deserialize_with = "printable_of_file")]
    pub region: Option<String>,
    pub project: ProjectId,
    /// Its name, as far as the service told it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "printable_of_file"
    )]
    pub project_name: Option<String>,
    /// Name of the account, as far as the service told it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "printable_of_file"
    )]
    pub account: Option<String>,
    /// Name of the user whom the service knows, as far as it told.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "printable_of_file"
    )]
    pub caller: Option<String>,
}

impl Site {
    /// Returns the site of a session that has an endpoint and a project. Offline there is none:
    /// nothing can be reviewed for sending, intended or sent.
    pub fn of(mode: Mode, session: &Session) -> Option<Self> {
        if mode == Mode::Offline {
            return None;
        }
        let (endpoint, project) = (session.endpoint.clone()?, session.project.clone()?);
        let Session { region, project_name, account, user, .. } = session.clone();
        Some(Self { mode, endpoint, region, project, project_name, account, caller: user })
    }

    /// Calls for both reach the same project at the same endpoint.
    pub fn is_same_service(&self, other: &Self) -> bool {
        self.endpoint == other.endpoint && self.project == other.project
    }

    /// Returns whether calls of `session` reach the same project at the same endpoint.
    pub fn is_at(&self, session: &Session) -> bool {
        session.endpoint.as_deref() == Some(&self.endpoint)
            && session.project.as_ref() == Some(&self.project)
    }
}
