//! A key press, free of any terminal library, with the facts that the send guard needs.

use serde::Serialize;

use super::time::Millis;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum KeyCode {
    /// A character, as typed (upper case already applied).
    Char(char),
    Enter,
    Tab,
    /// Shift-Tab, also when the Linux console sends it as Esc Tab.
    BackTab,
    Esc,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// A key with its modifier. Alt is never required and never reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Key {
    pub code: KeyCode,
    /// Control held (only with [`KeyCode::Char`], in lower case).
    pub ctrl: bool,
}

impl Key {
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false }
    }

    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// Returns Control with a lower-case letter.
    pub const fn ctrl(c: char) -> Self {
        Self { code: KeyCode::Char(c), ctrl: true }
    }
}

/// One key press as it arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Press {
    pub key: Key,
    pub at: Millis,
    /// True if nothing else arrived in the same read: only such a key can send.
    pub alone: bool,
}
