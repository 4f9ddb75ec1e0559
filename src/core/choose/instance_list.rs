//! The instances of the project, as far as they have been read, and the cursor over them.
//!
//! A page costs its own rows and a key one pass over short texts that are made once: thousands of
//! instances, of which pages still come, must not hold up a letter in the filter.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use tui_input::Input;

use crate::core::base::{
    Ask, CallFailure, Instance, InstanceId, UtcTime,
    order::{COLUMNS, Value, name, next, number, text, time},
    remote::Remote,
    size::first_shown,
    text::{small, words},
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
    /// The place of the column that orders the rows; `None`: as the service lists them.
    pub order: Option<usize>,
    /// The instance that the cursor goes to with the next page, unless a key comes first. A later
    /// page would move the cursor away from a row that was seen.
    pub(super) wanted: Option<InstanceId>,
    rows: Vec<Listed>,
    places: HashMap<InstanceId, usize>,
    /// How many instances of the reading under way have come.
    arrivals: usize,
    /// Bytes that the instances take.
    weight: usize,
    /// The text of the filter by which `shown` was found.
    sought: String,
    /// Places of the instances that the filter shows, in the order of the rows.
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

/// An instance with what the list needs of it beside its facts.
#[derive(Debug, Clone)]
struct Listed {
    instance: Instance,
    /// The text that the filter searches: name, ID, engine and status, in small letters.
    text: String,
    /// Place of the instance in the reading under way; `None` while it has not come. An instance
    /// without a place at the end of the reading is removed.
    arrival: Option<usize>,
    /// When the newest backup began, as far as that is known.
    last: Option<UtcTime>,
}

impl Listed {
    fn new(instance: Instance, arrival: usize) -> Self {
        let text = format!(
            "{} {} {} {}",
            instance.name,
            instance.id,
            instance.engine.name(),
            instance.status
        );
        Self { instance, text: small(&text), arrival: Some(arrival), last: None }
    }

    /// Returns what the row has in each column.
    fn values(&self) -> [Value<'_>; COLUMNS] {
        let it = &self.instance;
        [
            name(&it.name),
            text(it.engine.name()),
            text(it.id.as_str()),
            text(&it.status),
            text(it.actions.first().map_or("", String::as_str)),
            number(Some(it.nodes.into()).filter(|nodes| *nodes > 0)),
            number(it.used_gb.map(|gb| (gb * 1024.0) as u64)),
            time(self.last),
            text(it.backup_window.as_deref().unwrap_or("")),
        ]
    }

    /// Returns what orders the row. Rows of one value stand by name and ID, with which the text
    /// begins, and so in the same order in every run.
    fn key(&self, column: usize) -> (Option<Value<'_>>, &str) {
        (self.values().get(column).copied(), &self.text)
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
        self.rows.iter_mut().for_each(|row| row.arrival = None);
    }

    /// Takes the first or a further page. The cursor stays on its instance.
    pub fn add(&mut self, at: UtcTime, rows: Vec<Instance>, last: bool) {
        let under_cursor = self.chosen().map(|i| i.id.clone());
        let words = words(&self.sought);
        let mut changed = self.order.is_some();
        for instance in rows {
            let row = Listed::new(instance, self.arrivals);
            self.arrivals += 1;
            self.weight += row.instance.weight();
            // A refresh replaces row by row: the list never goes empty under the operator's eyes.
            match self.places.get(&row.instance.id) {
                Some(&place) => {
                    let before = &mut self.rows[place];
                    changed |= row.fits(&words) != before.fits(&words);
                    // Pages can overlap when instances are made meanwhile: the first place counts.
                    let arrival = before.arrival.or(row.arrival);
                    self.weight -= before.instance.weight();
                    *before = Listed { arrival, last: before.last, ..row };
                }
                None => {
                    let place = self.rows.len();
                    self.shown.extend(row.fits(&words).then_some(place));
                    self.places.insert(row.instance.id.clone(), place);
                    self.rows.push(row);
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
        self.reach();
        self.wanted = None;
    }

    /// Puts the cursor on an instance, now or once it is read.
    pub fn seek(&mut self, instance: Option<InstanceId>) {
        self.wanted = instance;
        self.reach();
    }

    fn reach(&mut self) {
        if let Some(id) = self.wanted.take_if(|id| self.places.contains_key(id)) {
            self.look(Some(&id));
        }
    }

    /// Orders the rows by the next column. The cursor stays on its instance.
    pub fn order_by_next(&mut self) {
        self.order = next(self.order, 0);
        self.look_again();
    }

    /// Notes when the newest backup of each instance began.
    pub(super) fn note_newest(&mut self, begun: impl Fn(&InstanceId) -> Option<UtcTime>) {
        self.rows.iter_mut().for_each(|row| row.last = begun(&row.instance.id));
        self.look_again();
    }

    fn look_again(&mut self) {
        self.look(self.chosen().map(|i| i.id.clone()).as_ref());
    }

    /// Removes, at the end of a reading, the instances that are gone, and sorts the rest as the
    /// service lists them. Returns whether anything changed.
    fn put_in_order(&mut self) -> bool {
        if self.rows.iter().map(|row| row.arrival).eq((0..self.rows.len()).map(Some)) {
            return false;
        }
        self.rows.retain(|row| row.arrival.is_some());
        self.rows.sort_by_key(|row| row.arrival);
        let ids = self.rows.iter().map(|row| row.instance.id.clone());
        self.places = ids.zip(0..).collect();
        self.weight = self.instances().map(Row::weight).sum();
        true
    }

    /// Notes that the list could not be read (to the end).
    pub fn failed(&mut self, at: UtcTime, why: CallFailure) {
        self.reading = Remote::Failed { at, why };
    }

    /// Recomputes what the filter shows: all words must occur in name, ID, engine or status, case
    /// ignored. The cursor stays on its instance while that is shown.
    pub fn refresh(&mut self) {
        self.wanted = None;
        let under_cursor = self.shown.get(self.cursor).copied();
        // An instance that fits a longer filter has fitted the shorter one that the filter begins
        // with.
        let narrower = self.filter.value().starts_with(&self.sought);
        self.sought.clear();
        self.sought.push_str(self.filter.value());
        if narrower {
            let words = words(&self.sought);
            self.shown.retain(|&place| self.rows[place].fits(&words));
        } else {
            self.show_fitting();
        }
        self.cursor = under_cursor.and_then(|place| self.row_of(place)).unwrap_or(0);
    }

    /// Returns the row in which the instance of a place shows.
    fn row_of(&self, place: usize) -> Option<usize> {
        self.shown.iter().position(|shown| *shown == place)
    }

    fn show_fitting(&mut self) {
        let words = words(&self.sought);
        let fitting = |place: &usize| self.rows[*place].fits(&words);
        self.shown.clear();
        self.shown.extend((0..self.rows.len()).filter(fitting));
        if let Some(column) = self.order {
            self.shown.sort_unstable_by_key(|&place| self.rows[place].key(column));
        }
    }

    /// Filters all instances, with the cursor on this instance, or in the same row if the
    /// instance is no longer shown.
    fn look(&mut self, under_cursor: Option<&InstanceId>) {
        self.show_fitting();
        let place = under_cursor.and_then(|id| self.places.get(id));
        let row = place.and_then(|place| self.row_of(*place));
        self.cursor = row.unwrap_or_else(|| self.cursor.min(self.shown.len().saturating_sub(1)));
    }

    /// Returns the bytes that the list takes.
    pub const fn held(&self) -> usize {
        self.weight
    }

    /// Returns all instances read so far.
    pub fn instances(&self) -> impl ExactSizeIterator<Item = &Instance> {
        self.rows.iter().map(|row| &row.instance)
    }

    /// Returns the instance of this ID, if it has been read.
    pub fn get(&self, id: &InstanceId) -> Option<&Instance> {
        self.places.get(id).map(|&place| &self.rows[place].instance)
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
        self.shown.get(number).map(|&place| &self.rows[place].instance)
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
        self.cursor = number.min(self.shown.len().saturating_sub(1));
        self.top = first_shown(self.top, self.cursor, self.shown.len(), height);
    }
}
