//! The secrets that this process holds: one list, shared by everything that calls.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use secrecy::{ExposeSecret, SecretString};

use crate::core::base::Mask;

/// The secrets that may not come back in an answer. Clones share one list, which only grows: a
/// secret that was renewed or refused can still stand in a late answer.
#[derive(Debug, Clone, Default)]
pub struct Held(Arc<RwLock<Mask>>);

impl Held {
    /// Adds a secret to the list.
    pub fn hold(&self, secret: &SecretString) {
        let secret = secret.expose_secret();
        if !self.mask().holds(secret) {
            // A panic while the lock was held leaves a usable list.
            self.0.write().unwrap_or_else(PoisonError::into_inner).hold(secret);
        }
    }

    /// Returns the mask that hides the secrets in text from outside. The guard must be dropped
    /// before a secret is added.
    pub(in crate::api) fn mask(&self) -> RwLockReadGuard<'_, Mask> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}
