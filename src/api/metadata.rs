//! The keys of the machine's agency, from the metadata service of an ECS (fact sheet 8c): plain
//! http to an address that never leaves the host's own network, without any proxy, and asked only
//! when the operator chose it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http::{HeaderName, HeaderValue};
use reqwest::RequestBuilder;
use secrecy::SecretString;
use serde::Deserialize;

use super::{
    access::Auth,
    body::{self, OTHER_LIMIT},
    endpoint::Endpoint,
    exchange::Exchange,
    failure::Lost,
    held::Held,
    login::Keys,
    signing::sensitive,
    transport::{Limits, Transport},
    wire::{Loose, Object},
};
use crate::core::{
    base::{
        call::{self, CallFailure},
        time::UtcTime,
    },
    session::identity::SignInFailure,
};

/// Limit of each call, connecting included.
const LIMIT: Duration = Duration::from_secs(3);

/// How long the metadata token lasts, in seconds: the most that the service gives.
const TOKEN_LIFE: HeaderValue = HeaderValue::from_static("21600");
const TOKEN_LIFE_NAME: HeaderName = HeaderName::from_static("x-metadata-token-ttl-seconds");
const TOKEN: HeaderName = HeaderName::from_static("x-metadata-token");

/// Words of the 401 that says that no agency is bound to the machine.
const NO_AGENCY: &str = "configure cloud service agency";

/// The metadata service; clones share its token.
#[derive(Clone)]
pub struct Metadata {
    transport: Arc<Transport>,
    /// Its own token, which it may want before it hands out anything.
    token: Arc<Mutex<Option<SecretString>>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Answer {
    credential: Object<Credential>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Credential {
    access: Loose,
    secret: Loose,
    securitytoken: Loose,
    expires_at: Loose,
}

impl std::fmt::Debug for Metadata {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Metadata")
            .field("endpoint", &self.transport.endpoint.to_string())
            .finish_non_exhaustive()
    }
}

impl Metadata {
    /// The metadata service at its usual address, or at `endpoint`.
    /// Nothing is asked before [`Metadata::keys`].
    pub fn new(endpoint: Option<Endpoint>, held: Held) -> Self {
        let limits = Limits { connect: LIMIT, create: LIMIT, read: LIMIT };
        let transport =
            Transport::link_local(endpoint.unwrap_or_else(Endpoint::metadata), held, limits);
        Self { transport: Arc::new(transport), token: Arc::default() }
    }

    /// The keys of the machine's agency, with their end.
    ///
    /// # Errors
    /// [`SignInFailure::NoMetadata`] if nothing answers within 3
    /// s, [`SignInFailure::NoAgency`], or a refusal.
    pub async fn keys(&self) -> Result<Keys, SignInFailure> {
        if self.token().is_none() {
            self.fetch_token().await?;
        }
        let mut exchange = self.security_key().await?;
        if exchange.head.status == 401 {
            if says_no_agency(&exchange) {
                return Err(SignInFailure::NoAgency);
            }
            // The metadata token has ended, or this service wants one after all: once more.
            self.fetch_token().await?;
            exchange = self.security_key().await?;
        }
        if exchange.head.status == 401 && says_no_agency(&exchange) {
            return Err(SignInFailure::NoAgency);
        }
        let (head, bytes) = exchange.accept().map_err(SignInFailure::Call)?;
        let answer = body::json_of_secrets::<Object<Answer>>(&bytes);
        let Object(answer) = answer
            .map_err(|trouble| SignInFailure::Call(CallFailure::Unreadable(head, trouble)))?;
        let keys = keys(answer.and_then(|answer| answer.credential.0).unwrap_or_default())?;
        self.transport.network.held.hold_auth(&Auth::Keys(keys.clone()));
        Ok(keys)
    }

    /// Gets a metadata token; a host without that step has none, and needs none.
    async fn fetch_token(&self) -> Result<(), SignInFailure> {
        let url = self
            .transport
            .endpoint
            .url(&["meta-data", "latest", "api", "token"], &[])
            .map_err(|_| SignInFailure::NoMetadata)?;
        let client = self.transport.one_shot().await.map_err(not_sent)?;
        let exchange = self.exchange(client.put(url).header(TOKEN_LIFE_NAME, TOKEN_LIFE)).await?;
        let token = if matches!(exchange.head.status, 404 | 405 | 503) {
            None
        } else {
            let (_, bytes) = exchange.accept().map_err(SignInFailure::Call)?;
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
        let url = self
            .transport
            .endpoint
            .url(&["openstack", "latest", "securitykey"], &[])
            .map_err(|_| SignInFailure::NoMetadata)?;
        let client = self.transport.one_shot().await.map_err(not_sent)?;
        let request = client.get(url);
        let token = self.token().as_ref().and_then(sensitive);
        self.exchange(
            token.into_iter().fold(request, |request, token| request.header(TOKEN, token)),
        )
        .await
    }

    async fn exchange(&self, request: RequestBuilder) -> Result<Exchange, SignInFailure> {
        match self.transport.exchange(request, OTHER_LIMIT, LIMIT).await {
            Ok(exchange) => Ok(exchange),
            // Nothing to tell apart: this is no machine of the cloud, or the way to the address is
            // closed.
            Err(Lost::Before(_) | Lost::After(_)) => Err(SignInFailure::NoMetadata),
        }
    }

    fn token(&self) -> Option<SecretString> {
        self.token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn not_sent(obstacle: call::Obstacle) -> SignInFailure {
    SignInFailure::Call(CallFailure::NotSent(obstacle))
}

fn says_no_agency(exchange: &Exchange) -> bool {
    String::from_utf8_lossy(&exchange.body.bytes).to_lowercase().contains(NO_AGENCY)
}

/// All three parts must be there: the keys of an agency are always temporary.
fn keys(credential: Credential) -> Result<Keys, SignInFailure> {
    let part = |value: Loose, name: &'static str| {
        value.into_text().filter(|text| !text.is_empty()).ok_or(SignInFailure::Missing(name))
    };
    let expires = credential.expires_at.text().and_then(UtcTime::parse);
    Ok(Keys {
        access: part(credential.access, "access")?,
        secret: SecretString::from(part(credential.secret, "secret")?),
        security_token: Some(SecretString::from(part(credential.securitytoken, "securitytoken")?)),
        expires,
    })
}
