//! A paste on a terminal that does not mark pastes: many plain keys in one read.

use super::InputEvent;
use crate::core::key::{Key, KeyCode};

/// Nobody types this many keys within one read.
const BURST_FROM: usize = 6;

/// Turns a batch of plain keys only into one paste; leaves any other batch as it is.
///
/// A held key on a slow link looks the same but for repeating one key: that is no paste.
pub fn join_burst(events: Vec<InputEvent>) -> Vec<InputEvent> {
    if events.len() < BURST_FROM || events.iter().all(|event| *event == events[0]) {
        return events;
    }
    match events.iter().map(plain_character).collect::<Option<String>>() {
        Some(text) => vec![InputEvent::Paste(text)],
        None => events,
    }
}

fn plain_character(event: &InputEvent) -> Option<char> {
    let InputEvent::Key(key) = event else { return None };
    match *key {
        // A line feed in a paste arrives as Ctrl-J.
        Key { code: KeyCode::Enter, ctrl: false } | Key { code: KeyCode::Char('j'), ctrl: true } => Some('\n'),
        Key { code: KeyCode::Tab, ctrl: false } => Some('\t'),
        Key { code: KeyCode::Char(c), ctrl: false } => Some(c),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(keys: impl IntoIterator<Item = Key>) -> Vec<InputEvent> {
        keys.into_iter().map(InputEvent::Key).collect()
    }

    #[test]
    fn plain_keys_in_one_read_are_a_paste() {
        let mut typed = keys("orders".chars().map(Key::char));
        typed.extend(keys([Key::plain(KeyCode::Tab), Key::plain(KeyCode::Enter), Key::ctrl('j')]));
        assert_eq!(join_burst(typed), [InputEvent::Paste("orders\t\n\n".into())]);
    }

    #[test]
    fn few_keys_control_keys_and_held_keys_are_not() {
        let few = keys("order".chars().map(Key::char));
        let mut with_control = keys("orders".chars().map(Key::char));
        with_control.push(InputEvent::Key(Key::ctrl('g')));
        let mut with_arrow = keys("orders".chars().map(Key::char));
        with_arrow.push(InputEvent::Key(Key::plain(KeyCode::Up)));
        let held = keys([Key::plain(KeyCode::Enter); 20]);
        for batch in [few, with_control, with_arrow, held] {
            assert_eq!(join_burst(batch.clone()), batch);
        }
    }
}
