//! Choosing the instance.

use super::{look_up, newest_backups::Latest};
use crate::core::{
    base::{
        ask::Ask,
        call::{CallFailure, Page},
        instance::Instance,
        time::UtcTime,
        whole::Incomplete,
    },
    dialog::{self, overlay::PromptKind},
    draft::content::Target,
    model::Model,
    port::{
        effect::{Cancel, Effect},
        keymap::Action,
        outcome::Go,
        query::Query,
        shared::Screen,
        status_line::Notice,
    },
    review,
    scope::tree::Listing,
    session::current::Mode,
    sign_in, start,
};

/// The list is read when the screen opens for the first time, and again on request.
pub(in crate::core) fn enter(model: &mut Model) -> Vec<Effect> {
    if let Some(effects) = look_up::go(model) {
        return effects;
    }
    match model.choose.instances.listing {
        // Nothing is listed offline: what can be done is done at once.
        Listing::NotAsked | Listing::Failed(_) if model.shared.mode == Mode::Offline => {
            dialog::update::prompt(model, PromptKind::InstanceId)
        }
        // What is too long is so again: it is read anew on request only.
        Listing::Failed(CallFailure::Incomplete(Incomplete::TooLong(_))) => Vec::new(),
        Listing::NotAsked | Listing::Failed(_) => reload(model),
        Listing::Loading | Listing::Complete => Vec::new(),
    }
}

pub(in crate::core) fn reload(model: &mut Model) -> Vec<Effect> {
    if !model.shared.place.is_ready() {
        model.port.notice = Some(if model.shared.mode == Mode::Offline {
            Notice::Offline
        } else {
            Notice::SetupFirst
        });
        return Vec::new();
    }
    let ask = model.port.number();
    model.choose.instances.start(ask);
    let stopped = model.choose.newest.stop().then_some(Effect::Cancel(Cancel::BackupPages));
    model.choose.newest = Latest::default();
    // Who this is, beside it: the header says so from the first screen on.
    stopped
        .into_iter()
        .chain([Effect::Ask { ask, query: Query::Instances }])
        .chain(sign_in::update::identify(model))
        .collect()
}

pub(in crate::core) fn page(
    model: &mut Model,
    ask: Ask,
    at: UtcTime,
    page: Result<Page<Instance>, CallFailure>,
) -> Vec<Effect> {
    if ask != model.choose.instances.ask {
        return Vec::new();
    }
    match page {
        Ok(page) => model.choose.instances.add(at, page.rows, page.last),
        Err(why) => {
            model.sign_in.note_clock(&why, model.shared.clock.utc);
            model.choose.instances.failed(why);
        }
    }
    refresh_target(model);
    look_up::listed(model)
}

/// A chosen instance takes over what a newer reading says of it.
fn refresh_target(model: &mut Model) {
    if let Some(Target::Listed(chosen)) = &mut model.draft.target
        && let Some(newer) = model.choose.instances.get(&chosen.id)
    {
        chosen.clone_from(newer);
    }
}

pub(in crate::core) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let mut effects = look_up::give_way(model);
    let height = model.shared.size.list_rows();
    match action.moves(model.choose.instances.cursor(), model.choose.instances.len(), height) {
        Some(row) => model.choose.instances.go_to(row, height),
        None => effects.extend(act_on_list(model, action)),
    }
    effects
}

fn act_on_list(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Enter => match model.choose.instances.chosen().cloned() {
            Some(instance) => {
                model.port.go(Go::Chosen(Target::Listed(instance)));
                Vec::new()
            }
            None => Vec::new(),
        },
        Action::Filter => {
            model.choose.instances.filtering = true;
            Vec::new()
        }
        // What is being read is not asked for twice: a key that is held must not become a row of
        // refused signatures.
        Action::Reload if matches!(model.choose.instances.listing, Listing::Loading) => Vec::new(),
        Action::Reload => reload(model),
        Action::TypeName => dialog::update::prompt(model, PromptKind::InstanceId),
        Action::Review => review::update::open(model),
        Action::NextPane => {
            if model.draft.target.is_some() {
                model.shared.screen = Screen::Compose;
            }
            Vec::new()
        }
        Action::Back => back(model),
        _ => Vec::new(),
    }
}

fn back(model: &mut Model) -> Vec<Effect> {
    if model.choose.instances.filter.value().is_empty() {
        let form =
            std::mem::take(&mut model.choose.instances.from_form) && model.draft.target.is_some();
        if !form {
            return start::update::back_to(model, None);
        }
        model.shared.screen = Screen::Compose;
    } else {
        model.choose.instances.filter.reset();
        model.choose.instances.refresh();
    }
    Vec::new()
}

pub(in crate::core) fn filter_act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Enter => model.choose.instances.filtering = false,
        Action::Back => {
            model.choose.instances.filtering = false;
            model.choose.instances.filter.reset();
            model.choose.instances.refresh();
        }
        _ => {}
    }
    Vec::new()
}
