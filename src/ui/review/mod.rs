//! Draws Review: target, bytes, checks, and the button.

pub(super) mod export;

use ratatui::layout::Rect;

use super::{
    below,
    canvas::{Canvas, chop, width, wrap},
    split,
    style::Role,
};
use crate::{
    core::{
        base::{level::Level, size::Rung, text::visible},
        draft::request::ReviewedBody,
        model::Model,
        review::{
            check::Check,
            page::{Review, ReviewFocus},
        },
    },
    words::{
        base::labels,
        choose,
        operation::estimate,
        review::{self as words, checks as checks_words},
        session::set_up,
    },
};

/// The rows that stay at the bottom, with a title: the button, the confirmation, or
/// the file of the export.
const BOTTOM_ROWS: u16 = 3;

/// Draws target, checks and body as one text that scrolls where it does not fit. The body stands
/// last, so that every byte is within reach on any terminal. The button does not scroll.
pub(super) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let Some(review) = &model.review.open else { return };
    let room = area.height.saturating_sub(BOTTOM_ROWS);
    let columns = usize::from(area.width.saturating_sub(2));
    let narrow = model.shared.size.rung() == Rung::Narrow;
    // Scope and name stay on the screen however far the rest is scrolled.
    let pinned = pinned(review, columns);
    let (top, area) = split(area, (pinned.len() as u16).min(room));
    let room = room - top.height;
    draw_lines(canvas, top, pinned.iter());
    let mut head = target(model, review, columns);
    let estimate =
        fact(labels::ESTIMATE, Role::Plain, &estimate::line(review), Role::Plain, columns);
    // In little room the checks come before the effects, which are the same for every backup.
    let effects = fact(
        labels::EFFECTS,
        Role::Plain,
        &words::effects(review.target.engine()),
        Role::Plain,
        columns,
    );
    if narrow {
        head.extend(checks(review, columns));
        head.extend(estimate.chain(effects));
    } else {
        head.extend(estimate.chain(effects));
        head.extend(checks(review, columns));
    }
    let needed = review.scroll.saturating_add(usize::from(room));
    let bytes = review.reviewed.body();
    let title = Line::Rule(words::exact_title(bytes.bytes().len()), labels::TOKEN_HIDDEN);
    let body = Body::new(bytes, title, columns, needed.saturating_sub(head.len()));
    let tail = tail(model, review, columns);
    let rows = head.len() + body.rows + tail.len();
    let lines = head.iter().chain(&body.lines).chain(&tail);
    let (bottom, more) = draw_scrolled(canvas, area, (rows, review.scroll), lines);
    button(canvas, model, review, bottom, more);
}

/// Draws the rows of a text from row `scroll` on, as far as there is room. Returns the area of the
/// bottom rows, and the words in their title on the rest of the text.
fn draw_scrolled<'a>(
    canvas: &mut Canvas,
    area: Rect,
    (rows, scroll): (usize, usize),
    lines: impl Iterator<Item = &'a Line>,
) -> (Rect, &'static str) {
    let room = area.height.saturating_sub(BOTTOM_ROWS);
    let scroll = canvas.scrolls(rows, room, scroll);
    let (page, rest) = split(area, room.min(u16::try_from(rows).unwrap_or(u16::MAX)));
    draw_lines(canvas, page, lines.skip(scroll));
    let more = rows - scroll > usize::from(page.height);
    (split(rest, BOTTOM_ROWS).0, if more { labels::MORE_BODY } else { "" })
}

