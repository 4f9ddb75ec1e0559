//! The journal's effects: each makes lines, writes them in the state folder,
//! and answers with a message.
//!
//! The intent is special: it is on disk before the other open operations are read. Of two programs
//! that confirm at the same moment, each has its own intent on disk before it reads, so at least
//! one of them sees the other.

pub mod drafts;
pub mod history;

use std::time::Duration;

use super::{JobKind, JobQueue, StateFolder, Store, StoredFile, fresh_id, records};
use crate::{
    core::{
        base::{Ask, InstanceId, OperationId, StateTrouble},
        operation::{
            Entry, Operation,
            journal_file::{self, DiskContents, File, Rival, Salvaged},
            record::Record,
        },
        port::{IntentTrouble, Msg, Written},
        session::Site,
    },
    shell::{clock, reports::Reports},
};

/// The number of closed operations that a start reads, the newest first.
/// Older ones are only counted.
const RECENT: usize = 100;
/// Longest wait of a frame for records, so that the disk knows an outcome
/// before the screen tells it.
const FRAME_WAITS: Duration = Duration::from_millis(500);
/// Longest wait of the program's end for its last records.
const END_WAITS: Duration = Duration::from_millis(700);

pub struct Recorder {
    queue: JobQueue,
    /// False with `--no-journal`, which only reads the journal.
    on: bool,
    reports: Reports,
    /// The disk did not answer in time. Frames do not wait until the disk has answered.
    given_up: bool,
}

impl Recorder {
    /// Touches no file yet.
    pub fn new(folder: Result<StateFolder, StateTrouble>, on: bool, reports: Reports) -> Self {
        Self { queue: JobQueue::new(folder), on, reports, given_up: false }
    }

    /// Queues a job, and sends the answer as a message.
    fn tell<T: Send + 'static>(
        &self,
        kind: JobKind,
        job: impl FnOnce(&mut Store) -> Result<T, StateTrouble> + Send + 'static,
        msg: impl FnOnce(Result<T, StateTrouble>) -> Msg + Send + 'static,
    ) {
        let answer = self.queue.ask(kind, job);
        self.reports.later(async move { msg(answer.await) });
    }

    /// Reads the open operations, the newest closed ones, and the drafts.
    pub fn read(&self) {
        let job = |store: &mut Store| {
            // A folder that must not be written to is read all the same, because an operation in
            // doubt must not be hidden.
            let trouble = store.prepare().err();
            let drafts = drafts::read_all(&store.drafts);
            Ok(DiskContents { drafts, trouble, ..operations(store)? })
        };
        self.tell(JobKind::Reading, job, |found| Msg::JournalRead { at: clock::utc(), found });
    }

    /// Reads the open operations, the newest closed ones, and the file of one operation. Makes no
    /// folder on a machine without a journal.
    /// Errors: When the folder cannot be read.
    pub async fn look_up(
        &self,
        operation: Option<OperationId>,
    ) -> Result<(DiskContents, Option<File>), StateTrouble> {
        let job = move |store: &mut Store| {
            let found = operations(store)?;
            let own = operation.map_or(Ok(None), |id| store.operations.find(id))?;
            Ok((found, own.map(file)))
        };
        self.queue.ask(JobKind::Reading, job).await
    }

    /// Writes a review to the file of the review before, or to a new file.
    pub fn keep_review(
        &self,
        ask: Ask,
        operation: Option<OperationId>,
        entry: Entry,
        site: Site,
        instance: InstanceId,
    ) {
        if !self.on {
            let job = move |store: &mut Store| {
                let found = rivals(store, &site, &instance, None).unwrap_or_default();
                Ok(first_look(store, found))
            };
            self.tell(JobKind::Reading, job, move |rivals| {
                let recorded = operation.map_or_else(fresh_id, Ok);
                Msg::Reviewed { ask, recorded, rivals: rivals.unwrap_or_default() }
            });
            return;
        }
        let said = self.reports.clone();
        let job = move |store: &mut Store| {
            let again = operation.map(|id| (id, append(store, &said, id, &entry, 2)));
            let id = match again {
                Some((id, Ok(()))) => id,
                // So many reviews that no outcome would fit into the file: begin a new one.
                None | Some((_, Err(StateTrouble::TooLarge { .. }))) => {
                    store.operations.create(entry.at, |id| journal_file::line(id, &entry))?
                }
                Some((_, Err(why))) => return Err(why),
            };
            let found = rivals(store, &site, &instance, Some(id))?;
            Ok((id, first_look(store, found)))
        };
        self.tell(JobKind::Intent, job, move |recorded| match recorded {
            Ok((id, rivals)) => Msg::Reviewed { ask, recorded: Ok(id), rivals },
            Err(why) => Msg::Reviewed { ask, recorded: Err(why), rivals: Vec::new() },
        });
    }

    /// Writes the intent, and then looks for operations on the same instance that are not `known`:
    /// those in doubt, and those that have made a backup since the review.
    pub fn intend(
        &self,
        operation: OperationId,
        entry: Entry,
        site: Site,
        instance: InstanceId,
        known: Vec<OperationId>,
    ) {
        let (kind, on) = (if self.on { JobKind::Intent } else { JobKind::Reading }, self.on);
        let said = self.reports.clone();
        let job = move |store: &mut Store| {
            if on {
                append(store, &said, operation, &entry, 1)?;
            }
            let mut rivals = rivals(store, &site, &instance, Some(operation))?;
            let known = [known, store.seen.clone()].concat();
            rivals.retain(|rival| !known.contains(&rival.operation));
            Ok(rivals)
        };
        self.tell(kind, job, move |rivals| {
            let result = match rivals {
                Ok(rivals) if rivals.is_empty() => Ok(()),
                Ok(rivals) => Err(IntentTrouble::Rivals(rivals)),
                // A run without a journal needs no state folder.
                Err(_) if !on => Ok(()),
                Err(why) => Err(IntentTrouble::State(why)),
            };
            Msg::Intended { operation, at: clock::utc(), result }
        });
    }

    /// Makes the record of an operation; see [`records::of_operation`].
    pub fn read_record(
        &self,
        operation: OperationId,
        known: Option<Box<Operation>>,
        within: Duration,
    ) -> impl Future<Output = Record> + Send + 'static {
        let own = known.clone();
        let job = move |store: &mut Store| Ok(records::of_operation(Ok(store), operation, own));
        let (answer, path) = (self.queue.ask(JobKind::Reading, job), self.queue.path());
        async move {
            let late = |_| Err(StateTrouble::Stuck { path, seconds: within.as_secs() });
            let answer = tokio::time::timeout(within, answer).await.unwrap_or_else(late);
            answer.unwrap_or_else(|why| records::of_operation(Err(why), operation, known))
        }
    }

    /// Makes the record for a ticket.
    pub fn tell_record(&self, ask: Ask, operation: OperationId, known: Option<Box<Operation>>) {
        let record = self.read_record(operation, known, Duration::MAX);
        self.reports.later(async move { Msg::RecordRead { ask, record: Box::new(record.await) } });
    }

    /// Appends lines. With `close` the file then moves to the closed ones.
    pub fn write(&self, operation: OperationId, entries: Vec<Entry>, close: bool) {
        // With `--no-journal` operations of this run have no file; those of earlier runs have.
        let on = self.on;
        let lines: Vec<String> =
            entries.iter().map(|entry| journal_file::line(operation, entry)).collect();
        let job = move |store: &mut Store| {
            if !on && store.operations.find(operation)?.is_none() {
                return Ok(Written::Appended);
            }
            let written = store.operations.append(operation, &lines)?;
            if close {
                // The lines are on disk. A file that stays among the open ones
                // only shows longer than needed.
                let _ = store.operations.close(operation);
            }
            Ok(written)
        };
        self.tell(JobKind::Outcome, job, move |written| Msg::Written {
            operation,
            result: written.map_err(|why| (entries, why)),
        });
    }

    /// Waits a moment for records before a frame. Returns true if there were records and they are
    /// on disk. Messages that came meanwhile may bring further records, so the caller calls again.
    /// A disk that hangs delays one frame, not each.
    pub async fn before_frame(&mut self) -> bool {
        if !self.queue.busy() {
            self.given_up = false;
            return false;
        }
        if !self.given_up {
            self.given_up = !self.queue.settled(FRAME_WAITS).await;
        }
        !self.given_up
    }

    /// Waits for the last records and drafts before the end. Returns false if the disk
    /// did not answer in time.
    pub async fn before_end(&self) -> bool {
        self.queue.drained(END_WAITS).await
    }
}

