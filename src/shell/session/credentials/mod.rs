//! Gathers the credentials that this machine has. Each source stands alone: none is completed from
//! another, because the result would be somebody's keys in somebody else's account.
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
//! | agency | the machine's metadata service | no |

mod assemble;
mod clouds_yaml;
mod hcloud;
mod ini;
mod keys;
mod openstack;
mod openstack_variables;
mod private_file;
mod profiles;
mod sdk_file;
mod sdk_variables;
mod surroundings;
mod team_file;
mod terraform_variables;
mod values;
mod yaml;

pub use self::{
    assemble::{Recipe, Way},
    openstack::{Cloud, Setting},
    private_file::Contents,
    values::{Entry, Text, Values},
};

use std::path::PathBuf;

use crate::{
    api::Bundle,
    core::session::{Condition, Found, Origin, Unusable},
    shell::argument,
};

pub use private_file::{CHANGE, not_ours};
pub use profiles::{FileSettings, RESERVED};
pub use surroundings::Surroundings;
pub use team_file::TeamSettings;

/// The names of all settings: of `config.toml`, of its profiles, and of a team's file.
pub const SETTINGS: [&[&str]; 3] = [profiles::KEYS, profiles::PROFILE_KEYS, team_file::KEYS];

/// Longest name of a profile, section or cloud that is shown.
const LONGEST_NAME: usize = 80;

/// A source that was found, and the values that signing in with the source needs.
#[derive(Debug, Clone)]
pub struct Source {
    /// Holds no secret: the screens show `found`.
    pub found: Found,
    /// The values with the secrets, if the source is complete.
    pub bundle: Option<Bundle>,
    /// The file with the token. The file may hold another token later.
    pub token_file: Option<PathBuf>,
    /// Nothing is sent once this source is in use.
    pub read_only: bool,
}

impl Source {
    fn refused(origin: Origin, automatic: bool, why: Unusable) -> Self {
        let found =
            Found { origin, automatic, condition: Condition::Unusable(why), told: Vec::new() };
        Self { found, bundle: None, token_file: None, read_only: false }
    }
}

#[derive(Debug, Clone)]
pub struct Gathered {
    /// In the order of the table above.
    pub sources: Vec<Source>,
    /// An error must stop the run: the file that cannot be read may name the
    /// instances that need a guard.
    pub settings: Result<FileSettings, Unusable>,
    /// An error must stop the run, for the same reason.
    pub team: Result<TeamSettings, Unusable>,
}

/// Looks for every source. Reads files and calls nothing.
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
    // Whether the machine has an agency shows only when its metadata service is called, and that is
    // done only when the operator chooses this source.
    let (name, values) = (values::name_in(&[]), Values::default());
    let agency = Recipe::new(Origin::Agency, false, &[Way::Agency], &name);
    sources.push(agency.make(&values, around.now));
    Gathered { sources, settings, team: team_file::read(around) }
}

/// Reads the sources of a private file: the one that `variable` names, which must exist, or `usual`
/// below the home folder. `origin` makes the origin of a file that is refused as a whole.
fn of_private_file(
    around: &Surroundings,
    variable: &str,
    usual: &str,
    origin: impl Fn(String) -> Origin,
    read: impl FnOnce(Contents) -> Result<Vec<Source>, Unusable>,
) -> Vec<Source> {
    let refused = |path, why| vec![Source::refused(origin(path), true, why)];
    let named = match around.path(variable) {
        Ok(named) => named,
        Err(why) => return refused(String::new(), why),
    };
    let required = named.is_some();
    let Some(path) = named.or_else(|| Some(around.home.as_ref()?.join(usual))) else {
        return Vec::new();
    };
    let contents = private_file::read_settings(&path, required);
    let sources = contents.and_then(|contents| {
        contents.map(|contents| contents.private().and_then(read)).transpose()
    });
    match sources {
        Ok(sources) => sources.unwrap_or_default(),
        Err(why) => refused(argument::path(&path), why),
    }
}

fn malformed(place: impl Into<String>, why: impl Into<String>) -> Unusable {
    Unusable::Malformed { place: place.into(), why: why.into() }
}
