//! The folder of journal and drafts, which no other user can read.

use std::{
    ffi::OsString,
    fs::{self, Permissions},
    io::Write as _,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
    time::Duration,
};

use rustix::fs::{Access, access};
use tempfile::TempDir;

use super::{
    owner,
    private::{self, At as _},
};
use crate::core::base::StateTrouble;

const PROGRAM: &str = "geminidb-backup";
/// Longest wait at the start for the owner of the folder.
const PATIENCE: Duration = Duration::from_secs(2);

/// The state folder, with the folders `operations`, `operations/done` and `drafts`.
#[derive(Debug)]
pub struct StateFolder {
    path: PathBuf,
    /// The variable that the path follows from; `None` if `--state-dir` names the folder.
    variable: Option<&'static str>,
    /// Removes a demo's folder on drop.
    temporary: Option<TempDir>,
}

impl StateFolder {
    /// Chooses the folder: the option, otherwise a folder by the XDG rules. Touches no file.
    /// Errors: [`StateTrouble::NoHome`] if neither option nor environment names one.
    pub fn locate(option: Option<&Path>) -> Result<Self, StateTrouble> {
        let (path, variable) =
            choose(option, std::env::var_os("XDG_STATE_HOME"), std::env::var_os("HOME"))?;
        Ok(Self { path, variable, temporary: None })
    }

    /// Makes a folder for a demo, which is removed on drop.
    /// Errors: When the folder for temporary files cannot be used.
    pub fn temporary() -> Result<Self, StateTrouble> {
        let prefix = format!("{PROGRAM}-demo-");
        // A program that is killed leaves the folder behind, which must not be in
        // a folder of another user.
        let around = Some(std::env::temp_dir()).filter(|folder| owner::check(folder, None).is_ok());
        let around = around.unwrap_or_else(|| PathBuf::from("/tmp"));
        let made = tempfile::Builder::new()
            .prefix(&prefix)
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(&around);
        let folder = made.at(&around)?;
        Ok(Self { path: folder.path().to_owned(), variable: None, temporary: Some(folder) })
    }

    /// Refuses a folder that lies in a folder of another user. Touches nothing. A thread of its own
    /// looks, because a file system whose server is away may never answer; that trouble is told
    /// when the folder is used. Errors: [`StateTrouble::Foreign`].
    pub fn of_this_user(self) -> Result<Self, StateTrouble> {
        let (path, variable) = (self.path.clone(), self.variable);
        in_time(PATIENCE, move || owner::check(&path, variable)).unwrap_or(Ok(()))?;
        Ok(self)
    }

    /// Returns whether a file is, or would be made, in the folder, whatever links lead there.
    pub(super) fn holds(&self, file: &Path) -> bool {
        let (folder, file) = (self.path.clone(), file.to_owned());
        let holds = move || Some(real(&file)?.starts_with(real(&folder)?));
        in_time(PATIENCE, holds).flatten().unwrap_or(false)
    }

    /// Makes the four folders that are missing and checks the others: this user must own them, and
    /// nobody else may use them. Errors: The first trouble.
    pub fn prepare(&self) -> Result<(), StateTrouble> {
        owner::check(&self.path, self.variable)?;
        self.all().iter().try_for_each(|folder| {
            private::folder(folder)?;
            // The permissions do not tell that the file system takes no writes.
            access(folder, Access::WRITE_OK).at(folder)
        })
    }

    /// Tests whether the folder can be used, and leaves nothing behind. Checks the folders that
    /// exist as [`StateFolder::prepare`] does. Writes, syncs and removes a file in a folder of its
    /// own, in the state folder or in the nearest folder above that exists. Returns whether the
    /// state folder exists. Errors: The first trouble.
    pub fn try_out(&self) -> Result<bool, StateTrouble> {
        owner::check(&self.path, self.variable)?;
        self.all().iter().try_for_each(|folder| private::check_if_there(folder))?;
        let there = self.path.is_dir();
        let nearest = self.path.ancestors().find(|folder| folder.is_dir()).unwrap_or(&self.path);
        let trial = nearest.join(format!(".{PROGRAM}-trial-{}", super::random_id(nearest)?));
        // Also syncs the folder above.
        private::folder(&trial)?;
        let file = trial.join("file");
        let written = private::new_file(&file).and_then(|mut new| {
            new.write_all(b"trial\n").and_then(|()| new.sync_all()).at(nearest)
        });
        let removed = fs::remove_file(&file).and(fs::remove_dir(&trial)).at(&trial);
        // A file that could not be written cannot be removed either: the first error counts.
        written.and(removed)?;
        Ok(there)
    }

