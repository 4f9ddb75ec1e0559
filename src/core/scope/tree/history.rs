//! The steps that can be undone over the whole scope: ticks, bulk ticks, the scope choice, typed
//! names.
//!
//! A step holds the state before, as sets of numbers, never names. To undo an edit is to exchange
//! that state with the present one, so that the same code redoes the edit.

use std::collections::VecDeque;

use super::{branch::Selection, counts::Counts};
use crate::core::scope::choice::ScopeChoice;

/// Steps that can be undone.
const MOST_STEPS: usize = 1_000;
/// Bytes that they may take together; the last step is kept whatever it takes.
const MOST_BYTES: usize = 4 << 20;

/// A part of a step, with the state that would undo it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Edit {
    /// The tick of a table of a database changes.
    Tick(u32, u32),
    /// These selections were chosen of these databases.
    Chosen(Vec<(u32, Selection)>),
    /// A database was there, or was not.
    Database(u32, bool),
    /// A table of a database was there, or was not.
    Table(u32, u32, bool),
    Scope(ScopeChoice),
}

pub(super) type Step = Vec<Edit>;

/// The steps behind and ahead.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    pub behind: VecDeque<Step>,
    pub ahead: Vec<Step>,
    /// Bytes of the steps behind.
    pub weight: usize,
}

/// The changes of a step that was undone or redone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Undone {
    /// Names that are chosen now and were not, or the other way round.
    pub changed: Changed,
    /// Names that came or went.
    pub names: usize,
    pub scope: bool,
}

/// Returns the bytes of a step.
pub(super) fn weight(step: &Step) -> usize {
    let chosen = step
        .iter()
        .filter_map(|edit| if let Edit::Chosen(before) = edit { Some(before) } else { None });
    let selections =
        chosen.flatten().map(|(_, selection)| size_of::<(u32, Selection)>() + selection.weight());
    size_of::<Step>() + size_of_val(&step[..]) + selections.sum::<usize>()
}

impl Edit {
    /// Returns whether both edits are about names of the same list.
    pub const fn goes_with(&self, next: &Self) -> bool {
        match self {
            Self::Database(..) => matches!(next, Self::Database(..)),
            Self::Table(d, ..) => matches!(next, Self::Table(other, ..) if *other == *d),
            Self::Tick(..) | Self::Chosen(_) | Self::Scope(_) => false,
        }
    }

    /// Returns the number of a name, and whether the name is to be there.
    pub const fn name(&mut self) -> Option<(u32, &mut bool)> {
        match self {
            Self::Database(id, there) | Self::Table(_, id, there) => Some((*id, there)),
            Self::Tick(..) | Self::Chosen(_) | Self::Scope(_) => None,
        }
    }
}

impl History {
    pub fn keep(&mut self, step: Step) {
        self.weight += weight(&step);
        self.behind.push_back(step);
        while self.behind.len() > MOST_STEPS || (self.weight > MOST_BYTES && self.behind.len() > 1)
        {
            self.weight -= self.behind.pop_front().as_ref().map_or(0, weight);
        }
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
