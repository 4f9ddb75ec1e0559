//! Watch: was it created, both IDs in full, how far it is, and the log.

use ratatui::layout::Rect;

use super::{
    below,
    canvas::{Canvas, width},
    split,
    style::Role,
};
use crate::{
    core::{
        attempt::{Attempt, Stage},
        model::Model,
        time::elapsed,
        verdict::Created,
    },
    words,
};

pub(super) fn draw(canvas: &mut Canvas, model: &Model, area: Rect) {
    let Some(attempt) = model.current() else { return };
    let found = attempt.backup_id.is_some();
    // An outcome is a title, the verdict and four texts of up to two rows: the request ID is in the last.
    let (top, rest) = split(area, if found { 9 } else { 10 });
    if found {
        running(canvas, model, attempt, top);
    } else {
        outcome(canvas, attempt, top);
    }
    log(canvas, model, attempt, rest);
}

const fn role(created: Option<Created>) -> Role {
    match created {
        Some(Created::Yes) => Role::Good,
        Some(Created::No | Created::NotSent) => Role::Bad,
        Some(Created::Unknown) | None => Role::Warn,
    }
}

/// The five lines of an attempt without a backup ID.
fn outcome(canvas: &mut Canvas, attempt: &Attempt, area: Rect) {
    let [created, what, server, next, evidence] = words::outcome::five_lines(attempt);
    canvas.rule(area, &format!("{}   {}", attempt.name, attempt.instance_name), "", true);
    let area = below(area);
    let room = area.width.saturating_sub(2);
    canvas.pieces(area.x + 1, area.y, room, &[("Was it created?  ", Role::Strong), (&created, role(attempt.created))]);
    let mut y = area.y + 1;
    for text in [&what, &server, &next, &evidence] {
        if text.is_empty() {
            continue;
        }
        let rows = (area.bottom().saturating_sub(y)).min(2);
        y += canvas.paragraph(Rect { x: area.x + 1, y, width: room, height: rows }, text, Role::Plain);
    }
    if attempt.stage == Stage::NotCreated {
        canvas.put_cursor(area.x + 1, area.y);
    }
}

fn running(canvas: &mut Canvas, model: &Model, attempt: &Attempt, area: Rect) {
    canvas.rule(area, &format!("{}   {}", attempt.name, attempt.instance_name), "", true);
    let area = below(area);
    let (x, room) = (area.x + 1, area.width.saturating_sub(2));
    let head = if attempt.created == Some(Created::Yes) { "YES" } else { "UNKNOWN" };
    canvas.pieces(
        x,
        area.y,
        room,
        &[
            ("Was it created?  ", Role::Strong),
            (head, role(attempt.created)),
            ("     now: ", Role::Plain),
            (&words::outcome::state(attempt), stage_role(attempt)),
        ],
    );
    canvas.text(x, area.y + 1, room, "Backup ID", Role::Plain);
    let backup = attempt.backup_id.as_ref().map_or("", |id| id.as_str());
    canvas.text(x, area.y + 2, room, backup, Role::Strong);
    canvas.text(x, area.y + 3, room, "Job ID", Role::Plain);
    let job = attempt.job_id.as_ref().map_or("(the service did not tell it)", |id| id.as_str());
    canvas.text(x, area.y + 4, room, job, Role::Strong);
    witnesses(canvas, model, attempt, Rect { x, y: area.y + 5, width: room, height: 1 });
    bar(canvas, attempt, Rect { x, y: area.y + 6, width: room, height: 1 });
    canvas.put_cursor(x, area.y + 2);
}

const fn stage_role(attempt: &Attempt) -> Role {
    match attempt.stage {
        Stage::Completed => Role::Good,
        Stage::Failed => Role::Bad,
        Stage::Sending | Stage::NotCreated | Stage::Looking { .. } | Stage::Following => Role::Plain,
    }
}

fn witnesses(canvas: &mut Canvas, model: &Model, attempt: &Attempt, at: Rect) {
    let job = attempt.job.as_ref().map_or("not read", |j| j.state.word());
    let row = attempt.row.as_ref().map_or("not read", |r| r.state.word());
    let until = attempt.changed_at.filter(|_| !attempt.is_open()).or(attempt.read_at).unwrap_or(model.clock.utc);
    let read = attempt.read_at.map_or_else(|| "not read yet".to_owned(), |t| format!("read {}", t.hms()));
    let text = format!("job {job}   backup {row}   elapsed {}   {read}", elapsed(until.since(attempt.confirmed_at)));
    canvas.text(at.x, at.y, at.width, &text, Role::Plain);
}

