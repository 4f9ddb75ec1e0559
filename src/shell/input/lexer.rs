//! Bytes become keys, whatever pieces they arrive in. Pure: the times are passed in.
//!
//! A sequence that is not complete waits for its rest, and never for ever: see [`Lexer::due`].
//! Control strings (OSC, DCS, SOS, PM, APC: late answers to questions that another program asked)
//! and sequences that are no key are dropped. An `ESC` alone is the Esc key once nothing followed
//! it within [`WITHIN_MS`]; taken at once it would go one step back in front of every arrow key and
//! every paste of a link that delivers single bytes.

use super::{
    paste::START,
    sequence::{csi, of_byte, ss3, with_alt},
};
use crate::core::base::{
    key::{Key, KeyCode},
    time::Millis,
};

const ESC: u8 = 0x1B;
pub(super) const ETX: u8 = 3;
const BEL: u8 = 7;
const CAN: u8 = 0x18;
const SUB: u8 = 0x1A;
/// Ends a control string where control characters have eight bits.
const ST: u8 = 0x9C;

/// The rest of a sequence follows at once; a person needs longer.
pub(super) const WITHIN_MS: u64 = 50;
/// The rest of a character that was cut in two is waited for so long.
const CHARACTER_MS: u64 = 300;
/// The rest of a sequence that is certainly one, and the end of a paste, are waited for so long:
/// less than two seconds, so that after two seconds a key is a key.
pub(super) const GIVE_UP_MS: u64 = 1_900;
/// No key has more parameters; what a longer sequence holds is not kept.
const MOST_PARAMETERS: usize = 64;

/// What bytes turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unit {
    Key(Key),
    /// Something that is no key here.
    Dropped,
    /// The mark before a paste: what follows is text.
    PasteBegins,
    /// The first bytes of that mark, whose rest did not come in time.
    HalfMark(Vec<u8>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// A key begins. After an Esc by itself, what stands here may be the rest of a
    /// sequence that stalled behind it.
    Keys {
        after_escape: bool,
    },
    /// After `ESC`, in this read or at the end of the one before.
    Escape {
        split: bool,
    },
    /// `[` or `]` after an Esc by itself: a key, unless a parameter follows at once.
    Late(u8),
    /// After `ESC [`: what came of the parameters.
    Csi(Vec<u8>),
    /// After `ESC O`.
    Ss3,
    /// So many bytes of a mouse report are still to come.
    Mouse(u8),
    /// The first bytes of a character.
    Character(Vec<u8>),
    Text(ControlString),
}

impl Default for State {
    fn default() -> Self {
        Self::Keys { after_escape: false }
    }
}

/// How far the end of a control string has come, and the UTF-8 character that
/// its last bytes belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct ControlString {
    escape: bool,
    lead: u8,
    missing: usize,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Lexer {
    state: State,
    /// An Esc stood directly in front, in the same read.
    glued: bool,
    /// When the last byte came.
    last: Millis,
    /// When bytes last came as machines send them: many at once, or one right behind the other.
    /// What a person types into a sequence that never ends does not keep it alive.
    flowed: Millis,
    /// The bytes at hand arrived at this time, and whether there is one only.
    now: Millis,
    single: bool,
}

impl Lexer {
    /// Returns when the last byte came.
    pub const fn last(&self) -> Millis {
        self.last
    }

    /// Begins with a read of so many bytes.
    pub fn begin(&mut self, count: usize, at: Millis) {
        self.now = at;
        self.single = count == 1;
        if !self.single || at.since(self.last) < WITHIN_MS {
            self.flowed = at;
        }
        self.last = at;
    }

