//! Signing in: choosing or typing credentials, using them once for each time the operator asks, and
//! going on.

use crate::core::{
    base::{Ask, Millis, Press, guard::QUIET},
    port::{
        Access, Action, Disk, Effect, Notice, Overlay, Port, Prompt, PromptKind, Service, Setting,
        Shared,
    },
    session::{
        EntryFailure, Filled, Form, FormKind, FormProblem, Method, Project, SignInFailure,
        SignInState, SigningIn, UnderWay,
        signing::{Next, Way},
    },
};

impl SigningIn {
    /// Tries credentials that were just typed at once. `named`: the command line names an instance.
    pub(crate) fn try_typed(&mut self, named: bool) {
        self.next.get_or_insert(if named { Next::NewBackup } else { Next::Stay });
    }

    /// Returns what follows the sign-in with this number, if it is the one under way.
    pub(crate) fn answered(&mut self, ask: Ask) -> Option<Next> {
        self.under_way.take_if(|under_way| under_way.ask == ask).map(|under_way| under_way.next)
    }
}

/// Signing in with what its keys and answers work on. What is shared is only read.
pub(crate) struct SignInDesk<'a> {
    pub room: &'a mut SigningIn,
    pub overlays: &'a mut Vec<Overlay>,
    pub shared: &'a Shared,
    pub port: &'a mut Port,
}

