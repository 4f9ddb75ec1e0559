//! The API's own form: `database_tables`, alone or in the body of a create call.
//!
//! To the service `null` and `[]` both mean all: in `table_names` the whole database, which the
//! list then says, and in `database_tables` the whole instance, which no list chooses.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::{
    cursor::Cursor,
    lines::Lines,
    name::{self, Named},
    parsed::{LONGEST_NAME, Line, WholeSaid, Why},
};

/// The key that is often copied with its value.
const KEY: &str = "\"database_tables\"";

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow, default, deserialize_with = "given")]
    database_tables: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "given")]
    database_name: Option<&'a RawValue>,
}

/// The body of a create call and nothing else: only such a body means everything
/// where it has no tables.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CreateBody<'a> {
    name: Option<String>,
    description: Option<String>,
    #[serde(borrow, default, deserialize_with = "given")]
    database_tables: Option<&'a RawValue>,
}

/// Returns whether `json` is such a body, or only its `database_tables`.
fn is_create_body(json: &str) -> bool {
    let is_whole = |body: CreateBody<'_>| {
        body.database_tables.is_some() || (body.name.is_some() && body.description.is_some())
    };
    serde_json::from_str(json).is_ok_and(is_whole)
}

/// An unknown key could narrow its row: better not understood than wider than meant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row<'a> {
    #[serde(borrow)]
    database_name: &'a RawValue,
    #[serde(borrow, default, deserialize_with = "given")]
    table_names: Option<&'a RawValue>,
}

/// Reads the value as written, also `null`.
fn given<'de, D: Deserializer<'de>>(from: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(from).map(Some)
}

/// Returns whether a text is meant to be JSON.
pub fn is_json(text: &str) -> bool {
    let text = text.trim();
    text.strip_prefix('{').is_some_and(|text| {
        text.trim_start().starts_with('"') || text.trim_start().starts_with('}')
    }) || (text.starts_with('[') && !is_tag(text))
        || value(text).is_some()
}

/// Returns whether the text begins with a tag, like `[CHG0042311] ...` and `[x] ...`: a bracket
/// that closes on its line, with no JSON inside, and text behind.
fn is_tag(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let Some((tag, _)) = line.split_once(']') else { return false };
    let behind = &text[tag.len() + 1..];
    !tag[1..].contains(['{', '"', '['])
        && behind.trim_start().starts_with(|c| !matches!(c, ',' | ']' | '}'))
}

/// Returns the text behind the key, if the text begins with the key.
fn value(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(KEY)?.trim_start().strip_prefix(':')?;
    Some(rest.trim().trim_end_matches(','))
}

/// Reads the whole text. JSON that is in none of the API's forms is read as
/// words, like any other text.
pub fn read(text: &str, lines: &mut Lines<'_>) {
    let mut reader = Reader { place: Cursor::new(text), lines, other: false };
    let json = text.trim();
    let fragment = value(json);
    match serde_json::from_str::<&RawValue>(fragment.unwrap_or(json)) {
        Ok(value) => {
            let taken = match fragment {
                Some(_) => reader.rows(value, Why::WholeInstance),
                None => reader.top(value),
            };
            reader.settle(taken);
        }
        Err(error) => {
            let place = reader.line(fragment.unwrap_or(json));
            let line = place.saturating_add(
                Line::try_from(error.line().saturating_sub(1)).unwrap_or(Line::MAX),
            );
            reader.lines.gather.note(
                line,
                line,
                Why::Json,
                text.lines().nth(line as usize - 1).unwrap_or_default(),
            );
            reader.other = true;
        }
    }
    if reader.other && lines.gather.is_empty() {
        lines.read(text);
    }
}

/// A part of the text is taken, or is not for this reason.
type Taken<'a, T = ()> = Result<T, (&'a str, Why)>;

struct Reader<'a, 'l, 't> {
    place: Cursor<'a>,
    lines: &'l mut Lines<'t>,
    /// Whether a part of the text is not of the API's form.
    other: bool,
}

