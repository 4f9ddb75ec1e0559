//! `OS_*`, as OpenStack's clients read them. `OS_CLOUD` and the variables that
//! name files belong to `clouds.yaml`.

use super::{
    Source,
    assemble::Recipe,
    openstack::{self, Cloud, Setting},
    surroundings::Surroundings,
    values::Text,
};
use crate::{
    core::session::credentials::{Found, Origin, Told, Unusable, part::Part},
    words::{self, session::credentials::why},
};

const PREFIX: &str = "OS_";
/// `OS_CLOUD` names a cloud of `clouds.yaml` and sets nothing for the cloud of the variables.
const CLOUD: &str = "cloud";

pub fn source(around: &Surroundings) -> Option<Source> {
    match read(around) {
        Ok(source) => source,
        Err(why) => Some(Source::refused(Origin::OpenStackVariables, true, why)),
    }
}

fn read(around: &Surroundings) -> Result<Option<Source>, Unusable> {
    let mut cloud = Cloud::default();
    for name in around.names(PREFIX) {
        let key = name[PREFIX.len()..].to_ascii_lowercase();
        if key != CLOUD
            && openstack::is_known(&key)
            && let Some(text) = around.text(name)
        {
            cloud.top.push(Setting { key, from: name.to_owned(), text: Text::from(text?) });
        }
    }
    let resolved = cloud.resolve();
    if resolved.values.is_empty() && resolved.refused.is_none() {
        return Ok(None);
    }
    let name = |part| match part {
        Part::Token => "OS_AUTH_TOKEN".to_owned(),
        part => format!("{PREFIX}{}", openstack::key_of(part).to_ascii_uppercase()),
    };
    let recipe = Recipe::new(Origin::OpenStackVariables, true, resolved.ways, &name);
    let recipe =
        Recipe { passcode: resolved.passcode, refused: resolved.refused, by_iam: true, ..recipe };
    let mut source = recipe.make(&resolved.values, around.now());
    if let Some(ca) = cloud.top.iter().find(|setting| setting.key == "cacert") {
        tell_ca(&mut source.found, ca.from.clone(), ca.text.expose());
    }
    Ok(Some(source))
}

/// Tells of a CA bundle, with the option that would use the bundle. No source may add to the
/// certificates that every call trusts.
pub fn tell_ca(found: &mut Found, from: String, path: &str) {
    let shown = why::ca_bundle(&words::session::credentials::shown(path.trim()));
    found.told.push(Told { what: words::session::credentials::CA_BUNDLE, from, shown });
}
