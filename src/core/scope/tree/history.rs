//! Undo and redo over the whole scope: ticks, bulk ticks, the scope choice, typed names.
//!
//! A step holds what was there before, as sets of numbers, never names. Each edit is an exchange of
//! what it holds with what is there, so that the same code undoes and redoes it.

use std::collections::VecDeque;

use super::{Counts, Tree, branch::Selection};
use crate::core::scope::choice::ScopeChoice;

/// Steps that can be undone.
const MOST_STEPS: usize = 1_000;
/// Bytes that they may take together; the last step is kept whatever it takes.
const MOST_BYTES: usize = 4 << 20;

/// A part of a step, as what would undo it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Edit {
    /// The tick of a table of a database changes.
    Tick(u32, u32),
    /// Of these databases this was chosen.
    Chosen(Vec<(u32, Selection)>),
    /// A database was there, or was not.
    Database(u32, bool),
    /// The same for a table of a database.
    Table(u32, u32, bool),
    /// What is in two databases changes places: one has got a new name.
    Moved(u32, u32),
    Scope(ScopeChoice),
}

pub(super) type Step = Vec<Edit>;

/// The steps behind and ahead.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    behind: VecDeque<Step>,
    ahead: Vec<Step>,
    /// Bytes of the steps behind.
    weight: usize,
}

/// What a step that was undone or done again has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Undone {
    /// What is chosen now and was not, or was.
    pub changed: Changed,
    /// Names that came or went.
    pub names: usize,
    pub scope: bool,
}

fn weight(step: &Step) -> usize {
    let of = |edit: &Edit| match edit {
        Edit::Chosen(before) => before
            .iter()
            .map(|(_, selection)| size_of::<(u32, Selection)>() + selection.weight())
            .sum(),
        Edit::Tick(..)
        | Edit::Database(..)
        | Edit::Table(..)
        | Edit::Moved(..)
        | Edit::Scope(_) => 0,
    };
    step.iter().map(|edit| size_of::<Edit>() + of(edit)).sum::<usize>() + size_of::<Step>()
}

impl Tree {
    /// Keeps a step; what was ahead is gone with it.
    pub(super) fn record(&mut self, step: Step) {
        if !step.is_empty() {
            self.history.ahead.clear();
            self.history.keep(step);
        }
    }

    /// The operator has chosen another scope than `before`.
    pub fn scope_was(&mut self, before: ScopeChoice) {
        self.edits += 1;
        self.record(vec![Edit::Scope(before)]);
    }

    /// The scope choice that taking back the last step would bring back, if it is about that.
    pub fn scope_behind(&self) -> Option<ScopeChoice> {
        self.history.behind.back()?.iter().find_map(|edit| match edit {
            Edit::Scope(before) => Some(*before),
            Edit::Tick(..)
            | Edit::Chosen(_)
            | Edit::Database(..)
            | Edit::Table(..)
            | Edit::Moved(..) => None,
        })
    }

    /// Takes back the last step; `None` if there is none.
    pub fn undo(&mut self, scope: &mut ScopeChoice) -> Option<Undone> {
        let mut step = self.history.behind.pop_back()?;
        self.history.weight -= weight(&step);
        let mut undone = Undone::default();
        step.reverse();
        self.exchange_all(&mut step, scope, &mut undone);
        step.reverse();
        self.history.ahead.push(step);
        self.edits += 1;
        Some(undone)
    }

    /// Does again what was taken back last; `None` if there is nothing.
    pub fn redo(&mut self, scope: &mut ScopeChoice) -> Option<Undone> {
        let mut step = self.history.ahead.pop()?;
        let mut undone = Undone::default();
        self.exchange_all(&mut step, scope, &mut undone);
        self.history.keep(step);
        self.edits += 1;
        Some(undone)
    }

    /// Long lists of names come and go at once: one by one, each would move
    /// and count all the others.
    fn exchange_all(&mut self, step: &mut [Edit], scope: &mut ScopeChoice, undone: &mut Undone) {
        for alike in step.chunk_by_mut(Edit::goes_with) {
            undone.names += alike
                .iter()
                .filter(|edit| matches!(edit, Edit::Database(..) | Edit::Table(..)))
                .count();
            match alike {
                [Edit::Database(..), ..] => {
                    self.exchange_databases(alike.iter_mut().filter_map(Edit::name))
                }
                [Edit::Table(d, ..), ..] => {
                    let d = *d as usize;
                    self.exchange_tables(d, alike.iter_mut().filter_map(Edit::name));
                }
                others => others.iter_mut().for_each(|edit| self.exchange(edit, scope, undone)),
            }
        }
        self.look_first();
    }

    fn exchange(&mut self, edit: &mut Edit, scope: &mut ScopeChoice, undone: &mut Undone) {
        match edit {
            Edit::Tick(d, t) => {
                self.flip(*d as usize, *t as usize);
                undone.changed.tables += 1;
            }
            Edit::Chosen(before) => self.exchange_chosen(before, &mut undone.changed),
            Edit::Moved(from, to) => self.exchange_branches(*from as usize, *to as usize),
            Edit::Scope(before) => {
                std::mem::swap(scope, before);
                undone.scope = true;
            }
            // Names come and go together with those beside them.
            Edit::Database(..) | Edit::Table(..) => {}
        }
    }
}

impl Edit {
    /// Both are names of the same list.
    const fn goes_with(&self, next: &Self) -> bool {
        match self {
            Self::Database(..) => matches!(next, Self::Database(..)),
            Self::Table(d, ..) => matches!(next, Self::Table(other, ..) if *other == *d),
            Self::Tick(..) | Self::Chosen(_) | Self::Moved(..) | Self::Scope(_) => false,
        }
    }

    /// A name by its number, and whether it is to be there.
    const fn name(&mut self) -> Option<(u32, &mut bool)> {
        match self {
            Self::Database(id, there) | Self::Table(_, id, there) => Some((*id, there)),
            Self::Tick(..) | Self::Chosen(_) | Self::Moved(..) | Self::Scope(_) => None,
        }
    }
}

impl History {
    fn keep(&mut self, step: Step) {
        self.weight += weight(&step);
        self.behind.push_back(step);
        while self.behind.len() > MOST_STEPS || (self.weight > MOST_BYTES && self.behind.len() > 1)
        {
            self.weight -= self.behind.pop_front().as_ref().map_or(0, weight);
        }
    }
}

#[cfg(test)]
impl Tree {
    /// Bytes that the steps behind take.
    pub(super) const fn history_weight(&self) -> usize {
        self.history.weight
    }

    /// How many steps can be undone.
    pub(super) fn history_steps(&self) -> usize {
        self.history.behind.len()
    }
}

/// How many names a bulk change has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changed {
    pub databases: usize,
    pub tables: usize,
}

impl Changed {
    pub(super) const fn note(&mut self, before: Counts, after: Counts) {
        self.databases += before.whole.abs_diff(after.whole);
        // Tables that go into the whole of their database, or come out of it, are said as that.
        self.tables +=
            if before.whole == after.whole { before.tables.abs_diff(after.tables) } else { 0 };
    }
}
