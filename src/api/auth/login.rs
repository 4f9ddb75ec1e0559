//! Credentials in the form in which the calls use them. Secrets have types of their own, which are
//! wiped on drop and absent from `Debug`.

use secrecy::{ExposeSecret, SecretString};

use super::Token;
use crate::{
    api::net::{Endpoint, Held},
    core::base::{ProjectId, UtcTime},
};

/// An access key and its secret key, which signs each request (API Request Signing Guide).
#[derive(Debug, Clone)]
pub struct Keys {
    /// The access key, which is an identifier and no secret.
    pub access: String,
    pub secret: SecretString,
    pub security_token: Option<SecretString>,
    /// When temporary keys end, if known.
    pub expires: Option<UtcTime>,
}

impl Keys {
    /// Makes keys of typed texts; white space around the texts is dropped. `None` if access key or
    /// secret key is empty, or one of the three texts cannot stand in a header.
    pub fn checked(
        access: &str,
        secret: &SecretString,
        security_token: Option<&SecretString>,
    ) -> Option<Self> {
        let fits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic());
        let trimmed = |text: &SecretString| SecretString::from(text.expose_secret().trim());
        let (access, secret, security_token) =
            (access.trim(), trimmed(secret), security_token.map(trimmed));
        let all = fits(access)
            && fits(secret.expose_secret())
            && security_token.as_ref().is_none_or(|token| fits(token.expose_secret()));
        all.then(|| Self { access: access.to_owned(), secret, security_token, expires: None })
    }

    pub fn is_same(&self, other: &Self) -> bool {
        self.access == other.access
            && self.secret.expose_secret() == other.secret.expose_secret()
            && self.security_token() == other.security_token()
    }

    pub(super) fn security_token(&self) -> Option<&str> {
        self.security_token.as_ref().map(ExposeSecret::expose_secret)
    }
}

/// The proof that a call carries.
#[derive(Debug, Clone)]
pub enum Auth {
    /// A token, sent with each request.
    Token(Token),
    /// Keys, which sign each request.
    Keys(Keys),
}

impl Auth {
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Token(mine), Self::Token(theirs)) => mine.is_same(theirs),
            (Self::Keys(mine), Self::Keys(theirs)) => mine.is_same(theirs),
            (Self::Token(_), Self::Keys(_)) | (Self::Keys(_), Self::Token(_)) => false,
        }
    }

    /// Returns the end that the auth tells itself: only temporary keys do.
    pub(super) const fn expires(&self) -> Option<UtcTime> {
        match self {
            Self::Token(_) => None,
            Self::Keys(keys) => keys.expires,
        }
    }
}

/// The name or the ID of a user, a domain or a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    Name(String),
    Id(String),
}

impl Named {
    pub fn text(&self) -> &str {
        match self {
            Self::Name(text) | Self::Id(text) => text,
        }
    }
}

/// The content of IAM's password call (KeystoneCreateUserTokenByPassword).
#[derive(Debug, Clone)]
pub struct PasswordLogin {
    pub user: Named,
    /// The user's domain, which is the account on Huawei Cloud. A user given by ID needs none.
    pub domain: Option<Named>,
    pub password: SecretString,
    /// Whether IAM also wants a passcode.
    pub passcode: bool,
    /// The project that the token is for.
    pub project: Option<Named>,
    /// The project's domain, if that is another than the user's. Keystone wants a
    /// domain with a project's name.
    pub project_domain: Option<Named>,
}

/// The way to sign in.
#[derive(Debug, Clone)]
pub enum Login {
    Token(Token),
    Keys(Keys),
    Password(PasswordLogin),
    /// Signs in with the machine's agency. Holds the endpoint of the metadata service, if that
    /// is not the usual one.
    Agency(Option<Endpoint>),
}

/// Everything that one source of credentials tells.
#[derive(Debug, Clone)]
pub struct Bundle {
    pub login: Login,
    pub region: Option<String>,
    pub endpoint: Option<Endpoint>,
    pub iam_endpoint: Option<Endpoint>,
    pub project: Option<ProjectId>,
    pub project_name: Option<String>,
}

impl Bundle {
    /// Makes a bundle that tells nothing beside the login.
    pub const fn of(login: Login) -> Self {
        Self {
            login,
            region: None,
            endpoint: None,
            iam_endpoint: None,
            project: None,
            project_name: None,
        }
    }
}

impl Held {
    /// Adds the secrets of a login to the list.
    pub fn hold_login(&self, login: &Login) {
        match login {
            Login::Token(token) => self.hold(token.secret()),
            Login::Keys(keys) => self.hold_keys(keys),
            Login::Password(login) => self.hold(&login.password),
            Login::Agency(_) => {}
        }
    }

    /// Adds the token or the keys of a call to the list.
    pub(super) fn hold_auth(&self, auth: &Auth) {
        match auth {
            Auth::Token(token) => self.hold(token.secret()),
            Auth::Keys(keys) => self.hold_keys(keys),
        }
    }

    pub(super) fn hold_keys(&self, keys: &Keys) {
        self.hold(&keys.secret);
        keys.security_token.iter().for_each(|token| self.hold(token));
    }
}
