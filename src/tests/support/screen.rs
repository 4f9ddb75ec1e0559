//! What a person would see: the cells of a frame and the cursor.

use ratatui::{
    Terminal,
    backend::{Backend, TestBackend},
    buffer::Buffer,
    layout::Position,
};

use crate::{
    tests::support::script::Script,
    ui::{Theme, view},
};

/// With colours and box drawing.
pub const COLOUR: Theme = Theme { colour: true, ascii: false, escapes: false };

/// Outside of any terminal; it stays where no cursor is shown.
const HIDDEN: Position = Position { x: u16::MAX, y: u16::MAX };

/// Draws the model on a terminal of this size; returns the cells and the cursor, if it shows.
pub fn draw_at(
    script: &Script,
    theme: Theme,
    columns: u16,
    rows: u16,
) -> (Buffer, Option<Position>) {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a terminal");
    terminal.backend_mut().set_cursor_position(HIDDEN).expect("a cursor");
    terminal.draw(|frame| _ = view(&script.model, theme, frame)).expect("a frame");
    let cursor = terminal.backend_mut().get_cursor_position().expect("a cursor");
    (terminal.backend().buffer().clone(), Some(cursor).filter(|c| *c != HIDDEN))
}

/// The rows of a frame, without the blanks at their ends.
pub fn rows(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width).max(1);
    let row = |cells: &[ratatui::buffer::Cell]| {
        let mut text = String::new();
        let mut covered = 0;
        for cell in cells {
            if covered == 0 {
                text.push_str(cell.symbol());
                covered = unicode_width::UnicodeWidthStr::width(cell.symbol()).max(1);
            }
            covered -= 1;
        }
        text.trim_end().to_owned()
    };
    buffer.content.chunks(width).map(row).collect()
}
