//! Files that are there whole or not at all: written under another name in the same folder, then
//! renamed.

use std::{fs, io::Write as _, path::Path};

use rustix::{
    fs::{CWD, RenameFlags, renameat_with},
    io::Errno,
};

use super::{private, random_id};
use crate::core::base::disk_error::StateTrouble;

/// What happens to a file that has the name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It stays, and nothing is written.
    Keep,
    /// It is replaced in one step.
    Replace,
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner: mode 0600.
    Owner,
    /// Everybody whom the umask does not keep out: mode 0644 without its bits.
    All,
}

/// Writes a file of mode 0600. On disk, with its name, when this returns.
///
/// # Errors
/// [`StateTrouble::Exists`] if it is there and is to be kept. No half of
/// it is left, whatever happens.
pub fn write_whole(path: &Path, text: &str, existing: Existing) -> Result<(), StateTrouble> {
    write_whole_for(path, text, existing, Readers::Owner)
}

/// The same for other readers as well.
///
/// # Errors
/// As [`write_whole`].
pub fn write_whole_for(
    path: &Path,
    text: &str,
    existing: Existing,
    readers: Readers,
) -> Result<(), StateTrouble> {
    let (Some(parent), Some(_)) = (path.parent(), path.file_name()) else {
        return Err(StateTrouble::NotAFile(private::shown(path)));
    };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let half = parent.join(format!(".geminidb-backup-{}.tmp", random_id(path)?));
    let written = write_synced(&half, path, text, readers).and_then(|()| match existing {
        Existing::Replace => fs::rename(&half, path).map_err(|e| private::trouble(&e, path)),
        Existing::Keep => take_name(&half, path),
    });
    if written.is_err() {
        let _ = fs::remove_file(&half);
    }
    written?;
    private::sync_folder(parent)
}

/// Troubles name the file that was asked for, not the one that it is for a moment.
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
        // It is the folder that is missing.
        StateTrouble::Gone(_) => StateTrouble::Gone(private::shown(half.parent().unwrap_or(path))),
        StateTrouble::Full(_) => StateTrouble::Full(private::shown(path)),
        StateTrouble::Denied { .. } => private::denied(half.parent().unwrap_or(path)),
        StateTrouble::ReadOnly(_) => StateTrouble::ReadOnly(private::shown(path)),
        trouble => trouble,
    })?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|e| private::trouble(&e, path))
}

/// Renames, unless the name is taken; in one step, so that no file of another program is replaced.
fn take_name(half: &Path, path: &Path) -> Result<(), StateTrouble> {
    let named = match renameat_with(CWD, half, CWD, path, RenameFlags::NOREPLACE) {
        // Network file systems do not know this; a second name for the file does the same.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
            fs::hard_link(half, path).map(|()| fs::remove_file(half).unwrap_or_default())
        }
        renamed => renamed.map_err(Into::into),
    };
    named.map_err(|e| private::trouble(&e, path))
}

/// Reads a file whole, whoever it belongs to.
///
/// # Errors
/// Also when it is no plain file, or larger than `limit` bytes.
pub fn read_whole(path: &Path, limit: u64) -> Result<Vec<u8>, StateTrouble> {
    private::read(path, limit).map(|(bytes, _)| bytes)
}
