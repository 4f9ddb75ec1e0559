//! The facts of `doctor`: each value of the set-up with its source, and a mark for each line.

use super::credentials::{Method, Origin};
use serde::Serialize;

use crate::core::base::ProjectId;

/// The mark of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    #[serde(rename = "ok")]
    Good,
    /// Something has to be given.
    Missing,
    Trouble,
    /// Not used, or not tried.
    Off,
}

impl Mark {
    /// Returns whether the line keeps a backup from being made: the exit status says so.
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Missing | Self::Trouble)
    }
}

/// Where a value was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whence {
    /// An option of the command line, or typed on screen.
    Given,
    /// The source of credentials in use.
    Source {
        origin: Origin,
        /// The variable or key in the source, if known.
        key: Option<String>,
    },
    /// A variable that goes with the source in use.
    Variable(String),
    /// A setting of `config.toml` that belongs to no profile.
    File,
    /// The built-in list, by the region.
    BuiltIn,
    /// The catalogue of the token.
    Catalogue,
    Iam,
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced<T> {
    pub value: T,
    pub whence: Whence,
}

impl<T> Traced<T> {
    pub const fn new(value: T, whence: Whence) -> Self {
        Self { value, whence }
    }

    /// Returns the value turned into another, with the same source.
    pub fn map<U>(self, turn: impl FnOnce(T) -> U) -> Traced<U> {
        Traced { value: turn(self.value), whence: self.whence }
    }
}

/// Where calls go and for which project, before signing in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SetUp {
    pub region: Option<Traced<String>>,
    pub endpoint: Option<Traced<String>>,
    pub iam_endpoint: Option<Traced<String>>,
    pub project: Option<Traced<ProjectId>>,
    /// The project's name that a source gives in the place of its ID.
    pub project_name: Option<Traced<String>>,
    /// How calls prove who makes them; `None` without credentials.
    pub method: Option<Method>,
}

impl SetUp {
    /// Returns whether signing in asks IAM which project has the wanted name.
    pub const fn iam_finds_the_project(&self) -> bool {
        self.project.is_none() && self.iam_endpoint.is_some() && self.method.is_some()
    }

    /// Returns whether signing in brings the service's endpoint: only a token has a catalogue
    /// of endpoints, for a region.
    pub fn catalogue_tells_the_endpoint(&self) -> bool {
        let has_catalogue = matches!(self.method, Some(Method::Token | Method::Password { .. }));
        self.endpoint.is_none()
            && self.region.is_some()
            && self.iam_endpoint.is_some()
            && has_catalogue
    }

    /// Returns whether IAM is needed before anything can be called.
    pub const fn needs_iam(&self) -> bool {
        matches!(self.method, Some(Method::Password { .. }))
    }

    /// Returns whether calls can be made, with the values that signing in adds.
    pub fn is_whole(&self) -> bool {
        let endpoint = self.endpoint.is_some() || self.catalogue_tells_the_endpoint();
        let project = self.project.is_some() || self.iam_finds_the_project();
        let way_in = self.method.is_some() && (self.iam_endpoint.is_some() || !self.needs_iam());
        endpoint && project && way_in
    }
}

/// Who said which credentials to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NamedBy {
    /// `--profile NAME`.
    Option,
    /// The variable `GEMINIDB_BACKUP_PROFILE` of the environment.
    Variable,
    /// `profile = "NAME"` in `config.toml`.
    File,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_signing_in_brings_is_not_missing() {
        let traced = |text: &str| Some(Traced::new(text.to_owned(), Whence::Given));
        let set_up = |method| SetUp {
            region: traced("r"),
            iam_endpoint: traced("https://iam"),
            method,
            ..SetUp::default()
        };
        assert!(set_up(Some(Method::Password { passcode: false })).is_whole());
        assert!(
            !set_up(Some(Method::Keys { temporary: false })).is_whole(),
            "keys have no catalogue"
        );
        assert!(!set_up(None).is_whole());
        let keys = set_up(Some(Method::Keys { temporary: false }));
        assert!(SetUp { endpoint: traced("https://db"), ..keys }.is_whole());
        let token = SetUp {
            endpoint: traced("https://db"),
            iam_endpoint: None,
            ..set_up(Some(Method::Token))
        };
        assert!(!token.is_whole(), "without IAM nobody finds the project");
        let project = ProjectId::typed("0a1b2c3d4e5f60718293a4b5c6d7e8f9")
            .map(|id| Traced::new(id, Whence::Given));
        assert!(SetUp { project: project.clone(), ..token }.is_whole());
        let password = SetUp {
            method: Some(Method::Password { passcode: false }),
            endpoint: traced("https://db"),
            project,
            ..SetUp::default()
        };
        assert!(!password.is_whole(), "a password needs IAM");
    }
}
