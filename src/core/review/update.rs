//! Review: opening it, its keys, and the journal's share in it.

use super::{
    check::Level,
    export_keys,
    page::{Kept, Review, ReviewFocus},
    preflight::Preflight,
    readings::{anew, checks_came},
    sending::{self, give_up},
    waiting::{self, begin as wait, timer},
};
use crate::core::{
    base::{
        ask::Ask,
        disk_error::StateTrouble,
        guard,
        ids::OperationId,
        key::Press,
        pattern::{Pattern, first_fitting},
        time::Millis,
    },
    dialog::overlay::Overlay,
    draft::{content::Target, request::BackupRequest, rules::rule::Violation, run_line},
    model::Model,
    operation::{Entry, Event, Intent, Operation, journal_file::Rival},
    port::{
        effect::{Effect, Sending, Terminal},
        keymap::Action,
        outcome::Go,
        shared::Screen,
        status_line::Notice,
    },
    scope::choice::ScopeChoice,
    session::{current::Mode, site::Site},
    start,
};

/// Opens Review if the draft is a request; otherwise shows what is missing.
pub(in crate::core) fn open(model: &mut Model) -> Vec<Effect> {
    let after = not_found(model);
    open_after(model, after)
}

/// The operation that the form would repeat: of this name and instance, and
/// its backup was not found.
fn not_found(model: &Model) -> Option<OperationId> {
    let (name, target) = (model.draft.name.value(), model.draft.target.as_ref().map(Target::id)?);
    let here =
        |o: &&Operation| o.intent.as_ref().is_some_and(|i| i.site.is_at(&model.shared.place));
    let same =
        |o: &&Operation| o.name() == name && o.instance() == Some(target) && o.may_be_repeated();
    model.operations.list.iter().rev().filter(here).find(same).map(|o| o.id)
}

/// The same for a request that is to take the place of one whose backup was not found.
pub(in crate::core) fn open_after(model: &mut Model, after: Option<OperationId>) -> Vec<Effect> {
    if model.shared.mode == Mode::Offline {
        return export_keys::open(model);
    }
    let Some(site) =
        Site::of(model.shared.mode, &model.shared.place).filter(|_| model.shared.place.is_ready())
    else {
        return start::update::new_backup(model);
    };
    let (Ok(request), Some(target)) =
        (BackupRequest::build(&site.project, &model.draft), model.draft.target.clone())
    else {
        model.port.go(Go::Errors);
        return Vec::new();
    };
    let ask = model.port.number();
    let tables = model.draft.scope_choice == ScopeChoice::Tables;
    let rules = model
        .compose
        .violations
        .iter()
        .filter(|v| !v.is_error())
        .map(|v: &Violation| v.rule.clone())
        .collect();
    let (preflight, reads) = Preflight::begin(ask, &target, request.scope());
    let review = Review {
        reviewed: request.review(),
        request,
        rivals: rivals_of_this_run(model, &target),
        production: production(&model.shared.production, &target),
        target,
        tables: tables.then(|| model.draft.tree.counts()),
        typed_names: if tables { model.draft.tree.chosen_typed_names() } else { 0 },
        rules,
        after,
        kept: if model.shared.read_only { Kept::ReadOnly } else { Kept::Writing },
        intending: None,
        taken: None,
        preflight,
        estimate: None,
        ask,
        rereading: None,
        jumped: None,
        changed: Vec::new(),
        waiting: None,
        focus: ReviewFocus::Look,
        phrase: tui_input::Input::default(),
        scroll: 0,
        guard: guard::SendGuard::Off,
    };
    let mut effects =
        if model.shared.read_only { Vec::new() } else { vec![keep(model, &review, &site)] };
    model.shared.screen = Screen::Review;
    model.review.open = Some(review);
    effects.extend(reads);
    effects
}

/// The production pattern that the instance's name fits; one that was typed by its ID has no name,
/// and needs more typed anyway.
pub(in crate::core) fn production(patterns: &[Pattern], target: &Target) -> Option<String> {
    let Target::Listed(instance) = target else { return None };
    first_fitting(patterns, &instance.name).map(|pattern| pattern.as_str().to_owned())
}

fn rivals_of_this_run(model: &Model, target: &Target) -> Vec<Rival> {
    let unresolved = model
        .operations
        .list
        .iter()
        .filter(|o| o.is_unresolved() && o.instance() == Some(target.id()));
    unresolved.filter_map(Rival::of).collect()
}

/// Follows what becomes of an operation of this run that Review warns of: it may turn out to have
/// made its backup, or none.
pub(in crate::core) fn follow(model: &mut Model, id: OperationId) {
    let Some(rival) = model.operations.list.iter().find(|o| o.id == id).map(Rival::of) else {
        return;
    };
    let Some(review) = &mut model.review.open else { return };
    let field = review.shows_phrase();
    if review.update_rival(id, rival) {
        checks_came(model, field);
    }
}

