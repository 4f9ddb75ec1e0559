//! Choosing the instance: opening the list, its pages and its keys.

use super::{newest_backups::NewestBackups, room::Choose};
use crate::core::{
    base::{
        ask::Ask,
        call::{CallFailure, Page},
        instance::Instance,
        remote::Remote,
        time::UtcTime,
        whole::Incomplete,
    },
    draft::form::{Draft, Target},
    port::{
        effect::{Cancel, Effect},
        keymap::Action,
        outcome::{Go, Port},
        overlay::{Prompt, PromptKind},
        query::Query,
        shared::{Screen, Shared},
        status_line::Notice,
    },
    session::current::Mode,
};

impl Choose {
    /// Opens the list: it is read when the screen opens for the first time, and again on request.
    pub(in crate::core) fn enter(&mut self, shared: &Shared, port: &mut Port) {
        if self.look_up(shared, port) {
            return;
        }
        match &self.instances.reading {
            // No list is read offline: the screen goes on at once.
            Remote::NotAsked | Remote::Failed { .. } if shared.mode == Mode::Offline => {
                port.go(Go::Ask(Prompt::new(PromptKind::InstanceId)));
            }
            // A list that was too long is too long again: the list is read again on request only.
            Remote::Failed { why: CallFailure::Incomplete(Incomplete::TooLong(_)), .. } => {}
            Remote::NotAsked | Remote::Failed { .. } => self.reload(shared, port),
            Remote::Asked(_) | Remote::Here { .. } => {}
        }
    }

    /// Reads the list again, and asks on whose behalf calls are made, which the header shows
    /// from the first screen on.
    pub(in crate::core) fn reload(&mut self, shared: &Shared, port: &mut Port) {
        let Some(service) = shared.service else { return port.say(Notice::Offline) };
        if !shared.session.is_ready() {
            return port.say(Notice::SetupFirst);
        }
        let ask = port.number();
        self.instances.start(ask);
        port.effects(self.newest.stop().then_some(Effect::Cancel(Cancel::BackupPages)));
        self.newest = NewestBackups::default();
        port.effect(service.ask(ask, Query::Instances));
        port.go(Go::Identify);
    }

    /// Takes a page of the list. A chosen instance takes over what a newer reading says of it.
    pub(in crate::core) fn page_arrived(
        &mut self,
        (at, page): (UtcTime, Result<Page<Instance>, CallFailure>),
        draft: &mut Draft,
        shared: &Shared,
        port: &mut Port,
    ) {
        match page {
            Ok(page) => self.instances.add(at, page.rows, page.last),
            Err(why) => self.instances.failed(at, why),
        }
        if let Some(Target::Listed(chosen)) = &mut draft.target
            && let Some(newer) = self.instances.get(&chosen.id)
        {
            chosen.clone_from(newer);
        }
        self.look_in_page(shared, port);
    }

    /// Returns whether a page with this number is one of the reading under way.
    pub(in crate::core) fn awaits(&self, ask: Ask) -> bool {
        self.instances.reading.awaits(ask)
    }

    /// Takes a key on the list. `chosen`: the form has an instance.
    pub(in crate::core) fn act(
        &mut self,
        action: Action,
        chosen: bool,
        shared: &Shared,
        port: &mut Port,
    ) {
        self.give_way(shared, port);
        let height = shared.size.list_rows();
        if let Some(row) = action.moves(self.instances.cursor(), self.instances.len(), height) {
            return self.instances.go_to(row, height);
        }
        match action {
            Action::Enter => {
                if let Some(instance) = self.instances.chosen() {
                    port.go(Go::Chosen(Target::Listed(instance.clone())));
                }
            }
            Action::Filter => self.instances.filtering = true,
            // A reading under way is not asked for again: a held key must not become a row of
            // refused signatures.
            Action::Reload if matches!(self.instances.reading, Remote::Asked(_)) => {}
            Action::Reload => self.reload(shared, port),
            Action::TypeName => port.go(Go::Ask(Prompt::new(PromptKind::InstanceId))),
            Action::Review => port.go(Go::Review),
            Action::History => {
                let chosen = self.instances.chosen();
                port.go(Go::History(chosen.map(|i| (i.id.clone(), i.name.clone()))));
            }
            Action::NextPane if chosen => port.go(Go::Compose(None)),
            Action::Back => self.back(chosen, port),
            _ => {}
        }
    }

    /// Clears the filter; without one, goes back to where the list was opened from.
    fn back(&mut self, chosen: bool, port: &mut Port) {
        if !self.instances.filter.value().is_empty() {
            self.clear_filter();
        } else if std::mem::take(&mut self.instances.from_form) && chosen {
            port.go(Go::Compose(None));
        } else {
            port.go(Go::Start(None));
        }
    }

    /// Takes a key in the filter that is no text.
    pub(in crate::core) fn filter_act(&mut self, action: Action) {
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
    pub(in crate::core) fn normalise(&mut self, shared: &Shared) {
        self.instances.go_to(self.instances.cursor(), shared.size.list_rows());
    }

    /// Reads what the list needs next, while the list is in front.
    pub(in crate::core) fn next_effects(&mut self, shared: &Shared, by_key: bool, port: &mut Port) {
        port.effects(self.instances.follow(by_key).then_some(Effect::Rest));
        if shared.screen == Screen::Instance {
            self.read_newest(shared, port);
        } else {
            port.effects(self.newest.stop().then_some(Effect::Cancel(Cancel::BackupPages)));
        }
    }
}
