//! Paging by record offset (fact sheet 2, 3 and 5): when a list has ended, and a guard against one that never does.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Mutex, PoisonError},
};

use crate::core::call::Page;

/// Rows asked for per page: the largest that every list allows (`limit` 1-100).
pub const PAGE_LIMIT: u64 = 100;

/// Rows after which a list is taken as ended: no list of the service comes near.
const MOST_ROWS: u64 = 1_000_000;

/// True when nothing follows a page of `rows` rows, of at most `limit`, at `offset`. A told total has the last
/// word; without one a short page ends the list.
pub(super) const fn is_last(offset: u64, rows: u64, limit: u64, total: Option<u64>) -> bool {
    let seen = offset.saturating_add(rows);
    if rows == 0 || seen >= MOST_ROWS {
        return true;
    }
    match total {
        Some(total) => seen >= total,
        None => rows < limit,
    }
}

/// Remembers the latest page of each list that is being read.
///
/// A server that ignores `offset` sends its first page for ever. Such a page equals the one
/// before it, and two different pages of one list cannot be equal.
#[derive(Debug, Default)]
pub(super) struct RepeatGuard {
    latest: Mutex<HashMap<String, (u64, u64)>>,
}

impl RepeatGuard {
    /// Makes a page of what was received at `offset` of `list`; a repeated page becomes an empty last one.
    /// `key` is what tells two rows apart.
    pub(super) fn page<T>(&self, list: &str, offset: u64, rows: Vec<T>, total: Option<u64>, key: impl Fn(&T) -> &str) -> Page<T> {
        let mut hasher = DefaultHasher::new();
        rows.iter().for_each(|row| key(row).hash(&mut hasher));
        let mark = hasher.finish();
        let last = is_last(offset, rows.len() as u64, PAGE_LIMIT, total);
        // A poisoned lock means a panic elsewhere; the map is still a map.
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.get(list).is_some_and(|&(before, known)| before < offset && known == mark) {
            latest.remove(list);
            return Page { rows: Vec::new(), total, last: true };
        }
        if last {
            latest.remove(list);
        } else {
            latest.insert(list.to_owned(), (offset, mark));
        }
        Page { rows, total, last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_list_ends() {
        let rows: &[(u64, u64, Option<u64>, bool)] = &[
            (0, 0, None, true),
            (0, 0, Some(5), true),
            (0, 99, None, true),
            (0, 100, None, false),
            (0, 100, Some(100), true),
            (0, 100, Some(101), false),
            (100, 1, Some(101), true),
            // A server with smaller pages than asked for: the total says that more follows.
            (0, 50, Some(101), false),
            (MOST_ROWS - 100, 100, None, true),
            (u64::MAX, 100, Some(u64::MAX), true),
        ];
        for &(offset, count, total, want) in rows {
            assert_eq!(is_last(offset, count, PAGE_LIMIT, total), want, "{offset} {count} {total:?}");
        }
    }

    #[test]
    fn a_repeated_page_ends_the_list_and_a_fresh_start_does_not() {
        let guard = RepeatGuard::default();
        let page = |list, offset| guard.page(list, offset, vec!["x"; 100], None, |row| row);
        assert!(!page("l", 0).last);
        assert!(!page("l", 0).last);
        assert!(!page("other", 100).last);
        let repeated = page("l", 100);
        assert!(repeated.last && repeated.rows.is_empty());
    }
}
