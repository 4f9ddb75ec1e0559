//! What the program was told: command line first, then environment, then the set-up screen.

use std::{
    fs::File,
    io::Read,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret, SecretString};

use crate::{
    api::{Client, Endpoint, NetworkOptions, Reads, Token},
    cli::{ConnectionArgs, ScreenArgs},
    core::{
        ids::ProjectId,
        message::Setting,
        operation::Site,
        place::{Mode, Place, SetupProblem, TokenFacts},
        regions,
        saved_draft::SavedDraft,
        state_trouble::StateTrouble,
    },
    simulator::Simulator,
    words,
};

use super::{drafts, state::StateFolder};

/// A token file larger than this is no token file (the longest token is 100,000 characters).
const TOKEN_FILE_LIMIT: u64 = 128 * 1024;
/// A bundle larger than this is no bundle.
const BUNDLE_LIMIT: u64 = 4 * 1024 * 1024;

/// Everything that calls need, as far as it is given.
#[derive(Debug)]
pub struct Configuration {
    /// LIVE, DEMO or OFFLINE.
    pub mode: Mode,
    region: Option<String>,
    endpoint: Option<Endpoint>,
    project: Option<ProjectId>,
    token: Option<(Token, TokenFacts)>,
    /// The file that the token stands in, where it can be read again.
    token_file: Option<PathBuf>,
    network: NetworkOptions,
    /// Keep a journal (otherwise: `--no-journal`).
    pub journal: bool,
    state_dir: Option<PathBuf>,
    /// What `--draft` names, and its path for a person: opened once the screens are there.
    pub draft: Option<(Box<SavedDraft>, String)>,
    /// The service of a demo; it lives as long as the screens do, and hands out a new token on request.
    simulator: Option<Simulator>,
}

