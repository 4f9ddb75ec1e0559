//! Who calls: either a token or a signature proves the caller, checked as the gateway checks it
//! ("API Request Signing Guide").

use super::{NOT_AUTHENTICATED, access_keys::AccessKeys, unauthorized};
use crate::simulator::{
    service::{Answer, Request, Settings},
    world::{IdSource, Moment},
};

/// A token that was issued. Not `Debug`: the token is secret.
#[derive(Clone)]
pub struct Token {
    pub value: String,
    pub proven: Proven,
    pub scope: TokenScope,
    pub issued: Moment,
    pub expires: Moment,
}

/// The calls that a token is good for.
#[derive(Clone, PartialEq, Eq)]
pub enum TokenScope {
    /// The calls of IAM alone.
    Nothing,
    /// The calls of GeminiDB on the project with this ID, and those of IAM.
    Project(String),
    /// The account as a whole (Keystone's domain), by the calls of IAM alone.
    Account,
}

/// The user who asked for a token, and how that was proven.
#[derive(Clone, Copy)]
pub struct Proven {
    pub user: usize,
    /// When the user showed a passcode.
    pub passcode_at: Option<Moment>,
    /// The end of the token that the user showed instead of a secret; the new token ends with it.
    pub token_until: Option<Moment>,
}

impl Proven {
    pub const fn by_password(user: usize) -> Self {
        Self { user, passcode_at: None, token_until: None }
    }

    /// Returns the methods of the proof, as IAM names them.
    pub fn methods(self) -> Vec<&'static str> {
        let beside = [self.passcode_at.map(|_| "totp"), self.token_until.map(|_| "token")];
        ["password"].into_iter().chain(beside.into_iter().flatten()).collect()
    }
}

impl Token {
    /// Returns what this token proves of its holder, with the token's end.
    pub const fn proves(&self) -> Proven {
        Proven { token_until: Some(self.expires), ..self.proven }
    }
}

/// The tokens and the key pairs that let a caller in.
pub struct Keys {
    pub access: AccessKeys,
    tokens: Vec<Token>,
    token_ids: IdSource,
    settings: Settings,
}

impl Keys {
    /// Makes the permanent key pair, and no token.
    pub fn new(seed: u64, settings: Settings) -> Self {
        Self {
            access: AccessKeys::new(seed),
            tokens: Vec::new(),
            token_ids: IdSource::new(seed, "tokens"),
            settings,
        }
    }

    pub fn issue(&mut self, proven: Proven, scope: TokenScope, now: Moment) -> Token {
        let value = format!("MII{}", self.token_ids.letters(self.settings.token_length - 3));
        let expires = proven.token_until.unwrap_or_else(|| now.plus(self.settings.token_life));
        let token = Token { value, proven, scope, issued: now, expires };
        self.tokens.push(token.clone());
        token
    }

    /// Returns every secret issued so far: tokens, and the secrets of temporary key pairs.
    pub fn handed_out(&self) -> Vec<String> {
        self.tokens
            .iter()
            .map(|token| token.value.clone())
            .chain(self.access.handed_out())
            .collect()
    }

    /// Finds the token with this value among those that have not expired.
    pub fn token(&self, value: &str, now: Moment) -> Option<&Token> {
        self.tokens.iter().find(|token| token.value == value && now < token.expires)
    }

    /// Ends every token issued so far at `at`, if not earlier.
    pub fn expire_tokens(&mut self, at: Moment) {
        for token in &mut self.tokens {
            token.expires = token.expires.min(at);
        }
    }

    /// Checks the caller of a call of GeminiDB on `project`.
    pub fn admit(&mut self, request: &Request, project: &str) -> Result<(), Answer> {
        match proof(request)? {
            Proof::Token(value) => self.admit_token(request, value, project),
            Proof::Signature(header) => self.admit_signature(request, header),
        }
    }

    /// Checks the caller of a call of IAM: a token of any scope will do, and IAM has its own
    /// words for a wrong one.
    pub fn admit_to_iam(&mut self, request: &Request) -> Result<(), Answer> {
        match proof(request)? {
            Proof::Token(value) if self.token(value, request.at).is_some() => Ok(()),
            Proof::Token(_) => Err(unauthorized(NOT_AUTHENTICATED)),
            Proof::Signature(header) => self.admit_signature(request, header),
        }
    }

