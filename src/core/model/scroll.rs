//! Scrolling: what lies on top is moved by the same keys everywhere.

use super::Model;
use crate::core::{
    base::size::CHROME_ROWS,
    port::{Action, Context, Overlay, Screen},
};

/// Lines that one of the paging keys scrolls on a screen, which shows more
/// than the page that scrolls.
const SCREEN_PAGE: usize = 5;

impl Model {
    /// Scrolls what lies on top, if the key does that.
    pub(in crate::core) fn scrolls(&mut self, context: Context, action: Action) -> bool {
        let rows = |others| self.shared.size.rows.saturating_sub(CHROME_ROWS + others).max(1);
        let page = match context {
            Context::Page | Context::Help | Context::Ticket => rows(1).into(),
            Context::ScopeText => rows(2).into(),
            Context::Preview => rows(4).into(),
            // There they choose what to do about a lost answer.
            Context::Unknown if matches!(action, Action::Up | Action::Down) => return false,
            _ => SCREEN_PAGE,
        };
        let stops = self.shared.last_scroll.saturating_add(1);
        let Some(scroll) = self.scroll() else { return false };
        let moved = action.moves(*scroll, stops, page);
        *scroll = moved.unwrap_or(*scroll);
        moved.is_some()
    }

    /// Returns how far what lies on top is scrolled, if it scrolls.
    pub(super) fn scroll(&mut self) -> Option<&mut usize> {
        match self.dialog.overlays.last_mut() {
            Some(Overlay::Page { scroll, .. }) => Some(scroll),
            Some(Overlay::Import) => self.compose.import.as_mut().map(|it| &mut it.scroll),
            Some(
                Overlay::Prompt(_)
                | Overlay::Form(_)
                | Overlay::Ways { .. }
                | Overlay::Projects { .. }
                | Overlay::SigningIn
                | Overlay::Leave
                | Overlay::Discard(_),
            ) => None,
            None => match self.shared.screen {
                Screen::Watch => Some(&mut self.watch.scroll),
                Screen::Export => self.review.export.as_mut().map(|it| &mut it.scroll),
                Screen::Review => self.review.open.as_mut().map(|it| &mut it.scroll),
                Screen::Start | Screen::Instance | Screen::Compose | Screen::History => None,
            },
        }
    }
}
