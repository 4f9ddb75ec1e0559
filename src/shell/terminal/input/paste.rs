//! A paste that is arriving, with the terminal's marks or without them.
//!
//! On a link that stalls, the rest of a paste comes seconds later, byte by byte, and looks
//! like typing. So bytes count as text until the end is certain: the end mark, or a key that
//! comes alone, with a silence of [`QUIET_MS`] before and behind the key. Without an end
//! mark the text is handed over after [`GIVE_UP_MS`], and later bytes still belong to the
//! paste. A paste without marks also ends with a byte that no text holds: an escape
//! sequence, Ctrl with a letter, Backspace.
//!
//! Ctrl-C always gets through. In a marked paste that byte can be text, so it counts if it comes
//! alone, or twice at the end of a paste that is given up.

use super::{
    InputEvent,
    lexer::{ETX, GIVE_UP_MS, Lexer, Unit, WITHIN_MS, is_continuation, length},
};
use crate::core::{
    base::{Key, Millis},
    compose::import::LONGEST_TEXT,
};

/// The mark before a paste.
pub const START: &[u8] = b"\x1b[200~";
const END: &[u8] = b"\x1b[201~";
/// Silence before and behind a key that comes alone.
const QUIET_MS: u64 = 300;
/// Most bytes of a paste. More than the longest list that is read, so that the reader of
/// the list notices the cut.
const MOST: usize = LONGEST_TEXT + 4;
/// Most bytes of a key.
const LONGEST_KEY: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The end mark is still expected.
    Marked,
    /// The end mark has not come in time, and the text so far is handed over.
    Unended,
    /// The paste has no marks, and the beginning is handed over.
    Unmarked,
}

/// A paste that has begun.
#[derive(Debug, Clone)]
pub struct Paste {
    kind: Kind,
    /// The bytes that are not handed over yet.
    text: Vec<u8>,
    /// Where the bytes after the last silence begin.
    group: Option<usize>,
    /// Bytes came since the last check of a silence.
    fresh: bool,
    last: Millis,
    /// When bytes last came at the speed of a machine. A person who presses key after key does not
    /// keep an unended paste alive.
    flowed: Millis,
}

/// The events of some bytes, or of a silence.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Heard<'a> {
    pub events: Vec<InputEvent>,
    /// The bytes behind the paste, if the paste is over.
    pub over: Option<&'a [u8]>,
    /// Another marked paste begins with the bytes behind.
    pub begins: bool,
}

impl Paste {
    /// Begins behind the start mark.
    pub fn marked(at: Millis) -> Self {
        Self {
            kind: Kind::Marked,
            text: Vec::new(),
            group: None,
            fresh: true,
            last: at,
            flowed: at,
        }
    }

    /// Continues a paste without marks behind its beginning, with the first
    /// bytes of an incomplete character.
    pub fn unmarked(half_character: Vec<u8>, at: Millis) -> Self {
        Self { kind: Kind::Unmarked, text: half_character, ..Self::marked(at) }
    }

    /// Continues a paste whose start mark came only in part before the link stalled.
    pub fn half_mark(bytes: Vec<u8>, at: Millis) -> Self {
        Self { kind: Kind::Unended, text: bytes, fresh: false, ..Self::marked(at) }
    }

    /// Returns when the last byte came.
    pub const fn last(&self) -> Millis {
        self.last
    }

