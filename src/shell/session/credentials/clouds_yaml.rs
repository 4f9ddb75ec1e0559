//! OpenStack's `clouds.yaml`, and `secure.yaml` with the secrets: in the current folder, in
//! `openstack` below `XDG_CONFIG_HOME`, `~/.config`, `/etc/xdg` and `/etc`, or where
//! `OS_CLIENT_CONFIG_FILE` and `OS_CLIENT_SECURE_FILE` say. Of each name the first file counts. A
//! cloud that stands in both files is one source.

use std::path::PathBuf;

use super::{
    Cloud, Contents, LONGEST_NAME, Setting, Source, Text, malformed, openstack, private_file,
    surroundings::Surroundings,
    yaml::{self, Node},
};
use crate::{
    core::{
        base::text::clean_excerpt,
        session::{Origin, Part, Unusable},
    },
    words::session::credentials::why,
};

const CLOUD: &str = "OS_CLOUD";
const REGION: &str = "region_name";
const CLOUDS_FILE: &str = "OS_CLIENT_CONFIG_FILE";
const SECURE_FILE: &str = "OS_CLIENT_SECURE_FILE";

/// One of the two files.
struct Half {
    path: String,
    exposed: bool,
    /// This user owns the file.
    own: bool,
    clouds: Vec<(String, Node)>,
}

pub fn sources(around: &Surroundings) -> Vec<Source> {
    let named = around.text(CLOUD).transpose();
    let (named, halves) = match named.and_then(|named| Ok((named.map(str::trim), halves(around)?)))
    {
        Ok(read) => read,
        Err(why) => {
            let path = match &why {
                Unusable::Unreadable { path, .. }
                | Unusable::Exposed { path, .. }
                | Unusable::Malformed { place: path, .. } => path.clone(),
                Unusable::Encrypted { .. }
                | Unusable::Insecure { .. }
                | Unusable::Expired { .. }
                | Unusable::Unsupported { .. } => String::new(),
            };
            // Without `OS_CLOUD` no cloud would be used by itself.
            let automatic = around.text(CLOUD).is_some();
            return vec![Source::refused(
                Origin::Cloud { name: String::new(), path },
                automatic,
                why,
            )];
        }
    };
    let (clouds, secure) = halves;
    let path =
        clouds.as_ref().or(secure.as_ref()).map(|half| half.path.clone()).unwrap_or_default();
    let mut sources: Vec<Source> = Vec::new();
    let halves: Vec<&Half> = clouds.iter().chain(&secure).collect();
    let mut seen: Vec<&str> = Vec::new();
    for (name, _) in halves.iter().flat_map(|half| &half.clouds) {
        let shown = clean_excerpt(name, LONGEST_NAME);
        if !shown.is_empty() && !seen.contains(&name.as_str()) {
            seen.push(name);
            let origin = Origin::Cloud { name: shown, path: path.clone() };
            // A cloud may stand in secure.yaml alone.
            let of_it: Vec<(&Half, &Node)> =
                halves.iter().filter_map(|half| Some((*half, half.cloud(name)?))).collect();
            sources.push(of_cloud(around, origin, named == Some(name.trim()), &of_it));
        }
    }
    if let Some(named) = named
        && !sources.iter().any(|source| source.found.automatic)
    {
        let origin = Origin::Cloud { name: clean_excerpt(named, LONGEST_NAME), path };
        sources.push(Source::refused(origin, true, malformed(CLOUD, why::NO_SUCH_CLOUD)));
    }
    sources
}

fn halves(around: &Surroundings) -> Result<(Option<Half>, Option<Half>), Unusable> {
    let clouds = first(around, CLOUDS_FILE, "clouds")?.map(Half::read).transpose()?;
    let secure = first(around, SECURE_FILE, "secure")?.map(Half::read).transpose()?;
    Ok((clouds, secure))
}

/// Reads the file that a variable names, or the first of the usual ones that exists.
fn first(around: &Surroundings, variable: &str, stem: &str) -> Result<Option<Contents>, Unusable> {
    if let Some(path) = around.path(variable)? {
        return private_file::read_settings(&path, true);
    }
    let own = around.config_home().map(|folder| folder.join("openstack"));
    let usual = around.home.as_ref().map(|home| home.join(".config/openstack"));
    let etc = &around.etc;
    let folders = [
        Some(around.cwd.clone()),
        own,
        usual,
        Some(etc.join("xdg/openstack")),
        Some(etc.join("openstack")),
    ];
    for folder in folders.into_iter().flatten() {
        // JSON is YAML.
        for ending in ["yaml", "yml", "json"] {
            let path: PathBuf = folder.join(format!("{stem}.{ending}"));
            if let Some(contents) = private_file::read_settings(&path, false)? {
                return Ok(Some(contents));
            }
        }
    }
    Ok(None)
}

