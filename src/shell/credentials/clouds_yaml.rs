//! OpenStack's `clouds.yaml`, with the secrets that stand apart in `secure.yaml`: in the current folder, in
//! `~/.config/openstack`, in `/etc/openstack`; or where `OS_CLIENT_CONFIG_FILE` and `OS_CLIENT_SECURE_FILE` say.
//! Of each the first counts, and the two together are one source.

use std::{collections::BTreeMap, path::PathBuf};

use serde::Deserialize;

use super::{
    Source,
    assemble::Recipe,
    openstack,
    openstack_variables::tell_ca,
    private_file::{self, Contents, SETTINGS_LIMIT},
    surroundings::Surroundings,
    values::{Text, Values, is_yes, name_in},
};
use crate::{
    core::{
        credentials::{Origin, Unusable, part::Part},
        text::clean_excerpt,
    },
    words::{self, credentials::why},
};

const CLOUD: &str = "OS_CLOUD";
const CLOUDS_FILE: &str = "OS_CLIENT_CONFIG_FILE";
const SECURE_FILE: &str = "OS_CLIENT_SECURE_FILE";
/// Longest name of a cloud that is shown.
const LONGEST_NAME: usize = 80;

const NAMES: [(Part, &str); 17] = [
    (Part::Token, "auth.token"),
    (Part::AccessKey, "auth.ak"),
    (Part::SecretKey, "auth.sk"),
    (Part::SecurityToken, "auth.security_token"),
    (Part::User, "auth.username"),
    (Part::UserId, "auth.user_id"),
    (Part::Password, "auth.password"),
    (Part::Account, "auth.user_domain_name"),
    (Part::AccountId, "auth.user_domain_id"),
    (Part::Account, "auth.domain_name"),
    (Part::AccountId, "auth.domain_id"),
    (Part::Project, "auth.project_name"),
    (Part::ProjectId, "auth.project_id"),
    (Part::ProjectDomain, "auth.project_domain_name"),
    (Part::ProjectDomainId, "auth.project_domain_id"),
    (Part::Region, "region_name"),
    (Part::IamEndpoint, "auth.auth_url"),
];

