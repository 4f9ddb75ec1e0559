//! One host and the way to it: limits, TLS with its roots, the proxy, and the HTTP clients built
//! from them.

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use reqwest::{ClientBuilder, redirect};
use rustls::ClientConfig;
use tokio::sync::OnceCell;

use super::{
    endpoint::Endpoint,
    held::Held,
    network::{NetworkOptions, ProxyOptions},
    tls,
};
use crate::core::base::{
    call::{Obstacle, ObstacleCause},
    outside::Outside,
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
    /// One try of a read, or one call to IAM, after that: request and whole answer.
    pub read: Duration,
}

impl Default for Limits {
    /// 10 s to connect, then 60 s for the create call and 30 s for a read.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            create: Duration::from_secs(60),
            read: Duration::from_secs(30),
        }
    }
}

/// The hosts that an error may name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route<'a> {
    pub host: &'a str,
    /// Host of the proxy, if one is set for this endpoint.
    pub proxy: Option<&'a str>,
}

/// An endpoint and the HTTP clients that reach it. Nothing is built, read from disk or
/// connected before the first call.
pub(super) struct Transport {
    pub endpoint: Endpoint,
    pub network: NetworkOptions,
    pub limits: Limits,
    /// TLS with its roots, shared by all HTTP clients.
    tls: OnceCell<ClientConfig>,
    /// The HTTP client that keeps one connection.
    kept: OnceCell<reqwest::Client>,
    /// Plain http may go to a link-local address.
    link_local: bool,
}

impl Transport {
    pub(super) fn new(endpoint: Endpoint, network: NetworkOptions, limits: Limits) -> Self {
        network.hold_proxy();
        Self {
            endpoint,
            network,
            limits,
            tls: OnceCell::new(),
            kept: OnceCell::new(),
            link_local: false,
        }
    }

    /// For the metadata service: without a proxy, and as the only one it may go over plain
    /// http to a link-local address.
    pub(super) fn link_local(endpoint: Endpoint, held: Held, limits: Limits) -> Self {
        let network = NetworkOptions { held, ..NetworkOptions::default() };
        Self { link_local: true, ..Self::new(endpoint, network, limits) }
    }

    pub(super) fn route(&self) -> Route<'_> {
        Route { host: self.endpoint.host(), proxy: self.proxy().map(ProxyOptions::host) }
    }

    /// An obstacle on this machine's side.
    pub(super) fn misconfigured(&self, words: &str) -> Obstacle {
        let cause = ObstacleCause::Configuration(
            Outside::text(words).quoted(&self.network.held.mask(), 200),
        );
        Obstacle { host: self.endpoint.host().to_owned(), cause }
    }

    /// The HTTP client of the reads, built by the first of them. One connection stays open between
    /// calls, until the server closes it; no timer watches it.
    pub(super) async fn kept(&self) -> Result<&reqwest::Client, Obstacle> {
        self.kept
            .get_or_try_init(|| async {
                let builder = self.builder(self.tls().await?.clone())?;
                self.build(builder.pool_max_idle_per_host(1).pool_idle_timeout(None))
            })
            .await
    }

    /// A new HTTP client for one call that is never repeated; `create` tells why it is built so.
    pub(super) async fn one_shot(&self) -> Result<reqwest::Client, Obstacle> {
        let mut tls = self.tls().await?.clone();
        tls.resumption = rustls::client::Resumption::disabled();
        let builder = self.builder(tls)?;
        self.build(builder.pool_max_idle_per_host(0))
    }

    fn proxy(&self) -> Option<&ProxyOptions> {
        self.network.proxy.as_ref().filter(|proxy| proxy.is_for(&self.endpoint))
    }

    /// The roots are read from disk, which is no work for the thread that handles keys.
    async fn tls(&self) -> Result<&ClientConfig, Obstacle> {
        if self.endpoint.is_plain() && !self.endpoint.is_loopback() && !self.link_local {
            return Err(self.misconfigured("plain http:// is allowed only for this machine"));
        }
        self.tls
            .get_or_try_init(|| async {
                if self.endpoint.is_plain() {
                    return tls::without_roots();
                }
                let bundle = self.network.ca_bundle.clone();
                let built =
                    tokio::task::spawn_blocking(move || tls::config(bundle.as_deref())).await;
                built.unwrap_or_else(|_| {
                    Err("reading the root certificates was interrupted".to_owned())
                })
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
            .connect_timeout(self.limits.connect)
            // Also stops the library from reading proxies out of the environment.
            .no_proxy()
            // Plain http is allowed to localhost because that is this machine; so make it this
            // machine.
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
        // The error's text may show a URL; there is nothing in it for an operator.
        builder.build().map_err(|_| self.misconfigured("the HTTP client cannot be built"))
    }
}
