//! How long ago something was: one clock for all rows.

use crate::core::base::UtcTime;

/// Returns an age like `15m ago`, in the largest unit that fits; the shortest is a minute, since an
/// idle screen is drawn once a minute.
pub fn ago(then: UtcTime, now: UtcTime) -> String {
    match now.since(then) {
        0..=59 => "just now".to_owned(),
        seconds @ 60..=3_599 => format!("{}m ago", seconds / 60),
        seconds @ 3_600..=86_399 => format!("{}h ago", seconds / 3_600),
        seconds => format!("{}d ago", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_said_in_the_largest_unit() {
        let now = UtcTime::from_unix(10_000_000);
        for (seconds, want) in [
            (0, "just now"),
            (59, "just now"),
            (60, "1m ago"),
            (3_599, "59m ago"),
            (3_600, "1h ago"),
            (86_399, "23h ago"),
            (86_400, "1d ago"),
            (30 * 3_600, "1d ago"),
            (172_800, "2d ago"),
        ] {
            assert_eq!(ago(now.plus(-seconds), now), want);
        }
        assert_eq!(ago(now.plus(500), now), "just now", "clocks differ");
    }
}
