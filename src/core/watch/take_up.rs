//! Taking operations up: those of this endpoint and project are looked for or followed.

use super::state::WatchDesk;
use crate::core::{
    base::{OperationId, UtcTime},
    operation::{Operation, need::Need},
};

impl WatchDesk<'_> {
    /// Takes up what is open at this endpoint and project, as soon as calls can be made.
    pub fn take_up(&mut self, at: UtcTime) {
        for (id, need) in self.newly_followed(at) {
            self.meet(id, [need]);
        }
    }

    /// Goes on after the configuration has changed: new credentials are tried at once where others
    /// were refused, and what is open at this endpoint and project is taken up.
    pub fn go_on(&mut self, at: UtcTime) {
        let refused = self.operations.list.iter_mut().filter(|o| o.taken_up && o.wants_token());
        let mut needs: Vec<_> = refused.filter_map(|o| Some((o.id, o.read_now(at)?))).collect();
        needs.extend(self.newly_followed(at));
        for (id, need) in needs {
            self.meet(id, [need]);
        }
    }

    /// Returns what operations need that were not followed before. Where many are open,
    /// they stand in line instead.
    fn newly_followed(&mut self, at: UtcTime) -> Vec<(OperationId, Need)> {
        let session = &self.shared.session;
        if !session.is_ready() {
            return Vec::new();
        }
        // One without an intent is watched by its backup ID, at the only place there is.
        let here = |o: &Operation| o.intent.as_ref().is_none_or(|i| i.site.is_at(session));
        let open = self.operations.list.iter().filter(|o| o.is_open() && here(o)).count();
        let mine = self.operations.list.iter_mut().filter(|o| here(o));
        if self.room.turns.are_kept(open) {
            // All of them are due; the newest are the likeliest to be waited for.
            mine.rev()
                .filter_map(|operation| operation.stand_in_line().then_some(operation.id))
                .for_each(|id| self.room.turns.stand_in_line(id));
            return Vec::new();
        }
        mine.filter_map(|o| Some((o.id, o.take_up(at, &self.shared.who)?))).collect()
    }
}
