//! The window in which an instance's automated backups begin, and how far it is from now.

use super::time::UtcTime;

const DAY: u32 = 24 * 60;

/// A window, read from `hh:mm-HH:MM` in UTC (`start_time` of `ShowBackupPolicy`). A
/// window may run past midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Minute of the day at which the window opens.
    opens: u32,
    /// Minutes that the window stays open, 1 to a day.
    minutes: u32,
}

/// Whether a window is open at a moment, in whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WindowPhase {
    /// The window opens in this number of minutes, 1 to a day.
    OpensIn(u32),
    /// The window stays open for this number of minutes, at least 1.
    Open(u32),
}

impl Window {
    /// Reads a window; `None` if the text has another form.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.trim().split_once('-')?;
        let (opens, closes) = (minute_of_day(from)?, minute_of_day(to)?);
        let minutes = (closes + DAY - opens) % DAY;
        Some(Self { opens: opens % DAY, minutes: if minutes == 0 { DAY } else { minutes } })
    }

    /// Returns whether the window is open at `now`; seconds do not count.
    pub const fn phase(self, now: UtcTime) -> WindowPhase {
        let minute = (now.unix().rem_euclid(DAY as i64 * 60) / 60) as u32;
        let open_for = (minute + DAY - self.opens) % DAY;
        if open_for < self.minutes {
            WindowPhase::Open(self.minutes - open_for)
        } else {
            WindowPhase::OpensIn(DAY - open_for)
        }
    }
}

/// Reads `02:00`; `24:00` is the end of the day.
fn minute_of_day(text: &str) -> Option<u32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let number =
        |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u32>().ok())?;
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (minutes < 60 && hours * 60 + minutes <= DAY).then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_opens_stays_open_and_runs_past_midnight() {
        let rows: &[(&str, &str, WindowPhase)] = &[
            ("02:00-03:00", "01:58:31", WindowPhase::OpensIn(2)),
            ("02:00-03:00", "02:00:00", WindowPhase::Open(60)),
            ("02:00-03:00", "02:59:59", WindowPhase::Open(1)),
            ("02:00-03:00", "03:00:00", WindowPhase::OpensIn(23 * 60)),
            ("23:30-00:30", "00:10:00", WindowPhase::Open(20)),
            ("23:30-00:30", "00:30:00", WindowPhase::OpensIn(23 * 60)),
            ("23:00-24:00", "23:15:00", WindowPhase::Open(45)),
            ("00:00-00:00", "12:00:00", WindowPhase::Open(12 * 60)),
        ];
        for (window, now, want) in rows {
            let now = UtcTime::parse(&format!("2025-10-17T{now}Z")).unwrap();
            assert_eq!(Window::parse(window).unwrap().phase(now), *want, "{window} {now:?}");
        }
    }

    #[test]
    fn what_has_another_form_is_no_window() {
        for text in [
            "",
            "off",
            "02:00",
            "2-3",
            "25:00-26:00",
            "02:60-03:00",
            "-1:00-02:00",
            "+2:00-03:00",
            ":-:",
            "99999999999:00-01:00",
        ] {
            assert_eq!(Window::parse(text), None, "{text}");
        }
    }
}