    /// Takes the bytes of one read.
    pub fn take<'a>(&mut self, bytes: &'a [u8], at: Millis) -> Heard<'a> {
        if at.since(self.last) >= QUIET_MS {
            self.group = Some(self.text.len());
        }
        if bytes.len() > 1 || at.since(self.last) < WITHIN_MS {
            self.flowed = at;
        }
        (self.last, self.fresh) = (at, true);
        let known = self.text.len();
        let end = bytes.iter().position(|byte| self.kind == Kind::Unmarked && !is_text(*byte));
        self.text.extend_from_slice(&bytes[..end.unwrap_or(bytes.len())]);
        if let Some(end) = end {
            return self.over(&bytes[end..]);
        }
        let from = known.saturating_sub(END.len() - 1);
        let mark = self.text[from..]
            .windows(END.len())
            .position(|w| w == END || (w == START && self.kind == Kind::Unended));
        if let Some(at) = mark.map(|at| from + at) {
            let begins = self.text[at..].starts_with(START);
            let behind = self.text.len() - at - END.len();
            self.text.truncate(at);
            return Heard { begins, ..self.over(&bytes[bytes.len() - behind..]) };
        }
        if self.text.len() > MOST {
            // The last bytes stay, because they may begin the end mark.
            self.text.drain(MOST..self.text.len().max(MOST + END.len()) - END.len());
        }
        Heard::default()
    }

    fn over<'a>(&mut self, rest: &'a [u8]) -> Heard<'a> {
        let events = match self.kind {
            Kind::Marked => vec![InputEvent::Paste(clean(&self.text))],
            Kind::Unended | Kind::Unmarked => self.hand_over(true).into_iter().collect(),
        };
        Heard { events, over: Some(rest), begins: false }
    }

    /// Returns when a silence means something.
    pub fn due(&self) -> Option<Millis> {
        let (quiet, late) = (Millis(self.last.0 + QUIET_MS), Millis(self.flowed.0 + GIVE_UP_MS));
        match self.kind {
            _ if self.fresh && !self.alone().is_empty() => Some(quiet),
            Kind::Marked => Some(late),
            Kind::Unended | Kind::Unmarked if self.fresh => Some(quiet),
            Kind::Unended if self.leaves() => Some(late),
            Kind::Unended | Kind::Unmarked => None,
        }
    }

    /// Takes a silence up to this time.
    pub fn silence(&mut self, at: Millis) -> Heard<'static> {
        let quiet = at.since(self.last);
        let mut heard = Heard::default();
        if quiet >= QUIET_MS && self.fresh {
            let alone = self.alone();
            if !alone.is_empty() {
                self.text.truncate(self.group.unwrap_or_default());
            }
            if alone.iter().any(|unit| matches!(unit, Unit::Key(_))) {
                return self.end_with(alone);
            }
            if self.kind != Kind::Marked {
                self.fresh = false;
                heard.events.extend(self.hand_over(false));
            }
        }
        if at.since(self.flowed) < GIVE_UP_MS {
            return heard;
        }
        if self.leaves() {
            self.text.truncate(self.text.len() - self.ctrl_c());
            return self.end_with(vec![Unit::Key(CTRL_C); 2]);
        }
        if self.kind == Kind::Marked {
            (self.kind, self.fresh) = (Kind::Unended, false);
            heard.events.extend(self.hand_over(false));
            heard.events.push(InputEvent::Unended);
        }
        heard
    }

    /// Ends the paste with keys of the operator.
    fn end_with(&mut self, units: Vec<Unit>) -> Heard<'static> {
        let mut events: Vec<InputEvent> = self.hand_over(true).into_iter().collect();
        events.extend((self.kind == Kind::Marked).then_some(InputEvent::Unended));
        events.extend(units.into_iter().filter_map(|unit| match unit {
            Unit::Key(key) => Some(InputEvent::Key(key)),
            Unit::Dropped | Unit::PasteBegins | Unit::HalfMark(_) => None,
        }));
        Heard { events, over: Some(&[]), begins: false }
    }

    /// Returns the key that came alone behind a silence, or repeated Ctrl-C, or a dropped sequence.
    fn alone(&self) -> Vec<Unit> {
        let group = self.group.map_or(&[][..], |from| self.text.get(from..).unwrap_or_default());
        if !group.is_empty() && group.iter().all(|byte| *byte == ETX) {
            return vec![Unit::Key(CTRL_C); group.len().min(2)];
        }
        if self.kind == Kind::Marked || group.len() > LONGEST_KEY {
            return Vec::new();
        }
        let (mut lexer, mut units) = (Lexer::default(), Vec::new());
        lexer.begin(group.len(), self.last);
        for byte in group {
            lexer.take(*byte, &mut units);
        }
        lexer.silence(&mut units);
        match units[..] {
            [Unit::Key(_) | Unit::Dropped] => units,
            _ => Vec::new(),
        }
    }

    /// Returns whether a marked paste ends with Ctrl-C twice.
    fn leaves(&self) -> bool {
        self.kind != Kind::Unmarked && self.ctrl_c() >= 2
    }

    fn ctrl_c(&self) -> usize {
        self.text.iter().rev().take_while(|byte| **byte == ETX).count()
    }

    /// Hands over the bytes that are certainly text. A part of a mark or of a character waits for
    /// its rest. In a paste with marks, line breaks wait for the next line, because a field drops
    /// line breaks at the end of a text. Without marks they do not wait: a list of lines is shown
    /// with its bytes, and their number must not depend on where a read happened to end.
    fn hand_over(&mut self, last: bool) -> Option<InputEvent> {
        let mut end = self.text.len();
        if self.kind != Kind::Unmarked {
            let part =
                |text: &[u8], n: &usize| text.ends_with(&START[..*n]) || text.ends_with(&END[..*n]);
            end -= (1..END.len()).rev().find(|n| part(&self.text, n)).unwrap_or(0);
            end -= self.text[..end].iter().rev().take_while(|byte| **byte == ETX).count();
        }
        if !last {
            end -= half_character(&self.text[..end]);
        }
        let is_break = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let breaks = self.text[..end].iter().rev().take_while(is_break).count();
        if self.kind != Kind::Unmarked && (!last || breaks == end) {
            end -= breaks;
        }
        let piece: Vec<u8> = self.text.drain(..end).collect();
        (!piece.is_empty()).then(|| InputEvent::Piece(clean(&piece)))
    }
}

/// Returns the number of bytes at the end that begin an incomplete character.
fn half_character(text: &[u8]) -> usize {
    let tail = text.iter().rev().take(3).take_while(|byte| is_continuation(**byte)).count();
    let lead = text.len().checked_sub(tail + 1).map_or(0, |at| text[at]);
    if lead >= 0xC2 && length(lead) > tail + 1 { tail + 1 } else { 0 }
}

const CTRL_C: Key = Key::ctrl('c');

/// Returns whether a byte may stand in the text of a paste without marks.
const fn is_text(byte: u8) -> bool {
    byte >= b' ' && byte != 0x7F || matches!(byte, b'\t' | b'\n' | b'\r')
}

/// Decodes a text with one kind of line break. Bytes that are no UTF-8 become U+FFFD.
fn clean(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n")
}
