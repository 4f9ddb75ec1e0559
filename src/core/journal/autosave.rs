//! Saving by itself: a second after a change, before the program ends, and again when that failed.

use std::mem::{replace, take};

use super::writing;
use crate::core::{
    base::{Ask, InstanceId, OperationId, StateTrouble, UtcTime},
    draft::{Draft, DraftKey, DraftTrouble, OpenedFrom, SavedDraft},
    port::{Disk, Effect, Go, Notice, Port, Shared, Timer},
    scope::ScopeChoice,
};

/// Seconds that a change waits for others, so that typing costs one write a second at most.
const GATHER: u64 = 1;

/// The values by which a draft is compared after every message: a change of the tree shows
/// in the number of edits.
#[derive(Debug, Clone, PartialEq)]
struct Fingerprint {
    name: String,
    description: String,
    scope: ScopeChoice,
    instance: Option<InstanceId>,
    edits: u64,
}

impl Fingerprint {
    fn of(draft: &Draft) -> Self {
        Self {
            name: draft.name.value().to_owned(),
            description: draft.description.value().to_owned(),
            scope: draft.scope_choice,
            instance: draft.instance().cloned(),
            edits: draft.tree.edits(),
        }
    }
}

/// A draft that can be opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Offered {
    pub key: DraftKey,
    /// The content, or why it cannot be opened.
    pub draft: Result<Box<SavedDraft>, DraftTrouble>,
    /// The review that the same text had reached when the program was killed.
    pub review: Option<OperationId>,
    /// Why the draft is not on disk, if saving it failed.
    pub trouble: Option<StateTrouble>,
}

/// The drafts: whether the one in the form is on disk, and those of earlier runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drafts {
    /// The identity of the form and its file.
    pub key: DraftKey,
    /// When the form was last saved.
    pub saved_at: Option<UtcTime>,
    /// Why the last saving failed, if it did.
    pub trouble: Option<StateTrouble>,
    /// Drafts of earlier runs, newest first.
    pub offered: Vec<Offered>,
    /// Whether no draft outlives the run: a demo without a folder of its own.
    pub passing: bool,
    /// The draft and review that are removed once the form is saved.
    pub(super) opened_from: OpenedFrom,
    /// The form as last handed out for saving, or as not worth saving.
    handed: Option<Fingerprint>,
    /// Whether the wait before the next saving is under way.
    waiting: bool,
    saving: bool,
    /// Whether the program ends once the draft is saved.
    leaving: bool,
}

impl Drafts {
    /// Returns whether something in the form is not on its way to the disk.
    pub fn is_unsaved(&self, draft: &Draft) -> bool {
        draft.is_begun() && self.handed != Some(Fingerprint::of(draft))
    }

    /// Returns whether the answer to the last saving has not come yet.
    pub const fn is_saving(&self) -> bool {
        self.saving
    }

    /// Returns whether the program ends as soon as the draft is saved.
    pub const fn is_leaving(&self) -> bool {
        self.leaving
    }

    /// Returns the first reason why a draft could not be saved.
    pub fn any_trouble(&self) -> Option<&StateTrouble> {
        self.trouble.iter().chain(self.offered.iter().filter_map(|o| o.trouble.as_ref())).next()
    }

    /// Notes that the form needs no saving as it is.
    pub(crate) fn mark_saved(&mut self, draft: &Draft) {
        self.handed = Some(Fingerprint::of(draft));
    }

    /// Returns the wait that follows a change; there is one such wait at a time.
    pub(crate) fn next_effect(&mut self, draft: &Draft) -> Option<Effect> {
        if self.waiting || !self.is_unsaved(draft) {
            return None;
        }
        self.waiting = true;
        Some(Effect::Wait { seconds: GATHER, timer: Timer::SaveDraft })
    }

    /// Saves once the wait is over. While the disk still works on the
    /// saving before, another wait follows.
    pub(crate) fn wait_over(&mut self, draft: &Draft, shared: &Shared, port: &mut Port) {
        self.waiting = false;
        if !self.saving {
            self.save_if_changed(draft, shared, port);
        }
    }

    /// Saves the changes since the last saving, at once. Returns false if there are none.
    pub(crate) fn save_if_changed(
        &mut self,
        draft: &Draft,
        shared: &Shared,
        port: &mut Port,
    ) -> bool {
        let unsaved = self.is_unsaved(draft);
        if unsaved {
            self.save(draft, shared, port);
        }
        unsaved
    }

