//! Where the journal and the drafts lie, and that nobody else can get at them.

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

use tempfile::TempDir;

use super::{owner, private};
use crate::core::base::disk_error::StateTrouble;

const PROGRAM: &str = "geminidb-backup";
/// The start waits so long to learn whose folder it is.
const PATIENCE: Duration = Duration::from_secs(2);

/// The state folder: `operations`, `operations/done` and `drafts` lie in it.
#[derive(Debug)]
pub struct StateFolder {
    path: PathBuf,
    /// The variable that it follows from; `None` for one that was given.
    variable: Option<&'static str>,
    /// Removes a demo's folder when it is dropped.
    temporary: Option<TempDir>,
}

impl StateFolder {
    /// Decides which folder it is: the option, otherwise the place that the XDG
    /// folders give. Touches no file.
    ///
    /// # Errors
    /// [`StateTrouble::NoHome`] if neither option nor environment names one.
    pub fn locate(option: Option<&Path>) -> Result<Self, StateTrouble> {
        let (path, variable) =
            choose(option, std::env::var_os("XDG_STATE_HOME"), std::env::var_os("HOME"))?;
        Ok(Self { path, variable, temporary: None })
    }

    /// A folder of its own for a demo, removed when this is dropped.
    ///
    /// # Errors
    /// When the folder for temporary files cannot be used.
    pub fn temporary() -> Result<Self, StateTrouble> {
        let prefix = format!("{PROGRAM}-demo-");
        // Another user's own folder for temporary files is no place for it, should the program be
        // killed.
        let around = Some(std::env::temp_dir()).filter(|folder| owner::check(folder, None).is_ok());
        let around = around.unwrap_or_else(|| PathBuf::from("/tmp"));
        let made = tempfile::Builder::new()
            .prefix(&prefix)
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(&around);
        let folder = made.map_err(|e| private::trouble(&e, &around))?;
        Ok(Self { path: folder.path().to_owned(), variable: None, temporary: Some(folder) })
    }

    /// This folder, unless it lies in another user's. Touches nothing. Looks from a thread of its
    /// own: a file system whose server is away may never answer, and what is wrong with it is
    /// said when it is used.
    ///
    /// # Errors
    /// [`StateTrouble::Foreign`].
    pub fn of_this_user(self) -> Result<Self, StateTrouble> {
        let (path, variable) = (self.path.clone(), self.variable);
        let (tell, told) = mpsc::channel();
        thread::spawn(move || tell.send(owner::check(&path, variable)));
        told.recv_timeout(PATIENCE).unwrap_or(Ok(()))?;
        Ok(self)
    }

    /// Makes what is missing and checks what is there: all four folders ours, and closed to others.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn prepare(&self) -> Result<(), StateTrouble> {
        owner::check(&self.path, self.variable)?;
        for folder in [&self.path, &self.operations(), &self.done(), &self.drafts()] {
            private::folder(folder)?;
        }
        Ok(())
    }

    /// Whether it works, without leaving anything behind: what is there is checked as
    /// [`StateFolder::prepare`] does, and a file of a folder of its own is written, synced and
    /// removed, in the state folder or, if that is not there yet, in the folder that it would be
    /// made in. True if the state folder is there.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn try_out(&self) -> Result<bool, StateTrouble> {
        owner::check(&self.path, self.variable)?;
        for folder in [&self.path, &self.operations(), &self.done(), &self.drafts()] {
            private::check_if_there(folder)?;
        }
        let there = self.path.is_dir();
        let nearest = self.path.ancestors().find(|folder| folder.is_dir()).unwrap_or(&self.path);
        let trial = nearest.join(format!(".{PROGRAM}-trial-{}", super::random_id(nearest)?));
        // Synced into its parent as well.
        private::folder(&trial)?;
        let file = trial.join("file");
        let written = private::new_file(&file).and_then(|mut new| {
            new.write_all(b"trial\n")
                .and_then(|()| new.sync_all())
                .map_err(|error| private::trouble(&error, nearest))
        });
        let removed = fs::remove_file(&file)
            .and(fs::remove_dir(&trial))
            .map_err(|error| private::trouble(&error, &trial));
        // What kept the file from being written also keeps it from being removed.
        written.and(removed)?;
        Ok(there)
    }

    /// Takes out what removes a demo's folder, for whoever outlives the work in it.
    pub(super) const fn take_temporary(&mut self) -> Option<TempDir> {
        self.temporary.take()
    }

    pub fn path(&self) -> &Path {
        &self.path
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

/// The folder, and the variable that it follows from. An empty variable, or one with a path that
/// depends on where one stands, counts as not set.
fn choose(
    option: Option<&Path>,
    state: Option<OsString>,
    home: Option<OsString>,
) -> Result<(PathBuf, Option<&'static str>), StateTrouble> {
    if let Some(path) = option {
        // Also refuses an empty one: falling back to the usual folder would mix what was meant to
        // be apart.
        return std::path::absolute(path)
            .map(|path| (path, None))
            .map_err(|e| private::trouble(&e, Path::new("--state-dir")));
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
