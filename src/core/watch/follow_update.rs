//! A run that only watches: how it begins, and when one that nobody attends ends by itself.

use super::follow::GaveUp;
use crate::core::{
    base::{call::CallFailure, refusal_reason::Reason, time::UtcTime},
    dialog::overlay::PromptKind,
    journal,
    model::Model,
    operation::backup::BackupRow,
    port::{
        effect::{Effect, Terminal},
        outcome::Go,
    },
    session::signing::Next,
};

/// So many seconds a backup of which nothing else is known may be missing from the lists before
/// there is none. A token that is refused, and that nobody can replace, has as long.
const PATIENCE: u64 = 60;
/// A backup that is known to exist may be missing for so many seconds.
const LONG_PATIENCE: u64 = 600;

/// Reads at once; where somebody is there to give what is missing, it is asked for first, and
/// signing in is waited for.
pub(in crate::core) fn begin(model: &mut Model) -> Vec<Effect> {
    let Some(watch) = &model.watch.only else { return Vec::new() };
    let attended = !watch.unattended;
    match &model.shared.place.sign_in {
        None if attended && model.sign_in.unsettled => {
            model.port.go(Go::AskAnew);
            return Vec::new();
        }
        None if attended => {
            model.port.go(Go::Ask(PromptKind::Token));
            return Vec::new();
        }
        Some(_) if attended && !model.shared.place.is_ready() => {
            model.port.go(Go::SignIn(Next::Here));
            return Vec::new();
        }
        Some(_) | None => {}
    }
    let mut effects = journal::update::take_up(model, model.shared.clock.utc);
    if attended {
        model.port.go(Go::Identify);
    }
    effects.extend(end(model));
    effects
}

/// Nobody waits for what cannot change any more.
pub(in crate::core) fn end(model: &Model) -> Option<Effect> {
    let (watch, operation) = (model.watch.only.as_ref()?, model.operations.list.first()?);
    let over = watch.gave_up.is_some() || !operation.is_open();
    (watch.unattended && over).then_some(Effect::Terminal(Terminal::Quit))
}

/// Job and row were read.
pub(in crate::core) fn read(
    model: &mut Model,
    at: UtcTime,
    row: Option<Result<Option<BackupRow>, CallFailure>>,
) -> Vec<Effect> {
    let Some(operation) = model.operations.list.first() else { return Vec::new() };
    let vain = match row {
        // A job that runs speaks for a row that lags.
        Some(Ok(None)) if operation.is_seen_running() => Ok(None),
        Some(Ok(None)) => {
            let patience = if operation.is_unseen() { PATIENCE } else { LONG_PATIENCE };
            Ok(Some((patience, GaveUp::NotListed)))
        }
        Some(Ok(Some(_))) | None => Ok(None),
        Some(Err(why)) => Err(why),
    };
    judge(model, at, vain)
}

/// The backups were read to find the one.
pub(in crate::core) fn looked(
    model: &mut Model,
    at: UtcTime,
    rows: Result<(), CallFailure>,
) -> Vec<Effect> {
    let Some(operation) = model.operations.list.first() else { return Vec::new() };
    let vain = rows.map(|()| operation.looked_in_vain(at).then_some((0, GaveUp::NotFound)));
    judge(model, at, vain)
}

/// Gives up once the readings have been in vain for as long as they may be. Not where
/// somebody sits who can judge.
fn judge(
    model: &mut Model,
    at: UtcTime,
    vain: Result<Option<(u64, GaveUp)>, CallFailure>,
) -> Vec<Effect> {
    let Some(watch) = model.watch.only.as_mut().filter(|watch| watch.unattended) else {
        return Vec::new();
    };
    let vain = match vain {
        Ok(vain) => {
            watch.has_read = true;
            vain
        }
        Err(why) => hopeless(&why, watch.has_read, watch.token_renewed)
            .map(|patience| (patience, GaveUp::Refused(why))),
    };
    match vain {
        None => watch.in_vain_since = None,
        Some((patience, why)) => {
            let since = *watch.in_vain_since.get_or_insert(at);
            if at.since(since) >= patience {
                watch.gave_up = Some(why);
            }
        }
    }
    end(model).into_iter().collect()
}

/// How many seconds a failure that will not mend is borne with; `None` for one that may. What has
/// been shown once may be shown again, so only a refusal from the beginning is final; and a token
/// that stands in a file is renewed there.
fn hopeless(why: &CallFailure, has_read: bool, token_renewed: bool) -> Option<u64> {
    let CallFailure::Refused(refusal) = why else { return None };
    match refusal.head.status {
        401 if token_renewed => None,
        401 => Some(PATIENCE),
        408 | 425 => None,
        _ if refusal.reason() == Reason::Throttled => None,
        400..=499 if !has_read => Some(0),
        _ => None,
    }
}
