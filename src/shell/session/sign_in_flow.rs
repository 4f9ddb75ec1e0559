//! Signing in, step by step: make an access of the credentials, ask IAM for the
//! caller's identity, find the project. Each sign-in uses the credentials once. No step
//! is tried again after a refusal.

use std::path::PathBuf;

use secrecy::SecretString;

use super::config;
use crate::{
    api::{
        Access, Auth, Endpoint, Iam, Limits, Login, Metadata, Named, NetworkOptions, PasswordLogin,
        Renewal,
    },
    core::{
        base::{CallFailure, ProjectId},
        session::{EntryFailure, Identity, Project, SignInFailure, SignInState},
    },
};

/// Everything that a sign-in needs, secrets included.
pub struct SignInFlow {
    pub login: Login,
    /// The access in use, for a token or keys.
    pub access: Option<Access>,
    /// The password may be kept, to renew the token.
    pub keep: bool,
    /// The operator typed the credentials.
    pub typed: bool,
    pub region: Option<String>,
    pub project: Option<ProjectId>,
    pub project_name: Option<String>,
    pub iam_endpoint: Option<Endpoint>,
    /// The service's endpoint is set.
    pub has_endpoint: bool,
    /// The file with the token.
    pub token_file: Option<PathBuf>,
    pub network: NetworkOptions,
    /// A one-time passcode.
    pub passcode: Option<SecretString>,
}

pub struct SignInOutcome {
    pub access: Access,
    pub identity: Identity,
    /// Whether IAM has accepted the credentials.
    pub state: SignInState,
    /// The projects of the wanted name, if IAM has more or fewer than one.
    pub projects: Option<Vec<Project>>,
    /// Why IAM did not tell the caller's identity.
    pub untold: Option<CallFailure>,
}

impl SignInFlow {
    /// Signs in.
    /// Errors: The first step that failed.
    pub async fn run(self) -> Result<SignInOutcome, EntryFailure> {
        let mut outcome = match &self.login {
            Login::Token(_) => self.with_token().await?,
            Login::Keys(_) => {
                self.with_access(self.access.clone().ok_or(EntryFailure::NoCredentials)?)
            }
            Login::Password(login) => self.with_password(login, self.scope(login)).await?,
            Login::Agency(endpoint) => self.with_agency(endpoint.clone()).await?,
        };
        if let Some(project) = self.find_project(&mut outcome).await? {
            outcome = self.in_project(outcome, project).await?;
        }
        if !self.has_endpoint && outcome.identity.endpoint.is_none() {
            return Err(EntryFailure::NoEndpoint);
        }
        Ok(outcome)
    }

    fn iam(&self) -> Option<Iam> {
        Some(Iam::new(self.iam_endpoint.clone()?, self.network.clone(), Limits::default()))
    }

    /// Returns the region whose endpoint the token's catalogue is to tell, unless one is set.
    fn catalogue(&self) -> Option<&str> {
        self.region.as_deref().filter(|_| !self.has_endpoint)
    }

    fn with_access(&self, access: Access) -> SignInOutcome {
        let identity =
            Identity { expires: access.changes().borrow().expires, ..Identity::default() };
        SignInOutcome {
            access,
            identity,
            state: SignInState::Unasked,
            projects: None,
            untold: None,
        }
    }

    /// Asks IAM for the user of a token. A token that IAM does not refuse can be used.
    async fn with_token(&self) -> Result<SignInOutcome, EntryFailure> {
        let mut outcome = self.with_access(self.access.clone().ok_or(EntryFailure::NoCredentials)?);
        // The file may hold another token by now.
        let (Some(iam), Auth::Token(token)) = (self.iam(), outcome.access.auth()) else {
            return Ok(outcome);
        };
        match iam.show(&token, self.catalogue()).await {
            Ok(identity) => {
                let auth = Auth::Token(token);
                outcome.access = Access::until(
                    auth,
                    identity.expires,
                    config::renewal_from(self.token_file.clone()),
                );
                outcome.identity = identity;
                outcome.state = SignInState::Accepted;
            }
            Err(why) if is_unauthorized(&why) => {
                return Err(EntryFailure::SignIn(SignInFailure::Call(why)));
            }
            Err(why) => outcome.untold = Some(why),
        }
        Ok(outcome)
    }

