//! Answers of the service and of the disk: each goes to the room that asked.

use crate::core::{
    base::{ask::Ask, disk_error::StateTrouble, ids::InstanceId},
    compose::compare::Answer,
    model::Model,
    port::{
        overlay::{Overlay, PromptKind, PromptProblem},
        query::Reply,
        shared::Screen,
    },
    review::state::{ReviewRoom, Surroundings},
};

impl Model {
    /// Hands an answer of the service to the room that asked, by the number of the question.
    pub(super) fn take_reply(&mut self, ask: Ask, reply: Reply) {
        match reply {
            Reply::Instances { at, page } => {
                if !self.choose.awaits(ask) {
                    return;
                }
                if let Err(why) = &page {
                    self.sign_in.note_clock(why, self.shared.clock.utc);
                }
                let Self { choose, draft, shared, port, .. } = self;
                choose.page_arrived((at, page), draft, shared, port);
            }
            Reply::Named { found } => {
                self.choose.named_arrived(ask, found, &self.shared, &mut self.port)
            }
            Reply::BackupPage(wanted, page) => {
                self.history.page_arrived(&wanted, &page, &self.shared);
                self.choose.newest.page_arrived(&wanted, page);
            }
            Reply::Databases { page } => {
                let Self { compose, shared, draft, port, .. } = self;
                compose.databases_arrived(ask, page, shared, draft, port);
            }
            Reply::Tables { database, page } => {
                let Self { compose, shared, draft, port, .. } = self;
                compose.tables_arrived(ask, (&database, page), shared, draft, port);
            }
            Reply::Backups { at, rows } => {
                let in_front =
                    self.shared.screen == Screen::Compose && self.dialog.overlays.is_empty();
                let Self { compose, review, shared, draft, port, .. } = self;
                compose.backups_arrived(Answer { ask, reviewed: reviewed(review, ask) }, at, &rows);
                compose.last_backups_arrived(ask, &rows, in_front, shared, draft, port);
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

    pub(super) fn replied_to_review(&mut self, ask: Ask, reply: Reply) {
        let in_front = self.review_is_in_front();
        let Self { review, draft, shared, operations, port, .. } = self;
        let around = Surroundings { shared, operations: &operations.list, in_front };
        review.replied(ask, reply, draft, around, port);
    }

    /// Takes the end of writing the export. If the file could not be written, the
    /// prompt stays and says why.
    pub(super) fn file_saved(&mut self, ask: Ask, result: Result<(), StateTrouble>) {
        let why = result.as_ref().err().cloned();
        let export = self.review.export.as_mut();
        if export.is_some_and(|export| export.written(ask, result, &mut self.port))
            && let Some(Overlay::Prompt(prompt)) = self.dialog.overlays.last_mut()
            && prompt.kind == PromptKind::SavePath
        {
            match why {
                Some(why) => prompt.problem = Some(PromptProblem::File(why)),
                None => drop(self.dialog.overlays.pop()),
            }
        }
    }
}

/// Returns the instance under Review, if this is Review's question.
fn reviewed(review: &ReviewRoom, ask: Ask) -> Option<&InstanceId> {
    review.open.as_ref().filter(|review| review.ask == ask).map(|review| review.target.id())
}
