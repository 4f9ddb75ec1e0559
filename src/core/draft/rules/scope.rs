//! The scope: table scope only on Cassandra, never empty, names as the engine takes them.
//!
//! To the service an empty `database_tables` is the whole instance and an empty `table_names` the
//! whole database (fact sheet 1.1 row 2), so "nothing ticked" is an error and never a request.

use serde::Serialize;

use super::{Field, Rule, Violation};
use crate::core::{
    base::text,
    draft::content::{Draft, ScopeChoice},
};

/// Longest database or table name of the engine, in bytes; the API itself states no limit,
/// so longer is a warning.
pub const ENGINE_NAME_BYTES: usize = 48;

fn push(found: &mut Vec<Violation>, rule: Rule) {
    found.push(Violation::new(Field::Scope, rule));
}

fn is_tables(draft: &Draft) -> bool {
    draft.scope_choice == ScopeChoice::Tables
}

pub(super) fn engine(draft: &Draft, found: &mut Vec<Violation>) {
    if let Some(engine) = draft.engine().filter(|e| is_tables(draft) && !e.has_table_scope()) {
        push(found, Rule::ScopeNeedsCassandra { engine: engine.name().to_owned() });
    }
}

pub(super) fn not_empty(draft: &Draft, found: &mut Vec<Violation>) {
    if is_tables(draft) && draft.tree.counts().is_nothing() {
        push(found, Rule::ScopeEmpty);
    }
}

pub(super) fn name_length(draft: &Draft, found: &mut Vec<Violation>) {
    if !is_tables(draft) {
        return;
    }
    if let Some((count, first)) = draft.tree.chosen_long_names() {
        push(found, Rule::ScopeLongNames { count, first: first.to_owned() });
    }
}

/// Why a typed database or table name is not taken into the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum NameProblem {
    Empty,
    /// White space around it, which nobody sees.
    SpacesAround,
    /// A control or invisible character in it.
    Unprintable,
    /// It stands in the tree already.
    Duplicate,
    /// What it was to be put into or in place of is gone, or listed by the service now.
    Gone,
}

/// Checks a typed name against its siblings (case matters: quoted names keep theirs).
///
/// # Errors
/// The first problem found.
pub fn check_typed_name<'a>(
    name: &str,
    mut siblings: impl Iterator<Item = &'a str>,
) -> Result<(), NameProblem> {
    if name.is_empty() {
        Err(NameProblem::Empty)
    } else if name.trim() != name {
        Err(NameProblem::SpacesAround)
    } else if name.chars().any(text::is_unprintable) {
        Err(NameProblem::Unprintable)
    } else if siblings.any(|s| s == name) {
        Err(NameProblem::Duplicate)
    } else {
        Ok(())
    }
}
