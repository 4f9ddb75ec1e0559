//! Moments to the millisecond, and the clock of the service. The world never asks the clock: every
//! question brings the time along.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use jiff::{Timestamp, fmt::strtime, tz::TimeZone};

use crate::core::base::UtcTime;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Moment {
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }

    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis(duration)))
    }

    /// Returns the moment to the second, rounded down.
    pub const fn utc(self) -> UtcTime {
        UtcTime::from_unix(self.0.div_euclid(1000))
    }

    /// Writes the moment as IAM does: `2026-03-02T08:15:30.123000Z`.
    pub fn iam(self) -> String {
        format!("{}.{:03}000Z", self.utc().iso().trim_end_matches('Z'), self.0.rem_euclid(1000))
    }

    /// Writes the moment for the header `Date`: `Sun, 01 Mar 2026 08:15:30 GMT`; `None` for
    /// a moment beyond the calendar.
    pub fn http(self) -> Option<String> {
        let time = Timestamp::from_second(self.utc().unix()).ok()?;
        strtime::format("%a, %d %b %Y %H:%M:%S GMT", TimeZone::UTC.to_datetime(time)).ok()
    }
}

/// Returns a time in milliseconds, at most as many as an `i64` holds.
pub fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Starts at the wall clock and goes on with the monotonic clock, so that the
/// time never jumps by itself.
#[derive(Debug)]
pub struct Clock {
    origin: Moment,
    started: Instant,
    /// Milliseconds that the clock is set ahead (negative: behind).
    shift: AtomicI64,
}

impl Clock {
    /// Makes a clock that is `shift` milliseconds ahead of the wall clock (negative: behind).
    pub fn new(shift: i64) -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            origin: Moment(0).plus(since_epoch),
            started: Instant::now(),
            shift: AtomicI64::new(shift),
        }
    }

    pub fn now(&self) -> Moment {
        let now = self.origin.plus(self.started.elapsed());
        Moment(now.0.saturating_add(self.shift.load(Ordering::Relaxed)))
    }

    pub fn advance(&self, duration: Duration) {
        self.shift.fetch_add(millis(duration), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_iam_and_http_write_them() {
        let moment = Moment(1_772_352_930_123);
        assert_eq!(moment.iam(), "2026-03-01T08:15:30.123000Z");
        assert_eq!(moment.http().as_deref(), Some("Sun, 01 Mar 2026 08:15:30 GMT"));
        assert_eq!(Moment(i64::MAX).http(), None);
    }

    #[test]
    fn a_clock_is_set_forward_and_runs_on() {
        let clock = Clock::new(-60_000);
        let before = clock.now();
        clock.advance(Duration::from_secs(3600));
        let after = clock.now();
        assert!(
            after >= before.plus(Duration::from_secs(3600))
                && after < before.plus(Duration::from_secs(3700))
        );
        assert!(before < Clock::new(0).now());
    }
}
