//! The instance: chosen or typed, and how much of the instance is verified.

use super::rule::{Field, Rule, Violation};
use crate::core::{
    base::instance::Instance,
    draft::form::{Draft, Target},
};

fn listed(draft: &Draft) -> Option<&Instance> {
    match &draft.target {
        Some(Target::Listed(instance)) => Some(instance),
        Some(Target::Typed { .. }) | None => None,
    }
}

fn push(found: &mut Vec<Violation>, rule: Rule) {
    found.push(Violation::new(Field::Instance, rule));
}

pub(super) fn chosen(draft: &Draft, found: &mut Vec<Violation>) {
    if draft.target.is_none() {
        push(found, Rule::InstanceMissing);
    }
}

pub(super) fn verified(draft: &Draft, found: &mut Vec<Violation>) {
    if matches!(draft.target, Some(Target::Typed { .. })) {
        push(found, Rule::InstanceUnverified);
    }
}

pub(super) fn normal(draft: &Draft, found: &mut Vec<Violation>) {
    if let Some(instance) = listed(draft).filter(|i| !i.is_normal()) {
        push(found, Rule::InstanceStatus { status: instance.status.clone() });
    }
}

pub(super) fn idle(draft: &Draft, found: &mut Vec<Violation>) {
    if let Some(instance) = listed(draft).filter(|i| !i.actions.is_empty()) {
        push(found, Rule::InstanceBusy { actions: instance.actions.clone() });
    }
}

pub(super) fn engine_documented(draft: &Draft, found: &mut Vec<Violation>) {
    if let Some(engine) = draft.engine().filter(|e| !e.is_documented()) {
        push(found, Rule::EngineUndocumented { engine: engine.name().to_owned() });
    }
}
