//! What this journal holds and what the service lists, as one history, the newest first.
//!
//! An operation and a listed backup are one row where the backup ID and the service are the same.
//! A row keeps both: the service's word is the newer one, and the journal's may differ.

use std::{collections::HashMap, sync::Arc};

use super::{
    backup::{self, BackupKind, BackupRow, BackupState},
    record::{Outcome, Record},
};
use crate::core::{
    base::{BackupId, OperationId, ProjectId, UtcTime},
    scope::{Counts, Scope},
    session::{Site, Who},
};

/// Whose lists are shown: two services hand out IDs of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub endpoint: String,
    pub project: ProjectId,
}

impl Service {
    pub fn of(site: &Site) -> Self {
        Self { endpoint: site.endpoint.clone(), project: site.project.clone() }
    }
}

/// What a backup covers, with the number of names where they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covers {
    Instance,
    Tables(Option<Counts>),
}

impl Covers {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Instance => "instance",
            Self::Tables(_) => "tables",
        }
    }

    /// Returns what the backup of a record covers: by its request, otherwise as the service told.
    pub fn of(record: &Record) -> Option<Self> {
        let told = || Self::of_listed(record.replayed.as_ref()?.row.last()?);
        record.scope.as_ref().map(Self::of_request).or_else(told)
    }

    pub fn of_request(scope: &Scope) -> Self {
        match scope {
            Scope::Instance => Self::Instance,
            Scope::Tables(databases) => Self::Tables(Some(Counts::of(databases))),
        }
    }

    fn of_listed(row: &BackupRow) -> Option<Self> {
        match (&row.scope, row.kind) {
            (Some(databases), _) => Some(Self::Tables(Some(Counts::of(databases)))),
            (None, Some(BackupKind::Instance)) => Some(Self::Instance),
            (None, Some(BackupKind::DatabaseTable)) => Some(Self::Tables(None)),
            (None, None) => None,
        }
    }
}

/// The facts of a record that history shows. The record itself, with its body and its lines, is too
/// large to hold for each of ten thousand operations.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// `None` for a file whose name tells none.
    pub operation: Option<OperationId>,
    pub outcome: Outcome,
    pub backup: Option<BackupId>,
    pub name: Box<str>,
    pub instance: Option<Box<str>>,
    pub instance_name: Box<str>,
    pub covers: Option<Covers>,
    /// When the backup began, as the service told.
    pub began: Option<UtcTime>,
    /// The latest time of the request: sent, confirmed or reviewed.
    pub asked: Option<UtcTime>,
    pub took: Option<u64>,
    pub size_kb: Option<f64>,
    pub service: Option<Arc<Service>>,
    pub by: Option<Arc<Who>>,
    /// The path of a file that tells no operation.
    pub file: Option<Box<str>>,
}

impl Done {
    /// Takes the facts of a record. What the fact `before` holds too is shared with that fact: most
    /// operations of a journal have one service and few operators.
    pub fn of(record: &Record, before: Option<&Self>) -> Self {
        let times = &record.times;
        Self {
            operation: record.operation,
            outcome: record.outcome,
            backup: record.backup_id.clone(),
            name: record.name.as_str().into(),
            instance: record.instance_id.as_deref().map(Box::from),
            instance_name: record.instance_name.as_str().into(),
            covers: Covers::of(record),
            began: times.backup_began,
            asked: times.sent.or(times.confirmed).or(times.reviewed),
            took: record.took_seconds,
            size_kb: record.size_kb,
            service: shared(
                record.site.as_ref().map(Service::of),
                before.and_then(|before| before.service.as_ref()),
            ),
            by: shared(record.by.clone(), before.and_then(|before| before.by.as_ref())),
            file: (record.outcome == Outcome::Unreadable).then(|| record.file.as_str().into()),
        }
    }

    /// Returns the time by which the operation is sorted: the begin, otherwise that of the request.
    pub fn at(&self) -> Option<UtcTime> {
        self.began.or(self.asked)
    }

    /// Returns whether the operation may have made a backup of which no ID is known.
    const fn is_doubtful(&self) -> bool {
        self.backup.is_none()
            && matches!(self.outcome, Outcome::Unknown | Outcome::Running | Outcome::Unreadable)
    }

    /// Returns whether the backup may be of this service (compare
    /// `Operation::is_of_the_service_of`): a file whose intent cannot be read does not tell.
    fn may_be_of(&self, service: &Service) -> bool {
        self.service.as_ref().is_none_or(|own| **own == *service)
    }
}

