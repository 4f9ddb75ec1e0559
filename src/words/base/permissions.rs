//! What each call needs, by the names of both kinds of policy (API pages "Permissions" and those of
//! the calls).

use crate::words::if_told;

/// A call of the service, or calls that are made together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Create,
    Instances,
    Databases,
    Tables,
    Backups,
    Jobs,
    /// Lists of jobs and backups: together they show how far a backup is.
    Following,
    Quotas,
}

impl Need {
    /// Returns the actions of a role. For the list of instances the vendor's
    /// pages name two different actions.
    const fn roles(self) -> &'static str {
        match self {
            Self::Create => "nosql:backup:create",
            Self::Instances => "nosql:instance:list or nosql:backup:list",
            Self::Databases => "nosql:database:list",
            Self::Tables | Self::Backups => "nosql:backup:list",
            Self::Jobs => "nosql:task:list",
            Self::Following => "nosql:task:list, nosql:backup:list",
            Self::Quotas => "nosql:instance:list",
        }
    }

    /// Returns the action of an identity policy, where one is published.
    const fn policy(self) -> Option<&'static str> {
        match self {
            Self::Create => Some("gaussdbfornosql:instance:createBackup"),
            Self::Instances => Some("gaussdbfornosql:instance:list"),
            Self::Databases => Some("gaussdbfornosql:instance:listDatabase"),
            Self::Tables | Self::Backups => Some("gaussdbfornosql:backup:list"),
            Self::Quotas => Some("gaussdbfornosql::listResourceQuota"),
            Self::Jobs | Self::Following => None,
        }
    }

    /// Returns the actions in short form: an identity policy's action is left out where only
    /// `gaussdbfornosql` in place of `nosql` tells the two apart.
    pub fn short(self) -> String {
        let of_another_name = matches!(self, Self::Databases | Self::Quotas);
        let policy = if_told(", ", self.policy().filter(|_| of_another_name), "");
        format!("{}{policy}", self.roles())
    }

    /// Returns the actions of both kinds of policy.
    pub fn both(self) -> String {
        let policy = if_told(" (in identity policies ", self.policy(), ")");
        format!("{}{policy}", self.roles())
    }
}
