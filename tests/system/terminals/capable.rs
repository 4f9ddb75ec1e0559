//! What terminals understand, and what of that a program's output asks for.

use std::collections::BTreeSet;

/// A kind of terminal, by the control sequences that it understands. Modes with a question mark are
/// not listed: a terminal that does not know one takes no notice.
pub struct Knows {
    /// The last letters of control sequences.
    pub finals: &'static str,
    /// The parameters of SGR.
    pub styles: fn(u16) -> bool,
}

/// The VT100 User Guide, "ANSI Compatible Mode": cursor moves, erasing, four attributes and none.
pub const VT100: Knows =
    Knows { finals: "ABCDHJKfhlmr", styles: |n| matches!(n, 0 | 1 | 4 | 5 | 7) };

/// The VT220 Programmer Reference adds insertion, deletion, and switching single attributes off.
pub const VT220: Knows = Knows {
    finals: "ABCDHJKLMPX@fhlmr",
    styles: |n| matches!(n, 0 | 1 | 4 | 5 | 7 | 22 | 24 | 25 | 27),
};

/// ANSI.SYS, and the consoles of serial processors after it.
pub const ANSI: Knows = Knows {
    finals: "ABCDHJKfhlmsu",
    styles: |n| matches!(n, 0 | 1 | 4 | 5 | 7 | 8 | 30..=37 | 39..=47 | 49),
};

/// The Linux console: console_codes(4).
pub const LINUX: Knows = Knows {
    finals: "@ABCDEFGHJKLMPX`acdefghlmrsu",
    styles: |n| matches!(n, 0..=5 | 7 | 21..=25 | 27 | 30..=49 | 90..=107),
};

/// An xterm, and all that call themselves one.
pub const XTERM: Knows = Knows { finals: "@ABCDEFGHJKLMPSTX`abcdefghlmrsu", styles: |n| n <= 107 };

impl Knows {
    /// What of a program's output this terminal does not understand.
    pub fn beyond(&self, output: &[u8]) -> BTreeSet<String> {
        let mut beyond = BTreeSet::new();
        let mut rest = output;
        while let Some((byte, tail)) = rest.split_first() {
            rest = tail;
            match byte {
                b'\x1b' => rest = self.sequence(tail, &mut beyond),
                // Line feed, carriage return, backspace.
                b'\n' | b'\r' | b'\x08' => {}
                0..b' ' | b'\x7f' => drop(beyond.insert(format!("control {byte:#04x}"))),
                _ => {}
            }
        }
        beyond
    }

    /// Looks at what stands behind an escape; returns the rest.
    fn sequence<'a>(&self, tail: &'a [u8], beyond: &mut BTreeSet<String>) -> &'a [u8] {
        let end = tail.iter().skip(1).position(|byte| (b'@'..=b'~').contains(byte));
        let (Some(b'['), Some(end)) = (tail.first(), end) else {
            let kind = String::from_utf8_lossy(&tail[..tail.len().min(2)]).into_owned();
            beyond.insert(format!("escape {kind}"));
            return tail;
        };
        let (parameters, last) = (&tail[1..=end], char::from(tail[end + 1]));
        let text = String::from_utf8_lossy(parameters);
        let private = text.starts_with('?') && matches!(last, 'h' | 'l');
        let style = |n: &str| (self.styles)(n.parse().unwrap_or_default());
        let known = self.finals.contains(last)
            && (last != 'm' || text.split(';').all(style))
            && (last == 'm' || text.bytes().all(|b| b.is_ascii_digit() || b == b';'));
        if !private && !known {
            beyond.insert(format!("CSI {text}{last}"));
        }
        &tail[end + 2..]
    }
}

#[test]
fn what_a_terminal_does_not_understand_is_found() {
    let beyond = |knows: &Knows, text: &str| {
        knows.beyond(text.as_bytes()).into_iter().collect::<Vec<_>>().join(", ")
    };
    for (text, vt100, xterm) in [
        ("\x1b[2;3Hplain\r\n\x1b[K\x1b[?2026h\x1b[0;1m", "", ""),
        ("\x1b[5Gto a column", "CSI 5G", ""),
        ("\x1b[27m\x1b[0;31m", "CSI 0;31m, CSI 27m", ""),
        (
            "\x1b[>c\x1b]0;title\x07",
            "CSI >c, control 0x07, escape ]0",
            "CSI >c, control 0x07, escape ]0",
        ),
    ] {
        assert_eq!((beyond(&VT100, text).as_str(), beyond(&XTERM, text).as_str()), (vt100, xterm));
    }
}
