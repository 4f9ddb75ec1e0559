//! The keys of the ticket: its form, the clipboard, a file.

use super::state::Dialog;
use crate::core::{
    base::{Ask, StateTrouble},
    operation::record::Record,
    port::{
        Action, Disk, Notice, Overlay, Port, Prompt, PromptKind, Terminal, TextPage, Ticket,
        TicketForm,
    },
};

impl Dialog {
    pub(crate) fn show_ticket(&mut self, ticket: Ticket) {
        self.show(Overlay::page(TextPage::Ticket(Box::new(ticket))));
    }

    pub(crate) fn ticket(&mut self) -> Option<(&mut Ticket, &mut usize)> {
        self.overlays.iter_mut().rev().find_map(|overlay| match overlay {
            Overlay::Page { page: TextPage::Ticket(ticket), scroll } => {
                Some((&mut **ticket, scroll))
            }
            _ => None,
        })
    }

    /// Takes the record that the ticket waits for.
    pub(crate) fn record_read(&mut self, ask: Ask, record: Box<Record>, port: &mut Port) {
        if let Some((ticket, _)) = self.ticket().filter(|(ticket, _)| ticket.ask == ask) {
            ticket.record = Some(record);
            if std::mem::take(&mut ticket.offers) {
                self.act_on_ticket(Action::Copy, port);
            }
        }
    }

    /// Takes a key of the ticket. Returns false for a key of every page.
    pub(crate) fn act_on_ticket(&mut self, action: Action, port: &mut Port) -> bool {
        let step = match action {
            Action::Next => 1,
            Action::Previous => TicketForm::ALL.len() - 1,
            Action::Copy | Action::Save => 0,
            _ => return false,
        };
        let Some((ticket, scroll)) = self.ticket() else { return false };
        if step > 0 {
            ticket.form = ticket.form.after(step);
            *scroll = 0;
            return true;
        }
        let Some(record) = ticket.record.clone() else { return true };
        if action == Action::Copy {
            port.effect(Terminal::CopyRecord(record, ticket.form));
            port.say(Notice::Copied);
        } else {
            let name = record.operation.map_or_else(|| "draft".to_owned(), |id| id.to_string());
            let path = format!("./ticket-{name}.{}", ending(ticket.form));
            port.prompt(Prompt::new(PromptKind::TicketPath).with(path));
        }
        true
    }

    /// Saves the ticket to the path of the prompt. An existing file is replaced only when Enter
    /// comes again, below the words that say so.
    pub(crate) fn save_ticket(&mut self, prompt: &Prompt, port: &mut Port) {
        let replace = prompt.replaces();
        let path = prompt.input.value().trim().to_owned();
        let ask = port.number();
        let Some((ticket, _)) = self.ticket() else { return };
        if let Some(record) = ticket.record.clone() {
            ticket.saving = Some(ask);
            let form = ticket.form;
            port.effect(Disk::SaveRecord { ask, path, record, form, replace });
        }
    }

    /// Takes the end of saving the ticket.
    pub(crate) fn ticket_saved(
        &mut self,
        ask: Ask,
        result: Result<(), StateTrouble>,
        port: &mut Port,
    ) {
        let asked = self.ticket().is_some_and(|(ticket, _)| ticket.saving == Some(ask));
        if asked && self.file_written(&PromptKind::TicketPath, result) {
            port.say(Notice::TicketSaved);
        }
    }
}

const fn ending(form: TicketForm) -> &'static str {
    match form {
        TicketForm::Text | TicketForm::Line => "txt",
        TicketForm::Markdown => "md",
        TicketForm::Json => "json",
        TicketForm::Csv => "csv",
    }
}
