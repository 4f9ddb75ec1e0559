//! The state folder: the journal's files and the drafts, as plain files. What their lines mean is
//! the core's business; here they are made, added to, moved, read and never lost.
//!
//! ```text
//! operations/20261123T173220Z-7F3K9Q.jsonl   open: somebody has to look at it
//! operations/done/…                          closed; moved here by a rename after the last record
//! is synced drafts/7F3K9Q.json                         written whole
//! ```
//!
//! With ten thousand closed operations a start reads the open ones and a list of names, no more.
//! Home folders may lie on a network file system and two programs may work in one folder, so
//! nothing relies on locks: files are made exclusively, only added to, renamed, and opened anew for
//! each record.

pub mod drafts;
pub mod folder;
pub mod keeper;
pub mod operations;
pub mod owner;
mod private;
pub mod whole;

use std::{path::Path, sync::Arc};

use rustix::rand::{GetRandomFlags, getrandom};

pub use self::{
    drafts::Drafts,
    folder::StateFolder,
    keeper::{Keeper, Matter, wait_drained},
    operations::{Appended, Operations},
    private::folder as private_folder,
};
use crate::core::base::{disk_error::StateTrouble, ids::OperationId};

/// A journal file larger than this is none, and is not read. The largest body (12 MB) makes a line
/// of some 27 MB, which stands there twice: as it was reviewed, and as it was confirmed.
const LIMIT: u64 = 64 * 1024 * 1024;
/// No intent goes into a file that it would take beyond this: outcomes, which are short, must
/// always find room below [`LIMIT`].
const INTENTS_UNTIL: u64 = LIMIT - 8 * 1024 * 1024;

/// A file as it lies in the state folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The operation or draft that its name tells; `None` if somebody else named it.
    pub op: Option<OperationId>,
    /// Where it is, for a person.
    pub path: String,
    /// True for an operation in `done`.
    pub closed: bool,
    /// Its bytes; none if it cannot be read.
    pub bytes: Vec<u8>,
    /// Why it cannot be read, or (with its bytes) why it should not be trusted.
    pub trouble: Option<StateTrouble>,
}

/// Everything that works in one state folder. Every call may block for as long as the disk does.
#[derive(Debug)]
pub struct Store {
    folder: Arc<StateFolder>,
    pub operations: Operations,
    pub drafts: Drafts,
}

impl Store {
    /// Works in this folder; touches nothing yet.
    pub fn new(folder: StateFolder) -> Self {
        let folder = Arc::new(folder);
        Self {
            operations: Operations::new(Arc::clone(&folder)),
            drafts: Drafts::new(Arc::clone(&folder)),
            folder,
        }
    }

    /// See [`StateFolder::prepare`].
    ///
    /// # Errors
    /// What stands in the way.
    pub fn prepare(&self) -> Result<(), StateTrouble> {
        self.folder.prepare()
    }
}

/// Reads a file of the state folder; whatever is wrong with it stands beside what could be read.
fn keep(path: &Path, limit: u64, op: Option<OperationId>, closed: bool) -> Kept {
    let (bytes, trouble) = match private::read(path, limit) {
        Ok((bytes, checked)) => (bytes, checked.err()),
        Err(trouble) => (Vec::new(), Some(trouble)),
    };
    Kept { op, path: private::shown(path), closed, bytes, trouble }
}

/// A fresh ID for an operation without a file.
///
/// # Errors
/// The system has no randomness to give.
pub fn fresh_id() -> Result<OperationId, StateTrouble> {
    random_id(Path::new(""))
}

/// A fresh ID, from the system's randomness.
fn random_id(path: &Path) -> Result<OperationId, StateTrouble> {
    let mut bits = [0; 4];
    getrandom(&mut bits, GetRandomFlags::empty()).map_err(|e| private::trouble(&e.into(), path))?;
    Ok(OperationId::from_bits(u32::from_ne_bytes(bits)))
}
