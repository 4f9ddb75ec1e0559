//! The ticket: the record of one operation or draft in the form that the operator chooses.

use crate::core::{
    base::{Ask, OperationId},
    operation::record::Record,
};

/// The form of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketForm {
    Text,
    Markdown,
    Line,
    Json,
    Csv,
}

impl TicketForm {
    pub const ALL: [Self; 5] = [Self::Text, Self::Markdown, Self::Line, Self::Json, Self::Csv];

    /// Returns the form this many places further, round and round.
    pub fn after(self, step: usize) -> Self {
        let place = Self::ALL.iter().position(|form| *form == self).unwrap_or(0);
        Self::ALL[(place + step) % Self::ALL.len()]
    }
}

/// The ticket on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticket {
    /// The question to which the record is the answer.
    pub ask: Ask,
    /// The number of the last saving.
    pub saving: Option<Ask>,
    /// The operation, and how many lines this run knew of it when the record was asked for.
    pub about: Option<(OperationId, usize)>,
    /// `None` until the record has been read.
    pub record: Option<Box<Record>>,
    pub form: TicketForm,
    /// Whether the text is offered to the clipboard once the record has been read.
    pub offers: bool,
}

impl Ticket {
    /// Makes the ticket whose record is the answer to `ask`, or is known.
    pub fn new(ask: Ask, record: Option<Box<Record>>) -> Self {
        let form = TicketForm::Text;
        Self { ask, saving: None, about: None, record, form, offers: false }
    }
}
