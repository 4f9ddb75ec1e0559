//! Draws Review: target, bytes, checks, and the button.

pub mod export;

use ratatui::layout::Rect;

use super::{
    beside,
    canvas::{Canvas, Row, behind, chop, chopped, piece, width, wrapped},
    inset, inside, row, split,
    style::Role::{self, Plain, Strong},
};
use crate::{
    core::{
        base::{Rung, Zone},
        draft::ReviewedBody,
        model::Model,
        review::{
            check::Check,
            page::{Review, ReviewFocus},
        },
    },
    words::{
        base::labels,
        review::{self as words, checks as checks_words},
    },
};

/// The rows that stay at the bottom, with a title: the button, the confirmation, or
/// the file of the export.
const BOTTOM_ROWS: u16 = 3;

/// Draws target, checks and body as one text that scrolls where it does not fit. The body stands
/// last, so that every byte is within reach on any terminal. The button does not scroll.
pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let Some(review) = &model.review.open else { return };
    let room = area.height.saturating_sub(BOTTOM_ROWS);
    let rung = model.shared.size.rung();
    // Scope and name stay on the screen however far the rest is scrolled.
    let columns = inside(beside(area).0);
    let rows = if rung == Rung::Wide { 3 } else { 1 };
    let [pinned, target, plan, tail] =
        words::facts(model, review, columns.saturating_sub(FACT) * rows);
    let title = Line::Rule(words::title(review).to_owned(), "");
    let pinned: Vec<Line> = std::iter::once(title).chain(all_facts(pinned, inside(area))).collect();
    let (top, area) = split(area, (pinned.len() as u16).min(room));
    let room = room - top.height;
    draw_lines(canvas, top, &pinned);
    let (left, right) = beside(area);
    // In little room the checks come before all facts but the instance and the names.
    let first = |(label, _): &(&str, _)| {
        rung != Rung::Narrow || [labels::CHOSEN, labels::INSTANCE].contains(label)
    };
    let (before, after) = target.into_iter().chain(plan).partition(first);
    let mut head: Vec<Line> = all_facts(before, columns).collect();
    head.push(Line::Rule(labels::CHECKS.to_owned(), checks_words::TIMES));
    let checks = words::gravest_first(review);
    head.extend(checks.iter().flat_map(|it| check(review, it, &model.shared.zone, columns)));
    head.extend(all_facts(after, columns));
    let needed = review.scroll.saturating_add(usize::from(room));
    let bytes = review.reviewed.body();
    let title = Line::Rule(words::exact_title(bytes.bytes().len()), labels::TOKEN_HIDDEN);
    let beside = inside(right.unwrap_or(left));
    let (mut body, hidden) = body(bytes, title, beside, needed);
    // These must not push the digest of the body off a small screen.
    body.extend(all_facts(tail, beside));
    let texts = match right {
        Some(right) => vec![Text(left, head, 0), Text(right, body, hidden)],
        None => vec![Text(left, head.into_iter().chain(body).collect(), hidden)],
    };
    let (bottom, more) = draw_scrolled(canvas, area, review.scroll, &texts);
    button(canvas, model, review, bottom, more);
}

/// A text that scrolls: the area whose columns the text takes, the rows that are written out,
/// and how many are not.
struct Text(Rect, Vec<Line>, usize);

/// Draws texts from row `scroll` on, each as far as there is room and at most to its end. Returns
/// the area of the bottom rows, and the words in their title on the rest of the text.
fn draw_scrolled(
    canvas: &mut Canvas,
    area: Rect,
    scroll: usize,
    texts: &[Text],
) -> (Rect, &'static str) {
    let room = area.height.saturating_sub(BOTTOM_ROWS);
    let rows = |Text(_, lines, hidden): &Text| lines.len() + hidden;
    let most = texts.iter().map(rows).max().unwrap_or_default();
    let scroll = canvas.scrolls(most, room, scroll);
    let (page, rest) = split(area, room.min(u16::try_from(most).unwrap_or(u16::MAX)));
    for text in texts {
        let Text(at, lines, _) = text;
        let above = scroll.min(rows(text).saturating_sub(usize::from(page.height)));
        let place = Rect { x: at.x, width: at.width, ..page };
        draw_lines(canvas, place, lines.get(above..).unwrap_or_default());
    }
    let more = most - scroll > usize::from(page.height);
    (split(rest, BOTTOM_ROWS).0, if more { labels::MORE_BODY } else { "" })
}

