//! Reading a list to its end, page by page.
//!
//! No total is believed: services answer the number of rows of this page, 0, nothing, or more than
//! there are, and some give shorter pages than they were asked for. So a list ends only where a
//! page is empty or brings no new ID.
//!
//! Rows can come and go while a list is read, and then a page begins too early or too late. So each
//! page begins with the last row of the page before: if another row stands there, the list has
//! shifted, and is read again from its beginning.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
};

use super::row_memory::Share;
use crate::core::base::{
    CallFailure, Incomplete, LEFT_FOR_CHECKS, MOST_HELD, MOST_ROWS, Row, Whole,
};

/// Rows asked for per page: the largest number that every list but ListJobs allows (`limit` 1-100).
pub const PAGE_LIMIT: u64 = 100;

/// After so many readings, each of which found the list shifted, the list counts as incomplete.
const MOST_READINGS: usize = 3;
/// The bytes that a remembered key of a row takes.
const REMEMBERED: usize = 18;

/// The unit of a list's `offset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    Records,
    /// Pages of `limit` rows, counted from 1.
    Pages,
}

/// The part of a list that a page is to bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first record of the page.
    start: u64,
    /// The `offset` that means `start`.
    pub offset: u64,
    pub limit: u64,
}

impl Window {
    /// Returns the largest page of at most `most` rows that begins exactly with record `start`.
    pub fn at(numbering: Numbering, start: u64, most: u64) -> Self {
        match numbering {
            Numbering::Records => Self { start, offset: start, limit: most },
            // Page numbers reach a record only by a limit that divides its number.
            Numbering::Pages => {
                let limit =
                    (1..=most).rev().find(|limit| start.is_multiple_of(*limit)).unwrap_or(1);
                Self { start, offset: start / limit + 1, limit }
            }
        }
    }
}

/// The meaning of a page for the reading.
#[derive(Debug, PartialEq, Eq)]
enum Progress {
    /// The list goes on; `true` for each new row of the page.
    Fresh(Vec<bool>),
    End,
    /// No row stands any more where the last one stood.
    Vanished,
    /// Rows came or went since the page before.
    Shifted,
    /// The page before came once more: the service ignores some offsets.
    Repeated,
}

/// The position of a reading in a list. Keys are kept as hashes.
#[derive(Debug)]
struct Cursor {
    numbering: Numbering,
    /// The rows that a page can have.
    most: u64,
    /// Whether the next page begins with the last row of the page before.
    overlaps: bool,
    received: u64,
    seen: HashSet<u64>,
    /// The keys of the page before.
    before: Vec<u64>,
}

impl Cursor {
    fn new(numbering: Numbering, limit: u64, overlaps: bool) -> Self {
        Self {
            numbering,
            most: limit,
            overlaps,
            received: 0,
            seen: HashSet::new(),
            before: Vec::new(),
        }
    }

    fn window(&self) -> Window {
        // With one row a page, an overlapping page would bring the same row for ever.
        let Some(last) =
            self.received.checked_sub(1).filter(|_| self.overlaps && self.before.len() > 1)
        else {
            return Window::at(self.numbering, self.received, self.most);
        };
        match self.numbering {
            Numbering::Records => Window::at(self.numbering, last, self.most),
            // Of all pages that hold the last row and begin within the page before, this chooses
            // the one that reaches farthest.
            Numbering::Pages => {
                let known = self.received - self.before.len() as u64;
                let pages = (1..=self.most).map(|limit| Window {
                    start: last / limit * limit,
                    offset: last / limit + 1,
                    limit,
                });
                let further = pages
                    .filter(|page| page.start >= known && page.start + page.limit > self.received);
                further
                    .max_by_key(|page| page.start + page.limit)
                    .unwrap_or_else(|| Window::at(self.numbering, self.received, self.most))
            }
        }
    }

