//! Drawing in cells: text that never leaves its place, rules with titles, text fields with the real
//! cursor.

use std::{borrow::Cow, cell::Cell};

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};
use tui_input::Input;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::{
    row,
    style::{Role, Theme},
};
use crate::core::base::{
    Piece,
    text::{ascii_only, printable, visible, visible_pieces},
};

thread_local! {
    /// Whether characters beyond ASCII take the columns of their escapes in the frame that this
    /// thread draws. A thread-local, because text is measured and wrapped in many places that know
    /// no theme, and all of them have to agree with the drawn text.
    static ESCAPES: Cell<bool> = const { Cell::new(false) };
}

/// A buffer, the theme, and the place of the cursor.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    pub theme: Theme,
    cursor: Option<Position>,
    last_scroll: usize,
}

/// Returns the columns that a text takes.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(&*written(text))
}

/// Returns the text as drawn.
fn written(text: &str) -> Cow<'_, str> {
    if ESCAPES.get() { ascii_only(text) } else { Cow::Borrowed(text) }
}

impl<'a> Canvas<'a> {
    pub fn new(buffer: &'a mut Buffer, theme: Theme) -> Self {
        ESCAPES.set(theme.escapes);
        Self { buffer, theme, cursor: None, last_scroll: 0 }
    }

    /// Returns how far the scrolling part of this screen can be scrolled, in rows.
    pub const fn last_scroll(&self) -> usize {
        self.last_scroll
    }

    /// Notes that `rows` rows scroll in an area of `height`; returns `scroll`
    /// cut to the possible range.
    pub fn scrolls(&mut self, rows: usize, height: u16, scroll: usize) -> usize {
        self.last_scroll = rows.saturating_sub(usize::from(height));
        scroll.min(self.last_scroll)
    }

    /// Returns the place of the terminal's cursor, if the screen shows one.
    pub const fn cursor(&self) -> Option<Position> {
        self.cursor
    }

    /// Puts the terminal's cursor at a place, if that is on the terminal; the last call wins.
    pub const fn put_cursor(&mut self, x: u16, y: u16) {
        let area = self.buffer.area;
        if x < area.right() && y < area.bottom() {
            self.cursor = Some(Position { x, y });
        }
    }

    /// Marks the beginning of a row as the one under the cursor.
    pub fn mark(&mut self, at: Rect) {
        self.line(at, ">", Role::Plain);
        self.put_cursor(at.x, at.y);
    }

    pub fn clear(&mut self, area: Rect) {
        for at in area.intersection(self.buffer.area).positions() {
            self.buffer[at].reset();
        }
    }

    /// Clears an area for a page with a title, and puts the cursor there; returns the area below.
    pub fn page(&mut self, area: Rect, title: &str) -> Rect {
        self.clear(area);
        let area = self.rule(area, title, "", true);
        self.put_cursor(area.x, area.y);
        area
    }

    /// Writes text at (x, y) in at most `room` columns, cut with a sign; returns the column after
    /// the text. Nothing outside the buffer is touched, and nothing unprintable reaches a cell.
    pub fn text(&mut self, x: u16, y: u16, room: u16, text: &str, role: Role) -> u16 {
        let area = self.buffer.area;
        let room = room.min(area.right().saturating_sub(x));
        if room == 0 || y >= area.bottom() {
            return x;
        }
        let text = &*printable(text);
        let style = self.theme.style(role);
        if text.is_ascii() && text.len() <= usize::from(room) {
            // ASCII takes one cell a character, without a look-up. Most text is ASCII.
            let brackets = self.theme.brackets(role);
            return text.chars().zip(x..).fold(x, |_, (c, at)| {
                let cell = self.buffer[(at, y)].set_char(c).set_style(style);
                if let (Some(colour), '[' | ']') = (brackets, c) {
                    cell.set_fg(colour);
                }
                at + 1
            });
        }
        if width(text) <= usize::from(room) {
            return self.buffer.set_stringn(x, y, written(text), usize::from(room), style).0;
        }
        let sign = self.theme.cut();
        let kept = fit(text, usize::from(room).saturating_sub(width(sign)));
        let (end, _) = self.buffer.set_stringn(x, y, written(kept), usize::from(room), style);
        self.buffer
            .set_stringn(end, y, sign, usize::from(area.right().saturating_sub(end)), style)
            .0
    }

    /// Writes text in the first row of the area; returns the column after the text.
    pub fn line(&mut self, area: Rect, text: &str, role: Role) -> u16 {
        self.text(area.x, area.y, area.width, text, role)
    }