/// Returns `before` where its value is the same.
fn shared<T: PartialEq>(value: Option<T>, before: Option<&Arc<T>>) -> Option<Arc<T>> {
    let value = value?;
    Some(before.filter(|before| ***before == value).cloned().unwrap_or_else(|| Arc::new(value)))
}

/// An operation of this journal, a listed backup, or both where they are the same backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined<D, B> {
    Here(D),
    Listed(B),
    Both(D, B),
}

impl<D: Copy, B: Copy> Joined<D, B> {
    pub const fn done(self) -> Option<D> {
        match self {
            Self::Here(done) | Self::Both(done, _) => Some(done),
            Self::Listed(_) => None,
        }
    }

    pub const fn listed(self) -> Option<B> {
        match self {
            Self::Listed(listed) | Self::Both(_, listed) => Some(listed),
            Self::Here(_) => None,
        }
    }
}

pub type Row<'a> = Joined<&'a Done, &'a BackupRow>;

impl<'a> Row<'a> {
    /// Returns when the backup began, as the service tells now or told before.
    pub fn begun(self) -> Option<UtcTime> {
        let told = self.listed().and_then(|row| row.begun);
        told.or_else(|| self.done()?.began)
    }

    /// Returns the begin, otherwise the time of the request.
    pub fn at(self) -> Option<UtcTime> {
        self.begun().or_else(|| self.done()?.asked)
    }

    pub fn backup(self) -> Option<&'a BackupId> {
        match self {
            Self::Here(done) => done.backup.as_ref(),
            Self::Listed(row) | Self::Both(_, row) => Some(&row.id),
        }
    }

    pub fn instance(self) -> Option<&'a str> {
        let told = self.listed().and_then(|row| row.instance.as_ref()).map(|id| id.as_str());
        told.or_else(|| self.done()?.instance.as_deref())
    }

    /// Returns the instance's name; empty if nothing tells the name.
    pub fn instance_name(self) -> &'a str {
        let told = self.listed().and_then(|row| row.instance_name.as_deref());
        told.or_else(|| Some(&*self.done()?.instance_name)).unwrap_or("")
    }

    /// Returns the instance's name, otherwise its ID; empty if nothing tells either.
    pub fn instance_told(self) -> &'a str {
        let name = Some(self.instance_name()).filter(|name| !name.is_empty());
        name.or(self.instance()).unwrap_or_default()
    }

    /// Returns the user of an operation; empty where no user is known.
    pub fn user(self) -> &'a str {
        self.done().and_then(|done| done.by.as_ref()?.user.as_deref()).unwrap_or("")
    }

    /// Returns the backup's name; empty if nothing tells the name.
    pub fn name(self) -> &'a str {
        let told = self.listed().map(|row| row.name.as_str()).filter(|name| !name.is_empty());
        told.or_else(|| Some(&*self.done()?.name)).unwrap_or("")
    }

    /// Returns what the service tells of the scope; the journal's request knows more where the
    /// service names no tables, or nothing at all.
    pub fn covers(self) -> Option<Covers> {
        let told = self.listed().and_then(Covers::of_listed);
        let asked = self.done().and_then(|done| done.covers);
        match (told, asked) {
            (None, asked) => asked,
            (Some(Covers::Tables(None)), Some(Covers::Tables(counts))) => {
                Some(Covers::Tables(counts))
            }
            (Some(told), _) => Some(told),
        }
    }

    /// Returns the newest word on how the backup stands: the service's, otherwise the journal's.
    pub fn word(self) -> &'a str {
        match self {
            Self::Here(done) => done.outcome.word(),
            Self::Listed(row) | Self::Both(_, row) => row.state.word(),
        }
    }

    /// Returns the journal's outcome where the service's state says something else.
    pub const fn other_word(self) -> Option<Outcome> {
        let Self::Both(Done { outcome, .. }, BackupRow { state, .. }) = self else { return None };
        match (*outcome, state) {
            (Outcome::Completed, BackupState::Completed)
            | (Outcome::Failed, BackupState::Failed)
            | (Outcome::Running, BackupState::Building | BackupState::Other(_)) => None,
            (outcome, _) => Some(outcome),
        }
    }

    /// Returns whether the backup is manual, if the service or an operation of this journal tells:
    /// this program makes no other.
    pub fn manual(self) -> Option<bool> {
        let made_here = || self.done().is_some_and(|done| done.outcome != Outcome::Unreadable);
        self.listed().and_then(|row| row.manual).or_else(|| made_here().then_some(true))
    }

    /// Returns how long the backup took in seconds.
    pub fn took(self) -> Option<u64> {
        let told = self.listed().and_then(|row| backup::took(row.begun, row.ended));
        told.or_else(|| self.done()?.took)
    }

    /// Returns the size of a backup that has ended.
    pub fn size_kb(self) -> Option<f64> {
        let told = self.listed().filter(|row| !row.goes_on()).and_then(|row| row.size_kb);
        told.filter(|size| *size > 0.0).or_else(|| self.done()?.size_kb)
    }
}

