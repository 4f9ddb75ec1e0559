//! The plain lines that stay in the terminal after the program has gone.

use super::watching::command;
use crate::core::{
    model::Model,
    operation::{Operation, Stage},
    place::Mode,
    verdict::Created,
};

/// For each operation: what was created, both IDs in full (each alone on its line), and what to do; then where what was
/// typed is.
pub fn lines(model: &Model) -> Vec<String> {
    let demo = if model.mode == Mode::Demo { "DEMO: " } else { "" };
    let mine = |o: &&Operation| o.taken_up || model.watch_only.is_some();
    let operations = model.operations.iter().filter(mine).flat_map(|operation| of_operation(operation, demo));
    operations.chain(super::drafts::kept(model)).collect()
}

fn of_operation(operation: &Operation, demo: &str) -> Vec<String> {
    if operation.is_unseen() {
        let id = operation.backup_id.as_ref().map_or("", |id| id.as_str());
        return vec!["backup_id".to_owned(), id.to_owned(), "Nothing of this backup could be read.".to_owned()];
    }
    let name = format!("{demo}backup {} of {}", operation.name(), operation.instance_name());
    let created = operation.created.unwrap_or(Created::Unknown);
    let mut lines = vec![match created {
        Created::No => {
            let code = operation.error_code().map(|c| format!(" {c}")).unwrap_or_default();
            let status = operation.status().map(|s| format!(" with HTTP {s}{code}")).unwrap_or_default();
            format!("{name}: NOT CREATED (the service refused{status} at {}).", operation.confirmed_at.iso())
        }
        Created::NotSent => format!("{name}: NOT SENT (no connection at {}).", operation.confirmed_at.iso()),
        Created::Unknown => format!(
            "{name}: UNKNOWN whether it was created (confirmed {}). Look at the instance's backups before you send again.",
            operation.confirmed_at.iso()
        ),
        Created::Yes => format!("{name}: CREATED, {}.", super::outcome::state(operation)),
    }];
    if let Some(id) = &operation.backup_id {
        lines.extend(["backup_id".to_owned(), id.to_string()]);
    }
    if let Some(id) = &operation.job_id {
        lines.extend(["job_id".to_owned(), id.to_string()]);
    }
    if let Some(id) = operation.request_id() {
        lines.push(format!("request_id {id}"));
    }
    if operation.is_open() && operation.intent.is_some() {
        lines.push(format!("operation {}", operation.id));
    }
    if operation.stage == Stage::Following {
        lines.push("It goes on at the service; leaving did not stop it.".to_owned());
    }
    if let Some(command) = command(operation).filter(|_| demo.is_empty()) {
        lines.push(format!("Follow it: {command}"));
    }
    if operation.stage == Stage::Failed && !operation.fail_reason().is_empty() {
        lines.push(format!("reason: {}", operation.fail_reason()));
    }
    lines
}
