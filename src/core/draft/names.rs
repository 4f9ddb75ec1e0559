//! What is known for names that are filled in from a template.

use super::name_template::Template;

/// The template and what fills it.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// The template, if the configuration has one.
    pub template: Option<Template>,
    /// The number of the change, once it was asked for.
    pub change: Option<String>,
    /// The name as it was filled in last.
    pub filled: Option<String>,
    /// The key was pressed on a name that was typed: pressed again, it replaces that.
    pub armed: bool,
}
