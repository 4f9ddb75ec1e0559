//! When a read is sent again. The create call has no repeats and does not use this module.

use std::{
    collections::hash_map::RandomState,
    hash::{BuildHasher, Hasher},
    time::Duration,
};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use crate::core::base::{BodyTrouble, CallFailure, ObstacleCause, Reason, Silence};

/// How often and after which pauses a read is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadPolicy {
    /// The number of calls, the first included; 1 means no repeats.
    pub tries: usize,
    /// The first pause; each further one doubles, and a random part of up to
    /// the same length is added.
    pub first_pause: Duration,
    /// The longest pause before the random part, and the longest `Retry-After` that is honoured.
    pub longest_pause: Duration,
}

impl Default for ReadPolicy {
    /// Makes three tries, with pauses from 1 s to 60 s: right for lists that a person waits for.
    fn default() -> Self {
        Self {
            tries: 3,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(60),
        }
    }
}

impl ReadPolicy {
    pub(in crate::api) fn backoff(&self) -> ExponentialBackoff {
        ExponentialBuilder::new()
            .with_min_delay(self.first_pause)
            .with_max_delay(self.longest_pause)
            .with_max_times(self.tries.saturating_sub(1))
            // Without a seed of our own every process would wait the same "random" times.
            .with_jitter_seed(RandomState::new().build_hasher().finish())
            .with_jitter()
            .build()
    }

    /// Returns the pause after `failure`: `Retry-After` if the answer has one within the
    /// limit, else `planned`. A `Retry-After` beyond the limit ends the tries: asking sooner
    /// would only be refused again.
    pub(in crate::api) fn pause(
        &self,
        failure: &CallFailure,
        planned: Option<Duration>,
    ) -> Option<Duration> {
        let planned = planned?;
        let CallFailure::Refused(refusal) = failure else { return Some(planned) };
        match refusal.head.retry_after.map(Duration::from_secs) {
            Some(wish) if wish > self.longest_pause => None,
            Some(wish) => Some(wish),
            None => Some(planned),
        }
    }
}

/// Returns whether asking again can help: after trouble on the way, too many requests, and 5xx. Not
/// where only a person can help (certificates, proxy credentials, configuration), nor after another
/// 4xx: five refused signatures in a row lock an access key (API Request Signing Guide).
pub fn may_repeat(failure: &CallFailure) -> bool {
    match failure {
        CallFailure::NotSent(obstacle) => match &obstacle.cause {
            ObstacleCause::Lookup
            | ObstacleCause::ConnectionRefused
            | ObstacleCause::ConnectTimeout(_)
            | ObstacleCause::Proxy(None)
            | ObstacleCause::Other(_) => true,
            ObstacleCause::Tls(_)
            | ObstacleCause::Proxy(Some(_))
            | ObstacleCause::Configuration(_)
            | ObstacleCause::HeldBack => false,
        },
        CallFailure::NoAnswer(Silence::Dropped | Silence::CutHead) => true,
        CallFailure::NoAnswer(Silence::Timeout(_) | Silence::Other(_)) => false,
        CallFailure::Refused(refusal) => {
            refusal.reason() == Reason::Throttled || matches!(refusal.head.status, 500..=599)
        }
        CallFailure::Unreadable(_, trouble) => matches!(trouble, BodyTrouble::Cut),
        // Its calls were all answered.
        CallFailure::Incomplete(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::base::call::{Head, Refusal};

    fn refused(status: u16, retry_after: Option<u64>) -> CallFailure {
        let head = Head { status, retry_after, ..Head::default() };
        CallFailure::Refused(Refusal { head, code: None, words: "".into() })
    }

    #[test]
    fn only_what_throttles_and_5xx_are_asked_again() {
        for status in (300..600).filter(|s| *s != 429 && *s < 500) {
            assert!(!may_repeat(&refused(status, None)), "{status}");
        }
        assert!(may_repeat(&refused(429, None)) && may_repeat(&refused(503, None)));
        let coded = |code: &str| {
            let head = Head { status: 403, ..Head::default() };
            may_repeat(&CallFailure::Refused(Refusal {
                head,
                code: Some(code.to_owned()),
                words: "".into(),
            }))
        };
        assert!(coded("APIGW.0308") && !coded("APIGW.0310"), "some gateways throttle with 403");
    }

    #[test]
    fn a_servers_wish_is_honoured_up_to_the_limit() {
        let policy = ReadPolicy::default();
        let planned = Some(Duration::from_secs(1));
        assert_eq!(policy.pause(&refused(429, Some(60)), planned), Some(Duration::from_secs(60)));
        assert_eq!(policy.pause(&refused(429, Some(61)), planned), None);
        assert_eq!(policy.pause(&refused(503, None), planned), planned);
        assert_eq!(policy.pause(&refused(503, Some(1)), None), None);
        assert_eq!(policy.backoff().count(), 2);
    }
}