/// A bar of what the service reports; nothing is invented where it reports nothing.
fn bar(canvas: &mut Canvas, attempt: &Attempt, at: Rect) {
    if let Some(why) = &attempt.trouble {
        let text = format!("last reading failed: {}", words::calls::failure(why));
        canvas.text(at.x, at.y, at.width, &text, Role::Warn);
        return;
    }
    let Some(percent) = attempt.percent() else { return };
    let cells = 40.min(usize::from(at.width).saturating_sub(10));
    let done = cells * usize::from(percent.min(100)) / 100;
    let (full, open) = canvas.theme.bar();
    let x = canvas.text(at.x, at.y, at.width, &full.repeat(done), Role::Good);
    let x = canvas.text(x, at.y, at.width, &open.repeat(cells - done), Role::Plain);
    canvas.text(x + 2, at.y, 8, &format!("{percent} %"), Role::Plain);
}

/// The log of one attempt, newest first.
fn log(canvas: &mut Canvas, model: &Model, attempt: &Attempt, area: Rect) {
    canvas.rule(area, "Results log, newest first", "Ctrl-P all attempts", false);
    let area = below(area);
    let lines = attempt.lines.iter().rev();
    let most = attempt.lines.len().saturating_sub(usize::from(area.height));
    for (row, line) in lines.skip(model.watch_scroll.min(most)).take(usize::from(area.height)).enumerate() {
        let y = area.y + row as u16;
        canvas.text(area.x + 1, y, 10, &line.at.hms(), Role::Plain);
        canvas.text(area.x + 12, y, area.width.saturating_sub(13), &words::log::event(&line.event), Role::Plain);
    }
}

/// One line an attempt, newest first, for the one-page layout.
pub(super) fn latest(canvas: &mut Canvas, model: &Model, area: Rect) {
    canvas.rule(area, "Results log", "Ctrl-P opens it", false);
    let area = below(area);
    if model.attempts.is_empty() {
        canvas.text(area.x + 1, area.y, area.width, words::screens::NO_ATTEMPTS, Role::Plain);
    }
    for (row, attempt) in model.attempts.iter().rev().take(usize::from(area.height)).enumerate() {
        let y = area.y + row as u16;
        let created = attempt.created.map_or("...", words::outcome::created);
        let id = attempt.backup_id.as_ref().map_or("", |id| id.as_str());
        let text = format!("{}  {}  {}  {id}  {}", attempt.confirmed_at.hms(), attempt.name, created, words::outcome::state(attempt));
        canvas.text(area.x + 1, y, area.width.saturating_sub(2), &text, Role::Plain);
    }
}

/// All attempts in full, newest first: the lines of the log page, IDs each alone on its line.
pub(super) fn pages(model: &Model) -> Vec<(String, Role)> {
    if model.attempts.is_empty() {
        return vec![("Nothing has been sent in this run.".to_owned(), Role::Plain)];
    }
    let mut lines = Vec::new();
    for attempt in model.attempts.iter().rev() {
        let created = attempt.created.map_or("not known yet", words::outcome::created);
        lines.push((
            format!("{}   {}   created: {created}   {}", attempt.name, attempt.instance_name, words::outcome::state(attempt)),
            Role::Strong,
        ));
        if let Some(id) = &attempt.backup_id {
            lines.push(("backup ID".to_owned(), Role::Plain));
            lines.push((id.to_string(), Role::Strong));
        }
        if let Some(id) = &attempt.job_id {
            lines.push(("job ID".to_owned(), Role::Plain));
            lines.push((id.to_string(), Role::Strong));
        }
        lines.push((format!("{} bytes, sha256 {}", attempt.bytes, attempt.digest), Role::Plain));
        let events = attempt.lines.iter().rev().map(|l| (format!("{}  {}", l.at.iso(), words::log::event(&l.event)), Role::Plain));
        lines.extend(events);
        lines.push((String::new(), Role::Plain));
    }
    debug_assert!(lines.iter().all(|(l, _)| width(l) < 10_000));
    lines
}
