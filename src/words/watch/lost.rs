//! A backup that is looked for, or was not found: how far looking is, and what the operator can do.

use crate::{
    core::{
        base::time::{UtcTime, elapsed},
        operation::{
            Conflict, Event, Operation, Stage,
            backup::BackupRow,
            created::Created,
            recovery::{Choice, ChoiceNotice, Statement, StatementProblem},
        },
    },
    words::{count, watch},
};

/// Returns the verdict of an operation that is looked for.
pub fn verdict(operation: &Operation) -> Option<&'static str> {
    match (operation.stage, operation.created) {
        (Stage::Looking { .. }, Some(Created::Yes)) => Some("YES   ids missing, do not send again"),
        (Stage::Looking { .. }, _) if operation.refusal_stands_from().is_some() => {
            Some("UNKNOWN   not known yet: looking")
        }
        (Stage::Looking { .. }, _) => Some("UNKNOWN   do not send again"),
        (Stage::NotThere, _) => Some("UNKNOWN   settled as not there"),
        (
            Stage::Sending
            | Stage::NotCreated
            | Stage::Following
            | Stage::Completed
            | Stage::Failed,
            _,
        ) => None,
    }
}

/// Says how far looking is: the number of looks, the result of the last look, the time of the next
/// look, the end of the window.
pub fn looking(operation: &Operation) -> String {
    let Stage::Looking { looks } = operation.stage else { return settled(operation) };
    let next = match (operation.reading, operation.next_at) {
        (true, _) if operation.in_line => "The next look waits for its turn".to_owned(),
        (true, _) => "Looking now".to_owned(),
        (false, Some(at)) => format!("Next look {}", at.hms()),
        (false, None) => {
            "Looking begins once the set-up reaches its endpoint and project".to_owned()
        }
    };
    let so_far = match (looks, operation.read_at) {
        (0, _) => "Not looked yet.".to_owned(),
        (looks, None) => format!("{}, none answered.", count(looks as usize, "look")),
        (looks, Some(at)) => format!(
            "{}, last {}: {}.",
            count(looks as usize, "look"),
            at.hms(),
            last_look(operation)
        ),
    };
    let so_far = watch::look_failed(operation)
        .map_or_else(|| so_far.clone(), |failed| format!("{so_far} {failed}"));
    match (operation.not_there, operation.refusal_stands_from()) {
        (None, Some(from)) if last_heard(operation).is_none_or(|at| at < from) => {
            format!("{so_far} {next}; NO can be said from {}.", from.hms())
        }
        (None, Some(_)) => format!(
            "{so_far} {next}; NO can be said once backups and jobs are read and show none of it."
        ),
        (Some(at), _) => {
            let jobs = if has_jobs(operation) {
                " A backup job began since the request: look in the console."
            } else {
                ""
            };
            format!(
                "{so_far} Not there as of {}: the window has passed, neither list shows \
                    it.{jobs} {next}.",
                at.hms()
            )
        }
        (None, None) if has_passed(operation) => {
            format!("{so_far} {next}; \"not there\" can be said once both lists are read.")
        }
        (None, None) => format!(
            "{so_far} {next}; \"not there\" can be said from {}.",
            operation.window_ends().hms()
        ),
    }
}

/// Returns when the operation last had news.
fn last_heard(operation: &Operation) -> Option<UtcTime> {
    operation.lines.last().map(|line| line.at).max(operation.read_at)
}

/// Returns whether the window had passed at the last news.
fn has_passed(operation: &Operation) -> bool {
    last_heard(operation).is_some_and(|at| at >= operation.window_ends())
}

fn settled(operation: &Operation) -> String {
    match operation.replaced_by() {
        Some(by) => format!(
            "{by} took its place. If the console shows a backup of it after all, say so below."
        ),
        None => "Settled as not there. If the console shows it after all, say so below.".to_owned(),
    }
}

/// Returns the result of the last look, in counts.
fn last_look(operation: &Operation) -> String {
    seen(operation)
        .map_or_else(String::new, |(fitting, conflicting, jobs)| counts(fitting, conflicting, jobs))
}

/// Returns from the last look the number of rows that fit, of rows that conflict, and of jobs.
fn seen(operation: &Operation) -> Option<(usize, usize, usize)> {
    operation.lines.iter().rev().find_map(|line| match line.event {
        Event::Looked { fitting, conflicting, jobs } => Some((fitting, conflicting, jobs)),
        _ => None,
    })
}

fn has_jobs(operation: &Operation) -> bool {
    seen(operation).is_some_and(|(_, _, jobs)| jobs > 0)
}

/// Returns counts like `0 fit, 1 conflicts, 2 new jobs`.
pub fn counts(fitting: usize, conflicting: usize, jobs: usize) -> String {
    let verb = |n: usize, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
    format!(
        "{}, {}, {}",
        verb(fitting, "fits", "fit"),
        verb(conflicting, "conflicts", "conflict"),
        count(jobs, "new job")
    )
}

