//! Texts of masked fields. They stay here, never reach the model, and are wiped after use.

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::core::{
    base::{Key, KeyCode, text::is_unprintable},
    session::SecretField,
};

/// Most bytes of a field: the longest token has 100,000 characters.
const ROOM: usize = 128 * 1024;

/// The text of each [`SecretField`], in their order.
#[derive(Debug, Default)]
pub struct Secrets([SecretInput; 5]);

impl Secrets {
    pub const fn input(&mut self, field: SecretField) -> &mut SecretInput {
        &mut self.0[field as usize]
    }

    pub fn of(&self, field: SecretField) -> SecretString {
        self.0[field as usize].secret()
    }

    /// Keeps the passcode of an accepted form for the sign-in that follows.
    pub fn keep_passcode(&mut self, passcode: Option<SecretString>) {
        if let Some(passcode) = passcode {
            self.input(SecretField::Passcode).paste(passcode.expose_secret());
        }
    }

    pub fn forget(&mut self) {
        *self = Self::default();
    }
}

#[derive(Default)]
pub struct SecretInput {
    /// Has room for the longest text from the first character on: a buffer that grows
    /// leaves its old memory unwiped.
    text: Zeroizing<String>,
    /// Blanks at the end of a piece of a paste. They count only if more text follows.
    blanks: String,
}

impl std::fmt::Debug for SecretInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretInput({} characters)", self.length())
    }
}

impl SecretInput {
    /// Takes an editing key and returns the number of characters.
    pub fn key(&mut self, key: Key) -> usize {
        match (key.ctrl, key.code) {
            (false, KeyCode::Char(c)) => self.push(c.encode_utf8(&mut [0; 4])),
            (false, KeyCode::Backspace) => {
                self.blanks.clear();
                self.text.pop();
            }
            (true, KeyCode::Char('u')) => self.forget(),
            _ => {}
        }
        self.length()
    }

    /// Takes a paste and returns the number of characters.
    pub fn paste(&mut self, text: &str) -> usize {
        self.push(text.trim());
        self.length()
    }

    /// Takes a piece of a paste and returns the number of characters. A
    /// blank between two pieces stays.
    pub fn piece(&mut self, text: &str) -> usize {
        let text = if self.text.is_empty() { text.trim_start() } else { text };
        let end = text.trim_end();
        self.push(end);
        self.blanks.push_str(&text[end.len()..]);
        self.length()
    }

    pub fn secret(&self) -> SecretString {
        SecretString::from(self.text.as_str())
    }

    pub fn forget(&mut self) {
        *self = Self::default();
    }

    fn length(&self) -> usize {
        self.text.chars().count()
    }

    fn push(&mut self, more: &str) {
        if more.is_empty() || self.text.len() + self.blanks.len() + more.len() > ROOM {
            return;
        }
        let (left, blanks) = (ROOM - self.text.len(), std::mem::take(&mut self.blanks));
        self.text.reserve_exact(left);
        let printable = |c: &char| !is_unprintable(*c);
        self.text.extend(blanks.chars().chain(more.chars()).filter(printable));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_edits_and_tells_only_its_length() {
        let mut input = SecretInput::default();
        for c in "abé".chars() {
            input.key(Key::char(c));
        }
        assert_eq!(input.paste(" xyz\u{1b}\n"), 6);
        assert_eq!(input.key(Key::plain(KeyCode::Backspace)), 5);
        assert_eq!(input.secret().expose_secret(), "abéxy");
        assert_eq!(format!("{input:?}"), "SecretInput(5 characters)");
        assert_eq!(input.key(Key::ctrl('u')), 0);
        assert_eq!(input.secret().expose_secret(), "");
    }

    #[test]
    fn a_paste_in_pieces_keeps_the_blanks_between_them_and_no_others() {
        let mut input = SecretInput::default();
        for piece in ["\n correct ", "horse", " \n", "\nbattery \n"] {
            input.piece(piece);
        }
        assert_eq!(input.secret().expose_secret(), "correct horse battery");
        assert_eq!(input.key(Key::plain(KeyCode::Backspace)), 20);
        assert_eq!(input.paste("ies"), 23);
        assert_eq!(input.secret().expose_secret(), "correct horse batteries");
    }
}
