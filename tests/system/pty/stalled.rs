//! Input that comes in pieces, comes late or never ends: nothing of it acts, and the keys are back
//! within two seconds.

use std::time::{Duration, Instant};

use geminidb_backup::simulator::Scenario;

use crate::support::{
    operator::{Launch, Operator, SOON, each},
    pty::Exit,
    service::Service,
};

/// 2,400 baud.
const BYTE: Duration = Duration::from_micros(4_167);
/// How long the link stalls.
const STALL: Duration = Duration::from_secs(3);
/// An unended paste is given up after this time, on a machine that others use as well.
const GIVEN_UP: Duration = Duration::from_secs(3);
/// Two parts of an answer are so far apart.
const APART: Duration = Duration::from_millis(300);
const UNENDED: &str = "The paste did not end; its text is kept.";
const END: &[u8] = b"\x1b[201~";
/// A paste whose end mark is missing.
const PARTIAL: &[u8] = include_bytes!("../../data/unterminated_paste.bin");

fn in_form() -> Operator {
    let mut operator = Launch::demo("smooth", 50).start();
    operator.choose("cass-docs-01");
    operator.fill("never-acts", "text: ");
    operator
}

fn in_tree() -> Operator {
    let mut operator = in_form();
    operator.choose_tables("databaseNameA");
    operator
}

/// So long nothing is sent.
#[track_caller]
fn pause(operator: &mut Operator, time: Duration) {
    assert_eq!(operator.pty.wait_exit(time), None, "it goes on");
}

#[test]
fn a_paste_without_an_end_is_kept_and_said_and_the_next_key_is_a_key() {
    let mut operator = in_form();
    let sent = Instant::now();
    operator.pty.send(PARTIAL);
    operator.wait(UNENDED);
    assert!(
        sent.elapsed() >= Duration::from_millis(1_900) && sent.elapsed() < GIVEN_UP,
        "{:?}",
        sent.elapsed()
    );
    operator.wait("text: partial");
    operator.press("<Backspace>", "text: partia ");
    assert_eq!(operator.leave().0, Exit::Code(0));
    operator.assert_restored();
}

#[test]
fn ctrl_c_twice_leaves_a_paste_without_an_end_whenever_it_is_pressed() {
    let cases: [(&str, &[&[u8]]); 3] = [
        ("in the same read", &[b"\x03\x03"]),
        ("one after the other", &[b"\x03", b"\x03"]),
        ("once it is given up", &[b"", b"\x03", b"\x03"]),
    ];
    each(&cases, |presses| {
        let mut operator = in_form();
        operator.pty.send(PARTIAL);
        for bytes in *presses {
            if bytes.is_empty() {
                operator.wait(UNENDED);
            } else {
                operator.pty.send(bytes);
            }
        }
        assert_eq!(operator.gone(SOON).0, Exit::Code(0));
        operator.assert_restored();
    });
}

#[test]
fn the_rest_of_a_stalled_paste_never_becomes_keys() {
    const LIST: &[u8] = b"\x1b[200~databaseNameA.table_A\rdatabaseNameA.a\r\
        databaseNameA.n\rdatabaseNameA.q\r\x1b[201~";
    let (a, end) =
        (b"\x1b[200~databaseNameA.table_A\rdatabaseNameA.".len(), LIST.len() - END.len());
    let stalls = [
        ("in the mark", 3),
        ("before a", a),
        ("before Enter", a + 1),
        ("before a line", a + 2),
        ("before the end", end),
        ("in it", end + 3),
    ];
    each(&stalls, |stall| {
        let mut operator = in_tree();
        operator.pty.trickle(&LIST[..*stall], BYTE);
        pause(&mut operator, STALL);
        operator.pty.trickle(&LIST[*stall..], BYTE);
        operator.wait("Read: 4 tables in 4 lines");
        operator.wait("Chosen now: nothing.");
        operator.press("<Esc>", "nothing has changed");
        operator.press("?", "Keys of this screen");
    });
}

#[test]
fn the_rest_of_a_stalled_paste_sends_nothing() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = Launch::live(&service).start();
    operator.begin();
    operator.choose("cass-docs-01");
    operator.fill("never-sends", "must not be sent");
    operator.review();
    operator.focus_button();
    operator.pty.trickle(b"\x1b[200~\rn\r", BYTE);
    pause(&mut operator, STALL);
    operator.pty.trickle(b"\r\rq\r\x1b[201~", BYTE);
    operator.wait("A paste does nothing here.");
    operator.wait("> [ Create backup ]");
    assert_eq!(operator.leave().0, Exit::Code(0));
    assert_eq!(service.creates_received(), 0);
}

#[test]
fn answers_to_questions_that_come_in_two_parts_are_dropped() {
    let answers: [(&str, [&[u8]; 2]); 6] = [
        ("OSC", [b"\x1b]11;rgb:1e1e/1e", b"1e/1e1e\x1b\\"]),
        ("OSC with BEL", [b"\x1b]52;c;YW5x", b"YW5x\x07"]),
        ("behind ESC", [b"\x1b]11;rgb:0/0/0\x1b", b"\\"]),
        ("DCS", [b"\x1bP>|term", b"(390)\x1b\\"]),
        ("APC", [b"\x1b_Gi=1", b";OK\x1b\\"]),
        ("CSI", [b"\x1b[?64;1", b";2c"]),
    ];
    each(&answers, |[first, second]| {
        let mut operator = in_form();
        operator.pty.send(first);
        pause(&mut operator, APART);
        operator.pty.send(second);
        operator.press("!", "text: ! ");
        assert_eq!(operator.leave().0, Exit::Code(0));
    });
}

#[test]
fn a_control_string_without_an_end_holds_the_keys_for_two_seconds() {
    let mut operator = in_form();
    operator.pty.send(b"\x1b]0;title");
    pause(&mut operator, GIVEN_UP);
    operator.press("k", "text: k ");
    operator.pty.send(b"\x1bP1$r");
    pause(&mut operator, APART);
    assert_eq!(operator.leave().0, Exit::Code(0));
}
