//! Signing in: choosing or typing credentials, using them once for each time the operator asks, and
//! going on.

use crate::core::{
    base::{ask::Ask, guard::QUIET, key::Press, time::Millis},
    port::{
        effect::{Access, Disk, Effect},
        keymap::Action,
        outcome::{Go, Port},
        overlay::{Overlay, Prompt, PromptKind},
        service::Service,
        setting::Setting,
        shared::Shared,
        status_line::Notice,
    },
    session::{
        credentials::Method,
        current::SignInState,
        form::{Filled, Form, FormKind, FormProblem},
        identity::{Project, SignInFailure},
        signing::{EntryFailure, Next, SigningIn, UnderWay, Way},
    },
};

impl SigningIn {
    /// Signs in, once. Where the operator waits for the sign-in, the screen says so.
    pub(in crate::core) fn begin(
        &mut self,
        next: Next,
        overlays: &mut Vec<Overlay>,
        shared: &Shared,
        port: &mut Port,
    ) {
        if shared.session.sign_in.is_none() {
            self.next = Some(next);
            return self.show_ways(overlays, shared);
        }
        let Some(service) = shared.service else { return };
        let ask = port.number();
        self.under_way = Some(UnderWay { ask, next });
        self.failure = None;
        self.next = None;
        close(overlays);
        if next != Next::GoOn {
            overlays.push(Overlay::SigningIn);
        }
        port.effect(service.sign_in(ask));
    }

    /// Asks who calls are made for, beside what the operator does, once for each sign-in: the
    /// answer only fills the header.
    pub(in crate::core) fn identify(
        &mut self,
        overlays: &mut Vec<Overlay>,
        shared: &Shared,
        port: &mut Port,
    ) {
        let unasked =
            shared.session.sign_in.as_ref().is_some_and(|s| s.state == SignInState::Unasked);
        let asked = self.asked
            || self.under_way.is_some()
            || self.untold.is_some()
            || self.failure.is_some();
        if unasked && !asked && shared.session.can_sign_in() {
            self.asked = true;
            self.begin(Next::GoOn, overlays, shared, port);
        }
    }

    /// Shows the list of ways to sign in.
    pub(in crate::core) fn show_ways(&self, overlays: &mut Vec<Overlay>, shared: &Shared) {
        let used = shared.session.sign_in.as_ref().map(|s| &s.origin);
        close(overlays);
        overlays.push(Overlay::Ways { row: self.first_way(used) });
    }

    /// Asks for other credentials: what is in use is refused, and only the operator can replace it.
    pub(in crate::core) fn ask_anew(
        &mut self,
        overlays: &mut Vec<Overlay>,
        shared: &Shared,
        port: &mut Port,
    ) {
        self.next = Some(Next::Here);
        match shared.session.sign_in.as_ref().map(|s| s.method) {
            Some(Method::Token) => port.go(Go::Ask(Prompt::new(PromptKind::Token))),
            Some(Method::Password { .. } | Method::Keys { .. } | Method::Agency) | None => {
                self.show_ways(overlays, shared);
            }
        }
    }

    /// Forgets what was under way and what came of it: that was about the settings before. Closes
    /// the prompt or list that asked for the new setting. Returns whether a form did.
    pub(in crate::core) fn restart(&mut self, overlays: &mut Vec<Overlay>) -> bool {
        (self.under_way, self.failure, self.untold, self.asked) = (None, None, None, false);
        let form = matches!(overlays.last(), Some(Overlay::Form(_)));
        let prompt = |top: &Overlay| matches!(top, Overlay::Prompt(p) if p.kind.is_setup());
        overlays.pop_if(|top| form || prompt(top));
        let list =
            |top: &mut Overlay| matches!(top, Overlay::Ways { .. } | Overlay::Projects { .. });
        if overlays.pop_if(list).is_some() {
            self.unsettled = false;
        }
        form
    }

    /// Tries credentials that were just typed at once. `named`: the command line names an instance.
    pub(in crate::core) fn try_typed(&mut self, named: bool) {
        self.next.get_or_insert(if named { Next::NewBackup } else { Next::Stay });
    }

    /// Returns what follows the sign-in with this number, if it is the one under way.
    pub(in crate::core) fn answered(&mut self, ask: Ask) -> Option<Next> {
        self.under_way.take_if(|under_way| under_way.ask == ask).map(|under_way| under_way.next)
    }

