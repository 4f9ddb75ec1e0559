//! Values of variables. A file with other line ends, or a reader that is no shell, leaves
//! characters in a value that the writer did not mean; each sign-in with such a value counts
//! towards a lockout.

/// Characters in a value that its writer did not mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoilt {
    /// A carriage return at the end: the line ends of Windows.
    LineEnd,
    /// Quotes around the whole value.
    Quotes,
}

/// A warning about a secret that is taken all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark {
    /// The secret begins or ends with white space, which is sent.
    Blanks,
    /// Quotes stand around the secret and are sent.
    Quotes,
    /// White space around the secret is not sent.
    Trimmed,
}

/// Quotes that people and their editors put around a value.
const QUOTES: [(char, char); 4] =
    [('"', '"'), ('\'', '\''), ('\u{201C}', '\u{201D}'), ('\u{2018}', '\u{2019}')];

/// Returns the trouble with the value of a variable.
pub fn spoilt(value: &str) -> Option<Spoilt> {
    if value.trim_end_matches('\n').ends_with('\r') {
        return Some(Spoilt::LineEnd);
    }
    is_quoted(value).then_some(Spoilt::Quotes)
}

/// Returns whether quotes stand around all of a text.
pub fn is_quoted(text: &str) -> bool {
    let text = text.trim();
    QUOTES
        .iter()
        .any(|(open, close)| text.strip_prefix(*open).is_some_and(|rest| rest.ends_with(*close)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_of_windows_and_quotes_are_told_from_values_that_hold_such_characters() {
        for (value, want) in [
            ("ops\r", Some(Spoilt::LineEnd)),
            ("ops\r\n", Some(Spoilt::LineEnd)),
            ("\"ops\"\r", Some(Spoilt::LineEnd)),
            ("\"ops\"", Some(Spoilt::Quotes)),
            ("'o'ps' ", Some(Spoilt::Quotes)),
            ("\u{201C}ops\u{201D}", Some(Spoilt::Quotes)),
            ("''", Some(Spoilt::Quotes)),
            ("'", None),
            ("o'ps'", None),
            ("\"ops'", None),
            ("o\rps", None),
            ("ops ", None),
            ("", None),
        ] {
            assert_eq!(spoilt(value), want, "{value:?}");
        }
    }
}
