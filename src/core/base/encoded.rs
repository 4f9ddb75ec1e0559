//! Text with its escapes resolved, and text decoded. Every character keeps its place in the text
//! that the character was read from.

/// A character, and the characters of the text that the character was read from.
#[derive(Clone, Copy)]
pub(crate) struct Unit {
    pub c: char,
    pub from: usize,
    pub to: usize,
}

impl Unit {
    /// Returns whether a reader takes this unit and the `next` one for parts of the same word.
    pub(crate) fn is_one_word_with(self, next: Self) -> bool {
        self.to >= next.from && self.c.is_alphanumeric() && next.c.is_alphanumeric()
    }
}

/// A byte, and the characters that the byte was read from.
type Byte = (u8, usize, usize);

/// Returns the text as it stands.
pub(crate) fn units(text: &str) -> Vec<Unit> {
    text.chars().enumerate().map(|(at, c)| Unit { c, from: at, to: at + 1 }).collect()
}

/// Resolves the escapes of the text once; `None` if the text has none.
pub(crate) fn unescaped(units: &[Unit]) -> Option<Vec<Unit>> {
    let mut out = Vec::with_capacity(units.len());
    // Escaped bytes in a row may be one character together.
    let mut bytes = Vec::new();
    let (mut at, mut found) = (0, false);
    while let Some(unit) = units.get(at) {
        let (meaning, length) = escape(&units[at..]).unwrap_or((Meaning::Char(unit.c), 1));
        let (from, to) = (unit.from, units[at + length - 1].to);
        match meaning {
            Meaning::Byte(byte) => bytes.push((byte, from, to)),
            Meaning::Char(c) => {
                characters(&bytes, &mut out);
                bytes.clear();
                out.push(Unit { c, from, to });
            }
        }
        found |= length > 1;
        at += length;
    }
    characters(&bytes, &mut out);
    found.then_some(out)
}

/// What an escape stands for.
enum Meaning {
    Byte(u8),
    Char(char),
}

