//! Times as values. The core never asks a clock: the shell puts the time into messages.

use jiff::{
    Timestamp,
    civil::DateTime,
    fmt::{strtime, temporal::Pieces},
    tz::{Offset, TimeZone},
};
use serde::{Deserialize, Serialize};

const NO_TIME: &str = "(no time)";

/// A moment in UTC, to the second. In a file it is written as
/// [`UtcTime::iso`] and read as [`UtcTime::parse`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct UtcTime(i64);

/// A moment in the form that a file holds.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    /// Seconds since 1970, for a moment that no calendar text gives back.
    Seconds(i64),
}

impl From<UtcTime> for Written {
    fn from(time: UtcTime) -> Self {
        let text = time.iso();
        if UtcTime::parse(&text) == Some(time) { Self::Text(text) } else { Self::Seconds(time.0) }
    }
}

impl TryFrom<Written> for UtcTime {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        match written {
            Written::Text(text) => Self::parse(&text).ok_or("a time cannot be read"),
            Written::Seconds(seconds) => Ok(Self(seconds)),
        }
    }
}

impl UtcTime {
    /// Takes seconds since 1970-01-01T00:00:00Z; a moment that no calendar holds
    /// is shown as `(no time)`.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    pub const fn unix(self) -> i64 {
        self.0
    }

    /// Returns this moment moved by `seconds` (negative: earlier).
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Returns the seconds from `earlier` to `self`, never negative.
    pub const fn since(self, earlier: Self) -> u64 {
        let gap = self.0.saturating_sub(earlier.0);
        if gap < 0 { 0 } else { gap as u64 }
    }

    /// Reads the forms of the vendor's `ListJobs` and `ListBackups`: `T` or space between date and
    /// time, optional fraction, zone as `+0000`, `+00:00`, `Z`, or missing (then UTC).
    pub fn parse(text: &str) -> Option<Self> {
        let parts = Pieces::parse(text.trim()).ok()?;
        if parts.time_zone_annotation().is_some() {
            return None;
        }
        let moment = parts.date().to_datetime(parts.time()?);
        let offset = parts.to_numeric_offset().unwrap_or(Offset::UTC);
        offset.to_timestamp(moment).ok().map(|t| Self(t.as_second()))
    }

    fn format(self, form: &str) -> String {
        Timestamp::from_second(self.0)
            .ok()
            .and_then(|t| strtime::format(form, TimeZone::UTC.to_datetime(t)).ok())
            .unwrap_or_else(|| NO_TIME.to_owned())
    }

    /// Returns `01:58:31Z`.
    pub fn hms(self) -> String {
        self.format("%H:%M:%SZ")
    }

    /// Returns `01:58Z`.
    pub fn hm(self) -> String {
        self.format("%H:%MZ")
    }

    /// Returns `10-17 01:59`, in UTC.
    pub fn month_to_minute(self) -> String {
        self.format("%m-%d %H:%M")
    }

    /// Returns `2025-10-17T01:59:07Z`.
    pub fn iso(self) -> String {
        Timestamp::from_second(self.0).map_or_else(|_| NO_TIME.to_owned(), |t| t.to_string())
    }

    /// Returns `2026-03-01T08:15:30+0000`, the form of the query parameters of jobs
    /// and backups v3.1 and v4.
    pub fn api(self) -> String {
        self.format("%Y-%m-%dT%H:%M:%S+0000")
    }

    /// Returns `2026-03-01 08:15:30`, the form of the backup list v3.
    pub fn api_v3(self) -> String {
        self.format("%Y-%m-%d %H:%M:%S")
    }

    /// Returns `20260301T081530Z`, the stamp of a signed request.
    pub fn stamp(self) -> String {
        self.format("%Y%m%dT%H%M%SZ")
    }

    /// Reads the stamp of a signed request (`20260301T081530Z`).
    pub fn parse_stamp(text: &str) -> Option<Self> {
        let t = DateTime::strptime("%Y%m%dT%H%M%SZ", text).ok()?;
        TimeZone::UTC.to_timestamp(t).ok().map(|t| Self(t.as_second()))
    }

    /// Reads an HTTP `Date` header (`Sun, 06 Nov 1994 08:49:37 GMT`).
    pub fn parse_http(text: &str) -> Option<Self> {
        let t = DateTime::strptime("%a, %d %b %Y %H:%M:%S GMT", text.trim()).ok()?;
        TimeZone::UTC.to_timestamp(t).ok().map(|t| Self(t.as_second()))
    }

    /// Returns the seconds until the next full minute, 1 to 60.
    pub const fn to_next_minute(self) -> u64 {
        60 - self.0.rem_euclid(60) as u64
    }
}

