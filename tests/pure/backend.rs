//! The thin backend against a terminal emulator: cell by cell, and byte by byte.

use std::{
    io::{self, Write},
    num::NonZeroU16,
};

use geminidb_backup::shell::terminal::backend::{ThinBackend, mend};
use proptest::prelude::*;
use ratatui::{
    Frame, Terminal,
    backend::Backend,
    buffer::{Buffer, Cell, CellWidth},
    layout::{Position, Rect, Size},
    style::{Color, Modifier, Style},
};

/// Counts the writes and keeps what was written since it was last asked.
#[derive(Default)]
struct Wire {
    bytes: Vec<u8>,
    writes: usize,
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        self.writes += 1;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Bench {
    terminal: Terminal<ThinBackend<Wire>>,
    emulator: vt100::Parser,
}

fn nonzero(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

impl Bench {
    fn new(size: Size) -> Self {
        let terminal = Terminal::new(ThinBackend::new(Wire::default(), Some(size))).unwrap();
        Self {
            terminal,
            emulator: vt100::Parser::new(nonzero(size.height), nonzero(size.width), 0),
        }
    }

    /// Draws a frame and returns what went over the wire.
    fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> Vec<u8> {
        self.terminal.draw(render).unwrap();
        let wire = std::mem::take(&mut self.terminal.backend_mut().outbox.writer);
        assert!(wire.writes <= 1, "{} writes for one frame", wire.writes);
        self.emulator.process(&wire.bytes);
        wire.bytes
    }

    fn resize(&mut self, size: Size) {
        self.terminal.backend_mut().set_fixed_size(size);
        self.emulator.set_size(nonzero(size.height), nonzero(size.width));
    }
}

/// One piece of text somewhere in a style.
#[derive(Debug, Clone)]
struct Piece {
    at: (u16, u16),
    text: String,
    style: Style,
}

#[derive(Debug, Clone)]
enum Step {
    /// Most of what stands on the screen stays: some pieces go, some come.
    Draw {
        gone: Vec<usize>,
        come: Vec<Piece>,
        wash: Option<(u16, Style)>,
        cursor: Option<(u16, u16)>,
    },
    Resize(u16, u16),
    Repaint,
}

fn colour() -> impl Strategy<Value = Color> {
    prop_oneof![
        4 => Just(Color::Reset),
        1 => Just(Color::Red),
        1 => Just(Color::Gray),
        1 => Just(Color::DarkGray),
        1 => Just(Color::White),
        1 => any::<u8>().prop_map(Color::Indexed),
        1 => any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
    ]
}

fn style() -> impl Strategy<Value = Style> {
    // Bold with dim is left out: the emulator knows only one of them at a time.
    let weight = prop_oneof![2 => Just(Modifier::empty()), 1 => Just(Modifier::BOLD),
        1 => Just(Modifier::DIM)];
    let rest = prop_oneof![3 => Just(0_u8), 1 => any::<u8>()];
    (colour(), colour(), weight, rest).prop_map(|(fg, bg, weight, rest)| {
        let pick = |bit: u8, modifier| if rest & bit != 0 { modifier } else { Modifier::empty() };
        let more =
            pick(1, Modifier::ITALIC) | pick(2, Modifier::UNDERLINED) | pick(4, Modifier::REVERSED);
        Style::reset().fg(fg).bg(bg).add_modifier(weight | more)
    })
}

fn piece() -> impl Strategy<Value = Piece> {
    let symbol = prop_oneof![
        6 => "[ -~]",
        2 => Just(" ".to_owned()),
        2 => prop_oneof![Just("好"), Just("語"), Just("한"), Just("🦀")].prop_map(str::to_owned),
        1 => prop_oneof![Just("e\u{301}"), Just("n\u{303}\u{323}"), Just("─"),
            Just("é")].prop_map(str::to_owned),
    ];
    let text = prop::collection::vec(symbol, 1..12).prop_map(|symbols| symbols.concat());
    ((0..60_u16, 0..20_u16), text, style()).prop_map(|(at, text, style)| Piece { at, text, style })
}

fn step() -> impl Strategy<Value = Step> {
    let wash = prop::option::weighted(0.2, (0..20_u16, style()));
    let cursor = prop::option::of((0..60_u16, 0..20_u16));
    prop_oneof![
        12 => (prop::collection::vec(any::<usize>(), 0..3), prop::collection::vec(piece(), 0..6),
            wash, cursor)
            .prop_map(|(gone, come, wash, cursor)| Step::Draw { gone, come, wash, cursor }),
        1 => (1..=60_u16, 1..=20_u16).prop_map(|(w, h)| Step::Resize(w, h)),
        1 => Just(Step::Repaint),
    ]
}

fn paint(buffer: &mut Buffer, pieces: &[Piece], wash: Option<(u16, Style)>) {
    let area = buffer.area;
    for piece in pieces {
        let (x, y) = (piece.at.0 % area.width, piece.at.1 % area.height);
        buffer.set_stringn(x, y, &piece.text, usize::from(area.width - x), piece.style);
    }
    if let Some((row, style)) = wash {
        buffer.set_style(Rect::new(0, row % area.height, area.width, 1), style);
    }
    mend(buffer);
}

fn expected_colour(colour: Color) -> vt100::Color {
    match colour {
        Color::Red => vt100::Color::Idx(1),
        Color::Gray => vt100::Color::Idx(7),
        Color::DarkGray => vt100::Color::Idx(8),
        Color::White => vt100::Color::Idx(15),
        Color::Indexed(i) => vt100::Color::Idx(i),
        Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
        _ => vt100::Color::Default,
    }
}

fn assert_cell(cell: &Cell, seen: &vt100::Cell, place: (u16, u16)) {
    let blank = cell.symbol() == " ";
    let contents = if seen.has_contents() { seen.contents() } else { " " };
    assert_eq!(contents, cell.symbol(), "symbol at {place:?}");
    let has = |modifier| cell.modifier.contains(modifier);
    assert_eq!(seen.bgcolor(), expected_colour(cell.bg), "background at {place:?}");
    assert_eq!(
        (seen.underline(), seen.inverse()),
        (has(Modifier::UNDERLINED), has(Modifier::REVERSED)),
        "at {place:?}"
    );
    if blank {
        return; // What cannot be seen on a blank may be left as it was.
    }
    assert_eq!(seen.fgcolor(), expected_colour(cell.fg), "foreground at {place:?}");
    let attributes = (seen.bold(), seen.dim(), seen.italic());
    assert_eq!(
        attributes,
        (has(Modifier::BOLD), has(Modifier::DIM), has(Modifier::ITALIC)),
        "attributes at {place:?}"
    );
}

fn assert_screen(screen: &vt100::Screen, buffer: &Buffer, cursor: Option<(u16, u16)>) {
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            assert_cell(cell, screen.cell(y, x).unwrap(), (x, y));
            x += cell.cell_width().max(1);
        }
    }
    assert_eq!(screen.hide_cursor(), cursor.is_none(), "visibility");
    if let Some((x, y)) = cursor {
        assert_eq!(screen.cursor_position(), (y, x), "cursor");
    }
}