    /// Takes the next byte of the read.
    pub fn take(&mut self, byte: u8, out: &mut Vec<Unit>) {
        match std::mem::take(&mut self.state) {
            State::Keys { after_escape } => self.key(byte, after_escape, out),
            State::Escape { split } => self.after_escape(byte, split, out),
            State::Late(first) if is_parameter(first, byte) => {
                self.introduce(first);
                self.take(byte, out);
            }
            State::Late(first) => {
                self.emit(Some(of_byte(first)), out);
                self.take(byte, out);
            }
            State::Csi(parameters) => self.csi(parameters, byte, out),
            State::Ss3 => match ss3(byte) {
                Some(key) => self.emit(Some(key), out),
                None => self.give_up(byte, out),
            },
            State::Mouse(1) => self.emit(None, out),
            State::Mouse(missing) => self.state = State::Mouse(missing - 1),
            State::Character(bytes) => self.character(bytes, byte, out),
            State::Text(string) => self.control_string(string, byte, out),
        }
    }

    pub fn end(&mut self) {
        if let State::Escape { split } = &mut self.state {
            *split = true;
        }
    }

    /// Returns when silence ends what has begun.
    pub fn due(&self) -> Option<Millis> {
        let after = |from: Millis, ms: u64| Some(Millis(from.0 + ms));
        match self.state {
            State::Keys { .. } => None,
            State::Escape { .. } | State::Late(_) => after(self.last, WITHIN_MS),
            State::Character(_) => after(self.last, CHARACTER_MS),
            State::Csi(_) | State::Ss3 | State::Mouse(_) | State::Text(_) => {
                after(self.flowed, GIVE_UP_MS)
            }
        }
    }

    /// The silence came: what has begun is over.
    pub fn silence(&mut self, out: &mut Vec<Unit>) {
        match std::mem::take(&mut self.state) {
            State::Keys { after_escape } => self.state = State::Keys { after_escape },
            State::Escape { .. } => {
                self.glued = false;
                out.push(Unit::Key(Key::plain(KeyCode::Esc)));
                self.state = State::Keys { after_escape: true };
            }
            State::Late(first) => self.emit(Some(of_byte(first)), out),
            State::Character(_) => self.emit(Some(Key::char(char::REPLACEMENT_CHARACTER)), out),
            State::Csi(parameters) if START[2..].starts_with(&parameters) => {
                self.glued = false;
                out.push(Unit::HalfMark([b"\x1b[", &parameters[..]].concat()));
            }
            State::Csi(_) | State::Ss3 | State::Mouse(_) | State::Text(_) => self.emit(None, out),
        }
    }

    /// Takes out the first bytes of a character whose others are still to come.
    pub fn take_half_character(&mut self) -> Option<Vec<u8>> {
        self.glued = false;
        match std::mem::take(&mut self.state) {
            State::Keys { .. } => Some(Vec::new()),
            State::Character(bytes) => Some(bytes),
            other => {
                self.state = other;
                None
            }
        }
    }

    fn key(&mut self, byte: u8, after_escape: bool, out: &mut Vec<Unit>) {
        match byte {
            ESC => self.state = State::Escape { split: false },
            b'[' | b']' if after_escape && !self.glued => self.state = State::Late(byte),
            0..0x80 => self.emit(Some(of_byte(byte)), out),
            0xC2..=0xF4 => self.state = State::Character(vec![byte]),
            // No beginning of a character: a control character of eight bits, or what another
            // encoding has there.
            _ if self.introduce(seven_bit(byte)) => {}
            _ => self.emit(Some(Key::char(char::REPLACEMENT_CHARACTER)), out),
        }
    }

    fn after_escape(&mut self, byte: u8, split: bool, out: &mut Vec<Unit>) {
        if self.introduce(byte) {
            return;
        }
        if split {
            self.emit(Some(Key::plain(KeyCode::Esc)), out);
            return self.take(byte, out);
        }
        self.glued = true;
        self.key(byte, false, out);
    }

    /// Enters the sequence that `ESC` and this byte begin; false if they begin none.
    fn introduce(&mut self, byte: u8) -> bool {
        self.state = match byte {
            b'[' => State::Csi(Vec::new()),
            b'O' => State::Ss3,
            b'P' | b'X' | b']' | b'^' | b'_' => State::Text(ControlString::default()),
            _ => return false,
        };
        self.flowed = self.now;
        true
    }

