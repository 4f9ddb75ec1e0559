//! Moments to the millisecond. The world never asks what time it is: every question brings the time along.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::core::time::UtcTime;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Moment {
    /// This moment, later by `duration`.
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// This moment, earlier by `duration`.
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// To the second, rounded down.
    pub const fn utc(self) -> UtcTime {
        UtcTime::from_unix(self.0.div_euclid(1000))
    }
}

/// Tells the time: the wall clock at its making, carried on by the monotonic clock, so that it never jumps.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    origin: Moment,
    started: Instant,
}

impl Clock {
    /// A clock set by the wall clock.
    pub fn new() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { origin: Moment(0).plus(since_epoch), started: Instant::now() }
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        self.origin.plus(self.started.elapsed())
    }
}
