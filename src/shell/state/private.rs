//! Folders and files that nobody but their owner may use: made so from the start, and looked at
//! again before anything is written into them.

use std::{
    ffi::OsString,
    fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions},
    io::{self, Read},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

use rustix::{fs::OFlags, io::Errno};

use super::owner;
use crate::{
    core::base::{disk_error::StateTrouble, text::clean_line},
    shell::argument,
};

const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;
/// Of a file that is written for others.
const READABLE_MODE: u32 = 0o644;
/// What the group and all others may do.
const OTHERS: u32 = 0o077;
const PERMISSIONS: u32 = 0o7777;

/// A path for a person. What no cell shows is written out: a path without
/// it would be another file's.
pub(super) fn shown(path: &Path) -> String {
    argument::path(path)
}

/// What an error of the system means for `path`.
pub(super) fn trouble(error: &io::Error, at: &Path) -> StateTrouble {
    let path = shown(at);
    match Errno::from_io_error(error) {
        Some(Errno::NOSPC | Errno::DQUOT) => StateTrouble::Full(path),
        Some(Errno::ROFS) => StateTrouble::ReadOnly(path),
        Some(Errno::ACCESS | Errno::PERM) => denied(at),
        // A handle of a network file system goes stale when somebody else removes the file.
        Some(Errno::NOENT | Errno::STALE) => StateTrouble::Gone(path),
        Some(Errno::EXIST) => StateTrouble::Exists(path),
        Some(Errno::NOTDIR) => StateTrouble::NotAFolder(path),
        Some(Errno::ISDIR) => StateTrouble::NotAFile(path),
        Some(_) | None => StateTrouble::Other { path, words: clean_line(&error.to_string()) },
    }
}

/// The system does not let this user use `path`.
pub(super) fn denied(path: &Path) -> StateTrouble {
    StateTrouble::Denied { path: shown(path), shut: owner::shut(path) }
}

/// Ours, and closed to everybody else.
fn check(path: &Path, found: &Metadata) -> Result<(), StateTrouble> {
    if found.uid() != owner::me() {
        return Err(StateTrouble::NotOurs { path: shown(path), owner: owner::user(found.uid()) });
    }
    let mode = found.mode() & PERMISSIONS;
    if mode & OTHERS != 0 {
        Err(StateTrouble::NotPrivate { path: shown(path), mode })
    } else {
        Ok(())
    }
}

/// Checks a folder, or makes it, with the parents that are missing. A symbolic link is followed:
/// what counts is what it points to.
pub fn folder(path: &Path) -> Result<(), StateTrouble> {
    match fs::metadata(path) {
        Ok(found) if !found.is_dir() => Err(StateTrouble::NotAFolder(shown(path))),
        Ok(found) => check(path, &found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make_folder(path)?;
            check(path, &fs::metadata(path).map_err(|e| trouble(&e, path))?)
        }
        Err(error) => Err(blamed(&error, path)),
    }
}

/// Checks a folder as [`folder`] does, and makes none.
pub(super) fn check_if_there(path: &Path) -> Result<(), StateTrouble> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Ok(_) | Err(_) => folder(path),
    }
}

/// A file in the place of a parent is what has to be named.
fn blamed(error: &io::Error, path: &Path) -> StateTrouble {
    let file = path.ancestors().find(|p| fs::metadata(p).is_ok_and(|m| !m.is_dir()));
    file.map_or_else(|| trouble(error, path), |file| StateTrouble::NotAFolder(shown(file)))
}

fn make_folder(path: &Path) -> Result<(), StateTrouble> {
    let make = || DirBuilder::new().mode(FOLDER_MODE).create(path);
    let mut made = make();
    if let (Err(error), Some(parent)) = (&made, path.parent())
        && error.kind() == io::ErrorKind::NotFound
    {
        make_folder(parent)?;
        made = make();
    }
    match made {
        // A harsh umask takes away even what we need ourselves.
        Ok(()) => fs::set_permissions(path, Permissions::from_mode(FOLDER_MODE))
            .map_err(|e| trouble(&e, path))?,
        // Another program was quicker.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(blamed(&error, path)),
    }
    // A parent that only lets us pass through cannot be synced; what is made in it is as safe as it
    // gets.
    match path.parent().map_or(Ok(()), sync_folder) {
        Ok(()) | Err(StateTrouble::Denied { .. }) => Ok(()),
        Err(trouble) => Err(trouble),
    }
}

