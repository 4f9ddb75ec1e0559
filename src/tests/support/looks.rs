//! One screen at every size: the same cells from every run, fewer colours and characters on lesser
//! terminals, and a snapshot of each.

use ratatui::{buffer::Buffer, layout::Position, style::Color};

use crate::{
    core::{base::Size, port::Msg},
    tests::support::{
        picture::picture,
        screen::{COLOUR, draw_at, rows},
        script::Script,
        shots::shot_in,
    },
    ui::Theme,
};

const MONO: Theme = Theme { colour: false, ..COLOUR };
/// ASCII for lines, bars and cuts; and for all text.
const ASCII: [Theme; 2] =
    [Theme { ascii: true, ..MONO }, Theme { ascii: true, escapes: true, ..MONO }];

/// Draws the state at a size, with the terminal of that size.
fn drawn(script: &mut Script, theme: Theme, size: Size) -> (Buffer, Option<Position>) {
    script.feed(Msg::Resized(size));
    draw_at(script, theme, size.columns, size.rows)
}

/// Compares a screen of two runs and after a resize away and back cell for cell, its mono look
/// with its colours, and its ASCII look with its characters; then takes the snapshot.
pub fn assert_look(name: &str, build: fn() -> Script, size: Size) {
    let (mut first, mut second) = (build(), build());
    let colour = drawn(&mut first, COLOUR, size);
    assert_eq!(drawn(&mut second, COLOUR, size), colour, "{name}: two runs");
    for (columns, lines) in [(60, 16), (90, 30), (200, 60)] {
        drawn(&mut second, COLOUR, Size { columns, rows: lines });
        assert_eq!(drawn(&mut second, COLOUR, size), colour, "{name}: after {columns}x{lines}");
    }
    let (buffer, cursor) = &colour;
    let lesser = |change: fn(&mut ratatui::buffer::Cell)| {
        let mut buffer = buffer.clone();
        buffer.content.iter_mut().for_each(change);
        (buffer, *cursor)
    };
    let uncoloured = lesser(|cell| _ = cell.set_fg(Color::Reset));
    assert_eq!(drawn(&mut first, MONO, size), uncoloured, "{name}: without colour");
    let in_ascii = lesser(|cell| {
        let plain = [("─", "-"), ("█", "#"), ("░", "."), ("…", "~")];
        if let Some((_, ascii)) = plain.iter().find(|(drawn, _)| *drawn == cell.symbol()) {
            cell.set_symbol(ascii);
        }
        cell.set_fg(Color::Reset);
    });
    assert_eq!(drawn(&mut first, ASCII[0], size), in_ascii, "{name}: lines in ASCII");
    let escaped = rows(&drawn(&mut first, ASCII[1], size).0);
    assert!(escaped.iter().all(|row| row.is_ascii()), "{name}: {escaped:?}");
    let mut text = picture(&first, COLOUR);
    for (number, (row, lines)) in escaped.iter().zip(rows(&in_ascii.0)).enumerate() {
        if *row != lines {
            text += &format!("\n-- ASCII: row {number}\n{row}");
        }
    }
    shot_in("../snapshots/all", &format!("{name}_{}x{}", size.columns, size.rows), &text);
}
