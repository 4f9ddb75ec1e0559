//! How often each secret was tried, for tests that count: every request that arrived counts,
//! whatever the answer was. The secrets themselves are never kept.

use std::collections::BTreeMap;

use super::proofs;
use crate::{
    core::base::Authorization,
    simulator::{
        faults::{Call, End, Handling},
        service::Request,
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tried {
    pub calls: usize,
    /// The calls that were answered 401, by the service itself or by a fault.
    pub refused: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attempts {
    /// Passwords, with a passcode or without, by the ID or name that the caller gave.
    pub passwords: BTreeMap<String, Tried>,
    pub keys: BTreeMap<String, Tried>,
    pub tokens: Tried,
}

impl Attempts {
    pub fn of_password(&self, user: &str) -> Tried {
        self.passwords.get(user).copied().unwrap_or_default()
    }

    pub fn of_key(&self, ak: &str) -> Tried {
        self.keys.get(ak).copied().unwrap_or_default()
    }

    /// Counts the secrets of a request and notes whether the request is refused.
    pub(crate) fn note(&mut self, call: Option<Call>, request: &Request, handling: &Handling) {
        let refused = matches!(&handling.end, End::Answer(answer) if answer.status == 401);
        let count = |tried: &mut Tried| {
            tried.calls += 1;
            tried.refused += usize::from(refused);
        };
        let claimed = (call == Some(Call::SignIn)).then(|| proofs::claimed_user(request));
        if let Some(Some(user)) = &claimed {
            count(self.passwords.entry(user.clone()).or_default());
        }
        if request.header("X-Auth-Token").is_some() || claimed == Some(None) {
            count(&mut self.tokens);
        }
        if let Some(given) = request.header("Authorization").and_then(Authorization::parse) {
            count(self.keys.entry(given.access.to_owned()).or_default());
        }
    }
}
