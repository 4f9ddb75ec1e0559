//! The words and signs of a line.

use std::borrow::Cow;

use super::{
    name::{self, Named, Path},
    parsed::Why,
};

/// A word or a sign of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'a> {
    Sign(char),
    /// Digits and signs without a letter: a number, a date, a ruler.
    Number,
    /// A name by itself, bare or in quotes.
    Name(Cow<'a, str>),
    /// A path. `plain`: the form alone shows a path, so no list of the service is needed.
    Path {
        path: Path<'a>,
        plain: bool,
    },
    /// Words in quotes, or grown together: separate words, unless the whole is one listed name.
    Text(&'a str),
    /// A word that holds no name: a path of a file, an address, `a.b.c`, or a
    /// quote that is not closed.
    Opaque(Why, &'a str),
}

/// Reads a line word by word, each character once.
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    rest: &'a str,
    /// Whether a word ends here: a quote behind a word is an apostrophe.
    behind_word: bool,
    /// The number of `*` right before this place.
    stars: usize,
    /// Whether the words of a [`Token::Text`] are read: quotes are signs, and
    /// Chinese ends where Latin begins.
    in_text: bool,
}

impl<'a> Tokens<'a> {
    /// Begins to read `line`.
    pub const fn new(line: &'a str) -> Self {
        Self { rest: line, behind_word: false, stars: 0, in_text: false }
    }

    /// Begins to read the words of a [`Token::Text`].
    pub const fn of_text(text: &'a str) -> Self {
        Self { in_text: true, ..Self::new(text) }
    }

    /// Returns the bytes of the word that begins here, or `None` if a quote in it is not closed.
    fn word(&self) -> Option<usize> {
        let (mut at, mut begins, mut last) = (0, true, '.');
        while let Some(c) = self.rest[at..].chars().next() {
            if self.in_text && (name::is_quote(c) || name::is_seam(last, c)) {
                break;
            }
            last = c;
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
            c if name::is_quote(c) => !self.behind_word && !self.in_text,
            c => name::is_bare(c),
        };
        self.behind_word = begins;
        if !begins {
            self.stars = if first == '*' { self.stars + 1 } else { 0 };
            self.rest = &self.rest[first.len_utf8()..];
            return Some(Token::Sign(first));
        }
        let Some(end) = self.word() else {
            // Where a quote is not closed, nobody knows what stands in quotes from here on.
            let word = std::mem::take(&mut self.rest);
            return Some(Token::Opaque(Why::NotClosed, word));
        };
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        // `**orders.items**` is emphasis, where `items*` is a pattern.
        let stars = std::mem::take(&mut self.stars);
        let bold = word
            .len()
            .checked_sub(stars)
            .filter(|end| word.bytes().skip(*end).all(|byte| byte == b'*'));
        Some(meaning(bold.map_or(word, |end| &word[..end])))
    }
}

fn meaning(word: &str) -> Token<'_> {
    let in_quotes = word.contains(name::is_quote);
    if !in_quotes && !word.chars().any(char::is_alphabetic) {
        return Token::Number;
    }
    // A sentence ends with a dot.
    let word = word.trim_end_matches('.');
    if !in_quotes && name::is_grown(word) {
        return Token::Text(word);
    }
    let all_in_quotes =
        word.starts_with(name::is_quote) && name::quoted_end(word) == Some(word.len());
    match name::path(word) {
        Ok(Named::Bare(name)) if name.chars().all(name::is_bare) => Token::Name(name),
        Ok(Named::Path(path)) => {
            Token::Path { plain: in_quotes || name::is_plain(&path.database), path }
        }
        Ok(Named::Bare(_)) => Token::Text(word),
        Err(why) if why != Why::EmptyName && all_in_quotes => Token::Text(word),
        Err(why) => Token::Opaque(why, word),
    }
}
