//! What this process holds as a secret: one list, shared by everything that calls.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use secrecy::{ExposeSecret, SecretString};

use super::{
    access::Auth,
    login::{Keys, Login},
};
use crate::core::base::mask::Mask;

/// The secrets that may not come back in an answer. Clones share one list, which only grows: what
/// was renewed or refused can still stand in a late answer.
#[derive(Debug, Clone, Default)]
pub struct Held(Arc<RwLock<Mask>>);

impl Held {
    pub fn hold(&self, secret: &SecretString) {
        let secret = secret.expose_secret();
        if !self.mask().holds(secret) {
            // A panic elsewhere leaves a list that is still one.
            self.0.write().unwrap_or_else(PoisonError::into_inner).hold(secret);
        }
    }

    /// Takes the secrets of a login.
    pub fn hold_login(&self, login: &Login) {
        match login {
            Login::Token(token) => self.hold(token.secret()),
            Login::Keys(keys) => self.hold_keys(keys),
            Login::Password(login) => self.hold(&login.password),
            Login::Agency(_) => {}
        }
    }

    /// Takes what proves who calls.
    pub(super) fn hold_auth(&self, auth: &Auth) {
        match auth {
            Auth::Token(token) => self.hold(token.secret()),
            Auth::Keys(keys) => self.hold_keys(keys),
        }
    }

    fn hold_keys(&self, keys: &Keys) {
        self.hold(&keys.secret);
        keys.security_token.iter().for_each(|token| self.hold(token));
    }

    /// Returns what text from outside passes on its way to a person. Not to be
    /// kept while secrets are taken.
    pub(super) fn mask(&self) -> RwLockReadGuard<'_, Mask> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}
