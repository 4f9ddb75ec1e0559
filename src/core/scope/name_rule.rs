//! The rules for a typed name of a database or table.

use serde::Serialize;

use crate::core::base::text;

/// Longest database or table name of the engine, in bytes; the API itself states no limit,
/// so longer is a warning.
pub const ENGINE_NAME_BYTES: usize = 48;

/// Why a typed database or table name is not taken into the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum NameProblem {
    Empty,
    /// White space around the name, which nobody sees.
    SpacesAround,
    /// A control or invisible character in the name.
    Unprintable,
    /// The name stands in the tree already.
    Duplicate,
    /// The database or name that the typed name was meant for is gone, or the service lists it now.
    Gone,
}

/// Checks a typed name; `taken`: a sibling has the same name, in the same case (a quoted name
/// keeps the case of its letters).
/// Errors: The first problem found.
pub fn check_typed_name(name: &str, taken: bool) -> Result<(), NameProblem> {
    if name.is_empty() {
        Err(NameProblem::Empty)
    } else if name.trim() != name {
        Err(NameProblem::SpacesAround)
    } else if name.chars().any(text::is_unprintable) {
        Err(NameProblem::Unprintable)
    } else if taken {
        Err(NameProblem::Duplicate)
    } else {
        Ok(())
    }
}
