//! Which call a request is: the method and the segments of the path.

use super::faults::{ApiVersion, Call};

/// A call with what its path says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route<'a> {
    Create { project: &'a str, instance: &'a str },
    Instances { project: &'a str },
    Databases { project: &'a str, instance: &'a str },
    Tables { project: &'a str, instance: &'a str },
    Jobs { project: &'a str },
    Backups { project: &'a str, version: ApiVersion },
    Quotas { project: &'a str },
    IssueToken,
    ShowToken,
    Projects,
    MetadataToken,
    MetadataKeys,
}

impl<'a> Route<'a> {
    /// The call of a method and a path; `None` if it is not published here.
    pub fn find(method: &str, path: &'a str) -> Option<Self> {
        let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        Some(match (method, segments.as_slice()) {
            ("POST", ["v3", "auth", "tokens"]) => Self::IssueToken,
            ("GET", ["v3", "auth", "tokens"]) => Self::ShowToken,
            ("GET", ["v3", "projects"]) => Self::Projects,
            ("PUT", ["meta-data", "latest", "api", "token"]) => Self::MetadataToken,
            ("GET", ["openstack", "latest", "securitykey"]) => Self::MetadataKeys,
            ("POST", ["v3", project, "instances", instance, "backups"]) => {
                Self::Create { project, instance }
            }
            ("GET", ["v3", project, "instances"]) => Self::Instances { project },
            ("GET", ["v3", project, "instances", instance, "databases"]) => {
                Self::Databases { project, instance }
            }
            ("GET", ["v3", project, "instances", instance, "tables"]) => {
                Self::Tables { project, instance }
            }
            ("GET", ["v3", project, "jobs"]) => Self::Jobs { project },
            ("GET", ["v3", project, "backups"]) => {
                Self::Backups { project, version: ApiVersion::V3 }
            }
            ("GET", ["v3.1", project, "backups"]) => {
                Self::Backups { project, version: ApiVersion::V31 }
            }
            ("GET", ["v3", project, "quotas"]) => Self::Quotas { project },
            ("GET", ["v4", project, "backups"]) => {
                Self::Backups { project, version: ApiVersion::V4 }
            }
            _ => return None,
        })
    }

    /// The call that faults are told apart by.
    pub const fn call(self) -> Call {
        match self {
            Self::Create { .. } => Call::Create,
            Self::Instances { .. } => Call::Instances,
            Self::Databases { .. } => Call::Databases,
            Self::Tables { .. } => Call::Tables,
            Self::Jobs { .. } => Call::Jobs,
            Self::Backups { .. } => Call::Backups,
            Self::Quotas { .. } => Call::Quotas,
            Self::IssueToken => Call::SignIn,
            Self::ShowToken => Call::Who,
            Self::Projects => Call::Projects,
            Self::MetadataToken => Call::MetadataToken,
            Self::MetadataKeys => Call::MetadataKeys,
        }
    }

    /// The version of the backup list, where there are several.
    pub const fn version(self) -> Option<ApiVersion> {
        if let Self::Backups { version, .. } = self { Some(version) } else { None }
    }

    /// The project in the path; the calls of IAM and of the metadata service have none.
    pub const fn project(self) -> Option<&'a str> {
        match self {
            Self::Create { project, .. }
            | Self::Instances { project }
            | Self::Databases { project, .. }
            | Self::Tables { project, .. }
            | Self::Jobs { project }
            | Self::Quotas { project }
            | Self::Backups { project, .. } => Some(project),
            Self::IssueToken
            | Self::ShowToken
            | Self::Projects
            | Self::MetadataToken
            | Self::MetadataKeys => None,
        }
    }

    /// The instance in the path.
    pub const fn instance(self) -> Option<&'a str> {
        match self {
            Self::Create { instance, .. }
            | Self::Databases { instance, .. }
            | Self::Tables { instance, .. } => Some(instance),
            _ => None,
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
            Some(Route::Create { project: "p", instance: "i" })
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