    /// Takes out the guard that removes a demo's folder. The guard must live longer than
    /// all work in the folder.
    pub(super) const fn take_temporary(&mut self) -> Option<TempDir> {
        self.temporary.take()
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the four folders, outer ones first.
    fn all(&self) -> [PathBuf; 4] {
        [self.path.clone(), self.operations(), self.done(), self.drafts()]
    }

    pub(super) fn operations(&self) -> PathBuf {
        self.path.join("operations")
    }

    pub(super) fn done(&self) -> PathBuf {
        self.path.join("operations/done")
    }

    pub(super) fn drafts(&self) -> PathBuf {
        self.path.join("drafts")
    }
}

/// Lets a thread of its own look, and waits a while: a folder whose server is away may never
/// answer, and the caller goes on.
pub fn in_time<T: Send + 'static>(
    patience: Duration,
    look: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || tell.send(look()));
    told.recv_timeout(patience).ok()
}

/// Returns a path without links; the path itself need not exist.
fn real(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let new = || Some(fs::canonicalize(path.parent()?).ok()?.join(path.file_name()?));
    fs::canonicalize(&path).ok().or_else(new)
}

/// Returns the folder and the variable that the folder follows from. An empty variable or one with
/// a relative path counts as not set.
fn choose(
    option: Option<&Path>,
    state: Option<OsString>,
    home: Option<OsString>,
) -> Result<(PathBuf, Option<&'static str>), StateTrouble> {
    if let Some(path) = option {
        // An empty option is an error: the usual folder would mix journals
        // that the operator wants apart.
        return std::path::absolute(path).map(|path| (path, None)).at(Path::new("--state-dir"));
    }
    let absolute =
        |variable: Option<OsString>| variable.map(PathBuf::from).filter(|p| p.is_absolute());
    let by_home = || absolute(home).map(|h| (h.join(".local/state"), Some("HOME")));
    let state = absolute(state).map(|s| (s, Some("XDG_STATE_HOME"))).or_else(by_home);
    state.map(|(s, variable)| (s.join(PROGRAM), variable)).ok_or(StateTrouble::NoHome)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(
        option: Option<&str>,
        state: Option<&str>,
        home: Option<&str>,
    ) -> Result<PathBuf, StateTrouble> {
        choose(option.map(Path::new), state.map(OsString::from), home.map(OsString::from))
            .map(|(path, _)| path)
    }

    #[test]
    fn the_option_comes_before_the_state_home_and_that_before_the_home() {
        let path = |text: &str| Ok(PathBuf::from(text));
        assert_eq!(chosen(Some("/s"), Some("/x"), Some("/h")), path("/s"));
        assert_eq!(chosen(None, Some("/x"), Some("/h")), path("/x/geminidb-backup"));
        for unset in [None, Some(""), Some("relative")] {
            assert_eq!(
                chosen(None, unset, Some("/h")),
                path("/h/.local/state/geminidb-backup"),
                "{unset:?}"
            );
            assert_eq!(chosen(None, unset, unset), Err(StateTrouble::NoHome), "{unset:?}");
        }
    }

    #[test]
    fn an_option_names_one_folder_wherever_the_program_goes_and_is_never_empty() {
        assert!(
            chosen(Some("beside"), None, None)
                .is_ok_and(|p| p.is_absolute() && p.ends_with("beside"))
        );
        assert!(chosen(Some(""), None, Some("/h")).is_err());
    }
}
