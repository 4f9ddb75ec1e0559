//! Watch: was it created, both IDs in full, how far it is, and the log.

use ratatui::layout::Rect;

use super::{
    below,
    canvas::{Canvas, wrap},
    split,
    style::Role,
};
use crate::{
    core::{
        model::Model,
        operation::{Entry, Operation, Stage},
        verdict::Created,
    },
    words::{self, labels},
};

pub(super) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let Some(operation) = model.current() else { return };
    let found = operation.backup_id.is_some();
    let outcome_rows = if operation.job_id.is_some() { 13 } else { 11 };
    let (top, rest) = split(area, if found { 9 } else { outcome_rows.min(area.height.saturating_sub(3)) });
    if found {
        running(canvas, model, operation, top);
    } else {
        outcome(canvas, operation, top);
    }
    log(canvas, model, operation, rest);
}

const fn role(created: Option<Created>) -> Role {
    match created {
        Some(Created::Yes) => Role::Good,
        Some(Created::No | Created::NotSent) => Role::Bad,
        Some(Created::Unknown) | None => Role::Warn,
    }
}

/// The five lines of an operation without a backup ID, each with its label; long ones take two rows.
fn outcome(canvas: &mut Canvas, operation: &Operation, area: Rect) {
    canvas.rule(area, &format!("{}   {}", operation.name(), operation.instance_name()), "", true);
    let area = below(area);
    let label_room = 18;
    let room = area.width.saturating_sub(label_room + 1);
    let mut y = area.y;
    for (row, (label, text)) in words::outcome::LABELS.iter().zip(words::outcome::five_lines(operation)).enumerate() {
        if text.is_empty() || y >= area.bottom() {
            continue;
        }
        canvas.text(area.x + 1, y, label_room, label, Role::Plain);
        let role = if row == 0 { role(operation.created) } else { Role::Plain };
        let rows = (area.bottom() - y).min(if row == 2 { 3 } else { 2 });
        y += canvas.paragraph(Rect { x: area.x + label_room, y, width: room, height: rows }, &text, role);
    }
    if let Some(job) = operation.job_id.as_ref().filter(|_| y + 1 < area.bottom()) {
        canvas.text(area.x + 1, y, area.width - 1, labels::JOB_ID, Role::Plain);
        canvas.text(area.x + 1, y + 1, area.width - 1, job.as_str(), Role::Strong);
    }
    canvas.put_cursor(area.x + label_room, area.y);
}

fn running(canvas: &mut Canvas, model: &Model, operation: &Operation, area: Rect) {
    let named = format!("{}   {}", operation.name(), operation.instance_name());
    canvas.rule(area, if operation.is_unseen() { labels::UNREAD } else { &named }, "", true);
    let area = below(area);
    let (x, room) = (area.x + 1, area.width.saturating_sub(2));
    let head = operation.created.map_or(words::outcome::NOT_KNOWN, words::outcome::created);
    canvas.pieces(
        x,
        area.y,
        room,
        &[
            (labels::CREATED, Role::Strong),
            (head, role(operation.created)),
            (labels::NOW, Role::Plain),
            (&words::outcome::state(operation), stage_role(operation)),
        ],
    );
    canvas.text(x, area.y + 1, room, labels::BACKUP_ID, Role::Plain);
    let backup = operation.backup_id.as_ref().map_or("", |id| id.as_str());
    canvas.text(x, area.y + 2, room, backup, Role::Strong);
    canvas.text(x, area.y + 3, room, labels::JOB_ID, Role::Plain);
    let none = if operation.intent.is_some() { labels::NO_JOB_ID } else { labels::JOB_NOT_FOUND };
    let job = operation.job_id.as_ref().map_or(none, |id| id.as_str());
    canvas.text(x, area.y + 4, room, job, Role::Strong);
    witnesses(canvas, model, operation, Rect { x, y: area.y + 5, width: room, height: 1 });
    bar(canvas, model, operation, Rect { x, y: area.y + 6, width: room, height: area.height.saturating_sub(6) });
    canvas.put_cursor(x, area.y + 2);
}

