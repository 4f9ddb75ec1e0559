//! What the operator types or picks on the screens, taken into the session.

use secrecy::{ExposeSecret, SecretString};

use super::{OpenSession, secret::Secrets};
use crate::{
    api::{Bundle, Endpoint, Keys, Login, Named, PasswordLogin, Token},
    core::{
        base::{ProjectId, regions},
        port::Setting,
        session::{Filled, Origin, SecretField, SetupProblem},
    },
};

impl OpenSession {
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
            Setting::TypedToken => self.typed_token(&secrets.of(SecretField::Token))?,
            Setting::Source(number) => drop(self.use_source(number)),
            Setting::Form(filled) => self.filled(filled, secrets)?,
        }
        Ok(())
    }

    /// Makes credentials that stay where the ones before them were: typed credentials bring no
    /// region and no endpoint along. The place is theirs alone, so that no other source that
    /// is picked later follows it.
    fn here(&self, login: Login) -> Bundle {
        // A region of another cloud's file would lead typed credentials to the built-in
        // list's endpoint of that name.
        let of_the_list = |id: &String| {
            self.overrides.region.is_some()
                || regions::find(id).is_none()
                || self.built_in(id).is_some()
        };
        let region = self.region().filter(of_the_list);
        let listed = region.as_ref().and_then(|region| regions::find(region));
        let of_list = listed.and_then(|listed| Endpoint::parse(listed.geminidb).ok());
        let endpoint = self.endpoint().filter(|_| self.overrides.endpoint.is_none());
        // Endpoints that follow from the region are not set.
        let follows = endpoint.is_some() && endpoint == of_list;
        Bundle {
            endpoint: endpoint.filter(|_| !follows),
            iam_endpoint: self.iam_endpoint().filter(|_| !follows),
            region,
            ..Bundle::of(login)
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
        let bundle = Bundle { project: self.project(), ..self.here(Login::Token(token)) };
        self.use_bundle(Origin::Form, bundle, false, None);
        Ok(())
    }

    fn filled(&mut self, filled: Filled, secrets: &Secrets) -> Result<(), SetupProblem> {
        let (login, keep) = match filled {
            Filled::Password { account, user, project, keep } => {
                let login = PasswordLogin {
                    user: Named::Name(user),
                    domain: Some(Named::Name(account)),
                    password: secrets.of(SecretField::Password),
                    passcode: !secrets.of(SecretField::Passcode).expose_secret().is_empty(),
                    project: project.map(Named::Name),
                    project_domain: None,
                };
                (Login::Password(login), keep)
            }
            Filled::Keys { access } => {
                let security = Some(secrets.of(SecretField::SecurityToken))
                    .filter(|text| !text.expose_secret().is_empty());
                let keys =
                    Keys::checked(&access, &secrets.of(SecretField::SecretKey), security.as_ref());
                (Login::Keys(keys.ok_or(SetupProblem::BadCharacter)?), false)
            }
            Filled::Profile { .. } => return Ok(()),
        };
        // Another account has other projects.
        self.use_bundle(Origin::Form, self.here(login), keep, None);
        Ok(())
    }
}
