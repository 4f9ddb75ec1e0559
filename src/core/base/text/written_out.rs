//! Characters that cannot be seen, or that could be mistaken, written out as `\u{202e}`.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::characters::{JOINER, is_unprintable, may_be_typed};

/// Returns a name that [`visible_name`] has written out, without the written-out characters.
pub fn without_written_out(shown: &str) -> String {
    let mut parts = shown.split("\\u{");
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    std::iter::once(first).chain(rest).collect()
}

/// Writes out the characters that may not reach a cell, and leaves the rest.
/// A second call changes nothing.
pub fn printable(raw: &str) -> Cow<'_, str> {
    // Most lines are plain, and a line of data may be long.
    if raw.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(raw);
    }
    written_out(raw, |_, _, c| is_unprintable(c))
}

/// Writes out the characters that could act on a terminal when the text
/// is pasted; line breaks stay.
pub fn pasteable(raw: &str) -> Cow<'_, str> {
    written_out(raw, |_, _, c| c != '\n' && !may_be_typed(c))
}

/// Returns a text so that another text never looks the same: blanks that are no space are written
/// out too, marks that a ready-made letter has as well (`e\u{301}` is not `é`), characters of
/// private use, and a backslash that would look like the beginning of a written-out character.
///
/// Letters of two scripts that are drawn alike are not told apart.
pub fn visible(raw: &str) -> Cow<'_, str> {
    written_out(raw, is_doubtful)
}

/// Returns a name as [`visible`] does, with the spaces written out that are easily overlooked: the
/// first, the last, and the second of two.
pub fn visible_name(raw: &str) -> Cow<'_, str> {
    written_out(raw, |raw, at, c| {
        let overlooked = || at == 0 || at + 1 == raw.len() || raw[..at].ends_with(' ');
        is_doubtful(raw, at, c) || (c == ' ' && overlooked())
    })
}

fn is_doubtful(raw: &str, at: usize, c: char) -> bool {
    match c {
        ' '..='[' | ']'..='~' => false,
        '\\' => raw[at..].starts_with("\\u{"),
        '\u{300}'..='\u{36F}' | '\u{1160}'..='\u{11FF}' | '\u{3099}' | '\u{309A}' => true,
        '\u{2800}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => true,
        c => c.is_whitespace() || is_unprintable(c),
    }
}

/// Returns whether a character is written out, from the whole text and the
/// byte where the character stands.
pub(super) type Special = fn(&str, usize, char) -> bool;

fn written_out(raw: &str, special: Special) -> Cow<'_, str> {
    written_out_as(raw, special, escape)
}

fn escape(text: &str) -> String {
    text.escape_unicode().to_string()
}

/// Replaces special characters, and marks with nothing to stand on, by the result of `escape`.
pub(super) fn written_out_as(
    raw: &str,
    special: Special,
    escape: fn(&str) -> String,
) -> Cow<'_, str> {
    // Most of what is drawn is nothing special.
    if !raw.char_indices().any(|(at, c)| special(raw, at, c) || is_mark(c)) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut any = false;
    for piece in pieces(raw, special) {
        any |= piece.escaped;
        match piece.escaped {
            true => out.push_str(&escape(piece.text)),
            false => out.push_str(piece.text),
        }
    }
    if any { Cow::Owned(out) } else { Cow::Borrowed(raw) }
}

/// Part of a text that is drawn as it is, or one character that is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    text: &'a str,
    escaped: bool,
}

impl<'a> Piece<'a> {
    /// Returns the characters of the text that the piece stands for.
    pub fn raw(&self) -> &'a str {
        self.text
    }

    /// Returns the text that is drawn for the piece.
    pub fn drawn(&self) -> Cow<'a, str> {
        if self.escaped { escape(self.text).into() } else { self.text.into() }
    }
}

/// Takes a text apart as [`visible`] draws it, so that a place in the text can be
/// found in the drawn text.
pub fn visible_pieces(raw: &str) -> Vec<Piece<'_>> {
    pieces(raw, is_doubtful)
}

fn pieces(raw: &str, special: Special) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for (start, cluster) in raw.grapheme_indices(true) {
        let characters = cluster.char_indices().map(|(at, c)| (start + at, c));
        // A mark that has nothing to stand on would land on its neighbour, or nowhere: a character
        // that takes columns only behind the mark does not hold the mark.
        let mut bare = cluster.width() == 0 || cluster.starts_with(is_mark);
        if is_joined_emoji(cluster)
            || !(bare || characters.clone().any(|(at, c)| special(raw, at, c)))
        {
            pieces.push(Piece { text: cluster, escaped: false });
            continue;
        }
        for (at, c) in characters {
            let escaped = special(raw, at, c) || (bare && is_mark(c));
            bare |= escaped;
            pieces.push(Piece { text: &raw[at..at + c.len_utf8()], escaped });
        }
    }
    pieces
}

/// Returns whether a character takes no column of its own.
fn is_mark(c: char) -> bool {
    c >= '\u{300}' && c.width() == Some(0)
}

/// Returns whether joiners make one pictograph of several. Without the joiners the pictographs
/// would take more room, so nobody mistakes one text for the other.
fn is_joined_emoji(cluster: &str) -> bool {
    cluster.contains(JOINER)
        && !cluster.ends_with(JOINER)
        && cluster.chars().all(|c| c == JOINER || !is_unprintable(c))
        && cluster.width() < cluster.chars().filter_map(UnicodeWidthChar::width).sum()
}

/// Returns the text with everything beyond ASCII written out as `\u{4e2d}`, for a
/// terminal that has nothing else.
pub fn ascii_only(raw: &str) -> Cow<'_, str> {
    if raw.is_ascii() {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(2 * raw.len());
    for c in raw.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            out.extend(c.escape_unicode());
        }
    }
    Cow::Owned(out)
}
