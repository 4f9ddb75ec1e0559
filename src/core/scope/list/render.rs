//! A scope as text that reads back as the same scope.

use super::name;
use crate::core::{
    base::text::{escaped_json, is_unprintable},
    scope::choice::{self, DatabaseScope},
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
    choice::names(scope).map(|(database, table)| write_line(database, table) + "\n").collect()
}

impl name::Path<'_> {
    /// Writes the path as it would be typed.
    pub fn written(&self) -> String {
        write_line(&self.database, self.table.as_deref())
    }
}

/// Writes a name as a list has it: `db.table`, or `db.*` for the whole database.
pub fn write_line(database: &str, table: Option<&str>) -> String {
    match table {
        None => format!("{}.*", quoted(database)),
        Some(_) => write_path(database, table),
    }
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
