//! Who the service says that the caller is.

use crate::core::base::{ProjectId, UtcTime, call};

/// A project of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    pub id: ProjectId,
    /// Name, cleaned; by default the region's.
    pub name: String,
}

/// What IAM tells of a token or a key. A value that IAM does not tell is `None`, never guessed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// Name of the account (in Keystone's words: of the user's domain), cleaned.
    pub account: Option<String>,
    /// Name of the user, cleaned.
    pub user: Option<String>,
    /// The project of the token or key; `None` without a scope.
    pub project: Option<Project>,
    /// When the token or the temporary key ends.
    pub expires: Option<UtcTime>,
    /// Public endpoint of GeminiDB in the token's catalogue for the wanted region, without version
    /// and project: a base URL that is https, or on this machine.
    pub endpoint: Option<String>,
}

/// Why signing in did not work.
#[derive(Debug, Clone, PartialEq)]
pub enum SignInFailure {
    /// The call itself failed, or IAM refused it.
    Call(call::CallFailure),
    /// IAM wants a passcode beside the password.
    PasscodeNeeded,
    /// No agency is bound to this machine.
    NoAgency,
    /// The metadata service cannot be reached within its 3 s.
    NoMetadata,
    /// IAM's endpoint is not known: no region, no `--iam-endpoint`.
    NoIamEndpoint,
    /// An answer lacks this value.
    Missing(&'static str),
    /// The credentials were refused before: the program does not try them again
    /// until the operator signs in.
    Spent,
    /// The source holds the same value as before.
    Unchanged,
}
