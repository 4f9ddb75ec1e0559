//! The backup list in its three versions (ListBackups is v4, ShowAllInstancesBackupsNew v3.1,
//! ShowAllInstancesBackups v3).
//!
//! v4 is asked first; where it is not published the gateway answers 404 (`APIGW.0101`, on some
//! clouds `APIG.0101`), then v3.1 and v3 follow, and the version that worked is remembered. A list
//! shows either instance-level or table-level backups, so both lists are read and merged by ID (a
//! row of both lists that names no tables may be of either kind). Where one list fails, the whole
//! read fails, because "no such backup" may decide whether a backup is made again.

use std::{
    cell::RefCell,
    collections::{HashMap, hash_map::Entry},
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
    sync::atomic::Ordering,
};

use super::{Numbering, Plan, Reads, Shared, Step, Window, paging::PAGE_LIMIT};
use crate::core::{
    base::{BackupId, CallFailure, Incomplete, InstanceId, Whole},
    operation::backup::{BackupKind, BackupPage, BackupRow},
};

/// Which backups to list. This program applies the conditions too, since some versions
/// of the API ignore conditions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackupFilter {
    pub instance: Option<InstanceId>,
    pub backup: Option<BackupId>,
}

impl BackupFilter {
    fn admits(&self, row: &BackupRow) -> bool {
        let instance =
            self.instance.as_ref().zip(row.instance.as_ref()).is_none_or(|(want, is)| want == is);
        let backup = self.backup.as_ref().is_none_or(|want| *want == row.id);
        instance && backup
    }
}

/// A version of the backup list.
struct Version {
    /// The first segment of the path.
    segment: &'static str,
    numbering: Numbering,
}

/// The versions in the order in which they are asked.
const VERSIONS: [Version; 3] = [
    Version { segment: "v4", numbering: Numbering::Records },
    Version { segment: "v3.1", numbering: Numbering::Records },
    Version { segment: "v3", numbering: Numbering::Pages },
];

impl Reads {
    /// Returns all backups that match, instance-level and table-level, newest first.
    /// Errors: As every read; if no version is published, the refusal of the first version asked.
    pub async fn backups(&self, filter: &BackupFilter) -> Result<Whole<BackupRow>, CallFailure> {
        self.in_published_version(|version| self.backups_in(version, filter)).await
    }

