//! Where requests go and on whose behalf: shown in the header of every screen.

use serde::{Deserialize, Serialize};

use super::credentials::{Method, Origin};
use crate::core::base::{ProjectId, UtcTime};

/// Which service the program talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Live,
    /// The built-in simulator; nothing leaves this machine.
    Demo,
    /// No call at all: a form to fill in, check and save.
    Offline,
}

/// How far signing in has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInState {
    /// Calls can be made; the service has not judged the credentials yet.
    Unasked,
    Needed,
    /// The service has accepted the credentials.
    Accepted,
    /// The service has refused the credentials: the program does not try them again by itself.
    Refused,
}

/// How calls prove on whose behalf they are made: never a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub origin: Origin,
    /// How the credentials prove who calls.
    pub method: Method,
    /// Characters of a token as given.
    pub length: Option<usize>,
    /// When the token or the temporary key ends, if the service or the source tells.
    pub expires: Option<UtcTime>,
    pub state: SignInState,
}

impl SignIn {
    /// Returns a sign-in with a token as given, of which only the length is known.
    pub const fn token(origin: Origin, length: usize) -> Self {
        Self {
            origin,
            method: Method::Token,
            length: Some(length),
            expires: None,
            state: SignInState::Unasked,
        }
    }

    /// Returns whether new access can be had without the operator.
    pub const fn renews_itself(&self) -> bool {
        matches!(self.method, Method::Password { .. } | Method::Agency)
    }

    /// Takes a refusal. A sign-in that is still needed stays needed.
    pub fn refuse(&mut self) {
        if self.state != SignInState::Needed {
            self.state = SignInState::Refused;
        }
    }

    /// Takes a renewal of the access, or its refusal. Returns whether the refusal is news, and of
    /// access that should have renewed itself: then only the operator can replace it.
    pub fn changed(&mut self, expires: Option<UtcTime>, refused: bool) -> bool {
        if self.state == SignInState::Needed {
            return false;
        }
        let news = refused && self.state != SignInState::Refused;
        self.expires = expires;
        self.state = if refused { SignInState::Refused } else { SignInState::Accepted };
        news && self.renews_itself()
    }
}

/// The configuration that calls need, and what the service has told of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Session {
    /// Region, if one was chosen.
    pub region: Option<String>,
    /// Endpoint of calls: scheme, host, port, path prefix.
    pub endpoint: Option<String>,
    /// IAM's endpoint, if it is known.
    pub iam_endpoint: Option<String>,
    pub project: Option<ProjectId>,
    /// Name of the project, as the service told it.
    pub project_name: Option<String>,
    /// Name of the account, as the service told it.
    pub account: Option<String>,
    /// Name of the user, as the service told it.
    pub user: Option<String>,
    pub sign_in: Option<SignIn>,
    /// Nothing may be sent: the configuration, or the source of the credentials, says so.
    pub read_only: bool,
}

impl Session {
    /// Returns whether calls can be made.
    pub fn is_ready(&self) -> bool {
        let signed_in = self.sign_in.as_ref().is_some_and(|s| s.state != SignInState::Needed);
        self.endpoint.is_some() && self.project.is_some() && signed_in
    }

    /// Returns whether signing in can be tried: it may bring the settings that are still missing.
    pub fn can_sign_in(&self) -> bool {
        let by_itself = |s: &SignIn| {
            s.method == Method::Agency && self.endpoint.is_some() && self.project.is_some()
        };
        self.sign_in.as_ref().is_some_and(|s| self.iam_endpoint.is_some() || by_itself(s))
    }
}

/// Where calls go and whose they are, as last known. New credentials may not tell that at once, and
/// may turn out to be somebody else's, or of another project.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LastKnown {
    endpoint: Option<String>,
    project: Option<ProjectId>,
    account: Option<String>,
    user: Option<String>,
}

impl LastKnown {
    /// Takes the session's present identity; returns whether account, user, project or endpoint are
    /// others than before. An unknown value is no difference, but the first project or endpoint is
    /// one: a form begun before was begun for none.
    pub fn moves_to(&mut self, session: &Session) -> bool {
        let moves = [
            replace(&mut self.endpoint, &session.endpoint, true),
            replace(&mut self.project, &session.project, true),
            replace(&mut self.account, &session.account, false),
            replace(&mut self.user, &session.user, false),
        ];
        moves.contains(&true)
    }
}

/// Takes a value that is known now; returns whether another one was known before. `first` is the
/// answer where no value was known.
fn replace<T: Clone + PartialEq>(known: &mut Option<T>, now: &Option<T>, first: bool) -> bool {
    let Some(now) = now else { return false };
    known.replace(now.clone()).map_or(first, |before| before != *now)
}

/// Why a setting was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetupProblem {
    /// No such region in the built-in list.
    UnknownRegion(String),
    /// The URL cannot be used; the reason in words.
    BadEndpoint(String),
    /// Not 32 letters or digits.
    BadProject,
    /// The token is empty, or has characters that no token has.
    BadToken,
    /// The value has characters that no header or body carries.
    BadCharacter,
}
