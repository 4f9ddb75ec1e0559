//! How the source of an access renews it, if it can.

use std::{sync::Arc, time::Duration};

use super::{access::Auth, iam::Iam, login::PasswordLogin, metadata::Metadata};
use crate::core::{base::time::UtcTime, session::identity::SignInFailure};

/// Reads a source once more; `None` if it holds nothing usable now. Runs where files may be read.
pub type Reread = Arc<dyn Fn() -> Option<Auth> + Send + Sync>;

/// How to renew. Each way makes one attempt; [`crate::api::access::Access`] decides
/// whether there is another one.
#[derive(Clone)]
pub enum Renewal {
    Never,
    /// Signs in again with a password that the operator allowed to be kept in memory.
    /// With a passcode it cannot.
    Password {
        iam: Iam,
        /// Who signs in, and the project.
        login: Box<PasswordLogin>,
    },
    /// Asks the machine's metadata service for new keys.
    Agency(Metadata),
    /// Reads the source again, e.g. a token's file: somebody may have put a new one there.
    File(Reread),
}

pub(super) struct Renewed {
    pub auth: Auth,
    pub expires: Option<UtcTime>,
}

impl std::fmt::Debug for Renewal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Never => "Never",
            Self::Password { .. } => "Password",
            Self::Agency(_) => "Agency",
            Self::File(_) => "File",
        })
    }
}

impl Renewal {
    /// Whether it needs no operator.
    pub(super) fn is_able(&self) -> bool {
        match self {
            Self::Never => false,
            Self::Password { login, .. } => !login.passcode,
            Self::Agency(_) | Self::File(_) => true,
        }
    }

    /// How long it rests after it failed without having been refused. A sign-in that nobody
    /// answered may have counted as a wrong one: three in fifteen minutes stay below every lockout.
    pub(super) const fn pause(&self) -> Duration {
        match self {
            Self::Never | Self::File(_) => Duration::ZERO,
            Self::Password { .. } => Duration::from_secs(300),
            Self::Agency(_) => Duration::from_secs(30),
        }
    }

    /// One attempt to put something else in the place of `current`.
    pub(super) async fn run(&self, current: &Auth) -> Result<Renewed, SignInFailure> {
        let renewed = match self {
            Self::Never => return Err(SignInFailure::Spent),
            Self::Password { iam, login } => {
                let signed_in = iam.sign_in(login, None, None).await?;
                Renewed { auth: Auth::Token(signed_in.token), expires: signed_in.identity.expires }
            }
            Self::Agency(metadata) => {
                let keys = metadata.keys().await?;
                Renewed { expires: keys.expires, auth: Auth::Keys(keys) }
            }
            Self::File(reread) => {
                let reread = Arc::clone(reread);
                let auth = tokio::task::spawn_blocking(move || reread())
                    .await
                    .ok()
                    .flatten()
                    .ok_or(SignInFailure::Unchanged)?;
                let expires = if let Auth::Keys(keys) = &auth { keys.expires } else { None };
                Renewed { auth, expires }
            }
        };
        if renewed.auth.is_same(current) { Err(SignInFailure::Unchanged) } else { Ok(renewed) }
    }
}
