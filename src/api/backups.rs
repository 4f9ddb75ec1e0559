//! The backup list in its three versions (fact sheet 5).
//!
//! v4 is asked first; where it is not published the gateway answers 404 (`APIGW.0101`, on some
//! clouds `APIG.0101`), then v3.1 and v3 follow, and the one that worked is remembered. A list
//! shows either instance-level or table-level backups, so both are asked for and merged by ID (a
//! row of both that names no tables may be of either kind); half an answer is none, because "no
//! such backup" may decide whether one is made again.

use super::{
    body::LIST_LIMIT,
    client::{Reads, Shared},
    paging::{Holder, Numbering, PAGE_LIMIT, Plan, Step, Window},
    reads::{PLAN, rows},
    rows::Backups,
};
use crate::core::{
    base::{
        call::{CallFailure, Head},
        ids::{BackupId, InstanceId},
        time::UtcTime,
        whole::Whole,
    },
    operation::backup::{BackupKind, BackupPage, BackupRow},
};
use std::{
    collections::{HashMap, hash_map::Entry},
    sync::atomic::Ordering,
};

/// Which backups to list. Conditions that a version of the API ignores are applied here as well.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BackupFilter {
    pub instance: Option<InstanceId>,
    pub backup: Option<BackupId>,
    pub manual_only: bool,
    /// Begun at this time or later; rows that do not tell are kept.
    pub begun_after: Option<UtcTime>,
    /// Begun at this time or earlier; rows that do not tell are kept. The service wants both times
    /// or neither, so it is told of them only when both are given.
    pub until: Option<UtcTime>,
}

impl BackupFilter {
    fn admits(&self, row: &BackupRow) -> bool {
        let instance =
            self.instance.as_ref().zip(row.instance.as_ref()).is_none_or(|(want, is)| want == is);
        let backup = self.backup.as_ref().is_none_or(|want| *want == row.id);
        let manual = !self.manual_only || row.manual != Some(false);
        let early = self.begun_after.zip(row.begun).is_some_and(|(after, begun)| begun < after);
        let late = self.until.zip(row.begun).is_some_and(|(until, begun)| begun > until);
        instance && backup && manual && !early && !late
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    V4,
    V3_1,
    V3,
}

impl Version {
    /// The version that a mark stands for; 0, before any answer, is v4.
    const fn known(mark: u8) -> Self {
        match mark {
            0 => Self::V4,
            1 => Self::V3_1,
            2..=u8::MAX => Self::V3,
        }
    }

    const fn mark(self) -> u8 {
        match self {
            Self::V4 => 0,
            Self::V3_1 => 1,
            Self::V3 => 2,
        }
    }

    const fn older(self) -> Option<Self> {
        match self {
            Self::V4 => Some(Self::V3_1),
            Self::V3_1 => Some(Self::V3),
            Self::V3 => None,
        }
    }

    const fn segment(self) -> &'static str {
        match self {
            Self::V4 => "v4",
            Self::V3_1 => "v3.1",
            Self::V3 => "v3",
        }
    }

    /// `offset` is a page number in v3, a record index later.
    const fn numbering(self) -> Numbering {
        match self {
            Self::V3 => Numbering::Pages,
            Self::V4 | Self::V3_1 => Numbering::Records,
        }
    }

    fn time(self, time: UtcTime) -> String {
        match self {
            Self::V3 => time.api_v3(),
            Self::V4 | Self::V3_1 => time.api(),
        }
    }
}

impl Reads {
    /// All backups that match, instance-level and table-level, newest first (ListBackups,
    /// ShowAllInstancesBackupsNew, ShowAllInstancesBackups).
    ///
    /// # Errors
    /// As every read; if no version is published, the refusal of the first one asked.
    pub async fn backups(&self, filter: &BackupFilter) -> Result<Whole<BackupRow>, CallFailure> {
        self.in_published_version(|version| self.backups_in(version, filter)).await
    }

