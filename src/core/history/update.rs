//! The history: opening it, its pages and its keys.

use super::{
    columns::INSTANCE,
    reading::{Edge, Reading},
    room::{HistoryRoom, Purpose},
    rows::Key,
};
use crate::core::{
    base::{Ask, CallFailure, InstanceId, StateTrouble, order, size::first_shown},
    operation::{
        backup::{BackupKind, BackupPage, PageWanted, Reached},
        history::{Done, Service},
        operations::Operations,
        record::Outcome,
    },
    port::{
        Action, Cancel, Disk, Effect, Go, HistoryFrom, HistoryNotice, JournalPage, Notice, Port,
        Query, Screen, Shared,
    },
    session::Site,
};

impl HistoryRoom {
    /// Opens the history anew, of one instance if that is named.
    pub(crate) fn enter(
        &mut self,
        instance: Option<(InstanceId, String)>,
        from: HistoryFrom,
        shared: &Shared,
    ) {
        *self = Self { from, opened_for: instance.clone(), instance, ..Self::default() };
        self.restart(shared);
    }

    /// Forgets what was read: it is read again while the history is in front.
    pub(crate) fn restart(&mut self, shared: &Shared) {
        let service = Site::of(shared.mode, &shared.session).map(|site| Service::of(&site));
        self.rows.restart(service);
        (self.reading, self.wanted) = (Reading::default(), None);
        (self.cursor, self.top, self.moved, self.seeks) = (0, 0, false, false);
    }

    /// Takes a key on the list.
    pub(crate) fn act(
        &mut self,
        action: Action,
        operations: &Operations,
        shared: &Shared,
        port: &mut Port,
    ) {
        // An operator who presses another key does not wait for a file any more.
        self.wanted = None;
        let height = shared.size.list_rows();
        let count = self.rows.len() + self.edges().len();
        if let Some(row) = action.moves(self.cursor, count, height) {
            (self.moved, self.cursor) = (true, row);
            self.seeks &= self.is_below();
            return;
        }
        match action {
            Action::Enter => self.open(operations, port),
            Action::Filter => self.filtering = true,
            Action::Sort => {
                self.rows.order = order::next(self.rows.order, INSTANCE);
                self.moved = true;
                self.refresh();
            }
            Action::Reload => self.restart(shared),
            Action::Widen => match (self.opened_for.clone(), self.instance.take()) {
                (None, _) => port.say(Notice::History(HistoryNotice::NoInstance)),
                (Some(_), Some(_)) => self.restart(shared),
                (narrow, None) => {
                    self.instance = narrow;
                    self.restart(shared);
                }
            },
            Action::Prepare => self.prepare(self.cursor, shared, port),
            Action::Ticket => match self.rows.at(self.cursor).and_then(|row| row.done()?.operation)
            {
                Some(operation) => port.go(Go::Ticket(operation)),
                None => port.say(Notice::NoTicket),
            },
            Action::Back if !self.rows.filter.value().is_empty() => self.clear_filter(),
            Action::Back => port.go(Go::LeaveHistory(self.from)),
            _ => {}
        }
    }

    /// Opens the row under the cursor, or reads on below the last one.
    fn open(&mut self, operations: &Operations, port: &mut Port) {
        let Some(row) = self.rows.at(self.cursor) else { return self.read_on() };
        let refused = match (row.done().map(|done| (done.operation, done.outcome)), row.listed()) {
            (Some((Some(id), _)), _) if operations.current(Some(id)).is_some() => {
                return port.go(Go::Watch(id));
            }
            (Some((_, Outcome::Reviewed | Outcome::GivenUp)), _) => HistoryNotice::NotConfirmed,
            (Some((Some(operation), _)), _) => {
                let ask = port.number();
                self.wanted = Some((ask, Purpose::Open));
                return port.effect(Disk::ReadOperation { ask, operation });
            }
            (None, _) if self.is_cut() => HistoryNotice::JournalCut,
            (None, _) if self.reading.journal.is_open() => HistoryNotice::JournalReading,
            (None, Some(listed)) => return port.go(Go::Guest(Box::new(listed.clone()))),
            (Some((None, _)), _) | (None, None) => HistoryNotice::NoOperation,
        };
        port.say(Notice::History(refused));
    }

    /// Reads on: where a source failed, or looks for older rows that fit the filter.
    fn read_on(&mut self) {
        match self.edges().get(self.cursor - self.rows.len()) {
            Some(Edge::Journal) => self.reading.journal.failed = None,
            Some(Edge::List(n)) => self.reading.lists[*n].failed = None,
            Some(Edge::NoService | Edge::Reading | Edge::More | Edge::Full) | None => {}
        }
        self.seeks = true;
    }

    /// Takes a key in the filter that is no text.
    pub(crate) fn filter_act(&mut self, action: Action) {
        if matches!(action, Action::Enter | Action::Back) {
            self.filtering = false;
        }
        if action == Action::Back {
            self.clear_filter();
        }
    }

