//! Taking operations up: those of this endpoint and project are looked for or followed.

use super::state::Watch;
use crate::core::{
    base::time::UtcTime,
    operation::{Operation, operations::Operations},
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
        let place = &shared.place;
        if !place.is_ready() {
            return;
        }
        // One without an intent is watched by its backup ID, at the only place there is.
        let here = |o: &Operation| o.intent.as_ref().is_none_or(|i| i.site.is_at(place));
        let open = operations.list.iter().filter(|o| o.is_open() && here(o)).count();
        let mine = operations.list.iter_mut().filter(|o| here(o));
        if self.turns.are_kept(open) {
            // All of them are due; the newest are the likeliest to be waited for.
            mine.rev()
                .filter_map(|operation| operation.stand_in_line().then_some(operation.id))
                .for_each(|id| self.turns.stand_in_line(id));
        } else {
            port.effects(mine.filter_map(|operation| operation.take_up(at, &shared.who)));
        }
    }
}