impl SignInDesk<'_> {
    /// Signs in, once. Where the operator waits for the sign-in, the screen says so.
    pub fn begin(&mut self, next: Next) {
        if self.shared.session.sign_in.is_none() {
            self.room.next = Some(next);
            return self.show_ways();
        }
        let Some(service) = self.shared.service else { return };
        let ask = self.port.number();
        self.room.under_way = Some(UnderWay { ask, next });
        self.room.failure = None;
        self.room.next = None;
        self.close();
        if next != Next::GoOn {
            self.overlays.push(Overlay::SigningIn);
        }
        self.port.effect(service.sign_in(ask));
    }

    /// Asks who calls are made for, beside what the operator does, once for each sign-in: the
    /// answer only fills the header.
    pub fn identify(&mut self) {
        let unasked =
            self.shared.session.sign_in.as_ref().is_some_and(|s| s.state == SignInState::Unasked);
        let asked = self.room.asked
            || self.room.under_way.is_some()
            || self.room.untold.is_some()
            || self.room.failure.is_some();
        if unasked && !asked && self.shared.session.can_sign_in() {
            self.room.asked = true;
            self.begin(Next::GoOn);
        }
    }

    /// Shows the list of ways to sign in.
    pub fn show_ways(&mut self) {
        let used = self.shared.session.sign_in.as_ref().map(|s| &s.origin);
        self.close();
        self.overlays.push(Overlay::Ways { row: self.room.first_way(used) });
    }

    /// Asks for other credentials: what is in use is refused, and only the operator can replace it.
    pub fn ask_anew(&mut self) {
        self.room.next = Some(Next::Here);
        match self.shared.session.sign_in.as_ref().map(|s| s.method) {
            Some(Method::Token) => self.port.prompt(PromptKind::Token),
            Some(Method::Password { .. } | Method::Keys { .. } | Method::Agency) | None => {
                self.show_ways();
            }
        }
    }

    /// Forgets what was under way and what came of it: that was about the settings before. Closes
    /// the prompt or list that asked for the new setting. Returns whether a form did.
    pub fn restart(&mut self) -> bool {
        (self.room.under_way, self.room.failure, self.room.untold, self.room.asked) =
            (None, None, None, false);
        let form = matches!(self.overlays.last(), Some(Overlay::Form(_)));
        let prompt = |top: &Overlay| matches!(top, Overlay::Prompt(p) if p.kind.is_setup());
        self.overlays.pop_if(|top| form || prompt(top));
        let list =
            |top: &mut Overlay| matches!(top, Overlay::Ways { .. } | Overlay::Projects { .. });
        if self.overlays.pop_if(list).is_some() {
            self.room.unsettled = false;
        }
        form
    }

    /// Takes a failure. `may_ask`: nothing is being typed or read that a question would cover.
    pub fn failed(&mut self, why: EntryFailure, next: Next, may_ask: bool) {
        if why == EntryFailure::SignIn(SignInFailure::PasscodeNeeded) {
            self.close();
            self.room.next = Some(next);
            return self.port.prompt(PromptKind::Passcode);
        }
        if let EntryFailure::SignIn(SignInFailure::Call(why)) | EntryFailure::Projects(why) = &why {
            self.room.note_clock(why, self.shared.clock.utc);
        }
        let refused = why.is_refusal();
        self.room.failure = Some(why);
        if next != Next::GoOn {
            // Enter tries again, and then goes on to where this was to go.
            self.room.next = Some(next);
            return;
        }
        self.port.say(Notice::SignInFailed);
        if refused && may_ask {
            self.ask_anew();
        }
    }

    /// Asks for the project: IAM knows none, or several, by the wanted name.
    pub fn ask_project(&mut self, projects: Vec<Project>, next: Next) {
        self.close();
        self.room.next = Some(next);
        if projects.is_empty() {
            self.port.say(Notice::NoProject);
            self.port.prompt(Prompt::project(&self.shared.session));
        } else {
            self.overlays.push(Overlay::Projects { row: 0 });
        }
        self.room.projects = projects;
    }

    /// Goes on with the sign-in that waited for what is there now.
    pub fn go_on(&mut self) {
        match self.room.next.take() {
            // Calls use it already, and without IAM nobody tells more.
            Some(Next::Here)
                if self.shared.session.is_ready() && !self.shared.session.can_sign_in() => {}
            Some(next) if self.shared.session.sign_in.is_some() => {
                self.begin(next);
            }
            _ => {}
        }
    }

    /// Takes a key on the list of ways, or on that of projects.
    pub fn pick(&mut self, action: Action) {
        let ways = self.room.ways();
        let (count, row) = match self.overlays.last_mut() {
            Some(Overlay::Ways { row }) => (ways.len(), row),
            Some(Overlay::Projects { row }) => (self.room.projects.len(), row),
            _ => return,
        };
        if let Some(moved) = action.moves(*row, count, count) {
            *row = moved;
            return;
        }
        match (action, self.overlays.last()) {
            (Action::Enter, Some(Overlay::Ways { row })) => match ways.get(*row) {
                Some(Way::Source(n)) => self.use_source(*n),
                Some(Way::Token) => self.port.prompt(PromptKind::Token),
                Some(Way::Password) => self.open_form(FormKind::Password),
                Some(Way::Keys) => self.open_form(FormKind::Keys),
                None => {}
            },
            (Action::Enter, Some(Overlay::Projects { row })) => {
                let picked = self.room.projects.get(*row).map(|project| project.id.clone());
                self.port.effects(
                    picked.map(|id| Effect::Access(Access::Configure(Setting::Picked(id)))),
                );
            }
            (Action::Back, _) => {
                self.overlays.pop();
                self.room.next = None;
            }
            _ => {}
        }
    }

    fn use_source(&mut self, number: usize) {
        if self.room.sources.get(number).is_some_and(|source| source.method().is_some()) {
            self.port.effect(Effect::Access(Access::Configure(Setting::Source(number))));
        } else {
            self.port.say(Notice::SourceUnusable);
        }
    }

    /// Takes a key while signing in is under way or has failed. Esc gives up what is under way.
    /// After a failure Enter tries again, each time as one key by itself, for one that is held down
    /// must not lock anybody out; after a refusal Enter leads to the other ways to sign in, for
    /// wrong credentials do not become right and lockouts begin at five.
    pub fn waiting_act(&mut self, action: Action, press: Press, before: Option<Millis>) {
        let apart = press.alone && before.is_none_or(|before| press.at.since(before) >= QUIET);
        match (action, &self.room.failure) {
            (Action::Enter, _) if self.room.under_way.is_some() => {}
            (Action::Enter, Some(why)) if why.is_refusal() => {
                self.close();
                // Not on the ones that were refused.
                self.overlays.push(Overlay::Ways { row: self.room.sources.len() });
            }
            (Action::Enter, Some(_)) if !apart => {}
            (Action::Enter, Some(_)) => {
                let next = self.room.next.take().unwrap_or(Next::Stay);
                self.begin(next);
            }
            (Action::Enter, None) => self.close(),
            (Action::Back, _) => {
                self.close();
                self.room.next = None;
                self.port.effects(self.room.under_way.take().map(|_| Effect::Access(Access::Stop)));
            }
            _ => {}
        }
    }

    /// Fetches new access after a create call was refused with 401, so nothing was made: what can
    /// be had without the operator is there for the next review. Sends nothing by itself.
    pub fn renew(&mut self) {
        let renews = self
            .shared
            .session
            .sign_in
            .as_ref()
            .is_some_and(|s| s.state != SignInState::Refused && s.renews_itself());
        self.port.effects(self.shared.service.filter(|_| renews).map(Service::renew));
    }

    /// Closes what shows the sign-in or lists choices for it.
    pub fn close(&mut self) {
        self.overlays.retain(|o| {
            !matches!(o, Overlay::SigningIn | Overlay::Ways { .. } | Overlay::Projects { .. })
        });
    }

    /// Opens an empty form; what was typed into masked fields before is wiped.
    pub fn open_form(&mut self, kind: FormKind) {
        self.overlays.push(Overlay::Form(Form::new(kind)));
        self.forget_secret(kind);
    }

    /// A profile is made of what is there already: a token that was typed is part of it.
    fn forget_secret(&mut self, kind: FormKind) {
        if kind != FormKind::Profile {
            self.port.effect(Effect::Access(Access::ForgetSecret));
        }
    }

    /// Takes a key in a form that is no text.
    pub fn form_act(&mut self, action: Action) {
        let Some(Overlay::Form(form)) = self.overlays.last_mut() else { return };
        match action {
            Action::Next => form.go(1),
            Action::Previous => form.go(-1),
            Action::Toggle => {
                if let Some(field) = form.fields.get_mut(form.focus) {
                    field.on = !field.on;
                }
            }
            Action::Enter => self.port.effects(accept(form)),
            Action::Back => {
                let kind = form.kind;
                self.forget_secret(kind);
                self.overlays.pop();
            }
            _ => {}
        }
    }

    /// Closes the form once the profile is saved, or says there why it is not.
    pub fn profile_saved(&mut self, result: Result<String, String>) {
        let Some(Overlay::Form(form)) = self
            .overlays
            .last_mut()
            .filter(|o| matches!(o, Overlay::Form(f) if f.kind == FormKind::Profile))
        else {
            return;
        };
        match result {
            Ok(path) => {
                self.overlays.pop();
                self.port.say(Notice::ProfileSaved(path));
            }
            Err(why) => form.problem = Some(FormProblem::NotSaved(why)),
        }
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
