//! From `--instance` to the form: one call for exactly that instance, and the whole list where that
//! is not enough.

use super::instance_lookup::{Named, Search};
use crate::core::{
    base::{ask::Ask, call::CallFailure, instance::Instance},
    choose,
    dialog::{
        self,
        overlay::{Overlay, PromptKind},
    },
    draft::content::Target,
    model::Model,
    port::{
        effect::Effect,
        outcome::Go,
        query::Query,
        shared::Screen,
        status_line::{NamedNotice, Notice},
    },
    scope::tree::Listing,
    session::current::Mode,
};

/// On the way to the list of instances: the named one is asked for first. `None` where none is
/// named, or no call can be made.
pub(in crate::core) fn go(model: &mut Model) -> Option<Vec<Effect>> {
    let named = model.choose.lookup.clone()?;
    if model.shared.mode == Mode::Offline {
        // Nothing is asked offline: the operator states its engine.
        model.choose.lookup = None;
        let effects = dialog::update::prompt(model, PromptKind::InstanceId);
        if let Some(Overlay::Prompt(prompt)) = model.dialog.overlays.last_mut() {
            prompt.input = named.text.into();
        }
        return Some(effects);
    }
    match named.search {
        Search::Found(found) => Some(choose(model, *found)),
        Search::NotBegun if model.shared.place.is_ready() => {
            let ask = model.port.number();
            search(model, Search::Asking(ask));
            Some(vec![Effect::Ask { ask, query: Query::Named { named: named.text } }])
        }
        Search::Asking(_) => Some(Vec::new()),
        Search::NotBegun | Search::InList => None,
    }
}

/// After every message: whichever way led to the list of instances, the named one is looked for
/// there, or chosen if it was found meanwhile. Once an instance is chosen, none is looked for.
pub(in crate::core) fn due(model: &mut Model) -> Vec<Effect> {
    if model.draft.target.is_some() {
        model.choose.lookup = None;
    }
    let waits = model
        .choose
        .lookup
        .as_ref()
        .is_some_and(|named| matches!(named.search, Search::NotBegun | Search::Found(_)));
    if waits && model.shared.screen == Screen::Instance {
        go(model).unwrap_or_default()
    } else {
        Vec::new()
    }
}

/// The search for it has begun: naming the instance was the choice.
pub(in crate::core) fn is_begun(model: &Model) -> bool {
    model.choose.lookup.as_ref().is_some_and(|named| named.search != Search::NotBegun)
}

fn search(model: &mut Model, to: Search) {
    if let Some(named) = &mut model.choose.lookup {
        named.search = to;
    }
}

/// The operator has taken over: nothing is chosen over their head any more.
pub(in crate::core) fn give_way(model: &mut Model) -> Vec<Effect> {
    match model.choose.lookup.take() {
        Some(_) if matches!(model.choose.instances.listing, Listing::NotAsked) => {
            choose::update::reload(model)
        }
        Some(_) | None => Vec::new(),
    }
}

/// The service was asked for exactly this instance.
pub(in crate::core) fn found(
    model: &mut Model,
    ask: Ask,
    found: Result<Vec<Instance>, CallFailure>,
) -> Vec<Effect> {
    let Some(named) =
        model.choose.lookup.clone().filter(|named| named.search == Search::Asking(ask))
    else {
        return Vec::new();
    };
    let mut fitting: Vec<Instance> = match found {
        Ok(rows) => rows.into_iter().filter(|i| named.is(i)).collect(),
        Err(_) => {
            model.port.notice = Some(Notice::Named(NamedNotice::Unread(named.text)));
            return look_in_list(model);
        }
    };
    match (fitting.pop(), fitting.len()) {
        (Some(one), 0) if model.shared.screen == Screen::Instance => choose(model, one),
        // Something came up meanwhile that has to be seen first.
        (Some(one), 0) => {
            search(model, Search::Found(Box::new(one)));
            Vec::new()
        }
        (Some(_), others) => {
            let effects = choose::update::reload(model);
            several(model, named.text, others + 1);
            effects
        }
        (None, _) => look_in_list(model),
    }
}

fn look_in_list(model: &mut Model) -> Vec<Effect> {
    search(model, Search::InList);
    if model.choose.instances.listing == Listing::Loading {
        Vec::new()
    } else {
        choose::update::reload(model)
    }
}

/// A page of the whole list came. An ID belongs to one instance; of a name only the whole
/// list says whether it does.
pub(in crate::core) fn listed(model: &mut Model) -> Vec<Effect> {
    let Some(named) = model.choose.lookup.clone().filter(|named| named.search == Search::InList)
    else {
        return Vec::new();
    };
    let by_id = named.id().and_then(|id| model.choose.instances.get(&id).cloned());
    let complete = match model.choose.instances.listing {
        Listing::Complete => true,
        Listing::NotAsked | Listing::Loading => false,
        Listing::Failed(_) => {
            model.choose.lookup = None;
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
        model.choose.instances.instances().iter().filter(|i| named.is(i)).cloned().collect();
    match <[Instance; 1]>::try_from(fitting) {
        Ok([one]) => settled(model, one),
        Err(several_or_none) if several_or_none.is_empty() => {
            let similar = model
                .choose
                .instances
                .instances()
                .iter()
                .find(|i| named.is_like(i))
                .map(|i| i.name.clone());
            model.choose.lookup = None;
            model.port.notice = Some(Notice::Named(match similar {
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
    if model.shared.screen == Screen::Instance {
        return choose(model, one);
    }
    search(model, Search::Found(Box::new(one)));
    Vec::new()
}

/// The operator chooses among those that have the name.
fn several(model: &mut Model, text: String, count: usize) {
    filter(model, &text);
    model.choose.lookup = None;
    model.port.notice = Some(Notice::Named(NamedNotice::Several(text, count)));
}

fn filter(model: &mut Model, text: &str) {
    model.choose.instances.filter = text.into();
    model.choose.instances.refresh();
}

fn choose(model: &mut Model, one: Instance) -> Vec<Effect> {
    model.choose.lookup = None;
    // It was missing until now.
    model
        .port
        .notice
        .take_if(|notice| matches!(notice, Notice::InstanceFirst | Notice::ErrorsFirst(_)));
    model.port.go(Go::Chosen(Target::Listed(one)));
    Vec::new()
}