    /// Takes a failure. `may_ask`: nothing is being typed or read that a question would cover.
    pub(in crate::core) fn failed(
        &mut self,
        why: EntryFailure,
        next: Next,
        may_ask: bool,
        overlays: &mut Vec<Overlay>,
        shared: &Shared,
        port: &mut Port,
    ) {
        if why == EntryFailure::SignIn(SignInFailure::PasscodeNeeded) {
            close(overlays);
            self.next = Some(next);
            return port.go(Go::Ask(Prompt::new(PromptKind::Passcode)));
        }
        if let EntryFailure::SignIn(SignInFailure::Call(why)) | EntryFailure::Projects(why) = &why {
            self.note_clock(why, shared.clock.utc);
        }
        let refused = why.is_refusal();
        self.failure = Some(why);
        if next != Next::GoOn {
            // Enter tries again, and then goes on to where this was to go.
            self.next = Some(next);
            return;
        }
        port.say(Notice::SignInFailed);
        if refused && may_ask {
            self.ask_anew(overlays, shared, port);
        }
    }

    /// Asks for the project: IAM knows none, or several, by the wanted name.
    pub(in crate::core) fn ask_project(
        &mut self,
        projects: Vec<Project>,
        next: Next,
        overlays: &mut Vec<Overlay>,
        shared: &Shared,
        port: &mut Port,
    ) {
        close(overlays);
        self.next = Some(next);
        if projects.is_empty() {
            port.say(Notice::NoProject);
            port.go(Go::Ask(Prompt::project(&shared.session)));
        } else {
            overlays.push(Overlay::Projects { row: 0 });
        }
        self.projects = projects;
    }

    /// Goes on with the sign-in that waited for what is there now.
    pub(in crate::core) fn go_on(
        &mut self,
        overlays: &mut Vec<Overlay>,
        shared: &Shared,
        port: &mut Port,
    ) {
        match self.next.take() {
            // Calls use it already, and without IAM nobody tells more.
            Some(Next::Here) if shared.session.is_ready() && !shared.session.can_sign_in() => {}
            Some(next) if shared.session.sign_in.is_some() => {
                self.begin(next, overlays, shared, port);
            }
            Some(_) | None => {}
        }
    }

    /// Takes a key on the list of ways, or on that of projects.
    pub(in crate::core) fn pick(
        &mut self,
        action: Action,
        overlays: &mut Vec<Overlay>,
        port: &mut Port,
    ) {
        let ways = self.ways();
        let (count, row) = match overlays.last_mut() {
            Some(Overlay::Ways { row }) => (ways.len(), row),
            Some(Overlay::Projects { row }) => (self.projects.len(), row),
            _ => return,
        };
        if let Some(moved) = action.moves(*row, count, count) {
            *row = moved;
            return;
        }
        match (action, overlays.last()) {
            (Action::Enter, Some(Overlay::Ways { row })) => match ways.get(*row) {
                Some(Way::Source(n)) => self.use_source(*n, port),
                Some(Way::Token) => port.go(Go::Ask(Prompt::new(PromptKind::Token))),
                Some(Way::Password) => open_form(FormKind::Password, overlays, port),
                Some(Way::Keys) => open_form(FormKind::Keys, overlays, port),
                None => {}
            },
            (Action::Enter, Some(Overlay::Projects { row })) => {
                let picked = self.projects.get(*row).map(|project| project.id.clone());
                port.effects(
                    picked.map(|id| Effect::Access(Access::Configure(Setting::Picked(id)))),
                );
            }
            (Action::Back, _) => {
                overlays.pop();
                self.next = None;
            }
            _ => {}
        }
    }

    fn use_source(&self, number: usize, port: &mut Port) {
        if self.sources.get(number).is_some_and(|source| source.method().is_some()) {
            port.effect(Effect::Access(Access::Configure(Setting::Source(number))));
        } else {
            port.say(Notice::SourceUnusable);
        }
    }

