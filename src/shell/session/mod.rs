//! The session: the operator's settings, the source of credentials in use, and the answers of IAM.
//! The session holds the secrets; the model gets a [`Session`] without any.

pub mod config;
pub mod credentials;
pub mod memory;
pub mod profile_file;
mod provenance;
pub mod secret;
pub mod sign_in_flow;
#[cfg(test)]
mod tests;
mod typed;
pub mod who;

pub use self::{
    config::{Chosen, ConfigError, Configuration, Examined},
    sign_in_flow::{SignInFlow, SignInOutcome},
};

use std::path::PathBuf;

use secrecy::SecretString;

use crate::{
    api::{
        Access, Auth, Bundle, Client, ClientSettings, Endpoint, Login, NetworkOptions, Reads, Token,
    },
    core::{
        base::ProjectId,
        session::{Found, Identity, Method, Origin, Session, SignIn, SignInState, Site, Traced},
    },
    shell::session::credentials::{Source, Surroundings},
    simulator::Simulator,
};

/// Settings of the operator, which go before those of any source.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// From `--region` or the screens.
    pub region: Option<String>,
    /// From `--endpoint` or the screens.
    pub endpoint: Option<Endpoint>,
    /// From `--iam-endpoint`.
    pub iam_endpoint: Option<Endpoint>,
    /// From `--project-id` or the screens.
    pub project: Option<ProjectId>,
}

/// The source in use.
#[derive(Debug, Clone)]
struct Used {
    origin: Origin,
    bundle: Bundle,
    method: Method,
    /// The password may stay in memory, or can be read again at any time.
    keep: bool,
    /// The file with the token. The file may hold another token later.
    token_file: Option<PathBuf>,
}

#[derive(Debug, Clone)]
struct Signed {
    access: Access,
    identity: Identity,
    state: SignInState,
}

#[derive(Debug)]
pub struct OpenSession {
    overrides: Overrides,
    /// Every source, for the list of ways to sign in.
    pub sources: Vec<Source>,
    surroundings: Surroundings,
    used: Option<Used>,
    signed: Option<Signed>,
    /// The project that the operator picked among those of these credentials.
    picked: Option<ProjectId>,
    /// The number of the sign-in that counts. The outcome of an older one is dropped.
    turn: u64,
    network: NetworkOptions,
    /// The region of a variable or of the configuration file, where nothing else names one.
    usual_region: Option<Traced<String>>,
    /// Nothing is sent. Stays true for the rest of a run once a source has said so: credentials
    /// typed later still belong to the same project.
    read_only: bool,
    /// The source that said so.
    read_only_source: Option<Origin>,
    /// The service of a demo, which must live as long as the screens, and which makes new tokens.
    simulator: Option<Simulator>,
}

impl OpenSession {
    /// Makes a session without credentials in use.
    pub fn new(
        overrides: Overrides,
        sources: Vec<Source>,
        surroundings: Surroundings,
        network: NetworkOptions,
    ) -> Self {
        sources
            .iter()
            .filter_map(|source| source.bundle.as_ref())
            .for_each(|bundle| network.held.hold_login(&bundle.login));
        Self {
            overrides,
            sources,
            surroundings,
            used: None,
            signed: None,
            picked: None,
            turn: 0,
            network,
            usual_region: None,
            read_only: false,
            read_only_source: None,
            simulator: None,
        }
    }

    /// Takes the settings of variables and of the configuration files.
    pub fn take_settings(&mut self, usual_region: Option<Traced<String>>, read_only: bool) {
        self.usual_region = usual_region;
        self.read_only |= read_only;
    }

    /// Returns the source that keeps the run from sending.
    pub const fn read_only_source(&self) -> Option<&Origin> {
        self.read_only_source.as_ref()
    }

    /// Keeps the run from sending if the profile `name` says so, or without a name the only profile
    /// of the file: also a profile that is not complete, or that a token or another source takes
    /// the place of. Of several profiles each holds only once the operator has picked it.
    pub fn heed(&mut self, name: Option<&str>) {
        let is_meant = |source: &&Source| match name.map(str::trim) {
            Some(name) => source.found.origin.handle().as_deref() == Some(name),
            None => source.found.automatic,
        };
        let holding = self.sources.iter().filter(is_meant).find(|source| source.read_only);
        if let Some(source) = holding {
            self.read_only = true;
            self.read_only_source = Some(source.found.origin.clone());
        }
    }

    /// Keeps the service of a demo running.
    pub fn keep(&mut self, simulator: Simulator) {
        self.simulator = Some(simulator);
    }

    /// Returns the sources without secrets.
    pub fn found(&self) -> Vec<Found> {
        self.sources.iter().map(|source| source.found.clone()).collect()
    }

