//! What goes wrong, by name. A scenario is two things: how the world behaves, and which faults wait
//! at the door.

use std::{fmt, str::FromStr, time::Duration};

use super::{
    answers,
    backups::{Failure, Shows},
    fault_tables::{self, Standing},
    faults::{BadBody, Call, Fault, Twist},
};

/// Real time that a backup takes at speed 1.
const BACKUP: Duration = Duration::from_secs(25);

/// A named course of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scenario {
    #[default]
    Smooth,
    /// The job takes twelve times as long.
    Slow,
    /// An automated backup begins a moment before the create call.
    Busy,
    /// Somebody else takes the name a moment before the create call.
    NameTaken,
    /// The token dies while the backup runs.
    TokenExpires,
    /// The first create call and some reads are answered 429.
    Throttled,
    /// The answer to the create call is lost; the backup was made.
    LostMade,
    /// The answer to the create call is lost; no backup was made.
    LostNotMade,
    /// The answer to the create call is lost; the backup appears later.
    LostMadeLate,
    /// The create call is never answered; the backup was made.
    Silence,
    /// The create call is answered 500; the backup was made.
    ErrorThenMade,
    /// The create call is answered 202 without IDs; the backup was made.
    IdsMissing,
    /// The create call is answered 202 with the job ID alone; the backup was made.
    OneId,
    /// The job list never shows the job.
    JobUnknown,
    /// The job list shows the job only after a while.
    LateJob,
    /// The row says BUILDING for a while after the job has completed.
    RowLags,
    /// Table-level backups are switched off for the tenant.
    TableLevelOff,
    /// Instance and database lists are answered 403.
    ListingRefused,
    /// One more Cassandra instance, with a database of 300 tables.
    ManyTables,
    /// One more Cassandra instance, with wide and combining names.
    Cjk,
    /// The backup is created, then fails.
    Failed,
    /// An automated backup begins right after Review has read the instance and its backups.
    Meanwhile,
    /// The automated window of every instance opens within minutes.
    Window,
}

impl Scenario {
    /// All scenarios, each with its name and a line that describes it.
    pub const ALL: [(Self, &'static str, &'static str); 23] = [
        (Self::Smooth, "smooth", "all goes well; a backup takes about 25 s"),
        (Self::Slow, "slow", "the job takes about 5 minutes"),
        (Self::Busy, "busy", "an automated backup begins just before: 403, then free again"),
        (Self::NameTaken, "name-taken", "somebody takes the name just before: 400 already exists"),
        (Self::TokenExpires, "token-expires", "the token dies while the backup runs: 401"),
        (Self::Throttled, "throttled", "the first create call and some reads are answered 429"),
        (Self::LostMade, "lost-made", "the answer is lost, the backup was made"),
        (Self::LostNotMade, "lost-not-made", "the answer is lost, nothing was made"),
        (Self::LostMadeLate, "lost-made-late", "the answer is lost, the backup appears 20 s later"),
        (Self::Silence, "silence", "no answer ever comes, the backup was made"),
        (Self::ErrorThenMade, "error-then-made", "500, yet the backup was made"),
        (Self::IdsMissing, "ids-missing", "202 without job and backup IDs"),
        (Self::OneId, "one-id", "202 with the job ID alone"),
        (Self::JobUnknown, "job-unknown", "the job list never shows the job"),
        (Self::LateJob, "late-job", "the job list shows the job only after 15 s"),
        (Self::RowLags, "row-lags", "the job is completed 30 s before the backup says so"),
        (Self::TableLevelOff, "table-level-off", "table-level backups are refused"),
        (Self::ListingRefused, "listing-refused", "instance and database lists are answered 403"),
        (Self::ManyTables, "many-tables", "a database of 300 tables"),
        (Self::Cjk, "cjk", "wide and combining characters in names"),
        (Self::Failed, "failed", "the backup is created, then fails"),
        (
            Self::Meanwhile,
            "meanwhile",
            "an automated backup begins right after Review has read the instance, for 5 minutes",
        ),
        (
            Self::Window,
            "window",
            "the automated window of every instance opens within half an hour",
        ),
    ];

