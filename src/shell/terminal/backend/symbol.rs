//! The check of each cell's symbol before it reaches the terminal.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use crate::core::base::text::printable;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbol {
    /// Safe to write.
    Text {
        width: u16,
        /// Every terminal moves the cursor by `width`.
        certain: bool,
    },
    /// Unsafe: this many spaces are written instead.
    Blank(u16),
}

/// Judges a symbol. Text from outside is cleaned long before; this is the last
/// guard against an escape sequence.
pub fn judge(symbol: &str) -> Symbol {
    if let [b' '..=b'~'] = symbol.as_bytes() {
        return Symbol::Text { width: 1, certain: true };
    }
    let width = u16::try_from(symbol.width()).unwrap_or(u16::MAX);
    if width == 0 || matches!(printable(symbol), Cow::Owned(_)) {
        return Symbol::Blank(width.max(1));
    }
    let mut chars = symbol.chars();
    // Terminals differ over joined sequences and newer pictographs. Some drop the replacement
    // character, which stands for broken UTF-8.
    let certain = chars.next().is_some_and(|c| c < '\u{1F000}' && c != char::REPLACEMENT_CHARACTER)
        && chars.next().is_none();
    Symbol::Text { width, certain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_never_pass() {
        for bad in [
            "",
            "\x1b",
            "\u{7f}",
            "\u{9b}",
            "\n",
            "\u{200b}",
            "\u{202e}",
            "\u{301}",
            "a\x07",
            "a\u{e0041}",
            "👨\u{200d}",
        ] {
            assert!(matches!(judge(bad), Symbol::Blank(_)), "{bad:?}");
        }
    }

    #[test]
    fn width_is_measured_and_doubt_is_said() {
        for (symbol, width, certain) in [
            ("a", 1, true),
            ("─", 1, true),
            ("好", 2, true),
            ("e\u{301}", 1, false),
            ("\u{FFFD}", 1, false),
            ("🦀", 2, false),
            ("👨\u{200d}👩", 2, false),
        ] {
            assert_eq!(judge(symbol), Symbol::Text { width, certain }, "{symbol}");
        }
    }
}
