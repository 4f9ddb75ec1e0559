//! The three calls of IAM that a client of the service needs: a token for a password (and a passcode), a look at a
//! token, a project by its name (fact sheet 8a).

use serde_json::{Value, json};

use super::{
    answers::Answer,
    auth::{Keys, Token},
    ids::IdSource,
    query::Query,
    request::Request,
    settings::{Listed, Settings, Visible},
    users::{Refused, User},
};

/// The account: its users and its two projects.
pub(super) struct Directory {
    pub account: String,
    pub account_id: String,
    /// The first one needs a password, the second one a passcode as well.
    pub users: [User; 2],
    /// Name and ID; the first one holds the fleet.
    pub projects: [(String, String); 2],
    pub region: String,
    /// Where the service answers, for the token's catalogue.
    pub endpoint: String,
    pub settings: Settings,
    pub receipt_ids: IdSource,
}

/// Who a call to sign in is from, as it says itself: the user's ID or name. Empty if it does not say.
pub(super) fn claimed_user(request: &Request) -> String {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let user = &body["auth"]["identity"]["password"]["user"];
    user["id"].as_str().or_else(|| user["name"].as_str()).unwrap_or_default().to_owned()
}

/// `POST /v3/auth/tokens`
pub(super) fn issue_token(directory: &mut Directory, keys: &mut Keys, request: &Request) -> Result<Answer, Answer> {
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| malformed())?;
    let identity = &body["auth"]["identity"];
    let methods = identity["methods"].as_array().ok_or_else(malformed)?;
    let shows = |wanted: &str| methods.iter().any(|method| method == wanted);
    if !shows("password") {
        return Err(malformed());
    }
    let (user, password) = directory.find_user(&identity["password"]["user"], "password")?;
    let passcode = if shows("totp") {
        let (other, passcode) = directory.find_user(&identity["totp"]["user"], "passcode")?;
        // A passcode of somebody else is as wrong as any.
        Some(if other == user { passcode } else { "" })
    } else {
        None
    };
    let checked = user.map_or(Err(Refused::Wrong), |at| directory.users[at].check(password, passcode, request.at).map(|()| at));
    let at = checked.map_err(|refused| directory.refuse(refused, user))?;
    let project = directory.scope(&body["auth"]["scope"])?;
    let token = keys.issue(at, passcode.map(|_| request.at), project, request.at);
    Ok(directory.answer(201, &token, request))
}

/// `GET /v3/auth/tokens`: describes the token of `X-Subject-Token`.
pub(super) fn show_token(directory: &Directory, keys: &Keys, request: &Request) -> Result<Answer, Answer> {
    let missing = || Answer::iam(404, "Not Found", "The token could not be found.");
    let token = request.header("X-Subject-Token").and_then(|value| keys.token(value, request.at)).ok_or_else(missing)?;
    Ok(directory.answer(200, token, request))
}

/// `GET /v3/projects?name=…`
pub(super) fn projects(directory: &Directory, query: &Query) -> Answer {
    let [first, second] = &directory.projects;
    let namesake = (first.0.clone(), second.1.clone());
    let visible = match directory.settings.visible {
        Visible::All => vec![first, second],
        Visible::Nothing => Vec::new(),
        Visible::Twice => vec![first, &namesake],
    };
    let rows: Vec<Value> =
        visible.into_iter().filter(|project| query.allows("name", &project.0)).map(|project| directory.project_row(project)).collect();
    let link = format!("{}/v3/projects", directory.endpoint);
    Answer::json(200, json!({"projects": rows, "links": {"self": link, "next": null, "previous": null}}))
}

fn malformed() -> Answer {
    Answer::iam(400, "Bad Request", "The request body is invalid.")
}

fn unauthorized(words: &str) -> Answer {
    Answer::iam(401, "Unauthorized", words)
}

/// What Keystone says of everything that it does not let in.
const KEYSTONE: &str = "The request you have made requires authentication.";