    /// Takes the keys of the page that was asked for.
    fn take(&mut self, window: Window, keys: Vec<u64>) -> Progress {
        let overlap = self.received.saturating_sub(window.start) as usize;
        if keys.is_empty() {
            return if overlap == 0 { Progress::End } else { Progress::Vanished };
        }
        let joins = keys.get(..overlap).is_some_and(|front| self.before.ends_with(front));
        let known = |key: &u64| self.seen.contains(key);
        let rest = keys.get(overlap..).unwrap_or_default();
        match (joins, keys.iter().all(known)) {
            (true, true) => Progress::End,
            (true, false) if rest.iter().any(known) => Progress::Shifted,
            (true, false) => {
                // A page number tells where the page begins only as long as no page is shorter than
                // its limit.
                if self.numbering == Numbering::Pages && (keys.len() as u64) < window.limit {
                    self.most = self.most.min(keys.len() as u64);
                }
                self.received = window.start + keys.len() as u64;
                let fresh = keys.iter().map(|key| self.seen.insert(*key)).collect();
                self.before = keys;
                Progress::Fresh(fresh)
            }
            (false, true) if overlap > 0 && self.before.starts_with(&keys) => {
                self.overlaps = false;
                Progress::Repeated
            }
            (false, _) => Progress::Shifted,
        }
    }
}

/// How one reading of a list ended.
enum Ended {
    /// The last row came, or `each` wanted no more.
    Well,
    /// The last row had vanished; with a hash of all keys before that row.
    Vanished(u64),
    Shifted,
}

/// A step of a reading.
#[derive(Debug, PartialEq, Eq)]
pub enum Step<T> {
    /// Brings rows that did not come before.
    Rows(Vec<T>),
    /// The list has shifted: all rows come once more.
    Restart,
}

impl<T> Step<T> {
    /// Returns the rows of the step.
    pub fn rows(self) -> Vec<T> {
        match self {
            Self::Rows(rows) => rows,
            Self::Restart => Vec::new(),
        }
    }

    /// Appends the rows to `rows`, or empties `rows` where all rows come once more.
    pub fn collect_into(self, rows: &mut Vec<T>) {
        match self {
            Self::Rows(more) => rows.extend(more),
            Self::Restart => rows.clear(),
        }
    }
}

/// The owner of the rows of a list that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The reading, until it has ended, because a check needs all rows.
    Here,
    /// The screens, which count the rows; with the bytes that this list may take at most.
    OnScreen(usize),
}

/// How a list is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub numbering: Numbering,
    /// Rows asked for per page.
    pub limit: u64,
    pub holder: Holder,
}

impl Plan {
    /// For a list whose rows the screens hold, however many there are.
    pub const SHOWN: Self = Self {
        numbering: Numbering::Records,
        limit: PAGE_LIMIT,
        holder: Holder::OnScreen(usize::MAX),
    };
    /// For a list whose rows the screens hold beside a tree of tables, or that is searched for one
    /// row: a service that ignores the condition for a single row is not read for ever.
    pub const BOUNDED: Self = Self { holder: Holder::OnScreen(16 << 20), ..Self::SHOWN };
    /// For a list that a check needs as a whole.
    pub const WHOLE: Self = Self { holder: Holder::Here, ..Self::SHOWN };

    /// Reads the list and hands its rows on until `each` wants no more.
    /// Errors: The first call that failed, or that the list is not complete.
    pub async fn read<T, F>(
        self,
        share: &mut Share,
        fetch: impl Fn(Window) -> F,
        mut each: impl FnMut(Step<T>) -> bool,
    ) -> Result<(), CallFailure>
    where
        T: Row,
        F: Future<Output = Result<Vec<T>, CallFailure>>,
    {
        let hasher = RandomState::new();
        let (mut alike, others) = (None, share.bytes());
        for reading in 1..=MOST_READINGS {
            if reading > 1 && !each(Step::Restart) {
                return Ok(());
            }
            share.give_back_to(others);
            // Where pages have numbers, the last reading has no overlaps, for a service that
            // ignores every limit but the largest.
            let overlaps = self.numbering == Numbering::Records || reading < MOST_READINGS;
            let cursor = Cursor::new(self.numbering, self.limit, overlaps);
            match self.read_once(cursor, (share, &hasher), &fetch, &mut each).await? {
                Ended::Well => return Ok(()),
                // Two readings brought the same rows with no row behind: these are all rows.
                Ended::Vanished(rows) if alike == Some(rows) => return Ok(()),
                Ended::Vanished(rows) => alike = Some(rows),
                Ended::Shifted => alike = None,
            }
        }
        Err(CallFailure::Incomplete(Incomplete::Changing(MOST_READINGS)))
    }

