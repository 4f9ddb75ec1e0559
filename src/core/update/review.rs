//! Review, and the one way to send.

use super::compose;
use crate::core::{
    backup::BackupRow,
    call::{CallFailure, CreateEnd, Obstacle, ObstacleCause},
    draft::{ScopeChoice, Target},
    ids::OperationId,
    instance::Instance,
    journal::Rival,
    key::Press,
    keymap::Action,
    message::{Ask, Effect, IntentTrouble},
    model::{Model, Notice, Overlay, Screen},
    operation::{Entry, Event, Intent, Operation, Site, Stage},
    pattern::{Pattern, first_fitting},
    place::Mode,
    request::BackupRequest,
    review::{BackupsRead, InstanceRead, Kept, Level, Review, ReviewFocus},
    rules::{self, Violation},
    run_line,
    state_trouble::StateTrouble,
    time::{Millis, UtcTime},
    verdict::Created,
};

/// Opens Review if the draft is a request; otherwise shows what is missing.
pub(super) fn open(model: &mut Model) -> Vec<Effect> {
    let after = not_found(model);
    open_after(model, after)
}

/// The operation that the form would repeat: of this name and instance, and its backup was not found.
fn not_found(model: &Model) -> Option<OperationId> {
    let (name, target) = (model.draft.name.value(), model.draft.target.as_ref().map(Target::id)?);
    let here = |o: &&Operation| o.intent.as_ref().is_some_and(|i| i.site.is_at(&model.place));
    let same = |o: &&Operation| o.name() == name && o.instance() == Some(target) && o.may_be_repeated();
    model.operations.iter().rev().filter(here).find(same).map(|o| o.id)
}

/// The same for a request that is to take the place of one whose backup was not found.
pub(super) fn open_after(model: &mut Model, after: Option<OperationId>) -> Vec<Effect> {
    if model.mode == Mode::Offline {
        return super::offline::open(model);
    }
    let Some(site) = Site::of(model.mode, &model.place).filter(|_| model.place.is_ready()) else {
        return super::start::new_backup(model);
    };
    let (Ok(request), Some(target)) = (BackupRequest::build(&site.project, &model.draft), model.draft.target.clone()) else {
        compose::show_errors(model);
        return Vec::new();
    };
    let ask = model.next_ask();
    let tables = model.draft.scope_choice == ScopeChoice::Tables;
    let warnings = model.compose.violations.iter().filter(|v| !v.is_error()).map(|v: &Violation| v.rule.clone()).collect();
    let review = Review {
        reviewed: request.review(),
        request,
        rivals: rivals_of_this_run(model, &target),
        production: production(&model.production, &target),
        target,
        tables: tables.then(|| model.draft.tree.counts()),
        typed_names: if tables { model.draft.tree.chosen_typed_names() } else { 0 },
        warnings,
        after,
        kept: if model.read_only { Kept::ReadOnly } else { Kept::Writing },
        intending: None,
        taken: None,
        instance: InstanceRead::NotAsked,
        backups: BackupsRead::Reading,
        estimate: None,
        ask,
        focus: ReviewFocus::Look,
        phrase: tui_input::Input::default(),
        scroll: 0,
        guard: crate::core::guard::SendGuard::Off,
    };
    let mut effects = if model.read_only { Vec::new() } else { vec![keep(model, &review, &site)] };
    model.screen = Screen::Review;
    effects.extend(read(model.review.insert(review)));
    effects
}

/// The production pattern that the instance's name fits; one that was typed by its ID has no name, and needs more typed anyway.
fn production(patterns: &[Pattern], target: &Target) -> Option<String> {
    let Target::Listed(instance) = target else { return None };
    first_fitting(patterns, &instance.name).map(|pattern| pattern.as_str().to_owned())
}

fn rivals_of_this_run(model: &Model, target: &Target) -> Vec<Rival> {
    let unresolved = model.operations.iter().filter(|o| o.is_unresolved() && o.instance() == Some(target.id()));
    unresolved.filter_map(Rival::of).collect()
}

