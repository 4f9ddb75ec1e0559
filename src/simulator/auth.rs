//! Who calls: exactly one of a token and a signature, checked as the gateway does (fact sheets 7.3 and 8).

use std::time::Duration;

use super::{answers::Answer, clock::Moment, ids::IdSource, request::Request};
use crate::core::{
    signature::{Authorization, Signable, UNSIGNED_PAYLOAD, payload_hash},
    time::UtcTime,
};

/// A token lives this long.
pub(super) const TOKEN_LIFE: Duration = Duration::from_secs(24 * 3600);

/// A signed request may be this many seconds older or newer than the service's clock.
const SKEW: u64 = 15 * 60;

/// More than so many wrong signatures in a row lock the access key.
const TRIES: u32 = 5;

/// A locked access key stays locked this long.
const LOCKED: Duration = Duration::from_secs(5 * 60);

/// Length of a demo token in characters; real ones are about as long.
const TOKEN_LENGTH: usize = 1600;

/// A token that was issued. Not `Debug`, as nothing here that holds a secret is.
#[derive(Clone)]
pub(super) struct Token {
    pub value: String,
    /// Project it is for; `None`: without a scope, good for nothing here.
    pub project: Option<String>,
    pub issued: Moment,
    pub expires: Moment,
}

/// The tokens and the key pair that open the door.
pub(super) struct Keys {
    pub ak: String,
    pub sk: String,
    tokens: Vec<Token>,
    token_ids: IdSource,
    wrong_signatures: u32,
    locked_until: Option<Moment>,
}

impl Keys {
    /// A key pair and no token.
    pub fn new(seed: u64) -> Self {
        let mut ids = IdSource::new(seed, "keys");
        Self {
            ak: format!("DEMOAK{}", ids.letters(14).to_ascii_uppercase()),
            sk: ids.letters(40),
            tokens: Vec::new(),
            token_ids: IdSource::new(seed, "tokens"),
            wrong_signatures: 0,
            locked_until: None,
        }
    }

    /// Issues a token for a project.
    pub fn issue(&mut self, project: Option<String>, now: Moment) -> Token {
        let value = format!("MII{}", self.token_ids.letters(TOKEN_LENGTH - 3));
        let token = Token { value, project, issued: now, expires: now.plus(TOKEN_LIFE) };
        self.tokens.push(token.clone());
        token
    }

    /// The token with this value, expired or not.
    pub fn token(&self, value: &str) -> Option<&Token> {
        self.tokens.iter().find(|token| token.value == value)
    }

    /// Every token issued so far is dead from `at` on.
    pub fn expire_all(&mut self, at: Moment) {
        for token in &mut self.tokens {
            token.expires = token.expires.min(at);
        }
    }

    /// Checks the caller of a call on `project`; `None`: of a call that names no project.
    pub fn admit(&mut self, request: &Request, project: Option<&str>) -> Result<(), Answer> {
        match (request.header("X-Auth-Token"), request.header("Authorization")) {
            (Some(token), None) => self.admit_token(request, token, project),
            (None, Some(header)) => self.admit_signature(request, header),
            (None, None) => {
                Err(refuse(request, "APIGW.0305", "Incorrect authentication information: neither a token nor a signature was found."))
            }
            (Some(_), Some(_)) => {
                Err(refuse(request, "APIGW.0305", "Incorrect authentication information: a token and a signature were found."))
            }
        }
    }

    fn admit_token(&self, request: &Request, value: &str, project: Option<&str>) -> Result<(), Answer> {
        let Some(token) = self.token(value) else {
            return Err(refuse(request, "APIGW.0301", "Incorrect IAM authentication information: decrypt token fail"));
        };
        let wrong_project = project.is_some_and(|project| token.project.as_deref() != Some(project));
        if request.at >= token.expires || wrong_project {
            return Err(refuse(request, "APIGW.0307", "The token must be updated."));
        }
        Ok(())
    }

    fn admit_signature(&mut self, request: &Request, header: &str) -> Result<(), Answer> {
        if self.locked_until.is_some_and(|until| request.at < until) {
            return Err(refuse(
                request,
                "APIGW.0301",
                "Incorrect IAM authentication information: AK access failed to reach the limit,forbidden",
            ));
        }
        match self.verify(request, header) {
            Ok(()) => {
                self.wrong_signatures = 0;
                Ok(())
            }
            Err(words) => {
                self.wrong_signatures += 1;
                if self.wrong_signatures > TRIES {
                    self.wrong_signatures = 0;
                    self.locked_until = Some(request.at.plus(LOCKED));
                }
                Err(refuse(request, "APIGW.0301", &format!("Incorrect IAM authentication information: {words}")))
            }
        }
    }

