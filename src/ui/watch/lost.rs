//! Draws Watch for a backup that is looked for, or was not found: the verdict, the choices, the
//! log.

use ratatui::layout::Rect;

use super::{draw_verdict, log, outcome};
use crate::{
    core::{
        model::Model,
        operation::{Operation, recovery::Choice},
    },
    ui::{
        canvas::{Canvas, wrap},
        inset, inside,
        list::choices as draw_choices,
        split,
    },
    words::{base::labels, watch::lost as words},
};

/// Draws the verdict and the choices first; the log takes the rest of the rows, or stands beside.
pub fn draw(
    canvas: &mut Canvas,
    model: &Model,
    operation: &Operation,
    choices: &[Choice],
    (area, aside): (Rect, Option<Rect>),
) {
    let columns = inside(area);
    let wrapped = |(n, choice)| {
        let lines = wrap(&words::choice(operation, choice), columns.saturating_sub(2));
        lines.into_iter().map(move |line| (n, line))
    };
    let rows: Vec<_> = choices.iter().enumerate().flat_map(wrapped).collect();
    let wanted = rows.len() as u16 + 1;
    let choice_rows = wanted.min((area.height * 2 / 5).max(4));
    let room = area.height.saturating_sub(choice_rows);
    let verdict = outcome(canvas, operation, columns, usize::from(room.saturating_sub(1)));
    let (top, rest) = split(area, room.min(verdict.rows.len() as u16 + 1));
    draw_verdict(canvas, model, operation, top, verdict);
    // The log keeps two rows, its title and the latest line.
    let free = rest.height.saturating_sub(2).max(choice_rows);
    let (pane, rest) = split(rest, wanted.min(free));
    let focused = model.dialog.overlays.is_empty();
    let pane = canvas.rule(pane, labels::CHOICES, "", focused);
    draw_choices(canvas, inset(pane, 1, 0), &rows, Some(model.watch.chosen(choices)));
    log(canvas, model, operation, aside.unwrap_or(rest));
}
