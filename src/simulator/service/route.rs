//! Which call a request is: the method and the segments of the path.

use crate::simulator::faults::{ApiVersion, Call};

/// A call with what the path of the request says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route<'a> {
    pub call: Call,
    /// The project of a call of GeminiDB; the other calls have none.
    pub project: Option<&'a str>,
    /// The ID of the instance, where the path has one.
    pub instance: Option<&'a str>,
    /// The version of the backup list; the other calls have one version alone.
    pub version: ApiVersion,
}

impl<'a> Route<'a> {
    /// Finds the call of a method and a path; `None` if no such call is published here.
    pub fn find(method: &str, path: &'a str) -> Option<Self> {
        let call = match (method, path) {
            ("POST", "/v3/auth/tokens") => Call::SignIn,
            ("GET", "/v3/auth/tokens") => Call::Who,
            ("GET", "/v3/projects") => Call::Projects,
            ("PUT", "/meta-data/latest/api/token") => Call::MetadataToken,
            ("GET", "/openstack/latest/securitykey") => Call::MetadataKeys,
            (_, _) => return Self::of_project(method, path),
        };
        Some(Self { call, project: None, instance: None, version: ApiVersion::V3 })
    }

    fn of_project(method: &str, path: &'a str) -> Option<Self> {
        let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        let (version, project, instance, list) = match segments[..] {
            [version, project, "instances", instance, list] => {
                (version, project, Some(instance), list)
            }
            [version, project, list] => (version, project, None, list),
            _ => return None,
        };
        let call = match (method, version, instance, list) {
            ("POST", "v3", Some(_), "backups") => Call::Create,
            ("GET", "v3", Some(_), "databases") => Call::Databases,
            ("GET", "v3", Some(_), "tables") => Call::Tables,
            ("GET", "v3", None, "instances") => Call::Instances,
            ("GET", "v3", None, "jobs") => Call::Jobs,
            ("GET", "v3", None, "quotas") => Call::Quotas,
            ("GET", "v3" | "v3.1" | "v4", None, "backups") => Call::Backups,
            _ => return None,
        };
        let version = match version {
            "v4" => ApiVersion::V4,
            "v3.1" => ApiVersion::V31,
            _ => ApiVersion::V3,
        };
        Some(Self { call, project: Some(project), instance, version })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_known_by_method_and_path() {
        let create = Route::find("POST", "/v3/p/instances/i/backups").expect("a call");
        assert_eq!(
            (create.call, create.project, create.instance),
            (Call::Create, Some("p"), Some("i"))
        );
        let version = |path| Route::find("GET", path).map(|route| route.version);
        assert_eq!(version("/v4/p/backups"), Some(ApiVersion::V4));
        let call = |method, path| Route::find(method, path).map(|route| route.call);
        assert_eq!(call("POST", "/v3/auth/tokens"), Some(Call::SignIn));
        assert_eq!(call("PUT", "/meta-data/latest/api/token"), Some(Call::MetadataToken));
        assert_eq!(call("GET", "/openstack/latest/securitykey"), Some(Call::MetadataKeys));
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
