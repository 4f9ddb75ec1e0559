//! Watch while a backup is looked for, or was not found: the operator's choices and statements.

use super::state::Watch;
use crate::core::{
    base::{
        ids::{BackupId, OperationId},
        key::Press,
        time::UtcTime,
    },
    operation::{
        Operation, Stage,
        need::Need,
        operations::Operations,
        recovery::{Choice, ChoiceNotice, Statement, StatementProblem},
    },
    port::{
        keymap::Action,
        outcome::{Go, Port},
        overlay::{Prompt, PromptKind},
        shared::Shared,
        status_line::Notice,
    },
    session::site::Who,
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

    /// Takes a key where there are choices.
    pub(in crate::core) fn recover(
        &mut self,
        action: Action,
        press: Press,
        operations: &mut Operations,
        shared: &Shared,
        port: &mut Port,
    ) {
        let armed = self.recovery.armed.take();
        let choices = self.choices(operations, shared);
        let row = self.chosen(&choices);
        match action {
            Action::Up | Action::Down => {
                let row = action.moves(row, choices.len(), choices.len()).unwrap_or(row);
                self.recovery.at = choices.get(row).cloned();
            }
            Action::Enter => {
                if let Some(choice) = choices.into_iter().nth(row) {
                    // A paste brings its Enters in one go: the second press must come by itself.
                    let again = press.alone && armed.as_ref() == Some(&choice);
                    self.choose(choice, again, operations, shared, port);
                }
            }
            other => self.act(other, operations, shared, port),
        }
    }

    fn choose(
        &mut self,
        choice: Choice,
        again: bool,
        operations: &mut Operations,
        shared: &Shared,
        port: &mut Port,
    ) {
        let at = shared.key_time();
        self.recovery.at = Some(choice.clone());
        let Some(id) = operations.current(self.shown).map(|operation| operation.id) else { return };
        match choice {
            Choice::KeepLooking => port.say(Notice::Choice(ChoiceNotice::GoesOn)),
            Choice::LookAgain => {
                let need = operations.get_mut(id).and_then(|operation| operation.look_again(at));
                self.meet(id, need, operations, shared, port);
            }
            Choice::TakeOver(backup) if again => {
                let need =
                    operations.get_mut(id).and_then(|operation| operation.choose(at, &backup));
                self.meet(id, need, operations, shared, port);
                port.go(Go::Learnt(id));
            }
            Choice::TakeOver(_) => {
                self.recovery.armed = Some(choice.clone());
                port.say(Notice::Choice(ChoiceNotice::EnterAgain(choice)));
            }
            Choice::StateId => {
                port.go(Go::Ask(Prompt::new(PromptKind::Statement(id, Statement::BackupId))))
            }
            Choice::StateNotThere => {
                port.go(Go::Ask(Prompt::new(PromptKind::Statement(id, Statement::NotThere))))
            }
            Choice::Repeat => self.repeat(operations, port),
        }
    }

    /// Prepares a new attempt: the same request goes through the form's rules and a Review of its
    /// own. This sends nothing. Another request in the form is parked as a draft.
    fn repeat(&self, operations: &Operations, port: &mut Port) {
        let lost = operations.current(self.shown).filter(|o| o.may_be_repeated());
        match lost.and_then(|o| Some((o.id, o.intent.clone()?))) {
            Some((id, intent)) => {
                port.go(Go::Repeat { intent: Box::new(intent), after: Some(id) });
            }
            None => port.say(Notice::Choice(ChoiceNotice::Locked)),
        }
    }

    /// Takes the same request through Review again after a refusal because the instance was busy.
    /// That Review waits for the instance and then asks; this sends nothing.
    pub(super) fn await_idle(&self, operations: &Operations, port: &mut Port) {
        let current = operations.current(self.shown);
        let refused = current.filter(|o| o.of_this_run && o.met_a_busy_instance());
        match refused.and_then(|o| o.intent.clone()) {
            Some(intent) => port.go(Go::AwaitIdle(Box::new(intent))),
            None => port.say(Notice::NothingToWaitFor),
        }
    }

    /// Takes the operator's statement about an operation.
    /// Errors: Why the statement is not taken.
    pub(in crate::core) fn state(
        &mut self,
        id: OperationId,
        (statement, text): (Statement, &str),
        operations: &mut Operations,
        shared: &Shared,
        port: &mut Port,
    ) -> Result<(), StatementProblem> {
        let at = shared.key_time();
        let need = match statement {
            Statement::BackupId => state_backup(operations, id, at, text)?,
            Statement::NotThere => {
                state_not_there(operations, id, at, (&shared.who, text))?;
                None
            }
        };
        self.meet(id, need, operations, shared, port);
        Ok(())
    }
}

fn state_backup(
    operations: &mut Operations,
    id: OperationId,
    at: UtcTime,
    text: &str,
) -> Result<Option<Need>, StatementProblem> {
    let backup = BackupId::typed(text).ok_or(StatementProblem::NoId)?;
    if let Some(other) = operations.maker(id, &backup) {
        return Err(StatementProblem::OfAnother(other));
    }
    let open = |operation: &&mut Operation| {
        matches!(operation.stage, Stage::Looking { .. } | Stage::NotThere)
    };
    let operation = operations.get_mut(id).filter(open).ok_or(StatementProblem::TooLate)?;
    Ok(operation.state_id(at, backup))
}

fn state_not_there(
    operations: &mut Operations,
    id: OperationId,
    at: UtcTime,
    (by, text): (&Who, &str),
) -> Result<(), StatementProblem> {
    let note = text.trim();
    if note.is_empty() {
        return Err(StatementProblem::NoNote);
    }
    let allowed = |operation: &&mut Operation| {
        matches!(operation.stage, Stage::Looking { .. }) && operation.may_be_stated_not_there(at)
    };
    let operation = operations.get_mut(id).filter(allowed).ok_or(StatementProblem::TooLate)?;
    operation.state_not_there(at, by.clone(), note.to_owned());
    Ok(())
}