/// A line of the text.
enum Line {
    Rule(String, &'static str),
    Row(Row),
}

/// The column at which facts begin, behind their label.
const FACT: usize = 10;

fn draw_lines(canvas: &mut Canvas, area: Rect, lines: &[Line]) {
    for (at, line) in area.rows().zip(lines) {
        match line {
            Line::Rule(title, note) => {
                canvas.rule(at, title, note, false);
            }
            Line::Row(pieces) => {
                canvas.pieces(inset(at, 1, 0), pieces);
            }
        }
    }
}

/// Wraps a fact to the columns; its label stands before the first line.
fn fact(
    (label, label_role): (&str, Role),
    text: &str,
    role: Role,
    columns: usize,
) -> impl Iterator<Item = Line> + use<> {
    let text = wrapped(text, role, columns.saturating_sub(FACT));
    behind(label, label_role, FACT, text).map(Line::Row)
}

/// Wraps facts; what must not be missed is strong.
fn all_facts(facts: words::Facts, columns: usize) -> impl Iterator<Item = Line> {
    facts.into_iter().flat_map(move |(label, text)| {
        let is_strong = [labels::SCOPE, labels::REVIEWED_NAME, labels::INSTANCE].contains(&label);
        let role = if is_strong { Strong } else { Plain };
        fact((label, Plain), &text, role, columns)
    })
}

/// Wraps a check to the columns; its time stands at the end of the first line.
fn check(review: &Review, check: &Check, zone: &Zone, columns: usize) -> Vec<Line> {
    let time = checks_words::time(check);
    // A blank stands before the time.
    let taken = if time.is_empty() { 0 } else { width(&time) + 1 };
    let said = checks_words::line(review, check, zone);
    let label = words::level(check.level);
    let mut lines: Vec<_> = fact(label, &said, Plain, columns.saturating_sub(taken)).collect();
    if let Some(Line::Row(first)) = lines.first_mut() {
        let used: usize = first.iter().map(|(text, _)| width(text)).sum();
        first.push(piece(format!("{time:>room$}", room = columns.saturating_sub(used)), Plain));
    }
    lines
}

/// Returns the title, the digest and the bytes to send, as far as `needed` rows show them, and the
/// number of the other rows.
fn body(body: &ReviewedBody, title: Line, columns: usize, needed: usize) -> (Vec<Line>, usize) {
    let digest = words::digest(&body.digest_hex());
    let digest = chop(&digest, columns).map(str::to_owned);
    let (text, hidden) = chopped(body.text(), columns, needed);
    let exact = |part| Line::Row(vec![(part, Plain)]);
    (std::iter::once(title).chain(digest.chain(text).map(exact)).collect(), hidden)
}

fn button(canvas: &mut Canvas, model: &Model, review: &Review, area: Rect, note: &str) {
    let focused = review.focus == ReviewFocus::Send;
    let on = focused && model.dialog.overlays.is_empty();
    if review.is_read_only() {
        let area = canvas.rule(area, labels::SEND, note, false);
        canvas.paragraph(inset(area, 1, 0), words::READ_ONLY, Strong);
        return;
    }
    if review.shows_phrase() {
        return confirmation(canvas, review, area, on, note);
    }
    let area = canvas.rule(area, labels::SEND, note, on);
    let (x, room) = (area.x + 1, area.width.saturating_sub(2));
    if focused {
        canvas.line(area, ">", Plain);
        canvas.put_cursor(x + 1, area.y);
    }
    // A button that sends nothing now never looks as if it did.
    let role = if review.is_armed() { Role::Focus } else { Plain };
    let (button, hint) = words::button(review, focused);
    let end = canvas.text(x + 1, area.y, room, &button, role);
    canvas.paragraph(inset(area, end + 3 - area.x, 0), &hint, Plain);
}

/// Draws the text to type alone on its row, so that the text is never cut.
fn confirmation(canvas: &mut Canvas, review: &Review, area: Rect, on: bool, note: &str) {
    let area = canvas.rule(area, &words::confirm_title(review), note, on);
    canvas.line(inset(area, 2, 0), review.target.confirm_phrase(), Strong);
    let area = row(area, 1);
    if on {
        canvas.line(area, ">", Plain);
    }
    let armed = if review.is_armed() { labels::ENTER_SENDS } else { "" };
    let field = inset(area, 2, width(armed) as u16);
    if !on && review.phrase.value().is_empty() {
        canvas.line(field, labels::TYPE_HERE, Plain);
    } else {
        canvas.field(field, &review.phrase, on);
    }
    canvas.right(area.right(), area.y, armed, Strong);
}
