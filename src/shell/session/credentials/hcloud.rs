//! KooCLI's `~/.hcloud/config.json`, or the file that `HW_SHARED_CONFIG_FILE` names. By itself the
//! program uses the file's current profile, or the one that `HW_PROFILE` names.

use super::{
    Contents, LONGEST_NAME, Recipe, Source, Text, Values, Way, malformed, of_private_file,
    surroundings::Surroundings,
    values::{is_yes, name_in, plain_word},
};
use crate::{
    api::{Fields, Json},
    core::{
        base::{UtcTime, text::clean_excerpt},
        session::{Origin, Part, Unusable},
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

/// The names of the end of keys in the writings of KooCLI.
const ENDS: [&str; 5] = ["expiration", "expireTime", "expiresAt", "expires_at", "expireAt"];

pub fn sources(around: &Surroundings) -> Vec<Source> {
    let origin = |path| Origin::Hcloud { profile: String::new(), path };
    of_private_file(around, FILE, ".hcloud/config.json", origin, |contents| {
        of_file(around, &contents)
    })
}

fn of_file(around: &Surroundings, contents: &Contents) -> Result<Vec<Source>, Unusable> {
    // The parser's own message quotes the file, so only line and column are told.
    let file = Json::of(contents.text()?)
        .map_err(|e| contents.malformed(why::at(e.line(), e.column())))?;
    let odd = || contents.malformed(why::NOT_THE_FORM);
    let file = file.fields().ok_or_else(odd)?;
    let asked = around.text(PROFILE).transpose()?;
    let named = asked.map(str::to_owned).or_else(|| file.part("current").text());
    let named = named.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let current = clean_excerpt(named.unwrap_or(USUAL), LONGEST_NAME);
    let encrypted = file.part("authEncrypt").text().map(|text| is_yes(&text, true));
    let profiles = file.part("profiles");
    let listed = if profiles.is_null() { Vec::new() } else { profiles.list().ok_or_else(odd)? };
    let mut sources: Vec<Source> = Vec::new();
    for profile in listed {
        let profile = profile.fields().ok_or_else(odd)?;
        let name = clean_excerpt(&profile.part("name").text().unwrap_or_default(), LONGEST_NAME);
        let origin = Origin::Hcloud { profile: name.clone(), path: contents.path.clone() };
        // Of several profiles with one name KooCLI uses the first.
        if !name.is_empty() && sources.iter().all(|known| known.found.origin != origin) {
            sources.push(of_profile(around, &profile, encrypted, origin, name == current));
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
    profile: &Fields<'_>,
    encrypted: Option<bool>,
    origin: Origin,
    current: bool,
) -> Source {
    let mode = profile.part("mode").text().unwrap_or_default().trim().to_ascii_lowercase();
    let way: &[Way] = if mode == "ecsagency" { &[Way::Agency] } else { &[Way::Keys] };
    let mut refused = unusable(profile, &mode);
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
        .make(&values, around.now)
}

/// Returns why a profile cannot be used, whatever its values are.
fn unusable(profile: &Fields<'_>, mode: &str) -> Option<Unusable> {
    if profile.part("skipSecureVerify").text().is_some_and(|text| is_yes(&text, true)) {
        return Some(Unusable::Insecure { place: "skipSecureVerify".to_owned() });
    }
    let is_set = |key| profile.part(key).text().is_some_and(|text| !text.trim().is_empty());
    match mode {
        // With the name of an agency KooCLI's keys act in another account.
        "aksk" | "" if is_set("agencyName") => {
            Some(Unusable::Unsupported { way: why::assumed_agency("agencyName") })
        }
        "aksk" | "" | "sso" | "ecsagency" => None,
        other => Some(Unusable::Unsupported { way: why::hcloud_mode(plain_word(other)) }),
    }
}

/// Reads the values of a profile, and the end of its keys. After a single sign-on the keys stand in
/// an object of their own.
fn values(profile: &Fields<'_>, mode: &str) -> (Values, Option<UtcTime>) {
    let of_sso = profile.part("ssoAuth").part("stsToken").fields().filter(|_| mode == "sso");
    let of_sso = of_sso.unwrap_or_default();
    let mut values = Values::default();
    for (part, name) in NAMES {
        let is_key = matches!(part, Part::AccessKey | Part::SecretKey | Part::SecurityToken);
        let (from, value) = match mode {
            "sso" if is_key => ("ssoAuth.stsToken.", of_sso.part(name)),
            "ecsagency" if is_key => continue,
            _ => ("", profile.part(name)),
        };
        values.put(part, format!("{from}{name}"), value.text().map(Text::from));
    }
    (values, ENDS.iter().find_map(|key| time(&of_sso.part(key).text()?)))
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
