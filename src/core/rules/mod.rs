//! The constraints, as a table of named rules over a draft. Each violation is typed: what rule, where, and how to fix it.

use super::draft::Draft;
use serde::Serialize;

/// (stub)
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation;
impl Violation {
    /// error?
    pub fn is_error(&self) -> bool {
        true
    }
}
/// check
pub fn check(_d: &Draft) -> Vec<Violation> {
    vec![]
}
