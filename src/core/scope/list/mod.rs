//! Lists of databases and tables as text: names from tickets, spreadsheets and scripts become a
//! scope, and a scope becomes text that reads back as the same scope.
//!
//! Some forms say by themselves what they mean: `db.table`, `db.*`, CSV below a header (and `db,*`
//! without one), CQL with the output of `DESCRIBE TABLES`, and the API's own `database_tables`.
//! Everything else is words, which the instance's own list decides: a word is a table if it is
//! listed in the database that is named on its line, or in the heading above. A bare name is never
//! a whole database. The reader guesses nothing: a name that is not taken is handed back with its
//! line and the reason.
//!
//! Each byte is read a few times at most and the names are sorted; memory grows with the different
//! names in the text, not with the text.

mod columns;
mod cql;
mod cursor;
mod exception;
mod gather;
mod json;
mod lines;
mod name;
mod parse;
mod parsed;
mod reader;
mod render;
#[cfg(test)]
mod tests;
mod token;
mod words;

pub use parse::{parse, read_path};
pub use parsed::{
    Duplicate, EXCERPT, KEPT_NOTES, LONGEST_NAME, Line, Mentioned, NotTaken, Notes, Parsed, Whole,
    WholeSaid, Why,
};
pub use render::{render, write_line, write_path};
