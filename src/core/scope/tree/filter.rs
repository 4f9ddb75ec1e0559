//! The filter over databases and loaded tables: all typed words must occur in `database.table`,
//! case ignored.

use std::ops::Range;

use super::branch::Branch;

/// The part of one database that a filter lets through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Shown {
    /// Not looked at yet, so nothing shows.
    #[default]
    Pending,
    Hidden,
    /// The database and, when open, all its tables: its own name matches.
    All,
    /// The database and these tables, sorted by name.
    Only(Vec<u32>),
}

/// The words, and the names that the words let through.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub(super) words: Vec<String>,
    pub(super) shown: Vec<Shown>,
    /// The names that wider words have let through: no other name can match.
    pub(super) wider: Vec<Shown>,
    /// No branch before this one waits.
    pub(super) next: usize,
    /// Within a branch: which, and how many of its tables have been looked at.
    pub(super) within: Option<(usize, usize)>,
}

/// The words that the tables of one database have to match.
pub(super) struct Wanted<'a> {
    pub base_matches: bool,
    /// Words that the database's own name does not hold, each with the beginnings of a
    /// table's name that complete it.
    words: Vec<(&'a str, Vec<&'a str>)>,
}

impl<'a> Wanted<'a> {
    pub fn new(words: &'a [String], base: &str) -> Self {
        let base = base.to_lowercase();
        let open = words.iter().map(String::as_str).filter(|word| !base.contains(word));
        // `ders.it` fits `orders.items`: what stands before a dot ends the one name, what stands
        // behind it begins the other.
        let across = |word: &'a str| -> Vec<&'a str> {
            let dots = word.match_indices('.').map(|(at, _)| (&word[..at], &word[at + 1..]));
            dots.filter(|(end, _)| base.ends_with(end)).map(|(_, beginning)| beginning).collect()
        };
        let words: Vec<_> = open.map(|word| (word, across(word))).collect();
        Self { base_matches: words.is_empty(), words }
    }

    pub fn fits(&self, name: &str) -> bool {
        let fits = |(word, beginnings): &(&str, Vec<&str>)| {
            name.contains(word) || beginnings.iter().any(|b| name.starts_with(b))
        };
        self.words.iter().all(fits)
    }
}

/// Names as the words are compared with them, written into the same place one after the other.
pub(super) struct Folded<'a> {
    branch: &'a Branch,
    text: String,
}

impl<'a> Folded<'a> {
    pub const fn new(branch: &'a Branch) -> Self {
        Self { branch, text: String::new() }
    }

    pub fn get(&mut self, t: u32) -> &str {
        let name = self.branch.tables.get(t as usize);
        if !self.branch.tables.is_mixed() {
            return name;
        }
        self.text.clear();
        if name.is_ascii() {
            self.text.push_str(name);
            self.text.make_ascii_lowercase();
        } else {
            self.text = name.to_lowercase();
        }
        &self.text
    }
}

impl Filter {
    /// Returns whether anything is filtered.
    pub const fn is_on(&self) -> bool {
        !self.words.is_empty()
    }

    /// Returns how many tables match by their own name, in databases that do not match by theirs.
    pub fn matching_tables(&self) -> usize {
        let count = |shown: &Shown| if let Shown::Only(tables) = shown { tables.len() } else { 0 };
        self.shown.iter().map(count).sum()
    }

    /// Returns the part of branch `d` that is shown.
    pub(super) fn shown(&self, d: usize) -> &Shown {
        if self.words.is_empty() {
            &Shown::All
        } else {
            self.shown.get(d).unwrap_or(&Shown::Pending)
        }
    }

    /// Returns where the words stand in a name of the tree, in bytes, in order
    /// and apart from each other.
    pub fn matches(&self, name: &str) -> Vec<Range<usize>> {
        let folded = name.to_ascii_lowercase();
        let parts = self
            .words
            .iter()
            .flat_map(|word| std::iter::once(word.as_str()).chain(word.split('.')))
            .filter(|part| !part.is_empty());
        let mut found: Vec<Range<usize>> = parts
            .flat_map(|part| folded.match_indices(part).map(|(at, hit)| at..at + hit.len()))
            .collect();
        found.sort_by_key(|range| (range.start, range.end));
        let mut apart: Vec<Range<usize>> = Vec::new();
        for range in found {
            match apart.last_mut().filter(|last| range.start <= last.end) {
                Some(last) => last.end = last.end.max(range.end),
                None => apart.push(range),
            }
        }
        apart
    }

    /// Forgets all that was found of branch `d` and its tables.
    pub(super) fn forget(&mut self, d: usize) {
        self.within.take_if(|(within, _)| *within == d);
        for shown in [&mut self.shown, &mut self.wider] {
            if let Some(shown) = shown.get_mut(d) {
                *shown = Shown::Pending;
            }
        }
    }
}
