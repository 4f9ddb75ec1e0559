//! The record of one operation: the facts of its journal file, as plain data for every format.

use serde::Serialize;

use super::{
    backup::BackupKind,
    checked::Checked,
    create_call::{Call, CallEnd},
    created::Created,
    duration::Lasted,
    event::{Entry, Event, FoundBy},
    intent::Intent,
    journal_file::File,
    pin::Pin,
    replay::Replayed,
    state::{Operation, Stage},
    times::Times,
};
use crate::core::{
    base::{BackupId, CreateEnd, JobId, OperationId, UtcTime},
    draft::{ReviewedBody, SavedDraft},
    scope::{Scope, choice::names, digest::digest},
    session::{Mode, Site, Who},
};

/// How an operation ended, or how far it is, as the journal knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    Completed,
    /// A backup was created and has not come to an end, as far as the journal knows.
    Running,
    /// The backup failed, or its job did.
    Failed,
    /// A backup may exist, or its end is not known.
    Unknown,
    /// The service refused, and nothing was made.
    No,
    /// No byte of the request left the machine.
    NotSent,
    /// A form or a saved draft, which no review has looked at.
    Draft,
    /// The request was reviewed and never confirmed.
    Reviewed,
    /// The request was reviewed and given up.
    GivenUp,
    /// The file tells no operation: it cannot be read, or no line of it can.
    #[default]
    Unreadable,
}

impl Outcome {
    /// Returns the word of the outcome; a script may compare it, and a filter finds it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Completed => "COMPLETED",
            Self::Running => "RUNNING",
            Self::Failed => "FAILED",
            Self::Unknown => "UNKNOWN",
            Self::No => "NO",
            Self::NotSent => "NOT_SENT",
            Self::Draft => "DRAFT",
            Self::Reviewed => "REVIEWED",
            Self::GivenUp => "GIVEN_UP",
            Self::Unreadable => "UNREADABLE",
        }
    }

    /// Returns whether nothing was made of the request, and the request may still be wanted. Of a
    /// review another program may be about to send the request.
    const fn is_unsent(self) -> bool {
        matches!(self, Self::No | Self::NotSent | Self::Draft)
    }
}

impl Operation {
    pub fn outcome(&self) -> Outcome {
        match (self.stage, self.created) {
            (Stage::NotCreated, Some(Created::NotSent)) => Outcome::NotSent,
            (Stage::NotCreated, _) => Outcome::No,
            (Stage::Looking { .. }, Some(Created::Yes)) => Outcome::Running,
            (Stage::Sending | Stage::Looking { .. } | Stage::NotThere, _) => Outcome::Unknown,
            (Stage::Following, _) if self.job_failed() => Outcome::Failed,
            (Stage::Following, _) if self.unlisted().is_some() => Outcome::Unknown,
            (Stage::Following, _) => Outcome::Running,
            (Stage::Completed, _) => Outcome::Completed,
            (Stage::Failed, _) => Outcome::Failed,
        }
    }

    /// Returns whether the operation has come to an end or into doubt, and this run was not told of
    /// that before.
    pub(crate) fn hear_end(&mut self) -> bool {
        let outcome = self.outcome();
        let bit = 1 << outcome as u16;
        let is_end = matches!(outcome, Outcome::Completed | Outcome::Failed | Outcome::Unknown);
        // A request that is under way is in doubt, and nobody is called for that.
        let is_news = is_end && self.stage != Stage::Sending && self.heard & bit == 0;
        self.heard |= if is_news { bit } else { 0 };
        is_news
    }
}

/// Why the file may not tell all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Doubts {
    /// Why the file cannot be read or is not to be trusted, in words.
    pub file: Option<String>,
    /// Bytes behind the pin: a line without its end mark, or a line of a second file.
    pub unpinned_bytes: usize,
    /// Lines that cannot be read.
    pub damaged: usize,
    /// Lines of a newer version of the program.
    pub newer: usize,
    /// The last line was cut off.
    pub torn: bool,
    /// When the file was last written anew, because it was gone: no pin from before holds.
    pub written_anew: Option<UtcTime>,
    /// Why the record is made of the program's memory and not of the file.
    pub memory: Option<Memory>,
}

