//! Reading the newest backups for the list of instances: one page at a time.

use super::{
    newest_backups::Told,
    room::{Choose, ChooseDesk},
};
use crate::core::{
    base::{CallFailure, remote::Remote},
    operation::backup::{BackupPage, PageWanted},
    port::{Cancel, Effect, Query},
};

impl Choose {
    /// Takes a page of backups.
    pub(in crate::core) fn backups_arrived(
        &mut self,
        wanted: &PageWanted,
        page: Result<BackupPage, CallFailure>,
    ) {
        self.newest.page_arrived(wanted, page);
        self.instances.note_newest(|instance| {
            let Told::Newest(newest) = self.newest.of_either(instance) else { return None };
            newest.begun
        });
    }

    fn next_page(&mut self) -> Option<PageWanted> {
        if let Some(wanted) = self.newest.next_of_project(&self.instances) {
            return Some(wanted);
        }
        let instance = self.newest.candidate(&self.instances)?;
        self.newest.next_of(&instance)
    }
}

impl ChooseDesk<'_> {
    /// Begins to read the next page, or ends the one that is being read. Pages are wanted once
    /// the list itself is there and has been looked at for a moment.
    pub(super) fn read_newest(&mut self) {
        let service = self.shared.service.filter(|_| self.shared.session.is_ready());
        // Also of a list that is not whole.
        let listed = matches!(
            self.room.instances.reading,
            Remote::Here { .. } | Remote::Failed { why: CallFailure::Incomplete(_), .. }
        );
        let Some(service) = service.filter(|_| listed && self.room.lookup.is_none()) else {
            return self.stop_newest();
        };
        if self.room.newest.is_under_way() || !self.room.instances.is_looked_at() {
            return;
        }
        if self.room.newest.is_new() {
            self.room.newest.restart(self.port.number());
        }
        let ask = |wanted: PageWanted| service.ask(wanted.ask, Query::BackupPage(wanted));
        self.port.effects(self.room.next_page().map(ask));
    }

    /// Ends the page that is being read.
    pub(super) fn stop_newest(&mut self) {
        let stopped = self.room.newest.stop();
        self.port.effects(stopped.then_some(Effect::Cancel(Cancel::BackupPages)));
    }
}
