//! A backup that is looked for, or was not found: how far looking is, and what the operator can do.

use crate::{
    core::{
        base::{Level, UtcTime, time::elapsed},
        operation::{
            Conflict, Event, Operation, Stage,
            backup::BackupRow,
            created::Created,
            recovery::{Choice, ChoiceNotice, StatementProblem},
        },
        port::Commands,
    },
    words::{count, if_told, join, say, watch},
};

/// Returns the verdict of an operation that is looked for.
pub fn verdict(operation: &Operation) -> Option<&'static str> {
    match (operation.stage, operation.created) {
        (Stage::Looking { .. }, Some(Created::Yes)) => Some("YES   ids missing, do not send again"),
        (Stage::Looking { .. }, _) if operation.refusal_stands_from().is_some() => {
            Some("UNKNOWN   not known yet: looking")
        }
        (Stage::Looking { .. }, _) => Some("UNKNOWN   do not send again"),
        (Stage::NotThere, _) => Some("UNKNOWN   recorded as not created"),
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
            let jobs = match seen(operation) {
                Some((_, _, 1..)) => " A backup job began since the request: look in the console.",
                _ => "",
            };
            format!(
                "{so_far} Not found as of {}: the window has passed, neither list shows \
                    it.{jobs} {next}.",
                at.hms()
            )
        }
        (None, None) if has_passed(operation) => {
            format!("{so_far} {next}; \"not found\" can be said once both lists are read.")
        }
        (None, None) => format!(
            "{so_far} {next}; \"not found\" can be said from {}.",
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
            "{by} took its place. If the console shows a backup of it after all, that can be \
                recorded."
        ),
        None => "Recorded as not created. If the console shows it after all, that can be recorded."
            .to_owned(),
    }
}

/// Returns the result of the last look, in counts.
pub(super) fn last_look(operation: &Operation) -> String {
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

/// Returns counts like `no matching backup, 1 similar one, 2 new jobs`.
pub fn counts(fitting: usize, conflicting: usize, jobs: usize) -> String {
    let counted = |n: usize, one: &str| match n {
        0 => format!("no {one}"),
        n => count(n, one),
    };
    let similar = counted(conflicting, "similar one");
    format!("{}, {similar}, {}", counted(fitting, "matching backup"), counted(jobs, "new job"))
}

/// Says in which points a backup of the same name conflicts with the request,
/// or that the backup fits.
pub fn conflicts(operation: &Operation, row: &BackupRow) -> String {
    let found = operation.conflicts(row, operation.skew);
    if found.is_empty() {
        let earlier = operation.earlier_by(row);
        return earlier.map_or_else(
            || "matches".to_owned(),
            |by| format!("matches, but begun {} before the request", elapsed(by)),
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
    format!("differs: {}", join(words, ", "))
}

/// Returns the row of a choice, with any ID in full.
pub fn choice(operation: &Operation, choice: &Choice) -> String {
    match choice {
        Choice::KeepLooking if operation.intent.as_ref().is_some_and(|i| i.no_journal) => {
            "Keep looking (NOT saved on disk: stay, or write it down)".to_owned()
        }
        Choice::KeepLooking => "Keep looking (safe to leave: the journal resumes it)".to_owned(),
        Choice::LookAgain => "Look for it again".to_owned(),
        Choice::TakeOver(id) => {
            let row = operation.candidates.iter().find(|row| row.id == *id);
            let how = if_told("   ", row.map(|row| conflicts(operation, row)), "");
            format!("Take over {id}{how}")
        }
        Choice::StateId => "The console shows it: type its backup ID".to_owned(),
        Choice::StateNotThere => {
            "The console shows none: record as not created, with a note".to_owned()
        }
        Choice::Repeat => format!("Prepare a new attempt   {}", lock(operation)),
    }
}

/// Says whether a new attempt may be prepared, or when.
fn lock(operation: &Operation) -> String {
    let said = if operation.may_be_repeated() {
        "fresh review, typed name; sends nothing yet"
    } else if !operation.candidates.is_empty() {
        "locked: a backup of that name is there"
    } else if operation.refusal_stands_from().is_some() {
        "locked while it is looked for"
    } else if has_passed(operation) {
        "locked until both lists are read"
    } else {
        return format!("locked until {} and both lists are read", operation.window_ends().hms());
    };
    said.to_owned()
}

/// Says how a choice ended.
pub fn notice(by: Commands, notice: &ChoiceNotice) -> (Level, String) {
    let again = say(by, "<Enter|The same number> again");
    let (level, sentence) = match notice {
        ChoiceNotice::EnterAgain(Choice::TakeOver(_)) => {
            return (Level::Warn, format!("Compare it first. {again} takes this backup over."));
        }
        ChoiceNotice::EnterAgain(_) => return (Level::Warn, again + " does it."),
        ChoiceNotice::GoesOn => {
            (Level::Note, "Looking goes on by itself; nothing needs to be done.")
        }
        ChoiceNotice::Locked => (
            Level::Error,
            "Locked: it could make a second backup. Look, or record what the console shows.",
        ),
        ChoiceNotice::NotFollowedHere => (
            Level::Error,
            "Not followed here: it belongs to another endpoint or project, or set-up is not done.",
        ),
    };
    (level, sentence.to_owned())
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
            "Too late: the operation has moved on. Go back, and look.".to_owned()
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
