//! Lines of names: one path, several of them, or the columns of a table.

use std::borrow::Cow;

use super::{
    Line, WholeSaid, Why,
    gather::Gather,
    lines::take,
    name::{self, Second},
};

/// Headers above databases, without what parts their words.
const DATABASES: [&str; 8] = ["database", "databasename", "db", "dbname", "keyspace", "keyspacename", "schema", "schemaname"];
/// Headers above tables.
const TABLES: [&str; 9] =
    ["table", "tablename", "tables", "tablenames", "columnfamily", "columnfamilyname", "columnfamilies", "cf", "cfname"];
/// Headers above the only column: what could as well be a name is none.
const ALONE: [&str; 2] = ["database_name", "keyspace_name"];
/// The same above tables.
const ALONE_TABLES: [&str; 2] = ["table_name", "table_names"];

/// The signs that part fields.
type Signs = &'static [char];

/// What is known of the columns.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Records {
    columns: Option<Columns>,
    begun: bool,
    /// There was a line of paths: a sign behind a name is not an empty cell.
    paths: bool,
    /// There was a header above tables, or a cell that goes on below: a name alone is no database.
    cells: bool,
}

#[derive(Debug, Clone, Copy)]
struct Columns {
    signs: Signs,
    database: usize,
    table: usize,
    /// Named by a header, so that there can be others.
    header: bool,
}

impl Records {
    /// Reads one line without white space around it. `alone` is why a name alone is no database here, if it is none.
    pub fn read(&mut self, line: &str, alone: Result<(), Why>, number: Line, gather: &mut Gather) {
        let first = !std::mem::replace(&mut self.begun, true);
        if let Err(why) = self.take(line, alone, (number, first), gather) {
            self.cells |= why == Why::NotClosed;
            gather.note(number, number, why, line);
        }
    }

    fn take(&mut self, line: &str, alone: Result<(), Why>, (number, first): (Line, bool), gather: &mut Gather) -> Result<(), Why> {
        let signs = self.columns.map_or_else(|| signs(line), |columns| columns.signs);
        // A list has its sign also behind the last name; in columns that is an empty cell.
        let without = if self.columns.is_some() { line } else { line.strip_suffix(LIST).unwrap_or(line) };
        let fields = Fields::new(without, signs);
        match (self.columns, fields.clone().count()) {
            (Some(columns), _) if columns.header => columns.take(fields, number, gather),
            (columns, 1) => {
                let empty_cell = columns.is_some() || self.cells || (without.len() < line.len() && !self.paths);
                let alone = if empty_cell { alone.and(Err(Why::NoTable)) } else { alone };
                self.one(without.trim(), alone, (number, first), gather)
            }
            (_, count) => self.several(fields, count, alone, number, gather),
        }
    }

    /// A header, a list of paths, or database and table.
    fn several(&mut self, fields: Fields<'_>, count: usize, alone: Result<(), Why>, number: Line, gather: &mut Gather) -> Result<(), Why> {
        if let Some(columns) = header(&fields) {
            self.columns = Some(columns);
            return Ok(());
        }
        let list = if fields.signs == TAB { fields.clone() } else { Fields { signs: LIST, ..fields.clone() } };
        let paths = || list.clone().map(|field| name::path(field).ok().filter(|path| path.second != Second::None));
        if paths().all(|path| path.is_some()) {
            self.paths = true;
            paths().flatten().for_each(|path| take(path, number, gather));
            return Ok(());
        }
        let is_name = |field: &str| field.is_empty() || field == "*" || name::part(field).is_ok_and(|(_, end)| end == field.len());
        match fields.clone().find_map(|field| name::part(field).err().filter(|why| *why != Why::NoForm && *why != Why::EmptyName)) {
            Some(why) => Err(why),
            None if count != 2 => Err(Why::Columns),
            // Prose has commas, too, with a space behind each: no columns begin with that.
            None if !fields.clone().all(is_name) || (self.columns.is_none() && fields.has_spaces()) => Err(Why::NoForm),
            // Below a `USE` these can be two tables.
            None if self.columns.is_none() && alone == Err(Why::Alone) => Err(Why::Alone),
            None => {
                let columns = Columns { signs: fields.signs, database: 0, table: 1, header: false };
                self.columns = Some(columns);
                columns.take(fields, number, gather)
            }
        }
    }

