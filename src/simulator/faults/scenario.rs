//! What goes wrong, by name. A scenario is a course of backups and a list of named faults.

use std::{fmt, str::FromStr, time::Duration};

use super::{Call, fault::Fault, named::NamedFault};
use crate::simulator::world::behaviour::{Behaviour, Obstruction};

/// Real time that a backup takes at speed 1.
const BACKUP: Duration = Duration::from_secs(25);

/// Real time of a long backup at speed 1.
const LONG_BACKUP: Duration = Duration::from_secs(5 * 60);

/// A named course of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Scenario {
    #[default]
    Smooth,
    Slow,
    Busy,
    NameTaken,
    TokenExpires,
    Throttled,
    LostMade,
    LostNotMade,
    LostMadeLate,
    Silence,
    ErrorThenMade,
    IdsMissing,
    OneId,
    JobUnknown,
    LateJob,
    RowLags,
    TableLevelOff,
    ListingRefused,
    ManyTables,
    Cjk,
    Failed,
    Meanwhile,
    Window,
}

/// A scenario, its name, a line that describes the scenario, and its named faults, whose times
/// are real seconds at speed 1.
type ScenarioRow = (Scenario, &'static str, &'static str, &'static [&'static str]);

impl Scenario {
    // 4294967295 times is every time.
    const ALL: [ScenarioRow; 23] = [
        (Self::Smooth, "smooth", "all goes well; a backup takes about 25 s", &[]),
        (Self::Slow, "slow", "the job takes about 5 minutes", &[]),
        (Self::Busy, "busy", "an automated backup begins just before: 403, then free again", &[]),
        (
            Self::NameTaken,
            "name-taken",
            "somebody takes the name just before: 400 already exists",
            &[],
        ),
        (Self::TokenExpires, "token-expires", "the token dies while the backup runs: 401", &[]),
        (
            Self::Throttled,
            "throttled",
            "the first create call and some reads are answered 429",
            &["create=429-retry-after", "jobs=429x2", "backups=429-retry-after"],
        ),
        (
            Self::LostMade,
            "lost-made",
            "the answer is lost, the backup was made",
            &["create=created-then-close"],
        ),
        (
            Self::LostNotMade,
            "lost-not-made",
            "the answer is lost, nothing was made",
            &["create=close"],
        ),
        (
            Self::LostMadeLate,
            "lost-made-late",
            "the answer is lost, the backup appears 20 s later",
            &[],
        ),
        (
            Self::Silence,
            "silence",
            "no answer ever comes, the backup was made",
            &["create=created-then-silence"],
        ),
        (
            Self::ErrorThenMade,
            "error-then-made",
            "500, yet the backup was made",
            &["create=500-280005-created"],
        ),
        (Self::IdsMissing, "ids-missing", "202 without job and backup IDs", &["create=202-no-ids"]),
        (Self::OneId, "one-id", "202 with the job ID alone", &["create=202-no-backup-id"]),
        (Self::JobUnknown, "job-unknown", "the job list never shows the job", &["jobs=unknown"]),
        (
            Self::LateJob,
            "late-job",
            "the job list shows the job only after 15 s",
            &["jobs=unknown-15s"],
        ),
        (
            Self::RowLags,
            "row-lags",
            "the job is completed 30 s before the backup says so",
            &["backups=lags-30s"],
        ),
        (Self::TableLevelOff, "table-level-off", "table-level backups are refused", &[]),
        (
            Self::ListingRefused,
            "listing-refused",
            "instance and database lists are answered 403",
            &["instances=403-280032x4294967295", "databases=403-280032x4294967295"],
        ),
        (Self::ManyTables, "many-tables", "a database of 300 tables", &[]),
        (Self::Cjk, "cjk", "wide and combining characters in names", &[]),
        (
            Self::Failed,
            "failed",
            "the backup is created, then fails",
            &["jobs=failed", "backups=failed"],
        ),
        (
            Self::Meanwhile,
            "meanwhile",
            "an automated backup begins right after Review has read the instance, for 5 minutes",
            &[],
        ),
        (
            Self::Window,
            "window",
            "the automated window of every instance opens within half an hour",
            &[],
        ),
    ];

    /// Returns the name in kebab case.
    /// Returns the names of all scenarios, as the command line takes them.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|row| row.1)
    }

    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.1)
    }

    fn row(self) -> Option<&'static ScenarioRow> {
        Self::ALL.iter().find(|row| row.0 == self)
    }

    /// Returns how backups run at `speed` (1.0: demo pace), but for the named faults.
    pub(crate) fn behaviour(self, speed: f64) -> Behaviour {
        let takes = if self == Self::Slow { LONG_BACKUP } else { BACKUP };
        Behaviour {
            backup_takes: paced(takes, speed),
            table_level_off: self == Self::TableLevelOff,
            first_create: match self {
                Self::Busy => Some(Obstruction::AutomatedBackup),
                Self::NameTaken => Some(Obstruction::NameTaken),
                _ => None,
            },
            interrupts: (self == Self::Meanwhile).then(|| paced(LONG_BACKUP, speed)),
            token_dies_after_create: (self == Self::TokenExpires).then(|| paced(BACKUP / 3, speed)),
            ..Behaviour::default()
        }
    }

    /// Returns the named faults that belong to the scenario, at `speed`.
    pub(crate) fn faults(self, speed: f64) -> Vec<NamedFault> {
        if self == Self::LostMadeLate {
            // No name on the command line stands for a lost answer with a late effect.
            let later = paced(Duration::from_secs(20), speed);
            let fault = Fault::close().acting_later(later);
            return vec![NamedFault::at_the_door("create=close", &[Call::Create], fault, 1)];
        }
        // A test reads every name of the table.
        let names = self.row().map_or(&[][..], |row| row.3);
        names
            .iter()
            .filter_map(|name| Some(name.parse::<NamedFault>().ok()?.paced(speed)))
            .collect()
    }
}

/// Returns how long something takes at `speed`; for ever stays for ever.
pub fn paced(time: Duration, speed: f64) -> Duration {
    if time == Duration::MAX {
        return time;
    }
    Duration::try_from_secs_f64(time.as_secs_f64() / speed).unwrap_or(Duration::MAX)
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name is of no scenario.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no scenario {0:?}; there are: \
    {names}", names = Scenario::ALL.map(|row| row.1).join(", "))]
pub struct UnknownScenario(pub String);

impl FromStr for Scenario {
    type Err = UnknownScenario;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|row| row.1 == text);
        found.map(|row| row.0).ok_or_else(|| UnknownScenario(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back_and_every_scenario_is_described_once() {
        for (scenario, name, line, faults) in Scenario::ALL {
            assert_eq!(name.parse(), Ok(scenario));
            assert_eq!(scenario.to_string(), name);
            assert!(!line.is_empty());
            assert!(faults.iter().all(|fault| fault.parse::<NamedFault>().is_ok()), "{name}");
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
