//! Where the branches stand, and how high each is: kept, and changed only where something has
//! changed.

use super::{Tree, filter::Shown, sums::Sums};

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

/// True for a keyspace of the service itself.
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
    pub(super) heights: Sums,
    /// Names in the request for each slot, and how many of them are over the engine's limit.
    pub(super) chosen: Sums,
    pub(super) long: Sums,
    pub(super) shown: Sums,
    /// The system keyspaces are unfolded.
    pub(super) system_open: bool,
}

impl Layout {
    /// The branch of a slot; none on the line.
    pub(super) fn branch(&self, slot: usize) -> Option<usize> {
        self.slots.get(slot).filter(|id| **id != LINE).map(|id| *id as usize)
    }

    pub(super) const fn count(&self) -> usize {
        self.slots.len()
    }

    pub(super) const fn line(&self) -> usize {
        self.line
    }

    /// Where a branch stands; none if it is away.
    pub(super) fn slot(&self, branch: usize) -> Option<usize> {
        self.slot_of.get(branch).filter(|slot| **slot != LINE).map(|slot| *slot as usize)
    }
}

impl Tree {
    /// Which branches there are has changed.
    pub(super) fn rearrange(&mut self) {
        let (system, own): (Vec<u32>, Vec<u32>) =
            self.names.sorted().iter().partition(|id| self.branches[**id as usize].system);
        let layout = &mut self.layout;
        layout.line = own.len();
        layout.slots = own;
        layout.slots.push(LINE);
        layout.slots.extend(system);
        layout.slot_of.clear();
        layout.slot_of.resize(self.branches.len(), LINE);
        for (slot, id) in layout.slots.iter().enumerate().filter(|(_, id)| **id != LINE) {
            layout.slot_of[*id as usize] = slot as u32;
        }
        self.measure();
    }

    /// How high everything is may have changed.
    pub(super) fn measure(&mut self) {
        let ids: Vec<Option<usize>> =
            (0..self.layout.count()).map(|slot| self.layout.branch(slot)).collect();
        let of = |tree: &Self, what: fn(&Self, usize) -> usize| -> Vec<usize> {
            ids.iter().map(|id| id.map_or(0, |id| what(tree, id))).collect()
        };
        let heights = of(self, Self::height);
        let (chosen, long) = (of(self, Self::chosen_names_of), of(self, Self::long_names_of));
        self.layout.shown.rebuild(heights.iter().map(|height| usize::from(*height > 0)));
        self.layout.heights.rebuild(heights.into_iter());
        self.layout.chosen.rebuild(chosen.into_iter());
        self.layout.long.rebuild(long.into_iter());
        self.measure_line();
    }

    /// Something about this branch has changed.
    pub(super) fn measure_one(&mut self, branch: usize) {
        let Some(slot) = self.layout.slot(branch) else { return };
        let height = self.height(branch);
        let (chosen, long) = (self.chosen_names_of(branch), self.long_names_of(branch));
        self.layout.heights.set(slot, height);
        self.layout.shown.set(slot, usize::from(height > 0));
        self.layout.chosen.set(slot, chosen);
        self.layout.long.set(slot, long);
        if self.branches[branch].system {
            self.measure_line();
        }
    }

    /// The line shows where there is something to fold away, and with a filter
    /// where something below it fits.
    fn measure_line(&mut self) {
        let (line, end) = (self.layout.line, self.layout.count());
        let below = if self.filter.is_on() {
            self.layout.shown.before(end) - self.layout.shown.before(line)
        } else {
            end - (line + 1).min(end)
        };
        self.layout.heights.set(line, usize::from(below > 0));
    }

    /// Rows of a branch, its own included.
    pub(super) fn height(&self, branch: usize) -> usize {
        #[cfg(test)]
        super::tests::looked();
        let folded =
            self.branches[branch].system && !self.layout.system_open && !self.filter.is_on();
        match self.filter.shown(branch) {
            Shown::Hidden | Shown::Pending => 0,
            Shown::All | Shown::Only(_) if folded => 0,
            Shown::All | Shown::Only(_) => {
                1 + self.tables_shown(branch) + usize::from(self.has_note(branch))
            }
        }
    }
}
