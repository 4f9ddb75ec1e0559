//! The instances of the project, as far as they have been read, and the cursor over them.
//!
//! A page costs its own rows and a key one pass over short texts that are made once: thousands of
//! instances, of which pages still come, must not hold up a letter in the filter.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use tui_input::Input;

use crate::core::base::{
    ask::Ask,
    call::CallFailure,
    ids::InstanceId,
    instance::Instance,
    remote::Remote,
    text::{small, words},
    time::UtcTime,
    whole::Row,
};

#[derive(Debug, Clone, Default)]
pub struct InstanceList {
    pub reading: Remote<()>,
    /// When the last page came.
    pub read_at: Option<UtcTime>,
    pub filter: Input,
    /// Whether the filter is being typed.
    pub filtering: bool,
    /// Whether the list was opened from the form, to which Esc then goes back.
    pub from_form: bool,
    instances: Vec<Instance>,
    /// The filter's text and the arrival of each instance, in the same order.
    notes: Vec<Note>,
    places: HashMap<InstanceId, usize>,
    /// How many instances of the reading under way have come.
    arrivals: usize,
    /// Bytes that the instances take.
    weight: usize,
    /// The text of the filter by which `shown` was found.
    sought: String,
    /// Places of the instances that the filter shows, ascending.
    shown: Vec<usize>,
    cursor: usize,
    top: usize,
    rest: Rest,
    /// Whether the operator has looked at the list for a moment.
    looked_at: bool,
}

/// Where the cursor is, and whether the cursor rests there. Details of an instance are
/// shown once the cursor rests: over a slow link, a held key must not draw the details of
/// each instance that it passes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Rest {
    /// There is no instance yet.
    #[default]
    Nowhere,
    On(InstanceId),
    /// A key has moved the cursor to this instance a moment ago.
    Moving(InstanceId),
}

/// What the list needs of an instance beside its row.
#[derive(Debug, Clone)]
struct Note {
    /// The text that the filter searches: name, ID, engine and status, in small letters.
    text: String,
    /// Place of the instance in the reading under way; `None` while it has not come. An instance
    /// without a place at the end of the reading is removed.
    arrival: Option<usize>,
}

impl Note {
    fn of(instance: &Instance, arrival: usize) -> Self {
        let text = format!(
            "{} {} {} {}",
            instance.name,
            instance.id,
            instance.engine.name(),
            instance.status
        );
        Self { text: small(&text), arrival: Some(arrival) }
    }

    /// Returns whether all words occur in the text.
    fn fits(&self, words: &[String]) -> bool {
        words.iter().all(|word| self.text.contains(word.as_str()))
    }
}

impl InstanceList {
    /// Begins a new reading; the instances of the one before stay until its end.
    pub fn start(&mut self, ask: Ask) {
        self.reading = Remote::Asked(ask);
        self.arrivals = 0;
        self.notes.iter_mut().for_each(|note| note.arrival = None);
    }

    /// Takes the first or a further page. The cursor stays on its instance.
    pub fn add(&mut self, at: UtcTime, rows: Vec<Instance>, last: bool) {
        let under_cursor = self.chosen().map(|i| i.id.clone());
        let words = words(&self.sought);
        let mut changed = false;
        for instance in rows {
            let arrival = self.arrivals;
            self.arrivals += 1;
            let note = Note::of(&instance, arrival);
            // A refresh replaces row by row: the list never goes empty under the operator's eyes.
            match self.places.get(&instance.id) {
                Some(&place) => {
                    changed |= note.fits(&words) != self.notes[place].fits(&words);
                    // Pages can overlap when instances are made meanwhile: the first place counts.
                    let arrival = self.notes[place].arrival.unwrap_or(arrival);
                    self.notes[place] = Note { arrival: Some(arrival), ..note };
                    self.weight = self.weight + instance.weight() - self.instances[place].weight();
                    self.instances[place] = instance;
                }
                None => {
                    let place = self.instances.len();
                    self.shown.extend(note.fits(&words).then_some(place));
                    self.weight += instance.weight();
                    self.places.insert(instance.id.clone(), place);
                    self.instances.push(instance);
                    self.notes.push(note);
                }
            }
        }
        self.read_at = Some(at);
        if last {
            self.reading = Remote::Here { at, value: () };
            changed |= self.put_in_order();
        }
        if changed {
            self.look(under_cursor.as_ref());
        }
    }

    /// Removes, at the end of a reading, the instances that are gone, and sorts the rest as the
    /// service lists them. Returns whether anything changed.
    fn put_in_order(&mut self) -> bool {
        if self.notes.iter().map(|note| note.arrival).eq((0..self.notes.len()).map(Some)) {
            return false;
        }
        let instances =
            std::mem::take(&mut self.instances).into_iter().zip(std::mem::take(&mut self.notes));
        let mut rows: Vec<(Instance, Note)> =
            instances.filter(|(_, note)| note.arrival.is_some()).collect();
        rows.sort_by_key(|(_, note)| note.arrival);
        self.places = rows
            .iter()
            .enumerate()
            .map(|(place, (instance, _))| (instance.id.clone(), place))
            .collect();
        (self.instances, self.notes) = rows.into_iter().unzip();
        self.weight = self.instances.iter().map(Row::weight).sum();
        true
    }

