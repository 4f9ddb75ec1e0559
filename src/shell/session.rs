//! Whose calls they are: the operator's own words, the source of credentials in use, and what
//! signing in has told. It holds the secrets; the model gets a [`Place`].

#[cfg(test)]
mod tests;
mod whence;

use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};

use super::{
    config,
    credentials::{Source, Surroundings},
    entering::{Arrived, Entering},
    profile_file,
    secret::Secrets,
};
use crate::{
    api::{
        Access, Auth, Bundle, Client, Endpoint, Keys, Login, Named, NetworkOptions, PasswordLogin,
        Reads, Token,
    },
    core::{
        base::{ids::ProjectId, regions},
        port::setting::Setting,
        session::{
            credentials::{Method, Origin},
            current::{Place, SetupProblem, SignIn, Standing},
            form::{Filled, SecretField},
            identity::Identity,
            site::Site,
        },
    },
    simulator::Simulator,
};

/// What the operator said in so many words: it goes before what any source holds.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// `--region`, or chosen on screen.
    pub region: Option<String>,
    /// `--endpoint`, or typed on screen.
    pub endpoint: Option<Endpoint>,
    /// `--iam-endpoint`.
    pub iam_endpoint: Option<Endpoint>,
    /// `--project-id`, or typed on screen.
    pub project: Option<ProjectId>,
}

/// The source in use, whole.
#[derive(Debug, Clone)]
struct Used {
    origin: Origin,
    bundle: Bundle,
    method: Method,
    /// Its password may stay in memory, or can be read again at any time.
    keep: bool,
    /// The file that its token stands in, which may hold another one later.
    token_file: Option<PathBuf>,
}

#[derive(Debug, Clone)]
struct Signed {
    access: Access,
    identity: Identity,
    standing: Standing,
}

#[derive(Debug)]
pub struct Session {
    given: Given,
    /// What was found, for the list of ways to sign in.
    pub sources: Vec<Source>,
    surroundings: Surroundings,
    used: Option<Used>,
    signed: Option<Signed>,
    /// The project that the operator picked among those of these credentials.
    picked: Option<ProjectId>,
    /// Which sign-in counts: what an older one brings is dropped.
    turn: u64,
    network: NetworkOptions,
    /// The service of a demo; it lives as long as the screens do, and hands out
    /// a new token on request.
    simulator: Option<Simulator>,
}

