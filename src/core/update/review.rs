//! Review, and the one way to send.

use super::compose;
use crate::core::{
    attempt::{Attempt, AttemptId, Event, LogLine, Stage},
    backup::BackupRow,
    call::CallFailure,
    draft::{ScopeChoice, Target},
    instance::Instance,
    key::Press,
    keymap::Action,
    message::{Ask, Effect},
    model::{Model, Notice, Screen},
    request::BackupRequest,
    review::{BackupsRead, InstanceRead, Level, Review, ReviewFocus},
    rules::{self, Violation},
    time::{Millis, UtcTime},
};

/// Opens Review if the draft is a request; otherwise shows what is missing.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let Some(project) = model.place.project.clone().filter(|_| model.place.is_ready()) else {
        return super::start::new_backup(model);
    };
    let (Ok(request), Some(target)) = (BackupRequest::build(&project, &model.draft), model.draft.target.clone()) else {
        compose::show_errors(model);
        return Vec::new();
    };
    let ask = model.next_ask();
    let unresolved = model.attempts.iter().find(|a| a.is_unresolved() && a.instance == *target.id()).map(|a| a.name.clone());
    let tables = model.draft.scope_choice == ScopeChoice::Tables;
    let warnings = model.compose.violations.iter().filter(|v| !v.is_error()).map(|v: &Violation| v.rule.clone()).collect();
    model.review = Some(Review {
        reviewed: request.review(),
        request,
        target,
        tables: tables.then(|| model.draft.tree.counts()),
        typed_names: if tables { model.draft.tree.chosen_typed_names() } else { 0 },
        warnings,
        unresolved,
        taken: None,
        instance: InstanceRead::NotAsked,
        backups: BackupsRead::Reading,
        ask,
        focus: ReviewFocus::Look,
        phrase: tui_input::Input::default(),
        scroll: 0,
        guard: crate::core::guard::SendGuard::Off,
    });
    model.screen = Screen::Review;
    model.review.as_mut().map(read).unwrap_or_default()
}

/// Reads what the checks are about: the backups, and the instance if the service lists it.
fn read(review: &mut Review) -> Vec<Effect> {
    let (ask, instance) = (review.ask, review.target.id().clone());
    review.backups = BackupsRead::Reading;
    let backups = Effect::ListBackups { ask, instance: instance.clone() };
    match review.target {
        Target::Typed { .. } => vec![backups],
        Target::Listed(_) => {
            review.instance = InstanceRead::Reading;
            vec![Effect::ReadInstance { ask, instance }, backups]
        }
    }
}

/// The instance was read again: draft, warnings and review go by what it is now.
pub(super) fn instance(model: &mut Model, ask: Ask, read: Result<Option<Instance>, CallFailure>) -> Vec<Effect> {
    let Some(review) = model.review.as_mut().filter(|r| r.ask == ask) else { return Vec::new() };
    let field = review.shows_phrase();
    match read {
        Err(why) => review.instance = InstanceRead::Failed(why),
        Ok(None) => review.instance = InstanceRead::Gone,
        Ok(Some(instance)) => {
            review.instance = InstanceRead::Read;
            review.target = Target::Listed(instance.clone());
            model.draft.target = Some(Target::Listed(instance));
            let found = rules::check(&model.draft);
            if found.iter().any(Violation::is_error) {
                // It is another engine than it was: what was reviewed is no request any more.
                model.review = None;
                model.compose.violations = found;
                compose::show_errors(model);
            } else {
                review.warnings = found.into_iter().map(|v| v.rule).collect();
            }
        }
    }
    checks_came(model, field);
    Vec::new()
}

/// The backups of the instance have been read. New facts ask for a new look, so the guard starts over.
pub(super) fn backups(model: &mut Model, ask: Ask, at: UtcTime, rows: Result<Vec<BackupRow>, CallFailure>) -> Vec<Effect> {
    if let Some(review) = model.review.as_mut().filter(|r| r.ask == ask) {
        let field = review.shows_phrase();
        review.backups = match rows {
            Ok(rows) => BackupsRead::Read { at, rows },
            Err(why) => BackupsRead::Failed { at, why },
        };
        checks_came(model, field);
    }
    Vec::new()
}

