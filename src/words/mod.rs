//! Every sentence that a person reads, in the folders of the rooms that say them.
//!
//! Rules and calls are typed data elsewhere, and get their words here. Another language, or a
//! line-by-line view for screen readers, needs changes in this module alone.

pub mod base;
pub mod choose;
pub mod compose;
pub mod dialog;
pub mod draft;
pub mod header;
pub mod history;
pub mod journal;
pub mod operation;
pub mod plain;
pub mod port;
pub mod review;
pub mod session;
pub mod start;
pub mod watch;

use std::{borrow::Borrow, fmt::Display};

use crate::core::{base::text::visible_name, port::Commands, scope::list::write_path};

/// Returns a sentence in which each `<KEY|WORD>` names a command: by its key on the screens, by its
/// word in plain mode. Where one of them has nothing to say, that part is empty.
pub fn say(by: Commands, sentence: &'static str) -> String {
    let mut parts = sentence.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |said, part| {
        let (named, rest) = part.split_once('>').unwrap_or((part, ""));
        let (key, word) = named.split_once('|').unwrap_or((named, named));
        said + if by == Commands::Keys { key } else { word } + rest
    })
}

/// Returns a database, or a table of a database, as an operator would type it. A name that is not
/// plain stands in quotes, so that no two names look the same.
pub fn name_path(database: &str, table: Option<&str>) -> String {
    visible_name(&write_path(database, table)).into_owned()
}

/// Returns a number with its noun, like `1 table` or `2 tables`.
pub fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// Returns numbers with their nouns, like `1 whole database + 2 tables`; empty if all are 0.
pub fn counts(parts: [(usize, &str); 2]) -> String {
    join(parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, noun)| count(n, noun)), " + ")
}

/// Returns a value with the words before and behind it, or nothing where there is no value.
pub fn if_told(before: &str, value: Option<impl Display>, behind: &str) -> String {
    value.map(|value| format!("{before}{value}{behind}")).unwrap_or_default()
}

/// Returns a number with the words before and behind it, or nothing where the number is 0.
pub fn if_any(before: &str, n: usize, behind: &str) -> String {
    if_told(before, Some(n).filter(|n| *n > 0), behind)
}

/// Returns texts in one, with the same words between all of them.
pub fn join(texts: impl IntoIterator<Item: Borrow<str>>, between: &str) -> String {
    texts.into_iter().collect::<Vec<_>>().join(between)
}

/// Stands in place of an argument that may be a secret.
pub fn not_repeated(characters: usize) -> String {
    format!("(not repeated: {characters} characters that may be a secret)")
}

/// Stands in place of such an argument where a path was wanted.
pub fn not_a_path(characters: usize) -> String {
    format!(
        "(not repeated: {characters} characters that may be a secret; the path of a file is meant)"
    )
}

/// Returns a size in KB (the API's unit) in the unit that suits a person.
pub fn size_kb(kb: f64) -> String {
    size_to(kb, 1)
}

/// Returns the same with so many decimals.
pub fn size_to(kb: f64, decimals: usize) -> String {
    let (value, unit) = match kb {
        kb if kb >= 1024.0 * 1024.0 => (kb / 1024.0 / 1024.0, "GB"),
        kb if kb >= 1024.0 => (kb / 1024.0, "MB"),
        kb => (kb, "KB"),
    };
    format!("{value:.decimals$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_databases_or_tables_are_written_alike() {
        let rows = [
            ("orders", Some("items"), "orders.items"),
            ("orders", None, "orders"),
            ("orders.items", None, "\"orders.items\".*"),
            ("a", Some("b; c.d"), "a.\"b; c.d\""),
            ("a", Some("b\u{200b}"), "a.\"b\\u{200b}\""),
            ("a", Some("b  c "), "a.\"b \\u{20}c \""),
        ];
        for (database, table, want) in rows {
            assert_eq!(name_path(database, table), want);
        }
    }
}