impl<'a> Reader<'a, '_, '_> {
    /// Returns the line of a part of the text; callers ask for parts in their order.
    fn line(&mut self, part: &str) -> Line {
        // Both are parts of one text, so that the distance of their ends says where the part
        // stands.
        let here = self.place.rest().as_ptr() as usize;
        let ahead = (part.as_ptr() as usize).saturating_sub(here);
        self.place.skip(ahead.min(self.place.rest().len()));
        self.place.line()
    }

    fn note(&mut self, part: &str, why: Why) {
        self.other |= why == Why::Json;
        let line = self.line(part);
        let lines = Line::try_from(part.matches('\n').count()).unwrap_or(Line::MAX);
        self.lines.gather.note(line, line.saturating_add(lines), why, part);
    }

    fn settle(&mut self, taken: Taken<'_>) {
        if let Err((part, why)) = taken {
            self.note(part, why);
        }
    }

    fn top(&mut self, value: &'a RawValue) -> Taken<'a> {
        let text = value.get();
        let nothing = if is_create_body(text) { Why::WholeInstance } else { Why::Json };
        if !text.starts_with('{') {
            return self.rows(value, Why::Json);
        }
        match serde_json::from_str::<Body<'a>>(text) {
            Ok(Body { database_name: Some(_), .. }) => self.row(value),
            Ok(Body { database_tables: Some(tables), .. }) => self.rows(tables, nothing),
            Ok(Body { .. }) => Err((text, nothing)),
            Err(_) => Err((text, Why::Json)),
        }
    }

    /// Takes the rows of `database_tables`; `nothing` is what it says without any.
    fn rows(&mut self, value: &'a RawValue, nothing: Why) -> Taken<'a> {
        let rows = list(value)?.filter(|rows| !rows.is_empty());
        for row in rows.ok_or((value.get(), nothing))? {
            let taken = self.row(row);
            self.settle(taken);
        }
        Ok(())
    }

    fn row(&mut self, value: &'a RawValue) -> Taken<'a> {
        let text = value.get();
        if text.starts_with('"') {
            return self.path(value);
        }
        // serde would read a list as the fields of a row, in their order.
        let row =
            if text.starts_with('{') { serde_json::from_str::<Row<'a>>(text).ok() } else { None };
        let row = row.ok_or((text, Why::Json))?;
        let database = string(row.database_name).map_err(|(_, why)| (text, why))?;
        let line = self.line(row.database_name.get());
        let said = match row.table_names.map(list).transpose()? {
            None => WholeSaid::Missing,
            Some(None) => WholeSaid::Null,
            Some(Some(tables)) if tables.is_empty() => WholeSaid::EmptyList,
            Some(Some(tables)) => {
                for table in tables {
                    let taken = self.table(&database, table);
                    self.settle(taken);
                }
                return Ok(());
            }
        };
        self.lines.gather.whole(&database, said, line);
        Ok(())
    }

    fn table(&mut self, database: &str, value: &'a RawValue) -> Taken<'a> {
        let table = string(value)?;
        let line = self.line(value.get());
        self.lines.gather.table(database, &table, line);
        Ok(())
    }

    /// Reads a string of a list, which is no form of the API: `db.table` is a path, and a
    /// name alone is a word.
    fn path(&mut self, value: &'a RawValue) -> Taken<'a> {
        let text = string(value)?;
        let line = self.line(value.get());
        match name::path(&text).map_err(|why| (value.get(), why))? {
            Named::Bare(_) => self.lines.words(&text, line),
            Named::Path(path) => self.lines.take(&path, line),
        }
        Ok(())
    }
}

/// Reads a list; `None` for `null`.
fn list(value: &RawValue) -> Taken<'_, Option<Vec<&RawValue>>> {
    serde_json::from_str(value.get()).map_err(|_| (value.get(), Why::Json))
}

/// Reads a name byte for byte, its escapes resolved: the writer means the escaped characters.
fn string(value: &RawValue) -> Taken<'_, String> {
    let why = match serde_json::from_str::<String>(value.get()) {
        Ok(name) if name.is_empty() => Why::EmptyName,
        Ok(name) if name.len() > LONGEST_NAME => Why::TooLong,
        Ok(name) => return Ok(name),
        Err(_) => Why::Json,
    };
    Err((value.get(), why))
}
