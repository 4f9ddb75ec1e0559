//! Changing the names of the tree: pages from the service, names typed by the operator.

use super::{
    branch::{Branch, Selection},
    history::Edit,
    layout::is_system,
    listing::Listing,
    names::NameOrigin,
    row_id::RowId,
    state::{Totals, Tree},
};
use crate::core::{
    base::call::CallFailure,
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
        let mut totals = Totals::default();
        for share in self.names.sorted().iter().map(|d| self.share(*d as usize)) {
            totals.counts.whole += share.counts.whole;
            totals.counts.partly += share.counts.partly;
            totals.counts.tables += share.counts.tables;
            totals.unlisted += share.unlisted;
            totals.unread += share.unread;
            totals.tables += share.tables;
            totals.weight += share.weight;
        }
        self.totals = totals;
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
        let fresh = self.change(d, |branch| {
            let fresh = branch.tables.take_page(names, NameOrigin::Listed);
            branch.recount();
            fresh
        });
        self.filter_fresh(d, &fresh);
        if last {
            self.read_to_the_end(d);
        }
    }

    fn read_to_the_end(&mut self, d: usize) {
        let went = self.change(d, |branch| {
            branch.listing = Listing::Complete;
            let ticked = branch.selection().clone();
            let went = branch
                .tables
                .end_reading(|t| matches!(&ticked, Selection::Tables(ticked) if ticked.get(t)));
            branch.tables.trim();
            branch.recount();
            went
        });
        if went {
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
        let table = match row {
            RowId::Table(..) => Some(self.name(row)?.into()),
            RowId::Database(_) | RowId::Note(_) | RowId::System => None,
        };
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
                check_typed_name(name, self.find(name).map(|_| name).into_iter())?;
                vec![self.put_database(name).ok_or(NameProblem::Gone)?]
            }
            NamePlace::NewTable(path) => {
                let d = self.find(&path.database).ok_or(NameProblem::Gone)?;
                check_typed_name(name, self.find_table(d, name).map(|_| name).into_iter())?;
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

    fn put_database(&mut self, name: &str) -> Option<Edit> {
        let d = self.names.add(name, NameOrigin::Typed)?;
        self.grow();
        self.layout.system_open = self.layout.system_open || self.branches[d].system;
        self.recount_all();
        self.cursor = Some(RowId::Database(d));
        Some(Edit::Database(d as u32, false))
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
        check_typed_name(
            name,
            self.find_table(d, name).filter(|found| *found != t).map(|_| name).into_iter(),
        )?;
        if self.find_table(d, name) == Some(t) {
            return Ok(Vec::new());
        }
        let ticked = self.branches[d].is_ticked(t);
        let mut step: Vec<Edit> = ticked.then(|| self.flip(d, t)).into_iter().collect();
        let was = self.set_table_there(d, t, false);
        step.push(Edit::Table(d as u32, t as u32, was));
        let (t, put) = self.put_table(d, name).ok_or(NameProblem::Gone)?;
        step.push(put);
        step.extend(ticked.then(|| self.flip(d, t)));
        Ok(step)
    }

    /// Renames a typed database: makes another database with all tables and ticks of this one.
    fn rename_database(&mut self, d: usize, name: &str) -> Result<Vec<Edit>, NameProblem> {
        check_typed_name(
            name,
            self.find(name).filter(|found| *found != d).map(|_| name).into_iter(),
        )?;
        if self.find(name) == Some(d) {
            return Ok(Vec::new());
        }
        let put = self.put_database(name).ok_or(NameProblem::Gone)?;
        let Edit::Database(new, _) = put else { return Ok(Vec::new()) };
        self.exchange_branches(d, new as usize);
        let was = self.set_there(d, false);
        Ok(vec![put, Edit::Moved(d as u32, new), Edit::Database(d as u32, was)])
    }

    /// Exchanges the contents of two databases; each keeps its name, and the tables that the
    /// service lists under that name.
    pub(super) fn exchange_branches(&mut self, a: usize, b: usize) {
        let listed = [a, b].map(|d| self.names.origin(d) == NameOrigin::Listed);
        self.branches.swap(a, b);
        if listed != [false, false] {
            self.leave_listed(a, b);
        }
        for d in [a, b] {
            self.branches[d].system = is_system(self.names.get(d));
        }
        if let Some(d) = self.cursor.and_then(RowId::database).filter(|d| [a, b].contains(d)) {
            self.cursor = Some(RowId::Database(if d == a { b } else { a }));
        }
        self.recount_all();
        self.filter_branch(a);
        self.filter_branch(b);
    }

    /// Moves the listed names of two exchanged branches back to the names under which the
    /// service lists them. Steps know tables by their numbers: so the branches move, and
    /// the listed names move back.
    fn leave_listed(&mut self, a: usize, b: usize) {
        let [in_a, in_b] = [a, b].map(|d| {
            let branch = &mut self.branches[d];
            (branch.give_up_listed(), std::mem::take(&mut branch.listing), branch.open)
        });
        for (d, (names, listing, open)) in [(a, in_b), (b, in_a)] {
            let branch = &mut self.branches[d];
            if self.names.origin(d) == NameOrigin::Listed {
                branch.tables.take_over(&names);
            }
            (branch.listing, branch.open) = (listing, open);
            branch.recount();
        }
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
                let there = self.set_there(d, false);
                self.cursor = self.row(above).and_then(|row| row.database()).map(RowId::Database);
                chosen.into_iter().chain([Edit::Database(d as u32, there)]).collect()
            }
            RowId::Table(d, t) => {
                let ticked = self.branches[d].is_ticked(t).then(|| self.flip(d, t));
                let there = self.set_table_there(d, t, false);
                self.cursor = Some(RowId::Database(d));
                ticked.into_iter().chain([Edit::Table(d as u32, t as u32, there)]).collect()
            }
            RowId::Note(_) | RowId::System => return,
        };
        self.edits += 1;
        self.record(step);
    }

    /// Puts a database there, or takes it away if the service does not list it. Returns
    /// whether the database was there.
    fn set_there(&mut self, d: usize, mut there: bool) -> bool {
        self.exchange_databases(std::iter::once((d as u32, &mut there)));
        there
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

    /// Puts a table there, or takes it away. Returns whether the table was there.
    fn set_table_there(&mut self, d: usize, t: usize, mut there: bool) -> bool {
        self.exchange_tables(d, std::iter::once((t as u32, &mut there)));
        self.look_first();
        there
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
