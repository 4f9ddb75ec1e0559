//! The variables, folders and the time that the sources are read from. Tests make their own.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fmt,
    os::unix::ffi::{OsStrExt, OsStringExt},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::malformed;
use crate::{
    api::Endpoint,
    core::{
        base::{Spoilt, UtcTime, variable::spoilt},
        session::Unusable,
    },
    shell::{clock, disk::private::without_mark},
    words::session::credentials::{and, why},
};

/// The prefixes of the conventions; no other variable is read.
const PREFIXES: [&str; 5] =
    ["HUAWEICLOUD_SDK_", "HUAWEICLOUD_OIDC_", "HC_CONTAINER_", "HW_", "OS_"];

/// The places to look in. The values of variables may be secrets: they are wiped on drop,
/// and `Debug` leaves them out.
#[derive(Clone)]
pub struct Surroundings {
    variables: BTreeMap<String, Zeroizing<Vec<u8>>>,
    pub(super) home: Option<PathBuf>,
    config_home: Option<PathBuf>,
    pub(super) cwd: PathBuf,
    pub(super) etc: PathBuf,
    /// Folders above this one are not asked whether others than root can change them.
    pub(super) top: PathBuf,
    own_config: Option<PathBuf>,
    pub(super) now: UtcTime,
}

impl Surroundings {
    pub fn of_process() -> Self {
        let cwd = std::env::current_dir().unwrap_or_default();
        std::env::vars_os().fold(Self::new(cwd, clock::utc()), |around, (name, value)| {
            match name.to_str() {
                Some(name) => around.with_variable(name, value),
                None => around,
            }
        })
    }

    pub fn new(cwd: PathBuf, now: UtcTime) -> Self {
        Self {
            variables: BTreeMap::new(),
            home: None,
            config_home: None,
            cwd,
            etc: PathBuf::from("/etc"),
            top: PathBuf::from("/"),
            own_config: None,
            now,
        }
    }

    /// Adds a variable if a convention knows it. `HOME` and `XDG_CONFIG_HOME` count
    /// only with a full path.
    #[must_use]
    pub fn with_variable(mut self, name: &str, value: impl Into<OsString>) -> Self {
        let value = value.into();
        let folder = || Some(PathBuf::from(&value)).filter(|path| path.is_absolute());
        match name {
            "HOME" => self.home = folder(),
            "XDG_CONFIG_HOME" => self.config_home = folder(),
            _ if PREFIXES.iter().any(|prefix| name.starts_with(prefix)) => {
                self.variables.insert(name.to_owned(), Zeroizing::new(value.into_vec()));
            }
            _ => {}
        }
        self
    }

    /// Sets another `config.toml` than the usual one.
    #[must_use]
    pub fn with_config(mut self, file: PathBuf) -> Self {
        self.own_config = Some(file);
        self
    }

    /// Returns the path of the program's own configuration file, and the variable that the path
    /// follows from. The file may not exist.
    pub fn config_file(&self) -> Option<(PathBuf, Option<&'static str>)> {
        let variable = if self.config_home.is_some() { "XDG_CONFIG_HOME" } else { "HOME" };
        let usual =
            || Some((self.config_home()?.join("geminidb-backup/config.toml"), Some(variable)));
        self.own_config().map(|path| (path, None)).or_else(usual)
    }

    /// Sets another folder in the place of `/etc`. The folders above, such as `/tmp`, are trusted.
    #[must_use]
    pub fn with_etc(mut self, folder: PathBuf) -> Self {
        self.top.clone_from(&folder);
        self.etc = folder;
        self
    }

    /// Returns whether the files below a home folder can be looked for.
    pub const fn has_home(&self) -> bool {
        self.home.is_some()
    }

    /// Returns the endpoint of GeminiDB in `region` from the variable
    /// `HUAWEICLOUD_SDK_REGION_GAUSSDBFORNOSQL_{REGION}`, and the variable's name. Of a list the
    /// first endpoint counts. The endpoint belongs to the SDK's variables
    /// ([`crate::core::session::credentials::Origin::SdkVariables`]) and to no other source.
    pub fn sdk_endpoint(&self, region: &str) -> Option<(String, Result<Endpoint, Unusable>)> {
        let name = format!(
            "HUAWEICLOUD_SDK_REGION_GAUSSDBFORNOSQL_{}",
            region.trim().to_uppercase().replace('-', "_")
        );
        let text = match self.text(&name)? {
            Ok(text) => text,
            Err(why) => return Some((name, Err(why))),
        };
        let first = text.split(',').map(str::trim).find(|part| !part.is_empty())?;
        let read = Endpoint::of_service(first).map_err(|e| malformed(name.clone(), e.to_string()));
        Some((name, read))
    }

    /// Returns the names of the variables with this prefix, in order.
    pub(super) fn names<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        self.variables.keys().map(String::as_str).filter(move |name| name.starts_with(prefix))
    }

    /// Returns the text of a variable, or `None` if the variable is not set or blank. A text that
    /// holds more than its writer meant is refused.
    pub(super) fn text(&self, name: &str) -> Option<Result<&str, Unusable>> {
        let bytes = Some(without_mark(self.variables.get(name)?))
            .filter(|bytes| !bytes.trim_ascii().is_empty())?;
        let text = std::str::from_utf8(bytes).map_err(|_| malformed(name, why::NOT_TEXT));
        Some(
            text.and_then(|text| {
                spoilt(text).map_or(Ok(text), |what| Err(self.refusal(name, what)))
            }),
        )
    }

    /// Returns why a variable is refused. Names every variable of the convention that is spoilt in
    /// the same way, so that the operator mends all of them at once.
    fn refusal(&self, name: &str, what: Spoilt) -> Unusable {
        let prefix = PREFIXES.into_iter().find(|prefix| name.starts_with(prefix)).unwrap_or(name);
        let alike =
            |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(|text| spoilt(text) == Some(what));
        let all = self
            .variables
            .iter()
            .filter(|(other, bytes)| other.starts_with(prefix) && alike(bytes));
        let names: Vec<String> = all.map(|(other, _)| other.clone()).collect();
        malformed(and(&names), why::spoilt(what))
    }

    /// Returns the path in a variable. A relative path begins at the current folder,
    /// `~/` at the home folder.
    pub(super) fn path(&self, name: &str) -> Result<Option<PathBuf>, Unusable> {
        let Some(bytes) = self.variables.get(name).filter(|bytes| !bytes.is_empty()) else {
            return Ok(None);
        };
        // A path need not be text. A path that is text can be spoilt like any other value.
        if let Some(what) = std::str::from_utf8(bytes).ok().and_then(spoilt) {
            return Err(self.refusal(name, what));
        }
        Ok(Some(self.resolved(Path::new(OsStr::from_bytes(bytes)), &self.cwd)))
    }

    /// Resolves `path` from `folder`; `~/` is the home folder.
    pub(super) fn resolved(&self, path: &Path, folder: &Path) -> PathBuf {
        match (path.strip_prefix("~"), &self.home) {
            (Ok(below), Some(home)) => home.join(below),
            _ => folder.join(path),
        }
    }

    pub(super) fn config_home(&self) -> Option<PathBuf> {
        self.config_home.clone().or_else(|| Some(self.home.as_ref()?.join(".config")))
    }

    pub(super) fn own_config(&self) -> Option<PathBuf> {
        self.own_config.as_ref().map(|path| self.cwd.join(path))
    }
}

impl fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Surroundings")
            .field("variables", &self.variables.keys())
            .field("home", &self.home)
            .field("config_home", &self.config_home)
            .field("cwd", &self.cwd)
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}
