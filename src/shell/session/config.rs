//! The configuration: command line first, then environment, then the set-up screen.

mod chosen;
mod examine;
mod files;

pub use self::{chosen::Chosen, examine::Examined, files::renewal_from};
use self::{
    chosen::{choose, settle},
    files::{read_bundles, read_token_file},
};
use super::{
    OpenSession, Overrides,
    credentials::{self, FileSettings, Gathered, Surroundings, TeamSettings},
};
use crate::{
    api::{Client, Endpoint, EndpointError, NetworkOptions, Observer, Reads, Token},
    cli::{ConnectionArgs, ScreenArgs, variables},
    core::{
        base::{Pattern, ProjectId, StateTrouble, UtcTime, regions},
        draft::{SavedDraft, Template},
        session::{Mode, Origin, Session, SigningIn, Traced, Whence, credentials::choice},
    },
    shell::{
        argument,
        disk::{StateFolder, call_log, recorder::drafts},
        lock::lock,
    },
    simulator::Simulator,
    words,
};

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
};

/// The operator's own file, in messages.
const OWN: &str = "config.toml";

#[derive(Debug)]
pub struct Configuration {
    pub mode: Mode,
    session: Arc<Mutex<OpenSession>>,
    /// The file with the token, if the file can be read again.
    token_file: Option<PathBuf>,
    /// The program's own configuration file, and the variable that its path
    /// follows from (`None` for `--config`).
    pub config_file: Option<(PathBuf, Option<&'static str>)>,
    /// Several sources are complete and the operator named none.
    unsettled: bool,
    /// Patterns of instances whose name the operator must type before a send.
    pub production: Vec<Pattern>,
    /// Fills in the name of a backup.
    pub template: Option<Template>,
    /// `bell` of the configuration file.
    pub bell: bool,
    /// `plain` of the configuration file.
    pub plain: bool,
    /// False with `--no-journal`.
    pub journal: bool,
    state_dir: Option<PathBuf>,
    /// The draft of `--draft`, and its path as the operator sees it. The draft is opened
    /// once the screens are drawn.
    pub draft: Option<(Box<SavedDraft>, String)>,
}

/// An error of the command line or the environment: one sentence, never with a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{0}: no region {name:?} is built in; use --endpoint URL, or one of: \
        {2}", name = argument::word(.1))]
    Region(&'static str, String, String),
    #[error("--{0}: {1}")]
    Endpoint(&'static str, EndpointError),
    #[error("--project-id: a project ID is 32 letters and digits")]
    Project,
    #[error("the token from {0}: {1}")]
    Token(String, crate::api::TokenError),
    #[error("{0} {path}: {2}", path = argument::path(.1))]
    File(&'static str, PathBuf, std::io::Error),
    #[error("{0} {1} is a folder, not a file")]
    Folder(&'static str, PathBuf),
    #[error("{0} {1}: {2}")]
    Bundle(&'static str, PathBuf, String),
    #[error("{path} is too large to be what it should be: more than \
        {}", words::base::disk_error::bytes(*limit))]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("{}", words::session::credentials::exposed(path, *own))]
    Exposed {
        path: String,
        /// This user owns the file.
        own: bool,
    },
    #[error("--log: {}", words::base::disk_error::file_trouble(.0))]
    Log(StateTrouble),
    #[error("--draft {0}: {1}")]
    Draft(String, String),
    /// The state folder lies in a folder of another user, or the named credentials or the program's
    /// own configuration file cannot be used.
    #[error("{0}")]
    Said(String),
    #[error(transparent)]
    Proxy(#[from] crate::api::BadVariable),
}

impl Configuration {
    /// Reads command line and environment for the screens. Errors: See [`ConfigError`].
    pub fn read(args: &ScreenArgs) -> Result<Self, ConfigError> {
        of_this_user(StateFolder::locate(args.connection.state_dir.as_deref()))?;
        let connection = Self::connect(&args.connection, args.offline)?;
        Ok(Self { journal: !args.no_journal, draft: read_draft(args)?, ..connection })
    }

    /// Reads command line and environment for a run without screens of its own. The journal
    /// is on. Errors: See [`ConfigError`].
    pub fn connection(args: &ConnectionArgs) -> Result<Self, ConfigError> {
        Self::connect(args, false)
    }

    fn connect(args: &ConnectionArgs, offline: bool) -> Result<Self, ConfigError> {
        let overrides = overrides(args)?;
        let mode = if offline { Mode::Offline } else { Mode::Live };
        let surroundings = surroundings(args);
        let config_file = surroundings.config_file();
        let Gathered { sources, settings, team } = credentials::gather(&surroundings);
        let said = |why| ConfigError::Said(words::session::credentials::unusable(&why));
        let (own, team) = (settings.map_err(said)?, team.map_err(said)?);
        let production = [patterns_of(&team)?, patterns(OWN, &own.production)?].concat();
        let template = template(&own)?;
        let ca_bundle = read_bundles(args, &own, &team)?;
        let network = NetworkOptions { ca_bundle, ..NetworkOptions::from_env()? };
        let network = NetworkOptions { observer: observer(args)?, ..network };
        // An offline run needs no credentials.
        let sources = if offline { Vec::new() } else { sources };
        let mut session = OpenSession::new(overrides, sources, surroundings, network);
        session.take_settings(usual_region(args, &own)?, own.read_only || team.read_only);
        let unsettled = !offline && settle(choose(args, Ok(own.profile), &mut session), &session)?;
        let blank = Self::of(args, mode, session, config_file);
        Ok(Self { unsettled, production, template, bell: own.bell, plain: own.plain, ..blank })
    }

    fn of(
        args: &ConnectionArgs,
        mode: Mode,
        session: OpenSession,
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
            bell: false,
            plain: false,
            journal: true,
            state_dir: args.state_dir.clone(),
            draft: None,
        }
    }

    /// Makes the configuration of a demo from the simulator, without the environment.
    /// Errors: When the simulator gives wrong data (a fault of the program), or the draft or the
    /// state folder cannot be used.
    pub fn demo(args: &ScreenArgs, simulator: Simulator) -> Result<Self, ConfigError> {
        if let Some(folder) = &args.connection.state_dir {
            of_this_user(StateFolder::locate(Some(folder)))?;
        }
        let token = Token::new(&simulator.token())
            .map_err(|e| ConfigError::Token("the simulator".to_owned(), e))?;
        let endpoint = Endpoint::parse(&simulator.endpoint())
            .map_err(|e| ConfigError::Endpoint("endpoint", e))?;
        let overrides = Overrides {
            region: Some("simulator".to_owned()),
            // The simulator is its own IAM.
            iam_endpoint: Some(endpoint.clone()),
            endpoint: Some(endpoint),
            project: Some(ProjectId::typed(&simulator.project_id()).ok_or(ConfigError::Project)?),
        };
        let mut session = OpenSession::new(
            overrides,
            Vec::new(),
            Surroundings::new(PathBuf::new(), UtcTime::from_unix(0)),
            NetworkOptions { observer: observer(&args.connection)?, ..NetworkOptions::default() },
        );
        session.use_token(Origin::Simulator, token, None);
        session.keep(simulator);
        let connection = Self::of(&args.connection, Mode::Demo, session, None);
        Ok(Self { journal: !args.no_journal, draft: read_draft(args)?, ..connection })
    }

    /// Returns the folder of journal and drafts. Without `--state-dir` a demo gets a folder of its
    /// own that is removed with the run.
    /// Errors: When no folder can be found; the screens tell this error.
    pub fn state_folder(&self) -> Result<StateFolder, StateTrouble> {
        match (self.mode, &self.state_dir) {
            (Mode::Demo, None) => StateFolder::temporary(),
            (Mode::Demo | Mode::Live | Mode::Offline, folder) => {
                StateFolder::locate(folder.as_deref())
            }
        }
    }

    /// Returns whether journal and drafts are removed at the end of the run.
    pub fn is_passing(&self) -> bool {
        self.mode == Mode::Demo && self.state_dir.is_none()
    }

    /// Locks the session. Hold the lock for a moment only: the task that signs in needs it too.
    pub fn session(&self) -> MutexGuard<'_, OpenSession> {
        // A panic that poisons the lock has ended the program.
        lock(&self.session)
    }

    /// Returns the session for a task of its own.
    pub fn shared_session(&self) -> Arc<Mutex<OpenSession>> {
        Arc::clone(&self.session)
    }

    pub fn place(&self) -> Session {
        self.session().place()
    }

    /// Returns the ways to sign in, for the screens.
    pub fn signing(&self) -> SigningIn {
        let sources = self.session().found();
        SigningIn { sources, unsettled: self.unsettled, ..SigningIn::default() }
    }

    /// Returns a sentence that names all complete sources, if there are several
    /// and the operator named none.
    pub fn several_sources(&self) -> Option<String> {
        let found = self.session().found();
        self.unsettled
            .then(|| words::session::credentials::choice(&choice::choose(&found, None), &found))
    }

    /// Returns a client that can send, once the set-up is complete; `None` in an offline run.
    pub fn client(&self) -> Option<Client> {
        if self.mode == Mode::Offline { None } else { self.session().client() }
    }

    /// Returns a client that cannot send, once the set-up is complete.
    pub fn reads(&self) -> Option<Reads> {
        self.session().reads()
    }

    /// Returns whether the token stands in a file, which may hold a new one later.
    pub fn token_can_be_renewed(&self) -> bool {
        self.session().token_file().is_some()
    }

    /// Reads the token's file again, if there is one. Returns whether the
    /// file holds another token now.
    /// Errors: As at the start. The old token stays.
    pub fn read_token_again(&mut self) -> Result<bool, ConfigError> {
        let Some(path) = self.token_file.as_ref().filter(|path| path.is_file()) else {
            return Ok(false);
        };
        let token = read_token_file(path)?;
        let mut session = self.session();
        let changed = session.token().is_none_or(|known| !known.is_same(&token));
        if changed {
            let origin = Origin::TokenFile(path.display().to_string());
            session.use_token(origin, token, Some(path.clone()));
        }
        Ok(changed)
    }
}

/// Refuses a run whose journal would lie in a folder of another user. The screens tell every
/// other trouble of the folder.
fn of_this_user(folder: Result<StateFolder, StateTrouble>) -> Result<(), ConfigError> {
    match folder.and_then(StateFolder::of_this_user) {
        Err(why @ StateTrouble::Foreign(_)) => {
            Err(ConfigError::Said(words::base::disk_error::trouble(&why)))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

fn overrides(args: &ConnectionArgs) -> Result<Overrides, ConfigError> {
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
        .map(|text| of_option("iam-endpoint", Endpoint::of_iam(text)))
        .transpose()?;
    let by_variable = args.is_by(variables::REGION);
    let named = if by_variable { variables::REGION } else { "--region" };
    let region = args.region.as_ref().map(|region| known_region(named, region)).transpose()?;
    let region = region.filter(|_| !by_variable);
    let project = match &args.project_id {
        Some(text) => Some(ProjectId::typed(text).ok_or(ConfigError::Project)?),
        None => None,
    };
    Ok(Overrides { region, endpoint, iam_endpoint, project })
}

fn known_region(named: &'static str, region: &str) -> Result<String, ConfigError> {
    let unknown = || ConfigError::Region(named, region.to_owned(), regions::matching("").join(" "));
    regions::find(region.trim()).map(|known| known.id.to_owned()).ok_or_else(unknown)
}

/// Returns the region of the variable, or else of the configuration file.
fn usual_region(
    args: &ConnectionArgs,
    own: &FileSettings,
) -> Result<Option<Traced<String>>, ConfigError> {
    let variable = args.region.as_ref().filter(|_| args.is_by(variables::REGION));
    let (named, region, whence) = match (variable, &own.region) {
        (Some(region), _) => {
            (variables::REGION, region, Whence::Variable(variables::REGION.into()))
        }
        (None, Some(region)) => ("region in config.toml", region, Whence::File),
        (None, None) => return Ok(None),
    };
    Ok(Some(Traced::new(known_region(named, region)?, whence)))
}

/// Begins the log of all calls, if one is wanted.
fn observer(args: &ConnectionArgs) -> Result<Observer, ConfigError> {
    call_log::begin(args.log.as_deref(), args.state_dir.as_deref()).map_err(ConfigError::Log)
}

fn surroundings(args: &ConnectionArgs) -> Surroundings {
    let around = Surroundings::of_process();
    match &args.config {
        Some(file) => around.with_config(file.clone()),
        None => around,
    }
}

/// Reads the patterns in `file` of instances that need a guard. A wrong pattern stops the run,
/// which would be without that guard.
fn patterns(file: &str, texts: &[String]) -> Result<Vec<Pattern>, ConfigError> {
    let said = |text, why| ConfigError::Said(words::choose::not_taken(file, text, why));
    texts.iter().map(|text| Pattern::parse(text).map_err(|why| said(text, why))).collect()
}

fn patterns_of(team: &TeamSettings) -> Result<Vec<Pattern>, ConfigError> {
    patterns(team.path.as_deref().unwrap_or_default(), &team.production)
}

/// Reads the name template, so that a wrong one is told at the start and not when a name is needed.
fn template(own: &FileSettings) -> Result<Option<Template>, ConfigError> {
    let said = |text, why| ConfigError::Said(words::draft::name_template::not_taken(text, &why));
    let text = own.name_template.as_deref();
    text.map(|text| Template::parse(text).map_err(|why| said(text, why))).transpose()
}

fn read_draft(args: &ScreenArgs) -> Result<Option<(Box<SavedDraft>, String)>, ConfigError> {
    let Some(path) = &args.draft else { return Ok(None) };
    let name = argument::path(path);
    match drafts::read_file(path) {
        Ok(draft) => Ok(Some((Box::new(draft), name))),
        Err(why) => Err(ConfigError::Draft(name, words::journal::trouble(&why))),
    }
}
