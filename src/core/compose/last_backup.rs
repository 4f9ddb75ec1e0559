//! What the instance's last table-level backup holds, beside what the service lists now: looked at,
//! and taken by a key.

use super::{
    import::{Source, last_table_level},
    import_keys,
};
use crate::core::{
    base::{ask::Ask, call::CallFailure, whole::Whole},
    dialog::overlay::Overlay,
    model::Model,
    operation::backup::BackupRow,
    port::{effect::Effect, query::Query, shared::Screen, status_line::Notice},
    scope::list::render,
    session::current::Mode,
};

/// Asks for the instance's backups.
pub(in crate::core) fn ask(model: &mut Model) -> Vec<Effect> {
    let Some(instance) = model.draft.target.as_ref().map(|t| t.id().clone()) else {
        return Vec::new();
    };
    if model.shared.mode == Mode::Offline || !model.shared.place.is_ready() {
        model.port.notice = Some(Notice::Offline);
        return Vec::new();
    }
    let ask = model.port.number();
    (model.compose.last_ask, model.compose.last_asked) = (ask, model.shared.last_key);
    model.port.notice = Some(Notice::LastReading);
    vec![Effect::Ask { ask, query: Query::LastBackups { instance } }]
}

/// They came. Where the operator has gone on to something else, nothing comes up under the fingers.
pub(in crate::core) fn backups(
    model: &mut Model,
    answer: Ask,
    rows: &Result<Whole<BackupRow>, CallFailure>,
) -> Vec<Effect> {
    if answer != model.compose.last_ask {
        return Vec::new();
    }
    model.port.notice.take_if(|notice| *notice == Notice::LastReading);
    model.compose.last_ask = Ask::default();
    if model.shared.screen != Screen::Compose || !model.dialog.overlays.is_empty() {
        return Vec::new();
    }
    if model.compose.last_asked != model.shared.last_key {
        model.port.notice = Some(Notice::LastWaits);
        return Vec::new();
    }
    match rows.as_ref().map(|rows| last_table_level(rows)) {
        Err(why) => model.port.notice = Some(Notice::LastUnread(why.clone())),
        Ok(None) => model.port.notice = Some(Notice::LastNone),
        Ok(Some(last)) => {
            let text = render(&last.scope);
            return import_keys::open(model, Source::Last(Box::new(last)), &text, None);
        }
    }
    Vec::new()
}

/// Takes what is new since, or leaves it out again. What is still being read could bring
/// more than is on screen.
pub(in crate::core) fn with_new(model: &mut Model) {
    let Some(Overlay::Preview(preview)) = model.dialog.overlays.last_mut() else { return };
    let Some(judged) = preview.read.as_mut().filter(|_| matches!(preview.from, Source::Last(_)))
    else {
        return;
    };
    if judged.is_looked_up(&model.draft.tree) {
        model.port.notice = (!judged.toggle_new()).then_some(Notice::NothingNew);
    } else {
        model.port.notice = Some(Notice::NewReading);
    }
}
