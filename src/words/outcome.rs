//! The end of an operation in five lines: created? / what / the server's own words / do next / evidence.

use super::unknown;
use crate::core::{
    call::{CallFailure, CreateAnswer, CreateEnd},
    operation::{Operation, Stage},
    time::{UtcTime, elapsed},
    verdict::{self, Created},
};

/// Before there is an answer.
pub const NOT_KNOWN: &str = "NOT KNOWN YET";

/// The one word.
pub const fn created(created: Created) -> &'static str {
    match created {
        Created::No => "NO",
        Created::Yes => "YES",
        Created::Unknown => "UNKNOWN",
        Created::NotSent => "NOT SENT",
    }
}

/// What to do about a refusal: where the name exists and another operation of that name was not found, that
/// backup may be the one.
fn after_refusal(operation: &Operation, answer: &CreateAnswer) -> String {
    let earlier = operation.intent.as_ref().and_then(|intent| intent.after);
    match (answer.code.as_deref(), earlier) {
        (Some("DBS.201201"), Some(id)) => {
            format!("The name exists: it may be the backup of {id}, which is looked for again. [ and ] go there.")
        }
        (Some(_) | None, _) => next_step(answer) + " Esc: back to the form.",
    }
}

/// What an operator does about a refusal, by `error_code` first and HTTP status second (fact sheet 7).
fn next_step(answer: &CreateAnswer) -> String {
    let code = answer.code.as_deref().unwrap_or("");
    let text = match (code, answer.head.status) {
        _ if verdict::is_busy(answer) => {
            "The instance is busy or not ready. Wait until it is idle, review, and send again. w: wait on Review, and be asked again."
        }
        ("DBS.201201", _) => "A backup of that name or ID exists: look for it, or choose another name.",
        ("DBS.280277", _) => "The service does not take the name. Change it.",
        ("DBS.280127", _) => "The service does not take the description. Change it.",
        ("DBS.200823", _) => "A database in the scope does not exist. Check the tree.",
        ("DBS.280001" | "DBS.200001" | "DBS.280040", _) => {
            "The service does not take the request as it is. If tables were chosen: table-level backup may have to be enabled by a service ticket."
        }
        ("DBS.216029" | "DBS.212003", _) => {
            "Not allowed for this instance. If tables were chosen: table-level backup may have to be enabled by a service ticket."
        }
        ("DBS.200002" | "DBS.201028" | "DBS.201501" | "DBS.201502" | "DBS.216016" | "DBS.280110", _) => {
            "The service does not know the instance: check region, project and ID."
        }
        ("APIGW.0308" | "APIG.0308" | "DBS.280443", _) | (_, 429) => "Too many requests. Wait a minute, then review and send again.",
        ("DBS.280015" | "DBS.280056", _) | (_, 401) => "The token is refused or expired. Give a new one on Start; the form is kept.",
        ("DBS.280032" | "DBS.280063", _) | (_, 403) => {
            "A permission is missing: nosql:backup:create (gaussdbfornosql:instance:createBackup)."
        }
        (_, 404) => "The path is not known there: check endpoint, project and instance.",
        (_, 413) => "The request is too large for the gateway (12 MB). Choose fewer names.",
        _ => "Read the words above, change the form, and review again.",
    };
    text.to_owned()
}

fn evidence(operation: &Operation, answer: Option<&CreateAnswer>) -> String {
    let request =
        answer.and_then(|a| a.head.request_id.as_deref()).map_or_else(|| "no request ID".to_owned(), |id| format!("request ID {id}"));
    let body = operation.intent.as_ref().map(|i| format!(", {} bytes, sha256 {}", i.body.len(), i.digest_short())).unwrap_or_default();
    format!("{request}   confirmed {}{body}", operation.confirmed_at.hms())
}

/// What the five lines are about.
pub const LABELS: [&str; 5] = ["Was it created?", "What happened", "Service's words", "What to do", "Evidence"];

