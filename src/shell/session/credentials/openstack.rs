//! Resolves one OpenStack cloud as the OpenStack SDK does: the same keys, the same precedence. A
//! setting that the SDK follows and this program cannot is refused, so that this program never
//! signs in as another user than the SDK.
//!
//! The rules are those of `openstack.config.loader` (version 4) and of keystoneauth's loaders:
//! - `-` in a key is `_`.
//! - Keys of `auth` may also stand beside `auth`. For domains, projects and the token a key beside
//!   `auth` goes first; for user, password and `auth_url` a key in `auth` goes first.
//! - `domain_name` stands for the user's and the project's domain only where a project is named.

use super::{
    Recipe, Source, Text, Values, Way, malformed,
    surroundings::Surroundings,
    values::{is_yes, plain_word},
};
use crate::{
    core::session::{Origin, Part, Told, Unusable},
    words::{self, session::credentials::why},
};

/// A setting: its key with `_`, the key as the operator wrote it, and the text.
#[derive(Clone)]
pub struct Setting {
    pub key: String,
    pub from: String,
    pub text: Text,
}

#[derive(Clone, Default)]
pub struct Cloud {
    /// Settings beside `auth`, and all variables.
    pub top: Vec<Setting>,
    pub auth: Vec<Setting>,
}

/// Keys of which the last that is set counts. A key beside `auth` goes before
/// the same key in `auth`.
const MOVED: [(Part, &[&str]); 7] = [
    (Part::Account, &["user_domain_name"]),
    (Part::AccountId, &["user_domain_id"]),
    (Part::ProjectDomain, &["project_domain_name"]),
    (Part::ProjectDomainId, &["project_domain_id"]),
    (Part::Token, &["auth_token", "token"]),
    (Part::ProjectId, &["tenant_id", "project_id"]),
    (Part::Project, &["tenant_name", "project_name"]),
];

/// Keys of which the first that is set counts. A key in `auth` goes before
/// the same key beside `auth`.
const OPTIONS: [(Part, &[&str]); 7] = [
    (Part::IamEndpoint, &["auth_url"]),
    (Part::User, &["username", "user_name"]),
    (Part::UserId, &["user_id"]),
    (Part::Password, &["password"]),
    (Part::AccessKey, &["ak", "access_key"]),
    (Part::SecretKey, &["sk", "secret_key"]),
    (Part::SecurityToken, &["security_token"]),
];

/// A domain that counts for the account and for the project if a project is named.
const COMMON_DOMAIN: [(&str, [Part; 2]); 2] = [
    ("domain_name", [Part::Account, Part::ProjectDomain]),
    ("domain_id", [Part::AccountId, Part::ProjectDomainId]),
];

/// A domain that counts for the account and for the project, named or not, if the way to sign in
/// finds out IAM's version by itself.
const DEFAULT_DOMAIN: [(&str, [Part; 2]); 2] = [
    ("default_domain_name", [Part::Account, Part::ProjectDomain]),
    ("default_domain_id", [Part::AccountId, Part::ProjectDomainId]),
];

/// Settings that ask for a sign-in that this program cannot do.
const FOREIGN: [&str; 8] = [
    "trust_id",
    "system_scope",
    "application_credential_id",
    "application_credential_name",
    "application_credential_secret",
    "identity_provider",
    "profile",
    "cloud",
];

/// The ways, in their order, if the cloud names none.
const ANY: &[Way] = &[Way::Token, Way::Keys, Way::Password];

/// Returns whether a key bears on who signs in, where, or how.
pub fn is_known(key: &str) -> bool {
    let others = [
        "region_name",
        "auth_type",
        "auth_methods",
        "insecure",
        "verify",
        "identity_api_version",
        "cacert",
    ];
    MOVED.iter().chain(&OPTIONS).any(|(_, keys)| keys.contains(&key))
        || COMMON_DOMAIN.iter().chain(&DEFAULT_DOMAIN).any(|(known, _)| *known == key)
        || FOREIGN.contains(&key)
        || others.contains(&key)
}

/// Returns whether the value of a key is a secret, also of a key that is refused.
pub fn is_secret(key: &str) -> bool {
    let of = |part: Part, keys: &[&str]| part.is_secret() && keys.contains(&key);
    MOVED.iter().chain(&OPTIONS).any(|(part, keys)| of(*part, keys))
        || matches!(key, "application_credential_secret" | "passcode")
}