    /// Uses a source. Returns false if the source is not complete.
    pub fn use_source(&mut self, number: usize) -> bool {
        let Some(source) = self.sources.get(number) else { return false };
        let Some(bundle) = source.bundle.clone() else { return false };
        let origin = source.found.origin.clone();
        let file = source.token_file.clone();
        if source.read_only {
            self.read_only = true;
            self.read_only_source = Some(origin.clone());
        }
        self.use_bundle(origin, bundle, true, file);
        true
    }

    /// Uses a token, and the file with the token.
    pub fn use_token(&mut self, origin: Origin, token: Token, file: Option<PathBuf>) {
        self.use_bundle(origin, Bundle::of(Login::Token(token)), false, file);
    }

    /// Uses these credentials alone, and drops everything of the earlier ones.
    fn use_bundle(
        &mut self,
        origin: Origin,
        bundle: Bundle,
        keep: bool,
        token_file: Option<PathBuf>,
    ) {
        self.network.held.hold_login(&bundle.login);
        self.picked = None;
        let state = SignInState::Unasked;
        let signed = |access| Some(Signed { access, identity: Identity::default(), state });
        self.signed = match &bundle.login {
            Login::Token(token) => signed(Access::new(
                Auth::Token(token.clone()),
                config::renewal_from(token_file.clone()),
            )),
            Login::Keys(keys) => signed(Access::from(keys.clone())),
            Login::Password(_) | Login::Agency(_) => None,
        };
        let method = method(&bundle.login);
        self.used = Some(Used { origin, bundle, method, keep, token_file });
        self.turn += 1;
    }

    fn bundle(&self) -> Option<&Bundle> {
        self.used.as_ref().map(|used| &used.bundle)
    }

    /// Numbers a sign-in that begins.
    pub const fn next_turn(&mut self) -> u64 {
        self.turn += 1;
        self.turn
    }

    /// Returns whether the sign-in of this number still counts.
    pub const fn is_turn(&self, turn: u64) -> bool {
        turn == self.turn
    }

    /// Returns the token of the source, if the source is a token.
    pub fn token(&self) -> Option<&Token> {
        match &self.used.as_ref()?.bundle.login {
            Login::Token(token) => Some(token),
            Login::Keys(_) | Login::Password(_) | Login::Agency(_) => None,
        }
    }

    pub fn token_file(&self) -> Option<&PathBuf> {
        self.used.as_ref()?.token_file.as_ref()
    }

    /// Returns the session without secrets, for the model.
    pub fn place(&self) -> Session {
        let project = self.project();
        let identity = self.signed.as_ref().map(|signed| &signed.identity);
        let told = identity.and_then(|identity| identity.project.as_ref());
        Session {
            region: self.region(),
            endpoint: self.endpoint().as_ref().map(ToString::to_string),
            iam_endpoint: self.iam_endpoint().as_ref().map(ToString::to_string),
            // IAM's name belongs to the project that IAM told, and to no other.
            project_name: told
                .filter(|told| Some(&told.id) == project.as_ref())
                .map(|told| told.name.clone()),
            project,
            account: identity.and_then(|identity| identity.account.clone()),
            user: identity.and_then(|identity| identity.user.clone()),
            sign_in: self.used.as_ref().map(|used| self.sign_in(used)),
            read_only: self.read_only,
        }
    }

    fn sign_in(&self, used: &Used) -> SignIn {
        let length = self.token().map(Token::length);
        let state =
            self.signed.as_ref().map(|signed| (signed, signed.access.changes().borrow().clone()));
        let (expires, state) = match state {
            None => (None, SignInState::Needed),
            Some((_, state)) if state.refused.is_some() => (state.expires, SignInState::Refused),
            Some((signed, state)) => (state.expires.or(signed.identity.expires), signed.state),
        };
        let length = length.filter(|_| used.method == Method::Token);
        SignIn { origin: used.origin.clone(), method: used.method, length, expires, state }
    }

    /// Returns a client that can send, once the set-up is complete and if anything may be sent.
    pub fn client(&self) -> Option<Client> {
        if self.read_only { None } else { self.connected(Client::new) }
    }

    /// Returns a client that cannot send, once the set-up is complete.
    pub fn reads(&self) -> Option<Reads> {
        self.connected(Reads::new)
    }

    fn connected<T>(
        &self,
        new: fn(Endpoint, ProjectId, Access, NetworkOptions, ClientSettings) -> T,
    ) -> Option<T> {
        let (access, settings) = (self.access()?.clone(), ClientSettings::default());
        Some(new(self.endpoint()?, self.project()?, access, self.network.clone(), settings))
    }

    /// Returns the proof of who calls, which also tells of its renewals.
    pub fn access(&self) -> Option<&Access> {
        self.signed.as_ref().map(|signed| &signed.access)
    }