    /// Its name in kebab case.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|row| row.0 == self).map_or("", |row| row.1)
    }

    /// How the world behaves in it, at `speed` (1.0: demo pace).
    pub(super) fn behaviour(self, speed: f64) -> Behaviour {
        let pace = |time: Duration| {
            Duration::try_from_secs_f64(time.as_secs_f64() / speed).unwrap_or(Duration::MAX)
        };
        Behaviour {
            backup_takes: pace(if self == Self::Slow { BACKUP * 12 } else { BACKUP }),
            job_fails: self == Self::Failed,
            row_fails: self == Self::Failed,
            shows: Shows {
                job_hidden: match self {
                    Self::JobUnknown => Duration::MAX,
                    Self::LateJob => pace(Duration::from_secs(15)),
                    _ => Duration::ZERO,
                },
                row_lags: if self == Self::RowLags {
                    pace(Duration::from_secs(30))
                } else {
                    Duration::ZERO
                },
                row_hidden: Duration::ZERO,
                gone: None,
            },
            table_level_off: self == Self::TableLevelOff,
            first_create: match self {
                Self::Busy => Some(Obstruction::AutomatedBackup),
                Self::NameTaken => Some(Obstruction::NameTaken),
                _ => None,
            },
            interrupts: (self == Self::Meanwhile).then(|| pace(BACKUP * 12)),
            token_dies_after_create: (self == Self::TokenExpires).then(|| pace(BACKUP / 3)),
        }
    }

    /// The faults that wait at the door in it: which call, what happens, how often.
    pub(super) fn faults(self, speed: f64) -> Vec<(Call, Fault, u32)> {
        let late = Duration::try_from_secs_f64(20.0 / speed).unwrap_or(Duration::MAX);
        match self {
            Self::Throttled => vec![
                (Call::Create, fault_tables::throttled_by_gateway(), 1),
                (Call::Jobs, fault_tables::throttled_by_service(), 2),
                (Call::Backups, fault_tables::throttled_by_gateway(), 1),
            ],
            Self::LostMade => vec![(Call::Create, Fault::close().after_acting(), 1)],
            Self::LostNotMade => vec![(Call::Create, Fault::close(), 1)],
            Self::LostMadeLate => vec![(Call::Create, Fault::close().acting_later(late), 1)],
            Self::Silence => vec![(Call::Create, Fault::hang().after_acting(), 1)],
            Self::ErrorThenMade => {
                let body = answers::service_body("DBS.280005", "Server error.");
                vec![(Call::Create, Fault::answer(500, body).after_acting(), 1)]
            }
            Self::OneId => vec![(Call::Create, Fault::twist(Twist::WithoutBackupId), 1)],
            Self::IdsMissing => vec![(Call::Create, Fault::body(BadBody::WithoutIds), 1)],
            Self::ListingRefused => [Call::Instances, Call::Databases]
                .map(|call| (call, fault_tables::permission_missing(), u32::MAX))
                .to_vec(),
            Self::Smooth
            | Self::Slow
            | Self::Busy
            | Self::NameTaken
            | Self::TokenExpires
            | Self::JobUnknown
            | Self::LateJob
            | Self::RowLags
            | Self::TableLevelOff
            | Self::ManyTables
            | Self::Cjk
            | Self::Failed
            | Self::Meanwhile
            | Self::Window => Vec::new(),
        }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name is none of [`Scenario::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no scenario {0:?}; there are: \
    {names}", names = Scenario::ALL.map(|row| row.1).join(", "))]
pub struct UnknownScenario(pub String);

impl FromStr for Scenario {
    type Err = UnknownScenario;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .find(|row| row.1 == text)
            .map(|row| row.0)
            .ok_or_else(|| UnknownScenario(text.to_owned()))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Behaviour {
    /// From the acceptance of a backup to its end.
    pub backup_takes: Duration,
    /// The job says Failed, at three fifths of its time.
    pub job_fails: bool,
    /// The row says FAILED when the backup ends.
    pub row_fails: bool,
    /// When the lists show a created backup, and how far the row is behind.
    pub shows: Shows,
    /// `database_tables` is refused for every engine.
    pub table_level_off: bool,
    /// What comes between at the first create call.
    pub first_create: Option<Obstruction>,
    /// Once an instance and its backups have been read, an automated one begins
    /// there and takes so long.
    pub interrupts: Option<Duration>,
    /// So long after the first accepted create call, every token issued before it is dead.
    pub token_dies_after_create: Option<Duration>,
}

impl Behaviour {
    /// The same, with one thing ordered otherwise.
    pub const fn with(mut self, standing: Standing) -> Self {
        match standing {
            Standing::JobUnknown(time) => self.shows.job_hidden = time,
            Standing::JobFails => self.job_fails = true,
            Standing::RowUnknown(time) => self.shows.row_hidden = time,
            Standing::RowLags(time) => self.shows.row_lags = time,
            Standing::RowFails => self.row_fails = true,
            Standing::Gone(after) => self.shows.gone = Some((after, Duration::MAX)),
            Standing::Away(time) => self.shows.gone = Some((time, time)),
        }
        self
    }

    /// How a backup that is created now will fail, if it will.
    pub fn failure(&self, reason: String) -> Option<Failure> {
        let (job, row) = (self.job_fails, self.row_fails);
        // A job that completes runs to its end, whatever becomes of the row.
        let at_percent = if job { 60 } else { 100 };
        (job || row).then_some(Failure { at_percent, reason, job, row })
    }
}

/// What came a moment before the create call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Obstruction {
    /// The instance began its automated backup.
    AutomatedBackup,
    /// Another backup of the project took the name.
    NameTaken,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back_and_every_scenario_is_described_once() {
        for (scenario, name, line) in Scenario::ALL {
            assert_eq!(name.parse(), Ok(scenario));
            assert_eq!(scenario.to_string(), name);
            assert!(!line.is_empty());
            assert_eq!(
                Scenario::ALL.iter().filter(|row| row.0 == scenario || row.1 == name).count(),
                1
            );
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let error = "smoth".parse::<Scenario>().unwrap_err().to_string();
        assert!(error.contains("\"smoth\"") && error.contains("lost-made-late"), "{error}");
    }

    #[test]
    fn speed_shortens_every_wait() {
        assert_eq!(Scenario::Smooth.behaviour(1.0).backup_takes, BACKUP);
        assert_eq!(Scenario::Slow.behaviour(10.0).backup_takes, Duration::from_secs(30));
    }
}
