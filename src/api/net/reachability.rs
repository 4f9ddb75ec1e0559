//! The way to an endpoint, one step at a time, for `doctor --online`: name, TCP, TLS. No credential
//! is part of any step.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use rustls::pki_types::ServerName;
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::TlsConnector;

use super::{
    Endpoint, NetworkOptions, ProxyOptions,
    send_error::{LONGEST_WORDS, whole_seconds},
    tls,
};
use crate::core::{
    base::{Mask, Obstacle, ObstacleCause, Outside, Quoted},
    session::{Reached, TlsFacts},
};

/// The limit of each step for an operator who waits.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// The number of addresses that are shown.
const SHOWN: usize = 4;

/// Goes the way to `endpoint` until a step fails, and tells after each step how far that is. Each
/// step has `patience`. Sends no request.
pub async fn reach(
    endpoint: &Endpoint,
    network: &NetworkOptions,
    patience: Duration,
    mut told: impl FnMut(&Reached),
) -> Reached {
    let proxy = network.proxy_for(endpoint);
    let host = proxy.map_or_else(|| endpoint.host(), ProxyOptions::host);
    let obstacle = |cause| Obstacle { host: host.to_owned(), cause };
    let mut reached = Reached {
        host: endpoint.host().to_owned(),
        proxy: proxy.map(|_| host.to_owned()),
        addresses: Ok(Vec::new()),
        connection: None,
        tls: None,
    };
    let target = proxy.map_or_else(|| endpoint.authority(), ProxyOptions::authority);
    let looked_up = look_up(&target, patience).await;
    let shown = |found: &[SocketAddr]| {
        found.iter().take(SHOWN).map(|address| address.ip().to_string()).collect()
    };
    reached.addresses = looked_up.as_deref().map(shown).map_err(|cause| obstacle(cause.clone()));
    told(&reached);
    let Ok(addresses) = looked_up else { return reached };
    let connected = connect(&addresses, network, patience).await;
    reached.connection =
        Some(connected.as_ref().map(|_| ()).map_err(|cause| obstacle(cause.clone())));
    told(&reached);
    let Ok(stream) = connected else { return reached };
    // Behind a proxy TLS begins only after CONNECT, which the calls send.
    if proxy.is_none() && !endpoint.is_plain() {
        reached.tls = Some(secure(endpoint, network, stream, patience).await.map_err(obstacle));
        told(&reached);
    }
    reached
}

async fn look_up(target: &str, patience: Duration) -> Result<Vec<SocketAddr>, ObstacleCause> {
    let found = timeout(patience, tokio::net::lookup_host(target)).await;
    let found: Vec<SocketAddr> =
        found.ok().and_then(Result::ok).map(Iterator::collect).unwrap_or_default();
    if found.is_empty() { Err(ObstacleCause::Lookup) } else { Ok(found) }
}

async fn connect(
    addresses: &[SocketAddr],
    network: &NetworkOptions,
    patience: Duration,
) -> Result<TcpStream, ObstacleCause> {
    within(patience, TcpStream::connect(addresses)).await?.map_err(|error| {
        if error.kind() == std::io::ErrorKind::ConnectionRefused {
            ObstacleCause::ConnectionRefused
        } else {
            ObstacleCause::Other(quoted(&error, &network.held.mask()))
        }
    })
}

async fn secure(
    endpoint: &Endpoint,
    network: &NetworkOptions,
    stream: TcpStream,
    patience: Duration,
) -> Result<TlsFacts, ObstacleCause> {
    let config = network.tls().await.map_err(|why| {
        let words = Outside::text(&why).quoted(&network.held.mask(), LONGEST_WORDS);
        ObstacleCause::Configuration(words)
    })?;
    let name =
        ServerName::try_from(endpoint.name().to_owned()).map_err(|_| ObstacleCause::Lookup)?;
    let connector = TlsConnector::from(Arc::new(config));
    match within(patience, connector.connect(name, stream)).await? {
        Ok(stream) => Ok(tls::facts(stream.get_ref().1)),
        Err(error) => {
            let mask = network.held.mask();
            Err(error.get_ref().and_then(|inner| inner.downcast_ref()).map_or_else(
                || ObstacleCause::Other(quoted(&error, &mask)),
                |inner| ObstacleCause::Tls(tls::trouble(inner, &mask)),
            ))
        }
    }
}

async fn within<F: Future>(patience: Duration, step: F) -> Result<F::Output, ObstacleCause> {
    timeout(patience, step)
        .await
        .map_err(|_| ObstacleCause::ConnectTimeout(whole_seconds(patience)))
}

fn quoted(error: &std::io::Error, mask: &Mask) -> Quoted {
    Outside::error(error).quoted(mask, LONGEST_WORDS)
}
