//! Waiting on Review until a busy instance is idle. Nothing is sent by it: once the instance is
//! idle, everything is read once more, and the operator is asked again.

use super::{
    page::{Review, Waiting},
    readings::ask_all,
    state::ReviewRoom,
};
use crate::core::{
    base::{remote::Remote, time::UtcTime},
    port::{
        effect::Effect, outcome::Port, query::Query, shared::Shared, status_line::Notice,
        timer::Timer,
    },
};

impl ReviewRoom {
    /// Begins to wait for the instance of the open Review.
    pub(in crate::core) fn wait_for_idle(&mut self, at: UtcTime, port: &mut Port) {
        if let Some(review) = &mut self.open {
            review.wait_for_idle(at, port);
        }
    }

    /// Reads the instance again: the wait between two readings is over.
    pub(in crate::core) fn read_busy(&mut self, shared: &Shared, port: &mut Port) {
        if let Some(review) = &mut self.open {
            review.read_busy(shared, port);
        }
    }

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
    pub(super) fn wait_for_idle(&mut self, at: UtcTime, port: &mut Port) {
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

    pub(super) fn read_busy(&mut self, shared: &Shared, port: &mut Port) {
        let Some(waiting) = self.waiting.as_mut().filter(|w| w.awaited == (false, false)) else {
            return;
        };
        let instance = self.target.id().clone();
        let listed = self.preflight.instance != Remote::NotAsked;
        waiting.awaited = (listed, true);
        let mut queries = vec![Query::Backups { instance: instance.clone() }];
        if listed {
            queries.insert(0, Query::Instance { instance });
        }
        ask_all(shared, self.ask, queries, port);
    }
}

/// Returns the wait before the next reading, in the rhythm of Watch: every 10 s for two minutes,
/// every 30 s to minute ten, then every minute.
fn next(since: UtcTime, now: UtcTime) -> Effect {
    let seconds = match now.since(since) {
        0..=119 => 10,
        120..=599 => 30,
        _ => 60,
    };
    Effect::Wait { seconds, timer: Timer::Idle }
}
