//! Credentials as the calls use them. Secrets are their own types: wiped on drop, absent from
//! `Debug`.

use secrecy::{ExposeSecret, SecretString};

use super::{endpoint::Endpoint, token::Token};
use crate::core::base::{ids::ProjectId, time::UtcTime};

/// An access key and its secret key, which signs each request (fact sheet 8b).
#[derive(Debug, Clone)]
pub struct Keys {
    /// Access key: no secret, but an identifier.
    pub access: String,
    pub secret: SecretString,
    /// Security token of temporary keys.
    pub security_token: Option<SecretString>,
    /// When temporary keys end, if known.
    pub expires: Option<UtcTime>,
}

impl Keys {
    /// Keys that were typed; white space around them is dropped. `None` if an access key is empty
    /// or one of the three cannot stand in a header.
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

    /// Whether both are the same keys.
    pub fn is_same(&self, other: &Self) -> bool {
        let same_token = match (&self.security_token, &other.security_token) {
            (Some(mine), Some(theirs)) => mine.expose_secret() == theirs.expose_secret(),
            (mine, theirs) => mine.is_none() && theirs.is_none(),
        };
        same_token
            && self.access == other.access
            && self.secret.expose_secret() == other.secret.expose_secret()
    }
}

/// Something that has a name and an ID, of which one is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    Name(String),
    Id(String),
}

impl Named {
    /// The name or the ID.
    pub fn text(&self) -> &str {
        match self {
            Self::Name(text) | Self::Id(text) => text,
        }
    }
}

/// What IAM's password call needs (fact sheet 8a).
#[derive(Debug, Clone)]
pub struct PasswordLogin {
    pub user: Named,
    /// The user's domain: on Huawei Cloud the account. A user given by ID needs none.
    pub domain: Option<Named>,
    pub password: SecretString,
    /// IAM also wants a passcode.
    pub passcode: bool,
    /// The project that the token is for.
    pub project: Option<Named>,
    /// The project's domain, if it is another than the user's; Keystone wants
    /// it with a project's name.
    pub project_domain: Option<Named>,
}

/// How to become able to call.
#[derive(Debug, Clone)]
pub enum Login {
    /// With a token as given.
    Token(Token),
    Keys(Keys),
    Password(PasswordLogin),
    /// With the machine's agency. The endpoint of the metadata service, if it is not the usual one.
    Agency(Option<Endpoint>),
}

/// One source of credentials, whole.
#[derive(Debug, Clone)]
pub struct Bundle {
    pub login: Login,
    /// Region, if the source names one.
    pub region: Option<String>,
    /// Endpoint of the service, if the source names one.
    pub endpoint: Option<Endpoint>,
    /// Endpoint of IAM, if the source names one.
    pub iam_endpoint: Option<Endpoint>,
    /// Project, if the source names one by ID.
    pub project: Option<ProjectId>,
    /// Project, if the source names one by name.
    pub project_name: Option<String>,
    /// Account ID, if the source names one.
    pub domain_id: Option<String>,
}

impl Bundle {
    /// A login alone, as it is typed: everything else is told in other ways.
    pub const fn of(login: Login) -> Self {
        Self {
            login,
            region: None,
            endpoint: None,
            iam_endpoint: None,
            project: None,
            project_name: None,
            domain_id: None,
        }
    }
}
