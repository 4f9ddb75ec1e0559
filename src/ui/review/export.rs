//! Draws the page that replaces Review offline: the same facts and bytes, and a file to save them.

use ratatui::layout::Rect;

use super::{BOTTOM_ROWS, Body, Line, draw_scrolled, fact, role_of};
use crate::{
    core::{
        base::level::Level,
        model::Model,
        review::{
            check::Fact,
            export::{Export, FileState},
        },
    },
    ui::{below, canvas::Canvas, style::Role},
    words::{
        base::labels,
        review::{self, checks, export as words},
    },
};

pub(in crate::ui) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let Some(export) = &model.review.export else { return };
    let room = area.height.saturating_sub(BOTTOM_ROWS);
    let columns = usize::from(area.width.saturating_sub(2));
    let head = head(model, export, columns);
    let needed = export.scroll.saturating_add(usize::from(room));
    let title = Line::Rule(words::body_title(export.body.bytes().len()), "");
    let body = Body::new(&export.body, title, columns, needed.saturating_sub(head.len()));
    let rows = head.len() + body.rows;
    let lines = head.iter().chain(&body.lines);
    let (bottom, more) = draw_scrolled(canvas, area, (rows, export.scroll), lines);
    file(canvas, model, export, bottom, more);
}

fn head(model: &Model, export: &Export, columns: usize) -> Vec<Line> {
    let facts = [
        (labels::SCOPE, review::scope(export.tables), Role::Strong),
        (labels::INSTANCE, review::instance(&export.target), Role::Strong),
        (labels::PROJECT, words::path(model, export), Role::Plain),
    ];
    let facts = facts
        .into_iter()
        .flat_map(|(label, text, role)| fact(label, Role::Plain, &text, role, columns));
    let mut lines: Vec<Line> =
        std::iter::once(Line::Rule(labels::SHEET.to_owned(), "")).chain(facts).collect();
    let check = |level: Level, text: &str| {
        fact(review::level(level), role_of(level), text, Role::Plain, columns)
    };
    lines.push(Line::Rule(labels::CHECKS.to_owned(), ""));
    for rule in &export.warnings {
        lines.extend(check(Level::Warn, &checks::fact(&Fact::Rule(rule.clone()))));
    }
    if export.typed_names > 0 {
        lines.extend(check(Level::Warn, &checks::fact(&Fact::TypedNames(export.typed_names))));
    }
    lines.extend(check(Level::Wait, words::UNCHECKED));
    lines
}

fn file(canvas: &mut Canvas, model: &Model, export: &Export, area: Rect, note: &str) {
    canvas.rule(area, labels::SAVE, note, model.dialog.overlays.is_empty());
    let role = match export.file {
        FileState::None | FileState::Writing { .. } => Role::Plain,
        FileState::Saved(_) => Role::Good,
        FileState::Failed(_) => Role::Bad,
    };
    let text = below(area);
    canvas.paragraph(
        Rect { x: text.x + 1, width: text.width.saturating_sub(2), ..text },
        &words::file(&export.file),
        role,
    );
    canvas.put_cursor(text.x, text.y);
}
