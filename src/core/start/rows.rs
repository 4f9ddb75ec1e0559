//! The rows of Start, and in which order they stand.

use std::cmp::Reverse;

use crate::core::{
    base::OperationId,
    operation::{Operation, operations::Operations},
    session::Mode,
};

/// A row that can be chosen on Start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartRow {
    /// An operation that is open.
    Operation(OperationId),
    /// A request whose review was cut short, by its place in the list.
    Interrupted(usize),
    /// The draft in the form.
    Form,
    /// A draft of an earlier run, by its place in the list.
    Draft(usize),
    /// A file of the journal that cannot be relied on, by its place in the list.
    Damage(usize),
    NewBackup,
    Region,
    Project,
    SignIn,
    Test,
    /// Save the settings as a profile.
    SaveProfile,
    /// An operation that has ended.
    Ended(OperationId),
}

/// The facts from which the rows of Start are made.
#[derive(Debug)]
pub struct Contents<'a> {
    pub mode: Mode,
    pub operations: &'a Operations,
    /// Number of requests whose review was cut short.
    pub interrupted: usize,
    /// Number of journal files that cannot be relied on.
    pub damaged: usize,
    /// Whether the form has any text or choice.
    pub form_begun: bool,
    /// Number of drafts of earlier runs.
    pub drafts: usize,
}

impl Contents<'_> {
    /// Returns the rows: what needs attention (unknown before running, then reviews that were cut
    /// short and damaged files), the way on, what has ended (newest first). In a demo everything
    /// is given, so nothing can be set.
    pub fn rows(&self) -> Vec<StartRow> {
        let open = |unresolved: bool| {
            let list = self.operations.list.iter().rev();
            list.filter(move |o| o.is_open() && o.is_unresolved() == unresolved)
        };
        let mut rows: Vec<StartRow> =
            open(true).chain(open(false)).map(|o| StartRow::Operation(o.id)).collect();
        rows.extend((0..self.interrupted).map(StartRow::Interrupted));
        rows.extend((0..self.damaged).map(StartRow::Damage));
        rows.extend(self.form_begun.then_some(StartRow::Form));
        rows.extend((0..self.drafts).map(StartRow::Draft));
        rows.push(StartRow::NewBackup);
        rows.extend(match self.mode {
            Mode::Live => &[
                StartRow::Region,
                StartRow::Project,
                StartRow::SignIn,
                StartRow::Test,
                StartRow::SaveProfile,
            ][..],
            // Region and project go into the draft; a token has no use.
            Mode::Offline => &[StartRow::Region, StartRow::Project],
            Mode::Demo => &[],
        });
        rows.extend(self.ended().into_iter().map(|o| StartRow::Ended(o.id)));
        rows
    }

    /// Returns the operations that have ended, newest first: those of this run, and
    /// those that the journal holds.
    fn ended(&self) -> Vec<&Operation> {
        let here = self.operations.list.iter().rev().filter(|o| !o.is_open());
        let known = |o: &&Operation| self.operations.list.iter().all(|mine| mine.id != o.id);
        let mut all: Vec<&Operation> =
            here.chain(self.operations.earlier.iter().filter(known)).collect();
        all.sort_by_key(|operation| Reverse(operation.confirmed_at));
        all
    }
}
