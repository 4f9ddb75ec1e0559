//! The tree against a plain one: lists of names and ticks, everything counted anew each time it is
//! asked.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::core::scope::choice::ScopeChoice;

/// A name: where it comes from, and whether it is ticked.
type Ticks = BTreeMap<String, (NameOrigin, bool)>;

#[derive(Debug, Clone, Default, PartialEq)]
struct PlainDatabase {
    origin: Option<NameOrigin>,
    whole: bool,
    open: bool,
    tables: Ticks,
    complete: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Plain {
    databases: BTreeMap<String, PlainDatabase>,
    /// Those that went: who names one again finds it as it was, unticked.
    gone: BTreeMap<String, PlainDatabase>,
    words: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    System,
    Database(String),
    Table(String, String),
    Note(String),
}

fn is_system(name: &str) -> bool {
    name == "system"
}

impl Plain {
    fn fits(&self, text: &str) -> bool {
        self.words.iter().all(|word| text.to_lowercase().contains(word.as_str()))
    }

    fn lines(&self) -> Vec<Line> {
        let on = !self.words.is_empty();
        let mut lines = Vec::new();
        for system in [false, true] {
            let mut group = Vec::new();
            for (name, database) in
                self.databases.iter().filter(|(name, _)| is_system(name) == system)
            {
                let hits: Vec<&String> = database
                    .tables
                    .keys()
                    .filter(|table| self.fits(&format!("{name}.{table}")))
                    .collect();
                let (own, folded) = (self.fits(name), system && !on);
                if folded || (!own && hits.is_empty()) {
                    continue;
                }
                group.push(Line::Database(name.clone()));
                let tables: Vec<&String> = if !own {
                    hits
                } else if database.open {
                    database.tables.keys().collect()
                } else {
                    Vec::new()
                };
                group.extend(
                    tables.into_iter().map(|table| Line::Table(name.clone(), table.clone())),
                );
                group.extend(
                    (database.open && database.tables.is_empty()).then(|| Line::Note(name.clone())),
                );
            }
            let line = system
                && if on {
                    !group.is_empty()
                } else {
                    self.databases.keys().any(|name| is_system(name))
                };
            lines.extend(line.then_some(Line::System));
            lines.extend(group);
        }
        lines
    }

    fn scope(&self) -> Vec<DatabaseScope> {
        let mut scope = Vec::new();
        for (name, database) in &self.databases {
            let ticked: Vec<String> = database
                .tables
                .iter()
                .filter(|(_, (_, on))| *on)
                .map(|(name, _)| name.clone())
                .collect();
            if database.whole || !ticked.is_empty() {
                scope.push(DatabaseScope {
                    database_name: name.clone(),
                    table_names: (!database.whole).then_some(ticked),
                });
            }
        }
        scope
    }

    fn counts(&self) -> (Counts, usize, usize, usize) {
        let (mut counts, mut unlisted, mut unread, mut known) = (Counts::default(), 0, 0, 0);
        for database in self.databases.values() {
            let ticked = database.tables.values().filter(|(_, on)| *on).count();
            counts.whole += usize::from(database.whole);
            counts.partly += usize::from(ticked > 0);
            counts.tables += ticked;
            let doubtful = database
                .tables
                .values()
                .filter(|(origin, on)| *on && *origin != NameOrigin::Listed)
                .count();
            unlisted += doubtful
                + usize::from(
                    (database.whole || ticked > 0) && database.origin != Some(NameOrigin::Listed),
                );
            unread +=
                usize::from(database.origin == Some(NameOrigin::Listed) && !database.complete);
            known += database.tables.len();
        }
        (counts, unlisted, unread, known)
    }

    fn tick(&mut self, line: &Line) {
        match line {
            Line::Database(name) => {
                if let Some(database) = self.databases.get_mut(name) {
                    database.whole = !database.whole;
                    database.tables.values_mut().for_each(|(_, on)| *on = false);
                }
            }
            Line::Table(name, table) => {
                let Some(database) = self.databases.get_mut(name) else { return };
                if std::mem::take(&mut database.whole) {
                    database.tables.values_mut().for_each(|(_, on)| *on = true);
                }
                if let Some((_, on)) = database.tables.get_mut(table) {
                    *on = !*on;
                }
            }
            Line::System | Line::Note(_) => {}
        }
    }

