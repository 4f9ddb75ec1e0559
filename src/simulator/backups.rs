//! A backup and its job. What they show follows from their times alone: nothing ticks.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::clock::Moment;

/// One database of a table-level backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableScope {
    /// Name of the database.
    pub database_name: String,
    /// Names of its tables; `None`: the whole database.
    pub table_names: Option<Vec<String>>,
}

/// One backup of the project.
#[derive(Debug, Clone)]
pub(super) struct Backup {
    pub id: String,
    pub name: String,
    pub description: String,
    /// Index into the fleet.
    pub instance: usize,
    /// Manual or automated.
    pub manual: bool,
    /// Databases and tables; empty for an instance-level backup.
    pub tables: Vec<TableScope>,
    /// From here on it is listed.
    pub begun: Moment,
    /// From begin to end.
    pub takes: Duration,
    /// How far it gets before it fails (in percent), and why.
    pub failure: Option<Failure>,
    /// Size in KB once it is complete.
    pub size_kb: f64,
    pub job_id: String,
    /// The job list does not show the job.
    pub job_hidden: bool,
    /// Made by a create call, not by the catalogue.
    pub ordered: bool,
}

/// How a backup fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// At so many percent of its time.
    pub at_percent: u32,
    /// In the service's words.
    pub reason: String,
}

/// Where a backup stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Not begun: listed nowhere.
    NotYet,
    /// Being made; percent done, 0 to 99.
    Building(u8),
    /// Usable.
    Completed,
    /// Failed.
    Failed,
}

impl Stage {
    /// `status` of the backup list.
    pub const fn backup_status(self) -> &'static str {
        match self {
            Self::NotYet | Self::Building(_) => "BUILDING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
        }
    }

    /// `status` of the job list.
    pub const fn job_status(self) -> &'static str {
        match self {
            Self::NotYet | Self::Building(_) => "Running",
            Self::Completed => "Completed",
            Self::Failed => "Failed",
        }
    }
}

impl Backup {
    /// Where it stands at `now`.
    pub fn stage(&self, now: Moment) -> Stage {
        if now < self.begun {
            return Stage::NotYet;
        }
        if now >= self.ends() {
            return if self.failure.is_some() { Stage::Failed } else { Stage::Completed };
        }
        let (elapsed, whole) = (now.0 - self.begun.0, i64::try_from(self.takes.as_millis()).unwrap_or(i64::MAX).max(1));
        Stage::Building(u8::try_from(elapsed.saturating_mul(100) / whole).unwrap_or(99).min(99))
    }

    /// When it ends, one way or the other.
    pub fn ends(&self) -> Moment {
        let percent = self.failure.as_ref().map_or(100, |failure| failure.at_percent);
        self.begun.plus(self.takes.checked_mul(percent).map_or(Duration::MAX, |time| time / 100))
    }

    /// `end_time`: only once it has ended.
    pub fn ended(&self, now: Moment) -> Option<Moment> {
        matches!(self.stage(now), Stage::Completed | Stage::Failed).then(|| self.ends())
    }

    /// Instance-level or table-level, in the words of the `type` filter.
    pub fn level(&self) -> &'static str {
        if self.tables.is_empty() { "Instance" } else { "DatabaseTable" }
    }

    /// `Manual` or `Auto`.
    pub const fn kind(&self) -> &'static str {
        if self.manual { "Manual" } else { "Auto" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backup(failure: Option<Failure>) -> Backup {
        Backup {
            id: "b".into(),
            name: "n".into(),
            description: String::new(),
            instance: 0,
            manual: true,
            tables: Vec::new(),
            begun: Moment(1_000),
            takes: Duration::from_secs(10),
            failure,
            size_kb: 5.0,
            job_id: "j".into(),
            job_hidden: false,
            ordered: true,
        }
    }

    #[test]
    fn a_backup_runs_from_its_begin_to_its_end() {
        let backup = backup(None);
        let stages = [999, 1_000, 6_250, 10_999, 11_000].map(|at| backup.stage(Moment(at)));
        assert_eq!(stages, [Stage::NotYet, Stage::Building(0), Stage::Building(52), Stage::Building(99), Stage::Completed]);
        assert_eq!((backup.ended(Moment(10_999)), backup.ended(Moment(20_000))), (None, Some(Moment(11_000))));
    }

    #[test]
    fn a_failing_backup_stops_part_of_the_way() {
        let backup = backup(Some(Failure { at_percent: 60, reason: "disk".into() }));
        assert_eq!(backup.stage(Moment(6_999)), Stage::Building(59));
        assert_eq!(backup.stage(Moment(7_000)), Stage::Failed);
    }

    #[test]
    fn an_instant_backup_is_complete_at_once() {
        let backup = Backup { takes: Duration::ZERO, ..backup(None) };
        assert_eq!(backup.stage(Moment(1_000)), Stage::Completed);
    }
}
