//! The wall clock and the monotonic clock. Only this file reads them for the core.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::core::base::time::{Millis, UtcTime};

pub fn utc() -> UtcTime {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    UtcTime::from_unix(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// A monotonic clock that counts from its creation.
#[derive(Debug, Clone, Copy)]
pub struct Monotonic(Instant);

impl Monotonic {
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn at(self, moment: Instant) -> Millis {
        Millis(
            u64::try_from(moment.saturating_duration_since(self.0).as_millis()).unwrap_or(u64::MAX),
        )
    }

    pub fn now(self) -> Millis {
        self.at(Instant::now())
    }
}
