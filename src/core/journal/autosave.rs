//! Drafts as the model knows them: whether what is typed is on disk, and what earlier runs have
//! left.

use crate::core::{
    base::{
        disk_error::StateTrouble,
        ids::{InstanceId, OperationId},
        time::UtcTime,
    },
    draft::{
        content::{Draft, Target},
        saved_draft::{DraftKey, DraftTrouble, SavedDraft},
    },
    scope::choice::ScopeChoice,
};

/// What a draft is compared by, after every message: a change of the tree shows in
/// the number of its edits.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::core) struct Fingerprint {
    name: String,
    description: String,
    scope: ScopeChoice,
    instance: Option<InstanceId>,
    edits: u64,
}

impl Fingerprint {
    pub(in crate::core) fn of(draft: &Draft) -> Self {
        Self {
            name: draft.name.value().to_owned(),
            description: draft.description.value().to_owned(),
            scope: draft.scope_choice,
            instance: draft.target.as_ref().map(|t| t.id().clone()),
            edits: draft.tree.edits(),
        }
    }

    fn is_of(&self, draft: &Draft) -> bool {
        self.name == draft.name.value()
            && self.description == draft.description.value()
            && self.scope == draft.scope_choice
            && self.instance.as_ref() == draft.target.as_ref().map(Target::id)
            && self.edits == draft.tree.edits()
    }
}

/// A draft that can be opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Offered {
    pub key: DraftKey,
    /// What it holds, or why it cannot be opened.
    pub draft: Result<Box<SavedDraft>, DraftTrouble>,
    /// The review that the same text had reached when the program was killed.
    pub review: Option<OperationId>,
    /// Why it is not on disk, if it is not.
    pub trouble: Option<StateTrouble>,
}

/// What the form was opened from, and what goes once its text is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    pub draft: Option<DraftKey>,
    /// The review that was cut short.
    pub review: Option<OperationId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discard {
    /// What is in the form.
    Form,
    /// A draft of an earlier run.
    Draft(DraftKey),
    /// A review that was cut short.
    Review(OperationId),
}

/// The state of all drafts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drafting {
    pub key: DraftKey,
    /// When it was last saved.
    pub saved_at: Option<UtcTime>,
    /// Why the last saving failed, if it did.
    pub trouble: Option<StateTrouble>,
    /// Earlier ones, newest first.
    pub offered: Vec<Offered>,
    /// They go with the run: a demo without a folder of its own.
    pub passing: bool,
    pub(in crate::core) origin: Origin,
    /// What was last handed out to be saved, or is not worth saving.
    pub(in crate::core) handed: Option<Fingerprint>,
    /// The wait before the next saving is under way.
    pub(in crate::core) waiting: bool,
    /// A saving is under way.
    pub(in crate::core) saving: bool,
    /// The program ends once the draft is saved.
    pub(in crate::core) leaving: bool,
}

impl Drafting {
    /// Something in this form is not on its way to the disk.
    pub fn is_unsaved(&self, draft: &Draft) -> bool {
        draft.is_begun() && !self.handed.as_ref().is_some_and(|handed| handed.is_of(draft))
    }

    /// The answer to the last saving has not come yet.
    pub const fn is_saving(&self) -> bool {
        self.saving
    }

    /// The program ends as soon as the draft is saved.
    pub const fn is_leaving(&self) -> bool {
        self.leaving
    }

    /// A draft could not be saved: the first reason.
    pub fn any_trouble(&self) -> Option<&StateTrouble> {
        self.trouble.iter().chain(self.offered.iter().filter_map(|o| o.trouble.as_ref())).next()
    }
}
