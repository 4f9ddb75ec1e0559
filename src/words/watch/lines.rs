//! A watch in plain lines: the time, and what happened. No line says a thing twice.

use std::fmt::{self, Display, Formatter};

use serde_json::json;

use super::{follow, lost};
use crate::{
    core::{
        base::{
            CallFailure, ExitCode, UtcTime,
            text::{escaped_json, printable},
        },
        model::Model,
        operation::{Event, Operation, Stage, created::Created, record::Outcome},
        watch::follow::{Follow, GaveUp, no_operation},
    },
    words::{
        base::{calls, permissions::Need},
        if_told,
        operation::{log, outcome},
        watch,
    },
};

/// Stands before the reason why a new token could not be read.
pub const TOKEN_UNREAD: &str = "the token could not be read again";

/// Tells what is new since it was asked last.
#[derive(Debug)]
pub struct Teller {
    /// The lines of the operation's log that were told, or that the journal held before.
    told: usize,
    named: bool,
    trouble: Option<CallFailure>,
    disagrees: bool,
    missing: Vec<String>,
}

/// What happened, and when; characters that could act on a terminal are written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    at: UtcTime,
    text: String,
}

impl Display for Line {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}", self.at.iso(), self.text)
    }
}

pub fn line(at: UtcTime, what: &str) -> Line {
    Line { at, text: printable(what).into_owned() }
}

/// Returns a line as a JSON object with all that is known of the backup when the line is written.
/// `end` is the exit status, which only the last line tells (`assets/watch.schema.json`).
pub fn json(line: &Line, model: &Model, end: Option<ExitCode>) -> String {
    let operation = subject(model).map(|(operation, _)| operation);
    let row = operation.and_then(|operation| operation.row.last());
    let job = operation.and_then(|operation| operation.job.last());
    // Of a backup that no reading has shown not even the ID is known to be one.
    let is_told = |o: &&Operation| {
        let runs = o.is_seen() && end != Some(ExitCode::Unknown);
        !o.is_unseen() && (runs || o.outcome() != Outcome::Running)
    };
    let outcome = operation.filter(is_told).map(|o| o.outcome().word());
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    escaped_json(
        json!({
            "schema": "geminidb-backup/watch/1",
            "time": line.at,
            "text": line.text,
            "operation": operation.map(|o| o.id).filter(|id| *id != no_operation()),
            "backup_id": operation.and_then(|o| o.backup_id.as_ref()),
            "job_id": operation.and_then(|o| o.job_id.as_ref()),
            "instance_id": operation.and_then(Operation::instance),
            "name": operation.and_then(|o| text(o.name())),
            "outcome": outcome,
            "backup_state": row.map(|row| row.state.word()),
            "job_state": job.map(|job| job.state.word()),
            "percent": operation.and_then(Operation::percent),
            "read_at": operation.and_then(|o| o.row.last_at().max(o.job.last_at())),
            "exit_status": end.map(|end| end as u8),
        })
        .to_string(),
    )
}

impl Teller {
    /// Starts for a run that has not begun: the journal's lines are not told again, except the end
    /// of an operation that has ended.
    pub fn new(model: &Model) -> Self {
        let told = subject(model).map_or(0, |(operation, _)| {
            operation.lines.len() - usize::from(!operation.lines.is_empty() && !operation.is_open())
        });
        let named = subject(model).is_none_or(|(operation, _)| operation.intent.is_some());
        // The first lines tell the operation's state.
        let missing = subject(model)
            .and_then(|(operation, _)| operation.unlisted().map(|_| outcome::state(operation)));
        Self {
            told,
            named,
            trouble: None,
            disagrees: false,
            missing: missing.into_iter().collect(),
        }
    }

    /// Returns the first lines: the backup, its IDs in full, endpoint and project.
    pub fn heads(&self, model: &Model) -> Vec<Line> {
        let Some((operation, _)) = subject(model) else { return Vec::new() };
        let mut heads = Vec::new();
        if let Some(intent) = &operation.intent {
            let (id, name, instance) = (operation.id, &intent.name, &intent.instance_name);
            heads.push(format!(
                "watching operation {id}, read only: backup {name} of {instance}, {}",
                standing(operation)
            ));
            heads.push(format!("instance_id {}", intent.instance));
        } else {
            heads.push("watching a backup, read only".to_owned());
        }
        heads.extend(operation.backup_id.as_ref().map(|id| format!("backup_id {id}")));
        heads.extend(follow::job_in_its_place(operation).map(str::to_owned));
        heads.extend(operation.job_id.as_ref().map(|id| format!("job_id {id}")));
        let (endpoint, project) =
            (model.shared.session.endpoint.as_deref(), model.shared.session.project.as_ref());
        heads.extend(
            endpoint
                .zip(project)
                .map(|(endpoint, project)| format!("project {project} at {endpoint}")),
        );
        heads.iter().map(|head| line(model.shared.clock.utc, head)).collect()
    }

    pub fn news(&mut self, model: &Model, now: UtcTime) -> Vec<Line> {
        let Some((operation, watch)) = subject(model) else { return Vec::new() };
        let mut news = Vec::new();
        if let Some(row) = operation.row.last().filter(|_| !self.named) {
            self.named = true;
            let instance = if_told(", instance_id ", operation.instance(), "");
            let begun = if_told(", begun ", row.begun.map(UtcTime::iso), "");
            news.push(line(
                now,
                &format!("it is {} of {}{instance}{begun}", row.name, operation.instance_name()),
            ));
        }
        for entry in operation.lines.iter().skip(self.told) {
            if let Event::ReadFailed { why } = &entry.event {
                self.trouble = Some(why.clone());
            }
            news.push(line(entry.at, &event(&entry.event, watch)));
        }
        self.told = operation.lines.len();
        news.extend(self.reading(operation, watch, now));
        news.extend(self.missing(operation).iter().map(|text| line(now, text)));
        let quarrel = operation.disagreement(now).filter(|_| operation.is_open());
        if let Some(seconds) = quarrel.filter(|_| !self.disagrees) {
            news.push(line(now, &outcome::disagreement(operation, seconds)));
        }
        self.disagrees = quarrel.is_some();
        news
    }

