//! Local time beside UTC.

use crate::core::base::{UtcTime, Zone};

/// Returns `said`, which tells a time or a range in UTC, with the local times behind it where the
/// zone is known and differs.
pub fn beside(zone: &Zone, times: &[UtcTime], said: &str) -> String {
    let mut local: Vec<_> = times.iter().filter_map(|at| zone.hm(*at)).collect();
    local.dedup();
    if local.is_empty() { said.to_owned() } else { format!("{said} ({} here)", local.join("-")) }
}

#[cfg(test)]
mod tests {
    use jiff::tz::{TimeZone, offset};

    use super::*;

    #[test]
    fn a_local_time_stands_beside_utc_where_the_zone_is_known_and_differs() {
        let berlin = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a zone");
        let east = TimeZone::fixed(offset(8));
        let west = TimeZone::fixed(offset(-5));
        let early = "2025-10-17T01:58:00Z";
        for (zone, at, want) in [
            (None, early, "then"),
            (Some(TimeZone::UTC), early, "then"),
            (Some(east.clone()), early, "then (09:58 here)"),
            (Some(east), "2025-10-17T16:00:00Z", "then (10-18 00:00 here)"),
            (Some(west), early, "then (10-16 20:58 here)"),
            // The summer time of the moment counts, not that of today.
            (Some(berlin.clone()), early, "then (03:58 here)"),
            (Some(berlin), "2025-11-17T01:58:00Z", "then (02:58 here)"),
        ] {
            let (zone, at) = (Zone(zone), UtcTime::parse(at).expect("a time"));
            assert_eq!(beside(&zone, &[at], "then"), want);
            assert_eq!(beside(&zone, &[at, at.plus(20)], "then"), want, "the same minute");
        }
        let zone = Zone(Some(TimeZone::fixed(offset(8))));
        let at = UtcTime::parse(early).expect("a time");
        assert_eq!(beside(&zone, &[at, at.plus(600)], "then"), "then (09:58-10:08 here)");
    }
}
