//! Columns of a spreadsheet: a header says which holds the database and which the table.

use std::borrow::Cow;

use super::{
    exception::exception,
    name::{self, Path},
    parsed::Why,
};

/// Words for a database in a header, without the signs between their parts.
const DATABASES: [&str; 20] = [
    "database",
    "databases",
    "databasename",
    "db",
    "dbname",
    "keyspace",
    "keyspaces",
    "keyspacename",
    "schema",
    "schemas",
    "schemaname",
    "tableschem",
    "tableschema",
    "datenbank",
    "数据库",
    "数据库名",
    "数据库名称",
    "库",
    "库名",
    "键空间",
];
/// Words for a table in a header.
const TABLES: [&str; 14] = [
    "table",
    "tables",
    "tablename",
    "tablenames",
    "columnfamily",
    "columnfamilies",
    "columnfamilyname",
    "cf",
    "cfname",
    "tabelle",
    "tabellen",
    "表",
    "表名",
    "表名称",
];

/// Words for a column that tells which rows are meant.
const DECISIONS: [&str; 22] = [
    "backup",
    "backups",
    "backupneeded",
    "tobackup",
    "bkp",
    "bkup",
    "enabled",
    "include",
    "included",
    "inscope",
    "needed",
    "required",
    "flag",
    "select",
    "selected",
    "sichern",
    "sicherung",
    "备份",
    "是否备份",
    "是否需要备份",
    "要备份",
    "需要备份",
];

/// Returns whether the words of a header, or of a heading, stand for the choice of what is backed
/// up. A question mark, and what stands in brackets, say no more.
pub fn says_decision(words: &str) -> bool {
    let words = words.split(['(', '（', '?', '？']).next().unwrap_or_default();
    is_among(&DECISIONS, words.trim())
}

/// Returns whether a word of a header stands for a database.
pub fn says_database(word: &str) -> bool {
    is_among(&DATABASES, word)
}

/// Returns whether a word of a header stands for a table.
pub fn says_table(word: &str) -> bool {
    is_among(&TABLES, word)
}

fn is_among(heads: &[&str], word: &str) -> bool {
    let letters =
        || word.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).map(|c| c.to_ascii_lowercase());
    heads.iter().any(|head| head.chars().eq(letters()))
}

/// The columns that a header names.
#[derive(Debug, Clone, Copy)]
pub struct Columns {
    sign: char,
    count: usize,
    database: usize,
    table: usize,
    /// The columns that tell which rows are meant, a bit each.
    decisions: u64,
    /// The header says "excluded" or the like: no row is meant.
    excepted: bool,
}

impl Columns {
    /// Reads a header; `None` if the line is no header. Below "excluded" a cell may mean the
    /// opposite, so no row counts.
    pub fn header(line: &str) -> Option<Self> {
        let fields = Fields::of(line)?;
        let find = |says: fn(&str) -> bool| {
            fields.clone().position(|field| cell(field).is_ok_and(|cell| says(&cell)))
        };
        let (database, table) = (find(says_database)?, find(says_table)?);
        let decides = |field: &str| cell(field).is_ok_and(|cell| says_decision(&cell));
        let decisions = fields.clone().take(64).zip(0..).filter(|(field, _)| decides(field));
        Some(Self {
            sign: fields.sign,
            count: fields.clone().count(),
            database,
            table,
            decisions: decisions.map(|(_, column)| 1 << column).sum(),
            excepted: exception(line).is_some(),
        })
    }

    const fn decides(self, column: usize) -> bool {
        column < 64 && self.decisions >> column & 1 == 1
    }

    /// Returns whether a cell says that its row is not meant. A bare "no" says so in a column for
    /// that; where there is none, in any.
    fn leaves_out(self, column: usize, said: &str) -> bool {
        const NO: [&str; 7] = ["n", "f", "no", "false", "off", "nein", "否"];
        const EMPTY: [&str; 5] = ["", "0", "-", "–", "n/a"];
        if name::is_one_of(said, &NO) {
            return self.decisions == 0 || self.decides(column);
        }
        exception(said).is_some() || self.decides(column) && name::is_one_of(said, &EMPTY)
    }

    /// Reads a row below the header.
    pub fn path(self, line: &str) -> Result<Path<'_>, Why> {
        let (mut database, mut table, mut count) = (Cow::default(), Cow::default(), 0);
        let mut left_out = self.excepted;
        for (column, field) in (Fields { rest: Some(line), sign: self.sign }).enumerate() {
            count += 1;
            if column == self.database {
                database = cell(not_null(field))?;
            } else if column == self.table {
                table = cell(not_null(field))?;
            } else {
                left_out |= self.leaves_out(column, field.trim_matches('"'));
            }
        }
        left_out |= (count..64).any(|column| self.decides(column));
        if left_out {
            return Err(Why::Except);
        }
        if count > self.count {
            return Err(Why::Columns);
        }
        name::check(&database)?;
        // An empty cell could mean a whole database or be a slip, and a slip must not widen the
        // scope.
        if table.is_empty() {
            return Err(Why::NoTable);
        }
        name::check(&table)?;
        // Several names in one cell, `-`, `%`, or a spreadsheet's `="orders"`.
        let is_name = |cell: &str| {
            !cell.contains([',', ';', '|', '=', '，', '；', '、'])
                && cell.contains(char::is_alphanumeric)
        };
        if !is_name(&database) || (table != "*" && !is_name(&table)) {
            return Err(Why::NoForm);
        }
        Ok(Path { database, table: (table != "*").then_some(table) })
    }
}

/// Reads `db,*` where no header stands: the star means the whole database.
pub fn star(line: &str) -> Option<Path<'_>> {
    let mut fields = Fields::of(line)?;
    let field = fields.next()?;
    let (database, end) = name::part(field).ok()?;
    let is_star = fields.next().and_then(|field| cell(field).ok()).is_some_and(|cell| cell == "*");
    (is_star && end == field.len() && fields.next().is_none())
        .then_some(Path { database, table: None })
}

/// Returns a cell without the quotes around it.
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

/// Returns an empty text for the word that a database writes for an empty cell; in quotes
/// the word is a name.
fn not_null(field: &str) -> &str {
    if field.eq_ignore_ascii_case("null") { "" } else { field }
}

/// The fields of a line without white space around them; a separator in
/// quotes belongs to the field.
#[derive(Debug, Clone)]
struct Fields<'a> {
    rest: Option<&'a str>,
    sign: char,
}

impl<'a> Fields<'a> {
    /// Returns the fields of a line with one of the usual separators.
    fn of(line: &'a str) -> Option<Self> {
        let sign = ['\t', ';', ','].into_iter().find(|sign| line.contains(*sign))?;
        Some(Self { rest: Some(line), sign })
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        // A quote that is not closed goes on behind the line: then all of it is one field.
        let quoted = if rest[blank..].starts_with(name::is_quote) {
            name::quoted_end(&rest[blank..]).unwrap_or(rest.len() - blank)
        } else {
            0
        };
        let begin = blank + quoted;
        let end = rest[begin..].find(self.sign).map_or(rest.len(), |end| begin + end);
        self.rest = rest.get(end + 1..);
        Some(rest[..end].trim())
    }
}