impl Session {
    /// One that has no credentials yet.
    pub fn new(
        given: Given,
        sources: Vec<Source>,
        surroundings: Surroundings,
        network: NetworkOptions,
    ) -> Self {
        sources
            .iter()
            .filter_map(|source| source.bundle.as_ref())
            .for_each(|bundle| network.held.hold_login(&bundle.login));
        Self {
            given,
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

    /// The service of a demo, which it keeps alive.
    pub fn keep(&mut self, simulator: Simulator) {
        self.simulator = Some(simulator);
    }

    /// Uses a source that was found; false if it is not complete.
    pub fn use_source(&mut self, number: usize) -> bool {
        let Some(source) = self.sources.get(number) else { return false };
        let Some(bundle) = source.bundle.clone() else { return false };
        let origin = source.found.origin.clone();
        let file = source.token_file.clone();
        self.use_bundle(origin, bundle, true, file);
        true
    }

    /// Uses a token, and the file that it stands in.
    pub fn use_token(&mut self, origin: Origin, token: Token, file: Option<PathBuf>) {
        self.use_bundle(origin, Bundle::of(Login::Token(token)), false, file);
    }

    /// From here on calls go by these credentials alone; nothing of the ones before is kept.
    fn use_bundle(
        &mut self,
        origin: Origin,
        bundle: Bundle,
        keep: bool,
        token_file: Option<PathBuf>,
    ) {
        self.network.held.hold_login(&bundle.login);
        self.picked = None;
        let standing = Standing::Unasked;
        let signed = |access| Some(Signed { access, identity: Identity::default(), standing });
        self.signed = match &bundle.login {
            Login::Token(token) => {
                signed(Access::new(Auth::Token(token.clone()), config::of_file(token_file.clone())))
            }
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

    /// The number of a sign-in that begins.
    pub const fn next_turn(&mut self) -> u64 {
        self.turn += 1;
        self.turn
    }

    /// Whether the sign-in of this number still counts.
    pub const fn is_turn(&self, turn: u64) -> bool {
        turn == self.turn
    }

    /// The token in use, if one is used as it was given.
    pub fn token(&self) -> Option<&Token> {
        match &self.used.as_ref()?.bundle.login {
            Login::Token(token) => Some(token),
            Login::Keys(_) | Login::Password(_) | Login::Agency(_) => None,
        }
    }

    /// The file that the token in use stands in.
    pub fn token_file(&self) -> Option<&PathBuf> {
        self.used.as_ref()?.token_file.as_ref()
    }

    /// What the screens show of it.
    pub fn place(&self) -> Place {
        let project = self.project();
        let identity = self.signed.as_ref().map(|signed| &signed.identity);
        let told = identity.and_then(|identity| identity.project.as_ref());
        Place {
            region: self.region(),
            endpoint: self.endpoint().as_ref().map(ToString::to_string),
            iam_endpoint: self.iam_endpoint().as_ref().map(ToString::to_string),
            // The service's name for this very project, and for no other.
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
        let (expires, standing) = match state {
            None => (None, Standing::Needed),
            Some((_, state)) if state.refused.is_some() => (state.expires, Standing::Refused),
            Some((signed, state)) => (state.expires.or(signed.identity.expires), signed.standing),
        };
        let length = length.filter(|_| used.method == Method::Token);
        SignIn { origin: used.origin.clone(), method: used.method, length, expires, standing }
    }

    /// A client, once everything is there.
    pub fn client(&self) -> Option<Client> {
        let signed = self.signed.as_ref()?;
        Some(Client::new(
            self.endpoint()?,
            self.project()?,
            signed.access.clone(),
            self.network.clone(),
        ))
    }

    /// The reads alone, once everything is there: for whoever must not be able to send.
    pub fn reads(&self) -> Option<Reads> {
        let signed = self.signed.as_ref()?;
        Some(Reads::new(
            self.endpoint()?,
            self.project()?,
            signed.access.clone(),
            self.network.clone(),
        ))
    }

    /// What proves who calls, if there is anything yet: it tells of its renewals.
    pub fn access(&self) -> Option<&Access> {
        self.signed.as_ref().map(|signed| &signed.access)
    }

    /// Takes from an operation where it was sent, as far as nothing else is configured; says
    /// whether it is the same place now.
    pub fn adopt(&mut self, site: &Site) -> bool {
        if self.endpoint().is_none() {
            self.given.region.clone_from(&site.region);
            // The region's own endpoint is none of another cloud: IAM is the region's then.
            if self.endpoint().is_none_or(|endpoint| endpoint.to_string() != site.endpoint) {
                self.given.endpoint = Endpoint::parse(&site.endpoint).ok();
            }
        }
        if self.project().is_none() {
            self.given.project = Some(site.project.clone());
        }
        site.is_at(&self.place())
    }

    /// Everything that signing in needs; `None` without credentials. The work itself is
    /// [`Entering::run`]. `asked`: the operator wants it tried, so keys that were refused
    /// before are shown once more.
    pub fn entering(&self, passcode: Option<SecretString>, asked: bool) -> Option<Entering> {
        let used = self.used.as_ref()?;
        let refused =
            self.access().is_some_and(|access| access.changes().borrow().refused.is_some());
        let access = match &used.bundle.login {
            Login::Keys(keys) if asked && refused => Some(Access::from(keys.clone())),
            Login::Token(_) | Login::Keys(_) | Login::Password(_) | Login::Agency(_) => {
                self.access().cloned()
            }
        };
        Some(Entering {
            login: used.bundle.login.clone(),
            access,
            keep: used.keep,
            typed: used.origin == Origin::Form,
            region: self.home_region(),
            project: self
                .given
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

    /// Takes over what the sign-in of this number has brought; false if it does not count any more.
    pub fn arrived(&mut self, turn: u64, arrived: Arrived) -> bool {
        let Some(used) = self.used.as_mut().filter(|_| turn == self.turn) else { return false };
        // A typed password that may not be kept has done its work, unless the token has no project
        // yet.
        if !used.keep
            && arrived.projects.is_none()
            && let (Login::Password(_), Auth::Token(token)) =
                (&used.bundle.login, arrived.access.auth())
        {
            used.bundle.login = Login::Token(token);
        }
        self.signed = Some(Signed {
            access: arrived.access,
            identity: arrived.identity,
            standing: arrived.standing,
        });
        true
    }

    /// What a profile of this set-up is made of; `None` if nothing of it can be saved.
    pub(super) fn parts(&self) -> Option<profile_file::Parts> {
        let used = self.used.as_ref()?;
        // Of a password that was not kept only the token of today is left, and that is no profile.
        if matches!((used.method, &used.bundle.login), (Method::Password { .. }, Login::Token(_))) {
            return None;
        }
        let mut parts = profile_file::login(&used.bundle.login)?;
        let region = self.region();
        // An endpoint that follows from the region is not written down.
        let endpoint = self.given.endpoint.clone().or_else(|| used.bundle.endpoint.clone());
        let iam = self.given.iam_endpoint.clone().or_else(|| used.bundle.iam_endpoint.clone());
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
    ///
    /// # Errors
    /// Why it is not taken; nothing changes then.
    pub fn apply(&mut self, setting: Setting, secrets: &Secrets) -> Result<(), SetupProblem> {
        match setting {
            Setting::Region(id) => {
                let region =
                    regions::find(&id).ok_or_else(|| SetupProblem::UnknownRegion(id.clone()))?;
                Endpoint::parse(region.geminidb)
                    .map_err(|e| SetupProblem::BadEndpoint(e.to_string()))?;
                self.given.endpoint = None;
                self.given.region = Some(region.id.to_owned());
            }
            Setting::Endpoint(url) => {
                self.given.endpoint = Some(
                    Endpoint::of_service(&url)
                        .map_err(|e| SetupProblem::BadEndpoint(format!("{e}.")))?,
                );
                self.given.region = None;
            }
            Setting::Project(id) => {
                self.given.project = Some(ProjectId::typed(&id).ok_or(SetupProblem::BadProject)?)
            }
            Setting::Picked(id) => self.picked = Some(id),
            Setting::TypedToken => self.typed_token(secrets.of(SecretField::Token))?,
            Setting::Source(number) => drop(self.use_source(number)),
            Setting::Form(filled) => self.filled(filled, secrets)?,
        }
        Ok(())
    }

    /// Credentials that are typed bring no place along: the one on the screen stays,
    /// as the operator's own words.
    fn stay_here(&mut self, project: bool) {
        let (endpoint, iam) = (self.endpoint(), self.iam_endpoint());
        // A region of another cloud's file would lead typed credentials to the built-in list's
        // endpoint of that name.
        let of_the_list = |id: &String| {
            self.given.region.is_some()
                || regions::find(id).is_none()
                || self.built_in(id).is_some()
        };
        let region = self.region().filter(of_the_list);
        let follows = self.given.endpoint.is_none()
            && region.as_ref().is_some_and(|region| regions::find(region).is_some());
        let built_in = || Endpoint::parse(regions::find(region.as_ref()?)?.geminidb).ok();
        // What follows from the region goes on following from it.
        if !(follows && endpoint == built_in()) {
            self.given.endpoint = endpoint;
            self.given.iam_endpoint = iam;
        }
        self.given.region = region;
        if project {
            self.given.project = self.project();
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

/// How a login signs in.
const fn method(login: &Login) -> Method {
    match login {
        Login::Token(_) => Method::Token,
        Login::Password(login) => Method::Password { passcode: login.passcode },
        Login::Keys(keys) => Method::Keys { temporary: keys.security_token.is_some() },
        Login::Agency(_) => Method::Agency,
    }
}
