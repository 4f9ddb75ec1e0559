//! Rows as they are seen: numbers, the cursor, scrolling.

use super::{Database, Listing, Tree, filter::Shown};

/// Which row: by what it shows, so that it keeps its meaning when rows are added above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowId {
    /// A database, by its place among the sorted databases.
    Database(usize),
    /// A table, by database and place among its sorted tables.
    Table(usize, usize),
    /// The line under an open database that says why no (more) tables are there.
    Note(usize),
}

impl Default for RowId {
    fn default() -> Self {
        Self::Database(0)
    }
}

impl RowId {
    /// The database it belongs to.
    pub const fn database(self) -> usize {
        match self {
            Self::Database(d) | Self::Table(d, _) | Self::Note(d) => d,
        }
    }
}

/// A row to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// Which row.
    pub id: RowId,
    /// Its database.
    pub database: &'a Database,
}

impl Tree {
    fn tables_shown(&self, d: usize) -> usize {
        let database = &self.databases[d];
        match self.filter.shown(d) {
            Shown::Hidden => 0,
            Shown::All if database.open => database.tables.len(),
            Shown::All => 0,
            Shown::Only(tables) => tables.len(),
        }
    }

    fn has_note(&self, d: usize) -> bool {
        let database = &self.databases[d];
        database.open && (database.tables.is_empty() || !matches!(database.listing, Listing::Complete | Listing::NotAsked))
    }

    fn height(&self, d: usize) -> usize {
        match self.filter.shown(d) {
            Shown::Hidden => 0,
            Shown::All | Shown::Only(_) => 1 + self.tables_shown(d) + usize::from(self.has_note(d)),
        }
    }

    /// Number of rows shown.
    pub fn len(&self) -> usize {
        (0..self.databases.len()).map(|d| self.height(d)).sum()
    }

    /// True if no row is shown.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of databases shown.
    pub fn shown_databases(&self) -> usize {
        (0..self.databases.len()).filter(|&d| self.height(d) > 0).count()
    }

    fn row_in(&self, d: usize, offset: usize) -> RowId {
        match offset.checked_sub(1) {
            None => RowId::Database(d),
            Some(n) if n < self.tables_shown(d) => match self.filter.shown(d) {
                Shown::Only(tables) => RowId::Table(d, tables[n] as usize),
                Shown::All | Shown::Hidden => RowId::Table(d, n),
            },
            Some(_) => RowId::Note(d),
        }
    }

    /// The row with this number.
    pub fn row(&self, number: usize) -> Option<RowId> {
        let mut left = number;
        for d in 0..self.databases.len() {
            let height = self.height(d);
            if left < height {
                return Some(self.row_in(d, left));
            }
            left -= height;
        }
        None
    }

    /// At most `count` rows from number `first` on.
    pub fn rows(&self, first: usize, count: usize) -> impl Iterator<Item = Row<'_>> {
        let mut skip = first;
        let from = (0..self.databases.len()).find(|&d| {
            let height = self.height(d);
            let here = skip < height;
            skip -= if here { 0 } else { height };
            here
        });
        let from = from.unwrap_or(self.databases.len());
        // The first branch is entered where the rows begin: walking to it would cost its length in every frame.
        let start = move |d| if d == from { skip } else { 0 };
        let rows = (from..self.databases.len()).flat_map(move |d| (start(d)..self.height(d)).map(move |n| (d, n)));
        rows.take(count).map(|(d, n)| Row { id: self.row_in(d, n), database: &self.databases[d] })
    }

    /// The number of a row, if it is shown.
    pub fn number_of(&self, row: RowId) -> Option<usize> {
        let d = row.database();
        if d >= self.databases.len() || self.height(d) == 0 {
            return None;
        }
        let before: usize = (0..d).map(|d| self.height(d)).sum();
        let offset = match row {
            RowId::Database(_) => 0,
            RowId::Table(_, t) => match self.filter.shown(d) {
                Shown::Only(tables) => 1 + tables.binary_search(&(t as u32)).ok()?,
                Shown::All | Shown::Hidden if t < self.tables_shown(d) => 1 + t,
                Shown::All | Shown::Hidden => return None,
            },
            RowId::Note(_) if self.has_note(d) => 1 + self.tables_shown(d),
            RowId::Note(_) => return None,
        };
        Some(before + offset)
    }

    /// The row under the cursor.
    pub const fn cursor(&self) -> RowId {
        self.cursor
    }

    /// The number of the row under the cursor.
    pub fn cursor_number(&self) -> usize {
        self.number_of(self.cursor).unwrap_or(0)
    }

    /// First row on screen.
    pub const fn top(&self) -> usize {
        self.top
    }

    /// Puts the cursor on row `number` (clamped) and scrolls so that it shows in `height` rows.
    pub fn go_to(&mut self, number: usize, height: usize) {
        let last = self.len().saturating_sub(1);
        let number = number.min(last);
        self.cursor = self.row(number).unwrap_or_default();
        self.scroll_to(number, height);
    }

    /// Keeps the cursor on a row that is shown, and shown in `height` rows, after anything has changed.
    pub fn settle(&mut self, height: usize) {
        let number = self.number_of(self.cursor).or_else(|| self.number_of(RowId::Database(self.cursor.database()))).unwrap_or(0);
        self.go_to(number, height);
    }

    fn scroll_to(&mut self, number: usize, height: usize) {
        let height = height.max(1);
        if number < self.top {
            self.top = number;
        } else if number >= self.top + height {
            self.top = number + 1 - height;
        }
        self.top = self.top.min(self.len().saturating_sub(height));
    }

    /// Opens or closes the branch under the cursor; true if it is open now.
    pub fn set_open(&mut self, d: usize, open: bool) -> bool {
        let Some(database) = self.databases.get_mut(d) else { return false };
        database.open = open;
        if !open && self.cursor.database() == d {
            self.cursor = RowId::Database(d);
        }
        open
    }
}
