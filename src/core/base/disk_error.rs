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

/// How a path in another user's folder was named. The advice depends on that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum NamedBy {
    Option,
    /// The path follows from a variable of the environment.
    Variable {
        variable: &'static str,
        /// This user's own home folder, if this machine knows a usable one.
        home: Option<String>,
        /// The program was started with sudo.
        sudo: bool,
        /// The folder's owner started the program with sudo.
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
    /// The permissions do not say who is shut out.
    Unknown,
}

/// A path in another user's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Foreign {
    /// The path that was to be used.
    pub path: String,
    /// The existing folder that holds the path.
    pub folder: String,
    pub owner: User,
    /// The user of this program.
    pub me: User,
    pub named: NamedBy,
}

/// Why a record or a draft cannot be written or read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum StateTrouble {
    /// Neither an option nor a variable names a folder.
    NoHome,
    /// Other users may read or write the folder, or a file in it.
    NotPrivate {
        path: String,
        /// Permission bits of the path, e.g. `0o755`.
        mode: u32,
    },
    /// The path belongs to another user.
    NotOurs { path: String, owner: User },
    /// The path is, or would be made, in another user's folder: nothing was touched.
    Foreign(Box<Foreign>),
    /// A folder is needed, and the path is no folder.
    NotAFolder(String),
    /// A plain file is needed, and the path is none.
    NotAFile(String),
    /// The file system takes no writes.
    ReadOnly(String),
    /// No space is left, or the quota is used up.
    Full(String),
    /// The system does not let this user in.
    Denied { path: String, shut: Shut },
    /// The file or folder does not exist, or no longer.
    Gone(String),
    /// The file exists and overwriting was not allowed.
    Exists(String),
    /// The file is larger than any such file should be.
    TooLarge {
        path: String,
        /// The size in bytes, as the file system tells.
        size: u64,
        limit: u64,
    },
    /// An operation on the path did not come back.
    Stuck { path: String, seconds: u64 },
    /// Anything else, in the system's words, cleaned.
    Other { path: String, words: String },
}
