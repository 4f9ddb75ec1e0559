//! From `--instance` to the form: one call for exactly that instance, and the whole list where that
//! is not enough.

use super::{instance, overlay};
use crate::core::message::Query;
use crate::core::{
    call::CallFailure,
    draft::Target,
    instance::Instance,
    message::{Ask, Effect},
    model::{Model, Notice, Overlay, PromptKind, Screen},
    named::{Named, NamedNotice, Search},
    place::Mode,
    tree::Listing,
};

/// On the way to the list of instances: the named one is asked for first. `None` where none is
/// named, or no call can be made.
pub(super) fn go(model: &mut Model) -> Option<Vec<Effect>> {
    let named = model.named.clone()?;
    if model.mode == Mode::Offline {
        // Nothing is asked offline: the operator states its engine.
        model.named = None;
        let effects = overlay::prompt(model, PromptKind::InstanceId);
        if let Some(Overlay::Prompt(prompt)) = model.overlays.last_mut() {
            prompt.input = named.text.into();
        }
        return Some(effects);
    }
    match named.search {
        Search::Found(found) => Some(choose(model, *found)),
        Search::NotBegun if model.place.is_ready() => {
            let ask = model.next_ask();
            search(model, Search::Asking(ask));
            Some(vec![Effect::Ask { ask, query: Query::Named { named: named.text } }])
        }
        Search::Asking(_) => Some(Vec::new()),
        Search::NotBegun | Search::InList => None,
    }
}

/// After every message: whichever way led to the list of instances, the named one is looked for
/// there, or chosen if it was found meanwhile. Once an instance is chosen, none is looked for.
pub(super) fn due(model: &mut Model) -> Vec<Effect> {
    if model.draft.target.is_some() {
        model.named = None;
    }
    let waits = model
        .named
        .as_ref()
        .is_some_and(|named| matches!(named.search, Search::NotBegun | Search::Found(_)));
    if waits && model.screen == Screen::Instance {
        go(model).unwrap_or_default()
    } else {
        Vec::new()
    }
}

/// The search for it has begun: naming the instance was the choice.
pub(super) fn is_begun(model: &Model) -> bool {
    model.named.as_ref().is_some_and(|named| named.search != Search::NotBegun)
}

fn search(model: &mut Model, to: Search) {
    if let Some(named) = &mut model.named {
        named.search = to;
    }
}

/// The operator has taken over: nothing is chosen over their head any more.
pub(super) fn give_way(model: &mut Model) -> Vec<Effect> {
    match model.named.take() {
        Some(_) if matches!(model.fleet.listing, Listing::NotAsked) => instance::reload(model),
        Some(_) | None => Vec::new(),
    }
}

/// The service was asked for exactly this instance.
pub(super) fn found(
    model: &mut Model,
    ask: Ask,
    found: Result<Vec<Instance>, CallFailure>,
) -> Vec<Effect> {
    let Some(named) = model.named.clone().filter(|named| named.search == Search::Asking(ask))
    else {
        return Vec::new();
    };
    let mut fitting: Vec<Instance> = match found {
        Ok(rows) => rows.into_iter().filter(|i| named.is(i)).collect(),
        Err(_) => {
            model.notice = Some(Notice::Named(NamedNotice::Unread(named.text)));
            return look_in_list(model);
        }
    };
    match (fitting.pop(), fitting.len()) {
        (Some(one), 0) if model.screen == Screen::Instance => choose(model, one),
        // Something came up meanwhile that has to be seen first.
        (Some(one), 0) => {
            search(model, Search::Found(Box::new(one)));
            Vec::new()
        }
        (Some(_), others) => {
            let effects = instance::reload(model);
            several(model, named.text, others + 1);
            effects
        }
        (None, _) => look_in_list(model),
    }
}

fn look_in_list(model: &mut Model) -> Vec<Effect> {
    search(model, Search::InList);
    if model.fleet.listing == Listing::Loading { Vec::new() } else { instance::reload(model) }
}

/// A page of the whole list came. An ID belongs to one instance; of a name only the whole
/// list says whether it does.
pub(super) fn listed(model: &mut Model) -> Vec<Effect> {
    let Some(named) = model.named.clone().filter(|named| named.search == Search::InList) else {
        return Vec::new();
    };
    let by_id = named.id().and_then(|id| model.fleet.get(&id).cloned());
    let complete = match model.fleet.listing {
        Listing::Complete => true,
        Listing::NotAsked | Listing::Loading => false,
        Listing::Failed(_) => {
            model.named = None;
            return Vec::new();
        }
    };
    match by_id {
        Some(one) => settled(model, one),
        None if complete => by_name(model, &named),
        None => Vec::new(),
    }
}

fn by_name(model: &mut Model, named: &Named) -> Vec<Effect> {
    let fitting: Vec<Instance> =
        model.fleet.instances().iter().filter(|i| named.is(i)).cloned().collect();
    match <[Instance; 1]>::try_from(fitting) {
        Ok([one]) => settled(model, one),
        Err(several_or_none) if several_or_none.is_empty() => {
            let similar =
                model.fleet.instances().iter().find(|i| named.is_like(i)).map(|i| i.name.clone());
            model.named = None;
            model.notice = Some(Notice::Named(match similar {
                Some(name) => {
                    filter(model, &named.text);
                    NamedNotice::Similar { text: named.text.clone(), name }
                }
                None => NamedNotice::Unknown(named.text.clone()),
            }));
            Vec::new()
        }
        Err(all) => {
            several(model, named.text.clone(), all.len());
            Vec::new()
        }
    }
}

fn settled(model: &mut Model, one: Instance) -> Vec<Effect> {
    if model.screen == Screen::Instance {
        return choose(model, one);
    }
    search(model, Search::Found(Box::new(one)));
    Vec::new()
}

/// The operator chooses among those that have the name.
fn several(model: &mut Model, text: String, count: usize) {
    filter(model, &text);
    model.named = None;
    model.notice = Some(Notice::Named(NamedNotice::Several(text, count)));
}

fn filter(model: &mut Model, text: &str) {
    model.fleet.filter = text.into();
    model.fleet.refresh();
}

fn choose(model: &mut Model, one: Instance) -> Vec<Effect> {
    model.named = None;
    // It was missing until now.
    model.notice.take_if(|notice| matches!(notice, Notice::InstanceFirst | Notice::ErrorsFirst(_)));
    instance::choose(model, Target::Listed(one))
}
