//! Tickets: what each is about, and from where its record comes.

use crate::core::{
    base::OperationId,
    draft::SavedDraft,
    model::Model,
    operation::record::{Outcome, Record},
    port::{Disk, Notice, Ticket, Unsent},
};

impl Model {
    /// Opens the ticket of an operation. Its record comes from the operation's file, with the pin
    /// of this moment; without such a file, from what this run knows.
    pub(super) fn open_ticket(&mut self, operation: OperationId, offers: bool) {
        let ask = self.port.number();
        self.dialog.show_ticket(Ticket { offers, ..Ticket::new(ask, None) });
        self.read_ticket(operation);
    }

    fn read_ticket(&mut self, operation: OperationId) {
        let ask = self.port.number();
        let known = self.operations.current(Some(operation)).cloned().map(Box::new);
        if let Some((ticket, _)) = self.dialog.ticket() {
            let lines = known.as_ref().map_or(0, |known| known.lines.len());
            (ticket.ask, ticket.about) = (ask, Some((operation, lines)));
        }
        self.port.effect(Disk::ReadRecord { ask, operation, known });
    }

    /// Reads the record of the ticket anew once its operation has news, so that what is read,
    /// copied or saved tells them.
    pub(super) fn renew_ticket(&mut self) {
        let about = self.dialog.ticket().and_then(|(ticket, _)| ticket.about);
        let Some((id, told)) = about else { return };
        if self.operations.current(Some(id)).is_some_and(|known| known.lines.len() != told) {
            self.read_ticket(id);
        }
    }

    /// Opens the ticket of a request that has not been sent.
    pub(super) fn open_unsent_ticket(&mut self, what: Unsent) {
        let draft = match what {
            Unsent::Interrupted(number) => {
                if let Some(interrupted) = self.journal.interrupted.get(number) {
                    self.open_ticket(interrupted.operation, false);
                }
                return;
            }
            Unsent::Form => Some(self.shared.saved_draft(&self.draft)),
            Unsent::Draft(number) => {
                let offered = self.drafts.offered.get(number);
                offered.and_then(|offered| offered.draft.as_deref().ok()).cloned()
            }
        };
        // A form may still hold a request that was sent: its ticket is that of the operation.
        if let Some(sent) = draft.as_ref().and_then(|draft| self.sent_before(draft)) {
            return self.open_ticket(sent, false);
        }
        match draft {
            Some(draft) => {
                let ask = self.port.number();
                let record = Box::new(Record::of_draft(&draft));
                self.dialog.show_ticket(Ticket::new(ask, Some(record)));
            }
            None => self.port.say(Notice::NoTicket),
        }
    }

    /// Returns the operation that may have made a backup of this name on the draft's instance.
    fn sent_before(&self, draft: &SavedDraft) -> Option<OperationId> {
        let target = draft.target.as_ref()?.id();
        let known = self.operations.list.iter().chain(&self.operations.earlier);
        let mut sent = known.filter(|operation| {
            let is_it = operation.intent.as_ref().is_some_and(|intent| {
                intent.instance == *target && intent.name.eq_ignore_ascii_case(&draft.name)
            });
            is_it && !matches!(operation.outcome(), Outcome::No | Outcome::NotSent)
        });
        sent.next_back().map(|operation| operation.id)
    }
}
