//! The lines of the results log.

use super::{calls, count, outcome, size_kb};
use crate::core::attempt::{Attempt, Event};

/// One event of an attempt.
pub fn event(event: &Event) -> String {
    match event {
        Event::Confirmed => "confirmed by the operator".to_owned(),
        Event::Answered { status, request_id, code, created } => {
            let code = code.as_deref().map(|c| format!(" {c}")).unwrap_or_default();
            let request = request_id.as_deref().map(|r| format!("  request {r}")).unwrap_or_default();
            format!("HTTP {status}{code}  created: {}{request}", outcome::created(*created))
        }
        Event::NotSent(obstacle) => format!("created: NOT SENT   {}", calls::obstacle(obstacle)),
        Event::NoAnswer(silence) => format!("created: UNKNOWN   {}", calls::silence(silence)),
        Event::Reading { job, row } => {
            let job = job.as_ref().map(|(state, percent)| match percent {
                Some(p) => format!("job {} {p} %", state.word()),
                None => format!("job {}", state.word()),
            });
            let row = row.as_ref().map(|state| format!("backup {}", state.word()));
            [job, row].into_iter().flatten().collect::<Vec<_>>().join("   ")
        }
        Event::ReadFailed(why) => format!("reading failed: {}", calls::failure(why)),
        Event::Looked { fitting: 0, conflicting: 0 } => "looked: no backup of that name yet".to_owned(),
        Event::Looked { fitting: 0, conflicting } => {
            format!("looked: {} of that name, but of another time or kind: compare in the console", count(*conflicting, "backup"))
        }
        Event::Looked { fitting, .. } => format!("looked: {} of that name", count(*fitting, "backup")),
        Event::Adopted(id) => format!("found {id}"),
        Event::Completed { size_kb: Some(kb) } if *kb > 0.0 => format!("backup COMPLETED, {}", size_kb(*kb)),
        Event::Completed { .. } => "backup COMPLETED".to_owned(),
        Event::Failed { reason } if reason.is_empty() => "backup FAILED".to_owned(),
        Event::Failed { reason } => format!("backup FAILED: {reason}"),
    }
}

/// One attempt in one line.
pub fn one_line(attempt: &Attempt) -> String {
    let created = attempt.created.map_or(outcome::NOT_KNOWN, outcome::created);
    let id = attempt.backup_id.as_ref().map_or("", |id| id.as_str());
    format!("{}  {created}  {id}  {}  {}", attempt.confirmed_at.hms(), outcome::state(attempt), attempt.name)
}

/// A line of the log page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A head or an ID.
    Strong(String),
    /// Anything else.
    Plain(String),
}

/// All attempts in full, newest first, the IDs each alone on its line.
pub fn pages(attempts: &[Attempt]) -> Vec<Line> {
    if attempts.is_empty() {
        return vec![Line::Plain("Nothing has been sent in this run.".to_owned())];
    }
    attempts.iter().rev().flat_map(of_attempt).collect()
}

fn of_attempt(attempt: &Attempt) -> Vec<Line> {
    let created = attempt.created.map_or(outcome::NOT_KNOWN, outcome::created);
    let head = format!("{}   {}   created: {created}   {}", attempt.name, attempt.instance_name, outcome::state(attempt));
    let mut lines = vec![Line::Strong(head)];
    for (label, id) in [
        (super::labels::BACKUP_ID, attempt.backup_id.as_ref().map(ToString::to_string)),
        (super::labels::JOB_ID, attempt.job_id.as_ref().map(ToString::to_string)),
    ] {
        if let Some(id) = id {
            lines.extend([Line::Plain(label.to_owned()), Line::Strong(id)]);
        }
    }
    lines.push(Line::Plain(format!("{} bytes, sha256 {}", attempt.bytes, attempt.digest)));
    if let Some(words) = outcome::service_words(attempt) {
        lines.push(Line::Plain(format!("service's words: {words}")));
    }
    lines.extend(attempt.lines.iter().rev().map(|l| Line::Plain(format!("{}  {}", l.at.iso(), event(&l.event)))));
    lines.push(Line::Plain(String::new()));
    lines
}
