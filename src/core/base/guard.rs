//! Nothing is sent by accident: the key that sends must come alone, after the eye had time to see.
//!
//! A paste that arrives as keystrokes, a held or impatient Enter, and keys typed ahead on a slow
//! link all fail at least one of the three conditions. Times come from the messages, so this is
//! tested without a clock.

use super::{key::Press, time::Millis};

/// Least time between the frame that shows the armed button and the key, and between the
/// key before and the key.
pub const QUIET: u64 = 300;

/// Whether the send button is armed, and since when the operator can see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SendGuard {
    #[default]
    Off,
    /// Armed in the model; no frame shows the button yet.
    Unseen,
    /// A frame shows the button since this moment.
    Seen(Millis),
}

impl SendGuard {
    /// Arms or disarms after a message: `armed` says whether a press would send now.
    pub fn follow(&mut self, armed: bool) {
        match (*self, armed) {
            (Self::Off, true) => *self = Self::Unseen,
            (_, false) => *self = Self::Off,
            (Self::Unseen | Self::Seen(_), true) => {}
        }
    }

    /// Notes that a frame of the current model is on the terminal.
    pub fn drawn(&mut self, at: Millis) {
        if *self == Self::Unseen {
            *self = Self::Seen(at);
        }
    }

    /// Returns whether the operator can have seen the armed button: there is none, or a frame has
    /// shown the button for long enough.
    pub fn is_seen(self, at: Millis) -> bool {
        match self {
            Self::Off => true,
            Self::Unseen => false,
            Self::Seen(shown) => at.since(shown) >= QUIET,
        }
    }

    /// Returns whether this press may send. `before` is the time of the key before.
    pub fn allows(self, press: Press, before: Option<Millis>) -> bool {
        let Self::Seen(shown) = self else { return false };
        press.alone
            && press.at.since(shown) >= QUIET
            && before.is_none_or(|b| press.at.since(b) >= QUIET)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::base::key::{Key, KeyCode};

    fn enter(at: u64, alone: bool) -> Press {
        Press { key: Key::plain(KeyCode::Enter), at: Millis(at), alone }
    }

    #[test]
    fn the_three_conditions() {
        let seen = SendGuard::Seen(Millis(1_000));
        let rows = [
            (SendGuard::Off, enter(9_000, true), None, false),
            (SendGuard::Unseen, enter(9_000, true), None, false),
            (seen, enter(1_299, true), None, false),
            (seen, enter(1_300, true), None, true),
            (seen, enter(1_300, false), None, false),
            (seen, enter(2_000, true), Some(Millis(1_701)), false),
            (seen, enter(2_000, true), Some(Millis(1_700)), true),
            (seen, enter(900, true), None, false),
        ];
        for (guard, press, before, want) in rows {
            assert_eq!(
                guard.allows(press, before.map(|b: Millis| b)),
                want,
                "{guard:?} {press:?} {before:?}"
            );
        }
    }

    #[test]
    fn losing_the_focus_disarms_and_only_a_new_frame_arms_again() {
        let mut guard = SendGuard::default();
        guard.follow(true);
        guard.drawn(Millis(10));
        guard.drawn(Millis(20));
        assert_eq!(guard, SendGuard::Seen(Millis(10)), "later frames do not restart the wait");
        guard.follow(false);
        guard.drawn(Millis(30));
        assert_eq!(guard, SendGuard::Off);
    }
}
