//! Draws Watch for a backup that is looked for, or was not found: the verdict, the choices, the
//! ticket line, the log.

use ratatui::layout::Rect;

use crate::{
    core::{
        model::Model,
        operation::{Operation, recovery::Choice},
    },
    ui::{
        below,
        canvas::{Canvas, wrap},
        split,
        style::Role,
        watch,
    },
    words::{base::labels, watch::lost as words},
};

/// Draws the verdict and the choices first; the ticket line and the log take the rest of the rows.
pub(in crate::ui) fn draw(
    canvas: &mut Canvas,
    model: &Model,
    operation: &Operation,
    choices: &[Choice],
    area: Rect,
) {
    let columns = usize::from(area.width.saturating_sub(4));
    let rows = wrapped(operation, choices, columns);
    let wanted = rows.len() as u16 + 1;
    let choice_rows = wanted.min((area.height * 2 / 5).max(4));
    let top_rows =
        watch::outcome_rows(operation, area.width).min(area.height.saturating_sub(choice_rows));
    let (top, rest) = split(area, top_rows);
    watch::outcome(canvas, model, operation, top);
    let ticket = wrap(&words::ticket(operation), columns + 2);
    let ticket_rows = ticket.len() as u16 + 1;
    let free = rest.height.saturating_sub(choice_rows);
    let (pane, rest) = split(
        rest,
        choice_rows
            + if free > ticket_rows { (free - ticket_rows).min(wanted - choice_rows) } else { 0 },
    );
    draw_choices(canvas, &rows, model.watch.chosen(choices), pane);
    if rest.height >= ticket_rows {
        let (pane, rest) = split(rest, ticket_rows);
        canvas.rule(pane, labels::TICKET, labels::TICKET_COPIES, false);
        for (n, line) in ticket.iter().enumerate() {
            canvas.text(
                pane.x + 1,
                pane.y + 1 + n as u16,
                pane.width.saturating_sub(1),
                line,
                Role::Plain,
            );
        }
        watch::log(canvas, model, operation, rest);
    } else {
        watch::log(canvas, model, operation, rest);
    }
}

/// A row of text, and the index of its choice.
type Wrapped = (usize, String);

fn wrapped(operation: &Operation, choices: &[Choice], columns: usize) -> Vec<Wrapped> {
    let of = |(n, choice)| {
        wrap(&words::choice(operation, choice), columns).into_iter().map(move |line| (n, line))
    };
    choices.iter().enumerate().flat_map(of).collect()
}

fn draw_choices(canvas: &mut Canvas, rows: &[Wrapped], chosen: usize, area: Rect) {
    canvas.rule(area, labels::CHOICES, "", true);
    let area = below(area);
    let height = usize::from(area.height);
    let first = rows.iter().position(|(n, _)| *n == chosen).unwrap_or(0);
    let last = rows.iter().rposition(|(n, _)| *n == chosen).unwrap_or(0);
    // Scrolls only as far as shows all of the choice under the cursor.
    let top = (last + 1).saturating_sub(height).min(first);
    for (row, (n, line)) in rows.iter().skip(top).take(height).enumerate() {
        let y = area.y + row as u16;
        let here = *n == chosen;
        if here && top + row == first {
            canvas.text(area.x + 1, y, 2, ">", Role::Focus);
            canvas.put_cursor(area.x + 1, y);
        }
        canvas.text(
            area.x + 3,
            y,
            area.width.saturating_sub(3),
            line,
            if here { Role::Focus } else { Role::Plain },
        );
    }
}
