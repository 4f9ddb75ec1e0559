//! The journal's effects into work: lines are made here, written in the state folder, and the
//! answer is a message.
//!
//! The intent is special. It is written and synced first, and only then are the other open
//! operations looked at: of two programs that confirm at the same moment, each has its own intent
//! on disk before it looks, so at least one of them sees the other.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::mpsc::UnboundedSender;

use super::{
    clock,
    drafts::{self, DraftNumbers},
    state::{
        Kept, Store,
        folder::StateFolder,
        fresh_id,
        keeper::{Keeper, Matter},
        operations::Appended,
    },
};
use crate::core::{
    base::{
        ask::Ask,
        disk_error::StateTrouble,
        ids::{InstanceId, OperationId},
    },
    operation::{
        Entry,
        journal_file::{self, File, Found, Rival, Salvaged},
    },
    port::{
        answers::{IntentTrouble, Written},
        message::Msg,
    },
    session::site::Site,
};

/// So many closed operations are read at the start, the newest; all others are only counted.
const RECENT: usize = 100;
/// A frame waits so long for the records behind it: what it tells is on disk before
/// it is on the screen.
const FRAME_WAITS: Duration = Duration::from_millis(500);
/// The end of the program waits so long for its last records.
const END_WAITS: Duration = Duration::from_millis(700);

/// The operations on the instance that were there when the latest review was written. By their
/// numbers: the clocks of two machines differ.
#[derive(Debug, Clone, Default)]
struct Seen(Arc<Mutex<Vec<OperationId>>>);

impl Seen {
    /// Notes what is there at a review, and leaves what its operator has to be
    /// told: what is in doubt.
    fn first_look(&self, mut rivals: Vec<Rival>) -> Vec<Rival> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) =
            rivals.iter().map(|rival| rival.operation).collect();
        rivals.retain(|rival| !rival.made);
        rivals
    }

    fn contains(&self, rival: &Rival) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&rival.operation)
    }
}

/// The side of the shell that journal and drafts are on.
#[derive(Debug)]
pub struct Recorder {
    pub(super) keeper: Keeper,
    /// Write a journal (otherwise: `--no-journal`; it is read all the same).
    on: bool,
    pub(super) results: UnboundedSender<Msg>,
    pub(super) numbers: DraftNumbers,
    seen: Seen,
    /// The disk did not answer in time: frames wait no more until it has.
    given_up: bool,
}

impl Recorder {
    /// A recorder that reports to `results`; touches no file yet.
    pub fn new(
        folder: Result<StateFolder, StateTrouble>,
        on: bool,
        results: UnboundedSender<Msg>,
    ) -> Self {
        let (numbers, seen) = (DraftNumbers::default(), Seen::default());
        Self { keeper: Keeper::new(folder), on, results, numbers, seen, given_up: false }
    }

