//! One-line editing: keys and pastes into a `tui-input` field.

use tui_input::{Input, InputRequest as R};

use super::{
    key::{Key, KeyCode},
    text::{may_be_typed, typed_line},
};

/// The effect of an editing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    NotMine,
    /// The key moved the cursor, or had nothing to do.
    Moved,
    Changed,
}

/// Hands an editing key to the field.
pub fn edit(input: &mut Input, key: Key) -> Edited {
    let request = match (key.ctrl, key.code) {
        (false, KeyCode::Char(c)) if may_be_typed(c) => R::InsertChar(c),
        (false, KeyCode::Backspace) => R::DeletePrevChar,
        (false, KeyCode::Delete) => R::DeleteNextChar,
        (false, KeyCode::Left) => R::GoToPrevChar,
        (false, KeyCode::Right) => R::GoToNextChar,
        (false, KeyCode::Home) | (true, KeyCode::Char('a')) => R::GoToStart,
        (false, KeyCode::End) | (true, KeyCode::Char('e')) => R::GoToEnd,
        (true, KeyCode::Left) => R::GoToPrevWord,
        (true, KeyCode::Right) => R::GoToNextWord,
        (true, KeyCode::Char('w')) => R::DeletePrevWord,
        (true, KeyCode::Char('u')) => R::DeleteLine,
        (true, KeyCode::Char('k')) => R::DeleteTillEnd,
        _ => return Edited::NotMine,
    };
    match input.handle(request) {
        Some(state) if state.value => Edited::Changed,
        _ => Edited::Moved,
    }
}

/// What a one-line field did with a paste.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pasted {
    Plain,
    /// Line breaks or control characters became spaces or were dropped.
    Folded,
}

/// Puts a paste at the cursor: line breaks and tabs become one space
/// each, other control characters go.
pub fn paste(input: &mut Input, text: &str) -> Pasted {
    let trimmed = text.trim_end_matches(['\r', '\n']);
    let folded = typed_line(&trimmed.replace("\r\n", "\n").replace('\r', "\n"));
    let at = input.cursor();
    // One change of the whole value, not one request a character: a paste of 10 KiB is one frame.
    let mut value: String = input.value().chars().take(at).collect();
    value.push_str(&folded);
    value.extend(input.value().chars().skip(at));
    *input = Input::new(value).with_cursor(at + folded.chars().count());
    if folded == trimmed { Pasted::Plain } else { Pasted::Folded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_lands_at_the_cursor_on_one_line() {
        let mut input = Input::from("ac").with_cursor(1);
        assert_eq!(paste(&mut input, "x\ny\u{1b}[A\r\n"), Pasted::Folded);
        assert_eq!((input.value(), input.cursor()), ("ax y[Ac", 6));
        assert_eq!(paste(&mut input, "数"), Pasted::Plain);
        assert_eq!(input.value(), "ax y[A数c");
    }

    #[test]
    fn editing_keys_edit_and_others_are_left_alone() {
        let mut input = Input::from("ab");
        assert_eq!(edit(&mut input, Key::char('c')), Edited::Changed);
        assert_eq!(edit(&mut input, Key::plain(KeyCode::Backspace)), Edited::Changed);
        assert_eq!(edit(&mut input, Key::plain(KeyCode::End)), Edited::Moved);
        assert_eq!(edit(&mut input, Key::plain(KeyCode::Enter)), Edited::NotMine);
        assert_eq!(edit(&mut input, Key::char('\u{202e}')), Edited::NotMine);
        assert_eq!(input.value(), "ab");
        let mut input = Input::from("drop the table");
        for (code, at) in [(KeyCode::Left, 9), (KeyCode::Left, 5), (KeyCode::Right, 9)] {
            assert_eq!(edit(&mut input, Key { code, ctrl: true }), Edited::Moved);
            assert_eq!(input.cursor(), at);
        }
    }
}