/// Returns the key that the operator is told to set for a part.
pub fn key_of(part: Part) -> &'static str {
    match part {
        Part::User => "username",
        Part::Region => "region_name",
        // The newest of several spellings stands last. No OpenStack source names the service's
        // endpoint, which therefore stands in no table.
        part => MOVED
            .iter()
            .chain(&OPTIONS)
            .find(|(known, _)| *known == part)
            .and_then(|(_, keys)| keys.last())
            .unwrap_or(&"endpoint"),
    }
}

impl Cloud {
    /// Makes the source of the cloud. `refused` goes before every fault of the settings.
    pub fn source(
        &self,
        around: &Surroundings,
        origin: Origin,
        automatic: bool,
        name: &dyn Fn(Part) -> String,
        refused: Option<Unusable>,
    ) -> Source {
        let values = self.values();
        let auth_type = find(&self.top, "auth_type").filter(|setting| !setting.text.is_blank());
        let named = auth_type.map_or(Ok((ANY, false)), way);
        let multifactor = find(&self.top, "auth_methods")
            .is_some_and(|methods| methods.text.expose().contains("totp"));
        let refused = refused
            .or_else(|| self.twice())
            .or_else(|| self.foreign())
            .or_else(|| self.old_version())
            .or_else(|| self.insecure());
        let (ways, by_type, odd) = match named {
            Ok((ways, passcode)) => (ways, passcode, None),
            Err(why) => (&[] as &'static [Way], false, Some(why)),
        };
        let passcode = by_type || (multifactor && ways.contains(&Way::Password));
        let refused = refused.or(odd).or_else(|| self.unfilled(&values));
        let recipe = Recipe::new(origin, automatic, ways, name);
        let recipe = Recipe { passcode, refused, by_iam: true, ..recipe };
        let mut source = recipe.make(&values, around.now);
        let is_ca = |setting: &&Setting| setting.key == "cacert" && !setting.text.is_blank();
        source.found.told.extend(self.top.iter().find(is_ca).map(tell_ca));
        source
    }

    /// Returns a setting from `auth`, or else from the top level.
    fn anywhere(&self, key: &str) -> Option<&Setting> {
        let set = |setting: &&Setting| !setting.text.is_blank();
        find(&self.auth, key).filter(set).or_else(|| find(&self.top, key).filter(set))
    }

    pub fn values(&self) -> Values {
        let mut values = Values::default();
        for (part, keys) in MOVED {
            let last = keys
                .iter()
                .flat_map(|key| [find(&self.auth, key), find(&self.top, key)])
                .flatten()
                .last();
            put(&mut values, part, last);
        }
        for (part, keys) in OPTIONS {
            let set = |setting: &&Setting| !setting.text.expose().is_empty();
            let first = |level| keys.iter().filter_map(|key| find(level, key)).find(set);
            put(&mut values, part, first(&self.auth).or_else(|| first(&self.top)));
        }
        put(&mut values, Part::Region, find(&self.top, "region_name"));
        if values.has(Part::Project) || values.has(Part::ProjectId) {
            self.domains(&mut values, &COMMON_DOMAIN, true);
        }
        let auth_type = find(&self.top, "auth_type").map_or("", |setting| setting.text.trimmed());
        if matches!(auth_type.to_ascii_lowercase().as_str(), "" | "password" | "token") {
            self.domains(&mut values, &DEFAULT_DOMAIN, false);
        }
        self.fill_in_region(&mut values);
        values
    }

    /// Puts a domain that counts for several parts where none is set. If `moved`, a
    /// key beside `auth` goes first.
    fn domains(&self, values: &mut Values, table: &[(&str, [Part; 2])], moved: bool) {
        for (key, parts) in table {
            let levels = if moved { [&self.top, &self.auth] } else { [&self.auth, &self.top] };
            let set = levels.into_iter().find_map(|level| find(level, key));
            for part in parts {
                put(values, *part, set);
            }
        }
    }

    /// Fills `{region_name}` into the URL, as the SDK does if `auth` holds
    /// `auth_url` in just this spelling.
    fn fill_in_region(&self, values: &mut Values) {
        let Some(url) = find(&self.auth, "auth_url").filter(|url| url.from.ends_with("auth_url"))
        else {
            return;
        };
        let Some(region) = find(&self.top, "region_name") else { return };
        let filled = url.text.expose().replace("{region_name}", region.text.expose());
        if filled != url.text.expose() {
            values.replace(Part::IamEndpoint, url.from.clone(), Text::from(filled.as_str()));
        }
    }

    /// Refuses a URL in which a placeholder is left: the SDK might fill in a value that
    /// this program does not know.
    fn unfilled(&self, values: &Values) -> Option<Unusable> {
        let entry = values
            .get(Part::IamEndpoint)
            .filter(|entry| entry.text.expose().contains(['{', '}']))?;
        Some(malformed(entry.from.clone(), why::PLACEHOLDER))
    }

    /// Refuses a key that has two spellings with different texts on one level: either text may be
    /// the one that is meant.
    fn twice(&self) -> Option<Unusable> {
        [&self.top, &self.auth].into_iter().find_map(|level| {
            let again = level.iter().enumerate().find(|(n, setting)| {
                level[..*n].iter().any(|other| {
                    other.key == setting.key && other.text.expose() != setting.text.expose()
                })
            });
            let place = again.map(|(_, setting)| setting.from.clone())?;
            Some(malformed(place, why::TWO_SPELLINGS))
        })
    }

    fn foreign(&self) -> Option<Unusable> {
        let setting = FOREIGN.iter().find_map(|key| self.anywhere(key))?;
        let way = match setting.key.as_str() {
            "profile" | "cloud" => why::vendor_profile(&setting.from),
            "trust_id" => why::trust(&setting.from),
            "system_scope" => why::system_scope(&setting.from),
            "identity_provider" => why::identity_provider(&setting.from),
            _ => why::application_credential(&setting.from),
        };
        Some(Unusable::Unsupported { way })
    }

    fn old_version(&self) -> Option<Unusable> {
        let setting = self.anywhere("identity_api_version")?;
        let text = setting.text.trimmed().trim_start_matches('v');
        let is_old = text.split('.').next() != Some("3");
        is_old.then(|| malformed(setting.from.clone(), why::IAM_VERSION))
    }

    fn insecure(&self) -> Option<Unusable> {
        let asks = |key: &str, otherwise: bool| {
            self.anywhere(key).filter(|setting| is_yes(setting.text.expose(), true) == otherwise)
        };
        let setting = asks("insecure", true).or_else(|| asks("verify", false))?;
        Some(Unusable::Insecure { place: setting.from.clone() })
    }
}

/// Tells of a CA bundle, with the option that would use the bundle. No source of credentials may
/// add to the certificates that every call trusts.
fn tell_ca(ca: &Setting) -> Told {
    let shown = why::ca_bundle(&words::session::credentials::shown(ca.text.trimmed()));
    Told { what: words::session::credentials::CA_BUNDLE, from: ca.from.clone(), shown }
}

fn find<'a>(level: &'a [Setting], key: &str) -> Option<&'a Setting> {
    level.iter().find(|setting| setting.key == key)
}

fn put(values: &mut Values, part: Part, setting: Option<&Setting>) {
    if let Some(setting) = setting {
        values.put(part, setting.from.clone(), setting.text.clone());
    }
}

/// Returns the ways of an `auth_type`, and whether IAM wants a passcode.
fn way(auth_type: &Setting) -> Result<(&'static [Way], bool), Unusable> {
    let name = auth_type.text.trimmed();
    match name.to_ascii_lowercase().as_str() {
        "token" | "v3token" => Ok((&[Way::Token], false)),
        "password" | "v3password" | "v3multifactor" => Ok((&[Way::Password], false)),
        // Huawei Cloud's IAM takes a passcode only beside the password.
        "v3totp" => Ok((&[Way::Password], true)),
        "ak" | "aksk" | "ak-sk" | "ak_sk" | "v3aksk" => Ok((&[Way::Keys], false)),
        _ => Err(Unusable::Unsupported { way: why::auth_type(&auth_type.from, plain_word(name)) }),
    }
}
