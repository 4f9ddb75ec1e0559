//! Draws Watch: the verdict, both IDs in full, the progress, and the log.

pub(super) mod lost;

use ratatui::layout::Rect;

use super::{
    below,
    canvas::{Canvas, fit, width, wrap},
    split,
    style::Role,
};
use crate::{
    core::{
        base::time::UtcTime,
        model::Model,
        operation::{Entry, Operation, Stage, created::Created},
    },
    words::{self, base::labels, watch::Note},
};

pub(super) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let Some(operation) = model.current() else { return };
    let choices = model.choices();
    if !choices.is_empty() {
        return lost::draw(canvas, model, operation, &choices, area);
    }
    let found = operation.backup_id.is_some();
    let wanted = if found {
        running_rows(model, operation, area.width)
    } else {
        outcome_rows(operation, area.width) + 1
    };
    let (top, rest) = split(area, wanted.min(area.height.saturating_sub(3)));
    if found {
        running(canvas, model, operation, top);
    } else {
        outcome(canvas, model, operation, top);
    }
    let (log_area, last) = split(rest, rest.height.saturating_sub(HAND_OVER_ROWS));
    if operation.stage == Stage::Following && log_area.height > HAND_OVER_ROWS {
        log(canvas, model, operation, log_area);
        hand_over(canvas, operation, last);
    } else {
        log(canvas, model, operation, rest);
    }
}

/// The rows of the command for somebody else, with its title.
const HAND_OVER_ROWS: u16 = 3;

fn hand_over(canvas: &mut Canvas, operation: &Operation, area: Rect) {
    canvas.rule(area, words::watch::HAND_OVER, "", false);
    let area = below(area);
    let (x, room) = (area.x + 1, area.width.saturating_sub(1));
    if operation.is_of_a_demo() {
        canvas.paragraph(
            Rect { x, width: room, ..area },
            words::watch::NOTHING_TO_HAND_OVER,
            Role::Plain,
        );
        return;
    }
    let command = operation
        .backup_id
        .as_ref()
        .map(|id| words::watch::follow::watch(id.as_str()))
        .unwrap_or_default();
    canvas.text(x, area.y, room, &command, Role::Strong);
    canvas.text(x, area.y + 1, room, words::watch::NOT_STOPPED, Role::Plain);
}

/// Draws the backup's name and instance, and the operation's number, which is never cut off.
fn head(canvas: &mut Canvas, model: &Model, operation: &Operation, area: Rect) {
    let number = words::watch::number(model, operation);
    let title = match operation.is_unseen() {
        true => words::watch::UNREAD.to_owned(),
        false => format!("{}   {}", operation.name(), operation.instance_name()),
    };
    let room = usize::from(area.width).saturating_sub(width(&number) + 8);
    let title = if width(&title) > room {
        format!("{}{}", fit(&title, room.saturating_sub(1)), canvas.theme.cut())
    } else {
        title
    };
    canvas.rule(area, &title, &number, true);
}

const fn role(created: Option<Created>) -> Role {
    match created {
        Some(Created::Yes) => Role::Good,
        Some(Created::No | Created::NotSent) => Role::Bad,
        Some(Created::Unknown) | None => Role::Warn,
    }
}

/// The column at which the texts of the five lines begin.
const LABEL_ROOM: u16 = 18;

/// Returns the five lines of an operation without a backup ID, and the notes
/// below them: label, text, role.
fn outcome_lines(operation: &Operation) -> Vec<(&'static str, String, Role)> {
    let texts = words::operation::outcome::LABELS
        .iter()
        .zip(words::operation::outcome::five_lines(operation))
        .enumerate();
    let role = |row| if row == 0 { role(operation.created) } else { Role::Plain };
    let mut lines: Vec<_> = texts
        .map(|(row, (label, text))| (*label, text, role(row)))
        .filter(|(_, text, _)| !text.is_empty())
        .collect();
    let job = operation.job_id.as_ref().map(|id| (labels::JOB_ID, id.to_string(), Role::Strong));
    let named = words::operation::outcome::named(operation)
        .into_iter()
        .map(|(label, _, id)| (label, id.to_owned(), Role::Plain));
    lines.splice(1..1, job.into_iter().chain(named));
    lines
}

