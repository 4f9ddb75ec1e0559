//! How long a backup may take: a range and the facts behind the range, never a single figure.
//!
//! First by the instance's own finished backups. Where there is none, by the used volume and the
//! nodes, each of which uploads 20 to 70 MB/s (user guide nosql_03_0008). For a table-level backup
//! neither is a bound: one has been seen to take six times as long as a backup of the whole
//! instance. So both figures are shown as the whole instance's, unless the very same databases and
//! tables were backed up before.

use serde::{Deserialize, Serialize};

use super::backup::{BackupKind, BackupRow, BackupState, took};
use crate::core::{
    base::UtcTime,
    draft::Target,
    scope::{DatabaseScope, Scope, ScopeChoice, choice::same_scope},
};

/// MB/s that a node uploads at least (user guide nosql_03_0008).
pub const SLOWEST: u32 = 20;
/// MB/s that a node uploads at most (user guide nosql_03_0008).
pub const FASTEST: u32 = 70;
/// The number of newest finished backups that count: older ones tell how the instance
/// was, not how it is.
pub const MOST_RUNS: usize = 5;
/// A single run is widened by this share of itself, either way; several share it between them.
pub const MARGIN: f64 = 0.25;

/// MB in a GB, as the service counts.
const MB: f64 = 1024.0;
/// KB in a GB: the API tells a backup's size in KB, and the used volume in GB.
const KB: f64 = 1024.0 * 1024.0;
/// A backup whose size and the used volume are further apart than this factor is scaled by no more:
/// then compression, copies, or a backup of changes only make the difference, and not growth.
const MOST_GROWTH: f64 = 4.0;
/// An automated backup of less than this share of the used volume, or of the largest backup where
/// that is less, is taken for one of changes only.
const LEAST_OF_FULL: f64 = 0.5;
/// A year in seconds: a longer duration comes from wrong times of the service.
pub const LONGEST: u64 = 366 * 24 * 3600;

/// The facts behind an estimate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Finished backups of this instance.
    Own {
        /// Number of backups, 1 to [`MOST_RUNS`].
        runs: usize,
        /// Whole-instance backups, or table-level backups of the very same databases and tables.
        kind: BackupKind,
        /// How long the newest of them took, in seconds.
        last: u64,
        /// The volume in GB to which the durations were scaled, where both sizes are known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scaled_gb: Option<f64>,
    },
    /// The used volume and the nodes, at [`SLOWEST`] to [`FASTEST`] MB/s each.
    Size { gb: f64, nodes: u32 },
}

/// How long a backup may take. In seconds, `low` is below `high`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Seconds of the quickest.
    pub low: u64,
    /// Seconds of the slowest.
    pub high: u64,
    pub basis: Basis,
    /// Whether the figures are the whole instance's and the backup is table level: it may take less
    /// or longer. Journals of older programs call that an upper bound, which is wrong.
    #[serde(default, alias = "upper_bound")]
    pub of_whole: bool,
}

impl Estimate {
    /// Returns the estimate for a backup of `scope`. `rows` are backups of the instance, of both
    /// kinds and in any order; those of another instance, those that have not completed, and those
    /// whose times cannot be right do not count. `None`: there are no facts to estimate by.
    pub fn of(target: &Target, scope: &Scope, rows: &[BackupRow]) -> Option<Self> {
        let runs = runs(target, rows);
        let used = used_gb(target);
        let whole = || by_instance_runs(&runs, used).or_else(|| by_size(target));
        match scope {
            Scope::Instance => whole(),
            Scope::Tables(databases) => by_table_runs(&runs, databases)
                .or_else(|| whole().map(|whole| Self { of_whole: true, ..whole })),
        }
    }

    /// Returns the estimate by used volume and nodes alone, before any backup has been read.
    pub fn by_volume(target: &Target, scope: ScopeChoice) -> Option<Self> {
        by_size(target).map(|whole| Self { of_whole: scope == ScopeChoice::Tables, ..whole })
    }

    /// Returns when a backup that begins at `begun` would be finished: not before the first
    /// time, not after the second.
    pub fn finish(&self, begun: UtcTime) -> (UtcTime, UtcTime) {
        let after = |seconds: u64| begun.plus(i64::try_from(seconds).unwrap_or(i64::MAX));
        (after(self.low), after(self.high))
    }
}

/// A finished backup that counts.
struct Run<'a> {
    row: &'a BackupRow,
    ended: UtcTime,
    /// Seconds from begin to end, 1 to [`LONGEST`].
    took: u64,
}

/// Returns the finished backups of the target, newest first. A row without an instance ID counts
/// as a backup of the target.
fn runs<'a>(target: &Target, rows: &'a [BackupRow]) -> Vec<Run<'a>> {
    let run = |row: &'a BackupRow| {
        let here = row.instance.as_ref().is_none_or(|id| id == target.id());
        let (ended, took) = row
            .ended
            .zip(took(row.begun, row.ended))
            .filter(|_| here && row.state == BackupState::Completed)?;
        (1..=LONGEST).contains(&took).then_some(Run { row, ended, took })
    };
    let mut runs: Vec<_> = rows.iter().filter_map(run).collect();
    runs.sort_by_key(|run| std::cmp::Reverse(run.ended));
    runs
}

