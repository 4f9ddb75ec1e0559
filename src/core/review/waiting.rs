//! Waiting on Review until a busy instance is idle. Nothing is sent by it: once the instance is
//! idle, everything is read once more, and the operator is asked again.

use super::{
    page::{Review, Waiting},
    readings::ask_all,
    state::ReviewRoom,
};
use crate::core::{
    base::{UtcTime, remote::Remote},
    operation::need::pace,
    port::{Effect, Notice, Port, Query, Shared, Timer},
};

impl ReviewRoom {
    /// Looks whether the instance is idle, once no reading is awaited any more. If so, everything
    /// is read once more; if not, the instance is read again in a while.
    pub(super) fn wait_on(&mut self, at: UtcTime, shared: &Shared, port: &mut Port) {
        let Some(review) = &mut self.open else { return };
        let Some(waiting) = review.waiting.filter(|waiting| waiting.awaited == (false, false))
        else {
            return;
        };
        if review.preflight.is_idle() != Some(true) {
            return port.effect(next(waiting.since, at));
        }
        review.waiting = None;
        review.ask_again();
        self.reload(shared, port);
        port.say(Notice::IdleNow);
    }
}

impl Review {
    /// Begins to wait, from what has been read or is being read now.
    pub(crate) fn wait_for_idle(&mut self, at: UtcTime, port: &mut Port) {
        if self.preflight.is_idle() == Some(true) {
            return port.say(Notice::NothingToWaitFor);
        }
        self.ask_again();
        let awaited = (
            matches!(self.preflight.instance, Remote::Asked(_)),
            self.preflight.backups.at().is_none(),
        );
        self.waiting = Some(Waiting { since: at, awaited });
        port.notice = None;
        if awaited == (false, false) {
            port.effect(next(at, at));
        }
    }

    /// Reads the instance again, once no reading is awaited any more.
    pub(crate) fn read_busy(&mut self, shared: &Shared, port: &mut Port) {
        let Some(waiting) = self.waiting.as_mut().filter(|w| w.awaited == (false, false)) else {
            return;
        };
        let instance = self.target.id().clone();
        let listed = self.preflight.instance != Remote::NotAsked;
        waiting.awaited = (listed, true);
        let instance_query = listed.then(|| Query::Instance { instance: instance.clone() });
        let queries = instance_query.into_iter().chain([Query::Backups { instance }]);
        ask_all(shared, self.ask, queries.collect(), port);
    }
}

/// Returns the wait before the next reading, in the rhythm of Watch.
fn next(since: UtcTime, now: UtcTime) -> Effect {
    Effect::Wait { seconds: pace(now.since(since)), timer: Timer::Idle }
}
