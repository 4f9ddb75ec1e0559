//! What holds of an access at one moment, and what follows from an answer or a renewal: decisions
//! only.

use tokio::{sync::OwnedMutexGuard, time::Instant};

use super::{
    access::{AccessState, Auth, Lease},
    renewal::Renewed,
};
use crate::core::{
    base::{call::CallFailure, refusal_reason::Reason, time::UtcTime},
    session::identity::SignInFailure,
};

/// A token is renewed when it has less than so many seconds left.
const TOKEN_MARGIN: i64 = 30 * 60;

/// As [`TOKEN_MARGIN`], for keys.
const KEYS_MARGIN: i64 = 10 * 60;

/// The standing of an access.
pub(super) struct Standing {
    pub auth: Auth,
    /// Counts what was renewed, so that a refusal is known to be about this auth and
    /// not the one before it.
    pub generation: u64,
    /// Counts the renewals that were tried, so that those who waited for one do not try it again.
    pub tried: u64,
    able: bool,
    expires: Option<UtcTime>,
    /// From when on a renewal is due, by the service's clock.
    due: Option<UtcTime>,
    /// The service took this auth once.
    accepted: bool,
    /// The service refused this auth, so.
    doubted: Option<CallFailure>,
    /// It came from a renewal after a refusal, and was refused again: one more would not help.
    hopeless: bool,
    /// How the renewal of this auth failed; it is not tried again before `rests`.
    failed: Option<SignInFailure>,
    rests: Option<Instant>,
    /// That failure was a refusal: it is not tried again at all.
    spent: bool,
}

/// What to do about a refused read.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// There is another auth already.
    Again,
    Renew,
    Ends(CallFailure),
}

impl Standing {
    /// A fresh one; `able`: its source can renew.
    pub(super) fn new(auth: Auth, expires: Option<UtcTime>, able: bool) -> Self {
        let due = expires.map(|end| end.plus(-margin(&auth)));
        Self {
            auth,
            generation: 0,
            tried: 0,
            able,
            expires,
            due,
            accepted: false,
            doubted: None,
            hopeless: false,
            failed: None,
            rests: None,
            spent: false,
        }
    }

    /// What the screens may tell.
    pub(super) fn state(&self) -> AccessState {
        let gave_up = !self.able || self.hopeless || self.failed.is_some();
        let keys =
            self.doubted.clone().filter(|_| self.is_key() && gave_up).map(SignInFailure::Call);
        AccessState {
            expires: self.expires,
            refused: self.failed.clone().filter(|_| self.spent).or(keys),
        }
    }

    /// The source can renew, and was not refused.
    pub(super) const fn may_renew(&self) -> bool {
        self.able && !self.spent
    }

    /// The generation to renew before the next read, if it is to be: its end is near, or
    /// a call found it refused.
    pub(super) fn due(&self, at: UtcTime, moment: Instant) -> Option<u64> {
        let wanted =
            (self.doubted.is_some() && !self.hopeless) || self.due.is_some_and(|due| at > due);
        (wanted && self.may_renew() && !self.is_resting(moment)).then_some(self.generation)
    }

    /// Keys of which nobody knows yet whether the service takes them.
    pub(super) fn is_untried_key(&self) -> bool {
        self.is_key() && !self.accepted && self.doubted.is_none()
    }

    /// Leave to make a call. None for keys that were refused, since wrong signatures are counted,
    /// nor for a token that was refused and whose renewal was refused too.
    pub(super) fn lease(&self, alone: Option<OwnedMutexGuard<()>>) -> Result<Lease, CallFailure> {
        match &self.doubted {
            Some(refusal) if self.is_key() || self.spent => Err(self.end(refusal)),
            Some(_) | None => Ok(Lease::new(self.auth.clone(), self.generation, alone)),
        }
    }

    /// The service took `generation`.
    pub(super) const fn accepted(&mut self, generation: u64) {
        if self.generation == generation {
            self.accepted = true;
        }
    }

    /// The service refused `generation`.
    pub(super) fn refused(
        &mut self,
        generation: u64,
        refusal: &CallFailure,
        moment: Instant,
    ) -> Next {
        if self.generation != generation {
            return Next::Again;
        }
        self.doubted = Some(refusal.clone());
        if self.may_renew() && !self.hopeless && !self.is_resting(moment) {
            Next::Renew
        } else {
            Next::Ends(self.end(refusal))
        }
    }

    /// What a renewal brought was refused as well.
    pub(super) fn despair(&mut self, generation: u64, refusal: &CallFailure) {
        if self.generation == generation {
            (self.doubted, self.hopeless) = (Some(refusal.clone()), true);
        }
    }

    /// What a refused read ends with: the refusal of its renewal, if there was one, for that is
    /// what a person can mend.
    pub(super) fn end(&self, refusal: &CallFailure) -> CallFailure {
        match &self.failed {
            Some(SignInFailure::Call(failure)) if self.spent => failure.clone(),
            Some(_) | None => refusal.clone(),
        }
    }

    /// What is known of a renewal of `generation` that others may have done while this
    /// one waited for its turn.
    pub(super) fn known(&self, generation: u64, tried: u64) -> Option<Result<(), SignInFailure>> {
        if self.generation != generation {
            return Some(Ok(()));
        }
        let given_up = self.tried != tried || !self.may_renew();
        given_up.then(|| Err(self.failed.clone().unwrap_or(SignInFailure::Spent)))
    }

    /// Takes the outcome of a renewal; one that failed rests until `rests`.
    pub(super) fn take(
        &mut self,
        outcome: Result<Renewed, SignInFailure>,
        at: UtcTime,
        rests: Instant,
    ) -> Result<(), SignInFailure> {
        self.tried += 1;
        match outcome {
            Ok(Renewed { auth, expires }) => {
                // What lives for less than twice its margin would otherwise be renewed before every
                // read.
                let half = |end: UtcTime| i64::try_from(end.since(at) / 2).unwrap_or(i64::MAX);
                let due = expires.map(|end| end.plus(-margin(&auth).min(half(end))));
                let (generation, tried) = (self.generation + 1, self.tried);
                *self = Self { generation, tried, due, ..Self::new(auth, expires, self.able) };
                Ok(())
            }
            Err(failure) => {
                (self.spent, self.rests, self.failed) =
                    (is_refusal(&failure), Some(rests), Some(failure.clone()));
                Err(failure)
            }
        }
    }

    fn is_resting(&self, moment: Instant) -> bool {
        self.rests.is_some_and(|until| moment < until)
    }

    const fn is_key(&self) -> bool {
        matches!(self.auth, Auth::Keys(_))
    }
}

const fn margin(auth: &Auth) -> i64 {
    match auth {
        Auth::Token(_) => TOKEN_MARGIN,
        Auth::Keys(_) => KEYS_MARGIN,
    }
}

/// Whether asking again would be one more wrong answer: everything but silence,
/// too many requests and 5xx.
fn is_refusal(failure: &SignInFailure) -> bool {
    match failure {
        SignInFailure::Call(CallFailure::Refused(refusal)) => {
            refusal.reason() != Reason::Throttled && !matches!(refusal.head.status, 500..=599)
        }
        SignInFailure::Call(
            CallFailure::NotSent(_)
            | CallFailure::NoAnswer(_)
            | CallFailure::Unreadable(..)
            | CallFailure::Incomplete(_),
        )
        | SignInFailure::NoMetadata
        | SignInFailure::Missing(_)
        | SignInFailure::NoIamEndpoint
        | SignInFailure::Unchanged => false,
        SignInFailure::PasscodeNeeded | SignInFailure::NoAgency | SignInFailure::Spent => true,
    }
}
