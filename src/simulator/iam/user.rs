//! The users of the account: their passwords, their authenticators, and how failures lock them
//! (IAM user guide, login authentication policy).

use std::time::Duration;

use super::Totp;
use crate::simulator::world::Moment;

/// Password of the demo users; opens nothing but this simulator.
pub const DEMO_PASSWORD: &str = "demo-password";

/// The number of failures within [`WINDOW`] that locks the user.
const TRIES: usize = 5;

/// How long a failure counts.
const WINDOW: Duration = Duration::from_secs(15 * 60);

/// How long a locked user stays locked.
const LOCKED: Duration = Duration::from_secs(15 * 60);

pub struct User {
    pub name: String,
    pub id: String,
    /// The authenticator, for a user who has to show a passcode.
    pub totp: Option<Totp>,
    failures: Vec<Moment>,
    locked_until: Option<Moment>,
}

/// Why a user is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Password or passcode is wrong.
    Wrong,
    /// The password is right, and a passcode is missing. No failure is counted.
    PasscodeNeeded,
    Locked,
}

impl User {
    pub const fn new(name: String, id: String, totp: Option<Totp>) -> Self {
        Self { name, id, totp, failures: Vec::new(), locked_until: None }
    }

    /// Checks password and passcode; a wrong one of either kind counts as a failure. `first`: the
    /// password is right, or the receipt of a sign-in at which the password was right.
    pub fn check(
        &mut self,
        first: bool,
        passcode: Option<&str>,
        now: Moment,
    ) -> Result<(), Refused> {
        if self.locked_until.is_some_and(|until| now < until) {
            return Err(Refused::Locked);
        }
        let right = first
            && match (&mut self.totp, passcode) {
                (None, None) => true,
                (Some(_), None) => return Err(Refused::PasscodeNeeded),
                (Some(totp), Some(passcode)) => totp.accept(passcode, now),
                // As in Keystone, every method that the user shows has to hold.
                (None, Some(_)) => false,
            };
        if right {
            self.failures.clear();
            return Ok(());
        }
        self.failures.retain(|failure| now < failure.plus(WINDOW));
        self.failures.push(now);
        if self.failures.len() >= TRIES {
            self.failures.clear();
            self.locked_until = Some(now.plus(LOCKED));
        }
        Err(Refused::Wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Moment = Moment(1_772_352_930_000);
    const RIGHT: bool = true;
    const WRONG: bool = false;

    fn minutes(minutes: u64) -> Moment {
        NOON.plus(Duration::from_secs(60 * minutes))
    }

    fn user(totp: Option<Totp>) -> User {
        User::new("ops".to_owned(), "id".to_owned(), totp)
    }

    #[test]
    fn five_failures_within_fifteen_minutes_lock_the_user_for_fifteen_minutes() {
        let mut user = user(None);
        for minute in 0..5 {
            assert_eq!(user.check(WRONG, None, minutes(minute)), Err(Refused::Wrong));
        }
        assert_eq!(user.check(RIGHT, None, minutes(5)), Err(Refused::Locked));
        assert_eq!(user.check(RIGHT, None, minutes(18)), Err(Refused::Locked));
        assert_eq!(user.check(RIGHT, None, minutes(19)), Ok(()));
    }

    #[test]
    fn failures_far_apart_and_those_before_a_success_are_forgotten() {
        let mut user = user(None);
        for minute in [0, 4, 8, 12, 16, 20, 24] {
            assert_eq!(user.check(WRONG, None, minutes(minute)), Err(Refused::Wrong), "{minute}");
        }
        assert_eq!(user.check(RIGHT, None, minutes(25)), Ok(()));
        for _ in 0..4 {
            assert_eq!(user.check(WRONG, None, minutes(26)), Err(Refused::Wrong));
        }
        assert_eq!(user.check(RIGHT, None, minutes(26)), Ok(()));
    }

    #[test]
    fn wrong_passcodes_count_and_a_missing_one_does_not() {
        let mut user = user(Some(Totp::new(1)));
        let right = user.totp.as_ref().map(|totp| totp.passcode(NOON, 0)).unwrap();
        for _ in 0..9 {
            assert_eq!(user.check(RIGHT, None, NOON), Err(Refused::PasscodeNeeded));
        }
        assert_eq!(user.check(RIGHT, Some(&right), NOON), Ok(()));
        assert_eq!(user.check(RIGHT, Some(&right), NOON), Err(Refused::Wrong), "it is spent");
        assert_eq!(
            user.check(WRONG, None, NOON),
            Err(Refused::Wrong),
            "nobody learns that a passcode is needed"
        );
        for _ in 0..3 {
            assert_eq!(user.check(RIGHT, Some("no"), NOON), Err(Refused::Wrong));
        }
        let next = user.totp.as_ref().map(|totp| totp.passcode(NOON, 1)).unwrap();
        assert_eq!(user.check(RIGHT, Some(&next), NOON), Err(Refused::Locked));
    }

    #[test]
    fn a_passcode_without_an_authenticator_is_wrong() {
        assert_eq!(user(None).check(RIGHT, Some("123456"), NOON), Err(Refused::Wrong));
    }
}
