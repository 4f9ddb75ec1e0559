//! What command line and configuration say of a run of the screens, beside where it calls.

use super::{
    base::Pattern, choose::instance_lookup::InstanceLookup, draft::Template, scope::DatabaseScope,
};

/// How a run of the screens begins.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// Nothing can be sent in this run.
    pub read_only: bool,
    /// The instance to back up.
    pub instance: Option<InstanceLookup>,
    /// Instances of these names need their name typed before anything is sent.
    pub production: Vec<Pattern>,
    /// Names can be filled in from it.
    pub template: Option<Template>,
    /// Options of this run that belong into the line that opens the form again, and
    /// that nothing else tells of.
    pub options: Vec<String>,
    /// What is in the form already.
    pub filled: FilledIn,
}

/// A form that the command line fills in: checked and reviewed like any other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilledIn {
    pub name: Option<String>,
    pub description: Option<String>,
    /// Databases and tables; none leaves the choice of the scope as it is.
    pub scope: Vec<DatabaseScope>,
}