    /// Writes lines one below the other, as far as there is room.
    pub fn lines(
        &mut self,
        area: Rect,
        lines: impl IntoIterator<Item = impl AsRef<str>>,
        role: Role,
    ) {
        for (at, line) in area.rows().zip(lines) {
            self.line(at, line.as_ref(), role);
        }
    }

    /// Writes rows one below the other, as far as there is room.
    pub fn rows(&mut self, area: Rect, rows: impl IntoIterator<Item = Row>) {
        for (at, row) in area.rows().zip(rows) {
            self.pieces(at, &row);
        }
    }

    /// Writes rows from row `scroll` on, as far as that is possible; returns how
    /// many do not show yet.
    pub fn scrolled(&mut self, area: Rect, rows: Vec<Row>, scroll: usize) -> usize {
        let scroll = self.scrolls(rows.len(), area.height, scroll);
        self.rows(area, rows.into_iter().skip(scroll));
        self.last_scroll - scroll
    }

    /// Writes pieces one after the other in the first row of the area; returns the column behind.
    pub fn pieces(&mut self, area: Rect, pieces: &[(impl AsRef<str>, Role)]) -> u16 {
        pieces.iter().fold(area.x, |at, (text, role)| {
            self.text(at, area.y, area.right().saturating_sub(at), text.as_ref(), *role)
        })
    }

    /// Writes text that ends before column `end`.
    pub fn right(&mut self, end: u16, y: u16, text: &str, role: Role) {
        let start = usize::from(end).saturating_sub(width(text)) as u16;
        self.text(start, y, end - start, text, role);
    }

    /// Draws a horizontal line with a title and, at the right end, a note. Returns
    /// the area below the line.
    pub fn rule(&mut self, area: Rect, title: &str, note: &str, focused: bool) -> Rect {
        let below = below(area);
        if area.is_empty() {
            return below;
        }
        let (line, style) = (self.theme.line(), self.theme.style(Role::Plain));
        for at in row(area, 0).intersection(self.buffer.area).positions() {
            self.buffer[at].set_symbol(line).set_style(style);
        }
        if title.is_empty() {
            return below;
        }
        let role = if focused { Role::Focus } else { Role::Strong };
        let title_room = area.width.saturating_sub(4);
        let end = self.text(area.x + 2, area.y, title_room, &format!(" {title} "), role);
        let room = usize::from(area.right().saturating_sub(end)).saturating_sub(4);
        let note = parts_that_fit(note, "  ", room);
        if !note.is_empty() {
            self.right(area.right() - 1, area.y, &format!(" {note} "), Role::Plain);
        }
        below
    }

    /// Draws a text field in the first row of the area and, with the focus, places the cursor.
    /// Returns the columns that are scrolled out at the left.
    pub fn field(&mut self, area: Rect, input: &Input, focused: bool) -> usize {
        let columns = usize::from(area.width).saturating_sub(1);
        let caret = if focused { columns_of(input.value())[input.cursor()] } else { 0 };
        let scroll = caret.saturating_sub(columns);
        let (mut shown, mut skipped) = (String::new(), 0);
        for drawn in visible_pieces(input.value()).iter().map(Piece::drawn) {
            if skipped < scroll {
                skipped += width(&drawn);
            } else {
                shown.push_str(&drawn);
            }
        }
        if focused {
            // During editing no sign marks the cut: the sign would look like a part of the text.
            self.line(area, fit(&shown, columns), Role::Plain);
            let column = caret.saturating_sub(skipped).min(columns);
            self.put_cursor(area.x.saturating_add(column as u16), area.y);
        } else {
            self.line(area, &shown, Role::Plain);
        }
        skipped
    }

    /// Draws wrapped text, perhaps with a mark at its beginning; returns the rows used.
    pub fn paragraph(&mut self, area: Rect, text: &str, role: Role) -> u16 {
        self.paragraphs(area, &[text], role)
    }

    /// Draws paragraphs, one below the other, as far as there is room; returns the rows used.
    pub fn paragraphs(&mut self, area: Rect, texts: &[impl AsRef<str>], role: Role) -> u16 {
        let rows = texts.iter().flat_map(|text| wrapped(text.as_ref(), role, area.width.into()));
        let rows = self.within(area.height.into(), rows.collect());
        let used = rows.len();
        self.rows(area, rows);
        used as u16
    }

