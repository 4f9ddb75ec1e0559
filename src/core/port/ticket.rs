//! The ticket: the record of one operation or draft in the form that the operator chooses.

use crate::core::{base::ask::Ask, operation::record::Record};

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
    /// The question to which the record is the answer; then that of the last saving.
    pub ask: Ask,
    /// `None` until the record has been read.
    pub record: Option<Box<Record>>,
    pub form: TicketForm,
}
