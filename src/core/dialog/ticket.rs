//! The keys of the ticket: its form, the clipboard, a file.

use super::state::Dialog;
use crate::core::{
    base::{ask::Ask, disk_error::StateTrouble},
    operation::record::Record,
    port::{
        effect::{Disk, Effect, Terminal},
        keymap::Action,
        outcome::{Go, Port},
        overlay::{Overlay, Prompt, PromptKind, PromptProblem, TextPage},
        status_line::Notice,
        ticket::{Ticket, TicketForm},
    },
};

impl Dialog {
    /// Shows a ticket whose record is the answer to `ask`, or is known.
    pub(in crate::core) fn show_ticket(&mut self, ask: Ask, record: Option<Box<Record>>) {
        let ticket = Ticket { ask, record, form: TicketForm::Text };
        self.show(Overlay::page(TextPage::Ticket(Box::new(ticket))));
    }

    fn ticket(&mut self) -> Option<(&mut Ticket, &mut usize)> {
        self.overlays.iter_mut().rev().find_map(|overlay| match overlay {
            Overlay::Page { page: TextPage::Ticket(ticket), scroll } => {
                Some((&mut **ticket, scroll))
            }
            _ => None,
        })
    }

    /// Takes the record that the ticket waits for.
    pub(in crate::core) fn record_read(&mut self, ask: Ask, record: Box<Record>) {
        if let Some((ticket, _)) = self.ticket().filter(|(ticket, _)| ticket.ask == ask) {
            ticket.record = Some(record);
        }
    }

    /// Takes a key of the ticket. Returns false for a key of every page.
    pub(in crate::core) fn act_on_ticket(&mut self, action: Action, port: &mut Port) -> bool {
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
            port.effect(Effect::Terminal(Terminal::CopyRecord(record, ticket.form)));
            port.say(Notice::TicketOffered);
        } else {
            let name = record.operation.map_or_else(|| "draft".to_owned(), |id| id.to_string());
            let path = format!("./ticket-{name}.{}", ending(ticket.form));
            port.go(Go::Ask(Prompt::new(PromptKind::TicketPath).with(path)));
        }
        true
    }

    /// Saves the ticket to the path of the prompt. An existing file is replaced only when Enter
    /// comes again, below the words that say so.
    pub(in crate::core) fn save_ticket(&mut self, prompt: &Prompt, port: &mut Port) {
        let replace = matches!(prompt.problem, Some(PromptProblem::File(StateTrouble::Exists(_))));
        let path = prompt.input.value().trim().to_owned();
        let ask = port.number();
        let Some((ticket, _)) = self.ticket() else { return };
        if let Some(record) = ticket.record.clone() {
            ticket.ask = ask;
            let form = ticket.form;
            port.effect(Effect::Disk(Disk::SaveRecord { ask, path, record, form, replace }));
        }
    }

    /// Takes the end of saving the ticket. After a failure the prompt stays and says why.
    pub(in crate::core) fn ticket_saved(
        &mut self,
        ask: Ask,
        result: Result<(), StateTrouble>,
        port: &mut Port,
    ) {
        let asked = self.ticket().is_some_and(|(ticket, _)| ticket.ask == ask);
        let Some(prompt) = self.prompt(&PromptKind::TicketPath).filter(|_| asked) else { return };
        match result {
            Ok(()) => {
                self.overlays.pop();
                port.say(Notice::TicketSaved);
            }
            Err(why) => prompt.problem = Some(PromptProblem::File(why)),
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
