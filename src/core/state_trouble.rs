//! Why the state folder (journal and drafts), or a file beside it, cannot be used, as plain data. Paths are
//! cleaned for display.

use serde::Serialize;

/// What stands in the way of a record or a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum StateTrouble {
    /// No option, and no variable that names a folder.
    NoHome,
    /// Others may read or write it (a folder, or a file in it).
    NotPrivate {
        /// What they may.
        path: String,
        /// Its permission bits, e.g. `0o755`.
        mode: u32,
    },
    /// It belongs to another user.
    NotOurs {
        /// What belongs to them.
        path: String,
        /// Their number.
        uid: u32,
    },
    /// A folder is needed, and something else has its name.
    NotAFolder(String),
    /// A file is needed, and something else has its name.
    NotAFile(String),
    /// The file system takes no writes.
    ReadOnly(String),
    /// No space is left, or the quota is used up.
    Full(String),
    /// The system does not let this user in.
    Denied(String),
    /// It is not there, or not any more.
    Gone(String),
    /// It is there already and was not to be replaced.
    Exists(String),
    /// It is larger than what it should be ever is.
    TooLarge {
        /// The file.
        path: String,
        /// Its size in bytes, as the file system tells it.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// An operation on it did not come back.
    Stuck {
        /// The state folder.
        path: String,
        /// How long was waited.
        seconds: u64,
    },
    /// Anything else, in the system's words, cleaned.
    Other {
        /// What it happened to.
        path: String,
        /// The words.
        words: String,
    },
}