/// Milliseconds on the monotonic clock since the program started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct Millis(pub u64);

impl Millis {
    /// Returns the milliseconds from `earlier` to `self`, never negative.
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The clock: one known moment, from which every key's time follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    pub utc: UtcTime,
    /// The same moment on the monotonic clock.
    pub at: Millis,
}

impl Clock {
    /// Returns the UTC of a monotonic moment.
    pub const fn utc_at(self, at: Millis) -> UtcTime {
        self.utc.plus((at.0 as i64 - self.at.0 as i64) / 1000)
    }

    /// Returns the seconds that a wall clock of `utc` at `at` has moved beyond the monotonic one
    /// (negative: back): somebody set the clock, or the machine was suspended.
    pub const fn jump(self, utc: UtcTime, at: Millis) -> i64 {
        utc.0.saturating_sub(self.utc_at(at).0)
    }
}

/// Returns an elapsed time for a person: `47s`, `3m05s`, `1h02m`.
pub fn elapsed(seconds: u64) -> String {
    match seconds {
        0..=59 => format!("{seconds}s"),
        60..=3599 => format!("{}m{:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h{:02}m", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_form_of_a_time_is_read() {
        let want = UtcTime::from_unix(1_772_352_930);
        for form in [
            "2026-03-01T08:15:30+0000",
            "2026-03-01T08:15:30+00:00",
            "2026-03-01T08:15:30Z",
            "2026-03-01 08:15:30",
            "2026-03-01T08:15:30",
            "2026-03-01T08:15:30.123000Z",
            "2026-03-01T16:15:30+0800",
            "2026-03-01 16:15:30+08:00",
        ] {
            assert_eq!(UtcTime::parse(form), Some(want), "{form}");
        }
        for bad in ["", "yesterday", "2026-03-01", "08:15:30", "2026-03-01T16:15:30[Asia/Shanghai]"]
        {
            assert_eq!(UtcTime::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn times_are_written_as_the_service_reads_them() {
        let t = UtcTime::from_unix(1_772_352_930);
        assert_eq!(t.api(), "2026-03-01T08:15:30+0000");
        assert_eq!(t.stamp(), "20260301T081530Z");
        assert_eq!(UtcTime::parse_stamp(&t.stamp()), Some(t));
        assert_eq!(UtcTime::parse_http("Sun, 01 Mar 2026 08:15:30 GMT"), Some(t));
        assert_eq!((t.hm().as_str(), t.to_next_minute()), ("08:15Z", 30));
    }

    #[test]
    fn a_jump_is_what_the_wall_clock_moved_beyond_the_monotonic_one() {
        let clock = Clock { utc: UtcTime::from_unix(1_000), at: Millis(5_000) };
        for (utc, at, jump) in
            [(1_060, 65_000, 0), (1_660, 65_000, 600), (1_000, 65_000, -60), (1_000, 4_000, 1)]
        {
            assert_eq!(clock.jump(UtcTime::from_unix(utc), Millis(at)), jump, "{utc} at {at}");
        }
        assert_eq!(clock.jump(UtcTime::from_unix(i64::MIN), Millis(0)), i64::MIN, "no overflow");
    }

    #[test]
    fn an_absurd_time_is_said_not_panicked() {
        assert_eq!(UtcTime::from_unix(i64::MAX).hms(), "(no time)");
        assert_eq!(elapsed(3_725), "1h02m");
    }
}
