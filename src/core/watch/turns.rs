//! At what pace the operations of this run are read. A few keep the rhythm of their own; of more,
//! each waits for its turn, so that three thousand that are open cost the service one call a second
//! and not three thousand at once.

use std::collections::VecDeque;

use crate::core::{
    base::{CallFailure, OperationId, UtcTime},
    operation::{Operation, Stage, need::Need},
    session::Who,
};

/// So many operations are read as each of them is due.
pub const FREE: usize = 4;
/// So many readings are under way at once where turns are kept.
pub const AT_ONCE: usize = 2;
/// A service that says 429 without a time is left alone for so long, in seconds.
const THROTTLED: u64 = 10;
/// A service that asks for more patience than this is asked again all the same, in seconds.
const LONGEST_HOLD: u64 = 600;

/// An operation whose reading is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Waiting {
    id: OperationId,
    /// This run has not read it yet, and its journal does not say that it goes on with it.
    fresh: bool,
}

/// Which operations wait for a reading, and which are being read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Turns {
    waiting: VecDeque<Waiting>,
    under_way: Vec<OperationId>,
    /// The pause after a reading has not passed yet.
    pausing: bool,
    /// Seconds that are added to it, for the service asked for patience.
    hold: u64,
    /// The last turn was given out of line.
    favoured: bool,
}

impl Turns {
    /// Returns whether each of so many open operations waits for its turn.
    pub fn are_kept(&self, open: usize) -> bool {
        open > FREE || self.pausing || !self.waiting.is_empty()
    }

    /// Puts an operation that this run takes up in line.
    pub fn stand_in_line(&mut self, id: OperationId) {
        self.waiting.push_back(Waiting { id, fresh: true });
    }

    /// Takes in that a reading has come back; `trouble` is why it failed.
    pub fn answered(&mut self, id: OperationId, trouble: Option<&CallFailure>) {
        if let Some(at) = self.under_way.iter().position(|known| *known == id) {
            self.under_way.swap_remove(at);
        }
        let refusal = trouble.and_then(CallFailure::refusal);
        if let Some(refusal) = refusal.filter(|refusal| refusal.head.status == 429) {
            self.hold = refusal.head.retry_after.unwrap_or(THROTTLED).min(LONGEST_HOLD);
        }
    }

    /// Returns whether a need is met now. Where turns are kept, a reading stands in line instead.
    ///
    /// A search by name belongs to the reading that has just been answered: it goes out with it,
    /// and its calls put the next turn off.
    pub fn admit(&mut self, need: &Need, operation: &mut Operation, open: usize) -> bool {
        let is_search = match need {
            Need::Wait { .. } => return true,
            Need::Poll { .. } => false,
            Need::Look { .. } => operation.stage == Stage::Following,
        };
        if !self.are_kept(open) {
            return true;
        }
        if is_search {
            self.hold += calls(need);
            self.under_way.push(operation.id);
        } else {
            self.waiting.push_back(Waiting { id: operation.id, fresh: false });
            operation.in_line = true;
        }
        is_search
    }

    /// Begins the pause before the next turn, if one is due, and returns its seconds.
    pub fn next_pause(&mut self) -> Option<u64> {
        let is_due = !self.pausing && self.under_way.len() < AT_ONCE && !self.waiting.is_empty();
        is_due.then(|| self.pause(0))
    }

    /// Returns, after a pause, the next pause in seconds, and the operation to read now. The
    /// operation on the screen and those of this run go before the others, but never twice in a
    /// row, so everyone's turn comes.
    pub fn next(
        &mut self,
        operations: &mut [Operation],
        shown: Option<OperationId>,
        at: UtcTime,
        who: &Who,
    ) -> (Option<u64>, Option<(OperationId, Need)>) {
        self.pausing = false;
        if self.hold > 0 {
            return (Some(self.pause(0)), None);
        }
        while self.under_way.len() < AT_ONCE {
            let Some(Waiting { id, fresh }) = self.pop(operations, shown) else { break };
            // One that has come to its end meanwhile needs no reading.
            let Some(operation) = operations.iter_mut().find(|operation| operation.id == id) else {
                continue;
            };
            let Some(reading) =
                (if fresh { operation.resume(at, who) } else { operation.read_in_turn(at) })
            else {
                continue;
            };
            self.under_way.push(id);
            return (Some(self.pause(calls(&reading))), Some((id, reading)));
        }
        (None, None)
    }

    fn pop(&mut self, operations: &[Operation], shown: Option<OperationId>) -> Option<Waiting> {
        let of_this_run: Vec<OperationId> =
            operations.iter().filter(|o| o.of_this_run).map(|o| o.id).collect();
        let first = || {
            let on_screen = self.waiting.iter().position(|waiting| Some(waiting.id) == shown);
            on_screen.or_else(|| {
                self.waiting.iter().position(|waiting| of_this_run.contains(&waiting.id))
            })
        };
        let out_of_line = if self.favoured { None } else { first() };
        self.favoured = out_of_line.is_some();
        self.waiting.remove(out_of_line.unwrap_or(0))
    }

    fn pause(&mut self, seconds: u64) -> u64 {
        self.pausing = true;
        seconds + std::mem::take(&mut self.hold)
    }
}

/// Returns how many calls a reading makes, where no list has a second page.
const fn calls(reading: &Need) -> u64 {
    match reading {
        Need::Wait { .. } => 0,
        Need::Poll { job: None, .. } => 1,
        Need::Poll { job: Some(_), .. } => 2,
        // Both kinds of backups, and the jobs.
        Need::Look { .. } => 3,
    }
}
