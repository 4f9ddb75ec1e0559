//! IAM and the metadata service of a machine: who may call, and with which secret.
//!
//! This file answers the three calls of IAM that a client of GeminiDB needs: a token for the user
//! that `proofs` finds proven ("KeystoneCreateUserTokenByPassword"), a look at a token, and a
//! project by its name ("KeystoneListProjects"). OpenStack's own clients begin with the version
//! documents. `auth` checks tokens, `access_keys` signatures; `user` and `totp` know passwords and
//! passcodes; `attempts` counts how often each secret was tried.

pub mod access_keys;
pub mod attempts;
pub mod auth;
pub mod metadata;
pub mod proofs;
pub mod totp;
pub mod user;

pub use self::{
    attempts::{Attempts, Tried},
    auth::{Keys, Proven, Token, TokenScope},
    proofs::Receipt,
    totp::Totp,
    user::{DEMO_PASSWORD, Refused, User},
};

use serde_json::{Value, json};

use crate::simulator::{
    service::{Answer, ListedService, Query, Request, Settings, VisibleProjects},
    world::{IdSource, Moment},
};

/// The account with its users and its two projects.
pub struct Directory {
    pub account: String,
    pub account_id: String,
    /// The first user needs a password, the second user a passcode beside the password.
    pub users: [User; 2],
    /// Name and ID; the first project holds the instances.
    pub projects: [(String, String); 2],
    pub region: String,
    /// Where the service answers; the catalogue of a token tells it.
    pub endpoint: String,
    pub settings: Settings,
    pub receipts: Vec<Receipt>,
    pub receipt_ids: IdSource,
    /// The tokens of the metadata service issued so far, each with its end.
    pub metadata_tokens: Vec<(String, Moment)>,
    pub metadata_ids: IdSource,
}

/// `POST /v3/auth/tokens`
pub fn issue_token(
    directory: &mut Directory,
    keys: &mut Keys,
    request: &Request,
) -> Result<Answer, Answer> {
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| malformed())?;
    let proven = directory.prove(&body["auth"]["identity"], keys, request)?;
    let scope = directory.scope(&body["auth"]["scope"])?;
    let token = keys.issue(proven, scope, request.at);
    Ok(directory.answer(201, &token, request))
}

/// `GET /v3/auth/tokens`: describes the token of `X-Subject-Token`.
pub fn show_token(directory: &Directory, keys: &Keys, request: &Request) -> Result<Answer, Answer> {
    let token = request
        .header("X-Subject-Token")
        .and_then(|value| keys.token(value, request.at))
        .ok_or_else(token_missing)?;
    Ok(directory.answer(200, token, request))
}

/// `GET /v3/projects?name=…`
pub fn projects(directory: &Directory, query: &Query) -> Answer {
    let [first, second] = &directory.projects;
    let namesake = (first.0.clone(), second.1.clone());
    let visible = match directory.settings.visible {
        VisibleProjects::All => vec![first, second],
        VisibleProjects::Nothing => Vec::new(),
        VisibleProjects::SameName => vec![first, &namesake],
    };
    let rows: Vec<Value> = visible
        .into_iter()
        .filter(|project| query.allows("name", &project.0))
        .map(|project| directory.project_row(project))
        .collect();
    let link = format!("{}/v3/projects", directory.endpoint);
    Answer::json(
        200,
        json!({"projects": rows, "links": {"self": link, "next": null, "previous": null}}),
    )
}

/// `GET /` and `GET /v3`: the version documents, which anybody may read;
/// `None` for any other request.
pub fn versions(directory: &Directory, request: &Request) -> Option<Answer> {
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/") => {
            Some(Answer::json(300, json!({"versions": {"values": [directory.version_row()]}})))
        }
        ("GET", "/v3" | "/v3/") => {
            Some(Answer::json(200, json!({"version": directory.version_row()})))
        }
        _ => None,
    }
}

fn malformed() -> Answer {
    Answer::iam(400, "The request body is invalid.")
}

fn token_missing() -> Answer {
    Answer::iam(404, "The token could not be found.")
}

pub fn unauthorized(words: &str) -> Answer {
    Answer::iam(401, words)
}

/// What IAM says of a wrong token, and Keystone of every caller who is not let in.
pub const NOT_AUTHENTICATED: &str = "The request you have made requires authentication.";

/// What IAM says of a locked user.
pub const LOCKED: &str = "The account is locked. Try again 15 minutes later.";

impl Directory {
    /// Returns the authenticator of the user who needs a passcode.
    pub fn authenticator(&self) -> Option<&Totp> {
        self.users.iter().find_map(|user| user.totp.as_ref())
    }

    fn is_account(&self, domain: &Value) -> bool {
        domain["id"] == self.account_id.as_str() || domain["name"] == self.account.as_str()
    }

    /// Reads the scope of a new token; at the vendor's IAM a project wins over a domain.
    fn scope(&self, scope: &Value) -> Result<TokenScope, Answer> {
        let (project, domain) = (&scope["project"], &scope["domain"]);
        if self.settings.keystone && !project.is_null() && !domain.is_null() {
            return Err(malformed());
        }
        if !project.is_null() {
            return self.project_scope(project);
        }
        if domain.is_null() {
            return Ok(TokenScope::Nothing);
        }
        if self.is_account(domain) {
            Ok(TokenScope::Account)
        } else {
            Err(self.no_such_scope("domain"))
        }
    }

