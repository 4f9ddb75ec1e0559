//! Another instance, another draft or another service in the form: what of the one before stays.

use super::state::{Compose, ComposeDesk, ComposeFocus};
use crate::core::{
    base::{Ask, InstanceId},
    draft::{Draft, Target, rules},
    port::Shared,
    session::{Mode, Session},
};

impl Compose {
    /// Parks the tree of the instance before, and takes out the one that was parked for this
    /// instance. The first instance keeps the tree: only the command line has chosen names so
    /// far, and for this instance.
    fn swap_tree(&mut self, to: &InstanceId, draft: &mut Draft) {
        let Some(from) = draft.instance().cloned() else { return };
        let empty = draft.tree.emptied();
        let mut old = std::mem::replace(&mut draft.tree, empty);
        old.rest();
        if let Some((_, tree)) = self.parked.take().filter(|(id, _)| id == to) {
            draft.tree = tree;
            draft.tree.count_on_from(&old);
        }
        self.parked = Some((from, old));
    }

    /// Another endpoint or project has other instances, so the instance is chosen again; the texts
    /// stay. A draft that was opened before everything was set waited for this place, or for none
    /// in particular; offline its instance was typed and stays what it is.
    pub(crate) fn place_changed(&mut self, shared: &Shared, session: &Session, draft: &mut Draft) {
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

impl ComposeDesk<'_> {
    /// Takes an instance into the draft. Another one has other databases, so the tree starts
    /// anew, and the old one is parked: an operator who looks at another instance and comes back
    /// finds what was chosen. The scope choice stays, for falling from tables to the whole
    /// instance is the operator's to do.
    pub fn choose_instance(&mut self, target: Target) {
        if self.draft.instance() != Some(target.id()) {
            self.room.swap_tree(target.id(), self.draft);
            self.room.filter.reset();
            self.room.ask = Ask::default();
            self.room.tables_ask = self.port.number();
            self.room.last = None;
        }
        self.draft.target = Some(target);
        self.room.focus = ComposeFocus::Name;
        self.list_databases();
    }

    /// Puts another draft in the form. Answers about the one before are dropped; the caller asks
    /// for the databases that the form shows.
    pub fn put_draft(&mut self, another: Draft) {
        *self.draft = another;
        self.room.focus = ComposeFocus::Name;
        self.room.touched.clear();
        self.room.filter.reset();
        self.room.ask = Ask::default();
        self.room.tables_ask = self.port.number();
        self.room.parked = None;
        (self.room.last, self.room.file) = (None, None);
        self.room.violations = rules::check(self.draft);
    }
}
