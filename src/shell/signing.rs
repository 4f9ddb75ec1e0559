//! Signing in, as the engine does it: settings go into the session, the work runs beside the
//! screens, and calls go by what came of it.

use std::sync::PoisonError;

use secrecy::ExposeSecret;
use tokio::{sync::mpsc::UnboundedSender, task::AbortHandle};

use super::{engine::Engine, profile_file};
use crate::core::{
    base::{ask::Ask, ids::OperationId},
    port::{message::Msg, setting::Setting},
    session::{
        form::{Filled, SecretField},
        signing::{EntryFailure, Next, SignedIn},
    },
};

/// Where news of signing in goes, and what is under way.
pub struct Door {
    results: UnboundedSender<Msg>,
    entering: Option<AbortHandle>,
    following: Option<AbortHandle>,
}

impl Door {
    /// One that reports to `results`.
    pub const fn new(results: UnboundedSender<Msg>) -> Self {
        Self { results, entering: None, following: None }
    }
}

/// A newer task takes the place of the one before.
fn replace(slot: &mut Option<AbortHandle>, task: AbortHandle) {
    if let Some(older) = slot.replace(task) {
        older.abort();
    }
}

impl Engine {
    pub(super) fn configure(&mut self, setting: Setting) {
        let taken = self.configuration.session().apply(setting.clone(), &self.secrets);
        match taken {
            Ok(()) => {
                self.stop_signing_in();
                // A passcode is needed by the sign-in that follows.
                let passcode = matches!(setting, Setting::Form(_))
                    .then(|| self.secrets.of(SecretField::Passcode).clone());
                self.secrets.forget();
                self.secrets.keep_passcode(passcode);
                self.connect();
                let place = self.configuration.place();
                self.take(Msg::Configured(place));
            }
            Err(problem) => self.take(Msg::ConfigureRefused(problem)),
        }
    }

    /// Calls go by the session as it is now.
    pub(super) fn connect(&mut self) {
        match &mut self.courier {
            Some(courier) => {
                let client = self.configuration.client();
                self.worker.set_client(client.as_ref().map(|client| client.reads().clone()));
                courier.set_client(client);
            }
            None => self.worker.set_client(self.configuration.reads()),
        }
        self.follow_access();
    }

    /// The header hears of renewals and refusals.
    pub(super) fn follow_access(&mut self) {
        // What is not in use any more has nothing to say.
        if let Some(older) = self.door.following.take() {
            older.abort();
        }
        let Some(mut changes) =
            self.configuration.session().access().map(crate::api::Access::changes)
        else {
            return;
        };
        let results = self.door.results.clone();
        let task = tokio::spawn(async move {
            while changes.changed().await.is_ok() {
                let state = changes.borrow_and_update().clone();
                let _ = results.send(Msg::AccessChanged {
                    expires: state.expires,
                    refused: state.refused.is_some(),
                });
            }
        });
        replace(&mut self.door.following, task.abort_handle());
    }

    /// What is under way is given up: it was asked with other settings, or nobody
    /// waits for it any more.
    pub(super) fn stop_signing_in(&mut self) {
        if let Some(task) = self.door.entering.take() {
            task.abort();
        }
        self.configuration.session().next_turn();
    }

    /// Signs in beside the screens, with the passcode that was typed for it.
    pub(super) fn sign_in(&mut self, ask: Ask) {
        let passcode = self.secrets.of(SecretField::Passcode).clone();
        let passcode = Some(passcode).filter(|text| !text.expose_secret().is_empty());
        self.secrets.input(SecretField::Passcode).forget();
        let asked =
            self.model.sign_in.under_way.is_some_and(|under_way| under_way.next != Next::GoOn);
        let (entering, turn) = {
            let mut session = self.configuration.session();
            (session.entering(passcode, asked), session.next_turn())
        };
        let Some(entering) = entering else {
            return self.take(Msg::SignedIn { ask, result: Err(EntryFailure::NoCredentials) });
        };
        let (session, results) = (self.configuration.shared_session(), self.door.results.clone());
        let task = tokio::spawn(async move {
            let result = match entering.run().await {
                Ok(arrived) => {
                    let (projects, untold) = (arrived.projects.clone(), arrived.untold.clone());
                    let mut session = session.lock().unwrap_or_else(PoisonError::into_inner);
                    // Other credentials were chosen meanwhile: nothing of these is taken.
                    if !session.arrived(turn, arrived) {
                        return;
                    }
                    Ok(Box::new(SignedIn { place: session.place(), projects, untold }))
                }
                // Nothing of older credentials is said of newer ones.
                Err(_) if !session.lock().unwrap_or_else(PoisonError::into_inner).is_turn(turn) => {
                    return;
                }
                Err(why) => Err(why),
            };
            let _ = results.send(Msg::SignedIn { ask, result });
        });
        replace(&mut self.door.entering, task.abort_handle());
    }

    /// Renews what is in use, with the one attempt that all its calls share; the header
    /// hears what came of it.
    pub(super) fn renew_access(&self) {
        if let Some(access) = self.configuration.session().access().cloned() {
            tokio::spawn(async move { drop(access.renew().await) });
        }
    }

    /// Saves what is set as a profile.
    pub(super) fn save_profile(&mut self, filled: Filled) {
        let Filled::Profile { name, secret_file } = filled else { return };
        let result = profile_file::save(&self.configuration, &name, secret_file.as_deref());
        self.take(Msg::ProfileSaved(result));
    }

    /// Nobody can be asked for a new token: after a refusal its file is read
    /// again, before the next reading.
    pub(super) fn renew_token(&mut self, operation: OperationId) {
        let unattended = self.model.watch.only.as_ref().is_some_and(|watch| watch.unattended);
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