/// The five lines. The first is the verdict's word.
pub fn five_lines(operation: &Operation) -> [String; 5] {
    let what = |verdict: Created| unknown::verdict(operation).unwrap_or_else(|| created(verdict)).to_owned();
    // Confirmed, and the program ended before it knew more.
    if let (None, Some(verdict)) = (&operation.end, operation.created) {
        return [
            what(verdict),
            "The intent was written, and the program ended before an answer came. A backup may exist.".to_owned(),
            String::new(),
            unknown::looking(operation),
            evidence(operation, None),
        ];
    }
    match (&operation.end, operation.created) {
        (None, _) | (_, None) => [
            NOT_KNOWN.to_owned(),
            "The request is on its way; the answer may take a minute.".to_owned(),
            String::new(),
            "Wait. Leaving now leaves the outcome unknown.".to_owned(),
            evidence(operation, None),
        ],
        (Some(CreateEnd::NotSent(obstacle)), Some(verdict)) => [
            what(verdict),
            format!("Nothing left this machine: {}.", super::calls::obstacle(obstacle)),
            String::new(),
            "Mend that. Esc goes back to the form; sending again is safe.".to_owned(),
            evidence(operation, None),
        ],
        (Some(CreateEnd::NoAnswer(silence)), Some(verdict)) => [
            what(verdict),
            format!("The request went out; {}. A backup may exist.", super::calls::silence(silence)),
            String::new(),
            unknown::looking(operation),
            evidence(operation, None),
        ],
        (Some(CreateEnd::Answered(answer)), Some(verdict)) => {
            let code = answer.code.as_deref().map(|c| format!(" {c}")).unwrap_or_default();
            let head = format!("HTTP {}{code}", answer.head.status);
            let (what_happened, next) = match verdict {
                Created::No | Created::NotSent => {
                    (format!("The service refused: {head}. Nothing was made."), after_refusal(operation, answer))
                }
                Created::Unknown => (format!("The service answered {head}: a backup may exist."), unknown::looking(operation)),
                Created::Yes if operation.backup_id.is_none() => {
                    (format!("Accepted with {head}, but the answer carries no backup ID."), unknown::looking(operation))
                }
                Created::Yes => {
                    (format!("Accepted with {head}."), "The backup goes on by itself; closing this screen does not stop it.".to_owned())
                }
            };
            [what(verdict), what_happened, answer.words.to_string(), next, evidence(operation, Some(answer))]
        }
    }
}

/// What the service said to a create call that it did not simply accept.
pub fn service_words(operation: &Operation) -> Option<&str> {
    match &operation.end {
        Some(CreateEnd::Answered(answer)) if !answer.words.is_empty() && answer.backup.is_none() => Some(&answer.words),
        Some(CreateEnd::Answered(_) | CreateEnd::NotSent(_) | CreateEnd::NoAnswer(_)) | None => None,
    }
}

/// Where the backup stands, in one line.
pub fn state(operation: &Operation) -> String {
    match operation.stage {
        Stage::Sending => "sending".to_owned(),
        Stage::NotCreated => "nothing was created".to_owned(),
        Stage::NotThere => "settled as not there".to_owned(),
        Stage::Looking { .. } => "looking for the backup".to_owned(),
        Stage::Following if operation.is_finishing() => "finishing: job done, backup not yet COMPLETED".to_owned(),
        Stage::Following if operation.is_unseen() => "not read yet".to_owned(),
        Stage::Following if operation.job_failed() => "JOB FAILED, the backup not at its end".to_owned(),
        Stage::Following => "running".to_owned(),
        Stage::Completed => "COMPLETED".to_owned(),
        Stage::Failed => "FAILED".to_owned(),
    }
}

/// What both witnesses said last.
pub fn states(operation: &Operation) -> String {
    let unread = if operation.job_unlisted { "not listed" } else { "not read" };
    let job = operation.job.as_ref().map_or(unread, |j| j.state.word());
    let unread = if operation.row_unlisted { "not listed" } else { "not read" };
    let row = operation.row.as_ref().map_or(unread, |r| r.state.word());
    format!("job {job}   backup {row}")
}

/// What both witnesses said last, and how long it has taken until then.
pub fn witnesses(operation: &Operation, until: UtcTime) -> String {
    let read = operation.read_at.map_or_else(|| "not read yet".to_owned(), |t| format!("read {}", t.hms()));
    format!("{}   elapsed {}   {read}", states(operation), elapsed(until.since(operation.begun())))
}

/// Why the backup failed, in the service's words.
pub fn failed(operation: &Operation) -> String {
    format!("reason: {}", operation.fail_reason())
}

/// Job and backup have told different ends for so many seconds.
pub fn disagreement(operation: &Operation, seconds: u64) -> String {
    let job = operation.job.as_ref().map_or("not read", |j| j.state.word());
    let row = operation.row.as_ref().map_or("not listed", |r| r.state.word());
    format!("job {job} and backup {row} have disagreed for {}. The backup's word counts; look in the console.", elapsed(seconds))
}

/// A reading that failed, and what to do about it.
pub fn trouble(why: &CallFailure) -> String {
    let refused = matches!(why, CallFailure::Refused(refusal) if refusal.head.status == 401);
    if refused {
        return format!("last reading failed: {}. The credentials are refused or expired: t signs in anew.", super::calls::failure(why));
    }
    let remedy = super::calls::remedy(why, "nosql:task:list, nosql:backup:list");
    format!("last reading failed: {}. {remedy} Watching goes on.", super::calls::failure(why))
}