    /// Computes the signature over the headers that the request says it signed, and compares.
    fn verify(&self, request: &Request, header: &str) -> Result<(), String> {
        const FAIL: &str = "verify aksk signature fail";
        let given = Authorization::parse(header).ok_or(FAIL)?;
        if given.access != self.ak {
            return Err(format!("ak {} not exist", given.access));
        }
        let names: Vec<&str> = given.signed_headers.split(';').collect();
        if !["host", "x-sdk-date"].iter().all(|needed| names.contains(needed)) {
            return Err(FAIL.to_owned());
        }
        let headers = names.iter().map(|name| request.header(name).map(|value| (*name, value))).collect::<Option<Vec<_>>>().ok_or(FAIL)?;
        let stamp = request.header("x-sdk-date").ok_or(FAIL)?;
        let signed_at = UtcTime::parse_stamp(stamp).ok_or(FAIL)?;
        if signed_at.since(request.at.utc()).max(request.at.utc().since(signed_at)) > SKEW {
            return Err("signature expired".to_owned());
        }
        let unsigned = headers.contains(&("x-sdk-content-sha256", UNSIGNED_PAYLOAD));
        let payload_hash = if unsigned { UNSIGNED_PAYLOAD.to_owned() } else { payload_hash(&request.body) };
        let signable = Signable {
            method: &request.method,
            path: &request.path,
            query: &request.query,
            headers: &headers,
            payload_hash: &payload_hash,
        };
        if signable.signature(stamp, &self.sk) == given.signature { Ok(()) } else { Err(FAIL.to_owned()) }
    }
}

fn refuse(request: &Request, code: &str, words: &str) -> Answer {
    Answer::gateway(401, code, words, &request.id)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::HeaderMap;

    use super::*;
    use crate::simulator::answers::Payload;

    const NOON: Moment = Moment(1_772_352_930_000);

    fn request(headers: &[(&'static str, &str)]) -> Request {
        let headers: HeaderMap = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let (method, path) = ("GET".to_owned(), "/v3/p/instances".to_owned());
        Request { id: "r".into(), method, path, query: "limit=10".into(), headers, body: Bytes::new(), at: NOON }
    }

    fn signed(keys: &Keys, stamp: UtcTime) -> Request {
        let stamp = stamp.stamp();
        let headers = [("host", "127.0.0.1:80"), ("x-sdk-date", stamp.as_str())];
        let payload_hash = payload_hash(b"");
        let signable =
            Signable { method: "GET", path: "/v3/p/instances", query: "limit=10", headers: &headers, payload_hash: &payload_hash };
        let signature = signable.signature(&stamp, &keys.sk);
        let header = Authorization { access: &keys.ak, signed_headers: "host;x-sdk-date", signature: &signature }.to_string();
        request(&[headers[0], headers[1], ("authorization", &header)])
    }

    fn code(result: Result<(), Answer>) -> String {
        match result {
            Ok(()) => "ok".to_owned(),
            Err(Answer { status: 401, payload: Payload::Json(value), .. }) => value["error_code"].as_str().unwrap().to_owned(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_token_is_good_for_its_project_until_it_expires() {
        let mut keys = Keys::new(1);
        let token = keys.issue(Some("p".to_owned()), NOON);
        let call = request(&[("x-auth-token", &token.value)]);
        assert_eq!(code(keys.admit(&call, Some("p"))), "ok");
        assert_eq!(code(keys.admit(&call, None)), "ok");
        assert_eq!(code(keys.admit(&call, Some("q"))), "APIGW.0307");
        keys.expire_all(NOON);
        assert_eq!(code(keys.admit(&call, Some("p"))), "APIGW.0307");
        assert_eq!(code(keys.admit(&request(&[("x-auth-token", "MIIx")]), Some("p"))), "APIGW.0301");
    }

    #[test]
    fn exactly_one_kind_of_proof_is_asked_for() {
        let mut keys = Keys::new(1);
        assert_eq!(code(keys.admit(&request(&[]), None)), "APIGW.0305");
        assert_eq!(code(keys.admit(&request(&[("x-auth-token", "a"), ("authorization", "b")]), None)), "APIGW.0305");
    }

    #[test]
    fn a_signature_holds_for_fifteen_minutes_and_for_the_exact_request() {
        let mut keys = Keys::new(1);
        let now = NOON.utc();
        for (stamp, want) in
            [(now, "ok"), (now.plus(-900), "ok"), (now.plus(900), "ok"), (now.plus(-901), "APIGW.0301"), (now.plus(901), "APIGW.0301")]
        {
            let call = signed(&keys, stamp);
            assert_eq!(code(keys.admit(&call, Some("p"))), want);
        }
        let altered = Request { query: "limit=11".to_owned(), ..signed(&keys, now) };
        assert_eq!(code(keys.admit(&altered, Some("p"))), "APIGW.0301");
    }

    #[test]
    fn more_than_five_wrong_signatures_in_a_row_lock_the_key_for_five_minutes() {
        let mut keys = Keys::new(1);
        let good = signed(&keys, NOON.utc());
        let wrong = Request { query: String::new(), ..good.clone() };
        for _ in 0..5 {
            assert_eq!(code(keys.admit(&wrong, None)), "APIGW.0301");
        }
        assert_eq!(code(keys.admit(&good, None)), "ok");
        for _ in 0..6 {
            assert_eq!(code(keys.admit(&wrong, None)), "APIGW.0301");
        }
        assert_eq!(code(keys.admit(&good, None)), "APIGW.0301");
        let later = Request { at: NOON.plus(LOCKED), ..good };
        assert_eq!(code(keys.admit(&later, None)), "ok");
    }
}