/// Appends an entry if the file has room for so many of its size. Tells the core if lines that
/// somebody removed from the journal were written again.
fn append(
    store: &mut Store,
    said: &Reports,
    operation: OperationId,
    entry: &Entry,
    times: u64,
) -> Result<(), StateTrouble> {
    let line = journal_file::line(operation, entry);
    let written = store.operations.append_within(operation, &line, times)?;
    if written == Written::Rebuilt {
        said.send(Msg::Written { operation, result: Ok(written) });
    }
    Ok(())
}

/// Notes the operations at a review. Returns those in doubt, which the operator must be told of.
fn first_look(store: &mut Store, mut rivals: Vec<Rival>) -> Vec<Rival> {
    store.seen = rivals.iter().map(|rival| rival.operation).collect();
    rivals.retain(|rival| !rival.made);
    rivals
}

/// Reads the entries of a file, also of one that others may have written to, because an operation
/// in doubt must not be hidden. The trouble shows with the next append.
pub fn file(stored: StoredFile) -> File {
    let read = match stored.trouble {
        Some(why) if stored.bytes.is_empty() => Err(why),
        Some(_) | None => {
            let mut read = journal_file::read(&stored.bytes);
            if stored.op.is_none() {
                // A file with a foreign name becomes no operation, so all of its
                // bytes are searched for IDs.
                read.held = Salvaged::of(&stored.bytes);
            }
            Ok(read)
        }
    };
    File { operation: stored.op, path: stored.path, read }
}

/// Reads the open operations and the newest closed ones.
fn operations(store: &mut Store) -> Result<DiskContents, StateTrouble> {
    let open = store.operations.open_ones()?.into_iter().map(file).collect();
    let (closed, closed_total) = store.operations.newest_closed(RECENT)?;
    let closed = closed.into_iter().map(file).collect();
    Ok(DiskContents { open, closed, closed_total, ..DiskContents::default() })
}

fn rivals(
    store: &mut Store,
    site: &Site,
    instance: &InstanceId,
    own: Option<OperationId>,
) -> Result<Vec<Rival>, StateTrouble> {
    let open: Vec<File> = store.operations.open_ones()?.into_iter().map(file).collect();
    Ok(journal_file::rivals(&open, site, instance, own))
}