    async fn read_once<T, F>(
        self,
        mut cursor: Cursor,
        (share, hasher): (&mut Share, &RandomState),
        fetch: &impl Fn(Window) -> F,
        each: &mut impl FnMut(Step<T>) -> bool,
    ) -> Result<Ended, CallFailure>
    where
        T: Row,
        F: Future<Output = Result<Vec<T>, CallFailure>>,
    {
        let (mut weight, mut all) = (0_usize, 0_u64);
        loop {
            let window = cursor.window();
            let rows = fetch(window).await.map_err(|why| match why {
                CallFailure::Incomplete(Incomplete::TooLong(_)) => {
                    CallFailure::Incomplete(Incomplete::TooLong(cursor.seen.len()))
                }
                why => why,
            })?;
            let keys = rows.iter().map(|row| hasher.hash_one(row.key())).collect();
            match cursor.take(window, keys) {
                Progress::Fresh(fresh) => {
                    all = cursor.before.iter().fold(all, |all, key| hasher.hash_one((all, key)));
                    let rows: Vec<T> = rows
                        .into_iter()
                        .zip(fresh)
                        .filter_map(|(row, fresh)| fresh.then_some(row))
                        .collect();
                    let page: usize = rows.iter().map(Row::weight).sum();
                    weight += page;
                    let remembered = rows.len() * REMEMBERED;
                    let fits = cursor.seen.len() <= MOST_ROWS
                        && match self.holder {
                            Holder::Here => share.grow(remembered + page, MOST_HELD),
                            Holder::OnScreen(most) => {
                                weight <= most
                                    && share.grow(remembered, MOST_HELD - LEFT_FOR_CHECKS)
                            }
                        };
                    if !fits {
                        return Err(CallFailure::Incomplete(Incomplete::TooLong(
                            cursor.seen.len() - rows.len(),
                        )));
                    }
                    if !each(Step::Rows(rows)) {
                        return Ok(Ended::Well);
                    }
                }
                Progress::End => return Ok(Ended::Well),
                Progress::Vanished => return Ok(Ended::Vanished(all)),
                Progress::Shifted => return Ok(Ended::Shifted),
                Progress::Repeated => {}
            }
        }
    }

    /// Returns all rows of the list.
    /// Errors: As [`Plan::read`]; a part of a list is an error too.
    pub async fn whole<T, F>(
        self,
        share: &mut Share,
        fetch: impl Fn(Window) -> F,
    ) -> Result<Whole<T>, CallFailure>
    where
        T: Row,
        F: Future<Output = Result<Vec<T>, CallFailure>>,
    {
        let mut rows = Vec::new();
        self.read(share, fetch, |step| {
            step.collect_into(&mut rows);
            true
        })
        .await?;
        Ok(Whole::of(rows))
    }

