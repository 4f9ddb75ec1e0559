//! Reads a file that may hold secrets: a plain one, ours, of a sensible size, into memory that is
//! wiped.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io::{self, Read},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

use rustix::{fs::OFlags, io::Errno, process::geteuid};
use zeroize::Zeroizing;

use crate::{
    core::{base::text::clean_line, session::credentials::Unusable},
    shell::argument,
    words::session::credentials::{self as words, why},
};

/// A file of settings larger than this is none.
pub(super) const SETTINGS_LIMIT: u64 = 1024 * 1024;
/// A file with a token, a key or a password larger than this is none (the
/// longest token is 100,000 characters).
pub(super) const SECRET_LIMIT: u64 = 128 * 1024;
/// What the group and all others may do.
const OTHERS: u32 = 0o077;

/// What lets the group and all others write.
const CHANGE: u32 = 0o022;

/// Others than its owner may read or write it.
pub(in crate::shell) fn is_exposed(found: &Metadata) -> bool {
    found.mode() & OTHERS != 0
}

/// This user may change its permissions.
pub(in crate::shell) fn is_own(found: &Metadata) -> bool {
    found.uid() == geteuid().as_raw()
}

/// Returns what follows the byte-order mark that some editors put before a text.
pub(in crate::shell) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes)
}

/// A file that was read.
pub(super) struct Contents {
    bytes: Zeroizing<Vec<u8>>,
    pub(super) path: String,
    pub(super) exposed: bool,
    changeable: bool,
    /// It is this user's own; otherwise it is root's.
    pub(super) own: bool,
}

impl Contents {
    /// As text, without a byte-order mark.
    pub(super) fn text(&self) -> Result<&str, Unusable> {
        let malformed =
            |_| Unusable::Malformed { place: self.path.clone(), why: why::NOT_TEXT.to_owned() };
        std::str::from_utf8(without_mark(&self.bytes)).map_err(malformed)
    }

    /// Refused if others can read it.
    pub(super) fn private(self) -> Result<Self, Unusable> {
        if self.exposed {
            Err(Unusable::Exposed { path: self.path, own: self.own })
        } else {
            Ok(self)
        }
    }

    /// Refused if others can change it: it says where secrets go.
    pub(super) fn settled(self) -> Result<Self, Unusable> {
        if self.changeable {
            let why = words::changeable(&self.path, self.own);
            return Err(Unusable::Unreadable { path: self.path, why });
        }
        Ok(self)
    }

    /// What is wrong with it, and where.
    pub(super) fn malformed(&self, why: impl Into<String>) -> Unusable {
        Unusable::Malformed { place: self.path.clone(), why: why.into() }
    }
}

/// A path for a person.
pub(in crate::shell) fn shown(path: &Path) -> String {
    argument::path(path)
}

/// Reads a file that must be there.
pub(super) fn read(path: &Path, limit: u64) -> Result<Contents, Unusable> {
    let unreadable = |why: String| Unusable::Unreadable { path: shown(path), why };
    let failed = |error: io::Error| unreadable(system(&error));
    // A pipe or a device under that name must neither hang the program nor become its terminal.
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path).map_err(failed)?;
    let found = file.metadata().map_err(failed)?;
    let refused = match () {
        () if found.is_dir() => Some(why::FOLDER.to_owned()),
        () if !found.is_file() => Some(why::NOT_PLAIN.to_owned()),
        () if found.len() > limit => Some(why::too_large(limit)),
        () => not_ours(&found),
    };
    if let Some(why) = refused {
        return Err(unreadable(why));
    }
    let bytes = read_whole(&file, found.len(), limit).map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(unreadable(why::too_large(limit)));
    }
    Ok(Contents {
        bytes,
        path: shown(path),
        exposed: is_exposed(&found),
        changeable: found.mode() & CHANGE != 0,
        own: is_own(&found),
    })
}

/// The same; `None` if nothing has that name.
pub(super) fn read_if_there(path: &Path, limit: u64) -> Result<Option<Contents>, Unusable> {
    match fs::symlink_metadata(path) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound) => Ok(None),
        // Also what cannot be looked at: reading it says why.
        Ok(_) | Err(_) => read(path, limit).map(Some),
    }
}

/// Reads without growing the buffer, for what it grows out of is not wiped.
fn read_whole(file: &File, length: u64, limit: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let room = usize::try_from(length.min(limit)).unwrap_or(0).saturating_add(64);
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Another user could change it, and so say where the secrets go. The
/// system's own files are root's.
fn not_ours(found: &Metadata) -> Option<String> {
    let ours = [geteuid().as_raw(), 0].contains(&found.uid());
    (!ours).then(|| why::not_ours(found.uid()))
}

fn system(error: &io::Error) -> String {
    match Errno::from_io_error(error) {
        Some(Errno::NOENT) => why::NOT_THERE.to_owned(),
        Some(Errno::ACCESS | Errno::PERM) => why::DENIED.to_owned(),
        Some(Errno::LOOP) => why::LOOP.to_owned(),
        Some(_) | None => clean_line(&error.to_string()),
    }
}