/// Returns the used volume in GB, if the service tells one.
fn used_gb(target: &Target) -> Option<f64> {
    target.listed()?.used_gb.filter(|gb| gb.is_finite() && *gb > 0.0)
}

/// Estimates by whole-instance backups: the full ones, or all where none is known to be full.
fn by_instance_runs(runs: &[Run<'_>], used: Option<f64>) -> Option<Estimate> {
    let whole: Vec<&Run<'_>> =
        runs.iter().filter(|run| run.row.kind == Some(BackupKind::Instance)).collect();
    let largest = whole.iter().filter_map(|run| size_gb(run)).reduce(f64::max);
    let least =
        largest.map(|largest| used.map_or(largest, |used| used.min(largest)) * LEAST_OF_FULL);
    let full =
        whole.iter().filter(|run| is_full(run, least)).take(MOST_RUNS).copied().collect::<Vec<_>>();
    let counted = if full.is_empty() { &whole[..whole.len().min(MOST_RUNS)] } else { &full };
    by_runs(counted, BackupKind::Instance, used)
}

/// Returns whether a backup is a full one. A manual backup always is (user guide nosql_03_0229). An
/// automated one may hold changes only, and then has less than `least` GB.
fn is_full(run: &Run<'_>, least: Option<f64>) -> bool {
    run.row.manual != Some(false)
        || size_gb(run).zip(least).is_some_and(|(size, least)| size >= least)
}

/// Estimates by table-level backups of the very same databases and tables. How much data these
/// tables have now is not known.
fn by_table_runs(runs: &[Run<'_>], databases: &[DatabaseScope]) -> Option<Estimate> {
    let tables = |scope: &[DatabaseScope]| -> usize {
        scope.iter().map(|d| d.table_names.as_ref().map_or(0, Vec::len)).sum()
    };
    let (count, names) = (databases.len(), tables(databases));
    // A scope can hold a million names: scopes are compared only where the numbers agree.
    let same = |scope: &Vec<DatabaseScope>| {
        scope.len() == count && tables(scope) == names && same_scope(scope, databases)
    };
    let alike = runs.iter().filter(|run| {
        run.row.kind == Some(BackupKind::DatabaseTable) && run.row.scope.as_ref().is_some_and(same)
    });
    by_runs(&alike.take(MOST_RUNS).collect::<Vec<_>>(), BackupKind::DatabaseTable, None)
}

/// Returns the range from the quickest to the slowest run, each as measured and as scaled
/// to the volume of today.
fn by_runs(runs: &[&Run<'_>], kind: BackupKind, used: Option<f64>) -> Option<Estimate> {
    let last = runs.first()?.took;
    let seconds = || runs.iter().flat_map(|run| [run.took as f64, scaled(run, used)]);
    let margin = MARGIN / runs.len() as f64;
    let low = seconds().fold(f64::INFINITY, f64::min) * (1.0 - margin);
    let high = seconds().fold(0.0, f64::max) * (1.0 + margin);
    let scaled_gb = used.filter(|_| runs.iter().any(|run| size_gb(run).is_some()));
    Some(range(low, high, Basis::Own { runs: runs.len(), kind, last, scaled_gb }))
}

/// Returns the seconds of a run for the volume that is used now; as measured where one of the
/// two sizes is not known.
fn scaled(run: &Run<'_>, used: Option<f64>) -> f64 {
    let growth = used
        .zip(size_gb(run))
        .map_or(1.0, |(used, size)| (used / size).clamp(1.0 / MOST_GROWTH, MOST_GROWTH));
    run.took as f64 * growth
}

/// Returns the size of a backup in GB, if the service told one.
fn size_gb(run: &Run<'_>) -> Option<f64> {
    run.row.size_kb.filter(|kb| kb.is_finite() && *kb > 0.0).map(|kb| kb / KB)
}

/// Estimates by the used volume and the nodes.
fn by_size(target: &Target) -> Option<Estimate> {
    let gb = used_gb(target)?;
    let nodes = target.listed().map_or(0, |instance| instance.nodes);
    let seconds = |speed: u32| gb * MB / (f64::from(nodes) * f64::from(speed));
    let possible = nodes > 0 && seconds(SLOWEST) <= LONGEST as f64;
    possible.then(|| range(seconds(FASTEST), seconds(SLOWEST), Basis::Size { gb, nodes }))
}

/// Rounds to whole seconds, outwards.
fn range(low: f64, high: f64, basis: Basis) -> Estimate {
    let low = low.floor() as u64;
    Estimate { low, high: (high.ceil() as u64).max(low + 1), basis, of_whole: false }
}

#[cfg(test)]
mod tests;