    /// Returns at most `height` rows, the last with the sign of a cut if there are more.
    pub fn within(&self, height: usize, mut rows: Vec<Row>) -> Vec<Row> {
        if rows.len() > height {
            rows.truncate(height);
            let last = rows.last_mut().and_then(|row| row.iter_mut().rfind(|it| !it.0.is_empty()));
            if let Some((text, _)) = last {
                *text = format!("{text} {}", self.theme.cut());
            }
        }
        rows
    }
}

/// A row of text in pieces, each with its role.
pub type Row = Vec<(String, Role)>;

pub fn piece(text: impl Into<String>, role: Role) -> (String, Role) {
    (text.into(), role)
}

/// Wraps a text. Where the text begins with a mark, which ends at the first two blanks,
/// only the mark stands out.
pub fn wrapped(text: &str, role: Role, columns: usize) -> Vec<Row> {
    let row = |(n, line): (usize, String)| {
        let (mark, rest) = line.split_at(line.find("  ").unwrap_or(line.len()));
        let first = if n == 0 { role } else { role.behind() };
        vec![piece(mark, first), piece(rest, role.behind())]
    };
    wrap(text, columns).into_iter().enumerate().map(row).collect()
}

/// Puts rows behind a label, which takes `room` columns and stands before the first row.
pub fn behind(
    label: &str,
    role: Role,
    room: usize,
    rows: Vec<Row>,
) -> impl Iterator<Item = Row> + use<> {
    let mut label = Some(label.to_owned());
    rows.into_iter().map(move |row| {
        let label = label.take().unwrap_or_default();
        let blanks = " ".repeat(room.saturating_sub(width(&label)));
        [piece(label, role), piece(blanks, Role::Plain)].into_iter().chain(row).collect()
    })
}

/// Returns the part of a pane below its title line.
pub const fn below(area: Rect) -> Rect {
    let height = area.height.saturating_sub(1);
    Rect { y: area.y + area.height - height, height, ..area }
}

/// Returns the longest beginning of `text` that takes at most `columns`.
pub fn fit(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, piece) in text.grapheme_indices(true) {
        used += width(piece);
        if used > columns {
            return &text[..at];
        }
    }
    text
}

/// Returns the first parts of a text that fit, so that a long text loses its last parts only.
pub fn parts_that_fit<'t>(text: &'t str, between: &str, columns: usize) -> &'t str {
    let ends = text.match_indices(between).map(|(at, _)| at).chain([text.len()]);
    ends.take_while(|end| width(&text[..*end]) <= columns).last().map_or("", |end| &text[..end])
}

/// Breaks text into lines of at most `columns`: first where two spaces stand between parts, then at
/// spaces where there are any.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for part in text.split_inclusive("  ") {
        let whole = width(part.trim());
        for (n, mut word) in part.split_inclusive(' ').enumerate() {
            let need = if n == 0 && whole <= columns { whole } else { width(word.trim_end()) };
            if used > 0 && used + need > columns {
                lines.push(String::new());
                used = 0;
            }
            if used == 0 && lines.len() > 1 && word == " " {
                continue;
            }
            while used + width(word.trim_end()) > columns {
                let part = fit(word, columns - used);
                // A character wider than the line is left out; otherwise this would loop for ever.
                if part.is_empty() {
                    break;
                }
                if let Some(line) = lines.last_mut() {
                    line.push_str(part);
                }
                word = &word[part.len()..];
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                line.push_str(word);
            }
            used += width(word);
        }
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

/// Cuts text into pieces of exactly `columns` (the last may be shorter), for text
/// that must be shown unchanged.
pub fn chop(text: &str, columns: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut part = fit(rest, columns.max(1));
        if part.is_empty() {
            part = rest;
        }
        rest = &rest[part.len()..];
        Some(part)
    })
}

/// Chops as much of a text as `needed` rows show, because a text can have 12 MB. Returns the rows,
/// and how many more there are: never too few, and exact for plain names.
pub fn chopped(text: &str, columns: usize, needed: usize) -> (Vec<String>, usize) {
    let end = needed.saturating_add(1).saturating_mul(columns);
    let end = text.char_indices().nth(end).map_or(text.len(), |(at, _)| at);
    let rows = chop(&visible(&text[..end]), columns).map(str::to_owned).collect();
    (rows, text[end..].len().div_ceil(columns.max(1)))
}

