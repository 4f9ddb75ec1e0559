//! Watch: what became of a confirmation.

use super::{state::Watch, turns};
use crate::core::{
    base::{call::CreateEnd, ids::OperationId, time::UtcTime},
    draft::rules::rule::Field,
    operation::{
        Operation, Others, Stage,
        need::ReadingKind,
        operations::Operations,
        readings::{Looked, Poll},
        recovery::ChoiceNotice,
    },
    port::{
        effect::{Effect, Terminal},
        keymap::Action,
        outcome::{Go, Port},
        shared::{Screen, Shared},
        status_line::Notice,
    },
    session::current::Mode,
};

impl Watch {
    /// Takes in how a create call ended.
    pub(in crate::core) fn ended(
        &mut self,
        id: OperationId,
        (at, end): (UtcTime, CreateEnd),
        operations: &mut Operations,
        shared: &Shared,
        port: &mut Port,
    ) {
        let refused = matches!(&end, CreateEnd::Answered(answer) if answer.head.status == 401);
        let Some(operation) = operations.get_mut(id) else { return };
        let need = operation.ended(at, end);
        self.meet(id, need, operations, shared, port);
        operations.replace(id, at);
        if let Some((earlier, need)) = operations.look_behind(id) {
            self.meet(earlier, [need], operations, shared, port);
        }
        port.go(Go::Learnt(id));
        if refused {
            port.go(Go::Renew);
        }
    }

    /// Takes a reading of job and backup. `in_front`: nothing lies over the screen.
    pub(in crate::core) fn polled(
        &mut self,
        id: OperationId,
        (at, poll): (UtcTime, Poll),
        in_front: bool,
        (operations, shared, port): (&mut Operations, &Shared, &mut Port),
    ) {
        // More than so many wait for their turns besides.
        let watched = operations.open().count().min(turns::FREE) as u64;
        let Some(operation) = operations.get_mut(id) else { return self.turns.answered(id, None) };
        let wanted = operation.wants_token();
        let row = poll.row.clone();
        let needs = operation.polled(at, poll, watched);
        let wants = operation.wants_token() && !wanted;
        self.turns.answered(id, operation.trouble.as_ref());
        self.meet(id, needs, operations, shared, port);
        if wants && in_front {
            self.ask_for_token(id, operations, shared, port);
        }
        self.follow_poll(at, row, operations, port);
    }

    /// Takes what was read to find an operation's backup. What another operation is known to have
    /// made is not it. `in_front`: nothing lies over the screen.
    pub(in crate::core) fn looked(
        &mut self,
        id: OperationId,
        (at, looked): (UtcTime, Looked),
        in_front: bool,
        (operations, shared, port): (&mut Operations, &Shared, &mut Port),
    ) {
        let this = operations.get(id);
        let others = this.map_or_else(Others::default, |this| operations.others(this, &looked));
        let Some(operation) = operations.get_mut(id) else { return self.turns.answered(id, None) };
        let wanted = operation.wants_token();
        let followed = operation.stage == Stage::Following;
        let rows = looked.rows.as_ref().map(|_| ()).map_err(Clone::clone);
        let need = operation.looked(at, looked, &others);
        let wants = operation.wants_token() && !wanted;
        self.turns.answered(id, operation.trouble.as_ref());
        self.meet(id, need, operations, shared, port);
        // Of a backup that is known the readings decide; the search only shows what else there is.
        if followed {
            return port.effects(self.end(operations));
        }
        if wants && in_front {
            self.ask_for_token(id, operations, shared, port);
        }
        port.go(Go::Learnt(id));
        self.follow_look(at, rows, operations, port);
    }

    /// Asks for a token that is refused while its operation is on the
    /// screen, once: the screen stays.
    fn ask_for_token(
        &self,
        id: OperationId,
        operations: &Operations,
        shared: &Shared,
        port: &mut Port,
    ) {
        let attended = self.follow.as_ref().is_none_or(|watch| !watch.unattended);
        let is_shown = operations.current(self.shown).is_some_and(|o| o.id == id);
        if attended && shared.screen == Screen::Watch && is_shown {
            port.go(Go::AskCredentials);
        }
    }

    /// Reads the operation whose wait is over.
    pub(in crate::core) fn timer(
        &mut self,
        reading: ReadingKind,
        id: OperationId,
        operations: &mut Operations,
        shared: &Shared,
        port: &mut Port,
    ) {
        let need = operations.get_mut(id).and_then(|operation| operation.on_timer(reading));
        self.meet(id, need, operations, shared, port);
    }

