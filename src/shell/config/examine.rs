//! The configuration for a look at it: what cannot be used is told, and keeps nothing else from
//! being looked at.

use super::{
    ConfigError, Configuration, given, named, pattern, read_bundle, read_token, surroundings,
};
use crate::{
    api::NetworkOptions,
    cli::ConnectionArgs,
    core::session::{
        credentials::{Found, choice::Choice},
        current::Mode,
        doctor::NamedBy,
    },
    shell::{
        credentials::{self, Gathered},
        session::Session,
    },
    words,
};

/// A configuration, and all that was found on the way to it.
pub struct Examined {
    /// As far as it can be used.
    pub configuration: Configuration,
    /// The sources of credentials, in their documented order.
    pub found: Vec<Found>,
    /// Which of them is used.
    pub chosen: Chosen,
    /// Why the program's own configuration file cannot be used, in words.
    pub own: Result<(), String>,
    /// The proxy's host, if there is one.
    pub proxy: Result<Option<String>, ConfigError>,
    /// The certificates of `--ca-bundle`, if they are given.
    pub bundle: Result<(), ConfigError>,
    /// Whether any certificate is trusted; otherwise what to do, in words.
    pub roots: Result<(), String>,
    /// The proxy and the certificates, as far as they can be used.
    pub network: NetworkOptions,
    /// False: no home folder, so that no file below it was looked for.
    pub has_home: bool,
}

/// Which credentials are used, and on whose word.
pub enum Chosen {
    /// The token of `--token-file`.
    Token(Result<(), ConfigError>),
    /// A source, or why none.
    Source(Choice, Option<NamedBy>),
    /// None: the file that may name one cannot be understood.
    Unread,
}

impl Configuration {
    /// As [`Configuration::connection`], but only the operator's own words refuse it whole.
    ///
    /// # Errors
    /// A region, endpoint or project that is none.
    pub fn examine(args: &ConnectionArgs) -> Result<Examined, ConfigError> {
        let given = given(args)?;
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
        let network = NetworkOptions { ca_bundle, ..network };
        let roots = network.check_roots();
        let around = surroundings(args);
        let (config_file, has_home) = (around.config_file(), around.has_home());
        let gathered = credentials::gather(&around);
        let found = gathered.found();
        let Gathered { sources, settings } = gathered;
        let mut session = Session::new(given, sources, around, network.clone());
        let (own, profile) = match settings {
            Ok(settings) => (
                patterns(&settings.production).map_err(|why| why.to_string()),
                Ok(settings.profile),
            ),
            Err(why) => (Err(words::session::credentials::unusable(&why)), Err(())),
        };
        let chosen = choose(args, profile, &found, &mut session);
        let configuration = Self::of(args, Mode::Live, session, config_file);
        Ok(Examined { configuration, found, chosen, own, proxy, bundle, roots, network, has_home })
    }
}

fn patterns(texts: &[String]) -> Result<(), ConfigError> {
    texts.iter().try_for_each(|text| pattern(text).map(drop))
}

/// As at the start of every run. Without the file that may name a source, none
/// is taken in its place.
fn choose(
    args: &ConnectionArgs,
    profile: Result<Option<String>, ()>,
    found: &[Found],
    session: &mut Session,
) -> Chosen {
    if let Some(path) = &args.token_file {
        let file = path.as_os_str() != "-";
        return Chosen::Token(
            read_token(path).map(|(origin, token)| {
                session.use_token(origin, token, file.then(|| path.clone()))
            }),
        );
    }
    let (name, by) = match (&args.profile, profile) {
        (Some(name), _) => (Some(name.clone()), Some(NamedBy::Option)),
        (None, Ok(Some(name))) => (Some(name), Some(NamedBy::File)),
        (None, Ok(None)) => (None, None),
        (None, Err(())) => return Chosen::Unread,
    };
    let choice = named(found, name.as_deref());
    if let Choice::Use(number) = choice {
        session.use_source(number);
    }
    Chosen::Source(choice, by)
}
