//! The lines of the results log.

use super::{calls, count, outcome, size_kb};
use crate::core::attempt::Event;

/// One event of an attempt.
pub fn event(event: &Event) -> String {
    match event {
        Event::Confirmed => "confirmed by the operator; sent once".to_owned(),
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
        Event::Looked { fitting: 0 } => "looked: no backup of that name yet".to_owned(),
        Event::Looked { fitting } => format!("looked: {} of that name", count(*fitting, "backup")),
        Event::Adopted(id) => format!("found {id}"),
        Event::Completed { size_kb: Some(kb) } if *kb > 0.0 => format!("backup COMPLETED, {}", size_kb(*kb)),
        Event::Completed { .. } => "backup COMPLETED".to_owned(),
        Event::Failed { reason } if reason.is_empty() => "backup FAILED".to_owned(),
        Event::Failed { reason } => format!("backup FAILED: {reason}"),
    }
}
