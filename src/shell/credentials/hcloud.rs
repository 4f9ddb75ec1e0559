//! KooCLI's `~/.hcloud/config.json`, or where `HW_SHARED_CONFIG_FILE` says; its current profile, or
//! the one that `HW_PROFILE` names.

use std::path::PathBuf;

use serde::Deserialize;

use super::{
    Source,
    assemble::{Recipe, Way},
    private_file::{self, Contents, SETTINGS_LIMIT},
    surroundings::Surroundings,
    values::{Text, Values, any_text, is_yes, name_in, plain_word},
};
use crate::{
    core::{
        base::{text::clean_excerpt, time::UtcTime},
        session::credentials::{Origin, Unusable, part::Part},
    },
    words::{self, session::credentials::why},
};

const FILE: &str = "HW_SHARED_CONFIG_FILE";
const PROFILE: &str = "HW_PROFILE";
/// The profile that KooCLI takes where none is current.
const USUAL: &str = "default";
/// Longest name of a profile that is shown.
const LONGEST_NAME: usize = 80;
/// The longest access key that is no cipher text.
const LONGEST_ACCESS_KEY: usize = 40;
/// Times beyond this (in the year 5138) are in milliseconds.
const MILLISECONDS: i64 = 100_000_000_000;

const NAMES: [(Part, &str); 6] = [
    (Part::AccessKey, "accessKeyId"),
    (Part::SecretKey, "secretAccessKey"),
    (Part::SecurityToken, "securityToken"),
    (Part::Region, "region"),
    (Part::ProjectId, "projectId"),
    (Part::AccountId, "domainId"),
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    current: Option<Text>,
    #[serde(default, deserialize_with = "any_text")]
    auth_encrypt: Option<Text>,
    #[serde(default)]
    profiles: Vec<Profile>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Profile {
    name: Option<Text>,
    mode: Option<Text>,
    access_key_id: Option<Text>,
    secret_access_key: Option<Text>,
    security_token: Option<Text>,
    region: Option<Text>,
    project_id: Option<Text>,
    domain_id: Option<Text>,
    agency_name: Option<Text>,
    #[serde(deserialize_with = "any_text")]
    skip_secure_verify: Option<Text>,
    sso_auth: Option<SsoAuth>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct SsoAuth {
    sts_token: Option<StsToken>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct StsToken {
    access_key_id: Option<Text>,
    secret_access_key: Option<Text>,
    security_token: Option<Text>,
    #[serde(
        alias = "expireTime",
        alias = "expiresAt",
        alias = "expires_at",
        alias = "expireAt",
        deserialize_with = "any_text"
    )]
    expiration: Option<Text>,
}

pub(super) fn sources(around: &Surroundings) -> Vec<Source> {
    let (path, asked) = match location(around) {
        Ok(Some(found)) => found,
        Ok(None) => return Vec::new(),
        Err(why) => {
            return vec![Source::refused(
                Origin::Hcloud { profile: String::new(), path: String::new() },
                true,
                why,
            )];
        }
    };
    let read = if asked {
        private_file::read(&path, SETTINGS_LIMIT).map(Some)
    } else {
        private_file::read_if_there(&path, SETTINGS_LIMIT)
    };
    let sources =
        read.and_then(|contents| contents.map(|contents| of_file(around, contents)).transpose());
    sources.map(Option::unwrap_or_default).unwrap_or_else(|why| {
        let origin = Origin::Hcloud { profile: String::new(), path: private_file::shown(&path) };
        vec![Source::refused(origin, true, why)]
    })
}

/// Where the file is, and whether it was asked for by name.
fn location(around: &Surroundings) -> Result<Option<(PathBuf, bool)>, Unusable> {
    let asked = around.path(FILE)?.map(|path| (path, true));
    Ok(asked.or_else(|| Some((around.home()?.join(".hcloud/config.json"), false))))
}

fn of_file(around: &Surroundings, contents: Contents) -> Result<Vec<Source>, Unusable> {
    let contents = contents.private()?;
    // The parser's own words quote the file.
    let file: File = serde_json::from_str(contents.text()?)
        .map_err(|e| contents.malformed(why::at(e.line(), e.column())))?;
    let asked = around.text(PROFILE).transpose()?;
    let current = asked
        .or_else(|| file.current.as_ref().map(Text::expose))
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let current = clean_excerpt(current.unwrap_or(USUAL), LONGEST_NAME);
    let encrypted = file.auth_encrypt.as_ref().map(|text| is_yes(text.expose(), true));
    let mut sources: Vec<Source> = Vec::new();
    for profile in file.profiles {
        let name = clean_excerpt(profile.name.as_ref().map_or("", Text::expose), LONGEST_NAME);
        let origin = Origin::Hcloud { profile: name.clone(), path: contents.path.clone() };
        // KooCLI itself takes the first of several with one name.
        if !name.is_empty() && sources.iter().all(|known| known.found.origin != origin) {
            sources.push(of_profile(around, profile, encrypted, origin, name == current));
        }
    }
    if sources.is_empty()
        || sources.iter().any(|source| source.found.origin.plain_name() == Some(&current))
    {
        return Ok(sources);
    }
    let place = if asked.is_some() { PROFILE } else { &contents.path };
    let why = Unusable::Malformed { place: place.to_owned(), why: why::NO_SUCH_PROFILE.to_owned() };
    sources.push(Source::refused(
        Origin::Hcloud { profile: current, path: contents.path.clone() },
        true,
        why,
    ));
    Ok(sources)
}

fn of_profile(
    around: &Surroundings,
    profile: Profile,
    encrypted: Option<bool>,
    origin: Origin,
    current: bool,
) -> Source {
    let mode = profile.mode.as_ref().map_or("", Text::expose).trim().to_ascii_lowercase();
    let way: &[Way] = if mode == "ecsagency" { &[Way::Agency] } else { &[Way::Keys] };
    let mut refused = unusable(&profile, &mode);
    let (values, expires) = values(profile, &mode);
    if refused.is_none()
        && values.has(Part::SecretKey)
        && encrypted.unwrap_or_else(|| looks_encrypted(&values))
    {
        let path = match &origin {
            Origin::Hcloud { path, .. } => path.clone(),
            _ => String::new(),
        };
        refused = Some(Unusable::Encrypted { path });
    }
    let name = |part| name_in(&NAMES, part, words::session::credentials::part);
    // The metadata service is asked only when somebody chooses it.
    let automatic = current && mode != "ecsagency";
    Recipe { expires, refused, ..Recipe::new(origin, automatic, way, &name) }
        .make(&values, around.now())
}

/// What keeps a profile from being used, whatever its values are.
fn unusable(profile: &Profile, mode: &str) -> Option<Unusable> {
    let set =
        |text: &Option<Text>| text.as_ref().is_some_and(|text| !text.expose().trim().is_empty());
    if profile.skip_secure_verify.as_ref().is_some_and(|text| is_yes(text.expose(), true)) {
        return Some(Unusable::Insecure { place: "skipSecureVerify".to_owned() });
    }
    match mode {
        // With the name of an agency KooCLI's keys stand for another account.
        "aksk" | "" if set(&profile.agency_name) => {
            Some(Unusable::Unsupported { way: why::assumed_agency("agencyName") })
        }
        "aksk" | "" | "sso" | "ecsagency" => None,
        other => Some(Unusable::Unsupported { way: why::hcloud_mode(plain_word(other)) }),
    }
}

fn values(profile: Profile, mode: &str) -> (Values, Option<UtcTime>) {
    let mut values = Values::default();
    let (from, keys, expires) = match mode {
        "sso" => {
            let keys = profile.sso_auth.and_then(|sso| sso.sts_token).unwrap_or_default();
            let expires = keys.expiration.as_ref().and_then(|text| time(text.expose()));
            (
                "ssoAuth.stsToken.",
                (keys.access_key_id, keys.secret_access_key, keys.security_token),
                expires,
            )
        }
        "ecsagency" => ("", (None, None, None), None),
        _ => ("", (profile.access_key_id, profile.secret_access_key, profile.security_token), None),
    };
    values.put_some(Part::AccessKey, format!("{from}accessKeyId"), keys.0);
    values.put_some(Part::SecretKey, format!("{from}secretAccessKey"), keys.1);
    values.put_some(Part::SecurityToken, format!("{from}securityToken"), keys.2);
    values.put_some(Part::Region, "region", profile.region);
    values.put_some(Part::ProjectId, "projectId", profile.project_id);
    values.put_some(Part::AccountId, "domainId", profile.domain_id);
    (values, expires)
}

/// A text, or seconds or milliseconds since 1970.
fn time(text: &str) -> Option<UtcTime> {
    let number = text.trim().parse::<i64>().ok();
    let seconds = number.map(|n| if n.abs() >= MILLISECONDS { n / 1000 } else { n });
    seconds.map(UtcTime::from_unix).or_else(|| UtcTime::parse(text))
}

/// An access key is a short word of letters and digits; cipher text is neither.
fn looks_encrypted(values: &Values) -> bool {
    let plain = |text: &str| {
        text.len() <= LONGEST_ACCESS_KEY
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    };
    values.get(Part::AccessKey).is_some_and(|entry| !plain(entry.text.expose().trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_read_as_text_as_seconds_and_as_milliseconds() {
        let want = Some(UtcTime::from_unix(1_772_352_930));
        for form in ["2026-03-01T08:15:30.123000Z", "1772352930", "1772352930123"] {
            assert_eq!(time(form), want, "{form}");
        }
        assert_eq!(time("soon"), None);
    }
}
