//! Drafts of earlier runs: offered on Start, opened into the form, discarded when asked to.

use std::cmp::Reverse;

use super::{
    autosave::{Drafts, Offered},
    state::Interrupted,
    writing,
};
use crate::core::{
    base::{OperationId, UtcTime},
    draft::{DraftKey, OpenedFrom, SavedDraft},
    operation::{
        Intent, Operation, created::Created, journal_file::DraftFile, operations::Operations,
    },
    port::{Disk, Notice, Port},
};

impl Drafts {
    /// Offers the drafts that were read. A draft whose backup was made meanwhile is left out; an
    /// interrupted review of the same text is offered with its draft, not by itself.
    pub(super) fn offer(
        &mut self,
        files: Vec<DraftFile>,
        operations: &Operations,
        interrupted: &mut Vec<Interrupted>,
        port: &mut Port,
    ) {
        let made = |draft: &SavedDraft| {
            let mut all = operations.list.iter().chain(&operations.earlier);
            all.any(|o| o.created == Some(Created::Yes) && is_backup_of(o, draft))
        };
        for file in files {
            let Some(id) = file.id.filter(|id| !self.knows(*id)) else { continue };
            let key = DraftKey { form: port.number(), id: Some(id) };
            let draft = file.read.map(Box::new);
            if draft.as_ref().is_ok_and(|draft| made(draft)) {
                port.effect(Disk::DropDraft { key });
                continue;
            }
            let review = draft.as_ref().ok().and_then(|draft| take_twin(interrupted, draft));
            self.offered.push(Offered { key, draft, review, trouble: None });
        }
        self.offered.sort_by_key(|o| Reverse(o.draft.as_ref().ok().map(|draft| draft.saved_at)));
    }

    fn knows(&self, id: OperationId) -> bool {
        self.key.id == Some(id)
            || self.opened_from.draft.and_then(|key| key.id) == Some(id)
            || self.offered.iter().any(|o| o.key.id == Some(id))
    }

    /// Returns whether the text of a review is in the form or offered as a draft.
    pub(super) fn hold_review(&self, review: OperationId) -> bool {
        self.opened_from.review == Some(review)
            || self.offered.iter().any(|offered| offered.review == Some(review))
    }

    /// Drops every offered draft of the text that a created backup was made of.
    pub(crate) fn use_up(&mut self, intent: &Intent, at: UtcTime, port: &mut Port) {
        let made = SavedDraft::of_intent(intent, at);
        let same = |o: &mut Offered| o.draft.as_ref().is_ok_and(|draft| draft.is_same_as(&made));
        for offered in self.offered.extract_if(.., same) {
            port.effect(Disk::DropDraft { key: offered.key });
        }
    }

    /// Takes an offered draft out of the list, to open it. A draft that cannot be read stays.
    pub(crate) fn take_offered(
        &mut self,
        number: usize,
        port: &mut Port,
    ) -> Option<(Box<SavedDraft>, OpenedFrom)> {
        let offered = self.offered.get(number)?;
        match &offered.draft {
            Err(why) => {
                port.say(Notice::DraftUnread(why.clone()));
                None
            }
            Ok(draft) => {
                let from = OpenedFrom { draft: Some(offered.key), review: offered.review };
                let draft = draft.clone();
                self.offered.remove(number);
                Some((draft, from))
            }
        }
    }

    /// Discards an offered draft, with its review. Returns false if the draft is no longer offered.
    pub(crate) fn discard(&mut self, key: DraftKey, at: UtcTime, port: &mut Port) -> bool {
        let Some(number) = self.offered.iter().position(|o| o.key.form == key.form) else {
            return false;
        };
        let offered = self.offered.remove(number);
        port.effect(Disk::DropDraft { key: offered.key });
        port.effects(offered.review.map(|review| writing::give_up(review, at)));
        true
    }
}

/// Returns whether the operation was confirmed with this text, after the text had been saved.
fn is_backup_of(operation: &Operation, draft: &SavedDraft) -> bool {
    let same =
        |intent: &Intent| SavedDraft::of_intent(intent, operation.confirmed_at).is_same_as(draft);
    operation.confirmed_at >= draft.saved_at && operation.intent.as_ref().is_some_and(same)
}

/// Takes the interrupted review of the same text out of the list.
fn take_twin(interrupted: &mut Vec<Interrupted>, draft: &SavedDraft) -> Option<OperationId> {
    let twin = interrupted
        .iter()
        .position(|i| SavedDraft::of_intent(&i.intent, i.at).is_same_as(draft))?;
    Some(interrupted.remove(twin).operation)
}
