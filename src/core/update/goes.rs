//! The ways from room to room: applies each [`Go`].

use crate::core::{
    base::ids::OperationId,
    model::Model,
    port::{
        effect::{Effect, Terminal},
        outcome::Go,
        overlay::{Overlay, TextPage},
        shared::Screen,
    },
    sign_in,
};

impl Model {
    /// Goes where a room wants to go.
    pub(super) fn go(&mut self, go: Go) {
        match go {
            Go::Start(operation) => self.back_to_start(operation),
            Go::NewBackup => self.new_backup(),
            Go::InstanceOfForm => {
                self.shared.screen = Screen::Instance;
                self.choose.instances.from_form = true;
                self.choose.enter(&self.shared, &mut self.port)
            }
            Go::Instances => self.shared.screen = Screen::Instance,
            Go::Chosen(target) => self.choose_instance(target),
            Go::Compose(field) => {
                self.shared.screen = Screen::Compose;
                self.compose.focus_on(field);
            }
            Go::Errors => self.compose.show_errors(self.draft.scope_choice, &mut self.port),
            Go::Review => self.open_review(None),
            Go::Repeat { intent, after } => self.review_again(&intent, after),
            Go::AwaitIdle(intent) => self.wait_again(&intent),
            Go::Watch(id) => self.show_operation(id),
            Go::History(instance) => self.open_history(instance),
            Go::HistoryAgain => self.shared.screen = Screen::History,
            Go::LeaveHistory(from) => self.leave_history(from),
            Go::Recorded(id) => self.show_recorded(id),
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
                let Self { sign_in, dialog, shared, port, .. } = self;
                sign_in.begin(next, &mut dialog.overlays, shared, port);
            }
            Go::Ways => self.sign_in.show_ways(&mut self.dialog.overlays, &self.shared),
            Go::AskCredentials => {
                let Self { sign_in, dialog, shared, port, .. } = self;
                sign_in.ask_anew(&mut dialog.overlays, shared, port);
            }
            Go::GiveUpSignIn => self.sign_in.next = None,
            Go::Identify => {
                let Self { sign_in, dialog, shared, port, .. } = self;
                sign_in.identify(&mut dialog.overlays, shared, port);
            }
            Go::Renew => sign_in::update::renew(&self.shared, &mut self.port),
            Go::Form(kind) => {
                sign_in::update::open_form(kind, &mut self.dialog.overlays, &mut self.port)
            }
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
            Go::Ticket(operation) => self.open_ticket(operation),
            Go::UnsentTicket(what) => self.open_unsent_ticket(what),
            Go::AskDiscard(what) => self.ask_discard(what),
            Go::Discard(what) => self.discard(what),
            Go::NotSaved => {
                self.dialog.overlays.retain(|o| !matches!(o, Overlay::Leave));
                self.dialog.overlays.push(Overlay::Leave);
            }
            Go::Suspend => {
                self.drafts.save_if_changed(&self.draft, &self.shared, &mut self.port);
                self.port.effect(Effect::Terminal(Terminal::Suspend));
            }
            Go::Quit => self.quit(),
        }
    }

    pub(super) fn show_operation(&mut self, id: OperationId) {
        self.watch.show(id);
        self.watch.from_history = false;
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
            self.port.effect(Effect::Terminal(Terminal::Quit));
        }
    }
}