/// Returns the rows for the outcome of an operation without a backup ID, with the title.
pub(super) fn outcome_rows(operation: &Operation, columns: u16) -> u16 {
    let lines: usize = rows_of(&outcome_lines(operation), columns).iter().sum();
    let notes = notes(operation, operation.confirmed_at, columns).len();
    (1 + lines + notes) as u16
}

/// The most rows of one line: a service's words can be long, and the log has them in full.
const LONGEST: usize = 4;
/// The most rows of the evidence: a request ID alone can take two.
const EVIDENCE: usize = 2;

/// Returns the rows that each line would take; the last line is the evidence.
fn rows_of(lines: &[(&str, String, Role)], columns: u16) -> Vec<usize> {
    let room = usize::from(columns.saturating_sub(LABEL_ROOM + 1));
    let most = |n| if n + 1 == lines.len() { EVIDENCE } else { LONGEST };
    lines.iter().enumerate().map(|(n, (_, text, _))| wrap(text, room).len().min(most(n))).collect()
}

/// Takes rows away until all fit: first from evidence without a request ID,
/// then from the longest line.
fn make_fit(rows: &mut [usize], height: usize, operation: &Operation) {
    let Some(evidence) = rows.len().checked_sub(1) else { return };
    let dear = operation.request_id().is_some();
    while rows.iter().sum::<usize>() > height {
        let others = rows[..evidence]
            .iter()
            .enumerate()
            .filter(|(_, n)| **n > 1)
            .max_by_key(|(at, n)| (**n, *at))
            .map(|(at, _)| at);
        match others {
            _ if !dear && rows[evidence] > 0 => rows[evidence] -= 1,
            Some(longest) => rows[longest] -= 1,
            None => return,
        }
    }
}

/// Draws the five lines, each with its label.
pub(super) fn outcome(canvas: &mut Canvas, model: &Model, operation: &Operation, area: Rect) {
    head(canvas, model, operation, area);
    let area = below(area);
    let mut y = area.y;
    for (text, role) in notes(operation, operation.confirmed_at, area.width) {
        canvas.text(area.x + 1, y, area.width.saturating_sub(1), &text, role);
        y += 1;
    }
    let lines = outcome_lines(operation);
    let mut shares = rows_of(&lines, area.width);
    make_fit(&mut shares, usize::from(area.bottom().saturating_sub(y)), operation);
    for ((label, text, role), share) in lines.into_iter().zip(shares) {
        let height = area.bottom().saturating_sub(y).min(share as u16);
        if height > 0 {
            canvas.text(area.x + 1, y, LABEL_ROOM - 1, label, Role::Plain);
            let width = area.width.saturating_sub(LABEL_ROOM + 1);
            y += canvas.paragraph(Rect { x: area.x + LABEL_ROOM, y, width, height }, &text, role);
        }
    }
    canvas.put_cursor(area.x + LABEL_ROOM, area.y);
}

/// Returns the lines that an operator should not miss, in rows.
fn notes(operation: &Operation, now: UtcTime, columns: u16) -> Vec<(String, Role)> {
    let rows = |note: Note| {
        let (text, role) = match note {
            Note::Bad(text) => (text, Role::Bad),
            Note::Warn(text) => (text, Role::Warn),
        };
        wrap(&text, usize::from(columns.saturating_sub(2)))
            .into_iter()
            .map(move |line| (line, role))
    };
    words::watch::notes(operation, now).into_iter().flat_map(rows).collect()
}

/// Returns the expected end, in rows.
fn remaining(operation: &Operation, now: UtcTime, columns: u16) -> Vec<String> {
    let lines = words::operation::estimate::remaining(operation, now);
    lines.iter().flat_map(|line| wrap(line, usize::from(columns.saturating_sub(2)))).collect()
}

/// Returns the rows for a known backup, with the title and an empty row at the end.
fn running_rows(model: &Model, operation: &Operation, columns: u16) -> u16 {
    let notes = notes(operation, model.shared.clock.utc, columns).len() as u16;
    let witnesses = wrap(
        &words::operation::outcome::witnesses(operation, model.shared.clock.utc),
        usize::from(columns.saturating_sub(2)),
    )
    .len() as u16;
    let remaining = remaining(operation, model.shared.clock.utc, columns).len() as u16;
    let state = state_rows(operation, columns).len() as u16;
    1 + ID_ROWS + state + witnesses + u16::from(shows_bar(operation)) + notes + remaining + 1
}

