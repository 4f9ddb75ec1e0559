//! The client: what every call needs, and the HTTP clients built from it.

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU8, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use reqwest::{ClientBuilder, redirect};
use rustls::ClientConfig;
use tokio::sync::OnceCell;

use super::{
    endpoint::Endpoint,
    network::{NetworkOptions, ProxyOptions},
    paging::RepeatGuard,
    retry::ReadPolicy,
    tls,
    token::Token,
};
use crate::core::{
    call::{Obstacle, ObstacleCause},
    ids::ProjectId,
    text::clean_excerpt,
    time::UtcTime,
};

/// `User-Agent` of every call.
const USER_AGENT: &str = concat!("geminidb-backup/", env!("CARGO_PKG_VERSION"));

/// Time limits of a call. The limit of a whole call is `connect` plus its own limit, so it can
/// never fire before the connection is given up: what timed out while connecting was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Name lookup, TCP, CONNECT and TLS together.
    pub connect: Duration,
    /// The create call after that: request and whole answer.
    pub create: Duration,
    /// One try of a read after that: request and whole answer.
    pub read: Duration,
}

impl Default for Limits {
    /// 10 s to connect, then 60 s for the create call and 30 s for a read.
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), create: Duration::from_secs(60), read: Duration::from_secs(30) }
    }
}

/// What can be tuned about the calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    /// Time limits.
    pub limits: Limits,
    /// When reads are repeated. Has no say over the create call.
    pub reads: ReadPolicy,
}

/// The reads of one endpoint, project and token; cheap to clone. Nothing is built, read from disk or
/// connected before the first call. Nothing that it offers can change anything at the service, and no
/// [`Client`] can be made of it: whoever holds only this cannot send.
#[derive(Clone)]
pub struct Reads {
    pub(super) shared: Arc<Shared>,
}

/// The API client: the reads, and the create call.
#[derive(Clone, Debug)]
pub struct Client {
    reads: Reads,
}

pub(super) struct Shared {
    pub endpoint: Endpoint,
    pub project: ProjectId,
    pub token: Token,
    pub network: NetworkOptions,
    pub settings: Settings,
    /// TLS with its roots, shared by all HTTP clients.
    tls: OnceCell<ClientConfig>,
    /// The HTTP client of the reads; keeps one connection.
    reads: OnceCell<reqwest::Client>,
    /// The version of the backup list that worked; see `backups`.
    pub backup_list: AtomicU8,
    pub guard: RepeatGuard,
    /// Seconds that the service's clock is ahead of this machine's; [`UNMEASURED`] before the first answer.
    skew: AtomicI64,
}

const UNMEASURED: i64 = i64::MIN;

/// The hosts that an error may name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route<'a> {
    /// Host of the endpoint.
    pub host: &'a str,
    /// Host of the proxy, if one is set for this endpoint.
    pub proxy: Option<&'a str>,
}

impl std::fmt::Debug for Reads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Shared { endpoint, project, network, settings, .. } = &*self.shared;
        f.debug_struct("Reads")
            .field("endpoint", &endpoint.to_string())
            .field("project", project)
            .field("network", network)
            .field("settings", settings)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client with the default limits and policy.
    pub fn new(endpoint: Endpoint, project: ProjectId, token: Token, network: NetworkOptions) -> Self {
        Self::with_settings(endpoint, project, token, network, Settings::default())
    }

    /// A client with limits and policy of one's own.
    pub fn with_settings(endpoint: Endpoint, project: ProjectId, token: Token, network: NetworkOptions, settings: Settings) -> Self {
        Self { reads: Reads::with_settings(endpoint, project, token, network, settings) }
    }

    /// The reads alone; both use the same connections.
    pub const fn reads(&self) -> &Reads {
        &self.reads
    }
}

impl Deref for Client {
    type Target = Reads;

    fn deref(&self) -> &Reads {
        &self.reads
    }
}

impl Reads {
    /// Reads with the default limits and policy.
    pub fn new(endpoint: Endpoint, project: ProjectId, token: Token, network: NetworkOptions) -> Self {
        Self::with_settings(endpoint, project, token, network, Settings::default())
    }

