//! Where the branches stand, and how high each of them is.

use super::sums::Sums;

/// Stands in the row of branches for the line over the system keyspaces.
const LINE: u32 = u32::MAX;

/// The service's own keyspaces (Apache Cassandra's names). A service that does not hide
/// them shows them folded away.
const SYSTEM: [&str; 7] = [
    "system",
    "system_auth",
    "system_distributed",
    "system_schema",
    "system_traces",
    "system_views",
    "system_virtual_schema",
];

/// Returns whether a name is a keyspace of the service itself.
pub(super) fn is_system(name: &str) -> bool {
    SYSTEM.contains(&name)
}

/// The slots of the branches: databases sorted by name, the line over
/// the system keyspaces, those keyspaces.
#[derive(Debug, Clone, Default)]
pub(super) struct Layout {
    slots: Vec<u32>,
    slot_of: Vec<u32>,
    /// The slot of the line.
    line: usize,
    pub heights: Sums,
    /// Names in the request for each slot that are over the engine's limit.
    pub long: Sums,
    /// The system keyspaces are unfolded.
    pub system_open: bool,
}

impl Layout {
    /// Returns the branch of a slot; the line has none.
    pub fn branch(&self, slot: usize) -> Option<usize> {
        self.slots.get(slot).filter(|id| **id != LINE).map(|id| *id as usize)
    }

    pub const fn count(&self) -> usize {
        self.slots.len()
    }

    pub const fn line(&self) -> usize {
        self.line
    }

    /// Returns the slot of a branch; a branch that is away has none.
    pub fn slot(&self, branch: usize) -> Option<usize> {
        self.slot_of.get(branch).filter(|slot| **slot != LINE).map(|slot| *slot as usize)
    }

    /// Returns the branches that show a row, in the order of their slots.
    pub fn shown(&self) -> impl Iterator<Item = usize> {
        let shown = (0..self.count()).filter(|slot| self.heights.get(*slot) > 0);
        shown.filter_map(|slot| self.branch(slot))
    }

    /// Gives each branch its slot, for `branches` branches in all; those in neither list are away.
    pub fn arrange(&mut self, own: Vec<u32>, system: Vec<u32>, branches: usize) {
        self.line = own.len();
        self.slots = own;
        self.slots.push(LINE);
        self.slots.extend(system);
        self.slot_of.clear();
        self.slot_of.resize(branches, LINE);
        for (slot, id) in self.slots.iter().enumerate().filter(|(_, id)| **id != LINE) {
            self.slot_of[*id as usize] = slot as u32;
        }
    }
}
