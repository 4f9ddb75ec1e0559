//! Watch while a backup is looked for, or was not found: the operator's choices and statements.

use super::state::{Watch, WatchDesk};
use crate::core::{
    base::{BackupId, OperationId, Press, UtcTime},
    operation::{
        Operation, Stage,
        need::Need,
        operations::Operations,
        recovery::{Choice, ChoiceNotice, Statement, StatementProblem},
    },
    port::{Action, Go, Notice, PromptKind, Shared},
};

impl Watch {
    /// Returns what can be done about the operation on Watch; empty for an operation that needs
    /// nothing, or is not followed here.
    pub fn choices(&self, operations: &Operations, shared: &Shared) -> Vec<Choice> {
        // Calls must reach the operation's endpoint; and a closed operation of the journal has no
        // choices left.
        let here = |o: &Operation| {
            shared.session.is_ready()
                && o.intent.as_ref().is_some_and(|i| i.site.is_at(&shared.session))
        };
        // A run that only follows offers no choices.
        let followed = |o: &Operation| {
            self.follow.is_none() && (o.taken_up || (o.stage == Stage::NotThere && here(o)))
        };
        let current = operations.current(self.shown);
        let current = current.filter(|current| operations.get(current.id).is_some_and(followed));
        current.map_or_else(Vec::new, |operation| operation.choices(shared.clock.utc))
    }

    /// Returns the number of the choice under the cursor.
    pub fn chosen(&self, choices: &[Choice]) -> usize {
        choices.iter().position(|choice| Some(choice) == self.recovery.at.as_ref()).unwrap_or(0)
    }
}

impl WatchDesk<'_> {
    /// Takes a key where there are choices.
    pub fn recover(&mut self, action: Action, press: Press) {
        let armed = self.room.recovery.armed.take();
        let choices = self.room.choices(self.operations, self.shared);
        let row = self.room.chosen(&choices);
        match action {
            Action::Up | Action::Down => {
                let row = action.moves(row, choices.len(), choices.len()).unwrap_or(row);
                self.room.recovery.at = choices.get(row).cloned();
            }
            Action::Enter => {
                if let Some(choice) = choices.into_iter().nth(row) {
                    // A paste brings its Enters in one go: the second press must come by itself.
                    let again = press.alone && armed.as_ref() == Some(&choice);
                    self.choose(choice, again);
                }
            }
            other => self.act(other),
        }
    }

    fn choose(&mut self, choice: Choice, again: bool) {
        let at = self.shared.key_time();
        self.room.recovery.at = Some(choice.clone());
        let Some(id) = self.current().map(|operation| operation.id) else {
            return;
        };
        match choice {
            Choice::KeepLooking => self.port.say(Notice::Choice(ChoiceNotice::GoesOn)),
            Choice::LookAgain => {
                let need =
                    self.operations.get_mut(id).and_then(|operation| operation.look_again(at));
                self.meet(id, need);
            }
            Choice::TakeOver(backup) if again => {
                let need =
                    self.operations.get_mut(id).and_then(|operation| operation.choose(at, &backup));
                self.meet(id, need);
                self.port.go(Go::Learnt(id));
            }
            Choice::TakeOver(_) => {
                self.room.recovery.armed = Some(choice.clone());
                self.port.say(Notice::Choice(ChoiceNotice::EnterAgain(choice)));
            }
            Choice::StateId => self.port.prompt(PromptKind::Statement(id, Statement::BackupId)),
            Choice::StateNotThere => {
                self.port.prompt(PromptKind::Statement(id, Statement::NotThere))
            }
            Choice::Repeat => self.repeat(),
        }
    }

    /// Prepares a new attempt: the same request goes through the form's rules and a Review of its
    /// own. This sends nothing. Another request in the form is parked as a draft.
    fn repeat(&mut self) {
        let lost = self.current().filter(|o| o.may_be_repeated());
        match lost.and_then(|o| Some((o.id, o.intent.clone()?))) {
            Some((id, intent)) => {
                self.port.go(Go::Repeat { intent: Box::new(intent), after: Some(id) });
            }
            None => self.port.say(Notice::Choice(ChoiceNotice::Locked)),
        }
    }

    /// Takes the same request through Review again after a refusal because the instance was busy.
    /// That Review waits for the instance and then asks; this sends nothing.
    pub(super) fn await_idle(&mut self) {
        let current = self.current();
        let refused = current.filter(|o| o.of_this_run && o.met_a_busy_instance());
        match refused.and_then(|o| o.intent.clone()) {
            Some(intent) => self.port.go(Go::AwaitIdle(Box::new(intent))),
            None => self.port.say(Notice::NothingToWaitFor),
        }
    }

    /// Takes the operator's statement about an operation.
    /// Errors: Why the statement is not taken.
    pub fn state(
        &mut self,
        id: OperationId,
        statement: Statement,
        text: &str,
    ) -> Result<(), StatementProblem> {
        let at = self.shared.key_time();
        let need = match statement {
            Statement::BackupId => self.state_backup(id, at, text)?,
            Statement::NotThere => {
                self.state_not_there(id, at, text)?;
                None
            }
        };
        self.meet(id, need);
        Ok(())
    }

    fn state_backup(
        &mut self,
        id: OperationId,
        at: UtcTime,
        text: &str,
    ) -> Result<Option<Need>, StatementProblem> {
        let backup = BackupId::typed(text).ok_or(StatementProblem::NoId)?;
        if let Some(other) = self.operations.maker(id, &backup) {
            return Err(StatementProblem::OfAnother(other));
        }
        let open = |operation: &&mut Operation| {
            matches!(operation.stage, Stage::Looking { .. } | Stage::NotThere)
        };
        let operation = self.operations.get_mut(id).filter(open);
        Ok(operation.ok_or(StatementProblem::TooLate)?.state_id(at, backup))
    }

    fn state_not_there(
        &mut self,
        id: OperationId,
        at: UtcTime,
        text: &str,
    ) -> Result<(), StatementProblem> {
        let note = text.trim();
        if note.is_empty() {
            return Err(StatementProblem::NoNote);
        }
        let allowed = |operation: &&mut Operation| {
            operation.is_looking() && operation.may_be_stated_not_there(at)
        };
        let operation = self.operations.get_mut(id).filter(allowed);
        let operation = operation.ok_or(StatementProblem::TooLate)?;
        operation.state_not_there(at, self.shared.who.clone(), note.to_owned());
        Ok(())
    }
}
