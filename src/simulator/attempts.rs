//! How often secrets were tried, for tests that count: by arrival, whatever answered. Never a
//! secret itself.

use std::collections::BTreeMap;

use super::{
    faults::{Call, End, Handling},
    proofs,
    request::Request,
};
use crate::core::base::signature::Authorization;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tried {
    pub calls: usize,
    /// Those of them that were answered 401, by the service itself or by a fault.
    pub refused: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attempts {
    /// Passwords, by the user's ID or name as the caller gave it; with a passcode or without.
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

    /// Notes a request and what it comes to.
    pub(super) fn note(&mut self, call: Option<Call>, request: &Request, handling: &Handling) {
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
