//! Draws a list before it is taken, the scope as text, and the command that opens a form again.

use ratatui::layout::Rect;

use crate::{
    core::{
        compose::import::{Import, Row, Section},
        model::Model,
    },
    ui::{
        below,
        canvas::{Canvas, chop, wrap},
        split,
        style::Role,
    },
    words::{base::labels, compose::import as words},
};

/// Draws a list. Only the rows on screen are put into words: a list can be 12 MB.
pub(in crate::ui) fn draw(canvas: &mut Canvas, model: &Model, import: &Import, area: Rect) {
    canvas.clear(area);
    canvas.rule(area, &words::title(import), "", true);
    let area = below(area);
    let room = area.width.saturating_sub(1);
    let lines: Vec<String> = words::summary(model, import)
        .iter()
        .flat_map(|line| wrap(line, usize::from(room)))
        .collect();
    let (top, rest) = split(area, lines.len() as u16);
    for (row, line) in lines.iter().enumerate() {
        canvas.text(top.x + 1, top.y + row as u16, room, line, Role::Strong);
    }
    canvas.put_cursor(area.x, area.y);
    let Some(judged) = &import.read else { return };
    let rows = judged.rows();
    let scroll = canvas.scrolls(rows.len(), rest.height, import.scroll);
    for (n, row) in rows.iter().skip(scroll).take(usize::from(rest.height)).enumerate() {
        let (text, is_head) = words::row(model, import, judged, *row);
        let indent = if is_head { 1 } else { 3 };
        let at = rest.y + n as u16;
        canvas.text(rest.x + indent, at, rest.width.saturating_sub(indent), &text, role(*row));
    }
    more(canvas, rest, scroll);
}

const fn role(row: Row) -> Role {
    match row {
        Row::Head(
            Section::NotTaken
            | Section::Refused
            | Section::New
            | Section::Widened
            | Section::Whole
            | Section::Alone
            | Section::NotListed,
            _,
        ) => Role::Warn,
        Row::Head(..) => Role::Strong,
        Row::Whole(_)
        | Row::Widened(..)
        | Row::Covered(..)
        | Row::NotListed(..)
        | Row::Unread(..)
        | Row::Refused(..)
        | Row::NotTaken(_)
        | Row::WithoutNames(_)
        | Row::Alone(_)
        | Row::Table(..)
        | Row::Twice(_)
        | Row::Listed(..)
        | Row::New(..)
        | Row::More(_) => Role::Plain,
    }
}

fn more(canvas: &mut Canvas, area: Rect, scroll: usize) {
    let most = canvas.last_scroll();
    if most > scroll && area.height > 0 {
        canvas.right(
            area.right(),
            area.bottom() - 1,
            &labels::more_lines(most - scroll),
            Role::Strong,
        );
    }
}

/// Draws the scope's text from the first column on and without anything beside it, so that the
/// terminal's own selection takes the text alone.
pub(in crate::ui) fn scope_text(canvas: &mut Canvas, text: &str, scroll: usize, area: Rect) {
    canvas.clear(area);
    canvas.rule(area, words::SCOPE_TEXT, "", true);
    let area = below(area);
    canvas.put_cursor(area.x, area.y);
    if text.is_empty() {
        canvas.text(area.x, area.y, area.width, words::NOTHING_CHOSEN, Role::Plain);
        return;
    }
    let (page, last) = split(area, area.height.saturating_sub(1));
    let scroll = canvas.scrolls(text.lines().count(), page.height, scroll);
    for (n, line) in text.lines().skip(scroll).take(usize::from(page.height)).enumerate() {
        canvas.text(page.x, page.y + n as u16, page.width, line, Role::Plain);
    }
    more(canvas, last, scroll);
}

/// Draws the command as it would be typed.
pub(in crate::ui) fn run_line(canvas: &mut Canvas, line: &str, scroll: usize, area: Rect) {
    canvas.clear(area);
    canvas.rule(area, words::RUN_LINE, "", true);
    let area = below(area);
    canvas.put_cursor(area.x, area.y);
    let columns = usize::from(area.width).max(1);
    let (page, last) = split(area, area.height.saturating_sub(1));
    let needed = scroll.saturating_add(usize::from(page.height));
    let parts: Vec<&str> = chop(line, columns).take(needed).collect();
    let shown: usize = parts.iter().map(|part| part.len()).sum();
    let rows = parts.len() + (line.len() - shown).div_ceil(columns);
    let scroll = canvas.scrolls(rows, page.height, scroll);
    for (n, part) in parts.iter().skip(scroll).take(usize::from(page.height)).enumerate() {
        canvas.text(page.x, page.y + n as u16, page.width, part, Role::Plain);
    }
    if line.len() > words::LONGEST_LINE {
        canvas.text(last.x, last.y, last.width, words::LONG_LINE, Role::Warn);
    } else {
        more(canvas, last, scroll);
    }
}
