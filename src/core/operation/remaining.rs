//! When a running backup may be finished: a range of times, by the service's reports and by the
//! estimate of its Review.
//!
//! Nothing here is stored and nothing ticks: the range follows from the readings in the log, so a
//! restarted program says the same, and the range changes with a reading only.

use super::{
    backup::Job,
    estimate::{Estimate, LONGEST},
    event::Event,
    state::{Operation, Stage},
};
use crate::core::base::UtcTime;

/// Seconds before which a percentage says nothing of the speed.
const TOO_EARLY: u64 = 30;
/// The share of the remaining time by which the range is widened either way: the percentage is a
/// whole number, and no upload is even.
const MARGIN: f64 = 0.1;

/// When a running backup may be finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finish {
    pub from: UtcTime,
    /// The latest time; later than `from`.
    pub until: UtcTime,
}

impl Operation {
    /// Returns when the backup may be finished by the reported percentage: at the speed since
    /// its begin, at the speed between the last two changes, and at the speed since its begin
    /// if nothing has moved up to the last reading. `None` while it is too early, and once the
    /// job is at its end.
    pub fn finish_by_percent(&self) -> Option<Finish> {
        // The latest reading has to have shown the job: an older percentage tells nothing of now.
        let read_at = self.job.last_at().filter(|at| {
            self.is_running() && self.job.misses() == 0 && Some(*at) == self.read_at
        })?;
        let begun = self.begun();
        let steps = self.steps();
        let (percent, at) = *steps.last()?;
        if !(1..100).contains(&percent) || !(TOO_EARLY..=LONGEST).contains(&at.since(begun)) {
            return None;
        }
        let read_at = read_at.max(at);
        let left = f64::from(100 - percent);
        let after = |from: UtcTime, seconds: u64, percent: u8| {
            (from, seconds as f64 / f64::from(percent) * left)
        };
        let recent = steps.iter().rev().nth(1).filter(|(before, _)| *before < percent);
        let ways = [
            Some(after(at, at.since(begun), percent)),
            Some(after(read_at, read_at.since(begun), percent)),
            recent.map(|(before, since)| after(at, at.since(*since), percent - before)),
        ];
        let ends = |share: f64| {
            ways.into_iter()
                .flatten()
                .map(move |(from, seconds)| from.plus((seconds * share).round() as i64))
        };
        let from = ends(1.0 - MARGIN).min()?.max(read_at);
        Some(Finish { from, until: ends(1.0 + MARGIN).max()?.max(from.plus(1)) })
    }

    /// Returns when the backup may be finished by the estimate that
    /// Review showed, with that estimate.
    pub fn finish_by_estimate(&self) -> Option<(Finish, &Estimate)> {
        let estimate = self.intent.as_ref().filter(|_| self.is_running())?.estimate.as_ref()?;
        let (from, until) = estimate.finish(self.begun());
        Some((Finish { from, until }, estimate))
    }

    /// Returns whether the backup is being made, as far as the job tells.
    fn is_running(&self) -> bool {
        self.stage == Stage::Following
            && self.unlisted().is_none()
            && self.job.last().is_none_or(Job::goes_on)
    }

    /// Returns the percentages that were read, each with the time of the
    /// reading that showed it first.
    fn steps(&self) -> Vec<(u8, UtcTime)> {
        let read = self.lines.iter().filter_map(|line| match &line.event {
            Event::Reading { job: Some(job), .. } => Some((job.percent?, line.at)),
            _ => None,
        });
        let mut steps: Vec<_> = read.collect();
        steps.dedup_by_key(|(percent, _)| *percent);
        steps
    }
}
