//! A paste while it arrives: between the terminal's marks, or without them.
//!
//! On a link that stalls, the rest of a paste comes seconds later, byte by byte, and looks like
//! typing. So the text stays text until its end is certain: the end mark, or a key that comes
//! alone, which is one with a silence of [`QUIET_MS`] before it and another one behind it. Text
//! whose end mark does not come is handed over after [`GIVE_UP_MS`], and what follows is still its
//! rest. A paste without marks ends as well with a byte that no text holds: an escape sequence,
//! Ctrl with a letter, Backspace.
//!
//! Ctrl-C always gets through. In a marked paste the same byte can be text, so it counts alone like
//! any key, and as the last two bytes before the paste is given up.

use super::{
    InputEvent,
    lexer::{ETX, GIVE_UP_MS, Lexer, Unit, WITHIN_MS, is_continuation, length},
};
use crate::core::{
    base::{key::Key, time::Millis},
    compose::import::LONGEST_TEXT,
};

/// The mark before a paste.
pub(super) const START: &[u8] = b"\x1b[200~";
const END: &[u8] = b"\x1b[201~";
/// Silence before and behind a key that comes alone.
const QUIET_MS: u64 = 300;
/// What is longer is cut: more than the longest list that is read, so that
/// the cut is noticed there.
const MOST: usize = LONGEST_TEXT + 4;
/// No key has more bytes.
const LONGEST_KEY: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The end mark is still expected.
    Marked,
    /// It was waited for in vain, and what came so far is handed over.
    Unended,
    /// There was no mark, and the beginning is handed over.
    Unmarked,
}

/// A paste that has begun.
#[derive(Debug, Clone)]
pub(super) struct Paste {
    kind: Kind,
    /// What is not handed over yet.
    text: Vec<u8>,
    /// From here on it came after a silence, if there was one.
    group: Option<usize>,
    /// Something came since silence was last looked at.
    fresh: bool,
    last: Millis,
    /// When bytes last came as machines send them. Whoever presses key after key does not
    /// keep an unended paste waiting.
    flowed: Millis,
}

/// What came of bytes or of silence.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Heard<'a> {
    pub events: Vec<InputEvent>,
    /// The paste is over, and these bytes do not belong to it.
    pub over: Option<&'a [u8]>,
    /// Another marked paste begins with them.
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

    /// Goes on behind what was recognised as a paste without marks, with the bytes of
    /// a character cut in two.
    pub fn unmarked(half_character: Vec<u8>, at: Millis) -> Self {
        Self { kind: Kind::Unmarked, text: half_character, ..Self::marked(at) }
    }

    /// Goes on behind a part of the start mark that the link has stalled in.
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
            // The last bytes may be the beginning of the end mark.
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

    /// Returns when silence means something.
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

    /// Nothing came up to this time.
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

    /// Ends it with the keys of the operator, who is back.
    fn end_with(&mut self, units: Vec<Unit>) -> Heard<'static> {
        let mut events: Vec<InputEvent> = self.hand_over(true).into_iter().collect();
        events.extend((self.kind == Kind::Marked).then_some(InputEvent::Unended));
        events.extend(units.into_iter().filter_map(|unit| match unit {
            Unit::Key(key) => Some(InputEvent::Key(key)),
            Unit::Dropped | Unit::PasteBegins | Unit::HalfMark(_) => None,
        }));
        Heard { events, over: Some(&[]), begins: false }
    }

    /// Returns what came behind a silence, if that is one key or Ctrl-C again and again, or no
    /// key and no text either.
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
            [Unit::Key(_)] | [Unit::Dropped] => units,
            _ => Vec::new(),
        }
    }

    /// Whether it ends in Ctrl-C, twice.
    fn leaves(&self) -> bool {
        self.kind != Kind::Unmarked && self.ctrl_c() >= 2
    }

    fn ctrl_c(&self) -> usize {
        self.text.iter().rev().take_while(|byte| **byte == ETX).count()
    }

    /// Hands over what is certainly text, if there is any. What may be a part of a mark or of a
    /// character waits for its rest, and line breaks wait for the line that follows them: a field
    /// drops those at the end of what it is given.
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
        if !last || breaks == end {
            end -= breaks;
        }
        let piece: Vec<u8> = self.text.drain(..end).collect();
        (!piece.is_empty()).then(|| InputEvent::Piece(clean(&piece)))
    }
}

/// How many bytes at the end begin a character that is not whole.
fn half_character(text: &[u8]) -> usize {
    let tail = text.iter().rev().take(3).take_while(|byte| is_continuation(**byte)).count();
    let lead = text.len().checked_sub(tail + 1).map_or(0, |at| text[at]);
    if lead >= 0xC2 && length(lead) > tail + 1 { tail + 1 } else { 0 }
}

const CTRL_C: Key = Key::ctrl('c');

/// Whether a byte may stand in a text that nothing marks.
const fn is_text(byte: u8) -> bool {
    byte >= b' ' && byte != 0x7F || matches!(byte, b'\t' | b'\n' | b'\r')
}

/// One kind of line break; what is no UTF-8 shows as U+FFFD.
fn clean(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n")
}
