//! How many rows each branch takes: stored, and measured again only where a branch has changed.

use super::{filter::Shown, state::Tree};

impl Tree {
    /// Gives the branches their slots, after branches came or went.
    pub(super) fn rearrange(&mut self) {
        let (system, own): (Vec<u32>, Vec<u32>) =
            self.names.sorted().iter().partition(|id| self.branches[**id as usize].system);
        self.layout.arrange(own, system, self.branches.len());
        self.measure();
    }

    /// Measures all branches.
    pub(super) fn measure(&mut self) {
        let branches = (0..self.layout.count()).map(|slot| self.layout.branch(slot));
        let all: Vec<_> = branches.map(|d| d.map_or((0, 0), |d| self.measures(d))).collect();
        self.layout.heights.rebuild(all.iter().map(|(height, _)| *height));
        self.layout.long.rebuild(all.iter().map(|(_, long)| *long));
        self.measure_line();
    }

    /// Measures a branch that has changed.
    pub(super) fn measure_one(&mut self, branch: usize) {
        let Some(slot) = self.layout.slot(branch) else { return };
        let (height, long) = self.measures(branch);
        self.layout.heights.set(slot, height);
        self.layout.long.set(slot, long);
        if self.branches[branch].system {
            self.measure_line();
        }
    }

    /// Returns the height of a branch, and how many names over the engine's limit the
    /// branch adds to the request.
    fn measures(&self, branch: usize) -> (usize, usize) {
        (self.height(branch), self.long_names_of(branch))
    }

    /// Measures the line over the system keyspaces. The line shows where there are such keyspaces,
    /// and with a filter where one of them fits.
    fn measure_line(&mut self) {
        let line = self.layout.line();
        let mut below = line + 1..self.layout.count();
        let fits = |slot| !self.filter.is_on() || self.layout.heights.get(slot) > 0;
        let shows = below.any(fits);
        self.layout.heights.set(line, usize::from(shows));
    }

    /// Returns the rows of a branch, its own included.
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
