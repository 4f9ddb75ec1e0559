//! Start and set-up: what is given, what is missing, the way on.

use ratatui::layout::Rect;

use super::{below, canvas::Canvas, split, style::Role};
use crate::{
    core::{model::Model, place::Mode},
    words::screens as words,
};

pub(super) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let (top, rest) = split(area, 6);
    configuration(canvas, model, top);
    let rows = model.start_rows();
    let (middle, bottom) = split(rest, rows.len() as u16 + 2);
    choices(canvas, model, middle);
    canvas.rule(bottom, "Network use", "", false);
    let text = below(bottom);
    canvas.text(text.x + 1, text.y, text.width, words::network(&model.place), Role::Plain);
}

fn configuration(canvas: &mut Canvas, model: &Model, area: Rect) {
    let place = &model.place;
    let title = match (model.mode, place.is_ready()) {
        (Mode::Demo, _) => "Demo: the built-in simulator, nothing leaves this machine",
        (Mode::Live, true) => "Ready",
        (Mode::Live, false) => "Nothing can be sent yet",
    };
    canvas.rule(area, title, "", false);
    let area = below(area);
    // An endpoint that was given needs no region.
    let region = place.region.clone().or_else(|| place.endpoint.as_ref().map(|_| "not needed".to_owned()));
    let project = place.project.as_ref().map(ToString::to_string);
    let token = place.token.as_ref().map(|t| format!("{} characters, from {}", t.length, t.origin));
    let rows = [
        ("region", region, words::REGION_HINT),
        ("endpoint", place.endpoint.clone(), words::ENDPOINT_HINT),
        ("project id", project, words::PROJECT_HINT),
        ("token", token, words::TOKEN_HINT),
    ];
    for (row, (label, value, hint)) in rows.iter().enumerate() {
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
    canvas.rule(area, "What you can do now", "", true);
    let area = below(area);
    for (row, choice) in model.start_rows().into_iter().enumerate() {
        let y = area.y + row as u16;
        let here = row == model.start_row;
        canvas.text(area.x + 1, y, 2, if here { ">" } else { " " }, Role::Focus);
        canvas.text(area.x + 3, y, area.width.saturating_sub(4), words::start_row(choice), if here { Role::Focus } else { Role::Plain });
        if here {
            canvas.put_cursor(area.x + 1, y);
        }
    }
}
