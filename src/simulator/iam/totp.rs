//! The passcodes of an authenticator (RFC 6238: HMAC-SHA-1, 30 s, six digits), each good once.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::simulator::world::{IdSource, Moment};

/// Seconds that a passcode lives.
const STEP: i64 = 30;

/// How many steps before and after the present one are taken as well, since clocks differ.
const TOLERANCE: i64 = 1;

/// A user's authenticator.
pub struct Totp {
    secret: Vec<u8>,
    /// The latest step whose passcode was taken; this step and all earlier ones are spent.
    spent: Option<i64>,
}

impl Totp {
    /// Makes an authenticator with a secret of 20 bytes, the length that RFC 4226 recommends.
    pub fn new(seed: u64) -> Self {
        let secret = IdSource::new(seed, "totp").letters(20).into_bytes();
        Self { secret, spent: None }
    }

    /// Returns the secret in base32 (RFC 4648, without padding), as authenticators read a secret.
    pub fn base32(&self) -> String {
        const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let bit = |at: usize| {
            self.secret.get(at / 8).map_or(0, |byte| usize::from(byte >> (7 - at % 8)) & 1)
        };
        let bits = self.secret.len() * 8;
        (0..bits)
            .step_by(5)
            .map(|from| {
                char::from(ALPHABET[(from..from + 5).fold(0, |value, at| value << 1 | bit(at))])
            })
            .collect()
    }

    /// Returns the passcode at `now`, or this many steps later (negative: earlier).
    pub fn passcode(&self, now: Moment, steps: i64) -> String {
        format!("{:06}", self.number(step(now).saturating_add(steps)) % 1_000_000)
    }

    /// Takes a passcode that is right at `now` and was not taken before.
    pub fn accept(&mut self, passcode: &str, now: Moment) -> bool {
        let right = (-TOLERANCE..=TOLERANCE).find(|steps| self.passcode(now, *steps) == passcode);
        let Some(used) = right.map(|steps| step(now) + steps) else { return false };
        if self.spent.is_some_and(|spent| used <= spent) {
            return false;
        }
        self.spent = Some(used);
        true
    }

    /// Returns the number of a step, of which a passcode shows the last six digits (RFC 4226, 5.3).
    fn number(&self, step: i64) -> u32 {
        // HMAC takes a key of any length; other algorithms behind the same trait do not.
        let mut mac =
            Hmac::<Sha1>::new_from_slice(&self.secret).expect("HMAC takes a key of any length");
        mac.update(&step.to_be_bytes());
        let digest = mac.finalize().into_bytes();
        let from = usize::from(digest[19] & 0xf);
        u32::from_be_bytes([digest[from], digest[from + 1], digest[from + 2], digest[from + 3]])
            & 0x7fff_ffff
    }
}

const fn step(now: Moment) -> i64 {
    now.utc().unix().div_euclid(STEP)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment(seconds * 1000)
    }

    #[test]
    fn passcodes_are_those_of_rfc_6238() {
        let totp = Totp { secret: b"12345678901234567890".to_vec(), spent: None };
        // Appendix B, the rows of SHA-1; it shows eight digits, of which six are in use here.
        for (seconds, digits) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(totp.passcode(at(seconds), 0), digits[2..], "{seconds}");
        }
        assert_eq!(totp.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_passcode_is_good_once_and_one_step_around_its_time() {
        let now = at(1_772_352_930);
        for (steps, taken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let mut totp = Totp::new(1);
            let passcode = totp.passcode(now, steps);
            assert_eq!(totp.accept(&passcode, now), taken, "{steps}");
            assert!(!totp.accept(&passcode, now), "{steps} twice");
        }
        let mut totp = Totp::new(1);
        let earlier = totp.passcode(now, -1);
        assert!(totp.accept(&totp.passcode(now, 0), now));
        assert!(!totp.accept(&earlier, now), "what came before a taken one is spent, too");
        assert!(totp.accept(&totp.passcode(now, 1), now));
        assert!(!totp.accept("", now));
    }

    #[test]
    fn the_same_seed_gives_the_same_secret() {
        assert_eq!(Totp::new(3).base32(), Totp::new(3).base32());
        assert_ne!(Totp::new(3).base32(), Totp::new(4).base32());
        assert_eq!(Totp::new(3).base32().len(), 32);
    }
}
