//! Terminals as rows of a table: how each is had, and what it must show.

use std::fs;

use super::{
    Desk, INSTANCE, assert_over,
    capable::{ANSI, Knows, LINUX, VT100, VT220, XTERM},
    demo, have, job, leave,
};
use crate::support::operator::{Launch, Operator, SOON, each};

/// A `TERM`, or other variables, by which the program has to find what the terminal can do.
struct Environment {
    variables: &'static [(&'static str, &'static str)],
    knows: Knows,
    /// Only ASCII may be written.
    ascii: bool,
    /// Colours may be written.
    colour: bool,
}

#[test]
fn the_job_is_done_with_what_each_terminal_understands() {
    let row = |variables, knows, ascii, colour| Environment { variables, knows, ascii, colour };
    each(
        &[
            ("xterm", row(&[("TERM", "xterm")], XTERM, false, true)),
            ("the Linux console", row(&[("TERM", "linux")], LINUX, true, true)),
            ("vt100", row(&[("TERM", "vt100")], VT100, true, false)),
            ("vt220", row(&[("TERM", "vt220")], VT220, true, false)),
            ("ansi", row(&[("TERM", "ansi")], ANSI, true, true)),
            ("NO_COLOR", row(&[("NO_COLOR", "1")], VT100, false, false)),
            ("LC_ALL=C", row(&[("LC_ALL", "C")], XTERM, true, true)),
            ("everything at once", row(&[("NO_COLOR", "1"), ("LC_ALL", "C")], VT100, true, false)),
        ],
        |row| {
            let desk = Desk::new();
            let launch = row.variables.iter().fold(demo(), |launch, (n, v)| launch.env(n, v));
            let mut operator = launch.start_under(&["sh", &desk.name("shell")]);
            let ids = job(&mut operator, INSTANCE);
            assert_within(&operator, row);
            leave(&mut operator, &ids);
            operator.assert_restored();
            assert_within(&operator, row);
            assert_over(&mut operator);
        },
    );
}

/// Nothing was written that the terminal does not understand, or that was not to be used.
#[track_caller]
fn assert_within(operator: &Operator, row: &Environment) {
    let output = operator.pty.raw_output();
    let beyond = row.knows.beyond(&output);
    assert!(beyond.is_empty(), "not understood: {beyond:?}");
    assert!(!row.ascii || output.is_ascii(), "not only ASCII");
    let coloured = !VT220.beyond(&output).is_empty();
    assert_eq!(coloured, row.colour, "colours");
}

/// The name of the instance that the scenario `cjk` adds, in a locale that has it and as escapes.
const CHINESE: &str = "订单-生产-01";
const ESCAPED: &str = r"\u{8ba2}\u{5355}-";

/// In a locale of another charset all that is written is ASCII, and so reads alike in each of them;
/// what is typed in that charset does no harm.
#[test]
fn chinese_names_are_backed_up_in_a_latin_1_and_a_gb18030_locale() {
    let rows = [
        ("Latin-1", ("en_US", "ISO-8859-1", &b"\xe9"[..])),
        ("GB18030", ("zh_CN", "GB18030", b"\xd6\xd0")),
    ];
    each(&rows, |(language, charset, typed)| {
        let desk = Desk::new();
        let Some(locale) = desk.locale(language, charset) else { return };
        let launch = Launch::demo("cjk", 50).env("LC_ALL", &locale);
        let launch = launch.env("LOCPATH", &desk.name("locales"));
        let mut operator = launch.start_under(&["sh", &desk.name("shell")]);
        operator.choose(ESCAPED);
        operator.fill("terminal-check", "caf");
        operator.pty.send(typed);
        operator.wait(r"caf\u{fffd}");
        for _ in 0..typed.len() {
            operator.pty.send_keys("<BS>");
        }
        operator.wait_gone(r"\u{fffd}");
        operator.review();
        operator.wait(r"\u{8ba2}\u{5355}-\u{751f}\u{4ea7}-01");
        operator.confirm();
        let ids = operator.ids();
        operator.completed();
        leave(&mut operator, &ids);
        operator.assert_restored();
        assert!(operator.pty.raw_output().is_ascii(), "not only ASCII");
        assert_over(&mut operator);
    });
}

/// A terminal that can move no cursor gets no control sequence: lines, or a sentence that says what
/// to do.
#[test]
fn a_dumb_terminal_gets_lines_or_a_refusal_and_no_escape() {
    for term in ["dumb", ""] {
        let desk = Desk::new();
        let mut operator = demo().env("TERM", term).start_under(&["sh", &desk.name("shell")]);
        operator.pty.wait_for(SOON, |screen| {
            let said = screen.contents();
            said.contains(INSTANCE) || said.contains("status 2.")
        });
        operator.pty.wait_quiet(std::time::Duration::from_millis(300));
        let output = operator.pty.raw_output();
        assert!(!output.contains(&b'\x1b'), "{:?}", String::from_utf8_lossy(&output));
        // Either way the terminal takes whole lines again.
        operator.pty.send_keys("<C-c>");
        if operator.pty.wait_exit(SOON).is_none() {
            panic!("it stays after Ctrl-C:\n{}", operator.pty.screen());
        }
        assert!(!operator.pty.raw_output().contains(&b'\x1b'));
    }
}

/// What stands between the program and the terminal, and has screens of its own.
struct Multiplexer {
    program: &'static str,
    /// Its configuration, with the alternate screen and without.
    settings: &'static str,
    /// The words that start it: `{file}` is its configuration, `{socket}` is private.
    words: &'static [&'static str],
}

const TMUX: &[&str] = &["tmux", "-u", "-S", "{socket}", "-f", "{file}", "new-session"];
const SCREEN: &[&str] = &["screen", "-U", "-c", "{file}"];

#[test]
fn the_job_is_done_in_tmux_and_in_gnu_screen_also_without_an_alternate_screen() {
    let row = |program, settings, words| Multiplexer { program, settings, words };
    each(
        &[
            ("tmux", row("tmux", "set -g status off\n", TMUX)),
            (
                "tmux without an alternate screen",
                row("tmux", "set -g status off\nset -g alternate-screen off\n", TMUX),
            ),
            ("screen", row("screen", "startup_message off\n", SCREEN)),
            (
                "screen with an alternate screen",
                row("screen", "startup_message off\naltscreen on\n", SCREEN),
            ),
        ],
        |row| {
            if !have(row.program, &[row.program]) {
                return;
            }
            let desk = Desk::new();
            let (file, socket) = (desk.name("settings"), desk.name("socket"));
            fs::write(&file, row.settings).expect("a file");
            let words: Vec<String> = row
                .words
                .iter()
                .map(|word| word.replace("{file}", &file).replace("{socket}", &socket))
                .chain(["sh".to_owned(), desk.name("shell")])
                .collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let launch = Launch::demo("cjk", 50).env("SCREENDIR", &private(&desk));
            let mut operator = launch.start_under(&words);
            operator.wait(CHINESE);
            let ids = job(&mut operator, CHINESE);
            assert_repainted(&mut operator);
            leave(&mut operator, &ids);
            assert_over(&mut operator);
        },
    );
}

/// A folder that GNU screen takes for its sockets.
fn private(desk: &Desk) -> String {
    use std::os::unix::fs::DirBuilderExt;
    let name = desk.name("sockets");
    fs::DirBuilder::new().mode(0o700).create(&name).expect("a folder");
    name
}

/// What stands on the terminal is what the program believes to stand there.
#[track_caller]
fn assert_repainted(operator: &mut Operator) {
    crate::pty::terminal::assert_repaint_changes_nothing(operator);
}
