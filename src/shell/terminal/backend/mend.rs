//! Two-column characters that are partly painted over.

use ratatui::buffer::{Buffer, CellWidth};

/// Repairs two-column characters that are partly painted over. Call this on each finished frame.
///
/// A character whose second column holds something else, such as the border of a dialog, becomes a
/// blank: ratatui would show the character, leave out the border, and lose track of that column in
/// later frames. The second column of any other character takes over the character's style, so that
/// a later frame sees a change of that column.
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
