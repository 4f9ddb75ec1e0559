//! Watch while a backup is looked for, or was not found: what the operator can do, and states.

use crate::core::{
    base::{
        ids::{BackupId, OperationId},
        key::Press,
        time::UtcTime,
    },
    compose::tree_keys,
    dialog::overlay::{Overlay, PromptKind, PromptProblem},
    draft::content::{Draft, Target},
    journal::{autosave::Origin, save_draft},
    model::Model,
    operation::{
        Intent, Operation, Stage,
        recovery::{Choice, ChoiceNotice, Statement, StatementProblem},
    },
    port::{effect::Effect, keymap::Action, outcome::Go, shared::Screen, status_line::Notice},
    review::{self, waiting},
    watch,
};

pub(in crate::core) fn act(model: &mut Model, action: Action, press: Press) -> Vec<Effect> {
    let armed = model.watch.choosing.armed.take();
    let choices = model.choices();
    let row = model.chosen(&choices);
    match action {
        Action::Up | Action::Down => {
            let row = action.moves(row, choices.len(), choices.len()).unwrap_or(row);
            model.watch.choosing.at = choices.get(row).cloned();
            Vec::new()
        }
        Action::Enter => match choices.into_iter().nth(row) {
            // A paste brings its Enters in one go: the second press must come by itself.
            Some(choice) => {
                let again = press.alone && armed.as_ref() == Some(&choice);
                choose(model, choice, again)
            }
            None => Vec::new(),
        },
        other => watch::update::act(model, other),
    }
}

/// When the key was pressed.
pub(in crate::core) fn now(model: &Model) -> UtcTime {
    model.shared.key_time()
}

fn say(model: &mut Model, notice: ChoiceNotice) -> Vec<Effect> {
    model.port.notice = Some(Notice::Choice(notice));
    Vec::new()
}

fn choose(model: &mut Model, choice: Choice, again: bool) -> Vec<Effect> {
    let (at, id) = (now(model), model.current().map(|operation| operation.id));
    model.watch.choosing.at = Some(choice.clone());
    match (choice, id) {
        (_, None) => Vec::new(),
        (Choice::KeepLooking, _) => say(model, ChoiceNotice::GoesOn),
        (Choice::LookAgain, _) => {
            model.current_mut().and_then(|operation| operation.look_again(at)).into_iter().collect()
        }
        (Choice::TakeOver(backup), Some(id)) if again => {
            let mut effects = model
                .current_mut()
                .map_or_else(Vec::new, |operation| operation.choose(at, &backup));
            effects.extend(watch::update::use_up_draft(model, id, at));
            effects
        }
        (choice @ Choice::TakeOver(_), _) => {
            model.watch.choosing.armed = Some(choice.clone());
            say(model, ChoiceNotice::EnterAgain(choice))
        }
        (Choice::StateId, Some(id)) => {
            model.port.go(Go::Ask(PromptKind::Statement(id, Statement::BackupId)));
            Vec::new()
        }
        (Choice::StateNotThere, Some(id)) => {
            model.port.go(Go::Ask(PromptKind::Statement(id, Statement::NotThere)));
            Vec::new()
        }
        (Choice::Repeat, Some(id)) => repeat(model, id),
    }
}

/// A new attempt: the same request goes through the form's rules and a Review of its own. Nothing
/// is sent by it. What is in the form, if it is something else, is put aside as a draft.
fn repeat(model: &mut Model, id: OperationId) -> Vec<Effect> {
    let Some(intent) =
        model.current().filter(|o| o.may_be_repeated()).and_then(|o| o.intent.clone())
    else {
        return say(model, ChoiceNotice::Locked);
    };
    review_again(model, &intent, Some(id))
}

/// After a refusal because the instance was busy: the same request goes through Review again, which
/// waits for the instance and then asks. Nothing is sent by it.
pub(in crate::core) fn await_idle(model: &mut Model) -> Vec<Effect> {
    let refused = model.current().filter(|o| o.of_this_run && o.met_a_busy_instance());
    let Some(intent) = refused.and_then(|o| o.intent.clone()) else {
        model.port.notice = Some(Notice::NothingToWaitFor);
        return Vec::new();
    };
    wait_again(model, &intent)
}

