//! The state folder: the journal's files and the drafts, as plain files. The core knows the meaning
//! of their lines; this room makes files, appends, moves and reads them, and loses none.
//!
//! ```text
//! operations/20261123T173220Z-7F3K9Q.jsonl   open: the operator has to look at the operation
//! operations/done/…                          closed: renamed into this folder once the last record
//!                                            is on disk
//! drafts/7F3K9Q.json                         written whole
//! ```
//!
//! With ten thousand closed operations a start reads only the open ones and a list of names. Home
//! folders may lie on a network file system, and two programs may work in one folder. So nothing
//! relies on locks: a new file must not exist before, files are appended to and renamed, and each
//! record opens its file again.

pub mod call_log;
pub mod drafts;
pub mod folder;
pub mod job_queue;
mod lines;
pub mod operations;
pub mod owner;
pub mod private;
pub mod recorder;
pub mod records;
pub mod text_files;
pub mod whole_file;

pub use self::{
    recorder::Recorder,
    whole_file::{Existing, Readers},
};

use std::{collections::BTreeMap, ffi::OsString, path::Path, sync::Arc};

use self::private::At as _;
pub use self::{
    drafts::Drafts,
    folder::StateFolder,
    job_queue::{JobKind, JobQueue, wait_drained},
    operations::Operations,
    private::folder as private_folder,
};
use super::argument;
use crate::core::{
    base::{Ask, OperationId, StateTrouble},
    draft::DraftKey,
};

/// A larger journal file is not read. The largest request (12 MB) makes a line of some 27 MB, and a
/// file holds two of them: the review and the intent.
const LIMIT: u64 = 64 * 1024 * 1024;
/// No intent makes a file larger than this, so that outcomes, which are short,
/// always find room below [`LIMIT`].
const INTENTS_UNTIL: u64 = LIMIT - 8 * 1024 * 1024;

/// A file of the state folder, as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// The operation or draft in the file's name; `None` if the name is not of this program's form.
    pub op: Option<OperationId>,
    /// The path as the operator sees it.
    pub path: String,
    /// The operation lies in `done`.
    pub closed: bool,
    /// Empty if the file cannot be read.
    pub bytes: Vec<u8>,
    /// Why the file cannot be read, or, if there are bytes, why the file is not to be trusted.
    pub trouble: Option<StateTrouble>,
}

/// All work in one state folder. Every call may block for as long as the disk does.
#[derive(Debug)]
pub struct Store {
    folder: Arc<StateFolder>,
    pub operations: Operations,
    pub drafts: Drafts,
    /// The names of which the pages of the history are read, the newest first.
    history: Vec<OsString>,
    /// The operations on the instance that existed when the latest review was written. IDs tell
    /// that and not times, because the clocks of two machines differ.
    seen: Vec<OperationId>,
    /// The IDs of the drafts of this run's forms. A form may be saved again, or discarded, before
    /// the answer to its first saving has arrived. Jobs run in order, so each job finds the ID
    /// that an earlier job noted.
    forms: BTreeMap<Ask, OperationId>,
}

impl Store {
    /// Touches no file yet.
    pub fn new(folder: StateFolder) -> Self {
        let folder = Arc::new(folder);
        Self {
            operations: Operations::new(Arc::clone(&folder)),
            drafts: Drafts::new(Arc::clone(&folder)),
            history: Vec::new(),
            seen: Vec::new(),
            forms: BTreeMap::new(),
            folder,
        }
    }

    /// Makes and checks the folders. Errors: See [`StateFolder::prepare`].
    pub fn prepare(&self) -> Result<(), StateTrouble> {
        self.folder.prepare()
    }

    fn draft_of(&self, key: DraftKey) -> Option<OperationId> {
        key.id.or_else(|| self.forms.get(&key.form).copied())
    }
}

/// Reads a file of the state folder. A trouble stands beside the bytes that could be read.
fn read_stored(path: &Path, limit: u64, op: Option<OperationId>, closed: bool) -> StoredFile {
    let (bytes, trouble) = match private::read(path, limit) {
        Ok((bytes, checked)) => (bytes, checked.err()),
        Err(trouble) => (Vec::new(), Some(trouble)),
    };
    StoredFile { op, path: argument::path(path), closed, bytes, trouble }
}

/// Makes an ID for an operation without a file.
/// Errors: When the system gives no randomness.
pub fn fresh_id() -> Result<OperationId, StateTrouble> {
    random_id(Path::new(""))
}

/// Makes an ID from the system's randomness. An error names `path`.
fn random_id(path: &Path) -> Result<OperationId, StateTrouble> {
    let mut bits = [0; 4];
    getrandom::fill(&mut bits).at(path)?;
    Ok(OperationId::from_bits(u32::from_ne_bytes(bits)))
}
