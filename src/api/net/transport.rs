//! One host and the way to it: limits, TLS with its roots, the proxy, and the HTTP clients built
//! from them.

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use reqwest::{ClientBuilder, Url, redirect};
use rustls::ClientConfig;
use tokio::sync::OnceCell;

use super::{
    Endpoint, NetworkOptions, Observed, ProxyOptions, Route, send_error::LONGEST_WORDS, tls,
};
use crate::core::base::{CONNECT_SECONDS, CREATE_SECONDS, Obstacle, ObstacleCause, Outside};

/// `User-Agent` of every call.
const USER_AGENT: &str = concat!("geminidb-backup/", env!("CARGO_PKG_VERSION"));

/// Time limits of a call. The limit of a whole call is `connect` plus the call's own limit, so
/// that the whole limit never ends before the connection is given up: a call that timed out
/// while connecting was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Name lookup, TCP, CONNECT and TLS together.
    pub connect: Duration,
    /// The create call after connecting: request and whole answer.
    pub create: Duration,
    /// One try of a read, or one call to IAM, after connecting: request and whole answer.
    pub read: Duration,
}

impl Default for Limits {
    /// Allows 10 s to connect, then 60 s for the create call and 30 s for a read.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(CONNECT_SECONDS),
            create: Duration::from_secs(CREATE_SECONDS),
            read: Duration::from_secs(30),
        }
    }
}

impl Limits {
    /// Returns the limit of a whole read, connecting included.
    pub(in crate::api) const fn whole_read(&self) -> Duration {
        self.connect.saturating_add(self.read)
    }
}

/// An endpoint and the HTTP clients that reach it. The first call builds the clients and
/// reads the roots from disk.
pub struct Transport {
    pub endpoint: Endpoint,
    pub network: NetworkOptions,
    pub limits: Limits,
    /// TLS with its roots, shared by all HTTP clients.
    tls: OnceCell<ClientConfig>,
    /// The HTTP client that keeps one connection.
    reused: OnceCell<reqwest::Client>,
    /// Whether plain http may go to a link-local address.
    link_local: bool,
}

impl std::fmt::Debug for Transport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport")
            .field("endpoint", &self.endpoint.to_string())
            .field("network", &self.network)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Transport {
    pub fn new(endpoint: Endpoint, network: NetworkOptions, limits: Limits) -> Self {
        if let Some(password) = network.proxy.as_ref().and_then(ProxyOptions::password) {
            network.held.hold(&password);
        }
        Self {
            endpoint,
            network,
            limits,
            tls: OnceCell::new(),
            reused: OnceCell::new(),
            link_local: false,
        }
    }

    /// Returns the transport to the metadata service: without a proxy, and the only one that may go
    /// over plain http to a link-local address.
    pub fn link_local(endpoint: Endpoint, network: NetworkOptions, limits: Limits) -> Self {
        let network = NetworkOptions { ca_bundle: None, proxy: None, ..network };
        Self { link_local: true, ..Self::new(endpoint, network, limits) }
    }

    /// Returns the URL of one call; see [`Endpoint::url`].
    /// Errors: A segment that cannot stand in a path.
    pub fn url(&self, segments: &[&str], query: &[(&str, &str)]) -> Result<Url, Obstacle> {
        self.endpoint.url(segments, query).map_err(|error| self.misconfigured(&error.to_string()))
    }

    /// Observes a call, which has not begun.
    pub fn observe(&self) -> Observed {
        self.network.observer.observe()
    }

    /// Returns the hosts that an error of a call may name.
    pub fn route(&self) -> Route<'_> {
        Route { host: self.endpoint.host(), proxy: self.proxy().map(ProxyOptions::host) }
    }

    /// Returns an obstacle whose cause is this machine's configuration.
    pub fn misconfigured(&self, words: &str) -> Obstacle {
        let words = Outside::text(words).quoted(&self.network.held.mask(), LONGEST_WORDS);
        Obstacle {
            host: self.endpoint.host().to_owned(),
            cause: ObstacleCause::Configuration(words),
        }
    }

    /// Returns the HTTP client of the reads; the first read builds it. One connection stays open
    /// between calls until the server closes it; no timer watches it.
    pub async fn reused(&self) -> Result<&reqwest::Client, Obstacle> {
        self.reused
            .get_or_try_init(|| async {
                let builder = self.builder(self.tls().await?.clone())?;
                self.build(builder.pool_max_idle_per_host(1).pool_idle_timeout(None))
            })
            .await
    }

    /// Builds an HTTP client for one call that is never repeated; the module `calls::create` says
    /// why each setting is needed.
    pub async fn one_shot(&self) -> Result<reqwest::Client, Obstacle> {
        let mut tls = self.tls().await?.clone();
        tls.resumption = rustls::client::Resumption::disabled();
        let builder = self.builder(tls)?;
        self.build(builder.pool_max_idle_per_host(0))
    }

    fn proxy(&self) -> Option<&ProxyOptions> {
        self.network.proxy_for(&self.endpoint)
    }

    async fn tls(&self) -> Result<&ClientConfig, Obstacle> {
        if self.endpoint.is_plain() && !self.endpoint.is_loopback() && !self.link_local {
            return Err(self.misconfigured("plain http:// is allowed only for this machine"));
        }
        self.tls
            .get_or_try_init(|| async {
                if self.endpoint.is_plain() {
                    return tls::without_roots();
                }
                self.network.tls().await
            })
            .await
            .map_err(|words| self.misconfigured(&words))
    }

    /// Returns the settings of every HTTP client: HTTP/1.1, no redirects, no repeats, and no proxy
    /// but the one of `self.network`.
    fn builder(&self, tls: ClientConfig) -> Result<ClientBuilder, Obstacle> {
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .user_agent(USER_AGENT)
            .connect_timeout(self.limits.connect)
            // Also stops the library from reading proxies out of the environment.
            .no_proxy()
            // Plain http is allowed to localhost because that is this machine, whatever the name
            // service says.
            .resolve_to_addrs(
                "localhost",
                &[
                    SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
                    SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
                ],
            );
        let Some(proxy) = self.proxy() else { return Ok(builder) };
        let rule =
            proxy.rule().ok_or_else(|| self.misconfigured("the proxy's URL cannot be used"))?;
        Ok(builder.proxy(rule))
    }

    fn build(&self, builder: ClientBuilder) -> Result<reqwest::Client, Obstacle> {
        // The error's own text may show a URL, and tells an operator nothing.
        builder.build().map_err(|_| self.misconfigured("the HTTP client cannot be built"))
    }
}
