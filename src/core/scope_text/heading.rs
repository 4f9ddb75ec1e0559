//! Lines that say what the lines below them are: names alone under them may be tables.

use super::{Why, cursor::Cursor, name};

/// What a line says of the lines below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heading {
    /// Names alone are no databases.
    Names,
    /// Those that stand further to the right are none.
    Indented,
}

/// Words that say that one database, or tables, follow.
const OF_ONE: [&str; 5] = ["keyspace", "database", "schema", "table", "tables"];
/// Words that say that databases follow.
const OF_DATABASES: [&str; 3] = ["databases", "keyspaces", "schemas"];

/// What a line says of those below it, as `orders:`, `[orders]` or `Keyspace orders`; `None` if nothing.
pub(super) fn heading(line: &str) -> Option<Heading> {
    if line.starts_with('[') && line.ends_with(']') {
        return Some(Heading::Names);
    }
    let among = |known: &[&str], word: &str| known.iter().any(|known| known.eq_ignore_ascii_case(word));
    let (first, rest) = line.split_at(line.find(|c: char| !c.is_alphanumeric()).unwrap_or(line.len()));
    if among(&OF_ONE, first) && rest.starts_with(|c: char| c == ':' || c.is_whitespace()) {
        return Some(Heading::Names);
    }
    // YAML has comments behind its keys.
    let line = line.split_once(" #").map_or(line, |(line, _)| line).trim_end();
    let Some(title) = line.strip_suffix(':') else {
        // `orders: [`, and what else a key can have behind it.
        let behind = name::part(line).ok().map(|(_, end)| &line[end..])?;
        return (behind.starts_with(": ") || behind.starts_with(":\t")).then_some(Heading::Indented);
    };
    let title = title.trim_end();
    let mut words = title.split(|c: char| !c.is_alphanumeric());
    if words.any(|word| among(&OF_DATABASES, word)) {
        return None;
    }
    let alone = name::part(title).is_ok_and(|(_, end)| end == title.len());
    Some(if alone { Heading::Names } else { Heading::Indented })
}

/// `Keyspace orders` above a line of dashes, as cqlsh writes it; an error if its name cannot be read.
pub(super) fn described(cursor: &Cursor<'_>, content: &str) -> Option<Result<String, Why>> {
    let title = content.strip_prefix("Keyspace ")?.trim_start();
    let mut below = cursor.clone();
    below.next_line();
    let dashes = below.rest_of_line().trim();
    (dashes.starts_with("--") && dashes.trim_matches('-').is_empty()).then(|| match name::part(title) {
        Ok((name, end)) if end == title.len() => Ok(name.into_owned()),
        Ok(_) => Err(Why::NoForm),
        Err(why) => Err(why),
    })
}