    fn bulk(&mut self, tick: bool) {
        let lines = self.lines();
        for line in &lines {
            let (Line::Database(name) | Line::Table(name, _)) = line else { continue };
            let own = self.fits(name);
            let Some(database) = self.databases.get_mut(name) else { continue };
            match line {
                Line::Database(_) if own => {
                    database.whole = tick;
                    database.tables.values_mut().for_each(|(_, on)| *on = false);
                }
                Line::Table(_, table) if !own && !database.whole => {
                    if let Some((_, on)) = database.tables.get_mut(table) {
                        *on = tick;
                    }
                }
                Line::Database(_) | Line::Table(..) | Line::System | Line::Note(_) => {}
            }
        }
    }

    fn one_by_one(&mut self, name: &str) {
        if let Some(database) = self.databases.get_mut(name).filter(|d| !d.tables.is_empty()) {
            database.whole = false;
            database.tables.values_mut().for_each(|(_, on)| *on = true);
        }
    }

    fn page(&mut self, name: &str, page: &[String]) {
        if let Some(database) = self.databases.get_mut(name) {
            for table in page {
                database.tables.entry(table.clone()).or_insert((NameOrigin::Listed, false)).0 =
                    NameOrigin::Listed;
            }
        }
    }

    fn put_back(&mut self, name: &str, origin: NameOrigin) {
        let before = self.gone.remove(name).unwrap_or_default();
        self.databases.entry(name.to_owned()).or_insert(before).origin = Some(origin);
    }

    /// Takes a typed database; true if that was possible.
    fn type_database(&mut self, name: &str) -> bool {
        let fresh = !self.databases.contains_key(name);
        if fresh {
            self.put_back(name, NameOrigin::Typed);
        }
        fresh
    }

    fn type_table(&mut self, name: &str, table: &str) -> bool {
        let Some(database) = self.databases.get_mut(name).filter(|d| !d.tables.contains_key(table))
        else {
            return false;
        };
        let ticked = !database.whole;
        database.tables.insert(table.to_owned(), (NameOrigin::Typed, ticked));
        database.open = true;
        true
    }

    fn remove(&mut self, line: &Line) -> bool {
        match line {
            Line::Database(name) if self.databases[name].origin != Some(NameOrigin::Listed) => {
                let mut database = self.databases.remove(name).expect("it is there");
                database.whole = false;
                database.tables.values_mut().for_each(|(_, on)| *on = false);
                self.gone.insert(name.clone(), database).is_none()
            }
            Line::Table(name, table)
                if self.databases[name].tables[table].0 != NameOrigin::Listed =>
            {
                self.databases.get_mut(name).is_some_and(|d| d.tables.remove(table).is_some())
            }
            Line::Database(_) | Line::Table(..) | Line::System | Line::Note(_) => false,
        }
    }
}

fn line(tree: &Tree, row: RowId) -> Line {
    let database = |d: usize| tree.database(d).expect("a database").name().to_owned();
    match row {
        RowId::Database(d) => Line::Database(database(d)),
        RowId::Table(d, t) => {
            Line::Table(database(d), tree.name(RowId::Table(d, t)).expect("a table").to_owned())
        }
        RowId::Note(d) => Line::Note(database(d)),
        RowId::System => Line::System,
    }
}

#[derive(Debug, Clone)]
enum Step {
    Tick(usize),
    Open(usize, bool),
    OpenAll(bool),
    Filter(String),
    TypeDatabase(String),
    TypeTable(usize, String),
    Page(usize, Vec<String>),
    Databases(Vec<String>),
    Bulk(bool),
    OneByOne(usize),
    Remove(usize),
    Scope,
    Undo,
    Redo,
}

fn step() -> impl Strategy<Value = Step> {
    let name = "[abAB]{1,2}|a[.]b|system";
    prop_oneof![
        6 => (0..30_usize).prop_map(Step::Tick),
        3 => (0..6_usize, any::<bool>()).prop_map(|(d, o)| Step::Open(d, o)),
        1 => any::<bool>().prop_map(Step::OpenAll),
        3 => "[abt0-3. ]{0,3}|[ab] |a[.]t|b[.]".prop_map(Step::Filter),
        2 => name.prop_map(Step::TypeDatabase),
        2 => (0..6_usize, "[tT][0-9]|[ab]").prop_map(|(d, name)| Step::TypeTable(d, name)),
        3 => (0..6_usize, prop::collection::vec("[tT][0-9]", 0..5)).prop_map(|(d, page)| Step::Page(d, page)),
        1 => prop::collection::vec(name, 0..3).prop_map(Step::Databases),
        2 => any::<bool>().prop_map(Step::Bulk),
        1 => (0..6_usize).prop_map(Step::OneByOne),
        2 => (0..30_usize).prop_map(Step::Remove),
        1 => Just(Step::Scope),
        4 => Just(Step::Undo),
        2 => Just(Step::Redo),
    ]
}

/// Both trees, and what a step back or ahead has to bring.
struct Pair {
    tree: Tree,
    plain: Plain,
    scope: ScopeChoice,
    /// The scope before each step, and after each that was taken back.
    behind: Vec<(ScopeChoice, Vec<DatabaseScope>)>,
    ahead: Vec<(ScopeChoice, Vec<DatabaseScope>)>,
}

impl Pair {
    fn name(&self, n: usize) -> Option<String> {
        let names: Vec<&String> = self.plain.databases.keys().collect();
        (!names.is_empty()).then(|| names[n % names.len()].clone())
    }

