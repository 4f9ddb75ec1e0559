//! `HUAWEICLOUD_SDK_*`, as the vendor's SDKs read them. The convention has keys only.

use super::{Recipe, Source, Values, Way, surroundings::Surroundings, values::name_in};
use crate::{
    core::session::{Origin, Part, Unusable},
    words::session::credentials::why,
};

const TABLE: [(Part, &str); 6] = [
    (Part::AccessKey, "HUAWEICLOUD_SDK_AK"),
    (Part::SecretKey, "HUAWEICLOUD_SDK_SK"),
    (Part::SecurityToken, "HUAWEICLOUD_SDK_SECURITY_TOKEN"),
    (Part::ProjectId, "HUAWEICLOUD_SDK_PROJECT_ID"),
    (Part::AccountId, "HUAWEICLOUD_SDK_DOMAIN_ID"),
    (Part::IamEndpoint, "HUAWEICLOUD_SDK_IAM_ENDPOINT"),
];

/// Returns why keys are not used: the variables make the vendor's SDK sign in another way first, so
/// with keys this program would be another user than the SDK. The SDK's chain
/// (`huaweicloudsdkcore.auth.provider`) begins with a session token of an OIDC provider, then tries
/// a federated user of an identity provider, and only then keys.
pub fn goes_before_keys(around: &Surroundings) -> Option<Unusable> {
    let all = |names: &[&str]| names.iter().all(|name| around.text(name).is_some());
    let has_token = all(&["HUAWEICLOUD_OIDC_ID_TOKEN"]) || all(&["HUAWEICLOUD_OIDC_TOKEN_FILE"]);
    let way = if has_token && all(&["HUAWEICLOUD_OIDC_PROVIDER_URN", "HUAWEICLOUD_OIDC_AGENCY_URN"])
    {
        why::oidc("HUAWEICLOUD_OIDC_*")
    } else if all(&["HUAWEICLOUD_SDK_IDP_ID", "HUAWEICLOUD_SDK_ID_TOKEN_FILE"]) {
        why::identity_provider("HUAWEICLOUD_SDK_IDP_ID")
    } else {
        return None;
    };
    Some(Unusable::Unsupported { way })
}

/// The last link of the SDK's chain: a pod of the vendor's Kubernetes has this variable.
const POD: &str = "HC_CONTAINER_CREDENTIALS_FULL_URI";

pub fn source(around: &Surroundings) -> Option<Source> {
    let name = name_in(&TABLE);
    let mut recipe = Recipe::new(Origin::SdkVariables, true, &[Way::Keys], &name);
    let values = match Values::of_variables(around, &TABLE) {
        Ok(values) => values,
        Err(why) => return Some(Source::refused(Origin::SdkVariables, true, why)),
    };
    recipe.refused = goes_before_keys(around);
    if recipe.refused.is_none()
        && !(values.has(Part::AccessKey) && values.has(Part::SecretKey))
        && around.text(POD).is_some()
    {
        recipe.refused = Some(Unusable::Unsupported { way: why::pod(POD) });
    }
    (recipe.refused.is_some() || !values.is_empty()).then(|| recipe.make(&values, around.now))
}
