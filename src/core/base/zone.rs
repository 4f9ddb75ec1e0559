//! The zone of the person's clock: local times stand beside UTC, which is what counts.

use jiff::{Timestamp, tz::TimeZone};

use super::time::UtcTime;

/// A zone; `None` where the zone is not known.
#[derive(Debug, Clone, Default)]
pub struct Zone(pub Option<TimeZone>);

impl Zone {
    /// Returns the time as `2026-11-28T09:02:03+08:00`; `None` in UTC and in an unknown zone.
    pub fn iso(&self, at: UtcTime) -> Option<String> {
        let zoned = Timestamp::from_second(at.unix()).ok()?.to_zoned_datetime(self.0.clone()?);
        (!zoned.offset().is_zero()).then(|| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    }

    /// Returns the same time as `09:02`, with the date where that is another one in UTC.
    pub fn hm(&self, at: UtcTime) -> Option<String> {
        let text = self.iso(at)?;
        let form = if text.get(..10) == at.iso().get(..10) { 11..16 } else { 5..16 };
        text.get(form).map(|text| text.replace('T', " "))
    }
}
