//! The plain lines that stay in the terminal after the program has gone.

use super::record::{brief, line, text};
use crate::{
    core::{
        model::Model,
        operation::{
            Operation,
            record::{Doubts, Record},
        },
    },
    words::{count, journal, watch::follow},
};

/// The most operations of earlier runs, the newest, in the lines: more would push those of
/// this run off the terminal.
const EARLIER: usize = 20;

/// The most operations, the newest, whose whole record is printed; the others take a line each.
const IN_FULL: usize = 5;

/// Returns the operations of this run and the newest earlier ones that this run looked after,
/// oldest first; and the number of those that are left out.
fn told(model: &Model) -> (Vec<&Operation>, usize) {
    let mine = |o: &&Operation| o.taken_up || model.watch.follow.is_some();
    let mut told: Vec<_> = model.operations.list.iter().filter(mine).collect();
    let earlier = told.iter().filter(|o| !o.of_this_run).count();
    let left_out = earlier.saturating_sub(EARLIER);
    let mut more = left_out;
    told.retain(|o| {
        let stays = o.of_this_run || more == 0;
        more -= usize::from(!stays);
        stays
    });
    (told, left_out)
}

/// Returns the operations whose record is printed at the end.
pub fn in_full(model: &Model) -> Vec<&Operation> {
    let (mut told, _) = told(model);
    told.retain(|o| !o.is_unseen());
    told.split_off(told.len().saturating_sub(IN_FULL))
}

/// Returns a line for each operation without a record, the `records` of the others as texts for a
/// ticket and then in brief, and where the form's draft is.
pub fn lines(model: &Model, records: &[Record]) -> Vec<String> {
    let (told, left_out) = told(model);
    let in_full = &in_full(model)[..records.len()];
    let others = told.iter().filter(|o| !in_full.iter().any(|full| full.id == o.id));
    let mut blocks = vec![others.flat_map(|o| in_brief(o)).collect()];
    let more = count(left_out, "more operation");
    let more = format!("{more} of earlier runs: all are in the journal, and Start shows them.");
    blocks.push(if left_out > 0 { vec![more] } else { Vec::new() });
    blocks.extend(records.iter().map(text));
    // A text is longer than most screens: the IDs stand in what stays in sight, too.
    blocks.extend(records.iter().map(brief));
    let options = &model.shared.options;
    let commands = in_full.iter().filter_map(|o| follow::in_state_folder(o, options));
    blocks.push(commands.map(|command| format!("Follow it: {command}")).collect());
    blocks.push(journal::at_exit(model).into_iter().collect());
    blocks.retain(|block| !block.is_empty());
    blocks.join(&String::new())
}

fn in_brief(operation: &Operation) -> Vec<String> {
    if !operation.is_unseen() {
        return vec![line(&Record::of_memory(Box::new(operation.clone()), Doubts::default()))];
    }
    let id = operation.backup_id.as_ref().map_or("", |id| id.as_str());
    let unread = ["backup_id", id, "Nothing of this backup could be read."];
    unread.into_iter().chain(follow::job_in_its_place(operation)).map(str::to_owned).collect()
}