/// Makes the names in a folder survive a power cut.
pub(super) fn sync_folder(path: &Path) -> Result<(), StateTrouble> {
    let synced = File::open(path).and_then(|folder| folder.sync_all());
    match synced {
        // Some network file systems keep their names safe without being asked, and refuse to be
        // asked.
        Err(error)
            if matches!(Errno::from_io_error(&error), Some(Errno::INVAL | Errno::OPNOTSUPP)) =>
        {
            Ok(())
        }
        synced => synced.map_err(|e| trouble(&e, path)),
    }
}

/// Makes a file that must not be there yet. Every write goes to its end.
///
/// # Errors
/// [`StateTrouble::Exists`] if it is there.
pub(super) fn new_file(path: &Path) -> Result<File, StateTrouble> {
    let made =
        OpenOptions::new().read(true).append(true).create_new(true).mode(FILE_MODE).open(path);
    let file = made.map_err(|e| trouble(&e, path))?;
    own(&file, path)?;
    Ok(file)
}

/// Makes a file for others to read as well, as far as the umask lets them.
///
/// # Errors
/// [`StateTrouble::Exists`] if it is there.
pub(super) fn new_readable_file(path: &Path) -> Result<File, StateTrouble> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(READABLE_MODE)
        .open(path)
        .map_err(|e| trouble(&e, path))
}

/// Gives a new file the mode it was asked to have, should a harsh umask have taken from it.
fn own(file: &File, path: &Path) -> Result<(), StateTrouble> {
    let mode = file.metadata().map_err(|e| trouble(&e, path))?.mode() & PERMISSIONS;
    if mode == FILE_MODE {
        return Ok(());
    }
    file.set_permissions(Permissions::from_mode(FILE_MODE)).map_err(|e| trouble(&e, path))
}

/// Opens a file to read it and to write at its end; makes none. Whether it is
/// ours and private is checked.
pub(super) fn file_to_extend(path: &Path) -> Result<File, StateTrouble> {
    let opened = options().read(true).append(true).open(path);
    let file = opened.map_err(|e| trouble(&e, path))?;
    check(path, &plain(&file, path)?)?;
    Ok(file)
}

/// Reads a file whole, whoever it belongs to, and says whether it is ours and private.
///
/// # Errors
/// Also when it is no plain file, or larger than `limit` bytes.
pub(super) fn read(
    path: &Path,
    limit: u64,
) -> Result<(Vec<u8>, Result<(), StateTrouble>), StateTrouble> {
    let file = options().read(true).open(path).map_err(|e| trouble(&e, path))?;
    let found = plain(&file, path)?;
    Ok((read_from(&file, path, limit)?, check(path, &found)))
}

/// Reads from where an open file stands to its end. One that is longer than `limit`
/// is refused by its length.
pub(super) fn read_from(file: &File, path: &Path, limit: u64) -> Result<Vec<u8>, StateTrouble> {
    let size = file.metadata().map_err(|e| trouble(&e, path))?.len();
    let too_large = |size: u64| StateTrouble::TooLarge { path: shown(path), size, limit };
    if size > limit {
        return Err(too_large(size));
    }
    let mut bytes = Vec::new();
    // It may grow meanwhile.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| trouble(&e, path))?;
    let length = bytes.len() as u64;
    if length > limit { Err(too_large(length)) } else { Ok(bytes) }
}

/// The names in a folder with this ending, sorted. Hidden ones are passed over: they
/// are half-written files, and what network file systems put there. A folder that is
/// not there yet holds none.
pub(super) fn list(folder: &Path, ending: &str) -> Result<Vec<OsString>, StateTrouble> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|e| trouble(&e, folder))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(|e| trouble(&e, folder))?.file_name();
        let bytes = name.as_encoded_bytes();
        if bytes.ends_with(ending.as_bytes()) && !bytes.starts_with(b".") {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    // A pipe or a device under that name must neither hang the program nor become its terminal.
    options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
    options
}

fn plain(file: &File, path: &Path) -> Result<Metadata, StateTrouble> {
    let found = file.metadata().map_err(|e| trouble(&e, path))?;
    if found.is_file() { Ok(found) } else { Err(StateTrouble::NotAFile(shown(path))) }
}
