//! The saved drafts, each a file that is written whole.

use std::{ffi::OsStr, fs, io, path::PathBuf, sync::Arc};

use super::{
    Kept,
    folder::StateFolder,
    keep, private, random_id,
    whole::{Existing, write_whole},
};
use crate::core::base::{disk_error::StateTrouble, ids::OperationId};

const ENDING: &str = ".json";
/// A draft larger than this is none: the largest request is 12 MB.
pub const DRAFT_LIMIT: u64 = 32 * 1024 * 1024;

/// The files of all drafts.
#[derive(Debug)]
pub struct Drafts {
    folder: Arc<StateFolder>,
}

impl Drafts {
    pub(super) const fn new(folder: Arc<StateFolder>) -> Self {
        Self { folder }
    }

    /// Saves a draft, a new one if it has no ID yet. On disk when this returns; the old
    /// text is there until then.
    ///
    /// # Errors
    /// The old text stays then.
    pub fn save(&self, id: Option<OperationId>, text: &str) -> Result<OperationId, StateTrouble> {
        let id = match id {
            Some(id) => id,
            None => self.fresh_id()?,
        };
        let path = self.path(id);
        match write_whole(&path, text, Existing::Replace) {
            // Removed while running.
            Err(StateTrouble::Gone(_)) => {
                self.folder.prepare()?;
                write_whole(&path, text, Existing::Replace)?;
            }
            written => written?,
        }
        Ok(id)
    }

    /// Reads all drafts. One that cannot be read is among them, with the reason.
    ///
    /// # Errors
    /// When the folder cannot be listed. That there is none yet is no error.
    pub fn all(&self) -> Result<Vec<Kept>, StateTrouble> {
        let folder = self.folder.drafts();
        let names = private::list(&folder, ENDING)?;
        Ok(names
            .iter()
            .map(|name| keep(&folder.join(name), DRAFT_LIMIT, draft_of(name), false))
            .collect())
    }

    /// Removes a draft. Not an error if it is gone already.
    ///
    /// # Errors
    /// It may still be there then.
    pub fn remove(&self, id: OperationId) -> Result<(), StateTrouble> {
        let path = self.path(id);
        match fs::remove_file(&path) {
            Ok(()) => private::sync_folder(&self.folder.drafts()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(private::trouble(&error, &path)),
        }
    }

    /// A number that no draft has.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn fresh_id(&self) -> Result<OperationId, StateTrouble> {
        let folder = self.folder.drafts();
        loop {
            let id = random_id(&folder)?;
            if fs::symlink_metadata(self.path(id)).is_err() {
                return Ok(id);
            }
        }
    }

    fn path(&self, id: OperationId) -> PathBuf {
        self.folder.drafts().join(format!("{id}{ENDING}"))
    }
}

fn draft_of(name: &OsStr) -> Option<OperationId> {
    let id = name.to_str()?.strip_suffix(ENDING)?;
    OperationId::parse(id).filter(|parsed| parsed.as_str() == id)
}
