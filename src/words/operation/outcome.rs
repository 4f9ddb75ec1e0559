//! The end of an operation in five lines: created? / what / the server's own words / do next /
//! evidence.

use crate::{
    core::{
        base::{CallFailure, CreateAnswer, CreateEnd, Reason, UtcTime, time::elapsed},
        operation::{
            Event, Lasted, Operation, Sight, Stage,
            backup::Job,
            created::{Contest, Created},
        },
    },
    words::{
        base::{calls, labels, permissions::Need, role::Role},
        if_told, join,
        watch::lost,
    },
};

/// Returns the word for whether a backup was created, and its role; `None` while
/// the create call is out.
pub const fn created(created: Option<Created>) -> (&'static str, Role) {
    match created {
        None => ("NOT KNOWN YET", Role::Warn),
        Some(Created::No) => ("NO", Role::Bad),
        Some(Created::Yes) => ("YES", Role::Good),
        Some(Created::Unknown) => ("UNKNOWN", Role::Bad),
        Some(Created::NotSent) => ("NOT SENT", Role::Bad),
    }
}

/// Says that the name may be taken by the backup of an earlier operation that was not found.
fn name_of_earlier(operation: &Operation) -> Option<String> {
    let earlier = operation
        .intent
        .as_ref()?
        .after
        .filter(|_| operation.contest() == Some(Contest::NameTaken))?;
    Some(format!(
        "The name exists: it may be the backup of {earlier}, which is looked for again: look there."
    ))
}

/// Says why the service refused a request that an earlier delivery may have fulfilled.
const fn reason(contest: Contest) -> &'static str {
    match contest {
        Contest::NameTaken => "as name taken",
        Contest::Busy => "as busy or not ready",
        Contest::Throttled => "as too many requests",
    }
}

/// Says what is known of an answer that leaves open whether a backup was made.
fn doubt(operation: &Operation, head: &str) -> String {
    let names_ids = operation.named_ids() != (None, None);
    match operation.contest() {
        Some(contest) if operation.refusal_stands_from().is_some() => {
            format!(
                "Refused {} ({head}); checking whether an earlier delivery of this request made a \
                    backup.",
                reason(contest)
            )
        }
        Some(contest) if !names_ids => {
            format!(
                "Refused {} ({head}), and a matching backup was found: this request's, or \
                    somebody else's.",
                reason(contest)
            )
        }
        Some(_) | None if names_ids => format!(
            "The service answered {head} and names an ID, perhaps another's: a backup may exist."
        ),
        Some(_) | None => format!("The service answered {head}: a backup may exist."),
    }
}

/// Returns the IDs in an answer that accepts nothing: label, field of the answer, ID.
pub fn named(operation: &Operation) -> Vec<(&'static str, &'static str, &str)> {
    let (backup, job) = operation.named_ids();
    let backup = backup
        .map(|id| ("Names backup_id", "backup_id in the answer, perhaps another's", id.as_str()));
    let job =
        job.map(|id| ("Names job_id", "job_id in the answer, perhaps another's", id.as_str()));
    // A backup that was taken over is shown as the operation's own.
    let open = operation.backup_id.is_none();
    backup.into_iter().chain(job).filter(|_| open).collect()
}

/// Returns the next step after a refusal, by `error_code` first and
/// HTTP status second ("Error Codes").
fn next_step(operation: &Operation, answer: &CreateAnswer) -> String {
    let code = answer.code.as_deref().unwrap_or("").trim();
    let step = match (code, answer.head.status) {
        _ if operation.met_a_busy_instance() => {
            "The instance is busy or not ready. Wait until it is idle, review, and send again. \
                w: wait on Review, and be asked again."
        }
        ("DBS.201201" | "DBS.201209", _) => {
            "A backup of that name or ID exists: look for it, or choose another name."
        }
        ("DBS.280277" | "DBS.201210", _) => "The service does not take the name. Change it.",
        ("DBS.280127", _) => "The service does not take the description. Change it.",
        ("DBS.200823", _) => "A database in the scope does not exist. Check the tree.",
        (
            "DBS.280001" | "DBS.200001" | "DBS.280040" | "DBS.200095" | "DBS.201006" | "DBS.290000",
            _,
        ) => {
            "The service does not take the request as it is. If tables were chosen: table-level \
                backup may have to be enabled by a service ticket."
        }
        (
            "DBS.216029" | "DBS.212003" | "DBS.200042" | "DBS.201020" | "DBS.280122" | "DBS.280235"
            | "DBS.280347",
            _,
        ) => {
            "Not allowed for this instance. If tables were chosen: table-level backup may have \
                to be enabled by a service ticket."
        }
        (
            "DBS.200002" | "DBS.201028" | "DBS.201501" | "DBS.201502" | "DBS.216016" | "DBS.280110"
            | "DBS.280404" | "DBS.280408",
            _,
        ) => "The service does not know the instance: check region, project and ID.",
        (_, status) => return by_reason(answer.reason(), status),
    };
    step.to_owned()
}

