//! The cursor of Start, and the keys there.

use super::rows::StartRow;
use crate::core::{
    port::{Action, Go, Notice, Port, Prompt, PromptKind, Shared, Unsent},
    session::{FormKind, Mode, Session, signing::Next},
};

#[derive(Debug, Clone, Default)]
pub struct Start {
    /// Place of the row under the cursor.
    pub row: usize,
}

impl Start {
    pub(crate) fn act(
        &mut self,
        action: Action,
        rows: &[StartRow],
        session: &Session,
        port: &mut Port,
    ) {
        if let Some(row) = action.moves(self.row, rows.len(), rows.len()) {
            self.row = row;
            return;
        }
        let row = rows.get(self.row).copied();
        match action {
            Action::Enter => port.goes(row.and_then(|row| open(row, session))),
            Action::NewBackup => port.go(Go::NewBackup),
            Action::Ticket => match row.and_then(ticket) {
                Some(go) => port.go(go),
                None => port.say(Notice::NoTicket),
            },
            Action::History => port.go(Go::History(None)),
            Action::Remove => match row.and_then(unsent) {
                Some(what) => port.go(Go::AskDiscard(what)),
                None => port.say(Notice::NotDiscarded),
            },
            _ => {}
        }
    }

    /// Puts the cursor on a row, or on the first if the wanted one is not there.
    pub(crate) fn go_to(&mut self, wanted: Option<StartRow>, rows: &[StartRow]) {
        self.row = rows.iter().position(|row| Some(*row) == wanted).unwrap_or(0);
    }

    /// Keeps the cursor on the row that it was on while rows come and go, so that Enter opens the
    /// row that the operator was looking at.
    pub(crate) fn keep_on(&mut self, wanted: StartRow, rows: &[StartRow]) {
        // An operation that has ended has moved to the others that have.
        let ended = if let StartRow::Operation(id) = wanted { StartRow::Ended(id) } else { wanted };
        if rows.get(self.row) != Some(&wanted)
            && let Some(row) = rows.iter().position(|row| *row == wanted || *row == ended)
        {
            self.row = row;
        }
    }

    /// Keeps the cursor on a row after rows have gone.
    pub(crate) fn normalise(&mut self, rows: &[StartRow]) {
        self.row = self.row.min(rows.len().saturating_sub(1));
    }

    /// Puts the cursor on the row of the first missing setting that calls need; otherwise on the
    /// row of a new backup.
    pub(crate) fn go_to_missing(&mut self, shared: &Shared, rows: &[StartRow]) {
        let wanted = match &shared.session {
            Session { .. } if shared.mode == Mode::Offline => StartRow::NewBackup,
            Session { endpoint: None, iam_endpoint: None, .. } => StartRow::Region,
            // With IAM's help the project can be looked up.
            Session { project: None, iam_endpoint: None, .. } => StartRow::Project,
            Session { sign_in: None, .. } => StartRow::SignIn,
            Session { endpoint: None, .. } if !shared.session.can_sign_in() => StartRow::Region,
            Session { .. } => StartRow::NewBackup,
        };
        self.go_to(Some(wanted), rows);
    }
}

/// Returns where Enter on a row leads.
fn open(row: StartRow, session: &Session) -> Option<Go> {
    Some(match row {
        StartRow::Operation(id) | StartRow::Ended(id) => Go::Watch(id),
        StartRow::Interrupted(_) | StartRow::Form | StartRow::Draft(_) => Go::Open(unsent(row)?),
        StartRow::Damage(_) => return None,
        StartRow::NewBackup => Go::NewBackup,
        StartRow::Region => Go::Ask(Prompt::new(PromptKind::Region)),
        StartRow::Project => Go::Ask(Prompt::project(session)),
        StartRow::SignIn => Go::Ways,
        StartRow::Test => Go::SignIn(Next::Stay),
        StartRow::SaveProfile => Go::Form(FormKind::Profile),
    })
}

/// Returns the way to the ticket of a row.
pub fn ticket(row: StartRow) -> Option<Go> {
    match row {
        StartRow::Operation(id) | StartRow::Ended(id) => Some(Go::Ticket(id)),
        other => unsent(other).map(Go::UnsentTicket),
    }
}

/// Returns the unsent request of a row, which can be opened and discarded.
const fn unsent(row: StartRow) -> Option<Unsent> {
    match row {
        StartRow::Form => Some(Unsent::Form),
        StartRow::Draft(number) => Some(Unsent::Draft(number)),
        StartRow::Interrupted(number) => Some(Unsent::Interrupted(number)),
        StartRow::Operation(_)
        | StartRow::Damage(_)
        | StartRow::NewBackup
        | StartRow::Region
        | StartRow::Project
        | StartRow::SignIn
        | StartRow::Test
        | StartRow::SaveProfile
        | StartRow::Ended(_) => None,
    }
}