/// The rows, newest first. They are joined anew when records or a page come, never for a key.
#[derive(Debug, Clone, Default)]
pub struct History {
    service: Option<Service>,
    done: Vec<Done>,
    /// The places of operations that may have made a backup of which no ID is known.
    doubtful: Vec<usize>,
    listed: Vec<BackupRow>,
    /// The places of the listed backups.
    places: HashMap<BackupId, u32>,
    rows: Vec<Joined<u32, u32>>,
}

impl History {
    /// Starts the history of a service, whose lists come later; of the journal alone for `None`.
    pub fn of(service: Option<Service>) -> Self {
        Self { service, ..Self::default() }
    }

    /// Takes the facts of the journal, or of a further page of it.
    pub fn record(&mut self, done: Vec<Done>) {
        let first = self.done.len();
        self.done.extend(done);
        let new = (first..self.done.len()).filter(|n| self.done[*n].is_doubtful());
        self.doubtful.extend(new);
        self.join();
    }

    /// Takes a page of the service's lists. A backup that came before is replaced; a row that names
    /// no tables and stands in both lists may be of either kind.
    pub fn list(&mut self, page: impl IntoIterator<Item = BackupRow>) {
        for mut row in page {
            match self.places.get(&row.id) {
                Some(place) => {
                    let before = &mut self.listed[*place as usize];
                    row.kind = row.kind.filter(|_| row.kind == before.kind);
                    *before = row;
                }
                None => {
                    self.places.insert(row.id.clone(), self.listed.len() as u32);
                    self.listed.push(row);
                }
            }
        }
        self.join();
    }

    /// Joins anew. A row without a begin stands first, because it may be the newest.
    fn join(&mut self) {
        let mut taken = vec![false; self.listed.len()];
        let mut newest_first: Vec<u32> = (0..self.done.len() as u32).collect();
        let newer = |time: Option<UtcTime>| (time.is_some(), std::cmp::Reverse(time));
        newest_first.sort_by_key(|n| newer(self.done[*n as usize].at()));
        let place = |done: &Done| {
            let here = self.service.as_ref().is_some_and(|service| done.may_be_of(service));
            done.backup.as_ref().filter(|_| here).and_then(|id| self.places.get(id)).copied()
        };
        let mut rows = Vec::with_capacity(self.done.len() + self.listed.len());
        for n in newest_first {
            // Where two operations name one backup, the listed row is the newer operation's.
            let free = place(&self.done[n as usize])
                .filter(|at| !std::mem::replace(&mut taken[*at as usize], true));
            rows.push(free.map_or(Joined::Here(n), |at| Joined::Both(n, at)));
        }
        let others = (0..).zip(&taken).filter(|(_, taken)| !**taken);
        rows.extend(others.map(|(at, _)| Joined::Listed(at)));
        rows.sort_by_key(|row| newer(self.at(*row).at()));
        self.rows = rows;
    }

    fn at(&self, row: Joined<u32, u32>) -> Row<'_> {
        let (done, listed) = (|n: u32| &self.done[n as usize], |n: u32| &self.listed[n as usize]);
        match row {
            Joined::Here(n) => Joined::Here(done(n)),
            Joined::Listed(at) => Joined::Listed(listed(at)),
            Joined::Both(n, at) => Joined::Both(done(n), listed(at)),
        }
    }

    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> + DoubleEndedIterator {
        self.rows.iter().map(|row| self.at(*row))
    }

    pub fn row(&self, n: usize) -> Option<Row<'_>> {
        self.rows.get(n).map(|row| self.at(*row))
    }

    /// Returns whether an operation of this journal, whose backup is not known, may have made a
    /// backup that no row of the journal names.
    pub fn may_be_from_here(&self, row: Row<'_>) -> bool {
        let fits = |own: &str, listed: &str| own.is_empty() || listed.is_empty() || own == listed;
        self.doubtful.iter().map(|n| &self.done[*n]).any(|done| {
            self.service.as_ref().is_none_or(|service| done.may_be_of(service))
                && fits(done.instance.as_deref().unwrap_or(""), row.instance().unwrap_or(""))
                && fits(&done.name, row.name())
        })
    }

    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

#[cfg(test)]
mod tests;
