//! From the button to the create call: guards, a last reading of what has grown old, the intent on
//! disk, the send.

use super::{
    page::{Recorded, Rereading, Review, ReviewFocus},
    preflight::{
        compare::{Topic, differences},
        readings::{FRESH, Preflight},
    },
    readings::ask_all,
    state::{ReviewRoom, Surroundings},
};
use crate::core::{
    base::{CreateEnd, Level, Millis, Obstacle, ObstacleCause, OperationId, Press, UtcTime},
    draft::Draft,
    operation::{Entry, Event, Operation, Stage, created::Created},
    port::{Disk, Effect, Go, IntentTrouble, Notice, Port, Screen, Sending, Shared},
    session::Site,
};

impl Review {
    /// Takes Enter on the button: the only place from which a create call can begin.
    pub(super) fn press_button(
        &mut self,
        press: Press,
        before: Option<Millis>,
        around: Surroundings<'_>,
        port: &mut Port,
    ) {
        let guarded = self.guard.allows(press, before);
        if let Some(why) = self.refusal(around).or((!guarded).then_some(Notice::PressAlone)) {
            return port.say(why);
        }
        let now = around.shared.clock.utc_at(press.at);
        if self.jumped.is_none() && self.preflight.is_fresh(now) {
            self.confirm(now, around.shared, port);
        } else {
            self.reread(around.shared, port);
        }
    }

    /// Returns why a confirmation is not taken, whenever it is made.
    fn refusal(&self, around: Surroundings<'_>) -> Option<Notice> {
        match self.level() {
            _ if around.shared.sender.is_none() => Some(Notice::ReadOnly),
            _ if self.intending.is_some() => Some(Notice::Intending),
            _ if self.rereading.is_some() => Some(Notice::Rereading),
            _ if self.waiting.is_some() => Some(Notice::Waiting),
            Level::Error => Some(Notice::ChecksForbid),
            Level::Wait => Some(Notice::ChecksReading),
            Level::Ok | Level::Note | Level::Warn if !self.is_confirmed() => {
                Some(Notice::PhraseWrong)
            }
            Level::Ok | Level::Note | Level::Warn => {
                let sends = around.operations.iter().any(|o| o.stage == Stage::Sending);
                sends.then_some(Notice::StillOpen)
            }
        }
    }

    /// Reads everything once more, for what was confirmed has grown old. Nothing is written or sent
    /// before all of it has been compared.
    fn reread(&mut self, shared: &Shared, port: &mut Port) {
        let ask = port.number();
        let (fresh, queries) = Preflight::begin(ask, &self.target, self.request.scope());
        self.rereading = Some(Rereading { ask, fresh, renewed: false, settled: self.settled() });
        self.jumped = None;
        self.guard.follow(false);
        port.say(Notice::Rereading);
        ask_all(shared, ask, queries, port);
    }

    /// Puts Review back to how it opens: nothing typed, nothing focused.
    pub(super) fn ask_again(&mut self) {
        self.phrase.reset();
        self.focus = ReviewFocus::Look;
        self.guard.follow(false);
        self.scroll = 0;
    }

    /// Compares, once all has been read again. If nothing differs from what was confirmed, the
    /// intent is written; otherwise Review shows what is so now, and nothing is sent.
    pub(super) fn compare(
        &mut self,
        at: UtcTime,
        draft: &mut Draft,
        around: Surroundings<'_>,
        port: &mut Port,
    ) {
        let Some(mut rereading) = self.rereading.take_if(|r| !r.fresh.is_awaited()) else {
            return;
        };
        if !rereading.renewed {
            let queries = rereading.fresh.renew_short(rereading.ask, &self.target, at);
            if !queries.is_empty() {
                ask_all(around.shared, rereading.ask, queries, port);
                self.rereading = Some(Rereading { renewed: true, ..rereading });
                return;
            }
        }
        let mut changed = differences(&self.preflight, &rereading.fresh);
        let window = self.window();
        (self.preflight, self.ask) = (rereading.fresh, rereading.ask);
        self.adopt(draft, around.shared);
        if window != self.window() {
            changed.push(Topic::Window);
        }
        let differs = self.settled() != rereading.settled || !changed.is_empty();
        self.changed = changed;
        port.unsay(&Notice::Rereading);
        match self.refusal(around).or_else(|| self.jump()) {
            // Where something else lies over the button, or there is no room for the button, nobody
            // looks at what would be sent.
            None if !differs && around.in_front => self.confirm(at, around.shared, port),
            why => {
                let why = if differs { None } else { Some(why.unwrap_or(Notice::GaveUp)) };
                port.say(why.unwrap_or(Notice::Changed));
                self.ask_again();
            }
        }
    }

