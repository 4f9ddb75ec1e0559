//! Reads files that may hold secrets. A file must be a plain file, of a sensible size, and owned by
//! this user or root; its bytes are wiped on drop.

use std::{
    fs::{self, File, Metadata},
    io::{self, ErrorKind, Read},
    os::unix::fs::MetadataExt,
    path::Path,
};

use rustix::io::Errno;
use zeroize::Zeroizing;

use crate::{
    core::{base::text::clean_line, session::Unusable},
    shell::{
        argument,
        disk::{
            owner,
            private::{self, is_exposed, is_own, without_mark},
        },
    },
    words::session::credentials::{self as words, why},
};

/// A larger file holds no settings.
const SETTINGS_LIMIT: u64 = 1024 * 1024;
/// A larger file holds no token, key or password (the longest token has 100,000 characters).
const SECRET_LIMIT: u64 = 128 * 1024;
/// The permission of the group and of all others to write.
pub const CHANGE: u32 = 0o022;

pub struct Contents {
    bytes: Zeroizing<Vec<u8>>,
    pub path: String,
    pub exposed: bool,
    /// Others can write the file.
    pub changeable: bool,
    /// This user owns the file; otherwise root does.
    pub own: bool,
}

impl Contents {
    /// Returns the text without a byte-order mark.
    pub fn text(&self) -> Result<&str, Unusable> {
        std::str::from_utf8(without_mark(&self.bytes)).map_err(|_| self.malformed(why::NOT_TEXT))
    }

    /// Refuses a file that others can read.
    pub fn private(self) -> Result<Self, Unusable> {
        if self.exposed {
            Err(Unusable::Exposed { path: self.path, own: self.own })
        } else {
            Ok(self)
        }
    }

    /// Refuses a file that others can change: the file says where secrets are sent.
    pub fn settled(self) -> Result<Self, Unusable> {
        if self.changeable {
            let why = words::changeable(&self.path, self.own);
            return Err(Unusable::Unreadable { path: self.path, why });
        }
        Ok(self)
    }

    pub fn malformed(&self, why: impl Into<String>) -> Unusable {
        super::malformed(self.path.clone(), why)
    }
}

/// Reads a file with one secret.
pub fn read_secret(path: &Path) -> Result<Contents, Unusable> {
    read(path, SECRET_LIMIT)?.private()
}

/// Reads a file of settings. Returns `None` if nothing has that name,
/// unless the file is `required`.
pub fn read_settings(path: &Path, required: bool) -> Result<Option<Contents>, Unusable> {
    // A name that cannot be looked at counts as there: reading the file says why.
    let missing = || fs::symlink_metadata(path).is_err_and(|e| e.kind() == ErrorKind::NotFound);
    if !required && missing() { Ok(None) } else { read(path, SETTINGS_LIMIT).map(Some) }
}

fn read(path: &Path, limit: u64) -> Result<Contents, Unusable> {
    let unreadable = |why: String| Unusable::Unreadable { path: argument::path(path), why };
    let failed = |error: io::Error| unreadable(system(&error));
    let file = private::open_options().read(true).open(path).map_err(failed)?;
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
        path: argument::path(path),
        exposed: is_exposed(&found),
        changeable: found.mode() & CHANGE != 0,
        own: is_own(&found),
    })
}

/// Reads a file into a buffer that is large enough from the start: a buffer that grows
/// leaves its old memory unwiped.
fn read_whole(file: &File, length: u64, limit: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let room = usize::try_from(length.min(limit)).unwrap_or(0).saturating_add(64);
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns why a file of another user is refused: that user could change where secrets are sent.
/// Files in `/etc` are root's.
pub fn not_ours(found: &Metadata) -> Option<String> {
    let ours = [owner::me(), 0].contains(&found.uid());
    (!ours).then(|| why::not_ours(found.uid()))
}

pub fn system(error: &io::Error) -> String {
    match Errno::from_io_error(error) {
        Some(Errno::NOENT) => why::NOT_THERE.to_owned(),
        Some(Errno::ACCESS | Errno::PERM) => why::DENIED.to_owned(),
        Some(Errno::LOOP) => why::LOOP.to_owned(),
        Some(Errno::NOTDIR) => why::NOT_A_FOLDER.to_owned(),
        Some(_) | None => clean_line(&error.to_string()),
    }
}
