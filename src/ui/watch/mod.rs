//! Draws Watch: the verdict, both IDs in full, the progress, and the log.

mod lost;

use ratatui::layout::Rect;

use super::{
    beside,
    canvas::{Canvas, Row, behind, fit, piece, width, wrap, wrapped},
    inset, inside, row, split,
    style::{
        Role::{self, Plain, Strong},
        Theme,
    },
};
use crate::{
    core::{
        base::{BackupId, UtcTime},
        model::Model,
        operation::{Operation, Stage},
    },
    words::{
        base::labels,
        operation::{estimate, log as log_words, outcome as words, what_now},
        watch::{self, follow},
    },
};

pub fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let Some(operation) = model.current() else { return };
    let choices = model.choices();
    let (area, aside) = beside(area);
    if !choices.is_empty() {
        return lost::draw(canvas, model, operation, &choices, (area, aside));
    }
    // The log keeps two rows, its title and the latest line.
    let room = area.height.saturating_sub(2);
    let columns = inside(area);
    let verdict = match &operation.backup_id {
        Some(id) => running(canvas.theme, model, operation, id, columns),
        None => outcome(canvas, operation, columns, room.saturating_sub(1).into()),
    };
    let (top, rest) = split(area, room.min(verdict.rows.len() as u16 + 2));
    draw_verdict(canvas, model, operation, top, verdict);
    let follows = operation.stage == Stage::Following;
    let (log_area, last) = match aside {
        Some(aside) => (aside, rest),
        None if follows && rest.height > 6 => split(rest, rest.height - HAND_OVER_ROWS),
        None => (rest, Rect::ZERO),
    };
    log(canvas, model, operation, log_area);
    if follows && !last.is_empty() {
        hand_over(canvas, operation, last);
    }
}

/// The rows of the command for somebody else, with its title.
const HAND_OVER_ROWS: u16 = 3;

fn hand_over(canvas: &mut Canvas, operation: &Operation, area: Rect) {
    let area = inset(canvas.rule(area, watch::HAND_OVER, "", false), 1, 0);
    if operation.is_of_a_demo() {
        canvas.paragraph(area, watch::NOTHING_TO_HAND_OVER, Plain);
    } else if let Some(id) = &operation.backup_id {
        canvas.line(area, &follow::watch(id.as_str()), Strong);
        canvas.line(row(area, 1), watch::NOT_STOPPED, Plain);
    }
}

/// What is known of the operation, and the column and the row of the cursor in it.
struct Verdict {
    rows: Vec<Row>,
    cursor: (u16, u16),
}

/// Draws the backup's name and instance, the operation's number, which is never
/// cut off, and the verdict.
fn draw_verdict(
    canvas: &mut Canvas,
    model: &Model,
    operation: &Operation,
    area: Rect,
    Verdict { rows, cursor: (column, row) }: Verdict,
) {
    let number = watch::number(model, operation);
    let mut title = watch::title(operation);
    let room = usize::from(area.width).saturating_sub(width(&number) + 8);
    if width(&title) > room {
        title = format!("{}{}", fit(&title, room.saturating_sub(1)), canvas.theme.cut());
    }
    let choosing = !model.choices().is_empty() || !model.dialog.overlays.is_empty();
    let inside = inset(canvas.rule(area, &title, &number, !choosing), 1, 1);
    canvas.rows(inside, rows);
    canvas.put_cursor(inside.x + column, inside.y + row);
}

/// The columns of the labels of the five lines.
const LABEL: usize = 17;
/// The most rows of one line: a service's words can be long, and the log has them in full.
const LONGEST: usize = 4;
/// The most rows of the evidence: a request ID alone can take two.
const EVIDENCE: usize = 2;

/// Returns the notes and the five lines of an operation without a backup ID, in `height` rows.
fn outcome(canvas: &Canvas, operation: &Operation, columns: usize, height: usize) -> Verdict {
    let mut rows = notes(operation, operation.confirmed_at, columns);
    let lines = words::facts(operation);
    let room = columns.saturating_sub(LABEL);
    let texts = lines.iter().map(|(_, text, role)| wrapped(text, *role, room));
    let texts: Vec<Vec<Row>> = texts.collect();
    let most = |n| if n + 1 == texts.len() { EVIDENCE } else { LONGEST };
    let mut shares: Vec<_> =
        texts.iter().enumerate().map(|(n, text)| text.len().min(most(n))).collect();
    make_fit(&mut shares, height.saturating_sub(rows.len()), operation);
    for (((label, ..), text), share) in lines.iter().zip(texts).zip(shares) {
        let text = canvas.within(share.min(height.saturating_sub(rows.len())), text);
        rows.extend(behind(label, Plain, LABEL, text));
    }
    Verdict { rows, cursor: (LABEL as u16, 0) }
}

/// Takes rows away until all fit: first from evidence without a request ID,
/// then from the longest line.
fn make_fit(rows: &mut [usize], height: usize, operation: &Operation) {
    let Some(evidence) = rows.len().checked_sub(1) else { return };
    let dear = operation.request_id().is_some();
    while rows.iter().sum::<usize>() > height {
        let others = rows[..evidence].iter().zip(0..).filter(|(n, _)| **n > 1).max();
        match others.map(|(_, at)| at) {
            _ if !dear && rows[evidence] > 0 => rows[evidence] -= 1,
            Some(longest) => rows[longest] -= 1,
            None => return,
        }
    }
}

