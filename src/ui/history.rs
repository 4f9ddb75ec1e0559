//! Draws the history: the rows, what is not loaded below them, and the facts of the row under the
//! cursor.

use ratatui::layout::Rect;

use super::{below, canvas::Canvas, hidden_rows, split, style::Role};
use crate::{
    core::{
        base::size::{BRIEF_ROWS, DETAIL_ROWS, Rung},
        model::Model,
    },
    words::{base::labels, history as words},
};

/// The columns' widths; the name takes what the others leave. A column of no width is not drawn.
fn widths(model: &Model, columns: u16) -> [u16; 9] {
    let one = model.history.instance.is_some();
    let mut widths = match columns {
        ..80 => [12, 13, 0, 0, 0, 10, 0, 0, 0],
        80..110 => [12, 15, 0, 7, 9, 11, 0, 0, 0],
        110.. => [17, 16, 0, 7, 9, 11, 8, 9, 12],
    };
    if one {
        widths[1] = 0;
    }
    widths[2] = columns.saturating_sub(3 + widths.iter().sum::<u16>());
    widths
}

pub(super) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let brief = model.shared.size.rung() == Rung::Narrow;
    let rows = if brief { BRIEF_ROWS } else { DETAIL_ROWS };
    let (top, bottom) = split(area, area.height.saturating_sub(rows));
    list(canvas, model, top);
    let Some(row) = model.history.rows.at(model.history.cursor) else { return };
    let [name, id, instance, begun, scope, state, origin] = words::details(model, row);
    let (x, room) = (bottom.x + 1, bottom.width.saturating_sub(1));
    if brief {
        canvas.text(x + 2, bottom.y, room.saturating_sub(2), &origin, Role::Plain);
        return;
    }
    canvas.rule(bottom, labels::UNDER_CURSOR, "", false);
    canvas.text(x, bottom.y + 1, room, &name, Role::Strong);
    for (y, line) in (bottom.y + 2..).zip([id, instance, begun, scope, state, origin]) {
        canvas.text(x, y, room, &line, Role::Plain);
    }
}

fn list(canvas: &mut Canvas, model: &Model, area: Rect) {
    let history = &model.history;
    let edges = history.edges();
    let count = history.rows.len() + edges.len();
    let focused = model.dialog.overlays.is_empty();
    let filtered = history.filtering || !history.rows.filter.value().is_empty();
    let note = hidden_rows(area.height.saturating_sub(2), history.top, count);
    let keys = if filtered { labels::ESC_CLEARS } else { words::KEYS };
    canvas.rule(area, &words::title(model), note.as_deref().unwrap_or(keys), focused);
    let heads = below(area);
    let widths = widths(model, area.width);
    if filtered {
        let x = canvas.text(area.x + 1, heads.y, 10, labels::FILTER, Role::Strong);
        let room = area.width.saturating_sub(x + 1);
        canvas.field(x, heads.y, room, &history.rows.filter, history.filtering && focused);
    } else {
        line(canvas, &widths, heads, &words::HEADS, Role::Strong);
    }
    let rows = below(heads);
    if history.rows.is_empty() && edges.iter().all(|edge| !edge.is_reading()) {
        let at = rows.y + edges.len() as u16;
        let inner = Rect { x: rows.x + 3, y: at, width: rows.width.saturating_sub(4), height: 3 };
        canvas.paragraphs(inner, &words::none(model));
    }
    for (number, y) in (history.top..count).zip(rows.y..rows.bottom()) {
        let at = Rect { y, height: 1, ..rows };
        let here = number == history.cursor && focused && !history.filtering;
        if here {
            canvas.text(at.x + 1, y, 1, ">", Role::Focus);
            canvas.put_cursor(at.x + 1, y);
        }
        match history.rows.at(number) {
            Some(row) => {
                let texts = words::columns(model, row, area.width >= 110);
                line(canvas, &widths, at, &texts.each_ref().map(String::as_str), Role::Plain);
            }
            None => {
                let text = words::edge(model, edges[number - history.rows.len()]);
                canvas.text(at.x + 3, y, at.width.saturating_sub(3), &text, Role::Warn);
            }
        }
    }
}

fn line(canvas: &mut Canvas, widths: &[u16; 9], at: Rect, texts: &[&str; 9], role: Role) {
    let mut x = at.x + 3;
    for (text, width) in texts.iter().zip(widths) {
        canvas.text(x, at.y, width.saturating_sub(1), text, role);
        x += width;
    }
}
