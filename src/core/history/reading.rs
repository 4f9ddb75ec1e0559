//! How far the history has been read: the journal, and both lists of the service.
//!
//! The journal is read to its end while the history is in front, for only then is a backup known
//! not to be the journal's. The service is asked for a page when the operator scrolls there.

use crate::core::{
    base::{Ask, CallFailure, StateTrouble, UtcTime},
    operation::backup::{PageWanted, Reached},
};

/// One of the three sources.
#[derive(Debug, Clone)]
pub struct Source<F> {
    pub read: u64,
    pub reached: Reached,
    pub failed: Option<F>,
}

impl<F> Default for Source<F> {
    fn default() -> Self {
        Self { read: 0, reached: Reached::Nothing, failed: None }
    }
}

impl<F> Source<F> {
    pub fn is_open(&self) -> bool {
        self.failed.is_none() && self.reached != Reached::End
    }

    /// Returns whether no unread row can belong above a row of this begin. Before its first page a
    /// source hides no row of the others.
    fn passes(&self, begun: Option<UtcTime>) -> bool {
        !self.is_open()
            || begun.is_none()
            || self.reached == Reached::Nothing
            || self.reached.is_past(begun)
    }
}

#[derive(Debug, Clone, Default)]
pub struct Reading {
    pub journal: Source<StateTrouble>,
    /// The lists, instance-level backups first.
    pub lists: [Source<CallFailure>; 2],
    /// Whether the service can be asked.
    pub with_service: bool,
    /// When a page of the service came last.
    pub read_at: Option<UtcTime>,
    /// The question to the disk under way.
    pub asked: Option<Ask>,
    /// The page of the service under way.
    pub page: Option<PageWanted>,
}

/// What stands below the last row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The journal could not be read on.
    Journal,
    /// A list of the service could not be read on, by its place among both.
    List(usize),
    /// The service cannot be asked.
    NoService,
    Reading,
    /// Older rows are not loaded.
    More,
    /// No more rows are held.
    Full,
}

impl Edge {
    pub fn is_reading(self) -> bool {
        self == Self::Reading
    }
}

impl Reading {
    pub fn is_certain(&self, begun: Option<UtcTime>) -> bool {
        let lists = !self.with_service || self.lists.iter().all(|list| list.passes(begun));
        lists && self.journal.passes(begun)
    }

    /// Returns the list that is to be read on: the one that is behind.
    pub fn next_list(&self) -> Option<usize> {
        let open = |n: &usize| self.with_service && self.lists[*n].is_open();
        (0..2).rev().filter(open).max_by_key(|n| self.lists[*n].reached)
    }

    /// Returns whether the list of tables is known not to show a backup of this begin.
    pub fn knows_kind(&self, begun: Option<UtcTime>) -> bool {
        // A row of the same second may stand on the next page.
        self.lists[1].reached.is_past(begun.map(|begun| begun.plus(-1)))
    }

    /// Returns what stands below the last row.
    pub fn edges(&self, full: bool) -> Vec<Edge> {
        let mut edges = Vec::new();
        edges.extend(self.journal.failed.as_ref().map(|_| Edge::Journal));
        edges.extend((0..2).filter(|n| self.lists[*n].failed.is_some()).map(Edge::List));
        edges.extend((!self.with_service).then_some(Edge::NoService));
        let reading = self.asked.is_some() || self.page.is_some();
        let open = self.journal.is_open() || self.next_list().is_some();
        edges.extend(match (reading, full, open) {
            (_, _, false) => None,
            (true, ..) => Some(Edge::Reading),
            (false, true, true) => Some(Edge::Full),
            (false, false, true) => Some(Edge::More),
        });
        edges
    }
}
