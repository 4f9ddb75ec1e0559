//! Which effects call the service: one list, so that a new effect has to say on which side it
//! stands.

use super::effect::{Access, Effect};

impl Effect {
    /// True if it calls the service: offline nothing does.
    pub const fn calls_the_service(&self) -> bool {
        match self {
            Self::Ask { .. } | Self::Poll { .. } | Self::Look { .. } | Self::Sending(_) => true,
            Self::Access(access) => matches!(access, Access::SignIn { .. } | Access::Renew),
            Self::Cancel(_)
            | Self::Disk(_)
            | Self::Terminal(_)
            | Self::Wait { .. }
            | Self::Turn { .. }
            | Self::Rest
            | Self::GoOn => false,
        }
    }
}
