//! Who calls: the token or the keys of one sign-in, shared by everything that calls in its name.
//!
//! - Before a read the access is renewed when its end is near, and once after the service refused
//!   it, if the source can do that ([`Renewal`]). Any number of refused reads cause one renewal: a
//!   task of its own, under a lock, for which the other reads wait. The create call takes the auth
//!   as it is, and renews nothing.
//! - Lockouts begin at five wrong answers. So after a refusal keys, and a password that was asked
//!   for again, are not tried once more: every later read fails on this machine with that same
//!   refusal, until the operator signs in anew, which makes a new [`Access`]. A token cannot be
//!   locked out; a token that cannot be renewed is sent as it is.
//! - Until the service has accepted keys once, calls with them go one at a time: a screen that
//!   reads three lists sends one wrong signature, not three.
//!
//! [`CurrentAuth`] decides; this file holds the locks and starts the renewals.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::{
    sync::{Mutex as Gate, watch},
    time::Instant,
};

use super::{AccessState, AfterRefusal, Auth, CurrentAuth, Keys, Lease, Token, renewal::Renewal};
use crate::{
    api::net::clock::now,
    core::{
        base::{CallFailure, UtcTime},
        session::SignInFailure,
    },
};

/// The access of one sign-in; clones share it.
#[derive(Clone)]
pub struct Access {
    inner: Arc<Inner>,
}

struct Inner {
    renewal: Renewal,
    /// Held by the one task that renews.
    renewing: Arc<Gate<()>>,
    /// Held by the one call that tries keys which were never accepted.
    first: Arc<Gate<()>>,
    current: Mutex<CurrentAuth>,
    changes: watch::Sender<AccessState>,
}

impl From<Token> for Access {
    /// Makes an access of a token that cannot be renewed, and whose end is not known.
    fn from(token: Token) -> Self {
        Self::new(Auth::Token(token), Renewal::Never)
    }
}

impl From<Keys> for Access {
    /// Makes an access of keys that cannot be renewed.
    fn from(keys: Keys) -> Self {
        Self::new(Auth::Keys(keys), Renewal::Never)
    }
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Access(..)")
    }
}

impl Access {
    /// Makes an access whose end is known only if `auth` are temporary keys; see [`Access::until`].
    pub fn new(auth: Auth, renewal: Renewal) -> Self {
        let expires = auth.expires();
        Self::until(auth, expires, renewal)
    }

    /// Makes an access that ends at `expires`, by the service's clock.
    pub fn until(auth: Auth, expires: Option<UtcTime>, renewal: Renewal) -> Self {
        let (changes, _) = watch::channel(AccessState { expires, refused: None });
        let current = Mutex::new(CurrentAuth::new(auth, expires, renewal.is_able()));
        let (renewing, first) = (Arc::default(), Arc::default());
        Self { inner: Arc::new(Inner { renewal, renewing, first, current, changes }) }
    }

    /// Returns the state of the access and every change of that state.
    pub fn changes(&self) -> watch::Receiver<AccessState> {
        self.inner.changes.subscribe()
    }

    /// Returns the token or the keys in use at this moment.
    pub fn auth(&self) -> Auth {
        self.inner.lock().auth.clone()
    }

    /// Renews the access now, for example after a create call was refused with 401.
    /// Errors: Why it was not renewed; [`SignInFailure::Spent`] if the source cannot renew.
    pub async fn renew(&self) -> Result<(), SignInFailure> {
        let generation = self.inner.lock().generation;
        self.renewed(generation).await
    }

    /// Grants one read; renews an access that is about to end first. `skew`: seconds that
    /// the service's clock is ahead.
    /// Errors: The refusal that ended this access.
    pub(in crate::api) async fn lease(&self, skew: i64) -> Result<Lease, CallFailure> {
        self.renew_if_due(skew).await;
        if !self.inner.lock().is_untried_key() {
            return self.lease_as_it_is();
        }
        let alone = Arc::clone(&self.inner.first).lock_owned().await;
        // While this call waited, the call before it may have been accepted, or refused.
        self.renew_if_due(skew).await;
        let current = self.inner.lock();
        let alone = Some(alone).filter(|_| current.is_untried_key());
        current.lease(alone)
    }

