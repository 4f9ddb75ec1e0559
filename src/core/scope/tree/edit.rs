//! Changing the names of the tree: pages from the service, names typed by the operator.

use super::{
    branch::{Branch, Mark, Selection},
    history::Edit,
    layout::is_system,
    listing::Listing,
    names::NameOrigin,
    row_id::RowId,
    state::{Totals, Tree},
    view::Table,
};
use crate::core::{
    base::CallFailure,
    scope::name_rule::{NameProblem, check_typed_name},
};

/// Where a typed name goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamePlace {
    NewDatabase,
    /// A new table of this database.
    NewTable(Path),
    /// In place of this typed name.
    Rename(Path),
}

/// A row by its names: row numbers change, and an operator means the names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    database: Box<str>,
    table: Option<Box<str>>,
}

impl Path {
    /// Returns the name that the path ends in.
    pub fn name(&self) -> &str {
        self.table.as_deref().unwrap_or(&self.database)
    }
}

impl Tree {
    /// Begins to read the list of databases (again).
    pub fn start_databases(&mut self) {
        self.listing = Listing::Loading;
        self.names.begin_reading();
    }

    /// Takes a page of database names. Names already there stay as they are
    /// (a typed one becomes listed).
    pub fn add_databases(&mut self, names: &[String], last: bool) {
        self.take_databases(names, NameOrigin::Listed);
        if last {
            self.listing = Listing::Complete;
            let branches = &self.branches;
            if self.names.end_reading(|d| branches[d].is_chosen()) {
                // Databases that are listed again later may be others of the same name.
                for d in self.names.gone().iter().collect::<Vec<_>>() {
                    (self.branches[d].listing, self.branches[d].open) = (Listing::NotAsked, false);
                }
                self.recount_all();
            }
        }
    }

    /// Takes names of databases; returns the numbers of those that were not there.
    pub(super) fn take_databases(&mut self, names: &[String], origin: NameOrigin) -> Vec<u32> {
        let fresh = self.names.take_page(names, origin);
        self.grow();
        self.recount_all();
        fresh
    }

    /// Adds a branch for each database that has none yet.
    fn grow(&mut self) {
        for id in self.branches.len()..self.names.numbers() {
            self.branches.push(Branch::new(is_system(self.names.get(id))));
        }
    }

    /// Counts all databases again after some came or went, in one pass.
    pub(super) fn recount_all(&mut self) {
        let shares = self.names.sorted().iter().map(|d| self.share(*d as usize));
        self.totals =
            shares.fold(Totals::default(), |totals, share| totals.with(Totals::default(), share));
        self.rearrange();
        self.filter_branches();
    }

    /// Notes that the databases could not be read (to the end).
    pub fn databases_failed(&mut self, why: CallFailure) {
        self.listing = Listing::Failed(why);
        self.names.stop_reading();
    }

    /// Takes a page of table names of one database; unknown databases are ignored.
    pub fn add_tables(&mut self, database: &str, names: &[String], last: bool) {
        let Some(d) = self.find(database) else { return };
        let take = |branch: &mut Branch| branch.tables.take_page(names, NameOrigin::Listed);
        let fresh = self.change(d, take);
        self.filter_fresh(d, &fresh);
        if last && self.change(d, Branch::read_to_the_end) {
            self.filter_branch(d);
        }
    }

    /// Notes that the tables of one database could not be read (to the end).
    pub fn tables_failed(&mut self, database: &str, why: CallFailure) {
        if let Some(d) = self.find(database) {
            self.change(d, |branch| {
                branch.listing = Listing::Failed(why);
                branch.tables.stop_reading();
            });
        }
    }

    /// Returns the names that lead to a row.
    pub fn path(&self, row: RowId) -> Option<Path> {
        let is_table = matches!(row, RowId::Table(..));
        let table = if is_table { Some(self.name(row)?.into()) } else { None };
        Some(Path { database: self.name(RowId::Database(row.database()?))?.into(), table })
    }

    fn locate(&self, path: &Path) -> Option<RowId> {
        let d = self.find(&path.database)?;
        let Some(table) = &path.table else { return Some(RowId::Database(d)) };
        Some(RowId::Table(d, self.find_table(d, table)?))
    }

    /// Takes a typed name. A new database is chosen as a whole only when the operator ticks it; a
    /// new table is ticked at once.
    /// Errors: Why the name is not taken; the tree is unchanged.
    pub fn put_typed(&mut self, place: &NamePlace, name: &str) -> Result<(), NameProblem> {
        let step = match place {
            NamePlace::NewDatabase => {
                check_typed_name(name, self.find(name).is_some())?;
                vec![self.put_database(name).ok_or(NameProblem::Gone)?.1]
            }
            NamePlace::NewTable(path) => {
                let d = self.find(&path.database).ok_or(NameProblem::Gone)?;
                check_typed_name(name, self.find_table(d, name).is_some())?;
                let (t, put) = self.put_table(d, name).ok_or(NameProblem::Gone)?;
                // A table named under a database that is chosen as a whole is covered already.
                if self.branches[d].is_whole() { vec![put] } else { vec![put, self.flip(d, t)] }
            }
            // A name that the service lists by now is not the operator's to rename.
            NamePlace::Rename(path) => match self
                .locate(path)
                .filter(|row| self.is_typed(*row))
                .ok_or(NameProblem::Gone)?
            {
                RowId::Table(d, t) => self.rename_table(d, t, name)?,
                RowId::Database(d) => self.rename_database(d, name)?,
                RowId::Note(_) | RowId::System => return Err(NameProblem::Gone),
            },
        };
        self.edits += 1;
        self.record(step);
        Ok(())
    }

