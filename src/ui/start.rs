//! Start and set-up: what is given, what is missing, the way on.

use ratatui::layout::Rect;

use super::{below, canvas::Canvas, split, style::Role};
use crate::{
    core::model::Model,
    words::{labels, screens as words},
};

pub(super) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let (top, rest) = split(area, 6);
    configuration(canvas, model, top);
    let rows = model.start_rows();
    let (middle, bottom) = split(rest, rows.len() as u16 + 2);
    choices(canvas, model, middle);
    if bottom.height < 2 {
        return;
    }
    canvas.rule(bottom, labels::NETWORK, "", false);
    let text = below(bottom);
    canvas.text(text.x + 1, text.y, text.width, words::network(model.mode, &model.place), Role::Plain);
}

fn configuration(canvas: &mut Canvas, model: &Model, area: Rect) {
    let place = &model.place;
    canvas.rule(area, words::start_title(model), "", false);
    let area = below(area);
    // An endpoint that was given needs no region.
    let region = place.region.clone().or_else(|| place.endpoint.as_ref().map(|_| words::NOT_NEEDED.to_owned()));
    let project = place.project.as_ref().map(ToString::to_string);
    let token = place.token.as_ref().map(words::token_facts);
    let rows = [
        (region, words::REGION_HINT),
        (place.endpoint.clone(), words::ENDPOINT_HINT),
        (project, words::PROJECT_HINT),
        (token, words::TOKEN_HINT),
    ];
    for (row, ((value, hint), label)) in rows.iter().zip(labels::SETTINGS).enumerate() {
        let y = area.y + row as u16;
        let (tag, role, text) = match value {
            Some(value) => (words::OK, Role::Good, value.as_str()),
            None => (words::MISSING, Role::Bad, *hint),
        };
        canvas.text(area.x + 1, y, 10, tag, role);
        canvas.text(area.x + 11, y, 12, label, Role::Plain);
        canvas.text(area.x + 23, y, area.width.saturating_sub(24), text, Role::Plain);
    }
}

fn choices(canvas: &mut Canvas, model: &Model, area: Rect) {
    canvas.rule(area, labels::CHOICES, "", true);
    let area = below(area);
    for (row, choice) in model.start_rows().into_iter().enumerate() {
        let y = area.y + row as u16;
        let here = row == model.start_row;
        canvas.text(area.x + 1, y, 2, if here { ">" } else { " " }, Role::Focus);
        canvas.text(
            area.x + 3,
            y,
            area.width.saturating_sub(4),
            &words::start_row(model, choice),
            if here { Role::Focus } else { Role::Plain },
        );
        if here {
            canvas.put_cursor(area.x + 1, y);
        }
    }
}