/// Says in which points a backup of the same name conflicts with the request,
/// or that the backup fits.
pub fn conflicts(operation: &Operation, row: &BackupRow) -> String {
    let found = operation.conflicts(row, operation.skew);
    if found.is_empty() {
        let earlier = operation.earlier_by(row, operation.skew);
        return earlier.map_or_else(
            || "fits".to_owned(),
            |by| format!("fits, but begun {} before the request", elapsed(by)),
        );
    }
    let words = found.into_iter().map(|conflict| match conflict {
        Conflict::BegunEarlier(at) => {
            let before = operation.begun_there(operation.skew).since(at);
            format!("begun {} before the request", elapsed(before))
        }
        Conflict::OtherKind => "other kind".to_owned(),
        Conflict::OtherScope => "other scope".to_owned(),
        Conflict::Automated => "automated".to_owned(),
    });
    format!("conflicts: {}", words.collect::<Vec<_>>().join(", "))
}

/// Returns the row of a choice, with any ID in full.
pub fn choice(operation: &Operation, choice: &Choice) -> String {
    match choice {
        Choice::KeepLooking if operation.intent.as_ref().is_some_and(|i| i.no_journal) => {
            "Keep looking (NOT in the journal: stay, or note it)".to_owned()
        }
        Choice::KeepLooking => "Keep looking (safe to leave: the journal resumes it)".to_owned(),
        Choice::LookAgain => "Look for it again".to_owned(),
        Choice::TakeOver(id) => {
            let row = operation.candidates.iter().find(|row| row.id == *id);
            let how =
                row.map(|row| format!("   {}", conflicts(operation, row))).unwrap_or_default();
            format!("Take over {id}{how}")
        }
        Choice::StateId => "The console shows it: type its backup ID".to_owned(),
        Choice::StateNotThere => {
            "The console shows none: record \"not there\", with a note".to_owned()
        }
        Choice::Repeat => format!("Prepare a new attempt   {}", lock(operation)),
    }
}

/// Says whether a new attempt may be prepared, or when.
fn lock(operation: &Operation) -> String {
    if operation.may_be_repeated() {
        return "fresh review, typed name; sends nothing yet".to_owned();
    }
    if !operation.candidates.is_empty() {
        return "locked: a backup of that name is there".to_owned();
    }
    if operation.refusal_stands_from().is_some() {
        return "locked while it is looked for".to_owned();
    }
    if has_passed(operation) {
        return "locked until both lists are read".to_owned();
    }
    format!("locked until {} and both lists are read", operation.window_ends().hms())
}

/// Returns the line for a change ticket.
pub fn ticket(operation: &Operation) -> String {
    let what = match operation.created {
        Some(Created::Yes) => "CREATED, backup ID not known yet:",
        Some(Created::No | Created::NotSent | Created::Unknown) | None => "UNKNOWN",
    };
    let job = operation.job_id.as_ref().map(|id| format!(" job_id {id},")).unwrap_or_default();
    let ends = operation.window_ends();
    let (name, instance, id) = (operation.name(), operation.instance_name(), operation.id);
    let until = match (operation.stage, operation.not_there) {
        (Stage::NotThere, _) => "settled as not there".to_owned(),
        (_, Some(at)) => format!("not there as of {}", at.hm()),
        (_, None) => {
            format!("looking until {}", operation.refusal_stands_from().unwrap_or(ends).hm())
        }
    };
    let at = operation.confirmed_at.hms();
    format!(
        "{what} backup request {name} on {instance} at {at}, operation {id},{job} {until}. Do \
            not repeat the request."
    )
}

/// Says how a choice ended.
pub fn notice(notice: &ChoiceNotice) -> String {
    match notice {
        ChoiceNotice::EnterAgain(Choice::TakeOver(id)) => {
            format!("Compare it first. Enter again takes over {id}.")
        }
        ChoiceNotice::EnterAgain(_) => "Enter again does it.".to_owned(),
        ChoiceNotice::GoesOn => "Looking goes on by itself; nothing needs to be done.".to_owned(),
        ChoiceNotice::Locked => {
            "Locked: a second backup could come of it. Look, or say what the console shows."
                .to_owned()
        }
        ChoiceNotice::NotFollowedHere => {
            "Not followed here: it belongs to another endpoint or project, or set-up is not done."
                .to_owned()
        }
        ChoiceNotice::TicketCopied => "Ticket line sent to your terminal's clipboard.".to_owned(),
    }
}

pub const fn prompt_title(statement: Statement) -> &'static str {
    match statement {
        Statement::BackupId => "The backup ID that the console shows",
        Statement::NotThere => "Record \"not there\": your note",
    }
}

pub const fn prompt_hint(statement: Statement) -> &'static str {
    match statement {
        Statement::BackupId => {
            "It is followed from then on. Compare name, instance and begin in the console first."
        }
        Statement::NotThere => "Where you looked and when, for the record. It ends the looking.",
    }
}

/// Says why a statement is refused.
pub fn problem(problem: StatementProblem) -> String {
    match problem {
        StatementProblem::NoId => {
            "A backup ID is one word of letters, digits and hyphens, in full.".to_owned()
        }
        StatementProblem::OfAnother(id) => format!("That is the backup of operation {id}."),
        StatementProblem::NoNote => {
            "Write where you looked, e.g.: console, backups of the instance, 02:20Z.".to_owned()
        }
        StatementProblem::TooLate => {
            "Not any more: the operation has moved on. Esc, and look.".to_owned()
        }
    }
}

/// Says on Watch that this program does not follow the operation.
pub fn elsewhere(operation: &Operation) -> String {
    match &operation.intent {
        Some(intent) => format!(
            "Not followed here. It belongs to {} project {}.",
            intent.site.endpoint, intent.site.project
        ),
        None => "Not followed here.".to_owned(),
    }
}