/// Returns the column (from 0) of each character of a text field, and the column behind the last
/// character; a combining character stands on its base. One pass computes all, since a long paste
/// has a mark under every character.
pub fn columns_of(text: &str) -> Vec<usize> {
    let mut columns = Vec::with_capacity(text.len() + 1);
    let mut column = 0;
    for piece in visible_pieces(text) {
        columns.extend(piece.raw().chars().map(|_| column));
        column += width(&piece.drawn());
    }
    columns.push(column);
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_breaks_at_spaces_and_inside_long_words_only() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrap("数据库备份", 4), ["数据", "库备", "份"]);
        assert_eq!(wrap("one  two three   four", 10), ["one", "two three", "four"]);
        assert_eq!(wrap("  one  two three four", 10), ["  one  two", "three four"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(wrap("宽", 1).concat(), "宽");
    }

    #[test]
    fn marks_stand_under_wide_and_combined_characters() {
        assert_eq!(columns_of("a数b"), [0, 1, 3, 4]);
        assert_eq!(columns_of("ไม่x"), [0, 1, 1, 2, 3]);
        assert_eq!(columns_of("a\u{200b}b"), [0, 1, 9, 10]);
        assert_eq!(columns_of("👨\u{200d}👩x"), [0, 0, 0, 2, 3]);
        assert_eq!(columns_of(""), [0]);
    }

    #[test]
    fn a_field_shows_what_nobody_sees_and_keeps_the_caret_at_its_place() {
        // What is typed, how many characters stand before the caret, what shows in twelve columns,
        // and where the caret is.
        let rows = [
            ("a数b", 2, "a数b", 3),
            ("⚠\u{fe0f}x", 3, "⚠\\u{fe0f}x", 10),
            ("a\u{200d}b", 1, "a\\u{200d}b", 1),
            ("a\u{200d}b", 2, "a\\u{200d}b", 9),
            ("👨\u{200d}👩b", 3, "👨\u{200d}👩b", 2),
            // Scrolled by whole pieces: never into the middle of what is written out.
            ("\u{200d}0123456", 8, "0123456", 7),
            ("01234567\u{200d}", 9, "567\\u{200d}", 11),
        ];
        for (text, before, shown, caret) in rows {
            let area = Rect::new(0, 0, 12, 1);
            let mut buffer = Buffer::empty(area);
            let mut canvas =
                Canvas::new(&mut buffer, Theme { colour: false, ascii: false, escapes: false });
            canvas.field(area, &Input::from(text).with_cursor(before), true);
            assert_eq!(canvas.cursor(), Some(Position::new(caret, 0)), "{text:?}");
            let (mut row, mut x) = (String::new(), 0);
            while x < 12 {
                let symbol = buffer[(x, 0)].symbol();
                row.push_str(symbol);
                x += width(symbol) as u16;
            }
            assert_eq!(row.trim_end(), shown, "{text:?}");
        }
    }

    #[test]
    fn escapes_are_measured_broken_and_cut_as_they_are_drawn() {
        let area = Rect::new(0, 0, 20, 1);
        let mut buffer = Buffer::empty(area);
        let theme = Theme { colour: false, ascii: true, escapes: true };
        let mut canvas = Canvas::new(&mut buffer, theme);
        assert_eq!(
            (width("a中"), fit("a中中", 10), columns_of("a中b")),
            (9, "a中", vec![0, 1, 9, 10])
        );
        assert_eq!(wrap("一二 三", 16), ["一二", "三"]);
        let input = Input::from("中中中").with_cursor(2);
        canvas.field(area, &input, true);
        assert_eq!(canvas.cursor(), Some(Position { x: 16, y: 0 }));
        canvas.text(0, 0, 20, "ab中中中", Role::Plain);
        Canvas::new(&mut Buffer::empty(area), Theme { escapes: false, ..theme });
        assert_eq!(buffer, Buffer::with_lines(["ab\\u{4e2d}\\u{4e2d}~ "]));
        assert_eq!(width("a中"), 3);
    }

    #[test]
    fn a_note_loses_its_last_parts_first() {
        let rows = [
            (30, "/ filter  v list  a all"),
            (22, "/ filter  v list"),
            (16, "/ filter  v list"),
            (15, "/ filter"),
            (7, ""),
        ];
        for (columns, want) in rows {
            assert_eq!(parts_that_fit("/ filter  v list  a all", "  ", columns), want, "{columns}");
        }
    }

    #[test]
    fn chopping_loses_nothing() {
        assert_eq!(chop("abcdefg", 3).collect::<Vec<_>>(), ["abc", "def", "g"]);
        assert_eq!(chop("数据", 3).collect::<String>(), "数据");
        assert_eq!(chop("数", 1).collect::<String>(), "数");
    }
}
