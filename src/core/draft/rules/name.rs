//! The backup's name: 4-64 characters, first an ASCII letter, then ASCII letters, digits, `-`, `_`
//! ("Creating a Manual Backup"). The name is case-sensitive and sent as typed.

use super::rule::{Field, Rule, Violation, offenders};
use crate::core::draft::form::Draft;

pub const MIN: usize = 4;
pub const MAX: usize = 64;

const fn allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

fn broken(rule: Rule, at: Vec<usize>, text: &str) -> Option<Violation> {
    Some(Violation::with_fix(Field::Name, rule, at, fixed(text)))
}

pub fn first(draft: &Draft) -> Option<Violation> {
    let text = draft.name.value();
    let found = text.chars().next().filter(|c| !c.is_ascii_alphabetic())?;
    broken(Rule::NameFirst { found }, vec![0], text)
}

/// The first character has its own rule, so it is left out here unless no position allows it.
pub fn characters(draft: &Draft) -> Option<Violation> {
    let text = draft.name.value();
    let (found, at) = offenders(text, |i, c| i > 0 && !allowed(c))?;
    broken(Rule::NameCharacters { found }, at, text)
}

pub fn length(draft: &Draft) -> Option<Violation> {
    let text = draft.name.value();
    let have = text.chars().count();
    match have {
        0 => Some(Violation::new(Field::Name, Rule::NameTooShort { have })),
        1..MIN => broken(Rule::NameTooShort { have }, Vec::new(), text),
        MIN..=MAX => None,
        _ => broken(Rule::NameTooLong { have }, (MAX..have).collect(), text),
    }
}

/// Returns a valid name as near to `text` as can be: ends trimmed, each bad character turned into
/// `-`, a letter put in front if the first is none, cut to [`MAX`], filled up to [`MIN`].
pub fn fixed(text: &str) -> String {
    let mut name: String = text.trim().chars().map(|c| if allowed(c) { c } else { '-' }).collect();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name = format!("b-{}", name.trim_start_matches('-'));
    }
    name.truncate(MAX);
    if name.len() < MIN {
        name.push_str(if name.ends_with('-') { "backup" } else { "-backup" });
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::draft::rules::check;

    use proptest::prelude::*;

    fn violations(name: &str) -> Vec<Violation> {
        let draft = Draft { name: name.into(), ..Draft::default() };
        check(&draft).into_iter().filter(|v| v.field == Field::Name).collect()
    }

    #[test]
    fn valid_names_break_no_rule() {
        for name in ["abcd", "A-b_", "nightly-2026-03-01", &"x".repeat(64)] {
            assert_eq!(violations(name), [], "{name}");
        }
    }

    #[test]
    fn each_rule_with_its_positions_and_its_fix() {
        let rows: &[(&str, Rule, &[usize], Option<&str>)] = &[
            ("", Rule::NameTooShort { have: 0 }, &[], None),
            ("abc", Rule::NameTooShort { have: 3 }, &[], Some("abc-backup")),
            (
                "pre mig CHG0042311",
                Rule::NameCharacters { found: vec![' '] },
                &[3, 7],
                Some("pre-mig-CHG0042311"),
            ),
            (
                "nightly.2026/03",
                Rule::NameCharacters { found: vec!['.', '/'] },
                &[7, 12],
                Some("nightly-2026-03"),
            ),
            (
                "backup-数据",
                Rule::NameCharacters { found: vec!['数', '据'] },
                &[7, 8],
                Some("backup---"),
            ),
            ("1abc", Rule::NameFirst { found: '1' }, &[0], Some("b-1abc")),
            ("-abc", Rule::NameFirst { found: '-' }, &[0], Some("b-abc")),
            ("_abc", Rule::NameFirst { found: '_' }, &[0], Some("b-_abc")),
            (" abcd", Rule::NameFirst { found: ' ' }, &[0], Some("abcd")),
            ("éabc", Rule::NameFirst { found: 'é' }, &[0], Some("b-abc")),
        ];
        for (name, rule, at, fix) in rows {
            let got = violations(name);
            assert_eq!(got.len(), 1, "{name}: {got:?}");
            assert_eq!(
                (&got[0].rule, got[0].at.as_slice(), got[0].fix.as_deref()),
                (rule, *at, *fix),
                "{name}"
            );
        }
    }

    #[test]
    fn too_long_points_at_the_tail_and_cuts_it() {
        let got = violations(&"n".repeat(67));
        assert_eq!(
            (&got[0].rule, got[0].at.as_slice()),
            (&Rule::NameTooLong { have: 67 }, &[64, 65, 66][..])
        );
        assert_eq!(got[0].fix.as_deref(), Some("n".repeat(64).as_str()));
    }

    #[test]
    fn first_and_inner_characters_are_told_apart() {
        let got = violations("9 lives");
        assert_eq!(got.len(), 2);
        assert_eq!((got[0].at.as_slice(), got[1].at.as_slice()), (&[0][..], &[1][..]));
        assert_eq!(got[0].fix, got[1].fix);
    }

    proptest! {
        #[test]
        fn the_fix_of_anything_is_valid_and_stable(text in "\\PC{0,80}") {
            let fix = fixed(&text);
            prop_assert_eq!(violations(&fix), vec![]);
            prop_assert_eq!(fixed(&fix), fix);
        }

        #[test]
        fn the_rules_agree_with_the_documented_pattern(text in "[a-zA-Z0-9_ .é-]{0,70}") {
            let n = text.chars().count();
            let documented = (4..=64).contains(&n)
                && text.starts_with(|c: char| c.is_ascii_alphabetic())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
            prop_assert_eq!(violations(&text).is_empty(), documented);
        }
    }
}
