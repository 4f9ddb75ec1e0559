//! Watch: what became of a confirmation.

use super::{follow_update, lost, turns};
use crate::core::{
    base::{call::CreateEnd, ids::OperationId, time::UtcTime},
    compose::state::ComposeFocus,
    journal::save_draft,
    model::Model,
    operation::{
        Operation, Others, Stage,
        backup::BackupRow,
        created::{Contest, Created},
        recovery::{ChoiceNotice, Choosing},
    },
    port::{
        answers::{Looked, Poll},
        effect::{Effect, Terminal},
        keymap::Action,
        outcome::Go,
        shared::Screen,
        status_line::Notice,
        timer::Timer,
    },
    review,
    session::current::Mode,
    start::{self, saved_drafts},
};

pub(in crate::core) fn ended(
    model: &mut Model,
    id: OperationId,
    at: UtcTime,
    end: CreateEnd,
) -> Vec<Effect> {
    let refused = matches!(&end, CreateEnd::Answered(answer) if answer.head.status == 401);
    let Some(operation) = model.operation_mut(id) else { return Vec::new() };
    let mut effects = operation.ended(at, end);
    replace(model, id, at);
    effects.extend(look_again(model, id));
    effects.extend(use_up_draft(model, id, at));
    if refused {
        model.port.go(Go::Renew);
    }
    effects
}

/// A new attempt takes the place of the one before once it may have made a backup: one
/// that was refused replaces nothing, also not while looking has to show that the
/// refusal is the whole answer.
fn replace(model: &mut Model, id: OperationId, at: UtcTime) {
    let may_have_made = |o: &Operation| {
        matches!(o.created, Some(Created::Yes | Created::Unknown)) && o.contest().is_none()
    };
    let made = |o: &&Operation| o.id == id && may_have_made(o);
    let earlier = model.operations.list.iter().find(made).and_then(|o| o.intent.as_ref()?.after);
    if let Some(earlier) = earlier.and_then(|earlier| model.operation_mut(earlier)) {
        earlier.replaced(at, id);
    }
}

/// A refusal because the name exists, after an operation of that name whose backup was not found:
/// that backup may be the one. It is looked for again at once.
fn look_again(model: &mut Model, id: OperationId) -> Option<Effect> {
    let refused = model
        .operations
        .list
        .iter()
        .find(|o| o.id == id && o.contest() == Some(Contest::NameTaken))?;
    let earlier = refused.intent.as_ref()?.after?;
    let at = refused.lines.last()?.at;
    let earlier = model.operation_mut(earlier)?;
    earlier.look_again(at).or_else(|| earlier.read_now(at))
}

/// A created backup has used the draft's texts up; every other end keeps them, and so does a draft
/// that has been changed since (the next backup's). A Review that is open keeps its draft, and
/// learns what has become of the operation, and that the name is taken.
pub(in crate::core) fn use_up_draft(
    model: &mut Model,
    id: OperationId,
    at: UtcTime,
) -> Vec<Effect> {
    review::update::follow(model, id);
    let Some(made) =
        model.operations.list.iter().find(|a| a.id == id && a.created == Some(Created::Yes))
    else {
        return Vec::new();
    };
    if let Some(review) = &mut model.review.open {
        if review.request.name() == made.name() && Some(review.target.id()) == made.instance() {
            review.taken.clone_from(&made.backup_id);
        }
        return Vec::new();
    }
    let texts = (model.draft.name.value(), model.draft.description.value());
    let same = model.draft.is_begun() && (made.name(), made.description()) == texts;
    let mut effects = made
        .intent
        .clone()
        .map_or_else(Vec::new, |intent| saved_drafts::used_up(model, &intent, at));
    if same {
        model.draft.name.reset();
        model.draft.description.reset();
        model.compose.touched.clear();
        effects.extend(save_draft::drop_form(model));
    }
    effects
}

pub(in crate::core) fn polled(
    model: &mut Model,
    id: OperationId,
    at: UtcTime,
    poll: Poll,
) -> Vec<Effect> {
    // More than so many wait for their turns besides.
    let watched = model.open_operations().count().min(turns::FREE) as u64;
    let Some(operation) = model.operation_mut(id) else { return Vec::new() };
    let wanted = operation.wants_token();
    let row = poll.row.clone();
    let mut effects = operation.polled(at, poll, watched);
    let wants = operation.wants_token() && !wanted;
    effects.extend(ask_for_token(model, id, wants));
    effects.extend(follow_update::read(model, at, row));
    effects
}

/// What the operations beside one have to do with what was read to find its backup.
fn others_of(model: &Model, this: &Operation, looked: &Looked) -> Others {
    let known = model.operations.list.iter().chain(&model.operations.earlier);
    // Another endpoint or project hands out IDs of its own.
    let others: Vec<&Operation> =
        known.filter(|o| o.id != this.id && this.is_of_the_service_of(o)).collect();
    let rivals: Vec<&&Operation> = others.iter().filter(|o| o.is_rival_of(this)).collect();
    let rows = looked.rows.as_deref().unwrap_or_default();
    let is_claimed = |row: &&BackupRow| rivals.iter().any(|rival| rival.claims(row, looked.skew));
    Others {
        made: others.iter().filter_map(|o| o.backup_id.clone()).collect(),
        jobs: others.iter().filter_map(|o| o.job_id.clone()).collect(),
        claimed: rows.iter().filter(is_claimed).map(|row| row.id.clone()).collect(),
    }
}

