//! What signing in and new settings mean for the whole run: one call for each room.

use crate::core::{
    base::{ask::Ask, time::UtcTime},
    model::Model,
    port::{effect::Effect, overlay::Overlay, shared::Screen},
    session::{
        current::{Mode, Place},
        signing::{EntryFailure, Next, SignedIn},
    },
    sign_in,
};

/// Takes settings that the shell has taken.
pub(super) fn configured(model: &mut Model, place: Place) -> Vec<Effect> {
    let form = model.sign_in.restart(&mut model.dialog.overlays);
    model.configured(place);
    let mut effects = model.port.take_effects();
    let named = model.choose.lookup.is_some();
    let Model { sign_in, dialog, shared, port, .. } = model;
    if form {
        sign_in.try_typed(named);
    }
    sign_in.go_on(&mut dialog.overlays, shared, port);
    effects.extend(port.take_effects());
    model.go_to_named();
    effects.extend(model.port.take_effects());
    effects
}

/// Takes the end of the sign-in with this number.
pub(super) fn ended(
    model: &mut Model,
    ask: Ask,
    result: Result<Box<SignedIn>, EntryFailure>,
) -> Vec<Effect> {
    let Some(next) = model.sign_in.answered(ask) else { return Vec::new() };
    match result {
        Ok(entry) => entered(model, *entry, next),
        Err(why) => {
            if let Some(sign_in) = model.shared.place.sign_in.as_mut().filter(|_| why.is_refusal())
            {
                sign_in.refuse();
            }
            let may_ask = model.may_ask();
            let Model { sign_in, dialog, shared, port, .. } = model;
            sign_in.failed(why, next, may_ask, &mut dialog.overlays, shared, port);
            Vec::new()
        }
    }
}

fn entered(model: &mut Model, entry: SignedIn, next: Next) -> Vec<Effect> {
    let SignedIn { place, projects, untold } = entry;
    model.sign_in.untold = untold;
    let shown = matches!(model.dialog.overlays.last(), Some(Overlay::SigningIn));
    let row = model.under_cursor();
    model.configured(place);
    let mut effects = model.port.take_effects();
    model.keep_under_cursor(row);
    if let Some(projects) = projects {
        let Model { sign_in, dialog, port, .. } = model;
        sign_in.ask_project(projects, next, &mut dialog.overlays, port);
        return effects;
    }
    // An operator who has closed the sign-in and went elsewhere stays there.
    if shown && model.shared.place.is_ready() {
        if matches!(next, Next::NewBackup | Next::Here) {
            sign_in::update::close(&mut model.dialog.overlays);
        }
        let in_list = model.shared.screen == Screen::Instance;
        match next {
            // What needs attention is seen before the instance that the command line names.
            Next::NewBackup if model.choose.lookup.is_none() || !model.needs_attention() => {
                model.new_backup();
                effects.extend(model.port.take_effects());
            }
            // The test goes on to what the program needs first: the instances.
            Next::Stay => model.choose.reload(&model.shared, &mut model.port),
            Next::Here if in_list => model.choose.reload(&model.shared, &mut model.port),
            Next::NewBackup | Next::Here | Next::GoOn => {}
        }
    }
    model.go_to_named();
    effects.extend(model.port.take_effects());
    effects
}

/// Takes a renewal of the token or key in use, or its refusal.
pub(super) fn changed(model: &mut Model, expires: Option<UtcTime>, refused: bool) {
    let sign_in = model.shared.place.sign_in.as_mut();
    let wants_other = sign_in.is_some_and(|sign_in| sign_in.changed(expires, refused));
    if wants_other && model.may_ask() {
        let Model { sign_in, dialog, shared, port, .. } = model;
        sign_in.ask_anew(&mut dialog.overlays, shared, port);
    }
}

/// Asks who calls are made for where an instance was named or chosen without the list, as on the
/// command line or by a draft. Review and the journal's intent name that user.
pub(super) fn identify_chosen(model: &mut Model) -> Vec<Effect> {
    let chosen = model.draft.target.is_some() || model.choose.looks_up();
    if chosen && model.shared.mode != Mode::Offline && model.shared.place.is_ready() {
        let Model { sign_in, dialog, shared, port, .. } = model;
        sign_in.identify(&mut dialog.overlays, shared, port);
    }
    model.port.take_effects()
}
