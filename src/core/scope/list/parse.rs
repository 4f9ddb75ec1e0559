//! Reading a whole text, or one path of the command line.

use super::{
    json,
    lines::Lines,
    name,
    parsed::{Parsed, Why},
};
use crate::core::scope::{choice::DatabaseScope, tree::Tree};

/// Reads one path of the command line, where an option says what a bare name is: `db`, `db.*` or
/// `db.table`, with quotes around names that need them.
/// Errors: Why the text is no path.
pub fn read_path(text: &str) -> Result<DatabaseScope, Why> {
    let (database, table) = match name::path(text)? {
        name::Named::Bare(database) => (database, None),
        name::Named::Path(name::Path { database, table }) => (database, table),
    };
    Ok(DatabaseScope {
        database_name: database.into_owned(),
        table_names: table.map(|table| vec![table.into_owned()]),
    })
}

/// Reads a text in any form. The names that the service lists in `tree` decide about words.
pub fn parse(text: &str, tree: &Tree) -> Parsed {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut lines = Lines::new(text, tree);
    if json::is_json(text) {
        json::read(text, &mut lines);
    } else {
        lines.read(text);
    }
    lines.finish()
}
