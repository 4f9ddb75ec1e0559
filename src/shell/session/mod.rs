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
pub mod who;

use crate::core::session::site::Site;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use crate::{
    api::{
        Access, Auth, Bundle, Client, Endpoint, Keys, Login, Named, NetworkOptions, PasswordLogin,
        Reads, Token,
    },
    core::{
        base::{ids::ProjectId, regions},
        port::setting::Setting,
        session::{
            credentials::{Found, Method, Origin},
            current::{Session, SetupProblem, SignIn, SignInState},
            form::{Filled, SecretField},
            identity::Identity,
        },
    },
    shell::session::{
        credentials::{Source, Surroundings},
        secret::Secrets,
        sign_in_flow::{SignInFlow, SignInOutcome},
    },
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
            simulator: None,
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

    /// Returns a client that can send, once the set-up is complete.
    pub fn client(&self) -> Option<Client> {
        let access = self.access()?.clone();
        Some(Client::new(self.endpoint()?, self.project()?, access, self.network.clone()))
    }

    /// Returns a client that cannot send, once the set-up is complete.
    pub fn reads(&self) -> Option<Reads> {
        let access = self.access()?.clone();
        Some(Reads::new(self.endpoint()?, self.project()?, access, self.network.clone()))
    }

    /// Returns the proof of who calls, which also tells of its renewals.
    pub fn access(&self) -> Option<&Access> {
        self.signed.as_ref().map(|signed| &signed.access)
    }

    /// Takes endpoint and project from an operation if nothing else sets them. Returns whether
    /// calls go to the operation's endpoint and project then.
    pub fn adopt(&mut self, site: &Site) -> bool {
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

    /// Prepares a sign-in, or returns `None` without credentials. [`SignInFlow::run`]
    /// does the work. If the operator `asked` for the sign-in, keys that the service
    /// refused are tried once more.
    pub fn sign_in_flow(&self, passcode: Option<SecretString>, asked: bool) -> Option<SignInFlow> {
        let used = self.used.as_ref()?;
        let refused =
            self.access().is_some_and(|access| access.changes().borrow().refused.is_some());
        let access = match &used.bundle.login {
            Login::Keys(keys) if asked && refused => Some(Access::from(keys.clone())),
            Login::Token(_) | Login::Keys(_) | Login::Password(_) | Login::Agency(_) => {
                self.access().cloned()
            }
        };
        Some(SignInFlow {
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
            has_endpoint: self.has_set_endpoint(),
            token_file: used.token_file.clone(),
            network: self.network.clone(),
            passcode,
        })
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
        ];
        parts.plain.splice(0..0, place.into_iter().filter_map(|(key, value)| Some((key, value?))));
        if let Origin::TokenFile(path) = &used.origin {
            parts.secret_file = Some(profile_file::absolute(path).display().to_string());
        }
        Some(parts)
    }

    /// Takes a setting from the screens.
    /// Errors: Why the setting is refused. Nothing changes then.
    pub fn apply(&mut self, setting: Setting, secrets: &Secrets) -> Result<(), SetupProblem> {
        match setting {
            Setting::Region(id) => {
                let region =
                    regions::find(&id).ok_or_else(|| SetupProblem::UnknownRegion(id.clone()))?;
                Endpoint::parse(region.geminidb)
                    .map_err(|e| SetupProblem::BadEndpoint(e.to_string()))?;
                self.overrides.endpoint = None;
                self.overrides.region = Some(region.id.to_owned());
            }
            Setting::Endpoint(url) => {
                self.overrides.endpoint = Some(
                    Endpoint::of_service(&url)
                        .map_err(|e| SetupProblem::BadEndpoint(format!("{e}.")))?,
                );
                self.overrides.region = None;
            }
            Setting::Project(id) => {
                self.overrides.project =
                    Some(ProjectId::typed(&id).ok_or(SetupProblem::BadProject)?)
            }
            Setting::Picked(id) => self.picked = Some(id),
            Setting::TypedToken => self.typed_token(secrets.of(SecretField::Token))?,
            Setting::Source(number) => drop(self.use_source(number)),
            Setting::Form(filled) => self.filled(filled, secrets)?,
        }
        Ok(())
    }

    /// Makes region and endpoints (and the project) settings of the operator, because typed
    /// credentials bring none along and the ones on the screen must stay.
    fn stay_here(&mut self, project: bool) {
        let (endpoint, iam) = (self.endpoint(), self.iam_endpoint());
        // A region of another cloud's file would lead typed credentials to the built-in
        // list's endpoint of that name.
        let of_the_list = |id: &String| {
            self.overrides.region.is_some()
                || regions::find(id).is_none()
                || self.built_in(id).is_some()
        };
        let region = self.region().filter(of_the_list);
        let follows = self.overrides.endpoint.is_none()
            && region.as_ref().is_some_and(|region| regions::find(region).is_some());
        let built_in = || Endpoint::parse(regions::find(region.as_ref()?)?.geminidb).ok();
        // An endpoint that follows from the region is not set.
        if !(follows && endpoint == built_in()) {
            self.overrides.endpoint = endpoint;
            self.overrides.iam_endpoint = iam;
        }
        self.overrides.region = region;
        if project {
            self.overrides.project = self.project();
        }
    }

    fn typed_token(&mut self, typed: &SecretString) -> Result<(), SetupProblem> {
        let fresh = self
            .simulator
            .as_ref()
            .filter(|_| typed.expose_secret().is_empty())
            .map(|s| SecretString::from(s.renew_token()));
        let token = Token::new(fresh.as_ref().unwrap_or(typed).expose_secret())
            .map_err(|_| SetupProblem::BadToken)?;
        self.stay_here(true);
        self.use_token(Origin::Form, token, None);
        Ok(())
    }

    fn filled(&mut self, filled: Filled, secrets: &Secrets) -> Result<(), SetupProblem> {
        let (login, keep) = match filled {
            Filled::Password { account, user, project, keep } => {
                let login = PasswordLogin {
                    user: Named::Name(user),
                    domain: Some(Named::Name(account)),
                    password: secrets.of(SecretField::Password).clone(),
                    passcode: !secrets.of(SecretField::Passcode).expose_secret().is_empty(),
                    project: project.map(Named::Name),
                    project_domain: None,
                };
                (Login::Password(login), keep)
            }
            Filled::Keys { access } => {
                let security = secrets.of(SecretField::SecurityToken);
                let security =
                    Some(security.clone()).filter(|text| !text.expose_secret().is_empty());
                let keys =
                    Keys::checked(&access, secrets.of(SecretField::SecretKey), security.as_ref());
                (Login::Keys(keys.ok_or(SetupProblem::BadCharacter)?), false)
            }
            Filled::Profile { .. } => return Ok(()),
        };
        // Another account has other projects.
        self.stay_here(false);
        self.use_bundle(Origin::Form, Bundle::of(login), keep, None);
        Ok(())
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
