//! Pastes on a terminal without paste marks: many plain keys in one read.

use super::InputEvent;
use crate::core::base::{Key, KeyCode};

/// Keys that nobody types within one read, not even ahead of a slow link.
const SURELY_PASTED: usize = 32;
/// From this many keys on a line break between text shows a paste.
const LINES_FROM: usize = 6;

/// Turns a batch of plain keys into one paste, if the keys were surely not typed ahead. Leaves any
/// other batch as it is.
///
/// On a link that stalls, several typed keys arrive in one read too: a filter, a word and Tab, a
/// word and Enter. As a paste those keys would be lost, but a short paste read as keys can send
/// nothing, because the send key must come alone. So only length, or text on both sides of a line
/// break, makes a paste. A held key, which repeats one key, is no paste either.
pub fn join_burst(events: Vec<InputEvent>) -> Vec<InputEvent> {
    if events.len() < LINES_FROM || events.iter().all(|event| *event == events[0]) {
        return events;
    }
    match events.iter().map(plain_character).collect::<Option<String>>() {
        Some(text) if text.contains('\t') && !is_columns(&text) => events,
        Some(text) if events.len() >= SURELY_PASTED || text.trim_matches('\n').contains('\n') => {
            vec![InputEvent::Piece(text)]
        }
        Some(_) | None => events,
    }
}

fn plain_character(event: &InputEvent) -> Option<char> {
    let InputEvent::Key(key) = event else { return None };
    match *key {
        // A line feed in a paste arrives as Ctrl-J.
        Key { code: KeyCode::Enter, ctrl: false }
        | Key { code: KeyCode::Char('j'), ctrl: true } => Some('\n'),
        Key { code: KeyCode::Char(c), ctrl: false } => Some(c),
        Key { code: KeyCode::Tab, ctrl: false } => Some('\t'),
        _ => None,
    }
}

/// Returns whether a text is rows of a spreadsheet, with a tab in each. Any other tab is a key that
/// moves on in a form.
fn is_columns(text: &str) -> bool {
    // The first and last row may be cut off at the borders of the read.
    let rows: Vec<bool> =
        text.split('\n').map(|row| row.trim_matches('\t').contains('\t')).collect();
    let inner = rows.get(1..rows.len().saturating_sub(1)).unwrap_or_default();
    rows.len() > 2 && !inner.is_empty() && inner.iter().all(|columns| *columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(keys: impl IntoIterator<Item = Key>) -> Vec<InputEvent> {
        keys.into_iter().map(InputEvent::Key).collect()
    }

    fn text(text: &str) -> Vec<InputEvent> {
        keys(text.chars().map(|c| match c {
            '\n' => Key::plain(KeyCode::Enter),
            '\t' => Key::plain(KeyCode::Tab),
            c => Key::char(c),
        }))
    }

    #[test]
    fn long_text_and_lines_are_a_paste() {
        for pasted in [
            "orders\titems\norders\tby_day\nbilling\tlines\n",
            "orders\nbilling",
            "a.b\nc.d\n",
            "\nx\ny z\n",
            "a description that is longer than a hand",
        ] {
            assert_eq!(join_burst(text(pasted)), [InputEvent::Piece(pasted.into())], "{pasted}");
        }
    }

    #[test]
    fn keys_typed_ahead_control_keys_and_held_keys_are_not() {
        let mut with_tab = text("a description that is longer than a hand");
        with_tab.push(InputEvent::Key(Key::plain(KeyCode::Tab)));
        let mut with_control = text("orders\nbilling");
        with_control.push(InputEvent::Key(Key::ctrl('g')));
        let typed_ahead = text("pre-mig-01\tbefore the migration\n\t \n");
        let held = keys([Key::plain(KeyCode::Enter); 40]);
        for batch in [
            text("/orders"),
            text("\npre-mig-01"),
            text("pre-mig-01\n"),
            text("a\nb"),
            with_tab,
            with_control,
            typed_ahead,
            held,
        ] {
            assert_eq!(join_burst(batch.clone()), batch);
        }
    }
}