    /// Takes endpoint and project from an operation if nothing else sets them. Returns whether
    /// calls go to the operation's endpoint and project then.
    pub fn adopt(&mut self, site: &Site) -> bool {
        // The operation names a region of its own.
        self.usual_region = None;
        if self.endpoint().is_none() {
            self.overrides.region.clone_from(&site.region);
            // An endpoint that is set counts as another cloud's and has no IAM of the built-in
            // list. So it is set only if the region does not give the same endpoint.
            if self.endpoint().is_none_or(|endpoint| endpoint.to_string() != site.endpoint) {
                self.overrides.endpoint = Endpoint::parse(&site.endpoint).ok();
            }
        }
        if self.project().is_none() {
            self.overrides.project = Some(site.project.clone());
        }
        site.is_at(&self.place())
    }

    /// Prepares a sign-in and numbers it; `None` without credentials. [`SignInFlow::run`]
    /// does the work. If the operator `asked` for the sign-in, keys that the service
    /// refused are tried once more.
    pub fn begin_sign_in(
        &mut self,
        passcode: Option<SecretString>,
        asked: bool,
    ) -> Option<(SignInFlow, u64)> {
        let used = self.used.as_ref()?;
        let refused =
            self.access().is_some_and(|access| access.changes().borrow().refused.is_some());
        let access = match &used.bundle.login {
            Login::Keys(keys) if asked && refused => Some(Access::from(keys.clone())),
            Login::Token(_) | Login::Keys(_) | Login::Password(_) | Login::Agency(_) => {
                self.access().cloned()
            }
        };
        let flow = SignInFlow {
            login: used.bundle.login.clone(),
            access,
            keep: used.keep,
            typed: used.origin == Origin::Form,
            region: self.home_region(),
            project: self
                .overrides
                .project
                .clone()
                .or_else(|| self.picked.clone())
                .or_else(|| used.bundle.project.clone()),
            project_name: used.bundle.project_name.clone(),
            iam_endpoint: self.iam_endpoint(),
            has_endpoint: self.set_endpoint().is_some(),
            token_file: used.token_file.clone(),
            network: self.network.clone(),
            passcode,
        };
        Some((flow, self.next_turn()))
    }

    /// Takes over the outcome of the sign-in with this number. Returns false
    /// if it no longer counts.
    pub fn accept(&mut self, turn: u64, outcome: SignInOutcome) -> bool {
        let Some(used) = self.used.as_mut().filter(|_| turn == self.turn) else { return false };
        // A typed password that may not be kept is dropped, unless the token has no project yet and
        // the operator has to sign in to one.
        if !used.keep
            && outcome.projects.is_none()
            && let (Login::Password(_), Auth::Token(token)) =
                (&used.bundle.login, outcome.access.auth())
        {
            used.bundle.login = Login::Token(token);
        }
        self.signed = Some(Signed {
            access: outcome.access,
            identity: outcome.identity,
            state: outcome.state,
        });
        true
    }

    /// Makes a profile of the session, or returns `None` if the credentials cannot be saved.
    fn new_profile(&self) -> Option<profile_file::NewProfile> {
        let used = self.used.as_ref()?;
        // A password that was not kept left only a token, which soon expires.
        if matches!((used.method, &used.bundle.login), (Method::Password { .. }, Login::Token(_))) {
            return None;
        }
        let mut parts = profile_file::login(&used.bundle.login)?;
        let region = self.region();
        // An endpoint that follows from the region is not saved.
        let endpoint = self.overrides.endpoint.clone().or_else(|| used.bundle.endpoint.clone());
        let iam = self.overrides.iam_endpoint.clone().or_else(|| used.bundle.iam_endpoint.clone());
        let place = [
            ("region", region),
            ("endpoint", endpoint.as_ref().map(ToString::to_string)),
            ("iam_endpoint", iam.as_ref().map(ToString::to_string)),
            ("project_id", self.project().as_ref().map(ToString::to_string)),
            // What another file or an option says holds for that file's or option's runs alone.
            ("read_only", self.read_only_source.as_ref().map(|_| true.to_string())),
        ];
        parts.plain.splice(0..0, place.into_iter().filter_map(|(key, value)| Some((key, value?))));
        if let Origin::TokenFile(path) = &used.origin {
            parts.secret_file = Some(profile_file::absolute(path).display().to_string());
        }
        Some(parts)
    }
}

/// Returns how a login signs in.
pub(super) const fn method(login: &Login) -> Method {
    match login {
        Login::Token(_) => Method::Token,
        Login::Password(login) => Method::Password { passcode: login.passcode },
        Login::Keys(keys) => Method::Keys { temporary: keys.security_token.is_some() },
        Login::Agency(_) => Method::Agency,
    }
}
