//! A key press, free of any terminal library, with the facts that the send guard needs.

use std::fmt;

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

/// A key with its modifier. Alt is never required; where Alt moves by words, the key has Control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Key {
    pub code: KeyCode,
    /// Control held (only with [`KeyCode::Char`], in lower case, and with Left and Right).
    pub ctrl: bool,
}

/// The names of keys that are no visible character.
const NAMES: [(KeyCode, &str); 17] = [
    (KeyCode::Char(' '), "Space"),
    (KeyCode::Enter, "Enter"),
    (KeyCode::Tab, "Tab"),
    (KeyCode::BackTab, "Shift-Tab"),
    (KeyCode::Esc, "Esc"),
    (KeyCode::Backspace, "Backspace"),
    (KeyCode::Delete, "Del"),
    (KeyCode::Up, "Up"),
    (KeyCode::Down, "Down"),
    (KeyCode::Left, "Left"),
    (KeyCode::Right, "Right"),
    (KeyCode::Home, "Home"),
    (KeyCode::End, "End"),
    (KeyCode::PageUp, "PgUp"),
    (KeyCode::PageDown, "PgDn"),
    (KeyCode::F(1), "F1"),
    (KeyCode::F(2), "F2"),
];

impl Key {
    /// Returns the key of a name as a person reads it, such as `q`, `Ctrl-P` and `PgUp`.
    pub fn named(name: &str) -> Option<Self> {
        let (ctrl, name) = name.strip_prefix("Ctrl-").map_or((false, name), |name| (true, name));
        let named = NAMES.iter().find(|(_, known)| *known == name).map(|(code, _)| *code);
        let letter = |c: char| KeyCode::Char(if ctrl { c.to_ascii_lowercase() } else { c });
        Some(Self { code: named.or_else(|| name.chars().next().map(letter))?, ctrl })
    }

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

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.ctrl { "Ctrl-" } else { "" })?;
        match (NAMES.iter().find(|(code, _)| *code == self.code), self.code) {
            (Some((_, name)), _) => f.write_str(name),
            (None, KeyCode::Char(c)) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            (None, KeyCode::Char(c)) => write!(f, "{c}"),
            (None, other) => write!(f, "{other:?}"),
        }
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