const fn stage_role(operation: &Operation) -> Role {
    match operation.stage {
        Stage::Completed => Role::Good,
        Stage::Failed => Role::Bad,
        Stage::Sending | Stage::NotCreated | Stage::NotThere | Stage::Looking { .. } | Stage::Following => Role::Plain,
    }
}

fn witnesses(canvas: &mut Canvas, model: &Model, operation: &Operation, at: Rect) {
    let now = operation.read_at.map_or(model.clock.utc, |read| read.max(model.clock.utc));
    let until = operation.changed_at.filter(|_| !operation.is_open()).unwrap_or(now);
    canvas.text(at.x, at.y, at.width, &words::outcome::witnesses(operation, until), Role::Plain);
}

/// A bar of what the service reports; nothing is invented where it reports nothing.
fn bar(canvas: &mut Canvas, model: &Model, operation: &Operation, at: Rect) {
    if let Some(why) = &operation.trouble {
        let text = words::outcome::trouble(why);
        canvas.paragraph(at, &text, Role::Warn);
        return;
    }
    let now = operation.read_at.map_or(model.clock.utc, |read| read.max(model.clock.utc));
    if let Some(seconds) = operation.disagreement(now).filter(|_| operation.is_open()) {
        canvas.paragraph(at, &words::outcome::disagreement(operation, seconds), Role::Warn);
        return;
    }
    if operation.stage == Stage::Failed && !operation.fail_reason().is_empty() {
        canvas.paragraph(at, &words::outcome::failed(operation), Role::Bad);
        return;
    }
    let Some(percent) = operation.percent() else { return };
    let cells = 40.min(usize::from(at.width).saturating_sub(10));
    let done = cells * usize::from(percent.min(100)) / 100;
    let (full, open) = canvas.theme.bar();
    let x = canvas.text(at.x, at.y, at.width, &full.repeat(done), Role::Good);
    let x = canvas.text(x, at.y, at.width, &open.repeat(cells - done), Role::Plain);
    canvas.text(x + 2, at.y, 8, &format!("{percent} %"), Role::Plain);
}

/// The log of one operation, newest first.
fn log(canvas: &mut Canvas, model: &Model, operation: &Operation, area: Rect) {
    canvas.rule(area, labels::LOG, labels::LOG_ALL, false);
    let area = below(area);
    // Whole: a request ID that is cut off is no evidence.
    let columns = usize::from(area.width.saturating_sub(13));
    let wrapped = |line: &Entry| {
        let parts = wrap(&words::log::event(&line.event), columns).into_iter().enumerate();
        let at = line.at;
        parts.map(move |(n, part)| ((n == 0).then_some(at), part)).collect::<Vec<_>>()
    };
    let rows: Vec<_> = operation.lines.iter().rev().flat_map(wrapped).collect();
    let scroll = canvas.scrolls(rows.len(), area.height, model.watch_scroll);
    for (n, (at, text)) in rows.iter().skip(scroll).take(usize::from(area.height)).enumerate() {
        let y = area.y + n as u16;
        if let Some(at) = at {
            canvas.text(area.x + 1, y, 10, &at.hms(), Role::Plain);
        }
        canvas.text(area.x + 12, y, area.width.saturating_sub(13), text, Role::Plain);
    }
}

/// One line an operation, newest first, for the one-page layout.
pub(super) fn latest(canvas: &mut Canvas, model: &Model, area: Rect) {
    canvas.rule(area, labels::LOG_SHORT, labels::LOG_OPENS, false);
    let area = below(area);
    if model.operations.is_empty() {
        canvas.text(area.x + 1, area.y, area.width, words::screens::NO_OPERATIONS, Role::Plain);
    }
    for (row, operation) in model.operations.iter().rev().take(usize::from(area.height)).enumerate() {
        let y = area.y + row as u16;
        canvas.text(area.x + 1, y, area.width.saturating_sub(2), &words::log::one_line(operation), Role::Plain);
    }
}

/// All operations in full, newest first: the lines of the log page, IDs each alone on its line.
pub(super) fn pages(model: &Model) -> Vec<(String, Role)> {
    let role = |it: words::log::Line| match it {
        words::log::Line::Strong(text) => (text, Role::Strong),
        words::log::Line::Plain(text) => (text, Role::Plain),
    };
    words::log::pages(&model.operations).into_iter().map(role).collect()
}
