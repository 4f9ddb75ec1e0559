//! Bytes become keys, in whichever pieces the bytes arrive. Pure: the caller passes the times.
//!
//! An incomplete sequence waits for its rest, for a limited time: see [`Lexer::due`]. Control
//! strings (OSC, DCS, SOS, PM, APC: late answers to questions of another program) and sequences
//! that are no key are dropped. An `ESC` is the Esc key if nothing follows within
//! [`WITHIN_MS`]. If it counted at once, every arrow key and paste would go one step back on a
//! link that delivers single bytes.

use super::{
    paste::START,
    sequence::{csi, of_byte, ss3, with_alt},
};
use crate::core::base::{Key, KeyCode, Millis};

const ESC: u8 = 0x1B;
pub const ETX: u8 = 3;
const BEL: u8 = 7;
const CAN: u8 = 0x18;
const SUB: u8 = 0x1A;
/// Ends a control string on terminals with control characters of eight bits.
const ST: u8 = 0x9C;

/// Longest gap within a sequence. A person needs longer between two keys.
pub const WITHIN_MS: u64 = 50;
/// Longest wait for the rest of a character.
const CHARACTER_MS: u64 = 300;
/// Longest wait for the rest of a certain sequence and for the end of a paste. Below two seconds,
/// so that after two seconds a key is a key.
pub const GIVE_UP_MS: u64 = 1_900;
/// Most parameter bytes that are kept; no key has more.
const MOST_PARAMETERS: usize = 64;

/// The meaning of some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    Key(Key),
    /// A sequence that is no key.
    Dropped,
    /// The mark before a paste.
    PasteBegins,
    /// The first bytes of a paste mark whose rest did not come in time.
    HalfMark(Vec<u8>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// A key begins. After a lone Esc the next bytes may be the rest of a stalled sequence.
    Keys {
        after_escape: bool,
    },
    /// After `ESC`, in this read or (`split`) at the end of the read before.
    Escape {
        split: bool,
    },
    /// After a lone Esc and `[` or `]`: a key, unless a parameter follows at once.
    Late(u8),
    /// After `ESC [`, with the parameters so far.
    Csi(Vec<u8>),
    /// After `ESC O`.
    Ss3,
    /// In a mouse report; the number is of the bytes that are still to come.
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

/// The state within a control string: whether its end has begun, and the UTF-8
/// character of the last bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct ControlString {
    escape: bool,
    lead: u8,
    missing: usize,
}

#[derive(Debug, Clone, Default)]
pub struct Lexer {
    state: State,
    /// An Esc stood directly before, in the same read.
    glued: bool,
    /// When the last byte came.
    last: Millis,
    /// When bytes last came at the speed of a machine: many at once, or one right behind the other.
    /// Keys that a person types do not keep an endless sequence alive.
    flowed: Millis,
    /// When the bytes of this read arrived.
    now: Millis,
    single: bool,
}

impl Lexer {
    /// Returns when the last byte came.
    pub const fn last(&self) -> Millis {
        self.last
    }

    /// Begins a read of `count` bytes.
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

    /// Returns when a silence ends the sequence that has begun.
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

    /// Ends the sequence that has begun, after a silence.
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

    /// Takes out the first bytes of an incomplete character.
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
            // The byte begins no character: a control character of eight bits, or
            // a byte of another encoding.
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

    /// Enters the sequence that `ESC` and this byte begin. Returns false if they begin none.
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
            // No answer holds Ctrl-C, so the operator wants to leave.
            ETX if self.single => self.give_up(byte, out),
            // Another sequence begins, so the string was cut off.
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

    /// Drops the sequence that has begun, and takes the byte as the beginning of another.
    fn give_up(&mut self, byte: u8, out: &mut Vec<Unit>) {
        self.emit(None, out);
        self.take(byte, out);
    }

    fn emit(&mut self, key: Option<Key>, out: &mut Vec<Unit>) {
        let key = if std::mem::take(&mut self.glued) { key.and_then(with_alt) } else { key };
        out.push(key.map_or(Unit::Dropped, Unit::Key));
    }
}

/// Returns the byte that follows `ESC` in the seven-bit form of a control character.
const fn seven_bit(c1: u8) -> u8 {
    c1.wrapping_sub(0x40)
}

/// Returns whether a byte is likely a parameter behind `[` or `]`, and not a key that
/// a person types after Esc.
const fn is_parameter(first: u8, byte: u8) -> bool {
    match first {
        b'[' => matches!(byte, b'0'..=b'9' | b'?' | b'<' | b'>' | b'A'..=b'D' | b'F' | b'H'),
        _ => byte.is_ascii_digit(),
    }
}

pub const fn is_continuation(byte: u8) -> bool {
    matches!(byte, 0x80..=0xBF)
}

/// Returns the length in bytes of a character that begins with this byte.
pub const fn length(lead: u8) -> usize {
    match lead {
        0..0x80 => 1,
        0x80..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0.. => 4,
    }
}