    /// Returns the new lines about a backup that is not listed: that fact, where to look,
    /// and what the search found.
    fn missing(&mut self, operation: &Operation) -> Vec<String> {
        let told = operation
            .unlisted()
            .map(|_| [outcome::state(operation), watch::look_in_the_console(operation)]);
        let all: Vec<String> =
            told.into_iter().flatten().chain(watch::candidates(operation)).collect();
        let before = std::mem::replace(&mut self.missing, all.clone());
        all.into_iter().filter(|text| !before.contains(text)).collect()
    }

    /// Returns a line for a failed reading that the log does not repeat, and
    /// one when readings work again.
    fn reading(&mut self, operation: &Operation, watch: &Follow, now: UtcTime) -> Option<Line> {
        let told = std::mem::replace(&mut self.trouble, operation.trouble.clone());
        match (&told, &operation.trouble) {
            (Some(_), None) => {
                Some(line(now, &format!("reading works again: {}", outcome::states(operation))))
            }
            (before, Some(why)) if !before.as_ref().is_some_and(|before| before.is_same(why)) => {
                Some(line(now, &event(&Event::ReadFailed { why: why.clone() }, watch)))
            }
            (None | Some(_), None | Some(_)) => None,
        }
    }

    /// Returns the last line for a program, which reads the outcome there.
    pub fn last(&self, model: &Model, now: UtcTime) -> Line {
        let state = || subject(model).map_or_else(String::new, |(o, _)| outcome::state(o));
        self.end(model, now).unwrap_or_else(|| line(now, &state()))
    }

    /// Returns the last line, where the log does not say everything.
    pub fn end(&self, model: &Model, now: UtcTime) -> Option<Line> {
        let (operation, watch) = subject(model)?;
        let why = match (&watch.gave_up, operation.stage) {
            (Some(why), _) => gave_up(operation, why),
            (None, Stage::Sending | Stage::Looking { .. })
                if operation.created != Some(Created::Yes) =>
            {
                let looked = watch.once && watch.has_read;
                let looked = looked.then(|| lost::last_look(operation));
                let looked = if_told("read once: ", looked, "; ");
                format!(
                    "{looked}left while it is UNKNOWN whether a backup was made: do not send \
                        again{}",
                    follow(operation)
                )
            }
            (None, _) if operation.is_unseen() => {
                "left before anything of the backup could be read".to_owned()
            }
            (None, Stage::Following) if operation.unlisted().is_some() => {
                let look = watch::look_in_the_console(operation);
                format!(
                    "left; the backup is {}. {}{}",
                    outcome::state(operation),
                    look.trim_end_matches('.'),
                    follow(operation)
                )
            }
            (None, Stage::Sending | Stage::Looking { .. } | Stage::Following) if watch.once => {
                format!("read once: {}{}", outcome::states(operation), follow(operation))
            }
            (None, Stage::Sending | Stage::Looking { .. } | Stage::Following) => {
                format!("left; the backup goes on at the service{}", follow(operation))
            }
            (None, Stage::NotCreated | Stage::NotThere | Stage::Completed | Stage::Failed) => {
                return None;
            }
        };
        Some(line(now, &why))
    }
}

fn subject(model: &Model) -> Option<(&Operation, &Follow)> {
    model.operations.list.first().zip(model.watch.follow.as_ref())
}

fn standing(operation: &Operation) -> String {
    let created = outcome::created(operation.created).0;
    format!(
        "confirmed {}, created: {created}, {}",
        operation.confirmed_at.iso(),
        outcome::state(operation)
    )
}

fn event(event: &Event, watch: &Follow) -> String {
    let text = log::event(event);
    match event {
        Event::ReadFailed { why } if why.is_unauthorized() && watch.token_renewed => {
            format!(
                "{text}; the token is refused or expired: its file is read again before each \
                    reading, so put a new one there"
            )
        }
        Event::ReadFailed { why } if why.is_unauthorized() => {
            format!(
                "{text}; the token is refused or expired, and without --token-file no other can \
                    be given here"
            )
        }
        _ => text,
    }
}

fn gave_up(operation: &Operation, why: &GaveUp) -> String {
    match why {
        GaveUp::NotListed if operation.is_unseen() => {
            "given up: no such backup is listed, neither of an instance nor of tables; check the \
                ID, the project and the endpoint"
                .to_owned()
        }
        GaveUp::NotListed => format!(
            "given up: {}. {}",
            outcome::state(operation),
            watch::look_in_the_console(operation)
        ),
        GaveUp::Refused(why) => {
            let remedy = match why.is_unauthorized() {
                true => "Give a new token.".to_owned(),
                false => calls::remedy(why, Need::Following),
            };
            format!("given up: the service refuses to show it ({}). {remedy}", calls::failure(why))
        }
        GaveUp::NotFound => {
            "given up: still UNKNOWN whether a backup was made; look at the instance's backups \
                before you send again"
                .to_owned()
        }
    }
}

fn follow(operation: &Operation) -> String {
    if_told(". Follow it: ", follow::command(operation), "")
}
