//! The state of the room.

use super::{
    reading::{Edge, Reading},
    rows::{MOST, Rows},
};
use crate::core::{
    base::{Ask, InstanceId},
    port::HistoryFrom,
};

/// Why the file of a row is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Open,
    Prepare,
}

#[derive(Debug, Clone, Default)]
pub struct HistoryRoom {
    pub from: HistoryFrom,
    /// The one instance that is shown, its ID and name; `None` for the whole project.
    pub instance: Option<(InstanceId, String)>,
    /// The instance for which the history was opened.
    pub opened_for: Option<(InstanceId, String)>,
    pub rows: Rows,
    pub reading: Reading,
    pub filtering: bool,
    pub cursor: usize,
    pub top: usize,
    /// Whether a key has moved the cursor: until then it stays on the newest row.
    pub(super) moved: bool,
    /// Whether older rows are wanted although the filter shows few.
    pub(super) seeks: bool,
    pub(super) wanted: Option<(Ask, Purpose)>,
}

impl HistoryRoom {
    /// Returns what stands below the last row.
    pub fn edges(&self) -> Vec<Edge> {
        self.reading.edges(self.is_full())
    }

    /// Returns whether no more rows are held.
    pub fn is_full(&self) -> bool {
        self.rows.total() >= MOST
    }

    /// Returns whether the journal stays unread from some operation on.
    pub fn is_cut(&self) -> bool {
        self.is_full() && self.reading.asked.is_none() && self.reading.journal.is_open()
    }

    /// Returns whether the cursor is below the last row.
    pub fn is_below(&self) -> bool {
        self.cursor >= self.rows.len()
    }
}
