//! Choosing the instance: opening the list, its pages and its keys.

use super::{
    newest_backups::NewestBackups,
    room::{Choose, ChooseDesk},
};
use crate::core::{
    base::{CallFailure, Incomplete, Instance, Page, UtcTime, remote::Remote},
    draft::Target,
    port::{Action, Effect, Go, Notice, PromptKind, Query, Screen, Shared},
    session::Mode,
};

impl Choose {
    /// Takes a key in the filter that is no text.
    pub(crate) fn filter_act(&mut self, action: Action) {
        match action {
            Action::Enter => self.instances.filtering = false,
            Action::Back => {
                self.instances.filtering = false;
                self.clear_filter();
            }
            _ => {}
        }
    }

    fn clear_filter(&mut self) {
        self.instances.filter.reset();
        self.instances.refresh();
    }

    /// Puts the cursor on a row that shows.
    pub(crate) fn normalise(&mut self, shared: &Shared) {
        self.instances.go_to(self.instances.cursor(), shared.size.list_rows());
    }
}

impl ChooseDesk<'_> {
    /// Opens the list: it is read when the screen opens for the first time, and again on request.
    pub fn enter(&mut self) {
        if self.look_up() {
            return;
        }
        match &self.room.instances.reading {
            // No list is read offline: the screen goes on at once.
            Remote::NotAsked | Remote::Failed { .. } if self.shared.mode == Mode::Offline => {
                self.port.prompt(PromptKind::InstanceId);
            }
            // A list that was too long is too long again: the list is read again on request only.
            Remote::Failed { why: CallFailure::Incomplete(Incomplete::TooLong(_)), .. } => {}
            Remote::NotAsked | Remote::Failed { .. } => self.reload(),
            Remote::Asked(_) | Remote::Here { .. } => {}
        }
    }

    /// Reads the list again, and asks on whose behalf calls are made, which the header shows
    /// from the first screen on.
    pub fn reload(&mut self) {
        let Some(service) = self.shared.service else { return self.port.say(Notice::Offline) };
        if !self.shared.session.is_ready() {
            return self.port.say(Notice::SetupFirst);
        }
        let ask = self.port.number();
        self.room.instances.start(ask);
        self.stop_newest();
        self.room.newest = NewestBackups::default();
        self.port.effect(service.ask(ask, Query::Instances));
        self.port.go(Go::Identify);
    }

    /// Takes a page of the list. A chosen instance takes over what a newer reading says of it.
    pub fn page_arrived(&mut self, at: UtcTime, page: Result<Page<Instance>, CallFailure>) {
        match page {
            Ok(page) => self.room.instances.add(at, page.rows, page.last),
            Err(why) => self.room.instances.failed(at, why),
        }
        if let Some(Target::Listed(chosen)) = &mut self.draft.target
            && let Some(newer) = self.room.instances.get(&chosen.id)
        {
            chosen.clone_from(newer);
        }
        self.look_in_page();
    }

    /// Takes a key on the list.
    pub fn act(&mut self, action: Action) {
        self.give_way();
        self.room.instances.wanted = None;
        let height = self.shared.size.list_rows();
        if let Some(row) =
            action.moves(self.room.instances.cursor(), self.room.instances.len(), height)
        {
            return self.room.instances.go_to(row, height);
        }
        match action {
            Action::Enter => {
                if let Some(instance) = self.room.instances.chosen() {
                    self.port.go(Go::Chosen(Target::Listed(instance.clone())));
                }
            }
            Action::Filter => self.room.instances.filtering = true,
            Action::Sort => self.room.instances.order_by_next(),
            // A reading under way is not asked for again: a held key must not become a row of
            // refused signatures.
            Action::Reload if matches!(self.room.instances.reading, Remote::Asked(_)) => {}
            Action::Reload => self.reload(),
            Action::TypeName => self.port.prompt(PromptKind::InstanceId),
            Action::Review => self.port.go(Go::Review),
            Action::History => {
                let chosen = self.room.instances.chosen();
                self.port.go(Go::History(chosen.map(|i| (i.id.clone(), i.name.clone()))));
            }
            Action::NextPane if self.draft.target.is_some() => self.port.go(Go::Compose(None)),
            Action::Back => self.back(),
            _ => {}
        }
    }

    /// Clears the filter; without one, goes back to where the list was opened from.
    fn back(&mut self) {
        if !self.room.instances.filter.value().is_empty() {
            self.room.clear_filter();
        } else if std::mem::take(&mut self.room.instances.from_form) && self.draft.target.is_some()
        {
            self.port.go(Go::Compose(None));
        } else {
            self.port.go(Go::Start(None));
        }
    }

    /// Reads what the list needs next, while the list is in front.
    pub fn next_effects(&mut self, by_key: bool) {
        self.port.effects(self.room.instances.follow(by_key).then_some(Effect::Rest));
        if self.shared.screen == Screen::Instance {
            self.read_newest();
        } else {
            self.stop_newest();
        }
    }
}
