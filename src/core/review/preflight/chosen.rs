//! The names that a request chooses.

use crate::core::scope::choice::{DatabaseScope, Scope};

/// Returns the databases of a scope that is made of them.
pub fn chosen(scope: &Scope) -> Option<&[DatabaseScope]> {
    match scope {
        Scope::Instance => None,
        Scope::Tables(databases) => Some(databases),
    }
}