    /// Notes that the list could not be read (to the end).
    pub fn failed(&mut self, at: UtcTime, why: CallFailure) {
        self.reading = Remote::Failed { at, why };
    }

    /// Recomputes what the filter shows: all words must occur in name, ID, engine or status, case
    /// ignored. The cursor stays on its instance while that is shown.
    pub fn refresh(&mut self) {
        let under_cursor = self.shown.get(self.cursor).copied();
        // An instance that fits a longer filter has fitted the shorter one that the filter begins
        // with.
        let narrower = self.filter.value().starts_with(&self.sought);
        self.sought.clear();
        self.sought.push_str(self.filter.value());
        let (words, notes) = (words(&self.sought), &self.notes);
        if narrower {
            self.shown.retain(|&place| notes[place].fits(&words));
        } else {
            self.shown.clear();
            self.shown.extend((0..notes.len()).filter(|&place| notes[place].fits(&words)));
        }
        self.cursor =
            under_cursor.and_then(|place| self.shown.binary_search(&place).ok()).unwrap_or(0);
    }

    /// Filters all instances, with the cursor on this instance, or in the same row if the
    /// instance is no longer shown.
    fn look(&mut self, under_cursor: Option<&InstanceId>) {
        let words = words(&self.sought);
        self.shown.clear();
        self.shown.extend((0..self.notes.len()).filter(|&place| self.notes[place].fits(&words)));
        let place = under_cursor.and_then(|id| self.places.get(id));
        let row = place.and_then(|place| self.shown.binary_search(place).ok());
        self.cursor = row.unwrap_or_else(|| self.cursor.min(self.shown.len().saturating_sub(1)));
    }

    /// Returns the bytes that the list takes.
    pub const fn held(&self) -> usize {
        self.weight
    }

    /// Returns all instances read so far.
    pub fn instances(&self) -> &[Instance] {
        &self.instances
    }

    /// Returns the instance of this ID, if it has been read.
    pub fn get(&self, id: &InstanceId) -> Option<&Instance> {
        self.places.get(id).map(|&place| &self.instances[place])
    }

    /// Returns the number of instances that the filter shows.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Returns whether the filter shows none.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Returns the instance in a shown row.
    pub fn row(&self, number: usize) -> Option<&Instance> {
        self.shown.get(number).and_then(|n| self.instances.get(*n))
    }

    /// Returns the instance under the cursor.
    pub fn chosen(&self) -> Option<&Instance> {
        self.row(self.cursor)
    }

    /// Returns the instance under the cursor, once the cursor rests there.
    pub fn at_rest(&self) -> Option<&Instance> {
        self.chosen().filter(|instance| matches!(&self.rest, Rest::On(id) if *id == instance.id))
    }

    /// Returns whether the operator has looked at the list for a moment: an operator who chooses at
    /// once causes no calls beside those for the list itself.
    pub const fn is_looked_at(&self) -> bool {
        self.looked_at
    }

    /// Follows the cursor after a message; returns whether a wait for the cursor's rest begins.
    /// Only a key makes the cursor move: where other rows came under the cursor, it rests.
    pub fn follow(&mut self, by_key: bool) -> bool {
        let Some(here) = self.chosen().map(|instance| &instance.id) else {
            self.rest = Rest::Nowhere;
            return false;
        };
        match &self.rest {
            Rest::On(id) | Rest::Moving(id) if id == here => false,
            Rest::On(_) | Rest::Moving(_) if by_key => {
                self.rest = Rest::Moving(here.clone());
                true
            }
            Rest::On(_) | Rest::Moving(_) | Rest::Nowhere => {
                let first = !self.looked_at && self.rest == Rest::Nowhere;
                self.rest = Rest::On(here.clone());
                first
            }
        }
    }

    /// Notes that the cursor has not moved for a moment.
    pub fn cursor_idle(&mut self) {
        self.looked_at = true;
        self.rest = match std::mem::take(&mut self.rest) {
            Rest::Moving(id) | Rest::On(id) => Rest::On(id),
            Rest::Nowhere => Rest::Nowhere,
        };
    }

    /// Returns the number of the row under the cursor.
    pub const fn cursor(&self) -> usize {
        self.cursor
    }

    pub const fn top(&self) -> usize {
        self.top
    }

    /// Puts the cursor on a row (clamped) that shows within `height` rows.
    pub fn go_to(&mut self, number: usize, height: usize) {
        let height = height.max(1);
        self.cursor = number.min(self.shown.len().saturating_sub(1));
        if self.cursor < self.top {
            self.top = self.cursor;
        } else if self.cursor >= self.top + height {
            self.top = self.cursor + 1 - height;
        }
        self.top = self.top.min(self.shown.len().saturating_sub(height));
    }
}
