//! Finds secrets in text that came from outside, in whatever form a server writes them back.
//!
//! A long secret is never kept: only the hashes of its parts of [`PART`] characters, so that a text
//! is searched in one pass, whatever the length of the secret. A short secret is kept as it is, and
//! found as a whole word.
//!
//! The text is read in several ways: as it stands, without its escapes (`%2B`, `\u002b`, `\x2b`,
//! `&#43;`, `\/`), and decoded where it may be base64 or hexadecimal digits, at every alignment.
//! White space and invisible characters do not count in any of them: a server may break a line in
//! the middle of a secret.

use std::{
    collections::{BTreeMap, HashSet},
    fmt,
    hash::{BuildHasher, RandomState},
};

use unicode_width::UnicodeWidthChar;
use zeroize::Zeroizing;

use super::{
    encoded::{self, Unit},
    text::is_unprintable,
};

/// Characters of a part: a match of this length is no accident. A shorter secret is
/// found as a whole word.
pub const PART: usize = 12;

/// The text that takes the place of a secret.
pub const MASKED: &str = "***";

/// A part that has fewer characters once blanks are left out would be found everywhere.
const LEAST: usize = 6;

/// Words shorter than this turn up in decoded noise by accident.
const SHORTEST_DECODED: usize = 4;

/// Rounds of decoding: an escaped base64 text that holds an escaped secret takes two, and no server
/// writes its errors in a more roundabout way.
const ROUNDS: usize = 2;

/// The secrets of this process, in the form in which texts are searched for them.
#[derive(Default)]
pub struct Mask {
    hasher: RandomState,
    /// Hashes of whole secrets, so that none is taken twice.
    known: HashSet<u64>,
    /// Hashes of the parts of long secrets, by the number of characters that count in them.
    parts: BTreeMap<usize, HashSet<u64>>,
    words: Vec<Zeroizing<Vec<char>>>,
}

impl fmt::Debug for Mask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mask({} secrets)", self.known.len())
    }
}

impl Mask {
    /// Returns whether `secret` is held already.
    pub fn holds(&self, secret: &str) -> bool {
        self.known.contains(&self.hasher.hash_one(secret))
    }

    /// Takes a secret. The secret stays for as long as the process lives, since an answer to an
    /// old call may come late.
    pub fn hold(&mut self, secret: &str) {
        if !self.known.insert(self.hasher.hash_one(secret)) {
            return;
        }
        let mut all = Zeroizing::new(Vec::with_capacity(secret.len()));
        all.extend(secret.chars());
        let mut part = Zeroizing::new(Vec::with_capacity(PART));
        let mut has_parts = false;
        for window in all.windows(PART) {
            part.clear();
            part.extend(window.iter().copied().filter(|c| counts(*c)));
            if part.len() >= LEAST {
                let hash = self.hasher.hash_one(part.as_slice());
                self.parts.entry(part.len()).or_default().insert(hash);
                has_parts = true;
            }
        }
        if !has_parts {
            all.retain(|c| counts(*c));
            if !all.is_empty() {
                self.words.push(all);
            }
        }
    }

    /// Returns the text with [`MASKED`] in the place of every secret.
    pub fn masked(&self, text: &str) -> String {
        let hidden = self.hidden(text, Self::mark);
        let mut out = String::with_capacity(text.len());
        let mut before = false;
        for (c, is_hidden) in text.chars().zip(hidden) {
            match (before, is_hidden) {
                (_, false) => out.push(c),
                (false, true) => out.push_str(MASKED),
                (true, true) => {}
            }
            before = is_hidden;
        }
        out
    }

    /// Returns whether a part of a long secret stands in the value, in whatever form.
    pub fn finds_part(&self, value: &str) -> bool {
        self.hidden(value, |mask, view, _, hidden| mask.mark_parts(view, hidden)).contains(&true)
    }

    /// Returns which characters of the text belong to a secret in one of the ways to read the text.
    fn hidden(&self, text: &str, mark: fn(&Self, &[Unit], usize, &mut [bool])) -> Vec<bool> {
        let units = encoded::units(text);
        let mut hidden = vec![false; units.len()];
        if !self.known.is_empty() {
            self.search(units, ROUNDS, mark, &mut hidden);
        }
        hidden
    }