/// Why a record is made of the program's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Memory {
    /// The journal holds no file of it.
    NoFile,
    /// The file cannot be read.
    FileUnread,
    /// The file could not take the latest lines.
    FileBehind,
}

/// The facts of one file. By default nothing is known.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Record {
    pub operation: Option<OperationId>,
    pub outcome: Outcome,
    pub backup_id: Option<BackupId>,
    pub job_id: Option<JobId>,
    /// Who took the backup over, where no answer told its ID.
    pub found_by: Option<FoundBy>,
    pub name: String,
    pub description: String,
    /// `None`: not known.
    pub scope: Option<Scope>,
    /// The digest of more names than a text lists; see [`digest`].
    pub names_sha256: Option<String>,
    pub instance_id: Option<String>,
    pub instance_name: String,
    pub engine: Option<String>,
    pub site: Option<Site>,
    /// The person at the keys at the confirmation, as far as the system told.
    pub by: Option<Who>,
    pub times: Times,
    /// The same times in the zone of the machine that made the record, if that zone is known.
    pub local_times: Times<String>,
    pub took_seconds: Option<u64>,
    /// Whether the service told begin and end; otherwise this machine's clock measured.
    pub took_is_of_service: bool,
    pub size_kb: Option<f64>,
    pub call: Call,
    /// Warnings that the operator accepted by typing the instance's name.
    pub warnings_accepted: usize,
    /// The checks at the confirmation.
    pub checks: Vec<Checked>,
    /// The version of the program that made the request.
    pub program: Option<String>,
    /// The service's reason for a failure.
    pub fail_reason: String,
    /// The path of the file, for a person.
    pub file: String,
    pub doubts: Doubts,
    #[serde(serialize_with = "as_text")]
    pub pin: Option<Pin>,
    /// The operation, for whoever says more than the facts.
    #[serde(skip)]
    pub replayed: Option<Box<Operation>>,
    /// The reviewed body of a request of which nothing was made.
    #[serde(skip)]
    unsent: Option<String>,
}

fn as_text<S: serde::Serializer>(pin: &Option<Pin>, to: S) -> Result<S::Ok, S::Error> {
    match pin {
        Some(pin) => to.collect_str(pin),
        None => to.serialize_none(),
    }
}

impl Record {
    /// Makes the record of a file with its pin.
    pub fn of(file: &File, pin: Option<Pin>, doubts: Doubts) -> Self {
        let doubts = match &file.read {
            Err(_) => doubts,
            Ok(read) => Doubts {
                damaged: read.damaged.len(),
                newer: read.newer,
                torn: read.torn,
                written_anew: last(&read.entries, |event| matches!(event, Event::Anew { .. })),
                ..doubts
            },
        };
        let entries = file.read.as_ref().map_or(&[][..], |read| &read.entries);
        let (operation, path) = (file.operation, file.path.clone());
        let blank = Self { operation, file: path, doubts, pin, ..Self::default() };
        let reviewed = last(entries, |event| matches!(event, Event::Reviewed(_)));
        let record = match file.replay() {
            Replayed::Nothing => blank,
            Replayed::GivenUp => {
                let record = Self { outcome: Outcome::GivenUp, ..blank };
                match last_review(entries) {
                    Some(intent) => record.of_intent(intent),
                    None => record,
                }
            }
            Replayed::Draft { intent, .. } => {
                Self { outcome: Outcome::Reviewed, ..blank }.of_intent(&intent)
            }
            Replayed::Operation(operation) => blank.of_operation(operation, entries),
        };
        let last_line = entries.iter().map(|entry| entry.at).max();
        Self { times: Times { reviewed, last_line, ..record.times }, ..record }
    }

    /// Makes the record of an operation as this program knows it, without a pin.
    pub fn of_memory(operation: Box<Operation>, doubts: Doubts) -> Self {
        let entries = operation.lines.clone();
        let id = operation.intent.is_some().then_some(operation.id);
        Self { operation: id, doubts, ..Self::default() }.of_operation(operation, &entries)
    }