impl Half {
    fn read(contents: Contents) -> Result<Self, Unusable> {
        let contents = contents.settled()?;
        // The parser counts lines from 1 and columns from 0.
        let tree = yaml::read(contents.text()?)
            .map_err(|at| contents.malformed(why::at(at.line(), at.col() + 1)))?;
        let clouds = match tree.as_ref().map(|tree| (tree, tree.get("clouds"))) {
            None => Vec::new(),
            Some((_, Some(Node::Map(clouds)))) => clouds.clone(),
            Some((_, Some(node))) if node.is_null() => Vec::new(),
            Some((Node::Map(_), None)) => Vec::new(),
            Some((tree, None)) if tree.is_null() => Vec::new(),
            Some((_, _)) => return Err(contents.malformed(why::NOT_THE_FORM)),
        };
        Ok(Self { path: contents.path, exposed: contents.exposed, own: contents.own, clouds })
    }

    fn cloud(&self, name: &str) -> Option<&Node> {
        self.clouds.iter().find(|(known, _)| known == name).map(|(_, cloud)| cloud)
    }
}

/// Makes the source of a cloud. Settings of `secure.yaml` count before those of `clouds.yaml`.
fn of_cloud(
    around: &Surroundings,
    origin: Origin,
    automatic: bool,
    halves: &[(&Half, &Node)],
) -> Source {
    let exposed = halves.iter().find(|(half, cloud)| half.exposed && holds_secret(cloud));
    let exposed =
        exposed.map(|(half, _)| Unusable::Exposed { path: half.path.clone(), own: half.own });
    let merged = halves.iter().fold(Node::Map(Vec::new()), |older, (_, cloud)| older.merged(cloud));
    let (cloud, odd) = match settings(&merged) {
        Ok(cloud) => (cloud, None),
        Err(place) => (Cloud::default(), Some(malformed(place, why::NOT_THE_FORM))),
    };
    let name = |part| match part {
        Part::Region => openstack::key_of(part).to_owned(),
        part => format!("auth.{}", openstack::key_of(part)),
    };
    let refused = exposed.or(odd);
    cloud.source(around, origin, automatic, &name, refused)
}

/// Reads the settings of a cloud with those of its first region. An error names the key whose
/// value has a wrong form.
fn settings(cloud: &Node) -> Result<Cloud, String> {
    let (region, cloud) = match cloud.get("regions").filter(|regions| !regions.is_null()) {
        None => (None, cloud.clone()),
        Some(Node::List(regions)) => match regions.first() {
            None => (None, cloud.clone()),
            Some(Node::Map(_)) => {
                let first = &regions[0];
                let name = first.get("name").and_then(Node::text).ok_or("regions")?;
                let values = first.get("values").filter(|values| !values.is_null());
                (
                    Some(name.clone()),
                    values.map_or_else(|| cloud.clone(), |values| cloud.merged(values)),
                )
            }
            Some(name) => (Some(name.text().ok_or("regions")?.clone()), cloud.clone()),
        },
        Some(_) => return Err("regions".to_owned()),
    };
    let Node::Map(pairs) = &cloud else { return Ok(Cloud::default()) };
    let mut read = Cloud::default();
    for (key, node) in pairs {
        match (normal(key).as_str(), node) {
            ("auth", Node::Map(auth)) => {
                read.auth =
                    auth.iter().filter_map(|(key, node)| setting("auth.", key, node)).collect()
            }
            ("auth", node) if !node.is_null() => return Err(key.clone()),
            (_, node) => read.top.extend(setting("", key, node)),
        }
    }
    if let Some(name) = region {
        read.top.retain(|setting| setting.key != REGION);
        read.top.push(Setting { key: REGION.to_owned(), from: "regions".to_owned(), text: name });
    }
    // `region_name: a,b` and a list mean the first.
    for region in read.top.iter_mut().filter(|setting| setting.key == REGION) {
        region.text = Text::from(region.text.expose().split(',').next().unwrap_or_default());
    }
    Ok(read)
}

/// Reads a setting, a list as its texts with commas. Returns `None` for a key that does
/// not bear on signing in.
fn setting(level: &str, key: &str, node: &Node) -> Option<Setting> {
    let text = match node {
        Node::List(several) => {
            let texts = several.iter().filter_map(Node::text).map(Text::expose);
            Text::from(texts.collect::<Vec<_>>().join(",").as_str())
        }
        one => one.text()?.clone(),
    };
    let normal = normal(key);
    openstack::is_known(&normal).then(|| Setting {
        key: normal,
        from: format!("{level}{key}"),
        text,
    })
}

/// Returns a key as OpenStack's reader knows it: `-` counts as `_`.
fn normal(key: &str) -> String {
    key.replace('-', "_")
}

/// Returns whether a secret stands anywhere in the cloud, also one that another value overrides.
fn holds_secret(cloud: &Node) -> bool {
    match cloud {
        Node::Map(pairs) => pairs.iter().any(|(key, node)| {
            let secret = openstack::is_secret(&normal(key))
                && node.text().is_some_and(|text| !text.is_blank());
            secret || holds_secret(node)
        }),
        Node::List(nodes) => nodes.iter().any(holds_secret),
        Node::Scalar { .. } => false,
    }
}
