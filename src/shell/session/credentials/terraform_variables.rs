//! `HW_*`, as the Terraform provider reads them: a token, then keys, then user and password.

use super::{
    Recipe, Source, Text, Values, Way, malformed,
    surroundings::Surroundings,
    values::{is_yes, name_in},
};
use crate::{
    core::session::{Condition, Origin, Part, Unusable},
    words::session::credentials::why,
};

const TABLE: [(Part, &str); 13] = [
    (Part::Token, "HW_AUTH_TOKEN"),
    (Part::AccessKey, "HW_ACCESS_KEY"),
    (Part::SecretKey, "HW_SECRET_KEY"),
    (Part::SecurityToken, "HW_SECURITY_TOKEN"),
    (Part::User, "HW_USER_NAME"),
    (Part::UserId, "HW_USER_ID"),
    (Part::Password, "HW_USER_PASSWORD"),
    (Part::Account, "HW_DOMAIN_NAME"),
    (Part::AccountId, "HW_DOMAIN_ID"),
    (Part::Project, "HW_PROJECT_NAME"),
    (Part::ProjectId, "HW_PROJECT_ID"),
    (Part::Region, "HW_REGION_NAME"),
    (Part::IamEndpoint, "HW_AUTH_URL"),
];

/// The domain of another cloud's endpoints.
const CLOUD: &str = "HW_CLOUD";
/// The domain that the built-in list of regions is for.
const USUAL_CLOUD: &str = "myhuaweicloud.com";
const INSECURE: &str = "HW_INSECURE";
/// With a variable of this prefix the provider acts in another account, or as a federated user.
const ASSUMED: &str = "HW_ASSUME_ROLE_";
/// How long the assumed role lasts; the variable alone assumes no role.
const DURATION: &str = "HW_ASSUME_ROLE_DURATION";
const ALGORITHM: &str = "HW_SIGNING_ALGORITHM";
/// The provider's name for the signature that this program uses.
const USUAL_ALGORITHM: &str = "HmacSHA256";

pub fn source(around: &Surroundings) -> Option<Source> {
    let values = Values::of_variables(around, &TABLE).and_then(|values| with_cloud(around, values));
    let (values, lacks_region) = match values {
        Ok((values, _)) if values.is_empty() => return None,
        Ok(values) => values,
        Err(why) => return Some(Source::refused(Origin::TerraformVariables, true, why)),
    };
    let name = name_in(&TABLE);
    let mut recipe = Recipe::new(
        Origin::TerraformVariables,
        true,
        &[Way::Token, Way::Keys, Way::Password],
        &name,
    );
    if around.text(INSECURE).is_some_and(|text| text.map_or(true, |text| is_yes(text, true))) {
        recipe.refused = Some(Unusable::Insecure { place: INSECURE.to_owned() });
    } else if let Some(name) =
        around.names(ASSUMED).find(|name| *name != DURATION && around.text(name).is_some())
    {
        recipe.refused = Some(Unusable::Unsupported { way: why::assumed_agency(name) });
    } else if let Some(text) = around.text(ALGORITHM)
        && !text.is_ok_and(|text| text.trim().eq_ignore_ascii_case(USUAL_ALGORITHM))
    {
        recipe.refused = Some(Unusable::Unsupported { way: why::signature(ALGORITHM) });
    }
    let source = recipe.make(&values, around.now);
    Some(if lacks_region { lacking_region(source) } else { source })
}

/// Adds the endpoints of another cloud, which follow from the cloud's domain and the region.
/// Returns whether the region is missing for that.
fn with_cloud(around: &Surroundings, mut values: Values) -> Result<(Values, bool), Unusable> {
    let Some(cloud) = around.text(CLOUD) else { return Ok((values, false)) };
    let cloud = cloud?.trim().to_ascii_lowercase();
    if cloud == USUAL_CLOUD || values.is_empty() {
        return Ok((values, false));
    }
    if !is_domain(&cloud) {
        return Err(malformed(CLOUD, why::CLOUD));
    }
    let Some(region) = values.get(Part::Region).map(|entry| entry.text.trimmed().to_owned()) else {
        return Ok((values, true));
    };
    // The URL's host holds the region: a region in a wrong form is refused with the other values.
    values.put(
        Part::Endpoint,
        CLOUD,
        Text::from(format!("https://gaussdb-nosql.{region}.{cloud}").as_str()),
    );
    values.put(
        Part::IamEndpoint,
        CLOUD,
        Text::from(format!("https://iam.{region}.{cloud}").as_str()),
    );
    Ok((values, false))
}

fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(label)
}

/// Makes the source incomplete. Without a region the built-in list would give the endpoints of the
/// usual cloud to credentials of another.
fn lacking_region(mut source: Source) -> Source {
    let region = || name_in(&TABLE)(Part::Region);
    match &mut source.found.condition {
        Condition::Complete(_) => source.found.condition = Condition::Incomplete(vec![region()]),
        Condition::Incomplete(missing) => missing.push(region()),
        Condition::Unusable(_) => {}
    }
    source.bundle = None;
    source
}
