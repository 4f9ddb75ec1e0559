//! What the program was told: command line first, then environment, then the set-up screen.

mod examine;

pub use examine::{Chosen, Examined};

use std::{
    fs::{File, Metadata},
    io::Read,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::{
    argument,
    credentials::{
        self, Gathered, Surroundings,
        private_file::{self, is_exposed, without_mark},
    },
    drafts,
    session::{Given, Session},
    state::folder::StateFolder,
};
use crate::{
    api::{Auth, Client, Endpoint, EndpointError, NetworkOptions, Reads, Renewal, Token},
    cli::{ConnectionArgs, ScreenArgs},
    core::{
        base::{
            disk_error::StateTrouble, ids::ProjectId, pattern::Pattern, regions, time::UtcTime,
        },
        draft::{name_template::Template, saved_draft::SavedDraft},
        session::{
            credentials::{
                Found, Origin,
                choice::{self, Choice},
            },
            current::{Mode, Place},
            signing::SigningIn,
            site::Site,
        },
    },
    simulator::Simulator,
    words,
};

/// A token file larger than this is no token file (the longest token is 100,000 characters).
const TOKEN_FILE_LIMIT: u64 = 128 * 1024;
/// A bundle larger than this is no bundle.
const BUNDLE_LIMIT: u64 = 4 * 1024 * 1024;

/// Everything that the program was told.
#[derive(Debug)]
pub struct Configuration {
    pub mode: Mode,
    session: Arc<Mutex<Session>>,
    /// The file that the token stands in, where it can be read again.
    token_file: Option<PathBuf>,
    /// The program's own configuration file, and the variable that its place follows from;
    /// `None` if it was given.
    pub(super) config_file: Option<(PathBuf, Option<&'static str>)>,
    /// Several sources are complete and none was named.
    unsettled: bool,
    /// Names of instances that need their name typed before anything is sent.
    pub production: Vec<Pattern>,
    /// Names can be filled in from it.
    pub template: Option<Template>,
    /// Keep a journal (otherwise: `--no-journal`).
    pub journal: bool,
    state_dir: Option<PathBuf>,
    /// What `--draft` names, and its path for a person: opened once the screens are there.
    pub draft: Option<(Box<SavedDraft>, String)>,
}

/// Why the command line or the environment cannot be used: one sentence each, never with a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("no region {name:?} is built in; use --endpoint URL, or one of: \
        {1}", name = argument::word(.0))]
    Region(String, String),
    /// An endpoint cannot be used.
    #[error("--{0}: {1}")]
    Endpoint(&'static str, EndpointError),
    /// The project ID has another form.
    #[error("--project-id: a project ID is 32 letters and digits")]
    Project,
    /// The token cannot be used.
    #[error("the token from {0}: {1}")]
    Token(String, crate::api::TokenError),
    /// A file cannot be read.
    #[error("--{0} {path}: {2}", path = argument::path(.1))]
    File(&'static str, PathBuf, std::io::Error),
    /// A folder where a file is meant.
    #[error("--{0} {1} is a folder, not a file")]
    Folder(&'static str, PathBuf),
    /// A bundle without a certificate.
    #[error("--ca-bundle {0}: {1}")]
    Bundle(PathBuf, String),
    /// A file is too large.
    #[error("{path} is too large to be what it should be: more than \
        {}", words::base::disk_error::bytes(*limit))]
    TooLarge { path: PathBuf, limit: u64 },
    /// Others can read the token file.
    #[error("{}", words::session::credentials::exposed(path, *own))]
    Exposed {
        path: String,
        /// It is this user's own.
        own: bool,
    },
    /// The state folder lies in another user's; what to do instead, in words.
    #[error("{0}")]
    Foreign(String),
    /// A draft file cannot be opened; the reason in words.
    #[error("--draft {0}: {1}")]
    Draft(String, String),
    /// The credentials that were named cannot be used; the reason in words.
    #[error("{0}")]
    Credentials(String),
    /// The program's own configuration file cannot be understood; where and why in words.
    #[error("{0}")]
    Own(String),
    /// The proxy in the environment cannot be used.
    #[error(transparent)]
    Proxy(#[from] crate::api::BadVariable),
}

impl Configuration {
    /// Reads command line and environment, for the screens.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn read(args: &ScreenArgs) -> Result<Self, ConfigError> {
        of_this_user(StateFolder::locate(args.connection.state_dir.as_deref()))?;
        let connection = Self::connect(&args.connection, args.offline)?;
        Ok(Self { journal: !args.no_journal, draft: read_draft(args)?, ..connection })
    }

    /// Reads command line and environment; a journal is kept.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn connection(args: &ConnectionArgs) -> Result<Self, ConfigError> {
        Self::connect(args, false)
    }

    fn connect(args: &ConnectionArgs, offline: bool) -> Result<Self, ConfigError> {
        let given = given(args)?;
        let network =
            NetworkOptions { ca_bundle: read_bundle(args)?, ..NetworkOptions::from_env()? };
        let mode = if offline { Mode::Offline } else { Mode::Live };
        let surroundings = surroundings(args);
        let config_file = surroundings.config_file();
        let Gathered { sources, settings } = credentials::gather(&surroundings);
        let own = settings
            .map_err(|why| ConfigError::Own(words::session::credentials::unusable(&why)))?;
        let production =
            own.production.iter().map(|text| pattern(text)).collect::<Result<_, _>>()?;
        let template = own.name_template.as_deref().map(template).transpose()?;
        // Offline no credentials have any use.
        let sources = if offline { Vec::new() } else { sources };
        let mut session = Session::new(given, sources, surroundings, network);
        let unsettled =
            if offline { false } else { choose(args, own.profile.as_deref(), &mut session)? };
        Ok(Self { unsettled, production, template, ..Self::of(args, mode, session, config_file) })
    }

    fn of(
        args: &ConnectionArgs,
        mode: Mode,
        session: Session,
        config_file: Option<(PathBuf, Option<&'static str>)>,
    ) -> Self {
        Self {
            mode,
            session: Arc::new(Mutex::new(session)),
            token_file: args.token_file.clone().filter(|path| path.as_os_str() != "-"),
            config_file,
            unsettled: false,
            production: Vec::new(),
            template: None,
            journal: true,
            state_dir: args.state_dir.clone(),
            draft: None,
        }
    }

    /// The configuration of a demo: everything from the simulator, nothing from the environment.
    ///
    /// # Errors
    /// When the simulator's own data does not fit (a fault of the program).
    pub fn demo(args: &ScreenArgs, simulator: Simulator) -> Result<Self, ConfigError> {
        if let Some(folder) = &args.connection.state_dir {
            of_this_user(StateFolder::locate(Some(folder)))?;
        }
        let token = Token::new(&simulator.token())
            .map_err(|e| ConfigError::Token("the simulator".to_owned(), e))?;
        let endpoint = Endpoint::parse(&simulator.endpoint())
            .map_err(|e| ConfigError::Endpoint("endpoint", e))?;
        let given = Given {
            region: Some("simulator".to_owned()),
            // The simulator is its own IAM.
            iam_endpoint: Some(endpoint.clone()),
            endpoint: Some(endpoint),
            project: Some(ProjectId::typed(&simulator.project_id()).ok_or(ConfigError::Project)?),
        };
        let mut session = Session::new(
            given,
            Vec::new(),
            Surroundings::new(PathBuf::new(), UtcTime::from_unix(0)),
            NetworkOptions::default(),
        );
        session.use_token(Origin::Simulator, token, None);
        session.keep(simulator);
        Ok(Self {
            mode: Mode::Demo,
            session: Arc::new(Mutex::new(session)),
            token_file: None,
            config_file: None,
            unsettled: false,
            production: Vec::new(),
            template: None,
            journal: !args.no_journal,
            state_dir: args.connection.state_dir.clone(),
            draft: read_draft(args)?,
        })
    }

    /// Where journal and drafts are kept. A demo's folder is fresh and goes with the
    /// run, unless one is given.
    ///
    /// # Errors
    /// When there is no folder to be had; the journal then says so.
    pub fn state_folder(&self) -> Result<StateFolder, StateTrouble> {
        match (self.mode, &self.state_dir) {
            (Mode::Demo, None) => StateFolder::temporary(),
            (Mode::Demo | Mode::Live | Mode::Offline, folder) => {
                StateFolder::locate(folder.as_deref())
            }
        }
    }

    /// Journal and drafts go with the run.
    pub fn is_passing(&self) -> bool {
        self.mode == Mode::Demo && self.state_dir.is_none()
    }

    /// Whose calls they are. Held for a moment only: what runs beside the screens takes over
    /// there what it has brought.
    pub(super) fn session(&self) -> MutexGuard<'_, Session> {
        // Whoever held it when it panicked has ended the program.
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, for a task of its own.
    pub(super) fn shared_session(&self) -> Arc<Mutex<Session>> {
        Arc::clone(&self.session)
    }

    /// What the screens show of it.
    pub fn place(&self) -> Place {
        self.session().place()
    }

    /// What the screens show of the ways to sign in.
    pub fn signing(&self) -> SigningIn {
        let sources = self.session().sources.iter().map(|source| source.found.clone()).collect();
        SigningIn { sources, unsettled: self.unsettled, ..SigningIn::default() }
    }

    /// Several sources are complete and none was named, in a sentence that names them all.
    pub fn several_sources(&self) -> Option<String> {
        let found: Vec<Found> =
            self.session().sources.iter().map(|source| source.found.clone()).collect();
        self.unsettled
            .then(|| words::session::credentials::choice(&choice::choose(&found, None), &found))
    }

    /// A client, once everything is there; offline never.
    pub fn client(&self) -> Option<Client> {
        if self.mode == Mode::Offline { None } else { self.session().client() }
    }

    /// The reads alone, once everything is there: for whoever must not be able to send.
    pub fn reads(&self) -> Option<Reads> {
        self.session().reads()
    }

    /// Takes from an operation where it was sent, as far as nothing else is configured; says
    /// whether it is the same place now.
    pub fn adopt(&mut self, site: &Site) -> bool {
        self.session().adopt(site)
    }

    /// The token stands in a file, and may be another one tomorrow.
    pub fn token_can_be_renewed(&self) -> bool {
        self.session().token_file().is_some()
    }

    /// Reads the token's file again, if it stands in one; true if it holds another token now.
    ///
    /// # Errors
    /// As at the start; the token stays what it was.
    pub fn read_token_again(&mut self) -> Result<bool, ConfigError> {
        let Some(path) = self.token_file.as_ref().filter(|path| path.is_file()) else {
            return Ok(false);
        };
        let token = token(&secret(&read_private(path)?), FROM_FILE)?;
        let mut session = self.session();
        let changed = session.token().is_none_or(|known| !known.is_same(&token));
        if changed {
            session.use_token(
                Origin::TokenFile(path.display().to_string()),
                token,
                Some(path.clone()),
            );
        }
        Ok(changed)
    }
}

/// Refuses a run whose journal would lie in another user's folder. Every other trouble with it
/// is told on the screens.
fn of_this_user(folder: Result<StateFolder, StateTrouble>) -> Result<(), ConfigError> {
    match folder.and_then(StateFolder::of_this_user) {
        Err(why @ StateTrouble::Foreign(_)) => {
            Err(ConfigError::Foreign(words::base::disk_error::trouble(&why)))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

fn given(args: &ConnectionArgs) -> Result<Given, ConfigError> {
    let of_option = |option, read: Result<Endpoint, EndpointError>| {
        read.map_err(|e| ConfigError::Endpoint(option, e))
    };
    let endpoint = args
        .endpoint
        .as_deref()
        .map(|text| of_option("endpoint", Endpoint::of_service(text)))
        .transpose()?;
    let iam_endpoint = args
        .iam_endpoint
        .as_deref()
        .map(|text| of_option("iam-endpoint", Endpoint::parse(text)))
        .transpose()?;
    let unknown =
        |region: &String| ConfigError::Region(region.clone(), regions::matching("").join(" "));
    let known = |region: &String| {
        regions::find(region.trim()).map(|known| known.id.to_owned()).ok_or_else(|| unknown(region))
    };
    let region = args.region.as_ref().map(known).transpose()?;
    let project = match &args.project_id {
        Some(text) => Some(ProjectId::typed(text).ok_or(ConfigError::Project)?),
        None => None,
    };
    Ok(Given { region, endpoint, iam_endpoint, project })
}

/// The certificates of `--ca-bundle`.
fn read_bundle(args: &ConnectionArgs) -> Result<Option<Vec<u8>>, ConfigError> {
    let Some(path) = &args.ca_bundle else { return Ok(None) };
    let bundle =
        read_all("ca-bundle", open("ca-bundle", path, BUNDLE_LIMIT)?.0, path, BUNDLE_LIMIT)?;
    NetworkOptions::check_bundle(&bundle).map_err(|why| ConfigError::Bundle(path.clone(), why))?;
    Ok(Some(bundle.to_vec()))
}

fn surroundings(args: &ConnectionArgs) -> Surroundings {
    let around = Surroundings::of_process();
    match &args.config {
        Some(file) => around.with_config(file.clone()),
        None => around,
    }
}

/// Which credentials are used: those that were named, otherwise the only complete ones. True
/// if that is not settled.
fn choose(
    args: &ConnectionArgs,
    profile: Option<&str>,
    session: &mut Session,
) -> Result<bool, ConfigError> {
    if let Some(path) = &args.token_file {
        let (origin, token) = read_token(path)?;
        session.use_token(origin, token, Some(path.clone()).filter(|path| path.as_os_str() != "-"));
        return Ok(false);
    }
    let found: Vec<Found> = session.sources.iter().map(|source| source.found.clone()).collect();
    let choice = named(&found, args.profile.as_deref().or(profile));
    match &choice {
        Choice::Nothing => {}
        Choice::Use(number) => drop(session.use_source(*number)),
        Choice::Ask(_) => return Ok(true),
        Choice::Refused(_) | Choice::Unknown(_) | Choice::Ambiguous(_) => {
            return Err(ConfigError::Credentials(words::session::credentials::choice(
                &choice, &found,
            )));
        }
    }
    Ok(false)
}

/// Chooses among what was found. A name that fits nothing is repeated only where
/// it cannot be a secret.
fn named(found: &[Found], name: Option<&str>) -> Choice {
    let choice = choice::choose(found, name);
    if let Choice::Unknown(name) = &choice { Choice::Unknown(argument::word(name)) } else { choice }
}

/// A guard that cannot be understood is none: better no run than one without it.
fn pattern(text: &str) -> Result<Pattern, ConfigError> {
    Pattern::parse(text).map_err(|why| ConfigError::Own(words::choose::not_taken(text, why)))
}

/// A template that cannot be understood is said at once, not when it is wanted.
fn template(text: &str) -> Result<Template, ConfigError> {
    Template::parse(text)
        .map_err(|why| ConfigError::Own(words::draft::name_template::not_taken(text, &why)))
}

fn read_draft(args: &ScreenArgs) -> Result<Option<(Box<SavedDraft>, String)>, ConfigError> {
    let Some(path) = &args.draft else { return Ok(None) };
    let name = drafts::shown(path);
    match drafts::read_file(path) {
        Ok(draft) => Ok(Some((Box::new(draft), name))),
        Err(why) => Err(ConfigError::Draft(name, words::journal::trouble(&why))),
    }
}

/// Where a token from `--token-file` comes from, for the screens.
const FROM_FILE: &str = "--token-file";

/// The token of `--token-file`.
fn read_token(path: &Path) -> Result<(Origin, Token), ConfigError> {
    if path.as_os_str() == "-" {
        let bytes =
            read_all("token-file", std::io::stdin().lock(), Path::new("-"), TOKEN_FILE_LIMIT)?;
        return Ok((Origin::StandardInput, token(&secret(&bytes), "standard input")?));
    }
    Ok((
        Origin::TokenFile(path.display().to_string()),
        token(&secret(&read_private(path)?), FROM_FILE)?,
    ))
}

fn token(text: &SecretString, origin: &str) -> Result<Token, ConfigError> {
    Token::new(text.expose_secret()).map_err(|e| ConfigError::Token(origin.to_owned(), e))
}

/// A token's file is read again once the token in it is refused: somebody may have
/// put a new one there.
pub(super) fn of_file(file: Option<PathBuf>) -> Renewal {
    let Some(file) = file else { return Renewal::Never };
    Renewal::File(Arc::new(move || {
        // A pipe was read at the start, and nobody writes into it any more: opening it could wait
        // for ever.
        let bytes = read_private(Some(&file).filter(|file| file.is_file())?).ok()?;
        token(&secret(&bytes), FROM_FILE).ok().map(Auth::Token)
    }))
}

/// Bytes that are not UTF-8 become characters that no token has, and are refused as such.
fn secret(bytes: &Zeroizing<Vec<u8>>) -> SecretString {
    SecretString::from(std::str::from_utf8(without_mark(bytes)).unwrap_or("\u{FFFD}"))
}

/// Reads a file that nobody but its owner may read.
fn read_private(path: &Path) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
    let (file, found) = open("token-file", path, TOKEN_FILE_LIMIT)?;
    if is_exposed(&found) {
        return Err(ConfigError::Exposed {
            path: private_file::shown(path),
            own: private_file::is_own(&found),
        });
    }
    read_all("token-file", file, path, TOKEN_FILE_LIMIT)
}

/// Opens a file that may be a pipe, but no folder, and is no longer than `limit` as far
/// as its length is known.
fn open(option: &'static str, path: &Path, limit: u64) -> Result<(File, Metadata), ConfigError> {
    let failed = |e| ConfigError::File(option, path.to_owned(), e);
    let file = File::open(path).map_err(failed)?;
    let found = file.metadata().map_err(failed)?;
    match () {
        () if found.is_dir() => Err(ConfigError::Folder(option, path.to_owned())),
        () if found.len() > limit => Err(ConfigError::TooLarge { path: path.to_owned(), limit }),
        () => Ok((file, found)),
    }
}

fn read_all(
    option: &'static str,
    from: impl Read,
    path: &Path,
    limit: u64,
) -> Result<Zeroizing<Vec<u8>>, ConfigError> {
    let mut bytes = Zeroizing::new(Vec::new());
    from.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| ConfigError::File(option, path.to_owned(), e))?;
    if bytes.len() as u64 > limit {
        return Err(ConfigError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}
