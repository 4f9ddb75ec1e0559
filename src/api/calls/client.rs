//! The client: endpoint, project, access and limits of every call.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

use super::row_memory::RowMemory;
use crate::{
    api::{
        auth::access::Access,
        net::{Endpoint, Held, Limits, NetworkOptions, Transport, clock::now, retry::ReadPolicy},
    },
    core::base::{ProjectId, UtcTime},
};

/// Limits and repeats of the calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClientSettings {
    pub limits: Limits,
    /// When reads are repeated. The create call is never repeated.
    pub reads: ReadPolicy,
}

/// The reads of one endpoint, project and access; cheap to clone. The first call builds the HTTP
/// client and connects. No read changes anything at the service, and no [`Client`] can be made of
/// `Reads`: code that holds only `Reads` cannot send the create call.
#[derive(Debug, Clone)]
pub struct Reads {
    pub(super) shared: Arc<Shared>,
    pub(super) memory: RowMemory,
}

/// The API client: the reads, and the create call.
#[derive(Clone, Debug)]
pub struct Client {
    reads: Reads,
}

#[derive(Debug)]
pub struct Shared {
    pub transport: Transport,
    pub project: ProjectId,
    pub access: Access,
    pub policy: ReadPolicy,
    /// The index of the version of the backup list that worked; see `backups`.
    pub backup_version: AtomicUsize,
    /// Seconds that the service's clock is ahead of this machine's;
    /// [`UNMEASURED`] before the first answer.
    skew: AtomicI64,
    /// The `Date` header of the latest answer, as seconds since 1970, or [`UNMEASURED`].
    told_at: AtomicI64,
}

const UNMEASURED: i64 = i64::MIN;

impl Client {
    pub fn new(
        endpoint: Endpoint,
        project: ProjectId,
        access: impl Into<Access>,
        network: NetworkOptions,
        settings: ClientSettings,
    ) -> Self {
        Self { reads: Reads::new(endpoint, project, access, network, settings) }
    }

    /// Returns the reads alone, which use the same connections.
    pub const fn reads(&self) -> &Reads {
        &self.reads
    }
}

impl Deref for Client {
    type Target = Reads;

    fn deref(&self) -> &Reads {
        &self.reads
    }
}

impl Reads {
    pub fn new(
        endpoint: Endpoint,
        project: ProjectId,
        access: impl Into<Access>,
        network: NetworkOptions,
        settings: ClientSettings,
    ) -> Self {
        let shared = Shared {
            transport: Transport::new(endpoint, network, settings.limits),
            project,
            access: access.into(),
            policy: settings.reads,
            backup_version: AtomicUsize::new(0),
            skew: AtomicI64::new(UNMEASURED),
            told_at: AtomicI64::new(UNMEASURED),
        };
        Self { shared: Arc::new(shared), memory: RowMemory::default() }
    }

    /// Returns the same reads, whose rows are counted in `memory`.
    pub fn within(self, memory: &RowMemory) -> Self {
        Self { memory: memory.clone(), ..self }
    }

    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.transport.endpoint
    }

    /// Returns the seconds that the service's clock is ahead of this machine's (negative: behind),
    /// by the `Date` header of the latest answer, whatever its status; `None` before the first.
    pub fn clock_skew(&self) -> Option<i64> {
        self.shared.skew()
    }

    /// Returns the service's clock by the `Date` header of the latest answer, if there was one.
    pub fn told_at(&self) -> Option<UtcTime> {
        let seconds = self.shared.told_at.load(Ordering::Relaxed);
        (seconds != UNMEASURED).then(|| UtcTime::from_unix(seconds))
    }

    pub fn project(&self) -> &ProjectId {
        &self.shared.project
    }

    pub fn access(&self) -> &Access {
        &self.shared.access
    }
}

impl Shared {
    pub(super) fn note_time(&self, server: Option<UtcTime>) {
        self.told_at.store(server.map_or(UNMEASURED, UtcTime::unix), Ordering::Relaxed);
        if let Some(server) = server {
            self.skew.store(server.unix().saturating_sub(now().unix()), Ordering::Relaxed);
        }
    }

    pub(super) fn skew(&self) -> Option<i64> {
        Some(self.skew.load(Ordering::Relaxed)).filter(|skew| *skew != UNMEASURED)
    }

    /// Returns the secrets that no answer may bring back.
    pub(super) const fn held(&self) -> &Held {
        &self.transport.network.held
    }
}
