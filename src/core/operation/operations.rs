//! The operations of this run, and the closed ones of earlier runs.

use super::{
    backup::BackupRow,
    created::{Contest, Created},
    looking::Others,
    need::Need,
    readings::Looked,
    state::Operation,
};
use crate::core::base::{BackupId, ExitCode, OperationId, UtcTime};

#[derive(Debug, Clone, Default)]
pub struct Operations {
    /// The operations that need attention, from the journal and of this run, oldest first; also the
    /// ended ones of this run.
    pub list: Vec<Operation>,
    /// Closed operations of earlier runs, newest first.
    pub earlier: Vec<Operation>,
    /// What the history has opened on Watch and no list above holds: a closed operation, or a
    /// backup that this journal did not make. It is read while it shows, and counts for nothing:
    /// neither for the exit status, nor for the lines at the end, nor for the journal.
    pub visited: Option<Box<Operation>>,
}

impl Operations {
    /// Returns an operation; not a closed one of an earlier run.
    pub fn get(&self, id: OperationId) -> Option<&Operation> {
        self.list.iter().find(|operation| operation.id == id)
    }

    /// Returns an operation mutably; to a closed one of an earlier run nothing can happen any more.
    pub fn get_mut(&mut self, id: OperationId) -> Option<&mut Operation> {
        self.list.iter_mut().chain(self.visited.as_deref_mut()).find(|o| o.id == id)
    }

    /// Returns whether the operation is a backup that this journal did not make.
    pub fn is_guest(&self, id: OperationId) -> bool {
        self.visited.as_ref().is_some_and(|visited| visited.id == id && visited.intent.is_none())
    }

    /// Returns the operations that this run sends, looks for or follows.
    pub fn open(&self) -> impl Iterator<Item = &Operation> {
        self.list.iter().filter(|o| o.is_open() && o.taken_up)
    }

    /// Returns the operation that is `shown`, also a closed one of an earlier run; the latest
    /// one of this run for `None`.
    pub fn current(&self, shown: Option<OperationId>) -> Option<&Operation> {
        match shown {
            Some(id) => {
                let known = self.list.iter().chain(&self.earlier);
                known.chain(self.visited.as_deref()).find(|o| o.id == id)
            }
            None => self.list.last(),
        }
    }

    /// Returns the shown operation mutably, or `None` if an earlier run closed it.
    pub fn current_mut(&mut self, shown: Option<OperationId>) -> Option<&mut Operation> {
        match shown {
            Some(id) => self.get_mut(id),
            None => self.list.last_mut(),
        }
    }

    /// Returns the other operations of the service of `this`: another endpoint or project hands
    /// out IDs of its own.
    fn beside<'a>(&'a self, this: &'a Operation) -> impl Iterator<Item = &'a Operation> {
        let known = self.list.iter().chain(&self.earlier);
        known.filter(|o| o.id != this.id && this.is_of_the_service_of(o))
    }

    /// Returns the operation beside `this` that is known to have made a backup.
    pub fn maker(&self, this: OperationId, backup: &BackupId) -> Option<OperationId> {
        let this = self.get(this)?;
        self.beside(this).find(|o| o.backup_id.as_ref() == Some(backup)).map(|o| o.id)
    }

    /// Returns the rows and jobs that belong to other operations, among those read to
    /// find the backup of `this`.
    pub fn others(&self, this: &Operation, looked: &Looked) -> Others {
        let others: Vec<&Operation> = self.beside(this).collect();
        let rivals: Vec<&&Operation> = others.iter().filter(|o| o.is_rival_of(this)).collect();
        let rows = looked.rows.as_deref().unwrap_or_default();
        let is_claimed = |row: &&BackupRow| {
            rivals.iter().any(|rival| rival.claims(row, looked.skew.unwrap_or(0)))
        };
        Others {
            made: others.iter().filter_map(|o| o.backup_id.clone()).collect(),
            jobs: others.iter().filter_map(|o| o.job_id.clone()).collect(),
            claimed: rows.iter().filter(is_claimed).map(|row| row.id.clone()).collect(),
        }
    }

    /// Puts a new attempt in the place of the one before, once the new one may have made a
    /// backup. One that was refused replaces nothing, also not while looking has to show that the
    /// refusal is the whole answer.
    pub fn replace(&mut self, id: OperationId, at: UtcTime) {
        let may_have_made = |o: &&Operation| {
            matches!(o.created, Some(Created::Yes | Created::Unknown)) && o.contest().is_none()
        };
        let earlier = self.get(id).filter(may_have_made).and_then(|o| o.intent.as_ref()?.after);
        if let Some(earlier) = earlier.and_then(|earlier| self.get_mut(earlier)) {
            earlier.replaced(at, id);
        }
    }

    /// Looks again for the backup of the attempt before, where the new one was refused because
    /// the name exists: the backup that was not found may have that name.
    pub fn look_behind(&mut self, id: OperationId) -> Option<(OperationId, Need)> {
        let refused = self.get(id).filter(|o| o.contest() == Some(Contest::NameTaken))?;
        let earlier = refused.intent.as_ref()?.after?;
        let at = refused.lines.last()?.at;
        let operation = self.get_mut(earlier)?;
        let need = operation.look_again(at).or_else(|| operation.read_now(at))?;
        Some((earlier, need))
    }

    /// Returns the exit status as of now: over all operations that were taken up the first that
    /// applies of 3, 5, 4, 1. A refusal counts only if it was the last word: an operator who
    /// then succeeded has a backup.
    pub fn exit_code(&self) -> ExitCode {
        let codes: Vec<_> =
            self.list.iter().filter(|o| o.taken_up).map(Operation::exit_code).collect();
        for code in [ExitCode::Unknown, ExitCode::Failed, ExitCode::Running] {
            if codes.contains(&code) {
                return code;
            }
        }
        match codes.last() {
            Some(ExitCode::NothingCreated) => ExitCode::NothingCreated,
            _ => ExitCode::Done,
        }
    }
}