/// A line of the text.
enum Line {
    Rule(String, &'static str),
    /// A label and its text, each with a role.
    Fact(&'static str, Role, String, Role),
    /// A check's first line, and the time of the reading.
    Check(Level, String, String),
    /// Bytes of the body, unchanged.
    Exact(String),
}

/// The column at which facts begin, behind their label.
const FACT: usize = 10;

fn draw_lines<'a>(canvas: &mut Canvas, area: Rect, lines: impl Iterator<Item = &'a Line>) {
    for (n, line) in lines.take(usize::from(area.height)).enumerate() {
        draw_line(canvas, Rect { y: area.y + n as u16, height: 1, ..area }, line);
    }
}

fn draw_line(canvas: &mut Canvas, at: Rect, line: &Line) {
    let (x, room) = (at.x + 1, at.width.saturating_sub(1));
    match line {
        Line::Rule(title, note) => canvas.rule(at, title, note, false),
        Line::Fact(label, label_role, text, role) => {
            canvas.text(x, at.y, FACT as u16, label, *label_role);
            canvas.text(x + FACT as u16, at.y, room.saturating_sub(FACT as u16), text, *role);
        }
        Line::Check(level, text, time) => {
            canvas.text(x, at.y, FACT as u16, words::level(*level), role_of(*level));
            canvas.text(x + FACT as u16, at.y, room.saturating_sub(FACT as u16), text, Role::Plain);
            canvas.right(at.right() - 1, at.y, time, Role::Plain);
        }
        Line::Exact(text) => {
            canvas.text(x, at.y, room, text, Role::Plain);
        }
    }
}

/// Wraps a fact to the columns; its label stands before the first line.
fn fact(
    label: &'static str,
    label_role: Role,
    text: &str,
    role: Role,
    columns: usize,
) -> impl Iterator<Item = Line> + use<> {
    let lines = wrap(text, columns.saturating_sub(FACT)).into_iter().enumerate();
    lines.map(move |(n, part)| Line::Fact(if n == 0 { label } else { "" }, label_role, part, role))
}

fn target(model: &Model, review: &Review, columns: usize) -> Vec<Line> {
    let chosen = words::chosen(review.request.scope(), columns.saturating_sub(FACT));
    let chosen = chosen.map(|text| (labels::CHOSEN, text, Role::Plain));
    let facts = [
        (
            labels::REVIEWED_DESCRIPTION,
            visible(review.request.description()).into_owned(),
            Role::Plain,
        ),
        (labels::INSTANCE, words::instance(&review.target), Role::Strong),
        (
            labels::PROJECT,
            set_up::project(review.reviewed.project(), &model.shared.session),
            Role::Plain,
        ),
    ];
    chosen
        .into_iter()
        .chain(facts)
        .flat_map(|(label, text, role)| fact(label, Role::Plain, &text, role, columns))
        .collect()
}

/// Returns the facts below the body, which must not push the digest of the body off a small screen.
/// The endpoint is in the header as well.
fn tail(model: &Model, review: &Review, columns: usize) -> Vec<Line> {
    let facts = [
        (labels::RESTS_ON, estimate::rests_on(review)),
        (labels::BILLING, review.target.billing().and_then(choose::billing)),
        (labels::ENDPOINT, Some(model.shared.session.endpoint.clone().unwrap_or_default())),
    ];
    let told = facts.into_iter().filter_map(|(label, text)| Some((label, text?)));
    told.flat_map(|(label, text)| fact(label, Role::Plain, &text, Role::Plain, columns)).collect()
}

/// Returns the lines that do not scroll: title, scope, name.
fn pinned(review: &Review, columns: usize) -> Vec<Line> {
    let title = if review.is_read_only() { labels::WOULD_CREATE } else { labels::ABOUT_TO };
    let title = Line::Rule(title.to_owned(), "");
    let scope =
        fact(labels::SCOPE, Role::Plain, &words::scope(review.tables), Role::Strong, columns);
    let name =
        fact(labels::REVIEWED_NAME, Role::Plain, review.request.name(), Role::Strong, columns);
    std::iter::once(title).chain(scope).chain(name).collect()
}

/// The columns of a time, with the blank before the time.
const TIME: usize = 9;

fn checks(review: &Review, columns: usize) -> Vec<Line> {
    let mut checks = review.checks();
    checks.sort_by_key(|c| std::cmp::Reverse(c.level));
    let title = Line::Rule(checks_words::TITLE.to_owned(), checks_words::TIMES);
    std::iter::once(title)
        .chain(checks.iter().flat_map(|check| check_lines(review, check, columns)))
        .collect()
}

/// Wraps a check to the columns; its time stands at the end of the first line.
fn check_lines(review: &Review, check: &Check, columns: usize) -> Vec<Line> {
    let said = checks_words::line(review, check);
    let room = columns.saturating_sub(FACT + if check.at.is_some() { TIME } else { 0 });
    let parts = wrap(&said, room).into_iter().enumerate();
    parts
        .map(|(n, part)| match n {
            0 => Line::Check(check.level, part, checks_words::time(check)),
            _ => Line::Fact("", Role::Plain, part, Role::Plain),
        })
        .collect()
}

pub(super) const fn role_of(level: Level) -> Role {
    match level {
        Level::Ok => Role::Good,
        Level::Wait | Level::Note => Role::Plain,
        Level::Warn => Role::Warn,
        Level::Error => Role::Bad,
    }
}

/// The bytes to send, with their digest.
struct Body {
    lines: Vec<Line>,
    /// The rows that the whole body takes, written out or not.
    rows: usize,
}

impl Body {
    /// Writes out as much of the body as `needed` rows show, because a body can have 12 MB.
    fn new(body: &ReviewedBody, title: Line, columns: usize, needed: usize) -> Self {
        let digest = words::digest(&body.digest_hex());
        let mut lines = vec![title];
        lines.extend(chop(&digest, columns).map(|part| Line::Exact(part.to_owned())));
        let fixed = lines.len();
        let text = body.text();
        let end = text
            .char_indices()
            .nth((needed + 1).saturating_mul(columns))
            .map_or(text.len(), |(at, _)| at);
        lines
            .extend(chop(&visible(&text[..end]), columns).map(|part| Line::Exact(part.to_owned())));
        // The rest is counted by its bytes: never too few rows, and exact for plain names.
        let rest = text.len() - end;
        let rows = if rest == 0 {
            lines.len()
        } else {
            fixed.max(lines.len()) + rest.div_ceil(columns.max(1))
        };
        Self { lines, rows }
    }
}

fn button(canvas: &mut Canvas, model: &Model, review: &Review, area: Rect, note: &str) {
    let focused = review.focus == ReviewFocus::Send;
    let on = focused && model.dialog.overlays.is_empty();
    if review.is_read_only() {
        canvas.rule(area, labels::SEND, note, false);
        let area = below(area);
        canvas.paragraph(
            Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area },
            words::READ_ONLY,
            Role::Strong,
        );
        return;
    }
    if review.shows_phrase() {
        return confirmation(canvas, review, area, on, note);
    }
    canvas.rule(area, labels::SEND, note, on);
    let area = below(area);
    let (x, room) = (area.x + 1, area.width.saturating_sub(2));
    if focused {
        canvas.text(area.x, area.y, 1, ">", Role::Focus);
        canvas.put_cursor(x + 1, area.y);
    }
    let role = if focused { Role::Focus } else { Role::Plain };
    let end = canvas.text(x + 1, area.y, room, words::BUTTON, role);
    canvas.text(
        end + 3,
        area.y,
        area.right().saturating_sub(end + 3),
        words::BUTTON_HINT,
        Role::Plain,
    );
}