/// The rows of the verdict and both IDs, each ID alone on its row.
const ID_ROWS: u16 = 5;

/// Returns the word of the verdict, and the state behind that word.
fn verdict(operation: &Operation) -> (&'static str, String) {
    (
        operation
            .created
            .map_or(words::operation::outcome::NOT_KNOWN, words::operation::outcome::created),
        words::operation::outcome::state(operation),
    )
}

/// Returns rows that say that a backup is not listed, and since when, where the verdict leaves no
/// room and nothing else on the screen says so; otherwise no rows.
fn state_rows(operation: &Operation, columns: u16) -> Vec<String> {
    let (verdict, state) = verdict(operation);
    let room = usize::from(columns.saturating_sub(2));
    let fits = width(labels::CREATED) + width(verdict) + width(labels::NOW) + width(&state) <= room;
    if fits || operation.unlisted().is_none() {
        Vec::new()
    } else {
        wrap(&format!("{}{state}", labels::NOW.trim_start()), room)
    }
}

fn running(canvas: &mut Canvas, model: &Model, operation: &Operation, area: Rect) {
    head(canvas, model, operation, area);
    let area = below(area);
    let (x, room) = (area.x + 1, area.width.saturating_sub(2));
    let (verdict, state) = verdict(operation);
    let apart = state_rows(operation, area.width);
    let created = [(labels::CREATED, Role::Strong), (verdict, role(operation.created))];
    let behind = [(labels::NOW, Role::Plain), (state.as_str(), stage_role(operation))];
    canvas.pieces(
        x,
        area.y,
        room,
        &[&created[..], if apart.is_empty() { &behind } else { &[] }].concat(),
    );
    for (n, row) in apart.iter().enumerate() {
        canvas.text(x, area.y + 1 + n as u16, room, row, stage_role(operation));
    }
    let ids = area.y + 1 + apart.len() as u16;
    let backup = operation.backup_id.as_ref().map_or("", |id| id.as_str());
    let none = if operation.intent.is_some() { labels::NO_JOB_ID } else { labels::JOB_NOT_FOUND };
    let job = operation.job_id.as_ref().map_or(none, |id| id.as_str());
    for (n, (text, role)) in [
        (labels::BACKUP_ID, Role::Plain),
        (backup, Role::Strong),
        (labels::JOB_ID, Role::Plain),
        (job, Role::Strong),
    ]
    .iter()
    .enumerate()
    {
        canvas.text(x, ids + n as u16, room, text, *role);
    }
    let taken = ID_ROWS + apart.len() as u16;
    let mut rest =
        Rect { x, y: area.y + taken, width: room, height: area.height.saturating_sub(taken) };
    let mut down = |rows: u16| {
        let now = rest;
        rest = Rect {
            y: rest.y + rows.min(rest.height),
            height: rest.height.saturating_sub(rows),
            ..rest
        };
        now
    };
    let text = words::operation::outcome::witnesses(operation, model.shared.clock.utc);
    let rows = wrap(&text, usize::from(room)).len() as u16;
    canvas.paragraph(down(rows), &text, Role::Plain);
    if shows_bar(operation) {
        bar(canvas, operation, down(1));
    }
    // The notes come before the estimate.
    let expected = remaining(operation, model.shared.clock.utc, area.width)
        .into_iter()
        .map(|line| (line, Role::Plain));
    for (text, role) in
        notes(operation, model.shared.clock.utc, area.width).into_iter().chain(expected)
    {
        let at = down(1);
        canvas.text(at.x, at.y, if at.height > 0 { at.width } else { 0 }, &text, role);
    }
    canvas.put_cursor(x, ids + 1);
}

const fn stage_role(operation: &Operation) -> Role {
    match operation.stage {
        Stage::Completed => Role::Good,
        Stage::Failed => Role::Bad,
        Stage::Sending
        | Stage::NotCreated
        | Stage::NotThere
        | Stage::Looking { .. }
        | Stage::Following => Role::Plain,
    }
}

