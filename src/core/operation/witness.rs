//! A job or a backup as the readings of its list have shown it.
//!
//! A reading vouches only for the rows that it showed. An earlier row keeps the time of its
//! reading, so that no screen says that a row is there now when the latest reading did not find it.

use crate::core::base::UtcTime;

/// A job or a backup as the readings of its list have shown it.
#[derive(Debug, Clone, PartialEq)]
pub struct Witness<T> {
    seen: Option<(T, UtcTime)>,
    /// Readings since then that were answered in full and did not show the row.
    /// Failed readings do not count.
    misses: u32,
}

/// How a thing stands to the latest reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sight<'a, T> {
    /// No reading of the list has been answered.
    Unread,
    /// The latest reading showed the thing like this.
    Now(&'a T),
    /// A reading of that time showed the thing like this, and no later one was answered.
    Earlier(&'a T, UtcTime),
    /// The latest reading did not show the thing; an earlier one of that time did, if any.
    Missing(Option<(&'a T, UtcTime)>),
}

impl<T> Default for Witness<T> {
    fn default() -> Self {
        Self { seen: None, misses: 0 }
    }
}

impl<T> Witness<T> {
    /// Takes the row that a reading showed.
    pub(super) fn see(&mut self, what: T, at: UtcTime) {
        (self.seen, self.misses) = (Some((what, at)), 0);
    }

    /// Notes that a reading did not show the row.
    pub(super) const fn miss(&mut self) {
        self.misses = self.misses.saturating_add(1);
    }

    /// Returns the thing as the last reading that showed it did, however long ago that was.
    pub const fn last(&self) -> Option<&T> {
        match &self.seen {
            Some((what, _)) => Some(what),
            None => None,
        }
    }

    /// Returns the time of the last reading that showed the thing.
    pub fn last_at(&self) -> Option<UtcTime> {
        self.seen.as_ref().map(|(_, at)| *at)
    }

    /// Returns how many readings since then did not show the thing.
    pub const fn misses(&self) -> u32 {
        self.misses
    }

    /// Returns how the thing stands to the reading of time `latest`.
    pub(super) fn sight(&self, latest: Option<UtcTime>) -> Sight<'_, T> {
        let seen = self.seen.as_ref().map(|(what, at)| (what, *at));
        match (seen, self.misses) {
            (None, 0) => Sight::Unread,
            (Some((what, at)), 0) if Some(at) == latest => Sight::Now(what),
            (Some((what, at)), 0) => Sight::Earlier(what, at),
            (seen, _) => Sight::Missing(seen),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_vouches_only_for_what_it_showed() {
        let at = UtcTime::from_unix;
        let mut witness = Witness::default();
        assert_eq!(witness.sight(Some(at(1))), Sight::Unread);
        witness.miss();
        assert_eq!(witness.sight(Some(at(2))), Sight::Missing(None));
        witness.see("BUILDING", at(3));
        assert_eq!((witness.sight(Some(at(3))), witness.misses()), (Sight::Now(&"BUILDING"), 0));
        assert_eq!(
            witness.sight(Some(at(4))),
            Sight::Earlier(&"BUILDING", at(3)),
            "the reading of 4 failed for this list"
        );
        witness.miss();
        witness.miss();
        assert_eq!(
            (witness.sight(Some(at(6))), witness.misses()),
            (Sight::Missing(Some((&"BUILDING", at(3)))), 2)
        );
        assert_eq!((witness.last(), witness.last_at()), (Some(&"BUILDING"), Some(at(3))));
    }
}
