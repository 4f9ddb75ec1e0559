//! Names that backups of an instance are known to have: the form marks such a name, and offers a
//! free one.

use super::{
    form::Draft,
    fresh_name::fresh_name,
    rules::rule::{Field, Rule, Violation},
};
use crate::core::base::{InstanceId, UtcTime};

/// The names, as Review read them last, or as a refusal told one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenNames {
    pub instance: InstanceId,
    pub names: Vec<String>,
}

impl TakenNames {
    /// Returns whether the name of the draft is one of the taken names of its instance.
    pub fn has_name_of(&self, draft: &Draft) -> bool {
        draft.instance() == Some(&self.instance)
            && self.names.iter().any(|taken| taken == draft.name.value())
    }

    /// Returns the violation of a draft with a taken name, with a free name as its fix.
    pub fn violation(&self, draft: &Draft, now: UtcTime) -> Option<Violation> {
        // Review warns of a name that differs by the case of letters alone.
        let taken = |name: &str| self.names.iter().any(|other| other.eq_ignore_ascii_case(name));
        self.has_name_of(draft).then(|| Violation {
            field: Field::Name,
            rule: Rule::NameTaken,
            at: Vec::new(),
            fix: Some(fresh_name(draft.name.value(), now, taken)),
        })
    }
}
