//! Review: target, bytes, checks, and the button.

use ratatui::layout::Rect;

use super::{
    below,
    canvas::{Canvas, chop, width, wrap},
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
    let narrow = model.size.rung() == Rung::Narrow;
    let (top, rest) = split(area, if narrow { 5 } else { 7 });
    let checks = check_lines(review, area.width);
    // The button stands whatever else does; then the checks, then as much of the body as there is room for.
    let check_rows = (checks.len() as u16 + 1).min(rest.height.saturating_sub(SEND_ROWS + 2));
    let most = rest.height.saturating_sub(SEND_ROWS + check_rows);
    let (body, rest) = split(rest, body_rows(review, area.width, narrow).min(most));
    let (facts, rest) = split(rest, check_rows);
    let (send, _) = split(rest, SEND_ROWS);
    target(canvas, model, review, top);
    exactly(canvas, review, body, narrow);
    findings(canvas, &checks, facts);
    button(canvas, model, review, send);
}

/// The button or the confirmation, with its title.
const SEND_ROWS: u16 = 3;

/// Rows that the whole body takes, with its title and its digest. An estimate from above is enough.
fn body_rows(review: &Review, width: u16, narrow: bool) -> u16 {
    let columns = usize::from(width.saturating_sub(2)).max(1);
    let lines = visible_length(review.reviewed.body().text()).div_ceil(columns);
    u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(if narrow { 1 } else { 2 })
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

/// The bytes as they will be sent. The digest stands in full above them, or short in the title where it has no room.
fn exactly(canvas: &mut Canvas, review: &Review, area: Rect, narrow: bool) {
    let body = review.reviewed.body();
    let digest = narrow.then(|| body.digest_short());
    let rows = below(area);
    let rows = if narrow { rows } else { below(rows) };
    let columns = usize::from(area.width.saturating_sub(2));
    // A body can be 12 MB: only as much of it is written out as the scroll needs.
    let needed = (review.scroll + usize::from(rows.height) + 1) * columns;
    let end = body.text().char_indices().nth(needed).map_or(body.text().len(), |(at, _)| at);
    let text = visible(&body.text()[..end]);
    let lines: Vec<&str> = chop(&text, columns).collect();
    let scroll = review.scroll.min(lines.len().saturating_sub(usize::from(rows.height)));
    let more = lines.len() > usize::from(rows.height) + scroll;
    canvas.rule(area, &words::exact_title(body.bytes().len(), digest), if more { labels::MORE_BODY } else { labels::TOKEN_HIDDEN }, false);
    if !narrow && area.height > 1 {
        canvas.text(area.x + 1, area.y + 1, area.width.saturating_sub(1), &words::digest(&body.digest_hex()), Role::Plain);
    }
    for (row, line) in lines.iter().skip(scroll).take(usize::from(rows.height)).enumerate() {
        canvas.text(rows.x + 1, rows.y + row as u16, rows.width.saturating_sub(1), line, Role::Plain);
    }
}

/// Where a check's sentence begins.
const FACT: u16 = 8;
/// A sentence takes at most so many rows: the server's words can be long.
const FACT_ROWS: usize = 3;

/// The checks as rows, heaviest first: the level on the first row of each.
fn check_lines(review: &Review, width: u16) -> Vec<(Option<Level>, String)> {
    let mut checks = review.checks();
    checks.sort_by_key(|c| std::cmp::Reverse(c.level));
    let columns = usize::from(width.saturating_sub(FACT + 1));
    let rows = |check: Check| {
        let lines = wrap(&words::fact(&check.fact), columns).into_iter().take(FACT_ROWS);
        lines.enumerate().map(move |(row, line)| ((row == 0).then_some(check.level), line)).collect::<Vec<_>>()
    };
    checks.into_iter().flat_map(rows).collect()
}

fn findings(canvas: &mut Canvas, lines: &[(Option<Level>, String)], area: Rect) {
    let rows = below(area);
    let hidden = lines.iter().skip(usize::from(rows.height)).filter(|(level, _)| level.is_some()).count();
    let note = if hidden > 0 { words::more_checks(hidden) } else { String::new() };
    canvas.rule(area, labels::CHECKS, &note, false);
    for (row, (level, text)) in lines.iter().take(usize::from(rows.height)).enumerate() {
        let y = rows.y + row as u16;
        if let Some(level) = level {
            canvas.text(rows.x + 1, y, FACT - 1, words::level(*level), role_of(*level));
        }
        canvas.text(rows.x + FACT, y, rows.width.saturating_sub(FACT), text, Role::Plain);
    }
}

const fn role_of(level: Level) -> Role {
    match level {
        Level::Ok => Role::Good,
        Level::Wait => Role::Plain,
        Level::Warn => Role::Warn,
        Level::Error => Role::Bad,
    }
}

fn button(canvas: &mut Canvas, model: &Model, review: &Review, area: Rect) {
    let focused = review.focus == ReviewFocus::Send;
    let on = focused && model.overlays.is_empty();
    if review.needs_phrase() {
        return confirmation(canvas, review, area, on);
    }
    canvas.rule(area, labels::SEND, "", on);
    let area = below(area);
    let (x, room) = (area.x + 1, area.width.saturating_sub(2));
    if focused {
        canvas.text(area.x, area.y, 1, ">", Role::Focus);
        canvas.put_cursor(x + 1, area.y);
    }
    let role = if focused { Role::Focus } else { Role::Plain };
    let end = canvas.text(x + 1, area.y, room, words::BUTTON, role);
    canvas.text(end + 3, area.y, area.right().saturating_sub(end + 3), words::BUTTON_HINT, Role::Plain);
}

/// What is to be typed stands alone on its row, so that it is never cut.
fn confirmation(canvas: &mut Canvas, review: &Review, area: Rect, on: bool) {
    canvas.rule(area, words::confirm_title(&review.target), "", on);
    let area = below(area);
    canvas.text(area.x + 2, area.y, area.width.saturating_sub(2), review.target.confirm_phrase(), Role::Strong);
    let y = area.y + 1;
    if on {
        canvas.text(area.x, y, 1, ">", Role::Focus);
    }
    let x = area.x + 2;
    let armed = if review.is_armed() { labels::ENTER_SENDS } else { "" };
    let field = area.width.saturating_sub(2 + width(armed) as u16);
    if !on && review.phrase.value().is_empty() {
        canvas.text(x, y, field, labels::TYPE_HERE, Role::Plain);
    } else {
        canvas.field(x, y, field, &review.phrase, on);
    }
    canvas.text(x + field, y, area.right().saturating_sub(x + field), armed, Role::Good);
}
