//! Files that exist whole or not at all: they are written under another name in
//! the same folder, then renamed.

use std::{io::Write as _, path::Path};

use tempfile::TempPath;

use super::{
    private::{self, At as _},
    random_id,
};
use crate::{core::base::StateTrouble, shell::argument};

/// The fate of a file that has the name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// The file stays, and nothing is written.
    Keep,
    /// The file is replaced in one step.
    Replace,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Only the owner may read: mode 0600.
    Owner,
    /// Others may read too, as far as the umask allows: mode 0644.
    All,
}

/// Writes a file of mode 0600. The file and its name are on disk when this returns.
/// Errors: [`StateTrouble::Exists`] if the file exists and is to be kept. No half-written
/// file is left after any error.
pub fn write_whole(path: &Path, text: &str, existing: Existing) -> Result<(), StateTrouble> {
    write_whole_for(path, text, existing, Readers::Owner)
}

/// Writes a file as [`write_whole`] does, for these readers. Errors: As [`write_whole`].
pub fn write_whole_for(
    path: &Path,
    text: &str,
    existing: Existing,
    readers: Readers,
) -> Result<(), StateTrouble> {
    let (Some(parent), Some(_)) = (path.parent(), path.file_name()) else {
        return Err(StateTrouble::NotAFile(argument::path(path)));
    };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let half = parent.join(format!(".geminidb-backup-{}.tmp", random_id(path)?));
    // Removed again if the file does not get its name.
    let named_so_far = TempPath::try_from_path(&half).at(path)?;
    write_synced(&half, path, text, readers)?;
    let named = match existing {
        Existing::Replace => named_so_far.persist(path),
        // One step looks and renames, so that no file of another program is replaced. Network file
        // systems lack that step, and get a second name for the file.
        Existing::Keep => named_so_far.persist_noclobber(path),
    };
    named.map_err(|refused| refused.error).at(path)?;
    private::sync_folder(parent)
}

/// Writes `half`, the file under its other name. Errors name `path`, which the caller asked for.
fn write_synced(
    half: &Path,
    path: &Path,
    text: &str,
    readers: Readers,
) -> Result<(), StateTrouble> {
    let new = match readers {
        Readers::Owner => private::new_file(half),
        Readers::All => private::new_readable_file(half),
    };
    let mut file = new.map_err(|trouble| match trouble {
        // A new file can only miss its folder.
        StateTrouble::Gone(_) => StateTrouble::Gone(argument::path(half.parent().unwrap_or(path))),
        StateTrouble::Full(_) => StateTrouble::Full(argument::path(path)),
        StateTrouble::Denied { .. } => private::denied(half.parent().unwrap_or(path)),
        StateTrouble::ReadOnly(_) => StateTrouble::ReadOnly(argument::path(path)),
        trouble => trouble,
    })?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).at(path)
}

/// Reads a whole file, whoever owns the file.
/// Errors: When the file cannot be read, is no plain file, or is larger than `limit` bytes.
pub fn read_whole(path: &Path, limit: u64) -> Result<Vec<u8>, StateTrouble> {
    private::read(path, limit).map(|(bytes, _)| bytes)
}
