//! The three calls of IAM that a client of the service needs: a token for a password, a look at a token, a project by its name.

use serde_json::{Value, json};

use super::{
    answers::Answer,
    auth::{Keys, Token},
    clock::Moment,
    query::Query,
    request::Request,
};

/// Password of the demo user; it opens nothing but this simulator.
pub const DEMO_PASSWORD: &str = "demo-password";

/// Wrong passwords in a row that lock the user, and for how many seconds (fact sheet 8a).
const TRIES: u32 = 5;
const LOCKED_MILLIS: i64 = 15 * 60 * 1000;

/// The account: its user and its two projects.
pub(super) struct Directory {
    pub account: String,
    pub account_id: String,
    pub user: String,
    pub user_id: String,
    /// Name and ID; the first one holds the fleet.
    pub projects: [(String, String); 2],
    pub region: String,
    /// Where the service answers, for the token's catalog.
    pub endpoint: String,
    pub wrong_passwords: u32,
    pub locked_until: Option<Moment>,
}

/// `POST /v3/auth/tokens`
pub(super) fn issue_token(directory: &mut Directory, keys: &mut Keys, request: &Request) -> Result<Answer, Answer> {
    let malformed = || Answer::iam(400, "Bad Request", "The request body is invalid.");
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| malformed())?;
    let methods = body["auth"]["identity"]["methods"].as_array().ok_or_else(malformed)?;
    if !methods.iter().any(|method| method == "password") {
        return Err(malformed());
    }
    directory.check_password(&body["auth"]["identity"]["password"]["user"], request.at)?;
    let project = directory.scope(&body["auth"]["scope"])?;
    let token = keys.issue(project, request.at);
    let with_catalog = Query::parse(&request.query).get("nocatalog").is_none();
    Ok(Answer::json(201, directory.describe(&token, with_catalog)).with_header("X-Subject-Token", &token.value))
}

/// `GET /v3/auth/tokens`: describes the token of `X-Subject-Token`.
pub(super) fn show_token(directory: &Directory, keys: &Keys, request: &Request) -> Result<Answer, Answer> {
    let missing = || Answer::iam(404, "Not Found", "The token could not be found.");
    let token = request.header("X-Subject-Token").and_then(|value| keys.token(value)).filter(|token| request.at < token.expires);
    let token = token.ok_or_else(missing)?;
    let with_catalog = Query::parse(&request.query).get("nocatalog").is_none();
    Ok(Answer::json(200, directory.describe(token, with_catalog)).with_header("X-Subject-Token", &token.value))
}

/// `GET /v3/projects?name=…`
pub(super) fn projects(directory: &Directory, query: &Query) -> Answer {
    let rows: Vec<Value> = directory
        .projects
        .iter()
        .filter(|project| query.allows("name", &project.0))
        .map(|project| directory.project_row(project))
        .collect();
    let link = format!("{}/v3/projects", directory.endpoint);
    Answer::json(200, json!({"projects": rows, "links": {"self": link, "next": null, "previous": null}}))
}

impl Directory {
    fn check_password(&mut self, user: &Value, now: Moment) -> Result<(), Answer> {
        if self.locked_until.is_some_and(|until| now < until) {
            return Err(Answer::iam(401, "Unauthorized", "The account is locked. Try again 15 minutes later."));
        }
        let user_ok = user["id"] == self.user_id.as_str()
            || (user["name"] == self.user.as_str()
                && (user["domain"]["name"] == self.account.as_str() || user["domain"]["id"] == self.account_id.as_str()));
        if user_ok && user["password"] == DEMO_PASSWORD {
            self.wrong_passwords = 0;
            return Ok(());
        }
        self.wrong_passwords += 1;
        if self.wrong_passwords >= TRIES {
            self.wrong_passwords = 0;
            self.locked_until = Some(Moment(now.0.saturating_add(LOCKED_MILLIS)));
        }
        Err(Answer::iam(401, "Unauthorized", "The username or password is wrong."))
    }

    /// The project that a scope means; the project wins over a domain, and without a project the token has none.
    fn scope(&self, scope: &Value) -> Result<Option<String>, Answer> {
        let wanted = &scope["project"];
        if wanted.is_null() {
            return Ok(None);
        }
        let found = self.projects.iter().find(|(name, id)| wanted["id"] == id.as_str() || wanted["name"] == name.as_str());
        found.map(|(_, id)| Some(id.clone())).ok_or_else(|| Answer::iam(404, "Not Found", "Could not find the project."))
    }

    fn describe(&self, token: &Token, with_catalog: bool) -> Value {
        let time = |moment: Moment| format!("{}.{:03}000Z", moment.utc().iso().trim_end_matches('Z'), moment.0.rem_euclid(1000));
        let domain = json!({"id": self.account_id, "name": self.account});
        let mut described = json!({
            "expires_at": time(token.expires), "issued_at": time(token.issued), "methods": ["password"],
            "user": {"id": self.user_id, "name": self.user, "domain": domain, "password_expires_at": ""},
            "roles": [{"id": "0", "name": "te_admin"}], "catalog": if with_catalog { self.catalog(token) } else { json!([]) },
        });
        if let Some((name, id)) = self.projects.iter().find(|(_, id)| token.project.as_ref() == Some(id)) {
            described["project"] = json!({"id": id, "name": name, "domain": domain});
        }
        json!({"token": described})
    }

    fn catalog(&self, token: &Token) -> Value {
        let project = token.project.as_deref().unwrap_or_default();
        json!([{"type": "nosql", "name": "gaussdb-nosql", "id": self.account_id, "endpoints": [{
            "id": self.user_id, "interface": "public", "region": self.region, "region_id": self.region,
            "url": format!("{}/v3/{project}", self.endpoint),
        }]}])
    }

    fn project_row(&self, (name, id): &(String, String)) -> Value {
        json!({
            "id": id, "name": name, "domain_id": self.account_id, "parent_id": self.account_id, "enabled": true,
            "is_domain": false, "description": "", "links": {"self": format!("{}/v3/projects/{id}", self.endpoint)},
        })
    }
}
