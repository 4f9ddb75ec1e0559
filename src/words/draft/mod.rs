//! Words of the draft: rules and templates of names.

pub mod name_template;
pub mod rules;