    async fn renew_if_due(&self, skew: i64) {
        let due = self.inner.lock().generation_to_renew(now().plus(skew), Instant::now());
        if let Some(generation) = due {
            // `CurrentAuth` keeps the failure. The read goes on with the old auth, which may still
            // be good: the service has the last word.
            let _ = self.renewed(generation).await;
        }
    }

    /// Grants the create call, at once and with the auth as it is.
    /// Errors: The refusal that ended this access.
    pub(in crate::api) fn lease_as_it_is(&self) -> Result<Lease, CallFailure> {
        self.inner.lock().lease(None)
    }

    pub(in crate::api) fn accepted(&self, lease: &Lease) {
        self.inner.lock().accepted(lease.generation);
    }

    /// Notes that the service refused the auth of a call that is not repeated, such as the create
    /// call: nothing is renewed now, but the next read renews first.
    pub(in crate::api) fn note_refusal(&self, lease: &Lease, refusal: &CallFailure) {
        self.refused(lease, refusal);
    }

    /// Replaces the auth that the service refused in a read. Returns when the
    /// read may try another auth.
    /// Errors: The failure with which the read ends: the refusal itself, or that of the renewal.
    pub(in crate::api) async fn replace(
        &self,
        lease: Lease,
        refusal: CallFailure,
    ) -> Result<(), CallFailure> {
        let generation = lease.generation;
        let next = self.refused(&lease, &refusal);
        // Only after the refusal is noted, so that a call that waits for these keys sees it.
        drop(lease);
        match next {
            AfterRefusal::Retry => Ok(()),
            AfterRefusal::Fail(failure) => Err(failure),
            AfterRefusal::Renew => self
                .renewed(generation)
                .await
                .map_err(|_| self.inner.lock().failure_of_read(&refusal)),
        }
    }

    fn refused(&self, lease: &Lease, refusal: &CallFailure) -> AfterRefusal {
        self.inner.change(|current| current.refused(lease.generation, refusal, Instant::now()))
    }

    /// Notes that the service refused a renewed auth as well: the cause is another one, e.g. the
    /// region, so no further renewal is tried.
    pub(in crate::api) fn mark_unrenewable(&self, lease: &Lease, refusal: &CallFailure) {
        self.inner.change(|current| current.mark_unrenewable(lease.generation, refusal));
    }

    /// Renews `generation`, unless another call did that meanwhile. A task of its own does it: a
    /// read that is given up does not break off a sign-in, which would cause a second one.
    async fn renewed(&self, generation: u64) -> Result<(), SignInFailure> {
        let (inner, tried) = (Arc::clone(&self.inner), self.inner.lock().renewals_tried);
        let task = tokio::spawn(async move {
            let _alone = Arc::clone(&inner.renewing).lock_owned().await;
            if let Some(outcome) = inner.lock().outcome_meanwhile(generation, tried) {
                return outcome;
            }
            let before = inner.lock().auth.clone();
            let outcome = inner.renewal.run(&before).await;
            let pause = inner.renewal.pause();
            inner.change(|current| current.take_renewal(outcome, now(), Instant::now() + pause))
        });
        // The task ends in another way only with the program.
        task.await.unwrap_or(Err(SignInFailure::Spent))
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, CurrentAuth> {
        // A panic while the lock was held leaves a usable value.
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the auth, and wakes the receivers of the state if the state changed.
    fn change<T>(&self, change: impl FnOnce(&mut CurrentAuth) -> T) -> T {
        let mut current = self.lock();
        let result = change(&mut current);
        let state = current.state();
        self.changes.send_if_modified(|known| {
            let changed = *known != state;
            *known = state;
            changed
        });
        result
    }
}

/// Returns whether the service does not take token or signature.
pub fn refuses_access(failure: &CallFailure) -> bool {
    let CallFailure::Refused(refusal) = failure else { return false };
    let code = refusal.code.as_deref();
    // Some gateways and GeminiDB itself say so under 400 and 403 ("Error Codes" of GeminiDB and API
    // Gateway).
    refusal.head.status == 401
        || matches!(code, Some("APIGW.0307" | "APIG.0307" | "DBS.280015" | "DBS.280056"))
}
