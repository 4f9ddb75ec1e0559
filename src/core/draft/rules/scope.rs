//! The scope: table scope only on Cassandra, never empty, names as the engine takes them.
//!
//! To the service an empty `database_tables` is the whole instance and an empty `table_names` the
//! whole database ("Creating a Manual Backup"), so "nothing ticked" is an error and never a
//! request.

use super::rule::{Field, Rule, Violation};
use crate::core::{draft::form::Draft, scope::Tree};

fn broken(rule: Rule) -> Option<Violation> {
    Some(Violation::new(Field::Scope, rule))
}

pub fn engine(draft: &Draft) -> Option<Violation> {
    let engine = draft.engine().filter(|e| draft.tables().is_some() && !e.has_table_scope())?;
    broken(Rule::ScopeNeedsCassandra { engine: engine.name().to_owned() })
}

pub fn not_empty(draft: &Draft) -> Option<Violation> {
    draft.tables().filter(|tree| tree.counts().is_nothing())?;
    broken(Rule::ScopeEmpty)
}

pub fn name_length(draft: &Draft) -> Option<Violation> {
    let (count, first) = draft.tables().and_then(Tree::chosen_long_names)?;
    broken(Rule::ScopeLongNames { count, first: first.to_owned() })
}
