//! The ticket: a record in the form that the operator chooses.

use super::{
    columns::{COLUMNS, cells, csv},
    record::{json, line, markdown, text},
};
use crate::core::{operation::record::Record, port::TicketForm};

/// Stands in the place of a ticket until its record has been read.
pub const READING: &str = "Reading the operation's file...";

/// Returns the title of the page.
pub const fn title(form: TicketForm) -> &'static str {
    match form {
        TicketForm::Text => "Ticket: [text] Markdown, one line, JSON, CSV",
        TicketForm::Markdown => "Ticket: text, [Markdown] one line, JSON, CSV",
        TicketForm::Line => "Ticket: text, Markdown, [one line] JSON, CSV",
        TicketForm::Json => "Ticket: text, Markdown, one line, [JSON] CSV",
        TicketForm::Csv => "Ticket: text, Markdown, one line, JSON, [CSV]",
    }
}

/// Returns the lines of a record in a form.
pub fn lines(record: &Record, form: TicketForm) -> Vec<String> {
    match form {
        TicketForm::Text => text(record),
        TicketForm::Markdown => markdown(record),
        TicketForm::Line => vec![line(record)],
        TicketForm::Json => vec![json(record)],
        TicketForm::Csv => {
            vec![csv(&COLUMNS), csv(&cells(record))]
        }
    }
}

/// Returns the text of a file with the record.
pub fn of_file(record: &Record, form: TicketForm) -> String {
    lines(record, form).into_iter().map(|line| line + "\n").collect()
}
