//! A place in a text, with the number of its line.

use super::parsed::Line;

/// A place in a text.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    text: &'a str,
    at: usize,
    line: Line,
    /// The end of the cursor's line: found once a line, for a line can
    /// hold any number of statements.
    end: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut cursor = Self { text, at: 0, line: 1, end: 0 };
        cursor.find_end();
        cursor
    }

    fn find_end(&mut self) {
        self.end =
            self.text[self.at..].find(['\n', '\r']).map_or(self.text.len(), |end| self.at + end);
    }

    /// Returns the number of the cursor's line.
    pub const fn line(&self) -> Line {
        self.line
    }

    pub const fn place(&self) -> usize {
        self.at
    }

    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub const fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Returns the rest of the cursor's line, without the line's end.
    pub fn rest_of_line(&self) -> &'a str {
        &self.text[self.at..self.end]
    }

    /// Returns the same place in a text that ends with this line.
    pub fn line_alone(&self) -> Self {
        Self { text: &self.text[..self.end], ..*self }
    }

    /// Moves on by this number of bytes (to the edge of a character), counting lines.
    pub fn skip(&mut self, bytes: usize) {
        let passed = &self.text.as_bytes()[self.at..self.at + bytes];
        let mut last = self.text.as_bytes()[..self.at].last().copied();
        for &byte in passed {
            // `\r\n` is one end of a line, as `\n` and `\r` are.
            if byte == b'\r' || (byte == b'\n' && last != Some(b'\r')) {
                self.line = self.line.saturating_add(1);
            }
            last = Some(byte);
        }
        self.at += bytes;
        if self.at > self.end {
            self.find_end();
        }
    }

    /// Moves past the end of the line.
    pub fn next_line(&mut self) {
        let bytes = self.rest_of_line().len();
        self.skip(bytes);
        let rest = self.rest();
        let end = if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
        self.skip(end);
    }
}
