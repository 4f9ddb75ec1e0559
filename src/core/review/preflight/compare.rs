//! What was shown against what was read once more, the moment before sending.

use super::{
    Preflight, Reading,
    names::{Names, NamesFound},
};
use crate::core::{
    base::{
        instance::Instance,
        quota::{Quota, untold},
        whole::Whole,
    },
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

/// What differs in any way from what was shown, or could not be read now. The window is judged
/// elsewhere: it needs the estimate.
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
    match (&shown.instance, &now.instance) {
        (None, None) => true,
        (Some(Reading::Read { what: shown, .. }), Some(Reading::Read { what: now, .. })) => {
            shown.as_ref().map(as_shown) == now.as_ref().map(as_shown)
        }
        (None | Some(_), _) => false,
    }
}

/// The instance as a screen shows it: used storage in whole GB.
fn as_shown(instance: &Instance) -> Instance {
    Instance { used_gb: instance.used_gb.map(f64::round), ..instance.clone() }
}

fn same_backups(shown: &Reading<Whole<BackupRow>>, now: &Reading<Whole<BackupRow>>) -> bool {
    let (Some(shown), Some(now)) = (shown.what(), now.what()) else { return false };
    let sorted = |rows: &[BackupRow]| {
        let mut rows = rows.to_vec();
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows
    };
    sorted(shown) == sorted(now)
}

fn same_names(shown: Option<&Names>, now: Option<&Names>) -> bool {
    let readable = |found: &NamesFound| found.unread.is_none();
    match (shown.map(Names::found), now.map(Names::found)) {
        (None, None) => true,
        (Some(Some(shown)), Some(Some(now))) => readable(now) && shown == now,
        (None | Some(_), _) => false,
    }
}

/// That the service does not offer them is no trouble, as long as it is so both times.
fn same_quota(shown: &Reading<Quota>, now: &Reading<Quota>) -> bool {
    match (shown, now) {
        (Reading::Read { what: shown, .. }, Reading::Read { what: now, .. }) => {
            shown.of_backups() == now.of_backups()
        }
        (Reading::Failed { why: shown, .. }, Reading::Failed { why: now, .. }) => {
            untold(shown).is_some() && untold(shown) == untold(now)
        }
        (Reading::Reading | Reading::Read { .. } | Reading::Failed { .. }, _) => false,
    }
}
