//! The system-wide `/etc/geminidb-backup/config.toml`: a team's guard-rail on one machine. An
//! operator's own settings are added to those of the team, and take none of them away.

use std::{
    fs,
    io::ErrorKind,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::{
    keys,
    private_file::{self, CHANGE},
    profiles::{self, named, parse, patterns},
    surroundings::Surroundings,
};
use crate::{core::session::Unusable, shell::argument, words::session::credentials::why};

/// Links on the way to a file at most, as the system has it.
const LINKS: u8 = 40;

pub(super) const KEYS: &[&str] = &["production", "read_only", "ca_bundle"];

/// The settings that a team gives to a whole machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TeamSettings {
    /// The file, if it is there.
    #[serde(skip)]
    pub path: Option<String>,
    /// Patterns (`*` and `?`) of the names of instances that need their name typed.
    #[serde(deserialize_with = "patterns")]
    pub production: Vec<String>,
    /// Whether nothing is sent from this machine.
    pub read_only: bool,
    /// Certificates to trust beside those of the operator.
    pub ca_bundle: Option<PathBuf>,
}

impl TeamSettings {
    /// Returns the names of the settings that are set, with the number of patterns.
    pub fn names(&self) -> Vec<String> {
        let set = [(self.ca_bundle.is_some(), "ca_bundle"), (self.read_only, "read_only")];
        named(&set, &self.production)
    }
}

/// Reads the settings; a missing file sets nothing.
/// Errors: The file, or its folder, cannot be followed, or others than root could change which file
/// stands there or its text, or the file cannot be understood. Nothing may be sent then, because
/// the file may forbid that.
pub(super) fn read(around: &Surroundings) -> Result<TeamSettings, Unusable> {
    let folder = around.etc.join("geminidb-backup");
    let path = folder.join("config.toml");
    let absent = |path: &Path| {
        fs::symlink_metadata(path).is_err_and(|error| error.kind() == ErrorKind::NotFound)
    };
    // A link that leads nowhere stands for settings that cannot be read now.
    let first = if folder.is_dir() { &path } else { &folder };
    if !absent(first) {
        let unreadable = |why| Unusable::Unreadable { path: argument::path(&path), why };
        of_root_alone(&path, &around.top, LINKS).map_err(unreadable)?;
    }
    let Some(contents) = private_file::read_settings(&path, false)? else {
        return Ok(TeamSettings::default());
    };
    let settings: TeamSettings = parse(&contents, known)?;
    let ca_bundle = settings.ca_bundle.map(|path| folder.join(path));
    if let Some(bundle) = &ca_bundle {
        of_root_alone(bundle, &around.top, LINKS)
            .map_err(|why| contents.malformed(format!("ca_bundle: {why}")))?;
    }
    Ok(TeamSettings { path: Some(contents.path.clone()), ca_bundle, ..settings })
}

fn known(table: &toml::Table) -> Result<(), String> {
    let of_operator =
        |key: &&String| profiles::KEYS.contains(&key.as_str()) && !KEYS.contains(&key.as_str());
    match table.keys().find(of_operator) {
        Some(key) => Err(why::not_a_teams(key, KEYS)),
        None => keys::check(table, "", KEYS),
    }
}

/// Checks that root alone can change which file stands at `path`, and its bytes: the file and each
/// folder on the way, from `top` and also on the way of each link.
/// Errors: The first part that is not so, or that cannot be followed, with the reason.
fn of_root_alone(path: &Path, top: &Path, links: u8) -> Result<(), String> {
    let mut so_far = PathBuf::new();
    let mut parts = path.components();
    while let Some(part) = parts.next() {
        let above = so_far.clone();
        so_far.push(part);
        let failed =
            |error| format!("{}: {}", argument::path(&so_far), private_file::system(&error));
        let found = fs::symlink_metadata(&so_far).map_err(failed)?;
        if found.is_symlink() {
            let to = above.join(fs::read_link(&so_far).map_err(failed)?).join(parts.as_path());
            let left = links.checked_sub(1).ok_or_else(|| why::LOOP.to_owned())?;
            return of_root_alone(&to, top, left);
        }
        let (of_root, is_above) = (found.uid() == 0, so_far != top && top.starts_with(&so_far));
        if !is_above && (!of_root || found.mode() & CHANGE != 0) {
            return Err(why::not_root(&argument::path(&so_far), of_root));
        }
    }
    Ok(())
}
