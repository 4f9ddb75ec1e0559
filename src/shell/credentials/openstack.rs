//! OpenStack's ways to sign in, which its variables and `clouds.yaml` name alike.

use super::{assemble::Way, values::plain_word};
use crate::{core::credentials::Unusable, words::credentials::why};

/// Without a named way: a token, then keys, then user and password.
const ANY: &[Way] = &[Way::Token, Way::Keys, Way::Password];

/// The ways that a source offers, and whether a passcode is asked for.
pub(super) struct Ways {
    pub(super) ways: &'static [Way],
    pub(super) passcode: bool,
}

/// What an `auth_type` (as it stands at `from`) and its `auth_methods` mean.
pub(super) fn ways(from: &str, auth_type: Option<&str>, methods: Option<&str>) -> Result<Ways, Unusable> {
    let passcode = methods.is_some_and(|methods| methods.contains("totp"));
    let Some(name) = auth_type.map(str::trim).filter(|name| !name.is_empty()) else {
        return Ok(Ways { ways: ANY, passcode });
    };
    let way = |way: &'static [Way], passcode| Ok(Ways { ways: way, passcode });
    match name.to_ascii_lowercase().as_str() {
        "token" | "v3token" => way(&[Way::Token], false),
        "password" | "v3password" => way(&[Way::Password], passcode),
        // Huawei Cloud's IAM takes a passcode only beside the password.
        "v3totp" => way(&[Way::Password], true),
        "v3multifactor" => way(&[Way::Password], passcode),
        "ak" | "aksk" | "ak-sk" | "ak_sk" | "v3aksk" => way(&[Way::Keys], false),
        _ => Err(Unusable::Unsupported { way: why::auth_type(from, plain_word(name)) }),
    }
}