    /// Returns that the wall clock jumped, where that holds a confirmation back.
    fn jump(&self) -> Option<Notice> {
        self.jumped.map(|seconds| Notice::ClockJumped { seconds, held_back: true })
    }

    /// Hands out the intent to be written, for the operator has confirmed. Nothing is sent yet.
    fn confirm(&mut self, at: UtcTime, shared: &Shared, port: &mut Port) {
        let (Some(sender), Some(site), Some(operation)) =
            (shared.sender, Site::of(shared.mode, &shared.session), self.operation())
        else {
            return;
        };
        let intent = Box::new(self.intent(&site, shared));
        self.intending = Some((at, intent.clone()));
        self.guard.follow(false);
        // A disk that is slow must not look like a key that was lost.
        port.say(Notice::Intending);
        port.effect(sender.send(Sending::Intend {
            operation,
            entry: Box::new(Entry { at, event: Event::Intended(intent) }),
            site,
            instance: self.target.id().clone(),
            known: self.rivals.iter().map(|rival| rival.operation).collect(),
        }));
    }
}

impl ReviewRoom {
    /// Takes in that the wall clock jumped by `seconds` beyond the monotonic one. All ages on
    /// Review are differences of wall times, so after a jump nothing on it counts as fresh, and a
    /// confirmation that is on its way sends nothing.
    pub(crate) fn clock_jumped(&mut self, seconds: i64, shared: &Shared, port: &mut Port) {
        let Some(review) = &mut self.open else { return };
        review.jumped = Some(review.jumped.unwrap_or(0).saturating_add(seconds));
        // The end of a confirmation that is on its way says it.
        if !review.is_engaged() && shared.screen == Screen::Review {
            port.say(Notice::ClockJumped { seconds, held_back: false });
        }
    }

    /// Gives up a send that is being read for: nothing was written or sent. Whoever wants the send
    /// confirms once more. Returns whether there was one.
    pub(super) fn give_up(&mut self, port: &mut Port) -> bool {
        let Some(review) = self.open.as_mut().filter(|review| review.rereading.is_some()) else {
            return false;
        };
        review.rereading = None;
        review.ask_again();
        port.say(Notice::GaveUp);
        true
    }

    /// Takes in that the intent is on disk: only now does the request go out. Or the intent is not
    /// on disk, or something has turned up, or the disk took so long that what was read has grown
    /// old, or the clock jumped: nothing goes out, Review stays and says why.
    pub(crate) fn intended(
        &mut self,
        id: OperationId,
        at: UtcTime,
        result: Result<(), IntentTrouble>,
        shared: &Shared,
        port: &mut Port,
    ) {
        port.unsay(&Notice::Intending);
        // Taking the review out of the room is what makes a second send from it impossible.
        let awaited = self
            .open
            .take_if(|review| review.operation() == Some(id) && review.intending.is_some());
        let confirmed = awaited.and_then(|mut review| {
            let intending = review.intending.take()?;
            Some((review, intending))
        });
        let Some((mut review, (confirmed_at, intent))) = confirmed else {
            // Review has gone meanwhile; an intent that is on disk must not look like one that may
            // have been sent.
            return port.effect(held_back(id, at));
        };
        let in_time = review.jumped.is_none() && at.since(confirmed_at) <= FRESH;
        if let (Ok(()), true, Some(sender)) = (&result, in_time, shared.sender) {
            self.recorded = None;
            let request = review.reviewed;
            port.effect(sender.send(Sending::Create { operation: id, request }));
            return port.go(Go::Sent(Box::new(Operation::sent(id, confirmed_at, *intent))));
        }
        let field = review.shows_phrase();
        match result {
            Ok(()) => {
                review.ask_again();
                port.say(review.jump().unwrap_or(Notice::DiskTooSlow));
            }
            Err(IntentTrouble::State(why)) => {
                review.recorded = Recorded::Failed(why);
                port.say(Notice::JournalRefused);
            }
            Err(IntentTrouble::Rivals(rivals)) => {
                review.add_rivals(rivals);
                port.say(Notice::RivalAppeared);
            }
        }
        review.checks_came(field, port);
        self.open = Some(review);
        // Also where it could not be written: a disk that failed half way may hold the intent after
        // all.
        port.effect(held_back(id, at));
    }
}

/// Returns the line that takes an intent back which has not been sent. The file stays open: the
/// request may be confirmed again.
pub(super) fn held_back(operation: OperationId, at: UtcTime) -> Effect {
    let end = CreateEnd::NotSent(Obstacle { host: String::new(), cause: ObstacleCause::HeldBack });
    let entries = vec![Entry { at, event: Event::Ended { created: Created::NotSent, end } }];
    Effect::Disk(Disk::Write { operation, entries, close: false })
}
