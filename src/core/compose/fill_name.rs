//! The name from the configured template: filled in by a key, and never over what was typed without
//! asking.

use super::state::ComposeFocus;
use crate::core::{
    base::text,
    compose,
    dialog::overlay::PromptKind,
    draft::{content::Target, name_template::Filling, rules::rule::Field},
    model::Model,
    port::{effect::Effect, outcome::Go, status_line::Notice},
    session::current::Mode,
};

/// The key for it. The number of the change is asked for once; on a name that
/// is filled in already, again.
pub(in crate::core) fn fill(model: &mut Model) -> Vec<Effect> {
    let Some(template) = &model.compose.names.template else {
        model.port.notice = Some(if model.shared.mode == Mode::Demo {
            Notice::NoConfiguration
        } else {
            Notice::NoTemplate
        });
        return Vec::new();
    };
    if model.draft.target.is_none() {
        model.port.notice = Some(Notice::InstanceFirst);
        return Vec::new();
    }
    let filled = model.compose.names.filled.as_deref() == Some(model.draft.name.value());
    if template.wants_change() && (model.compose.names.change.is_none() || filled) {
        model.port.go(Go::Ask(PromptKind::Change));
        return Vec::new();
    }
    put(model)
}

/// Enter in the prompt for the number of the change.
pub(in crate::core) fn change_given(model: &mut Model, change: &str) -> Vec<Effect> {
    model.dialog.overlays.pop();
    model.compose.names.change = Some(text::clean_line(change.trim()));
    put(model)
}

fn put(model: &mut Model) -> Vec<Effect> {
    let Some(name) = name(model) else { return Vec::new() };
    let typed = model.draft.name.value();
    let own =
        typed.is_empty() || typed == name || model.compose.names.filled.as_deref() == Some(typed);
    if !own && !model.compose.names.armed {
        model.compose.names.armed = true;
        model.port.notice = Some(Notice::NameStands);
        return Vec::new();
    }
    model.compose.names.armed = false;
    model.draft.name = name.clone().into();
    model.compose.names.filled = Some(name);
    model.compose.focus = ComposeFocus::Name;
    compose::update::touch(model, Field::Name);
    model.port.notice = Some(Notice::NameFilled);
    Vec::new()
}

fn name(model: &Model) -> Option<String> {
    let who = &model.shared.who;
    let user = model
        .shared
        .place
        .user
        .as_deref()
        .or(who.sudo_user.as_deref())
        .or(who.user.as_deref())
        .unwrap_or_default();
    let utc: String =
        model.shared.clock.utc.iso().chars().filter(|c| !matches!(c, '-' | ':')).collect();
    // To the minute, as the clock on the screen.
    let utc = format!("{}Z", utc.get(..13).unwrap_or_default());
    let instance = model.draft.target.as_ref().map(Target::confirm_phrase).unwrap_or_default();
    let change = model.compose.names.change.as_deref().unwrap_or_default();
    model
        .compose
        .names
        .template
        .as_ref()
        .map(|template| template.fill(Filling { change, instance, utc: &utc, user }))
}