/// Checks came: the guard starts over, a notice that they are awaited may be true no more, and where
/// the button has become a field or a field the button, the focus is not on either any more.
fn checks_came(model: &mut Model, field_before: bool) {
    let Some(review) = &mut model.review else { return };
    review.guard.follow(false);
    if review.shows_phrase() != field_before {
        review.focus = ReviewFocus::Look;
    }
    if review.level() != Level::Wait && model.notice == Some(Notice::ChecksReading) {
        model.notice = None;
    }
}

pub(super) fn act(model: &mut Model, action: Action, press: Press, before: Option<Millis>) -> Vec<Effect> {
    let Some(review) = model.review.as_mut() else {
        model.screen = Screen::Compose;
        return Vec::new();
    };
    match action {
        Action::Next => {
            review.focus = match review.focus {
                ReviewFocus::Look => ReviewFocus::Send,
                ReviewFocus::Send => ReviewFocus::Look,
            };
        }
        Action::Enter if review.focus == ReviewFocus::Look => model.notice = Some(Notice::TabFirst),
        Action::Enter => return press_button(model, press, before),
        Action::Reload => return reload(model),
        Action::Back => {
            model.review = None;
            model.screen = Screen::Compose;
        }
        other => {
            if let Some(row) = super::moved(other, review.scroll, model.last_scroll.saturating_add(1), 5) {
                review.scroll = row;
            }
        }
    }
    Vec::new()
}

fn reload(model: &mut Model) -> Vec<Effect> {
    let ask = model.next_ask();
    let Some(review) = model.review.as_mut() else { return Vec::new() };
    review.ask = ask;
    let field = review.shows_phrase();
    let effects = read(review);
    checks_came(model, field);
    effects
}

/// Enter on the button: the only place from which a create call can leave.
fn press_button(model: &mut Model, press: Press, before: Option<Millis>) -> Vec<Effect> {
    let Some(review) = model.review.as_ref() else { return Vec::new() };
    let refused = match review.level() {
        Level::Error => Some(Notice::ChecksForbid),
        Level::Wait => Some(Notice::ChecksReading),
        Level::Ok | Level::Warn if !review.is_confirmed() => Some(Notice::PhraseWrong),
        Level::Ok | Level::Warn if model.attempts.iter().any(|a| a.stage == Stage::Sending) => Some(Notice::StillOpen),
        Level::Ok | Level::Warn if !review.guard.allows(press, before) => Some(Notice::PressAlone),
        Level::Ok | Level::Warn => None,
    };
    if refused.is_some() {
        model.notice = refused;
        return Vec::new();
    }
    // Taking the review out of the model is what makes a second send from it impossible.
    match model.review.take() {
        Some(review) => send(model, review, press.at),
        None => Vec::new(),
    }
}

fn send(model: &mut Model, review: Review, at: Millis) -> Vec<Effect> {
    let id = AttemptId(u32::try_from(model.attempts.len()).unwrap_or(u32::MAX));
    let confirmed_at = model.clock.utc_at(at);
    let body = review.reviewed.body();
    model.attempts.push(Attempt {
        id,
        name: review.request.name().to_owned(),
        description: review.request.description().to_owned(),
        instance: review.target.id().clone(),
        instance_name: review.target.name().to_owned(),
        tables: review.tables,
        digest: body.digest_short(),
        bytes: body.bytes().len(),
        confirmed_at,
        stage: Stage::Sending,
        end: None,
        created: None,
        job_id: None,
        backup_id: None,
        job: None,
        job_unlisted: false,
        row: None,
        read_at: None,
        changed_at: None,
        trouble: None,
        reading: false,
        failed_since: None,
        lines: vec![LogLine { at: confirmed_at, event: Event::Confirmed }],
    });
    model.watch_scroll = 0;
    model.screen = Screen::Watch;
    vec![Effect::Create { attempt: id, request: review.reviewed }]
}