    fn search(
        &self,
        units: Vec<Unit>,
        rounds: usize,
        mark: fn(&Self, &[Unit], usize, &mut [bool]),
        hidden: &mut [bool],
    ) {
        let mut next = Some(units);
        // An escape may stand for the beginning of another one.
        for _ in 0..=ROUNDS {
            let Some(units) = next else { return };
            let view: Vec<Unit> = units.iter().copied().filter(|unit| counts(unit.c)).collect();
            mark(self, &view, rounds, hidden);
            if rounds > 0 {
                encoded::decoded(&units)
                    .into_iter()
                    .for_each(|units| self.search(units, rounds - 1, mark, hidden));
            }
            next = encoded::unescaped(&units);
        }
    }

    fn mark(&self, view: &[Unit], rounds: usize, hidden: &mut [bool]) {
        self.mark_parts(view, hidden);
        let shortest = if rounds == ROUNDS { 1 } else { SHORTEST_DECODED };
        for word in self.words.iter().filter(|word| word.len() >= shortest) {
            for (at, window) in view.windows(word.len()).enumerate() {
                let is_same = window.iter().map(|unit| unit.c).eq(word.iter().copied());
                let inside = |n: usize| {
                    view.get(n - 1).zip(view.get(n)).is_some_and(|(a, b)| a.is_one_word_with(*b))
                };
                if is_same && !(at > 0 && inside(at)) && !inside(at + word.len()) {
                    hide(window, hidden);
                }
            }
        }
    }

    fn mark_parts(&self, view: &[Unit], hidden: &mut [bool]) {
        let text: Vec<char> = view.iter().map(|unit| unit.c).collect();
        for (length, parts) in &self.parts {
            for (window, part) in view.windows(*length).zip(text.windows(*length)) {
                if parts.contains(&self.hasher.hash_one(part)) {
                    hide(window, hidden);
                }
            }
        }
    }
}

/// Hides the characters from the first to the last unit, blanks between them included.
fn hide(window: &[Unit], hidden: &mut [bool]) {
    if let (Some(first), Some(last)) = (window.first(), window.last()) {
        hidden[first.from..last.to].fill(true);
    }
}

