//! Flows over several rooms that an operation sets off: what it learnt, its request once more,
//! what the operator states about it.

use crate::core::{
    base::OperationId,
    draft::{Draft, OpenedFrom},
    model::Model,
    operation::{
        Intent,
        created::Created,
        recovery::{ChoiceNotice, Statement},
    },
    port::{Go, Notice, PromptProblem, Screen},
};

impl Model {
    /// Uses up the texts of the draft that a created backup was made from; every other end keeps
    /// them, and so does a draft that has been changed since (the next backup's). An open Review
    /// keeps its draft, and learns the outcome of the operation, and that the name is taken.
    pub(super) fn learnt(&mut self, id: OperationId) {
        let Some(operation) = self.operations.get(id) else { return };
        self.review.learnt(operation, &mut self.port);
        if operation.created != Some(Created::Yes) || self.review.open.is_some() {
            return;
        }
        let texts = (self.draft.name.value(), self.draft.description.value());
        let same = self.draft.is_begun() && (operation.name(), operation.description()) == texts;
        if let Some(intent) = &operation.intent {
            self.drafts.use_up(intent, self.shared.key_time(), &mut self.port);
        }
        if same {
            self.draft.name.reset();
            self.draft.description.reset();
            self.compose.touched.clear();
            self.drop_form();
        }
    }

    /// Opens Review for the request of an intent, through the form's rules; in place of operation
    /// `after`, if that is set.
    pub(super) fn review_again(&mut self, intent: &Intent, after: Option<OperationId>) {
        if !intent.site.is_at(&self.shared.session) || !self.shared.session.is_ready() {
            return self.port.say(Notice::Choice(ChoiceNotice::NotFollowedHere));
        }
        let draft = Draft::from_intent(intent, self.choose.instances.get(&intent.instance));
        if !is_same_request(&self.draft, &draft) {
            self.put_in_form(draft, OpenedFrom::default());
            self.compose_desk().list_databases();
        }
        self.open_review(after);
    }

    /// Opens Review for the request of an intent, and waits there for the instance to be idle.
    pub(super) fn wait_again(&mut self, intent: &Intent) {
        let at = self.shared.key_time();
        self.review_again(intent, None);
        if self.shared.screen == Screen::Review
            && let Some(review) = &mut self.review.open
        {
            review.wait_for_idle(at, &mut self.port);
        }
    }

    /// Takes the prompt's statement about an operation; a refused statement stays in
    /// the prompt, with the reason.
    pub(crate) fn state(&mut self, id: OperationId, statement: Statement, text: &str) {
        match self.watch_desk().state(id, statement, text) {
            Ok(()) => {
                self.dialog.overlays.pop();
                self.port.go(Go::Learnt(id));
            }
            Err(problem) => {
                self.dialog.refuse(PromptProblem::Statement(problem));
            }
        }
    }
}

fn is_same_request(a: &Draft, b: &Draft) -> bool {
    let texts =
        |draft: &Draft| [draft.name.value().to_owned(), draft.description.value().to_owned()];
    a.instance() == b.instance() && texts(a) == texts(b) && a.scope() == b.scope()
}
