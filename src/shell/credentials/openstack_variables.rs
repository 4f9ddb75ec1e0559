//! `OS_*`, as OpenStack's clients read them. `OS_CLOUD` and what names files belongs to `clouds.yaml`.

use super::{
    Source,
    assemble::Recipe,
    openstack,
    surroundings::Surroundings,
    values::{Values, is_yes, name_in},
};
use crate::{
    core::credentials::{Found, Origin, Told, Unusable, part::Part},
    words::{self, credentials::why},
};

const TABLE: [(Part, &str); 20] = [
    (Part::Token, "OS_AUTH_TOKEN"),
    (Part::Token, "OS_TOKEN"),
    (Part::AccessKey, "OS_ACCESS_KEY"),
    (Part::SecretKey, "OS_SECRET_KEY"),
    (Part::SecurityToken, "OS_SECURITY_TOKEN"),
    (Part::User, "OS_USERNAME"),
    (Part::UserId, "OS_USER_ID"),
    (Part::Password, "OS_PASSWORD"),
    (Part::Account, "OS_USER_DOMAIN_NAME"),
    (Part::Account, "OS_DOMAIN_NAME"),
    (Part::AccountId, "OS_USER_DOMAIN_ID"),
    (Part::AccountId, "OS_DOMAIN_ID"),
    (Part::Project, "OS_PROJECT_NAME"),
    (Part::Project, "OS_TENANT_NAME"),
    (Part::ProjectId, "OS_PROJECT_ID"),
    (Part::ProjectId, "OS_TENANT_ID"),
    (Part::ProjectDomain, "OS_PROJECT_DOMAIN_NAME"),
    (Part::ProjectDomainId, "OS_PROJECT_DOMAIN_ID"),
    (Part::Region, "OS_REGION_NAME"),
    (Part::IamEndpoint, "OS_AUTH_URL"),
];

const AUTH_TYPE: &str = "OS_AUTH_TYPE";
const METHODS: &str = "OS_AUTH_METHODS";
const CA: &str = "OS_CACERT";

pub(super) fn source(around: &Surroundings) -> Option<Source> {
    match read(around) {
        Ok(source) => source,
        Err(why) => Some(Source::refused(Origin::OpenStackVariables, true, why)),
    }
}

fn read(around: &Surroundings) -> Result<Option<Source>, Unusable> {
    let values = Values::of_variables(around, &TABLE)?;
    if values.is_empty() {
        return Ok(None);
    }
    let text = |name: &str| around.text(name).transpose();
    let name = |part| name_in(&TABLE, part, words::credentials::part);
    let ways = openstack::ways(AUTH_TYPE, text(AUTH_TYPE)?, text(METHODS)?);
    let (known, refused) = match ways {
        Ok(ways) => (ways, insecure(text("OS_INSECURE")?, text("OS_VERIFY")?)),
        Err(why) => (openstack::Ways { ways: &[], passcode: false }, Some(why)),
    };
    let recipe = Recipe::new(Origin::OpenStackVariables, true, known.ways, &name);
    let mut source = Recipe { passcode: known.passcode, refused, ..recipe }.make(&values, around.now());
    if let Some(path) = text(CA)? {
        tell_ca(&mut source.found, CA.to_owned(), path);
    }
    Ok(Some(source))
}

fn insecure(insecure: Option<&str>, verify: Option<&str>) -> Option<Unusable> {
    let place = match (insecure, verify) {
        (Some(text), _) if is_yes(text, true) => "OS_INSECURE",
        (_, Some(text)) if !is_yes(text, true) => "OS_VERIFY",
        _ => return None,
    };
    Some(Unusable::Insecure { place: place.to_owned() })
}

/// A CA bundle is not taken from a source, for it would be trusted by every call: it is told, with the option for it.
pub(super) fn tell_ca(found: &mut Found, from: String, path: &str) {
    let shown = why::ca_bundle(&words::credentials::shown(path.trim()));
    found.told.push(Told { what: words::credentials::CA_BUNDLE, from, shown });
}
