//! How many backups the project may have, where the service tells.
//!
//! The call `ShowQuotas` (`GET /v3/{project_id}/quotas`) is documented for the quota of instances
//! and no other. So a missing quota of backups, and a call that is not published or not allowed, is
//! a note and no warning: else every backup in such a region would need a typed name. A quota of
//! backups that the service tells is compared with the backups in use.

use super::{call::CallFailure, refusal_reason::Reason};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaRow {
    /// The kind of resource, as the service calls it.
    pub kind: String,
    /// The most resources that the project may have; 0 is no limit.
    pub limit: u64,
    pub used: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quota(pub Vec<QuotaRow>);

impl Quota {
    /// Returns the quota of backups: the tightest, if the service tells several.
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

/// Why the service will not tell the quota, also when asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untold {
    /// The service has no such call.
    NotPublished,
    /// This user may not read the quota.
    NotAllowed,
}

/// Returns why the service will not tell the quota; `None` for trouble that may pass.
pub fn untold(why: &CallFailure) -> Option<Untold> {
    let refusal = why.refusal()?;
    match (refusal.reason(), refusal.head.status) {
        (Reason::Permission | Reason::Unsaid, _) => Some(Untold::NotAllowed),
        (Reason::Other, 400 | 404 | 405 | 501) => Some(Untold::NotPublished),
        _ => None,
    }
}
