//! A new form from a past backup: the same instance, scope and description. Nothing that a row does
//! not tell is put in, and above all no whole instance.

use super::room::{HistoryRoom, Purpose};
use crate::core::{
    draft::{SavedDraft, Target},
    operation::{
        Intent,
        backup::{BackupKind, BackupRow},
        history::Service,
    },
    port::{Disk, Go, HistoryNotice, Notice, Port, Shared},
    scope::ScopeChoice,
    session::{Mode, Who},
};

impl HistoryRoom {
    /// Prepares a form from a row. The request of an operation is read from its file first.
    pub(super) fn prepare(&mut self, row: usize, shared: &Shared, port: &mut Port) {
        let Some(row) = self.rows.at(row) else { return };
        let refused = match (row.done().map(|done| (done.operation, &done.service)), row.listed()) {
            (Some((_, Some(service))), _) if !is_here(service, shared) => HistoryNotice::Elsewhere,
            (Some((Some(operation), _)), _) => {
                let ask = port.number();
                self.wanted = Some((ask, Purpose::Prepare));
                return port.effect(Disk::ReadOperation { ask, operation });
            }
            (None, _) if self.is_cut() => HistoryNotice::JournalCut,
            (None, _) if self.reading.journal.is_open() => HistoryNotice::JournalReading,
            (None, Some(listed)) if listed.instance.is_some() && listed.particulars.is_some() => {
                port.goes(self.draft_of(listed, shared).map(|draft| Go::Prepare(Box::new(draft))));
                return;
            }
            (Some((None, _)) | None, _) => HistoryNotice::NotTold,
        };
        port.say(Notice::History(refused));
    }

    /// Returns the draft of a listed backup, as far as the service tells; `None` without its
    /// instance or engine. Only a backup that is known to be of the whole instance becomes one.
    fn draft_of(&self, row: &BackupRow, shared: &Shared) -> Option<SavedDraft> {
        let (id, told) = (row.instance.clone()?, row.particulars.as_deref()?.clone());
        let whole = row.kind == Some(BackupKind::Instance) && self.reading.knows_kind(row.begun);
        let session = &shared.session;
        Some(SavedDraft {
            draft: None,
            saved_at: row.begun.unwrap_or(shared.clock.utc),
            by: Who::default(),
            mode: shared.mode,
            endpoint: session.endpoint.clone(),
            region: session.region.clone(),
            project: session.project.clone(),
            target: Some(Target::Typed { id, engine: told.engine }),
            name: row.name.clone(),
            description: told.description,
            scope: if whole { ScopeChoice::Instance } else { ScopeChoice::Tables },
            chosen: row.scope.clone().unwrap_or_default(),
        })
    }
}

/// Prepares a form from the request of an operation.
pub(crate) fn prepare_again(intent: &Intent, shared: &Shared, port: &mut Port) {
    let same_mode = (intent.site.mode == Mode::Demo) == (shared.mode == Mode::Demo);
    if same_mode && is_here(&Service::of(&intent.site), shared) {
        let draft = SavedDraft::of_intent(intent, shared.clock.utc);
        port.go(Go::Prepare(Box::new(draft)));
    } else {
        port.say(Notice::History(HistoryNotice::Elsewhere));
    }
}

/// Returns whether nothing that is known of this run's service speaks against the other.
fn is_here(service: &Service, shared: &Shared) -> bool {
    let session = &shared.session;
    session.endpoint.as_ref().is_none_or(|here| *here == service.endpoint)
        && session.project.as_ref().is_none_or(|here| *here == service.project)
}
