//! Who signs in: proven by password and passcode ("KeystoneCreateUserTokenByPassword"), and in
//! OpenStack's Keystone also by the receipt of an earlier sign-in or by a token.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    DEMO_PASSWORD, Directory, Keys, LOCKED, NOT_AUTHENTICATED, Proven, Refused, Token, User,
    malformed, token_missing, unauthorized,
};
use crate::simulator::{
    service::{Answer, Request},
    world::Moment,
};

/// How long a receipt stands for the password: Keystone's default.
const RECEIPT_LIFE: Duration = Duration::from_secs(5 * 60);

/// The header that carries a receipt, in both directions.
const RECEIPT: &str = "Openstack-Auth-Receipt";

/// A receipt says that a user's password was right. A receipt is half a sign-in, so it is secret.
pub struct Receipt {
    pub value: String,
    user: usize,
    expires: Moment,
}

/// Names the user whose secret a sign-in tries, by ID or name as the caller gives it; empty if the
/// body names nobody, `None` if a token takes the place of a secret.
pub fn claimed_user(request: &Request) -> Option<String> {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let identity = &body["auth"]["identity"];
    if is_by_token(identity) {
        return None;
    }
    let user = ["password", "totp"]
        .map(|method| &identity[method]["user"])
        .into_iter()
        .find(|user| !user.is_null());
    let named = user.and_then(|user| user["id"].as_str().or_else(|| user["name"].as_str()));
    Some(named.unwrap_or_default().to_owned())
}

fn is_by_token(identity: &Value) -> bool {
    identity["methods"] == json!(["token"])
}

impl Directory {
    /// Checks the proofs in `identity`. Every method that `identity` names has to hold.
    pub(super) fn prove(
        &mut self,
        identity: &Value,
        keys: &Keys,
        request: &Request,
    ) -> Result<Proven, Answer> {
        if self.settings.keystone && is_by_token(identity) {
            let value = identity["token"]["id"].as_str().ok_or_else(malformed)?;
            return keys.token(value, request.at).map(Token::proves).ok_or_else(token_missing);
        }
        let methods = identity["methods"].as_array().ok_or_else(malformed)?;
        let shown = |method: &str, text| {
            let is_named = methods.iter().any(|named| named == method);
            is_named.then(|| self.find_user(&identity[method]["user"], text)).transpose()
        };
        let (password, passcode) = (shown("password", "password")?, shown("totp", "passcode")?);
        let (user, first) = match (password, passcode) {
            (Some((user, password)), _) => (user, password == DEMO_PASSWORD),
            (None, Some((user, _))) if self.has_receipt(user, request) => (user, true),
            (None, Some(_)) if self.settings.keystone => {
                return Err(unauthorized(NOT_AUTHENTICATED));
            }
            (None, _) => return Err(malformed()),
        };
        // A passcode of another user counts as a wrong one.
        let passcode = passcode.map(|(other, passcode)| if other == user { passcode } else { "" });
        let at = user.ok_or_else(|| self.refuse(Refused::Wrong))?;
        match self.users[at].check(first, passcode, request.at) {
            Ok(()) => Ok(Proven {
                user: at,
                passcode_at: passcode.map(|_| request.at),
                token_until: None,
            }),
            Err(Refused::PasscodeNeeded) if self.settings.keystone => {
                Err(self.hand_receipt(at, request.at))
            }
            Err(refused) => Err(self.refuse(refused)),
        }
    }

    fn refuse(&self, refused: Refused) -> Answer {
        unauthorized(match refused {
            Refused::Wrong | Refused::Locked if self.settings.keystone => NOT_AUTHENTICATED,
            Refused::Wrong => "The username or password is wrong.",
            // The pages of IAM publish no words for a missing passcode. These tell a person and a
            // client what is missing.
            Refused::PasscodeNeeded => {
                "The user must be authenticated by virtual MFA: totp is required."
            }
            Refused::Locked => LOCKED,
        })
    }

    /// Tells whether the request brings a living receipt of this user.
    fn has_receipt(&self, user: Option<usize>, request: &Request) -> bool {
        let Some(given) = request.header(RECEIPT) else { return false };
        self.receipts.iter().any(|receipt| {
            receipt.value == given && Some(receipt.user) == user && request.at < receipt.expires
        })
    }

    fn hand_receipt(&mut self, user: usize, now: Moment) -> Answer {
        let (value, expires) = (self.receipt_ids.letters(120), now.plus(RECEIPT_LIFE));
        self.receipts.push(Receipt { value: value.clone(), user, expires });
        let receipt = json!({
            "methods": ["password"],
            "user": self.user_row(user),
            "expires_at": expires.iam(),
            "issued_at": now.iam(),
        });
        Answer::json(
            401,
            json!({"receipt": receipt, "required_auth_methods": [["password", "totp"]]}),
        )
        .with_header(RECEIPT, &value)
    }

    /// Finds the user that an object of the body means, if there is one, and a text of the same
    /// object. A user is given by ID, or by name together with the account.
    fn find_user<'a>(
        &self,
        user: &'a Value,
        text: &str,
    ) -> Result<(Option<usize>, &'a str), Answer> {
        let by_name = user["name"].is_string() && user["domain"].is_object();
        let (true, Some(text)) = (user["id"].is_string() || by_name, user[text].as_str()) else {
            return Err(malformed());
        };
        let means = |known: &User| {
            user["id"] == known.id.as_str()
                || (user["name"] == known.name.as_str() && self.is_account(&user["domain"]))
        };
        Ok((self.users.iter().position(means), text))
    }
}
