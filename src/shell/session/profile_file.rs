//! Saves the session as a profile of `config.toml`. A secret goes into a file of its own (mode
//! 0600) that the operator names; without a name no secret is written.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::{Configuration, credentials::RESERVED};
use crate::{
    api::{Login, Named},
    core::base::StateTrouble,
    shell::disk::{
        Existing, owner,
        private::{folder as private_folder, without_mark},
        whole_file::{read_whole, write_whole},
    },
    words::{base::disk_error, session::set_up as words},
};

/// A larger file is no configuration file.
const LIMIT: u64 = 1024 * 1024;

pub(super) struct NewProfile {
    /// Keys and values without secrets.
    pub plain: Vec<(&'static str, String)>,
    /// The secret, and the key that names the secret's file.
    pub secret: Option<(&'static str, SecretString)>,
    /// The file that holds the secret already.
    pub secret_file: Option<String>,
}

/// Appends the profile `name` and returns the path of the configuration file.
/// Errors: The reason, without an end mark. The configuration file is unchanged then, but the
/// secret's file may have been written.
pub fn save(
    configuration: &Configuration,
    name: &str,
    secret_file: Option<&str>,
) -> Result<String, String> {
    let plain =
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if !plain || RESERVED.contains(&name) {
        return Err(words::PROFILE_NAME.to_owned());
    }
    let (path, variable) =
        configuration.config_file.clone().ok_or_else(|| words::NO_CONFIG_FOLDER.to_owned())?;
    let linked = behind_link(&path);
    for place in [&path, &linked] {
        owner::check(place, variable).map_err(|why| disk_error::config_trouble(&why))?;
    }
    let parts =
        configuration.session().new_profile().ok_or_else(|| words::NOTHING_TO_SAVE.to_owned())?;
    let old = read(&path)?;
    let known: toml::Table =
        old.parse().map_err(|_| words::config_broken(&path.display().to_string()))?;
    if known.get("profiles").and_then(|profiles| profiles.get(name)).is_some() {
        return Err(words::profile_exists(name));
    }
    let mut lines = parts.plain;
    match (&parts.secret, secret_file, parts.secret_file) {
        (None, ..) => {}
        (Some((key, _)), None, Some(known)) => lines.push((key, known)),
        (Some(_), None, None) => return Err(words::SECRET_FILE_NEEDED.to_owned()),
        (Some((key, secret)), Some(file), _) => {
            let file = absolute(file);
            keep_secret(&file, secret)?;
            lines.push((key, file.display().to_string()));
        }
    }
    let folder = path.parent().map_or_else(|| PathBuf::from("."), Path::to_owned);
    // A new folder is private. The mode of an existing folder is left to its owner.
    if !folder.exists() {
        private_folder(&folder).map_err(|why| disk_error::config_trouble(&why))?;
    }
    write_whole(&linked, &(old + &table(name, &lines)), Existing::Replace)
        .map_err(|why| disk_error::config_trouble(&why))?;
    Ok(path.display().to_string())
}

pub(super) fn absolute(file: &str) -> PathBuf {
    std::path::absolute(file).unwrap_or_else(|_| PathBuf::from(file))
}

/// Returns the file behind a link into the operator's own collection of settings, so that the link
/// stays one. The file may be missing.
fn behind_link(path: &Path) -> PathBuf {
    let target = || Some(path.parent()?.join(std::fs::read_link(path).ok()?));
    path.canonicalize().ok().or_else(target).unwrap_or_else(|| path.to_owned())
}

/// Reads the configuration file; a missing file counts as empty.
fn read(path: &Path) -> Result<String, String> {
    match read_whole(path, LIMIT) {
        Ok(bytes) => String::from_utf8(without_mark(&bytes).to_vec())
            .map_err(|_| words::config_broken(&path.display().to_string())),
        Err(StateTrouble::Gone(_)) => Ok(String::new()),
        Err(why) => Err(disk_error::config_trouble(&why)),
    }
}

/// Writes the secret's file. An existing file is never written over.
fn keep_secret(file: &Path, secret: &SecretString) -> Result<(), String> {
    let text = zeroize::Zeroizing::new(format!("{}\n", secret.expose_secret()));
    write_whole(file, &text, Existing::Keep).map_err(|why| disk_error::file_trouble(&why))
}

/// Formats the profile as a TOML table, which may stand anywhere in the file.
fn table(name: &str, lines: &[(&str, String)]) -> String {
    let lines = lines.iter().map(|(key, value)| match value.as_str() {
        "true" => format!("{key} = true\n"),
        value => format!("{key} = {}\n", quoted(value)),
    });
    format!("\n[profiles.{name}]\n{}", lines.collect::<String>())
}

/// Formats a basic string of TOML: a JSON string is one, except that TOML forbids a bare DEL.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F")
}

fn name(named: &Named) -> Option<String> {
    match named {
        Named::Name(name) => Some(name.clone()),
        Named::Id(_) => None,
    }
}

/// Returns the login's part of a profile. Temporary keys are not saved, because they expire before
/// the profile is used again.
pub(super) fn login(login: &Login) -> Option<NewProfile> {
    let parts = |plain, key, secret: &SecretString| NewProfile {
        plain,
        secret: Some((key, secret.clone())),
        secret_file: None,
    };
    match login {
        Login::Token(token) => Some(parts(Vec::new(), "token_file", token.secret())),
        Login::Keys(keys) if keys.security_token.is_some() => None,
        Login::Keys(keys) => {
            Some(parts(vec![("access_key", keys.access.clone())], "secret_key_file", &keys.secret))
        }
        Login::Password(login) => {
            // A profile holds names of user and account; an ID would be read as a name.
            let mut plain = vec![("user", name(&login.user)?)];
            if let Some(domain) = &login.domain {
                plain.push(("domain", name(domain)?));
            }
            plain.extend(login.passcode.then(|| ("passcode", "true".to_owned())));
            Some(parts(plain, "password_file", &login.password))
        }
        Login::Agency(endpoint) => {
            let mut plain = vec![("agency", "true".to_owned())];
            plain.extend(
                endpoint.as_ref().map(|endpoint| ("metadata_endpoint", endpoint.to_string())),
            );
            Some(NewProfile { plain, secret: None, secret_file: None })
        }
    }
}