/// What would be confirmed now.
fn intent(model: &Model, review: &Review, site: &Site) -> Intent {
    let intent = Intent::new(site.clone(), model.keeping.who.clone(), &review.target, &review.request, &review.reviewed);
    let warnings = review.checks().iter().filter(|c| c.level == Level::Warn).count();
    Intent { warnings, after: review.after, estimate: review.estimate.clone(), no_journal: !model.keeping.on, ..intent }
}

/// Writes the review to the journal: to the file of the review before, if that one was not confirmed.
fn keep(model: &Model, review: &Review, site: &Site) -> Effect {
    let event = Event::Reviewed(Box::new(intent(model, review, site)));
    Effect::KeepReview {
        ask: review.ask,
        operation: model.keeping.reviewed,
        entry: Box::new(Entry { at: model.clock.utc, event }),
        site: site.clone(),
        instance: review.target.id().clone(),
    }
}

/// The journal has taken the review, or has not. New facts ask for a new look.
pub(super) fn kept(model: &mut Model, ask: Ask, kept: Result<OperationId, StateTrouble>, rivals: Vec<Rival>) -> Vec<Effect> {
    if let Ok(id) = kept {
        model.keeping.reviewed = Some(id);
    }
    if let Some(review) = model.review.as_mut().filter(|r| r.ask == ask) {
        let field = review.shows_phrase();
        review.kept = match kept {
            Ok(id) if model.keeping.on => Kept::Yes(id),
            Ok(id) => Kept::Without(id),
            Err(why) => Kept::Failed(why),
        };
        review.add_rivals(rivals);
        checks_came(model, field);
    }
    Vec::new()
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
            review.production = production(&model.production, &review.target);
            model.draft.target = Some(Target::Listed(instance));
            let found = rules::check(&model.draft);
            if found.iter().any(Violation::is_error) {
                // It is another engine than it was: what was reviewed is no request any more.
                model.review = None;
                model.compose.violations = found;
                compose::show_errors(model);
            } else {
                review.warnings = found.into_iter().map(|v| v.rule).collect();
                review.estimate = review.reckon();
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
        review.estimate = review.reckon();
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
        // There is no button.
        Action::Next | Action::Enter if review.is_read_only() => model.notice = Some(Notice::ReadOnly),
        Action::Next => {
            review.focus = match review.focus {
                ReviewFocus::Look => ReviewFocus::Send,
                ReviewFocus::Send => ReviewFocus::Look,
            };
        }
        Action::Enter if review.focus == ReviewFocus::Look => model.notice = Some(Notice::TabFirst),
        Action::Enter => return press_button(model, press, before),
        Action::Copy => return copy_line(model),
        Action::Reload => return reload(model),
        // The intent is being written: what comes of it is said on this screen.
        Action::Back if review.intending.is_some() => model.notice = Some(Notice::Intending),
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

/// The command that opens this form again, for the terminal's clipboard and on the screen.
fn copy_line(model: &mut Model) -> Vec<Effect> {
    let words = run_line::words(model.mode, &model.place, &model.options, model.read_only, &model.draft);
    let line = run_line::quoted(&words);
    model.overlays.push(Overlay::RunLine { line: line.clone(), scroll: 0 });
    model.notice = Some(Notice::LineCopied);
    vec![Effect::Copy(line)]
}

fn reload(model: &mut Model) -> Vec<Effect> {
    let ask = model.next_ask();
    let Some(site) = Site::of(model.mode, &model.place) else { return Vec::new() };
    let Some(review) = model.review.as_mut().filter(|r| r.intending.is_none()) else { return Vec::new() };
    review.ask = ask;
    let field = review.shows_phrase();
    let failed = matches!(review.kept, Kept::Failed(_) | Kept::Writing);
    let mut effects = read(review);
    if failed {
        review.kept = Kept::Writing;
    }
    checks_came(model, field);
    if let Some(review) = model.review.as_ref().filter(|_| failed) {
        effects.insert(0, keep(model, review, &site));
    }
    effects
}

/// Enter on the button: the only place from which a create call can begin.
fn press_button(model: &mut Model, press: Press, before: Option<Millis>) -> Vec<Effect> {
    let Some(review) = model.review.as_ref() else { return Vec::new() };
    let refused = match review.level() {
        _ if model.read_only => Some(Notice::ReadOnly),
        _ if review.intending.is_some() => Some(Notice::Intending),
        Level::Error => Some(Notice::ChecksForbid),
        Level::Wait => Some(Notice::ChecksReading),
        Level::Ok | Level::Warn if !review.is_confirmed() => Some(Notice::PhraseWrong),
        Level::Ok | Level::Warn if model.operations.iter().any(|o| o.stage == Stage::Sending) => Some(Notice::StillOpen),
        Level::Ok | Level::Warn if !review.guard.allows(press, before) => Some(Notice::PressAlone),
        Level::Ok | Level::Warn => None,
    };
    if refused.is_some() {
        model.notice = refused;
        return Vec::new();
    }
    confirm(model, press.at)
}

/// Confirmed: first the intent goes to the disk. Nothing is sent yet.
fn confirm(model: &mut Model, at: Millis) -> Vec<Effect> {
    let at = model.clock.utc_at(at);
    let Some(site) = Site::of(model.mode, &model.place) else { return Vec::new() };
    let Some((review, operation)) = model.review.as_ref().and_then(|r| Some((r, r.operation()?))) else { return Vec::new() };
    let intent = Box::new(intent(model, review, &site));
    let (instance, known) = (review.target.id().clone(), review.rivals.iter().map(|r| r.operation).collect());
    if let Some(review) = &mut model.review {
        review.intending = Some((at, intent.clone()));
        review.guard.follow(false);
    }
    // A disk that is slow must not look like a key that was lost.
    model.notice = Some(Notice::Intending);
    let entry = Box::new(Entry { at, event: Event::Intended(intent) });
    vec![Effect::Intend { operation, entry, site, instance, known }]
}

/// The intent is on disk: only now does the request go out. Or it is not, or something has turned up:
/// nothing goes out, Review stays and says why.
pub(super) fn intended(model: &mut Model, id: OperationId, at: UtcTime, result: Result<(), IntentTrouble>) -> Vec<Effect> {
    model.notice.take_if(|notice| *notice == Notice::Intending);
    let awaited = model.review.take_if(|r| r.operation() == Some(id) && r.intending.is_some());
    let Some(mut review) = awaited else {
        // Review has gone meanwhile; an intent that is on disk must not look like one that may have been sent.
        return vec![held_back(id, at)];
    };
    match (result, review.intending.take()) {
        // Taking the review out of the model is what makes a second send from it impossible.
        (Ok(()), Some((confirmed_at, intent))) => send(model, review, id, confirmed_at, *intent),
        (Ok(()), None) => vec![held_back(id, at)],
        (Err(trouble), _) => {
            let field = review.shows_phrase();
            match trouble {
                IntentTrouble::State(why) => {
                    review.kept = Kept::Failed(why);
                    model.notice = Some(Notice::JournalRefused);
                }
                IntentTrouble::Rivals(rivals) => {
                    review.add_rivals(rivals);
                    model.notice = Some(Notice::RivalAppeared);
                }
            }
            model.review = Some(review);
            checks_came(model, field);
            // Also where it could not be written: a disk that failed half way may hold it after all.
            vec![held_back(id, at)]
        }
    }
}

/// The line that takes an intent back which has not been sent. The file stays open: it may be confirmed again.
pub(super) fn held_back(operation: OperationId, at: UtcTime) -> Effect {
    let end = CreateEnd::NotSent(Obstacle { host: String::new(), cause: ObstacleCause::HeldBack });
    let entries = vec![Entry { at, event: Event::Ended { created: Created::NotSent, end } }];
    Effect::Write { operation, entries, close: false }
}

fn send(model: &mut Model, review: Review, id: OperationId, at: UtcTime, intent: Intent) -> Vec<Effect> {
    model.keeping.reviewed = None;
    model.operations.push(Operation::sent(id, at, intent));
    model.watching = Some(id);
    model.watch_scroll = 0;
    model.screen = Screen::Watch;
    vec![Effect::Create { operation: id, request: review.reviewed }]
}
