//! What the screens hold of the service's rows, counted so that no list without an end takes the
//! machine's memory.

use super::whole::Whole;
use crate::core::{model::Model, scope::tree::Tree};

impl Model {
    /// Bytes of the service's rows that the screens hold.
    pub fn held(&self) -> usize {
        let trees = [Some(&self.draft.tree), self.compose.aside.as_ref().map(|(_, tree)| tree)];
        let review = self.review.open.iter().flat_map(|review| {
            [Some(&review.preflight), review.rereading.as_ref().map(|r| &r.fresh)]
        });
        let of_review = review.flatten().map(|preflight| &preflight.backups);
        let backups = of_review.chain(self.drafts.changes.as_ref().map(|changes| &changes.backups));
        self.choose.instances.held()
            + trees.into_iter().flatten().map(Tree::held).sum::<usize>()
            + backups.filter_map(|reading| reading.value()).map(Whole::weight).sum::<usize>()
    }
}
