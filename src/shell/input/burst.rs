//! A paste on a terminal that does not mark pastes: many plain keys in one read.

use super::InputEvent;
use crate::core::base::key::{Key, KeyCode};

/// Nobody types this much within one read, not even ahead of a slow link.
const SURELY_PASTED: usize = 32;
/// From here on a line break between text gives a paste away.
const LINES_FROM: usize = 6;

/// Turns a batch of plain keys only into one paste, if it is surely none that was typed ahead;
/// leaves any other batch as it is.
///
/// On a link that stalls, several typed keys arrive in one read, too: a filter, a word and Tab, a
/// word and Enter. Taking those for a paste would lose them, and taking a short paste for keys can
/// send nothing (the send key must come alone). So only length, or text on both sides of a line
/// break, makes a paste. A held key repeats one key: that is none, either.
pub(super) fn join_burst(events: Vec<InputEvent>) -> Vec<InputEvent> {
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

/// Rows of a spreadsheet: a tab in each of several. Otherwise a tab moves on in a form, and
/// nobody pastes it into one.
fn is_columns(text: &str) -> bool {
    // The first and the last can be cut off where one read ends and the next begins.
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
