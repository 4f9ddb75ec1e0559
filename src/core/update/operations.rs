//! Flows over several rooms that an operation sets off: what it learnt, its request once more,
//! what the operator states about it.

use crate::core::{
    base::ids::OperationId,
    compose::tree_keys,
    dialog::overlay::{Overlay, PromptProblem},
    draft::content::{Draft, Target},
    journal::{autosave::Origin, save_draft},
    model::Model,
    operation::{
        Intent,
        created::Created,
        recovery::{ChoiceNotice, Statement},
    },
    port::{effect::Effect, outcome::Go, shared::Screen, status_line::Notice},
    review::{self, waiting},
    start::saved_drafts,
};

impl Model {
    /// Uses up the texts of the draft that a created backup was made from; every other end keeps
    /// them, and so does a draft that has been changed since (the next backup's). A Review that is
    /// open keeps its draft, and learns what has become of the operation, and that the name is
    /// taken.
    pub(in crate::core) fn learnt(&mut self, id: OperationId) -> Vec<Effect> {
        review::update::follow(self, id);
        let Some(made) = self.operations.get(id).filter(|o| o.created == Some(Created::Yes)) else {
            return Vec::new();
        };
        if let Some(review) = &mut self.review.open {
            if review.request.name() == made.name() && Some(review.target.id()) == made.instance() {
                review.taken.clone_from(&made.backup_id);
            }
            return Vec::new();
        }
        let texts = (self.draft.name.value(), self.draft.description.value());
        let same = self.draft.is_begun() && (made.name(), made.description()) == texts;
        let at = self.shared.key_time();
        let mut effects = made
            .intent
            .clone()
            .map_or_else(Vec::new, |intent| saved_drafts::used_up(self, &intent, at));
        if same {
            self.draft.name.reset();
            self.draft.description.reset();
            self.compose.touched.clear();
            effects.extend(save_draft::drop_form(self));
        }
        effects
    }

    /// Opens Review for the request of an intent, through the form's rules; in place of operation
    /// `after`, if that is set.
    pub(in crate::core) fn review_again(
        &mut self,
        intent: &Intent,
        after: Option<OperationId>,
    ) -> Vec<Effect> {
        if !intent.site.is_at(&self.shared.place) || !self.shared.place.is_ready() {
            self.port.say(Notice::Choice(ChoiceNotice::NotFollowedHere));
            return Vec::new();
        }
        let draft = Draft::from_intent(intent, self.choose.instances.instances());
        let mut effects = Vec::new();
        if !is_same_request(&self.draft, &draft) {
            effects.extend(save_draft::put_aside(self));
            self.take_draft(draft);
            save_draft::begin_another(self, Origin::default(), false);
            effects.extend(tree_keys::list_databases(self));
        }
        effects.extend(match after {
            Some(_) => review::update::open_after(self, after),
            None => review::update::open(self),
        });
        effects
    }

    /// Opens Review for the request of an intent, and waits there for the instance to be idle.
    pub(in crate::core) fn wait_again(&mut self, intent: &Intent) -> Vec<Effect> {
        let at = self.shared.key_time();
        let mut effects = self.review_again(intent, None);
        if self.shared.screen == Screen::Review {
            effects.extend(waiting::begin(self, at));
        }
        effects
    }

    /// Takes the prompt's statement about an operation; one that is not taken stays in the prompt,
    /// with the reason.
    pub(in crate::core) fn state(&mut self, id: OperationId, statement: Statement, text: &str) {
        let Self { watch, operations, shared, port, .. } = self;
        match watch.state(id, (statement, text), operations, shared, port) {
            Ok(()) => {
                self.dialog.overlays.pop();
                self.port.go(Go::Learnt(id));
            }
            Err(problem) => {
                if let Some(Overlay::Prompt(prompt)) = self.dialog.overlays.last_mut() {
                    prompt.problem = Some(PromptProblem::Statement(problem));
                }
            }
        }
    }
}

fn is_same_request(a: &Draft, b: &Draft) -> bool {
    let texts =
        |draft: &Draft| [draft.name.value().to_owned(), draft.description.value().to_owned()];
    a.target.as_ref().map(Target::id) == b.target.as_ref().map(Target::id)
        && texts(a) == texts(b)
        && a.scope() == b.scope()
}
