//! The two ways out to the service. A run that may not use one of them does not have it: offline
//! there is no [`Service`], and a run that only reads has no [`Sender`]. No other code builds
//! effects that call or send; `tests/pure/architecture.rs` holds that.

use super::{
    effect::{Access, Effect, Sending},
    query::Query,
};
use crate::core::{
    base::{Ask, BackupId, InstanceId, OperationId, UtcTime},
    operation::readings::JobQuestion,
    session::Mode,
};

/// Builds effects that read from the service or sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service(());

impl Service {
    /// Returns the way to the service; `None` offline.
    pub fn of(mode: Mode) -> Option<Self> {
        (mode != Mode::Offline).then_some(Self(()))
    }

    pub const fn ask(self, ask: Ask, query: Query) -> Effect {
        Effect::Ask { ask, query }
    }

    /// Reads job and backup of an operation once.
    pub const fn poll(
        self,
        operation: OperationId,
        job: Option<JobQuestion>,
        backup: Option<BackupId>,
    ) -> Effect {
        Effect::Poll { operation, job, backup }
    }

    /// Reads the backups of an operation's instance, and its backup jobs begun at `since` or later.
    pub const fn look(
        self,
        operation: OperationId,
        instance: InstanceId,
        since: UtcTime,
    ) -> Effect {
        Effect::Look { operation, instance, since }
    }

    pub const fn sign_in(self, ask: Ask) -> Effect {
        Effect::Access(Access::SignIn { ask })
    }

    pub const fn renew(self) -> Effect {
        Effect::Access(Access::Renew)
    }
}

/// Builds the effects that lead to a create call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sender(());

impl Sender {
    /// Returns the way to a create call; `None` offline, and in a run that only reads.
    pub fn of(mode: Mode, read_only: bool) -> Option<Self> {
        (mode != Mode::Offline && !read_only).then_some(Self(()))
    }

    /// Writes a reviewed request to the journal, or the intent to send it.
    pub const fn send(self, sending: Sending) -> Effect {
        Effect::Sending(sending)
    }
}
