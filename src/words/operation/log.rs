//! The lines of the results log.

use super::outcome;
use crate::{
    core::{
        base::{CreateEnd, UtcTime},
        operation::{Event, FoundBy, Operation, created::Created},
        session::Who,
    },
    words::{
        base::{calls, labels, role::Role},
        if_told, join, size_kb,
        watch::lost,
    },
};

pub const NO_OPERATIONS: &str =
    "Nothing sent yet. Each operation will be listed here with its IDs.";

/// Says an event of an operation.
pub fn event(event: &Event) -> String {
    match event {
        Event::Reviewed(intent) => format!("reviewed{}", by(&intent.by)),
        Event::Intended(intent) if intent.no_journal => {
            format!("confirmed{}; NOT saved on disk", by(&intent.by))
        }
        Event::Intended(intent) => {
            format!("confirmed{}; request saved", by(&intent.by))
        }
        Event::Sent => "sent".to_owned(),
        Event::Ended { created, end } => ended(*created, end),
        Event::Reading { job, row } => {
            let job = job
                .as_ref()
                .map(|job| format!("job {}{}", job.state.word(), if_told(" ", job.percent, " %")));
            let row = row.as_ref().map(|row| format!("backup {}", row.state.word()));
            join([job, row].into_iter().flatten(), "   ")
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
            format!("looked: {}", lost::counts(0, 0, *jobs))
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
        Event::NotThere => "not found: the window has passed, and neither list shows it".to_owned(),
        Event::StatedNotThere { by: who, note } if note.is_empty() => {
            format!("recorded as not created{}", by(who))
        }
        Event::StatedNotThere { by: who, note } => {
            format!("recorded as not created{}: {note}", by(who))
        }
        Event::Replaced { by } => format!("replaced by {by}"),
        Event::LookedAgain => "looked for again, for a whole window".to_owned(),
        Event::Resumed { by: who } => format!("resumed{}", by(who)),
        Event::GivenUp => "given up without being confirmed".to_owned(),
        Event::Anew { .. } => "the journal file was missing, and was written again".to_owned(),
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
            let code = if_told(" ", answer.code.as_deref(), "");
            let request = if_told("  request ", answer.head.request_id.as_deref(), "");
            let refusal = Some(answer).filter(|answer| !answer.is_accepted());
            let backup = if_told("  names backup ", refusal.and_then(|a| a.backup.as_ref()), "");
            let job = if_told("  names job ", refusal.and_then(|a| a.job.as_ref()), "");
            format!(
                "HTTP {}{code}  created: {}{backup}{job}{request}",
                answer.head.status,
                outcome::created(Some(created)).0
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
    let user = if_told(" by ", who.user.as_deref(), "");
    let sudo = if_told(" (sudo: ", who.sudo_user.as_deref(), ")");
    let from = if_told(" from ", who.ssh_from.as_deref(), "");
    format!("{user}{sudo}{from}")
}

/// Returns an operation in one line.
pub fn one_line(operation: &Operation) -> String {
    let created = outcome::created(operation.created).0;
    let id = operation.backup_id.as_ref().map_or("", |id| id.as_str());
    format!(
        "{}  {created}  {id}  {}  {}",
        operation.confirmed_at.hms(),
        outcome::state(operation),
        operation.name()
    )
}

/// Returns all operations in full, newest first, each ID alone on its line.
/// Heads and IDs are strong.
pub fn pages(operations: &[Operation]) -> Vec<(String, Role)> {
    if operations.is_empty() {
        return vec![(NO_OPERATIONS.to_owned(), Role::Plain)];
    }
    operations.iter().rev().flat_map(of_operation).collect()
}

/// Returns the log of an operation, newest first, without a line that the next of the same time
/// begins with: an end says all that its reading says.
pub fn newest_first(operation: &Operation) -> Vec<(UtcTime, String)> {
    let lines = operation.lines.iter().rev();
    let mut told: Vec<_> = lines.map(|line| (line.at, event(&line.event))).collect();
    told.dedup_by(|older, newer| older.0 == newer.0 && newer.1.starts_with(&older.1));
    told
}

fn of_operation(operation: &Operation) -> Vec<(String, Role)> {
    let created = outcome::created(operation.created).0;
    let (name, instance) = (operation.name(), operation.instance_name());
    let state = outcome::state(operation);
    let head = format!("{name}   {instance}   created: {created}   {state}");
    let mut lines = vec![(head, Role::Strong)];
    let backup = operation.backup_id.iter().map(|id| (labels::BACKUP_ID, id.to_string()));
    let job = operation.job_id.iter().map(|id| (labels::JOB_ID, id.to_string()));
    for (label, id) in backup.chain(job) {
        lines.extend([(label.to_owned(), Role::Plain), (id, Role::Strong)]);
    }
    let body = operation.intent.as_ref();
    let body = body.map(|it| format!("{} bytes, sha256 {}", it.body.len(), it.sha256));
    let words = outcome::service_words(operation).map(|words| format!("service's words: {words}"));
    let told = newest_first(operation).into_iter();
    let told = told.map(|(at, said)| format!("{}  {said}", at.iso()));
    let rest = body.into_iter().chain(words).chain(told).chain([String::new()]);
    lines.extend(rest.map(|text| (text, Role::Plain)));
    lines
}
