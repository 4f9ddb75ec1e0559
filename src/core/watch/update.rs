//! Watch: what became of a confirmation.

use super::{state::WatchDesk, turns};
use crate::core::{
    base::{CreateEnd, OperationId, UtcTime},
    draft::{Field, TakenNames},
    operation::{
        Operation, Others, Stage,
        need::{Need, ReadingKind},
        readings::{Looked, Poll},
        recovery::ChoiceNotice,
    },
    port::{Action, Go, Notice, Screen, Terminal},
    session::Mode,
};

impl WatchDesk<'_> {
    /// Takes in how a create call ended.
    pub fn ended(&mut self, id: OperationId, at: UtcTime, end: CreateEnd) {
        let refused = matches!(&end, CreateEnd::Answered(answer) if answer.head.status == 401);
        let Some(operation) = self.operations.get_mut(id) else { return };
        let need = operation.ended(at, end);
        self.meet(id, need);
        self.operations.replace(id, at);
        if let Some((earlier, need)) = self.operations.look_behind(id) {
            self.meet(earlier, [need]);
        }
        self.port.go(Go::Learnt(id));
        if refused {
            self.port.go(Go::Renew);
        }
    }

    /// Takes a reading of job and backup. `in_front`: nothing lies over the screen.
    pub fn polled(&mut self, id: OperationId, at: UtcTime, poll: Poll, in_front: bool) {
        // More than so many wait for their turns besides.
        let watched = self.operations.open().count().min(turns::FREE) as u64;
        let row = poll.row.clone();
        if self.answered(id, in_front, |operation| operation.polled(at, poll, watched)) {
            self.follow_poll(at, row);
        }
    }

    /// Takes what was read to find an operation's backup. What another operation is known to have
    /// made is not it. `in_front`: nothing lies over the screen.
    pub fn looked(&mut self, id: OperationId, at: UtcTime, looked: Looked, in_front: bool) {
        let this = self.operations.get(id);
        let others =
            this.map_or_else(Others::default, |this| self.operations.others(this, &looked));
        let followed = self.operations.get_mut(id).is_some_and(|o| o.stage == Stage::Following);
        let rows = looked.rows.as_ref().map(|_| ()).map_err(Clone::clone);
        if !self.answered(id, in_front, |operation| operation.looked(at, looked, &others)) {
            return;
        }
        // Of a backup that is known the readings decide; the search only shows what else there is.
        if followed {
            return self.end_if_over();
        }
        self.port.go(Go::Learnt(id));
        self.follow_look(at, rows);
    }

    /// Hands an answer to its operation, and does what the operation needs then. Returns whether
    /// the operation is still known.
    fn answered<N: IntoIterator<Item = Need>>(
        &mut self,
        id: OperationId,
        in_front: bool,
        take: impl FnOnce(&mut Operation) -> N,
    ) -> bool {
        let Some(operation) = self.operations.get_mut(id) else {
            self.room.turns.answered(id, None);
            return false;
        };
        let wanted = operation.wants_token();
        let needs = take(operation);
        let wants = operation.wants_token() && !wanted;
        self.room.turns.answered(id, operation.trouble.as_ref());
        self.meet(id, needs);
        if wants && in_front {
            self.ask_for_token(id);
        }
        true
    }

    /// Asks for a token that is refused while its operation is on the
    /// screen, once: the screen stays.
    fn ask_for_token(&mut self, id: OperationId) {
        let attended = self.room.follow.as_ref().is_none_or(|watch| !watch.unattended);
        let is_shown = self.current().is_some_and(|o| o.id == id);
        if attended && self.shared.screen == Screen::Watch && is_shown {
            self.port.go(Go::AskCredentials);
        }
    }

    /// Reads the operation whose wait is over.
    pub fn timer(&mut self, reading: ReadingKind, id: OperationId) {
        let need = self.operations.get_mut(id).and_then(|operation| operation.on_timer(reading));
        self.meet(id, need);
    }

    /// Takes a key on Watch.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::Reload => self.reload(),
            Action::Copy => self.copy(),
            Action::Ticket => {
                self.port.goes(self.current().map(|shown| Go::Ticket(shown.id)));
            }
            Action::Token => self.port.go(Go::AskCredentials),
            Action::AwaitIdle => self.await_idle(),
            Action::NewBackup => self.port.go(Go::NewBackup),
            Action::Earlier => self.step(-1),
            Action::Later => self.step(1),
            Action::History if self.room.from_history => self.port.go(Go::HistoryAgain),
            Action::History => self.port.go(Go::History(None)),
            Action::Back => self.back(),
            _ => {}
        }
    }

    /// Shows another operation, round and round: those that need attention and those
    /// of this run, oldest first.
    fn step(&mut self, step: isize) {
        let list = &self.operations.list;
        let here = self.current().and_then(|current| list.iter().position(|o| o.id == current.id));
        let count = list.len() as isize;
        let there = here.map_or(count - 1, |here| (here as isize + step).rem_euclid(count.max(1)));
        if let Some(operation) = list.get(there.max(0) as usize) {
            self.room.show(operation.id);
        }
    }

    /// Goes back to the form after a refusal, to the field that the
    /// service named; otherwise to Start.
    fn back(&mut self) {
        if self.room.follow.is_some() {
            return self.port.say(Notice::OnlyWatching);
        }
        if self.room.from_history {
            return self.port.go(Go::HistoryAgain);
        }
        let current = self.operations.current(self.room.shown);
        match current.filter(|o| o.stage == Stage::NotCreated && o.of_this_run) {
            Some(refused) => {
                self.port.go(Go::Compose(refused_field(refused)));
                self.port.goes(taken_name(refused).map(Go::NamesTaken));
            }
            None => self.port.go(Go::Start(current.map(|operation| operation.id))),
        }
    }

    /// Reads again now; the wait for the next reading is replaced when the answer comes. What the
    /// journal could not take is tried again as well.
    fn reload(&mut self) {
        if self.shared.mode == Mode::Offline {
            return self.port.say(Notice::Offline);
        }
        if self.current().is_some_and(|o| o.is_open() && !o.taken_up) {
            // Another endpoint knows nothing of it: an answer from there would be taken for its
            // own.
            return self.port.say(Notice::Choice(ChoiceNotice::NotFollowedHere));
        }
        let Some(operation) = self.operations.current_mut(self.room.shown) else { return };
        operation.write_again();
        let (id, need) = (operation.id, operation.read_now(self.shared.key_time()));
        self.meet(id, need);
    }

    /// Copies the IDs; while there are none, opens the ticket and offers its text.
    fn copy(&mut self) {
        let Some(operation) = self.current() else {
            return self.port.say(Notice::NothingToCopy);
        };
        if matches!(operation.stage, Stage::Sending | Stage::Looking { .. }) {
            return self.port.go(Go::OfferTicket(operation.id));
        }
        let backup = operation.backup_id.iter().map(|id| format!("backup_id {id}"));
        let job = operation.job_id.iter().map(|id| format!("job_id {id}"));
        let ids: Vec<String> = backup.chain(job).collect();
        if ids.is_empty() {
            return self.port.say(Notice::NothingToCopy);
        }
        self.port.effect(Terminal::Copy(ids.join("\n")));
        self.port.say(Notice::Copied);
    }
}

/// Returns the name that a refusal says another backup has ("Error Codes").
fn taken_name(operation: &Operation) -> Option<TakenNames> {
    let taken = matches!(operation.error_code(), Some("DBS.201201" | "DBS.201209"));
    let instance = operation.instance().filter(|_| taken)?.clone();
    Some(TakenNames { instance, names: vec![operation.name().to_owned()] })
}

/// Returns the field that a refusal is about.
fn refused_field(operation: &Operation) -> Option<Field> {
    match operation.error_code() {
        Some("DBS.201201" | "DBS.201209" | "DBS.280277" | "DBS.201210") => Some(Field::Name),
        Some("DBS.280127") => Some(Field::Description),
        _ => None,
    }
}
