//! Who calls: exactly one of a token and a signature, checked as the gateway does (fact sheets 7.3
//! and 8).

use super::{
    access_keys::AccessKeys, answers::Answer, clock::Moment, ids::IdSource, request::Request,
    settings::Settings,
};

/// A token that was issued. Not `Debug`, as nothing here that holds a secret is.
#[derive(Clone)]
pub(super) struct Token {
    pub value: String,
    pub proven: Proven,
    pub scope: Scope,
    pub issued: Moment,
    pub expires: Moment,
}

/// What a token is for.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Scope {
    Nothing,
    /// Good for the calls of the service on the project with this ID.
    Project(String),
    /// Good for the account as a whole (Keystone's domain), and for IAM only as well.
    Account,
}

/// Who asked for a token, and how that was proven.
#[derive(Clone, Copy)]
pub(super) struct Proven {
    pub user: usize,
    /// When the user showed a passcode, if so.
    pub passcode_at: Option<Moment>,
    /// When the token ends that was shown instead of a secret, if so: a new one lives no longer.
    pub token_until: Option<Moment>,
}

impl Proven {
    /// Proven by the password alone.
    pub const fn by_password(user: usize) -> Self {
        Self { user, passcode_at: None, token_until: None }
    }

    /// Lists the methods as IAM names them.
    pub fn methods(self) -> Vec<&'static str> {
        let beside = [self.passcode_at.map(|_| "totp"), self.token_until.map(|_| "token")];
        ["password"].into_iter().chain(beside.into_iter().flatten()).collect()
    }
}

impl Token {
    /// Tells what whoever shows this token has proven.
    pub const fn proves(&self) -> Proven {
        Proven { token_until: Some(self.expires), ..self.proven }
    }
}

/// The tokens and the key pairs that open the door.
pub(super) struct Keys {
    pub access: AccessKeys,
    tokens: Vec<Token>,
    token_ids: IdSource,
    settings: Settings,
}

impl Keys {
    /// A key pair and no token.
    pub fn new(seed: u64, settings: Settings) -> Self {
        Self {
            access: AccessKeys::new(seed),
            tokens: Vec::new(),
            token_ids: IdSource::new(seed, "tokens"),
            settings,
        }
    }

    pub fn issue(&mut self, proven: Proven, scope: Scope, now: Moment) -> Token {
        let value = format!("MII{}", self.token_ids.letters(self.settings.token_length - 3));
        let expires = proven.token_until.unwrap_or_else(|| now.plus(self.settings.token_life));
        let token = Token { value, proven, scope, issued: now, expires };
        self.tokens.push(token.clone());
        token
    }

    /// Every secret that was handed out: tokens, and what belongs to temporary keys.
    pub fn handed_out(&self) -> Vec<String> {
        self.tokens
            .iter()
            .map(|token| token.value.clone())
            .chain(self.access.handed_out())
            .collect()
    }

    /// The token with this value, if it has not expired.
    pub fn token(&self, value: &str, now: Moment) -> Option<&Token> {
        self.tokens.iter().find(|token| token.value == value && now < token.expires)
    }

    /// Every token issued so far is dead from `at` on.
    pub fn expire_tokens(&mut self, at: Moment) {
        for token in &mut self.tokens {
            token.expires = token.expires.min(at);
        }
    }

    /// Checks the caller of a call of the service on `project`.
    pub fn admit(&mut self, request: &Request, project: &str) -> Result<(), Answer> {
        match proof(request)? {
            Proof::Token(value) => self.admit_token(request, value, project),
            Proof::Signature(header) => self.admit_signature(request, header),
        }
    }

    /// Checks the caller of a call of IAM: any token will do, and IAM has its own
    /// words for a wrong one.
    pub fn admit_to_iam(&mut self, request: &Request) -> Result<(), Answer> {
        match proof(request)? {
            Proof::Token(value) if self.token(value, request.at).is_some() => Ok(()),
            Proof::Token(_) => Err(Answer::iam(
                401,
                "Unauthorized",
                "The request you have made requires authentication.",
            )),
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
            || !matches!(&token.scope, Scope::Project(own) if own == project)
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
        super::{
            access_keys::tests::{NOON, request},
            answers::Payload,
        },
        *,
    };

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
        let token = keys.issue(Proven::by_password(0), Scope::Project("p".to_owned()), NOON);
        let call = request(&[("x-auth-token", &token.value)]);
        assert_eq!(code(keys.admit(&call, "p")), "ok");
        assert_eq!(code(keys.admit_to_iam(&call)), "ok");
        assert_eq!(code(keys.admit(&call, "q")), "APIGW.0307");
        let unscoped = keys.issue(Proven::by_password(0), Scope::Nothing, NOON);
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
        let token = keys.issue(Proven::by_password(0), Scope::Project("p".to_owned()), NOON);
        assert_eq!((token.value.len(), &token.value[..3]), (32_000, "MII"));
        let call = |at| Request { at, ..request(&[("x-auth-token", &token.value)]) };
        assert_eq!(code(keys.admit(&call(NOON.plus(Duration::from_millis(4999))), "p")), "ok");
        assert_eq!(code(keys.admit(&call(NOON.plus(Duration::from_secs(5))), "p")), "APIGW.0307");
    }
}
