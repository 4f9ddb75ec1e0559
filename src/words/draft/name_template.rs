//! Templates of names.

use crate::core::{base::text::clean_excerpt, draft::TemplateProblem};

/// Says why a name template of the configuration is not valid.
pub fn not_taken(text: &str, why: &TemplateProblem) -> String {
    let text = clean_excerpt(text, 60);
    let why = match why {
        TemplateProblem::Empty => "it is empty".to_owned(),
        TemplateProblem::Unknown(name) => {
            format!("{{{name}}} means nothing; {{change}} {{instance}} {{utc}} {{user}} do")
        }
        TemplateProblem::Brace => "a brace has no other half".to_owned(),
    };
    format!("config.toml: name_template {text:?}: {why}")
}
