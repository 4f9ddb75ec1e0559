//! Makes effects of the needs of operations: at once, or in turn where many are open.

use super::state::{Watch, WatchDesk};
use crate::core::{
    base::{OperationId, UtcTime},
    operation::{
        need::{Need, ReadingKind},
        operations::Operations,
    },
    port::{Effect, Screen, Service, Shared, Timer},
    session::Site,
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
    /// Begins the pause before the next turn, after all other effects of a message.
    pub(crate) fn next_pause(&mut self) -> Option<Effect> {
        self.turns.next_pause().map(|seconds| Effect::Turn { seconds })
    }

    /// Drops what the history has opened once it shows no more: nothing reads it then.
    pub(crate) fn drop_visited(&self, operations: &mut Operations, shared: &Shared) {
        let shown = self.shown.filter(|_| shared.screen == Screen::Watch);
        operations.visited.take_if(|visited| Some(visited.id) != shown);
    }
}

impl WatchDesk<'_> {
    /// Meets the need of an operation. Where many are open, a reading waits for its turn.
    pub(super) fn meet(&mut self, id: OperationId, needs: impl IntoIterator<Item = Need>) {
        let open = self.operations.open().count();
        // What the history has opened is read while it shows, and waits for no turn.
        let visited = self.operations.get(id).is_none();
        for need in needs {
            let Some(operation) = self.operations.get_mut(id) else { return };
            if operation.intent.is_none() && operation.site.is_none() {
                operation.site = Site::of(self.shared.mode, &self.shared.session).map(Box::new);
            }
            let effect = effect(id, &need, self.shared.service);
            if effect.is_some() && (visited || self.room.turns.admit(&need, operation, open)) {
                self.port.effects(effect);
            }
        }
    }

    /// Reads the operation whose turn has come.
    pub fn next_turn(&mut self, at: UtcTime) {
        let current = self.current().map(|operation| operation.id);
        let shown = current.filter(|_| self.shared.screen == Screen::Watch);
        let (pause, reading) =
            self.room.turns.next(&mut self.operations.list, shown, at, &self.shared.who);
        self.port.effects(pause.map(|seconds| Effect::Turn { seconds }));
        self.port.effects(reading.and_then(|(id, need)| effect(id, &need, self.shared.service)));
    }

    /// Reads what the history has opened, if it goes on.
    pub fn read_visited(&mut self) {
        let Some(visited) = &mut self.operations.visited else { return };
        let (id, need) = (visited.id, visited.read_now(self.shared.clock.utc));
        self.meet(id, need);
    }
}
