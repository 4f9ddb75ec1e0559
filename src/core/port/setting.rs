//! What the set-up screen hands to the shell.

use crate::core::{base::ids::ProjectId, session::form::Filled};

/// A setting from the set-up screen; the shell checks it and answers with
/// [`crate::core::port::message::Msg::Configured`] or [`crate::core::port::message::Msg::ConfigureRefused`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// A region of the built-in list.
    Region(String),
    Endpoint(String),
    Project(String),
    /// One of the projects that IAM told.
    Picked(ProjectId),
    /// The token that was typed into the masked prompt (held by the shell).
    TypedToken,
    /// A source that was found, by its place among them.
    Source(usize),
    /// What was typed into a sign-in form; its secrets are held by the shell.
    Form(Filled),
}
