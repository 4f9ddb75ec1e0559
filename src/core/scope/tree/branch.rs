//! One database: its tables, and which of them are chosen. Counts are stored: no key makes the
//! program count again.

use super::{bits::Bits, listing::Listing, names::NameSet};

/// What is chosen of one database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    None,
    Some(usize),
    /// Every table known today, one by one: a table created later is not chosen.
    AllOneByOne(usize),
    /// The database as a whole, sent as `null`.
    Whole,
}

/// What is chosen of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Selection {
    /// The whole database, also tables that are created later.
    Whole,
    /// These tables, by their numbers; an empty set is nothing.
    Tables(Bits),
}

impl Default for Selection {
    fn default() -> Self {
        Self::Tables(Bits::default())
    }
}

impl Selection {
    /// Returns the tables that are ticked one by one; `None` for a whole database.
    pub const fn tables(&self) -> Option<&Bits> {
        match self {
            Self::Whole => None,
            Self::Tables(ticked) => Some(ticked),
        }
    }

    pub fn is_nothing(&self) -> bool {
        self.tables().is_some_and(Bits::is_empty)
    }

    /// Returns whether the table is ticked by itself.
    pub fn ticks(&self, table: usize) -> bool {
        self.tables().is_some_and(|ticked| ticked.get(table))
    }

    /// Returns the bytes on the heap.
    pub fn weight(&self) -> usize {
        self.tables().map_or(0, Bits::weight)
    }
}

/// A database and its tables.
#[derive(Debug, Clone, Default)]
pub(super) struct Branch {
    /// How far its tables have been read.
    pub listing: Listing,
    pub open: bool,
    /// One of the service's own keyspaces.
    pub system: bool,
    pub tables: NameSet,
    selection: Selection,
}

impl Branch {
    pub fn new(system: bool) -> Self {
        Self { system, ..Self::default() }
    }

    pub const fn selection(&self) -> &Selection {
        &self.selection
    }

    pub const fn is_whole(&self) -> bool {
        matches!(self.selection, Selection::Whole)
    }

    pub fn is_chosen(&self) -> bool {
        !self.selection.is_nothing()
    }

    /// Returns how many tables are ticked one by one.
    pub fn ticked(&self) -> usize {
        self.selection.tables().map_or(0, Bits::count)
    }

    pub fn is_ticked(&self, table: usize) -> bool {
        self.selection.ticks(table)
    }

    /// Returns how many ticked tables have a name over the engine's limit.
    pub fn long(&self) -> usize {
        self.ticked_among(self.tables.long())
    }

    /// Returns how many ticked tables the service has not listed.
    pub fn unlisted(&self) -> usize {
        self.ticked_among(self.tables.unlisted())
    }

    fn ticked_among(&self, tables: &Bits) -> usize {
        self.selection.tables().map_or(0, |ticked| ticked.count_common(tables))
    }

    /// Returns the first ticked table over the engine's limit.
    pub fn first_long(&self) -> Option<&str> {
        self.selection.tables()?.common(self.tables.long()).next().map(|id| self.tables.get(id))
    }

    pub fn mark(&self) -> Mark {
        match self.ticked() {
            _ if self.is_whole() => Mark::Whole,
            0 => Mark::None,
            n if n == self.tables.len() => Mark::AllOneByOne(n),
            n => Mark::Some(n),
        }
    }

    /// Returns the choice of every present table, one by one.
    pub fn all_one_by_one(&self) -> Bits {
        let mut all = Bits::full(self.tables.numbers());
        all.remove_all(self.tables.gone());
        all
    }

    /// Chooses something else; returns what was chosen before. A ticked table that is away
    /// comes back as not verified.
    pub fn choose(&mut self, selection: Selection) -> Selection {
        let before = std::mem::replace(&mut self.selection, selection);
        if let Some(ticked) = self.selection.tables() {
            let back = ticked.common(self.tables.gone()).map(|id| id as u32).collect();
            self.tables.restore(back);
        }
        before
    }

    /// Puts tables there or takes them away, as is wanted of each; a ticked table stays.
    /// Returns whether that changed anything.
    pub fn exchange_tables<'a>(
        &mut self,
        wanted: impl Iterator<Item = (u32, &'a mut bool)>,
    ) -> bool {
        let selection = &self.selection;
        self.tables.exchange(wanted, |t| selection.ticks(t))
    }

    /// Ends a reading of the tables that is whole; returns whether tables went by it.
    pub fn read_to_the_end(&mut self) -> bool {
        self.listing = Listing::Complete;
        let selection = &self.selection;
        let went = self.tables.end_reading(|t| selection.ticks(t));
        self.tables.trim();
        went
    }

    /// Ticks a table, or takes its tick away; does nothing where the whole database is chosen.
    pub fn flip(&mut self, table: usize) {
        let Selection::Tables(ticked) = &mut self.selection else { return };
        let on = !ticked.get(table);
        ticked.set(table, on);
        if on {
            self.tables.restore(vec![table as u32]);
        }
    }

    /// Returns the first ticked tables by name.
    pub fn first_ticked(&self, most: usize) -> Vec<u32> {
        /// This number of tables is sorted sooner than found among all.
        const FEW: usize = 256;
        let Some(ticked) = self.selection.tables() else { return Vec::new() };
        if ticked.count() > FEW {
            let all = self.tables.sorted().iter().copied();
            return all.filter(|id| ticked.get(*id as usize)).take(most).collect();
        }
        let mut few: Vec<u32> = ticked.iter().map(|id| id as u32).collect();
        few.sort_unstable_by(|a, b| self.tables.get(*a as usize).cmp(self.tables.get(*b as usize)));
        few.truncate(most);
        few
    }
}
