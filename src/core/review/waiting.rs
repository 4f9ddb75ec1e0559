//! Waiting on Review until a busy instance is idle. Nothing is sent by it: once the instance is
//! idle, everything is read anew, and the operator is asked again.

use super::{
    page::{Review, Waiting},
    sending,
    update::reload,
};
use crate::core::{
    base::time::UtcTime,
    model::Model,
    port::{effect::Effect, query::Query, status_line::Notice, timer::Timer},
};

/// Begins to wait, from what has been read or is being read now.
pub(in crate::core) fn begin(model: &mut Model, at: UtcTime) -> Vec<Effect> {
    let Some(review) = &mut model.review.open else { return Vec::new() };
    if review.preflight.is_idle() == Some(true) {
        model.port.notice = Some(Notice::NothingToWaitFor);
        return Vec::new();
    }
    sending::ask_again(review);
    let instance = review.preflight.instance.as_ref().is_some_and(|reading| reading.at().is_none());
    let awaited = (instance, review.preflight.backups.at().is_none());
    review.waiting = Some(Waiting { since: at, awaited });
    model.port.notice = None;
    if awaited == (false, false) { vec![next(at, at)] } else { Vec::new() }
}

/// Stops waiting; Review stays as it is.
pub(super) fn stop(model: &mut Model) {
    if model.review.open.as_mut().is_some_and(|review| review.waiting.take().is_some()) {
        model.port.notice = Some(Notice::WaitingStopped);
    }
}

/// In the rhythm of Watch: every 10 s for two minutes, every 30 s to minute ten, then every minute.
fn next(since: UtcTime, now: UtcTime) -> Effect {
    let seconds = match now.since(since) {
        0..=119 => 10,
        120..=599 => 30,
        _ => 60,
    };
    Effect::Wait { seconds, timer: Timer::Idle }
}

/// The wait between two readings is over, or the operator does not want to wait for it.
pub(in crate::core) fn timer(model: &mut Model) -> Vec<Effect> {
    let Some(review) = &mut model.review.open else { return Vec::new() };
    let Review { waiting: Some(waiting), preflight, target, ask, .. } = review else {
        return Vec::new();
    };
    if waiting.awaited != (false, false) {
        return Vec::new();
    }
    let (ask, instance) = (*ask, target.id().clone());
    waiting.awaited = (preflight.instance.is_some(), true);
    let backups = Effect::Ask { ask, query: Query::Backups { instance: instance.clone() } };
    if preflight.instance.is_some() {
        vec![Effect::Ask { ask, query: Query::Instance { instance } }, backups]
    } else {
        vec![backups]
    }
}

/// A reading came: if it was the last one, either the instance is idle, or it is
/// read again in a while.
pub(super) fn came(model: &mut Model, at: UtcTime) -> Vec<Effect> {
    let Some(review) = &mut model.review.open else { return Vec::new() };
    let Some(waiting) = review.waiting.filter(|waiting| waiting.awaited == (false, false)) else {
        return Vec::new();
    };
    if review.preflight.is_idle() != Some(true) {
        return vec![next(waiting.since, at)];
    }
    review.waiting = None;
    sending::ask_again(review);
    let effects = reload(model);
    model.port.notice = Some(Notice::IdleNow);
    effects
}
