//! The lines of the results log.

use super::outcome;
use crate::{
    core::{
        base::call::CreateEnd,
        operation::{Event, FoundBy, Operation, created::Created},
        session::site::Who,
    },
    words::{
        base::{calls, labels},
        size_kb,
        watch::lost,
    },
};

pub const NO_OPERATIONS: &str = "Nothing sent yet. Each operation will stand here with its IDs.";

/// Says an event of an operation.
pub fn event(event: &Event) -> String {
    match event {
        Event::Reviewed(intent) => format!("reviewed{}", by(&intent.by)),
        Event::Intended(intent) if intent.no_journal => {
            format!("confirmed{}; NOT in the journal", by(&intent.by))
        }
        Event::Intended(intent) => {
            format!("confirmed{}; the intent is in the journal", by(&intent.by))
        }
        Event::Sent => "sent".to_owned(),
        Event::Ended { created, end } => ended(*created, end),
        Event::Reading { job, row } => {
            let job = job.as_ref().map(|job| match job.percent {
                Some(p) => format!("job {} {p} %", job.state.word()),
                None => format!("job {}", job.state.word()),
            });
            let row = row.as_ref().map(|row| format!("backup {}", row.state.word()));
            [job, row].into_iter().flatten().collect::<Vec<_>>().join("   ")
        }
        Event::Unlisted { readings: 0 } => {
            "the backup list does not show it; its job goes on".to_owned()
        }
        Event::Unlisted { readings: 1 } => "the backup list does not show it".to_owned(),
        Event::Unlisted { readings } => {
            format!("the backup list has not shown it in {readings} readings: not listed")
        }
        Event::ReadFailed { why } => format!("reading failed: {}", calls::failure(why)),
        Event::Looked { fitting: 0, conflicting: 0, jobs } => {
            format!("looked: no backup of that name yet ({})", lost::counts(0, 0, *jobs))
        }
        Event::Looked { fitting, conflicting, jobs } => {
            format!(
                "looked at both kinds, by name: {}",
                lost::counts(*fitting, *conflicting, *jobs)
            )
        }
        Event::Found { by: FoundBy::Program, backup } => format!("found {backup}"),
        Event::Found { by: FoundBy::Operator, backup } => {
            format!("taken over by the operator: {backup}")
        }
        Event::Mistaken { backup } => {
            format!("not ours after all, by its name or instance: {backup}")
        }
        Event::JobFound { job } => format!("its job found: {job}"),
        Event::RefusalStands => {
            "nothing was made: the refusal is a minute old, and no backup of it is listed"
                .to_owned()
        }
        Event::NotThere => "not there: the window has passed, and neither list shows it".to_owned(),
        Event::StatedNotThere { by: who, note } if note.is_empty() => {
            format!("recorded as not there{}", by(who))
        }
        Event::StatedNotThere { by: who, note } => {
            format!("recorded as not there{}: {note}", by(who))
        }
        Event::Replaced { by } => format!("replaced by {by}"),
        Event::LookedAgain => "looked for again, for a whole window".to_owned(),
        Event::Resumed { by: who } => format!("resumed{}", by(who)),
        Event::GivenUp => "given up without being confirmed".to_owned(),
        Event::Anew { .. } => "the journal's file was gone, and was written anew".to_owned(),
        Event::Completed { size_kb: Some(kb) } if *kb > 0.0 => {
            format!("backup COMPLETED, {}", size_kb(*kb))
        }
        Event::Completed { .. } => "backup COMPLETED".to_owned(),
        Event::Failed { reason } if reason.is_empty() => "backup FAILED".to_owned(),
        Event::Failed { reason } => format!("backup FAILED: {reason}"),
    }
}

/// Says how the create call ended.
fn ended(created: Created, end: &CreateEnd) -> String {
    match end {
        CreateEnd::Answered(answer) => {
            let code = answer.code.as_deref().map(|c| format!(" {c}")).unwrap_or_default();
            let request = answer
                .head
                .request_id
                .as_deref()
                .map(|r| format!("  request {r}"))
                .unwrap_or_default();
            let refusal = Some(answer).filter(|answer| !answer.is_accepted());
            let backup = refusal
                .and_then(|a| a.backup.as_ref())
                .map(|id| format!("  names backup {id}"))
                .unwrap_or_default();
            let job = refusal
                .and_then(|a| a.job.as_ref())
                .map(|id| format!("  names job {id}"))
                .unwrap_or_default();
            format!(
                "HTTP {}{code}  created: {}{backup}{job}{request}",
                answer.head.status,
                outcome::created(created)
            )
        }
        CreateEnd::NotSent(obstacle) => {
            format!("created: NOT SENT   {}", calls::obstacle(obstacle))
        }
        CreateEnd::NoAnswer(silence) => format!("created: UNKNOWN   {}", calls::silence(silence)),
    }
}

/// Returns ` by op.chen from 10.2.3.4`, as far as user and address are known.
fn by(who: &Who) -> String {
    let user = who.user.as_deref().map(|u| format!(" by {u}")).unwrap_or_default();
    let sudo = who.sudo_user.as_deref().map(|u| format!(" (sudo: {u})")).unwrap_or_default();
    let from = who.ssh_from.as_deref().map(|a| format!(" from {a}")).unwrap_or_default();
    format!("{user}{sudo}{from}")
}

/// Returns an operation in one line.
pub fn one_line(operation: &Operation) -> String {
    let created = operation.created.map_or(outcome::NOT_KNOWN, outcome::created);
    let id = operation.backup_id.as_ref().map_or("", |id| id.as_str());
    format!(
        "{}  {created}  {id}  {}  {}",
        operation.confirmed_at.hms(),
        outcome::state(operation),
        operation.name()
    )
}

/// A line of the log page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A head or an ID.
    Strong(String),
    Plain(String),
}

/// Returns all operations in full, newest first, each ID alone on its line.
pub fn pages(operations: &[Operation]) -> Vec<Line> {
    if operations.is_empty() {
        return vec![Line::Plain("Nothing has been sent in this run.".to_owned())];
    }
    operations.iter().rev().flat_map(of_operation).collect()
}

fn of_operation(operation: &Operation) -> Vec<Line> {
    let created = operation.created.map_or(outcome::NOT_KNOWN, outcome::created);
    let head = format!(
        "{}   {}   created: {created}   {}",
        operation.name(),
        operation.instance_name(),
        outcome::state(operation)
    );
    let mut lines = vec![Line::Strong(head)];
    for (label, id) in [
        (labels::BACKUP_ID, operation.backup_id.as_ref().map(ToString::to_string)),
        (labels::JOB_ID, operation.job_id.as_ref().map(ToString::to_string)),
    ] {
        if let Some(id) = id {
            lines.extend([Line::Plain(label.to_owned()), Line::Strong(id)]);
        }
    }
    lines.extend(
        operation
            .intent
            .as_ref()
            .map(|i| Line::Plain(format!("{} bytes, sha256 {}", i.body.len(), i.sha256))),
    );
    if let Some(words) = outcome::service_words(operation) {
        lines.push(Line::Plain(format!("service's words: {words}")));
    }
    lines.extend(
        operation
            .lines
            .iter()
            .rev()
            .map(|l| Line::Plain(format!("{}  {}", l.at.iso(), event(&l.event)))),
    );
    lines.push(Line::Plain(String::new()));
    lines
}
