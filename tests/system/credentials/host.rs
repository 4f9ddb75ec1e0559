//! A machine of a test's own: its folders, its variables, and what is found there.

use std::{
    ffi::OsString,
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::PathBuf,
};

use geminidb_backup::{
    api::{Bundle, Login, Named},
    core::{
        base::time::UtcTime,
        session::credentials::{
            Condition, Found, Origin, Unusable,
            choice::{Choice, choose},
        },
    },
    shell::session::credentials::{Gathered, Source, Surroundings, gather},
    words,
};
use secrecy::ExposeSecret;
use tempfile::TempDir;

/// 2026-03-01T08:15:30Z.
pub const NOW: UtcTime = UtcTime::from_unix(1_772_352_930);

pub struct Host {
    root: TempDir,
    variables: Vec<(String, OsString)>,
    config: Option<PathBuf>,
}

impl Host {
    pub fn new() -> Self {
        let host = Self {
            root: tempfile::tempdir().expect("a folder"),
            variables: Vec::new(),
            config: None,
        };
        for folder in ["home", "work", "etc"] {
            fs::create_dir(host.path(folder)).expect("a folder");
        }
        host
    }

    /// Where `path` (`home/…`, `work/…`, `etc/…`) is.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    pub fn set(&mut self, name: &str, value: impl Into<OsString>) -> &mut Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    pub fn config(&mut self, path: PathBuf) -> &mut Self {
        self.config = Some(path);
        self
    }

    pub fn file(&mut self, path: &str, content: impl AsRef<[u8]>) -> &mut Self {
        self.file_with_mode(path, content, 0o600)
    }

    pub fn file_with_mode(
        &mut self,
        path: &str,
        content: impl AsRef<[u8]>,
        mode: u32,
    ) -> &mut Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(&path, content).expect("a file");
        fs::set_permissions(&path, Permissions::from_mode(mode)).expect("a mode");
        self
    }

    pub fn folder(&mut self, path: &str) -> &mut Self {
        fs::create_dir_all(self.path(path)).expect("folders");
        self
    }

    pub fn around(&self) -> Surroundings {
        let bare = Surroundings::new(self.path("work"), NOW).with_etc(self.path("etc"));
        let bare = match &self.config {
            Some(path) => bare.with_config(path.clone()),
            None => bare,
        };
        let bare = bare.with_variable("HOME", self.path("home"));
        self.variables
            .iter()
            .fold(bare, |around, (name, value)| around.with_variable(name, value.clone()))
    }

    pub fn gather(&self) -> Gathered {
        gather(&self.around())
    }

    /// The only source whose handle is `handle`.
    pub fn source(&self, handle: &str) -> Source {
        let fitting = |source: &Source| source.found.origin.handle().as_deref() == Some(handle);
        let mut sources: Vec<Source> = self.gather().sources.into_iter().filter(fitting).collect();
        assert_eq!(sources.len(), 1, "{handle}");
        sources.remove(0)
    }

    pub fn bundle(&self, handle: &str) -> Bundle {
        let source = self.source(handle);
        let line = words::session::credentials::line(&source.found);
        source.bundle.unwrap_or_else(|| panic!("{line}"))
    }

    /// What is said of `handle`, which cannot be used.
    pub fn refusal(&self, handle: &str) -> String {
        let source = self.source(handle);
        assert!(source.bundle.is_none() && source.found.method().is_none(), "{:?}", source.found);
        words::session::credentials::line(&source.found)
    }

    /// The choice and its sentence.
    pub fn choice(&self, named: Option<&str>) -> (Choice, String, Gathered) {
        let gathered = self.gather();
        let found = found(&gathered);
        let choice = choose(&found, named);
        let sentence = words::session::credentials::choice(&choice, &found);
        (choice, sentence, gathered)
    }
}

/// Every value of a bundle, the secrets as well.
pub fn values(bundle: &Bundle) -> Vec<String> {
    let named = |named: &Named| match named {
        Named::Name(text) | Named::Id(text) => text.clone(),
    };
    let mut values = match &bundle.login {
        // A token gives its text to nobody; the callers compare it as a whole.
        Login::Token(_) | Login::Agency(_) => Vec::new(),
        Login::Keys(keys) => {
            let token = keys.security_token.as_ref().map(|token| token.expose_secret().to_owned());
            [keys.access.clone(), keys.secret.expose_secret().to_owned()]
                .into_iter()
                .chain(token)
                .collect()
        }
        Login::Password(login) => {
            let mut values = vec![named(&login.user), login.password.expose_secret().to_owned()];
            values.extend(
                [&login.domain, &login.project, &login.project_domain]
                    .into_iter()
                    .flatten()
                    .map(named),
            );
            values
        }
    };
    values.extend([&bundle.region, &bundle.project_name].into_iter().flatten().cloned());
    values.extend(bundle.project.as_ref().map(ToString::to_string));
    values.extend(
        [&bundle.endpoint, &bundle.iam_endpoint].into_iter().flatten().map(ToString::to_string),
    );
    values
}

/// The secret key of a bundle.
pub fn secret_key(bundle: &Bundle) -> String {
    match &bundle.login {
        Login::Keys(keys) => keys.secret.expose_secret().to_owned(),
        other => panic!("no keys: {other:?}"),
    }
}

/// Why a source is not used.
pub fn unusable(found: &Found) -> &Unusable {
    match &found.condition {
        Condition::Unusable(why) => why,
        other => panic!("{other:?}"),
    }
}

/// Of the same convention, whatever the name.
pub fn same_kind(origin: &Origin, other: &Origin) -> bool {
    std::mem::discriminant(origin) == std::mem::discriminant(other)
}

/// The sources without secrets.
pub fn found(gathered: &Gathered) -> Vec<Found> {
    gathered.sources.iter().map(|source| source.found.clone()).collect()
}
