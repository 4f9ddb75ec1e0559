//! The question whether to leave.

use crate::{
    core::{model::Model, operation::Operation},
    words::{journal, operation::outcome},
};

/// Says what is running, in doubt or unsaved, and asks whether to leave.
pub fn question(model: &Model) -> Vec<String> {
    let mut lines: Vec<String> =
        model.operations.open().map(|a| format!("{}: {}.", a.name(), outcome::state(a))).collect();
    let doubtful = || model.operations.open().filter(|o| o.is_unresolved());
    let lost = |o: &Operation| {
        o.intent.as_ref().is_none_or(|intent| intent.no_journal) || o.unrecorded.is_some()
    };
    let running = !lines.is_empty();
    lines.extend(journal::left_behind(model));
    if !running && !model.has_reason_to_stay() {
        lines.push("Nothing is running, and nothing is in doubt.".to_owned());
    } else if !running {
        lines.push("What is not saved on disk will be lost.".to_owned());
    } else if doubtful().any(lost) {
        lines.push(
            "Its outcome is UNKNOWN and NOT saved on disk: note what is printed, and \
            do not send again."
                .to_owned(),
        );
    } else if doubtful().next().is_some() {
        lines.push(
            "Its outcome is UNKNOWN. The journal keeps it, and it is looked for at the next \
                start. Do not send again."
                .to_owned(),
        );
    } else {
        lines.push("Leaving stops nothing at the service.".to_owned());
    }
    if !model.operations.list.is_empty() {
        lines.push("What is known, with all IDs, is printed when you leave.".to_owned());
    }
    lines.push("Leave?".to_owned());
    lines
}
