//! The instances of the project, as far as they have been read, and the cursor over them.

use std::collections::HashSet;

use tui_input::Input;

use super::{call::CallFailure, ids::InstanceId, instance::Instance, message::Ask, time::UtcTime, tree::Listing};

/// The instance list.
#[derive(Debug, Clone, Default)]
pub struct Fleet {
    /// How far it has been read.
    pub listing: Listing,
    /// When the last page came.
    pub read_at: Option<UtcTime>,
    /// The question under way.
    pub ask: Ask,
    /// The filter's text.
    pub filter: Input,
    /// Whether the filter is being typed.
    pub filtering: bool,
    /// Opened from the form, to which Esc then goes back.
    pub from_form: bool,
    instances: Vec<Instance>,
    /// IDs of the reading under way: what is not among them at its end is gone.
    fresh: HashSet<InstanceId>,
    /// Places of the instances that the filter shows.
    shown: Vec<usize>,
    cursor: usize,
    top: usize,
}

impl Fleet {
    /// Begins a new reading; what was read before stays until its end.
    pub fn start(&mut self, ask: Ask) {
        self.ask = ask;
        self.listing = Listing::Loading;
        self.fresh.clear();
    }

    /// Takes the first or a further page.
    pub fn add(&mut self, at: UtcTime, rows: Vec<Instance>, last: bool) {
        let under_cursor = self.chosen().map(|i| i.id.clone());
        // A refresh replaces row by row: the list never goes empty under the operator's eyes.
        for instance in rows {
            self.fresh.insert(instance.id.clone());
            match self.instances.iter_mut().find(|known| known.id == instance.id) {
                Some(known) => *known = instance,
                None => self.instances.push(instance),
            }
        }
        self.read_at = Some(at);
        if last {
            self.listing = Listing::Complete;
            self.instances.retain(|i| self.fresh.contains(&i.id));
        }
        self.refresh();
        let row = self.shown.iter().position(|n| under_cursor.as_ref() == Some(&self.instances[*n].id));
        self.cursor = row.unwrap_or(0);
    }

    /// Says that the list could not be read (to the end).
    pub fn failed(&mut self, why: CallFailure) {
        self.listing = Listing::Failed(why);
    }

    /// Recomputes what the filter shows: all words must occur in name, ID, engine or status, case ignored.
    pub fn refresh(&mut self) {
        let words: Vec<String> = self.filter.value().split_whitespace().map(str::to_lowercase).collect();
        let under_cursor = self.shown.get(self.cursor).copied();
        let fits = |instance: &Instance| {
            let text = format!("{} {} {} {}", instance.name, instance.id, instance.engine.name(), instance.status).to_lowercase();
            words.iter().all(|w| text.contains(w))
        };
        self.shown = self.instances.iter().enumerate().filter(|(_, i)| fits(i)).map(|(n, _)| n).collect();
        self.cursor = under_cursor.and_then(|n| self.shown.iter().position(|s| *s == n)).unwrap_or(0);
    }

    /// All instances read so far.
    pub fn instances(&self) -> &[Instance] {
        &self.instances
    }

    /// Number of instances that the filter shows.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// True if the filter shows none.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// The instance in a shown row.
    pub fn row(&self, number: usize) -> Option<&Instance> {
        self.shown.get(number).and_then(|n| self.instances.get(*n))
    }

    /// The instance under the cursor.
    pub fn chosen(&self) -> Option<&Instance> {
        self.row(self.cursor)
    }

    /// Number of the row under the cursor.
    pub const fn cursor(&self) -> usize {
        self.cursor
    }

    /// First row on screen.
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