/// Draws the text to type alone on its row, so that the text is never cut.
fn confirmation(canvas: &mut Canvas, review: &Review, area: Rect, on: bool, note: &str) {
    canvas.rule(area, &words::confirm_title(review), note, on);
    let area = below(area);
    canvas.text(
        area.x + 2,
        area.y,
        area.width.saturating_sub(2),
        review.target.confirm_phrase(),
        Role::Strong,
    );
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{
        base::{
            ids::{InstanceId, ProjectId},
            instance::Engine,
        },
        draft::{
            form::{Draft, Target},
            request::BackupRequest,
        },
        scope::{
            choice::{DatabaseScope, ScopeChoice},
            tree::Tree,
        },
    };

    fn body_of(table: &str) -> String {
        let id = InstanceId::typed("a4d8ea2584e047439a667703c0684119in06").expect("an ID");
        let scope = [DatabaseScope {
            database_name: "orders".to_owned(),
            table_names: Some(vec![table.to_owned()]),
        }];
        let draft = Draft {
            target: Some(Target::Typed { id, engine: Engine::Cassandra }),
            name: "pre-mig".into(),
            description: "⚠\u{fe0f}".into(),
            scope_choice: ScopeChoice::Tables,
            tree: Tree::of_scope(&scope),
        };
        let project = ProjectId::typed(&"f".repeat(32)).expect("an ID");
        let reviewed = BackupRequest::build(&project, &draft).expect("a request").review();
        let body = Body::new(reviewed.body(), Line::Rule(String::new(), ""), 40, 20);
        let exact = body
            .lines
            .into_iter()
            .filter_map(|line| if let Line::Exact(text) = line { Some(text) } else { None });
        exact.collect()
    }

    #[test]
    fn bytes_that_differ_look_different() {
        let names = [
            "items",
            "it\u{e0065}ems",
            r"it\u{e0065}ems",
            "items ",
            "items\u{a0}",
            "ite\u{301}ms",
            "itéms",
        ];
        let bodies = names.map(body_of);
        for (n, body) in bodies.iter().enumerate() {
            assert!(body.contains(r"⚠\u{fe0f}") && !bodies[..n].contains(body), "{body}");
        }
        assert!(
            bodies[1].contains(r#""it\u{e0065}ems""#)
                && bodies[2].contains(r#""it\\u{5c}u{e0065}ems""#),
            "{bodies:#?}"
        );
    }
}
