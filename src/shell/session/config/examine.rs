//! The configuration for `doctor`, which tells every value that cannot be used and goes on.

use super::{
    ConfigError, Configuration,
    chosen::{Chosen, choose},
    files::read_bundle,
    observer, overrides, pattern, surroundings,
};
use crate::{
    api::NetworkOptions,
    cli::ConnectionArgs,
    core::session::{credentials::Found, current::Mode},
    shell::session::{
        OpenSession,
        credentials::{self, Gathered},
    },
    words,
};

/// A configuration, and every finding on the way there.
pub struct Examined {
    pub configuration: Configuration,
    /// The sources of credentials, in their documented order.
    pub found: Vec<Found>,
    pub chosen: Chosen,
    /// Why the program's own configuration file cannot be used.
    pub own: Result<(), String>,
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
        let (bundle, ca_bundle) = match read_bundle(args) {
            Ok(ca_bundle) => (Ok(()), ca_bundle),
            Err(why) => (Err(why), None),
        };
        let network = NetworkOptions { ca_bundle, observer: observer(args)?, ..network };
        let roots = network.check_roots();
        let around = surroundings(args);
        let (config_file, has_home) = (around.config_file(), around.has_home());
        let gathered = credentials::gather(&around);
        let found = gathered.found();
        let Gathered { sources, settings } = gathered;
        let mut session = OpenSession::new(overrides, sources, around, network.clone());
        let (own, profile) = match settings {
            Ok(settings) => (
                patterns(&settings.production).map_err(|why| why.to_string()),
                Ok(settings.profile),
            ),
            Err(why) => (Err(words::session::credentials::unusable(&why)), Err(())),
        };
        let chosen = choose(args, profile, &mut session);
        let configuration = Self::of(args, Mode::Live, session, config_file);
        Ok(Examined { configuration, found, chosen, own, proxy, bundle, roots, network, has_home })
    }
}

fn patterns(texts: &[String]) -> Result<(), ConfigError> {
    texts.iter().try_for_each(|text| pattern(text).map(drop))
}
