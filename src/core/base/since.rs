//! The beginning of a span of time, as somebody types it: an age, or a moment.

use std::str::FromStr;

use super::time::UtcTime;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// This many seconds before the present moment.
    Age(i64),
    At(UtcTime),
}

impl Since {
    /// Returns the moment, where the present one is `now`.
    pub const fn from(self, now: UtcTime) -> UtcTime {
        match self {
            Self::Age(seconds) => now.plus(-seconds),
            Self::At(at) => at,
        }
    }
}

impl FromStr for Since {
    type Err = String;

    /// Reads an age (`90m`, `12h`, `7d`), a day in UTC (`2026-11-28`), or a time
    /// (`2026-11-28T01:00:00Z`, or with another zone).
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let age = || {
            let (at, unit) = match text.char_indices().next_back()? {
                (at, 'm') => (at, 60),
                (at, 'h') => (at, 3_600),
                (at, 'd') => (at, 86_400),
                _ => return None,
            };
            let digits = text[..at].bytes().all(|byte| byte.is_ascii_digit());
            let number: i64 = text[..at].parse().ok().filter(|_| digits)?;
            number.checked_mul(unit).map(Self::Age)
        };
        let at = || {
            UtcTime::parse(text)
                .or_else(|| UtcTime::parse(&format!("{text}T00:00:00")))
                .map(Self::At)
        };
        let wrong = "give an age such as 90m, 12h or 7d, a day such as 2026-11-28, or a time such \
            as 2026-11-28T01:00:00Z";
        age().or_else(at).ok_or_else(|| wrong.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_and_times_are_read_and_nothing_else_is() {
        let now = UtcTime::from_unix(1_000_000);
        for (text, want) in [
            ("90m", Some(1_000_000 - 5_400)),
            (" 12h ", Some(1_000_000 - 43_200)),
            ("7d", Some(1_000_000 - 604_800)),
            ("0d", Some(1_000_000)),
            ("1970-01-01T00:00:07Z", Some(7)),
            ("1970-01-02", Some(86_400)),
            ("1970-02-30", None),
            ("1970-01", None),
            ("7", None),
            ("d", None),
            ("-1d", None),
            ("+1d", None),
            ("1w", None),
            ("9223372036854775807d", None),
            ("", None),
            ("日", None),
        ] {
            let read = text.parse::<Since>().ok().map(|since| since.from(now).unix());
            assert_eq!(read, want, "{text}");
        }
    }
}
