//! The name from the configured template: filled in by a key, and never over what was typed without
//! asking.

use super::state::{ComposeDesk, ComposeFocus};
use crate::core::{
    base::text,
    draft::{Field, Filling, Target},
    port::{Notice, Prompt, PromptKind},
    session::Mode,
};

impl ComposeDesk<'_> {
    /// Fills in the name. The number of the change is asked for once, and again on a name
    /// that was filled in before.
    pub(super) fn fill_name(&mut self) {
        let Some(template) = &self.room.names.template else {
            let demo = self.shared.mode == Mode::Demo;
            return self.port.say(if demo { Notice::NoConfiguration } else { Notice::NoTemplate });
        };
        if self.draft.target.is_none() {
            return self.port.say(Notice::InstanceFirst);
        }
        let filled = self.room.names.filled.as_deref() == Some(self.draft.name.value());
        if template.wants_change() && (self.room.names.change.is_none() || filled) {
            let known = self.room.names.change.clone().unwrap_or_default();
            return self.port.prompt(Prompt::new(PromptKind::Change).with(known));
        }
        self.put_name();
    }

    /// Fills in the name of a form that was prepared from a past backup, if there is a template.
    /// The raised name was not typed, so the template may replace that name.
    pub fn fill_fresh_name(&mut self) {
        if self.room.names.template.is_some() {
            self.room.names.filled = Some(self.draft.name.value().to_owned());
            self.fill_name();
        }
    }

    /// Takes the number of the change from its prompt.
    pub fn change_given(&mut self, change: &str) {
        self.room.names.change = Some(text::clean_line(change.trim()));
        self.put_name();
    }

    fn put_name(&mut self) {
        let Some(name) = self.name() else { return };
        let typed = self.draft.name.value();
        let own =
            typed.is_empty() || typed == name || self.room.names.filled.as_deref() == Some(typed);
        if !own && !self.room.names.armed {
            self.room.names.armed = true;
            return self.port.say(Notice::NameStands);
        }
        self.room.names.armed = false;
        self.draft.name = name.clone().into();
        self.room.names.filled = Some(name);
        self.room.focus = ComposeFocus::Name;
        self.room.touch(Field::Name);
        self.port.say(Notice::NameFilled);
    }

    fn name(&mut self) -> Option<String> {
        let user = [&self.shared.session.user, &self.shared.who.sudo_user, &self.shared.who.user];
        let user = user.into_iter().flatten().next().map(String::as_str).unwrap_or_default();
        let utc: String =
            self.shared.clock.utc.iso().chars().filter(|c| !matches!(c, '-' | ':')).collect();
        // To the minute, as the clock on the screen.
        let utc = format!("{}Z", utc.get(..13).unwrap_or_default());
        let instance = self.draft.target.as_ref().map(Target::confirm_phrase).unwrap_or_default();
        let change = self.room.names.change.as_deref().unwrap_or_default();
        let template = self.room.names.template.as_ref()?;
        Some(template.fill(Filling { change, instance, utc: &utc, user }))
    }
}