/// Returns the next step where the code is about the caller, or about nothing that the form holds.
fn by_reason(reason: Reason, status: u16) -> String {
    let step = match (reason, status) {
        (Reason::Permission, _) => {
            return format!("A permission is missing: {}.", Need::Create.both());
        }
        (Reason::Credentials, _) => {
            "The token is refused or expired. Give a new one on Start; the form is kept."
        }
        (Reason::Throttled, _) => "Too many requests. Wait a minute, then review and send again.",
        (Reason::Unsaid, _) => {
            "Something before the service does not let the call through: its words above say what."
        }
        (Reason::Other, 404) => {
            "The path is not known there: check endpoint, project and instance."
        }
        (Reason::Other, 413) => {
            "The request is too large for the gateway (12 MB). Choose fewer names."
        }
        (reason, _) => calls::own_words(reason)
            .unwrap_or("Read the words above, change the form, and review again."),
    };
    step.to_owned()
}

fn evidence(operation: &Operation) -> String {
    let request = operation.request_id();
    let request =
        request.map_or_else(|| "no request ID".to_owned(), |id| format!("request ID {id}"));
    let body = operation
        .intent
        .as_ref()
        .map(|i| format!(", {} bytes, sha256 {}", i.body.len(), i.digest_short()))
        .unwrap_or_default();
    format!("{request}   confirmed {}{body}", operation.confirmed_at.hms())
}

/// The labels of the verdict and of the advice.
pub const ASKED: &str = "Was it created?";
pub const ADVICE: &str = "What to do";

/// Returns what is known of an operation without a backup ID: label, text, role. The verdict
/// stands first, the evidence last.
pub fn facts(operation: &Operation) -> Vec<(&'static str, String, Role)> {
    let [verdict, happened, words, next, evidence] = five_lines(operation);
    let job = operation.job_id.as_ref().map(|id| (labels::JOB_ID, id.to_string(), Role::Strong));
    let named = named(operation).into_iter().map(|(label, _, id)| (label, id.to_owned()));
    let rest = [
        ("What happened", happened),
        ("Service's words", words),
        (ADVICE, next),
        ("Evidence", evidence),
    ];
    let rest = named.chain(rest).map(|(label, text)| (label, text, Role::Plain));
    let verdict = (ASKED, verdict, created(operation.created).1);
    let all = std::iter::once(verdict).chain(job).chain(rest);
    all.filter(|(_, text, _)| !text.is_empty()).collect()
}

/// Returns the five lines; the first begins with the word of the verdict.
pub fn five_lines(operation: &Operation) -> [String; 5] {
    let lost = lost::verdict(operation).filter(|_| operation.created.is_some());
    let verdict = lost.unwrap_or_else(|| created(operation.created).0).to_owned();
    let (happened, words, next) = match (&operation.end, operation.created) {
        (_, None) => (
            "The request is on its way; the answer may take a minute.".to_owned(),
            "",
            "Wait. Leaving now leaves the outcome unknown.".to_owned(),
        ),
        // Confirmed, but the program ended before it read an answer.
        (None, Some(_)) => (
            "The intent was written, and the program ended before an answer came. A backup may \
                exist."
                .to_owned(),
            "",
            lost::looking(operation),
        ),
        (Some(CreateEnd::NotSent(obstacle)), Some(_)) => (
            format!("Nothing left this machine: {}.", calls::obstacle(obstacle)),
            "",
            "Mend that, then go back to the form; sending again is safe.".to_owned(),
        ),
        (Some(CreateEnd::NoAnswer(silence)), Some(_)) => (
            format!("The request went out; {}. A backup may exist.", calls::silence(silence)),
            "",
            lost::looking(operation),
        ),
        (Some(CreateEnd::Answered(answer)), Some(verdict)) => {
            let (happened, next) = answered(operation, answer, verdict);
            (happened, &*answer.words, next)
        }
    };
    [verdict, happened, words.to_owned(), next, evidence(operation)]
}