/// The backups were read to find this operation's. What another operation is known to
/// have made is not it.
pub(in crate::core) fn looked(
    model: &mut Model,
    id: OperationId,
    at: UtcTime,
    looked: Looked,
) -> Vec<Effect> {
    let this = model.operations.list.iter().find(|o| o.id == id);
    let others = this.map_or_else(Others::default, |this| others_of(model, this, &looked));
    let Some(operation) = model.operation_mut(id) else { return Vec::new() };
    let wanted = operation.wants_token();
    // Of a backup that is known the readings decide; the search only shows what else there is.
    if operation.stage == Stage::Following {
        let effects = operation.looked(at, looked, &others);
        return effects.into_iter().chain(follow_update::end(model)).collect();
    }
    let rows = looked.rows.as_ref().map(|_| ()).map_err(Clone::clone);
    let mut effects = operation.looked(at, looked, &others);
    let wants = operation.wants_token() && !wanted;
    effects.extend(ask_for_token(model, id, wants));
    effects.extend(use_up_draft(model, id, at));
    effects.extend(follow_update::looked(model, at, rows));
    effects
}

/// A token that is refused while its operation is on the screen is asked for
/// there, once: the screen stays.
fn ask_for_token(model: &mut Model, id: OperationId, wants: bool) -> Vec<Effect> {
    let asks = model.watch.only.as_ref().is_none_or(|watch| !watch.unattended);
    let shown = asks
        && model.shared.screen == Screen::Watch
        && model.dialog.overlays.is_empty()
        && model.current().is_some_and(|o| o.id == id);
    if wants && shown {
        model.port.go(Go::AskAnew);
    }
    Vec::new()
}

pub(in crate::core) fn timer(model: &mut Model, timer: Timer, id: OperationId) -> Vec<Effect> {
    model.operation_mut(id).and_then(|a| a.on_timer(timer)).into_iter().collect()
}

pub(in crate::core) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(row) =
        action.moves(model.watch.scroll, model.shared.last_scroll.saturating_add(1), 5)
    {
        model.watch.scroll = row;
        return Vec::new();
    }
    match action {
        Action::Reload => reload(model),
        Action::Copy => copy(model),
        Action::Token => {
            model.port.go(Go::AskAnew);
            Vec::new()
        }
        Action::AwaitIdle => lost::await_idle(model),
        Action::NewBackup => start::update::new_backup(model),
        Action::Earlier => next(model, -1),
        Action::Later => next(model, 1),
        Action::Back => back(model),
        _ => Vec::new(),
    }
}

pub(in crate::core) fn show(model: &mut Model, id: OperationId) {
    model.watch.shown = Some(id);
    model.watch.scroll = 0;
    model.watch.choosing = Choosing::default();
    model.shared.screen = Screen::Watch;
}

/// To another operation, round and round: those that need attention and those
/// of this run, oldest first.
fn next(model: &mut Model, step: isize) -> Vec<Effect> {
    let here = model
        .current()
        .and_then(|current| model.operations.list.iter().position(|o| o.id == current.id));
    let count = model.operations.list.len() as isize;
    let there = here.map_or(count - 1, |here| (here as isize + step).rem_euclid(count.max(1)));
    if let Some(id) = model.operations.list.get(there.max(0) as usize).map(|operation| operation.id)
    {
        show(model, id);
    }
    Vec::new()
}

/// After a refusal back to the form, to the field that the service named; otherwise to Start.
fn back(model: &mut Model) -> Vec<Effect> {
    if model.watch.only.is_some() {
        model.port.notice = Some(Notice::OnlyWatching);
        return Vec::new();
    }
    let shown = model.current().map(|operation| operation.id);
    let Some(operation) = model.current().filter(|a| a.stage == Stage::NotCreated && a.of_this_run)
    else {
        return start::update::back_to(model, shown);
    };
    let focus = match operation.error_code() {
        Some("DBS.201201" | "DBS.201209" | "DBS.280277" | "DBS.201210") => Some(ComposeFocus::Name),
        Some("DBS.280127") => Some(ComposeFocus::Description),
        Some(_) | None => None,
    };
    model.shared.screen = Screen::Compose;
    model.compose.focus = focus.unwrap_or(model.compose.focus);
    Vec::new()
}

/// Reads again now; the wait for the next reading is replaced when the answer comes. What the
/// journal could not take is tried again as well.
fn reload(model: &mut Model) -> Vec<Effect> {
    if model.shared.mode == Mode::Offline {
        model.port.notice = Some(Notice::Offline);
        return Vec::new();
    }
    if model.current().is_some_and(|operation| operation.is_open() && !operation.taken_up) {
        // Another endpoint knows nothing of it: an answer from there would be taken for its own.
        model.port.notice = Some(Notice::Choice(ChoiceNotice::NotFollowedHere));
        return Vec::new();
    }
    let at = lost::now(model);
    let Some(operation) = model.current_mut() else { return Vec::new() };
    operation.write_again();
    operation.read_now(at).into_iter().collect()
}

fn copy(model: &mut Model) -> Vec<Effect> {
    if let Some(operation) =
        model.current().filter(|o| matches!(o.stage, Stage::Sending | Stage::Looking { .. }))
    {
        let ticket = Effect::Terminal(Terminal::CopyTicket(operation.id));
        model.port.notice = Some(Notice::Choice(ChoiceNotice::TicketCopied));
        return vec![ticket];
    }
    let ids: Vec<String> = model.current().map_or_else(Vec::new, |a| {
        let backup = a.backup_id.iter().map(|id| format!("backup_id {id}"));
        backup.chain(a.job_id.iter().map(|id| format!("job_id {id}"))).collect()
    });
    if ids.is_empty() {
        model.port.notice = Some(Notice::NothingToCopy);
        return Vec::new();
    }
    model.port.notice = Some(Notice::Copied);
    vec![Effect::Terminal(Terminal::Copy(ids.join("\n")))]
}
