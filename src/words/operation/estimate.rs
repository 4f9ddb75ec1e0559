//! How long a backup may take, and when it may be finished: always a range, with what it rests on.

use crate::{
    core::{
        base::{UtcTime, Zone, remote::Remote},
        draft::Draft,
        operation::{
            Finish, Operation,
            backup::BackupKind,
            estimate::{Basis, Estimate, FASTEST, MARGIN, SLOWEST},
        },
        review::page::Review,
    },
    words::{base::local_time::beside, choose::minutes, count, if_told},
};

/// Stands beside figures of the whole instance when only a part is backed up.
const CAN_TAKE_LONGER: &str = "table level can take longer";

/// A range up to this many seconds is shown in seconds.
const IN_SECONDS: u64 = 180;
/// A range up to this many seconds is shown in minutes.
const IN_MINUTES: u64 = 180 * 60;
/// A range up to this many seconds is shown in hours and minutes, a longer one in days.
const IN_HOURS: u64 = 100 * 3600;

pub fn line(review: &Review) -> String {
    match (&review.estimate, &review.preflight.backups) {
        (None, Remote::NotAsked | Remote::Asked(_)) => {
            "known once the backups of this instance are read".to_owned()
        }
        (None, Remote::Here { .. } | Remote::Failed { .. }) => {
            "none: no finished backup to go by, and no used volume given".to_owned()
        }
        (Some(estimate), _) if estimate.of_whole => estimated(estimate),
        (Some(estimate), backups) => estimated(estimate) + unread(backups),
    }
}

/// Returns the basis of Review's estimate, where the caveat leaves no room for
/// the basis beside the range.
pub fn rests_on(review: &Review) -> Option<String> {
    let estimate = review.estimate.as_ref().filter(|estimate| estimate.of_whole)?;
    let (basis, after) = rests(estimate);
    Some(basis + &after + unread(&review.preflight.backups))
}

const fn unread<T>(backups: &Remote<T>) -> &'static str {
    if matches!(backups, Remote::Failed { .. }) { "; earlier runs not read" } else { "" }
}

/// Returns a range and its basis, like `33-116 min (812 GB, 6 nodes, 20-70 MB/s each)`. Where the
/// figures are those of the whole instance, a caveat replaces the basis.
pub fn estimated(estimate: &Estimate) -> String {
    let range = span(estimate.low, estimate.high);
    if estimate.of_whole {
        return format!("{range} by the whole instance; {CAN_TAKE_LONGER}");
    }
    let (basis, after) = rests(estimate);
    format!("{range} ({basis}){after}")
}

/// Returns the basis of an estimate, and the caveat that follows the basis.
fn rests(estimate: &Estimate) -> (String, String) {
    let basis = basis(estimate);
    match &estimate.basis {
        Basis::Size { .. } => (basis, String::new()),
        Basis::Own { runs: 1, .. } => {
            (format!("{basis}, +-{:.0} %", MARGIN * 100.0), String::new())
        }
        Basis::Own { last, .. } => (basis, format!("; last {}", span(*last, *last))),
    }
}

/// Returns the form's note before any backup is read, like `33-116 min by 812 GB, 6 nodes`. For
/// databases and tables the caveat replaces the basis, since both do not fit.
pub fn note(draft: &Draft) -> String {
    let Some(estimate) =
        draft.target.as_ref().and_then(|target| Estimate::by_volume(target, draft.scope_choice))
    else {
        return String::new();
    };
    match &estimate.basis {
        _ if estimate.of_whole => {
            format!("whole instance {}; {CAN_TAKE_LONGER}", span(estimate.low, estimate.high))
        }
        Basis::Size { gb, nodes } => {
            format!("{} by {}", span(estimate.low, estimate.high), size(*gb, *nodes))
        }
        Basis::Own { .. } => estimated(&estimate),
    }
}