/// Says what an answer means, and what to do about it.
fn answered(operation: &Operation, answer: &CreateAnswer, verdict: Created) -> (String, String) {
    let code = if_told(" ", answer.code.as_deref(), "");
    let head = format!("HTTP {}{code}", answer.head.status);
    match verdict {
        Created::No | Created::NotSent => {
            let looked = operation.lines.iter().any(|line| line.event == Event::RefusalStands);
            let looked = match looked {
                true => ", and no backup of the request has appeared since",
                false => "",
            };
            (
                format!("The service refused: {head}{looked}. Nothing was made."),
                // The existing backup of that name may be the one of an earlier operation.
                name_of_earlier(operation)
                    .unwrap_or_else(|| next_step(operation, answer) + " Then go back to the form."),
            )
        }
        Created::Unknown => {
            let next = std::iter::once(lost::looking(operation)).chain(name_of_earlier(operation));
            (doubt(operation, &head), join(next, " "))
        }
        Created::Yes if operation.backup_id.is_none() => (
            format!("Accepted with {head}, but the answer carries no backup ID."),
            lost::looking(operation),
        ),
        Created::Yes => (
            format!("Accepted with {head}."),
            "The backup goes on by itself; closing this screen does not stop it.".to_owned(),
        ),
    }
}

/// Returns the service's words in an answer that did not simply accept the create call.
pub fn service_words(operation: &Operation) -> Option<&str> {
    match &operation.end {
        Some(CreateEnd::Answered(answer))
            if answer.words.is_empty() || answer.is_accepted() && answer.backup.is_some() =>
        {
            None
        }
        Some(CreateEnd::Answered(answer)) => Some(&answer.words),
        Some(CreateEnd::NotSent(_) | CreateEnd::NoAnswer(_)) | None => None,
    }
}

/// Says in one line how far a backup is.
pub fn state(operation: &Operation) -> String {
    let said = match operation.stage {
        Stage::Sending if operation.intent.as_ref().is_some_and(|intent| intent.no_journal) => {
            "not saved on disk, sending"
        }
        Stage::Sending => "request saved, sending",
        Stage::NotCreated => "nothing was created",
        Stage::NotThere => "recorded as not created",
        Stage::Looking { .. } if operation.taken_up => "looking for the backup",
        Stage::Looking { .. } => "no backup found so far",
        Stage::Following => return following(operation),
        Stage::Completed => "COMPLETED",
        Stage::Failed => "FAILED",
    };
    said.to_owned()
}

/// Says how far a followed backup is, by the latest reading, or by an
/// earlier reading with its time.
fn following(operation: &Operation) -> String {
    let job_ended = operation.is_finishing() || operation.job_failed();
    match operation.unlisted() {
        Some(unseen) => {
            let before = match job_ended {
                true if operation.job_failed() => "JOB FAILED, the backup ",
                true => "job done, the backup ",
                false => "",
            };
            let seen = last_seen(operation)
                .map_or_else(|| "never listed".to_owned(), |(what, _)| format!("last seen {what}"));
            format!("{before}not listed since {} ({seen})", unseen.since.hm())
        }
        None if operation.job_failed() => "JOB FAILED, the backup has not ended".to_owned(),
        None if job_ended => "finishing: job done, backup not yet COMPLETED".to_owned(),
        None if operation.is_seen_running() => "running".to_owned(),
        None => match last_seen(operation) {
            Some((what, at)) => format!("last seen {what} at {}", at.hm()),
            None if operation.row.misses() > 0 => "not listed yet".to_owned(),
            None if operation.is_unseen() => "not read yet".to_owned(),
            None => "accepted, not read yet".to_owned(),
        },
    }
}

/// Returns the last state that a reading showed, with its time: the state of the backup if any
/// reading showed the backup, otherwise that of the job.
fn last_seen(operation: &Operation) -> Option<(String, UtcTime)> {
    let job = operation.job.last().zip(operation.job.last_at());
    let percent = |job: &Job| if_told(" ", job.percent, " %");
    match (operation.row.last().zip(operation.row.last_at()), job) {
        (Some((row, at)), Some((job, job_at))) if job_at == at => {
            Some((format!("{}{}", row.state.word(), percent(job)), at))
        }
        (Some((row, at)), job) if job.is_none_or(|(_, job_at)| job_at <= at) => {
            Some((row.state.word().to_owned(), at))
        }
        (_, job) => job.map(|(job, at)| (format!("job {}{}", job.state.word(), percent(job)), at)),
    }
}

/// Returns the state in a list; with the reading's time where the latest reading
/// did not show the state.
fn seen<T>(sight: Sight<'_, T>, word: impl Fn(&T) -> String) -> String {
    match sight {
        Sight::Unread => "not read".to_owned(),
        Sight::Now(what) => word(what),
        Sight::Earlier(what, at) => format!("{} at {}", word(what), at.hm()),
        Sight::Missing(None) => "not listed".to_owned(),
        Sight::Missing(Some((what, at))) => {
            format!("not listed (last seen {} at {})", word(what), at.hm())
        }
    }
}

