//! The configuration for `doctor`, which tells every value that cannot be used and goes on.

use super::{
    ConfigError, Configuration, OWN,
    chosen::{Chosen, choose},
    files::read_bundles,
    observer, overrides, patterns, patterns_of, surroundings, template, usual_region,
};
use crate::{
    api::NetworkOptions,
    cli::ConnectionArgs,
    core::session::{Found, Mode, Unusable},
    shell::session::{
        OpenSession,
        credentials::{self, FileSettings, Gathered, TeamSettings},
    },
    words,
};

/// A configuration, and every finding on the way there.
pub struct Examined {
    pub configuration: Configuration,
    /// The sources of credentials, in their documented order.
    pub found: Vec<Found>,
    pub chosen: Chosen,
    /// `None` if the file cannot be read.
    pub own: Option<FileSettings>,
    pub team: TeamSettings,
    /// Why the own file cannot be used.
    pub own_troubles: Vec<String>,
    pub team_trouble: Option<String>,
    /// The proxy's host.
    pub proxy: Result<Option<String>, ConfigError>,
    pub bundle: Result<(), ConfigError>,
    /// A way out, if no certificate is trusted.
    pub roots: Result<(), String>,
    /// Holds the proxy and the certificates that can be used.
    pub network: NetworkOptions,
    /// False if no file below a home folder could be looked for.
    pub has_home: bool,
}

impl Examined {
    /// Returns why configuration files cannot be used.
    pub fn troubles(&self) -> impl Iterator<Item = &String> {
        self.own_troubles.iter().chain(&self.team_trouble)
    }
}

impl Configuration {
    /// Reads command line and environment as [`Configuration::connection`] does. Only a
    /// wrong option ends the reading.
    /// Errors: A wrong region, endpoint or project.
    pub fn examine(args: &ConnectionArgs) -> Result<Examined, ConfigError> {
        let overrides = overrides(args)?;
        let (proxy, network) = match NetworkOptions::from_env() {
            Ok(network) => {
                (Ok(network.proxy.as_ref().map(|proxy| proxy.host().to_owned())), network)
            }
            Err(why) => (Err(why.into()), NetworkOptions::default()),
        };
        let around = surroundings(args);
        let (config_file, has_home) = (around.config_file(), around.has_home());
        let Gathered { sources, settings, team } = credentials::gather(&around);
        let said = |why: &Unusable| words::session::credentials::unusable(why);
        let profile = settings.as_ref().map(|own| own.profile.clone()).map_err(drop);
        let own_trouble = settings.as_ref().err().map(said);
        let team_trouble = team.as_ref().err().map(said);
        let own_read = settings.is_ok();
        let (own, team) = (settings.unwrap_or_default(), team.unwrap_or_default());
        let (bundle, ca_bundle) = match read_bundles(args, &own, &team) {
            Ok(ca_bundle) => (Ok(()), ca_bundle),
            Err(why) => (Err(why), None),
        };
        let network = NetworkOptions { ca_bundle, observer: observer(args)?, ..network };
        let roots = network.check_roots();
        let mut session = OpenSession::new(overrides, sources, around, network.clone());
        let region = usual_region(args, &own);
        let (own_patterns, template) = (patterns(OWN, &own.production), template(&own));
        let wrong = [region.as_ref().err(), own_patterns.as_ref().err(), template.as_ref().err()];
        let wrong = wrong.into_iter().flatten().map(ToString::to_string);
        let own_troubles = own_trouble.into_iter().chain(wrong).collect();
        let team_trouble =
            team_trouble.or_else(|| patterns_of(&team).err().map(|why| why.to_string()));
        session.take_settings(region.unwrap_or_default(), own.read_only || team.read_only);
        let (found, chosen) = (session.found(), choose(args, profile, &mut session));
        let configuration = Self::of(args, Mode::Live, session, config_file);
        Ok(Examined {
            configuration,
            found,
            chosen,
            own: own_read.then_some(own),
            team,
            own_troubles,
            team_trouble,
            proxy,
            bundle,
            roots,
            network,
            has_home,
        })
    }
}