    /// Runs a change that can be undone, if it changes anything.
    fn change(&mut self, change: impl FnOnce(&mut Self)) {
        let (before, steps) = ((self.scope, self.tree.scope()), self.tree.history_steps());
        change(self);
        if self.tree.history_steps() > steps {
            self.behind.push(before);
            self.ahead.clear();
        }
    }

    fn run(&mut self, step: Step) {
        match step {
            Step::Tick(n) => {
                let Some(row) = self.tree.row(n) else { return };
                self.change(|pair| {
                    pair.plain.tick(&line(&pair.tree, row));
                    pair.tree.toggle(row);
                });
            }
            Step::Open(n, open) => {
                let Some(name) = self.name(n) else { return };
                let d = self.tree.find(&name).expect("known");
                self.tree.set_open(d, open);
                self.plain.databases.entry(name).or_default().open = open;
            }
            Step::OpenAll(open) => {
                let shown: Vec<Line> = self.plain.lines();
                self.tree.set_all_open(open);
                for (name, database) in &mut self.plain.databases {
                    if shown.contains(&Line::Database(name.clone())) {
                        database.open = open && (database.open || !database.tables.is_empty());
                    }
                }
            }
            Step::Filter(text) => {
                self.plain.words = text.split_whitespace().map(str::to_owned).collect();
                self.tree.set_filter(&text);
            }
            Step::TypeDatabase(name) => self.change(|pair| {
                let taken = pair.tree.put_typed(&NamePlace::NewDatabase, &name).is_ok();
                assert_eq!(pair.plain.type_database(&name), taken);
                // Whoever types one of the service's keyspaces sees it.
                pair.tree.set_system_open(false);
            }),
            Step::TypeTable(n, table) => {
                let Some(name) = self.name(n) else { return };
                self.change(|pair| {
                    let path = pair
                        .tree
                        .path(RowId::Database(pair.tree.find(&name).expect("known")))
                        .expect("a path");
                    let taken = pair.tree.put_typed(&NamePlace::NewTable(path), &table).is_ok();
                    assert_eq!(pair.plain.type_table(&name, &table), taken);
                });
            }
            Step::Page(n, page) => {
                let Some(name) = self.name(n) else { return };
                self.tree.add_tables(&name, &page, false);
                self.plain.page(&name, &page);
            }
            Step::Databases(page) => {
                self.tree.add_databases(&page, false);
                for name in page {
                    self.plain.put_back(&name, NameOrigin::Listed);
                }
            }
            Step::Bulk(on) => self.change(|pair| {
                let before = pair.tree.counts();
                let changed = pair.tree.tick_shown(on);
                pair.plain.bulk(on);
                assert!(
                    before != pair.tree.counts() || changed == Changed::default(),
                    "{changed:?}"
                );
            }),
            Step::OneByOne(n) => {
                let Some(name) = self.name(n) else { return };
                self.change(|pair| {
                    pair.tree.choose_tables_one_by_one(pair.tree.find(&name).expect("known"));
                    pair.plain.one_by_one(&name);
                });
            }
            Step::Remove(n) => {
                let Some(row) = self.tree.row(n) else { return };
                self.change(|pair| {
                    pair.plain.remove(&line(&pair.tree, row));
                    pair.tree.remove(row);
                });
            }
            Step::Scope => self.change(|pair| {
                let other = if pair.scope == ScopeChoice::Tables {
                    ScopeChoice::Instance
                } else {
                    ScopeChoice::Tables
                };
                pair.tree.scope_was(std::mem::replace(&mut pair.scope, other));
            }),
            Step::Undo => self.step_back(false),
            Step::Redo => self.step_back(true),
        }
    }

