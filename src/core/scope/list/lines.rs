//! Text line by line: which form a line has, and what carries over from one line to the next.

use std::collections::BTreeSet;

use super::{
    Line, Parsed, WholeSaid, Why,
    columns::{self, Columns},
    cql,
    cursor::Cursor,
    gather::Gather,
    name::{self, Path},
    render::write_path,
    token::{Token, Tokens},
};
use crate::core::{
    base::text::is_unprintable,
    scope::tree::{CaseBlind, Tree},
};

/// A text on its way into a list of names.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    pub(super) tree: &'t Tree,
    pub(super) gather: Gather,
    /// The database of tables that statements name alone: `USE`, or the prompt of cqlsh.
    pub(super) keyspace: Option<String>,
    /// The listed databases that the last heading names, and those that lines
    /// below it have named since.
    pub(super) heading: Vec<usize>,
    pub(super) excepted: Excepted,
    /// Databases whose tables were looked at for words.
    pub(super) consulted: BTreeSet<usize>,
    pub(super) case_blind: CaseBlind,
    /// The output of `DESCRIBE TABLES` of the keyspace is being read.
    describing: Option<Describing>,
    columns: Option<Columns>,
    /// Comments before this place have been looked at.
    commented: usize,
    /// Bytes from the last `;` to the end of the text.
    last_end: Option<usize>,
}

/// Whether a line above takes out the names that follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Excepted {
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
struct Describing {
    keyspace: String,
    /// There was a line of them: an empty one is the end.
    begun: bool,
}

impl<'t> Lines<'t> {
    /// Begins at the beginning of `text`.
    pub fn new(text: &str, tree: &'t Tree) -> Self {
        Self {
            tree,
            gather: Gather::default(),
            keyspace: None,
            heading: Vec::new(),
            excepted: Excepted::default(),
            consulted: BTreeSet::new(),
            case_blind: CaseBlind::default(),
            describing: None,
            columns: None,
            commented: 0,
            last_end: text.rfind(';').map(|at| text.len() - at),
        }
    }

    pub fn read(&mut self, text: &str) {
        let mut cursor = Cursor::new(text);
        while !cursor.is_at_end() {
            self.step(&mut cursor);
        }
    }

    /// Hands over what was found.
    pub fn finish(self) -> Parsed {
        let names =
            self.consulted.iter().filter_map(|d| self.tree.database(*d)).map(|d| d.name().into());
        let mut consulted: Vec<Box<str>> = names.collect();
        consulted.sort_unstable();
        self.gather.finish(consulted)
    }

    /// Reads one line, a comment, or a statement.
    fn step(&mut self, cursor: &mut Cursor<'_>) {
        let line = cursor.rest_of_line();
        let blank = line.len() - line.trim_start().len();
        if let Some((bytes, keyspace)) = prompt(&line[blank..]) {
            self.block_ends();
            if let Some(keyspace) = keyspace {
                self.in_use(Some(keyspace.to_owned()));
            }
            cursor.skip(blank + bytes);
            return;
        }
        let (content, number) = (line.trim(), cursor.line());
        if content.is_empty() {
            self.block_ends();
            return cursor.next_line();
        }
        if content.starts_with("/*") {
            cursor.skip(blank);
            return cql::comment(cursor, self);
        }
        if let Some(comment) = ["--", "//", "#"].iter().find_map(|sign| content.strip_prefix(sign))
        {
            self.comment(comment, number, content.starts_with('#'));
            return cursor.next_line();
        }
        if let Some(keyspace) = described(cursor, content) {
            self.heading = self.tree.listed_database(&keyspace).into_iter().collect();
            self.describing = Some(Describing { keyspace, begun: false });
            self.gather.without_names(number, Why::Heading, content);
            cursor.next_line();
            return cursor.next_line();
        }
        if content.strip_prefix("```").is_some_and(|rest| rest.chars().all(char::is_alphanumeric)) {
            self.gather.without_names(number, Why::NoName, content);
            return cursor.next_line();
        }
        // Tables can have the names of statements.
        if self.describes(content, number) {
            return cursor.next_line();
        }
        if cql::is_statement(content) {
            self.columns = None;
            cursor.skip(blank);
            return cql::statement(cursor, self);
        }
        self.line(line, content, number);
        cursor.next_line();
    }

    /// An empty line or a prompt: what carries over from line to line ends here.
    fn block_ends(&mut self) {
        self.describing.take_if(|describing| describing.begun);
        self.columns = None;
        if self.excepted != Excepted::Announced {
            self.excepted = Excepted::Nothing;
        }
    }

    /// Reads a line that is neither comment nor statement. In a spreadsheet's row the
    /// first cells may be empty.
    fn line(&mut self, row: &str, content: &str, number: Line) {
        if content.chars().any(|c| (is_unprintable(c) && c != '\t') || c == '\u{FFFD}') {
            self.gather.note(number, number, Why::BadCharacter, content);
        } else if let Some(columns) = self.columns {
            columns.take(row, number, self);
        } else if let Some(paths) = paths(content) {
            for path in paths {
                self.take(&path, number);
            }
        } else if let Some(columns) = Columns::header(row) {
            self.columns = Some(columns);
            self.gather.without_names(number, Why::Heading, content);
        } else if let Some(path) = columns::star(content) {
            self.take(&path, number);
        } else {
            return self.words(content, number);
        }
        self.item_follows();
    }

