//! From the terminal library's events to ours.

use crossterm::event::{Event, KeyCode as Code, KeyEvent, KeyEventKind, KeyModifiers};

use super::InputEvent;
use crate::core::key::{Key, KeyCode};

/// One event, or nothing if the program has no use for it.
pub fn convert(event: Event) -> Option<InputEvent> {
    match event {
        Event::Key(key) if key.kind == KeyEventKind::Release => None,
        Event::Key(key) => convert_key(key).map(InputEvent::Key),
        Event::Paste(text) => Some(InputEvent::Paste(text.replace("\r\n", "\n").replace('\r', "\n"))),
        Event::Resize(columns, rows) => Some(InputEvent::Resize(columns, rows)),
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    }
}

fn convert_key(key: KeyEvent) -> Option<Key> {
    let held = |modifier| key.modifiers.contains(modifier);
    // The Linux console sends Esc Tab for Shift-Tab. Any other Alt is dropped: it may as well be an
    // Esc that a slow link glued to the next key, and neither half alone would be what was meant.
    if held(KeyModifiers::ALT) {
        return matches!(key.code, Code::Tab | Code::BackTab).then_some(Key::plain(KeyCode::BackTab));
    }
    if key.modifiers.intersects(KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META) {
        return None;
    }
    let shift = held(KeyModifiers::SHIFT);
    if let Code::Char(c) = key.code {
        return Some(if held(KeyModifiers::CONTROL) { control(c) } else { Key::char(if shift { upper(c) } else { c }) });
    }
    let code = match key.code {
        Code::Tab if shift => KeyCode::BackTab,
        Code::Tab => KeyCode::Tab,
        Code::BackTab => KeyCode::BackTab,
        Code::Enter => KeyCode::Enter,
        Code::Esc => KeyCode::Esc,
        Code::Backspace => KeyCode::Backspace,
        Code::Delete => KeyCode::Delete,
        Code::Up => KeyCode::Up,
        Code::Down => KeyCode::Down,
        Code::Left => KeyCode::Left,
        Code::Right => KeyCode::Right,
        Code::Home => KeyCode::Home,
        Code::End => KeyCode::End,
        Code::PageUp => KeyCode::PageUp,
        Code::PageDown => KeyCode::PageDown,
        Code::F(n) => KeyCode::F(n),
        _ => return None,
    };
    Some(Key::plain(code))
}

/// Control with a character. Ctrl-H is what half of the terminals send for Backspace.
fn control(c: char) -> Key {
    match c.to_ascii_lowercase() {
        'h' => Key::plain(KeyCode::Backspace),
        c => Key::ctrl(c),
    }
}

/// The capital, if it is a single character.
fn upper(c: char) -> char {
    let mut capitals = c.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(capital), None) => capital,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: Code, modifiers: KeyModifiers) -> Option<InputEvent> {
        convert(Event::Key(KeyEvent::new(code, modifiers)))
    }

    #[test]
    fn keys_lose_what_the_program_does_not_use() {
        use KeyModifiers as M;
        for (code, modifiers, want) in [
            (Code::Char('a'), M::NONE, Some(Key::char('a'))),
            (Code::Char('A'), M::SHIFT, Some(Key::char('A'))),
            (Code::Char('a'), M::SHIFT, Some(Key::char('A'))),
            (Code::Char('ß'), M::SHIFT, Some(Key::char('ß'))),
            (Code::Char('好'), M::NONE, Some(Key::char('好'))),
            (Code::Char('G'), M::CONTROL, Some(Key::ctrl('g'))),
            (Code::Char('g'), M::CONTROL | M::SHIFT, Some(Key::ctrl('g'))),
            (Code::Char('h'), M::CONTROL, Some(Key::plain(KeyCode::Backspace))),
            (Code::Backspace, M::CONTROL, Some(Key::plain(KeyCode::Backspace))),
            (Code::Char('x'), M::ALT, None),
            (Code::Enter, M::ALT, None),
            (Code::Char('x'), M::ALT | M::CONTROL, None),
            (Code::Char('x'), M::SUPER, None),
            (Code::Tab, M::ALT, Some(Key::plain(KeyCode::BackTab))),
            (Code::Tab, M::SHIFT, Some(Key::plain(KeyCode::BackTab))),
            (Code::BackTab, M::SHIFT, Some(Key::plain(KeyCode::BackTab))),
            (Code::Left, M::CONTROL, Some(Key::plain(KeyCode::Left))),
            (Code::F(5), M::NONE, Some(Key::plain(KeyCode::F(5)))),
            (Code::Insert, M::NONE, None),
            (Code::Null, M::NONE, None),
        ] {
            assert_eq!(key(code, modifiers), want.map(InputEvent::Key), "{code:?} {modifiers:?}");
        }
    }

    #[test]
    fn releases_are_dropped_and_repeats_kept() {
        for (kind, kept) in [(KeyEventKind::Press, true), (KeyEventKind::Repeat, true), (KeyEventKind::Release, false)] {
            let event = KeyEvent::new_with_kind(Code::Enter, KeyModifiers::NONE, kind);
            assert_eq!(convert(Event::Key(event)).is_some(), kept, "{kind:?}");
        }
    }

    #[test]
    fn a_paste_has_one_kind_of_line_break() {
        assert_eq!(convert(Event::Paste("a\r\nb\rc\nd".into())), Some(InputEvent::Paste("a\nb\nc\nd".into())));
    }
}
