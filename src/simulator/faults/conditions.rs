//! What holds from the start of the service on, by name: how created backups run and are listed,
//! and how IAM, the metadata service, the lists and the clock are.

use std::time::Duration;

use self::Timing::{Always, Never, Or};
use crate::simulator::{
    service::{ListedService, Settings, VisibleProjects, lists::BACKUP_QUOTA},
    world::clock::millis,
};

/// Whether a time, written `-Ns`, follows the name of a condition.
#[derive(Clone, Copy)]
pub enum Timing {
    Never,
    Always,
    /// A name without a time means this time.
    Or(Duration),
}

/// A condition: the part before the `=`, the name after it, whether a time follows, a line that
/// describes the condition, and the change that the condition makes at the start.
pub type ConditionRow = (&'static str, &'static str, Timing, &'static str, Change);

/// A change that takes the time of the condition; zero where no time belongs to the name.
pub type Change = fn(&mut Settings, Duration);

/// Finds a condition by its name; returns the change with its time.
pub fn find(of: &str, name: &str) -> Option<(Change, Duration)> {
    let (name, given) = timed(name).map_or((name, None), |(name, time)| (name, Some(time)));
    let is_it = |row: &&ConditionRow| row.0 == of && row.1 == name;
    let row = OF_BACKUPS.iter().chain(&OF_SETTINGS).find(is_it)?;
    let time = match (row.2, given) {
        (Never, None) => Duration::ZERO,
        (Or(time), None) | (Always | Or(_), Some(time)) => time,
        (Never, Some(_)) | (Always, None) => return None,
    };
    Some((row.4, time))
}

/// Takes `-Ns` off the end of a name.
pub fn timed(name: &str) -> Option<(&str, Duration)> {
    let (name, time) = name.rsplit_once('-')?;
    let seconds: f64 = time.strip_suffix('s')?.parse().ok()?;
    Some((name, Duration::try_from_secs_f64(seconds).ok()?))
}

/// Returns a condition as the command line writes it.
pub fn form((of, name, time, ..): &ConditionRow) -> String {
    let time = match time {
        Never => "",
        Always => "-Ns",
        Or(_) => "[-Ns]",
    };
    format!("{of}={name}{time}")
}

const FOR_EVER: Timing = Or(Duration::MAX);

const AT_ONCE: Timing = Or(Duration::ZERO);

/// How every created backup runs and is listed.
pub const OF_BACKUPS: [ConditionRow; 7] = [
    (
        "jobs",
        "unknown",
        FOR_EVER,
        "the job is not listed, for ever or N seconds",
        |settings, time| settings.backups.visibility.job_hidden = time,
    ),
    ("jobs", "failed", Never, "the job ends as Failed, with a reason", |settings, _| {
        settings.backups.job_fails = true
    }),
    (
        "backups",
        "unknown",
        FOR_EVER,
        "the backup is not listed, for ever or N seconds",
        |settings, time| settings.backups.visibility.row_hidden = time,
    ),
    (
        "backups",
        "lags",
        FOR_EVER,
        "it stays BUILDING after its end, for ever or N seconds",
        |settings, time| settings.backups.visibility.row_lags = time,
    ),
    ("backups", "failed", Never, "the backup ends as FAILED", |settings, _| {
        settings.backups.row_fails = true
    }),
    (
        "watch",
        "gone",
        AT_ONCE,
        "job and backup are listed nowhere, ever or from N seconds after the begin on",
        |settings, after| settings.backups.visibility.gone = Some((after, Duration::MAX)),
    ),
    (
        "watch",
        "away",
        AT_ONCE,
        "the same from N seconds after the begin, and listed again N seconds later",
        |settings, time| settings.backups.visibility.gone = Some((time, time)),
    ),
];

/// How IAM, the metadata service, the lists and the clock are.
pub const OF_SETTINGS: [ConditionRow; 17] = [
    ("iam", "expires", Always, "every token lives N seconds", |settings, life| {
        settings.token_life = life
    }),
    // The gateway takes 32 KB for one header, with its name.
    ("iam", "long-token", Never, "every token has 32,000 characters", |settings, _| {
        settings.token_length = 32_000
    }),
    (
        "iam",
        "too-long-token",
        Never,
        "every token is longer than the gateway takes: 494",
        |settings, _| settings.token_length = 33_000,
    ),
    ("iam", "keystone", Never, "IAM answers as OpenStack's Keystone", |settings, _| {
        settings.keystone = true
    }),
    ("iam", "no-service", Never, "the catalogue does not list the service", |settings, _| {
        settings.listed = ListedService::Nowhere
    }),
    (
        "iam",
        "other-region",
        Never,
        "the catalogue lists the service for another region only",
        |settings, _| settings.listed = ListedService::Elsewhere,
    ),
    ("projects", "none", Never, "the caller sees no project", |settings, _| {
        settings.visible = VisibleProjects::Nothing
    }),
    ("projects", "same-name", Never, "two projects have the region's name", |settings, _| {
        settings.visible = VisibleProjects::SameName
    }),
    ("metadata", "no-agency", Never, "no agency is bound to the machine: 401", |settings, _| {
        settings.agency = false
    }),
    (
        "metadata",
        "needs-token",
        Never,
        "keys for the token of the metadata service only",
        |settings, _| settings.keys_need_token = true,
    ),
    ("metadata", "expires", Always, "temporary keys live N seconds", |settings, life| {
        settings.key_life = life
    }),
    (
        "quotas",
        "backups",
        Never,
        "a quota of backups is told: 50, with room for more",
        |settings, _| settings.backups_used = Some(BACKUP_QUOTA / 5),
    ),
    ("quotas", "full", Never, "a quota of backups is told, and used up", |settings, _| {
        settings.backups_used = Some(BACKUP_QUOTA)
    }),
    (
        "backups",
        "250",
        Never,
        "each instance has 250 more: past-001 to past-250, the oldest",
        |settings, _| settings.past_backups = 250,
    ),
    ("page", "50", Never, "pages of 50 rows at most, whatever is asked for", |settings, _| {
        settings.longest_page = Some(50)
    }),
    ("clock", "ahead", Always, "the service's clock is N seconds ahead", |settings, time| {
        settings.clock_shift = millis(time)
    }),
    ("clock", "behind", Always, "the service's clock is N seconds behind", |settings, time| {
        settings.clock_shift = -millis(time)
    }),
];
