//! The program's own `config.toml`: profiles, the one that is used, and the instances that need a
//! guard. No secret stands in it; a profile names files for them.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::IgnoredAny};

use super::{
    Source,
    assemble::{Recipe, Way},
    private_file::{self, Contents, SECRET_LIMIT, SETTINGS_LIMIT},
    surroundings::Surroundings,
    values::{Text, Values, name_in},
};
use crate::{
    api::Endpoint,
    core::{
        base::text::is_unprintable,
        session::credentials::{Origin, Unusable, part::Part},
    },
    words::{self, session::credentials::why},
};

/// What `config.toml` sets beside profiles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The source to use where `--profile` names none.
    pub profile: Option<String>,
    /// Patterns (`*` and `?`) of the names of instances that need their name typed.
    pub production: Vec<String>,
    pub name_template: Option<String>,
}

pub const RESERVED: [&str; 4] = ["sdk-env", "terraform-env", "openstack-env", "agency"];

const NAMES: [(Part, &str); 11] = [
    (Part::Token, "token_file"),
    (Part::AccessKey, "access_key"),
    (Part::SecretKey, "secret_key_file"),
    (Part::SecurityToken, "security_token_file"),
    (Part::User, "user"),
    (Part::Password, "password_file"),
    (Part::Account, "domain"),
    (Part::Project, "project"),
    (Part::ProjectId, "project_id"),
    (Part::Endpoint, "endpoint"),
    (Part::IamEndpoint, "iam_endpoint"),
];

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    profile: Option<String>,
    production: Option<Patterns>,
    name_template: Option<String>,
    profiles: BTreeMap<String, Profile>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Patterns {
    Several(Vec<String>),
    One(String),
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Profile {
    region: Option<Text>,
    endpoint: Option<Text>,
    iam_endpoint: Option<Text>,
    project_id: Option<Text>,
    project: Option<Text>,
    token_file: Option<PathBuf>,
    domain: Option<Text>,
    user: Option<Text>,
    password_file: Option<PathBuf>,
    passcode: bool,
    access_key: Option<Text>,
    secret_key_file: Option<PathBuf>,
    security_token_file: Option<PathBuf>,
    agency: bool,
    metadata_endpoint: Option<Text>,
    // Known only to be refused with the right words.
    #[serde(alias = "secret_key", alias = "security_token", alias = "token")]
    password: Option<IgnoredAny>,
}

/// The settings, and a source for each profile. Without the file there are none.
pub(super) fn read(around: &Surroundings) -> (Result<Settings, Unusable>, Vec<Source>) {
    match read_file(around) {
        Ok(Some((file, contents, folder))) => {
            let only = file.profiles.len() == 1;
            let sources = file
                .profiles
                .into_iter()
                .map(|(name, profile)| source(around, &name, profile, only, &contents, &folder));
            let sources = sources.collect();
            let production = file.production.map(Patterns::all).unwrap_or_default();
            (
                Ok(Settings {
                    profile: file.profile,
                    production,
                    name_template: file.name_template,
                }),
                sources,
            )
        }
        Ok(None) => (Ok(Settings::default()), Vec::new()),
        Err(why) => (Err(why), Vec::new()),
    }
}

fn read_file(around: &Surroundings) -> Result<Option<(File, Contents, PathBuf)>, Unusable> {
    let Some((path, _)) = around.config_file() else { return Ok(None) };
    // Only the usual one may be missing.
    let contents = if around.own_config().is_some() {
        Some(private_file::read(&path, SETTINGS_LIMIT)?)
    } else {
        private_file::read_if_there(&path, SETTINGS_LIMIT)?
    };
    let Some(contents) = contents.map(Contents::settled).transpose()? else { return Ok(None) };
    let text = contents.text()?;
    // The parser's own words quote the file.
    let file: File = toml::from_str(text)
        .map_err(|e| contents.malformed(place(text, e.span().map(|span| span.start))))?;
    if file.profiles.values().any(|profile| profile.password.is_some()) {
        return Err(contents.malformed(why::SECRET_INLINE));
    }
    let reserved = |name: &String| {
        RESERVED.contains(&name.as_str())
            || name.trim() != name
            || name.is_empty()
            || name.contains(':')
            || name.chars().any(is_unprintable)
    };
    if file.profiles.keys().any(reserved) {
        return Err(contents.malformed(why::RESERVED));
    }
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    Ok(Some((file, contents, folder)))
}

/// Line and column of a byte.
fn place(text: &str, byte: Option<usize>) -> String {
    let Some(before) = byte.and_then(|byte| text.get(..byte)) else {
        return why::NOT_THE_FORM.to_owned();
    };
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    why::at(line, column)
}

fn source(
    around: &Surroundings,
    name: &str,
    profile: Profile,
    only: bool,
    contents: &Contents,
    folder: &Path,
) -> Source {
    let origin = Origin::Profile { name: name.to_owned(), path: contents.path.clone() };
    let token_file = profile.token_file.as_ref().map(|path| around.resolved(path, folder));
    match recipe(around, profile, folder) {
        Ok((values, way, passcode, metadata)) => {
            let name = |part| name_in(&NAMES, part, words::session::credentials::part);
            let recipe = Recipe { passcode, metadata, ..Recipe::new(origin, only, way, &name) };
            let source = recipe.make(&values, around.now());
            Source { token_file: token_file.filter(|_| source.bundle.is_some()), ..source }
        }
        Err(why) => Source::refused(origin, only, why),
    }
}

type Parts = (Values, &'static [Way], bool, Option<Endpoint>);

fn recipe(around: &Surroundings, profile: Profile, folder: &Path) -> Result<Parts, Unusable> {
    let way = way(&profile)?;
    let metadata = match &profile.metadata_endpoint {
        Some(text) => Some(
            Endpoint::parse_metadata(text.expose())
                .map_err(|e| refused("metadata_endpoint", e.to_string()))?,
        ),
        None => None,
    };
    let secret = |path: Option<PathBuf>| {
        path.map(|path| secret(&around.resolved(&path, folder))).transpose()
    };
    let mut values = Values::default();
    values.put_some(Part::Region, "region", profile.region);
    values.put_some(Part::Endpoint, "endpoint", profile.endpoint);
    values.put_some(Part::IamEndpoint, "iam_endpoint", profile.iam_endpoint);
    values.put_some(Part::ProjectId, "project_id", profile.project_id);
    values.put_some(Part::Project, "project", profile.project);
    values.put_some(Part::Account, "domain", profile.domain);
    values.put_some(Part::User, "user", profile.user);
    values.put_some(Part::AccessKey, "access_key", profile.access_key);
    values.put_some(Part::Token, "token_file", secret(profile.token_file)?);
    values.put_some(Part::Password, "password_file", secret(profile.password_file)?);
    values.put_some(Part::SecretKey, "secret_key_file", secret(profile.secret_key_file)?);
    values.put_some(
        Part::SecurityToken,
        "security_token_file",
        secret(profile.security_token_file)?,
    );
    Ok((values, way, profile.passcode, metadata))
}

/// The one way that a profile names; all of them if it names none.
fn way(profile: &Profile) -> Result<&'static [Way], Unusable> {
    let password = profile.user.is_some() || profile.password_file.is_some();
    let keys = profile.access_key.is_some()
        || profile.secret_key_file.is_some()
        || profile.security_token_file.is_some();
    if profile.passcode && !password {
        return Err(refused("passcode", why::PASSCODE_ALONE));
    }
    if profile.metadata_endpoint.is_some() && !profile.agency {
        return Err(refused("metadata_endpoint", why::METADATA_ALONE));
    }
    if profile.project.is_some() && profile.project_id.is_some() {
        return Err(refused("project", why::TWO_PROJECTS));
    }
    match (profile.token_file.is_some(), password, keys, profile.agency) {
        (true, false, false, false) => Ok(&[Way::Token]),
        (false, true, false, false) => Ok(&[Way::Password]),
        (false, false, true, false) => Ok(&[Way::Keys]),
        (false, false, false, true) => Ok(&[Way::Agency]),
        (false, false, false, false) => Ok(&[Way::Token, Way::Password, Way::Keys]),
        _ => Err(refused("profile", why::SEVERAL_WAYS)),
    }
}

fn refused(place: &str, why: impl Into<String>) -> Unusable {
    Unusable::Malformed { place: place.to_owned(), why: why.into() }
}

/// The secret in a file of its own, without the end of its line.
fn secret(path: &Path) -> Result<Text, Unusable> {
    let contents = private_file::read(path, SECRET_LIMIT)?.private()?;
    let text = contents.text()?;
    let line = text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
    if line.trim().is_empty() { Err(contents.malformed(why::EMPTY)) } else { Ok(Text::from(line)) }
}

impl Patterns {
    fn all(self) -> Vec<String> {
        match self {
            Self::Several(several) => several,
            Self::One(one) => vec![one],
        }
    }
}