    /// Takes a key while signing in is under way or has failed. Esc gives up what is under way.
    /// After a failure Enter tries again, each time as one key by itself, for one that is held down
    /// must not lock anybody out; after a refusal Enter leads to the other ways to sign in, for
    /// wrong credentials do not become right and lockouts begin at five.
    pub(in crate::core) fn waiting_act(
        &mut self,
        action: Action,
        press: Press,
        before: Option<Millis>,
        overlays: &mut Vec<Overlay>,
        shared: &Shared,
        port: &mut Port,
    ) {
        let apart = press.alone && before.is_none_or(|before| press.at.since(before) >= QUIET);
        match (action, &self.failure) {
            (Action::Enter, _) if self.under_way.is_some() => {}
            (Action::Enter, Some(why)) if why.is_refusal() => {
                close(overlays);
                // Not on the ones that were refused.
                overlays.push(Overlay::Ways { row: self.sources.len() });
            }
            (Action::Enter, Some(_)) if !apart => {}
            (Action::Enter, Some(_)) => {
                let next = self.next.take().unwrap_or(Next::Stay);
                self.begin(next, overlays, shared, port);
            }
            (Action::Enter, None) => close(overlays),
            (Action::Back, _) => {
                close(overlays);
                self.next = None;
                port.effects(self.under_way.take().map(|_| Effect::Access(Access::Stop)));
            }
            _ => {}
        }
    }
}

/// Fetches new access after a create call was refused with 401, so nothing was made: what can be
/// had without the operator is there for the next review. Sends nothing by itself.
pub(in crate::core) fn renew(shared: &Shared, port: &mut Port) {
    let renews = shared
        .session
        .sign_in
        .as_ref()
        .is_some_and(|s| s.state != SignInState::Refused && s.renews_itself());
    port.effects(shared.service.filter(|_| renews).map(Service::renew));
}

/// Closes what shows the sign-in or lists choices for it.
pub(in crate::core) fn close(overlays: &mut Vec<Overlay>) {
    overlays.retain(|o| {
        !matches!(o, Overlay::SigningIn | Overlay::Ways { .. } | Overlay::Projects { .. })
    });
}

/// Opens an empty form; what was typed into masked fields before is wiped.
pub(in crate::core) fn open_form(kind: FormKind, overlays: &mut Vec<Overlay>, port: &mut Port) {
    overlays.push(Overlay::Form(Form::new(kind)));
    forget_secret(kind, port);
}

/// A profile is made of what is there already: a token that was typed is part of it.
fn forget_secret(kind: FormKind, port: &mut Port) {
    if kind != FormKind::Profile {
        port.effect(Effect::Access(Access::ForgetSecret));
    }
}

/// Takes a key in a form that is no text.
pub(in crate::core) fn form_act(action: Action, overlays: &mut Vec<Overlay>, port: &mut Port) {
    let Some(Overlay::Form(form)) = overlays.last_mut() else { return };
    match action {
        Action::Next => form.go(1),
        Action::Previous => form.go(-1),
        Action::Toggle => {
            if let Some(field) = form.fields.get_mut(form.focus) {
                field.on = !field.on;
            }
        }
        Action::Enter => port.effects(accept(form)),
        Action::Back => {
            forget_secret(form.kind, port);
            overlays.pop();
        }
        _ => {}
    }
}

/// Enter: to the next field, and at the last one the form is taken.
fn accept(form: &mut Form) -> Option<Effect> {
    if form.focus + 1 < form.fields.len() {
        form.go(1);
        return None;
    }
    match form.filled() {
        Ok(filled @ Filled::Profile { .. }) => Some(Effect::Disk(Disk::SaveProfile(filled))),
        Ok(filled @ (Filled::Password { .. } | Filled::Keys { .. })) => {
            Some(Effect::Access(Access::Configure(Setting::Form(filled))))
        }
        Err(name) => {
            form.focus = form.fields.iter().position(|field| field.name == name).unwrap_or(0);
            form.problem = Some(FormProblem::Empty(name));
            None
        }
    }
}

/// Closes the form once the profile is saved, or says there why it is not.
pub(in crate::core) fn profile_saved(
    result: Result<String, String>,
    overlays: &mut Vec<Overlay>,
    port: &mut Port,
) {
    let Some(Overlay::Form(form)) = overlays
        .last_mut()
        .filter(|o| matches!(o, Overlay::Form(f) if f.kind == FormKind::Profile))
    else {
        return;
    };
    match result {
        Ok(path) => {
            overlays.pop();
            port.say(Notice::ProfileSaved(path));
        }
        Err(why) => form.problem = Some(FormProblem::NotSaved(why)),
    }
}