/// The request of an intent once more, in a Review that waits for the instance to be idle.
pub(in crate::core) fn wait_again(model: &mut Model, intent: &Intent) -> Vec<Effect> {
    let at = now(model);
    let mut effects = review_again(model, intent, None);
    if model.shared.screen == Screen::Review {
        effects.extend(waiting::begin(model, at));
    }
    effects
}

/// The request of an intent, through the form's rules and a Review of its own; in place of
/// operation `after`, if it is.
pub(in crate::core) fn review_again(
    model: &mut Model,
    intent: &Intent,
    after: Option<OperationId>,
) -> Vec<Effect> {
    if !intent.site.is_at(&model.shared.place) || !model.shared.place.is_ready() {
        return say(model, ChoiceNotice::NotFollowedHere);
    }
    let draft = Draft::from_intent(intent, model.choose.instances.instances());
    let mut effects = Vec::new();
    if !same_request(&model.draft, &draft) {
        effects.extend(save_draft::put_aside(model));
        model.take_draft(draft);
        save_draft::begin_another(model, Origin::default(), false);
        effects.extend(tree_keys::list_databases(model));
    }
    effects.extend(match after {
        Some(_) => review::update::open_after(model, after),
        None => review::update::open(model),
    });
    effects
}

fn same_request(a: &Draft, b: &Draft) -> bool {
    let texts =
        |draft: &Draft| [draft.name.value().to_owned(), draft.description.value().to_owned()];
    a.target.as_ref().map(Target::id) == b.target.as_ref().map(Target::id)
        && texts(a) == texts(b)
        && a.scope() == b.scope()
}

/// Enter in the prompt for a statement.
pub(in crate::core) fn stated(
    model: &mut Model,
    id: OperationId,
    statement: Statement,
    text: &str,
) -> Vec<Effect> {
    let at = now(model);
    let result = match statement {
        Statement::BackupId => backup_stated(model, id, at, text),
        Statement::NotThere => not_there_stated(model, id, at, text),
    };
    match result {
        Ok(mut effects) => {
            model.dialog.overlays.pop();
            effects.extend(watch::update::use_up_draft(model, id, at));
            effects
        }
        Err(problem) => {
            if let Some(Overlay::Prompt(prompt)) = model.dialog.overlays.last_mut() {
                prompt.problem = Some(PromptProblem::Statement(problem));
            }
            Vec::new()
        }
    }
}

type Stated = Result<Vec<Effect>, StatementProblem>;

fn backup_stated(model: &mut Model, id: OperationId, at: UtcTime, text: &str) -> Stated {
    let backup = BackupId::typed(text).ok_or(StatementProblem::NoId)?;
    let this = model.operations.list.iter().find(|o| o.id == id);
    let of_its_service =
        |o: &&Operation| o.id != id && this.is_none_or(|this| this.is_of_the_service_of(o));
    let mut others =
        model.operations.list.iter().chain(&model.operations.earlier).filter(of_its_service);
    if let Some(other) = others.find(|o| o.backup_id.as_ref() == Some(&backup)) {
        return Err(StatementProblem::OfAnother(other.id));
    }
    let open = |operation: &&mut Operation| {
        matches!(operation.stage, Stage::Looking { .. } | Stage::NotThere)
    };
    let operation = model.operation_mut(id).filter(open).ok_or(StatementProblem::TooLate)?;
    Ok(operation.state_id(at, backup))
}

fn not_there_stated(model: &mut Model, id: OperationId, at: UtcTime, text: &str) -> Stated {
    let (note, by) = (text.trim().to_owned(), model.shared.who.clone());
    if note.is_empty() {
        return Err(StatementProblem::NoNote);
    }
    let allowed = |operation: &&mut Operation| {
        matches!(operation.stage, Stage::Looking { .. }) && operation.may_be_stated_not_there(at)
    };
    let operation = model.operation_mut(id).filter(allowed).ok_or(StatementProblem::TooLate)?;
    operation.state_not_there(at, by, note);
    Ok(Vec::new())
}
