//! `geminidb-backup backups` and `geminidb-backup instances`: what the service lists. Both only
//! read. What was read is printed also where the rest could not be read; the status tells that.

use std::path::Path;

use super::{Refused, printed, sign_in};
use crate::{
    api::{BackupFilter, Reads, Step},
    cli::lists::{BackupsArgs, Format, InstancesArgs, Kind},
    core::{
        base::{CallFailure, ExitCode, Instance, InstanceId, StateTrouble},
        choose::instance_lookup::InstanceLookup,
        operation::{
            backup::BackupKind,
            history::{Done, History},
            record::Outcome,
        },
    },
    shell::{
        clock,
        disk::{StateFolder, Store, recorder::history},
        terminal::output::complain,
    },
    words::operation::lists::{self as said, Listed, Told},
};

/// Prints the backups of both lists that the arguments choose, the newest first.
/// Errors: Why nothing can be read, or the error of standard output.
pub async fn backups(args: &BackupsArgs) -> Result<ExitCode, Refused> {
    let (reads, service) = sign_in::reads(&args.connection).await?;
    let instance = match &args.instance {
        Some(lookup) => Some(find(&reads, lookup).await?),
        None => None,
    };
    let filter = BackupFilter { instance, ..BackupFilter::default() };
    let (mut rows, mut doubts) = (Vec::new(), Vec::new());
    for kind in BackupKind::BOTH {
        let (mut part, ended) = reads.backups_of_kind(&filter, kind).await;
        part.iter_mut().for_each(|row| row.kind = row.kind.or(Some(kind)));
        rows.extend(part);
        doubts.extend(ended.err().map(|why| said::not_whole(said::level(kind), &why)));
    }
    let is_whole = doubts.is_empty();
    if !is_whole {
        // A backup that names no tables may stand in the rest of the other list, too.
        rows.iter_mut().filter(|row| row.scope.is_none()).for_each(|row| row.kind = None);
    }
    let mut history = History::of(Some(service));
    let journal = journal(args.connection.state_dir.as_deref());
    let is_read = journal.is_ok();
    match journal {
        Ok(done) => {
            let unread = done.iter().filter(|done| done.outcome == Outcome::Unreadable).count();
            doubts.extend((unread > 0).then(|| said::files_unread(unread)));
            history.record(done);
        }
        Err(why) => doubts.push(said::journal_unread(&why)),
    }
    if is_whole
        && rows.is_empty()
        && let Some(id) = args.instance.as_ref().and_then(InstanceLookup::id)
    {
        match reads.instance(&id).await {
            Ok(Some(_)) => {}
            Ok(None) => return Err(Refused::usage(said::not_one(id.as_str(), &[]))),
            Err(why) => doubts.push(said::not_whole("instances", &why)),
        }
    }
    if let Some(since) = args.since {
        // An age is counted from the service's time: this machine's clock may be wrong.
        let ahead = reads.clock_skew();
        doubts.extend(ahead.is_none().then(said::no_time_told));
        let from = since.from(clock::utc().plus(ahead.unwrap_or(0)));
        rows.retain(|row| row.begun.is_none_or(|begun| begun >= from));
    }
    history.list(rows);
    let wanted = args.kind.map(|kind| kind == Kind::Manual);
    let rows: Vec<Told<'_>> = history
        .rows()
        .filter(|row| row.listed().is_some())
        .filter(|row| wanted.is_none_or(|wanted| row.manual().is_none_or(|told| told == wanted)))
        .map(|row| Told { row, may_be_from_here: !is_read || history.may_be_from_here(row) })
        .collect();
    let untold = rows.iter().filter(|told| told.row.manual().is_none()).count();
    doubts.extend((wanted.is_some() && untold > 0).then(|| said::kinds_untold(untold)));
    print(args.format, &rows, is_whole, &doubts)
}

/// Prints the instances, the newest first.
/// Errors: As [`backups`].
pub async fn instances(args: &InstancesArgs) -> Result<ExitCode, Refused> {
    let (reads, _) = sign_in::reads(&args.connection).await?;
    let (rows, ended) = all_instances(&reads).await;
    let doubts: Vec<_> = ended.err().iter().map(|why| said::not_whole("instances", why)).collect();
    print(args.format, &rows, doubts.is_empty(), &doubts)
}

/// Prints rows, and says what is missing or in doubt. Nothing is printed where no row came of
/// a list that is not whole: an empty list would say that there is none.
fn print<T: Listed>(
    format: Format,
    rows: &[T],
    is_whole: bool,
    doubts: &[String],
) -> Result<ExitCode, Refused> {
    doubts.iter().for_each(|doubt| complain(&format!("geminidb-backup: {doubt}")));
    let status = if doubts.is_empty() { ExitCode::Done } else { ExitCode::Unknown };
    if rows.is_empty() && !is_whole {
        return Ok(status);
    }
    printed::list(format, rows, status)
}

async fn all_instances(reads: &Reads) -> (Vec<Instance>, Result<(), CallFailure>) {
    let mut rows = Vec::new();
    let take = |step: Step<Instance>| {
        step.collect_into(&mut rows);
        true
    };
    let ended = reads.instances(take).await;
    (rows, ended)
}

/// Finds the one instance of this ID or name. An ID is not looked up here, because backups may
/// outlive the instance that they are of.
pub(super) async fn find(reads: &Reads, lookup: &InstanceLookup) -> Result<InstanceId, Refused> {
    if let Some(id) = lookup.id() {
        return Ok(id);
    }
    let unread =
        |why| Refused { sentence: said::not_whole("instances", &why), status: ExitCode::Unknown };
    let mut found = reads.instances_named(&lookup.text).await.map_err(unread)?;
    if found.is_empty() {
        let (rows, ended) = all_instances(reads).await;
        ended.map_err(unread)?;
        found = rows.into_iter().filter(|instance| lookup.is(instance)).collect();
    }
    match &found[..] {
        [one] => Ok(one.id.clone()),
        others => Err(Refused::usage(said::not_one(&lookup.text, others))),
    }
}

/// Returns the facts of the journal's operations.
fn journal(state_dir: Option<&Path>) -> Result<Vec<Done>, StateTrouble> {
    let folder = StateFolder::locate(state_dir).and_then(StateFolder::of_this_user)?;
    let mut store = Store::new(folder);
    let names = store.operations.newest_first()?;
    Ok(history::facts(&store, &names))
}
