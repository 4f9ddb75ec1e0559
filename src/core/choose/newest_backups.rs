//! The newest manual and the newest automated backup of each instance, for the list of instances.
//!
//! The backups of the whole project are read newest first, one page at a time, and only until every
//! instance's are known. A project has far more backups than anyone wants to wait for, so the
//! reading has an end: from then on only the instance on which the cursor rests is asked about. A
//! backup is shown only when all newer rows have been read in both lists: instance-level and
//! table-level.

use std::collections::HashMap;

use super::instance_list::InstanceList;
use crate::core::{
    base::{Ask, CallFailure, InstanceId, UtcTime},
    operation::backup::{BackupKind, BackupPage, BackupRow, BackupState, PageWanted, Reached},
};

/// Pages of 100 that are read of each list, at most.
pub const MOST_PAGES: u64 = 5;

/// How a backup came to be made: its place among the newest of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    Manual,
    /// By the service, in its window.
    Automated,
}

/// The fields of a backup that the list of instances shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newest {
    pub name: String,
    pub state: BackupState,
    pub begun: Option<UtcTime>,
    pub ended: Option<UtcTime>,
}

/// What is known of an instance's newest backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told<'a> {
    Reading,
    NotRead,
    None,
    Newest(&'a Newest),
}

/// One of the two lists of a reading.
#[derive(Debug, Clone, Copy, Default)]
struct ListProgress {
    pages: u64,
    received: u64,
    reached: Reached,
}

/// A reading: of the project or of one instance.
#[derive(Debug, Clone, Default)]
struct BackupReading {
    parts: [ListProgress; 2],
    /// Whether every instance's newest backups are known.
    enough: bool,
    /// Whether a row did not tell its instance or how it was made: then no instance is
    /// known to have no backup.
    vague: bool,
    failed: Option<CallFailure>,
}

impl BackupReading {
    /// Returns the list that is behind, if another page of it is to be read.
    fn next(&self) -> Option<usize> {
        let behind = usize::from(self.parts[1].reached > self.parts[0].reached);
        let part = self.parts[behind];
        let open = !self.enough
            && self.failed.is_none()
            && part.reached != Reached::End
            && part.pages < MOST_PAGES;
        open.then_some(behind)
    }

    /// Returns whether all rows newer than this begin have been read; `None` is older than all.
    fn is_certain(&self, begun: Option<UtcTime>) -> bool {
        self.parts.iter().all(|part| part.reached.is_past(begun))
    }

    fn is_whole(&self) -> bool {
        !self.vague && self.parts.iter().all(|part| part.reached == Reached::End)
    }

    fn take(&mut self, part: usize, page: &BackupPage) {
        let part = &mut self.parts[part];
        part.pages += 1;
        part.received += page.received;
        part.reached = part.reached.with(page);
    }
}

/// The newest backups that are known so far.
#[derive(Debug, Clone, Default)]
pub struct NewestBackups {
    ask: Ask,
    project: BackupReading,
    own: HashMap<InstanceId, BackupReading>,
    newest: HashMap<InstanceId, [Option<Newest>; 2]>,
    under_way: Option<PageWanted>,
}

impl NewestBackups {
    /// Forgets all that was read; an answer that is still to come does not count.
    pub fn restart(&mut self, ask: Ask) {
        *self = Self { ask, ..Self::default() };
    }

    /// Returns whether nothing has been read yet.
    pub fn is_new(&self) -> bool {
        self.ask == Ask::default()
    }

    /// Returns whether a page is being read.
    pub const fn is_under_way(&self) -> bool {
        self.under_way.is_some()
    }

    /// Gives up the page that is being read; returns whether there was one.
    pub fn stop(&mut self) -> bool {
        self.under_way.take().is_some()
    }

    /// Returns the next page of the project, if one is needed.
    pub fn next_of_project(&mut self, instances: &InstanceList) -> Option<PageWanted> {
        self.project.next()?;
        let known = |latest: &Self| instances.instances().all(|i| latest.is_settled(&i.id));
        if self.project.parts.iter().any(|part| part.pages > 0) && known(self) {
            self.project.enough = true;
        }
        let part = self.project.next()?;
        Some(self.want(None, part))
    }

