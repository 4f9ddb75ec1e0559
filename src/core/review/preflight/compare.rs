//! What was shown against what was read once more, the moment before sending.

use super::{names::Names, readings::Preflight};
use crate::core::{
    base::{Instance, Quota, Whole, quota::untold, remote::Remote},
    operation::backup::BackupRow,
};

/// What a check is about, where it is about something that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    Instance,
    Window,
    Backups,
    /// The chosen names in the service's lists.
    Names,
    Quota,
}

/// Returns what differs in any way from what was shown, or could not be read now. The window is
/// judged elsewhere, because that needs the estimate.
pub fn differences(shown: &Preflight, now: &Preflight) -> Vec<Topic> {
    let rows = [
        (Topic::Instance, same_instance(shown, now)),
        (Topic::Backups, same_backups(&shown.backups, &now.backups)),
        (Topic::Names, same_names(shown.names.as_ref(), now.names.as_ref())),
        (Topic::Quota, same_quota(&shown.quota, &now.quota)),
    ];
    rows.into_iter().filter(|(_, same)| !same).map(|(topic, _)| topic).collect()
}

fn same_instance(shown: &Preflight, now: &Preflight) -> bool {
    match (shown.instance.value(), now.instance.value()) {
        (Some(shown), Some(now)) => shown.as_ref().map(as_shown) == now.as_ref().map(as_shown),
        _ => [&shown.instance, &now.instance].into_iter().all(|read| *read == Remote::NotAsked),
    }
}

/// Returns the instance as a screen shows it: used storage in whole GB.
fn as_shown(instance: &Instance) -> Instance {
    Instance { used_gb: instance.used_gb.map(f64::round), ..instance.clone() }
}

fn same_backups(shown: &Remote<Whole<BackupRow>>, now: &Remote<Whole<BackupRow>>) -> bool {
    let (Some(shown), Some(now)) = (shown.value(), now.value()) else { return false };
    let sorted = |rows: &[BackupRow]| {
        let mut rows = rows.to_vec();
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows
    };
    sorted(shown) == sorted(now)
}

fn same_names(shown: Option<&Names>, now: Option<&Names>) -> bool {
    match (shown.map(Names::found), now.map(Names::found)) {
        (None, None) => true,
        (Some(Some(shown)), Some(Some(now))) => now.unread.is_none() && shown == now,
        (None | Some(_), _) => false,
    }
}

/// Compares the quotas. A service that does not offer them is no trouble, as long as
/// that is so both times.
fn same_quota(shown: &Remote<Quota>, now: &Remote<Quota>) -> bool {
    match (shown, now) {
        (Remote::Here { value: shown, .. }, Remote::Here { value: now, .. }) => {
            shown.of_backups() == now.of_backups()
        }
        (Remote::Failed { why: shown, .. }, Remote::Failed { why: now, .. }) => {
            untold(shown).is_some() && untold(shown) == untold(now)
        }
        (Remote::NotAsked | Remote::Asked(_) | Remote::Here { .. } | Remote::Failed { .. }, _) => {
            false
        }
    }
}
