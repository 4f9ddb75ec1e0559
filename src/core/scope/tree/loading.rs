//! Which branches are read, and when: a few at a time, the ones that the operator opens first, and
//! none that is no longer wanted.

use super::{listing::Listing, reading::Progress, state::Tree, view};
use crate::core::base::{CallFailure, Reason};

/// Calls under way at a time.
const MOST: usize = 3;

impl Tree {
    /// Lets the tables of database `d` be read again; false if they have not been read.
    pub fn forget_listing(&mut self, d: usize) -> bool {
        let again = self.database(d).is_some_and(|d| d.is_listed() && d.is_read());
        if again {
            self.change(d, |branch| branch.listing = Listing::NotAsked);
        }
        again
    }

    fn can_be_read(&self, d: usize) -> bool {
        let open = |d: view::Database<'_>| {
            matches!(d.listing(), Listing::NotAsked | Listing::Failed(_)) && d.is_listed()
        };
        self.database(d).is_some_and(open)
    }

    /// Wants the tables of database `d`, before those that wait already. A typed database, and one
    /// that is being read or has been read, is not read; a waiting one comes to the front.
    pub fn want(&mut self, d: usize) {
        let id = d as u32;
        if self.can_be_read(d) {
            self.begin(d);
        } else if !self.reading.waiting.contains(&id) {
            return;
        }
        self.reading.waiting.retain(|waiting| *waiting != id);
        self.reading.waiting.push_front(id);
    }

    fn begin(&mut self, d: usize) {
        self.change(d, |branch| {
            branch.listing = Listing::Loading;
            branch.tables.begin_reading();
        });
    }

    /// Wants the tables of all databases that have not been read, or could not be. Returns how many
    /// databases those are. The service's own keyspaces wait until they are opened.
    pub fn want_all(&mut self) -> usize {
        let own = |d: &u32| !self.branches[*d as usize].system && self.can_be_read(*d as usize);
        let unread: Vec<u32> = self.names.sorted().iter().copied().filter(own).collect();
        for d in unread {
            self.begin(d as usize);
            self.reading.waiting.push_back(d);
        }
        let wanted = self.reading.left();
        self.reading.loading_all = (wanted > 0).then_some((wanted, 0));
        wanted
    }

    /// Returns how far the loading of all tables has come, while that goes on.
    pub fn loading_all(&self) -> Option<Progress> {
        let left = self.reading.left();
        self.reading.loading_all.map(|(of, failed)| Progress {
            done: of.saturating_sub(left),
            of,
            failed,
        })
    }

    /// Returns whether a call is under way.
    pub const fn is_reading(&self) -> bool {
        !self.reading.under_way.is_empty()
    }

    /// Returns the next database whose tables are to be read now, if there is room for a call.
    pub fn next_to_read(&mut self) -> Option<String> {
        let room = if self.reading.slowed { 1 } else { MOST };
        if self.reading.under_way.len() >= room {
            return None;
        }
        let d = std::iter::from_fn(|| self.reading.waiting.pop_front())
            .find(|d| self.names.is_there(*d as usize))?;
        self.reading.under_way.push(d);
        Some(self.names.get(d as usize).to_owned())
    }

    /// Notes that the reading of a database has ended, well or with this failure.
    pub fn reading_ended(&mut self, database: &str, failure: Option<&CallFailure>) {
        // Found by name also where the service no longer lists the database.
        let (names, reading) = (&self.names, &mut self.reading);
        reading.under_way.retain(|reading| names.get(*reading as usize) != database);
        if let (Some((_, failed)), Some(_)) = (&mut reading.loading_all, failure) {
            *failed += 1;
        }
        if failure.and_then(CallFailure::reason) == Some(Reason::Throttled) {
            reading.slowed = true;
        }
        if reading.left() == 0 {
            reading.loading_all = None;
        }
    }

    /// Puts the tree aside: nothing more is read for this tree, and no filter hides a part.
    pub fn rest(&mut self) {
        self.reading.loading_all = None;
        for d in self.reading.all() {
            self.give_up(d);
        }
        if self.listing == Listing::Loading {
            self.listing = Listing::NotAsked;
        }
        self.set_filter("");
    }

    /// Lets the branches that are being read be read once more from
    /// the beginning, before any other.
    pub fn restart_reading(&mut self) {
        for d in std::mem::take(&mut self.reading.under_way).into_iter().rev() {
            self.begin(d as usize);
            self.reading.waiting.push_front(d);
        }
    }

    /// Gives up the tables of database `d`, unless all are wanted or a saved draft waits for them.
    /// Returns whether a call for these tables was under way.
    pub fn unwant(&mut self, d: usize) -> bool {
        self.reading.loading_all.is_none() && !self.waits_to_be_found(d) && self.give_up(d)
    }

    fn give_up(&mut self, d: usize) -> bool {
        let id = d as u32;
        let waited = self.reading.waiting.len();
        self.reading.waiting.retain(|waiting| *waiting != id);
        let called = self.reading.under_way.contains(&id);
        self.reading.under_way.retain(|reading| *reading != id);
        if called || waited > self.reading.waiting.len() {
            self.change(d, |branch| {
                branch.listing = Listing::NotAsked;
                branch.tables.stop_reading();
            });
        }
        called
    }

    /// Ends the loading of all tables. Branches that are open, or that a saved draft waits for, are
    /// still read. Returns whether a call that is no longer wanted was under way.
    pub fn unwant_all(&mut self) -> bool {
        self.reading.loading_all = None;
        let mut called = false;
        for d in self.reading.all() {
            if !self.branches[d].open && !self.waits_to_be_found(d) {
                called |= self.give_up(d);
            }
        }
        called
    }
}
