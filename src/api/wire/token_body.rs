//! The answers of IAM about a token and about projects. Nothing in them is trusted: names are
//! cleaned, and an endpoint must read as one.

use reqwest::Url;

use super::{Json, json::MOST_ENTRIES, rows::time};
use crate::{
    api::net::Endpoint,
    core::{
        base::{ProjectId, text::name_excerpt},
        session::{Identity, Project},
    },
};

/// The longest name that is kept, in characters (IAM's own limit is 64).
const LONGEST_NAME: usize = 128;

/// Types and names under which the catalogues of clouds list the service.
const SERVICES: [&str; 4] = ["geminidb", "gaussdb-nosql", "gaussdbfornosql", "nosql"];

/// Returns the user and project of a token, and GeminiDB's endpoint in `region`, by the answer of
/// `POST` or `GET /v3/auth/tokens`; `None` if the answer describes no token.
pub fn identity(answer: Json<'_>, region: Option<&str>) -> Option<Identity> {
    let token = answer.part("token").fields()?;
    let user = token.part("user");
    let project = project(token.part("project"));
    Some(Identity {
        account: name(user.part("domain").part("name")),
        user: name(user.part("name")),
        endpoint: region
            .and_then(|region| endpoint(token.part("catalog"), region, project.as_ref())),
        project,
        expires: time(token.part("expires_at")),
    })
}

/// Returns the query of the next page's address, if a page of `GET /v3/projects` follows. Host and
/// path of that address are not used, because the answer must not choose where the token goes.
pub fn next_query(answer: Json<'_>) -> Option<Vec<(String, String)>> {
    let here = Url::parse("http://localhost").ok()?;
    let next = here.join(&answer.part("links").part("next").text()?).ok()?;
    next.query()?;
    Some(next.query_pairs().into_owned().collect())
}

/// Returns the projects of `GET /v3/projects`, or those of exactly this name; `None`
/// if there is no list.
pub fn projects(answer: Json<'_>, name: Option<&str>) -> Option<Vec<Project>> {
    let rows = answer.part("projects").list().filter(|rows| rows.len() <= MOST_ENTRIES)?;
    let is_meant = |row: &Json<'_>| name.is_none() || row.part("name").text().as_deref() == name;
    Some(rows.into_iter().filter(is_meant).filter_map(project).collect())
}

/// Returns a project; `None` without an ID. A missing name becomes an empty one.
fn project(item: Json<'_>) -> Option<Project> {
    let id = ProjectId::received(&item.part("id").text()?)?;
    Some(Project { id, name: name(item.part("name")).unwrap_or_default() })
}

fn name(raw: Json<'_>) -> Option<String> {
    raw.text().map(|text| name_excerpt(&text, LONGEST_NAME)).filter(|text| !text.is_empty())
}

/// Returns the public endpoint of the service in a region, as a base URL.
fn endpoint(catalog: Json<'_>, region: &str, project: Option<&Project>) -> Option<String> {
    let is_geminidb = |service: &Json<'_>| {
        let words = ["type", "name"].into_iter().filter_map(|key| service.part(key).string());
        words.map(|word| word.to_lowercase()).any(|word| SERVICES.contains(&word.as_str()))
    };
    let is = |endpoint: &Json<'_>, key: &str, word: &str| {
        endpoint.part(key).string().as_deref() == Some(word)
    };
    let is_here = |endpoint: &Json<'_>| {
        is(endpoint, "interface", "public")
            && ["region_id", "region"].into_iter().any(|key| is(endpoint, key, region))
    };
    let services = catalog.list()?.into_iter().filter(is_geminidb);
    let listed = services.filter_map(|service| service.part("endpoints").list()).flatten();
    listed.filter(is_here).find_map(|found| base_url(&found.part("url").string()?, project))
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
    use crate::core::base::UtcTime;

    const PROJECT: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

    fn identity(json: &str, region: Option<&str>) -> Option<Identity> {
        super::identity(Json::of(json).unwrap(), region)
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
        let list =
            r#"{"projects":[{"id":"a","name":"r1"},{"id":"b","name":"r10"},{"name":"r1"},7]}"#;
        let ids = |name| {
            projects(Json::of(list).unwrap(), name)
                .unwrap()
                .into_iter()
                .map(|project| project.id.as_str().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            (ids(Some("r1")), ids(None)),
            (vec!["a".to_owned()], vec!["a".to_owned(), "b".to_owned()])
        );
        assert!(projects(Json::of("{}").unwrap(), None).is_none());
    }
}
