//! `OS_*`, as OpenStack's clients read them. `OS_CLOUD` and what names files belongs to
//! `clouds.yaml`.

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
/// Names a cloud of `clouds.yaml`, and is no setting of the variables' own cloud.
const CLOUD: &str = "cloud";

pub(super) fn source(around: &Surroundings) -> Option<Source> {
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

/// A CA bundle is not taken from a source, for it would be trusted by every call: it is told,
/// with the option for it.
pub(super) fn tell_ca(found: &mut Found, from: String, path: &str) {
    let shown = why::ca_bundle(&words::session::credentials::shown(path.trim()));
    found.told.push(Told { what: words::session::credentials::CA_BUNDLE, from, shown });
}
