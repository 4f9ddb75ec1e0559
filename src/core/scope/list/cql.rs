//! CQL statements: the table of each, and where each ends. Bare names fold to lower case here, as
//! the engine does it.

use std::borrow::Cow;

use super::{
    cursor::Cursor,
    lines::Lines,
    name::{self, Path},
    parsed::{Line, Why},
};
use crate::core::base::text;

/// First words of statements that are not read: their words are read like those of any line, but
/// such a line never belongs to the statement before.
const OTHERS: [&str; 8] =
    ["SELECT", "INSERT", "UPDATE", "DELETE", "GRANT", "REVOKE", "BEGIN", "COPY"];
/// Statements that end with their line: prose begins with such words, too.
const ONE_LINE: [&str; 3] = ["USE", "DESCRIBE", "DESC"];
/// Objects of these statements: `DROP` on a line of its own may belong to `ALTER TABLE`.
const OBJECTS: [&str; 14] = [
    "TABLE",
    "COLUMNFAMILY",
    "KEYSPACE",
    "SCHEMA",
    "INDEX",
    "CUSTOM",
    "TYPE",
    "MATERIALIZED",
    "FUNCTION",
    "AGGREGATE",
    "ROLE",
    "USER",
    "TRIGGER",
    "OR",
];
/// First words of lines that continue a statement.
const GOES_ON: [&str; 9] = ["WITH", "AND", "ADD", "DROP", "RENAME", "ALTER", "TO", "TYPE", "IF"];

/// Returns whether a line begins a statement.
pub fn is_statement(line: &str) -> bool {
    let (first, rest) = word(line);
    let goes_on = rest.starts_with(|c: char| c.is_whitespace() || c == '"');
    match first.to_ascii_uppercase().as_str() {
        "USE" if rest.trim_end_matches(';').is_empty() => true,
        "USE" | "TRUNCATE" | "DESCRIBE" | "DESC" => goes_on,
        "CREATE" | "ALTER" | "DROP" => {
            goes_on && name::is_one_of(word(rest.trim_start()).0, &OBJECTS)
        }
        _ => false,
    }
}

/// Returns whether a line that is not understood has a `USE`.
pub fn says_use(line: &str) -> bool {
    line.split(';')
        .any(|part| is_statement(part.trim()) && word(part.trim()).0.eq_ignore_ascii_case("USE"))
}

/// Returns the word at the beginning, and the rest.
fn word(text: &str) -> (&str, &str) {
    text.split_at(
        text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len()),
    )
}

/// A part of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Quoted(Cow<'a, str>),
    Sign(char),
    /// The end of a line.
    Break,
    /// `;`
    End,
}

/// Returns the next token, past white space and comments, whose names are noted; `None` at
/// the end of the text.
fn token<'a>(cursor: &mut Cursor<'a>, lines: &mut Lines<'_>) -> Result<Option<Token<'a>>, Why> {
    loop {
        let rest = cursor.rest();
        let Some(c) = rest.chars().next() else { return Ok(None) };
        let (bytes, token) = match c {
            '\n' | '\r' => {
                cursor.next_line();
                return Ok(Some(Token::Break));
            }
            c if c.is_whitespace() => (c.len_utf8(), None),
            ';' => (1, Some(Token::End)),
            '"' => {
                let (name, bytes) = name::quoted(rest)?;
                (bytes, Some(Token::Quoted(name)))
            }
            '\'' => (closed(rest, "'", "'")?, Some(Token::Sign('\''))),
            '$' if rest.starts_with("$$") => (closed(rest, "$$", "$$")?, Some(Token::Sign('$'))),
            '/' if rest.starts_with("/*") => (closed(rest, "/*", "*/")?, None),
            '-' | '/' if rest.starts_with("--") || rest.starts_with("//") => {
                (cursor.rest_of_line().len(), None)
            }
            c => match word(rest).0 {
                "" => (c.len_utf8(), Some(Token::Sign(c))),
                word => (word.len(), Some(Token::Word(word))),
            },
        };
        if token.is_none() && !c.is_whitespace() {
            lines.comment_at(cursor.place(), &rest[..bytes], cursor.line());
        }
        cursor.skip(bytes);
        if token.is_some() {
            return Ok(token);
        }
    }
}

/// Returns the bytes from `open` to the end of `close`. A doubled `'` closes and opens again,
/// which gives the same end.
fn closed(text: &str, open: &str, close: &str) -> Result<usize, Why> {
    let inside = &text[open.len()..];
    inside.find(close).map(|end| open.len() + end + close.len()).ok_or(Why::NotClosed)
}