#[derive(Default, Deserialize)]
#[serde(default)]
struct File {
    clouds: Option<BTreeMap<String, Option<Cloud>>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Cloud {
    auth: Option<Auth>,
    auth_type: Option<Text>,
    auth_methods: Option<Methods>,
    region_name: Option<Text>,
    profile: Option<Text>,
    verify: Option<Text>,
    insecure: Option<Text>,
    cacert: Option<Text>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Auth {
    auth_url: Option<Text>,
    token: Option<Text>,
    #[serde(alias = "access_key")]
    ak: Option<Text>,
    #[serde(alias = "secret_key")]
    sk: Option<Text>,
    security_token: Option<Text>,
    #[serde(alias = "user_name")]
    username: Option<Text>,
    user_id: Option<Text>,
    password: Option<Text>,
    user_domain_name: Option<Text>,
    user_domain_id: Option<Text>,
    domain_name: Option<Text>,
    domain_id: Option<Text>,
    #[serde(alias = "tenant_name")]
    project_name: Option<Text>,
    #[serde(alias = "tenant_id")]
    project_id: Option<Text>,
    project_domain_name: Option<Text>,
    project_domain_id: Option<Text>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Methods {
    Several(Vec<String>),
    One(String),
}

/// One of the two files.
struct Half {
    path: String,
    exposed: bool,
    clouds: BTreeMap<String, Cloud>,
}

pub(super) fn sources(around: &Surroundings) -> Vec<Source> {
    let named = around.text(CLOUD).transpose();
    let (named, halves) = match named.and_then(|named| Ok((named.map(str::trim), halves(around)?))) {
        Ok(read) => read,
        Err(why) => {
            let path = match &why {
                Unusable::Unreadable { path, .. } | Unusable::Exposed { path } | Unusable::Malformed { place: path, .. } => path.clone(),
                Unusable::Encrypted { .. } | Unusable::Insecure { .. } | Unusable::Expired { .. } | Unusable::Unsupported { .. } => {
                    String::new()
                }
            };
            // Only what was asked for by name would have been used by itself.
            let automatic = around.text(CLOUD).is_some();
            return vec![Source::refused(Origin::Cloud { name: String::new(), path }, automatic, why)];
        }
    };
    let (clouds, secure) = halves;
    let path = clouds.as_ref().map(|half| half.path.clone()).unwrap_or_default();
    let mut sources: Vec<Source> = Vec::new();
    if let Some(clouds) = &clouds {
        for (name, cloud) in &clouds.clouds {
            let apart = secure.as_ref().and_then(|half| Some((half, half.clouds.get(name)?)));
            let shown = clean_excerpt(name, LONGEST_NAME);
            if !shown.is_empty() {
                let origin = Origin::Cloud { name: shown, path: path.clone() };
                sources.push(of_cloud(around, origin, named == Some(name.trim()), (clouds, cloud), apart));
            }
        }
    }
    if let Some(named) = named
        && !sources.iter().any(|source| source.found.automatic)
    {
        let why = Unusable::Malformed { place: CLOUD.to_owned(), why: why::NO_SUCH_CLOUD.to_owned() };
        sources.push(Source::refused(Origin::Cloud { name: clean_excerpt(named, LONGEST_NAME), path }, true, why));
    }
    sources
}

fn halves(around: &Surroundings) -> Result<(Option<Half>, Option<Half>), Unusable> {
    let clouds = first(around, CLOUDS_FILE, "clouds")?.map(Half::read).transpose()?;
    let secure = first(around, SECURE_FILE, "secure")?.map(Half::read).transpose()?;
    Ok((clouds, secure))
}

/// The file that a variable names, or the first one that is there.
fn first(around: &Surroundings, variable: &str, stem: &str) -> Result<Option<Contents>, Unusable> {
    if let Some(path) = around.path(variable) {
        return private_file::read(&path, SETTINGS_LIMIT).map(Some);
    }
    let own = around.config_home().map(|folder| folder.join("openstack"));
    let folders = [Some(around.cwd().to_owned()), own, Some(around.etc().join("openstack"))];
    for folder in folders.into_iter().flatten() {
        for ending in ["yaml", "yml"] {
            let path: PathBuf = folder.join(format!("{stem}.{ending}"));
            if let Some(contents) = private_file::read_if_there(&path, SETTINGS_LIMIT)? {
                return Ok(Some(contents));
            }
        }
    }
    Ok(None)
}

impl Half {
    fn read(contents: Contents) -> Result<Self, Unusable> {
        let text = contents.text()?;
        let empty = text.lines().all(|line| line.trim_start().starts_with('#') || line.trim().is_empty());
        // The parser's own words quote the file.
        let stopped = |e: serde_saphyr::Error| match e.location() {
            Some(at) => contents.malformed(why::at(at.line() as usize, at.column() as usize)),
            None => contents.malformed(why::NOT_THE_FORM),
        };
        let file: File = if empty { File::default() } else { serde_saphyr::from_str(text).map_err(stopped)? };
        let clouds = file.clouds.unwrap_or_default().into_iter().map(|(name, cloud)| (name, cloud.unwrap_or_default())).collect();
        Ok(Self { path: contents.path, exposed: contents.exposed, clouds })
    }
}

fn of_cloud(around: &Surroundings, origin: Origin, automatic: bool, main: (&Half, &Cloud), apart: Option<(&Half, &Cloud)>) -> Source {
    let mut values = Values::default();
    let mut exposed = None;
    // What stands apart wins.
    for (half, cloud) in apart.iter().chain([&main]) {
        let secrets = put(&mut values, cloud);
        if secrets && half.exposed && exposed.is_none() {
            exposed = Some(Unusable::Exposed { path: half.path.clone() });
        }
    }
    let pick = |of: fn(&Cloud) -> Option<&Text>| apart.and_then(|(_, cloud)| of(cloud)).or_else(|| of(main.1)).map(Text::expose);
    let methods = apart.and_then(|(_, cloud)| cloud.auth_methods.as_ref()).or(main.1.auth_methods.as_ref()).map(Methods::joined);
    let ways = openstack::ways("auth_type", pick(|c| c.auth_type.as_ref()), methods.as_deref());
    let (known, odd) = match ways {
        Ok(ways) => (ways, None),
        Err(why) => (openstack::Ways { ways: &[], passcode: false }, Some(why)),
    };
    let insecure = insecure(pick(|c| c.insecure.as_ref()), pick(|c| c.verify.as_ref()));
    let vendor = pick(|c| c.profile.as_ref()).filter(|profile| !profile.trim().is_empty() && !values.has(Part::IamEndpoint));
    let vendor = vendor.map(|_| Unusable::Unsupported { way: why::vendor_profile("profile") });
    let name = |part| name_in(&NAMES, part, words::credentials::part);
    let refused = exposed.or(odd).or(insecure).or(vendor);
    let recipe = Recipe { passcode: known.passcode, refused, ..Recipe::new(origin, automatic, known.ways, &name) };
    let mut source = recipe.make(&values, around.now());
    if let Some(path) = pick(|c| c.cacert.as_ref()).filter(|path| !path.trim().is_empty()) {
        tell_ca(&mut source.found, "cacert".to_owned(), path);
    }
    source
}

fn insecure(insecure: Option<&str>, verify: Option<&str>) -> Option<Unusable> {
    let place = match (insecure, verify) {
        (Some(text), _) if is_yes(text, true) => "insecure",
        (_, Some(text)) if !text.trim().is_empty() && !is_yes(text, true) => "verify",
        _ => return None,
    };
    Some(Unusable::Insecure { place: place.to_owned() })
}

/// Takes the values of a cloud that are not there yet; true if a secret was among what it has.
fn put(values: &mut Values, cloud: &Cloud) -> bool {
    values.put_some(Part::Region, "region_name", cloud.region_name.clone());
    let Some(auth) = &cloud.auth else { return false };
    let all = [
        &auth.token,
        &auth.ak,
        &auth.sk,
        &auth.security_token,
        &auth.username,
        &auth.user_id,
        &auth.password,
        &auth.user_domain_name,
        &auth.user_domain_id,
        &auth.domain_name,
        &auth.domain_id,
        &auth.project_name,
        &auth.project_id,
        &auth.project_domain_name,
        &auth.project_domain_id,
        &cloud.region_name,
        &auth.auth_url,
    ];
    for ((part, key), text) in NAMES.into_iter().zip(all) {
        values.put_some(part, key, text.clone());
    }
    let blank = |text: &Option<Text>| text.as_ref().is_none_or(|text| text.expose().trim().is_empty());
    [&auth.token, &auth.sk, &auth.security_token, &auth.password].into_iter().any(|text| !blank(text))
}

impl Methods {
    fn joined(&self) -> String {
        match self {
            Self::Several(several) => several.join(","),
            Self::One(one) => one.clone(),
        }
    }
}
