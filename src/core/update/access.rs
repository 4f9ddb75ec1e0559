//! Signing in and new settings: one call for each room that they concern.

use crate::core::{
    base::{Ask, UtcTime},
    model::Model,
    port::{Overlay, Screen},
    session::{EntryFailure, Mode, Session, SignedIn, signing::Next},
};

impl Model {
    /// Takes settings that the shell has taken.
    pub(super) fn access_configured(&mut self, session: Session) {
        let form = self.sign_in_desk().restart();
        self.configured(session);
        let named = self.choose.lookup.is_some();
        if form {
            self.sign_in.try_typed(named);
        }
        self.sign_in_desk().go_on();
        self.go_to_named();
    }

    /// Takes the end of the sign-in with this number.
    pub(super) fn sign_in_ended(&mut self, ask: Ask, result: Result<Box<SignedIn>, EntryFailure>) {
        let Some(next) = self.sign_in.answered(ask) else { return };
        match result {
            Ok(entry) => self.entered(*entry, next),
            Err(why) => {
                if let Some(sign_in) =
                    self.shared.session.sign_in.as_mut().filter(|_| why.is_refusal())
                {
                    sign_in.refuse();
                }
                let may_ask = self.may_ask();
                self.sign_in_desk().failed(why, next, may_ask);
            }
        }
    }

    pub(super) fn entered(&mut self, entry: SignedIn, next: Next) {
        let SignedIn { session, projects, untold } = entry;
        self.sign_in.untold = untold;
        let shown = matches!(self.dialog.overlays.last(), Some(Overlay::SigningIn));
        let row = self.under_cursor();
        self.configured(session);
        self.keep_under_cursor(row);
        if let Some(projects) = projects {
            self.sign_in_desk().ask_project(projects, next);
            return;
        }
        // An operator who has closed the sign-in and went elsewhere stays there.
        if shown && self.shared.session.is_ready() {
            if matches!(next, Next::NewBackup | Next::Here) {
                self.sign_in_desk().close();
            }
            let in_list = self.shared.screen == Screen::Instance;
            match next {
                // Operations that need attention are seen before the instance of the command line.
                Next::NewBackup if self.choose.lookup.is_none() || !self.needs_attention() => {
                    self.new_backup()
                }
                // The test goes on to what the program needs first: the instances.
                Next::Stay => self.choose_desk().reload(),
                Next::Here if in_list => self.choose_desk().reload(),
                Next::NewBackup | Next::Here | Next::GoOn => {}
            }
        }
        self.go_to_named();
    }

    /// Takes a renewal of the token or key in use, or its refusal.
    pub(super) fn access_changed(&mut self, expires: Option<UtcTime>, refused: bool) {
        let sign_in = self.shared.session.sign_in.as_mut();
        let wants_other = sign_in.is_some_and(|sign_in| sign_in.changed(expires, refused));
        if wants_other && self.may_ask() {
            self.sign_in_desk().ask_anew();
        }
    }

    /// Asks on whose behalf calls are made where an instance was chosen without the list, by the
    /// command line or a draft. Review and the journal's intent name that user.
    pub(super) fn identify_chosen(&mut self) {
        let chosen = self.draft.target.is_some() || self.choose.looks_up();
        if chosen && self.shared.mode != Mode::Offline && self.shared.session.is_ready() {
            self.sign_in_desk().identify();
        }
    }
}
