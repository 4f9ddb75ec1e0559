//! `HUAWEICLOUD_SDK_*`, as the vendor's SDKs read them. They hold keys only.

use super::{
    Source,
    assemble::{Recipe, Way},
    surroundings::Surroundings,
    values::Values,
};
use crate::{
    core::credentials::{Origin, Unusable, part::Part},
    words::{self, credentials::why},
};

const TABLE: [(Part, &str); 6] = [
    (Part::AccessKey, "HUAWEICLOUD_SDK_AK"),
    (Part::SecretKey, "HUAWEICLOUD_SDK_SK"),
    (Part::SecurityToken, "HUAWEICLOUD_SDK_SECURITY_TOKEN"),
    (Part::ProjectId, "HUAWEICLOUD_SDK_PROJECT_ID"),
    (Part::AccountId, "HUAWEICLOUD_SDK_DOMAIN_ID"),
    (Part::IamEndpoint, "HUAWEICLOUD_SDK_IAM_ENDPOINT"),
];

/// With it the SDK signs in through an identity provider, whatever keys there are.
const PROVIDER: &str = "HUAWEICLOUD_SDK_IDP_ID";

pub(super) fn source(around: &Surroundings) -> Option<Source> {
    let name = |part| super::values::name_in(&TABLE, part, words::credentials::part);
    let mut recipe = Recipe::new(Origin::SdkVariables, true, &[Way::Keys], &name);
    let values = match Values::of_variables(around, &TABLE) {
        Ok(values) => values,
        Err(why) => return Some(Source::refused(Origin::SdkVariables, true, why)),
    };
    if around.text(PROVIDER).is_some() {
        recipe.refused = Some(Unusable::Unsupported { way: why::identity_provider(PROVIDER) });
    } else if values.is_empty() {
        return None;
    }
    Some(recipe.make(&values, around.now()))
}
