//! Names and the paths that they make: `db`, `db.*`, `db.table`, each part bare or in quotes.

use std::borrow::Cow;

use super::{LONGEST_NAME, Why};
use crate::core::text::is_unprintable;

/// What the second part of a path says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Second<'a> {
    /// There is none.
    None,
    /// `*`
    Star,
    /// A table.
    Table(Cow<'a, str>),
}

/// A path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path<'a> {
    /// Its first part.
    pub first: Cow<'a, str>,
    /// What stands behind the dot.
    pub second: Second<'a>,
}

/// A character that needs no quotes.
pub(super) fn is_bare(c: char) -> bool {
    match c {
        '\u{FFFD}' => false,
        c if c.is_ascii() => c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$'),
        c => !c.is_whitespace() && !is_unprintable(c),
    }
}

/// The quotes that are in use: CQL's, and those of other worlds.
pub(super) const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`')
}

/// Nothing that could hide in a name stands in it.
pub(super) fn check(name: &str) -> Result<(), Why> {
    if name.is_empty() {
        Err(Why::EmptyName)
    } else if name.len() > LONGEST_NAME {
        Err(Why::TooLong)
    } else if name.chars().any(|c| is_unprintable(c) || c == '\u{FFFD}') {
        Err(Why::BadCharacter)
    } else {
        Ok(())
    }
}

/// The name in quotes at the beginning of `text`, and how many bytes it takes with them. A doubled quote is one.
pub(super) fn quoted(text: &str) -> Result<(Cow<'_, str>, usize), Why> {
    let Some(quote) = text.chars().next().filter(|c| is_quote(*c)) else { return Err(Why::NoForm) };
    let mut at = 1;
    let mut doubled = false;
    loop {
        match text[at..].find(quote) {
            None => return Err(Why::NotClosed),
            Some(end) if text[at + end + 1..].starts_with(quote) => {
                doubled = true;
                at += end + 2;
            }
            Some(end) => {
                let inside = &text[1..at + end];
                let name = if doubled { Cow::Owned(inside.replace(&format!("{quote}{quote}"), &quote.to_string())) } else { inside.into() };
                return check(&name).map(|()| (name, at + end + 1));
            }
        }
    }
}

/// The name at the beginning of `text`, bare or in quotes, and the bytes that it takes.
pub(super) fn part(text: &str) -> Result<(Cow<'_, str>, usize), Why> {
    if text.starts_with(is_quote) {
        return quoted(text);
    }
    let end = text.find(|c| !is_bare(c)).unwrap_or(text.len());
    match (end, text[end..].chars().next()) {
        (_, Some(c)) if is_unprintable(c) || c == '\u{FFFD}' => Err(Why::BadCharacter),
        (0, Some('.') | None) => Err(Why::EmptyName),
        (0, Some(_)) => Err(Why::NoForm),
        _ => check(&text[..end]).map(|()| (text[..end].into(), end)),
    }
}

/// All of `text` as one path. `"orders.items"` is a path whose writer quotes everything: a database with a dot in its name
/// is written with something behind it, as `"my.db".*`.
pub(super) fn path(text: &str) -> Result<Path<'_>, Why> {
    let path = parts(text)?;
    if path.second != Second::None || !path.first.contains('.') {
        return Ok(path);
    }
    let Path { first, second } = parts(&path.first)?;
    let second = match second {
        Second::None => return Err(Why::NoForm),
        Second::Star => Second::Star,
        Second::Table(table) => Second::Table(table.into_owned().into()),
    };
    Ok(Path { first: first.into_owned().into(), second })
}

/// `text` by its dots, what stands in quotes being one name.
fn parts(text: &str) -> Result<Path<'_>, Why> {
    let (first, end) = part(text)?;
    let rest = &text[end..];
    if rest.is_empty() {
        return Ok(Path { first, second: Second::None });
    }
    let Some(rest) = rest.strip_prefix('.') else { return Err(Why::NoForm) };
    if rest == "*" {
        return Ok(Path { first, second: Second::Star });
    }
    let (table, end) = part(rest)?;
    match rest[end..].chars().next() {
        None => Ok(Path { first, second: Second::Table(table) }),
        Some('.') => Err(Why::TooManyParts),
        Some(_) => Err(Why::NoForm),
    }
}