    /// The only field of a line.
    fn one(&mut self, field: &str, alone: Result<(), Why>, (number, first): (Line, bool), gather: &mut Gather) -> Result<(), Why> {
        let is = |heads: &[&str]| cell(field).is_ok_and(|cell| heads.iter().any(|head| head.eq_ignore_ascii_case(&cell)));
        if first && is(&ALONE_TABLES) {
            self.cells = true;
            return Ok(());
        }
        if first && is(&ALONE) {
            return Ok(());
        }
        let path = name::path(field)?;
        if path.second == Second::None {
            alone?;
        } else {
            self.paths = true;
        }
        take(path, number, gather);
        Ok(())
    }
}

fn header(fields: &Fields<'_>) -> Option<Columns> {
    let is = |field, heads: &[&str]| {
        cell(field).is_ok_and(|cell| {
            let letters = || cell.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).map(|c| c.to_ascii_lowercase());
            heads.iter().any(|head| head.chars().eq(letters()))
        })
    };
    let find = |heads: &[&str]| fields.clone().position(|field| is(field, heads));
    let (database, table) = (find(&DATABASES)?, find(&TABLES)?);
    Some(Columns { signs: fields.signs, database, table, header: true })
}

impl Columns {
    fn take(self, fields: Fields<'_>, number: Line, gather: &mut Gather) -> Result<(), Why> {
        let (mut database, mut table) = (Cow::default(), Cow::default());
        for (column, field) in fields.enumerate() {
            if column == self.database {
                database = cell(not_null(field))?;
            } else if column == self.table {
                table = cell(not_null(field))?;
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
fn cell(field: &str) -> Result<Cow<'_, str>, Why> {
    if !field.starts_with(name::is_quote) {
        return Ok(field.into());
    }
    match name::quoted(field) {
        Ok((name, end)) if end == field.len() => Ok(name),
        Ok(_) => Err(Why::NoForm),
        Err(Why::EmptyName) => Ok(Cow::default()),
        Err(why) => Err(why),
    }
}

/// What a database writes for an empty cell is one; in quotes it is a name.
fn not_null(field: &str) -> &str {
    if field.eq_ignore_ascii_case("null") { "" } else { field }
}

const TAB: Signs = &['\t'];
const SEMICOLON: Signs = &[';'];
const COMMA: Signs = &[','];
/// A list of paths may have both in one line.
const LIST: Signs = &[',', ';'];

/// What parts the fields of a line: a tab, otherwise a semicolon, otherwise a comma.
fn signs(line: &str) -> Signs {
    let parts = |signs: &Signs| Fields::new(line, signs).nth(1).is_some();
    [TAB, SEMICOLON].into_iter().find(parts).unwrap_or(COMMA)
}

/// The fields of a line without white space around them; a sign in quotes parts nothing.
#[derive(Debug, Clone)]
struct Fields<'a> {
    rest: Option<&'a str>,
    signs: Signs,
}

impl<'a> Fields<'a> {
    const fn new(line: &'a str, signs: Signs) -> Self {
        Self { rest: Some(line), signs }
    }

    fn has_spaces(&self) -> bool {
        self.rest.is_some_and(|rest| rest.contains(", "))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        let end = field_end(rest, self.signs);
        self.rest = rest.get(end + 1..);
        Some(rest[..end].trim())
    }
}

/// Where the first field of `text` ends. A quote is one at the beginning of a name.
fn field_end(text: &str, signs: Signs) -> usize {
    let mut beginning = true;
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match quote {
            // A doubled quote closes and opens again.
            Some(open) if c == open => quote = None,
            Some(_) => continue,
            None if signs.contains(&c) => return at,
            None if name::is_quote(c) && (beginning || text[..at].ends_with(c)) => quote = Some(c),
            None => {}
        }
        beginning = quote.is_none() && (c == '.' || (beginning && c.is_whitespace()));
    }
    text.len()
}