    /// Returns the instance on which the cursor rests, if its backups are to be read.
    pub fn candidate(&self, instances: &InstanceList) -> Option<InstanceId> {
        let id = &instances.at_rest()?.id;
        let open = self.own.get(id).is_none_or(|own| own.next().is_some());
        (self.project.failed.is_none() && open && !self.is_settled(id)).then(|| id.clone())
    }

    /// Returns the next page of the instance on which the cursor rests.
    pub fn next_of(&mut self, instance: &InstanceId) -> Option<PageWanted> {
        let part = self.own.entry(instance.clone()).or_default().next()?;
        Some(self.want(Some(instance.clone()), part))
    }

    fn want(&mut self, instance: Option<InstanceId>, part: usize) -> PageWanted {
        let reading = instance.as_ref().and_then(|id| self.own.get(id)).unwrap_or(&self.project);
        let received = reading.parts[part].received;
        let wanted = PageWanted { ask: self.ask, instance, kind: BackupKind::BOTH[part], received };
        self.under_way = Some(wanted.clone());
        wanted
    }

    /// Takes a page or its failure. A page that is no longer awaited is dropped.
    pub fn page_arrived(&mut self, wanted: &PageWanted, page: Result<BackupPage, CallFailure>) {
        if self.under_way.take_if(|under_way| under_way == wanted).is_none() {
            return;
        }
        let reading = match &wanted.instance {
            Some(id) => self.own.entry(id.clone()).or_default(),
            None => &mut self.project,
        };
        match page {
            Err(why) => reading.failed = Some(why),
            Ok(page) => {
                reading.take(wanted.kind.place(), &page);
                for row in page.rows {
                    let instance = wanted.instance.clone().or_else(|| row.instance.clone());
                    match instance.zip(row.manual) {
                        Some((instance, manual)) => note(&mut self.newest, instance, manual, row),
                        None => reading.vague = true,
                    }
                }
            }
        }
    }

    /// Returns what is known of an instance's newest manual or automated backup.
    pub fn of(&self, instance: &InstanceId, made: Made) -> Told<'_> {
        let readings = || self.own.get(instance).into_iter().chain([&self.project]);
        let newest = self.newest.get(instance).and_then(|both| both[made as usize].as_ref());
        match newest {
            Some(newest) if readings().any(|r| r.is_certain(newest.begun)) => Told::Newest(newest),
            None if readings().any(BackupReading::is_whole) => Told::None,
            _ if !self.is_new() && readings().any(|r| r.next().is_some()) => Told::Reading,
            _ => Told::NotRead,
        }
    }

    /// Returns what is known of an instance's newest backup of either sort.
    pub fn of_either(&self, instance: &InstanceId) -> Told<'_> {
        match (self.of(instance, Made::Manual), self.of(instance, Made::Automated)) {
            (Told::Newest(a), Told::Newest(b)) => {
                Told::Newest(if a.begun > b.begun { a } else { b })
            }
            // All that is newer than a known backup has been read, so the unknown one is older.
            (newest @ Told::Newest(_), _) | (_, newest @ Told::Newest(_)) => newest,
            (Told::None, other) | (other, Told::None) => other,
            (Told::Reading, _) | (_, Told::Reading) => Told::Reading,
            (Told::NotRead, Told::NotRead) => Told::NotRead,
        }
    }

    fn is_settled(&self, instance: &InstanceId) -> bool {
        [Made::Manual, Made::Automated]
            .into_iter()
            .all(|made| matches!(self.of(instance, made), Told::Newest(_) | Told::None))
    }

    /// Returns why an instance's backups could not be read.
    pub fn failure(&self, instance: &InstanceId) -> Option<&CallFailure> {
        let own = self.own.get(instance).and_then(|own| own.failed.as_ref());
        own.or(self.project.failed.as_ref())
    }
}

fn note(
    newest: &mut HashMap<InstanceId, [Option<Newest>; 2]>,
    instance: InstanceId,
    manual: bool,
    row: BackupRow,
) {
    let made = if manual { Made::Manual } else { Made::Automated };
    let known = &mut newest.entry(instance).or_default()[made as usize];
    // Of the same moment the first one stays, so that a page that comes twice changes nothing.
    if known.as_ref().is_none_or(|known| known.begun < row.begun) {
        *known =
            Some(Newest { name: row.name, state: row.state, begun: row.begun, ended: row.ended });
    }
}

#[cfg(test)]
mod tests;
