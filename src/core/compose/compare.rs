//! What has changed since the opened draft was saved: asked for once the service can be called,
//! filled in as answers come.

use super::{
    changes::Changes,
    state::{Compose, ComposeDesk},
};
use crate::core::{
    base::{Ask, CallFailure, Instance, InstanceId, UtcTime, Whole, remote::Remote},
    draft::{Draft, Target},
    operation::backup::BackupRow,
    port::{Notice, Query, TextPage},
};

/// The number of an answer, and the instance of Review if the answer is to Review's question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer<'a> {
    pub ask: Ask,
    pub reviewed: Option<&'a InstanceId>,
}

impl Answer<'_> {
    /// Returns whether the answer is to the comparison's own question, or to Review's for the same
    /// instance, which took its place.
    fn counts<T>(self, changes: &Changes, reading: &Remote<T>) -> bool {
        let of_review = self.reviewed.is_some()
            && self.reviewed == changes.draft.target.as_ref().map(Target::id);
        changes.is_asked() && (reading.awaits(self.ask) || of_review)
    }
}

impl Compose {
    /// Takes the instance as it is now. The form goes by that, also where the instance was typed by
    /// hand: now it is verified.
    pub(crate) fn instance_arrived(
        &mut self,
        answer: Answer<'_>,
        at: UtcTime,
        read: &Result<Option<Instance>, CallFailure>,
        draft: &mut Draft,
    ) {
        let Some(changes) = &mut self.changes else { return };
        if !answer.counts(changes, &changes.instance) {
            return;
        }
        if let Ok(Some(instance)) = read
            && let Some(target) = draft.target.as_mut().filter(|t| *t.id() == instance.id)
        {
            *target = Target::Listed(instance.clone());
        }
        changes.instance = Remote::arrived(at, read.clone());
    }

    pub(crate) fn backups_arrived(
        &mut self,
        answer: Answer<'_>,
        at: UtcTime,
        rows: &Result<Whole<BackupRow>, CallFailure>,
    ) {
        if let Some(changes) = &mut self.changes
            && answer.counts(changes, &changes.backups)
        {
            changes.backups = Remote::arrived(at, rows.clone());
        }
    }
}

impl ComposeDesk<'_> {
    /// Begins the comparison, unless it has begun or nothing can be compared yet.
    pub fn begin_comparison(&mut self) {
        let Some(changes) = &mut self.room.changes else { return };
        if changes.is_asked() || changes.obstacle(self.shared.mode, &self.shared.session).is_some()
        {
            return;
        }
        let instance = changes.draft.target.as_ref().map(|t| t.id().clone());
        let Some((service, instance)) = self.shared.service.zip(instance) else { return };
        // From here on it belongs to this place, also if it was made without one.
        changes.draft.endpoint.clone_from(&self.shared.session.endpoint);
        changes.draft.project.clone_from(&self.shared.session.project);
        let ask = self.port.ask(service, Query::Instance { instance: instance.clone() });
        changes.instance = Remote::Asked(ask);
        if !changes.draft.name.is_empty() {
            changes.backups = Remote::Asked(ask);
            self.port.effect(service.ask(ask, Query::Backups { instance }));
        }
        self.list_databases();
    }

    /// Asks for the tables of the next partly chosen database, one database at a time.
    pub(super) fn compare_names(&mut self) {
        if self.room.changes.as_ref().is_some_and(Changes::is_asked)
            && let Some(d) = self.draft.tree.next_to_look_into()
        {
            self.list_tables(d);
        }
    }

    pub fn show_changes(&mut self) {
        if self.room.changes.is_some() {
            self.port.page(TextPage::Changes);
        } else {
            self.port.say(Notice::NoDraftOpened);
        }
    }
}
