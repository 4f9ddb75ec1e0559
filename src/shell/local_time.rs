//! The zone of this machine, for times beside UTC.

use std::sync::LazyLock;

use jiff::tz::TimeZone;

use crate::core::base::Zone;

/// The zone of `TZ` or of the system.
pub static ZONE: LazyLock<Zone> = LazyLock::new(|| Zone(TimeZone::try_system().ok()));
