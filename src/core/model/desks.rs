//! The desks: each room that changes more than its own state, with all that it may change.

use super::Model;
use crate::core::{
    choose::room::ChooseDesk, compose::state::ComposeDesk, sign_in::update::SignInDesk,
    watch::state::WatchDesk,
};

impl Model {
    pub(in crate::core) fn compose_desk(&mut self) -> ComposeDesk<'_> {
        let Self { compose: room, draft, shared, port, .. } = self;
        ComposeDesk { room, draft, shared, port }
    }

    pub(in crate::core) fn watch_desk(&mut self) -> WatchDesk<'_> {
        let Self { watch: room, operations, shared, port, .. } = self;
        WatchDesk { room, operations, shared, port }
    }

    pub(in crate::core) fn sign_in_desk(&mut self) -> SignInDesk<'_> {
        let Self { sign_in: room, dialog, shared, port, .. } = self;
        SignInDesk { room, overlays: &mut dialog.overlays, shared, port }
    }

    pub(in crate::core) fn choose_desk(&mut self) -> ChooseDesk<'_> {
        let Self { choose: room, draft, shared, port, .. } = self;
        ChooseDesk { room, draft, shared, port }
    }
}