fn play(size: (u16, u16), steps: &[Step]) {
    let mut bench = Bench::new(size.into());
    let mut area = size;
    let mut pieces: Vec<Piece> = Vec::new();
    for step in steps {
        match step {
            Step::Resize(width, height) => {
                area = (*width, *height);
                bench.resize(area.into());
            }
            Step::Repaint => {
                bench.terminal.clear().unwrap();
                bench.emulator.process(b"\x1b[31;7mscribble\x1b[5;5H over it");
            }
            Step::Draw { gone, come, wash, cursor } => {
                for index in gone.iter().take(pieces.len()) {
                    pieces.remove(index % pieces.len());
                }
                pieces.extend_from_slice(come);
                let cursor = cursor.map(|(x, y)| (x % area.0, y % area.1));
                let mut want = Buffer::empty(Rect::new(0, 0, area.0, area.1));
                paint(&mut want, &pieces, *wash);
                let render = |frame: &mut Frame<'_>| {
                    paint(frame.buffer_mut(), &pieces, *wash);
                    if let Some(cursor) = cursor {
                        frame.set_cursor_position(cursor);
                    }
                };
                bench.draw(render);
                assert_screen(bench.emulator.screen(), &want, cursor);
                assert_eq!(bench.draw(render), b"", "an unchanged frame");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None,
        ..ProptestConfig::default() })]

    #[test]
    fn the_emulator_shows_what_was_drawn(width in 1..=60_u16, height in 1..=20_u16,
        steps in prop::collection::vec(step(), 1..16)) {
        play((width, height), &steps);
    }
}