    /// Reads the list until a row `fits`, and returns that row. A condition in the request
    /// does not spare this: a service that ignores the condition lists all rows, over
    /// several pages. Errors: As [`Plan::read`].
    pub async fn find<T, F>(
        self,
        share: &mut Share,
        fetch: impl Fn(Window) -> F,
        fits: impl Fn(&T) -> bool,
    ) -> Result<Option<T>, CallFailure>
    where
        T: Row,
        F: Future<Output = Result<Vec<T>, CallFailure>>,
    {
        let mut found = None;
        self.read(share, fetch, |step| {
            found = found.take().or_else(|| step.rows().into_iter().find(&fits));
            found.is_none()
        })
        .await?;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How a service answers a page of `limit` rows.
    #[derive(Debug, Clone, Copy)]
    enum Service {
        Honest,
        /// With pages of at most so many rows, from the record that was asked for.
        Shorter(u64),
        /// As if the request had a limit of at most so many rows: page numbers count such pages.
        Smaller(u64),
    }

    impl Service {
        fn page(self, numbering: Numbering, window: Window, all: u64) -> Vec<u64> {
            let (limit, most) = match self {
                Self::Honest => (window.limit, window.limit),
                Self::Shorter(most) => (window.limit, most.min(window.limit)),
                Self::Smaller(most) => (most.min(window.limit), most.min(window.limit)),
            };
            let start = match numbering {
                Numbering::Records => window.offset,
                Numbering::Pages => (window.offset - 1) * limit,
            };
            (start.min(all)..(start + most).min(all)).collect()
        }
    }

    /// Returns all keys that a reading brings, and the number of calls; `None` if the list shifts.
    fn read(
        numbering: Numbering,
        mut page: impl FnMut(Window) -> Vec<u64>,
    ) -> Option<(Vec<u64>, usize)> {
        let (mut cursor, mut all) = (Cursor::new(numbering, PAGE_LIMIT, true), Vec::new());
        for call in 1.. {
            let window = cursor.window();
            assert!((1..=PAGE_LIMIT).contains(&window.limit), "{window:?}");
            let keys = page(window);
            match cursor.take(window, keys.clone()) {
                Progress::Fresh(fresh) => all.extend(
                    keys.into_iter().zip(fresh).filter_map(|(key, fresh)| fresh.then_some(key)),
                ),
                Progress::End => return Some((all, call)),
                Progress::Vanished | Progress::Shifted => return None,
                Progress::Repeated => {}
            }
        }
        None
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 400,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn every_list_is_read_to_its_end_in_order_however_long_its_pages_are(
            all in 0_u64..700, most in 1_u64..130, kind in 0_usize..3, pages: bool,
        ) {
            let service = [Service::Honest, Service::Shorter(most), Service::Smaller(most)][kind];
            let numbering = if pages { Numbering::Pages } else { Numbering::Records };
            let read = read(numbering, |window| service.page(numbering, window, all));
            prop_assert_eq!(read.map(|read| read.0), Some((0..all).collect()));
        }

        #[test]
        fn a_row_that_comes_or_goes_in_front_of_what_is_read_is_noticed(
            all in 101_u64..700, at in 1_usize..7, comes: bool, pages: bool,
        ) {
            let numbering = if pages { Numbering::Pages } else { Numbering::Records };
            let (mut calls, mut moved) = (0, false);
            let read = read(numbering, |window| {
                calls += 1;
                let first = 1_000 + match (calls > at, comes) {
                    (false, _) => 0,
                    (true, true) => -1,
                    (true, false) => 1,
                };
                let rows = (1_000 + all as i64 - first) as u64;
                let page = Service::Honest.page(numbering, window, rows);
                // A reading that ended before the change has seen no shift.
                moved = moved || calls > at;
                page.into_iter().map(|row| row + first as u64).collect()
            });
            let whole = (1_000..1_000 + all).collect::<Vec<_>>();
            prop_assert!(!moved || read.is_none_or(|read| read.0 == whole));
        }
    }

    #[test]
    fn a_page_number_reaches_every_record() {
        for start in 0..1_000 {
            let window = Window::at(Numbering::Pages, start, PAGE_LIMIT);
            assert_eq!((window.offset - 1) * window.limit, start);
        }
        assert_eq!(
            Window::at(Numbering::Pages, 200, PAGE_LIMIT),
            Window { start: 200, offset: 3, limit: 100 }
        );
    }
}