    fn admit_token(&self, request: &Request, value: &str, project: &str) -> Result<(), Answer> {
        let Some(token) = self.tokens.iter().find(|token| token.value == value) else {
            return Err(refuse(
                request,
                "APIGW.0301",
                "Incorrect IAM authentication information: decrypt token fail",
            ));
        };
        if request.at >= token.expires
            || !matches!(&token.scope, TokenScope::Project(own) if own == project)
        {
            return Err(refuse(request, "APIGW.0307", "The token must be updated."));
        }
        Ok(())
    }

    fn admit_signature(&mut self, request: &Request, header: &str) -> Result<(), Answer> {
        let wrong = |words| {
            refuse(
                request,
                "APIGW.0301",
                &format!("Incorrect IAM authentication information: {words}"),
            )
        };
        self.access.admit(request, header).map_err(wrong)
    }
}

enum Proof<'a> {
    Token(&'a str),
    Signature(&'a str),
}

fn proof(request: &Request) -> Result<Proof<'_>, Answer> {
    let words = match (request.header("X-Auth-Token"), request.header("Authorization")) {
        (Some(token), None) => return Ok(Proof::Token(token)),
        (None, Some(header)) => return Ok(Proof::Signature(header)),
        (None, None) => {
            "Incorrect authentication information: neither a token nor a signature was found."
        }
        (Some(_), Some(_)) => {
            "Incorrect authentication information: a token and a signature were found."
        }
    };
    Err(refuse(request, "APIGW.0305", words))
}

fn refuse(request: &Request, code: &str, words: &str) -> Answer {
    Answer::gateway(401, code, words, &request.id)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{
        super::access_keys::tests::{NOON, request},
        *,
    };
    use crate::simulator::service::Payload;

    fn code(result: Result<(), Answer>) -> String {
        match result {
            Ok(()) => "ok".to_owned(),
            Err(Answer { status: 401, payload: Payload::Json(value), .. }) => value["error_code"]
                .as_str()
                .map_or_else(|| value["error"]["code"].to_string(), str::to_owned),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_token_is_good_for_its_project_until_it_expires() {
        let mut keys = Keys::new(1, Settings::default());
        let token = keys.issue(Proven::by_password(0), TokenScope::Project("p".to_owned()), NOON);
        let call = request(&[("x-auth-token", &token.value)]);
        assert_eq!(code(keys.admit(&call, "p")), "ok");
        assert_eq!(code(keys.admit_to_iam(&call)), "ok");
        assert_eq!(code(keys.admit(&call, "q")), "APIGW.0307");
        let unscoped = keys.issue(Proven::by_password(0), TokenScope::Nothing, NOON);
        let without_project = request(&[("x-auth-token", &unscoped.value)]);
        assert_eq!(
            (code(keys.admit(&without_project, "p")), code(keys.admit_to_iam(&without_project))),
            ("APIGW.0307".into(), "ok".into())
        );
        keys.expire_tokens(NOON);
        assert_eq!(
            (code(keys.admit(&call, "p")), code(keys.admit_to_iam(&call))),
            ("APIGW.0307".into(), "401".into())
        );
        assert_eq!(code(keys.admit(&request(&[("x-auth-token", "MIIx")]), "p")), "APIGW.0301");
    }

    #[test]
    fn exactly_one_kind_of_proof_is_asked_for() {
        let mut keys = Keys::new(1, Settings::default());
        assert_eq!(code(keys.admit(&request(&[]), "p")), "APIGW.0305");
        assert_eq!(code(keys.admit_to_iam(&request(&[]))), "APIGW.0305");
        assert_eq!(
            code(keys.admit(&request(&[("x-auth-token", "a"), ("authorization", "b")]), "p")),
            "APIGW.0305"
        );
    }

    #[test]
    fn a_token_is_as_long_and_lives_as_long_as_set() {
        let settings = Settings {
            token_length: 32_000,
            token_life: Duration::from_secs(5),
            ..Settings::default()
        };
        let mut keys = Keys::new(1, settings);
        let token = keys.issue(Proven::by_password(0), TokenScope::Project("p".to_owned()), NOON);
        assert_eq!((token.value.len(), &token.value[..3]), (32_000, "MII"));
        let call = |at| Request { at, ..request(&[("x-auth-token", &token.value)]) };
        assert_eq!(code(keys.admit(&call(NOON.plus(Duration::from_millis(4999))), "p")), "ok");
        assert_eq!(code(keys.admit(&call(NOON.plus(Duration::from_secs(5))), "p")), "APIGW.0307");
    }
}