    /// Makes the record of a draft, of which no line of a journal tells.
    pub fn of_draft(draft: &SavedDraft) -> Self {
        let target = draft.target.as_ref();
        let form = draft.restore();
        let body = ReviewedBody::of_draft(&form).ok();
        Self {
            outcome: Outcome::Draft,
            name: draft.name.clone(),
            description: draft.description.clone(),
            names_sha256: names_digest(&form.scope()),
            scope: Some(form.scope()),
            instance_id: target.map(|target| target.id().to_string()),
            instance_name: target.map(|target| target.name().to_owned()).unwrap_or_default(),
            engine: target.map(|target| target.engine().name().to_owned()),
            site: draft.site(),
            by: Some(draft.by.clone()).filter(|by| *by != Who::default()),
            call: Call {
                body_bytes: body.as_ref().map(|body| body.bytes().len()),
                body_sha256: body.as_ref().map(ReviewedBody::digest_hex),
                ..Call::default()
            },
            unsent: body.map(|body| body.text().to_owned()),
            ..Self::default()
        }
    }

    /// Returns the body of the request, where nothing was made of it and the file leaves no doubt
    /// of that: only such a request may be sent once more.
    pub fn unsent_body(&self) -> Option<&str> {
        let is_certain = Doubts { memory: None, ..self.doubts.clone() } == Doubts::default()
            && self.replayed.as_ref().is_none_or(|operation| operation.made_nothing());
        self.unsent.as_deref().filter(|_| is_certain && self.outcome.is_unsent())
    }

    fn of_intent(self, intent: &Intent) -> Self {
        let request = (intent.name.as_str(), intent.description.as_str(), &intent.scope);
        // Whoever edits a file may let its parts tell different requests.
        let is_one = ReviewedBody::is_told(&intent.body, &intent.sha256, request);
        Self {
            name: intent.name.clone(),
            description: intent.description.clone(),
            scope: Some(intent.scope.clone()),
            names_sha256: names_digest(&intent.scope),
            program: intent.program.clone(),
            instance_id: Some(intent.instance.to_string()),
            instance_name: intent.instance_name.clone(),
            engine: Some(intent.engine.name().to_owned()),
            site: Some(intent.site.clone()),
            by: Some(intent.by.clone()).filter(|by| *by != Who::default()),
            call: Call {
                body_bytes: Some(intent.body.len()),
                body_sha256: Some(intent.sha256.clone()),
                ..self.call
            },
            unsent: (self.outcome.is_unsent() && is_one).then(|| intent.body.clone()),
            ..self
        }
    }

    /// Takes what the service told of a backup whose request is not known.
    fn of_told(self, operation: &Operation) -> Self {
        let row = operation.row.last();
        let scope = row.and_then(|row| match &row.scope {
            Some(names) => Some(Scope::Tables(names.clone())),
            None => (row.kind == Some(BackupKind::Instance)).then_some(Scope::Instance),
        });
        let told = row.and_then(|row| row.particulars.as_deref());
        let site = operation.site.as_deref().cloned();
        Self {
            description: told.map(|told| told.description.clone()).unwrap_or_default(),
            names_sha256: scope.as_ref().and_then(names_digest),
            scope,
            engine: told.map(|told| told.engine.name().to_owned()),
            // Who looks at the backup did not make the backup.
            site: site.map(|site| Site { caller: None, ..site }),
            ..self
        }
    }

