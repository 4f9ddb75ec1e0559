//! Two-column characters that something else was painted over.

use ratatui::buffer::{Buffer, CellWidth};

/// Makes two-column characters and what was painted over them agree. To be
/// called on each finished frame.
///
/// A character whose second column carries something else, such as the border of a dialog, becomes
/// a blank: ratatui would show the character, leave out what was painted over it, and lose track of
/// that column in the frames after. The second column of any other takes over its style, so that a
/// later frame sees that the column changes.
pub fn mend(buffer: &mut Buffer) {
    let width = usize::from(buffer.area.width);
    for index in 0..buffer.content.len() {
        let cell = &buffer.content[index];
        if cell.symbol().len() == 1 || cell.cell_width() < 2 {
            continue;
        }
        let (style, last_column) = (cell.style(), (index + 1).is_multiple_of(width));
        match buffer.content.get_mut(index + 1).filter(|_| !last_column) {
            Some(behind) if behind.symbol() == " " => {
                behind.reset();
                behind.set_style(style);
            }
            _ => {
                buffer.content[index].set_symbol(" ");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_painted_over_half_a_character_shows() {
        let mut buffer = Buffer::with_lines(["a好好b"]);
        buffer[(2, 0)].set_symbol("│");
        mend(&mut buffer);
        assert_eq!(buffer, Buffer::with_lines(["a │好b"]));
    }
}
