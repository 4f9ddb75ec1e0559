//! The plain lines that stay in the terminal after the program has gone.

use crate::core::{
    attempt::{Attempt, Stage},
    model::Model,
    place::Mode,
    verdict::Created,
};

/// For each attempt: what was created, both IDs in full (each alone on its line), and what to do.
pub fn lines(model: &Model) -> Vec<String> {
    let demo = if model.mode == Mode::Demo { "DEMO: " } else { "" };
    model.attempts.iter().flat_map(|attempt| of_attempt(attempt, demo)).collect()
}

fn of_attempt(attempt: &Attempt, demo: &str) -> Vec<String> {
    let name = format!("{demo}backup {} of {}", attempt.name, attempt.instance_name);
    let created = attempt.created.unwrap_or(Created::Unknown);
    let mut lines = vec![match created {
        Created::No => {
            let code = attempt.error_code().map(|c| format!(" {c}")).unwrap_or_default();
            let status = attempt.status().map(|s| format!(" with HTTP {s}{code}")).unwrap_or_default();
            format!("{name}: NOT CREATED (the service refused{status} at {}).", attempt.confirmed_at.iso())
        }
        Created::NotSent => format!("{name}: NOT SENT (no connection at {}).", attempt.confirmed_at.iso()),
        Created::Unknown => format!(
            "{name}: UNKNOWN whether it was created (confirmed {}). Look at the instance's backups before you send again.",
            attempt.confirmed_at.iso()
        ),
        Created::Yes => format!("{name}: CREATED, {}.", super::outcome::state(attempt)),
    }];
    if let Some(id) = &attempt.backup_id {
        lines.extend(["backup_id".to_owned(), id.to_string()]);
    }
    if let Some(id) = &attempt.job_id {
        lines.extend(["job_id".to_owned(), id.to_string()]);
    }
    if let Some(id) = attempt.request_id() {
        lines.push(format!("request_id {id}"));
    }
    if attempt.stage == Stage::Following {
        lines.push("It goes on at the service; leaving did not stop it.".to_owned());
    }
    if attempt.stage == Stage::Failed && !attempt.fail_reason().is_empty() {
        lines.push(format!("reason: {}", attempt.fail_reason()));
    }
    lines
}
