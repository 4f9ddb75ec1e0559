//! What has changed since the opened draft was saved: asked for once the service can be called,
//! filled in as answers come.

use super::{changes::Changes, state::Compose};
use crate::core::{
    base::{
        ask::Ask, call::CallFailure, ids::InstanceId, instance::Instance, remote::Remote,
        time::UtcTime, whole::Whole,
    },
    draft::form::{Draft, Target},
    operation::backup::BackupRow,
    port::{
        outcome::{Go, Port},
        overlay::{Overlay, TextPage},
        query::Query,
        shared::Shared,
        status_line::Notice,
    },
};

/// The number of an answer, and the instance of Review if the answer is to Review's question.
#[derive(Debug, Clone, Copy)]
pub(in crate::core) struct Answer<'a> {
    pub ask: Ask,
    pub reviewed: Option<&'a InstanceId>,
}

impl Answer<'_> {
    /// Returns whether the answer is to the comparison's own question, or to Review's for the same
    /// instance, which took its place.
    fn counts<T>(self, changes: &Changes, reading: &Remote<T>) -> bool {
        let of_review =
            self.reviewed.is_some() && self.reviewed == changes.target.as_ref().map(Target::id);
        changes.is_asked() && (reading.awaits(self.ask) || of_review)
    }
}

impl Compose {
    /// Begins the comparison, unless it has begun or nothing can be compared yet.
    pub(in crate::core) fn begin_comparison(
        &mut self,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        let Some(changes) = &mut self.changes else { return };
        if changes.is_asked() || changes.obstacle(shared.mode, &shared.session).is_some() {
            return;
        }
        let instance = changes.target.as_ref().map(|t| t.id().clone());
        let Some((service, instance)) = shared.service.zip(instance) else { return };
        let ask = port.number();
        // From here on it belongs to this place, also if it was made without one.
        changes.endpoint.clone_from(&shared.session.endpoint);
        changes.project.clone_from(&shared.session.project);
        changes.instance = Remote::Asked(ask);
        port.effect(service.ask(ask, Query::Instance { instance: instance.clone() }));
        if !changes.name.is_empty() {
            changes.backups = Remote::Asked(ask);
            port.effect(service.ask(ask, Query::Backups { instance }));
        }
        self.list_databases(shared, draft, port);
    }

    /// Takes the instance as it is now. The form goes by that, also where the instance was typed by
    /// hand: now it is verified.
    pub(in crate::core) fn instance_arrived(
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

    pub(in crate::core) fn backups_arrived(
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

    /// Asks for the tables of the next partly chosen database, one database at a time.
    pub(super) fn compare_names(&self, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        if self.changes.as_ref().is_some_and(Changes::is_asked)
            && let Some(d) = draft.tree.next_to_look_into()
        {
            self.list_tables(d, shared, draft, port);
        }
    }

    pub(in crate::core) fn show_changes(&self, port: &mut Port) {
        if self.changes.is_some() {
            port.go(Go::Show(Overlay::page(TextPage::Changes)));
        } else {
            port.say(Notice::NoDraftOpened);
        }
    }
}
