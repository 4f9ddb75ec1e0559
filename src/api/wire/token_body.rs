//! The answers of IAM about a token and about projects. Nothing in them is trusted: names are
//! cleaned, and an endpoint must read as one.

use serde::Deserialize;

use super::json::{List, Object, Scalar};
use crate::api::net::endpoint::Endpoint;
use crate::core::{
    base::{ids::ProjectId, signature::percent_decode, text::name_excerpt, time::UtcTime},
    session::identity::{Identity, Project},
};

/// The longest name that is kept, in characters (IAM's own limit is 64).
const LONGEST_NAME: usize = 128;

/// Types and names under which the catalogues of clouds list the service.
const SERVICES: [&str; 4] = ["geminidb", "gaussdb-nosql", "gaussdbfornosql", "nosql"];

/// The answer of `POST` and `GET /v3/auth/tokens`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct TokenAnswer {
    token: Object<TokenItem>,
}

/// The answer of `GET /v3/projects`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ProjectList {
    projects: List<Object<NamedItem>>,
    links: Object<Links>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Links {
    next: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct TokenItem {
    expires_at: Scalar,
    project: Object<NamedItem>,
    user: Object<UserItem>,
    catalog: List<Object<Service>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NamedItem {
    id: Scalar,
    name: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct UserItem {
    name: Scalar,
    domain: Object<NamedItem>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Service {
    #[serde(rename = "type")]
    kind: Scalar,
    name: Scalar,
    endpoints: List<Object<EndpointItem>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct EndpointItem {
    interface: Scalar,
    region: Scalar,
    region_id: Scalar,
    url: Scalar,
}

impl TokenAnswer {
    /// Returns the user and project of the token, and GeminiDB's endpoint in `region`; `None` if
    /// the answer describes no token.
    pub fn identity(self, region: Option<&str>) -> Option<Identity> {
        let token = self.token.0?;
        let project = token.project.0.as_ref().and_then(NamedItem::project);
        let user = token.user.0.unwrap_or_default();
        let endpoint = region.and_then(|region| endpoint(&token.catalog, region, project.as_ref()));
        Some(Identity {
            account: user.domain.0.as_ref().and_then(|domain| name(&domain.name)),
            user: name(&user.name),
            project,
            expires: token.expires_at.text().and_then(UtcTime::parse),
            endpoint,
        })
    }
}

impl ProjectList {
    /// Returns the query of the next page's address, if a page follows. Host and path of that
    /// address are not used, because the answer must not choose where the token goes.
    pub fn next_query(&self) -> Option<Vec<(String, String)>> {
        let next = self.links.0.as_ref()?.next.text()?;
        let (_, query) = next.split_once('?')?;
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        Some(pairs.map(|(name, value)| (decoded(name), decoded(value))).collect())
    }

    /// Returns the projects, or those of exactly this name; `None` if there is no list.
    pub fn projects(self, name: Option<&str>) -> Option<Vec<Project>> {
        let rows = self.projects.0?.into_iter().filter_map(|row| row.0);
        Some(
            rows.filter(|row| name.is_none_or(|name| row.name.text() == Some(name)))
                .filter_map(|row| row.project())
                .collect(),
        )
    }
}

impl NamedItem {
    /// Returns the project; `None` without an ID. A missing name becomes an empty one.
    fn project(&self) -> Option<Project> {
        Some(Project {
            id: self.id.text().and_then(ProjectId::received)?,
            name: name(&self.name).unwrap_or_default(),
        })
    }
}

fn decoded(text: &str) -> String {
    String::from_utf8_lossy(&percent_decode(&text.replace('+', " "))).into_owned()
}

fn name(raw: &Scalar) -> Option<String> {
    raw.text().map(|text| name_excerpt(text, LONGEST_NAME)).filter(|text| !text.is_empty())
}

/// Returns the public endpoint of the service in a region, as a base URL.
fn endpoint(
    catalog: &List<Object<Service>>,
    region: &str,
    project: Option<&Project>,
) -> Option<String> {
    let services = catalog.0.iter().flatten().filter_map(|service| service.0.as_ref());
    let listed = services
        .filter(|service| service.is_geminidb())
        .flat_map(|service| service.endpoints.0.iter().flatten());
    let endpoints = listed
        .filter_map(|endpoint| endpoint.0.as_ref())
        .filter(|endpoint| endpoint.is_public_in(region));
    endpoints.filter_map(|endpoint| base_url(endpoint.url.text()?, project)).next()
}

impl Service {
    fn is_geminidb(&self) -> bool {
        [&self.kind, &self.name]
            .iter()
            .filter_map(|word| word.text())
            .any(|word| SERVICES.contains(&word.to_lowercase().as_str()))
    }
}

impl EndpointItem {
    fn is_public_in(&self, region: &str) -> bool {
        let is_here = [&self.region_id, &self.region].iter().any(|id| id.text() == Some(region));
        self.interface.text() == Some("public") && is_here
    }
}

/// Returns the part of a catalogue's URL that all calls share: without the project, an ID or a
/// placeholder, and without the version, which differs between calls.
fn base_url(raw: &str, project: Option<&Project>) -> Option<String> {
    let is_project = |segment: &str| {
        segment.starts_with(['$', '%', '{'])
            || segment.starts_with("AUTH_")
            || project.is_some_and(|project| project.id.as_str() == segment)
    };
    let is_version = |segment: &str| {
        segment.strip_prefix('v').is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_digit())
                && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        })
    };
    let (scheme, rest) = raw.trim().split_once("://")?;
    let mut parts: Vec<&str> = rest.trim_end_matches('/').split('/').collect();
    for drops in [&is_project as &dyn Fn(&str) -> bool, &is_version] {
        // The first part is the host.
        if parts.len() > 1 && parts.last().is_some_and(|last| drops(last)) {
            parts.pop();
        }
    }
    Endpoint::parse(&format!("{scheme}://{}", parts.join("/")))
        .ok()
        .map(|endpoint| endpoint.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROJECT: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

    fn identity(json: &str, region: Option<&str>) -> Option<Identity> {
        serde_json::from_str::<TokenAnswer>(json).unwrap().identity(region)
    }

    #[test]
    fn account_user_project_and_end_are_what_iam_says() {
        let json = format!(
            r#"{{"token":{{"expires_at":"2026-03-02T08:15:30.123000Z",
                "user":{{"id":"u","name":"ops\u001b[2J","domain":{{"id":"d","name":"acme"}}}},
               "project":{{"id":"{PROJECT}","name":"eu-west-101","domain":{{"name":"acme"}}}},
               "methods":["password"],"catalog":[]}}}}"#
        );
        let known = identity(&json, Some("eu-west-101")).unwrap();
        assert_eq!(
            (known.account.as_deref(), known.user.as_deref()),
            (Some("acme"), Some(r"ops\u{1b}[2J"))
        );
        let project = known.project.unwrap();
        assert_eq!((project.id.as_str(), project.name.as_str()), (PROJECT, "eu-west-101"));
        assert_eq!((known.expires, known.endpoint), (UtcTime::parse("2026-03-02T08:15:30Z"), None));
        assert_eq!(identity(r#"{"token":{}}"#, None), Some(Identity::default()));
        assert_eq!(identity("{}", None), None);
    }

    #[test]
    fn an_endpoint_of_the_catalogue_loses_version_and_project_and_must_be_safe() {
        let rows = [
            (
                "https://nosql.example/v3/0a1b2c3d4e5f60718293a4b5c6d7e8f9",
                Some("https://nosql.example"),
            ),
            (
                "https://nosql.example:8443/pre/v3/$(project_id)s/",
                Some("https://nosql.example:8443/pre"),
            ),
            ("https://nosql.example/v3.1/%(tenant_id)s", Some("https://nosql.example")),
            ("https://nosql.example/v3/{project_id}", Some("https://nosql.example")),
            ("https://nosql.example/v3", Some("https://nosql.example")),
            ("https://nosql.example", Some("https://nosql.example")),
            ("https://v3", Some("https://v3")),
            ("http://127.0.0.1:9/v3/x", Some("http://127.0.0.1:9/v3/x")),
            ("http://nosql.example/v3", None),
            ("https://u:p@nosql.example/v3", None),
            ("nosql", None),
        ];
        for (url, want) in rows {
            let json = format!(
                r#"{{"token":{{"project":{{"id":"{PROJECT}"}},"catalog":[
                   {{"type":"ecs","endpoints":[
                     {{"interface":"public","region_id":"r1","url":"https://ecs.example"}}]}},
                   {{"type":"nosql","name":"gaussdb-nosql","endpoints":[
                     {{"interface":"internal","region_id":"r1","url":"https://internal.example"}},
                   {{"interface":"public","region_id":"r2","url":"https://other.example"}},
                   {{"interface":"public","region_id":"r1","url":"{url}"}}]}}]}}}}"#
            );
            assert_eq!(identity(&json, Some("r1")).unwrap().endpoint.as_deref(), want, "{url}");
            assert_eq!(identity(&json, None).unwrap().endpoint, None);
        }
    }

    #[test]
    fn projects_of_other_names_are_left_out() {
        let list = || {
            serde_json::from_str::<ProjectList>(
                r#"{"projects":[{"id":"a","name":"r1"},{"id":"b","name":"r10"},{"name":"r1"},7]}"#,
            )
            .unwrap()
        };
        let ids = |name| {
            list()
                .projects(name)
                .unwrap()
                .into_iter()
                .map(|project| project.id.as_str().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            (ids(Some("r1")), ids(None)),
            (vec!["a".to_owned()], vec!["a".to_owned(), "b".to_owned()])
        );
        assert!(serde_json::from_str::<ProjectList>("{}").unwrap().projects(None).is_none());
    }
}
