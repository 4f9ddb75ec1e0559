//! What the person in front of the screen waits for: the answer to a call, or a moment. While there
//! is such a wait, its seconds show, and the engine tells the model the time each second.

use super::Model;
use crate::core::{
    base::{
        Millis, UtcTime,
        call::{CONNECT_SECONDS, CREATE_SECONDS},
        remote::Remote,
    },
    choose::instance_lookup::Search,
    operation::{Operation, Stage},
    port::{Overlay, Screen},
    scope::Listing,
};

/// Seconds after which the wait for an answer shows.
const SHOWN_AFTER: u64 = 2;

/// The seconds that move on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seconds {
    /// For how long an answer has been awaited.
    pub waited: Option<u64>,
    /// After how long the program gives the call up, where that is known.
    pub limit: Option<u64>,
    /// Until the backup is looked for again.
    pub next_look: Option<u64>,
    /// Until it can be said that there is no backup.
    pub window: Option<u64>,
}

impl Model {
    /// Returns the seconds that move, if any do: then the time comes each second. Otherwise nothing
    /// on the screen moves by itself between two minutes.
    pub fn seconds(&self) -> Option<Seconds> {
        let (now, in_front) = (self.shared.clock, self.shared.screen == Screen::Watch);
        let shown = self.current().filter(|_| in_front);
        let call = shown.and_then(Operation::asked_since).map(|at| now.utc.since(at));
        let seen = self.shared.awaited.map_or(0, |(_, at)| (now.at.since(at) + 500) / 1000);
        let waited = call.or(self.awaits_answer().then_some(seen));
        let sending = shown.is_some_and(|shown| shown.stage == Stage::Sending);
        let left = |at: UtcTime| Some(at.since(now.utc)).filter(|seconds| *seconds > 0);
        let window = shown.and_then(Operation::in_doubt_until).and_then(left);
        let next = shown.filter(|_| window.is_some()).and_then(|shown| shown.next_at);
        waited.or(window).map(|_| Seconds {
            waited: waited.filter(|seconds| *seconds >= SHOWN_AFTER),
            limit: sending.then_some(CONNECT_SECONDS + CREATE_SECONDS),
            next_look: next.and_then(left),
            window,
        })
    }

    /// Notes at a frame on which screen, and since when, the person waits for an answer.
    pub(super) fn note_awaited(&mut self, at: Millis) {
        let here = self.awaits_answer().then_some(self.shared.screen);
        if here != self.shared.awaited.map(|(screen, _)| screen) {
            self.shared.awaited = here.map(|screen| (screen, at));
        }
    }

    /// Returns whether an answer is awaited, other than one about an operation.
    fn awaits_answer(&self) -> bool {
        if matches!(self.dialog.overlays.last(), Some(Overlay::SigningIn)) {
            return self.sign_in.under_way.is_some();
        }
        match self.shared.screen {
            Screen::Start | Screen::Export | Screen::Watch => false,
            Screen::Instance => {
                let lookup = self.choose.lookup.as_ref().map(|lookup| &lookup.search);
                matches!(self.choose.instances.reading, Remote::Asked(_))
                    || matches!(lookup, Some(Search::Asking(_)))
            }
            Screen::Compose => {
                let tree = &self.draft.tree;
                tree.listing == Listing::Loading || tree.is_reading() || self.compose.last.is_some()
            }
            Screen::Review => {
                let review = self.review.open.as_ref();
                review.is_some_and(|it| it.rereading.is_some() || it.preflight.is_awaited())
            }
            Screen::History => self.history.reading.page.is_some(),
        }
    }
}
