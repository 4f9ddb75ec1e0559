//! Taking operations up: those of this endpoint and project are looked for or followed.

use super::state::Watch;
use crate::core::{
    base::{ids::OperationId, time::UtcTime},
    operation::{Operation, need::Need, operations::Operations},
    port::{outcome::Port, shared::Shared},
};

impl Watch {
    /// Takes up what is open at this endpoint and project, as soon as calls can be made.
    pub(in crate::core) fn take_up(
        &mut self,
        at: UtcTime,
        operations: &mut Operations,
        shared: &Shared,
        port: &mut Port,
    ) {
        for (id, need) in self.newly_followed(at, operations, shared) {
            self.meet(id, [need], operations, shared, port);
        }
    }

    /// Goes on after the configuration has changed: new credentials are tried at once where others
    /// were refused, and what is open at this endpoint and project is taken up.
    pub(in crate::core) fn go_on(
        &mut self,
        at: UtcTime,
        operations: &mut Operations,
        shared: &Shared,
        port: &mut Port,
    ) {
        let refused = operations.list.iter_mut().filter(|o| o.taken_up && o.wants_token());
        let mut needs: Vec<_> = refused.filter_map(|o| Some((o.id, o.read_now(at)?))).collect();
        needs.extend(self.newly_followed(at, operations, shared));
        for (id, need) in needs {
            self.meet(id, [need], operations, shared, port);
        }
    }

    /// Returns what operations need that were not followed before. Where many are open,
    /// they stand in line instead.
    fn newly_followed(
        &mut self,
        at: UtcTime,
        operations: &mut Operations,
        shared: &Shared,
    ) -> Vec<(OperationId, Need)> {
        let session = &shared.session;
        if !session.is_ready() {
            return Vec::new();
        }
        // One without an intent is watched by its backup ID, at the only place there is.
        let here = |o: &Operation| o.intent.as_ref().is_none_or(|i| i.site.is_at(session));
        let open = operations.list.iter().filter(|o| o.is_open() && here(o)).count();
        let mine = operations.list.iter_mut().filter(|o| here(o));
        if self.turns.are_kept(open) {
            // All of them are due; the newest are the likeliest to be waited for.
            mine.rev()
                .filter_map(|operation| operation.stand_in_line().then_some(operation.id))
                .for_each(|id| self.turns.stand_in_line(id));
            return Vec::new();
        }
        mine.filter_map(|o| Some((o.id, o.take_up(at, &shared.who)?))).collect()
    }
}
