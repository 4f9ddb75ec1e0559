//! Another instance, another draft or another service in the form: what of the one before stays.

use super::state::{Compose, ComposeFocus};
use crate::core::{
    base::{ask::Ask, ids::InstanceId},
    draft::{
        form::{Draft, Target},
        rules,
    },
    port::{outcome::Port, shared::Shared},
    session::current::{Mode, Session},
};

impl Compose {
    /// Takes an instance into the draft. Another one has other databases, so the tree starts
    /// anew, and the old one is parked: an operator who looks at another instance and comes back
    /// finds what was chosen. The scope choice stays, for falling from tables to the whole
    /// instance is the operator's to do.
    pub(in crate::core) fn choose_instance(
        &mut self,
        target: Target,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        if draft.target.as_ref().map(Target::id) != Some(target.id()) {
            self.swap_tree(target.id(), draft);
            self.filter.reset();
            self.ask = Ask::default();
            self.tables_ask = port.number();
            self.last = None;
        }
        draft.target = Some(target);
        self.focus = ComposeFocus::Name;
        self.list_databases(shared, draft, port);
    }

    /// Parks the tree of the instance before, and takes out the one that was parked for this
    /// instance. The first instance keeps the tree: only the command line has chosen names so
    /// far, and for this instance.
    fn swap_tree(&mut self, to: &InstanceId, draft: &mut Draft) {
        let Some(from) = draft.target.as_ref().map(|target| target.id().clone()) else { return };
        let empty = draft.tree.emptied();
        let mut old = std::mem::replace(&mut draft.tree, empty);
        old.rest();
        if let Some((_, tree)) = self.parked.take().filter(|(id, _)| id == to) {
            draft.tree = tree;
            draft.tree.count_on_from(&old);
        }
        self.parked = Some((from, old));
    }

    /// Puts another draft in the form. Answers about the one before are dropped; the caller asks
    /// for the databases that the form shows.
    pub(in crate::core) fn put_draft(
        &mut self,
        another: Draft,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        *draft = another;
        self.focus = ComposeFocus::Name;
        self.touched.clear();
        self.filter.reset();
        self.ask = Ask::default();
        self.tables_ask = port.number();
        self.parked = None;
        (self.last, self.file) = (None, None);
        self.violations = rules::check(draft);
    }

    /// Another endpoint or project has other instances, so the instance is chosen again; the texts
    /// stay. A draft that was opened before everything was set waited for this place, or for none
    /// in particular; offline its instance was typed and stays what it is.
    pub(in crate::core) fn place_changed(
        &mut self,
        shared: &Shared,
        session: &Session,
        draft: &mut Draft,
    ) {
        let opened_for_this =
            self.changes.as_ref().is_some_and(|changes| changes.fits(shared.mode, session));
        if shared.mode != Mode::Offline && !opened_for_this {
            draft.target = None;
            draft.tree = draft.tree.emptied();
        }
        self.filter.reset();
        (self.ask, self.tables_ask, self.last) = (Ask::default(), Ask::default(), None);
        self.parked = None;
    }
}