/// What would be confirmed now.
pub(in crate::core) fn intent(model: &Model, review: &Review, site: &Site) -> Intent {
    let intent = Intent::new(
        site.clone(),
        model.shared.who.clone(),
        &review.target,
        &review.request,
        &review.reviewed,
    );
    let warnings = review.checks().iter().filter(|c| c.level == Level::Warn).count();
    Intent {
        warnings,
        after: review.after,
        estimate: review.estimate.clone(),
        no_journal: !model.shared.journal_on,
        ..intent
    }
}

/// Writes the review to the journal: to the file of the review before, if
/// that one was not confirmed.
fn keep(model: &Model, review: &Review, site: &Site) -> Effect {
    let event = Event::Reviewed(Box::new(intent(model, review, site)));
    Effect::Sending(Sending::Keep {
        ask: review.ask,
        operation: model.review.recorded,
        entry: Box::new(Entry { at: model.shared.clock.utc, event }),
        site: site.clone(),
        instance: review.target.id().clone(),
    })
}

/// The journal has taken the review, or has not. New facts ask for a new look.
pub(in crate::core) fn kept(
    model: &mut Model,
    ask: Ask,
    kept: Result<OperationId, StateTrouble>,
    rivals: Vec<Rival>,
) -> Vec<Effect> {
    if let Ok(id) = kept {
        model.review.recorded = Some(id);
    }
    if let Some(review) = model.review.open.as_mut().filter(|r| r.ask == ask) {
        let field = review.shows_phrase();
        review.kept = match kept {
            Ok(id) if model.shared.journal_on => Kept::Yes(id),
            Ok(id) => Kept::Without(id),
            Err(why) => Kept::Failed(why),
        };
        review.add_rivals(rivals);
        checks_came(model, field);
    }
    Vec::new()
}

pub(in crate::core) fn act(
    model: &mut Model,
    action: Action,
    press: Press,
    before: Option<Millis>,
) -> Vec<Effect> {
    let Some(review) = model.review.open.as_mut() else {
        model.shared.screen = Screen::Compose;
        return Vec::new();
    };
    let movement = |row| action.moves(row, model.shared.last_scroll.saturating_add(1), 5);
    if let Some(row) = movement(review.scroll) {
        review.scroll = row;
        return Vec::new();
    }
    if review.rereading.is_some() {
        return while_rereading(model, action);
    }
    if review.waiting.is_some() {
        return while_waiting(model, action);
    }
    match action {
        // There is no button.
        Action::Next | Action::Enter if review.is_read_only() => {
            model.port.notice = Some(Notice::ReadOnly)
        }
        Action::Next => {
            review.focus = match review.focus {
                ReviewFocus::Look => ReviewFocus::Send,
                ReviewFocus::Send => ReviewFocus::Look,
            };
        }
        Action::Enter if review.focus == ReviewFocus::Look => {
            model.port.notice = Some(Notice::TabFirst)
        }
        Action::Enter => return sending::press_button(model, press, before),
        Action::Copy => return copy_line(model),
        // The intent is being written: what comes of it is said on this screen.
        Action::Back | Action::AwaitIdle if review.intending.is_some() => {
            model.port.notice = Some(Notice::Intending)
        }
        Action::Reload => return reload(model),
        Action::AwaitIdle => {
            let at = model.shared.clock.utc_at(press.at);
            return wait(model, at);
        }
        Action::Back => {
            model.review.open = None;
            model.shared.screen = Screen::Compose;
        }
        _ => {}
    }
    Vec::new()
}

/// All is being read again for a send that was confirmed: a second Enter does nothing, every
/// other key gives it up.
fn while_rereading(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::Enter {
        model.port.notice = Some(Notice::Rereading);
    } else {
        give_up(model);
    }
    Vec::new()
}

/// A busy instance is waited for.
fn while_waiting(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Back | Action::AwaitIdle => waiting::stop(model),
        Action::Reload => return timer(model),
        _ => model.port.notice = Some(Notice::Waiting),
    }
    Vec::new()
}

/// The command that opens this form again, for the terminal's clipboard and on the screen.
fn copy_line(model: &mut Model) -> Vec<Effect> {
    let words = run_line::words(
        model.shared.mode,
        &model.shared.place,
        &model.shared.options,
        model.shared.read_only,
        &model.draft,
    );
    let line = run_line::quoted(&words);
    model.dialog.overlays.push(Overlay::RunLine { line: line.clone(), scroll: 0 });
    model.port.notice = Some(Notice::LineCopied);
    vec![Effect::Terminal(Terminal::Copy(line))]
}

/// Reads everything anew; a review that is not in the journal is written once more.
pub(in crate::core) fn reload(model: &mut Model) -> Vec<Effect> {
    let ask = model.port.number();
    let Some(site) = Site::of(model.shared.mode, &model.shared.place) else { return Vec::new() };
    let Some(review) = model.review.open.as_mut().filter(|r| r.intending.is_none()) else {
        return Vec::new();
    };
    let field = review.shows_phrase();
    let failed = matches!(review.kept, Kept::Failed(_) | Kept::Writing);
    let mut effects = anew(review, ask);
    if failed {
        review.kept = Kept::Writing;
    }
    checks_came(model, field);
    if let Some(review) = model.review.open.as_ref().filter(|_| failed) {
        effects.insert(0, keep(model, review, &site));
    }
    effects
}