    fn project_scope(&self, wanted: &Value) -> Result<TokenScope, Answer> {
        let domain = &wanted["domain"];
        if self.settings.keystone && wanted["id"].is_null() && domain.is_null() {
            // Keystone's names are unique within a domain only.
            return Err(malformed());
        }
        let means = |(name, id): &&(String, String)| {
            wanted["id"] == id.as_str()
                || (wanted["id"].is_null()
                    && wanted["name"] == name.as_str()
                    && (domain.is_null() || self.is_account(domain)))
        };
        let found = self.projects.iter().find(means);
        found
            .map(|(_, id)| TokenScope::Project(id.clone()))
            .ok_or_else(|| self.no_such_scope("project"))
    }

    fn no_such_scope(&self, kind: &str) -> Answer {
        if self.settings.keystone {
            unauthorized(NOT_AUTHENTICATED)
        } else {
            Answer::iam(404, &format!("Could not find the {kind}."))
        }
    }

    fn answer(&self, status: u16, token: &Token, request: &Request) -> Answer {
        // The vendor documents a value, and OpenStack's own clients send the bare name.
        let with_catalog = !Query::parse(&request.query).has("nocatalog");
        Answer::json(status, self.describe(token, with_catalog))
            .with_header("X-Subject-Token", &token.value)
    }

    fn describe(&self, token: &Token, with_catalog: bool) -> Value {
        let mut described = json!({
            "expires_at": token.expires.iam(),
            "issued_at": token.issued.iam(),
            "methods": token.proven.methods(),
            "user": self.user_row(token.proven.user),
            "roles": [{"id": "0", "name": "te_admin"}],
        });
        described["user"]["password_expires_at"] = json!("");
        if let Some(at) = token.proven.passcode_at {
            described["mfa_authn_at"] = json!(at.iam());
        }
        match &token.scope {
            TokenScope::Nothing => {}
            TokenScope::Project(wanted) => {
                if let Some((name, id)) = self.projects.iter().find(|(_, id)| id == wanted) {
                    described["project"] =
                        json!({"id": id, "name": name, "domain": self.account_row()});
                }
            }
            TokenScope::Account => described["domain"] = self.account_row(),
        }
        // Keystone leaves the field out where the vendor's IAM sends an empty list.
        match self.catalog(token).filter(|_| with_catalog) {
            None if self.settings.keystone => {}
            catalog => described["catalog"] = json!(catalog.unwrap_or_default()),
        }
        json!({"token": described})
    }

    /// Lists IAM, and for a project GeminiDB as well; a token for nothing has no catalogue.
    fn catalog(&self, token: &Token) -> Option<Vec<Value>> {
        let (project, id) = match &token.scope {
            TokenScope::Nothing => return None,
            TokenScope::Project(project) => (Some(project), project),
            TokenScope::Account => (None, &self.account_id),
        };
        let entry = |kind: &str, name: &str, endpoints: Vec<Value>| {
            json!({
                "type": kind,
                "name": name,
                "id": id,
                "endpoints": endpoints,
            })
        };
        // The vendor's entry is for every region, `*`; OpenStack's own clients look for the region
        // by its name.
        let iam = ["*", &self.region]
            .map(|region| self.endpoint_row(region, "public", format!("{}/v3", self.endpoint)));
        let mut entries = vec![entry("identity", "iam", iam.to_vec())];
        let service =
            project.map(|project| self.service_rows(project)).filter(|rows| !rows.is_empty());
        entries.extend(service.map(|rows| entry("nosql", "gaussdb-nosql", rows)));
        Some(entries)
    }

    fn service_rows(&self, project: &str) -> Vec<Value> {
        let row = |region: &str, host: &str, interface: &str| {
            self.endpoint_row(region, interface, format!("{host}/v3/{project}"))
        };
        // Port 9 of this machine discards every byte: a client that goes there has read the
        // catalogue wrong.
        let elsewhere = || row("elsewhere-1", "http://127.0.0.1:9", "public");
        let inside = || row(&self.region, "http://127.0.0.1:9", "internal");
        let here = || row(&self.region, &self.endpoint, "public");
        match self.settings.listed {
            ListedService::Here => vec![elsewhere(), inside(), here()],
            ListedService::Elsewhere => vec![elsewhere()],
            ListedService::Nowhere => Vec::new(),
        }
    }

    fn endpoint_row(&self, region: &str, interface: &str, url: String) -> Value {
        json!({
            "id": self.account_id,
            "interface": interface,
            "region": region,
            "region_id": region,
            "url": url,
        })
    }

    /// Describes the account as the domain that it is to Keystone.
    fn account_row(&self) -> Value {
        json!({"id": self.account_id, "name": self.account})
    }

    /// Describes a user, by the number that tokens and receipts have.
    fn user_row(&self, user: usize) -> Value {
        let user = &self.users[user];
        json!({"id": user.id, "name": user.name, "domain": self.account_row()})
    }

    /// Describes the one version of IAM's calls.
    fn version_row(&self) -> Value {
        json!({
            "id": "v3.14",
            "status": "stable",
            "updated": "2020-04-07T00:00:00Z",
            "links": [{"rel": "self", "href": format!("{}/v3/", self.endpoint)}],
            "media-types": [{
                "base": "application/json",
                "type": "application/vnd.openstack.identity-v3+json",
            }],
        })
    }

    fn project_row(&self, (name, id): &(String, String)) -> Value {
        json!({
            "id": id,
            "name": name,
            "domain_id": self.account_id,
            "parent_id": self.account_id,
            "enabled": true,
            "is_domain": false,
            "description": "",
            "links": {"self": format!("{}/v3/projects/{id}", self.endpoint)},
        })
    }
}
