//! Lists that were read to their end, and the memory that a row takes.
//!
//! A count is not a proof: the service's totals are wrong often enough, so no list ends by one. A
//! check that needs all rows takes a [`Whole`] list; a list that is not whole is a [`CallFailure`]
//! with [`Incomplete`], never a shorter list.
//!
//! [`CallFailure`]: super::call::CallFailure

use std::ops::Deref;

use serde::{Deserialize, Serialize};

/// Bytes of rows that the program holds at most, over all lists.
pub const MOST_HELD: usize = 48 << 20;
/// The part of [`MOST_HELD`] that lists on screen leave free, so that a list without an end does
/// not keep the checks from reading theirs.
pub const LEFT_FOR_CHECKS: usize = 16 << 20;
/// Rows of one list that are read at most: no list of the service comes near.
pub const MOST_ROWS: usize = 1_000_000;

/// Bytes of a `String` itself, and the bytes that the allocator adds.
const TEXT: usize = size_of::<String>() + 32;

/// Why a list is not whole although every call was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Incomplete {
    /// Only this number of rows was read: the rest does not fit into
    /// [`MOST_HELD`], or goes beyond [`MOST_ROWS`].
    TooLong(usize),
    /// Rows came or went during each of this number of readings.
    Changing(usize),
}

/// A row of a list of the service.
pub trait Row {
    /// Returns the text that tells two rows of a list apart.
    fn key(&self) -> &str;

    /// Returns the bytes that the program holds for the row; rather too many than too few.
    fn weight(&self) -> usize;
}

/// All rows of a list that was read to its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole<T> {
    rows: Vec<T>,
    weight: usize,
}

impl<T: Row> Whole<T> {
    /// Makes a whole list of rows; the caller has seen the end of the list.
    pub fn of(rows: Vec<T>) -> Self {
        let weight = rows.iter().map(Row::weight).sum();
        Self { rows, weight }
    }
}

impl<T> Whole<T> {
    /// Returns the bytes that the rows take.
    pub const fn weight(&self) -> usize {
        self.weight
    }

    /// Returns the rows that `fit`: a whole list of such rows.
    pub fn only(self, fit: impl FnMut(&T) -> bool) -> Self
    where
        T: Row,
    {
        Self::of(self.rows.into_iter().filter(fit).collect())
    }

    /// Returns the rows without the promise that the list is whole.
    pub fn into_rows(self) -> Vec<T> {
        self.rows
    }
}

impl<T> Deref for Whole<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.rows
    }
}

pub(crate) const fn text(text: &str) -> usize {
    text.len() + TEXT
}

impl Row for String {
    fn key(&self) -> &str {
        self
    }

    fn weight(&self) -> usize {
        text(self)
    }
}
