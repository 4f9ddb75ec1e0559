//! The instance: chosen or typed, and how much of the instance is verified.

use super::rule::{Field, Rule, Violation};
use crate::core::{
    base::Instance,
    draft::form::{Draft, Target},
};

fn listed(draft: &Draft) -> Option<&Instance> {
    draft.target.as_ref().and_then(Target::listed)
}

fn broken(rule: Rule) -> Option<Violation> {
    Some(Violation::new(Field::Instance, rule))
}

pub fn chosen(draft: &Draft) -> Option<Violation> {
    if draft.target.is_none() { broken(Rule::InstanceMissing) } else { None }
}

pub fn verified(draft: &Draft) -> Option<Violation> {
    draft.target.as_ref().filter(|target| target.listed().is_none())?;
    broken(Rule::InstanceUnverified)
}

pub fn normal(draft: &Draft) -> Option<Violation> {
    let instance = listed(draft).filter(|i| !i.is_normal())?;
    broken(Rule::InstanceStatus { status: instance.status.clone() })
}

pub fn idle(draft: &Draft) -> Option<Violation> {
    let instance = listed(draft).filter(|i| !i.actions.is_empty())?;
    broken(Rule::InstanceBusy { actions: instance.actions.clone() })
}

pub fn engine_documented(draft: &Draft) -> Option<Violation> {
    let engine = draft.engine().filter(|e| !e.is_documented())?;
    broken(Rule::EngineUndocumented { engine: engine.name().to_owned() })
}
