//! Looking through the names for the filter.
//!
//! A key looks at a slice, counted in names, and never waits for a million of them. Where new words
//! only narrow the old ones, only the names that the old words let through are looked at.

use super::{
    filter::{Filter, Folded, Shown, Wanted},
    names::merge,
    row_id,
    state::Tree,
};

/// Names looked at before the key that changed the filter is answered.
const FIRST_SLICE: usize = 50_000;
/// Names looked at between two keys after that.
const SLICE: usize = 200_000;

impl Tree {
    pub const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Filters by the words of `text`; a blank text shows all. With very
    /// many names, [`Tree::look_on`] goes on.
    pub fn set_filter(&mut self, text: &str) {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        if words == self.filter.words {
            return;
        }
        let narrower = self.filter.is_on()
            && self
                .filter
                .words
                .iter()
                .all(|old| words.iter().any(|new| new.contains(old.as_str())));
        let old = std::mem::take(&mut self.filter);
        let wider = match old.within {
            // Half a branch is no answer.
            Some((d, _)) if narrower => {
                let mut shown = old.shown;
                shown[d] = Shown::Pending;
                shown
            }
            None if narrower => old.shown,
            _ => Vec::new(),
        };
        if !words.is_empty() {
            let branches = self.branches.len();
            self.filter = Filter { words, wider, ..Filter::default() };
            self.filter.shown.resize(branches, Shown::Pending);
        }
        self.measure();
        self.look_first();
    }

    /// Returns whether some branch has not been looked at yet.
    pub const fn is_looking(&self) -> bool {
        let waits = self.filter.next < self.layout.count() || self.filter.within.is_some();
        self.filter.is_on() && waits
    }

    /// Looks at the slice that a key may wait for. The branch under the cursor comes first, so that
    /// the cursor can stay there.
    pub(super) fn look_first(&mut self) {
        let here = self.cursor.and_then(row_id::RowId::database);
        if let Some(d) = here.filter(|d| {
            self.branches[*d].tables.len() <= FIRST_SLICE && self.layout.slot(*d).is_some()
        }) {
            self.look_into(d, usize::MAX);
        }
        self.look_further(FIRST_SLICE);
    }

    pub fn look_on(&mut self) {
        self.look_further(SLICE);
    }

    /// Looks at about this number of names more.
    pub(super) fn look_further(&mut self, names: usize) {
        let mut left = names;
        while let Some(d) = self.next_pending() {
            if left == 0 {
                return;
            }
            left = left.saturating_sub(self.look_into(d, left));
        }
        self.filter.wider = Vec::new();
    }

    /// Returns the branch to look into next, and goes past those that need no look.
    fn next_pending(&mut self) -> Option<usize> {
        while self.is_looking() {
            let here = self.layout.branch(self.filter.next);
            let within = self.filter.within.map(|(within, _)| within);
            let waits = |d: &usize| *self.filter.shown(*d) == Shown::Pending;
            match within.or(here.filter(waits)) {
                None => self.filter.next += 1,
                waiting => return waiting,
            }
        }
        None
    }

    fn is_within(&self, d: usize) -> bool {
        self.filter.within.is_some_and(|(within, _)| within == d)
    }

    /// Returns whether a branch has not been looked at to its end.
    fn is_pending(&self, d: usize) -> bool {
        *self.filter.shown(d) == Shown::Pending || self.is_within(d)
    }

    /// Looks at no more than `most` tables of a branch that waits; returns the
    /// number of names looked at.
    fn look_into(&mut self, d: usize, most: usize) -> usize {
        let Some(shown) = self.filter.shown.get_mut(d) else { return 1 };
        if *shown != Shown::Pending && self.filter.within.is_none_or(|(within, _)| within != d) {
            return 0;
        }
        let mut hits = match std::mem::take(shown) {
            Shown::Only(hits) => hits,
            Shown::Pending | Shown::Hidden | Shown::All => Vec::new(),
        };
        let at = self.filter.within.take_if(|(within, _)| *within == d).map_or(0, |(_, at)| at);
        let (branch, words) = (&self.branches[d], &self.filter.words);
        let wanted = Wanted::new(words, self.names.get(d));
        let among: &[u32] = match self.filter.wider.get(d) {
            _ if wanted.base_matches => &[],
            Some(Shown::Hidden) => &[],
            Some(Shown::Only(tables)) => tables,
            Some(Shown::All | Shown::Pending) | None => branch.tables.sorted(),
        };
        let end = among.len().min(at.saturating_add(most));
        let mut folded = Folded::new(branch);
        hits.extend(among[at.min(end)..end].iter().filter(|t| wanted.fits(folded.get(**t))));
        let (done, matches) = (end == among.len(), wanted.base_matches);
        let shown = match (matches, done, hits.is_empty()) {
            (true, _, _) => Shown::All,
            (false, _, false) => Shown::Only(hits),
            (false, true, true) => Shown::Hidden,
            (false, false, true) => Shown::Pending,
        };
        self.filter.shown[d] = shown;
        if !done {
            self.filter.within = Some((d, end));
        }
        self.measure_one(d);
        1 + end - at
    }

    /// Looks at new branches, after branches came or went.
    pub(super) fn filter_branches(&mut self) {
        if self.filter.is_on() {
            self.filter.shown.resize(self.branches.len(), Shown::Pending);
            // A branch that is away does not count, and may come back with other tables.
            for d in self.names.gone().iter() {
                self.filter.forget(d);
            }
            self.filter.next = 0;
            self.look_first();
        }
    }

    /// Looks at all of a branch again, after its tables came or went.
    pub(super) fn filter_branch(&mut self, d: usize) {
        self.look_again(d);
        self.look_first();
    }

    /// Lets the next slice look at all of a branch again.
    pub(super) fn look_again(&mut self, d: usize) {
        if !self.filter.is_on() {
            return;
        }
        self.filter.forget(d);
        if let Some(slot) = self.layout.slot(d) {
            self.filter.next = self.filter.next.min(slot);
            self.measure_one(d);
        }
    }

    /// Looks at tables that came into a branch. `fresh` is sorted by name.
    pub(super) fn filter_fresh(&mut self, d: usize, fresh: &[u32]) {
        if !self.filter.is_on() || fresh.is_empty() {
            return;
        }
        if self.is_pending(d) {
            let narrowed = self.filter.wider.get(d).is_some_and(|wider| *wider != Shown::Pending);
            // It will be looked at with what came; what was found of it so far may stand elsewhere
            // now.
            if narrowed || self.is_within(d) {
                self.filter_branch(d);
            }
            return;
        }
        if let Some(wider) = self.filter.wider.get_mut(d) {
            *wider = Shown::Pending;
        }
        let branch = &self.branches[d];
        let wanted = Wanted::new(&self.filter.words, self.names.get(d));
        let mut folded = Folded::new(branch);
        let hits: Vec<u32> =
            fresh.iter().copied().filter(|t| wanted.fits(folded.get(*t))).collect();
        if wanted.base_matches || hits.is_empty() {
            return self.measure_one(d);
        }
        let name = |t: &u32| branch.tables.get(*t as usize);
        if let Some(shown) = self.filter.shown.get_mut(d) {
            let mut tables =
                if let Shown::Only(tables) = std::mem::take(shown) { tables } else { Vec::new() };
            let places: Vec<usize> = hits
                .iter()
                .map(|t| tables.partition_point(|other| name(other) < name(t)))
                .collect();
            merge(&mut tables, &hits, &places);
            *shown = Shown::Only(tables);
        }
        self.measure_one(d);
    }
}
