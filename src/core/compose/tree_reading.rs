//! The calls that the tree needs: the databases of the instance, and the tables of databases, a few
//! at a time.

use super::state::{Compose, ComposeDesk};
use crate::core::{
    base::{Ask, CallFailure, Page},
    port::{Cancel, Effect, Query},
    scope::{Listing, RowId, Tree},
};

impl Compose {
    /// Returns the question for which tables are being read.
    pub(crate) fn tables_under_way(&self, tree: &Tree) -> Option<Ask> {
        tree.is_reading().then_some(self.tables_ask)
    }

    /// Ends the calls that were under way before the message, if another question counts now.
    pub(crate) fn end_tables(&self, before: Option<Ask>) -> Option<Effect> {
        before
            .filter(|ask| *ask != self.tables_ask)
            .map(|ask| Effect::Cancel(Cancel::Tables { ask }))
    }

    /// Notes whether rows that came or went have put another row under the cursor. A key that was
    /// meant for the row before must not act on this one.
    pub(crate) fn note_jump(&mut self, before: Option<RowId>, now: Option<RowId>) {
        if before.is_some() && before != now {
            self.jumped.follow(false);
            self.jumped.follow(true);
        }
    }

    /// Returns the effect by which the filter goes on between two keys, while names are left.
    pub(crate) fn next_effect(&mut self, tree: &Tree) -> Option<Effect> {
        let wanted = tree.is_looking() && !self.filter_goes_on;
        self.filter_goes_on |= wanted;
        wanted.then_some(Effect::GoOn)
    }

    pub(crate) fn go_on(&mut self, tree: &mut Tree) {
        self.filter_goes_on = false;
        tree.look_on();
    }
}

impl ComposeDesk<'_> {
    /// Asks for the databases of a chosen Cassandra instance, unless that was done.
    pub fn list_databases(&mut self) {
        let Some(target) = self.draft.target.as_ref().filter(|t| t.engine().has_table_scope())
        else {
            return;
        };
        let wanted = matches!(self.draft.tree.listing, Listing::NotAsked | Listing::Failed(_));
        let ready = wanted && self.shared.session.is_ready();
        let Some(service) = self.shared.service.filter(|_| ready) else { return };
        self.room.ask = self.port.ask(service, Query::Databases { instance: target.id().clone() });
        self.draft.tree.start_databases();
    }

    pub fn databases_arrived(&mut self, ask: Ask, page: Result<Page<String>, CallFailure>) {
        if ask != self.room.ask {
            return;
        }
        match page {
            Ok(page) => self.draft.tree.add_databases(&page.rows, page.last),
            Err(why) => self.draft.tree.databases_failed(why),
        }
        self.compare_names();
        self.look_again(None);
    }

    pub fn tables_arrived(
        &mut self,
        ask: Ask,
        database: &str,
        page: Result<Page<String>, CallFailure>,
    ) {
        if ask != self.room.tables_ask {
            return;
        }
        let tree = &mut self.draft.tree;
        match page {
            Ok(page) => {
                tree.add_tables(database, &page.rows, page.last);
                if page.last {
                    tree.reading_ended(database, None);
                }
            }
            Err(why) => {
                tree.reading_ended(database, Some(&why));
                tree.tables_failed(database, why);
            }
        }
        self.read_on();
        self.compare_names();
        self.look_again(Some(database));
    }

    /// Reads the tables of a database, as soon as there is room for its call.
    pub(super) fn list_tables(&mut self, d: usize) {
        self.draft.tree.want(d);
        self.read_on();
    }

    /// Asks for tables until as many calls are under way as may be.
    pub(super) fn read_on(&mut self) {
        let Some((service, target)) = self.shared.service.zip(self.draft.target.as_ref()) else {
            return;
        };
        while let Some(database) = self.draft.tree.next_to_read() {
            let query = Query::Tables { instance: target.id().clone(), database };
            self.port.effect(service.ask(self.room.tables_ask, query));
        }
    }

    /// A call that was under way is wanted no more. A page of it may be on its way already, so from
    /// here on another question counts: the old one is ended as a whole, and what is still wanted
    /// of it is read again.
    pub(super) fn restart(&mut self) {
        self.room.tables_ask = self.port.number();
        self.draft.tree.restart_reading();
        self.read_on();
    }
}
