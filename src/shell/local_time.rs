//! Times in this machine's zone, for tickets.

use std::sync::LazyLock;

use jiff::{Timestamp, tz::TimeZone};

use crate::core::base::time::UtcTime;

/// The zone of `TZ` or of the system; `None` if neither names one.
static ZONE: LazyLock<Option<TimeZone>> = LazyLock::new(|| TimeZone::try_system().ok());

/// Returns the time as `2026-11-28T09:02:03+08:00`; `None` where the zone is not known, or is UTC.
pub fn local(at: UtcTime) -> Option<String> {
    let zoned = Timestamp::from_second(at.unix()).ok()?.to_zoned_datetime(ZONE.clone()?);
    (!zoned.offset().is_zero()).then(|| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}
