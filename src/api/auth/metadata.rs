//! The keys of the machine's agency, from the metadata service of an ECS (ECS user guide): plain
//! http to an address that never leaves the host's own network, without any proxy, and called only
//! when the operator chose this way to sign in.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http::{HeaderName, HeaderValue};
use reqwest::RequestBuilder;
use secrecy::SecretString;

use super::{Keys, token::sensitive};
use crate::{
    api::{
        net::{Endpoint, Limits, NetworkOptions, SendError, Transport},
        wire::{Exchange, Json, body::OTHER_LIMIT, rows::time},
    },
    core::{
        base::{BodyTrouble, CallFailure},
        session::SignInFailure,
    },
};

/// The limit of each call, connecting included.
const LIMIT: Duration = Duration::from_secs(3);

/// The life of the metadata token in seconds: the most that the service gives.
const TOKEN_LIFE: HeaderValue = HeaderValue::from_static("21600");
const TOKEN_LIFE_NAME: HeaderName = HeaderName::from_static("x-metadata-token-ttl-seconds");
const TOKEN: HeaderName = HeaderName::from_static("x-metadata-token");

/// Words of the 401 that means that no agency is bound to the machine.
const NO_AGENCY: &str = "configure cloud service agency";

/// The metadata service; clones share its token.
#[derive(Debug, Clone)]
pub struct Metadata {
    transport: Arc<Transport>,
    /// The metadata token, which the service may want before it hands out keys.
    token: Arc<Mutex<Option<SecretString>>>,
}

impl Metadata {
    /// Makes a client of the metadata service at its usual address, or at `endpoint`. The first
    /// call is that of [`Metadata::keys`].
    pub fn new(endpoint: Option<Endpoint>, network: NetworkOptions) -> Self {
        let limits = Limits { connect: LIMIT, create: LIMIT, read: LIMIT };
        let transport =
            Transport::link_local(endpoint.unwrap_or_else(Endpoint::metadata), network, limits);
        Self { transport: Arc::new(transport), token: Arc::default() }
    }

    /// Returns the keys of the machine's agency, with their end.
    /// Errors: [`SignInFailure::NoMetadata`] if nothing answers within
    /// 3 s, [`SignInFailure::NoAgency`], or a refusal.
    pub async fn keys(&self) -> Result<Keys, SignInFailure> {
        if self.token().is_none() {
            self.fetch_token().await?;
        }
        let mut exchange = self.security_key().await?;
        if exchange.head.status == 401 && !says_no_agency(&exchange) {
            // The metadata token has ended, or this service wants one after all: once more.
            self.fetch_token().await?;
            exchange = self.security_key().await?;
        }
        if exchange.head.status == 401 && says_no_agency(&exchange) {
            return Err(SignInFailure::NoAgency);
        }
        let (head, bytes) = exchange.accept()?;
        // A broken answer may hold the keys all the same.
        let hidden = || BodyTrouble::NotJson("(not shown, for it may hold keys)".into());
        let answer = std::str::from_utf8(&bytes).ok().and_then(|text| Json::of(text).ok());
        let answer = answer.ok_or_else(|| CallFailure::Unreadable(head, hidden()))?;
        let keys = keys(answer.part("credential"))?;
        self.transport.network.held.hold_keys(&keys);
        Ok(keys)
    }

    /// Gets a metadata token. A host that has no such tokens needs none.
    async fn fetch_token(&self) -> Result<(), SignInFailure> {
        let url = self.transport.url(&["meta-data", "latest", "api", "token"], &[])?;
        let client = self.transport.one_shot().await?;
        let exchange = self.exchange(client.put(url).header(TOKEN_LIFE_NAME, TOKEN_LIFE)).await?;
        let token = if matches!(exchange.head.status, 404 | 405 | 503) {
            None
        } else {
            let (_, bytes) = exchange.accept()?;
            let text = std::str::from_utf8(&bytes)
                .map_err(|_| SignInFailure::Missing("metadata token"))?;
            let token = SecretString::from(text.trim());
            sensitive(&token).ok_or(SignInFailure::Missing("metadata token"))?;
            self.transport.network.held.hold(&token);
            Some(token)
        };
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = token;
        Ok(())
    }

    async fn security_key(&self) -> Result<Exchange, SignInFailure> {
        let url = self.transport.url(&["openstack", "latest", "securitykey"], &[])?;
        let mut request = self.transport.one_shot().await?.get(url);
        if let Some(token) = self.token().as_ref().and_then(sensitive) {
            request = request.header(TOKEN, token);
        }
        self.exchange(request).await
    }

    async fn exchange(&self, request: RequestBuilder) -> Result<Exchange, SignInFailure> {
        let observed = self.transport.observe();
        let exchange = self.transport.exchange(request, OTHER_LIMIT, LIMIT, &observed).await;
        // Both mean the same: this is no machine of the cloud, or the way to the address is closed.
        exchange
            .map_err(|(SendError::NotSent(_) | SendError::NoAnswer(_))| SignInFailure::NoMetadata)
    }

    fn token(&self) -> Option<SecretString> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn says_no_agency(exchange: &Exchange) -> bool {
    String::from_utf8_lossy(&exchange.body.bytes).to_lowercase().contains(NO_AGENCY)
}

/// Reads the keys. All three parts must be there: the keys of an agency are always temporary.
fn keys(credential: Json<'_>) -> Result<Keys, SignInFailure> {
    let part = |name: &'static str| {
        let text = credential.part(name).text().filter(|text| !text.is_empty());
        text.ok_or(SignInFailure::Missing(name))
    };
    Ok(Keys {
        access: part("access")?,
        secret: SecretString::from(part("secret")?),
        security_token: Some(SecretString::from(part("securitytoken")?)),
        expires: time(credential.part("expires_at")),
    })
}
