//! A state folder for one test, and what has to be done to it.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use geminidb_backup::{
    core::base::{ids::OperationId, time::UtcTime},
    shell::disk::{StateFolder, Store, StoredFile},
};
use tempfile::TempDir;

/// 2026-03-01T08:15:30Z.
pub const AT: UtcTime = UtcTime::from_unix(1_772_352_930);

/// A folder in a temporary one, and the store that works in it.
pub struct Desk {
    pub store: Store,
    pub path: PathBuf,
    _around: TempDir,
}

impl Desk {
    /// A prepared one.
    pub fn new() -> Self {
        let around = tempfile::tempdir().expect("a temporary folder");
        let path = around.path().join("state");
        let store = store(&path);
        store.prepare().expect("a new folder can be prepared");
        Self { store, path, _around: around }
    }

    /// The names of the files in a folder below, sorted, without folders.
    pub fn files(&self, below: &str) -> Vec<String> {
        files(&self.path.join(below))
    }

    /// The one file of an operation, wherever it is.
    pub fn file(&self, op: OperationId) -> PathBuf {
        let find = |below: &str| {
            let folder = self.path.join(below);
            files(&folder).into_iter().find(|n| n.contains(op.as_str())).map(|n| folder.join(n))
        };
        find("operations")
            .or_else(|| find("operations/done"))
            .unwrap_or_else(|| panic!("no file of {op}"))
    }

    /// What that file holds behind its first line, which says that the file was written anew.
    #[track_caller]
    pub fn text_anew(&self, op: OperationId) -> String {
        let text = self.text(op);
        let (first, rest) = text.split_once('\n').expect("a line");
        assert!(is_anew(first), "{text}");
        rest.to_owned()
    }

    /// What that file holds.
    pub fn text(&self, op: OperationId) -> String {
        fs::read_to_string(self.file(op)).expect("the operation's file")
    }
}

/// A store in a folder that is there or not.
pub fn store(path: &Path) -> Store {
    Store::new(StateFolder::locate(Some(path)).expect("a path"))
}

/// The names of the files in a folder, sorted.
pub fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry"));
    let files = entries.filter(|e| e.file_type().expect("its type").is_file());
    let mut names: Vec<String> =
        files.map(|e| e.file_name().into_string().expect("a plain name")).collect();
    names.sort();
    names
}

/// Whether a line says that its file was written anew.
pub fn is_anew(line: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(line).is_ok_and(|line| line["event"] == "anew")
}

/// Lines as the journal takes them.
pub fn lines(of: &[&str]) -> Vec<String> {
    of.iter().map(|line| (*line).to_owned()).collect()
}

/// The text of a file that could be read without any trouble.
pub fn text(kept: &StoredFile) -> &str {
    assert_eq!(kept.trouble, None);
    std::str::from_utf8(&kept.bytes).expect("text")
}

/// The permission bits.
pub fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o7777
}