/// Reads the escape at the beginning of `units`; returns its meaning and length.
fn escape(units: &[Unit]) -> Option<(Meaning, usize)> {
    let at = |n: usize| units.get(n).map(|unit| unit.c);
    let digits = |from: usize, count: usize, radix: u32| {
        (from..from + count).try_fold(0, |value, n| Some(value * radix + at(n)?.to_digit(radix)?))
    };
    let byte = |value: u32, length| Some((Meaning::Byte(u8::try_from(value).ok()?), length));
    let character = |value: u32, length| Some((Meaning::Char(char::from_u32(value)?), length));
    match (at(0)?, at(1)?) {
        ('%', 'u') => character(digits(2, 4, 16)?, 6),
        ('%', _) => byte(digits(1, 2, 16)?, 3),
        ('\\', 'x') => byte(digits(2, 2, 16)?, 4),
        ('\\', 'u') if at(2) == Some('{') => closed(units, 3, '}', 16),
        ('\\', 'u') => match (digits(2, 4, 16)?, at(6), at(7)) {
            (high @ 0xD800..=0xDBFF, Some('\\'), Some('u')) => {
                let low = digits(8, 4, 16)?.checked_sub(0xDC00)?;
                character(0x1_0000 + ((high - 0xD800) << 10) + low, 12)
            }
            (value, ..) => character(value, 6),
        },
        ('\\', 'U') => character(digits(2, 8, 16)?, 10),
        ('\\', '0'..='3') => byte(digits(1, 3, 8)?, 4),
        // Escapes of white space and control characters do not count in a comparison.
        ('\\', 'b' | 'f' | 'n' | 'r' | 't') => character(u32::from(' '), 2),
        ('\\', c) => Some((Meaning::Char(c), 2)),
        ('&', '#') if matches!(at(2), Some('x' | 'X')) => closed(units, 3, ';', 16),
        ('&', '#') => closed(units, 2, ';', 10),
        ('&', _) => {
            let named =
                [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&apos;", '\'')];
            let stands = |name: &str| name.chars().enumerate().all(|(n, c)| at(n) == Some(c));
            named
                .into_iter()
                .find(|(name, _)| stands(name))
                .map(|(name, c)| (Meaning::Char(c), name.len()))
        }
        _ => None,
    }
}

/// Reads a character's number that begins at `start` and is closed by `end`.
fn closed(units: &[Unit], start: usize, end: char, radix: u32) -> Option<(Meaning, usize)> {
    // The highest number has seven decimal digits; zeros may stand before it.
    let count = units.iter().skip(start).take(10).position(|unit| unit.c == end)?;
    let digits = &units[start..start + count];
    let value = digits.iter().try_fold(0_u32, |value, unit| {
        value.checked_mul(radix)?.checked_add(unit.c.to_digit(radix)?)
    })?;
    Some((Meaning::Char(char::from_u32(value)?), start + count + 1))
}

/// Decodes the text as base64 (standard or URL-safe) and as hexadecimal digits, at each alignment.
pub(crate) fn decoded(units: &[Unit]) -> Vec<Vec<Unit>> {
    let tables = [(6, 4, sextet as fn(char) -> Option<u32>), (4, 2, |c| c.to_digit(16))];
    tables
        .into_iter()
        .flat_map(|(bits, group, value)| {
            (0..group).map(move |skip| read(units, bits, group, value, skip))
        })
        .collect()
}

/// A shorter run of digits holds no secret.
const SHORTEST_RUN: usize = 6;

/// Reads each run of digits of `bits` bits as bytes, in groups of `group` digits that
/// begin after the first `skip`.
fn read(
    units: &[Unit],
    bits: u32,
    group: usize,
    value: fn(char) -> Option<u32>,
    skip: usize,
) -> Vec<Unit> {
    let mut out = Vec::new();
    let mut bytes: Vec<Byte> = Vec::new();
    // Long texts are broken into lines.
    let solid: Vec<Unit> = units.iter().copied().filter(|unit| !unit.c.is_whitespace()).collect();
    for run in solid.split(|unit| value(unit.c).is_none()).filter(|run| run.len() >= SHORTEST_RUN) {
        for digits in run[skip..].chunks(group) {
            let all = digits.iter().fold(0, |all, unit| (all << bits) | value(unit.c).unwrap_or(0));
            let (length, bits) = (u32::try_from(digits.len()).unwrap_or(0) * bits, bits as usize);
            for n in 0..length / 8 {
                let (first, last) = (n as usize * 8 / bits, (n as usize * 8 + 7) / bits);
                let shift = length - 8 * (n + 1);
                // One byte of the group's bits.
                bytes.push(((all >> shift) as u8, digits[first].from, digits[last].to));
            }
        }
        characters(&bytes, &mut out);
        bytes.clear();
    }
    out
}

fn sextet(c: char) -> Option<u32> {
    let value = match c {
        'A'..='Z' => u32::from(c) - u32::from('A'),
        'a'..='z' => u32::from(c) - u32::from('a') + 26,
        '0'..='9' => u32::from(c) - u32::from('0') + 52,
        '+' | '-' => 62,
        '/' | '_' => 63,
        _ => return None,
    };
    Some(value)
}

/// Appends bytes as characters; bytes that are not UTF-8 are left out.
fn characters(bytes: &[Byte], out: &mut Vec<Unit>) {
    let plain: Vec<u8> = bytes.iter().map(|(byte, ..)| *byte).collect();
    let mut at = 0;
    for chunk in plain.utf8_chunks() {
        for c in chunk.valid().chars() {
            let (first, last) = (bytes[at], bytes[at + c.len_utf8() - 1]);
            out.push(Unit { c, from: first.1, to: last.2 });
            at += c.len_utf8();
        }
        at += chunk.invalid().len();
    }
}
