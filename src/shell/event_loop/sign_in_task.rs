//! Signing in from the screens: settings go into the session, a task signs in beside the screens,
//! and calls use the outcome.

use secrecy::ExposeSecret;

use super::Engine;
use crate::{
    core::{
        base::{Ask, OperationId},
        port::{Msg, Setting},
        session::{EntryFailure, Filled, Next, SecretField, SignedIn},
    },
    shell::{lock::lock, session::profile_file, task::Task},
};

impl Engine {
    pub(super) fn configure(&mut self, setting: Setting) {
        let taken = self.configuration.session().apply(setting.clone(), &self.secrets);
        match taken {
            Ok(()) => {
                self.stop_signing_in();
                // The sign-in that follows needs the passcode.
                let passcode = matches!(setting, Setting::Form(_))
                    .then(|| self.secrets.of(SecretField::Passcode));
                self.secrets.forget();
                self.secrets.keep_passcode(passcode);
                self.connect();
                let place = self.configuration.place();
                self.take(Msg::Configured(place));
            }
            Err(problem) => self.take(Msg::ConfigureRefused(problem)),
        }
    }

    /// Gives the current session to all later calls.
    pub(super) fn connect(&mut self) {
        if self.configuration.place().read_only {
            self.create_sender = None;
        }
        match &mut self.create_sender {
            Some(create_sender) => {
                let client = self.configuration.client();
                self.worker.set_client(client.as_ref().map(|client| client.reads().clone()));
                create_sender.set_client(client);
            }
            None => self.worker.set_client(self.configuration.reads()),
        }
        self.follow_access();
    }

    /// Tells the header of renewals and refusals of the access in use.
    fn follow_access(&mut self) {
        // Changes of an access that is not in use any more do not count.
        self.access_watch = None;
        let Some(mut changes) =
            self.configuration.session().access().map(crate::api::Access::changes)
        else {
            return;
        };
        let reports = self.reports.clone();
        self.access_watch = Some(Task::spawn(async move {
            while changes.changed().await.is_ok() {
                let state = changes.borrow_and_update().clone();
                reports.send(Msg::AccessChanged {
                    expires: state.expires,
                    refused: state.refused.is_some(),
                });
            }
        }));
    }

    /// Aborts a sign-in under way. Its settings have changed, or nobody waits
    /// for the outcome any more.
    pub(super) fn stop_signing_in(&mut self) {
        self.sign_in_flow = None;
        self.configuration.session().next_turn();
    }

    /// Signs in beside the screens, with the passcode that was typed for it.
    pub(super) fn sign_in(&mut self, ask: Ask) {
        let passcode = Some(self.secrets.of(SecretField::Passcode))
            .filter(|text| !text.expose_secret().is_empty());
        self.secrets.input(SecretField::Passcode).forget();
        let asked =
            self.model.sign_in.under_way.is_some_and(|under_way| under_way.next != Next::GoOn);
        let begun = self.configuration.session().begin_sign_in(passcode, asked);
        let Some((flow, turn)) = begun else {
            return self.take(Msg::SignedIn { ask, result: Err(EntryFailure::NoCredentials) });
        };
        let (session, reports) = (self.configuration.shared_session(), self.reports.clone());
        self.sign_in_flow = Some(Task::spawn(async move {
            let result = match flow.run().await {
                Ok(outcome) => {
                    let (projects, untold) = (outcome.projects.clone(), outcome.untold.clone());
                    let mut session = lock(&session);
                    // The operator has chosen other credentials meanwhile: the outcome is dropped.
                    if !session.accept(turn, outcome) {
                        return;
                    }
                    Ok(Box::new(SignedIn { session: session.place(), projects, untold }))
                }
                // A failure of older credentials is not told of newer ones.
                Err(_) if !lock(&session).is_turn(turn) => {
                    return;
                }
                Err(why) => Err(why),
            };
            reports.send(Msg::SignedIn { ask, result });
        }));
    }

    /// Saves the session as a profile.
    pub(super) fn save_profile(&mut self, filled: Filled) {
        let Filled::Profile { name, secret_file } = filled else { return };
        let result = profile_file::save(&self.configuration, &name, secret_file.as_deref());
        self.take(Msg::ProfileSaved(result));
    }

    /// Reads the token's file again after a refusal, if no operator can be asked for a new token.
    pub(super) fn renew_token(&mut self, operation: OperationId) {
        let unattended = self.model.watch.follow.as_ref().is_some_and(|watch| watch.unattended);
        let refused =
            self.model.operations.list.iter().any(|o| o.id == operation && o.wants_token());
        if !(unattended && refused) {
            return;
        }
        match self.configuration.read_token_again() {
            Ok(changed) => {
                self.token_trouble = None;
                if changed {
                    self.connect();
                }
            }
            Err(why) => self.token_trouble = Some(why.to_string()),
        }
    }
}
