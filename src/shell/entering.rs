//! Signing in, step by step: credentials become something to call with, IAM tells who that is, the
//! project is looked up. Each credential is used once for each time that the operator asks; nothing
//! in here repeats a refusal.

use std::path::PathBuf;

use secrecy::SecretString;

use super::config;
use crate::{
    api::{
        Access, Auth, Endpoint, Iam, Login, Metadata, Named, NetworkOptions, PasswordLogin, Renewal,
    },
    core::{
        base::{call::CallFailure, ids::ProjectId},
        session::{
            current::Standing,
            identity::{Identity, Project, SignInFailure},
            signing::EntryFailure,
        },
    },
};

/// Everything that it needs, secrets included.
pub struct Entering {
    pub(super) login: Login,
    /// The access in use, where the login is one by itself.
    pub(super) access: Option<Access>,
    /// The password may be kept, to renew the token with.
    pub(super) keep: bool,
    /// The credentials were typed in this run.
    pub(super) typed: bool,
    pub(super) region: Option<String>,
    pub(super) project: Option<ProjectId>,
    pub(super) project_name: Option<String>,
    pub(super) iam_endpoint: Option<Endpoint>,
    /// The service's endpoint is known already.
    pub(super) has_endpoint: bool,
    /// The file that the token stands in.
    pub(super) token_file: Option<PathBuf>,
    pub(super) network: NetworkOptions,
    /// A passcode of the moment.
    pub(super) passcode: Option<SecretString>,
}

pub struct Arrived {
    pub(super) access: Access,
    pub(super) identity: Identity,
    /// Whether it has accepted the credentials.
    pub(super) standing: Standing,
    /// Projects of the wanted name, if more or fewer than one.
    pub(super) projects: Option<Vec<Project>>,
    /// IAM would not tell who this is.
    pub(super) untold: Option<CallFailure>,
}

impl Entering {
    /// Does it.
    ///
    /// # Errors
    /// The first step that failed.
    pub async fn run(self) -> Result<Arrived, EntryFailure> {
        let mut arrived = match &self.login {
            Login::Token(_) => self.with_token().await?,
            Login::Keys(_) => {
                self.with_access(self.access.clone().ok_or(EntryFailure::NoCredentials)?)
            }
            Login::Password(login) => self.with_password(login, self.scope(login)).await?,
            Login::Agency(endpoint) => self.with_agency(endpoint.clone()).await?,
        };
        if let Some(project) = self.find_project(&mut arrived).await? {
            arrived = self.in_project(arrived, project).await?;
        }
        if !self.has_endpoint && arrived.identity.endpoint.is_none() {
            return Err(EntryFailure::NoEndpoint);
        }
        Ok(arrived)
    }

    fn iam(&self) -> Option<Iam> {
        Some(Iam::new(self.iam_endpoint.clone()?, self.network.clone()))
    }

    /// The region whose endpoint the catalogue is to tell; none where the endpoint is known.
    fn catalogue(&self) -> Option<&str> {
        self.region.as_deref().filter(|_| !self.has_endpoint)
    }

    fn with_access(&self, access: Access) -> Arrived {
        let identity =
            Identity { expires: access.changes().borrow().expires, ..Identity::default() };
        Arrived { access, identity, standing: Standing::Unasked, projects: None, untold: None }
    }

    /// A token as given: IAM is asked whose it is. What IAM does not tell
    /// keeps nobody from using it.
    async fn with_token(&self) -> Result<Arrived, EntryFailure> {
        let mut arrived = self.with_access(self.access.clone().ok_or(EntryFailure::NoCredentials)?);
        // Its file may have brought another one since.
        let (Some(iam), Auth::Token(token)) = (self.iam(), arrived.access.auth()) else {
            return Ok(arrived);
        };
        match iam.show(&token, self.catalogue()).await {
            Ok(identity) => {
                let auth = Auth::Token(token);
                arrived.access =
                    Access::until(auth, identity.expires, config::of_file(self.token_file.clone()));
                arrived.identity = identity;
                arrived.standing = Standing::Accepted;
            }
            Err(why) if is_unauthorized(&why) => {
                return Err(EntryFailure::SignIn(SignInFailure::Call(why)));
            }
            Err(why) => arrived.untold = Some(why),
        }
        Ok(arrived)
    }

