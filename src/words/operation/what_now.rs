//! What the next person has to know of a backup that has ended: in the ticket, and on Watch.

use crate::{
    core::operation::{Intent, Operation, record::Outcome},
    words::{count, join},
};

/// Where the console shows the backups ("Managing Manual Backups").
const CONSOLE: &str = "Console: GeminiDB, Instances, the instance, Backups & Restorations.";

/// Returns the sentences; none for an operation that has not ended with a backup.
pub fn sentences(operation: &Operation) -> Vec<String> {
    match operation.outcome() {
        Outcome::Completed | Outcome::Failed if operation.is_of_a_demo() => {
            vec!["A demo: no backup was made anywhere.".to_owned()]
        }
        Outcome::Completed => {
            let intent = operation.intent.as_ref();
            let usage = intent.and_then(|intent| intent.billing.backup_space_usage.as_ref());
            let usage = usage.map(|told| {
                format!("Backup space in use before, as the service told (no unit): {told}.")
            });
            let billed = "The backup is kept, and billed, until somebody deletes it.".to_owned();
            let tested = "Nothing was restored or tested.".to_owned();
            let sentences = [tested, least(intent), billed];
            sentences.into_iter().chain(usage).chain([CONSOLE.to_owned()]).collect()
        }
        Outcome::Failed => [
            "The backup may not be used.",
            "Whether it is billed is not known here: look in the console, and delete it there.",
            "Mend what the reason says before another backup is made.",
            CONSOLE,
        ]
        .map(str::to_owned)
        .to_vec(),
        Outcome::Running
        | Outcome::Unknown
        | Outcome::No
        | Outcome::NotSent
        | Outcome::Draft
        | Outcome::Reviewed
        | Outcome::GivenUp
        | Outcome::Unreadable => Vec::new(),
    }
}

/// Says the least that a restore needs ("Restoring Data to a New Instance").
fn least(intent: Option<&Intent>) -> String {
    let nodes = intent.and_then(|i| i.nodes).filter(|nodes| *nodes > 0);
    let then = [
        nodes.map(|nodes| count(nodes as usize, "node")),
        intent.and_then(|i| i.used_gb).map(|gb| format!("{gb:.1} GB in use")),
    ];
    let then = join(then.into_iter().flatten(), ", ");
    let known = if then.is_empty() { "not read then".to_owned() } else { format!("then {then}") };
    format!(
        "A restore makes a new instance, with at least the nodes and the storage of this one: \
            {known}."
    )
}
