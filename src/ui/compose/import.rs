//! Draws a list before it is taken, the scope as text, and the command that opens a form again.

use ratatui::layout::Rect;

use crate::{
    core::{compose::import::Import, model::Model, port::Commands},
    ui::{
        canvas::{Canvas, chopped, wrap},
        inset, list, split,
        style::Role,
    },
    words::{compose::import as words, say},
};

/// Draws a list. Only the rows on screen are put into words: a list can be 12 MB.
pub fn draw(canvas: &mut Canvas, model: &Model, import: &Import, area: Rect) {
    let area = canvas.page(area, &words::title(import));
    let inside = inset(area, 1, 0);
    let summary = words::summary(model, import);
    let columns = inside.width.into();
    let lines: Vec<_> = summary.iter().flat_map(|line| wrap(line, columns)).collect();
    canvas.lines(inside, &lines, Role::Strong);
    let (_, rest) = split(area, lines.len() as u16);
    let Some(judged) = &import.read else { return };
    let rows = judged.rows();
    let scroll = canvas.scrolls(rows.len(), rest.height, import.scroll);
    for (at, row) in rest.rows().zip(rows.iter().skip(scroll)) {
        let (text, role) = words::row(model, import, judged, *row);
        let indent = if role == Role::Plain { 3 } else { 1 };
        canvas.line(inset(at, indent, 0), &text, role);
    }
    list::more(canvas, rest, canvas.last_scroll() - scroll);
}

/// Draws the scope's text. Its lines are cut.
pub fn scope_text(canvas: &mut Canvas, (title, text): (&str, &str), scroll: usize, area: Rect) {
    let nothing = say(Commands::Keys, words::NOTHING_CHOSEN);
    let text = if text.is_empty() { &nothing } else { text };
    exact(canvas, (title, ""), area, scroll, (text.lines(), text.lines().count()));
}

/// Draws the command as it would be typed.
pub fn run_line(canvas: &mut Canvas, line: &str, scroll: usize, area: Rect) {
    let note = if line.len() > words::LONGEST_LINE { words::LONG_LINE } else { "" };
    let needed = scroll.saturating_add(area.height.into());
    let (parts, hidden) = chopped(line, area.width.into(), needed);
    let rows = parts.len() + hidden;
    exact(canvas, (words::RUN_LINE, note), area, scroll, (parts.into_iter(), rows));
}

/// Draws lines from the first column on and without anything beside them, so that the terminal's
/// own selection takes the text alone. A note stands below the text.
fn exact(
    canvas: &mut Canvas,
    (title, note): (&str, &str),
    area: Rect,
    scroll: usize,
    (lines, rows): (impl Iterator<Item = impl AsRef<str>>, usize),
) {
    let area = canvas.page(area, title);
    let (page, last) = split(area, area.height.saturating_sub(1));
    let scroll = canvas.scrolls(rows, page.height, scroll);
    canvas.lines(page, lines.skip(scroll), Role::Plain);
    canvas.line(last, note, Role::Strong);
    if note.is_empty() {
        list::more(canvas, last, canvas.last_scroll() - scroll);
    }
}