    /// Waits for the answer of a job and sends it as a message.
    pub(super) fn tell<T: Send + 'static>(
        &self,
        matter: Matter,
        job: impl FnOnce(&mut Store) -> Result<T, StateTrouble> + Send + 'static,
        msg: impl FnOnce(Result<T, StateTrouble>) -> Msg + Send + 'static,
    ) {
        let (answer, results) = (self.keeper.ask(matter, job), self.results.clone());
        tokio::spawn(async move {
            let _ = results.send(msg(answer.await));
        });
    }

    /// Reads what is open, and the newest that is closed.
    pub fn read(&self) {
        let job = |store: &mut Store| {
            // A folder that must not be written to is read all the same: nothing in doubt may be
            // hidden.
            let trouble = store.prepare().err();
            let open = store.operations.open_ones()?.into_iter().map(file).collect();
            let (closed, closed_total) = store.operations.newest_closed(RECENT)?;
            let drafts = drafts::read_all(&store.drafts);
            Ok(Found {
                open,
                closed: closed.into_iter().map(file).collect(),
                closed_total,
                drafts,
                trouble,
            })
        };
        self.tell(Matter::Reading, job, |found| Msg::JournalRead { at: clock::utc(), found });
    }

    /// Reads what is open, the newest that is closed, and the file of one operation, open or
    /// closed. Makes nothing: on a machine without a journal there is none after it either.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn look_up(
        &self,
        operation: Option<OperationId>,
    ) -> Result<(Found, Option<File>), StateTrouble> {
        let job = move |store: &mut Store| {
            let open = store.operations.open_ones()?.into_iter().map(file).collect();
            let (closed, closed_total) = store.operations.newest_closed(RECENT)?;
            let found = Found {
                open,
                closed: closed.into_iter().map(file).collect(),
                closed_total,
                ..Found::default()
            };
            let own = operation.map_or(Ok(None), |id| store.operations.find(id))?;
            Ok((found, own.map(file)))
        };
        self.keeper.ask(Matter::Reading, job).await
    }

    /// Writes a review: to the file of the one before, or to a new one.
    pub fn keep_review(
        &self,
        ask: Ask,
        operation: Option<OperationId>,
        entry: Entry,
        site: Site,
        instance: InstanceId,
    ) {
        let seen = self.seen.clone();
        if !self.on {
            let job = move |store: &mut Store| {
                Ok(seen.first_look(rivals(store, &site, &instance, None).unwrap_or_default()))
            };
            self.tell(Matter::Reading, job, move |rivals| {
                let kept = operation.map_or_else(fresh_id, Ok);
                Msg::Reviewed { ask, kept, rivals: rivals.unwrap_or_default() }
            });
            return;
        }
        let said = self.results.clone();
        let job = move |store: &mut Store| {
            let again = operation.map(|id| {
                (
                    id,
                    store
                        .operations
                        .append_review(id, &journal_file::line(id, &entry))
                        .map(|how| say_rebuilt(&said, id, how)),
                )
            });
            let id = match again {
                Some((id, Ok(_))) => id,
                // Reviewed so often that no outcome would fit any more: a new file.
                None | Some((_, Err(StateTrouble::TooLarge { .. }))) => {
                    store.operations.create(entry.at, |id| journal_file::line(id, &entry))?
                }
                Some((_, Err(why))) => return Err(why),
            };
            Ok((id, seen.first_look(rivals(store, &site, &instance, Some(id))?)))
        };
        self.tell(Matter::Intent, job, move |kept| match kept {
            Ok((id, rivals)) => Msg::Reviewed { ask, kept: Ok(id), rivals },
            Err(why) => Msg::Reviewed { ask, kept: Err(why), rivals: Vec::new() },
        });
    }

    /// Writes the intent, and only then looks for operations on the same instance that are not
    /// `known`: those in doubt, and those that have made a backup since the review.
    pub fn intend(
        &self,
        operation: OperationId,
        entry: Entry,
        site: Site,
        instance: InstanceId,
        known: Vec<OperationId>,
    ) {
        let (matter, on) = (if self.on { Matter::Intent } else { Matter::Reading }, self.on);
        let (said, seen) = (self.results.clone(), self.seen.clone());
        let job = move |store: &mut Store| {
            if on {
                say_rebuilt(
                    &said,
                    operation,
                    store
                        .operations
                        .append_intent(operation, &journal_file::line(operation, &entry))?,
                );
            }
            let mut rivals = rivals(store, &site, &instance, Some(operation))?;
            rivals.retain(|rival| !known.contains(&rival.operation) && !seen.contains(rival));
            Ok(rivals)
        };
        self.tell(matter, job, move |rivals| {
            let result = match rivals {
                Ok(rivals) if rivals.is_empty() => Ok(()),
                Ok(rivals) => Err(IntentTrouble::Rivals(rivals)),
                // Who does without a journal does without its folder too.
                Err(_) if !on => Ok(()),
                Err(why) => Err(IntentTrouble::State(why)),
            };
            Msg::Intended { operation, at: clock::utc(), result }
        });
    }

    /// Appends lines; after the last ones the file goes to the closed ones.
    pub fn write(&self, operation: OperationId, entries: Vec<Entry>, close: bool) {
        // Without a journal this run's operations have no file; those of earlier runs have.
        let on = self.on;
        let lines: Vec<String> =
            entries.iter().map(|entry| journal_file::line(operation, entry)).collect();
        let job = move |store: &mut Store| {
            if !on && store.operations.find(operation)?.is_none() {
                return Ok(Written::Appended);
            }
            let appended = store.operations.append(operation, &lines)?;
            if close {
                // The lines are on disk; a file that stays among the open ones is only shown longer
                // than it need be.
                let _ = store.operations.close(operation);
            }
            Ok(match appended {
                Appended::Added => Written::Appended,
                Appended::Rebuilt => Written::Rebuilt,
            })
        };
        self.tell(Matter::Outcome, job, move |written| Msg::Written {
            operation,
            result: written.map_err(|why| (entries, why)),
        });
    }

    /// Before a frame: waits a moment for records on their way; true if there were any and they are
    /// on disk. What has come meanwhile may bring further ones, so ask again. A disk that hangs
    /// makes one frame wait, not each.
    pub async fn before_frame(&mut self) -> bool {
        if !self.keeper.busy() {
            self.given_up = false;
            return false;
        }
        if !self.given_up {
            self.given_up = !self.keeper.settled(FRAME_WAITS).await;
        }
        !self.given_up
    }

    /// Before the end: waits for the last records and drafts; false if the disk
    /// did not answer in time.
    pub async fn before_end(&self) -> bool {
        self.keeper.drained(END_WAITS).await
    }
}

/// What was removed from the journal before the send is put back with the intent; that has
/// to be said as well.
fn say_rebuilt(results: &UnboundedSender<Msg>, operation: OperationId, appended: Appended) {
    match appended {
        Appended::Added => {}
        Appended::Rebuilt => {
            drop(results.send(Msg::Written { operation, result: Ok(Written::Rebuilt) }))
        }
    }
}

/// What a file says, also one that others may have written to: an operation in doubt must not be
/// hidden for that. What is the matter with it shows as soon as something is to be added.
fn file(kept: Kept) -> File {
    let read = match kept.trouble {
        Some(why) if kept.bytes.is_empty() => Err(why),
        Some(_) | None => {
            let mut read = journal_file::read(&kept.bytes);
            if kept.op.is_none() {
                // Nothing in a file of a foreign name becomes an operation, so all of it is looked
                // through.
                read.held = Salvaged::of(&kept.bytes);
            }
            Ok(read)
        }
    };
    File { operation: kept.op, path: kept.path, read }
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