    /// A line of names stands below what was announced: the next empty line ends it.
    pub(super) fn item_follows(&mut self) {
        if self.excepted == Excepted::Announced {
            self.excepted = Excepted::Block;
        }
    }

    /// Takes a path that says by itself what it means.
    pub fn take(&mut self, path: &Path<'_>, number: Line) {
        match &path.table {
            _ if self.excepted != Excepted::Nothing => {
                self.gather.note(number, number, Why::Except, &written(path))
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

    /// From here on this keyspace is in use; `None`: it is not known which.
    pub fn in_use(&mut self, keyspace: Option<String>) {
        self.heading = keyspace
            .as_ref()
            .and_then(|name| self.tree.listed_database(name))
            .into_iter()
            .collect();
        self.keyspace = keyspace;
    }

    /// Tables of the keyspace in use are listed from here on.
    pub fn describe(&mut self) {
        self.describing =
            self.keyspace.clone().map(|keyspace| Describing { keyspace, begun: false });
    }

    /// True if a `;` comes behind this place.
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
    fn describes(&mut self, content: &str, number: Line) -> bool {
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

/// Writes a path as it would be typed.
pub(super) fn written(path: &Path<'_>) -> String {
    match &path.table {
        None => format!("{}.*", write_path(&path.database, None).trim_end_matches(".*")),
        Some(table) => write_path(&path.database, Some(table)),
    }
}

/// Reads a line of nothing but paths, with a bullet or a number before them.
fn paths(content: &str) -> Option<impl Iterator<Item = Path<'_>>> {
    let tokens = Tokens::new(without_bullet(content));
    let is_path = |token: Token<'_>| match token {
        Token::Path { plain, .. } => plain,
        Token::Sign(c) => c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；' | '、' | '。'),
        Token::Number | Token::Name(_) | Token::Text(_) | Token::Opaque(..) => false,
    };
    let mut paths = tokens.clone().filter(|token| matches!(token, Token::Path { .. }));
    let path = |token| match token {
        Token::Path { path, .. } => Some(path),
        Token::Sign(_) | Token::Number | Token::Name(_) | Token::Text(_) | Token::Opaque(..) => {
            None
        }
    };
    (paths.next().is_some() && tokens.clone().all(is_path)).then(|| tokens.filter_map(path))
}

/// Lists in tickets have bullets, boxes that are ticked, and numbers.
fn without_bullet(content: &str) -> &str {
    let without = |content, bullets: &[&str]| {
        bullets.iter().find_map(|bullet| str::strip_prefix(content, bullet)).map(str::trim_start)
    };
    let content =
        without(content, &["- ", "* ", "+ ", "• ", "· ", "– ", "— ", "> "]).unwrap_or(content);
    without(without_number(content), &["[x] ", "[X] ", "[✓] ", "☑", "✓", "✔", "✅"])
        .unwrap_or_else(|| without_number(content))
}

fn without_number(content: &str) -> &str {
    if let Some(rest) = content.strip_prefix(|c| matches!(c, '\u{2460}'..='\u{24FF}')) {
        return rest.trim_start();
    }
    let open = content.strip_prefix(['(', '（']).unwrap_or(content);
    let rest = open.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.chars().next() {
        _ if rest.len() == open.len() => content,
        // `1.5` is no item, and `1.a` could be a path.
        Some('.') if rest[1..].starts_with(char::is_whitespace) || rest[1..].contains('.') => {
            rest[1..].trim_start()
        }
        Some(')' | ']' | ':') => rest[1..].trim_start(),
        Some(c @ ('）' | '、' | '：' | '．')) => rest[c.len_utf8()..].trim_start(),
        Some(_) | None => content,
    }
}

const LONGEST_PROMPT: usize = 200;

/// `cqlsh> ` or `cqlsh:orders> ` at the beginning of a line: its bytes, and
/// the database that it names.
fn prompt(line: &str) -> Option<(usize, Option<&str>)> {
    // A line of 12 MB has no prompt, and is not searched for its end.
    let (end, _) = line.char_indices().take(LONGEST_PROMPT).find(|(_, c)| *c == '>')?;
    let end = end + 1;
    if line[..end].contains(char::is_whitespace)
        || !(line[end..].is_empty() || line[end..].starts_with(char::is_whitespace))
    {
        return None;
    }
    let word = line[..end].strip_suffix('>')?;
    if word.contains(name::is_quote) {
        // A name in which a prompt stands.
        return None;
    }
    // `user@cqlsh>` is the newer one.
    let word = word.rsplit_once('@').map_or(word, |(_, word)| word);
    match word.strip_prefix("cqlsh")? {
        "" => Some((end, None)),
        keyspace => keyspace
            .strip_prefix(':')
            .filter(|keyspace| name::check(keyspace).is_ok())
            .map(|keyspace| (end, Some(keyspace))),
    }
}

/// `Keyspace orders` above a line of dashes, as cqlsh writes it.
fn described(cursor: &Cursor<'_>, content: &str) -> Option<String> {
    let title = content.strip_prefix("Keyspace ")?.trim_start();
    let (name, end) = name::part(title).ok()?;
    let mut below = cursor.clone();
    below.next_line();
    let dashes = below.rest_of_line().trim();
    (end == title.len() && dashes.starts_with("--") && dashes.trim_matches('-').is_empty())
        .then(|| name.into_owned())
}
