//! Where requests go and on whose behalf: shown in the header of every screen.

use serde::{Deserialize, Serialize};

use super::credentials::{Method, Origin};
use crate::core::base::{ids::ProjectId, time::UtcTime};

/// Against what the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Live,
    /// The built-in simulator; nothing leaves this machine.
    Demo,
    /// No call at all: a form to fill in, check and save.
    Offline,
}

/// How far a way to sign in has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInState {
    /// Calls can be made with it; what the service thinks of it is not known yet.
    Unasked,
    Needed,
    /// The service has accepted it.
    Accepted,
    /// The service has refused it: it is not tried again by itself.
    Refused,
}

/// How calls prove on whose behalf they are made: never a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub origin: Origin,
    /// What is done with them.
    pub method: Method,
    /// Characters of a token as given.
    pub length: Option<usize>,
    /// When the token or the temporary key ends, if the service or the source tells.
    pub expires: Option<UtcTime>,
    /// How far it has come.
    pub state: SignInState,
}

impl SignIn {
    /// A token as given, of which nothing is known but its length.
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

    /// Takes a refusal. What has never been signed in is not ready, refused or not.
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
    /// Endpoint as it is called: scheme, host, port, path prefix.
    pub endpoint: Option<String>,
    /// IAM's endpoint, if it is known.
    pub iam_endpoint: Option<String>,
    pub project: Option<ProjectId>,
    /// Its name, as the service told it.
    pub project_name: Option<String>,
    /// Name of the account, as the service told it.
    pub account: Option<String>,
    /// Name of the user, as the service told it.
    pub user: Option<String>,
    pub sign_in: Option<SignIn>,
}

impl Session {
    /// True if calls can be made.
    pub fn is_ready(&self) -> bool {
        let signed_in = self.sign_in.as_ref().is_some_and(|s| s.state != SignInState::Needed);
        self.endpoint.is_some() && self.project.is_some() && signed_in
    }

    /// True if signing in can be tried: what is still missing may come of it.
    pub fn can_sign_in(&self) -> bool {
        let by_itself = |s: &SignIn| {
            s.method == Method::Agency && self.endpoint.is_some() && self.project.is_some()
        };
        self.sign_in.as_ref().is_some_and(|s| self.iam_endpoint.is_some() || by_itself(s))
    }
}

/// What was known last of where calls go and whose they are. Other credentials may not tell that
/// yet, and turn out to be somebody else's, or of another project.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LastKnown {
    endpoint: Option<String>,
    project: Option<ProjectId>,
    account: Option<String>,
    user: Option<String>,
}

impl LastKnown {
    /// Takes in what is known now; true if that is another account, user, project or endpoint. What
    /// is not known is no difference, but the first project or endpoint is one: what was begun
    /// before was begun for none.
    pub fn moves_to(&mut self, session: &Session) -> bool {
        let (endpoint, project) = (
            replace(&mut self.endpoint, &session.endpoint),
            replace(&mut self.project, &session.project),
        );
        let (account, user) =
            (replace(&mut self.account, &session.account), replace(&mut self.user, &session.user));
        let where_to = [endpoint, project]
            .into_iter()
            .any(|change| matches!(change, Change::First | Change::Other));
        where_to || [account, user].contains(&Change::Other)
    }
}

#[derive(PartialEq, Eq)]
enum Change {
    None,
    First,
    Other,
}

fn replace<T: Clone + PartialEq>(known: &mut Option<T>, now: &Option<T>) -> Change {
    let Some(now) = now else { return Change::None };
    match known.replace(now.clone()) {
        None => Change::First,
        Some(before) if before == *now => Change::None,
        Some(_) => Change::Other,
    }
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
    /// Empty, or with characters no token has.
    BadToken,
    /// With characters that no header or body carries.
    BadCharacter,
}