/// A small form: a field with a counter, and a list with a marker.
fn form(frame: &mut Frame<'_>, name: &str, marked: u16) {
    let buffer = frame.buffer_mut();
    buffer.set_string(0, 0, "Backup", Style::new().add_modifier(Modifier::BOLD));
    buffer.set_string(2, 3, "Name", Style::new());
    buffer.set_string(10, 3, name, Style::new());
    buffer.set_string(70, 3, format!("{:>2}/64", name.len()), Style::new().fg(Color::DarkGray));
    for row in 0..10 {
        buffer.set_string(
            4,
            8 + row,
            format!("database-{row}  12 tables  chosen one by one"),
            Style::new(),
        );
    }
    buffer.set_string(2, 8 + marked, ">", Style::new().add_modifier(Modifier::BOLD));
}

#[test]
fn bytes_per_change_are_few() {
    let mut bench = Bench::new(Size::new(80, 24));
    let typing = |name: &'static str, marked| {
        move |frame: &mut Frame<'_>| {
            form(frame, name, marked);
            frame.set_cursor_position((10 + u16::try_from(name.len()).unwrap(), 3));
        }
    };
    let first = bench.draw(typing("order", 0));
    assert!(first.starts_with(b"\x1b[?2026h") && first.ends_with(b"\x1b[?2026l"));
    assert_eq!(bench.draw(typing("order", 0)).len(), 0, "unchanged");
    let letter = bench.draw(typing("orders", 0));
    let choosing = |marked| {
        move |frame: &mut Frame<'_>| {
            form(frame, "orders", marked);
            frame.set_cursor_position((2, 8 + marked));
        }
    };
    bench.draw(choosing(3));
    let (down, up) = (bench.draw(choosing(4)), bench.draw(choosing(3)));
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).escape_debug().to_string();
    println!(
        "first {} letter {} {} down {} {} up {} {}",
        first.len(),
        letter.len(),
        shown(&letter),
        down.len(),
        shown(&down),
        up.len(),
        shown(&up)
    );
    assert!(letter.len() <= 20, "letter: {}", shown(&letter));
    assert!(down.len() <= 32, "down: {}", shown(&down));
    assert!(up.len() <= 32, "up: {}", shown(&up));
    for small in [&letter, &down, &up] {
        assert!(!small.starts_with(b"\x1b[?2026h"), "small frames are not enclosed");
    }
}

#[test]
fn an_escape_sequence_in_a_cell_does_not_reach_the_terminal() {
    let mut bench = Bench::new(Size::new(10, 2));
    let sent = bench.draw(|frame| {
        frame.buffer_mut()[(0, 0)].set_symbol("\x1b]0;owned\x07");
        frame.buffer_mut()[(1, 0)].set_symbol("\u{202e}");
        frame.buffer_mut()[(2, 1)].set_symbol("x");
        frame.buffer_mut()[(9, 0)].set_symbol("好");
    });
    assert!(!sent.windows(5).any(|w| w == b"owned"));
    assert_eq!(bench.emulator.screen().contents().trim(), "x");
}

#[test]
fn the_cursor_is_remembered_and_never_asked_for() {
    let mut backend = ThinBackend::new(Wire::default(), Some(Size::new(10, 5)));
    backend.set_cursor_position((3, 2)).unwrap();
    assert_eq!(backend.get_cursor_position().unwrap(), Position::new(3, 2));
    assert_eq!(backend.outbox.writer.bytes, b"");
}

#[test]
fn where_the_cursor_is_in_doubt_the_next_move_is_absolute() {
    // Only the first: behind it terminals differ (wrapped or about to, one column or two).
    for (first, x) in [("a", 9), ("好", 8), ("e\u{301}", 3), ("🦀", 3)] {
        let mut bench = Bench::new(Size::new(10, 3));
        bench.draw(|_| {});
        let sent = bench.draw(|frame| {
            frame.buffer_mut()[(x, 0)].set_symbol(first);
            frame.buffer_mut()[(5, 1)].set_symbol("z");
        });
        assert!(sent.ends_with(b"\x1b[2;6Hz"), "{first}: {:?}", String::from_utf8_lossy(&sent));
    }
}

#[test]
fn an_emoji_is_not_cut_by_the_column_behind_it_and_none_with_a_hidden_selector_gets_out() {
    for (symbol, want) in [("🦀", "🦀cdef"), ("❤\u{fe0f}", "  cdef")] {
        let mut bench = Bench::new(Size::new(10, 1));
        bench.draw(|frame| frame.buffer_mut().set_string(0, 0, "abcdef", Style::new()));
        bench.draw(|frame| {
            frame.buffer_mut().set_string(0, 0, format!("{symbol}cdef"), Style::new())
        });
        assert_eq!(bench.emulator.screen().contents().trim_end(), want);
    }
}
