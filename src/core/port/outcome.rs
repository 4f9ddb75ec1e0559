//! The answer of a room: effects, where to go, and the status line. No room names another: the
//! reducer knows all rooms and applies their answers.

use std::collections::VecDeque;

use super::{effect::Effect, query::Query, service::Service, status_line::Notice};
use crate::core::{
    base::{Ask, InstanceId, OperationId},
    draft::{Discard, Field, SavedDraft, TakenNames, Target},
    operation::{Intent, Operation, backup::BackupRow},
    port::overlay::{Overlay, Prompt, TextPage},
    session::{FormKind, signing::Next},
};

/// Where a room wants the run to go.
#[derive(Debug, Clone)]
pub enum Go {
    /// To Start, onto the row of an operation or onto the first row. The journal is read again.
    Start(Option<OperationId>),
    /// To the instance list once calls can be made; otherwise to the first thing missing.
    NewBackup,
    /// From the form to the instance list; Esc leads back to the form.
    InstanceOfForm,
    /// To the instance list, without reading it again.
    Instances,
    /// To the form, with this instance.
    Chosen(Target),
    /// To the form; with a field, onto that field.
    Compose(Option<Field>),
    /// To the form, which hears of the names that backups of the instance have.
    NamesTaken(TakenNames),
    /// To the form, with every error shown and the focus on the first.
    Errors,
    /// To Review of the form, or offline to its export.
    Review,
    /// The request of this intent once more, through the form's rules and a Review of its own;
    /// in place of operation `after`, if that is set.
    Repeat { intent: Box<Intent>, after: Option<OperationId> },
    /// The request of this intent once more, in a Review that waits for the instance to be idle.
    AwaitIdle(Box<Intent>),
    /// To an operation on Watch.
    Watch(OperationId),
    /// To the history of all instances, or of one (its ID and name).
    History(Option<(InstanceId, String)>),
    /// From an opened row back to the history as it was.
    HistoryAgain,
    /// From the history back to where it was opened.
    LeaveHistory(HistoryFrom),
    /// To a backup that this journal did not make, on a Watch that only reads.
    Guest(Box<BackupRow>),
    /// To a form made of a past backup: its name is raised to one that no row of the history has.
    Prepare(Box<SavedDraft>),
    /// To an operation whose request goes out now.
    Sent(Box<Operation>),
    /// An operation has learnt whether its backup was made: Review and the drafts depend on that.
    Learnt(OperationId),
    /// Sign in, then go on to where `Next` says.
    SignIn(Next),
    /// To the list of ways to sign in.
    Ways,
    /// The service refuses the credentials in use: ask for others.
    AskCredentials,
    /// The operator does not answer the question of signing in: give the sign-in up.
    GiveUpSignIn,
    /// Find out who calls are made for, beside what the operator does.
    Identify,
    /// Renew the access without the operator, if its source can do that.
    Renew,
    /// To a form of the set-up.
    Form(FormKind),
    /// Ask for one text.
    Ask(Prompt),
    /// Show something over the screen.
    Show(Overlay),
    /// To a request that has not been sent, in the form.
    Open(Unsent),
    /// Over the screen, the ticket of an operation.
    Ticket(OperationId),
    /// The same, and its text is offered to the clipboard.
    OfferTicket(OperationId),
    /// Over the screen, the ticket of a request that has not been sent.
    UnsentTicket(Unsent),
    /// Ask whether to discard a request that has not been sent.
    AskDiscard(Unsent),
    /// A list was taken into the tree, or dropped: close its import. If the list was taken, close
    /// the scope's text as well, which shows the scope before.
    EndImport { taken: bool },
    /// Throw a draft away.
    Discard(Discard),
    /// The draft could not be saved before leaving: ask whether to leave all the same.
    NotSaved,
    /// Save the draft, then give the terminal back.
    Suspend,
    /// Leave now; a draft that is not on disk yet is saved first.
    Quit,
}

/// The screen from which the history was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HistoryFrom {
    #[default]
    Start,
    Instances,
    /// Watch, with the operation that it showed.
    Watch(Option<OperationId>),
}

/// A request that has not been sent, by its row on Start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsent {
    /// What is in the form now.
    Form,
    /// A draft of an earlier run, by its place in the list.
    Draft(usize),
    /// A request whose review was cut short, by its place in the list.
    Interrupted(usize),
}

/// Collects the answer of a room while it handles one message. The
/// reducer empties the port afterwards.
#[derive(Debug, Clone, Default)]
pub struct Port {
    /// The notice in the status line until the next key.
    pub notice: Option<Notice>,
    effects: Vec<Effect>,
    goes: VecDeque<Go>,
    last_ask: u64,
}

impl Port {
    /// Returns a number for a new question.
    pub fn number(&mut self) -> Ask {
        self.last_ask += 1;
        Ask(self.last_ask)
    }

    /// Shows a notice until the next key.
    pub fn say(&mut self, notice: Notice) {
        self.notice = Some(notice);
    }

    /// Takes back a notice that is no longer true.
    pub fn unsay(&mut self, notice: &Notice) {
        self.notice.take_if(|shown| shown == notice);
    }

    pub fn effect(&mut self, effect: impl Into<Effect>) {
        self.effects.push(effect.into());
    }

    /// Asks the service; returns the number that the answer will have.
    pub fn ask(&mut self, service: Service, query: Query) -> Ask {
        let ask = self.number();
        self.effect(service.ask(ask, query));
        ask
    }

    pub fn effects(&mut self, effects: impl IntoIterator<Item = Effect>) {
        self.effects.extend(effects);
    }

    pub fn go(&mut self, go: Go) {
        self.goes.push_back(go);
    }

    /// Asks for a text or a choice.
    pub fn prompt(&mut self, prompt: impl Into<Prompt>) {
        self.go(Go::Ask(prompt.into()));
    }

    /// Shows a page of text over the screen.
    pub fn page(&mut self, page: TextPage) {
        self.go(Go::Show(Overlay::page(page)));
    }

    pub fn goes(&mut self, goes: impl IntoIterator<Item = Go>) {
        self.goes.extend(goes);
    }

    /// Returns the next place to go to, in the order in which rooms asked.
    pub fn next_go(&mut self) -> Option<Go> {
        self.goes.pop_front()
    }

    /// Returns the effects so far and forgets them.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }
}
