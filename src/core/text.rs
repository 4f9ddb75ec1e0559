//! What text from outside may look like inside: no control characters, no bidirectional overrides.
//!
//! A name that comes from the service, a certificate or a proxy page ends up on a terminal. One
//! escape sequence in it could repaint the screen that an operator trusts, and one override could
//! show `sredro` for `orders`. So everything passes here before it is kept for display. Names that
//! go back to the service (databases, tables) are kept byte for byte and only cleaned when drawn.

use std::borrow::Cow;

/// True for characters that may not reach a cell: C0, C1, DEL, line separators, bidirectional
/// controls, zero-width joiners and marks that hide or reorder, and the byte-order mark.
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}'
            | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// One clean line: unprintable characters dropped, line breaks and tabs turned into one space each.
pub fn clean_line(raw: &str) -> String {
    raw.chars()
        .filter_map(|c| match c {
            '\n' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
            c if is_unprintable(c) => None,
            c => Some(c),
        })
        .collect()
}

/// A clean line of at most `limit` characters, with `…` where it was cut.
pub fn clean_excerpt(raw: &str, limit: usize) -> String {
    let mut text: String = clean_line(raw).split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = text.char_indices().nth(limit) {
        text.truncate(at);
        text.push('…');
    }
    text
}

/// Text to be shown exactly: what may not reach a cell is written out as `\u{202e}` instead.
pub fn visible(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        if is_unprintable(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// The text with everything beyond ASCII written out as `\u{4e2d}`, for a terminal that has nothing else.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_overrides_do_not_survive() {
        assert_eq!(clean_line("a\u{1b}[31mb\u{202e}c\nd\u{9b}2Je"), "a[31mbc d2Je");
        assert_eq!(visible("a\u{202e}b"), "a\\u{202e}b");
    }

    #[test]
    fn an_excerpt_folds_white_space_and_says_that_it_was_cut() {
        assert_eq!(clean_excerpt("<html>\r\n   <b>502</b>", 9), "<html> <b…");
        assert_eq!(clean_excerpt("short", 9), "short");
    }
}
