//! Texts of masked fields. They stay here, never reach the model, and are wiped after use.

use secrecy::{ExposeSecret, SecretString};

use zeroize::Zeroize;

use crate::core::{
    base::{
        key::{Key, KeyCode},
        text::is_unprintable,
    },
    session::form::SecretField,
};

/// Most bytes of a field: the longest token has 100,000 characters.
const ROOM: usize = 128 * 1024;

#[derive(Debug, Default)]
pub struct Secrets {
    token: SecretInput,
    password: SecretInput,
    passcode: SecretInput,
    secret_key: SecretInput,
    security_token: SecretInput,
}

impl Secrets {
    pub const fn input(&mut self, field: SecretField) -> &mut SecretInput {
        match field {
            SecretField::Token => &mut self.token,
            SecretField::Password => &mut self.password,
            SecretField::Passcode => &mut self.passcode,
            SecretField::SecretKey => &mut self.secret_key,
            SecretField::SecurityToken => &mut self.security_token,
        }
    }

    pub const fn of(&self, field: SecretField) -> &SecretString {
        match field {
            SecretField::Token => self.token.secret(),
            SecretField::Password => self.password.secret(),
            SecretField::Passcode => self.passcode.secret(),
            SecretField::SecretKey => self.secret_key.secret(),
            SecretField::SecurityToken => self.security_token.secret(),
        }
    }

    /// Keeps the passcode of an accepted form for the sign-in that follows.
    pub fn keep_passcode(&mut self, passcode: Option<SecretString>) {
        if let Some(passcode) = passcode {
            self.passcode.paste(passcode.expose_secret());
        }
    }

    pub fn forget(&mut self) {
        *self = Self::default();
    }
}

pub struct SecretInput {
    text: SecretString,
    characters: usize,
    /// Blanks at the end of a piece of a paste. They count only if more text follows.
    blanks: String,
}

impl std::fmt::Debug for SecretInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecretInput({} characters)", self.characters)
    }
}

impl Default for SecretInput {
    fn default() -> Self {
        Self { text: SecretString::from(String::new()), characters: 0, blanks: String::new() }
    }
}

impl SecretInput {
    /// Takes an editing key and returns the number of characters.
    pub fn key(&mut self, key: Key) -> usize {
        match (key.ctrl, key.code) {
            (false, KeyCode::Char(c)) => self.push(c.encode_utf8(&mut [0; 4])),
            (false, KeyCode::Backspace) => self.shorten(),
            (true, KeyCode::Char('u')) => self.forget(),
            _ => {}
        }
        self.characters
    }

    /// Takes a paste and returns the number of characters.
    pub fn paste(&mut self, text: &str) -> usize {
        self.push(text.trim());
        self.characters
    }

    /// Takes a piece of a paste and returns the number of characters. A
    /// blank between two pieces stays.
    pub fn piece(&mut self, text: &str) -> usize {
        let text = if self.characters == 0 { text.trim_start() } else { text };
        let end = text.trim_end();
        self.push(end);
        self.blanks.push_str(&text[end.len()..]);
        self.characters
    }

    pub const fn secret(&self) -> &SecretString {
        &self.text
    }

    pub fn forget(&mut self) {
        *self = Self::default();
    }

    fn push(&mut self, more: &str) {
        if more.is_empty() {
            return;
        }
        let blanks = std::mem::take(&mut self.blanks);
        let old = self.text.expose_secret();
        let length = old.len() + blanks.len() + more.len();
        if length > ROOM {
            return;
        }
        let mut text = String::with_capacity(length);
        text.push_str(old);
        text.extend(blanks.chars().filter(|c| !is_unprintable(*c)));
        text.extend(more.chars().filter(|c| !is_unprintable(*c)));
        self.characters = text.chars().count();
        // The assignment wipes the old text.
        self.text = exact(text);
    }

    fn shorten(&mut self) {
        self.blanks.clear();
        let old = self.text.expose_secret();
        let end = old.char_indices().next_back().map_or(0, |(at, _)| at);
        let kept = old[..end].to_owned();
        self.characters = kept.chars().count();
        self.text = SecretString::from(kept);
    }
}

/// Boxes a secret without an unwiped copy. Boxing a text with spare room would copy the text and
/// not wipe the first one, so this function copies and wipes.
fn exact(mut text: String) -> SecretString {
    if text.len() == text.capacity() {
        return SecretString::from(text);
    }
    let mut fitting = String::with_capacity(text.len());
    fitting.push_str(&text);
    text.zeroize();
    SecretString::from(fitting)
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
