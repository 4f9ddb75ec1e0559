//! The table of the rules.

use super::{description, instance, name, rule::Violation, scope};
use crate::core::draft::form::Draft;

/// One entry of the table.
pub struct NamedRule {
    /// A short name for tests and documents.
    pub name: &'static str,
    /// Adds the violations of this rule.
    pub check: fn(&Draft, &mut Vec<Violation>),
}

/// All rules, in the order in which their violations are shown.
pub const RULES: [NamedRule; 14] = [
    NamedRule { name: "instance-chosen", check: instance::chosen },
    NamedRule { name: "instance-verified", check: instance::verified },
    NamedRule { name: "instance-normal", check: instance::normal },
    NamedRule { name: "instance-idle", check: instance::idle },
    NamedRule { name: "engine-documented", check: instance::engine_documented },
    NamedRule { name: "name-first", check: name::first },
    NamedRule { name: "name-characters", check: name::characters },
    NamedRule { name: "name-length", check: name::length },
    NamedRule { name: "description-present", check: description::present },
    NamedRule { name: "description-characters", check: description::characters },
    NamedRule { name: "description-length", check: description::length },
    NamedRule { name: "scope-engine", check: scope::engine },
    NamedRule { name: "scope-not-empty", check: scope::not_empty },
    NamedRule { name: "scope-name-length", check: scope::name_length },
];

/// Returns all violations of a draft, in the order of [`RULES`].
pub fn check(draft: &Draft) -> Vec<Violation> {
    let mut found = Vec::new();
    for rule in &RULES {
        (rule.check)(draft, &mut found);
    }
    found
}

/// Returns the violations that forbid sending a draft.
pub fn errors(draft: &Draft) -> Vec<Violation> {
    check(draft).into_iter().filter(Violation::is_error).collect()
}
