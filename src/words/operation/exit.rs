//! The plain lines that stay in the terminal after the program has gone.

use super::{outcome, record::text};
use crate::{
    core::{
        model::Model,
        operation::{Operation, Stage, created::Created, record::Record},
        session::current::Mode,
    },
    words::{
        count, journal,
        watch::{self, follow, lost},
    },
};

/// The most operations of earlier runs, the newest, in the lines: more would push those of
/// this run off the terminal.
const EARLIER: usize = 20;

/// The most operations, the newest, whose whole record is printed; the log has those of the others.
const IN_FULL: usize = 5;

/// Returns the operations of this run whose record is printed at the end.
pub fn in_full(model: &Model) -> Vec<&Operation> {
    let of_run = |o: &&Operation| o.of_this_run || model.watch.follow.is_some();
    let list: Vec<_> = model.operations.list.iter().filter(of_run).collect();
    list[list.len().saturating_sub(IN_FULL)..].iter().copied().filter(|o| !o.is_unseen()).collect()
}

/// Returns the records as texts for a ticket, and below them, where a small terminal still shows
/// them, the short blocks.
pub fn lines(model: &Model, records: &[Record]) -> Vec<String> {
    let texts = records.iter().map(text);
    texts.chain(blocks(model)).collect::<Vec<_>>().join(&String::new())
}

/// Returns a block for each operation of this run, and of the newest earlier ones that this run
/// looked after: the verdict, both IDs in full (each alone on its line), and how to follow the
/// backup; then where the form's draft is.
fn blocks(model: &Model) -> Vec<Vec<String>> {
    let mine = |o: &&Operation| o.taken_up || model.watch.follow.is_some();
    let earlier: Vec<_> = model
        .operations
        .list
        .iter()
        .filter(mine)
        .filter(|o| !o.of_this_run)
        .map(|o| o.id)
        .collect();
    let left_out = &earlier[..earlier.len().saturating_sub(EARLIER)];
    let told = model.operations.list.iter().filter(mine).filter(|o| !left_out.contains(&o.id));
    let mut blocks: Vec<Vec<String>> = told.map(|o| of_operation(o, model)).collect();
    let more = count(left_out.len(), "more operation");
    let more = format!("{more} of earlier runs: all are in the journal, and Start shows them.");
    blocks.extend((!left_out.is_empty()).then(|| vec![more]));
    blocks.extend(journal::at_exit(model).map(|line| vec![line]));
    blocks
}

fn of_operation(operation: &Operation, model: &Model) -> Vec<String> {
    if operation.is_unseen() {
        let id = operation.backup_id.as_ref().map_or("", |id| id.as_str());
        let unread = ["backup_id", id, "Nothing of this backup could be read."];
        return unread
            .into_iter()
            .chain(follow::job_in_its_place(operation))
            .map(str::to_owned)
            .collect();
    }
    let demo = if model.shared.mode == Mode::Demo { "DEMO: " } else { "" };
    let mut lines = vec![format!(
        "{demo}backup {} of {}: {}",
        operation.name(),
        operation.instance_name(),
        head(operation)
    )];
    if let Some(id) = &operation.backup_id {
        lines.extend(["backup_id".to_owned(), id.to_string()]);
    }
    if let Some(id) = &operation.job_id {
        lines.extend(["job_id".to_owned(), id.to_string()]);
    }
    for (_, field, id) in outcome::named(operation) {
        lines.extend([format!("{field} in the answer, perhaps another's"), id.to_owned()]);
    }
    if let Some(id) = operation.request_id() {
        lines.push(format!("request_id {id}"));
    }
    if operation.intent.is_some() {
        lines.push(format!("operation {}", operation.id));
    }
    if operation.stage == Stage::Failed && !operation.fail_reason().is_empty() {
        lines.push(format!("reason: {}", operation.fail_reason()));
    }
    lines.extend(onward(operation, model));
    lines
}

fn head(operation: &Operation) -> String {
    let at = operation.confirmed_at.iso();
    match (operation.stage, operation.created.unwrap_or(Created::Unknown)) {
        (Stage::NotThere, _) => format!("UNKNOWN, settled as not there (confirmed {at})."),
        (_, Created::No) => {
            let code = operation.error_code().map(|c| format!(" {c}")).unwrap_or_default();
            let status =
                operation.status().map(|s| format!(" with HTTP {s}{code}")).unwrap_or_default();
            format!("NOT CREATED (the service refused{status} at {at}).")
        }
        (_, Created::NotSent) => format!("NOT SENT (no connection at {at})."),
        (_, Created::Unknown) if operation.refusal_stands_from().is_some() => format!(
            "UNKNOWN whether it was created: refused, and looked for in case an earlier delivery \
                made it (confirmed {at}). Do not repeat the request."
        ),
        (_, Created::Unknown) => {
            format!("UNKNOWN whether it was created (confirmed {at}). Do not repeat the request.")
        }
        (_, Created::Yes) if operation.backup_id.is_none() => {
            format!(
                "CREATED, its backup ID is not known yet (confirmed {at}). Do not repeat the \
                    request."
            )
        }
        (_, Created::Yes) => format!("CREATED, {}.", outcome::state(operation)),
    }
}

/// Says how the backup goes on, and which command shows it again.
fn onward(operation: &Operation, model: &Model) -> Vec<String> {
    let kept = operation.intent.as_ref().is_none_or(|intent| !intent.no_journal)
        && operation.unrecorded.is_none();
    let mut lines = Vec::new();
    if operation.is_open() && operation.backup_id.is_none() {
        lines.push(match kept {
            true => {
                "It is in the journal: the next start looks for it, or watch it now.".to_owned()
            }
            false => {
                "It is NOT in the journal: look at the instance's backups before you send again."
                    .to_owned()
            }
        });
    }
    if operation.unlisted().is_some() {
        lines.push(format!(
            "Whether it goes on is not known. {}",
            watch::look_in_the_console(operation)
        ));
    } else if operation.stage == Stage::Following {
        let goes_on = match model.shared.mode {
            Mode::Demo => "The simulated service ended with the demo.",
            Mode::Live | Mode::Offline => "It goes on at the service; leaving did not stop it.",
        };
        lines.push(goes_on.to_owned());
    }
    // The simulated service of a demo ends with the program.
    if let Some(command) = follow::command_of_run(operation, &model.shared.options)
        .filter(|_| model.shared.mode != Mode::Demo)
    {
        lines.push(format!("Follow it: {command}"));
    }
    if operation.is_open() && operation.backup_id.is_none() {
        lines.push(format!("ticket: {}", lost::ticket(operation)));
    }
    lines
}
