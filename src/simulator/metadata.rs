//! The metadata service of a machine, under its real paths: a token of its own, and temporary keys
//! of the agency (fact sheet 8c). On a real machine it listens at a link-local address; here it
//! shares the simulator's.

use std::time::Duration;

use bytes::Bytes;
use serde_json::json;

use super::{
    access_keys::AccessKeys,
    answers::{Answer, Payload},
    clock::Moment,
    ids::IdSource,
    request::Request,
    settings::Settings,
};

/// The longest life that a token of the metadata service can be asked for, in seconds.
const LONGEST: u64 = 21_600;

/// What the metadata service says without an agency; clients know the words.
pub(super) const NO_AGENCY: &str = "Please configure Cloud Service Agency first";

/// What it says of a token that it does not know any more.
pub(super) const TOKEN_EXPIRED: &str = "Unauthorized: the token is invalid or has expired";

/// The tokens that were handed out, each with its end.
pub(super) struct Metadata {
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
            .ok_or_else(|| text(400, "Bad Request"))?;
        let token = self.ids.letters(56);
        self.tokens.push((token.clone(), request.at.plus(Duration::from_secs(seconds))));
        Ok(text(200, &token))
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
            Some(given) if !known(given) => return Err(text(401, TOKEN_EXPIRED)),
            None if self.settings.token_step => return Err(text(401, TOKEN_EXPIRED)),
            Some(_) | None => {}
        }
        if !self.settings.agency {
            return Err(text(401, NO_AGENCY));
        }
        let key = access.issue(request.at.plus(self.settings.key_life));
        let temporary =
            key.temporary.map(|temporary| (temporary.security_token, temporary.expires.iam()));
        let (security_token, expires) = temporary.unzip();
        Ok(Answer::json(
            200,
            json!({"credential": {"access": key.ak, "secret": key.sk, "securitytoken": security_token, "expires_at": expires}}),
        ))
    }

    /// Every token issued so far is unknown from now on.
    pub fn forget_tokens(&mut self) {
        self.tokens.clear();
    }
}

/// The metadata service answers in plain text, but for the keys.
fn text(status: u16, words: &str) -> Answer {
    let payload = Payload::Bytes(Bytes::copy_from_slice(words.as_bytes()));
    Answer { status, headers: vec![("Content-Type".to_owned(), "text/plain".to_owned())], payload }
}