/// Returns whether a character makes a difference between two texts: blanks (also `+`, as forms
/// write them) and what cannot be seen do not.
fn counts(c: char) -> bool {
    let is_filler = matches!(c, '\u{AD}' | '\u{115F}' | '\u{3164}' | '\u{FFA0}' | '\u{FFFD}');
    !(c.is_whitespace()
        || c == '+'
        || is_filler
        || is_unprintable(c)
        || c.width().is_none_or(|width| width == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(secrets: &[&str], text: &str) -> String {
        let mut mask = Mask::default();
        secrets.iter().for_each(|secret| mask.hold(secret));
        mask.masked(text)
    }

    #[test]
    fn every_way_to_write_a_long_secret_is_masked() {
        // "p@ss/w\"rd-Äé+8x", in forms that servers, gateways and log files use.
        let rows = [
            r#"p@ss/w"rd-Äé+8x"#,
            r#"p@ss\/w\"rd-Äé+8x"#,
            "p%40ss%2Fw%22rd-%C3%84%c3%a9%2b8x",
            "%70%40%73%73%2f%77%22%72%64%2d%c3%84%c3%a9%2b%38%78",
            "p%2540ss%252Fw%2522rd-%25C3%2584%25C3%25A9%252B8x",
            "p%u0040ss/w%u0022rd-%u00C4%u00E9+8x",
            r#"\u0070\u0040ss\u002fw\u0022rd-\u00c4\u00E9\u002b8x"#,
            r#"p@ss/w\\\"rd-Äé+8x"#,
            r#"p\x40ss/w\x22rd-\xc3\x84\xc3\xa9+8x"#,
            r#"p@ss/w\042rd-\303\204\303\251+8x"#,
            r#"p\u{40}ss/w\u{22}rd-\u{c4}\u{e9}+8x"#,
            "p&#64;ss&#x2F;w&quot;rd-Äé&#43;8x",
            "cEBzcy93InJkLcOEw6krOHg=",
            "cEBzcy93InJkLcOEw6krOHg",
            "cEBzcy93\nInJkLcOE\nw6krOHg=",
            "70407373 2f772272 642dc384 c3a92b38 78",
            "7040 7373 2F77 2272 642D C384 C3A9 2B38 78",
            "p@s\u{200b}s/w\u{1b}\"rd\n-\u{2028}Äé+\u{ad}8x",
        ];
        for text in rows {
            let shown = masked(&[r#"p@ss/w"rd-Äé+8x"#], &format!("said <{text}>"));
            assert!(shown == "said <***>" || shown == "said <***=>", "{text}: {shown}");
        }
    }

    #[test]
    fn base64_and_hexadecimal_are_found_at_every_alignment_and_with_company() {
        let secret = "Secret/Token?0123~";
        // "{before}Secret/Token?0123~after", by `base64`, with 0 to 3 bytes before it.
        for text in [
            "U2VjcmV0L1Rva2VuPzAxMjN+YWZ0ZXI=",
            "YVNlY3JldC9Ub2tlbj8wMTIzfmFmdGVy",
            "YWJTZWNyZXQvVG9rZW4/MDEyM35hZnRlcg==",
            "YWJjU2VjcmV0L1Rva2VuPzAxMjN-YWZ0ZXI",
            "5365637265742f546f6b656e3f303132337e",
            "f5365637265742f546f6b656e3f303132337e",
        ] {
            let shown = masked(&[secret], &format!("Authorization: Basic {text}."));
            assert!(shown.contains(MASKED) && shown.len() < 45, "{shown}");
        }
        assert_eq!(masked(&["hunter2"], "Basic dXNlcjpodW50ZXIy, sorry"), "Basic dXNlcj***, sorry");
    }

    #[test]
    fn a_part_of_twelve_characters_is_masked_and_one_of_eleven_is_not() {
        let secret = "abcdefghijklmnopqrstuvwxyz";
        assert_eq!(masked(&[secret], "see ghijklmnopqr."), "see ***.");
        assert_eq!(masked(&[secret], "see ghijklmnopq."), "see ghijklmnopq.");
        assert_eq!(masked(&[secret], "abcdefghijkl-xyz-mnopqrstuvwxyz"), "***-xyz-***");
        // Blanks and `+` count for the length of a part, and for nothing else.
        let phrase = "correct horse battery";
        for text in ["correct+horse", "correct%20horse%20b", "correct\nhorse", "e battery"] {
            let want = if text.len() < PART { text } else { MASKED };
            assert_eq!(
                masked(&[phrase], &format!("<{text}>")).replace("20b", ""),
                format!("<{want}>")
            );
        }
    }

    #[test]
    fn a_short_secret_is_masked_as_a_whole_word_only() {
        let rows = [
            ("the password demo is wrong", "the password *** is wrong"),
            ("demo", "***"),
            (r#"{"password":"demo"}"#, r#"{"password":"***"}"#),
            ("a demonstration of demos, undemocratic", "a demonstration of demos, undemocratic"),
            ("d%65mo and \\u0064emo", "*** and ***"),
            ("x%20demo%20y", "x%20***%20y"),
            ("ZGVtbw==", "***=="),
        ];
        for (text, want) in rows {
            assert_eq!(masked(&["demo"], text), want, "{text}");
        }
        assert_eq!(masked(&["a"], "a b aa cafe"), "*** b aa cafe");
        assert_eq!(masked(&["!x!"], "y!x!z"), "y***z");
        assert_eq!(masked(&["", "  ", "+"], "nothing + to mask"), "nothing + to mask");
    }

    #[test]
    fn what_holds_no_secret_stays_as_it_is() {
        let text = concat!(
            r#"{"error_code":"DBS.200019","error_msg":"100% \u002b busy"} dGhpcyBpcyBmaW5l "#,
            r"68656c6c6f %zz \q &nope;"
        );
        assert_eq!(masked(&["MIIEtokenTOKEN0123456789", "hunter2"], text), text);
        assert_eq!(masked(&[], text), text);
    }

    #[test]
    fn a_secret_is_held_once() {
        let mut mask = Mask::default();
        (0..3).for_each(|_| mask.hold("hunter2"));
        assert!(mask.holds("hunter2") && !mask.holds("hunter3"));
        assert_eq!(mask.words.len(), 1);
    }
}