    fn csi(&mut self, mut parameters: Vec<u8>, byte: u8, out: &mut Vec<Unit>) {
        match (byte, &parameters[..]) {
            // The Linux console has function keys with two brackets.
            (0x20..=0x3F, _) | (b'[', []) => {
                if parameters.len() < MOST_PARAMETERS {
                    parameters.push(byte);
                }
                self.state = State::Csi(parameters);
            }
            (b'~', b"200") => {
                self.glued = false;
                out.push(Unit::PasteBegins);
            }
            (b'M', []) => self.state = State::Mouse(3),
            (0x40..=0x7E, _) => self.emit(csi(&parameters, byte), out),
            _ => self.give_up(byte, out),
        }
    }

    fn character(&mut self, mut bytes: Vec<u8>, byte: u8, out: &mut Vec<Unit>) {
        if !is_continuation(byte) {
            self.emit(Some(Key::char(char::REPLACEMENT_CHARACTER)), out);
            return self.take(byte, out);
        }
        bytes.push(byte);
        if bytes.len() < length(bytes[0]) {
            self.state = State::Character(bytes);
            return;
        }
        match std::str::from_utf8(&bytes).ok().and_then(|text| text.chars().next()) {
            Some('\u{80}'..='\u{9F}') if self.introduce(seven_bit(byte)) => {}
            Some('\u{80}'..='\u{9F}') => self.emit(None, out),
            c => self.emit(Some(Key::char(c.unwrap_or(char::REPLACEMENT_CHARACTER))), out),
        }
    }

    fn control_string(&mut self, mut string: ControlString, byte: u8, out: &mut Vec<Unit>) {
        let in_character = string.missing > 0 && is_continuation(byte);
        string.missing = match byte {
            _ if in_character => string.missing - 1,
            0xC2..=0xF4 => length(byte) - 1,
            _ => 0,
        };
        match byte {
            ST if !in_character || string.lead == 0xC2 => self.emit(None, out),
            b'\\' if string.escape => self.emit(None, out),
            BEL | CAN | SUB => self.emit(None, out),
            // No answer holds it, so somebody wants to leave.
            ETX if self.single => self.give_up(byte, out),
            // Another sequence begins: the string was cut off.
            _ if string.escape => {
                self.emit(None, out);
                self.state = State::Escape { split: false };
                self.take(byte, out);
            }
            _ => {
                string.escape = byte == ESC;
                if !in_character {
                    string.lead = byte;
                }
                self.state = State::Text(string);
            }
        }
    }

    /// Drops what has begun, and takes the byte as the beginning of something else.
    fn give_up(&mut self, byte: u8, out: &mut Vec<Unit>) {
        self.emit(None, out);
        self.take(byte, out);
    }

    fn emit(&mut self, key: Option<Key>, out: &mut Vec<Unit>) {
        let key = if std::mem::take(&mut self.glued) { key.and_then(with_alt) } else { key };
        out.push(key.map_or(Unit::Dropped, Unit::Key));
    }
}

/// The byte that follows `ESC` where control characters have seven bits.
const fn seven_bit(c1: u8) -> u8 {
    c1.wrapping_sub(0x40)
}

/// Whether a byte stands in a sequence right behind `[` or `]`, and hardly in what
/// a person types behind Esc.
const fn is_parameter(first: u8, byte: u8) -> bool {
    match first {
        b'[' => matches!(byte, b'0'..=b'9' | b'?' | b'<' | b'>' | b'A'..=b'D' | b'F' | b'H'),
        _ => byte.is_ascii_digit(),
    }
}

pub(super) const fn is_continuation(byte: u8) -> bool {
    matches!(byte, 0x80..=0xBF)
}

/// How many bytes a character has that begins with this one.
pub(super) const fn length(lead: u8) -> usize {
    match lead {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0.. => 4,
    }
}
