//! Lines of names: one path, several of them, or the columns of a table.

use std::borrow::Cow;

use super::{
    Line, WholeSaid, Why,
    gather::Gather,
    lines::take,
    name::{self, Second},
};

/// Headers above databases.
const DATABASES: [&str; 8] =
    ["database", "database_name", "databasename", "keyspace", "keyspace_name", "keyspacename", "schema", "schema_name"];
/// Headers above tables.
const TABLES: [&str; 8] = ["table", "table_name", "tablename", "columnfamily", "columnfamily_name", "column_family", "cf", "tables"];
/// Headers above the only column: what could as well be a name is none.
const ALONE: [&str; 3] = ["database_name", "keyspace_name", "table_name"];

/// What is known of the columns.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Records {
    columns: Option<Columns>,
    begun: bool,
}

#[derive(Debug, Clone, Copy)]
struct Columns {
    delimiter: char,
    database: usize,
    table: usize,
    /// Named by a header, so that there can be others.
    header: bool,
}

impl Records {
    /// Reads one line without white space around it.
    pub fn read(&mut self, line: &str, number: Line, gather: &mut Gather) {
        let first = !std::mem::replace(&mut self.begun, true);
        if let Err(why) = self.take(line, number, first, gather) {
            gather.note(number, number, why, line);
        }
    }

    fn take(&mut self, line: &str, number: Line, first: bool, gather: &mut Gather) -> Result<(), Why> {
        let delimiter = self.columns.map_or_else(|| delimiter(line), |columns| columns.delimiter);
        // A list has its sign also behind the last name; in columns that is an empty cell.
        let line = if self.columns.is_some() { line } else { line.strip_suffix(delimiter).unwrap_or(line) };
        let fields = Fields::new(line, delimiter);
        match (self.columns, fields.clone().count()) {
            (Some(columns), _) if columns.header => columns.take(fields, number, gather),
            (_, 1) => one(line.trim(), number, first, gather),
            (_, count) => self.several(fields, count, number, gather),
        }
    }

    /// A header, a list of paths, or database and table.
    fn several(&mut self, fields: Fields<'_>, count: usize, number: Line, gather: &mut Gather) -> Result<(), Why> {
        if let Some(columns) = header(&fields) {
            self.columns = Some(columns);
            return Ok(());
        }
        let paths = || fields.clone().map(|field| name::path(field).ok().filter(|path| path.second != Second::None));
        if paths().all(|path| path.is_some()) {
            paths().flatten().for_each(|path| take(path, number, gather));
            return Ok(());
        }
        let is_name = |field: &str| field.is_empty() || field == "*" || name::part(field).is_ok_and(|(_, end)| end == field.len());
        match fields.clone().find_map(|field| name::part(field).err().filter(|why| *why != Why::NoForm && *why != Why::EmptyName)) {
            Some(why) => Err(why),
            None if count != 2 => Err(Why::Columns),
            // Prose has commas, too, with a space behind each: no columns begin with that.
            None if !fields.clone().all(is_name) || (self.columns.is_none() && fields.has_spaces()) => Err(Why::NoForm),
            None => {
                let columns = Columns { delimiter: fields.delimiter, database: 0, table: 1, header: false };
                self.columns = Some(columns);
                columns.take(fields, number, gather)
            }
        }
    }
}

/// The only field of a line.
fn one(field: &str, number: Line, first: bool, gather: &mut Gather) -> Result<(), Why> {
    if first && ALONE.iter().any(|head| head.eq_ignore_ascii_case(&cell(field))) {
        return Ok(());
    }
    let path = name::path(field)?;
    // `"orders.items"` is a path whose writer quotes everything: no name has a dot where nothing stands behind it.
    match (&path.second, name::path(&path.first)) {
        (Second::None, Ok(inside)) if field.starts_with(name::is_quote) && inside.second != Second::None => take(inside, number, gather),
        _ => take(path, number, gather),
    }
    Ok(())
}

fn header(fields: &Fields<'_>) -> Option<Columns> {
    let find = |heads: &[&str]| fields.clone().position(|field| heads.iter().any(|head| head.eq_ignore_ascii_case(&cell(field))));
    let (database, table) = (find(&DATABASES)?, find(&TABLES)?);
    Some(Columns { delimiter: fields.delimiter, database, table, header: true })
}

impl Columns {
    fn take(self, fields: Fields<'_>, number: Line, gather: &mut Gather) -> Result<(), Why> {
        let (mut database, mut table) = (Cow::default(), Cow::default());
        for (column, field) in fields.enumerate() {
            if column == self.database {
                database = cell(field);
            } else if column == self.table {
                table = cell(field);
            }
        }
        name::check(&database)?;
        // An empty cell could be a whole database or a slip: nothing is widened by a slip.
        if table.is_empty() {
            return Err(Why::NoTable);
        }
        name::check(&table)?;
        if table == "*" {
            gather.whole(&database, WholeSaid::Star, number);
        } else {
            gather.table(&database, &table, number);
        }
        Ok(())
    }
}

/// A cell without the quotes around it.
fn cell(field: &str) -> Cow<'_, str> {
    match name::quoted(field) {
        Ok((name, end)) if end == field.len() => name,
        Ok(_) | Err(_) => field.into(),
    }
}

/// What parts the fields of a line: a tab, otherwise a semicolon, otherwise a comma.
fn delimiter(line: &str) -> char {
    let parts = |delimiter: &char| Fields::new(line, *delimiter).nth(1).is_some();
    ['\t', ';'].into_iter().find(parts).unwrap_or(',')
}

/// The fields of a line without white space around them; a sign in quotes parts nothing.
#[derive(Debug, Clone)]
struct Fields<'a> {
    rest: Option<&'a str>,
    delimiter: char,
}

impl<'a> Fields<'a> {
    const fn new(line: &'a str, delimiter: char) -> Self {
        Self { rest: Some(line), delimiter }
    }

    fn has_spaces(&self) -> bool {
        self.rest.is_some_and(|rest| rest.contains(", "))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        let end = field_end(rest, self.delimiter);
        self.rest = rest.get(end + 1..);
        Some(rest[..end].trim())
    }
}

/// Where the first field of `text` ends. A quote is one at the beginning of a name.
fn field_end(text: &str, delimiter: char) -> usize {
    let mut beginning = true;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            // A doubled quote closes and opens again.
            Some(open) if c == open => quote = None,
            Some(_) => continue,
            None if c == delimiter => return at,
            None if name::is_quote(c) && (beginning || text[..at].ends_with(c)) => quote = Some(c),
            None => {}
        }
        beginning = quote.is_none() && (c == '.' || (beginning && c.is_whitespace()));
    }
    text.len()
}
