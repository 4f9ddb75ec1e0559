//! A backup and its job. Status and progress follow from the times of the backup alone: nothing
//! ticks.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Moment;

/// One database of a table-level backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableScope {
    pub database_name: String,
    /// `None`: the whole database.
    pub table_names: Option<Vec<String>>,
}

/// One backup of the project.
#[derive(Debug, Clone)]
pub struct Backup {
    pub id: String,
    pub name: String,
    pub description: String,
    pub instance: usize,
    pub manual: bool,
    /// Databases and tables; empty for an instance-level backup.
    pub tables: Vec<TableScope>,
    /// `database_tables` as it stood in the body of the create call.
    pub sent: Value,
    /// From this moment on the service has a record of the backup.
    pub accepted: Moment,
    /// From this moment on the backup is listed.
    pub begun: Moment,
    pub takes: Duration,
    pub failure: Option<Failure>,
    pub visibility: Visibility,
    /// Size in KB of the completed backup.
    pub size_kb: f64,
    pub job_id: String,
    pub of_create_call: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Percent of the time that passes before the failure.
    pub at_percent: u32,
    pub reason: String,
    /// The job says Failed; otherwise it says Completed.
    pub job: bool,
    /// The row says FAILED; otherwise it says COMPLETED.
    pub row: bool,
}

/// When the job list and the backup list show a backup. [`Duration::MAX`]: for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Visibility {
    /// How long after the begin the job list lacks the job.
    pub job_hidden: Duration,
    /// How long after the begin the backup list lacks the row.
    pub row_hidden: Duration,
    /// How long after the end the row still says BUILDING.
    pub row_lags: Duration,
    /// From this time after the begin on, and for this long, neither list has the backup.
    pub gone: Option<(Duration, Duration)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Before the begin: no list has the backup.
    NotYet,
    /// With the percentage done, 0 to 99.
    Building(u8),
    Completed,
    Failed,
}

impl Stage {
    /// Returns `status` of the backup list.
    pub const fn backup_status(self) -> &'static str {
        match self {
            Self::NotYet | Self::Building(_) => "BUILDING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
        }
    }

    /// Returns `status` of the job list.
    pub const fn job_status(self) -> &'static str {
        match self {
            Self::NotYet | Self::Building(_) => "Running",
            Self::Completed => "Completed",
            Self::Failed => "Failed",
        }
    }
}

impl Backup {
    /// Returns how far the backup is at `now`, by its job.
    pub fn job_stage(&self, now: Moment) -> Stage {
        self.stage(now, self.ends(), self.failure.as_ref().is_some_and(|failure| failure.job))
    }

    /// Returns how far the backup is at `now`, by its row.
    pub fn row_stage(&self, now: Moment) -> Stage {
        self.stage(
            now,
            self.ends().plus(self.visibility.row_lags),
            self.failure.as_ref().is_some_and(|failure| failure.row),
        )
    }

    fn stage(&self, now: Moment, ends: Moment, fails: bool) -> Stage {
        if now < self.begun {
            return Stage::NotYet;
        }
        if now >= ends {
            return if fails { Stage::Failed } else { Stage::Completed };
        }
        let (elapsed, whole) = (
            now.0 - self.begun.0,
            i64::try_from(self.takes.as_millis()).unwrap_or(i64::MAX).max(1),
        );
        Stage::Building(u8::try_from(elapsed.saturating_mul(100) / whole).unwrap_or(99).min(99))
    }

    pub fn job_listed(&self, now: Moment) -> bool {
        self.is_listed(self.visibility.job_hidden, now)
    }

    pub fn row_listed(&self, now: Moment) -> bool {
        self.is_listed(self.visibility.row_hidden, now)
    }

    fn is_listed(&self, hidden: Duration, now: Moment) -> bool {
        let is_there = |(after, lasts)| {
            now < self.begun.plus(after) || now >= self.begun.plus(after).plus(lasts)
        };
        now >= self.begun.plus(hidden) && self.visibility.gone.is_none_or(is_there)
    }

    /// Returns when the backup completes or fails.
    pub fn ends(&self) -> Moment {
        let percent = self.failure.as_ref().map_or(100, |failure| failure.at_percent);
        self.begun.plus(self.takes.checked_mul(percent).map_or(Duration::MAX, |time| time / 100))
    }

    /// Returns `end_time` of the list that says `stage`; `None` before the end.
    pub fn ended(&self, stage: Stage) -> Option<Moment> {
        matches!(stage, Stage::Completed | Stage::Failed).then(|| self.ends())
    }

