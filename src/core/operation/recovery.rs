//! What an operator can do about an operation whose backup is looked for, or was not found.

use super::{
    event::Event,
    looking::WINDOW,
    state::{Operation, Stage},
};
use crate::core::base::{
    ids::{BackupId, OperationId},
    time::UtcTime,
};

/// A row that can be chosen. The cursor goes by what a row does and not by its number, for rows
/// come and go with each look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Go on as it is.
    KeepLooking,
    /// It was settled as not there: look for it all the same.
    LookAgain,
    /// This row of the same name is its backup.
    TakeOver(BackupId),
    /// The console shows its backup: type the ID.
    StateId,
    /// The console shows none: record that, with a note.
    StateNotThere,
    /// Prepare a new attempt with the same request.
    Repeat,
}

/// What the operator states about an operation, in a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statement {
    /// The ID of its backup.
    BackupId,
    /// That no backup was made, and how one knows.
    NotThere,
}

/// Why a statement is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementProblem {
    NoId,
    /// The backup of another operation.
    OfAnother(OperationId),
    /// A record needs a note.
    NoNote,
    /// The operation has moved on meanwhile.
    TooLate,
}

/// What came of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceNotice {
    /// Enter once more does it.
    EnterAgain(Choice),
    /// Nothing needs to be done for it.
    GoesOn,
    /// It is locked: the window has not passed, or something of that name is there.
    Locked,
    /// It belongs to another endpoint or project, or calls cannot be made yet.
    NotFollowedHere,
    /// The ticket line went to the terminal's clipboard.
    TicketCopied,
}

impl Operation {
    /// What can be done about it as of `now`.
    pub fn choices(&self, now: UtcTime) -> Vec<Choice> {
        match self.stage {
            Stage::Looking { .. } => {
                let mut choices = vec![Choice::KeepLooking];
                choices.extend(self.candidates.iter().map(|row| Choice::TakeOver(row.id.clone())));
                choices.push(Choice::StateId);
                choices.extend(self.may_be_stated_not_there(now).then_some(Choice::StateNotThere));
                choices.push(Choice::Repeat);
                choices
            }
            Stage::NotThere if self.replaced_by().is_some() => {
                vec![Choice::LookAgain, Choice::StateId]
            }
            Stage::NotThere => vec![Choice::LookAgain, Choice::StateId, Choice::Repeat],
            Stage::Sending
            | Stage::NotCreated
            | Stage::Following
            | Stage::Completed
            | Stage::Failed => Vec::new(),
        }
    }

    /// A person may settle that it is not there: the window has passed, whatever else is under way,
    /// or the program has found so itself.
    pub fn may_be_stated_not_there(&self, now: UtcTime) -> bool {
        self.not_there.is_some() || now >= self.window_from.plus(WINDOW as i64)
    }

    /// The operation that took its place, unless it has been looked for again since.
    pub fn replaced_by(&self) -> Option<OperationId> {
        self.lines.iter().rev().find_map(|line| match line.event {
            Event::Replaced { by } => Some(Some(by)),
            Event::LookedAgain => Some(None),
            _ => None,
        })?
    }
}
