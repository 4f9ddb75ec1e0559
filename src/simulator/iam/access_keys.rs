//! Access keys and the signatures made with them: checked, counted, locked ("API Request Signing
//! Guide").

use std::time::Duration;

use crate::{
    core::base::{Authorization, Signable, UNSIGNED_PAYLOAD, UtcTime, signature::payload_hash},
    simulator::{
        TemporaryKeys,
        service::Request,
        world::{IdSource, Moment},
    },
};

/// Seconds that a signed request may be older or newer than the service's clock.
const SKEW: u64 = 15 * 60;

/// The number of wrong signatures in a row after which one more locks the access key.
const TRIES: u32 = 5;

/// How long a locked access key stays locked.
const LOCKED: Duration = Duration::from_secs(5 * 60);

/// What the gateway says of a signature that does not fit, whatever the reason.
const FAIL: &str = "verify aksk signature fail";

/// Characters of a security token.
const SECURITY_TOKEN: usize = 800;

/// One key pair. Not `Debug`: the pair is secret.
#[derive(Clone)]
pub struct AccessKey {
    pub ak: String,
    pub sk: String,
    pub temporary: Option<Temporary>,
    wrong_signatures: u32,
    locked_until: Option<Moment>,
}

/// What a temporary key pair has and a permanent one lacks.
#[derive(Clone)]
pub struct Temporary {
    pub security_token: String,
    pub expires: Moment,
}

/// The key pairs that let a caller in: the permanent one, and those of the metadata service.
pub struct AccessKeys {
    keys: Vec<AccessKey>,
    ids: IdSource,
}

impl AccessKeys {
    /// Makes the permanent pair alone.
    pub fn new(seed: u64) -> Self {
        let mut ids = IdSource::new(seed, "keys");
        let ak = format!("DEMOAK{}", ids.letters(14).to_ascii_uppercase());
        let permanent = AccessKey::new(ak, ids.letters(40), None);
        Self { keys: vec![permanent], ids: IdSource::new(seed, "temporary keys") }
    }

    pub fn permanent(&self) -> &AccessKey {
        &self.keys[0]
    }

    /// Issues a temporary pair that ends at `expires`.
    pub fn issue(&mut self, expires: Moment) -> TemporaryKeys {
        let ak = format!("HSTDEMO{}", self.ids.letters(13).to_ascii_uppercase());
        let (sk, security_token) = (self.ids.letters(40), self.ids.letters(SECURITY_TOKEN));
        let temporary = Temporary { security_token: security_token.clone(), expires };
        self.keys.push(AccessKey::new(ak.clone(), sk.clone(), Some(temporary)));
        TemporaryKeys { ak, sk, security_token }
    }

    /// Returns the secrets of the temporary pairs.
    pub fn handed_out(&self) -> Vec<String> {
        let temporary = self.keys.iter().filter_map(|key| {
            Some([key.sk.clone(), key.temporary.as_ref()?.security_token.clone()])
        });
        temporary.flatten().collect()
    }

    /// Ends every temporary pair issued so far at `at`, if not earlier.
    pub fn expire_all(&mut self, at: Moment) {
        for temporary in self.keys.iter_mut().filter_map(|key| key.temporary.as_mut()) {
            temporary.expires = temporary.expires.min(at);
        }
    }

    /// Lets a request in that one of the pairs has signed; otherwise returns the gateway's words
    /// for the fault of the signature.
    pub fn admit(&mut self, request: &Request, header: &str) -> Result<(), String> {
        let given = Authorization::parse(header).ok_or(FAIL)?;
        let Some(key) = self.keys.iter_mut().find(|key| key.ak == given.access) else {
            return Err(format!("ak {} not exist", given.access));
        };
        if key.locked_until.is_some_and(|until| request.at < until) {
            return Err("AK access failed to reach the limit,forbidden".to_owned());
        }
        let verified = key
            .verify(request, &given)
            .and_then(|signed| key.check_security_token(request, &signed));
        key.count(verified.is_ok(), request.at);
        verified
    }
}

