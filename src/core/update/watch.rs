//! Watch: what became of a confirmation.

use super::start;
use crate::core::{
    attempt::{AttemptId, Stage},
    backup::BackupRow,
    call::{CallFailure, CreateEnd},
    ids::BackupId,
    keymap::Action,
    message::{Effect, Poll, Timer},
    model::{ComposeFocus, Model, Notice, Screen},
    time::UtcTime,
    verdict::Created,
};

/// The create call ended.
pub(super) fn ended(model: &mut Model, id: AttemptId, at: UtcTime, end: CreateEnd) -> Vec<Effect> {
    let Some(attempt) = model.attempt_mut(id) else { return Vec::new() };
    let effects = attempt.ended(at, end);
    use_up_draft(model, id);
    effects
}

/// A created backup has used the draft's texts up; every other end keeps them, and so does a draft that
/// has been changed since (the next backup's). A Review that is open keeps its draft, and learns that
/// the name is taken.
fn use_up_draft(model: &mut Model, id: AttemptId) {
    let Some(made) = model.attempts.iter().find(|a| a.id == id && a.created == Some(Created::Yes)) else { return };
    if let Some(review) = &mut model.review {
        if review.request.name() == made.name && *review.target.id() == made.instance {
            review.taken.clone_from(&made.backup_id);
        }
        return;
    }
    let texts = (model.draft.name.value(), model.draft.description.value());
    if (made.name.as_str(), made.description.as_str()) == texts {
        model.draft.name.reset();
        model.draft.description.reset();
        model.compose.touched.clear();
    }
}

pub(super) fn polled(model: &mut Model, id: AttemptId, at: UtcTime, poll: Poll) -> Vec<Effect> {
    let watched = model.open_attempts().count() as u64;
    model.attempt_mut(id).map(|a| a.polled(at, poll, watched)).unwrap_or_default()
}

/// The backups were read to find this attempt's. What another attempt of this run made is not it.
pub(super) fn looked(model: &mut Model, id: AttemptId, at: UtcTime, rows: Result<Vec<BackupRow>, CallFailure>, skew: i64) -> Vec<Effect> {
    let others = || model.attempts.iter().filter(|a| a.id != id);
    let made: Vec<BackupId> = others().filter_map(|a| a.backup_id.clone()).collect();
    let rival = model.attempts.iter().find(|a| a.id == id).is_some_and(|this| others().any(|a| a.is_rival_of(this)));
    let rows = rows.map(|rows| rows.into_iter().filter(|row| !made.contains(&row.id)).collect());
    let effects = model.attempt_mut(id).map(|a| a.looked(at, rows, skew, rival)).unwrap_or_default();
    use_up_draft(model, id);
    effects
}

pub(super) fn timer(model: &mut Model, timer: Timer) -> Vec<Effect> {
    let (Timer::Poll(id) | Timer::Look(id)) = timer;
    model.attempt_mut(id).and_then(|a| a.on_timer(timer)).into_iter().collect()
}

pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(row) = super::moved(action, model.watch_scroll, model.last_scroll.saturating_add(1), 5) {
        model.watch_scroll = row;
        return Vec::new();
    }
    match action {
        Action::Reload => reload(model),
        Action::Copy => copy(model),
        Action::NewBackup => start::new_backup(model),
        Action::Back => {
            back(model);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// After a refusal back to the form, to the field that the service named; otherwise to Start.
fn back(model: &mut Model) {
    model.screen = Screen::Start;
    model.start_row = 0;
    let Some(attempt) = model.current().filter(|a| a.stage == Stage::NotCreated) else { return };
    let focus = match attempt.error_code() {
        Some("DBS.201201" | "DBS.280277") => Some(ComposeFocus::Name),
        Some("DBS.280127") => Some(ComposeFocus::Description),
        Some(_) | None => None,
    };
    model.screen = Screen::Compose;
    model.compose.focus = focus.unwrap_or(model.compose.focus);
}

/// Reads again now; the wait for the next reading is replaced when the answer comes.
fn reload(model: &mut Model) -> Vec<Effect> {
    let Some(attempt) = model.attempts.last_mut() else { return Vec::new() };
    let id = attempt.id;
    [Timer::Poll(id), Timer::Look(id)].into_iter().filter_map(|t| attempt.on_timer(t)).collect()
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let ids: Vec<String> = model.current().map_or_else(Vec::new, |a| {
        let backup = a.backup_id.iter().map(|id| format!("backup_id {id}"));
        backup.chain(a.job_id.iter().map(|id| format!("job_id {id}"))).collect()
    });
    if ids.is_empty() {
        model.notice = Some(Notice::NothingToCopy);
        return Vec::new();
    }
    model.notice = Some(Notice::Copied);
    vec![Effect::Copy(ids.join("\n"))]
}
