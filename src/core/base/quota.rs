//! How many backups the project may have, where the service tells.
//!
//! "Querying Quotas" (`GET /v3/{project_id}/quotas`) documents the quota of instances and no other.
//! So that a quota of backups is not told, not published or not allowed asks for nothing: else
//! every backup there would need a typed name. A quota of backups that is told is held against what
//! is used.

use super::{call::CallFailure, refusal_reason::Reason};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaRow {
    /// Of what, as the service calls it.
    pub kind: String,
    /// How many there may be; 0 is no limit.
    pub limit: u64,
    pub used: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quota(pub Vec<QuotaRow>);

impl Quota {
    /// Returns the quota of backups: the tightest, if several are told.
    pub fn of_backups(&self) -> Option<&QuotaRow> {
        let about_backups = |row: &&QuotaRow| row.kind.to_ascii_lowercase().contains("backup");
        let left = |row: &&QuotaRow| {
            if row.limit == 0 { u64::MAX } else { row.limit.saturating_sub(row.used) }
        };
        self.0.iter().filter(about_backups).min_by_key(left)
    }
}

impl QuotaRow {
    pub const fn is_full(&self) -> bool {
        self.limit > 0 && self.used >= self.limit
    }
}

/// Why the service will not tell, however often it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untold {
    /// The service has no such call.
    NotPublished,
    /// The service keeps the answer from this user.
    NotAllowed,
}

/// Returns why the service will never tell, by a failure; `None` for trouble that may pass.
pub fn untold(why: &CallFailure) -> Option<Untold> {
    match why {
        CallFailure::Refused(refusal) => match (refusal.reason(), refusal.head.status) {
            (Reason::Permission | Reason::Unsaid, _) => Some(Untold::NotAllowed),
            (Reason::Other, 400 | 404 | 405 | 501) => Some(Untold::NotPublished),
            (
                Reason::Credentials
                | Reason::AccessControl
                | Reason::ProjectUnavailable
                | Reason::Arrears
                | Reason::OtherTenant
                | Reason::Throttled
                | Reason::Other,
                _,
            ) => None,
        },
        CallFailure::NotSent(_)
        | CallFailure::NoAnswer(_)
        | CallFailure::Unreadable(..)
        | CallFailure::Incomplete(_) => None,
    }
}
