//! The auth that an access uses now, with the refusals of the service and the state of its renewal.
//! Decisions only: no lock and no network.

use tokio::{sync::OwnedMutexGuard, time::Instant};

use super::{Auth, renewal::Renewed};
use crate::core::{
    base::{CallFailure, Reason, UtcTime},
    session::SignInFailure,
};

/// A token is renewed when it has fewer seconds left than these.
const TOKEN_MARGIN: i64 = 30 * 60;

/// Keys are renewed when they have fewer seconds left than these.
const KEYS_MARGIN: i64 = 10 * 60;

/// The state of an access that the screens show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AccessState {
    /// When token or keys end, by the service's clock, if that is known.
    pub expires: Option<UtcTime>,
    /// The refusal of a password or of keys: nothing is tried again by itself, and only a new
    /// sign-in helps. A token that was got before may still be good until it ends.
    pub refused: Option<SignInFailure>,
}

/// The grant to make one call.
pub struct Lease {
    /// Proves who makes the call.
    pub auth: Auth,
    pub(super) generation: u64,
    /// Keeps other calls waiting while keys are tried for the first time.
    _alone: Option<OwnedMutexGuard<()>>,
}

pub(super) struct CurrentAuth {
    pub auth: Auth,
    /// Counts the renewals that succeeded, so that a late refusal of an older auth is not taken for
    /// a refusal of this one.
    pub generation: u64,
    /// Counts the renewals that were tried, so that a call that waited for one does not try again.
    pub renewals_tried: u64,
    can_renew: bool,
    expires: Option<UtcTime>,
    /// From this time on, by the service's clock, the auth is to be renewed.
    renew_from: Option<UtcTime>,
    /// Whether the service accepted this auth once.
    accepted: bool,
    /// The service's refusal of this auth.
    refusal: Option<CallFailure>,
    /// The service refused this auth although it was renewed after a refusal:
    /// another renewal would not help.
    unrenewable: bool,
    /// The failure of the renewal of this auth.
    renewal_failure: Option<SignInFailure>,
    /// After a failure no renewal is tried before this moment.
    no_renewal_before: Option<Instant>,
    /// The failure of the renewal was a refusal: no renewal is tried again.
    renewal_refused: bool,
}

/// The next step of a read whose auth was refused.
#[derive(Debug, PartialEq)]
pub(super) enum AfterRefusal {
    /// There is another auth already.
    Retry,
    Renew,
    Fail(CallFailure),
}

impl CurrentAuth {
    /// Makes the state of an auth that no call has used yet.
    pub fn new(auth: Auth, expires: Option<UtcTime>, can_renew: bool) -> Self {
        let renew_from = expires.map(|end| end.plus(-margin(&auth)));
        Self {
            auth,
            generation: 0,
            renewals_tried: 0,
            can_renew,
            expires,
            renew_from,
            accepted: false,
            refusal: None,
            unrenewable: false,
            renewal_failure: None,
            no_renewal_before: None,
            renewal_refused: false,
        }
    }

    pub fn state(&self) -> AccessState {
        let gave_up = !self.can_renew || self.unrenewable || self.renewal_failure.is_some();
        let keys =
            self.refusal.clone().filter(|_| self.is_key() && gave_up).map(SignInFailure::Call);
        AccessState {
            expires: self.expires,
            refused: self.renewal_failure.clone().filter(|_| self.renewal_refused).or(keys),
        }
    }

    const fn may_renew(&self) -> bool {
        self.can_renew && !self.renewal_refused
    }

    /// Returns the generation to renew before the next read, if its end is near or a
    /// call found the auth refused.
    pub fn generation_to_renew(&self, at: UtcTime, moment: Instant) -> Option<u64> {
        let wanted = (self.refusal.is_some() && !self.unrenewable)
            || self.renew_from.is_some_and(|from| at > from);
        (wanted && self.may_renew() && !self.is_resting(moment)).then_some(self.generation)
    }

