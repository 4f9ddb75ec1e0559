//! A scope as text that reads back as the same scope.

use super::name;
use crate::core::{
    base::text::{escaped_json, is_unprintable},
    scope::choice::DatabaseScope,
};

/// Writes a scope as lines of `db.table` and `db.*`, with quotes around names that need them. A
/// name with characters that cannot be shown has no such line: then the whole scope is JSON,
/// with those characters written out.
pub fn render(scope: &[DatabaseScope]) -> String {
    let names = |row: &DatabaseScope| {
        let tables = row.table_names.as_deref().unwrap_or_default();
        std::iter::once(&row.database_name)
            .chain(tables)
            .any(|name| name.chars().any(|c| is_unprintable(c) || c == '\u{FFFD}'))
    };
    if scope.iter().any(names) { json(scope) } else { lines(scope) }
}

fn lines(scope: &[DatabaseScope]) -> String {
    let mut text = String::new();
    for row in scope {
        let database = quoted(&row.database_name);
        match &row.table_names {
            None => text.extend([&*database, ".*\n"]),
            Some(tables) => {
                tables.iter().for_each(|table| text.extend([&*database, ".", &quoted(table), "\n"]))
            }
        }
    }
    text
}

/// Writes a path that [`super::parse::read_path`] reads: `db` or `db.table`, and `"my.db".*` where
/// a name with a dot would be ambiguous. In a list, `db` alone is a word and no database.
pub fn write_path(database: &str, table: Option<&str>) -> String {
    match table {
        None if database.contains('.') => format!("{}.*", quoted(database)),
        None => quoted(database).into_owned(),
        Some(table) => format!("{}.{}", quoted(database), quoted(table)),
    }
}

/// Puts quotes around a name that could be taken for something else.
fn quoted(name: &str) -> std::borrow::Cow<'_, str> {
    if name::is_plain(name) {
        name.into()
    } else {
        format!("\"{}\"", name.replace('"', "\"\"")).into()
    }
}

fn json(scope: &[DatabaseScope]) -> String {
    let rows: Vec<String> = scope
        .iter()
        // Strings and lists of strings: serde_json has no way to fail on them.
        .map(|row| escaped_json(serde_json::to_string(row).unwrap_or_default()))
        .collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}
