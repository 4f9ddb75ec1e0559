//! Ticks: one row, one database, or all that is shown.

use super::{
    branch::Selection,
    filter::Shown,
    history::{Changed, Edit, Step},
    row_id::RowId,
    state::Tree,
};

impl Tree {
    /// Chooses something else of a branch; returns the choice that undoes this.
    pub(super) fn choose(&mut self, d: usize, selection: Selection) -> (u32, Selection) {
        if !selection.is_nothing() {
            self.bring_back(&[d as u32]);
        }
        let tables = self.branches[d].tables.len();
        let before = self.change(d, |branch| branch.choose(selection));
        self.came_back(d, tables);
        (d as u32, before)
    }

    /// Chooses something else of a branch, and notes how much that changes.
    fn choose_counted(
        &mut self,
        d: usize,
        selection: Selection,
        changed: &mut Changed,
    ) -> (u32, Selection) {
        let before = self.share(d).counts;
        let undo = self.choose(d, selection);
        changed.note(before, self.share(d).counts);
        undo
    }

    /// Exchanges what is chosen of these branches; those that come back do so at once.
    pub(super) fn exchange_chosen(
        &mut self,
        chosen: &mut [(u32, Selection)],
        changed: &mut Changed,
    ) {
        let wanted = chosen.iter().filter(|(_, selection)| !selection.is_nothing());
        self.bring_back(&wanted.map(|(d, _)| *d).collect::<Vec<_>>());
        for (d, selection) in chosen {
            (_, *selection) = self.choose_counted(*d as usize, std::mem::take(selection), changed);
        }
    }

    /// Ticks a table, or takes its tick away.
    pub(super) fn flip(&mut self, d: usize, t: usize) -> Edit {
        self.bring_back(&[d as u32]);
        let tables = self.branches[d].tables.len();
        self.change(d, |branch| branch.flip(t));
        self.came_back(d, tables);
        Edit::Tick(d as u32, t as u32)
    }

    /// Puts every chosen name there, so that the operator can see it.
    fn bring_back(&mut self, ids: &[u32]) {
        if ids.iter().any(|d| !self.names.is_there(*d as usize)) {
            self.names.restore(ids.to_vec());
            self.recount_all();
        }
    }

    /// Lets the filter look at a ticked table that was away and is there again.
    fn came_back(&mut self, d: usize, tables: usize) {
        if self.branches[d].tables.len() != tables {
            self.look_again(d);
        }
    }

    /// Ticks or unticks the row under Space. On a database: the whole database, or nothing. On
    /// a table: that table; under a whole database the table goes out and the others stay, one
    /// by one (narrower, never wider).
    pub fn toggle(&mut self, row: RowId) {
        self.edits += 1;
        let (RowId::Database(d) | RowId::Table(d, _)) = row else { return };
        let Some(branch) = self.branches.get(d).filter(|_| self.names.is_there(d)) else { return };
        let edit = match row {
            RowId::Table(_, t) if !branch.tables.is_there(t) => return,
            RowId::Table(_, t) if branch.is_whole() => {
                let mut others = branch.all_one_by_one();
                others.set(t, false);
                Edit::Chosen(vec![self.choose(d, Selection::Tables(others))])
            }
            RowId::Table(_, t) => self.flip(d, t),
            RowId::Database(_) | RowId::Note(_) | RowId::System => {
                let wanted =
                    if branch.is_whole() { Selection::default() } else { Selection::Whole };
                Edit::Chosen(vec![self.choose(d, wanted)])
            }
        };
        self.record(vec![edit]);
    }

    /// Ticks or unticks everything that is shown: without a filter each database as a whole; with
    /// one, the databases that match by their own name as a whole, and of
    /// the others the matching tables.
    pub fn tick_shown(&mut self, on: bool) -> Changed {
        self.of_all_shown(|tree, d| match tree.filter.shown(d) {
            Shown::All if on => Some(Selection::Whole),
            Shown::All => Some(Selection::default()),
            Shown::Only(shown) => {
                let mut ticked = tree.branches[d].selection().tables()?.clone();
                shown.iter().for_each(|t| {
                    ticked.set(*t as usize, on);
                });
                Some(Selection::Tables(ticked))
            }
            Shown::Hidden | Shown::Pending => None,
        })
    }

    /// Ticks every known table of one database, one by one.
    pub fn choose_tables_one_by_one(&mut self, d: usize) {
        if self.names.is_there(d) && self.branches[d].tables.len() > 0 {
            self.edits += 1;
            let all = self.branches[d].all_one_by_one();
            let before = self.choose(d, Selection::Tables(all));
            self.record(vec![Edit::Chosen(vec![before])]);
        }
    }

    /// Changes all branches that are shown, as one step. The filter looks to its end first, because
    /// exactly the shown rows change.
    fn of_all_shown(&mut self, wanted: impl Fn(&Self, usize) -> Option<Selection>) -> Changed {
        self.edits += 1;
        while self.is_looking() {
            self.look_further(usize::MAX);
        }
        let shown: Vec<usize> = self.layout.shown().collect();
        let (mut step, mut changed) = (Vec::new(), Changed::default());
        for d in shown {
            let Some(selection) =
                wanted(self, d).filter(|wanted| wanted != self.branches[d].selection())
            else {
                continue;
            };
            step.push(self.choose_counted(d, selection, &mut changed));
        }
        self.record(if step.is_empty() { Step::new() } else { vec![Edit::Chosen(step)] });
        changed
    }
}