fn shows_bar(operation: &Operation) -> bool {
    operation.percent().is_some() && operation.stage != Stage::Failed
}

/// Draws the service's percentage as a bar, or nothing where the service reports none.
fn bar(canvas: &mut Canvas, operation: &Operation, at: Rect) {
    let Some(percent) = operation.percent().filter(|_| at.height > 0) else { return };
    let cells = 40.min(usize::from(at.width).saturating_sub(10));
    let done = cells * usize::from(percent.min(100)) / 100;
    let (full, open) = canvas.theme.bar();
    let x = canvas.text(at.x, at.y, at.width, &full.repeat(done), Role::Good);
    let x = canvas.text(x, at.y, at.width, &open.repeat(cells - done), Role::Plain);
    canvas.text(
        x + 2,
        at.y,
        at.right().saturating_sub(x + 2),
        &words::operation::outcome::percent(operation, percent),
        Role::Plain,
    );
}

/// Draws what comes after the end, and the log of one operation, newest first.
pub(super) fn log(canvas: &mut Canvas, model: &Model, operation: &Operation, area: Rect) {
    let after = words::operation::what_now::sentences(operation);
    let title = if after.is_empty() { labels::LOG } else { labels::WHAT_NOW };
    canvas.rule(area, title, labels::LOG_ALL, false);
    let area = below(area);
    // An operation of another day tells the day of each line.
    let day = |at: UtcTime| at.unix().div_euclid(24 * 3600);
    let old = operation.lines.iter().any(|line| day(line.at) != day(model.shared.clock.utc));
    let time = |at: UtcTime| if old { at.iso() } else { at.hms() };
    let indent = if old { 22 } else { 12 };
    // Lines are wrapped, never cut: a request ID that is cut is no evidence.
    let columns = usize::from(area.width.saturating_sub(indent + 1));
    let wrapped = |line: &Entry| {
        let parts =
            wrap(&words::operation::log::event(&line.event), columns).into_iter().enumerate();
        let at = line.at;
        parts.map(move |(n, part)| (indent, (n == 0).then_some(at), part)).collect::<Vec<_>>()
    };
    let after =
        after.iter().flat_map(|sentence| wrap(sentence, usize::from(area.width.saturating_sub(2))));
    let after = after.map(|part| (1, None, part));
    let rows: Vec<_> = after.chain(operation.lines.iter().rev().flat_map(wrapped)).collect();
    let scroll = canvas.scrolls(rows.len(), area.height, model.watch.scroll);
    for (n, (x, at, text)) in rows.iter().skip(scroll).take(usize::from(area.height)).enumerate() {
        let y = area.y + n as u16;
        if let Some(at) = at {
            canvas.text(area.x + 1, y, indent - 1, &time(*at), Role::Plain);
        }
        canvas.text(area.x + x, y, area.width.saturating_sub(x + 1), text, Role::Plain);
    }
}

/// Draws one line for each operation, newest first, for the page that shows all panes.
pub(super) fn latest(canvas: &mut Canvas, model: &Model, area: Rect) {
    canvas.rule(area, labels::LOG_SHORT, labels::LOG_OPENS, false);
    let area = below(area);
    if model.operations.list.is_empty() {
        canvas.text(
            area.x + 1,
            area.y,
            area.width,
            words::operation::log::NO_OPERATIONS,
            Role::Plain,
        );
    }
    for (row, operation) in
        model.operations.list.iter().rev().take(usize::from(area.height)).enumerate()
    {
        let y = area.y + row as u16;
        canvas.text(
            area.x + 1,
            y,
            area.width.saturating_sub(2),
            &words::operation::log::one_line(operation),
            Role::Plain,
        );
    }
}

/// Returns the lines of the log page with their roles.
pub(super) fn pages(model: &Model) -> Vec<(String, Role)> {
    let role = |it: words::operation::log::Line| match it {
        words::operation::log::Line::Strong(text) => (text, Role::Strong),
        words::operation::log::Line::Plain(text) => (text, Role::Plain),
    };
    words::operation::log::pages(&model.operations.list).into_iter().map(role).collect()
}
