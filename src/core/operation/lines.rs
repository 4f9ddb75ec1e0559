//! The log of an operation, and which of its lines the journal still lacks.

use super::{
    event::{Entry, Event},
    state::Operation,
};
use crate::core::base::{StateTrouble, UtcTime};

impl Operation {
    /// Takes an event: the operation changes, and the log and the journal get a line.
    pub(super) fn log(&mut self, at: UtcTime, event: Event) {
        let entry = Entry { at, event };
        self.apply(&entry);
        let kept = self.intent.as_ref().is_some_and(|i| !i.no_journal);
        if kept && entry.event.is_recorded() {
            self.unwritten.push(entry.clone());
        }
        self.lines.push(entry);
    }

    /// Returns the lines for the journal since the last call, if there are any; `true` with the
    /// lines if nothing can follow. Lines that could not be written are handed out again with newer
    /// ones, or for the `last` time.
    pub fn take_unwritten(&mut self, last: bool) -> Option<(Vec<Entry>, bool)> {
        if self.unwritten.is_empty() && !last {
            return None;
        }
        let mut entries = std::mem::take(&mut self.waiting);
        entries.append(&mut self.unwritten);
        (!entries.is_empty()).then(|| (entries, self.is_final()))
    }

    /// Hands the lines that the journal could not take out again, as if they were new.
    pub fn write_again(&mut self) {
        self.unwritten.splice(0..0, self.waiting.drain(..));
    }

    /// Takes the end of a write: lines that could not be written wait for the next ones.
    pub fn written(&mut self, result: Result<(), (Vec<Entry>, StateTrouble)>) {
        match result {
            Ok(()) => self.unrecorded = None,
            Err((entries, why)) => {
                self.waiting.splice(0..0, entries);
                // Several writes may have been on their way: so the lines are put back into the
                // order of the events.
                let lines = &self.lines;
                self.waiting
                    .sort_by_cached_key(|entry| lines.iter().position(|line| line == entry));
                self.unrecorded = Some(why);
            }
        }
    }
}