    /// One page of at most 100 backups of one kind, newest first: the one after `received` rows; of
    /// one instance, or of the whole project.
    ///
    /// # Errors
    /// As [`Reads::backups`].
    pub async fn backup_page(
        &self,
        instance: Option<&InstanceId>,
        kind: BackupKind,
        received: u64,
    ) -> Result<BackupPage, CallFailure> {
        let filter = &BackupFilter { instance: instance.cloned(), ..BackupFilter::default() };
        let page = |version: Version| {
            let window = Window::at(version.numbering(), received, PAGE_LIMIT);
            self.shared.backups_page(version, filter, kind, window)
        };
        let mut rows = self.in_published_version(page).await?;
        let received = rows.len() as u64;
        rows.retain(|row| filter.admits(row));
        rows.iter_mut().for_each(|row| row.kind = row.kind.or(Some(kind)));
        Ok(BackupPage { rows, received })
    }

    /// Asks in the version that worked last, and in older ones where that is not published.
    async fn in_published_version<T, F>(&self, ask: impl Fn(Version) -> F) -> Result<T, CallFailure>
    where
        F: Future<Output = Result<T, CallFailure>>,
    {
        let known = &self.shared.backup_list;
        let mut version = Version::known(known.load(Ordering::Relaxed));
        let mut first = None;
        loop {
            let failure = match ask(version).await {
                Ok(answer) => {
                    known.store(version.mark(), Ordering::Relaxed);
                    return Ok(answer);
                }
                Err(failure) if is_unpublished(&failure) => failure,
                Err(failure) => return Err(failure),
            };
            match version.older() {
                Some(older) => {
                    first.get_or_insert(failure);
                    version = older;
                }
                None => return Err(first.unwrap_or(failure)),
            }
        }
    }

    async fn backups_in(
        &self,
        version: Version,
        filter: &BackupFilter,
    ) -> Result<Whole<BackupRow>, CallFailure> {
        let (mut seen, mut all, mut share) =
            (HashMap::<BackupId, usize>::new(), Vec::<BackupRow>::new(), self.room.share());
        for kind in BackupKind::BOTH {
            let fetch = |window| self.shared.backups_page(version, filter, kind, window);
            let (mut rows, plan) =
                (Vec::new(), Plan { numbering: version.numbering(), holder: Holder::Here, ..PLAN });
            plan.read(&mut share, fetch, |step| {
                if step == Step::Anew {
                    rows.clear();
                }
                rows.extend(step.rows().into_iter().filter(|row| filter.admits(row)));
                // Of one ID there is one row; where the service ignores the condition it may come
                // late.
                filter.backup.is_none() || rows.is_empty()
            })
            .await?;
            for row in rows {
                match seen.entry(row.id.clone()) {
                    // Some services list table-level backups under both kinds, some mind no
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
        version: Version,
        filter: &BackupFilter,
        kind: BackupKind,
        window: Window,
    ) -> Result<Vec<BackupRow>, CallFailure> {
        let (offset, limit) = (window.offset.to_string(), window.limit.to_string());
        let times = filter
            .begun_after
            .zip(filter.until)
            .map(|(after, until)| (version.time(after), version.time(until)));
        let mut query =
            vec![("offset", offset.as_str()), ("limit", limit.as_str()), ("type", kind.query())];
        query.extend(filter.instance.as_ref().map(|id| ("instance_id", id.as_str())));
        query.extend(filter.backup.as_ref().map(|id| ("backup_id", id.as_str())));
        query.extend(filter.manual_only.then_some(("backup_type", "Manual")));
        if let Some((after, until)) = &times {
            query.extend([("begin_time", after.as_str()), ("end_time", until.as_str())]);
        }
        let path = [version.segment(), self.project.as_str(), "backups"];
        let (head, answer): (Head, Backups) = self.read(&path, &query, LIST_LIMIT).await?;
        rows(answer.backups, &head, "backups", "id")
    }
}

/// 404 from a gateway or a server that does not know the path. A `DBS.` code is the service's own
/// (`DBS.200002`: no such instance), so the version is published and the refusal stands.
fn is_unpublished(failure: &CallFailure) -> bool {
    let CallFailure::Refused(refusal) = failure else { return false };
    match refusal.code.as_deref() {
        Some("APIGW.0101" | "APIG.0101") => true,
        Some(code) if code.starts_with("DBS.") => false,
        Some(_) | None => refusal.head.status == 404,
    }
}
