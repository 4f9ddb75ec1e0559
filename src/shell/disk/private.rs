//! Folders and files that nobody but their owner may use. They are made private, and
//! checked again before each write.

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
    core::base::{StateTrouble, text::clean_line},
    shell::argument,
};

const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;
/// The mode of a file for other operators.
const READABLE_MODE: u32 = 0o644;
/// The permissions of the group and of all others.
const OTHERS: u32 = 0o077;
const PERMISSIONS: u32 = 0o7777;

/// Returns whether others than its owner may read or change a file.
pub(in crate::shell) fn is_exposed(found: &Metadata) -> bool {
    found.mode() & OTHERS != 0
}

/// Returns whether this user owns a file and so may change its permissions.
pub(in crate::shell) fn is_own(found: &Metadata) -> bool {
    found.uid() == owner::me()
}

/// Removes the byte-order mark that some editors put before a text.
pub(in crate::shell) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes)
}

/// Tells the meaning of a system error for the path that was worked on.
pub(super) trait At<T> {
    fn at(self, path: &Path) -> Result<T, StateTrouble>;
}

impl<T, E: Into<io::Error>> At<T> for Result<T, E> {
    fn at(self, path: &Path) -> Result<T, StateTrouble> {
        self.map_err(|error| trouble(&error.into(), path))
    }
}

fn trouble(error: &io::Error, at: &Path) -> StateTrouble {
    let path = argument::path(at);
    match Errno::from_io_error(error) {
        Some(Errno::NOSPC | Errno::DQUOT) => StateTrouble::Full(path),
        Some(Errno::ROFS) => StateTrouble::ReadOnly(path),
        Some(Errno::ACCESS | Errno::PERM) => denied(at),
        // A handle of a network file system goes stale when somebody else removes the file.
        Some(Errno::NOENT | Errno::STALE) => StateTrouble::Gone(path),
        Some(Errno::EXIST) => StateTrouble::Exists(path),
        Some(Errno::NOTDIR) => StateTrouble::NotAFolder(path),
        Some(Errno::ISDIR | Errno::LOOP) => StateTrouble::NotAFile(path),
        Some(_) | None => StateTrouble::Other { path, words: clean_line(&error.to_string()) },
    }
}

/// Returns why the system does not let this user use `path`.
pub(super) fn denied(path: &Path) -> StateTrouble {
    StateTrouble::Denied { path: argument::path(path), shut: owner::shut(path) }
}

/// Refuses a file or folder that another user owns or that others may use.
fn check(path: &Path, found: &Metadata) -> Result<(), StateTrouble> {
    if !is_own(found) {
        return Err(StateTrouble::NotOurs {
            path: argument::path(path),
            owner: owner::user(found.uid()),
        });
    }
    if is_exposed(found) {
        let mode = found.mode() & PERMISSIONS;
        return Err(StateTrouble::NotPrivate { path: argument::path(path), mode });
    }
    Ok(())
}

/// Checks a folder, or makes the folder with its missing parents. Of a symbolic link the folder
/// that the link points to is checked.
pub fn folder(path: &Path) -> Result<(), StateTrouble> {
    match fs::metadata(path) {
        Ok(found) if !found.is_dir() => Err(StateTrouble::NotAFolder(argument::path(path))),
        Ok(found) => check(path, &found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            make_folder(path)?;
            check(path, &fs::metadata(path).at(path)?)
        }
        Err(error) => Err(blamed(&error, path)),
    }
}

/// Checks a folder as [`folder`] does, but makes none.
pub(super) fn check_if_there(path: &Path) -> Result<(), StateTrouble> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Ok(_) | Err(_) => folder(path),
    }
}

/// Names the file that stands in the place of a parent folder, if there is one.
fn blamed(error: &io::Error, path: &Path) -> StateTrouble {
    let file = path.ancestors().find(|p| fs::metadata(p).is_ok_and(|m| !m.is_dir()));
    file.map_or_else(|| trouble(error, path), |file| StateTrouble::NotAFolder(argument::path(file)))
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
        // A harsh umask takes permissions even from the owner.
        Ok(()) => fs::set_permissions(path, Permissions::from_mode(FOLDER_MODE)).at(path)?,
        // Another program has made the folder just now.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(blamed(&error, path)),
    }
    // A parent that may be passed through but not read cannot be synced. Nothing better can be done
    // for the new folder then.
    match path.parent().map_or(Ok(()), sync_folder) {
        Ok(()) | Err(StateTrouble::Denied { .. }) => Ok(()),
        Err(trouble) => Err(trouble),
    }
}

