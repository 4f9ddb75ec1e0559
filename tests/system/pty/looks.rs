//! Terminals that can do less: no colour, no lines but ASCII ones, the Linux console.

use geminidb_backup::simulator::Scenario;

use crate::support::{
    operator::{Launch, Operator},
    pty::Exit,
    service::Service,
};

/// Through the whole job; `look` is called on every screen.
fn complete(service: &Service, launch: Launch, look: impl Fn(&Operator)) -> Operator {
    let mut operator = launch.start();
    operator.wait("> New backup");
    look(&operator);
    operator.begin();
    operator.wait("| read ");
    look(&operator);
    operator.choose("cass-docs-01");
    operator.fill("plain-looks", "for every terminal");
    operator.choose_tables("databaseNameA");
    operator.press("<Right>", "table_A");
    operator.press("<Space>", "1 whole database");
    look(&operator);
    operator.review();
    look(&operator);
    operator.confirm();
    operator.ids();
    operator.completed();
    look(&operator);
    operator.press("?", "Keys of this screen");
    look(&operator);
    operator.close("Keys of this screen");
    assert_eq!(operator.leave().0, Exit::Code(0));
    assert_eq!(service.creates_received(), 1);
    operator.assert_restored();
    operator
}

/// Every cell has the terminal's own colours.
fn assert_colourless(operator: &Operator) {
    operator.pty.look(|screen| {
        let (rows, columns) = screen.size();
        for (row, column) in
            (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)))
        {
            let cell = screen.cell(row, column).expect("within the screen");
            assert_eq!(
                (cell.fgcolor(), cell.bgcolor()),
                (vt100::Color::Default, vt100::Color::Default),
                "{row},{column}"
            );
        }
    });
}

fn assert_ascii(operator: &Operator) {
    let output = operator.pty.raw_output();
    let at = output.iter().position(|byte| !byte.is_ascii());
    assert_eq!(
        at.map(|at| String::from_utf8_lossy(&output[at.saturating_sub(20)..at + 4]).into_owned()),
        None
    );
}

#[test]
fn no_color_is_honoured_and_no_word_is_lost() {
    let service = Service::of(Scenario::Smooth);
    complete(&service, Launch::live(&service).env("NO_COLOR", "1"), assert_colourless);
}

#[test]
fn colour_is_there_otherwise() {
    let mut operator = Launch::demo("smooth", 1).start();
    operator.wait("| read ");
    let demo = operator.pty.look(|s| s.cell(0, 1).map(|cell| (cell.bold(), cell.underline())));
    assert_eq!(demo, Some((true, true)), "DEMO stands out");
    operator.press("<Esc>", "[OK]");
    let row =
        operator.pty.screen().lines().position(|line| line.contains("[OK]")).expect("its row");
    let colours = operator
        .pty
        .look(|s| [1, 2, 4].map(|column| s.cell(row as u16, column).map(|cell| cell.fgcolor())));
    let green = vt100::Color::Idx(2);
    assert_eq!(colours, [green, vt100::Color::Default, green].map(Some), "around [OK]");
    assert_eq!(operator.leave().0, Exit::Code(0));
}

#[test]
fn ascii_means_ascii_to_the_last_byte() {
    let service = Service::of(Scenario::Smooth);
    let operator = complete(&service, Launch::live(&service).args(&["--ascii"]), |_| {});
    assert_ascii(&operator);
}

#[test]
fn the_linux_console_and_other_locales_get_ascii_unasked() {
    let service = Service::of(Scenario::Smooth);
    let operator = complete(&service, Launch::live(&service).env("TERM", "linux"), |_| {});
    assert_ascii(&operator);
    let mut operator = Launch::demo("smooth", 1).env("LC_ALL", "C").start();
    operator.wait("| read ");
    assert_eq!(operator.leave().0, Exit::Code(0));
    assert_ascii(&operator);
}

/// The name of the instance that the scenario adds, as escapes: so much of it fits into the list.
const ESCAPED: &str = r"\u{8ba2}\u{5355}-";
const NOT_UTF8: &str = r"The locale is not UTF-8: characters beyond ASCII show as \u{...}.";

#[test]
fn where_the_locale_is_not_utf_8_that_is_said_and_everything_beyond_ascii_is_an_escape() {
    let service = Service::of(Scenario::Cjk);
    let mut operator = Launch::live(&service).env("LC_ALL", "C").start();
    operator.wait(NOT_UTF8);
    operator.begin();
    operator.choose(ESCAPED);
    operator.wait(r"\u{8ba2}\u{5355}-\u{751f}\u{4ea7}-01");
    operator.fill("beyond-ascii", "caf");
    // What the encoding of the locale would send, and what a terminal sends that has UTF-8 all the
    // same.
    operator.pty.send(b"\xe9");
    operator.wait(NOT_UTF8);
    operator.wait("a character that could not be read (U+FFFD) at 4");
    operator.wait(r"caf\u{fffd} ");
    operator.press("<BS>", "caf  ");
    operator.pty.send("中".as_bytes());
    operator.wait(r"caf\u{4e2d} ");
    operator.wait(NOT_UTF8);
    let (row, column) = operator.pty.look(vt100::Screen::cursor_position);
    assert_eq!(
        operator.pty.look(|s| s.contents_between(row, 9, row, column)).trim(),
        r"caf\u{4e2d}",
        "the cursor stands right behind it"
    );
    operator.review();
    operator.wait(r"caf\u{4e2d}");
    operator.confirm();
    operator.ids();
    operator.completed();
    let (exit, printed) = operator.leave();
    assert_eq!(exit, Exit::Code(0));
    assert!(printed.contains(r"\u{8ba2}\u{5355}-"), "{printed}");
    assert_ascii(&operator);
    let made = service.backups_made().swap_remove(0);
    assert_eq!(made.description, "caf中", "escapes are for the eye alone");
}

#[test]
fn shift_tab_is_understood_as_the_linux_console_sends_it() {
    let mut operator = Launch::demo("smooth", 1).env("TERM", "linux").start();
    operator.choose("cass-docs-01");
    operator.fill("back-and-forth", "here");
    operator.move_on("<Esc><Tab>");
    operator.pty.send(b"x");
    operator.wait("back-and-forthx");
}

#[test]
fn without_the_alternate_screen_the_last_frame_remains() {
    let service = Service::of(Scenario::Smooth);
    let mut operator = Launch::live(&service).args(&["--no-alt-screen"]).start();
    operator.begin();
    operator.back_up("cass-docs-01", "still-there");
    let (backup, _) = operator.ids();
    operator.completed();
    assert!(!operator.pty.look(vt100::Screen::alternate_screen));
    let (exit, left) = operator.leave();
    assert_eq!(exit, Exit::Code(0));
    assert!(left.contains(&backup), "{left}");
    operator.assert_restored();
}
