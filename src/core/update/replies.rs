//! Answers of the service and of the disk: each goes to the room that asked.

use crate::core::{
    base::{Ask, InstanceId, StateTrouble},
    compose::compare::Answer,
    model::Model,
    port::{PromptKind, Reply, Screen},
    review::state::{ReviewRoom, Surroundings},
};

impl Model {
    /// Hands an answer of the service to the room that asked, by the number of the question.
    pub(super) fn take_reply(&mut self, ask: Ask, reply: Reply) {
        match reply {
            Reply::Instances { at, page } => {
                if !self.choose.instances.reading.awaits(ask) {
                    return;
                }
                if let Err(why) = &page {
                    self.sign_in.note_clock(why, self.shared.clock.utc);
                }
                self.choose_desk().page_arrived(at, page);
            }
            Reply::Named { found } => self.choose_desk().named_arrived(ask, found),
            Reply::BackupPage(wanted, page) => {
                self.history.page_arrived(&wanted, &page, &self.shared);
                self.choose.backups_arrived(&wanted, page);
            }
            Reply::Databases { page } => {
                self.compose_desk().databases_arrived(ask, page);
            }
            Reply::Tables { database, page } => {
                self.compose_desk().tables_arrived(ask, &database, page);
            }
            Reply::Backups { at, rows } => {
                let in_front =
                    self.shared.screen == Screen::Compose && self.dialog.overlays.is_empty();
                let answer = Answer { ask, reviewed: reviewed(&self.review, ask) };
                self.compose.backups_arrived(answer, at, &rows);
                self.compose_desk().last_backups_arrived(ask, &rows, in_front);
                self.replied_to_review(ask, Reply::Backups { at, rows });
            }
            Reply::Instance { at, instance } => {
                let answer = Answer { ask, reviewed: reviewed(&self.review, ask) };
                self.compose.instance_arrived(answer, at, &instance, &mut self.draft);
                self.replied_to_review(ask, Reply::Instance { at, instance });
            }
            reply @ (Reply::Names { .. } | Reply::Quota { .. }) => {
                self.replied_to_review(ask, reply)
            }
        }
    }

    fn replied_to_review(&mut self, ask: Ask, reply: Reply) {
        let in_front = self.review_is_in_front();
        let Self { review, draft, shared, operations, port, .. } = self;
        let around = Surroundings { shared, operations: &operations.list, in_front };
        review.replied(ask, reply, draft, around, port);
    }

    /// Takes the end of writing the export.
    pub(super) fn file_saved(&mut self, ask: Ask, result: Result<(), StateTrouble>) {
        let export = self.review.export.as_mut();
        if export.is_some_and(|export| export.written(ask, result.clone(), &mut self.port)) {
            self.dialog.file_written(&PromptKind::SavePath, result);
        }
    }
}

/// Returns the instance under Review, if this is Review's question.
fn reviewed(review: &ReviewRoom, ask: Ask) -> Option<&InstanceId> {
    review.open.as_ref().filter(|review| review.ask == ask).map(|review| review.target.id())
}
