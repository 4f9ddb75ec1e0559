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

    /// Measures a branch that has changed.
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

    /// Measures the line over the system keyspaces. The line shows where there are such keyspaces,
    /// and with a filter where one of them fits.
    fn measure_line(&mut self) {
        let (line, end) = (self.layout.line(), self.layout.count());
        let below = if self.filter.is_on() {
            self.layout.shown.before(end) - self.layout.shown.before(line)
        } else {
            end - (line + 1).min(end)
        };
        self.layout.heights.set(line, usize::from(below > 0));
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
