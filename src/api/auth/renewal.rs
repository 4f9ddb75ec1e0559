//! How the source of an access renews it.

use std::{sync::Arc, time::Duration};

use super::{Auth, PasswordLogin, iam::Iam, metadata::Metadata};
use crate::core::{base::UtcTime, session::SignInFailure};

/// Reads a source once more; `None` if the source holds no usable auth now. Runs on a
/// thread that may read files.
pub type Reread = Arc<dyn Fn() -> Option<Auth> + Send + Sync>;

/// The way to renew. Each way makes one attempt; `Access` decides whether another one follows.
#[derive(Clone)]
pub enum Renewal {
    Never,
    /// Signs in again with a password that the operator allowed to be kept in memory. Impossible
    /// where IAM wants a passcode.
    Password {
        iam: Iam,
        login: Box<PasswordLogin>,
    },
    /// Asks the machine's metadata service for new keys.
    Agency(Metadata),
    /// Reads the source again, e.g. a token's file, which may hold a new token by now.
    File(Reread),
}

pub struct Renewed {
    pub auth: Auth,
    pub expires: Option<UtcTime>,
}

impl Renewal {
    /// Returns whether the source can renew without the operator.
    pub(in crate::api) fn is_able(&self) -> bool {
        match self {
            Self::Never => false,
            Self::Password { login, .. } => !login.passcode,
            Self::Agency(_) | Self::File(_) => true,
        }
    }

    /// Returns the pause after a renewal that failed without a refusal. A sign-in without an answer
    /// may have counted as a wrong one: three in fifteen minutes stay below every lockout.
    pub(in crate::api) const fn pause(&self) -> Duration {
        match self {
            Self::Never | Self::File(_) => Duration::ZERO,
            Self::Password { .. } => Duration::from_secs(300),
            Self::Agency(_) => Duration::from_secs(30),
        }
    }

    /// Makes one attempt to replace `current`.
    /// Errors: Why it failed; [`SignInFailure::Unchanged`] if the source gives no other auth.
    pub(in crate::api) async fn run(&self, current: &Auth) -> Result<Renewed, SignInFailure> {
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
                Renewed { expires: auth.expires(), auth }
            }
        };
        if renewed.auth.is_same(current) { Err(SignInFailure::Unchanged) } else { Ok(renewed) }
    }
}