/// Returns the lines that an operator should not miss, in rows.
fn notes(operation: &Operation, now: UtcTime, columns: usize) -> Vec<Row> {
    let notes = watch::notes(operation, now).into_iter();
    notes.flat_map(|(_, text)| wrapped(&text, Strong, columns)).collect()
}

/// Returns the rows for a known backup. Each ID stands alone on its row.
fn running(
    theme: Theme,
    model: &Model,
    operation: &Operation,
    id: &BackupId,
    columns: usize,
) -> Verdict {
    let now = model.shared.clock.utc;
    let mut rows = verdict(operation, columns);
    let id_row = rows.len() as u16 + 1;
    let none = if operation.intent.is_some() { labels::NO_JOB_ID } else { labels::JOB_NOT_FOUND };
    let job = operation.job_id.as_ref().map_or(none, |id| id.as_str());
    rows.extend([
        vec![piece(labels::BACKUP_ID, Plain)],
        vec![piece(id.as_str(), Strong)],
        vec![piece(labels::JOB_ID, Plain)],
        vec![piece(job, Strong)],
    ]);
    let plain = |text: &String| wrapped(text, Plain, columns);
    rows.extend(plain(&words::witnesses(operation, now)));
    rows.extend(bar(theme, operation, columns));
    // The notes come before the estimate.
    rows.extend(notes(operation, now, columns));
    rows.extend(estimate::remaining(operation, now, &model.shared.zone).iter().flat_map(plain));
    Verdict { rows, cursor: (0, id_row) }
}

/// Returns the verdict with the state behind it, or in rows of its own where there is no room.
fn verdict(operation: &Operation, columns: usize) -> Vec<Row> {
    let (created, role) = words::created(operation.created);
    let mut row = vec![piece(labels::CREATED, Strong), piece(created, role)];
    let state = words::state(operation);
    let role = match operation.stage {
        Stage::Completed => Role::Good,
        Stage::Failed => Role::Bad,
        Stage::Sending
        | Stage::NotCreated
        | Stage::NotThere
        | Stage::Looking { .. }
        | Stage::Following => Plain,
    };
    let behind = [piece(labels::NOW, Plain), piece(&state, role)];
    if row.iter().chain(&behind).map(|(text, _)| width(text)).sum::<usize>() <= columns {
        row.extend(behind);
        return vec![row];
    }
    let apart = wrap(&format!("{}{state}", labels::NOW.trim_start()), columns).into_iter();
    std::iter::once(row).chain(apart.map(|line| vec![(line, role)])).collect()
}

/// Returns the service's percentage as a bar, or nothing where the service reports none.
fn bar(theme: Theme, operation: &Operation, columns: usize) -> Option<Row> {
    let percent = operation.percent().filter(|_| operation.stage != Stage::Failed)?;
    let cells = 40.min(columns.saturating_sub(10));
    let done = cells * usize::from(percent.min(100)) / 100;
    let (full, open) = theme.bar();
    let (full, open) = (full.repeat(done), open.repeat(cells - done));
    let told = words::percent(operation, percent);
    Some(vec![piece(format!("{full}{open}  {told}"), Plain)])
}

/// Draws what comes after the end, and the log of one operation, newest first.
fn log(canvas: &mut Canvas, model: &Model, operation: &Operation, area: Rect) {
    let ended = Some(operation).filter(|o| !o.is_open());
    let after = ended.map(what_now::sentences).unwrap_or_default();
    let title = match operation.stage {
        _ if after.is_empty() => labels::LOG,
        Stage::Failed => labels::WHAT_TO_DO,
        Stage::Sending
        | Stage::NotCreated
        | Stage::NotThere
        | Stage::Looking { .. }
        | Stage::Following
        | Stage::Completed => labels::WHAT_NOW,
    };
    let area = inset(canvas.rule(area, title, labels::LOG_ALL, false), 1, 1);
    let columns = usize::from(area.width);
    // An operation of another day tells the day of each line.
    let day = |at: UtcTime| at.unix().div_euclid(24 * 3600);
    let old = operation.lines.iter().any(|line| day(line.at) != day(model.shared.clock.utc));
    let (room, time): (_, fn(UtcTime) -> String) =
        if old { (21, UtcTime::iso) } else { (11, UtcTime::hms) };
    let mut rows: Vec<Row> =
        after.iter().flat_map(|sentence| wrapped(sentence, Plain, columns)).collect();
    for (at, text) in log_words::newest_first(operation) {
        // Lines are wrapped, never cut: a request ID that is cut is no evidence.
        let text = wrapped(&text, Plain, columns.saturating_sub(room));
        rows.extend(behind(&time(at), Plain, room, text));
    }
    canvas.scrolled(area, rows, model.watch.scroll);
}

/// Draws one line for each operation, newest first, for the page that shows all panes.
pub fn latest(canvas: &mut Canvas, model: &Model, area: Rect) {
    let area = inset(canvas.rule(area, labels::LOG_SHORT, labels::LOG_OPENS, false), 1, 1);
    let operations = &model.operations.list;
    if operations.is_empty() {
        canvas.line(area, log_words::NO_OPERATIONS, Plain);
    }
    canvas.lines(area, operations.iter().rev().map(log_words::one_line), Plain);
}
