//! The client: what every call of the service needs.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU8, Ordering},
    },
};

use super::{
    access::Access,
    endpoint::Endpoint,
    held::Held,
    network::NetworkOptions,
    retry::ReadPolicy,
    room::Room,
    signing::now,
    transport::{Limits, Transport},
};
use crate::core::base::{call::Obstacle, ids::ProjectId, time::UtcTime};

/// What can be tuned about the calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    pub limits: Limits,
    /// When reads are repeated. Has no say over the create call.
    pub reads: ReadPolicy,
}

/// The reads of one endpoint, project and access; cheap to clone. Nothing is built, read from disk
/// or connected before the first call. Nothing that it offers can change anything at the service,
/// and no [`Client`] can be made of it: whoever holds only this cannot send.
#[derive(Clone)]
pub struct Reads {
    pub(super) shared: Arc<Shared>,
    pub(super) room: Room,
}

/// The API client: the reads, and the create call.
#[derive(Clone, Debug)]
pub struct Client {
    reads: Reads,
}

pub(super) struct Shared {
    pub transport: Transport,
    pub project: ProjectId,
    pub access: Access,
    pub policy: ReadPolicy,
    /// The version of the backup list that worked; see `backups`.
    pub backup_list: AtomicU8,
    /// Seconds that the service's clock is ahead of this machine's;
    /// [`UNMEASURED`] before the first answer.
    skew: AtomicI64,
}

const UNMEASURED: i64 = i64::MIN;

impl std::fmt::Debug for Reads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Shared { transport, project, access, policy, .. } = &*self.shared;
        f.debug_struct("Reads")
            .field("endpoint", &transport.endpoint.to_string())
            .field("project", project)
            .field("access", access)
            .field("network", &transport.network)
            .field("limits", &transport.limits)
            .field("policy", policy)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client with the default limits and policy.
    pub fn new(
        endpoint: Endpoint,
        project: ProjectId,
        access: impl Into<Access>,
        network: NetworkOptions,
    ) -> Self {
        Self::with_settings(endpoint, project, access, network, Settings::default())
    }

    /// A client with limits and policy of one's own.
    pub fn with_settings(
        endpoint: Endpoint,
        project: ProjectId,
        access: impl Into<Access>,
        network: NetworkOptions,
        settings: Settings,
    ) -> Self {
        Self { reads: Reads::with_settings(endpoint, project, access, network, settings) }
    }

    /// The reads alone; both use the same connections.
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
    /// Reads with the default limits and policy.
    pub fn new(
        endpoint: Endpoint,
        project: ProjectId,
        access: impl Into<Access>,
        network: NetworkOptions,
    ) -> Self {
        Self::with_settings(endpoint, project, access, network, Settings::default())
    }

    fn with_settings(
        endpoint: Endpoint,
        project: ProjectId,
        access: impl Into<Access>,
        network: NetworkOptions,
        settings: Settings,
    ) -> Self {
        let shared = Shared {
            transport: Transport::new(endpoint, network, settings.limits),
            project,
            access: access.into(),
            policy: settings.reads,
            backup_list: AtomicU8::new(0),
            skew: AtomicI64::new(UNMEASURED),
        };
        Self { shared: Arc::new(shared), room: Room::default() }
    }

    /// The same reads, whose rows count together with those of all that have this room.
    pub fn within(self, room: &Room) -> Self {
        Self { room: room.clone(), ..self }
    }

    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.transport.endpoint
    }

    /// Seconds that the service's clock is ahead of this machine's (negative: behind), by the
    /// `Date` header of the latest answer, whatever its status; `None` before the first.
    pub fn clock_skew(&self) -> Option<i64> {
        self.shared.skew()
    }

    /// The project of the calls.
    pub fn project(&self) -> &ProjectId {
        &self.shared.project
    }

    pub fn access(&self) -> &Access {
        &self.shared.access
    }
}

impl Shared {
    pub(super) fn note_time(&self, server: Option<UtcTime>) {
        if let Some(server) = server {
            self.skew.store(server.unix().saturating_sub(now().unix()), Ordering::Relaxed);
        }
    }

    /// As [`Reads::clock_skew`].
    pub(super) fn skew(&self) -> Option<i64> {
        Some(self.skew.load(Ordering::Relaxed)).filter(|skew| *skew != UNMEASURED)
    }

    /// The secrets that no answer may bring back.
    pub(super) const fn held(&self) -> &Held {
        &self.transport.network.held
    }

    /// An obstacle on this machine's side.
    pub(super) fn misconfigured(&self, words: &str) -> Obstacle {
        self.transport.misconfigured(words)
    }
}
