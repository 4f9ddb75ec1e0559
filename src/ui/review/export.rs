//! Draws the page that replaces Review offline: the same facts and bytes, and a file to save them.

use ratatui::layout::Rect;

use super::{BOTTOM_ROWS, Line, Text, all_facts, body, draw_scrolled, fact};
use crate::{
    core::{base::Level, model::Model, review::export::FileState},
    ui::{canvas::Canvas, inset, inside, style::Role},
    words::{
        base::labels,
        review::{self, export as words},
    },
};

pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let Some(export) = &model.review.export else { return };
    let room = area.height.saturating_sub(BOTTOM_ROWS);
    let columns = inside(area);
    let mut lines = vec![Line::Rule(labels::SHEET.to_owned(), "")];
    lines.extend(all_facts(words::facts(model, export), columns));
    let check = |level, text: &str| fact(review::level(level), text, Role::Plain, columns);
    lines.push(Line::Rule(labels::CHECKS.to_owned(), ""));
    lines.extend(words::warnings(export).flat_map(|text| check(Level::Warn, &text)));
    lines.extend(check(Level::Wait, words::UNCHECKED));
    let needed = export.scroll.saturating_add(usize::from(room)).saturating_sub(lines.len());
    let title = Line::Rule(review::body_title(export.body.bytes().len()), "");
    let (body, hidden) = body(&export.body, title, columns, needed);
    lines.extend(body);
    let (bottom, more) = draw_scrolled(canvas, area, export.scroll, &[Text(area, lines, hidden)]);
    let text = canvas.rule(bottom, labels::SAVE, more, model.dialog.overlays.is_empty());
    let role = match export.file {
        FileState::None | FileState::Writing { .. } => Role::Plain,
        FileState::Saved(_) | FileState::Failed(_) => Role::Strong,
    };
    canvas.paragraph(inset(text, 1, 1), &words::file(model.shared.commands, &export.file), role);
    canvas.put_cursor(text.x, text.y);
}