    /// Returns the level of the backup in the words of the filter `type`.
    pub fn level(&self) -> &'static str {
        if self.tables.is_empty() { "Instance" } else { "DatabaseTable" }
    }

    /// Returns the word of the filter `backup_type`.
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
            sent: Value::Null,
            accepted: Moment(1_000),
            begun: Moment(1_000),
            takes: Duration::from_secs(10),
            failure,
            visibility: Visibility::default(),
            size_kb: 5.0,
            job_id: "j".into(),
            of_create_call: true,
        }
    }

    #[test]
    fn a_backup_runs_from_its_begin_to_its_end() {
        let backup = backup(None);
        let stages = [999, 1_000, 6_250, 10_999, 11_000].map(|at| backup.job_stage(Moment(at)));
        assert_eq!(
            stages,
            [
                Stage::NotYet,
                Stage::Building(0),
                Stage::Building(52),
                Stage::Building(99),
                Stage::Completed
            ]
        );
        assert_eq!(
            (backup.ended(stages[3]), backup.ended(stages[4])),
            (None, Some(Moment(11_000)))
        );
        assert_eq!(
            [999, 10_999, 11_000].map(|at| backup.row_stage(Moment(at))),
            [stages[0], stages[3], stages[4]]
        );
    }

    #[test]
    fn a_failing_backup_stops_part_of_the_way() {
        let backup =
            backup(Some(Failure { at_percent: 60, reason: "disk".into(), job: true, row: true }));
        assert_eq!(backup.job_stage(Moment(6_999)), Stage::Building(59));
        assert_eq!(
            (backup.job_stage(Moment(7_000)), backup.row_stage(Moment(7_000))),
            (Stage::Failed, Stage::Failed)
        );
    }

    #[test]
    fn the_two_witnesses_can_disagree() {
        let fails =
            |job, row| backup(Some(Failure { at_percent: 100, reason: "disk".into(), job, row }));
        let at = Moment(11_000);
        assert_eq!(
            (fails(true, false).job_stage(at), fails(true, false).row_stage(at)),
            (Stage::Failed, Stage::Completed)
        );
        assert_eq!(
            (fails(false, true).job_stage(at), fails(false, true).row_stage(at)),
            (Stage::Completed, Stage::Failed)
        );

        let late = |row_lags| Backup {
            visibility: Visibility { row_lags, ..Visibility::default() },
            ..fails(true, true)
        };
        let (some, ever) = (late(Duration::from_secs(5)), late(Duration::MAX));
        assert_eq!(
            (some.job_stage(at), some.row_stage(Moment(15_999))),
            (Stage::Failed, Stage::Building(99))
        );
        assert_eq!(
            (some.row_stage(Moment(16_000)), ever.row_stage(Moment(i64::MAX - 1))),
            (Stage::Failed, Stage::Building(99))
        );
    }

    #[test]
    fn each_witness_comes_to_be_listed_in_its_own_time() {
        let visibility = Visibility {
            job_hidden: Duration::from_secs(3),
            row_hidden: Duration::MAX,
            ..Visibility::default()
        };
        let backup = Backup { visibility, ..backup(None) };
        assert_eq!([3_999, 4_000].map(|at| backup.job_listed(Moment(at))), [false, true]);
        assert!(!backup.row_listed(Moment(i64::MAX - 1)));
    }

    #[test]
    fn a_backup_that_vanishes_is_in_neither_list_and_may_come_back() {
        let gone = |lasts| Backup {
            visibility: Visibility {
                gone: Some((Duration::from_secs(4), lasts)),
                ..Visibility::default()
            },
            ..backup(None)
        };
        let (away, ever) = (gone(Duration::from_secs(2)), gone(Duration::MAX));
        let listed =
            |backup: &Backup, at| (backup.job_listed(Moment(at)), backup.row_listed(Moment(at)));
        assert_eq!(
            [4_999, 5_000, 6_999, 7_000].map(|at| listed(&away, at).0),
            [true, false, false, true]
        );
        assert_eq!(
            [4_999, 5_000, 6_999, 7_000].map(|at| listed(&away, at).1),
            [true, false, false, true]
        );
        assert_eq!(
            (listed(&ever, 4_999), listed(&ever, i64::MAX - 1)),
            ((true, true), (false, false))
        );
    }

    #[test]
    fn an_instant_backup_is_complete_at_once() {
        let backup = Backup { takes: Duration::ZERO, ..backup(None) };
        assert_eq!(backup.job_stage(Moment(1_000)), Stage::Completed);
    }
}
