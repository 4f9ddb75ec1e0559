//! Review: target, bytes, checks, and the button.

use ratatui::layout::Rect;

use super::{
    below,
    canvas::{Canvas, chop, width},
    split,
    style::Role,
};
use crate::{
    core::{
        geometry::Rung,
        model::Model,
        review::{Check, Level, Review, ReviewFocus},
        text::visible,
    },
    words::{labels, review as words},
};

pub(super) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let Some(review) = &model.review else { return };
    let checks = review.checks();
    let narrow = model.size.rung() == Rung::Narrow;
    let check_rows = (checks.len() as u16).clamp(1, if narrow { 2 } else { 6 }) + 1;
    let (top, rest) = split(area, if narrow { 4 } else { 7 });
    let (body, rest) = split(rest, body_rows(review, area.width).min(rest.height.saturating_sub(check_rows + 3)));
    let (facts, rest) = split(rest, check_rows);
    let (send, _) = split(rest, 3);
    target(canvas, model, review, top);
    exactly(canvas, review, body);
    findings(canvas, &checks, facts);
    button(canvas, model, review, send);
}

/// Rows that the whole body takes, with its title and its digest. An estimate from above is enough.
fn body_rows(review: &Review, width: u16) -> u16 {
    let columns = usize::from(width.saturating_sub(2)).max(1);
    let lines = visible_length(review.reviewed.body().text()).div_ceil(columns);
    u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2)
}

/// Columns of the text as it is shown; of a long one only as many as no terminal has room for.
fn visible_length(text: &str) -> usize {
    const ENOUGH: usize = 64 * 1024;
    let end = text.char_indices().nth(ENOUGH).map_or(text.len(), |(at, _)| at);
    width(&visible(&text[..end]))
}

fn target(canvas: &mut Canvas, model: &Model, review: &Review, area: Rect) {
    canvas.rule(area, labels::ABOUT_TO, "", false);
    let area = below(area);
    let instance = words::instance(&review.target);
    let endpoint = model.place.endpoint.clone().unwrap_or_default();
    let scope = words::scope(review);
    let effects = words::effects(review.target.engine());
    let project = review.reviewed.project().to_string();
    let rows = [
        (labels::SCOPE, scope.as_str()),
        (labels::INSTANCE, &instance),
        (labels::PROJECT, &project),
        (labels::ENDPOINT, &endpoint),
        (labels::EFFECTS, effects[0]),
        ("", effects[1]),
    ];
    for (row, (label, text)) in rows.iter().take(usize::from(area.height)).enumerate() {
        let y = area.y + row as u16;
        canvas.text(area.x + 1, y, 9, label, Role::Plain);
        let role = if row < 2 { Role::Strong } else { Role::Plain };
        canvas.text(area.x + 11, y, area.width.saturating_sub(12), text, role);
    }
}

fn exactly(canvas: &mut Canvas, review: &Review, area: Rect) {
    let body = review.reviewed.body();
    canvas.rule(area, &words::exact_title(body.bytes().len()), labels::TOKEN_HIDDEN, false);
    let area = below(area);
    if area.height == 0 {
        return;
    }
    canvas.text(area.x + 1, area.y, area.width.saturating_sub(1), &format!("sha256 {}", body.digest_hex()), Role::Plain);
    let area = below(area);
    let columns = usize::from(area.width.saturating_sub(2));
    // A body can be 12 MB: only as much of it is written out as the scroll needs.
    let end =
        body.text().char_indices().nth((review.scroll + usize::from(area.height) + 1) * columns).map_or(body.text().len(), |(at, _)| at);
    let text = visible(&body.text()[..end]);
    let lines: Vec<&str> = chop(&text, columns).collect();
    let scroll = review.scroll.min(lines.len().saturating_sub(usize::from(area.height)));
    for (row, line) in lines.iter().skip(scroll).take(usize::from(area.height)).enumerate() {
        canvas.text(area.x + 1, area.y + row as u16, area.width.saturating_sub(1), line, Role::Plain);
    }
    if lines.len() > usize::from(area.height) + scroll && area.height > 0 {
        canvas.right(area.right(), area.bottom() - 1, " ..", Role::Strong);
    }
}

fn findings(canvas: &mut Canvas, checks: &[Check], area: Rect) {
    canvas.rule(area, labels::CHECKS, "", false);
    let area = below(area);
    let mut sorted: Vec<&Check> = checks.iter().collect();
    sorted.sort_by_key(|c| std::cmp::Reverse(c.level));
    let room = usize::from(area.height);
    for (row, check) in sorted.iter().take(room).enumerate() {
        let role = match check.level {
            Level::Ok => Role::Good,
            Level::Wait => Role::Plain,
            Level::Warn => Role::Warn,
            Level::Error => Role::Bad,
        };
        let y = area.y + row as u16;
        canvas.text(area.x + 1, y, 7, words::level(check.level), role);
        let more = if row + 1 == room && sorted.len() > room { words::more_checks(sorted.len() - room) } else { String::new() };
        canvas.text(area.x + 8, y, area.width.saturating_sub(9), &(words::fact(&check.fact) + &more), Role::Plain);
    }
}

fn button(canvas: &mut Canvas, model: &Model, review: &Review, area: Rect) {
    let focused = review.focus == ReviewFocus::Send;
    canvas.rule(area, labels::SEND, "", focused && model.overlays.is_empty());
    let area = below(area);
    let (x, room) = (area.x + 1, area.width.saturating_sub(2));
    if review.needs_phrase() {
        canvas.text(x, area.y, room, &words::confirm_hint(&review.target), Role::Plain);
        if focused {
            canvas.text(area.x, area.y + 1, 1, ">", Role::Focus);
        }
        let x = canvas.text(x + 1, area.y + 1, room, labels::TYPE_HERE, if focused { Role::Focus } else { Role::Plain });
        let field = (area.width / 2).min(area.right().saturating_sub(x));
        canvas.field(x, area.y + 1, field, &review.phrase, focused && model.overlays.is_empty());
        if review.is_armed() {
            canvas.text(x + field, area.y + 1, 20, labels::ENTER_SENDS, Role::Good);
        }
        return;
    }
    if focused {
        canvas.text(area.x, area.y, 1, ">", Role::Focus);
        canvas.put_cursor(x + 1, area.y);
    }
    let role = if focused { Role::Focus } else { Role::Plain };
    let end = canvas.text(x + 1, area.y, room, words::BUTTON, role);
    canvas.text(end + 3, area.y, area.right().saturating_sub(end + 3), words::BUTTON_HINT, Role::Plain);
}
