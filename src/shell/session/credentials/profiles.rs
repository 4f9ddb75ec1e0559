//! The program's own `config.toml`: profiles, the name of the one to use, and the instances that
//! need a guard. The file holds no secret; a profile names the files that do.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny},
};

use super::{
    Contents, Recipe, Source, Text, Values, Way, keys, malformed, private_file,
    surroundings::Surroundings, values::name_in,
};
use crate::{
    api::Endpoint,
    core::{
        base::text::is_unprintable,
        session::{Origin, Part, Unusable},
    },
    shell::argument,
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
    /// The region where neither an option, a variable nor the source in use names one.
    pub region: Option<String>,
    /// Certificates to trust where `--ca-bundle` names none.
    pub ca_bundle: Option<PathBuf>,
    /// Whether each run is one with `--read-only`.
    pub read_only: bool,
    /// Whether each run is one with `--bell`.
    pub bell: bool,
    /// Whether each run is one with `--plain`.
    pub plain: bool,
}

impl FileSettings {
    /// Returns the names of the settings that are set, with the number of patterns.
    pub fn names(&self) -> Vec<String> {
        let set = [
            (self.profile.is_some(), "profile"),
            (self.name_template.is_some(), "name_template"),
            (self.region.is_some(), "region"),
            (self.ca_bundle.is_some(), "ca_bundle"),
            (self.read_only, "read_only"),
            (self.bell, "bell"),
            (self.plain, "plain"),
        ];
        named(&set, &self.production)
    }
}

/// Returns the names of the settings that are set, with the number of patterns.
pub(super) fn named(set: &[(bool, &str)], production: &[String]) -> Vec<String> {
    let patterns = (!production.is_empty()).then(|| format!("production ({})", production.len()));
    let set = set.iter().filter(|(set, _)| *set).map(|(_, name)| (*name).to_owned());
    patterns.into_iter().chain(set).collect()
}

pub const RESERVED: [&str; 4] = ["sdk-env", "terraform-env", "openstack-env", "agency"];

const NAMES: [(Part, &str); 12] = [
    (Part::Region, "region"),
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

pub(super) const KEYS: &[&str] = &[
    "profile",
    "production",
    "name_template",
    "region",
    "ca_bundle",
    "read_only",
    "bell",
    "plain",
    "profiles",
];
pub(super) const PROFILE_KEYS: &[&str] = &[
    "region",
    "endpoint",
    "iam_endpoint",
    "project_id",
    "project",
    "read_only",
    "token_file",
    "domain",
    "user",
    "password_file",
    "passcode",
    "access_key",
    "secret_key_file",
    "security_token_file",
    "agency",
    "metadata_endpoint",
];
/// Keys of secrets, which are refused in words of their own.
const SECRETS: &[&str] = &["password", "secret_key", "security_token", "token"];

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    profile: Option<String>,
    #[serde(deserialize_with = "patterns")]
    production: Vec<String>,
    name_template: Option<String>,
    region: Option<String>,
    ca_bundle: Option<PathBuf>,
    read_only: bool,
    bell: bool,
    plain: bool,
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
    read_only: bool,
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

/// Reads one pattern, or a list of them.
pub(super) fn patterns<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    Ok(match Patterns::deserialize(deserializer)? {
        Patterns::Several(several) => several,
        Patterns::One(one) => vec![one],
    })
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
            let ca_bundle = file.ca_bundle.map(|path| around.resolved(&path, &folder));
            let settings = FileSettings {
                profile: file.profile,
                production: file.production,
                name_template: file.name_template,
                region: file.region,
                ca_bundle,
                read_only: file.read_only,
                bell: file.bell,
                plain: file.plain,
            };
            (Ok(settings), sources)
        }
        Ok(None) => (Ok(FileSettings::default()), Vec::new()),
        Err(why) => (Err(why), Vec::new()),
    }
}

fn read_file(around: &Surroundings) -> Result<Option<(File, Contents, PathBuf)>, Unusable> {
    let Some((path, _)) = around.config_file() else { return Ok(None) };
    let contents = private_file::read_settings(&path, around.own_config().is_some())?;
    let Some(contents) = contents.map(Contents::settled).transpose()? else { return Ok(None) };
    let file: File = parse(&contents, known)?;
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

/// Reads a file of settings whose keys `known` has checked.
pub(super) fn parse<T: DeserializeOwned>(
    contents: &Contents,
    known: impl FnOnce(&toml::Table) -> Result<(), String>,
) -> Result<T, Unusable> {
    let text = contents.text()?;
    // The parser's own message quotes the file, so only line and column are told.
    let said = |e: toml::de::Error| contents.malformed(place(text, e.span().map(|s| s.start)));
    let table: toml::Table = toml::from_str(text).map_err(said)?;
    known(&table).map_err(|why| contents.malformed(why))?;
    toml::from_str(text).map_err(said)
}

fn known(file: &toml::Table) -> Result<(), String> {
    keys::check(file, "", KEYS)?;
    let profiles = file.get("profiles").and_then(toml::Value::as_table);
    for (name, profile) in profiles.into_iter().flatten() {
        let Some(profile) = profile.as_table() else { continue };
        if !SECRETS.iter().any(|key| profile.contains_key(*key)) {
            keys::check(profile, &format!("profiles.{}.", argument::word(name)), PROFILE_KEYS)?;
        }
    }
    Ok(())
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
    let read_only = profile.read_only;
    match recipe(around, profile, folder) {
        Ok((values, way, passcode, metadata)) => {
            let name = name_in(&NAMES);
            let recipe = Recipe { passcode, metadata, ..Recipe::new(origin, only, way, &name) };
            let source = recipe.make(&values, around.now);
            let token_file = token_file.filter(|_| source.bundle.is_some());
            Source { token_file, read_only, ..source }
        }
        Err(why) => Source { read_only, ..Source::refused(origin, only, why) },
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
    let texts = [
        profile.region,
        secret(profile.token_file)?,
        profile.access_key,
        secret(profile.secret_key_file)?,
        secret(profile.security_token_file)?,
        profile.user,
        secret(profile.password_file)?,
        profile.domain,
        profile.project,
        profile.project_id,
        profile.endpoint,
        profile.iam_endpoint,
    ];
    let mut values = Values::default();
    for ((part, name), text) in NAMES.into_iter().zip(texts) {
        values.put(part, name, text);
    }
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
