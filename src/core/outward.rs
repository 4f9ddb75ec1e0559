//! Which effects call the service: one list, so that a new effect has to say on which side it stands.

use super::message::Effect;

impl Effect {
    /// True if it calls the service: offline nothing does.
    pub const fn calls_the_service(&self) -> bool {
        match self {
            Self::ListInstances { .. }
            | Self::ListDatabases { .. }
            | Self::ListTables { .. }
            | Self::ListBackups { .. }
            | Self::ReadInstance { .. }
            | Self::Create { .. }
            | Self::Poll { .. }
            | Self::Look { .. } => true,
            Self::Configure(_)
            | Self::ForgetSecret
            | Self::ReadJournal
            | Self::KeepReview { .. }
            | Self::Intend { .. }
            | Self::Write { .. }
            | Self::SaveDraft { .. }
            | Self::DropDraft { .. }
            | Self::SaveFile { .. }
            | Self::Wait { .. }
            | Self::Copy(_)
            | Self::CopyTicket(_)
            | Self::Repaint
            | Self::Suspend
            | Self::Quit => false,
        }
    }
}
