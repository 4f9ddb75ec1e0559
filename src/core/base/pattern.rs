//! Patterns over instance names, by which the configuration marks production.

use super::text::{is_unprintable, without_written_out};

/// Longest pattern, in characters: no instance name is longer.
pub const LONGEST: usize = 128;

/// A pattern over a whole name: `*` stands for any characters or none, `?`
/// for one; case is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Any,
    One,
    Char(char),
}

/// Why a text is no pattern. A guard that silently fits nothing would be worse than none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPattern {
    Empty,
    /// The pattern has more than [`LONGEST`] characters.
    TooLong(usize),
    /// A character that no instance name has, or that other kinds of patterns give
    /// a meaning of its own.
    Character(char),
}

impl Pattern {
    /// Reads a pattern.
    /// Errors: See [`NoPattern`].
    pub fn parse(text: &str) -> Result<Self, NoPattern> {
        let refused =
            |c: &char| c.is_whitespace() || is_unprintable(*c) || "[]{}()\\|^$,;!\"'".contains(*c);
        match text.chars().count() {
            0 => return Err(NoPattern::Empty),
            1..=LONGEST => {}
            have => return Err(NoPattern::TooLong(have)),
        }
        if let Some(c) = text.chars().find(refused) {
            return Err(NoPattern::Character(c));
        }
        let mut pieces: Vec<Piece> = text
            .chars()
            .map(|c| match c {
                '*' => Piece::Any,
                '?' => Piece::One,
                c => Piece::Char(c),
            })
            .collect();
        pieces.dedup_by(|a, b| (*a, *b) == (Piece::Any, Piece::Any));
        Ok(Self { text: text.to_owned(), pieces })
    }

    /// Returns the pattern as the operator wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns whether the whole name fits. The time grows with the name's length alone: the length
    /// of a pattern is limited, and only the last `*` that was passed is ever tried again.
    pub fn fits(&self, name: &str) -> bool {
        let name: Vec<char> = name.chars().collect();
        let (mut at, mut piece) = (0, 0);
        // After the latest `*`: the piece behind it, and where in the name that was tried last.
        let mut again: Option<(usize, usize)> = None;
        while at < name.len() {
            let here = match self.pieces.get(piece) {
                Some(Piece::Any) => {
                    piece += 1;
                    again = Some((piece, at));
                    continue;
                }
                Some(Piece::One) => true,
                Some(Piece::Char(c)) => same(*c, name[at]),
                None => false,
            };
            match (here, again) {
                (true, _) => (at, piece) = (at + 1, piece + 1),
                (false, Some((behind, tried))) => {
                    again = Some((behind, tried + 1));
                    (at, piece) = (tried + 1, behind);
                }
                (false, None) => return false,
            }
        }
        self.pieces[piece..].iter().all(|piece| *piece == Piece::Any)
    }
}

/// Returns the first of several patterns that fits a name as it is shown. Characters that are
/// written out in the name are no way past the guard.
pub fn first_fitting<'a>(patterns: &'a [Pattern], name: &str) -> Option<&'a Pattern> {
    let seen = without_written_out(name);
    patterns.iter().find(|pattern| pattern.fits(name) || pattern.fits(&seen))
}

/// Returns whether two characters are the same letter, whatever the case.
fn same(a: char, b: char) -> bool {
    a == b || a.to_lowercase().eq(b.to_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::core::base::text::visible_name;

    #[test]
    fn a_pattern_is_about_the_whole_name_and_ignores_case() {
        let rows = [
            ("prod-*", "prod-orders", true),
            ("prod-*", "PROD-ORDERS", true),
            ("PROD-*", "prod-", true),
            ("prod-*", "preprod-orders", false),
            ("*prod*", "preprod-orders", true),
            ("*-prod", "orders-prod", true),
            ("*-prod", "orders-prod2", false),
            ("orders-0?", "orders-01", true),
            ("orders-0?", "orders-0", false),
            ("orders", "orders", true),
            ("orders", "orders-01", false),
            ("*", "", true),
            ("?", "", false),
            ("*会话*", "redis-会话-缓存", true),
        ];
        for (pattern, name, want) in rows {
            assert_eq!(Pattern::parse(pattern).unwrap().fits(name), want, "{pattern} {name}");
        }
    }

    #[test]
    fn what_would_never_fit_is_refused_instead() {
        for (text, want) in [
            ("", NoPattern::Empty),
            ("prod-[ab]*", NoPattern::Character('[')),
            ("prod-*, live-*", NoPattern::Character(',')),
            (" prod-*", NoPattern::Character(' ')),
            ("a\u{202e}b", NoPattern::Character('\u{202e}')),
        ] {
            assert_eq!(Pattern::parse(text), Err(want), "{text:?}");
        }
        assert_eq!(Pattern::parse(&"a".repeat(LONGEST + 1)), Err(NoPattern::TooLong(LONGEST + 1)));
    }

    #[test]
    fn a_nasty_pattern_on_a_long_name_comes_to_an_end() {
        let nasty = Pattern::parse(&"*a".repeat(LONGEST / 2)).unwrap();
        assert!(
            !nasty.fits(&("a".repeat(100_000) + "b")),
            "trying every way would take longer than the world lasts"
        );
        assert!(nasty.fits(&"a".repeat(100_000)));
    }

    fn plainly(pattern: &[char], name: &[char]) -> bool {
        match pattern.split_first() {
            None => name.is_empty(),
            Some(('*', rest)) => (0..=name.len()).any(|n| plainly(rest, &name[n..])),
            Some(('?', rest)) => !name.is_empty() && plainly(rest, &name[1..]),
            Some((c, rest)) => {
                name.first().is_some_and(|n| n.eq_ignore_ascii_case(c)) && plainly(rest, &name[1..])
            }
        }
    }

    #[test]
    fn what_nobody_sees_in_a_name_is_no_way_past_the_guard() {
        let patterns = [Pattern::parse("*-prod").expect("a pattern")];
        for name in
            ["orders-prod", "orders-prod\u{200b}", "orders-\u{e0041}prod ", "or\u{3164}ders-PROD"]
        {
            assert!(first_fitting(&patterns, &visible_name(name)).is_some(), "{name:?}");
        }
        assert!(first_fitting(&patterns, "orders-product").is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 2_000,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn it_fits_what_its_meaning_says(pattern in "[abA*?]{1,8}", name in "[abAB]{0,10}") {
            let chars = |text: &str| text.chars().collect::<Vec<char>>();
            let fits = Pattern::parse(&pattern).unwrap().fits(&name);
            prop_assert_eq!(fits, plainly(&chars(&pattern), &chars(&name)));
        }

        #[test]
        fn any_text_is_read_or_refused_and_a_name_is_a_pattern_of_itself(
            text in "\\PC{0,40}",
            name in "[A-Za-z][A-Za-z0-9_-]{3,63}",
        ) {
            let _ = Pattern::parse(&text).map(|pattern| pattern.fits(&name));
            prop_assert!(Pattern::parse(&name).unwrap().fits(&name));
        }
    }
}