    /// Takes the facts of an operation. What the lines of the file do not say, because one of them
    /// is damaged, is not known.
    fn of_operation(self, operation: Box<Operation>, entries: &[Entry]) -> Self {
        let outcome = operation.outcome();
        let record = Self { outcome, ..self };
        let record = match &operation.intent {
            Some(intent) => record.of_intent(intent),
            None => record.of_told(&operation),
        };
        let warnings = operation.intent.as_ref().map_or(0, |intent| intent.warnings);
        let checks = operation.intent.as_ref().map_or_else(Vec::new, |i| i.checks.clone());
        let row = operation.row.last();
        let lasted = operation.lasted(operation.confirmed_at);
        let confirmed = last(entries, |event| matches!(event, Event::Intended(_)))
            .map(|_| operation.confirmed_at);
        let took = match lasted {
            Some(Lasted::Took(seconds)) => Some(seconds),
            Some(Lasted::Observed(seconds)) => confirmed.map(|_| seconds),
            Some(Lasted::SoFar(_)) | None => None,
        };
        let sent = last(entries, |event| matches!(event, Event::Sent));
        Self {
            backup_id: operation.backup_id.clone(),
            job_id: operation.job_id.clone(),
            found_by: found_by(entries).filter(|_| operation.backup_id.is_some()),
            name: operation.name().to_owned(),
            instance_id: operation.instance().map(ToString::to_string),
            instance_name: operation.instance_name().to_owned(),
            times: Times {
                reviewed: None,
                confirmed,
                sent: sent.filter(|_| outcome != Outcome::NotSent),
                answered: last(entries, |event| {
                    matches!(event, Event::Ended { end: CreateEnd::Answered(_), .. })
                }),
                backup_began: row.and_then(|row| row.begun),
                backup_ended: row.and_then(|row| row.ended),
                end_seen: last(entries, |event| {
                    matches!(event, Event::Completed { .. } | Event::Failed { .. })
                }),
                last_news: operation.read_at,
                last_line: None,
            },
            took_seconds: took,
            took_is_of_service: matches!(lasted, Some(Lasted::Took(_))),
            size_kb: row
                .and_then(|row| row.size_kb)
                .filter(|size| !operation.is_open() && *size > 0.0),
            // A review that was never confirmed accepted nothing.
            warnings_accepted: confirmed.map_or(0, |_| warnings),
            checks: confirmed.map_or_else(Vec::new, |_| checks),
            call: Call {
                status: operation.status(),
                error_code: operation.error_code().map(str::to_owned),
                request_id: operation.request_id().map(str::to_owned),
                words: words(&operation),
                end: operation.end.as_ref().map(CallEnd::from),
                ..record.call
            },
            fail_reason: operation.fail_reason().to_owned(),
            replayed: Some(operation),
            ..record
        }
    }

    /// Returns the record with its times as `local` writes them, too.
    pub fn with_local_times(self, local: impl Fn(UtcTime) -> Option<String>) -> Self {
        Self { local_times: self.times.map(local), ..self }
    }

    /// Returns the time of the confirmation, otherwise of the review.
    pub fn at(&self) -> Option<UtcTime> {
        self.times.confirmed.or(self.times.reviewed)
    }

    /// Returns whether the record is, or may be, of the instance with this ID or name: a file that
    /// tells no instance may be the one that is looked for.
    pub fn may_be_of_instance(&self, wanted: &str) -> bool {
        self.instance_id.as_deref().is_none_or(|id| id == wanted) || self.instance_name == wanted
    }

    /// Returns whether a line was, or may have been, written at this time or later.
    pub fn may_have_news_since(&self, from: UtcTime) -> bool {
        let hidden = self.doubts.damaged > 0 || self.doubts.newer > 0;
        hidden || self.times.last_line.is_none_or(|at| at >= from)
    }

    /// Returns whether the operation is of a demo, whose backups are none.
    pub fn is_of_a_demo(&self) -> bool {
        self.site.as_ref().is_some_and(|site| site.mode == Mode::Demo)
    }
}

/// Names that a text lists one by one; a longer list has a digest.
pub const NAMES: usize = 10;

fn names_digest(scope: &Scope) -> Option<String> {
    let databases = scope.databases()?;
    (names(databases).count() > NAMES).then(|| digest(databases))
}

/// Returns the service's words in an answer that did not simply accept the create call.
fn words(operation: &Operation) -> Option<String> {
    let answer = operation.answer().filter(|answer| !answer.is_accepted())?;
    Some(answer.words.to_string()).filter(|words| !words.is_empty())
}

fn found_by(entries: &[Entry]) -> Option<FoundBy> {
    entries.iter().rev().find_map(|entry| {
        let Event::Found { by, .. } = entry.event else { return None };
        Some(by)
    })
}

fn last_review(entries: &[Entry]) -> Option<&Intent> {
    entries.iter().rev().find_map(|entry| {
        let Event::Reviewed(intent) = &entry.event else { return None };
        Some(&**intent)
    })
}

/// Returns the time of the last event of a kind.
fn last(entries: &[Entry], is_it: impl Fn(&Event) -> bool) -> Option<UtcTime> {
    entries.iter().rev().find(|entry| is_it(&entry.event)).map(|entry| entry.at)
}