    fn save(&mut self, draft: &Draft, shared: &Shared, port: &mut Port) {
        self.mark_saved(draft);
        self.saving = true;
        let (draft, replaces) = (Box::new(shared.saved_draft(draft)), self.opened_from.draft);
        port.effect(Disk::SaveDraft { key: self.key, draft, replaces });
    }

    /// Takes the answer to a saving.
    pub(crate) fn saved(
        &mut self,
        (form, at, result): (Ask, UtcTime, Result<OperationId, StateTrouble>),
        draft: &Draft,
        shared: &Shared,
        port: &mut Port,
    ) {
        if form != self.key.form {
            if let Some(offered) = self.offered.iter_mut().find(|o| o.key.form == form) {
                offered.key.id = result.as_ref().ok().copied().or(offered.key.id);
                offered.trouble = result.err();
            }
            return;
        }
        self.saving = false;
        match result {
            Ok(id) => {
                self.key.id = Some(id);
                self.saved_at = Some(at);
                self.trouble = None;
                let review = take(&mut self.opened_from).review;
                port.effects(review.map(|review| writing::give_up(review, at)));
                if self.leaving && !self.save_if_changed(draft, shared, port) {
                    port.go(Go::Quit);
                }
            }
            Err(why) => {
                self.trouble = Some(why);
                if take(&mut self.leaving) {
                    port.notice = None;
                    port.go(Go::NotSaved);
                }
            }
        }
    }

    /// Saves before the program ends by the operator's wish, so that the operator can
    /// still see a failure. Returns false if there is nothing to wait for, or the operator
    /// does not want to wait.
    pub(crate) fn delay_leaving(
        &mut self,
        draft: &Draft,
        shared: &Shared,
        port: &mut Port,
    ) -> bool {
        let asked_before = replace(&mut self.leaving, true);
        if asked_before || !(self.saving || self.save_if_changed(draft, shared, port)) {
            return false;
        }
        port.say(Notice::SavingDraft);
        true
    }

    /// Tries for the last time to save the unsaved form, for the program ends.
    pub(crate) fn leave(&mut self, draft: &Draft, shared: &Shared, port: &mut Port) {
        if draft.is_begun() && (self.is_unsaved(draft) || self.trouble.is_some()) {
            self.save(draft, shared, port);
        }
        for offered in self.offered.iter().filter(|o| o.trouble.is_some()) {
            if let (key, Ok(draft)) = (offered.key, offered.draft.clone()) {
                port.effect(Disk::SaveDraft { key, draft, replaces: None });
            }
        }
    }

    /// Saves the form's draft and offers it on Start, for another draft takes the form.
    pub(crate) fn park(&mut self, draft: &Draft, shared: &Shared, port: &mut Port) {
        if !draft.is_begun() {
            return;
        }
        let unsaved = self.is_unsaved(draft) || self.trouble.is_some();
        let draft = Box::new(shared.saved_draft(draft));
        let (key, OpenedFrom { draft: replaces, review }) = (self.key, self.opened_from);
        let trouble = self.trouble.take();
        self.offered.insert(0, Offered { key, draft: Ok(draft.clone()), review, trouble });
        if unsaved {
            port.effect(Disk::SaveDraft { key, draft, replaces });
        }
    }

    /// Makes the form another draft, which is saved as a file of its own.
    pub(crate) fn begin_another(&mut self, opened_from: OpenedFrom, port: &mut Port) {
        let Self { offered, passing, waiting, .. } = take(self);
        let key = DraftKey { form: port.number(), id: None };
        *self = Self { key, opened_from, offered, passing, waiting, ..Self::default() };
    }

    /// Removes the file of the form and the draft that it was opened from: a backup has the texts,
    /// or the operator discards them.
    pub(crate) fn drop_form(&mut self, draft: &Draft, at: UtcTime, port: &mut Port) {
        let (key, from) = (self.key, self.opened_from);
        self.begin_another(OpenedFrom::default(), port);
        self.mark_saved(draft);
        let keys = [Some(key), from.draft].into_iter().flatten();
        port.effects(keys.map(|key| Effect::Disk(Disk::DropDraft { key })));
        port.effects(from.review.map(|review| writing::give_up(review, at)));
    }
}
