//! Who calls: the token or the keys of one sign-in, shared by everything that calls in its name.
//!
//! - Before a read the access is renewed when its end is near, and once after the service refused
//!   it, if the source
//!   can do that ([`Renewal`]). Any number of reads that find it refused cause one renewal: it is a
//!   task of its own,
//!   under a lock, and the others wait for it. The create call takes what is there, and renews
//!   nothing.
//! - Lockouts begin at five wrong answers. So keys, and a password that was asked for again, are
//!   not tried once more
//!   after a refusal: every later read fails on this machine with that same refusal, until the
//!   operator signs in
//!   anew, which makes a new [`Access`]. A token cannot be locked out; one that cannot be renewed
//!   is sent as it is.
//! - Until the service has accepted keys once, calls with them go one at a time: a screen that
//!   reads three lists
//!   sends one wrong signature, not three.
//!
//! What follows from what is decided in `standing`, which knows neither lock nor network.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::{
    sync::{Mutex as Gate, OwnedMutexGuard, watch},
    time::Instant,
};

use super::{
    login::Keys,
    renewal::Renewal,
    signing::now,
    standing::{Next, Standing},
    token::Token,
};
use crate::core::{
    base::{call::CallFailure, time::UtcTime},
    session::identity::SignInFailure,
};

#[derive(Debug, Clone)]
pub enum Auth {
    /// A token, sent with each request.
    Token(Token),
    /// Keys, which sign each request.
    Keys(Keys),
}

impl Auth {
    /// Whether both prove the same in the same way.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Token(mine), Self::Token(theirs)) => mine.is_same(theirs),
            (Self::Keys(mine), Self::Keys(theirs)) => mine.is_same(theirs),
            (Self::Token(_), Self::Keys(_)) | (Self::Keys(_), Self::Token(_)) => false,
        }
    }
}

/// What the screens may tell of an access.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AccessState {
    /// When token or keys end, by the service's clock, if that is known.
    pub expires: Option<UtcTime>,
    /// The refusal of a password or of keys: nothing is tried again by itself, and only a new
    /// sign-in helps. A token that was got before may still be good until it ends.
    pub refused: Option<SignInFailure>,
}

/// The access of one sign-in; clones are the same one.
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
    standing: Mutex<Standing>,
    changes: watch::Sender<AccessState>,
}

/// Leave to make one call.
pub(super) struct Lease {
    /// With which to make it.
    pub auth: Auth,
    generation: u64,
    /// Keeps others waiting while keys are tried for the first time.
    _alone: Option<OwnedMutexGuard<()>>,
}

impl From<Token> for Access {
    /// A token that nobody can renew, and whose end is not known.
    fn from(token: Token) -> Self {
        Self::new(Auth::Token(token), Renewal::Never)
    }
}

impl From<Keys> for Access {
    /// Keys that nobody can renew.
    fn from(keys: Keys) -> Self {
        Self::new(Auth::Keys(keys), Renewal::Never)
    }
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").field("renewal", &self.inner.renewal).finish_non_exhaustive()
    }
}

impl Access {
    /// An access that begins now. Its end is known of temporary keys only; see [`Access::until`].
    pub fn new(auth: Auth, renewal: Renewal) -> Self {
        let expires = if let Auth::Keys(keys) = &auth { keys.expires } else { None };
        Self::until(auth, expires, renewal)
    }

    /// An access whose end is known, by the service's clock.
    pub fn until(auth: Auth, expires: Option<UtcTime>, renewal: Renewal) -> Self {
        let (changes, _) = watch::channel(AccessState { expires, refused: None });
        let standing = Mutex::new(Standing::new(auth, expires, renewal.is_able()));
        Self {
            inner: Arc::new(Inner {
                renewal,
                renewing: Arc::default(),
                first: Arc::default(),
                standing,
                changes,
            }),
        }
    }

    /// What it is now, and every change of that.
    pub fn changes(&self) -> watch::Receiver<AccessState> {
        self.inner.changes.subscribe()
    }

    /// What proves who calls, at this moment.
    pub fn auth(&self) -> Auth {
        self.inner.lock().auth.clone()
    }

    /// Renews it now, if the source can: after a create call was refused with 401, for example.
    ///
    /// # Errors
    /// Why it was not renewed; [`SignInFailure::Spent`] if its source cannot do that.
    pub async fn renew(&self) -> Result<(), SignInFailure> {
        let generation = self.inner.lock().generation;
        self.renewed(generation).await
    }

