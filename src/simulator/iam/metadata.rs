//! The metadata service of a machine, under its real paths: tokens of the service itself, and
//! temporary keys of the agency (ECS user guide). On a real machine the service listens at a
//! link-local address; here the service shares the address of the simulator.

use std::time::Duration;

use serde_json::json;

use super::{Directory, access_keys::AccessKeys};
use crate::simulator::{
    service::{Answer, Request},
    world::Moment,
};

/// Seconds that a token of the metadata service can live at most.
const LONGEST: u64 = 21_600;

/// What the metadata service says without an agency; clients look for these words.
pub const NO_AGENCY: &str = "Please configure Cloud Service Agency first";

/// What the metadata service says of an unknown or expired token.
pub const TOKEN_EXPIRED: &str = "Unauthorized: the token is invalid or has expired";

impl Directory {
    /// `PUT /meta-data/latest/api/token`
    pub fn issue_metadata_token(&mut self, request: &Request) -> Result<Answer, Answer> {
        let seconds =
            request.header("X-Metadata-Token-Ttl-Seconds").and_then(|text| text.parse().ok());
        let seconds = seconds
            .filter(|seconds| (1..=LONGEST).contains(seconds))
            .ok_or_else(|| Answer::text(400, "Bad Request"))?;
        let token = self.metadata_ids.letters(56);
        self.metadata_tokens.push((token.clone(), request.at.plus(Duration::from_secs(seconds))));
        Ok(Answer::text(200, &token))
    }

    /// `GET /openstack/latest/securitykey`: keys of the agency, new ones each time.
    pub fn security_key(
        &self,
        access: &mut AccessKeys,
        request: &Request,
    ) -> Result<Answer, Answer> {
        let known = |given: &str| {
            let is_it =
                |(token, expires): &(String, Moment)| token == given && request.at < *expires;
            self.metadata_tokens.iter().any(is_it)
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
}
