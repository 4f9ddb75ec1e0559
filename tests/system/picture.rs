//! Draws `assets/screens.svg`: three screens of a real run, cell by cell as a terminal shows them.
//!
//! `GEMINIDB_PICTURE=assets/screens.svg cargo test --test system picture` writes the file; without
//! that variable the test only shows that the picture can be drawn, and how large it would be.

use std::{env, fmt::Write as _, fs, time::Duration};

use vt100::{Cell, Color, Screen};

use crate::support::pty::Pty;

const SIZE: (u16, u16) = (80, 24);
/// A page that shows the picture loads without a wait.
const SIZE_LIMIT: usize = 80_000;
/// Cell in SVG units, for a 14-pixel monospace font.
const CELL: (f32, f32) = (8.4, 17.0);
const PATIENCE: Duration = Duration::from_secs(20);
/// Longer than the quiet that the send key needs.
const LOOK: Duration = Duration::from_millis(400);

#[test]
fn three_screens_of_a_demo_make_a_picture() {
    let program = env!("CARGO_BIN_EXE_geminidb-backup");
    let mut terminal =
        Pty::spawn(program, &["--demo", "--demo-speed", "1.6"], &[("LANG", "C.UTF-8")], SIZE);
    let screens = [compose(&mut terminal), review(&mut terminal), watch(&mut terminal)];
    let picture = svg(&screens);
    assert!(picture.len() <= SIZE_LIMIT, "{} bytes", picture.len());
    if let Some(path) = env::var_os("GEMINIDB_PICTURE") {
        fs::write(path, picture).expect("a file");
    }
}

fn shot(terminal: &Pty) -> String {
    terminal.wait_quiet(LOOK);
    terminal.look(rows)
}

/// Sends keys one at a time: what arrives in one piece counts as a paste.
fn press(terminal: &mut Pty, keys: &[&str]) {
    for key in keys {
        terminal.send_keys(key);
        terminal.wait_quiet(Duration::from_millis(30));
    }
}

fn compose(terminal: &mut Pty) -> String {
    terminal.wait_for_text("cass-docs-01", PATIENCE);
    press(terminal, &["<Down>", "<Enter>", "<Tab>", "Before schema migration CHG0042311", "<Tab>"]);
    // Behind a text, the scope takes Space only when Space comes alone, or again.
    terminal.send_keys("<Space>");
    let (taken, again) = ("databaseNameA", "press it again");
    terminal.wait_for(PATIENCE, |screen| {
        [taken, again].iter().any(|text| screen.contents().contains(text))
    });
    if terminal.screen().contains(again) {
        terminal.send_keys("<Space>");
    }
    terminal.wait_for_text(taken, PATIENCE);
    press(terminal, &["<Tab>"]);
    terminal.send_keys("<Right>");
    terminal.wait_for_text("table_A", PATIENCE);
    press(terminal, &["<Down>", "<Space>", "<Down>", "<Space>", "<Down>", "<Down>", "<Space>"]);
    press(terminal, &["<S-Tab>", "<S-Tab>", "<S-Tab>", "pre mig CHG0042311"]);
    shot(terminal)
}

fn review(terminal: &mut Pty) -> String {
    press(terminal, &["<C-x>", "<C-g>"]);
    terminal.wait_for_text("name unused", PATIENCE);
    press(terminal, &["<Tab>"]);
    shot(terminal)
}

fn watch(terminal: &mut Pty) -> String {
    terminal.send_keys("<Enter>");
    terminal.wait_for_text("BUILDING", PATIENCE);
    shot(terminal)
}

/// The rows of a screen as SVG text, one run of equal style after the other.
fn rows(screen: &Screen) -> String {
    let mut out = String::new();
    for row in 0..SIZE.1 {
        let mut column = 0;
        while column < SIZE.0 {
            let start = column;
            let look = screen.cell(row, column).map(style).unwrap_or_default();
            let mut text = String::new();
            while column < SIZE.0 && screen.cell(row, column).map(style).unwrap_or_default() == look
            {
                let contents = screen.cell(row, column).map(Cell::contents).unwrap_or_default();
                text.push_str(if contents.is_empty() { " " } else { contents });
                column += 1;
            }
            if text.trim().is_empty() {
                continue;
            }
            let (x, y) = (f32::from(start) * CELL.0, f32::from(row + 1) * CELL.1 - 4.0);
            let length = f32::from(column - start) * CELL.0;
            if screen.cell(row, start).is_some_and(Cell::inverse) {
                let top = y - CELL.1 + 4.0;
                let _ = writeln!(
                    out,
                    "<rect x='{x:.1}' y='{top:.1}' width='{length:.1}' height='{}' \
                        fill='#cdd9e5'/>",
                    CELL.1
                );
            }
            // Writing into a String cannot fail.
            let _ = writeln!(
                out,
                "<text x='{x:.1}' y='{y:.1}' textLength='{length:.1}'{look}>{}</text>",
                escape(&text)
            );
        }
    }
    out
}

fn style(cell: &Cell) -> String {
    let colour = match cell.fgcolor() {
        Color::Idx(1 | 9) => "fill:#e5534b;",
        Color::Idx(2 | 10) => "fill:#57ab5a;",
        Color::Idx(3 | 11) => "fill:#c69026;",
        Color::Idx(6 | 14) => "fill:#39c5cf;",
        Color::Default | Color::Idx(_) | Color::Rgb(..) => "",
    };
    let weight = if cell.bold() { "font-weight:bold;" } else { "" };
    let line = if cell.underline() { "text-decoration:underline;" } else { "" };
    // On the box that stands behind reversed text.
    let ink = if cell.inverse() && colour.is_empty() { "fill:#1c2128;" } else { "" };
    match format!("{colour}{weight}{line}{ink}") {
        look if look.is_empty() => look,
        look => format!(" style='{look}'"),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The screens one below the other, each in its frame.
fn svg(screens: &[String]) -> String {
    let (width, height) = (f32::from(SIZE.0) * CELL.0, f32::from(SIZE.1) * CELL.1);
    let step = height + 34.0;
    let whole = step * screens.len() as f32;
    let mut out = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {:.0} {whole:.0}' \
            xml:space='preserve'>\n",
        width + 24.0
    );
    out.push_str("<style>text{font:14px monospace;fill:#cdd9e5;white-space:pre}</style>\n");
    for (n, rows) in screens.iter().enumerate() {
        let y = step * n as f32;
        let _ = writeln!(out, "<g transform='translate(12 {:.0})'>", y + 12.0);
        let _ = writeln!(
            out,
            "<rect x='-12' y='-10' width='{:.0}' height='{:.0}' rx='6' fill='#1c2128'/>",
            width + 24.0,
            height + 22.0
        );
        out.push_str(rows);
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}