/// Why the command line or the environment cannot be used: one sentence each, never with a secret.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// No such region.
    #[error("no region {0:?} is built in; use --endpoint URL, or one of: {1}")]
    Region(String, String),
    /// An endpoint cannot be used.
    #[error("--{0}: {1}")]
    Endpoint(&'static str, crate::api::EndpointError),
    /// The project ID has another form.
    #[error("--project-id: a project ID is 32 letters and digits")]
    Project,
    /// The token cannot be used.
    #[error("the token from {0}: {1}")]
    Token(String, crate::api::TokenError),
    /// A file cannot be read.
    #[error("--{0} {1}: {2}")]
    File(&'static str, PathBuf, std::io::Error),
    /// A folder where a file is meant.
    #[error("--{0} {1} is a folder, not a file")]
    Folder(&'static str, PathBuf),
    /// A bundle without a certificate.
    #[error("--ca-bundle {0}: {1}")]
    Bundle(PathBuf, String),
    /// A file is too large.
    #[error("{0} is too large to be what it should be")]
    TooLarge(PathBuf),
    /// Others can read the token file.
    #[error("{0} can be read by others; mend it with: chmod 600 {0}")]
    Exposed(PathBuf),
    /// A draft file cannot be opened; the reason in words.
    #[error("--draft {0}: {1}")]
    Draft(String, String),
    /// The proxy in the environment cannot be used.
    #[error("HTTPS_PROXY: {0}")]
    Proxy(#[from] crate::api::ProxyError),
}

impl Configuration {
    /// Reads command line and environment, for the screens.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn read(args: &ScreenArgs) -> Result<Self, ConfigError> {
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
        let mut endpoint = args.endpoint.as_deref().map(|e| parse_endpoint("endpoint", e)).transpose()?;
        if let Some(iam) = &args.iam_endpoint {
            parse_endpoint("iam-endpoint", iam)?;
        }
        if let (None, Some(region)) = (&endpoint, &args.region) {
            let regions = regions::all();
            let known = regions.get(region).ok_or_else(|| {
                let all = regions.keys().cloned().collect::<Vec<_>>().join(" ");
                ConfigError::Region(region.clone(), all)
            })?;
            endpoint = Some(parse_endpoint("region", &known.geminidb)?);
        }
        let project = match &args.project_id {
            Some(text) => Some(ProjectId::typed(text).ok_or(ConfigError::Project)?),
            None => None,
        };
        let mut network = NetworkOptions::from_env()?;
        if let Some(path) = &args.ca_bundle {
            let bundle = read_all("ca-bundle", open("ca-bundle", path)?, path, BUNDLE_LIMIT)?;
            NetworkOptions::check_bundle(&bundle).map_err(|why| ConfigError::Bundle(path.clone(), why))?;
            network.ca_bundle = Some(bundle);
        }
        // Offline a token has no use, so none is read.
        let mode = if offline { Mode::Offline } else { Mode::Live };
        let (region, token) = (args.region.clone(), if offline { None } else { read_token(args)? });
        let token_file = args.token_file.clone().filter(|path| path.as_os_str() != "-");
        let state_dir = args.state_dir.clone();
        let (journal, simulator) = (true, None);
        Ok(Self { mode, region, endpoint, project, token, token_file, network, journal, state_dir, draft: None, simulator })
    }

    /// The configuration of a demo: everything from the simulator, nothing from the environment.
    ///
    /// # Errors
    /// When the simulator's own data does not fit (a fault of the program).
    pub fn demo(args: &ScreenArgs, simulator: Simulator) -> Result<Self, ConfigError> {
        let token = Token::new(&simulator.token()).map_err(|e| ConfigError::Token("the simulator".to_owned(), e))?;
        let facts = TokenFacts { length: simulator.token().chars().count(), origin: "the simulator".to_owned() };
        Ok(Self {
            mode: Mode::Demo,
            region: Some("simulator".to_owned()),
            endpoint: Some(parse_endpoint("endpoint", &simulator.endpoint())?),
            project: Some(ProjectId::typed(&simulator.project_id()).ok_or(ConfigError::Project)?),
            token: Some((token, facts)),
            token_file: None,
            network: NetworkOptions::default(),
            journal: !args.no_journal,
            state_dir: args.connection.state_dir.clone(),
            draft: read_draft(args)?,
            simulator: Some(simulator),
        })
    }

    /// Where journal and drafts are kept. A demo's folder is fresh and goes with the run, unless one is given.
    ///
    /// # Errors
    /// When there is no folder to be had; the journal then says so.
    pub fn state_folder(&self) -> Result<StateFolder, StateTrouble> {
        match (self.mode, &self.state_dir) {
            (Mode::Demo, None) => StateFolder::temporary(),
            (Mode::Demo | Mode::Live | Mode::Offline, folder) => StateFolder::locate(folder.as_deref()),
        }
    }

    /// Journal and drafts go with the run.
    pub fn is_passing(&self) -> bool {
        self.mode == Mode::Demo && self.state_dir.is_none()
    }

    /// What the screens show of it.
    pub fn place(&self) -> Place {
        Place {
            region: self.region.clone(),
            endpoint: self.endpoint.as_ref().map(ToString::to_string),
            project: self.project.clone(),
            token: self.token.as_ref().map(|(_, facts)| facts.clone()),
        }
    }

    /// A client, once everything is there; offline never.
    pub fn client(&self) -> Option<Client> {
        if self.mode == Mode::Offline {
            return None;
        }
        let (token, _) = self.token.as_ref()?;
        Some(Client::new(self.endpoint.clone()?, self.project.clone()?, token.clone(), self.network.clone()))
    }

    /// The reads alone, once everything is there: for whoever must not be able to send.
    pub fn reads(&self) -> Option<Reads> {
        let (token, _) = self.token.as_ref()?;
        Some(Reads::new(self.endpoint.clone()?, self.project.clone()?, token.clone(), self.network.clone()))
    }

    /// Takes from an operation where it was sent, as far as nothing else is configured; says whether it is the same place
    /// now.
    pub fn adopt(&mut self, site: &Site) -> bool {
        if self.endpoint.is_none() {
            self.endpoint = Endpoint::parse(&site.endpoint).ok();
            self.region.clone_from(&site.region);
        }
        self.project.get_or_insert_with(|| site.project.clone());
        site.is_at(&self.place())
    }

    /// The token stands in a file, and may be another one tomorrow.
    pub const fn token_can_be_renewed(&self) -> bool {
        self.token_file.is_some()
    }

    /// Reads the token's file again, if it stands in one; true if it holds another token now.
    ///
    /// # Errors
    /// As at the start; the token stays what it was.
    pub fn read_token_again(&mut self) -> Result<bool, ConfigError> {
        let Some(path) = &self.token_file else { return Ok(false) };
        let read = token(&secret(read_private(path)?), FROM_FILE)?;
        let changed = self.token.as_ref().is_none_or(|(known, _)| !known.is_same(&read.0));
        self.token = Some(read);
        Ok(changed)
    }

    /// Takes a setting from the set-up screen.
    ///
    /// # Errors
    /// Why it is not taken; nothing changes then.
    pub fn apply(&mut self, setting: Setting, typed: &SecretString) -> Result<(), SetupProblem> {
        match setting {
            Setting::Region(id) => {
                let region = regions::all().remove(&id).ok_or_else(|| SetupProblem::UnknownRegion(id.clone()))?;
                self.endpoint = Some(Endpoint::parse(&region.geminidb).map_err(|e| SetupProblem::BadEndpoint(e.to_string()))?);
                self.region = Some(id);
            }
            Setting::Endpoint(url) => {
                self.endpoint = Some(Endpoint::parse(&url).map_err(|e| SetupProblem::BadEndpoint(format!("{e}.")))?);
                self.region = None;
            }
            Setting::Project(id) => self.project = Some(ProjectId::typed(&id).ok_or(SetupProblem::BadProject)?),
            Setting::TypedToken => {
                let fresh =
                    self.simulator.as_ref().filter(|_| typed.expose_secret().is_empty()).map(|s| SecretString::from(s.renew_token()));
                let typed = fresh.as_ref().unwrap_or(typed);
                let token = Token::new(typed.expose_secret()).map_err(|_| SetupProblem::BadToken)?;
                let length = typed.expose_secret().trim().chars().count();
                self.token = Some((token, TokenFacts { length, origin: "the prompt".to_owned() }));
            }
        }
        Ok(())
    }
}

fn read_draft(args: &ScreenArgs) -> Result<Option<(Box<SavedDraft>, String)>, ConfigError> {
    let Some(path) = &args.draft else { return Ok(None) };
    let name = drafts::shown(path);
    match drafts::read_file(path) {
        Ok(draft) => Ok(Some((Box::new(draft), name))),
        Err(why) => Err(ConfigError::Draft(name, words::drafts::trouble(&why))),
    }
}

fn parse_endpoint(option: &'static str, text: &str) -> Result<Endpoint, ConfigError> {
    Endpoint::parse(text).map_err(|e| ConfigError::Endpoint(option, e))
}

/// Where a token from `--token-file` comes from, for the screens.
const FROM_FILE: &str = "--token-file";

/// The token: from `--token-file`, otherwise from `OS_AUTH_TOKEN`.
fn read_token(args: &ConnectionArgs) -> Result<Option<(Token, TokenFacts)>, ConfigError> {
    match &args.token_file {
        Some(path) if path.as_os_str() == "-" => {
            let bytes = read_all("token-file", std::io::stdin().lock(), Path::new("-"), TOKEN_FILE_LIMIT)?;
            token(&secret(bytes), "standard input").map(Some)
        }
        Some(path) => token(&secret(read_private(path)?), FROM_FILE).map(Some),
        None => match std::env::var("OS_AUTH_TOKEN") {
            Ok(text) if !text.trim().is_empty() => token(&SecretString::from(text), "OS_AUTH_TOKEN").map(Some),
            Ok(_) | Err(_) => Ok(None),
        },
    }
}

fn token(text: &SecretString, origin: &str) -> Result<(Token, TokenFacts), ConfigError> {
    let length = text.expose_secret().trim().chars().count();
    let token = Token::new(text.expose_secret()).map_err(|e| ConfigError::Token(origin.to_owned(), e))?;
    Ok((token, TokenFacts { length, origin: origin.to_owned() }))
}

/// Bytes that are not UTF-8 become characters that no token has, and are refused as such.
fn secret(bytes: Vec<u8>) -> SecretString {
    SecretString::from(String::from_utf8(bytes).unwrap_or_else(|_| "\u{FFFD}".to_owned()))
}

/// Reads a file that nobody but its owner may read.
fn read_private(path: &Path) -> Result<Vec<u8>, ConfigError> {
    let file = open("token-file", path)?;
    let mode = file.metadata().map_err(|e| ConfigError::File("token-file", path.to_owned(), e))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(ConfigError::Exposed(path.to_owned()));
    }
    read_all("token-file", file, path, TOKEN_FILE_LIMIT)
}

fn open(option: &'static str, path: &Path) -> Result<File, ConfigError> {
    let failed = |e| ConfigError::File(option, path.to_owned(), e);
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(ConfigError::Folder(option, path.to_owned()));
    }
    Ok(file)
}

fn read_all(option: &'static str, from: impl Read, path: &Path, limit: u64) -> Result<Vec<u8>, ConfigError> {
    let mut bytes = Vec::new();
    from.take(limit + 1).read_to_end(&mut bytes).map_err(|e| ConfigError::File(option, path.to_owned(), e))?;
    if bytes.len() as u64 > limit {
        return Err(ConfigError::TooLarge(path.to_owned()));
    }
    Ok(bytes)
}
