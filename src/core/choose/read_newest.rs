//! Reading the newest backups for the list of instances: one page at a time.

use super::room::Choose;
use crate::core::{
    base::{call::CallFailure, remote::Remote},
    operation::backup::PageWanted,
    port::{
        effect::{Cancel, Effect},
        outcome::Port,
        query::Query,
        shared::Shared,
    },
};

impl Choose {
    /// Begins to read the next page, or ends the one that is being read. Pages are wanted once
    /// the list itself is there and has been looked at for a moment.
    pub(super) fn read_newest(&mut self, shared: &Shared, port: &mut Port) {
        let service = shared.service.filter(|_| shared.session.is_ready());
        // Also of a list that is not whole.
        let listed = matches!(
            self.instances.reading,
            Remote::Here { .. } | Remote::Failed { why: CallFailure::Incomplete(_), .. }
        );
        let Some(service) = service.filter(|_| listed && self.lookup.is_none()) else {
            port.effects(self.newest.stop().then_some(Effect::Cancel(Cancel::BackupPages)));
            return;
        };
        if self.newest.is_under_way() || !self.instances.is_looked_at() {
            return;
        }
        if self.newest.is_new() {
            self.newest.restart(port.number());
        }
        let ask = |wanted: PageWanted| service.ask(wanted.ask, Query::BackupPage(wanted));
        port.effects(self.next_page().map(ask));
    }

    fn next_page(&mut self) -> Option<PageWanted> {
        if let Some(wanted) = self.newest.next_of_project(&self.instances) {
            return Some(wanted);
        }
        let instance = self.newest.candidate(&self.instances)?;
        self.newest.next_of(&instance)
    }
}
