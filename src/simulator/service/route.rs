//! Which call a request is: the method and the segments of the path.

use crate::simulator::faults::{ApiVersion, Call};

/// A call with what the path of the request says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route<'a> {
    OfProject { project: &'a str, call: ProjectCall<'a> },
    IssueToken,
    ShowToken,
    Projects,
    MetadataToken,
    MetadataKeys,
}

/// A call of GeminiDB, with the ID of the instance where the path has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProjectCall<'a> {
    Create(&'a str),
    Instances,
    Databases(&'a str),
    Tables(&'a str),
    Jobs,
    Backups(ApiVersion),
    Quotas,
}

impl<'a> Route<'a> {
    /// Finds the call of a method and a path; `None` if no such call is published here.
    pub fn find(method: &str, path: &'a str) -> Option<Self> {
        let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        Some(match (method, segments.as_slice()) {
            ("POST", ["v3", "auth", "tokens"]) => Self::IssueToken,
            ("GET", ["v3", "auth", "tokens"]) => Self::ShowToken,
            ("GET", ["v3", "projects"]) => Self::Projects,
            ("PUT", ["meta-data", "latest", "api", "token"]) => Self::MetadataToken,
            ("GET", ["openstack", "latest", "securitykey"]) => Self::MetadataKeys,
            (_, [version, project, rest @ ..]) => {
                Self::OfProject { project, call: ProjectCall::find(method, version, rest)? }
            }
            _ => return None,
        })
    }

    /// Returns the call that faults are told apart by.
    pub const fn call(self) -> Call {
        match self {
            Self::OfProject { call, .. } => match call {
                ProjectCall::Create(_) => Call::Create,
                ProjectCall::Instances => Call::Instances,
                ProjectCall::Databases(_) => Call::Databases,
                ProjectCall::Tables(_) => Call::Tables,
                ProjectCall::Jobs => Call::Jobs,
                ProjectCall::Backups(_) => Call::Backups,
                ProjectCall::Quotas => Call::Quotas,
            },
            Self::IssueToken => Call::SignIn,
            Self::ShowToken => Call::Who,
            Self::Projects => Call::Projects,
            Self::MetadataToken => Call::MetadataToken,
            Self::MetadataKeys => Call::MetadataKeys,
        }
    }

    /// Returns the version of the backup list; the other calls have one version alone.
    pub const fn version(self) -> Option<ApiVersion> {
        if let Self::OfProject { call: ProjectCall::Backups(version), .. } = self {
            Some(version)
        } else {
            None
        }
    }
}

impl<'a> ProjectCall<'a> {
    fn find(method: &str, version: &str, rest: &[&'a str]) -> Option<Self> {
        Some(match (method, version, rest) {
            ("POST", "v3", ["instances", instance, "backups"]) => Self::Create(instance),
            ("GET", "v3", ["instances"]) => Self::Instances,
            ("GET", "v3", ["instances", instance, "databases"]) => Self::Databases(instance),
            ("GET", "v3", ["instances", instance, "tables"]) => Self::Tables(instance),
            ("GET", "v3", ["jobs"]) => Self::Jobs,
            ("GET", "v3", ["quotas"]) => Self::Quotas,
            ("GET", "v3", ["backups"]) => Self::Backups(ApiVersion::V3),
            ("GET", "v3.1", ["backups"]) => Self::Backups(ApiVersion::V31),
            ("GET", "v4", ["backups"]) => Self::Backups(ApiVersion::V4),
            _ => return None,
        })
    }

    pub const fn instance(self) -> Option<&'a str> {
        match self {
            Self::Create(instance) | Self::Databases(instance) | Self::Tables(instance) => {
                Some(instance)
            }
            Self::Instances | Self::Jobs | Self::Backups(_) | Self::Quotas => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_known_by_method_and_path() {
        assert_eq!(
            Route::find("POST", "/v3/p/instances/i/backups"),
            Some(Route::OfProject { project: "p", call: ProjectCall::Create("i") })
        );
        assert_eq!(
            Route::find("GET", "/v4/p/backups").and_then(Route::version),
            Some(ApiVersion::V4)
        );
        assert_eq!(Route::find("POST", "/v3/auth/tokens"), Some(Route::IssueToken));
        assert_eq!(Route::find("PUT", "/meta-data/latest/api/token"), Some(Route::MetadataToken));
        assert_eq!(Route::find("GET", "/openstack/latest/securitykey"), Some(Route::MetadataKeys));
        for (method, path) in [
            ("GET", "/"),
            ("GET", "/v3/p/instances/i/backups"),
            ("POST", "/v3/p/instances"),
            ("GET", "/v5/p/backups"),
            ("GET", "v3/p/jobs"),
            ("GET", "/meta-data/latest/api/token"),
            ("PUT", "/openstack/latest/securitykey"),
        ] {
            assert_eq!(Route::find(method, path), None, "{method} {path}");
        }
    }
}
