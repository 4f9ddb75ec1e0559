//! The newest backups for the list of instances: after every message at most one call is begun, or ended.

use crate::core::{
    call::CallFailure,
    latest::{BackupPage, PageWanted},
    message::{Effect, Timer},
    model::{Model, Screen},
    place::Mode,
    tree::Listing,
};

/// So many seconds the cursor is on an instance before that is asked about by itself.
const REST: u64 = 1;

/// What is to be read next. Only the list of instances wants it, once it is there itself; whoever leaves it ends the call.
pub(super) fn due(model: &mut Model) -> Option<Effect> {
    let calls = model.mode != Mode::Offline && model.place.is_ready();
    if !calls || model.screen != Screen::Instance || model.fleet.listing != Listing::Complete || model.named.is_some() {
        return model.latest.stop().then_some(Effect::StopBackupPages);
    }
    if model.latest.is_under_way() {
        return None;
    }
    if model.latest.is_new() {
        let ask = model.next_ask();
        model.latest.begin_anew(ask);
    }
    if let Some(wanted) = model.latest.next_of_project(&model.fleet) {
        return Some(Effect::ReadBackupPage(wanted));
    }
    let instance = model.latest.candidate(&model.fleet)?;
    if model.latest.moved_to(&instance) {
        return Some(Effect::Wait { seconds: REST, timer: Timer::Rest });
    }
    model.latest.next_of(&instance).map(Effect::ReadBackupPage)
}

/// A page came.
pub(super) fn came(model: &mut Model, wanted: &PageWanted, page: Result<BackupPage, CallFailure>) -> Vec<Effect> {
    model.latest.came(wanted, page);
    Vec::new()
}

/// The cursor has been on its instance for a while.
pub(super) fn rested(model: &mut Model) -> Vec<Effect> {
    model.latest.rested();
    Vec::new()
}
