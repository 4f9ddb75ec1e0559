//! The ways from room to room: applies each [`Go`].

use crate::core::{
    base::OperationId,
    model::Model,
    port::{Go, Overlay, Screen, Terminal, TextPage},
};

impl Model {
    /// Goes where a room wants to go.
    pub(super) fn go(&mut self, go: Go) {
        match go {
            Go::Start(operation) => self.back_to_start(operation),
            Go::NewBackup => self.new_backup(),
            Go::InstanceOfForm => {
                self.choose.instances.from_form = true;
                self.open_instances();
            }
            Go::Instances => self.shared.screen = Screen::Instance,
            Go::Chosen(target) => self.choose_instance(target),
            Go::Compose(field) => {
                self.shared.screen = Screen::Compose;
                self.compose.focus_on(field);
            }
            Go::NamesTaken(taken) => {
                self.shared.screen = Screen::Compose;
                self.compose.names_known(taken, &self.draft);
            }
            Go::Errors => self.compose_desk().show_errors(),
            Go::Review => self.open_review(None),
            Go::Repeat { intent, after } => self.review_again(&intent, after),
            Go::AwaitIdle(intent) => self.wait_again(&intent),
            Go::Watch(id) => self.show_operation(id),
            Go::History(instance) => self.open_history(instance),
            Go::HistoryAgain => self.shared.screen = Screen::History,
            Go::LeaveHistory(from) => self.leave_history(from),
            Go::Guest(row) => self.show_guest(*row),
            Go::Prepare(past) => self.prepare_from(*past),
            Go::Sent(operation) => {
                // The cursor over what can be done about a lost answer stays.
                self.watch.shown = Some(operation.id);
                self.watch.scroll = 0;
                self.watch.from_history = false;
                self.shared.screen = Screen::Watch;
                self.operations.list.push(*operation);
            }
            Go::Learnt(id) => self.learnt(id),
            Go::SignIn(next) => {
                self.sign_in_desk().begin(next);
            }
            Go::Ways => self.sign_in_desk().show_ways(),
            Go::AskCredentials => {
                self.sign_in_desk().ask_anew();
            }
            Go::GiveUpSignIn => self.sign_in.next = None,
            Go::Identify => {
                self.sign_in_desk().identify();
            }
            Go::Renew => self.sign_in_desk().renew(),
            Go::Form(kind) => self.sign_in_desk().open_form(kind),
            Go::Ask(prompt) => self.dialog.ask(prompt, &mut self.port),
            Go::Show(overlay) => self.dialog.show(overlay),
            Go::EndImport { taken } => {
                self.dialog.overlays.retain(|overlay| {
                    let text = taken
                        && matches!(overlay, Overlay::Page { page: TextPage::ScopeText(_), .. });
                    !text && !matches!(overlay, Overlay::Import)
                });
            }
            Go::Open(what) => self.open_unsent(what),
            Go::Ticket(operation) => self.open_ticket(operation, false),
            Go::OfferTicket(operation) => self.open_ticket(operation, true),
            Go::UnsentTicket(what) => self.open_unsent_ticket(what),
            Go::AskDiscard(what) => self.ask_discard(what),
            Go::Discard(what) => self.discard(what),
            Go::NotSaved => {
                self.dialog.overlays.retain(|o| !matches!(o, Overlay::Leave));
                self.dialog.overlays.push(Overlay::Leave);
            }
            Go::Suspend => {
                self.drafts.save_if_changed(&self.draft, &self.shared, &mut self.port);
                self.port.effect(Terminal::Suspend);
            }
            Go::Quit => self.quit(),
        }
    }

    /// Shows an operation on Watch. From one that the history opens, Esc goes back to the history.
    pub(super) fn show_operation(&mut self, id: OperationId) {
        self.watch.show(id);
        self.watch.from_history = self.shared.screen == Screen::History;
        self.shared.screen = Screen::Watch;
    }

    /// Leaves, after a question if a backup runs or a draft is unsaved; asked
    /// a second time, at once.
    pub(super) fn leave(&mut self) {
        if self.has_reason_to_stay() && !matches!(self.dialog.overlays.last(), Some(Overlay::Leave))
        {
            self.dialog.overlays.push(Overlay::Leave);
            return;
        }
        self.quit();
    }

    /// Ends the program; a draft that is not on disk yet is saved first.
    pub(super) fn quit(&mut self) {
        let Self { drafts, draft, shared, port, .. } = self;
        if !drafts.delay_leaving(draft, shared, port) {
            self.leaving(self.shared.clock.utc);
            self.port.effect(Terminal::Quit);
        }
    }
}
