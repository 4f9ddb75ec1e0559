//! A fresh name made of an old one: the number or the minute at its end is raised.

use crate::core::{
    base::UtcTime,
    draft::rules::{NAME_MAX, valid_name},
};

/// Returns the next name that is not `taken`: a time such as `20251017T0158Z` becomes this minute,
/// otherwise the last number grows by one; a name without a number gets one.
pub fn fresh_name(old: &str, now: UtcTime, taken: impl Fn(&str) -> bool) -> String {
    let mut name = at_this_minute(old, now).unwrap_or_else(|| raised(&valid_name(old)));
    while taken(&name) {
        name = raised(&name);
    }
    name
}

fn at_this_minute(old: &str, now: UtcTime) -> Option<String> {
    let (at, stamp) = old.char_indices().rev().find_map(|(at, _)| {
        let stamp = old[at..].get(..13)?;
        UtcTime::parse_stamp(&format!("{stamp}00Z")).map(|_| (at, stamp))
    })?;
    let minute = now.stamp().get(..13)?.to_owned();
    let name = valid_name(&format!("{}{minute}{}", &old[..at], &old[at + 13..]));
    (minute != stamp && name.contains(&minute)).then_some(name)
}

/// Returns the name with its last number grown by one, and never more than [`NAME_MAX`] characters:
/// then the text before the number is cut.
fn raised(name: &str) -> String {
    let end = name.rfind(|c: char| c.is_ascii_digit()).map_or(name.len(), |at| at + 1);
    let digits = name[..end].bytes().rev().take_while(u8::is_ascii_digit).count();
    let (before, number) = name[..end].split_at(end - digits);
    let after = &name[end..];
    let (before, number) = match plus_one(number) {
        None => (format!("{before}-"), "2".to_owned()),
        Some(number) => (before.to_owned(), number),
    };
    let room = NAME_MAX.saturating_sub(number.len() + after.len());
    valid_name(&format!("{}{number}{after}", before.get(..room).unwrap_or(&before)))
}

/// Adds one to decimal digits of any length, which keep their leading zeros.
fn plus_one(digits: &str) -> Option<String> {
    let nines = digits.bytes().rev().take_while(|digit| *digit == b'9').count();
    let (kept, grows) = digits.split_at(digits.len() - nines);
    let zeros = "0".repeat(grows.len());
    match kept.as_bytes().split_last() {
        None if digits.is_empty() => None,
        None => Some(format!("1{zeros}")),
        Some((last, kept)) => {
            // Digits are ASCII, so every part of them is UTF-8.
            let kept = std::str::from_utf8(kept).unwrap_or_default();
            Some(format!("{kept}{}{zeros}", char::from(last + 1)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn now() -> UtcTime {
        UtcTime::parse("2025-11-25T03:41:09Z").expect("a time")
    }

    #[test]
    fn the_number_or_the_minute_is_raised() {
        let long = format!("{}99", "n".repeat(62));
        for (old, want) in [
            ("pre-mig-0042", "pre-mig-0043"),
            ("pre-mig-CHG0042311", "pre-mig-CHG0042312"),
            ("pre-mig-99", "pre-mig-100"),
            ("nightly", "nightly-2"),
            ("v2-nightly", "v3-nightly"),
            ("pre-CHG7-cass-20251017T0158Z", "pre-CHG7-cass-20251125T0341Z"),
            ("pre-20251017T0158-a", "pre-20251125T0341-a"),
            // No such time: a number like any other.
            ("pre-20251317T0158Z", "pre-20251317T0159Z"),
            ("pre-20251125T0341Z", "pre-20251125T0342Z"),
            ("auto backup 1", "auto-backup-2"),
            ("数据", "b-backup-2"),
            (&long, &format!("{}100", "n".repeat(61))),
        ] {
            assert_eq!(fresh_name(old, now(), |_| false), want, "{old}");
        }
    }

    #[test]
    fn a_name_that_is_taken_is_raised_on() {
        let taken = |name: &str| ["pre-0043", "pre-0044"].contains(&name);
        assert_eq!(fresh_name("pre-0042", now(), taken), "pre-0045");
    }

    proptest! {
        #[test]
        fn every_fresh_name_is_valid_and_differs(old in "\\PC{0,80}|[a-z9]{1,3}9{55,70}") {
            let fresh = fresh_name(&old, now(), |_| false);
            prop_assert_eq!(&valid_name(&fresh), &fresh);
            prop_assert_ne!(fresh, old);
        }
    }
}
