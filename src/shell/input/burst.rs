//! A paste on a terminal that does not mark pastes: many plain keys in one read.

use super::InputEvent;
use crate::core::key::{Key, KeyCode};

/// Nobody types this much within one read, not even ahead of a slow link.
const SURELY_PASTED: usize = 32;
/// From here on a line break between text gives a paste away.
const LINES_FROM: usize = 6;

/// Turns a batch of plain keys only into one paste, if it is surely none that was typed ahead; leaves
/// any other batch as it is.
///
/// On a link that stalls, several typed keys arrive in one read, too: a filter, a word and Tab, a word
/// and Enter. Taking those for a paste would lose them, and taking a short paste for keys can send
/// nothing (the send key must come alone). So only length, or text on both sides of a line break,
/// makes a paste. A held key repeats one key: that is none, either.
pub fn join_burst(events: Vec<InputEvent>) -> Vec<InputEvent> {
    if events.len() < LINES_FROM || events.iter().all(|event| *event == events[0]) {
        return events;
    }
    match events.iter().map(plain_character).collect::<Option<String>>() {
        Some(text) if events.len() >= SURELY_PASTED || text.trim_matches('\n').contains('\n') => vec![InputEvent::Paste(text)],
        Some(_) | None => events,
    }
}

fn plain_character(event: &InputEvent) -> Option<char> {
    let InputEvent::Key(key) = event else { return None };
    match *key {
        // A line feed in a paste arrives as Ctrl-J.
        Key { code: KeyCode::Enter, ctrl: false } | Key { code: KeyCode::Char('j'), ctrl: true } => Some('\n'),
        Key { code: KeyCode::Char(c), ctrl: false } => Some(c),
        // Tab moves on in a form: text with tabs is hardly ever pasted into one.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(keys: impl IntoIterator<Item = Key>) -> Vec<InputEvent> {
        keys.into_iter().map(InputEvent::Key).collect()
    }

    fn text(text: &str) -> Vec<InputEvent> {
        keys(text.chars().map(|c| if c == '\n' { Key::plain(KeyCode::Enter) } else { Key::char(c) }))
    }

    #[test]
    fn long_text_and_lines_are_a_paste() {
        for pasted in ["orders\nbilling", "a.b\nc.d\n", "\nx\ny z\n", "a description that is longer than a hand"] {
            assert_eq!(join_burst(text(pasted)), [InputEvent::Paste(pasted.into())], "{pasted}");
        }
    }

    #[test]
    fn keys_typed_ahead_control_keys_and_held_keys_are_not() {
        let mut with_tab = text("a description that is longer than a hand");
        with_tab.push(InputEvent::Key(Key::plain(KeyCode::Tab)));
        let mut with_control = text("orders\nbilling");
        with_control.push(InputEvent::Key(Key::ctrl('g')));
        let held = keys([Key::plain(KeyCode::Enter); 40]);
        for batch in [text("/orders"), text("\npre-mig-01"), text("pre-mig-01\n"), text("a\nb"), with_tab, with_control, held] {
            assert_eq!(join_burst(batch.clone()), batch);
        }
    }
}
