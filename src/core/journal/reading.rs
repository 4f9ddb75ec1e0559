//! Reading the journal: operations and drafts that need attention come to Start.

use std::collections::{HashMap, HashSet};

use super::{
    autosave::Drafts,
    state::{Interrupted, Journal},
};
use crate::core::{
    base::{OperationId, StateTrouble, UtcTime},
    operation::{
        Operation, Replayed,
        journal_file::{DiskContents, File, Read},
        operations::Operations,
    },
    port::{Disk, Effect, Port},
};

/// Seconds after which a review that was given up is on no screen any more.
const FORGOTTEN: u64 = 7 * 24 * 3600;

impl Journal {
    /// Takes a reading of the journal. `recorded`: the review of this run that is in the journal.
    /// Returns false if the journal could not be read.
    pub(crate) fn load(
        &mut self,
        (at, found): (UtcTime, Result<DiskContents, StateTrouble>),
        recorded: Option<OperationId>,
        operations: &mut Operations,
        drafts: &mut Drafts,
        port: &mut Port,
    ) -> bool {
        self.read = true;
        let found = match found {
            Ok(found) => found,
            Err(why) => {
                self.trouble = Some(why);
                return false;
            }
        };
        self.trouble = found.trouble;
        self.closed_total = found.closed_total;
        self.older = found.closed_total.saturating_sub(found.closed.len());
        self.damage = found.open.iter().chain(&found.closed).filter_map(damage).collect();
        // An operation that an older program closed too early is open all the same.
        let (reopened, ended) = found
            .closed
            .iter()
            .filter_map(File::confirmed)
            .partition::<Vec<_>, _>(Operation::is_open);
        operations.earlier = ended;
        let in_hand = |id| recorded == Some(id) || drafts.hold_review(id);
        self.load_open(&found.open, in_hand, operations);
        let known: HashSet<OperationId> = operations.list.iter().map(|o| o.id).collect();
        operations.list.extend(reopened.into_iter().filter(|o| !known.contains(&o.id)));
        operations.list.sort_by_key(|operation| operation.confirmed_at);
        port.effects(found.open.iter().filter(|file| is_forgotten(file, at)).filter_map(close));
        drafts.offer(found.drafts, operations, &mut self.interrupted, port);
        true
    }

    /// Takes the open files. An operation that is followed here knows more than its file and stays;
    /// any other is read from its file, and gone if the file is. `in_hand`: whether a review is
    /// this run's own, or its text is in the form or offered as a draft.
    fn load_open(
        &mut self,
        files: &[File],
        in_hand: impl Fn(OperationId) -> bool,
        operations: &mut Operations,
    ) {
        self.interrupted.clear();
        let open: HashSet<OperationId> = files.iter().filter_map(|file| file.operation).collect();
        let list = &mut operations.list;
        list.retain(|known| known.taken_up || open.contains(&known.id));
        let known: HashMap<OperationId, usize> =
            list.iter().enumerate().map(|(n, o)| (o.id, n)).collect();
        for (id, file) in files.iter().filter_map(|file| Some((file.operation?, file))) {
            match (file.replay(), known.get(&id)) {
                (Replayed::Operation(operation), None) => list.push(*operation),
                (Replayed::Operation(operation), Some(n))
                    if list[*n].is_open() && !list[*n].taken_up =>
                {
                    list[*n] = *operation;
                }
                (Replayed::Draft { at, intent }, None) if !in_hand(id) => {
                    self.interrupted.push(Interrupted { operation: id, at, intent });
                }
                (
                    Replayed::Operation(_)
                    | Replayed::Draft { .. }
                    | Replayed::GivenUp
                    | Replayed::Nothing,
                    _,
                ) => {}
            }
        }
    }
}

/// Returns whether the file is that of a review which was given up long ago.
fn is_forgotten(file: &File, now: UtcTime) -> bool {
    let old = file
        .read
        .as_ref()
        .is_ok_and(|read| read.entries.last().is_some_and(|last| now.since(last.at) > FORGOTTEN));
    old && matches!(file.replay(), Replayed::GivenUp)
}

fn close(file: &File) -> Option<Effect> {
    let operation = file.operation?;
    Some(Effect::Disk(Disk::Write { operation, entries: Vec::new(), close: true }))
}

/// Returns the file without its entries, if the file cannot be relied on as a whole.
fn damage(file: &File) -> Option<File> {
    let sound = file.operation.is_some()
        && file.read.as_ref().is_ok_and(|read| !read.torn && read.hides_nothing());
    let told = |read: &Read| Read {
        entries: Vec::new(),
        held: read.held.clone(),
        damaged: read.damaged.clone(),
        ..*read
    };
    (!sound).then(|| File {
        operation: file.operation,
        path: file.path.clone(),
        read: file.read.as_ref().map(told).map_err(Clone::clone),
    })
}