    fn step_back(&mut self, again: bool) {
        let now = (self.scope, self.tree.scope());
        let (from, to) = if again {
            (&mut self.ahead, &mut self.behind)
        } else {
            (&mut self.behind, &mut self.ahead)
        };
        let undone =
            if again { self.tree.redo(&mut self.scope) } else { self.tree.undo(&mut self.scope) };
        assert_eq!(undone.is_some(), !from.is_empty());
        if let Some(wanted) = from.pop() {
            to.push(now);
            assert_eq!((self.scope, self.tree.scope()), wanted, "again: {again}");
            self.plain = self.seen();
        }
    }

    /// The plain tree as the tree is now, by what it shows of each name: names that came and
    /// went by a step back.
    fn seen(&self) -> Plain {
        let of = |d: usize| {
            let branch = &self.tree.branches[d];
            let table = |t: usize| {
                (branch.tables.get(t).to_owned(), (branch.tables.origin(t), branch.is_ticked(t)))
            };
            PlainDatabase {
                origin: Some(self.tree.names.origin(d)),
                whole: branch.mark() == Mark::Whole,
                open: branch.open,
                tables: branch.tables.sorted().iter().map(|t| table(*t as usize)).collect(),
                complete: branch.listing == Listing::Complete,
            }
        };
        let all =
            (0..self.tree.branches.len()).map(|d| (d, self.tree.names.get(d).to_owned(), of(d)));
        let (here, gone): (Vec<_>, Vec<_>) = all.partition(|(d, ..)| self.tree.names.is_there(*d));
        let named = |list: Vec<(usize, String, PlainDatabase)>| {
            list.into_iter().map(|(_, name, database)| (name, database)).collect()
        };
        Plain { databases: named(here), gone: named(gone), words: self.plain.words.clone() }
    }

    fn check(&mut self) {
        let (tree, plain) = (&mut self.tree, &self.plain);
        tree.normalise(5);
        let rows: Vec<RowId> = tree.rows(0, usize::MAX).collect();
        assert_eq!(rows.iter().map(|row| line(tree, *row)).collect::<Vec<_>>(), plain.lines());
        assert_eq!(rows.len(), tree.len());
        for (n, row) in rows.iter().enumerate() {
            assert_eq!((tree.row(n), tree.number_of(*row)), (Some(*row), Some(n)));
            assert_eq!(tree.rows(n, 2).collect::<Vec<_>>(), rows[n..rows.len().min(n + 2)]);
        }
        assert_eq!(tree.cursor().is_some(), !rows.is_empty());
        assert!(tree.cursor().is_none_or(|row| rows.contains(&row)));
        assert_eq!(
            (
                tree.counts(),
                tree.chosen_typed_names(),
                tree.unread_databases(),
                tree.known_tables()
            ),
            plain.counts()
        );
        assert_eq!(tree.scope(), plain.scope());
        let mut chosen: Vec<&str> = tree.chosen().map(Database::name).collect();
        chosen.sort_unstable();
        assert_eq!(
            chosen,
            plain.scope().iter().map(|row| row.database_name.as_str()).collect::<Vec<_>>()
        );
        assert_eq!(self.seen(), self.plain);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
            cases: 1_000,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

    #[test]
    fn any_sequence_is_what_a_plain_tree_would_be(steps in prop::collection::vec(step(), 1..50)) {
        let mut pair = Pair {
                tree: Tree::default(),
                plain: Plain::default(),
                scope: ScopeChoice::Tables,
                behind: Vec::new(),
                ahead: Vec::new(),
            };
        pair.run(Step::Databases(names(&["a", "b", "C", "system"])));
        for step in steps {
            pair.run(step);
            pair.check();
        }
        // All the way back, and all the way ahead again.
        let end = pair.tree.scope();
        let steps = pair.behind.len();
        for _ in 0..steps {
            pair.run(Step::Undo);
            pair.check();
        }
        prop_assert!(pair.tree.counts().is_nothing());
        for _ in 0..steps {
            pair.run(Step::Redo);
            pair.check();
        }
        prop_assert_eq!(pair.tree.scope(), end);
    }
}
