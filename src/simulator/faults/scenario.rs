//! What goes wrong, by name. A scenario is a course of backups and a list of named faults.

use std::{fmt, str::FromStr, time::Duration};

use clap::{ValueEnum, builder::PossibleValue};

use super::{Call, Fault, NamedFault};
use crate::simulator::world::{Behaviour, Obstruction};

/// Real time that a backup takes at speed 1.
const BACKUP: Duration = Duration::from_secs(25);

/// Real time of a long backup at speed 1.
const LONG_BACKUP: Duration = Duration::from_secs(5 * 60);

/// A named course of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, ValueEnum)]
pub enum Scenario {
    /// All goes well; a backup takes about 25 s
    #[default]
    Smooth,
    /// The job takes about 5 minutes
    Slow,
    /// An automated backup begins just before: 403, then free again
    Busy,
    /// Somebody takes the name just before: 400 already exists
    NameTaken,
    /// The token dies while the backup runs: 401
    TokenExpires,
    /// The first create call and some reads are answered 429
    Throttled,
    /// The answer is lost, the backup was made
    LostMade,
    /// The answer is lost, nothing was made
    LostNotMade,
    /// The answer is lost, the backup appears 20 s later
    LostMadeLate,
    /// No answer ever comes, the backup was made
    Silence,
    /// 500, yet the backup was made
    ErrorThenMade,
    /// 202 without job and backup IDs
    IdsMissing,
    /// 202 with the job ID alone
    OneId,
    /// The job list never shows the job
    JobUnknown,
    /// The job list shows the job only after 15 s
    LateJob,
    /// The job is completed 30 s before the backup says so
    RowLags,
    /// A table-level backup is always refused
    TableLevelOff,
    /// Instance and database lists are answered 403
    ListingRefused,
    /// A database of 300 tables
    ManyTables,
    /// Wide and combining characters in names
    Cjk,
    /// The backup is created, then fails
    Failed,
    /// An automated backup begins right after Review has read the instance, for 5 minutes
    Meanwhile,
    /// The automated window of every instance opens within half an hour
    Window,
}

impl Scenario {
    /// Returns the named faults, whose times are real seconds at speed 1. A fault that strikes
    /// 4294967295 times strikes every time.
    const fn fault_names(self) -> &'static [&'static str] {
        match self {
            Self::Throttled => &["create=429-retry-after", "jobs=429x2", "backups=429-retry-after"],
            Self::LostMade => &["create=created-then-close"],
            Self::LostNotMade => &["create=close"],
            Self::Silence => &["create=created-then-silence"],
            Self::ErrorThenMade => &["create=500-280005-created"],
            Self::IdsMissing => &["create=202-no-ids"],
            Self::OneId => &["create=202-no-backup-id"],
            Self::JobUnknown => &["jobs=unknown"],
            Self::LateJob => &["jobs=unknown-15s"],
            Self::RowLags => &["backups=lags-30s"],
            Self::ListingRefused => {
                &["instances=403-280032x4294967295", "databases=403-280032x4294967295"]
            }
            Self::Failed => &["jobs=failed", "backups=failed"],
            Self::Smooth
            | Self::Slow
            | Self::Busy
            | Self::NameTaken
            | Self::TokenExpires
            | Self::LostMadeLate
            | Self::TableLevelOff
            | Self::ManyTables
            | Self::Cjk
            | Self::Meanwhile
            | Self::Window => &[],
        }
    }

    /// Returns the names of all scenarios, as the command line takes them: in kebab case.
    pub fn names() -> Vec<String> {
        Self::value_variants().iter().map(ToString::to_string).collect()
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
        // A test reads every name.
        self.fault_names()
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
        f.write_str(self.to_possible_value().as_ref().map_or("", PossibleValue::get_name))
    }
}

impl FromStr for Scenario {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        ValueEnum::from_str(text, false).map_err(|_| {
            format!("there is no scenario {text:?}; there are: {}", Self::names().join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back_and_every_scenario_is_described_once() {
        for scenario in Scenario::value_variants() {
            let name = scenario.to_string();
            assert_eq!(name.parse(), Ok(*scenario));
            let value = scenario.to_possible_value().unwrap();
            assert!(value.get_help().is_some(), "{name}");
            for fault in scenario.fault_names() {
                assert!(fault.parse::<NamedFault>().is_ok(), "{name}: {fault}");
            }
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let error = "smoth".parse::<Scenario>().unwrap_err();
        assert!(error.contains("\"smoth\"") && error.contains("lost-made-late"), "{error}");
    }

    #[test]
    fn speed_shortens_every_wait() {
        assert_eq!(Scenario::Smooth.behaviour(1.0).backup_takes, BACKUP);
        assert_eq!(Scenario::Slow.behaviour(10.0).backup_takes, Duration::from_secs(30));
    }
}
