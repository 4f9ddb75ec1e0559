//! The words and signs of a line.

use std::borrow::Cow;

use super::{
    Why,
    name::{self, Named, Path},
};

/// A word or a sign of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// What stands between words.
    Sign(char),
    /// Digits and signs without a letter: a number, a date, a ruler.
    Number,
    /// A name by itself, bare or in quotes.
    Name(Cow<'a, str>),
    /// A path. `plain`: it says by itself that it is one, so that no list is needed to believe it.
    Path { path: Path<'a>, plain: bool },
    /// A word that holds no name: a path of a file, an address, `a.b.c`, or a quote that is not closed.
    Opaque(Why),
}

/// Reads a line word by word, each character once.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'a> {
    rest: &'a str,
    /// A word ends here: a quote behind it is an apostrophe.
    behind_word: bool,
}

impl<'a> Tokens<'a> {
    /// Begins at the beginning of `line`.
    pub const fn new(line: &'a str) -> Self {
        Self { rest: line, behind_word: false }
    }

    /// Returns the bytes of the word that begins here, or `None` if a quote in it is not closed.
    fn word(&self) -> Option<usize> {
        let (mut at, mut begins) = (0, true);
        while let Some(c) = self.rest[at..].chars().next() {
            at += match c {
                c if begins && name::is_quote(c) => name::quoted_end(&self.rest[at..])?,
                '.' | '*' | '/' | '\\' | '@' => 1,
                c if name::is_bare(c) => c.len_utf8(),
                _ => break,
            };
            begins = c == '.';
        }
        Some(at)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let first = self.rest.chars().next()?;
        let begins = match first {
            '.' | '/' | '\\' => true,
            c if name::is_quote(c) => !self.behind_word,
            c => name::is_bare(c),
        };
        self.behind_word = begins;
        if !begins {
            self.rest = &self.rest[first.len_utf8()..];
            return Some(Token::Sign(first));
        }
        let Some(end) = self.word() else {
            // Where a quote is not closed, nobody knows what stands in quotes from here on.
            self.rest = "";
            return Some(Token::Opaque(Why::NotClosed));
        };
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(meaning(word))
    }
}

fn meaning(word: &str) -> Token<'_> {
    let in_quotes = word.contains(name::is_quote);
    if !in_quotes && !word.chars().any(char::is_alphabetic) {
        return Token::Number;
    }
    // A sentence ends with a dot.
    let trimmed = if in_quotes { word } else { word.trim_end_matches('.') };
    match name::path(trimmed) {
        Ok(Named::Bare(name)) => Token::Name(name),
        Ok(Named::Path(path)) => {
            let table = path.table.as_deref().is_none_or(|table| !name::is_grown(table));
            let plain = in_quotes || (table && name::is_plain(&path.database));
            Token::Path { path, plain }
        }
        Err(why) => Token::Opaque(why),
    }
}