/// Returns the state of the backup in the list of backups.
pub fn row_word(operation: &Operation) -> String {
    seen(operation.row_sight(), |row| row.state.word().to_owned())
}

/// Returns the state of the job in the list of jobs. Without a job ID the state is known only
/// once the job is found.
fn job_word(operation: &Operation) -> String {
    match operation.job_sight() {
        Sight::Missing(None) if operation.job_id.is_none() => "not known".to_owned(),
        sight => seen(sight, |job| job.state.word().to_owned()),
    }
}

/// Returns the last states of backup and job. The state of a backup that is not listed says when
/// the backup was last seen.
pub fn states(operation: &Operation) -> String {
    if operation.unlisted().is_some()
        && operation.job_id.is_some()
        && matches!(operation.job_sight(), Sight::Missing(_))
    {
        return "job not listed   backup not listed".to_owned();
    }
    format!("job {}   backup {}", job_word(operation), row_word(operation))
}

/// Returns the last states of backup and job, and how long the backup had taken by then.
pub fn witnesses(operation: &Operation, now: UtcTime) -> String {
    let read = operation
        .read_at
        .map_or_else(|| "not read yet".to_owned(), |t| format!("read {}", t.hms()));
    let lasted = operation.lasted(now).map(|lasted| match lasted {
        Lasted::SoFar(_) => format!("elapsed {}", duration(lasted)),
        Lasted::Took(_) => format!("took {}", duration(lasted)),
        Lasted::Observed(_) => format!("took {} by our clock", duration(lasted)),
    });
    let lasted = if_told("", lasted, "   ");
    format!("{}   {lasted}{read}", states(operation))
}

/// Returns the percentage beside the bar, with its time where the latest reading
/// did not show a percentage.
pub fn percent(operation: &Operation, percent: u8) -> String {
    match operation.job_sight() {
        Sight::Earlier(_, at) | Sight::Missing(Some((_, at))) if operation.is_open() => {
            format!("{percent} % at {}", at.hm())
        }
        Sight::Earlier(..) | Sight::Missing(_) | Sight::Unread | Sight::Now(_) => {
            format!("{percent} %")
        }
    }
}

/// Returns how long a backup took; every screen says a duration with these words.
pub fn duration(lasted: Lasted) -> String {
    let (Lasted::SoFar(seconds) | Lasted::Took(seconds) | Lasted::Observed(seconds)) = lasted;
    elapsed(seconds)
}

/// Says why the backup failed, in the service's words.
pub fn failed(operation: &Operation) -> String {
    format!("reason: {}", operation.fail_reason())
}

/// Says for how many seconds job and backup have told different ends.
pub fn disagreement(operation: &Operation, seconds: u64) -> String {
    let job = operation.job.last().map_or("not read", |j| j.state.word());
    let row = row_word(operation);
    format!(
        "job {job} and backup {row} have disagreed for {}. The backup list is authoritative; look \
            in the console.",
        elapsed(seconds)
    )
}

/// Says why a reading failed, and what to do about that.
pub fn trouble(why: &CallFailure) -> String {
    if why.is_unauthorized() {
        return format!(
            "last reading failed: {}. The credentials are refused or expired: sign in again.",
            calls::failure(why)
        );
    }
    let remedy = calls::remedy(why, Need::Following);
    format!("last reading failed: {}. {remedy} Watching goes on.", calls::failure(why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::base::{call::Head, outside::Quoted};

    #[test]
    fn what_to_do_about_a_refused_create_call_follows_from_why_it_is_refused() {
        let rows: &[(u16, &str, &str, &str)] = &[
            (403, "APIGW.0310", "", "The project is unavailable"),
            (403, "APIG.0305", "acl deny", "access control blocks this caller"),
            (403, "APIGW.0308", "", "Too many requests"),
            (429, "APIGW.0308", "", "Too many requests"),
            (400, "DBS.200010", "", "belongs to another account or project"),
            (
                403,
                "DBS.280032",
                "",
                "A permission is missing: nosql:backup:create (in identity policies \
                    gaussdbfornosql:instance:createBackup).",
            ),
            (401, "APIGW.0305", "", "refused or expired"),
            (403, "APIGW.0999", "", "its words above say what"),
            (404, "APIGW.0101", "", "check endpoint, project and instance"),
            (413, "APIGW.0201", "", "Choose fewer names"),
        ];
        for (status, code, words, want) in rows {
            let (code, words) = (Some((*code).to_owned()), Quoted::from(*words));
            let head = Head { status: *status, ..Head::default() };
            let answer = CreateAnswer { head, code, job: None, backup: None, words, body: None };
            let said = by_reason(answer.reason(), *status);
            assert!(said.contains(want), "{status}: {said}");
        }
    }
}
