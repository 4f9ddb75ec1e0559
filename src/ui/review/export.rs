//! Offline, in Review's place: the same facts and bytes, and a file as the only way out.

use ratatui::layout::Rect;

use super::{Body, Line, draw_line, fact, role_of};
use crate::{
    core::{
        model::Model,
        review::{
            check::{Fact, Level},
            export::{FileState, Sheet},
        },
    },
    ui::{below, canvas::Canvas, split, style::Role},
    words::{
        base::labels,
        journal as words,
        review::{self, checks},
    },
};

/// Where the file is said to be, with its title.
const FILE_ROWS: u16 = 3;

pub(in crate::ui) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let Some(sheet) = &model.review.export else { return };
    let room = area.height.saturating_sub(FILE_ROWS);
    let columns = usize::from(area.width.saturating_sub(2));
    let head = head(model, sheet, columns);
    let needed = sheet.scroll.saturating_add(usize::from(room));
    let title = Line::Rule(words::body_title(sheet.body.bytes().len()), "");
    let body = Body::new(&sheet.body, title, columns, needed.saturating_sub(head.len()));
    let rows = head.len() + body.rows;
    let scroll = canvas.scrolls(rows, room, sheet.scroll);
    let (page, rest) = split(area, room.min(u16::try_from(rows).unwrap_or(u16::MAX)));
    for (n, line) in
        head.iter().chain(&body.lines).skip(scroll).take(usize::from(page.height)).enumerate()
    {
        draw_line(canvas, Rect { y: page.y + n as u16, height: 1, ..page }, line);
    }
    let more = rows - scroll > usize::from(page.height);
    file(canvas, model, sheet, split(rest, FILE_ROWS).0, if more { labels::MORE_BODY } else { "" });
}

fn head(model: &Model, sheet: &Sheet, columns: usize) -> Vec<Line> {
    let facts = [
        (labels::SCOPE, review::scope(sheet.tables), Role::Strong),
        (labels::INSTANCE, review::instance(&sheet.target), Role::Strong),
        (labels::PROJECT, words::path(model, sheet), Role::Plain),
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
    for rule in &sheet.warnings {
        lines.extend(check(Level::Warn, &checks::fact(&Fact::Rule(rule.clone()))));
    }
    if sheet.typed_names > 0 {
        lines.extend(check(Level::Warn, &checks::fact(&Fact::TypedNames(sheet.typed_names))));
    }
    lines.extend(check(Level::Wait, words::UNCHECKED));
    lines
}

fn file(canvas: &mut Canvas, model: &Model, sheet: &Sheet, area: Rect, note: &str) {
    canvas.rule(area, labels::SAVE, note, model.dialog.overlays.is_empty());
    let role = match sheet.file {
        FileState::None | FileState::Writing { .. } => Role::Plain,
        FileState::Saved(_) => Role::Good,
        FileState::Failed(_) => Role::Bad,
    };
    let text = below(area);
    canvas.paragraph(
        Rect { x: text.x + 1, width: text.width.saturating_sub(2), ..text },
        &words::file(&sheet.file),
        role,
    );
    canvas.put_cursor(text.x, text.y);
}