impl Directory {
    /// The user that an object of the body means, if there is one, and a text of the same object. A user is given by
    /// ID, or by name together with the account.
    fn find_user<'a>(&self, user: &'a Value, text: &str) -> Result<(Option<usize>, &'a str), Answer> {
        let by_name = user["name"].is_string() && user["domain"].is_object();
        let (true, Some(text)) = (user["id"].is_string() || by_name, user[text].as_str()) else { return Err(malformed()) };
        let means =
            |known: &User| user["id"] == known.id.as_str() || (user["name"] == known.name.as_str() && self.is_account(&user["domain"]));
        Ok((self.users.iter().position(means), text))
    }

    fn is_account(&self, domain: &Value) -> bool {
        domain["id"] == self.account_id.as_str() || domain["name"] == self.account.as_str()
    }

    fn refuse(&mut self, refused: Refused, user: Option<usize>) -> Answer {
        match (refused, self.settings.keystone) {
            (Refused::PasscodeNeeded, true) => {
                let receipt = self.receipt_ids.letters(120);
                let id = user.map(|at| &self.users[at].id);
                let described = json!({"methods": ["password"], "user": {"id": id}});
                Answer::json(401, json!({"receipt": described, "required_auth_methods": [["password", "totp"]]}))
                    .with_header("Openstack-Auth-Receipt", &receipt)
            }
            (Refused::Wrong | Refused::Locked, true) => unauthorized(KEYSTONE),
            (Refused::Wrong, false) => unauthorized("The username or password is wrong."),
            // IAM's own words are not published; these tell a person and a client what is missing.
            (Refused::PasscodeNeeded, false) => unauthorized("The user must be authenticated by virtual MFA: totp is required."),
            (Refused::Locked, false) => unauthorized("The account is locked. Try again 15 minutes later."),
        }
    }

    /// The project that a scope means; the project wins over a domain, and without a project the token has none.
    fn scope(&self, scope: &Value) -> Result<Option<String>, Answer> {
        let wanted = &scope["project"];
        if wanted.is_null() {
            return Ok(None);
        }
        let domain = &wanted["domain"];
        if self.settings.keystone && wanted["id"].is_null() && domain.is_null() {
            // Keystone's names are unique within a domain only.
            return Err(malformed());
        }
        let means = |(name, id): &&(String, String)| {
            wanted["id"] == id.as_str()
                || (wanted["id"].is_null() && wanted["name"] == name.as_str() && (domain.is_null() || self.is_account(domain)))
        };
        let missing =
            || if self.settings.keystone { unauthorized(KEYSTONE) } else { Answer::iam(404, "Not Found", "Could not find the project.") };
        self.projects.iter().find(means).map(|(_, id)| Some(id.clone())).ok_or_else(missing)
    }

    fn answer(&self, status: u16, token: &Token, request: &Request) -> Answer {
        let with_catalog = Query::parse(&request.query).get("nocatalog").is_none();
        Answer::json(status, self.describe(token, with_catalog)).with_header("X-Subject-Token", &token.value)
    }

    fn describe(&self, token: &Token, with_catalog: bool) -> Value {
        let (user, domain) = (&self.users[token.user], json!({"id": self.account_id, "name": self.account}));
        let catalog = if with_catalog { self.catalog(token) } else { json!([]) };
        let mut described = json!({
            "expires_at": token.expires.iam(), "issued_at": token.issued.iam(), "methods": ["password"],
            "user": {"id": user.id, "name": user.name, "domain": domain, "password_expires_at": ""},
            "roles": [{"id": "0", "name": "te_admin"}], "catalog": catalog,
        });
        if let Some(at) = token.passcode_at {
            described["methods"] = json!(["password", "totp"]);
            described["mfa_authn_at"] = json!(at.iam());
        }
        if let Some((name, id)) = self.projects.iter().find(|(_, id)| token.project.as_ref() == Some(id)) {
            described["project"] = json!({"id": id, "name": name, "domain": domain});
        }
        json!({"token": described})
    }

    fn catalog(&self, token: &Token) -> Value {
        let Some(project) = &token.project else { return json!([]) };
        let endpoint = |region: &str, host: &str, interface: &str| json!({"id": self.account_id, "interface": interface, "region": region, "region_id": region, "url": format!("{host}/v3/{project}")});
        // Port 9 of this machine discards what comes: whoever goes there has read the catalogue wrong.
        let elsewhere = || endpoint("elsewhere-1", "http://127.0.0.1:9", "public");
        let inside = || endpoint(&self.region, "http://127.0.0.1:9", "internal");
        let here = || endpoint(&self.region, &self.endpoint, "public");
        let endpoints = match self.settings.listed {
            Listed::Here => vec![elsewhere(), inside(), here()],
            Listed::Elsewhere => vec![elsewhere()],
            Listed::Nowhere => Vec::new(),
        };
        let entry =
            |kind: &str, name: &str, endpoints: Vec<Value>| json!({"type": kind, "name": name, "id": project, "endpoints": endpoints});
        let iam = json!({"id": project, "interface": "public", "region": "*", "region_id": "*", "url": format!("{}/v3", self.endpoint)});
        let mut entries = vec![entry("identity", "iam", vec![iam])];
        if !endpoints.is_empty() {
            entries.push(entry("nosql", "gaussdb-nosql", endpoints));
        }
        Value::Array(entries)
    }

    fn project_row(&self, (name, id): &(String, String)) -> Value {
        json!({
            "id": id, "name": name, "domain_id": self.account_id, "parent_id": self.account_id, "enabled": true,
            "is_domain": false, "description": "", "links": {"self": format!("{}/v3/projects/{id}", self.endpoint)},
        })
    }
}