    fn clear_filter(&mut self) {
        self.rows.filter.reset();
        self.refresh();
    }

    /// Finds anew which rows show; the cursor stays on its row.
    pub(crate) fn refresh(&mut self) {
        let key = self.rows.key(self.cursor);
        self.look(key);
    }

    /// Finds anew which rows show; the cursor goes to the row of this key. Below the last row the
    /// cursor goes on with the rows that come.
    fn look(&mut self, key: Option<Key>) {
        let shown = self.rows.len();
        self.rows.look(|begun| self.reading.is_certain(begun));
        let place = key.as_ref().and_then(|key| self.rows.place(key));
        // In an order of columns a row that comes later can stand above one that was seen.
        let stays = self.moved || self.rows.order.is_some();
        self.cursor = if stays { place.unwrap_or(self.cursor) } else { 0 };
        self.seeks &= key.is_none() && self.rows.len() == shown;
    }

    /// Takes a page of the journal.
    pub(crate) fn journal_arrived(&mut self, ask: Ask, page: Result<JournalPage, StateTrouble>) {
        if self.reading.asked.take_if(|asked| *asked == ask).is_none() {
            return;
        }
        let key = self.rows.key(self.cursor);
        let journal = &mut self.reading.journal;
        match page {
            Err(why) => journal.failed = Some(why),
            Ok(JournalPage { mut done, read, reached, last }) => {
                journal.read = read as u64;
                let reached = reached.map_or(journal.reached, Reached::Begin);
                journal.reached = if last { Reached::End } else { reached };
                let one = self.instance.as_ref().map(|(id, _)| id.as_str());
                // A file that tells no instance may be of the wanted one.
                done.retain(|done: &Done| {
                    one.is_none_or(|one| done.instance.as_deref().is_none_or(|id| id == one))
                });
                self.rows.add_done(done);
            }
        }
        self.look(key);
    }

    /// Takes a page of the service, if it is awaited.
    pub(crate) fn page_arrived(
        &mut self,
        wanted: &PageWanted,
        page: &Result<BackupPage, CallFailure>,
        shared: &Shared,
    ) {
        if self.reading.page.take_if(|page| page == wanted).is_none() {
            return;
        }
        self.reading.read_at = Some(shared.clock.utc);
        let key = self.rows.key(self.cursor);
        let list = &mut self.reading.lists[wanted.kind.place()];
        match page {
            Err(why) => list.failed = Some(why.clone()),
            Ok(page) => {
                list.read += page.received;
                list.reached = list.reached.with(page);
                self.rows.add_listed(page.rows.clone());
            }
        }
        self.look(key);
    }

    /// Returns why this file was read, if the answer is awaited.
    pub(crate) fn file_arrived(&mut self, ask: Ask) -> Option<Purpose> {
        self.wanted.take_if(|(asked, _)| *asked == ask).map(|(_, purpose)| purpose)
    }

    /// Gives up a page that nobody waits for any more.
    pub(crate) fn stop(&mut self, shared: &Shared, port: &mut Port) {
        let page = self.reading.page.take_if(|_| shared.screen != Screen::History);
        port.effects(page.map(|_| Effect::Cancel(Cancel::BackupPages)));
    }

    /// Reads the next page that the history in front wants, and puts the cursor on a shown row.
    pub(crate) fn next_effects(&mut self, shared: &Shared, port: &mut Port) {
        if shared.screen != Screen::History {
            return;
        }
        let service = shared.service.filter(|_| shared.session.is_ready());
        self.reading.with_service = service.is_some();
        let full = self.is_full();
        if self.reading.asked.is_none() && self.reading.journal.is_open() && !full {
            let (ask, from) = (port.number(), self.reading.journal.read as usize);
            self.reading.asked = Some(ask);
            port.effect(Disk::ReadHistory { ask, from });
        }
        let height = shared.size.list_rows();
        let near = self.rows.filter.value().is_empty() && self.cursor + height >= self.rows.len();
        if self.reading.page.is_none()
            && !full
            && let Some(service) = service
            && let Some(list) = self.reading.next_list()
            // Without its first page a list may hide rows anywhere.
            && (near || self.seeks || self.reading.lists[list].reached == Reached::Nothing)
        {
            let (ask, received) = (port.number(), self.reading.lists[list].read);
            let instance = self.instance.as_ref().map(|(id, _)| id.clone());
            let wanted = PageWanted { ask, instance, kind: BackupKind::BOTH[list], received };
            self.reading.page = Some(wanted.clone());
            port.effect(service.ask(ask, Query::BackupPage(wanted)));
        }
        self.show_cursor(height);
    }

    /// Puts the cursor on a row, and scrolls there.
    fn show_cursor(&mut self, height: usize) {
        let count = self.rows.len() + self.edges().len();
        self.cursor = self.cursor.min(count.saturating_sub(1));
        self.top = first_shown(self.top, self.cursor, count, height);
    }
}
