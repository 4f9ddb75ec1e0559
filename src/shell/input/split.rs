//! Escape sequences that a slow link delivers in two pieces.
//!
//! An arrow key is `ESC [ A`. If the `ESC` arrives alone it is taken for the Esc key, which is
//! delivered at once: Esc never discards anything, so a false one does no harm, while waiting would
//! make every true one slow. The rest, arriving right behind it, must not become text.

use crate::core::{
    key::{Key, KeyCode},
    time::Millis,
};

/// The rest of a sequence follows at once; a person needs longer.
const WITHIN_MS: u64 = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Idle,
    /// After a lone Esc.
    Escape,
    /// After Esc `[`: parameters, then a final character.
    Csi,
    /// After Esc `O`: one final character.
    Ss3,
}

/// Swallows the tail of a split sequence.
#[derive(Debug, Clone, Default)]
pub struct SplitEscape {
    state: State,
    since: Millis,
}

impl SplitEscape {
    /// Passes a key on, or swallows it.
    pub fn feed(&mut self, key: Key, at: Millis) -> Option<Key> {
        let state = if at.since(self.since) <= WITHIN_MS { self.state } else { State::Idle };
        self.since = at;
        let (next, swallow) = step(state, key);
        self.state = next;
        (!swallow).then_some(key)
    }
}

fn step(state: State, key: Key) -> (State, bool) {
    let Key { code: KeyCode::Char(c), ctrl: false } = key else {
        return (if key.code == KeyCode::Esc { State::Escape } else { State::Idle }, false);
    };
    match (state, c) {
        (State::Escape, '[') => (State::Csi, true),
        (State::Escape, 'O') => (State::Ss3, true),
        (State::Csi, '0'..='9' | ';' | ':' | '[') => (State::Csi, true),
        (State::Csi, '@'..='~') => (State::Idle, true),
        (State::Ss3, 'A'..='D' | 'F' | 'H' | 'P'..='S') => (State::Idle, true),
        _ => (State::Idle, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds characters (`^` is Esc) with their times and returns what passed.
    fn passed(keys: &[(char, u64)]) -> String {
        let mut filter = SplitEscape::default();
        let key = |c| if c == '^' { Key::plain(KeyCode::Esc) } else { Key::char(c) };
        keys.iter().filter(|(c, at)| filter.feed(key(*c), Millis(*at)).is_some()).map(|(c, _)| *c).collect()
    }

    #[test]
    fn the_tail_is_swallowed_and_nothing_else() {
        for (keys, want) in [
            (&[('^', 0), ('[', 10), ('A', 10), ('A', 11)][..], "^A"),
            (&[('^', 0), ('O', 50), ('P', 60), ('P', 61)], "^P"),
            (&[('^', 0), ('[', 1), ('1', 1), (';', 1), ('5', 1), ('C', 1), ('C', 1)], "^C"),
            (&[('^', 0), ('[', 1), ('3', 1), ('~', 1), ('x', 1)], "^x"),
            (&[('^', 0), ('[', 51), ('A', 52)], "^[A"),
            (&[('^', 0), ('[', 40), ('A', 95)], "^A"),
            (&[('^', 0), ('x', 1), ('[', 2)], "^x["),
            (&[('^', 0), ('O', 1), ('r', 2)], "^r"),
            (&[('[', 0), ('A', 0)], "[A"),
            (&[('^', 0), ('^', 1), ('[', 2), ('B', 3)], "^^"),
        ] {
            assert_eq!(passed(keys), want, "{keys:?}");
        }
    }

    #[test]
    fn a_named_key_ends_the_sequence() {
        let mut filter = SplitEscape::default();
        assert!(filter.feed(Key::plain(KeyCode::Esc), Millis(0)).is_some());
        assert!(filter.feed(Key::plain(KeyCode::Enter), Millis(1)).is_some());
        assert!(filter.feed(Key::char('['), Millis(2)).is_some());
    }
}
