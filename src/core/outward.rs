//! Which effects call the service: one list, so that a new effect has to say on which side it
//! stands.

use super::{message::Effect, preflight::Question};

impl Effect {
    /// True if it calls the service: offline nothing does.
    pub const fn calls_the_service(&self) -> bool {
        match self {
            Self::SignIn { .. }
            | Self::RenewAccess
            | Self::ListInstances { .. }
            | Self::FindInstance { .. }
            | Self::ReadBackupPage(_)
            | Self::ListDatabases { .. }
            | Self::ListTables { .. }
            | Self::ListBackups { .. }
            | Self::ListLast { .. }
            | Self::ReadInstance { .. }
            | Self::Create { .. }
            | Self::Poll { .. }
            | Self::Look { .. } => true,
            Self::Preflight(question) => !matches!(question, Question::StopNames),
            Self::Configure(_)
            | Self::StopSigningIn
            | Self::StopBackupPages
            | Self::StopTables { .. }
            | Self::GoOn
            | Self::ForgetSecret
            | Self::SaveProfile(_)
            | Self::ReadJournal
            | Self::KeepReview { .. }
            | Self::Intend { .. }
            | Self::Write { .. }
            | Self::SaveDraft { .. }
            | Self::DropDraft { .. }
            | Self::SaveFile { .. }
            | Self::ReadText { .. }
            | Self::SaveText { .. }
            | Self::Wait { .. }
            | Self::Turn { .. }
            | Self::Rest
            | Self::Copy(_)
            | Self::CopyTicket(_)
            | Self::Repaint
            | Self::Suspend
            | Self::Quit => false,
        }
    }

    /// True if it leads to a create call, or writes that one is on its way: in a run that
    /// only reads there is none.
    pub const fn leads_to_sending(&self) -> bool {
        matches!(self, Self::KeepReview { .. } | Self::Intend { .. } | Self::Create { .. })
    }
}