    /// Returns whether these are keys that the service has neither accepted nor refused.
    pub fn is_untried_key(&self) -> bool {
        self.is_key() && !self.accepted && self.refusal.is_none()
    }

    /// Grants a call.
    /// Errors: The refusal, for keys that were refused, since the service counts wrong signatures,
    /// and for a token that was refused and whose renewal was refused too.
    pub fn lease(&self, alone: Option<OwnedMutexGuard<()>>) -> Result<Lease, CallFailure> {
        match &self.refusal {
            Some(refusal) if self.is_key() || self.renewal_refused => {
                Err(self.failure_of_read(refusal))
            }
            Some(_) | None => {
                Ok(Lease { auth: self.auth.clone(), generation: self.generation, _alone: alone })
            }
        }
    }

    /// Notes that the service accepted `generation`.
    pub const fn accepted(&mut self, generation: u64) {
        if self.generation == generation {
            self.accepted = true;
        }
    }

    /// Notes that the service refused `generation`.
    pub fn refused(
        &mut self,
        generation: u64,
        refusal: &CallFailure,
        moment: Instant,
    ) -> AfterRefusal {
        if self.generation != generation {
            return AfterRefusal::Retry;
        }
        self.refusal = Some(refusal.clone());
        if self.may_renew() && !self.unrenewable && !self.is_resting(moment) {
            AfterRefusal::Renew
        } else {
            AfterRefusal::Fail(self.failure_of_read(refusal))
        }
    }

    /// Notes that the service refused `generation`, the auth of a renewal after a refusal.
    pub fn mark_unrenewable(&mut self, generation: u64, refusal: &CallFailure) {
        if self.generation == generation {
            (self.refusal, self.unrenewable) = (Some(refusal.clone()), true);
        }
    }

    /// Returns the failure with which a refused read ends: the refusal of the renewal, if there was
    /// one, because that is the cause that a person can mend.
    pub fn failure_of_read(&self, refusal: &CallFailure) -> CallFailure {
        match &self.renewal_failure {
            Some(SignInFailure::Call(failure)) if self.renewal_refused => failure.clone(),
            Some(_) | None => refusal.clone(),
        }
    }

    /// Returns how the renewal of `generation` ended, if another call renewed it while this call
    /// waited for its turn, or if no renewal may be tried.
    pub fn outcome_meanwhile(
        &self,
        generation: u64,
        renewals_tried: u64,
    ) -> Option<Result<(), SignInFailure>> {
        if self.generation != generation {
            return Some(Ok(()));
        }
        let given_up = self.renewals_tried != renewals_tried || !self.may_renew();
        given_up.then(|| Err(self.renewal_failure.clone().unwrap_or(SignInFailure::Spent)))
    }

    /// Takes the outcome of a renewal; after a failure none is tried before `no_renewal_before`.
    pub fn take_renewal(
        &mut self,
        outcome: Result<Renewed, SignInFailure>,
        at: UtcTime,
        no_renewal_before: Instant,
    ) -> Result<(), SignInFailure> {
        self.renewals_tried += 1;
        match outcome {
            Ok(Renewed { auth, expires }) => {
                // An auth that lives for less than twice its margin would otherwise be renewed
                // before every read.
                let half = |end: UtcTime| i64::try_from(end.since(at) / 2).unwrap_or(i64::MAX);
                let renew_from = expires.map(|end| end.plus(-margin(&auth).min(half(end))));
                *self = Self {
                    generation: self.generation + 1,
                    renewals_tried: self.renewals_tried,
                    renew_from,
                    ..Self::new(auth, expires, self.can_renew)
                };
                Ok(())
            }
            Err(failure) => {
                self.renewal_refused = is_refusal(&failure);
                self.no_renewal_before = Some(no_renewal_before);
                self.renewal_failure = Some(failure.clone());
                Err(failure)
            }
        }
    }

    fn is_resting(&self, moment: Instant) -> bool {
        self.no_renewal_before.is_some_and(|until| moment < until)
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

/// Returns whether another try would be one more wrong answer: after everything but silence,
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
