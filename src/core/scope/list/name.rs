//! Names and the paths that they make: `db`, `db.*`, `db.table`, each part bare or in quotes.

use std::borrow::Cow;

use super::parsed::{LONGEST_NAME, Why};
use crate::core::base::text::is_unprintable;

/// A database, or one of its tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path<'a> {
    pub database: Cow<'a, str>,
    /// The table; `None`: `*`, the whole database.
    pub table: Option<Cow<'a, str>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named<'a> {
    /// One name, which may be a database or a table.
    Bare(Cow<'a, str>),
    /// `db.table` or `db.*`
    Path(Path<'a>),
}

/// Returns whether a character needs no quotes.
pub fn is_bare(c: char) -> bool {
    match c {
        '\u{FFFD}' => false,
        c if c.is_ascii() => c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$'),
        c => !c.is_whitespace() && !is_sign(c) && !is_unprintable(c),
    }
}

/// Returns whether a character beyond ASCII stands between words: punctuation, also full-width,
/// lines, bullets, arrows and pictures.
const fn is_sign(c: char) -> bool {
    matches!(c,
        '\u{A1}'..='\u{A9}' | '\u{AB}'..='\u{B4}' | '\u{B6}'..='\u{B9}' | '\u{BB}'..='\u{BF}'
            | '\u{D7}' | '\u{F7}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '\u{2190}'..='\u{2BFF}'
        | '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{3030}' | '\u{303D}' | '\u{30FB}'
        | '\u{FE10}'..='\u{FE1F}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF01}'..='\u{FF0F}'
            | '\u{FF1A}'..='\u{FF20}'
        | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF65}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Returns whether a name can stand without quotes: no number, no option, and no sentence
/// grown onto the name. Chinese is written without spaces, so that `备份orders` is a
/// sentence sooner than a name.
pub fn is_plain(name: &str) -> bool {
    !name.starts_with('-')
        && name.chars().all(is_bare)
        && name.chars().any(char::is_alphabetic)
        && !is_grown(name)
}

/// Returns whether a Latin letter stands right beside a Chinese, Japanese or Korean one.
pub fn is_grown(name: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphabetic() || !c.is_ascii();
    !name.is_ascii()
        && name
            .chars()
            .zip(name.chars().skip(1))
            .any(|(a, b)| is_letter(a) && is_letter(b) && is_seam(a, b))
}

/// Returns whether of two characters one is Chinese, Japanese or Korean, and the
/// other of a Latin name.
pub const fn is_seam(a: char, b: char) -> bool {
    const fn is_cjk(c: char) -> bool {
        matches!(
            c,
            '\u{2E80}'..='\u{9FFF}'
                | '\u{AC00}'..='\u{D7AF}'
                | '\u{F900}'..='\u{FAFF}'
                | '\u{20000}'..='\u{3FFFF}'
        )
    }
    const fn is_latin(c: char) -> bool {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$')
    }
    (is_latin(a) && is_cjk(b)) || (is_cjk(a) && is_latin(b))
}

/// Returns whether a character is a quote: of CQL, or of spreadsheets and editors.
pub const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`')
}

/// Returns whether a word is one of these, whatever the case of its letters.
pub fn is_one_of(word: &str, known: &[&str]) -> bool {
    known.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Checks that a name has no control, invisible or broken characters.
pub fn check(name: &str) -> Result<(), Why> {
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

/// Returns the name in quotes at the beginning of `text`, and how many bytes it takes with them.
/// A doubled quote stands for one quote.
pub fn quoted(text: &str) -> Result<(Cow<'_, str>, usize), Why> {
    let Some(quote) = text.chars().next().filter(|c| is_quote(*c)) else { return Err(Why::NoForm) };
    let end = quoted_end(text).ok_or(Why::NotClosed)?;
    let inside = &text[1..end - 1];
    let name = if inside.contains(quote) {
        Cow::Owned(inside.replace(&format!("{quote}{quote}"), &quote.to_string()))
    } else {
        inside.into()
    };
    check(&name).map(|()| (name, end))
}

/// Returns where the quote that `text` begins with is closed, behind it.
pub fn quoted_end(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let mut at = 1;
    loop {
        at += text[at..].find(quote)? + 1;
        if !text[at..].starts_with(quote) {
            return Some(at);
        }
        at += 1;
    }
}

/// Returns the name at the beginning of `text`, bare or in quotes, and the bytes that it takes.
pub fn part(text: &str) -> Result<(Cow<'_, str>, usize), Why> {
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

/// Reads all of `text` as one name or path. `"orders.items"` is a path whose
/// writer quotes everything: a database with a dot in its name is written with
/// something behind it, as `"my.db".*`.
pub fn path(text: &str) -> Result<Named<'_>, Why> {
    match parts(text)? {
        Named::Bare(name) if name.contains('.') => match parts(&name)? {
            Named::Bare(_) => Err(Why::NoForm),
            Named::Path(Path { database, table }) => {
                let table = table.map(|table| table.into_owned().into());
                Ok(Named::Path(Path { database: database.into_owned().into(), table }))
            }
        },
        named => Ok(named),
    }
}

/// Splits `text` at its dots; a quoted part is one name.
fn parts(text: &str) -> Result<Named<'_>, Why> {
    let (database, end) = part(text)?;
    let rest = &text[end..];
    if rest.is_empty() {
        return Ok(Named::Bare(database));
    }
    let Some(rest) = rest.strip_prefix('.') else { return Err(Why::NoForm) };
    if rest == "*" {
        return Ok(Named::Path(Path { database, table: None }));
    }
    let (table, end) = part(rest)?;
    match rest[end..].chars().next() {
        None => Ok(Named::Path(Path { database, table: Some(table) })),
        Some('.') => Err(Why::TooManyParts),
        Some(_) => Err(Why::NoForm),
    }
}
