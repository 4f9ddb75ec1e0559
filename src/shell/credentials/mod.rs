//! Gathers the credentials that this machine has: each source whole, none completed from another.
//!
//! | source | read from | used without being named |
//! |---|---|---|
//! | `sdk_variables` | `HUAWEICLOUD_SDK_*` | yes |
//! | `terraform_variables` | `HW_*` | yes |
//! | `openstack_variables` | `OS_*` | yes |
//! | `clouds_yaml` | `clouds.yaml`, `secure.yaml` | the cloud that `OS_CLOUD` names |
//! | `sdk_file` | `~/.huaweicloud/credentials` | the section `basic` |
//! | `hcloud` | `~/.hcloud/config.json` | the current profile, if it has keys |
//! | `profiles` | the program's own `config.toml` | its only profile |
//! | `agency` | the machine's metadata service | no |

mod agency;
mod assemble;
mod clouds_yaml;
mod hcloud;
mod ini;
mod openstack;
mod openstack_variables;
pub(super) mod private_file;
mod profiles;
mod sdk_file;
mod sdk_variables;
mod surroundings;
mod terraform_variables;
mod values;
mod yaml;

use std::path::PathBuf;

use crate::{
    api::Bundle,
    core::session::credentials::{Condition, Found, Origin, Unusable},
};

pub use profiles::{RESERVED, Settings};
pub use surroundings::Surroundings;

/// A source that was found, and what signing in with it needs.
#[derive(Debug, Clone)]
pub struct Source {
    /// What a person may see of it.
    pub found: Found,
    /// Its values with the secrets, if it is complete.
    pub bundle: Option<Bundle>,
    /// The file that its token stands in, which may hold another one later.
    pub token_file: Option<PathBuf>,
}

impl Source {
    /// One that is there and is not used.
    fn refused(origin: Origin, automatic: bool, why: Unusable) -> Self {
        let found =
            Found { origin, automatic, condition: Condition::Unusable(why), told: Vec::new() };
        Self { found, bundle: None, token_file: None }
    }
}

#[derive(Debug, Clone)]
pub struct Gathered {
    /// The sources, in the order of the table above.
    pub sources: Vec<Source>,
    /// What `config.toml` sets beside profiles. If it cannot be read nothing is to be begun: it may
    /// name the instances that need a guard.
    pub settings: Result<Settings, Unusable>,
}

impl Gathered {
    /// What a person may see of the sources, for [`crate::core::session::credentials::choice::choose`].
    pub fn found(&self) -> Vec<Found> {
        self.sources.iter().map(|source| source.found.clone()).collect()
    }
}

/// Looks everywhere. Reads files and calls nothing.
pub fn gather(around: &Surroundings) -> Gathered {
    let (settings, own) = profiles::read(around);
    let mut sources = Vec::new();
    sources.extend(sdk_variables::source(around));
    sources.extend(terraform_variables::source(around));
    sources.extend(openstack_variables::source(around));
    sources.extend(clouds_yaml::sources(around));
    sources.extend(sdk_file::sources(around));
    sources.extend(hcloud::sources(around));
    sources.extend(own);
    sources.push(agency::source(around));
    Gathered { sources, settings }
}
