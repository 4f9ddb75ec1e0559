//! What an operator can do about an operation whose backup is looked for, or was not found.

use super::{
    event::Event,
    looking::WINDOW,
    state::{Operation, Stage},
};
use crate::core::base::{BackupId, OperationId, UtcTime};

/// A row that can be chosen. The cursor remembers the choice and not the row's number, for rows
/// come and go with each look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Go on looking, without any change.
    KeepLooking,
    /// Look for a backup that was settled as not there.
    LookAgain,
    /// Take this row of the same name for the operation's backup.
    TakeOver(BackupId),
    /// Type the ID of the backup that the console shows.
    StateId,
    /// Record, with a note, that the console shows no such backup.
    StateNotThere,
    /// Prepare a new attempt with the same request.
    Repeat,
}

/// What the operator states about an operation, in a prompt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statement {
    /// The ID of the operation's backup.
    BackupId,
    /// That no backup was made, with a note that says how the operator knows.
    NotThere,
}

/// Why a statement is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementProblem {
    NoId,
    /// The ID is that of another operation's backup.
    OfAnother(OperationId),
    /// A record needs a note.
    NoNote,
    /// The operation has moved on meanwhile.
    TooLate,
}

/// What a choice led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceNotice {
    /// Enter once more carries the choice out.
    EnterAgain(Choice),
    /// The choice needs nothing: looking goes on.
    GoesOn,
    /// The choice is locked: the window has not passed, or a backup of that name is listed.
    Locked,
    /// The operation belongs to another endpoint or project, or calls cannot be made yet.
    NotFollowedHere,
}

impl Operation {
    /// Returns what the operator can do about the operation as of `now`.
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

    /// Returns whether a person may settle that the backup is not there: the window has passed,
    /// whatever else is under way, or the program has found so itself.
    pub fn may_be_stated_not_there(&self, now: UtcTime) -> bool {
        self.not_there.is_some() || now >= self.window_from.plus(WINDOW as i64)
    }

    /// Returns the operation that took the place of this one, unless this one
    /// was looked for again since.
    pub fn replaced_by(&self) -> Option<OperationId> {
        self.lines.iter().rev().find_map(|line| match line.event {
            Event::Replaced { by } => Some(Some(by)),
            Event::LookedAgain => Some(None),
            _ => None,
        })?
    }
}
