//! What Review reads of the service: asking, and what an answer changes.

use super::{
    check::Level,
    page::{Review, ReviewFocus},
    preflight::{Preflight, Reading, chosen},
    sending,
    update::production,
    waiting,
};
use crate::core::{
    base::{
        ask::Ask, call::CallFailure, instance::Instance, quota::Quota, time::UtcTime, whole::Whole,
    },
    draft::{content::Target, request::BackupRequest, rules},
    model::Model,
    operation::backup::BackupRow,
    port::{
        effect::{Cancel, Effect},
        status_line::Notice,
    },
};

/// Reads everything anew, as if Review had just been opened.
pub(super) fn anew(review: &mut Review, ask: Ask) -> Vec<Effect> {
    review.ask = ask;
    review.changed.clear();
    let (preflight, reads) = Preflight::begin(ask, &review.target, review.request.scope());
    review.preflight = preflight;
    reads
}

/// Where an answer belongs: to what is shown, or to what is to be compared with
/// it before anything is sent.
fn place(review: &mut Review, ask: Ask) -> Option<(&mut Preflight, &BackupRequest)> {
    let Review { request, preflight, rereading, ask: shown, .. } = review;
    match rereading {
        Some(rereading) if rereading.ask == ask => Some((&mut rereading.fresh, request)),
        Some(_) | None => (*shown == ask).then_some((preflight, request)),
    }
}

/// Takes an answer in, and does what follows from it. `grave`: Review as a whole goes by it,
/// and not only a check.
fn take(
    model: &mut Model,
    ask: Ask,
    at: UtcTime,
    grave: bool,
    put: impl FnOnce(&mut Preflight, &BackupRequest) -> Vec<Effect>,
) -> Vec<Effect> {
    let Some(review) = &mut model.review.open else { return Vec::new() };
    let field = review.shows_phrase();
    let Some((preflight, request)) = place(review, ask) else { return Vec::new() };
    let mut effects = put(preflight, request);
    if review.ask == ask {
        if grave {
            adopt(model);
        }
        checks_came(model, field);
        effects.extend(waiting::came(model, at));
    } else {
        // What was confirmed stays on the screen until all of it can be compared.
        effects.extend(sending::compare(model, at));
    }
    effects
}

/// The instance was read again.
pub(in crate::core) fn instance(
    model: &mut Model,
    ask: Ask,
    at: UtcTime,
    read: Result<Option<Instance>, CallFailure>,
) -> Vec<Effect> {
    if let Some(waiting) =
        model.review.open.as_mut().filter(|r| r.ask == ask).and_then(|r| r.waiting.as_mut())
    {
        waiting.awaited.0 = false;
    }
    take(model, ask, at, true, |preflight, _| {
        preflight.instance = Some(Reading::came(at, read));
        Vec::new()
    })
}

/// The backups of the instance have been read.
pub(in crate::core) fn backups(
    model: &mut Model,
    ask: Ask,
    at: UtcTime,
    rows: Result<Whole<BackupRow>, CallFailure>,
) -> Vec<Effect> {
    if let Some(waiting) =
        model.review.open.as_mut().filter(|r| r.ask == ask).and_then(|r| r.waiting.as_mut())
    {
        waiting.awaited.1 = false;
    }
    take(model, ask, at, true, |preflight, _| {
        preflight.backups = Reading::came(at, rows);
        Vec::new()
    })
}

/// The quotas of the project have been read.
pub(in crate::core) fn quota(
    model: &mut Model,
    ask: Ask,
    at: UtcTime,
    quota: Result<Quota, CallFailure>,
) -> Vec<Effect> {
    take(model, ask, at, false, |preflight, _| {
        preflight.quota = Reading::came(at, quota);
        Vec::new()
    })
}

/// A list of names has been read: the tables of `database`, or the databases.
pub(in crate::core) fn names(
    model: &mut Model,
    ask: Ask,
    at: UtcTime,
    (database, names): (Option<String>, Result<Whole<String>, CallFailure>),
) -> Vec<Effect> {
    let instance = model.review.open.as_ref().map(|review| review.target.id().clone());
    take(model, ask, at, false, |preflight, request| {
        match (&mut preflight.names, chosen(request.scope()), instance) {
            (Some(list), Some(chosen), Some(instance)) => {
                list.came(chosen, (ask, &instance), at, (database.as_deref(), names))
            }
            (Some(_) | None, _, _) => Vec::new(),
        }
    })
}

/// Draft, rules and Review go by what the instance is now, the estimate by that and by its backups.
pub(super) fn adopt(model: &mut Model) {
    let Some(review) = &mut model.review.open else { return };
    if let Some(Reading::Read { what: Some(instance), .. }) = &review.preflight.instance {
        review.target = Target::Listed(instance.clone());
        review.production = production(&model.shared.production, &review.target);
        model.draft.target = Some(review.target.clone());
        review.rules = rules::check(&model.draft).into_iter().map(|v| v.rule).collect();
    }
    review.estimate = review.reckon();
}

/// Checks came: the guard starts over, a notice that they are awaited may be true no more, and
/// where the button has become a field or a field the button, the focus is not on either any more.
pub(super) fn checks_came(model: &mut Model, field_before: bool) {
    let Some(review) = &mut model.review.open else { return };
    review.guard.follow(false);
    if review.shows_phrase() != field_before {
        review.focus = ReviewFocus::Look;
    }
    if review.level() != Level::Wait && model.port.notice == Some(Notice::ChecksReading) {
        model.port.notice = None;
    }
}

/// Ends the reading of names that nobody waits for any more: Review was
/// left, or reads everything anew.
pub(in crate::core) fn stop_names(model: &mut Model) -> Option<Effect> {
    let awaits = |p: &Preflight| p.names.as_ref().is_some_and(|names| names.at().is_none());
    let shown = model.review.open.as_ref().filter(|r| awaits(&r.preflight)).map(|r| r.ask);
    let fresh = model
        .review
        .open
        .as_ref()
        .and_then(|r| r.rereading.as_ref())
        .filter(|r| awaits(&r.fresh))
        .map(|r| r.ask);
    let wanted = fresh.or(shown);
    let before = std::mem::replace(&mut model.review.reading_names, wanted);
    (before.is_some() && before != wanted).then_some(Effect::Cancel(Cancel::Names))
}
