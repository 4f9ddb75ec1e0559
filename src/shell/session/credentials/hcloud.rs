//! KooCLI's `~/.hcloud/config.json`, or the file that `HW_SHARED_CONFIG_FILE` names. By itself the
//! program uses the file's current profile, or the one that `HW_PROFILE` names.

use serde::Deserialize;

use super::{
    LONGEST_NAME, Source,
    assemble::{Recipe, Way},
    malformed, of_private_file,
    private_file::Contents,
    surroundings::Surroundings,
    values::{Text, Values, any_text, is_yes, name_in, plain_word},
};
use crate::{
    core::{
        base::{text::clean_excerpt, time::UtcTime},
        session::credentials::{Origin, Unusable, part::Part},
    },
    words::session::credentials::why,
};

const FILE: &str = "HW_SHARED_CONFIG_FILE";
const PROFILE: &str = "HW_PROFILE";
/// The profile that KooCLI uses if the file names no current one.
const USUAL: &str = "default";
/// A longer access key is cipher text.
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

pub fn sources(around: &Surroundings) -> Vec<Source> {
    let origin = |path| Origin::Hcloud { profile: String::new(), path };
    of_private_file(around, FILE, ".hcloud/config.json", origin, |contents| {
        of_file(around, &contents)
    })
}

fn of_file(around: &Surroundings, contents: &Contents) -> Result<Vec<Source>, Unusable> {
    // The parser's own message quotes the file, so only line and column are told.
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
        // Of several profiles with one name KooCLI uses the first.
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
    let origin = Origin::Hcloud { profile: current, path: contents.path.clone() };
    sources.push(Source::refused(origin, true, malformed(place, why::NO_SUCH_PROFILE)));
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
    let name = name_in(&NAMES);
    // The metadata service is called only when the operator chooses the agency.
    let automatic = current && mode != "ecsagency";
    Recipe { expires, refused, ..Recipe::new(origin, automatic, way, &name) }
        .make(&values, around.now())
}

/// Returns why a profile cannot be used, whatever its values are.
fn unusable(profile: &Profile, mode: &str) -> Option<Unusable> {
    let set = |text: &Option<Text>| text.as_ref().is_some_and(|text| !text.is_blank());
    if profile.skip_secure_verify.as_ref().is_some_and(|text| is_yes(text.expose(), true)) {
        return Some(Unusable::Insecure { place: "skipSecureVerify".to_owned() });
    }
    match mode {
        // With the name of an agency KooCLI's keys act in another account.
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
    values.put(Part::AccessKey, format!("{from}accessKeyId"), keys.0);
    values.put(Part::SecretKey, format!("{from}secretAccessKey"), keys.1);
    values.put(Part::SecurityToken, format!("{from}securityToken"), keys.2);
    values.put(Part::Region, "region", profile.region);
    values.put(Part::ProjectId, "projectId", profile.project_id);
    values.put(Part::AccountId, "domainId", profile.domain_id);
    (values, expires)
}

/// Reads a time: a text, or seconds or milliseconds since 1970.
fn time(text: &str) -> Option<UtcTime> {
    let number = text.trim().parse::<i64>().ok();
    let seconds = number.map(|n| if n.abs() >= MILLISECONDS { n / 1000 } else { n });
    seconds.map(UtcTime::from_unix).or_else(|| UtcTime::parse(text))
}

/// Returns whether the access key looks like cipher text: a plain access key is a short
/// word of letters and digits.
fn looks_encrypted(values: &Values) -> bool {
    let plain = |text: &str| {
        text.len() <= LONGEST_ACCESS_KEY
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    };
    values.get(Part::AccessKey).is_some_and(|entry| !plain(entry.text.trimmed()))
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