fn basis(estimate: &Estimate) -> String {
    match &estimate.basis {
        Basis::Size { gb, nodes } => {
            format!("{}, {SLOWEST}-{FASTEST} MB/s each", size(*gb, *nodes))
        }
        Basis::Own { runs, kind, last, scaled_gb } => {
            let took = if_told(" of ", (*runs == 1).then(|| span(*last, *last)), "");
            let scaled = if_told(", scaled to ", scaled_gb.map(volume), "");
            format!("{}{took}{scaled}", own_runs(*runs, *kind, estimate.of_whole))
        }
    }
}

/// Returns a basis like `3 earlier runs`; the runs are called full where only a part of the
/// instance is to be backed up.
fn own_runs(runs: usize, kind: BackupKind, of_a_part: bool) -> String {
    match kind {
        BackupKind::DatabaseTable => format!("{} of these tables", count(runs, "run")),
        BackupKind::Instance if of_a_part => count(runs, "full run"),
        BackupKind::Instance => count(runs, "earlier run"),
    }
}

fn size(gb: f64, nodes: u32) -> String {
    format!("{}, {}", volume(gb), count(nodes as usize, "node"))
}

fn volume(gb: f64) -> String {
    if gb < 10.0 { format!("{gb:.1} GB") } else { format!("{gb:.0} GB") }
}

/// Returns a range of seconds like `33-116 min`, `25-75 s`, `2h10m-9h05m` or `4-15 d`, in the unit
/// of the longer figure and rounded; outwards where rounding would make both figures the same.
/// Equal figures are shown once.
pub fn span(low: u64, high: u64) -> String {
    let (unit, word) = match high {
        0..IN_SECONDS => (1, "s"),
        IN_SECONDS..IN_MINUTES => (60, "min"),
        IN_MINUTES..IN_HOURS => (60, ""),
        _ => (24 * 3600, "d"),
    };
    let nearest = |seconds: u64| seconds / unit + u64::from(seconds % unit * 2 >= unit);
    let (from, to) = match (nearest(low), nearest(high)) {
        (from, to) if from == to && low < high => (low / unit, high.div_ceil(unit)),
        nearest => nearest,
    };
    match (word, from == to) {
        ("", true) => minutes(to),
        ("", false) => format!("{}-{}", minutes(from), minutes(to)),
        (word, true) => format!("{to} {word}"),
        (word, false) => format!("{from}-{to} {word}"),
    }
}

/// Returns the remaining time for Watch: by the service's percentage, and
/// by the estimate of Review.
pub fn remaining(operation: &Operation, now: UtcTime, zone: &Zone) -> Vec<String> {
    let now = operation.read_at.map_or(now, |read| read.max(now));
    // The reading of an earlier run, just read from the journal, says nothing about now.
    let reported = operation
        .finish_by_percent()
        .filter(|finish| finish.until >= now)
        .zip(operation.percent().zip(operation.read_at));
    let reported = reported.map(|(finish, (percent, read_at))| {
        let left = span(finish.from.since(read_at), finish.until.since(read_at));
        format!("Left    {left} by the reported {percent} %: {}", times(finish, now, zone))
    });
    let expected = operation.finish_by_estimate().map(|(finish, estimate)| {
        let by = match &estimate.basis {
            Basis::Own { runs, kind, .. } => own_runs(*runs, *kind, estimate.of_whole),
            Basis::Size { gb, nodes } => size(*gb, *nodes),
        };
        let caveat = if estimate.of_whole { CAN_TAKE_LONGER } else { "not a promise" };
        let past = finish.until < now;
        let when = if past {
            let until = beside(zone, &[finish.until], &time(finish.until, now));
            format!("was expected until {until}")
        } else {
            times(finish, now, zone)
        };
        format!("Finish  {when} by {by}; {caveat}")
    });
    reported.into_iter().chain(expected).collect()
}

/// Returns a range of times like `02:50Z-03:20Z`, with seconds where both times are close.
fn times(finish: Finish, now: UtcTime, zone: &Zone) -> String {
    let Finish { from, until } = finish;
    let said = match until.since(from) < IN_SECONDS {
        true => format!("{}-{}", from.hms(), until.hms()),
        false => format!("{}-{}", time(from, now), time(until, now)),
    };
    beside(zone, &[from, until], &said)
}