    /// Takes a key on Watch.
    pub(in crate::core) fn act(
        &mut self,
        action: Action,
        operations: &mut Operations,
        shared: &Shared,
        port: &mut Port,
    ) {
        if let Some(row) = action.moves(self.scroll, shared.last_scroll.saturating_add(1), 5) {
            self.scroll = row;
            return;
        }
        match action {
            Action::Reload => self.reload(operations, shared, port),
            Action::Copy => self.copy(operations, port),
            Action::Ticket => {
                port.goes(operations.current(self.shown).map(|shown| Go::Ticket(shown.id)));
            }
            Action::Token => port.go(Go::AskCredentials),
            Action::AwaitIdle => self.await_idle(operations, port),
            Action::NewBackup => port.go(Go::NewBackup),
            Action::Earlier => self.step(-1, operations),
            Action::Later => self.step(1, operations),
            Action::History if self.from_history => port.go(Go::HistoryAgain),
            Action::History => port.go(Go::History(None)),
            Action::Back => self.back(operations, port),
            _ => {}
        }
    }

    /// Shows another operation, round and round: those that need attention and those
    /// of this run, oldest first.
    fn step(&mut self, step: isize, operations: &Operations) {
        let here = operations
            .current(self.shown)
            .and_then(|current| operations.list.iter().position(|o| o.id == current.id));
        let count = operations.list.len() as isize;
        let there = here.map_or(count - 1, |here| (here as isize + step).rem_euclid(count.max(1)));
        if let Some(operation) = operations.list.get(there.max(0) as usize) {
            self.show(operation.id);
        }
    }

    /// Goes back to the form after a refusal, to the field that the
    /// service named; otherwise to Start.
    fn back(&self, operations: &Operations, port: &mut Port) {
        if self.follow.is_some() {
            return port.say(Notice::OnlyWatching);
        }
        if self.from_history {
            return port.go(Go::HistoryAgain);
        }
        let current = operations.current(self.shown);
        match current.filter(|o| o.stage == Stage::NotCreated && o.of_this_run) {
            Some(refused) => port.go(Go::Compose(refused_field(refused))),
            None => port.go(Go::Start(current.map(|operation| operation.id))),
        }
    }

    /// Reads again now; the wait for the next reading is replaced when the answer comes. What the
    /// journal could not take is tried again as well.
    fn reload(&mut self, operations: &mut Operations, shared: &Shared, port: &mut Port) {
        if shared.mode == Mode::Offline {
            return port.say(Notice::Offline);
        }
        if operations.current(self.shown).is_some_and(|o| o.is_open() && !o.taken_up) {
            // Another endpoint knows nothing of it: an answer from there would be taken for its
            // own.
            return port.say(Notice::Choice(ChoiceNotice::NotFollowedHere));
        }
        let Some(operation) = operations.current_mut(self.shown) else { return };
        operation.write_again();
        let (id, need) = (operation.id, operation.read_now(shared.key_time()));
        self.meet(id, need, operations, shared, port);
    }

    /// Copies the IDs; while there are none, the line for a change ticket.
    fn copy(&self, operations: &Operations, port: &mut Port) {
        let Some(operation) = operations.current(self.shown) else {
            return port.say(Notice::NothingToCopy);
        };
        if matches!(operation.stage, Stage::Sending | Stage::Looking { .. }) {
            port.effect(Effect::Terminal(Terminal::CopyTicket(Box::new(operation.clone()))));
            return port.say(Notice::Choice(ChoiceNotice::TicketCopied));
        }
        let backup = operation.backup_id.iter().map(|id| format!("backup_id {id}"));
        let job = operation.job_id.iter().map(|id| format!("job_id {id}"));
        let ids: Vec<String> = backup.chain(job).collect();
        if ids.is_empty() {
            return port.say(Notice::NothingToCopy);
        }
        port.effect(Effect::Terminal(Terminal::Copy(ids.join("\n"))));
        port.say(Notice::Copied);
    }
}

/// Returns the field that a refusal is about.
fn refused_field(operation: &Operation) -> Option<Field> {
    match operation.error_code() {
        Some("DBS.201201" | "DBS.201209" | "DBS.280277" | "DBS.201210") => Some(Field::Name),
        Some("DBS.280127") => Some(Field::Description),
        Some(_) | None => None,
    }
}
