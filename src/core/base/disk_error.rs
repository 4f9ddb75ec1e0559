//! Why the state folder (journal and drafts), or a file beside it, cannot be used, as plain data.
//! Paths are cleaned for display.

use serde::Serialize;

/// A user of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct User {
    /// The number; 0 is root.
    pub uid: u32,
    /// The name, where this machine knows one.
    pub name: Option<String>,
}

/// How a path in another user's folder was named, which decides what is to be given instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum NamedBy {
    Option,
    /// It follows from a variable of the environment.
    Variable {
        variable: &'static str,
        /// This user's own home folder, if this machine knows one that can be used.
        home: Option<String>,
        /// The program was started with sudo.
        sudo: bool,
        /// It was the folder's owner who did.
        sudo_from_owner: bool,
    },
}

/// Why the system keeps a path shut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Shut {
    /// This user's own folder or file (its path) lacks permissions for its owner.
    ByMode(String),
    /// Another user's folder or file (its path).
    ByOwner(String, User),
    /// Permissions do not tell.
    Unknown,
}

/// A path in another user's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Foreign {
    /// What was to be used.
    pub path: String,
    /// The folder that is there.
    pub folder: String,
    pub owner: User,
    /// The user of this program.
    pub me: User,
    /// How the path was named.
    pub named: NamedBy,
}

/// What stands in the way of a record or a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum StateTrouble {
    /// No option, and no variable that names a folder.
    NoHome,
    /// Others may read or write it (a folder, or a file in it).
    NotPrivate {
        path: String,
        /// Its permission bits, e.g. `0o755`.
        mode: u32,
    },
    /// It belongs to another user.
    NotOurs { path: String, owner: User },
    /// It is, or would be made, in another user's folder: nothing was touched.
    Foreign(Box<Foreign>),
    /// A folder is needed, and something else has its name.
    NotAFolder(String),
    /// A file is needed, and something else has its name.
    NotAFile(String),
    /// The file system takes no writes.
    ReadOnly(String),
    /// No space is left, or the quota is used up.
    Full(String),
    /// The system does not let this user in.
    Denied {
        /// What was to be used.
        path: String,
        shut: Shut,
    },
    /// It is not there, or not any more.
    Gone(String),
    /// It is there already and was not to be replaced.
    Exists(String),
    /// It is larger than what it should be ever is.
    TooLarge {
        path: String,
        /// Its size in bytes, as the file system tells it.
        size: u64,
        limit: u64,
    },
    /// An operation on it did not come back.
    Stuck { path: String, seconds: u64 },
    /// Anything else, in the system's words, cleaned.
    Other { path: String, words: String },
}
