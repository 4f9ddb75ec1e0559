//! Signing in: which sources of credentials there are, and how signing in ended. No secret stands
//! here.

use super::{
    credentials::{Found, Origin},
    current::{LastKnown, Session},
    identity::{Project, SignInFailure},
    reachability::Skew,
};
use crate::core::base::{Ask, CallFailure, UtcTime};

/// Where the program goes once it is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    NewBackup,
    /// Nowhere: the operator wanted to see whether signing in works.
    Stay,
    /// To the screen in front, which waits for signing in, as the operator does.
    Here,
    /// The screen in front goes on, and nobody waits.
    GoOn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnderWay {
    pub ask: Ask,
    pub next: Next,
}

/// Signed in, or at least ready to call.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedIn {
    /// The session with the facts that signing in has brought.
    pub session: Session,
    /// Projects of the wanted name, if more or fewer than one: the operator chooses.
    pub projects: Option<Vec<Project>>,
    /// Why IAM would not tell who the caller is: the header then shows the configured values.
    pub untold: Option<CallFailure>,
}

/// Why signing in failed.
#[derive(Debug, Clone, PartialEq)]
pub enum EntryFailure {
    SignIn(SignInFailure),
    /// The projects could not be read.
    Projects(CallFailure),
    /// Neither region nor endpoint is set, and the token's catalogue does not list the service.
    NoEndpoint,
    NoCredentials,
}

impl EntryFailure {
    /// Returns whether the service refuses the credentials themselves.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::SignIn(SignInFailure::Call(why)) if why.is_unauthorized())
    }
}

/// All about signing in that the screens show.
#[derive(Debug, Clone, Default)]
pub struct SigningIn {
    /// The sources that were found.
    pub sources: Vec<Found>,
    /// Several sources are complete and none was named: the operator chooses.
    pub unsettled: bool,
    /// The question under way, and what follows.
    pub under_way: Option<UnderWay>,
    /// Whether IAM was asked who the caller is since the settings last changed.
    pub asked: bool,
    /// Why the last sign-in failed.
    pub failure: Option<EntryFailure>,
    /// What follows once the operator has answered a question of IAM's: a passcode, a project.
    pub next: Option<Next>,
    /// The projects to choose from.
    pub projects: Vec<Project>,
    /// Why IAM would not tell who the caller is.
    pub untold: Option<CallFailure>,
    /// Where calls went last, and whose they were.
    pub last: LastKnown,
    /// The clocks, as a refusal of the credentials showed them.
    pub skew: Option<Skew>,
}

/// A row of the list of ways to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A source, by its session in [`SigningIn::sources`].
    Source(usize),
    Token,
    Password,
    Keys,
}

impl SigningIn {
    /// Compares the clocks where credentials are refused: a signature that is too old or too
    /// new is refused for that.
    pub fn note_clock(&mut self, why: &CallFailure, now: UtcTime) {
        let refusal = why.refusal().filter(|_| why.is_unauthorized());
        if let Some(server) = refusal.and_then(|refusal| refusal.head.server_time) {
            self.skew = Some(Skew(server.unix().saturating_sub(now.unix())));
        }
    }

    /// Returns the ways to sign in: the found sources, then the forms.
    pub fn ways(&self) -> Vec<Way> {
        (0..self.sources.len())
            .map(Way::Source)
            .chain([Way::Token, Way::Password, Way::Keys])
            .collect()
    }

    /// Returns the row for the cursor: the source in use, otherwise the first complete
    /// one, otherwise typing a token.
    pub fn first_way(&self, used: Option<&Origin>) -> usize {
        let used = self.sources.iter().position(|s| Some(&s.origin) == used);
        let complete = || self.sources.iter().position(|s| s.method().is_some() && s.automatic);
        used.or_else(complete).unwrap_or(self.sources.len())
    }
}