impl AccessKey {
    const fn new(ak: String, sk: String, temporary: Option<Temporary>) -> Self {
        Self { ak, sk, temporary, wrong_signatures: 0, locked_until: None }
    }

    /// Compares the signature with that over the headers that the request says are signed. Returns
    /// the names of these headers.
    fn verify<'a>(
        &self,
        request: &Request,
        given: &Authorization<'a>,
    ) -> Result<Vec<&'a str>, String> {
        let names: Vec<&str> = given.signed_headers.split(';').collect();
        if !["host", "x-sdk-date"].iter().all(|needed| names.contains(needed)) {
            return Err(FAIL.to_owned());
        }
        let headers = names
            .iter()
            .map(|name| request.header(name).map(|value| (*name, value)))
            .collect::<Option<Vec<_>>>()
            .ok_or(FAIL)?;
        let stamp = request.header("x-sdk-date").ok_or(FAIL)?;
        let signed_at = UtcTime::parse_stamp(stamp).ok_or(FAIL)?;
        if signed_at.since(request.at.utc()).max(request.at.utc().since(signed_at)) > SKEW {
            return Err("signature expired".to_owned());
        }
        let unsigned = headers.contains(&("x-sdk-content-sha256", UNSIGNED_PAYLOAD));
        let payload_hash =
            if unsigned { UNSIGNED_PAYLOAD.to_owned() } else { payload_hash(&request.body) };
        let signable = Signable {
            method: &request.method,
            path: &request.path,
            query: &request.query,
            headers: &headers,
            payload_hash: &payload_hash,
        };
        if signable.signature(stamp, &self.sk) == given.signature {
            Ok(names)
        } else {
            Err(FAIL.to_owned())
        }
    }

    /// Checks that a temporary pair comes with its own security token, signed as the SDK signs the
    /// header, and that the permanent pair comes with none.
    fn check_security_token(&self, request: &Request, signed: &[&str]) -> Result<(), String> {
        let given = request.header("x-security-token");
        match (&self.temporary, given) {
            (None, None) => Ok(()),
            (Some(temporary), Some(given))
                if given == temporary.security_token && signed.contains(&"x-security-token") =>
            {
                if request.at < temporary.expires {
                    Ok(())
                } else {
                    Err("the security token has expired".to_owned())
                }
            }
            (Some(_), _) | (None, Some(_)) => {
                Err("the security token does not fit the ak".to_owned())
            }
        }
    }

    fn count(&mut self, right: bool, now: Moment) {
        if right {
            self.wrong_signatures = 0;
            return;
        }
        self.wrong_signatures += 1;
        if self.wrong_signatures > TRIES {
            self.wrong_signatures = 0;
            self.locked_until = Some(now.plus(LOCKED));
        }
    }
}

#[cfg(test)]
pub mod tests {
    use bytes::Bytes;
    use http::HeaderMap;

    use super::*;

    pub const NOON: Moment = Moment(1_772_352_930_000);

