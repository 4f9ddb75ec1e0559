//! Undo and redo: each edit of a step changes places with the present state.

use super::{
    history::{Edit, Step, Undone, weight},
    state::Tree,
};
use crate::core::scope::choice::ScopeChoice;

impl Tree {
    /// Keeps a step; the steps ahead are dropped.
    pub(super) fn record(&mut self, step: Step) {
        if !step.is_empty() {
            self.history.ahead.clear();
            self.history.keep(step);
        }
    }

    /// Notes that the operator has chosen another scope than `before`.
    pub fn scope_was(&mut self, before: ScopeChoice) {
        self.edits += 1;
        self.record(vec![Edit::Scope(before)]);
    }

    /// Returns the scope choice that undoing the last step would bring back,
    /// if that step changed it.
    pub fn scope_behind(&self) -> Option<ScopeChoice> {
        let changed =
            |edit: &Edit| if let Edit::Scope(before) = edit { Some(*before) } else { None };
        self.history.behind.back()?.iter().find_map(changed)
    }

    /// Undoes the last step; `None` if there is none.
    pub fn undo(&mut self, scope: &mut ScopeChoice) -> Option<Undone> {
        let mut step = self.history.behind.pop_back()?;
        self.history.weight -= weight(&step);
        step.reverse();
        let undone = self.exchange_all(&mut step, scope);
        step.reverse();
        self.history.ahead.push(step);
        Some(undone)
    }

    /// Redoes the step that was undone last; `None` if there is none.
    pub fn redo(&mut self, scope: &mut ScopeChoice) -> Option<Undone> {
        let mut step = self.history.ahead.pop()?;
        let undone = self.exchange_all(&mut step, scope);
        self.history.keep(step);
        Some(undone)
    }

    /// Exchanges all edits. Long lists of names come and go at once: one by one, each name would
    /// move and count all the others.
    fn exchange_all(&mut self, step: &mut [Edit], scope: &mut ScopeChoice) -> Undone {
        let mut undone = Undone::default();
        for alike in step.chunk_by_mut(Edit::goes_with) {
            undone.names += alike.iter_mut().filter_map(Edit::name).count();
            match alike {
                [Edit::Database(..), ..] => {
                    self.exchange_databases(alike.iter_mut().filter_map(Edit::name))
                }
                [Edit::Table(d, ..), ..] => {
                    let d = *d as usize;
                    self.exchange_tables(d, alike.iter_mut().filter_map(Edit::name));
                }
                others => {
                    others.iter_mut().for_each(|edit| self.exchange(edit, scope, &mut undone))
                }
            }
        }
        self.look_first();
        self.edits += 1;
        undone
    }

    fn exchange(&mut self, edit: &mut Edit, scope: &mut ScopeChoice, undone: &mut Undone) {
        match edit {
            Edit::Tick(d, t) => {
                self.flip(*d as usize, *t as usize);
                undone.changed.tables += 1;
            }
            Edit::Chosen(before) => self.exchange_chosen(before, &mut undone.changed),
            Edit::Scope(before) => {
                std::mem::swap(scope, before);
                undone.scope = true;
            }
            // Names come and go together with those beside them.
            Edit::Database(..) | Edit::Table(..) => {}
        }
    }
}
