//! The state that carries over from one line of a text to the next, and the names that are taken.

use std::collections::BTreeSet;

use super::{
    columns::Columns,
    cursor::Cursor,
    gather::Gather,
    name::{self, Path},
    parsed::{Line, Parsed, WholeSaid, Why},
};
use crate::core::scope::tree::{CaseBlind, Tree};

/// A text on its way into a list of names.
#[derive(Debug)]
pub struct Lines<'t> {
    pub tree: &'t Tree,
    pub gather: Gather,
    /// The database of tables that statements name alone: `USE`, or the prompt of cqlsh.
    pub keyspace: Option<String>,
    /// The listed databases that the last heading names, and those that lines
    /// below it have named since.
    pub heading: Vec<usize>,
    /// The heading is a line `database table` like the lines below it, and no title.
    pub in_rows: bool,
    pub excepted: Excepted,
    /// Databases whose tables were looked at for words.
    pub consulted: BTreeSet<usize>,
    pub case_blind: CaseBlind,
    /// The output of `DESCRIBE TABLES` of the keyspace is being read.
    pub describing: Option<Describing>,
    pub columns: Option<Columns>,
    /// Comments before this place have been looked at.
    commented: usize,
    /// Bytes from the last `;` to the end of the text.
    last_end: Option<usize>,
}

/// Whether a line above takes out the names that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Excepted {
    #[default]
    Nothing,
    /// From a comment without a colon, up to the next empty line, and no statement: migrations say
    /// "if not there" above one.
    Remark,
    /// From a line that ends with a colon: the block may stand below an empty line.
    Announced,
    /// Up to the next empty line.
    Block,
}

#[derive(Debug)]
pub struct Describing {
    pub keyspace: String,
    /// Whether a line of names has come: the next empty line ends the list.
    pub begun: bool,
}

impl<'t> Lines<'t> {
    /// Begins to read `text`.
    pub fn new(text: &str, tree: &'t Tree) -> Self {
        Self {
            tree,
            gather: Gather::default(),
            keyspace: None,
            heading: Vec::new(),
            in_rows: false,
            excepted: Excepted::default(),
            consulted: BTreeSet::new(),
            case_blind: CaseBlind::default(),
            describing: None,
            columns: None,
            commented: 0,
            last_end: text.rfind(';').map(|at| text.len() - at),
        }
    }

    /// Hands over the findings.
    pub fn finish(self) -> Parsed {
        let names =
            self.consulted.iter().filter_map(|d| self.tree.database(*d)).map(|d| d.name().into());
        let mut consulted: Vec<Box<str>> = names.collect();
        consulted.sort_unstable();
        self.gather.finish(consulted)
    }

    /// Ends the state that carries over from line to line, at an empty line or a prompt.
    pub fn block_ends(&mut self) {
        self.describing.take_if(|describing| describing.begun);
        self.columns = None;
        if self.excepted != Excepted::Announced {
            self.excepted = Excepted::Nothing;
        }
    }

    /// Notes that a line of names stands below an announcement: the next empty line ends the block.
    pub fn item_follows(&mut self) {
        if self.excepted == Excepted::Announced {
            self.excepted = Excepted::Block;
        }
    }

    /// Takes a path that needs no list of the service to be understood.
    pub fn take(&mut self, path: &Path<'_>, number: Line) {
        match &path.table {
            _ if self.excepted != Excepted::Nothing => {
                self.gather.note(number, number, Why::Except, &path.written())
            }
            None => self.gather.whole(&path.database, WholeSaid::Star, number),
            Some(table) => self.gather.table(&path.database, table, number),
        }
    }

    /// Takes the table of a statement.
    pub fn take_statement(&mut self, path: &Path<'_>, number: Line) {
        if self.excepted == Excepted::Remark {
            self.excepted = Excepted::Nothing;
        }
        self.take(path, number);
    }

    /// Sets the keyspace in use from here on; `None`: which one is not known.
    pub fn in_use(&mut self, keyspace: Option<String>) {
        self.heading = keyspace
            .as_ref()
            .and_then(|name| self.tree.listed_database(name))
            .into_iter()
            .collect();
        self.keyspace = keyspace;
    }

    /// Begins to read a listing of the tables of the keyspace in use.
    pub fn describe(&mut self) {
        self.describing =
            self.keyspace.clone().map(|keyspace| Describing { keyspace, begun: false });
    }

    /// Returns whether a `;` comes behind this place.
    pub fn ends_ahead(&self, cursor: &Cursor<'_>) -> bool {
        self.last_end.is_some_and(|bytes| bytes <= cursor.rest().len())
    }

    /// Looks at a comment that begins at `place` in the text, once.
    pub fn comment_at(&mut self, place: usize, comment: &str, first: Line) {
        if place < self.commented {
            return;
        }
        self.commented = place + comment.len();
        let comment = ["/*", "--", "//"]
            .iter()
            .find_map(|sign| comment.strip_prefix(sign))
            .unwrap_or(comment);
        let comment = comment.strip_suffix("*/").unwrap_or(comment);
        let (excepted, mut cursor) = (self.excepted, Cursor::new(comment));
        while !cursor.is_at_end() {
            self.comment(cursor.rest_of_line(), first + cursor.line() - 1, false);
            cursor.next_line();
        }
        self.excepted = excepted;
    }

    /// Takes a line of table names in columns; false if something else begins with it. After an odd
    /// name the next line is one of table names still.
    pub fn describes(&mut self, content: &str, number: Line) -> bool {
        let Some(describing) = &mut self.describing else { return false };
        let keyspace = describing.keyspace.clone();
        let fields = || {
            content
                .split("  ")
                .flat_map(|field| field.split('\t'))
                .map(str::trim)
                .filter(|field| !field.is_empty())
        };
        let is_name = |field: &str| {
            field == "<empty>" || name::part(field).is_ok_and(|(_, end)| end == field.len())
        };
        let names = fields().all(is_name);
        if !names && fields().nth(1).is_none() {
            // A sentence, a path, a statement.
            self.describing = None;
            return false;
        }
        describing.begun = true;
        if !names {
            self.gather.note(number, number, Why::NoForm, content);
            return true;
        }
        for (table, _) in fields().filter(|field| *field != "<empty>").flat_map(name::part) {
            self.take(&Path { database: keyspace.as_str().into(), table: Some(table) }, number);
        }
        self.item_follows();
        true
    }
}
