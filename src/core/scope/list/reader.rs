//! Reads a text line by line: finds the form of each line.

use super::{
    columns::{self, Columns},
    cql,
    cursor::Cursor,
    lines::{Describing, Lines},
    name::{self, Path},
    parsed::{Line, Why},
    token::{Token, Tokens},
};
use crate::core::base::text::is_unprintable;

impl Lines<'_> {
    pub fn read(&mut self, text: &str) {
        let mut cursor = Cursor::new(text);
        while !cursor.is_at_end() {
            self.step(&mut cursor);
        }
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

    /// Reads a line that is neither comment nor statement. In a spreadsheet's row the
    /// first cells may be empty.
    fn line(&mut self, row: &str, content: &str, number: Line) {
        if content.chars().any(|c| (is_unprintable(c) && c != '\t') || c == '\u{FFFD}') {
            self.gather.note(number, number, Why::BadCharacter, content);
        } else if let Some(columns) = self.columns {
            match columns.path(row) {
                Ok(path) => self.take(&path, number),
                Err(why) => self.gather.note(number, number, why, row),
            }
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
}

/// Reads a line of nothing but paths, with a bullet or a number before them.
fn paths(content: &str) -> Option<impl Iterator<Item = Path<'_>>> {
    let tokens = Tokens::new(without_bullet(content));
    let fits = |token: Token<'_>| match token {
        Token::Path { plain, .. } => plain,
        Token::Sign(c) => c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；' | '、' | '。'),
        _ => false,
    };
    let path = |token| if let Token::Path { path, .. } = token { Some(path) } else { None };
    let paths = tokens.clone().filter_map(path);
    (paths.clone().next().is_some() && tokens.clone().all(fits)).then_some(paths)
}

/// Returns a line without its bullet, ticked box or number, which lists in tickets have.
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
    let open = content.strip_prefix(['(', '（', '[']).unwrap_or(content);
    let rest = open.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.chars().next() {
        _ if rest.len() == open.len() => content,
        // `1.5` is no item, and `1.a` could be a path.
        Some('.') if rest[1..].starts_with(char::is_whitespace) || rest[1..].contains('.') => {
            rest[1..].trim_start()
        }
        Some(')' | ']' | ':') => rest[1..].trim_start(),
        Some(c @ ('）' | '、' | '：' | '．')) => rest[c.len_utf8()..].trim_start(),
        _ => content,
    }
}

const LONGEST_PROMPT: usize = 200;

/// Returns the bytes of a prompt (`cqlsh> ` or `cqlsh:orders> `) at the beginning of a line, and
/// the database that the prompt names.
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

/// Reads `Keyspace orders` above a line of dashes, as cqlsh writes it.
fn described(cursor: &Cursor<'_>, content: &str) -> Option<String> {
    let title = content.strip_prefix("Keyspace ")?.trim_start();
    let (name, end) = name::part(title).ok()?;
    let mut below = cursor.clone();
    below.next_line();
    let dashes = below.rest_of_line().trim();
    (end == title.len() && dashes.starts_with("--") && dashes.trim_matches('-').is_empty())
        .then(|| name.into_owned())
}
