//! The newest backups for the list of instances: after every message at most one call is begun, or
//! ended.

use crate::core::{
    base::call::CallFailure,
    model::Model,
    port::{
        effect::{Cancel, Effect},
        query::{BackupPage, PageWanted, Query},
        shared::Screen,
    },
    scope::tree::Listing,
    session::current::Mode,
};

/// What is to be read next. Only the list of instances wants it, once it is there itself; whoever
/// leaves it ends the call.
pub(in crate::core) fn due(model: &mut Model) -> Option<Effect> {
    let calls = model.shared.mode != Mode::Offline && model.shared.place.is_ready();
    // Of a list that is not whole, what there is.
    let listed = matches!(
        model.choose.instances.listing,
        Listing::Complete | Listing::Failed(CallFailure::Incomplete(_))
    );
    if !calls || model.shared.screen != Screen::Instance || !listed || model.choose.lookup.is_some()
    {
        return model.choose.newest.stop().then_some(Effect::Cancel(Cancel::BackupPages));
    }
    if model.choose.newest.is_under_way() {
        return None;
    }
    if !model.choose.instances.is_looked_at() {
        return None;
    }
    if model.choose.newest.is_new() {
        let ask = model.port.number();
        model.choose.newest.begin_anew(ask);
    }
    if let Some(wanted) = model.choose.newest.next_of_project(&model.choose.instances) {
        return Some(ask(wanted));
    }
    let instance = model.choose.newest.candidate(&model.choose.instances)?;
    model.choose.newest.next_of(&instance).map(ask)
}

const fn ask(wanted: PageWanted) -> Effect {
    Effect::Ask { ask: wanted.ask, query: Query::BackupPage(wanted) }
}

pub(in crate::core) fn came(
    model: &mut Model,
    wanted: &PageWanted,
    page: Result<BackupPage, CallFailure>,
) -> Vec<Effect> {
    model.choose.newest.came(wanted, page);
    Vec::new()
}

/// After every message: where the cursor has gone to, it has to rest.
pub(in crate::core) fn rest(model: &mut Model, by_key: bool) -> Option<Effect> {
    model.choose.instances.follow(by_key).then_some(Effect::Rest)
}

/// The cursor has not moved for a moment.
pub(in crate::core) fn rested(model: &mut Model) -> Vec<Effect> {
    model.choose.instances.rested();
    Vec::new()
}
