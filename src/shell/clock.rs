//! The wall clock, which the calls go by too, and the monotonic clock, for the core.

use std::time::Instant;

pub use crate::api::now as utc;
use crate::core::base::Millis;

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
