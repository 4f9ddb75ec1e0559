//! One database of a list beside the tree: what the service lists of it, and what is chosen of it.

use super::rows::{Row, Section};
use crate::core::scope::{
    list::Mentioned,
    name_rule::{NameProblem, check_typed_name},
    tree::{CaseBlind, Known, Listing, Mark, NameOrigin, Tree},
};

#[derive(Debug, Clone, Default)]
pub(super) struct Lookup {
    pub(super) known: Option<Known>,
    /// Tables that the service lists.
    pub(super) listed: usize,
    /// Tables of which is not known yet whether the service lists them.
    pub(super) unread: usize,
    /// Named tables that are ticked by themselves now.
    pub(super) ticked: usize,
    /// Places of tables that are not listed.
    pub(super) others: Vec<u32>,
    /// Places of tables that cannot be typed, or that the service lists in another case.
    pub(super) refused: Vec<u32>,
    /// Whether the database itself cannot be typed, or is listed in another case.
    pub(super) is_refused: bool,
    pub(super) mark: Option<Mark>,
    /// Whether tables that the list does not name count, and have not been read to the end.
    pub(super) is_open: bool,
    /// Tables that the service lists and the list does not name.
    pub(super) new: Vec<Box<str>>,
    /// How many of the new tables are ticked by themselves now.
    pub(super) ticked_new: usize,
}

impl Lookup {
    /// Looks a database up in the tree; `seeks_new`: also tables that the list does not name.
    pub(super) fn of(
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
            lookup.is_open =
                there.origin() == NameOrigin::Listed && *there.listing() != Listing::Complete;
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
    pub(super) const fn new_ticked(&self, new: usize) -> usize {
        if new == 0 { 0 } else { self.ticked_new }
    }

    /// Adds the rows of a section; returns how many names are in the section.
    pub(super) fn rows(
        &self,
        section: Section,
        database: &Mentioned,
        d: u32,
        mut rows: Option<&mut Vec<Row>>,
    ) -> usize {
        let mut add = |count: usize, row: Row| {
            if let Some(rows) = rows.as_deref_mut().filter(|_| count > 0) {
                rows.push(row);
            }
            count
        };
        let whole = database.whole.is_some();
        let taken = !self.is_refused;
        match section {
            Section::Whole => add(usize::from(whole && taken), Row::Whole(d)),
            Section::Widened => match self.mark {
                Some(Mark::Some(n) | Mark::AllOneByOne(n)) if whole => add(1, Row::Widened(d, n)),
                _ => 0,
            },
            Section::Covered if whole || self.mark == Some(Mark::Whole) => {
                add(database.tables.len(), Row::Covered(d, database.tables.len()))
            }
            Section::New => (0..self.new.len() as u32).map(|n| add(1, Row::New(d, n))).sum(),
            Section::Listed if !whole => add(self.listed, Row::Listed(d, self.listed)),
            Section::Unread if !whole && taken => add(self.unread, Row::Unread(d, self.unread)),
            Section::NotListed if taken => {
                let named = whole && matches!(self.known, Some(Known::NotListed | Known::Typed));
                let mut count = add(usize::from(named), Row::NotListed(d, None));
                for &t in self.others.iter().filter(|_| !whole) {
                    count += add(1, Row::NotListed(d, Some(t)));
                }
                count
            }
            Section::Refused if self.is_refused => add(1, Row::Refused(d, None)),
            Section::Refused => {
                self.refused.iter().map(|&t| add(1, Row::Refused(d, Some(t)))).sum()
            }
            Section::Covered
            | Section::Listed
            | Section::Unread
            | Section::NotListed
            | Section::NotTaken
            | Section::Twice => 0,
            Section::Alone | Section::Lines => 0,
        }
    }
}

/// Returns why a name cannot join the tree.
pub fn problem(name: &str) -> Option<NameProblem> {
    check_typed_name(name, std::iter::empty()).err()
}