/// Reads a comment that begins here.
pub fn comment(cursor: &mut Cursor<'_>, lines: &mut Lines<'_>) {
    let (rest, line) = (cursor.rest(), cursor.line());
    match closed(rest, "/*", "*/") {
        Ok(bytes) => {
            lines.comment_at(cursor.place(), &rest[..bytes], line);
            cursor.skip(bytes);
        }
        Err(why) => to_the_end(cursor, line, why, rest, lines),
    }
}

fn to_the_end(cursor: &mut Cursor<'_>, line: Line, why: Why, text: &str, lines: &mut Lines<'_>) {
    cursor.skip(cursor.rest().trim_end().len());
    lines.gather.note(line, cursor.line(), why, text);
    cursor.skip(cursor.rest().len());
}

enum Said {
    /// Tables that follow belong to this database.
    Use(String),
    /// A table, with its database if that is named.
    Table(Option<String>, String),
    Describe,
}

/// Reads a statement that begins here, up to its end.
pub fn statement(cursor: &mut Cursor<'_>, lines: &mut Lines<'_>) {
    let (text, line) = (cursor.rest(), cursor.line());
    let one_line = name::is_one_of(word(text).0, &ONE_LINE);
    let before = cursor.clone();
    let mut inside = if one_line { cursor.line_alone() } else { cursor.clone() };
    let mut reader = Statement { cursor: &mut inside, lines, ended: false, through: line };
    let said = match reader.said() {
        Ok(said) if one_line => Ok(said),
        // The name stands at its beginning; the rest is read over, to find where the next statement
        // begins.
        Ok(said) => reader.rest(true).map(|()| said),
        Err(Why::NotClosed) if !one_line => Err(Why::NotClosed),
        Err(why) if why != Why::NoForm && !one_line && reader.lines.ends_ahead(&before) => {
            reader.rest(false).and(Err(why))
        }
        Err(why) => {
            *reader.cursor = before.clone();
            reader.cursor.skip(before.rest_of_line().len());
            reader.through = line;
            Err(why)
        }
    };
    let (through, read) = (reader.through, inside.place() - before.place());
    match said {
        Err(Why::NotClosed) if !one_line => to_the_end(cursor, line, Why::NotClosed, text, lines),
        // A sentence that begins like a statement.
        Err(Why::NoForm) => {
            let sentence = cursor.rest_of_line();
            let end =
                sentence.find(';').filter(|_| !one_line).map_or(sentence.len(), |end| end + 1);
            cursor.skip(end);
            lines.words(&sentence[..end], line);
        }
        Err(why) => {
            cursor.skip(read);
            lines.gather.note(line, through, why, text);
        }
        Ok(said) => {
            cursor.skip(read);
            take(said, (line, through), text, lines);
        }
    }
}

fn take(said: Said, (line, through): (Line, Line), text: &str, lines: &mut Lines<'_>) {
    match said {
        Said::Use(_) | Said::Describe => {
            lines.gather.without_names(line, Why::Heading, text);
            if let Said::Use(keyspace) = said {
                lines.in_use(Some(keyspace))
            } else {
                lines.describe()
            }
        }
        Said::Table(database, table) => {
            match database.as_ref().or(lines.keyspace.as_ref()).cloned() {
                Some(database) => lines.take_statement(
                    &Path { database: database.into(), table: Some(table.into()) },
                    line,
                ),
                None => lines.gather.note(line, through, Why::NoDatabase, text),
            }
        }
    }
}

struct Statement<'c, 'a, 't> {
    cursor: &'c mut Cursor<'a>,
    lines: &'c mut Lines<'t>,
    ended: bool,
    /// The last line of the statement so far.
    through: Line,
}