/// Syncs a folder, so that the names in the folder survive a power cut.
pub(super) fn sync_folder(path: &Path) -> Result<(), StateTrouble> {
    let synced = File::open(path).and_then(|folder| folder.sync_all());
    match synced {
        // Some network file systems refuse to sync a folder, because they keep names safe anyway.
        Err(error)
            if matches!(Errno::from_io_error(&error), Some(Errno::INVAL | Errno::OPNOTSUPP)) =>
        {
            Ok(())
        }
        synced => synced.at(path),
    }
}

/// Makes a file that must not exist yet. Every write appends.
/// Errors: [`StateTrouble::Exists`] if the file exists.
pub(super) fn new_file(path: &Path) -> Result<File, StateTrouble> {
    let made =
        OpenOptions::new().read(true).append(true).create_new(true).mode(FILE_MODE).open(path);
    let file = made.at(path)?;
    own(&file, path)?;
    Ok(file)
}

/// Makes a file that others may read too, as far as the umask allows.
/// Errors: [`StateTrouble::Exists`] if the file exists.
pub(super) fn new_readable_file(path: &Path) -> Result<File, StateTrouble> {
    OpenOptions::new().write(true).create_new(true).mode(READABLE_MODE).open(path).at(path)
}

/// Gives a new file its full mode, should a harsh umask have taken permissions away.
fn own(file: &File, path: &Path) -> Result<(), StateTrouble> {
    let mode = file.metadata().at(path)?.mode() & PERMISSIONS;
    if mode == FILE_MODE {
        return Ok(());
    }
    file.set_permissions(Permissions::from_mode(FILE_MODE)).at(path)
}

/// Opens an existing file to read and to append. Refuses a file that is not
/// this user's own and private.
pub(super) fn file_to_extend(path: &Path) -> Result<File, StateTrouble> {
    let opened = open_options().read(true).append(true).open(path);
    let file = opened.at(path)?;
    check(path, &plain(&file, path)?)?;
    Ok(file)
}

/// Opens a file to append to, or makes the file. Refuses a file that is not this user's own and
/// private, and a symbolic link: the link might lead to such a file of another purpose.
pub(super) fn log_file(path: &Path) -> Result<File, StateTrouble> {
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW;
    let opened = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(FILE_MODE)
        .custom_flags(flags.bits().cast_signed())
        .open(path);
    let file = opened.at(path)?;
    check(path, &plain(&file, path)?)?;
    own(&file, path)?;
    Ok(file)
}

/// Reads a whole file, whoever owns the file. The inner result tells whether the file is
/// this user's own and private.
/// Errors: When the file cannot be read, is no plain file, or is larger than `limit` bytes.
pub(super) fn read(
    path: &Path,
    limit: u64,
) -> Result<(Vec<u8>, Result<(), StateTrouble>), StateTrouble> {
    let file = open_options().read(true).open(path).at(path)?;
    let found = plain(&file, path)?;
    Ok((read_from(&file, path, limit)?, check(path, &found)))
}

/// Reads the rest of an open file. Refuses a file that is longer than `limit`.
pub(super) fn read_from(file: &File, path: &Path, limit: u64) -> Result<Vec<u8>, StateTrouble> {
    let size = file.metadata().at(path)?.len();
    let too_large = |size: u64| StateTrouble::TooLarge { path: argument::path(path), size, limit };
    if size > limit {
        return Err(too_large(size));
    }
    // Another program may append meanwhile.
    let mut bytes = Vec::with_capacity(size as usize + 1);
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).at(path)?;
    let length = bytes.len() as u64;
    if length > limit { Err(too_large(length)) } else { Ok(bytes) }
}

/// Returns the names in a folder with this ending, sorted. Leaves out hidden names, which are
/// half-written files or belong to a network file system. A missing folder holds no names.
pub(super) fn list(folder: &Path, ending: &str) -> Result<Vec<OsString>, StateTrouble> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.at(folder)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.at(folder)?.file_name();
        let bytes = name.as_encoded_bytes();
        if bytes.ends_with(ending.as_bytes()) && !bytes.starts_with(b".") {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Returns options with which opening never waits: a pipe or a device under the name of a file must
/// neither hang the program nor become its terminal.
pub(in crate::shell) fn open_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
    options
}

fn plain(file: &File, path: &Path) -> Result<Metadata, StateTrouble> {
    let found = file.metadata().at(path)?;
    if found.is_file() { Ok(found) } else { Err(StateTrouble::NotAFile(argument::path(path))) }
}