    /// Leave to make one read; renews first what is about to end. `skew`: seconds that
    /// the service's clock is ahead.
    ///
    /// # Errors
    /// The refusal that ended this access.
    pub(super) async fn lease(&self, skew: i64) -> Result<Lease, CallFailure> {
        self.renew_if_due(skew).await;
        if !self.inner.lock().is_untried_key() {
            return self.lease_as_it_is();
        }
        let alone = Arc::clone(&self.inner.first).lock_owned().await;
        // While this call waited, the one before it may have been accepted, or refused.
        self.renew_if_due(skew).await;
        let standing = self.inner.lock();
        let alone = Some(alone).filter(|_| standing.is_untried_key());
        standing.lease(alone)
    }

    /// What is not renewed is tried as it is: it may still be good, and the
    /// service has the last word.
    async fn renew_if_due(&self, skew: i64) {
        let due = self.inner.lock().due(now().plus(skew), Instant::now());
        if let Some(generation) = due {
            // A failure is kept in the standing.
            let _ = self.renewed(generation).await;
        }
    }

    /// Leave to make the create call: with what is there, at once.
    ///
    /// # Errors
    /// The refusal that ended this access.
    pub(super) fn lease_as_it_is(&self) -> Result<Lease, CallFailure> {
        self.inner.lock().lease(None)
    }

    pub(super) fn accepted(&self, lease: &Lease) {
        self.inner.lock().accepted(lease.generation);
    }

    /// The service refused it, in the create call: nothing is sent or renewed now,
    /// and the next read knows.
    pub(super) fn doubt(&self, lease: &Lease, refusal: &CallFailure) {
        let _ = self.refused(lease, refusal);
    }

    /// The service refused it, in a read. Returns when there is another one to try.
    ///
    /// # Errors
    /// What the read ends with: the refusal itself, or that of the renewal.
    pub(super) async fn replace(
        &self,
        lease: Lease,
        refusal: CallFailure,
    ) -> Result<(), CallFailure> {
        let generation = lease.generation;
        let next = self.refused(&lease, &refusal);
        // Only now: whoever waits for these keys finds them refused.
        drop(lease);
        match next {
            Next::Again => Ok(()),
            Next::Ends(failure) => Err(failure),
            Next::Renew => {
                self.renewed(generation).await.map_err(|_| self.inner.lock().end(&refusal))
            }
        }
    }

    fn refused(&self, lease: &Lease, refusal: &CallFailure) -> Next {
        let mut standing = self.inner.lock();
        let next = standing.refused(lease.generation, refusal, Instant::now());
        self.inner.tell(&standing);
        next
    }

    /// What a renewal brought was refused as well: the cause is another one, e.g. the region.
    pub(super) fn despair(&self, lease: &Lease, refusal: &CallFailure) {
        let mut standing = self.inner.lock();
        standing.despair(lease.generation, refusal);
        self.inner.tell(&standing);
    }

    /// Renews `generation`, unless that was done meanwhile. A task of its own does it: a read that
    /// is given up does not break a sign-in off, and then cause a second one.
    async fn renewed(&self, generation: u64) -> Result<(), SignInFailure> {
        let (inner, tried) = (Arc::clone(&self.inner), self.inner.lock().tried);
        let task = tokio::spawn(async move {
            let _alone = Arc::clone(&inner.renewing).lock_owned().await;
            if let Some(known) = inner.lock().known(generation, tried) {
                return known;
            }
            let outcome = inner.renewal.run(&inner.auth()).await;
            let mut standing = inner.lock();
            let result = standing.take(outcome, now(), Instant::now() + inner.renewal.pause());
            inner.tell(&standing);
            result
        });
        // The task ends in another way only with the program.
        task.await.unwrap_or(Err(SignInFailure::Spent))
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, Standing> {
        // A panic elsewhere leaves a standing that is still one.
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn auth(&self) -> Auth {
        self.lock().auth.clone()
    }

    /// Wakes whoever follows the changes, if something changed.
    fn tell(&self, standing: &Standing) {
        let state = standing.state();
        self.changes.send_if_modified(|known| {
            let changed = *known != state;
            *known = state;
            changed
        });
    }
}

impl Lease {
    /// Leave for what has renewed itself so often.
    pub(super) const fn new(
        auth: Auth,
        generation: u64,
        alone: Option<OwnedMutexGuard<()>>,
    ) -> Self {
        Self { auth, generation, _alone: alone }
    }
}
