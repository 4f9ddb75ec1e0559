//! The scope: table scope only on Cassandra, never empty, names as the engine takes them.
//!
//! To the service an empty `database_tables` is the whole instance and an empty `table_names` the
//! whole database ("Creating a Manual Backup"), so "nothing ticked" is an error and never a
//! request.

use super::rule::{Field, Rule, Violation};
use crate::core::{draft::form::Draft, scope::choice::ScopeChoice};

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