    async fn with_password(
        &self,
        login: &PasswordLogin,
        project: Option<Named>,
    ) -> Result<SignInOutcome, EntryFailure> {
        let iam = self.iam().ok_or(EntryFailure::SignIn(SignInFailure::NoIamEndpoint))?;
        let mut login = login.clone();
        login.project = project;
        let signed = iam
            .sign_in(&login, self.passcode.as_ref(), self.catalogue())
            .await
            .map_err(EntryFailure::SignIn)?;
        let renewal = match self.keep && !login.passcode && self.passcode.is_none() {
            true => Renewal::Password { iam, login: Box::new(login) },
            // A passcode works once, and a password that may not be kept is not there any more.
            false => Renewal::Never,
        };
        let access = Access::until(Auth::Token(signed.token), signed.identity.expires, renewal);
        Ok(SignInOutcome {
            identity: signed.identity,
            state: SignInState::Accepted,
            ..self.with_access(access)
        })
    }

    /// Returns the project to sign in to: the operator's, the source's, or the one
    /// that has the region's name.
    fn scope(&self, login: &PasswordLogin) -> Option<Named> {
        // A project that was typed beside the password goes before all others.
        let typed = login.project.clone().filter(|_| self.typed);
        let by_id = || self.project.as_ref().map(|id| Named::Id(id.to_string()));
        let by_name = || self.project_name.clone().or_else(|| self.region.clone()).map(Named::Name);
        typed.or_else(by_id).or_else(|| login.project.clone()).or_else(by_name)
    }

    async fn with_agency(&self, endpoint: Option<Endpoint>) -> Result<SignInOutcome, EntryFailure> {
        let metadata = Metadata::new(endpoint, self.network.clone());
        let keys = metadata.keys().await.map_err(EntryFailure::SignIn)?;
        let expires = keys.expires;
        let access = Access::until(Auth::Keys(keys), expires, Renewal::Agency(metadata));
        Ok(self.with_access(access))
    }

    /// Takes the only project that IAM has. Keys can call in any project. A token belongs to one
    /// project, so a password signs in again. A passcode works for one sign-in, so there the
    /// operator chooses the project and types the next passcode.
    async fn in_project(
        &self,
        mut outcome: SignInOutcome,
        project: Project,
    ) -> Result<SignInOutcome, EntryFailure> {
        match &self.login {
            Login::Password(_) if self.passcode.is_some() => outcome.projects = Some(vec![project]),
            Login::Password(login) => {
                return self.with_password(login, Some(Named::Id(project.id.to_string()))).await;
            }
            Login::Token(_) | Login::Keys(_) | Login::Agency(_) => {
                outcome.identity.project = Some(project)
            }
        }
        Ok(outcome)
    }

    /// Asks IAM for the project by name, if the identity has none: keys belong to no project, and a
    /// token may be without one. Returns the only project of that name, if no project is set.
    async fn find_project(
        &self,
        outcome: &mut SignInOutcome,
    ) -> Result<Option<Project>, EntryFailure> {
        if outcome.identity.project.is_some() {
            return Ok(None);
        }
        let known = self.project.as_ref();
        let Some(iam) = self.iam() else {
            // Without IAM the operator has to enter the project.
            outcome.projects = known.is_none().then(Vec::new);
            return Ok(None);
        };
        let name = self.project_name.as_deref().or(self.region.as_deref());
        match iam.projects_of(&outcome.access, name).await {
            Ok(projects) => {
                outcome.state = SignInState::Accepted;
                match known {
                    Some(id) => {
                        outcome.identity.project =
                            projects.into_iter().find(|project| project.id == *id)
                    }
                    None => match <[Project; 1]>::try_from(projects) {
                        Ok([one]) => return Ok(Some(one)),
                        Err(others) => outcome.projects = Some(others),
                    },
                }
            }
            Err(why) if is_unauthorized(&why) => {
                return Err(EntryFailure::SignIn(SignInFailure::Call(why)));
            }
            Err(why) if known.is_some() => outcome.untold = outcome.untold.take().or(Some(why)),
            Err(why) => return Err(EntryFailure::Projects(why)),
        }
        Ok(None)
    }
}

/// Returns whether IAM refused the credentials themselves.
fn is_unauthorized(why: &CallFailure) -> bool {
    matches!(why, CallFailure::Refused(refusal) if refusal.head.status == 401)
}
