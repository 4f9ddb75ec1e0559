//! One database of a list beside the tree: what the service lists of it, and what is chosen of it.

use super::rows::{Row, Section};
use crate::core::scope::{
    CaseBlind, Mentioned, NameOrigin, NameProblem, Tree,
    name_rule::check_typed_name,
    tree::{Known, Mark},
};

#[derive(Debug, Clone, Default)]
pub(super) struct Lookup {
    pub known: Option<Known>,
    /// Tables that the service lists.
    pub listed: usize,
    /// Tables of which is not known yet whether the service lists them.
    pub unread: usize,
    /// Named tables that are ticked by themselves now.
    pub ticked: usize,
    /// Places of tables that are not listed.
    pub others: Vec<u32>,
    /// Places of tables that cannot be typed, or that the service lists in another case.
    pub refused: Vec<u32>,
    /// Whether the database itself cannot be typed, or is listed in another case.
    pub is_refused: bool,
    pub mark: Option<Mark>,
    /// Whether tables that the list does not name count, and have not been read to the end.
    pub is_open: bool,
    /// Tables that the service lists and the list does not name.
    pub new: Vec<Box<str>>,
    /// How many of the new tables are ticked by themselves now.
    pub ticked_new: usize,
}

impl Lookup {
    /// Looks a database up in the tree; `seeks_new`: also tables that the list does not name.
    pub fn of(
        database: &Mentioned,
        tree: &Tree,
        seeks_new: bool,
        case_blind: &mut CaseBlind,
    ) -> Self {
        let (known, d) = tree.known_database(&database.name);
        let mut lookup = Self {
            known: Some(known),
            mark: d.and_then(|d| tree.database(d)).map(|d| d.mark()),
            ..Self::default()
        };
        let in_another_case =
            known == Known::NotListed && case_blind.database(tree, &database.name);
        lookup.is_refused = in_another_case || (d.is_none() && problem(&database.name).is_some());
        for (t, (name, _)) in database.tables.iter().enumerate() {
            let (known, ticked) = match d {
                Some(d) => tree.known_table(d, name),
                None => (known, false),
            };
            lookup.ticked += usize::from(ticked);
            match known {
                Known::Listed => lookup.listed += 1,
                // What is in the tree already, from a draft, need not be typed.
                _ if problem(name).is_some()
                    && d.is_none_or(|d| tree.find_table(d, name).is_none()) =>
                {
                    lookup.refused.push(t as u32)
                }
                Known::Unread => lookup.unread += 1,
                Known::NotListed if d.is_some_and(|d| case_blind.table(tree, d, name)) => {
                    lookup.refused.push(t as u32)
                }
                Known::Typed | Known::NotListed => lookup.others.push(t as u32),
            }
        }
        if let Some(there) =
            d.and_then(|d| tree.database(d)).filter(|_| seeks_new && database.whole.is_none())
        {
            lookup.is_open = there.is_listed() && !there.is_read();
            let named =
                |name: &str| database.tables.binary_search_by(|(n, _)| (**n).cmp(name)).is_ok();
            for table in there.tables().filter(|t| t.origin == NameOrigin::Listed && !named(t.name))
            {
                lookup.ticked_new += usize::from(table.ticked);
                lookup.new.push(table.name.into());
            }
        }
        lookup
    }

    /// Returns how many of `new` new tables (all of them, or none) are ticked by themselves now.
    pub const fn new_ticked(&self, new: usize) -> usize {
        if new == 0 { 0 } else { self.ticked_new }
    }

    /// Adds the rows of a database, each with its section and the number of names that it tells.
    pub fn rows(&self, database: &Mentioned, d: u32, add: &mut impl FnMut(Section, usize, Row)) {
        let whole = database.whole.is_some();
        let taken = !self.is_refused;
        if whole && taken {
            add(Section::Whole, 1, Row::Whole(d));
        }
        if let (true, Some(Mark::Some(n) | Mark::AllOneByOne(n))) = (whole, self.mark) {
            add(Section::Widened, 1, Row::Widened(d, n));
        }
        for n in 0..self.new.len() as u32 {
            add(Section::New, 1, Row::New(d, n));
        }
        let mut tables = |section, n| add(section, n, Row::Tables(section, d, n));
        if whole || self.mark == Some(Mark::Whole) {
            tables(Section::Covered, database.tables.len());
        }
        if !whole {
            tables(Section::Listed, self.listed);
        }
        if !whole && taken {
            tables(Section::Unread, self.unread);
        }
        let mut name = |section, table| add(section, 1, Row::Name(section, d, table));
        match (taken, whole) {
            (false, _) => name(Section::Refused, None),
            (true, true) if matches!(self.known, Some(Known::NotListed | Known::Typed)) => {
                name(Section::NotListed, None)
            }
            (true, true) => {}
            (true, false) => self.others.iter().for_each(|t| name(Section::NotListed, Some(*t))),
        }
        if taken {
            self.refused.iter().for_each(|t| name(Section::Refused, Some(*t)));
        }
    }
}

/// Returns why a name cannot join the tree.
pub fn problem(name: &str) -> Option<NameProblem> {
    check_typed_name(name, false).err()
}