    fn with_settings(endpoint: Endpoint, project: ProjectId, token: Token, network: NetworkOptions, settings: Settings) -> Self {
        let shared = Shared {
            endpoint,
            project,
            token,
            network,
            settings,
            tls: OnceCell::new(),
            reads: OnceCell::new(),
            backup_list: AtomicU8::new(0),
            guard: RepeatGuard::default(),
            skew: AtomicI64::new(UNMEASURED),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Where the calls go.
    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.endpoint
    }

    /// Seconds that the service's clock is ahead of this machine's (negative: behind), by the `Date`
    /// header of the latest read; `None` before the first.
    pub fn clock_skew(&self) -> Option<i64> {
        Some(self.shared.skew.load(Ordering::Relaxed)).filter(|skew| *skew != UNMEASURED)
    }

    /// The project of the calls.
    pub fn project(&self) -> &ProjectId {
        &self.shared.project
    }
}

impl Shared {
    /// Compares the clocks.
    pub(super) fn note_time(&self, server: Option<UtcTime>) {
        let here = SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|d| i64::try_from(d.as_secs()).ok());
        if let (Some(server), Some(here)) = (server, here) {
            self.skew.store(server.unix().saturating_sub(here), Ordering::Relaxed);
        }
    }

    pub(super) fn route(&self) -> Route<'_> {
        Route { host: self.endpoint.host(), proxy: self.proxy().map(ProxyOptions::host) }
    }

    /// An obstacle on this machine's side.
    pub(super) fn misconfigured(&self, words: &str) -> Obstacle {
        let cause = ObstacleCause::Configuration(clean_excerpt(words, 200));
        Obstacle { host: self.endpoint.host().to_owned(), cause }
    }

    /// The HTTP client of the reads, built by the first of them. One connection stays open between
    /// calls, until the server closes it; no timer watches it.
    pub(super) async fn reads(&self) -> Result<&reqwest::Client, Obstacle> {
        self.reads
            .get_or_try_init(|| async {
                let builder = self.builder(self.tls().await?.clone())?;
                self.build(builder.pool_max_idle_per_host(1).pool_idle_timeout(None))
            })
            .await
    }

    /// A new HTTP client for one create call; `create` tells why it is built so.
    pub(super) async fn one_shot(&self) -> Result<reqwest::Client, Obstacle> {
        let mut tls = self.tls().await?.clone();
        tls.resumption = rustls::client::Resumption::disabled();
        let builder = self.builder(tls)?;
        self.build(builder.pool_max_idle_per_host(0))
    }

    fn proxy(&self) -> Option<&ProxyOptions> {
        self.network.proxy.as_ref().filter(|_| !self.endpoint.is_loopback())
    }

    /// The roots are read from disk, which is no work for the thread that handles keys.
    async fn tls(&self) -> Result<&ClientConfig, Obstacle> {
        self.tls
            .get_or_try_init(|| async {
                if self.endpoint.is_plain() {
                    return tls::without_roots();
                }
                let bundle = self.network.ca_bundle.clone();
                let built = tokio::task::spawn_blocking(move || tls::config(bundle.as_deref())).await;
                built.unwrap_or_else(|_| Err("reading the root certificates was interrupted".to_owned()))
            })
            .await
            .map_err(|words| self.misconfigured(&words))
    }

    /// What all HTTP clients have in common: HTTP/1.1, no redirects, no repeats, no proxy but ours.
    fn builder(&self, tls: ClientConfig) -> Result<ClientBuilder, Obstacle> {
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .user_agent(USER_AGENT)
            .connect_timeout(self.settings.limits.connect)
            // Also stops the library from reading proxies out of the environment.
            .no_proxy()
            // Plain http is allowed to localhost because that is this machine; so make it this machine.
            .resolve_to_addrs("localhost", &[SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))]);
        let Some(proxy) = self.proxy() else { return Ok(builder) };
        let rule = proxy.rule().ok_or_else(|| self.misconfigured("the proxy's URL cannot be used"))?;
        Ok(builder.proxy(rule))
    }

    fn build(&self, builder: ClientBuilder) -> Result<reqwest::Client, Obstacle> {
        // The error's text may show a URL; there is nothing in it for an operator.
        builder.build().map_err(|_| self.misconfigured("the HTTP client cannot be built"))
    }
}
