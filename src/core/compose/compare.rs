//! What has changed since the opened draft was saved: asked for once the service can be called,
//! filled in as answers come.

use super::{changes::InstanceRead, tree_keys};
use crate::core::{
    base::{
        ask::Ask, call::CallFailure, ids::InstanceId, instance::Instance, remote::Remote,
        time::UtcTime, whole::Whole,
    },
    dialog::overlay::Overlay,
    draft::content::Target,
    model::Model,
    operation::backup::BackupRow,
    port::{effect::Effect, query::Query, status_line::Notice},
};

/// Begins the comparison, unless it has begun or nothing can be compared yet.
pub(in crate::core) fn begin(model: &mut Model) -> Vec<Effect> {
    let ask = model.port.number();
    let Some(changes) = &mut model.compose.changes else { return Vec::new() };
    if changes.is_asked() || changes.obstacle(model.shared.mode, &model.shared.place).is_some() {
        return Vec::new();
    }
    let Some(instance) = changes.target.as_ref().map(|t| t.id().clone()) else { return Vec::new() };
    changes.ask = ask;
    // From here on it belongs to this place, also if it was made without one.
    changes.endpoint.clone_from(&model.shared.place.endpoint);
    changes.project.clone_from(&model.shared.place.project);
    changes.read = InstanceRead::Reading;
    let mut effects =
        vec![Effect::Ask { ask, query: Query::Instance { instance: instance.clone() } }];
    if !changes.name.is_empty() {
        effects.push(Effect::Ask { ask, query: Query::Backups { instance } });
    }
    effects.extend(tree_keys::list_databases(model));
    effects
}

/// An answer counts if it is to the comparison's own question, or to Review's for the same
/// instance, which took its place.
fn is_answer(model: &Model, ask: Ask) -> bool {
    let Some(changes) = model.compose.changes.as_ref().filter(|c| c.is_asked()) else {
        return false;
    };
    let id: Option<&InstanceId> = changes.target.as_ref().map(Target::id);
    ask == changes.ask
        || model.review.open.as_ref().is_some_and(|r| r.ask == ask && Some(r.target.id()) == id)
}

/// The instance was read again. The form goes by what it is now; one that was typed by
/// hand is verified with it.
pub(in crate::core) fn instance(
    model: &mut Model,
    ask: Ask,
    read: &Result<Option<Instance>, CallFailure>,
) {
    if !is_answer(model, ask) {
        return;
    }
    let Some(changes) = &mut model.compose.changes else { return };
    match read {
        Err(why) => changes.read = InstanceRead::Failed(why.clone()),
        Ok(None) => changes.read = InstanceRead::Gone,
        Ok(Some(instance)) => {
            changes.read = InstanceRead::Read;
            changes.now = Some(Box::new(instance.clone()));
            if let Some(target) = model.draft.target.as_mut().filter(|t| *t.id() == instance.id) {
                *target = Target::Listed(instance.clone());
            }
        }
    }
}

pub(in crate::core) fn backups(
    model: &mut Model,
    ask: Ask,
    at: UtcTime,
    rows: &Result<Whole<BackupRow>, CallFailure>,
) {
    if !is_answer(model, ask) {
        return;
    }
    if let Some(changes) = &mut model.compose.changes {
        changes.backups = Remote::came(at, rows.clone());
    }
}

/// Databases or tables came: the tables of the next partly chosen database are asked for,
/// one database at a time.
pub(in crate::core) fn names_came(model: &mut Model) -> Vec<Effect> {
    if model.compose.changes.as_ref().is_none_or(|c| !c.is_asked()) {
        return Vec::new();
    }
    model.draft.tree.next_to_look_into().map_or_else(Vec::new, |d| tree_keys::list_tables(model, d))
}

/// Shows the page again; asked again, closes it.
pub(in crate::core) fn show(model: &mut Model) -> Vec<Effect> {
    if model.compose.changes.is_some() {
        model.dialog.overlays.push(Overlay::Changes { scroll: 0 });
    } else {
        model.port.notice = Some(Notice::NoDraftOpened);
    }
    Vec::new()
}
