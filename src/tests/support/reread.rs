//! What Review asks for once more, as messages.

use crate::{
    core::{
        base::{CallFailure, Whole},
        draft::Target,
        operation::backup::BackupRow,
        port::{Effect, Msg, Reply},
    },
    tests::support::script::Script,
};

impl Script {
    /// What Review asks for once more before it sends came: the instance as it was shown,
    /// and these backups of it.
    pub fn read_again(&mut self, rows: Result<Vec<BackupRow>, CallFailure>) -> Vec<Effect> {
        let review = self.model.review.open.as_ref().expect("Review is open");
        let (ask, at) = (review.rereading.as_ref().expect("all is read again").ask, self.utc());
        let mut effects = Vec::new();
        if let Target::Listed(instance) = &review.target {
            let instance = Ok(Some(instance.clone()));
            effects.extend(self.feed(Msg::Reply { ask, reply: Reply::Instance { at, instance } }));
        }
        effects.extend(
            self.feed(Msg::Reply { ask, reply: Reply::Backups { at, rows: rows.map(Whole::of) } }),
        );
        effects
    }
}