/// Returns a time, with its date if that is not today.
fn time(at: UtcTime, now: UtcTime) -> String {
    let day = |time: UtcTime| time.unix().div_euclid(24 * 3600);
    if day(at) == day(now) { at.hm() } else { format!("{}Z", at.month_to_minute()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_said_in_one_unit_and_never_comes_out_as_a_point() {
        let rows: &[(u64, u64, &str)] = &[
            (1_979, 6_930, "33-116 min"),
            (25, 75, "25-75 s"),
            (0, 1, "0-1 s"),
            (3_000, 3_010, "50-51 min"),
            (3_500, 3_510, "58-59 min"),
            (170, 200, "2-4 min"),
            (7_800, 32_700, "2h10m-9h05m"),
            (3_000, 32_700, "50m-9h05m"),
            (345_600, 1_296_000, "4-15 d"),
            (400_000, 400_001, "4-5 d"),
            (3_840, 3_840, "64 min"),
            (45, 45, "45 s"),
        ];
        for (low, high, want) in rows {
            assert_eq!(span(*low, *high), *want, "{low} to {high}");
        }
    }

    #[test]
    fn an_estimate_says_what_it_rests_on() {
        let own = |runs, kind, scaled_gb| Basis::Own { runs, kind, last: 3_840, scaled_gb };
        let (whole, tables) = (BackupKind::Instance, BackupKind::DatabaseTable);
        let caveat = "33-116 min by the whole instance; table level can take longer";
        let rows: &[(Basis, bool, &str, &str)] = &[
            (Basis::Size { gb: 812.0, nodes: 6 }, true, caveat, "812 GB, 6 nodes, 20-70 MB/s each"),
            (
                Basis::Size { gb: 4.25, nodes: 1 },
                false,
                "33-116 min (4.2 GB, 1 node, 20-70 MB/s each)",
                "",
            ),
            (own(1, whole, None), false, "33-116 min (1 earlier run of 64 min, +-25 %)", ""),
            (
                own(1, whole, Some(812.0)),
                true,
                caveat,
                "1 full run of 64 min, scaled to 812 GB, +-25 %",
            ),
            (
                own(3, whole, Some(812.0)),
                false,
                "33-116 min (3 earlier runs, scaled to 812 GB); last 64 min",
                "",
            ),
            (
                own(3, whole, Some(812.0)),
                true,
                caveat,
                "3 full runs, scaled to 812 GB; last 64 min",
            ),
            (own(2, tables, None), false, "33-116 min (2 runs of these tables); last 64 min", ""),
        ];
        for (basis, of_whole, want, apart) in rows {
            let estimate =
                Estimate { low: 1_979, high: 6_930, basis: basis.clone(), of_whole: *of_whole };
            let (said, (basis, after)) = (estimated(&estimate), rests(&estimate));
            assert_eq!(said, *want);
            assert!(said.len() <= 68, "one row of Review: {said}");
            assert!(!of_whole || basis + &after == *apart, "{apart}");
        }
    }

    #[test]
    fn a_finish_has_its_date_on_another_day_and_its_seconds_where_it_is_near() {
        let at = |text: &str| UtcTime::parse(text).unwrap();
        let now = at("2025-10-17T22:00:00Z");
        let between =
            |from, until| times(Finish { from: at(from), until: at(until) }, now, &Zone::default());
        assert_eq!(between("2025-10-17T22:50:10Z", "2025-10-17T23:20:50Z"), "22:50Z-23:20Z");
        assert_eq!(between("2025-10-17T23:50:10Z", "2025-10-18T00:20:50Z"), "23:50Z-10-18 00:20Z");
        assert_eq!(between("2025-10-17T22:00:10Z", "2025-10-17T22:00:50Z"), "22:00:10Z-22:00:50Z");
    }
}
