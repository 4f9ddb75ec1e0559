//! The events of bytes and silences, one line for each case.

use proptest::prelude::*;

use super::*;
use crate::core::base::KeyCode;

/// Reads with their times, and the events of the reads.
type Case<'a> = (&'a [(u64, &'a [u8])], &'a str);

/// Writes the events of timed bytes: keys as themselves, `{whole paste}`, `(piece)`, and `!` for a
/// paste whose end did not come.
fn heard(bytes: &[(u64, &[u8])]) -> String {
    let mut decoder = Decoder::default();
    let mut out = String::new();
    for (at, bytes) in bytes {
        quiet_until(&mut decoder, *at, &mut out);
        write(&decoder.take(bytes, Millis(*at)), &mut out);
    }
    quiet_until(&mut decoder, u64::MAX, &mut out);
    out
}

fn quiet_until(decoder: &mut Decoder, at: u64, out: &mut String) {
    while let Some(due) = decoder.due().filter(|due| due.0 <= at) {
        write(&decoder.silence(due), out);
        assert_ne!(decoder.due(), Some(due), "silence brings it on");
    }
}

fn write(decoded: &Decoded, out: &mut String) {
    for event in &decoded.events {
        out.push_str(&match event {
            InputEvent::Key(Key { code: KeyCode::Char(c), ctrl: false }) => c.to_string(),
            InputEvent::Key(Key { code: KeyCode::Char(c), ctrl: true }) => format!("<C-{c}>"),
            InputEvent::Key(Key { code, .. }) => format!("<{code:?}>"),
            InputEvent::Paste(text) => format!("{{{text}}}"),
            InputEvent::Piece(text) => format!("({text})"),
            InputEvent::Unended => "!".to_owned(),
        });
    }
}

/// Writes the events of bytes that come one by one, so many milliseconds apart.
fn bytewise(from: u64, every: u64, bytes: &'static [u8]) -> Vec<(u64, &'static [u8])> {
    bytes.chunks(1).zip(0..).map(|(byte, n)| (from + n * every, byte)).collect()
}

#[test]
fn keys_and_sequences_in_any_pieces() {
    let rows: &[Case] = &[
        (&[(0, b"aB")], "aB"),
        (&[(0, b"\r\t\x7f\x08\n")], "<Enter><Tab><Backspace><Backspace><C-j>"),
        (&[(0, b"\x1b[A\x1bOB\x1b[Z\x1b[3~")], "<Up><Down><BackTab><Delete>"),
        (&[(0, b"\x1b")], "<Esc>"),
        // Bytes that follow at once belong to the sequence, later bytes do not.
        (&[(0, b"\x1b"), (10, b"[A"), (10, b"A")], "<Up>A"),
        (&[(0, b"\x1b"), (49, b"O"), (60, b"P"), (61, b"P")], "<F(1)>P"),
        (&[(0, b"\x1b"), (50, b"x")], "<Esc>x"),
        (&[(0, b"\x1b"), (10, b"x"), (11, b"[")], "<Esc>x["),
        (&[(0, b"\x1b["), (900, b"1;5"), (1_900, b"C"), (1_901, b"C")], "<Right>C"),
        (&[(0, b"\x1b"), (60, b"["), (200, b"A")], "<Esc>[A"),
        (&[(0, b"\x1b"), (300, b"[A")], "<Esc><Up>"),
        (&[(0, b"\x1b"), (300, b"]11;rgb:0/0/0\x07a")], "<Esc>a"),
        (&[(0, b"\x1b"), (300, b"]"), (310, b"x")], "<Esc>]x"),
        (&[(0, b"\x1b"), (300, b"a[A")], "<Esc>a[A"),
        // Of Esc and a key in one read neither is meant; the Linux console
        // sends Esc Tab for Shift-Tab.
        (&[(0, b"\x1b\r"), (1, b"a")], "a"),
        (&[(0, b"\x1b\tz")], "<BackTab>z"),
        (&[(0, b"\x1b\x1b")], "<Esc>"),
        (&[(0, b"\x1b\x1b[Az")], "z"),
        // Answers to questions, mouse, focus.
        (&[(0, b"\x1b[?64;1;2c\x1b[24;80R\x1b[0n\x1b[I\x1b[<0;1;1M\x1b[M !!a")], "a"),
        (&[(0, b"\x1b[?64;"), (300, b"1;2ca")], "a"),
        // No sequence waits for ever.
        (&[(0, b"\x1b[1;"), (2_000, b"a")], "a"),
        (&[(0, b"\x1bO"), (2_000, b"A")], "A"),
        (&[(0, b"\x1b[1\x03")], "<C-c>"),
        // Characters, whole, in pieces and broken.
        (&[(0, "é中".as_bytes())], "é中"),
        (&[(0, b"\xe4\xb8"), (100, b"\xad")], "中"),
        (&[(0, b"caf\xe9")], "caf\u{fffd}"),
        (&[(0, b"\xe9a\xff\xc0")], "\u{fffd}a\u{fffd}\u{fffd}"),
        (&[(0, b"\xed\xa0\x80")], "\u{fffd}"),
    ];
    for (bytes, want) in rows {
        assert_eq!(heard(bytes), *want, "{bytes:?}");
    }
}

#[test]
fn control_strings_are_dropped_in_any_pieces_and_hold_up_nobody_for_longer_than_two_seconds() {
    let rows: &[Case] = &[
        (&[(0, b"\x1b]11;rgb:1e1e/1e1e/1e1e\x07a")], "a"),
        (&[(0, b"\x1b]11;rgb:1e1e/1e"), (300, b"1e/1e1e\x1b\\a")], "a"),
        (&[(0, b"\x1b"), (20, b"]0;n\r\ra"), (320, b"q"), (350, b"\x07a")], "a"),
        (&[(0, b"\x1bP>|term(1)\x1b"), (300, b"\\a")], "a"),
        (&[(0, b"\x1b_Gi=1;OK\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\a")], "a"),
        // With control characters of eight bits, bare or in UTF-8.
        (&[(0, b"\x9d11;x\x9ca\x9b1;5Cb")], "a<Right>b"),
        (&[(0, b"\xc2\x9d11;x\xc2\x9ca\xc2\x90q\x1b\\b\xc2\x85")], "ab"),
        // A continuation byte of a character does not end a control string.
        (&[(0, "\u{1b}]0;✜✜\u{7}a".as_bytes())], "a"),
        // Another sequence cuts the control string off.
        (&[(0, b"\x1b]0;x\x1b[Aa")], "<Up>a"),
        (&[(0, b"\x1b]0;x\x18a")], "a"),
        // A control string without an end.
        (&[(0, b"\x1b]0;half"), (1_899, b"qn"), (3_799, b"a")], "a"),
        (&[(0, b"\x1b]0;half"), (500, b"j"), (1_000, b"k"), (1_500, b"l"), (2_000, b"a")], "a"),
        (&[(0, b"\x1b]0;half"), (500, b"\x03")], "<C-c>"),
        (&[(0, b"\x1b]0;ha\x03\x03lf\x07a")], "a"),
    ];
    for (bytes, want) in rows {
        assert_eq!(heard(bytes), *want, "{bytes:?}");
    }
}

#[test]
fn marked_pastes() {
    let rows: &[Case] = &[
        (&[(0, b"\x1b[200~a\r\nb\rc\nd\x1b[201~q")], "{a\nb\nc\nd}q"),
        (&[(0, b"\x1b[200~\x1b[201~")], "{}"),
        (&[(0, b"\x1b[20"), (10, b"0~\x1b[A\x1b[20"), (40, b"1~")], "{\x1b[A}"),
        (&[(0, b"\x1b[200~one\x1b[201~\x1b[200~two\x1b[201~")], "{one}{two}"),
        (&[(0, b"\x1b[201~a")], "a"),
        (&[(0, b"\x1b[200~caf\xe9\x1b[201~")], "{caf\u{fffd}}"),
        // The end mark does not come: the text counts, and later bytes are its rest.
        (&[(0, b"\x1b[200~partial")], "(partial)!"),
        (&[(0, b"\x1b[200~or"), (3_000, b"ders"), (3_200, b"a\x1b[201~a")], "(or)!(dersa)a"),
        (
            &[
                (0, b"\x1b[200~or\r"),
                (3_000, b"ders\r\xe4"),
                (3_500, b"\xb8\xadq\x1b[2"),
                (6_000, b"01~a"),
            ],
            "(or)!(\nders)(\n中q)a",
        ),
        (&[(0, b"\x1b[200~or"), (1_500, b"ab"), (3_399, b"\x1b[201~n")], "{orab}n"),
        (&[(0, b"\x1b[200~or"), (1_000, b"x"), (1_800, b"y"), (2_700, b"q")], "(orxy)!q"),
        (&[(0, b"\x1b[200~or\x1b[20"), (3_000, b"1~a")], "(or)!a"),
        // A key that comes alone, with silence before it and behind it.
        (&[(0, b"\x1b[200~or"), (2_000, b"q"), (2_301, b"n")], "(or)!qn"),
        (&[(0, b"\x1b[200~or"), (2_500, b"\x1b[A"), (2_900, b"n")], "(or)!<Up>n"),
        (&[(0, b"\x1b[200~or"), (2_500, b"\x1b"), (2_504, b"["), (2_508, b"A")], "(or)!<Up>"),
        (&[(0, b"\x1b[200~or"), (2_500, "好".as_bytes())], "(or)!好"),
        (&[(0, b"\x1b[200~or"), (2_500, b"a"), (2_799, b"n"), (3_100, b"q")], "(or)!(an)q"),
        (&[(0, b"\x1b[200~or"), (2_500, b"an")], "(or)!(an)"),
        (&[(0, b"\x1b[200~or"), (2_500, b"\r\r")], "(or)!"),
        (&[(0, b"\x1b[200~or"), (2_500, b"\x1b]11;0\x07"), (2_900, b"n")], "(or)!n"),
        // Another paste begins.
        (&[(0, b"\x1b[200~or"), (2_500, b"\x1b[200~new\x1b[201~")], "(or)!{new}"),
        // The link stalls in the mark itself.
        (&[(0, b"\x1b[20"), (3_000, b"0~an\x1b[201~q")], "{an}q"),
        (&[(0, b"\x1b"), (3_000, b"[200~an\x1b[201~q")], "<Esc>{an}q"),
    ];
    for (bytes, want) in rows {
        assert_eq!(heard(bytes), *want, "{bytes:?}");
    }
}

#[test]
fn ctrl_c_twice_leaves_a_paste_and_pasted_text_does_not() {
    let rows: &[Case] = &[
        (&[(0, b"\x1b[200~a\x03\x03b\x1b[201~")], "{a\x03\x03b}"),
        (
            &[(0, b"\x1b[200~a"), (400, b"\x03"), (404, b"\x03"), (408, b"b\x1b[201~")],
            "{a\x03\x03b}",
        ),
        (&[(0, b"\x1b[200~a"), (500, b"\x03"), (801, b"q")], "(a)!<C-c>q"),
        (&[(0, b"\x1b[200~a"), (500, b"\x03"), (600, b"\x03")], "(a)!<C-c><C-c>"),
        (&[(0, b"\x1b[200~a"), (500, b"\x03\x03")], "(a)!<C-c><C-c>"),
        (&[(0, b"\x1b[200~a"), (500, b"\x03\x03\x03\x03")], "(a)!<C-c><C-c>"),
        (&[(0, b"\x1b[200~a\x03\x03")], "(a)!<C-c><C-c>"),
        (&[(0, b"\x1b[200~a\x03"), (2_500, b"\x03")], "(a)!<C-c>"),
        (&[(0, b"\x1b[200~a"), (2_500, b"bc\x03\x03")], "(a)!(bc)<C-c><C-c>"),
        (
            &[(0, b"\x1b[200~a"), (2_500, b"bc\x03\x03"), (3_500, b"d\x1b[201~")],
            "(a)!(bc)(\x03\x03d)",
        ),
    ];
    for (bytes, want) in rows {
        assert_eq!(heard(bytes), *want, "{bytes:?}");
    }
}

#[test]
fn pastes_without_marks_go_on_until_a_key_comes_alone_or_a_byte_that_is_no_text() {
    let rows: &[Case] = &[
        (
            &[(0, b"orders\rbilling"), (3_000, b"a"), (3_004, b"n"), (3_008, b"q"), (3_012, b"\r")],
            "(orders\nbilling)(anq\n)",
        ),
        (&[(0, b"orders\rbilling\xe4"), (100, b"\xb8\xad\ra")], "(orders\nbilling)(中\na)"),
        (&[(0, b"orders\rbilling"), (299, b"a")], "(orders\nbilling)(a)"),
        // The last line break counts, wherever the reads happen to end.
        (&[(0, b"orders\rbilling\r")], "(orders\nbilling\n)"),
        (&[(0, b"orders\rbilling"), (10, b"\r")], "(orders\nbilling)(\n)"),
        (&[(0, b"orders\rbil"), (10, b"ling\r")], "(orders\nbil)(ling\n)"),
        (&[(0, b"orders\rbilling"), (300, b"a"), (600, b"n"), (601, b"q")], "(orders\nbilling)anq"),
        (&[(0, b"orders\rbilling"), (10, b"x\x1b[A"), (11, b"q")], "(orders\nbilling)(x)<Up>q"),
        (&[(0, b"orders\rbilling"), (10, b"\x03")], "(orders\nbilling)<C-c>"),
        (&[(0, b"orders\rbilling"), (10, b"\x7f\x7f")], "(orders\nbilling)<Backspace><Backspace>"),
        (
            &[(0, b"a description that is longer than a hand"), (10, b"\t")],
            "(a description that is longer than a hand)<Tab>",
        ),
        (
            &[(0, b"orders\rbilling\x1b\xc3"), (300, b"["), (700, b"\r")],
            "(orders\nbilling)(\u{fffd})[<Enter>",
        ),
        (&[(0, b"orders\rbilling"), (10, b"\x1b[200~x\x1b[201~")], "(orders\nbilling){x}"),
    ];
    for (bytes, want) in rows {
        assert_eq!(heard(bytes), *want, "{bytes:?}");
    }
}

#[test]
fn only_one_thing_is_alone_and_what_is_dropped_is_a_thing() {
    let things = |bytes: &[u8]| Decoder::default().take(bytes, Millis(0)).things;
    for (bytes, want) in [
        (&b"\r"[..], 1),
        (b"\x1b[A", 1),
        (b"\r\r", 2),
        (b"\x1b]0;x\x07\r", 2),
        (b"\x1b\r", 1),
        (b"\x1b[200~x\x1b[201~\r", 2),
        (b"\x1b[200~x", 0),
        (b"\x1b[", 0),
    ] {
        assert_eq!(things(bytes), want, "{bytes:?}");
    }
}

/// 2,400 baud are 240 bytes a second: one every four milliseconds.
#[test]
fn the_rest_of_a_paste_that_stalled_three_seconds_is_text_wherever_it_stalled() {
    const PASTE: &[u8] = b"\x1b[200~orders.items\rbilling.a\rn\rq\r\r\x1b[201~";
    const TEXT: &str = "orders.items\nbilling.a\nn\nq";
    for stall in 2..PASTE.len() {
        let mut bytes = bytewise(0, 4, &PASTE[..stall]);
        bytes.extend(bytewise(4 * stall as u64 + 3_000, 4, &PASTE[stall..]));
        let said = heard(&bytes);
        let text: String = said.chars().filter(|c| !"(){}!.".contains(*c)).collect();
        let want: String = TEXT.chars().filter(|c| *c != '.').collect();
        // The only byte behind a stall that nothing follows is the end of the end mark.
        assert_eq!(text.trim_end().trim_end_matches('~'), want, "{stall}: {said}");
        assert!(!said.contains('<'), "{stall}: {said}");
    }
}

fn any_reads(
    bytes: impl Strategy<Value = u8> + Clone,
) -> impl Strategy<Value = Vec<(u64, Vec<u8>)>> {
    let pause = prop_oneof![4 => 0..60_u64, 2 => 250..350_u64, 1 => 1_900..3_100_u64];
    let bytes = prop_oneof![Just(1..2), Just(1..20)]
        .prop_flat_map(move |length| proptest::collection::vec(bytes.clone(), length));
    proptest::collection::vec((pause, bytes), 0..30).prop_map(|reads| {
        let mut at = 0;
        let mut behind = |pause: u64| {
            at += pause;
            at
        };
        reads.into_iter().map(|(pause, bytes)| (behind(pause), bytes)).collect()
    })
}

/// Bytes in which sequences, marks and Ctrl-C appear by chance.
fn eventful() -> impl Strategy<Value = u8> + Clone {
    prop_oneof![
        proptest::sample::select(
            b"\x1b\x1b[]200~201~OP_\\\x07\x03\x03anq\r\t;M<?\xc2\x9d\x9c\xe4\xb8\xad".to_vec()
        ),
        any::<u8>(),
    ]
}

proptest! {
    /// A paste may stall anywhere if no byte comes alone: no byte acts, and none is lost.
    #[test]
    fn no_byte_of_a_paste_acts_unless_it_comes_alone(
        text in "[anqx. \r]{0,60}",
        cuts in proptest::collection::vec(
            (2..12_usize, prop_oneof![300..1_000_u64, 2_000..4_000_u64]),
            1..20,
        ),
        slow in prop_oneof![Just(0_u64), Just(4), Just(40)],
        ends in any::<bool>(),
    ) {
        let end: &[u8] = if ends { b"\x1b[201~" } else { b"" };
        let stream = [b"\x1b[200~".as_slice(), text.as_bytes(), end].concat();
        let (mut rest, mut at, mut reads) = (&stream[..], 0, Vec::new());
        for (length, stall) in cuts.into_iter().chain([(usize::MAX, 0)]) {
            // The rest must not be one byte alone.
            let length = if rest.len() <= length.saturating_add(1) { rest.len() } else { length };
            let (group, more) = rest.split_at(length);
            rest = more;
            for byte in group.chunks(if slow == 0 { group.len().max(1) } else { 1 }) {
                reads.push((at, byte));
                at += slow;
            }
            at += stall;
        }
        let (mut decoder, mut came) = (Decoder::default(), String::new());
        let mut note = |decoded: Decoded| -> Result<(), TestCaseError> {
            for event in decoded.events {
                match event {
                    InputEvent::Paste(text) | InputEvent::Piece(text) => came.push_str(&text),
                    InputEvent::Unended => {}
                    InputEvent::Key(key) => {
                        return Err(TestCaseError::fail(format!("{key:?} acted")));
                    }
                }
            }
            Ok(())
        };
        for (at, bytes) in reads {
            while let Some(due) = decoder.due().filter(|due| due.0 <= at) {
                note(decoder.silence(due))?;
            }
            note(decoder.take(bytes, Millis(at)))?;
        }
        while let Some(due) = decoder.due() {
            note(decoder.silence(due))?;
        }
        let text = text.replace('\r', "\n");
        prop_assert_eq!(came.trim_end_matches('\n'), text.trim_end_matches('\n'));
    }

    /// Two seconds after any bytes a key is a key, and so is Ctrl-C.
    #[test]
    fn nothing_keeps_the_keys_for_longer_than_two_seconds(
        reads in any_reads(eventful()),
        key in "[a-z\r\u{3}]",
    ) {
        let (mut decoder, mut out) = (Decoder::default(), String::new());
        let mut at = 0;
        for (then, bytes) in &reads {
            at = *then;
            quiet_until(&mut decoder, at, &mut out);
            decoder.take(bytes, Millis(at));
        }
        quiet_until(&mut decoder, at + 2_000, &mut out);
        let mut last = String::new();
        write(&decoder.take(key.as_bytes(), Millis(at + 2_000)), &mut last);
        quiet_until(&mut decoder, at + 2_300, &mut last);
        let want = heard(&[(0, key.as_bytes())]);
        prop_assert!(last.ends_with(&want), "{:?} of {:?}", last, key);
    }
}
