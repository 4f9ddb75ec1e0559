//! `geminidb-backup verify` reads a backup once and says by its exit status whether a script may go
//! on. The process has no client that can send.

use std::{io, path::Path};

use super::{Refused, lists, printed::ended, watch::Start};
use crate::{
    api::{BackupFilter, Reads},
    cli::{lists::Kind, verify::VerifyArgs},
    core::{
        base::{BackupId, ExitCode, Whole},
        operation::{
            Operation,
            backup::BackupKind,
            gate::{Answer, Reading, Terms, Verdict},
            record::Outcome,
        },
        scope::{DatabaseScope, Tree, list},
        watch::follow::{Follow, Subject, Unwatchable, Wanted},
    },
    shell::{
        disk::text_files,
        event_loop::lines,
        terminal::{Patient, Signals, Stream},
    },
    words::{base::disk_error, operation::gate as said},
};

/// Judges the backup and prints the verdict.
/// Errors: Wrong usage or configuration, or the error of standard output.
pub async fn run(args: &VerifyArgs) -> Result<ExitCode, Refused> {
    let mut terms = Terms {
        instance: None,
        manual: args.kind.map(|kind| kind == Kind::Manual),
        name: args.name.clone(),
        newer_than: args.newer_than,
        covers: args.covers.as_deref().map(|path| wanted_names(path, args)).transpose()?,
        allowed: args.allow_unknown.clone(),
    };
    let verdict = match judge(args, &mut terms).await {
        Ok(verdict) => verdict,
        Err(refused) if refused.status == ExitCode::Usage => return Err(refused),
        Err(Refused { sentence, status }) => {
            let known = status == ExitCode::NothingCreated;
            let answer = if known { Answer::DoesNotHold } else { Answer::NotKnown };
            Verdict::unread(&terms, answer, sentence)
        }
    };
    let mut out = Stream::stdout();
    let written = match args.json {
        true => out.data(&said::json(&verdict)),
        false => said::lines(&verdict).iter().try_for_each(|line| out.line(line)),
    };
    ended(out, written, verdict.exit_code())
}

/// Reads the list of wanted names. Without the service's own list no word is decided: each name has
/// to say what it is.
fn wanted_names(path: &str, args: &VerifyArgs) -> Result<Vec<DatabaseScope>, Refused> {
    let token = args.connection.token_file.as_deref();
    let text = match path {
        "-" if token == Some(Path::new("-")) => Err(said::ONE_INPUT.to_owned()),
        "-" => io::read_to_string(io::stdin()).map_err(|error| format!("--covers -: {error}")),
        path => text_files::read(path).map_err(|why| disk_error::file_trouble(&why)),
    };
    let list = list::parse(&text.map_err(Refused::usage)?, &Tree::default());
    said::unusable(&list).map_or_else(|| Ok(list.scope()), |why| Err(Refused::usage(why)))
}

/// Finds the backup, follows it to its end if that is wanted, and judges by one reading.
/// Errors: The reason why nothing can be read.
async fn judge(args: &VerifyArgs, terms: &mut Terms) -> Result<Verdict, Refused> {
    let mut start = Start::of(&args.connection)?;
    let (mut subject, mut id) = (None, None);
    if let Some(wanted) = &args.wanted {
        let found = start.subject(wanted, status).await?;
        if !(args.wait && found.operation.is_open()) {
            id = Some(backup_of(&found.operation)?);
        }
        subject = Some(found);
    }
    start.connect(true, ExitCode::Unknown).await?;
    let reads = start.configuration.reads().ok_or_else(|| left(id.as_ref()))?;
    if let Some(lookup) = &args.instance {
        terms.instance = Some(lists::find(&reads, lookup).await?);
    }
    if args.wait && args.latest {
        let verdict = read(&reads, terms, None).await;
        let goes_on = verdict.backup.as_ref().filter(|seen| seen.row.goes_on());
        let Some(seen) = goes_on else { return Ok(verdict) };
        let newest = Wanted { backup: seen.row.id.clone(), operation: None };
        subject = Some(start.subject(&newest, status).await?);
    }
    if let Some(subject) = subject.filter(|subject| args.wait && subject.operation.is_open()) {
        let (reads, operation) = follow(start, subject).await?;
        if !args.latest {
            id = Some(backup_of(&operation)?);
        }
        // A signal that was once listened for does not end the process by itself any more.
        let mut signals = Signals::listen().map_err(Refused::unwritten)?;
        return tokio::select! {
            verdict = read(&reads, terms, id.clone()) => Ok(verdict),
            _ = signals.next() => Err(left(id.as_ref())),
        };
    }
    Ok(read(&reads, terms, id).await)
}

const fn status(why: &Unwatchable) -> ExitCode {
    match why {
        Unwatchable::NeverConfirmed(_) | Unwatchable::GivenUp | Unwatchable::Demo => {
            ExitCode::NothingCreated
        }
        Unwatchable::NotHere | Unwatchable::Damaged(..) | Unwatchable::Unread(_) => {
            ExitCode::Unknown
        }
    }
}

/// Errors: That the operation made no backup, or that the backup's ID is not known.
fn backup_of(operation: &Operation) -> Result<BackupId, Refused> {
    let none = matches!(operation.outcome(), Outcome::No | Outcome::NotSent);
    let status = match &operation.backup_id {
        _ if none || operation.is_of_a_demo() => ExitCode::NothingCreated,
        Some(id) => return Ok(id.clone()),
        None => ExitCode::Unknown,
    };
    Err(Refused { sentence: said::without_backup(operation), status })
}

fn left(backup: Option<&BackupId>) -> Refused {
    Refused { sentence: said::left(backup), status: ExitCode::Unknown }
}

/// Follows the backup to its end, with a line on standard error for each event. Returns the newest
/// client, and what is known of the backup then.
/// Errors: That the run was ended before.
async fn follow(start: Start, subject: Subject) -> Result<(Reads, Operation), Refused> {
    let watch = Follow::new(true, start.configuration.token_can_be_renewed());
    let mut run = start.follow(watch, subject);
    let output = Patient::of_errors().map_err(Refused::unwritten)?;
    let ended = lines::follow(&mut run, output, false, false).await;
    let by_itself = ended.map_err(Refused::unwritten)?;
    let operation = run.0.model.operations.list.first().cloned();
    let backup = operation.as_ref().and_then(|operation| operation.backup_id.clone());
    let ended = run.0.configuration.reads().zip(operation.filter(|_| by_itself));
    ended.ok_or_else(|| left(backup.as_ref()))
}

/// Reads both lists once and judges one backup, or the newest.
async fn read(reads: &Reads, terms: &Terms, id: Option<BackupId>) -> Verdict {
    let instance = terms.instance.clone().filter(|_| id.is_none());
    let filter = BackupFilter { instance, backup: id };
    let list = async |kind| {
        let (rows, ended) = reads.backups_of_kind(&filter, kind).await;
        Reading { kind, told_at: reads.told_at(), rows: ended.map(|()| Whole::of(rows)) }
    };
    let [instances, tables] = BackupKind::BOTH;
    let readings = [list(instances).await, list(tables).await];
    Verdict::of(terms, filter.backup.as_ref(), &readings)
}