    fn put_database(&mut self, name: &str) -> Option<(usize, Edit)> {
        let d = self.names.add(name, NameOrigin::Typed)?;
        self.grow();
        self.layout.system_open = self.layout.system_open || self.branches[d].system;
        self.recount_all();
        self.cursor = Some(RowId::Database(d));
        Some((d, Edit::Database(d as u32, false)))
    }

    fn put_table(&mut self, d: usize, name: &str) -> Option<(usize, Edit)> {
        let t = self.change(d, |branch| {
            branch.open = true;
            branch.tables.add(name, NameOrigin::Typed)
        })?;
        self.filter_branch(d);
        self.cursor = Some(RowId::Table(d, t));
        Some((t, Edit::Table(d as u32, t as u32, false)))
    }

    fn rename_table(&mut self, d: usize, t: usize, name: &str) -> Result<Vec<Edit>, NameProblem> {
        let found = self.find_table(d, name);
        check_typed_name(name, found.is_some_and(|found| found != t))?;
        if found == Some(t) {
            return Ok(Vec::new());
        }
        let ticked = self.branches[d].is_ticked(t);
        let mut step = self.take_table(d, t);
        let (t, put) = self.put_table(d, name).ok_or(NameProblem::Gone)?;
        step.push(put);
        step.extend(ticked.then(|| self.flip(d, t)));
        Ok(step)
    }

    /// Renames a typed database: another takes over the tables and ticks of this one, which goes.
    fn rename_database(&mut self, d: usize, name: &str) -> Result<Vec<Edit>, NameProblem> {
        let found = self.find(name);
        check_typed_name(name, found.is_some_and(|found| found != d))?;
        let old = self.database(d).filter(|_| found.is_none());
        let Some(old) = old else { return Ok(Vec::new()) };
        let (is_whole, open) = (old.mark() == Mark::Whole, old.is_open());
        let (ticked, others): (Vec<_>, Vec<_>) = old.tables().partition(|table| table.ticked);
        let names = |tables: Vec<Table<'_>>| -> Vec<String> {
            tables.iter().map(|table| table.name.to_owned()).collect()
        };
        let (ticked, others) = (names(ticked), names(others));
        let (new, put) = self.put_database(name).ok_or(NameProblem::Gone)?;
        let mut step = vec![put];
        self.with_tables(new, &others, &mut step);
        let ticked = Selection::Tables(self.with_tables(new, &ticked, &mut step));
        self.branches[new].open = open;
        let chosen = self.choose(new, if is_whole { Selection::Whole } else { ticked });
        step.push(Edit::Chosen(vec![chosen, self.choose(d, Selection::default())]));
        step.push(self.take_database(d));
        Ok(step)
    }

    /// Removes a typed row; listed ones stay.
    pub fn remove(&mut self, row: RowId) {
        if !self.is_typed(row) {
            return;
        }
        let step = match row {
            RowId::Database(d) => {
                let above = self.number_of(row).map_or(0, |number| number.saturating_sub(1));
                let before = self.choose(d, Selection::default());
                let chosen = (!before.1.is_nothing()).then(|| Edit::Chosen(vec![before]));
                let taken = self.take_database(d);
                self.cursor = self.row(above).and_then(|row| row.database()).map(RowId::Database);
                chosen.into_iter().chain([taken]).collect()
            }
            RowId::Table(d, t) => {
                let taken = self.take_table(d, t);
                self.cursor = Some(RowId::Database(d));
                taken
            }
            RowId::Note(_) | RowId::System => return,
        };
        self.edits += 1;
        self.record(step);
    }

    /// Takes a database away, if the service does not list it.
    fn take_database(&mut self, d: usize) -> Edit {
        let mut taken = Edit::Database(d as u32, false);
        self.exchange_databases(taken.name().into_iter());
        taken
    }

    /// Puts many databases there or takes them away, counted once. Each
    /// `bool` becomes the state before.
    pub(super) fn exchange_databases<'a>(
        &mut self,
        wanted: impl Iterator<Item = (u32, &'a mut bool)>,
    ) {
        let branches = &self.branches;
        if self.names.exchange(wanted, |d| branches[d].is_chosen()) {
            self.recount_all();
        }
    }

    /// Unticks a table and takes it away, if the service does not list it.
    fn take_table(&mut self, d: usize, t: usize) -> Vec<Edit> {
        let ticked = self.branches[d].is_ticked(t).then(|| self.flip(d, t));
        let mut taken = Edit::Table(d as u32, t as u32, false);
        self.exchange_tables(d, taken.name().into_iter());
        self.look_first();
        ticked.into_iter().chain([taken]).collect()
    }

    /// Puts many tables of a database there or takes them away; the filter
    /// looks at the database later.
    pub(super) fn exchange_tables<'a>(
        &mut self,
        d: usize,
        wanted: impl Iterator<Item = (u32, &'a mut bool)>,
    ) {
        if self.change(d, |branch| branch.exchange_tables(wanted)) {
            self.look_again(d);
        }
    }
}