    pub fn request(headers: &[(&'static str, &str)]) -> Request {
        let headers: HeaderMap = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect();
        let (method, path) = ("GET".to_owned(), "/v3/p/instances".to_owned());
        Request {
            id: "r".into(),
            method,
            path,
            query: "limit=10".into(),
            headers,
            body: Bytes::new(),
            at: NOON,
        }
    }

    /// Returns a request signed with a pair, which carries `more` headers.
    fn signed(key: &AccessKey, stamp: UtcTime, more: &[(&'static str, &str)]) -> Request {
        let stamp = stamp.stamp();
        let mut headers = vec![("host", "127.0.0.1:80"), ("x-sdk-date", stamp.as_str())];
        headers.extend(more);
        let payload_hash = payload_hash(b"");
        let signable = Signable {
            method: "GET",
            path: "/v3/p/instances",
            query: "limit=10",
            headers: &headers,
            payload_hash: &payload_hash,
        };
        let (names, signature) = (signable.signed_headers(), signable.signature(&stamp, &key.sk));
        let header =
            Authorization { access: &key.ak, signed_headers: &names, signature: &signature }
                .to_string();
        headers.push(("authorization", &header));
        request(&headers)
    }

    fn admit(keys: &mut AccessKeys, request: &Request) -> Result<(), String> {
        keys.admit(request, request.header("authorization").unwrap())
    }

    #[test]
    fn a_signature_holds_for_fifteen_minutes_and_for_the_exact_request() {
        let mut keys = AccessKeys::new(1);
        let (key, now) = (keys.permanent().clone(), NOON.utc());
        let expired = Err("signature expired".to_owned());
        for (stamp, want) in [
            (now, Ok(())),
            (now.plus(-900), Ok(())),
            (now.plus(900), Ok(())),
            (now.plus(-901), expired.clone()),
            (now.plus(901), expired),
        ] {
            assert_eq!(admit(&mut keys, &signed(&key, stamp, &[])), want);
        }
        let altered = Request { query: "limit=11".to_owned(), ..signed(&key, now, &[]) };
        assert_eq!(admit(&mut keys, &altered), Err(FAIL.to_owned()));
        let stranger = AccessKey { ak: "OTHER".to_owned(), ..key };
        assert_eq!(
            admit(&mut keys, &signed(&stranger, now, &[])),
            Err("ak OTHER not exist".to_owned())
        );
    }

    #[test]
    fn more_than_five_wrong_signatures_in_a_row_lock_the_key_for_five_minutes() {
        let mut keys = AccessKeys::new(1);
        let good = signed(keys.permanent(), NOON.utc(), &[]);
        let wrong = Request { query: String::new(), ..good.clone() };
        for _ in 0..5 {
            assert_eq!(admit(&mut keys, &wrong), Err(FAIL.to_owned()));
        }
        assert_eq!(admit(&mut keys, &good), Ok(()));
        for _ in 0..6 {
            assert_eq!(admit(&mut keys, &wrong), Err(FAIL.to_owned()));
        }
        assert!(admit(&mut keys, &good).unwrap_err().contains("reach the limit"));
        let issued = keys.issue(NOON.plus(LOCKED));
        let (temporary, token) =
            (AccessKey::new(issued.ak, issued.sk, None), issued.security_token);
        assert_eq!(
            admit(&mut keys, &signed(&temporary, NOON.utc(), &[("x-security-token", &token)])),
            Ok(()),
            "another key is free"
        );
        let later = Request { at: NOON.plus(LOCKED), ..good };
        assert_eq!(admit(&mut keys, &later), Ok(()));
    }

    #[test]
    fn a_temporary_key_needs_its_own_signed_security_token_and_ends() {
        let mut keys = AccessKeys::new(1);
        let issued = keys.issue(NOON.plus(Duration::from_secs(60)));
        let (temporary, token) =
            (AccessKey::new(issued.ak, issued.sk, None), issued.security_token);
        let now = NOON.utc();
        let good = signed(&temporary, now, &[("x-security-token", &token)]);
        assert_eq!(admit(&mut keys, &good), Ok(()));

        let misfit = Err("the security token does not fit the ak".to_owned());
        assert_eq!(admit(&mut keys, &signed(&temporary, now, &[])), misfit);
        assert_eq!(
            admit(&mut keys, &signed(&temporary, now, &[("x-security-token", "another")])),
            misfit
        );
        let permanent = keys.permanent().clone();
        assert_eq!(
            admit(&mut keys, &signed(&permanent, now, &[("x-security-token", &token)])),
            misfit,
            "two sources mixed"
        );
        let mut beside = signed(&temporary, now, &[]);
        beside.headers.insert("x-security-token", token.parse().unwrap());
        assert_eq!(admit(&mut keys, &beside), misfit, "there, but not signed");

        let expired = Err("the security token has expired".to_owned());
        assert_eq!(
            admit(&mut keys, &Request { at: NOON.plus(Duration::from_secs(60)), ..good.clone() }),
            expired
        );
        keys.expire_all(NOON);
        assert_eq!(admit(&mut keys, &good), expired);
        assert_eq!(admit(&mut keys, &signed(&permanent, now, &[])), Ok(()), "what stays, stays");
    }
}
