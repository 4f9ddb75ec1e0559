//! The description: asked for, at most 256 characters, none of `> ! < " & ' =`, no control
//! characters, and no sign that a character was lost on its way from the keyboard.
//!
//! The unit of "256 characters" is not documented, so UTF-16 units are counted: the strictest
//! plausible reading. "Creating a Manual Backup" is silent about line breaks; the console's guides
//! forbid them.

use unicode_segmentation::UnicodeSegmentation;

use super::rule::{Field, Rule, Violation, offenders};
use crate::core::{base::text::may_be_typed, draft::form::Draft};

/// Most UTF-16 units.
pub const MAX_UNITS: usize = 256;

const fn forbidden(c: char) -> bool {
    matches!(c, '>' | '!' | '<' | '"' | '&' | '\'' | '=')
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

pub fn present(draft: &Draft) -> Option<Violation> {
    let blank = draft.description.value().trim().is_empty();
    blank.then(|| Violation::new(Field::Description, Rule::DescriptionBlank))
}

/// Returns the broken rule about the characters that are `bad`.
fn marked(draft: &Draft, bad: fn(char) -> bool, rule: fn(Vec<char>) -> Rule) -> Option<Violation> {
    let text = draft.description.value();
    let (found, at) = offenders(text, |_, c| bad(c))?;
    Some(Violation::with_fix(Field::Description, rule(found), at, fixed(text)))
}

pub fn characters(draft: &Draft) -> Option<Violation> {
    marked(draft, forbidden, |found| Rule::DescriptionCharacters { found })
}

pub fn control(draft: &Draft) -> Option<Violation> {
    marked(draft, |c| !may_be_typed(c), |_| Rule::DescriptionControl)
}

pub fn lost(draft: &Draft) -> Option<Violation> {
    marked(draft, |c| c == char::REPLACEMENT_CHARACTER, |_| Rule::DescriptionLost)
}

pub fn length(draft: &Draft) -> Option<Violation> {
    let text = draft.description.value();
    let have = units(text);
    if have <= MAX_UNITS {
        return None;
    }
    let mut before = 0;
    let at = text.chars().enumerate().filter_map(|(i, c)| {
        before += c.len_utf16();
        (before > MAX_UNITS).then_some(i)
    });
    let rule = Rule::DescriptionTooLong { have };
    Some(Violation::with_fix(Field::Description, rule, at.collect(), fixed(text)))
}

/// Returns a valid description as near to `text` as can be: harmless look-alikes for forbidden
/// characters, spaces for control characters, `?` for lost ones, cut at a whole character. A blank
/// description stays blank: nobody can guess one.
fn fixed(text: &str) -> String {
    let mapped: String = text
        .chars()
        .map(|c| match c {
            '>' => ')',
            '<' => '(',
            '!' => '.',
            '"' | '\'' => '`',
            '&' => '+',
            '=' => ':',
            char::REPLACEMENT_CHARACTER => '?',
            c if !may_be_typed(c) => ' ',
            c => c,
        })
        .collect();
    let mut room = MAX_UNITS;
    let mut out = String::with_capacity(mapped.len());
    for piece in mapped.graphemes(true) {
        let Some(left) = room.checked_sub(units(piece)) else { break };
        room = left;
        out.push_str(piece);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::draft::rules::check;

    use proptest::prelude::*;

    fn violations(text: &str) -> Vec<Violation> {
        let draft = Draft { description: text.into(), ..Draft::default() };
        check(&draft).into_iter().filter(|v| v.field == Field::Description).collect()
    }

    #[test]
    fn ordinary_text_of_any_language_breaks_no_rule() {
        for text in [
            "Before schema migration CHG0042311",
            "vor der Umstellung, 100 % geprüft",
            "迁移前备份",
            "⚠\u{fe0f} می\u{200c}خواهم 葛\u{e0100} 👨\u{200d}👩",
            "path\\to. (a) #1 ~ `x`",
            &"x".repeat(256),
        ] {
            assert_eq!(violations(text), [], "{text}");
        }
    }

    #[test]
    fn each_rule_with_its_positions_and_its_fix() {
        let rows: &[(&str, Rule, &[usize], Option<&str>)] = &[
            ("", Rule::DescriptionBlank, &[], None),
            ("  \u{3000}", Rule::DescriptionBlank, &[], None),
            (
                "a>b!c<d",
                Rule::DescriptionCharacters { found: vec!['>', '!', '<'] },
                &[1, 3, 5],
                Some("a)b.c(d"),
            ),
            (
                "x=\"1\"&y='2'",
                Rule::DescriptionCharacters { found: vec!['=', '"', '&', '\''] },
                &[1, 2, 4, 5, 7, 8, 10],
                Some("x:`1`+y:`2`"),
            ),
            ("two\nlines", Rule::DescriptionControl, &[3], Some("two lines")),
            ("bell\u{7}", Rule::DescriptionControl, &[4], Some("bell ")),
            ("turn\u{202e}ed", Rule::DescriptionControl, &[4], Some("turn ed")),
            ("tag\u{e0041}\u{3164}", Rule::DescriptionControl, &[3, 4], Some("tag  ")),
            ("caf\u{fffd} gepr\u{fffd}ft", Rule::DescriptionLost, &[3, 9], Some("caf? gepr?ft")),
        ];
        for (text, rule, at, fix) in rows {
            let got = violations(text);
            assert_eq!(got.len(), 1, "{text}: {got:?}");
            assert_eq!(
                (&got[0].rule, got[0].at.as_slice(), got[0].fix.as_deref()),
                (rule, *at, *fix),
                "{text}"
            );
        }
    }

    #[test]
    fn length_counts_utf16_units() {
        assert_eq!(violations(&"😀".repeat(128)), []);
        let got = violations(&"😀".repeat(129));
        assert_eq!(
            (&got[0].rule, got[0].at.as_slice()),
            (&Rule::DescriptionTooLong { have: 258 }, &[128][..])
        );
        assert_eq!(got[0].fix.as_deref(), Some("😀".repeat(128).as_str()));
    }

    #[test]
    fn a_cut_never_splits_a_combined_character() {
        let text = format!("{}e\u{301}", "x".repeat(255));
        assert_eq!(violations(&text)[0].fix.as_deref(), Some("x".repeat(255).as_str()));
    }

    proptest! {
        #[test]
        fn the_fix_breaks_no_rule_but_blank(text in "\\PC{0,300}") {
            let left = violations(&fixed(&text));
            prop_assert!(left.iter().all(|v| v.rule == Rule::DescriptionBlank));
        }
    }
}
