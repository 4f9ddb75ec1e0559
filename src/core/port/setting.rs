//! The settings that the set-up screen hands to the shell.

use crate::core::{base::ProjectId, session::Filled};

/// A setting from the set-up screen; the shell checks the setting and
/// answers with `Msg::Configured` or `Msg::ConfigureRefused`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// A region of the built-in list.
    Region(String),
    Endpoint(String),
    Project(String),
    /// One of the projects that IAM lists.
    Picked(ProjectId),
    /// The token that was typed into the masked prompt (held by the shell).
    TypedToken,
    /// A found source, by its place in the list of sources.
    Source(usize),
    /// The values of a sign-in form; the shell holds its secrets.
    Form(Filled),
}