    /// Returns the backups of one list that match, also those that came before a call failed, and
    /// whether the list was read to its end. The row of a backup that names no tables has no kind.
    /// Errors: beside the rows, as [`Reads::backups`].
    pub async fn backups_of_kind(
        &self,
        filter: &BackupFilter,
        kind: BackupKind,
    ) -> (Vec<BackupRow>, Result<(), CallFailure>) {
        let (read, told) = (RefCell::new(Vec::new()), RefCell::new(HashMap::new()));
        let take = |step: Step<BackupRow>| {
            if step == Step::Restart {
                told.borrow_mut().clear();
            }
            step.collect_into(&mut read.borrow_mut());
            true
        };
        // The reading of a list drops a row whose ID came before, whatever the row says.
        let tells_another = |row: &BackupRow| {
            let before = told.borrow_mut().insert(row.id.clone(), fingerprint(row));
            before.is_some_and(|before| before != fingerprint(row))
        };
        let list = |version: &'static Version| async move {
            let plan = Plan { numbering: version.numbering, ..Plan::WHOLE };
            let fetch = |window| async move {
                let rows = self.shared.backups_page(version, filter, kind, window).await?;
                if rows.iter().any(tells_another) { Err(CONTRADICTION) } else { Ok(rows) }
            };
            plan.read(&mut self.memory.share(), fetch, take).await
        };
        let ended = self.in_published_version(list).await;
        let mut rows = read.into_inner();
        rows.retain(|row| filter.admits(row));
        (rows, ended)
    }

    /// Returns the page of at most 100 backups of one kind that follows `received` rows, newest
    /// first, of one instance or of the whole project. Errors: As [`Reads::backups`].
    pub async fn backup_page(
        &self,
        instance: Option<&InstanceId>,
        kind: BackupKind,
        received: u64,
    ) -> Result<BackupPage, CallFailure> {
        let filter = &BackupFilter { instance: instance.cloned(), ..BackupFilter::default() };
        let page = |version: &'static Version| {
            let window = Window::at(version.numbering, received, PAGE_LIMIT);
            self.shared.backups_page(version, filter, kind, window)
        };
        let mut rows = self.in_published_version(page).await?;
        let received = rows.len() as u64;
        rows.retain(|row| filter.admits(row));
        rows.iter_mut().for_each(|row| row.kind = row.kind.or(Some(kind)));
        Ok(BackupPage { rows, received })
    }

    /// Asks in the version that worked last, and in older ones where that is not published.
    async fn in_published_version<T, F>(
        &self,
        ask: impl Fn(&'static Version) -> F,
    ) -> Result<T, CallFailure>
    where
        F: Future<Output = Result<T, CallFailure>>,
    {
        const OLDEST: usize = VERSIONS.len() - 1;
        let (known, mut first) = (&self.shared.backup_version, None);
        let mut at = known.load(Ordering::Relaxed);
        loop {
            match ask(&VERSIONS[at]).await {
                Err(failure) if is_unpublished(&failure) && at < OLDEST => {
                    first.get_or_insert(failure);
                    at += 1;
                }
                Err(failure) if is_unpublished(&failure) => return Err(first.unwrap_or(failure)),
                Err(failure) => return Err(failure),
                Ok(answer) => {
                    known.store(at, Ordering::Relaxed);
                    return Ok(answer);
                }
            }
        }
    }

    async fn backups_in(
        &self,
        version: &Version,
        filter: &BackupFilter,
    ) -> Result<Whole<BackupRow>, CallFailure> {
        let (mut seen, mut all, mut share) =
            (HashMap::<BackupId, usize>::new(), Vec::<BackupRow>::new(), self.memory.share());
        let plan = Plan { numbering: version.numbering, ..Plan::WHOLE };
        let admits = |row: &BackupRow| filter.admits(row);
        for kind in BackupKind::BOTH {
            let fetch = |window| self.shared.backups_page(version, filter, kind, window);
            let rows = if filter.backup.is_some() {
                plan.find(&mut share, fetch, admits).await?.into_iter().collect()
            } else {
                plan.whole(&mut share, fetch).await?.into_rows()
            };
            for row in rows.into_iter().filter(admits) {
                match seen.entry(row.id.clone()) {
                    // Some services list table-level backups under both kinds, some ignore the
                    // condition.
                    Entry::Occupied(at) if row.kind.is_none() => all[*at.get()].kind = None,
                    Entry::Occupied(_) => {}
                    Entry::Vacant(free) => {
                        free.insert(all.len());
                        all.push(BackupRow { kind: row.kind.or(Some(kind)), ..row });
                    }
                }
            }
        }
        all.sort_by_key(|row| std::cmp::Reverse(row.begun));
        Ok(Whole::of(all))
    }
}

impl Shared {
    async fn backups_page(
        &self,
        version: &Version,
        filter: &BackupFilter,
        kind: BackupKind,
        window: Window,
    ) -> Result<Vec<BackupRow>, CallFailure> {
        let mut condition = vec![("type", kind.query())];
        condition.extend(filter.instance.as_ref().map(|id| ("instance_id", id.as_str())));
        condition.extend(filter.backup.as_ref().map(|id| ("backup_id", id.as_str())));
        let path = [version.segment, self.project.as_str(), "backups"];
        self.page(&path, &condition, window, "backups").await
    }
}

/// A list that tells two things of one backup is no better than one that changes all the time.
const CONTRADICTION: CallFailure = CallFailure::Incomplete(Incomplete::Changing(1));

fn fingerprint(row: &BackupRow) -> u64 {
    BuildHasherDefault::<DefaultHasher>::new().hash_one(format!("{row:?}"))
}

/// Returns whether a gateway or a server does not know the path. A `DBS.` code is the service's own
/// (`DBS.200002`: no such instance), so the version is published and the refusal stands.
fn is_unpublished(failure: &CallFailure) -> bool {
    let CallFailure::Refused(refusal) = failure else { return false };
    match refusal.code.as_deref() {
        Some("APIGW.0101" | "APIG.0101") => true,
        Some(code) if code.starts_with("DBS.") => false,
        Some(_) | None => refusal.head.status == 404,
    }
}
