//! The keys of escape sequences and control bytes.

use crate::core::base::{Key, KeyCode};

/// Applies the modifiers of a sequence (1 + shift + 2 alt + 4 control + 8 super and above) to a
/// key. Returns `None` for a combination that the program does not use.
fn modified(number: u32, code: KeyCode) -> Option<Key> {
    let bits = number.saturating_sub(1);
    let [shift, alt, control_key] = [1, 2, 4].map(|bit| bits & bit != 0);
    if bits & 0b11_1000 != 0 {
        return None;
    }
    if alt {
        return with_alt(Key::plain(code));
    }
    Some(match code {
        KeyCode::Tab if shift => Key::plain(KeyCode::BackTab),
        KeyCode::Char(c) if control_key => control(c),
        KeyCode::Left | KeyCode::Right if control_key => Key { code, ctrl: true },
        KeyCode::Char(c) if shift => Key::char(upper(c)),
        code => Key::plain(code),
    })
}

/// Returns the key for Alt and a key. The Linux console sends Esc Tab for Shift-Tab; Alt-b and
/// Alt-f move by words as Control with Left and Right. Any other combination is dropped: it may be
/// an Esc that a slow link glued to the next key, and neither key alone would be meant.
pub fn with_alt(key: Key) -> Option<Key> {
    match (key.code, key.ctrl) {
        (KeyCode::Tab | KeyCode::BackTab, _) => Some(Key::plain(KeyCode::BackTab)),
        (KeyCode::Char('b'), false) => Some(Key { code: KeyCode::Left, ctrl: true }),
        (KeyCode::Char('f'), false) => Some(Key { code: KeyCode::Right, ctrl: true }),
        _ => None,
    }
}

/// Returns the key of a single byte below 0x80 that begins no sequence.
pub fn of_byte(byte: u8) -> Key {
    match byte {
        b'\r' => Key::plain(KeyCode::Enter),
        b'\t' => Key::plain(KeyCode::Tab),
        0x7F => Key::plain(KeyCode::Backspace),
        0 => Key::ctrl(' '),
        0x01..=0x1A => control(char::from(byte - 1 + b'a')),
        0x1B => Key::plain(KeyCode::Esc),
        0x1C..=0x1F => Key::ctrl(char::from(byte - 0x1C + b'4')),
        _ => Key::char(char::from(byte)),
    }
}

/// Returns the key of `ESC O` and this byte.
pub fn ss3(last: u8) -> Option<Key> {
    let code = match last {
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => cursor_key(last)?,
    };
    Some(Key::plain(code))
}

/// Returns the key of `ESC [` with these parameters and this last byte. Returns `None` for mouse
/// and focus reports, answers to questions, and the release of a key.
pub fn csi(parameters: &[u8], last: u8) -> Option<Key> {
    if let ([b'['], b'A'..=b'E') = (parameters, last) {
        return Some(Key::plain(KeyCode::F(last - b'A' + 1)));
    }
    let text = std::str::from_utf8(parameters).ok()?;
    let mut numbers =
        text.split(';').map(|field| field.split(':').map(|n| n.parse::<u32>().unwrap_or(0)));
    let first = numbers.next().and_then(|mut field| field.next()).unwrap_or(0);
    let mut second = numbers.next().into_iter().flatten();
    let held = second.next().unwrap_or(1);
    const RELEASED: u32 = 3;
    if second.next() == Some(RELEASED) || text.starts_with(['?', '<', '>', '=']) {
        return None;
    }
    let code = match last {
        b'~' if first == 27 => character(numbers.next()?.next()?)?,
        b'~' => numbered(first)?,
        b'u' => character(first)?,
        b'Z' => KeyCode::BackTab,
        b'P' | b'Q' | b'S' => KeyCode::F(last - b'P' + 1),
        _ => cursor_key(last)?,
    };
    modified(held, code)
}

fn cursor_key(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        _ => return None,
    })
}

fn numbered(number: u32) -> Option<KeyCode> {
    let function =
        |from: u32, name: u8| u8::try_from(number - from).ok().map(|n| KeyCode::F(n + name));
    match number {
        1 | 7 => Some(KeyCode::Home),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => function(11, 1),
        17..=21 => function(17, 6),
        23..=24 => function(23, 11),
        _ => None,
    }
}

/// Returns the key of a code point, which some terminals report.
fn character(code: u32) -> Option<KeyCode> {
    Some(match code {
        9 => KeyCode::Tab,
        13 => KeyCode::Enter,
        27 => KeyCode::Esc,
        8 | 127 => KeyCode::Backspace,
        _ => KeyCode::Char(char::from_u32(code).filter(|c| !c.is_control())?),
    })
}

/// Returns the key of Ctrl with a character. Half of the terminals send Ctrl-H for Backspace.
fn control(c: char) -> Key {
    match c.to_ascii_lowercase() {
        'h' => Key::plain(KeyCode::Backspace),
        c => Key::ctrl(c),
    }
}

/// Returns the capital letter, if that is a single character.
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

    #[test]
    fn sequences_lose_what_the_program_does_not_use() {
        let plain = |code| Some(Key::plain(code));
        for (sequence, want) in [
            ("A", plain(KeyCode::Up)),
            ("1;5D", Some(Key { code: KeyCode::Left, ctrl: true })),
            ("98;3u", Some(Key { code: KeyCode::Left, ctrl: true })),
            ("1;5A", plain(KeyCode::Up)),
            ("1;3D", None),
            ("1;9D", None),
            ("Z", plain(KeyCode::BackTab)),
            ("1;2Z", plain(KeyCode::BackTab)),
            ("9;2u", plain(KeyCode::BackTab)),
            ("9;3u", plain(KeyCode::BackTab)),
            ("97;5u", Some(Key::ctrl('a'))),
            ("104;5u", plain(KeyCode::Backspace)),
            ("97;2u", Some(Key::char('A'))),
            ("223;2u", Some(Key::char('ß'))),
            ("97;1:2u", Some(Key::char('a'))),
            ("97;1:3u", None),
            ("27;5;97~", Some(Key::ctrl('a'))),
            ("3~", plain(KeyCode::Delete)),
            ("2~", None),
            ("15~", plain(KeyCode::F(5))),
            ("17~", plain(KeyCode::F(6))),
            ("24~", plain(KeyCode::F(12))),
            ("25~", None),
            ("P", plain(KeyCode::F(1))),
            ("1;2S", plain(KeyCode::F(4))),
            ("[E", plain(KeyCode::F(5))),
            ("24;80R", None),
            ("?64;1;2c", None),
            ("<0;1;1M", None),
            ("I", None),
            ("0n", None),
        ] {
            let (parameters, last) = sequence.as_bytes().split_at(sequence.len() - 1);
            assert_eq!(csi(parameters, last[0]), want, "{sequence}");
        }
    }

    #[test]
    fn bytes_are_keys() {
        for (byte, want) in [
            (b'\r', Key::plain(KeyCode::Enter)),
            (b'\n', Key::ctrl('j')),
            (b'\t', Key::plain(KeyCode::Tab)),
            (8, Key::plain(KeyCode::Backspace)),
            (0x7F, Key::plain(KeyCode::Backspace)),
            (3, Key::ctrl('c')),
            (0x1A, Key::ctrl('z')),
            (0x1C, Key::ctrl('4')),
            (0, Key::ctrl(' ')),
            (b'A', Key::char('A')),
        ] {
            assert_eq!(of_byte(byte), want, "{byte}");
        }
    }
}
