//! The program's own `config.toml`: profiles, the name of the one to use, and the instances that
//! need a guard. The file holds no secret; a profile names the files that do.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::IgnoredAny};

use super::{
    Source,
    assemble::{Recipe, Way},
    malformed,
    private_file::{self, Contents},
    surroundings::Surroundings,
    values::{Text, Values, name_in},
};
use crate::{
    api::Endpoint,
    core::{
        base::text::is_unprintable,
        session::credentials::{Origin, Unusable, part::Part},
    },
    words::session::credentials::why,
};

/// The settings of `config.toml` beside profiles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileSettings {
    /// The source to use where `--profile` names none.
    pub profile: Option<String>,
    /// Patterns (`*` and `?`) of the names of instances that need their name typed.
    pub production: Vec<String>,
    pub name_template: Option<String>,
    /// Whether each run is one with `--bell`.
    pub bell: bool,
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
    bell: bool,
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
    // Read only to refuse a secret in this file with the right words.
    #[serde(alias = "secret_key", alias = "security_token", alias = "token")]
    password: Option<IgnoredAny>,
}

/// Reads the settings, and a source for each profile. A missing file sets nothing.
pub fn read(around: &Surroundings) -> (Result<FileSettings, Unusable>, Vec<Source>) {
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
                Ok(FileSettings {
                    profile: file.profile,
                    production,
                    name_template: file.name_template,
                    bell: file.bell,
                }),
                sources,
            )
        }
        Ok(None) => (Ok(FileSettings::default()), Vec::new()),
        Err(why) => (Err(why), Vec::new()),
    }
}

fn read_file(around: &Surroundings) -> Result<Option<(File, Contents, PathBuf)>, Unusable> {
    let Some((path, _)) = around.config_file() else { return Ok(None) };
    let contents = private_file::read_settings(&path, around.own_config().is_some())?;
    let Some(contents) = contents.map(Contents::settled).transpose()? else { return Ok(None) };
    let text = contents.text()?;
    // The parser's own message quotes the file, so only line and column are told.
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

/// Says at which line and column a byte stands.
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
            let name = name_in(&NAMES);
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
                .map_err(|e| malformed("metadata_endpoint", e.to_string()))?,
        ),
        None => None,
    };
    let secret = |path: Option<PathBuf>| {
        path.map(|path| secret(&around.resolved(&path, folder))).transpose()
    };
    let mut values = Values::default();
    values.put(Part::Region, "region", profile.region);
    values.put(Part::Endpoint, "endpoint", profile.endpoint);
    values.put(Part::IamEndpoint, "iam_endpoint", profile.iam_endpoint);
    values.put(Part::ProjectId, "project_id", profile.project_id);
    values.put(Part::Project, "project", profile.project);
    values.put(Part::Account, "domain", profile.domain);
    values.put(Part::User, "user", profile.user);
    values.put(Part::AccessKey, "access_key", profile.access_key);
    values.put(Part::Token, "token_file", secret(profile.token_file)?);
    values.put(Part::Password, "password_file", secret(profile.password_file)?);
    values.put(Part::SecretKey, "secret_key_file", secret(profile.secret_key_file)?);
    values.put(Part::SecurityToken, "security_token_file", secret(profile.security_token_file)?);
    Ok((values, way, profile.passcode, metadata))
}

/// Returns the one way that a profile names, or all ways if the profile names none.
fn way(profile: &Profile) -> Result<&'static [Way], Unusable> {
    let password = profile.user.is_some() || profile.password_file.is_some();
    let keys = profile.access_key.is_some()
        || profile.secret_key_file.is_some()
        || profile.security_token_file.is_some();
    if profile.passcode && !password {
        return Err(malformed("passcode", why::PASSCODE_ALONE));
    }
    if profile.metadata_endpoint.is_some() && !profile.agency {
        return Err(malformed("metadata_endpoint", why::METADATA_ALONE));
    }
    if profile.project.is_some() && profile.project_id.is_some() {
        return Err(malformed("project", why::TWO_PROJECTS));
    }
    match (profile.token_file.is_some(), password, keys, profile.agency) {
        (true, false, false, false) => Ok(&[Way::Token]),
        (false, true, false, false) => Ok(&[Way::Password]),
        (false, false, true, false) => Ok(&[Way::Keys]),
        (false, false, false, true) => Ok(&[Way::Agency]),
        (false, false, false, false) => Ok(&[Way::Token, Way::Password, Way::Keys]),
        _ => Err(malformed("profile", why::SEVERAL_WAYS)),
    }
}

/// Reads the secret in a file, without the end of its line.
fn secret(path: &Path) -> Result<Text, Unusable> {
    let contents = private_file::read_secret(path)?;
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
