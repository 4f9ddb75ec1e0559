//! The journal's part in the reducer: what is read at the start, what goes out after every message.

use super::{
    save_draft,
    state::{Damage, Interrupted},
};
use crate::core::{
    base::{disk_error::StateTrouble, ids::OperationId, time::UtcTime},
    model::Model,
    operation::{
        Entry, Event, Operation, Replayed,
        journal_file::{File, Found, Salvaged},
    },
    port::{
        answers::Written,
        effect::{Disk, Effect},
        shared::Screen,
        status_line::Notice,
    },
    review::sending,
    start::saved_drafts,
};

use std::collections::{HashMap, HashSet};

/// The journal was read: what needs attention comes first, and is taken up at once where it can be.
pub(in crate::core) fn read(
    model: &mut Model,
    at: UtcTime,
    found: Result<Found, StateTrouble>,
) -> Vec<Effect> {
    let first = !std::mem::replace(&mut model.journal.read, true);
    let found = match found {
        Ok(found) => found,
        Err(why) => {
            model.journal.trouble = Some(why);
            return Vec::new();
        }
    };
    let row = model.start_rows().get(model.start.row).copied();
    let keeping = &mut model.journal;
    keeping.trouble = found.trouble;
    keeping.closed_total = found.closed_total;
    keeping.older = found.closed_total.saturating_sub(found.closed.len());
    keeping.damage = found.open.iter().chain(&found.closed).filter_map(damage).collect();
    // One that was closed too early, by a program that knew less, is open all the same.
    let (reopened, ended) =
        found.closed.iter().filter_map(operation).partition::<Vec<_>, _>(Operation::is_open);
    model.operations.earlier = ended;
    keeping.interrupted.clear();
    let mut closed = take_in(model, &found.open, at);
    let fresh: Vec<Operation> = reopened
        .into_iter()
        .filter(|o| model.operations.list.iter().all(|known| known.id != o.id))
        .collect();
    model.operations.list.extend(fresh);
    model.operations.list.sort_by_key(|operation| operation.confirmed_at);
    closed.extend(saved_drafts::found(model, found.drafts));
    // Rows may have come and gone: the cursor stays on what it was on.
    let same = row.and_then(|row| model.start_rows().iter().position(|other| *other == row));
    model.start.row = same.unwrap_or(0);
    // Nobody has begun anything yet: what needs attention is the first thing to be seen.
    if first && model.shared.last_key.is_none() && model.needs_attention() {
        model.shared.screen = Screen::Start;
        model.start.row = 0;
    }
    closed.extend(take_up(model, at));
    closed
}

/// A review that was given up so many seconds ago is on nobody's screen any more.
const FORGOTTEN: u64 = 7 * 24 * 3600;

fn is_old(file: &File, now: UtcTime) -> bool {
    file.read
        .as_ref()
        .is_ok_and(|read| read.entries.last().is_some_and(|last| now.since(last.at) > FORGOTTEN))
}

const fn close(operation: OperationId) -> Effect {
    Effect::Disk(Disk::Write { operation, entries: Vec::new(), close: true })
}

/// What the open files say. Of an operation that is followed here more is known than on disk; one
/// that is not followed is as its file has it, and gone with it.
fn take_in(model: &mut Model, files: &[File], at: UtcTime) -> Vec<Effect> {
    let mut closed = Vec::new();
    let open: HashSet<OperationId> = files.iter().filter_map(|file| file.operation).collect();
    model.operations.list.retain(|known| known.taken_up || open.contains(&known.id));
    let known: HashMap<OperationId, usize> =
        model.operations.list.iter().enumerate().map(|(n, o)| (o.id, n)).collect();
    for (id, file) in files.iter().filter_map(|file| Some((file.operation?, file))) {
        match (file.replay(), known.get(&id)) {
            (Replayed::Operation(operation), None) => model.operations.list.push(*operation),
            (Replayed::Operation(operation), Some(n))
                if model.operations.list[*n].is_open() && !model.operations.list[*n].taken_up =>
            {
                model.operations.list[*n] = *operation;
            }
            (Replayed::Draft { at, intent }, None) if !is_in_hand(model, id) => {
                model.journal.interrupted.push(Interrupted { operation: id, at, intent });
            }
            (Replayed::GivenUp, _) if is_old(file, at) => closed.push(close(id)),
            (
                Replayed::Operation(_)
                | Replayed::Draft { .. }
                | Replayed::GivenUp
                | Replayed::Nothing,
                _,
            ) => {}
        }
    }
    model.operations.list.sort_by_key(|operation| operation.confirmed_at);
    closed
}