    async fn with_password(
        &self,
        login: &PasswordLogin,
        project: Option<Named>,
    ) -> Result<Arrived, EntryFailure> {
        let iam = self.iam().ok_or(EntryFailure::SignIn(SignInFailure::NoIamEndpoint))?;
        let mut login = login.clone();
        login.project = project;
        let signed = iam
            .sign_in(&login, self.passcode.as_ref(), self.catalogue())
            .await
            .map_err(EntryFailure::SignIn)?;
        let renewal = match self.keep && !login.passcode && self.passcode.is_none() {
            true => Renewal::Password { iam, login: Box::new(login) },
            // A passcode is good once, and a password that may not be kept is gone.
            false => Renewal::Never,
        };
        let access = Access::until(Auth::Token(signed.token), signed.identity.expires, renewal);
        Ok(Arrived {
            access,
            identity: signed.identity,
            standing: Standing::Accepted,
            projects: None,
            untold: None,
        })
    }

    /// The project of the token: as given, as the source has it, otherwise the one
    /// that has the region's name.
    fn scope(&self, login: &PasswordLogin) -> Option<Named> {
        // What was typed beside the password is the last word.
        let typed = login.project.clone().filter(|_| self.typed);
        let by_id = || self.project.as_ref().map(|id| Named::Id(id.to_string()));
        let by_name = || self.project_name.clone().or_else(|| self.region.clone()).map(Named::Name);
        typed.or_else(by_id).or_else(|| login.project.clone()).or_else(by_name)
    }

    async fn with_agency(&self, endpoint: Option<Endpoint>) -> Result<Arrived, EntryFailure> {
        let metadata = Metadata::new(endpoint, self.network.held.clone());
        let keys = metadata.keys().await.map_err(EntryFailure::SignIn)?;
        let expires = keys.expires;
        let access = Access::until(Auth::Keys(keys), expires, Renewal::Agency(metadata));
        Ok(self.with_access(access))
    }

    /// The one project that there is: keys call in it as they are, but a token has to be of it,
    /// which takes one more sign-in. A passcode is good for one only, so there the operator
    /// chooses, and types the next one.
    async fn in_project(
        &self,
        mut arrived: Arrived,
        project: Project,
    ) -> Result<Arrived, EntryFailure> {
        match &self.login {
            Login::Password(_) if self.passcode.is_some() => arrived.projects = Some(vec![project]),
            Login::Password(login) => {
                return self.with_password(login, Some(Named::Id(project.id.to_string()))).await;
            }
            Login::Token(_) | Login::Keys(_) | Login::Agency(_) => {
                arrived.identity.project = Some(project)
            }
        }
        Ok(arrived)
    }

    /// Keys belong to no project, and a token may be without one: IAM knows it by name. Returns the
    /// only one of the wanted name, if none was told.
    async fn find_project(&self, arrived: &mut Arrived) -> Result<Option<Project>, EntryFailure> {
        if arrived.identity.project.is_some() {
            return Ok(None);
        }
        let known = self.project.as_ref();
        let Some(iam) = self.iam() else {
            // Without IAM it has to be told.
            arrived.projects = known.is_none().then(Vec::new);
            return Ok(None);
        };
        let name = self.project_name.as_deref().or(self.region.as_deref());
        match iam.projects_of(&arrived.access, name).await {
            Ok(projects) => {
                arrived.standing = Standing::Accepted;
                match known {
                    Some(id) => {
                        arrived.identity.project =
                            projects.into_iter().find(|project| project.id == *id)
                    }
                    None => match <[Project; 1]>::try_from(projects) {
                        Ok([one]) => return Ok(Some(one)),
                        Err(others) => arrived.projects = Some(others),
                    },
                }
            }
            Err(why) if is_unauthorized(&why) => {
                return Err(EntryFailure::SignIn(SignInFailure::Call(why)));
            }
            Err(why) if known.is_some() => arrived.untold = arrived.untold.take().or(Some(why)),
            Err(why) => return Err(EntryFailure::Projects(why)),
        }
        Ok(None)
    }
}

/// The credentials themselves are refused.
fn is_unauthorized(why: &CallFailure) -> bool {
    matches!(why, CallFailure::Refused(refusal) if refusal.head.status == 401)
}
