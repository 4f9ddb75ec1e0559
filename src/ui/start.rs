//! Draws Start: operations that need attention, settings, the ways on, operations that ended.
//!
//! One page of panes that scrolls with the cursor. Only the rows that show are put into words, so
//! that a long journal costs nothing.

use ratatui::layout::Rect;

use super::{
    canvas::{Canvas, Row, behind, wrapped},
    inset, split,
    style::Role::{self, Plain},
};
use crate::{
    core::{model::Model, session::SignInState, start::rows::StartRow},
    words::{
        base::{labels, tags},
        session::set_up,
        start::{self as texts, Columns},
    },
};

/// A line of the page.
enum Line {
    Title(&'static str, bool),
    Text(Row),
    /// A row for the cursor, by its number.
    Row(usize),
    Empty,
}

pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let (rows, cursor) = (model.start_rows(), model.start.row);
    let panes = panes(model, &rows, usize::from(area.width.saturating_sub(24)));
    let kept = rows.iter().any(|row| !is_way_on(row) || matches!(row, StartRow::Draft(_)));
    // The IDs in a damaged file stand nowhere else: the pane has room for a path and two IDs.
    let held = |n: usize| model.journal.damage.get(n).is_some_and(|file| file.held().is_some());
    let last_rows = match rows.get(cursor) {
        Some(StartRow::Damage(n)) if held(*n) => 6,
        _ if kept => 3,
        _ => 2,
    };
    let height = usize::from(area.height.saturating_sub(last_rows));
    // An empty row after each pane, where there is room for it.
    let gap = panes.iter().map(|pane| pane.len() + 1).sum::<usize>() <= height;
    let lines = |pane: Vec<Line>| pane.into_iter().chain(gap.then_some(Line::Empty));
    let lines: Vec<Line> = panes.into_iter().flat_map(lines).collect();
    let is_here = |line: &Line| matches!(line, Line::Row(n) if *n == cursor);
    let top = lines
        .iter()
        .position(is_here)
        .map_or(0, |line| (line + 2).saturating_sub(height))
        .min(lines.len().saturating_sub(height));
    let (page, rest) = split(area, height.min(lines.len()) as u16);
    for (at, line) in page.rows().zip(lines.into_iter().skip(top)) {
        match line {
            Line::Title(title, here) => {
                canvas.rule(at, title, "", here && model.dialog.overlays.is_empty());
            }
            Line::Text(row) => canvas.rows(inset(at, 1, 1), [row]),
            Line::Row(n) => draw_row(canvas, model, rows[n], n == cursor, at),
            Line::Empty => {}
        }
    }
    last(canvas, model, rows.get(cursor).copied(), rest);
}

/// Returns whether a row leads to a backup or to the set-up; every other row is the journal's.
const fn is_way_on(row: &StartRow) -> bool {
    !matches!(
        row,
        StartRow::Operation(_)
            | StartRow::Interrupted(_)
            | StartRow::Damage(_)
            | StartRow::Ended(_)
    )
}

fn panes(model: &Model, rows: &[StartRow], columns: usize) -> Vec<Vec<Line>> {
    let needs = rows.iter().take_while(|row| !is_way_on(row)).count();
    let ended = rows.iter().rev().take_while(|row| matches!(row, StartRow::Ended(_))).count();
    let pane = |title, numbers: std::ops::Range<usize>| {
        let title = Line::Title(title, numbers.contains(&model.start.row));
        std::iter::once(title).chain(numbers.map(Line::Row)).collect::<Vec<_>>()
    };
    let ways = rows.len() - ended;
    let mut recent = pane(texts::RECENT, ways..rows.len());
    if model.journal.older > 0 {
        let older = format!("  {}", texts::older(model.journal.older));
        recent.push(Line::Text(vec![(older, Plain)]));
    }
    let settings = settings(model, columns).into_iter().map(Line::Text);
    let title = Line::Title(texts::settings_title(model), false);
    let all = [
        pane(texts::NEEDS_YOU, 0..needs),
        std::iter::once(title).chain(settings).collect(),
        pane(labels::CHOICES, needs..ways),
        recent,
    ];
    all.into_iter().filter(|pane| pane.len() > 1).collect()
}

/// Returns the lines on configuration and journal; where there is little room, only the journal's
/// trouble takes more than one.
fn settings(model: &Model, columns: usize) -> Vec<Row> {
    let [.., access, journal_label] = labels::SETTINGS;
    let sign_in = model.shared.session.sign_in.as_ref();
    let refused = sign_in.is_some_and(|it| it.state == SignInState::Refused);
    let mut rows = Vec::new();
    let mut add = |tag: &str, role: Role, label: &str, text: &str| {
        let whole = columns >= 56 || label == journal_label;
        let text = wrapped(text, Plain, if whole { columns } else { usize::MAX });
        let labelled = behind(label, Plain, 12, text).collect();
        rows.extend(behind(tag, role, 10, labelled));
    };
    for (label, value, hint) in set_up::settings(model) {
        match value {
            Some(value) if refused && label == access => add(tags::ERR, Role::Bad, label, &value),
            Some(value) => add(tags::OK, Role::Good, label, &value),
            None => add(tags::MISSING, Role::Bad, label, &hint),
        }
    }
    if let Some((tag, text)) = set_up::last_sign_in(model) {
        add(tag, Role::Warn, "", &text);
    }
    let (tag, role, text) = texts::journal(model);
    add(tag, role, journal_label, &text);
    rows
}

fn draw_row(canvas: &mut Canvas, model: &Model, row: StartRow, here: bool, at: Rect) {
    let role = if here { Role::Focus } else { Plain };
    if here {
        canvas.mark(inset(at, 1, 0));
    }
    match texts::row(model, row) {
        texts::Row::Text(text) => {
            canvas.line(inset(at, 3, 1), &text, role);
        }
        texts::Row::Columns(columns) => draw_columns(canvas, &columns, role, inset(at, 3, 0)),
    }
}

/// Draws number and stage at the left, age and what the program does at the right, names between.
fn draw_columns(canvas: &mut Canvas, columns: &Columns, name: Role, at: Rect) {
    const ID: u16 = 8;
    const WORD: u16 = 12;
    const AGE: u16 = 9;
    let what = if at.width >= 70 { 14 } else { 0 };
    // Names of 64 characters are the longest.
    let names = at.width.saturating_sub(ID + WORD + AGE + what).min(117);
    let instance = if what > 0 { names * 4 / 9 } else { 0 };
    let (word, role) = columns.word;
    let mut x = at.x;
    let cells: [(&str, u16, Role); 6] = [
        (&columns.id, ID, Plain),
        (word, WORD, role),
        (&columns.instance, instance, Plain),
        (&columns.name, names - instance, name),
        (&columns.age, AGE, Plain),
        (&columns.what, what, Plain),
    ];
    for (text, room, role) in cells {
        canvas.text(x, at.y, room.saturating_sub(1), text, role);
        x += room;
    }
}

/// Draws the pane on the row under the cursor, or on the network.
fn last(canvas: &mut Canvas, model: &Model, row: Option<StartRow>, area: Rect) {
    if area.height < 2 {
        return;
    }
    let detail = row.and_then(|row| texts::detail(model, row));
    let (title, text) = match &detail {
        Some(text) => (labels::UNDER_CURSOR, text.as_str()),
        None => (labels::NETWORK, texts::network(model.shared.mode, &model.shared.session)),
    };
    let area = canvas.rule(area, title, "", false);
    canvas.paragraph(inset(area, 1, 1), text, Plain);
}