/// The review is this program's own, or its text is in the form or offered as a draft.
fn is_in_hand(model: &Model, review: OperationId) -> bool {
    let offered = || model.drafts.offered.iter().filter_map(|offered| offered.review);
    model.review.recorded == Some(review)
        || model.drafts.origin.review == Some(review)
        || offered().any(|id| id == review)
}

fn operation(file: &File) -> Option<Operation> {
    match file.replay() {
        Replayed::Operation(operation) => Some(*operation),
        Replayed::Draft { .. } | Replayed::GivenUp | Replayed::Nothing => None,
    }
}

fn damage(file: &File) -> Option<Damage> {
    let (path, unnamed) = (file.path.clone(), file.operation.is_none());
    match &file.read {
        Err(why) => Some(Damage {
            path,
            unread: Some(why.clone()),
            torn: false,
            damaged: 0,
            newer: 0,
            unnamed,
            held: Salvaged::default(),
        }),
        Ok(read) if unnamed || read.torn || read.newer > 0 || !read.damaged.is_empty() => {
            let held = read.held.clone();
            Some(Damage {
                path,
                unread: None,
                torn: read.torn,
                damaged: read.damaged.len(),
                newer: read.newer,
                unnamed,
                held,
            })
        }
        Ok(_) => None,
    }
}

/// Operations of this endpoint and project are looked for or followed, as soon
/// as calls can be made.
pub(in crate::core) fn take_up(model: &mut Model, at: UtcTime) -> Vec<Effect> {
    let Model { watch, operations, shared, port, .. } = model;
    watch.take_up(at, operations, shared, port);
    model.port.take_effects()
}

/// Lines are in the journal, or wait for the next ones.
pub(in crate::core) fn written(
    model: &mut Model,
    id: OperationId,
    result: Result<Written, (Vec<Entry>, StateTrouble)>,
) -> Vec<Effect> {
    match &result {
        Ok(Written::Rebuilt) => model.port.notice = Some(Notice::JournalRebuilt),
        Ok(Written::Appended) => {
            drop(model.port.notice.take_if(|notice| *notice == Notice::JournalBehind))
        }
        Err(_) if model.operations.list.iter().any(|o| o.id == id) => {
            model.port.notice = Some(Notice::JournalBehind)
        }
        // Of a review nothing has happened yet; what it lacks stands among its checks.
        Err(_) => {}
    }
    if let Some(operation) = model.operations.get_mut(id) {
        operation.written(result.map(|_| ()));
    }
    Vec::new()
}

/// What operations have learnt since the last message, for their files. Lines that could not be
/// written wait for the next event: a full disk must not turn into a loop.
pub(in crate::core) fn writes(model: &mut Model, last: bool) -> Vec<Effect> {
    let write = |operation: &mut Operation| {
        let (entries, close) = operation.take_unwritten(last)?;
        Some(Effect::Disk(Disk::Write { operation: operation.id, entries, close }))
    };
    model.operations.list.iter_mut().filter_map(write).collect()
}

/// The program ends: an intent that has not been sent is taken back, a review that was
/// not confirmed is given up.
pub(in crate::core) fn leaving(model: &mut Model, at: UtcTime) -> Vec<Effect> {
    // What is being read for a send has no time left.
    sending::give_up(model);
    let intending =
        model.review.open.take_if(|r| r.intending.is_some()).and_then(|r| r.operation());
    // Where the draft is not on disk, the review is the only copy of what was typed: it stays.
    let unsaved = model.drafts.any_trouble().is_some();
    let reviewed = model.review.recorded.take().filter(|id| Some(*id) != intending && !unsaved);
    let mut effects = save_draft::leaving(model);
    effects.extend(writes(model, true));
    effects.extend(intending.map(|id| sending::held_back(id, at)));
    effects.extend(reviewed.map(|operation| {
        let entries = vec![Entry { at, event: Event::GivenUp }];
        Effect::Disk(Disk::Write { operation, entries, close: true })
    }));
    effects
}

impl Model {
    /// Something of an earlier run needs a person: an operation that is open; and where no
    /// instance was chosen, a request whose review was cut short, or a draft. Those can wait for
    /// whoever has named an instance.
    pub fn needs_attention(&self) -> bool {
        let chosen = self.choose.lookup.is_some() || self.draft.target.is_some();
        let begun = !self.journal.interrupted.is_empty() || !self.drafts.offered.is_empty();
        self.operations.list.iter().any(Operation::is_open) || (begun && !chosen)
    }
}
