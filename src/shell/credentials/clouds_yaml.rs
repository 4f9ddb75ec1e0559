//! OpenStack's `clouds.yaml`, with the secrets that stand apart in `secure.yaml`: in the current folder, in
//! `~/.config/openstack`, in `/etc/openstack`; or where `OS_CLIENT_CONFIG_FILE` and `OS_CLIENT_SECURE_FILE` say.
//! Of each the first counts, and the two together are one source.

use std::path::PathBuf;

use super::{
    Source,
    assemble::Recipe,
    openstack,
    openstack_variables::tell_ca,
    private_file::{self, Contents, SETTINGS_LIMIT},
    surroundings::Surroundings,
    values::{Text, Values, is_yes, name_in},
    yaml::{self, Node},
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

const NAMES: [(Part, &str); 22] = [
    (Part::Token, "auth.token"),
    (Part::AccessKey, "auth.ak"),
    (Part::AccessKey, "auth.access_key"),
    (Part::SecretKey, "auth.sk"),
    (Part::SecretKey, "auth.secret_key"),
    (Part::SecurityToken, "auth.security_token"),
    (Part::User, "auth.username"),
    (Part::User, "auth.user_name"),
    (Part::UserId, "auth.user_id"),
    (Part::Password, "auth.password"),
    (Part::Account, "auth.user_domain_name"),
    (Part::AccountId, "auth.user_domain_id"),
    (Part::Account, "auth.domain_name"),
    (Part::AccountId, "auth.domain_id"),
    (Part::Project, "auth.project_name"),
    (Part::Project, "auth.tenant_name"),
    (Part::ProjectId, "auth.project_id"),
    (Part::ProjectId, "auth.tenant_id"),
    (Part::ProjectDomain, "auth.project_domain_name"),
    (Part::ProjectDomainId, "auth.project_domain_id"),
    (Part::Region, "region_name"),
    (Part::IamEndpoint, "auth.auth_url"),
];

/// One of the two files.
struct Half {
    path: String,
    exposed: bool,
    clouds: Vec<(String, Node)>,
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
            let apart = secure.as_ref().and_then(|half| Some((half, half.cloud(name)?)));
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
    if let Some(path) = around.path(variable)? {
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
        let contents = contents.settled()?;
        let tree = yaml::read(contents.text()?).map_err(|at| contents.malformed(why::at(at.line, at.column)))?;
        let clouds = match tree.as_ref().map(|tree| (tree, tree.get("clouds"))) {
            None => Vec::new(),
            Some((_, Some(Node::Map(clouds)))) => clouds.clone(),
            Some((_, Some(node))) if node.is_null() => Vec::new(),
            Some((Node::Map(_), None)) => Vec::new(),
            Some((tree, None)) if tree.is_null() => Vec::new(),
            Some((_, _)) => return Err(contents.malformed(why::NOT_THE_FORM)),
        };
        Ok(Self { path: contents.path, exposed: contents.exposed, clouds })
    }

    fn cloud(&self, name: &str) -> Option<&Node> {
        self.clouds.iter().find(|(known, _)| known == name).map(|(_, cloud)| cloud)
    }
}

/// The text at a path of keys.
fn at<'a>(cloud: &'a Node, path: &str) -> Option<&'a Text> {
    path.split('.').try_fold(cloud, |node, key| node.get(key))?.text()
}

fn of_cloud(around: &Surroundings, origin: Origin, automatic: bool, main: (&Half, &Node), apart: Option<(&Half, &Node)>) -> Source {
    let mut values = Values::default();
    let mut exposed = None;
    // What stands apart wins.
    for (half, cloud) in apart.iter().chain([&main]) {
        let secrets = put(&mut values, cloud);
        if secrets && half.exposed && exposed.is_none() {
            exposed = Some(Unusable::Exposed { path: half.path.clone() });
        }
    }
    let pick = |key: &str| apart.and_then(|(_, cloud)| at(cloud, key)).or_else(|| at(main.1, key)).map(Text::expose);
    let methods = apart.and_then(|(_, cloud)| methods(cloud)).or_else(|| methods(main.1));
    let (known, odd) = match openstack::ways("auth_type", pick("auth_type"), methods.as_deref()) {
        Ok(ways) => (ways, None),
        Err(why) => (openstack::Ways { ways: &[], passcode: false }, Some(why)),
    };
    let insecure = insecure(pick("insecure"), pick("verify"));
    let vendor = pick("profile").filter(|profile| !profile.trim().is_empty() && !values.has(Part::IamEndpoint));
    let vendor = vendor.map(|_| Unusable::Unsupported { way: why::vendor_profile("profile") });
    let name = |part| name_in(&NAMES, part, words::credentials::part);
    let refused = exposed.or(odd).or(insecure).or(vendor);
    let recipe = Recipe { passcode: known.passcode, refused, ..Recipe::new(origin, automatic, known.ways, &name) };
    let mut source = recipe.make(&values, around.now());
    if let Some(path) = pick("cacert").filter(|path| !path.trim().is_empty()) {
        tell_ca(&mut source.found, "cacert".to_owned(), path);
    }
    source
}

/// `auth_methods`, a list or a text.
fn methods(cloud: &Node) -> Option<String> {
    match cloud.get("auth_methods")? {
        Node::List(several) => Some(several.iter().filter_map(Node::text).map(Text::expose).collect::<Vec<_>>().join(",")),
        one => one.text().map(|text| text.expose().to_owned()),
    }
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
fn put(values: &mut Values, cloud: &Node) -> bool {
    let mut secrets = false;
    for (part, key) in NAMES {
        let text = at(cloud, key).cloned();
        secrets |= part.is_secret() && text.as_ref().is_some_and(|text| !text.expose().trim().is_empty());
        values.put_some(part, key, text);
    }
    secrets
}
