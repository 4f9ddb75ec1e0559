//! The table of the rules.

use super::{
    description, instance, name,
    rule::{Rule, Violation},
    scope,
};
use crate::core::draft::form::Draft;

/// Returns how a draft breaks one rule.
type Check = fn(&Draft) -> Option<Violation>;

/// All rules, in the order in which their violations are shown.
const RULES: [Check; 16] = [
    instance::chosen,
    instance::verified,
    instance::normal,
    instance::idle,
    instance::engine_documented,
    name::first,
    name::characters,
    name::length,
    description::present,
    description::characters,
    description::control,
    description::lost,
    description::length,
    scope::engine,
    scope::not_empty,
    scope::name_length,
];

/// Returns all violations of a draft, in the order of the table.
pub fn check(draft: &Draft) -> Vec<Violation> {
    RULES.iter().filter_map(|check| check(draft)).collect()
}

/// Returns the rules that a draft breaks.
pub fn broken(draft: &Draft) -> Vec<Rule> {
    check(draft).into_iter().map(|found| found.rule).collect()
}

/// Returns the violations that forbid sending a draft.
pub fn errors(draft: &Draft) -> Vec<Violation> {
    check(draft).into_iter().filter(Violation::is_error).collect()
}
