//! The calls that the tree needs: the databases of the instance, and the tables of databases, a few
//! at a time.

use super::state::Compose;
use crate::core::{
    base::{
        ask::Ask,
        call::{CallFailure, Page},
    },
    draft::form::Draft,
    port::{
        effect::{Cancel, Effect},
        outcome::Port,
        query::Query,
        shared::Shared,
    },
    scope::tree::{Listing, RowId, Tree},
};

impl Compose {
    /// Asks for the databases of a chosen Cassandra instance, unless that was done.
    pub(in crate::core) fn list_databases(
        &mut self,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        let Some(target) = draft.target.as_ref().filter(|t| t.engine().has_table_scope()) else {
            return;
        };
        let wanted = matches!(draft.tree.listing, Listing::NotAsked | Listing::Failed(_));
        let ready = wanted && shared.session.is_ready();
        let Some(service) = shared.service.filter(|_| ready) else { return };
        let ask = port.number();
        self.ask = ask;
        draft.tree.start_databases();
        let instance = target.id().clone();
        port.effect(service.ask(ask, Query::Databases { instance }));
    }

    pub(in crate::core) fn databases_arrived(
        &mut self,
        ask: Ask,
        page: Result<Page<String>, CallFailure>,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        if ask != self.ask {
            return;
        }
        match page {
            Ok(page) => draft.tree.add_databases(&page.rows, page.last),
            Err(why) => draft.tree.databases_failed(why),
        }
        self.compare_names(shared, draft, port);
        self.look_again(None, shared, draft, port);
    }

    pub(in crate::core) fn tables_arrived(
        &mut self,
        ask: Ask,
        (database, page): (&str, Result<Page<String>, CallFailure>),
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        if ask != self.tables_ask {
            return;
        }
        let tree = &mut draft.tree;
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
        self.read_on(shared, draft, port);
        self.compare_names(shared, draft, port);
        self.look_again(Some(database), shared, draft, port);
    }

    /// Reads the tables of a database, as soon as there is room for its call.
    pub(super) fn list_tables(
        &self,
        d: usize,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        draft.tree.want(d);
        self.read_on(shared, draft, port);
    }

    /// Asks for tables until as many calls are under way as may be.
    pub(super) fn read_on(&self, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        let Some((service, target)) = shared.service.zip(draft.target.as_ref()) else { return };
        while let Some(database) = draft.tree.next_to_read() {
            let query = Query::Tables { instance: target.id().clone(), database };
            port.effect(service.ask(self.tables_ask, query));
        }
    }

    /// A call that was under way is wanted no more. A page of it may be on its way already, so from
    /// here on another question counts: the old one is ended as a whole, and what is still wanted
    /// of it is read again.
    pub(super) fn restart(&mut self, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        self.tables_ask = port.number();
        draft.tree.restart_reading();
        self.read_on(shared, draft, port);
    }

    /// Returns the question for which tables are being read.
    pub(in crate::core) fn tables_under_way(&self, tree: &Tree) -> Option<Ask> {
        tree.is_reading().then_some(self.tables_ask)
    }

    /// Ends the calls that were under way before the message, if another question counts now.
    pub(in crate::core) fn end_tables(&self, before: Option<Ask>) -> Option<Effect> {
        before
            .filter(|ask| *ask != self.tables_ask)
            .map(|ask| Effect::Cancel(Cancel::Tables { ask }))
    }

    /// Notes whether rows that came or went have put another row under the cursor. A key that was
    /// meant for the row before must not act on this one.
    pub(in crate::core) fn note_jump(&mut self, before: Option<RowId>, now: Option<RowId>) {
        if before.is_some() && before != now {
            self.jumped.follow(false);
            self.jumped.follow(true);
        }
    }

    /// Returns the effect by which the filter goes on between two keys, while names are left.
    pub(in crate::core) fn next_effect(&mut self, tree: &Tree) -> Option<Effect> {
        let wanted = tree.is_looking() && !self.filter_goes_on;
        self.filter_goes_on |= wanted;
        wanted.then_some(Effect::GoOn)
    }

    pub(in crate::core) fn go_on(&mut self, tree: &mut Tree) {
        self.filter_goes_on = false;
        tree.look_on();
    }
}
