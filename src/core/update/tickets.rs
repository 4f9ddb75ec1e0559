//! Tickets: what each is about, and from where its record comes.

use crate::core::{
    base::ids::OperationId,
    model::Model,
    operation::record::Record,
    port::{
        effect::{Disk, Effect},
        outcome::Unsent,
        status_line::Notice,
    },
};

impl Model {
    /// Opens the ticket of an operation. Its record comes from the operation's file, with the pin
    /// of this moment; without such a file, from what this run knows.
    pub(super) fn open_ticket(&mut self, operation: OperationId) {
        let ask = self.port.number();
        let known = self.operations.current(Some(operation)).cloned().map(Box::new);
        self.port.effect(Effect::Disk(Disk::ReadRecord { ask, operation, known }));
        self.dialog.show_ticket(ask, None);
    }

    /// Opens the ticket of a request that has not been sent.
    pub(super) fn open_unsent_ticket(&mut self, what: Unsent) {
        let draft = match what {
            Unsent::Interrupted(number) => {
                if let Some(interrupted) = self.journal.interrupted.get(number) {
                    self.open_ticket(interrupted.operation);
                }
                return;
            }
            Unsent::Form => Some(self.shared.saved_draft(&self.draft)),
            Unsent::Draft(number) => {
                let offered = self.drafts.offered.get(number);
                offered.and_then(|offered| offered.draft.as_deref().ok()).cloned()
            }
        };
        match draft {
            Some(draft) => {
                let ask = self.port.number();
                self.dialog.show_ticket(ask, Some(Box::new(Record::of_draft(&draft))));
            }
            None => self.port.say(Notice::NoTicket),
        }
    }
}
