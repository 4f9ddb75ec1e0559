//! Makes effects of the needs of operations: at once, or in turn where many are open.

use super::state::Watch;
use crate::core::{
    base::{ids::OperationId, time::UtcTime},
    operation::{
        need::{Need, ReadingKind},
        operations::Operations,
    },
    port::{
        effect::Effect,
        outcome::Port,
        service::Service,
        shared::{Screen, Shared},
        timer::Timer,
    },
};

/// Makes the effect that meets a need; without a way to the service nothing is read.
fn effect(id: OperationId, need: &Need, service: Option<Service>) -> Option<Effect> {
    match need.clone() {
        Need::Poll { job, backup } => Some(service?.poll(id, job, backup)),
        Need::Look { instance, since } => Some(service?.look(id, instance, since)),
        Need::Wait { seconds, reading } => {
            let timer = match reading {
                ReadingKind::Poll => Timer::Poll(id),
                ReadingKind::Look => Timer::Look(id),
            };
            Some(Effect::Wait { seconds, timer })
        }
    }
}

impl Watch {
    /// Meets the need of an operation. Where many are open, a reading waits for its turn.
    pub(super) fn meet(
        &mut self,
        id: OperationId,
        needs: impl IntoIterator<Item = Need>,
        operations: &mut Operations,
        shared: &Shared,
        port: &mut Port,
    ) {
        let open = operations.open().count();
        // What the history has opened is read while it shows, and waits for no turn.
        let visited = operations.get(id).is_none();
        for need in needs {
            let Some(operation) = operations.get_mut(id) else { return };
            let effect = effect(id, &need, shared.service);
            if effect.is_some() && (visited || self.turns.admit(&need, operation, open)) {
                port.effects(effect);
            }
        }
    }

    /// Reads the operation whose turn has come.
    pub(in crate::core) fn next_turn(
        &mut self,
        at: UtcTime,
        operations: &mut Operations,
        shared: &Shared,
        port: &mut Port,
    ) {
        let current = operations.current(self.shown).map(|operation| operation.id);
        let shown = current.filter(|_| shared.screen == Screen::Watch);
        let (pause, reading) = self.turns.next(&mut operations.list, shown, at, &shared.who);
        port.effects(pause.map(|seconds| Effect::Turn { seconds }));
        port.effects(reading.and_then(|(id, need)| effect(id, &need, shared.service)));
    }

    /// Begins the pause before the next turn, after all other effects of a message.
    pub(in crate::core) fn next_pause(&mut self) -> Option<Effect> {
        self.turns.next_pause().map(|seconds| Effect::Turn { seconds })
    }

    /// Reads what the history has opened, if it goes on.
    pub(in crate::core) fn read_visited(
        &mut self,
        operations: &mut Operations,
        shared: &Shared,
        port: &mut Port,
    ) {
        let Some(visited) = &mut operations.visited else { return };
        let (id, need) = (visited.id, visited.read_now(shared.clock.utc));
        self.meet(id, need, operations, shared, port);
    }

    /// Drops what the history has opened once it shows no more: nothing reads it then.
    pub(in crate::core) fn drop_visited(&self, operations: &mut Operations, shared: &Shared) {
        let shown = self.shown.filter(|_| shared.screen == Screen::Watch);
        operations.visited.take_if(|visited| Some(visited.id) != shown);
    }
}
