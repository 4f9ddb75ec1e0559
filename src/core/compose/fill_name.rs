//! The name from the configured template: filled in by a key, and never over what was typed without
//! asking.

use super::state::{Compose, ComposeFocus};
use crate::core::{
    base::text,
    draft::{
        form::{Draft, Target},
        name_template::Filling,
        rules::rule::Field,
    },
    port::{
        outcome::{Go, Port},
        overlay::{Prompt, PromptKind},
        shared::Shared,
        status_line::Notice,
    },
    session::current::Mode,
};

impl Compose {
    /// Fills in the name. The number of the change is asked for once, and again on a name
    /// that was filled in before.
    pub(super) fn fill_name(&mut self, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        let Some(template) = &self.names.template else {
            let demo = shared.mode == Mode::Demo;
            return port.say(if demo { Notice::NoConfiguration } else { Notice::NoTemplate });
        };
        if draft.target.is_none() {
            return port.say(Notice::InstanceFirst);
        }
        let filled = self.names.filled.as_deref() == Some(draft.name.value());
        if template.wants_change() && (self.names.change.is_none() || filled) {
            let known = self.names.change.clone().unwrap_or_default();
            return port.go(Go::Ask(Prompt::new(PromptKind::Change).with(known)));
        }
        self.put_name(shared, draft, port);
    }

    /// Fills in the name of a form that was prepared from a past backup, if there is a template.
    /// The raised name was not typed, so the template may replace that name.
    pub(in crate::core) fn fill_fresh_name(
        &mut self,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        if self.names.template.is_some() {
            self.names.filled = Some(draft.name.value().to_owned());
            self.fill_name(shared, draft, port);
        }
    }

    /// Takes the number of the change from its prompt.
    pub(in crate::core) fn change_given(
        &mut self,
        change: &str,
        shared: &Shared,
        draft: &mut Draft,
        port: &mut Port,
    ) {
        self.names.change = Some(text::clean_line(change.trim()));
        self.put_name(shared, draft, port);
    }

    fn put_name(&mut self, shared: &Shared, draft: &mut Draft, port: &mut Port) {
        let Some(name) = self.name(shared, draft) else { return };
        let typed = draft.name.value();
        let own = typed.is_empty() || typed == name || self.names.filled.as_deref() == Some(typed);
        if !own && !self.names.armed {
            self.names.armed = true;
            return port.say(Notice::NameStands);
        }
        self.names.armed = false;
        draft.name = name.clone().into();
        self.names.filled = Some(name);
        self.focus = ComposeFocus::Name;
        self.touch(Field::Name);
        port.say(Notice::NameFilled);
    }

    fn name(&self, shared: &Shared, draft: &Draft) -> Option<String> {
        let user = [&shared.session.user, &shared.who.sudo_user, &shared.who.user];
        let user = user.into_iter().flatten().next().map(String::as_str).unwrap_or_default();
        let utc: String =
            shared.clock.utc.iso().chars().filter(|c| !matches!(c, '-' | ':')).collect();
        // To the minute, as the clock on the screen.
        let utc = format!("{}Z", utc.get(..13).unwrap_or_default());
        let instance = draft.target.as_ref().map(Target::confirm_phrase).unwrap_or_default();
        let change = self.names.change.as_deref().unwrap_or_default();
        let template = self.names.template.as_ref()?;
        Some(template.fill(Filling { change, instance, utc: &utc, user }))
    }
}