impl<'a> Statement<'_, 'a, '_> {
    /// Returns the next token that is no line's end.
    fn next(&mut self) -> Result<Option<Token<'a>>, Why> {
        loop {
            match token(self.cursor, self.lines)? {
                Some(Token::Break) => {}
                Some(Token::End) => {
                    self.ended = true;
                    return Ok(None);
                }
                other => {
                    self.through = self.cursor.line();
                    return Ok(other);
                }
            }
        }
    }

    /// Takes the next token if it is this word; returns whether it was.
    fn takes(&mut self, wanted: &str) -> Result<bool, Why> {
        let before = self.cursor.clone();
        match self.next()? {
            Some(Token::Word(word)) if word.eq_ignore_ascii_case(wanted) => Ok(true),
            _ => {
                *self.cursor = before;
                self.ended = false;
                Ok(false)
            }
        }
    }

    fn said(&mut self) -> Result<Said, Why> {
        let Some(Token::Word(first)) = self.next()? else { return Err(Why::OtherStatement) };
        let first = first.to_ascii_uppercase();
        match first.as_str() {
            "USE" => {
                let name = self.name();
                name.and_then(|name| self.nothing_more().map(|()| Said::Use(name)))
                    .map_err(|_| Why::NoForm)
            }
            "DESCRIBE" | "DESC" if self.takes("TABLES")? || self.takes("COLUMNFAMILIES")? => {
                self.nothing_more().map(|()| Said::Describe)
            }
            "DESCRIBE" | "DESC" => Err(Why::NoForm),
            "TRUNCATE" => {
                let _ = self.is_table()?;
                let table = self.table()?;
                self.nothing_more().map(|()| table)
            }
            "DROP" if self.is_table()? => {
                let table = self.table()?;
                self.nothing_more().map(|()| table)
            }
            "CREATE" | "ALTER" if self.is_table()? => self.table(),
            "CREATE" | "ALTER" | "DROP" if self.takes("KEYSPACE")? || self.takes("SCHEMA")? => {
                Err(Why::Keyspace)
            }
            _ => Err(Why::OtherStatement),
        }
    }

    fn is_table(&mut self) -> Result<bool, Why> {
        Ok(self.takes("TABLE")? || self.takes("COLUMNFAMILY")?)
    }

    /// Reads `[IF [NOT] EXISTS] [keyspace.]table`.
    fn table(&mut self) -> Result<Said, Why> {
        let before = self.cursor.clone();
        if self.takes("IF")? {
            self.takes("NOT")?;
            if !self.takes("EXISTS")? {
                // A table of that name.
                *self.cursor = before;
            }
        }
        let first = self.name()?;
        if !self.cursor.rest().trim_start_matches([' ', '\t']).starts_with('.') {
            return Ok(Said::Table(None, first));
        }
        let _dot = self.next()?;
        let second = self.name()?;
        if self.cursor.rest().starts_with('.') {
            Err(Why::TooManyParts)
        } else {
            Ok(Said::Table(Some(first), second))
        }
    }

    fn name(&mut self) -> Result<String, Why> {
        match self.next()? {
            Some(Token::Quoted(name)) => Ok(name.into_owned()),
            Some(Token::Word(word)) => {
                name::check(word)?;
                Ok(word.to_ascii_lowercase())
            }
            Some(Token::Sign(c)) if text::is_unprintable(c) => Err(Why::BadCharacter),
            _ => Err(Why::EmptyName),
        }
    }

    /// Reads the end of the statement: `;` or the end of its line.
    fn nothing_more(&mut self) -> Result<(), Why> {
        match token(self.cursor, self.lines)? {
            Some(Token::End) | None => {
                self.ended = true;
                Ok(())
            }
            Some(Token::Break) => {
                // `;` may stand alone on the next line.
                let before = self.cursor.clone();
                if token(self.cursor, self.lines)? != Some(Token::End) {
                    *self.cursor = before;
                }
                self.ended = true;
                Ok(())
            }
            Some(_) => Err(Why::NoForm),
        }
    }

    /// Reads over the rest of the statement: to `;`, or to a line that cannot belong to it.
    fn rest(&mut self, understood: bool) -> Result<(), Why> {
        let mut depth = 0_usize;
        while !self.ended {
            match token(self.cursor, self.lines) {
                Ok(None) => break,
                Ok(Some(Token::End)) => {
                    self.through = self.cursor.line();
                    self.ended = true;
                }
                Ok(Some(Token::Break)) if depth == 0 && !self.goes_on(understood) => {
                    self.ended = true
                }
                Ok(Some(Token::Break)) => continue,
                Ok(Some(Token::Sign('('))) => depth += 1,
                Ok(Some(Token::Sign(')'))) => depth = depth.saturating_sub(1),
                Ok(Some(Token::Word(_) | Token::Quoted(_) | Token::Sign(_))) => {}
                // A strange name in the body does not matter for the table.
                Err(Why::NotClosed) => return Err(Why::NotClosed),
                Err(_) => {
                    self.cursor.skip(self.cursor.rest().chars().next().map_or(0, char::len_utf8))
                }
            }
            if !self.ended {
                self.through = self.cursor.line();
            }
        }
        if depth > 0 && !self.ended { Err(Why::NotClosed) } else { Ok(()) }
    }

    /// Returns whether the line that begins here can belong to the statement before.
    fn goes_on(&self, understood: bool) -> bool {
        let line = self.cursor.rest_of_line().trim_start();
        if line.is_empty() || ["--", "//", "/*"].iter().any(|sign| line.starts_with(sign)) {
            return true;
        }
        let first = word(line).0;
        if is_statement(line) || name::is_one_of(first, &OTHERS) {
            return false;
        }
        // How long a statement that is not understood goes on is not known: any line may belong to
        // it.
        !understood
            || line.starts_with(['(', ')', '{', '}', ',', ';', '\''])
            || name::is_one_of(first, &GOES_ON)
    }
}
