//! Which keys of the key row have a use now: no key is offered that does nothing.

use super::Model;
use crate::core::{
    base::Level,
    port::{Action, Context, Overlay},
    session::Mode,
};

impl Model {
    /// Returns whether a key that leads to the action is worth a place in the key row.
    pub fn offers(&self, context: Context, action: Action) -> bool {
        match (context, action) {
            (Context::Field, Action::Fix) => {
                self.compose.errors() > 0
                    || self.compose.violations.iter().any(|found| found.fix.is_some())
            }
            (Context::Instances, Action::Enter | Action::Filter) => {
                !self.choose.instances.is_empty()
            }
            (Context::Instances | Context::Watch | Context::Unknown, Action::Reload) => {
                self.shared.mode != Mode::Offline
            }
            (Context::Tree, Action::Toggle | Action::All | Action::Open | Action::Filter) => {
                !self.draft.tree.is_empty() || self.draft.tree.filter().is_on()
            }
            (Context::Review, Action::AwaitIdle) => {
                let review = self.review.open.as_ref();
                review.is_some_and(|review| review.preflight.is_idle() != Some(true))
            }
            (Context::Button | Context::Send, Action::Enter) => {
                let review = self.review.open.as_ref();
                review.is_some_and(|review| review.level() < Level::Error)
            }
            (Context::Watch | Context::WatchOnly, Action::Copy) => {
                let shown = self.current();
                shown.is_some_and(|o| o.backup_id.is_some() || o.job_id.is_some())
            }
            (Context::Prompt, Action::Next) => match self.dialog.overlays.last() {
                Some(Overlay::Prompt(prompt)) => prompt.kind.is_path(),
                _ => false,
            },
            // An order can be changed back however few rows a filter leaves.
            (Context::Instances, Action::Sort) => {
                let list = &self.choose.instances;
                list.order.is_some() || list.len() > self.shared.size.list_rows()
            }
            (Context::History, Action::Sort) => {
                let rows = &self.history.rows;
                rows.order.is_some() || rows.len() > self.shared.size.list_rows()
            }
            (Context::History, Action::Widen) => self.history.opened_for.is_some(),
            (Context::History, Action::Prepare) => !self.history.is_below(),
            (Context::History, Action::Ticket) => {
                let row = self.history.rows.at(self.history.cursor);
                row.and_then(|row| row.done()?.operation).is_some()
            }
            _ => true,
        }
    }
}
