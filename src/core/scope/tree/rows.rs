//! Rows as they are seen: numbers, the cursor, scrolling.

use super::{filter::Shown, listing::Listing, row_id::RowId, state::Tree};
use crate::core::base::size::first_shown;

impl Tree {
    pub(super) fn tables_shown(&self, d: usize) -> usize {
        let branch = &self.branches[d];
        match self.filter.shown(d) {
            Shown::Hidden | Shown::Pending => 0,
            Shown::All if branch.open => branch.tables.len(),
            Shown::All => 0,
            Shown::Only(tables) => tables.len(),
        }
    }

    pub(super) fn has_note(&self, d: usize) -> bool {
        let branch = &self.branches[d];
        branch.open
            && (branch.tables.len() == 0
                || !matches!(branch.listing, Listing::Complete | Listing::NotAsked))
    }

    pub fn len(&self) -> usize {
        self.layout.heights.total()
    }

    /// Returns whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn shown_databases(&self) -> usize {
        self.layout.shown().count()
    }

    fn row_in(&self, slot: usize, offset: usize) -> RowId {
        let Some(d) = self.layout.branch(slot) else { return RowId::System };
        let tables = match self.filter.shown(d) {
            Shown::Only(tables) => tables,
            Shown::All | Shown::Hidden | Shown::Pending => self.branches[d].tables.sorted(),
        };
        match offset.checked_sub(1) {
            None => RowId::Database(d),
            Some(n) if n < self.tables_shown(d) => RowId::Table(d, tables[n] as usize),
            Some(_) => RowId::Note(d),
        }
    }

    /// Returns the row with this number.
    pub fn row(&self, number: usize) -> Option<RowId> {
        self.layout.heights.find(number).map(|(slot, offset)| self.row_in(slot, offset))
    }

    /// Returns at most `count` rows from number `first` on.
    pub fn rows(&self, first: usize, count: usize) -> impl Iterator<Item = RowId> {
        let (from, skip) = self.layout.heights.find(first).unwrap_or((self.layout.count(), 0));
        // The first branch is entered where the rows begin: walking to it would cost its length in
        // every frame.
        let start = move |slot| if slot == from { skip } else { 0 };
        let shown = std::iter::successors((from < self.layout.count()).then_some(from), |slot| {
            self.layout.heights.next(slot + 1)
        });
        let rows = shown.flat_map(move |slot| {
            (start(slot)..self.layout.heights.get(slot)).map(move |n| (slot, n))
        });
        rows.take(count).map(|(slot, n)| self.row_in(slot, n))
    }

    /// Returns the number of a row, if the row is shown.
    pub fn number_of(&self, row: RowId) -> Option<usize> {
        let slot = match row.database() {
            Some(d) => self.layout.slot(d)?,
            None => self.layout.line(),
        };
        if self.layout.heights.get(slot) == 0 {
            return None;
        }
        let offset = match row {
            RowId::Database(_) | RowId::System => 0,
            RowId::Table(d, t) => 1 + self.place_of_table(d, t)?,
            RowId::Note(d) if self.has_note(d) => 1 + self.tables_shown(d),
            RowId::Note(_) => return None,
        };
        Some(self.layout.heights.before(slot) + offset)
    }

    /// Returns the place of a table among the shown tables of its database.
    fn place_of_table(&self, d: usize, t: usize) -> Option<usize> {
        let tables = &self.branches[d].tables;
        match self.filter.shown(d) {
            Shown::Only(shown) if tables.is_there(t) => {
                let name = tables.get(t);
                shown.binary_search_by(|id| tables.get(*id as usize).cmp(name)).ok()
            }
            Shown::All if self.branches[d].open => tables.place(t),
            Shown::Only(_) | Shown::All | Shown::Hidden | Shown::Pending => None,
        }
    }

    /// Returns the row under the cursor.
    pub const fn cursor(&self) -> Option<RowId> {
        self.cursor
    }

    /// Returns the number of the row under the cursor.
    pub fn cursor_number(&self) -> usize {
        self.cursor.and_then(|row| self.number_of(row)).unwrap_or(0)
    }

    pub const fn top(&self) -> usize {
        self.top
    }

    /// Puts the cursor on row `number` (clamped) and scrolls so that it shows in `height` rows.
    pub fn go_to(&mut self, number: usize, height: usize) {
        let last = self.len().saturating_sub(1);
        let number = number.min(last);
        self.cursor = self.row(number);
        self.top = first_shown(self.top, number, self.len(), height);
    }

    /// Keeps the cursor on a row that is shown, and shown in `height`
    /// rows, after anything has changed.
    pub fn normalise(&mut self, height: usize) {
        let branch = self.cursor.and_then(RowId::database);
        let own = self.cursor.and_then(|row| self.number_of(row));
        let number = own.or_else(|| self.number_of(RowId::Database(branch?))).or_else(|| {
            let system = branch.is_some_and(|d| self.branches[d].system);
            system.then(|| self.number_of(RowId::System)).flatten()
        });
        self.go_to(number.unwrap_or(0), height);
    }

    /// Opens or closes a branch; returns whether the branch is open now.
    pub fn set_open(&mut self, d: usize, open: bool) -> bool {
        if !self.names.is_there(d) {
            return false;
        }
        self.change(d, |branch| branch.open = open);
        if !open && self.cursor.and_then(RowId::database) == Some(d) {
            self.cursor = Some(RowId::Database(d));
        }
        open
    }

    /// Opens or closes every branch that is shown and has tables to show.
    pub fn set_all_open(&mut self, open: bool) {
        for d in self.layout.shown().collect::<Vec<_>>() {
            let branch = &mut self.branches[d];
            branch.open = open && (branch.open || branch.tables.len() > 0);
        }
        self.measure();
        if !open {
            self.cursor = self.cursor.map(|row| row.database().map_or(row, RowId::Database));
        }
    }

    /// Folds the service's own keyspaces away, or unfolds them.
    pub fn set_system_open(&mut self, open: bool) {
        self.layout.system_open = open;
        self.measure();
    }
}
