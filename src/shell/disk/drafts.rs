//! Saved drafts, each in a file of its own that is written whole.

use std::{ffi::OsStr, fs, io, path::PathBuf, sync::Arc};

use super::{
    Existing, StateFolder, StoredFile,
    private::{self, At as _},
    random_id, read_stored,
    whole_file::write_whole,
};
use crate::core::base::{OperationId, StateTrouble};

const ENDING: &str = ".json";
/// A larger file is no draft: the largest request is 12 MB.
pub const DRAFT_LIMIT: u64 = 32 * 1024 * 1024;

#[derive(Debug)]
pub struct Drafts {
    folder: Arc<StateFolder>,
}

impl Drafts {
    pub(super) const fn new(folder: Arc<StateFolder>) -> Self {
        Self { folder }
    }

    /// Saves a draft; without an ID the draft gets a new one. The new text is on disk when this
    /// returns, and the old text until then.
    /// Errors: The old text stays then.
    pub fn save(&self, id: Option<OperationId>, text: &str) -> Result<OperationId, StateTrouble> {
        let id = match id {
            Some(id) => id,
            None => self.fresh_id()?,
        };
        let path = self.path(id);
        match write_whole(&path, text, Existing::Replace) {
            // Somebody has removed the folder while the program runs.
            Err(StateTrouble::Gone(_)) => {
                self.folder.prepare()?;
                write_whole(&path, text, Existing::Replace)?;
            }
            written => written?,
        }
        Ok(id)
    }

    /// Reads all drafts. A draft that cannot be read comes with the reason.
    /// Errors: When the folder cannot be listed. A missing folder is no error.
    pub fn all(&self) -> Result<Vec<StoredFile>, StateTrouble> {
        let folder = self.folder.drafts();
        let names = private::list(&folder, ENDING)?;
        Ok(names
            .iter()
            .map(|name| read_stored(&folder.join(name), DRAFT_LIMIT, draft_of(name), false))
            .collect())
    }

    /// Removes a draft. A draft that is gone already is no error.
    /// Errors: The draft may still be there then.
    pub fn remove(&self, id: OperationId) -> Result<(), StateTrouble> {
        let path = self.path(id);
        match fs::remove_file(&path) {
            Ok(()) => private::sync_folder(&self.folder.drafts()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error).at(&path),
        }
    }

    /// Makes an ID that no draft has.
    /// Errors: When the system gives no randomness.
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
