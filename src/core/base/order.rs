//! The order of a list by one of its columns, which are known by their places.

use super::time::UtcTime;

/// How many columns a list has.
pub const COLUMNS: usize = 9;

/// What a row has in the column that orders its list: whether that is unknown, which stands last,
/// then a text or a number.
pub type Value<'a> = (bool, &'a str, i64);

pub const fn text(text: &str) -> Value<'_> {
    (text.is_empty(), text, 0)
}

/// Returns the value in the column of the names. Rows of one value stand by their names, so the
/// value only tells whether a row has a name.
pub const fn name(name: &str) -> Value<'_> {
    (name.is_empty(), "", 0)
}

/// Returns the value of a number: the largest stands first.
pub fn number(number: Option<u64>) -> Value<'static> {
    (number.is_none(), "", 0_i64.saturating_sub_unsigned(number.unwrap_or(0)))
}

pub fn time(time: Option<UtcTime>) -> Value<'static> {
    (time.is_none(), "", time.map_or(0, UtcTime::unix))
}

/// Returns the column after this one, from `first` on. The list's own order follows the last one.
pub fn next(order: Option<usize>, first: usize) -> Option<usize> {
    Some(order.map_or(first, |column| column + 1)).filter(|column| *column < COLUMNS)
}
