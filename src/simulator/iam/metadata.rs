//! The metadata service of a machine, under its real paths: tokens of the service itself, and
//! temporary keys of the agency (ECS user guide). On a real machine the service listens at a
//! link-local address; here the service shares the address of the simulator.

use std::time::Duration;

use serde_json::json;

use super::access_keys::AccessKeys;
use crate::simulator::{
    service::{Answer, Request, Settings},
    world::{IdSource, Moment},
};

/// Seconds that a token of the metadata service can live at most.
const LONGEST: u64 = 21_600;

/// What the metadata service says without an agency; clients look for these words.
pub const NO_AGENCY: &str = "Please configure Cloud Service Agency first";

/// What the metadata service says of an unknown or expired token.
pub const TOKEN_EXPIRED: &str = "Unauthorized: the token is invalid or has expired";

/// The tokens issued so far, each with its end.
pub struct Metadata {
    tokens: Vec<(String, Moment)>,
    ids: IdSource,
    settings: Settings,
}

impl Metadata {
    pub fn new(seed: u64, settings: Settings) -> Self {
        Self { tokens: Vec::new(), ids: IdSource::new(seed, "metadata"), settings }
    }

    /// `PUT /meta-data/latest/api/token`
    pub fn issue_token(&mut self, request: &Request) -> Result<Answer, Answer> {
        let seconds =
            request.header("X-Metadata-Token-Ttl-Seconds").and_then(|text| text.parse().ok());
        let seconds = seconds
            .filter(|seconds| (1..=LONGEST).contains(seconds))
            .ok_or_else(|| Answer::text(400, "Bad Request"))?;
        let token = self.ids.letters(56);
        self.tokens.push((token.clone(), request.at.plus(Duration::from_secs(seconds))));
        Ok(Answer::text(200, &token))
    }

    /// `GET /openstack/latest/securitykey`: keys of the agency, new ones each time.
    pub fn security_key(
        &self,
        access: &mut AccessKeys,
        request: &Request,
    ) -> Result<Answer, Answer> {
        let known = |given: &str| {
            self.tokens.iter().any(|(token, expires)| token == given && request.at < *expires)
        };
        match request.header("X-Metadata-Token") {
            Some(given) if !known(given) => return Err(Answer::text(401, TOKEN_EXPIRED)),
            None if self.settings.keys_need_token => return Err(Answer::text(401, TOKEN_EXPIRED)),
            Some(_) | None => {}
        }
        if !self.settings.agency {
            return Err(Answer::text(401, NO_AGENCY));
        }
        let expires = request.at.plus(self.settings.key_life);
        let key = access.issue(expires);
        let credential = json!({
            "access": key.ak,
            "secret": key.sk,
            "securitytoken": key.security_token,
            "expires_at": expires.iam(),
        });
        Ok(Answer::json(200, json!({"credential": credential})))
    }

    pub fn forget_tokens(&mut self) {
        self.tokens.clear();
    }
}
