//! The way to an endpoint, one step at a time, for `doctor --online`: name, TCP, TLS. Sends no request and no secret.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::TlsConnector;

use super::{
    endpoint::Endpoint,
    network::{NetworkOptions, ProxyOptions},
    tls,
};
use crate::core::{
    call::{Obstacle, ObstacleCause},
    probe::{Reached, TlsFacts},
    text::clean_excerpt,
};

/// Each step has so long.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many addresses are shown.
const SHOWN: usize = 4;

/// Goes the way to `endpoint` as far as it can be gone.
pub async fn reach(endpoint: &Endpoint, network: &NetworkOptions) -> Reached {
    let proxy = network.proxy.as_ref().filter(|_| !endpoint.is_loopback()).map(ProxyOptions::host).map(ToOwned::to_owned);
    let host = endpoint.host().to_owned();
    let target = proxy.clone().unwrap_or_else(|| endpoint.authority());
    let obstacle = |cause| Obstacle { host: proxy.clone().unwrap_or_else(|| host.clone()), cause };
    let mut reached = Reached { host: host.clone(), proxy: proxy.clone(), addresses: Ok(Vec::new()), connection: None, tls: None };
    let addresses = match look_up(&target).await {
        Ok(addresses) => addresses,
        Err(cause) => {
            reached.addresses = Err(obstacle(cause));
            return reached;
        }
    };
    reached.addresses = Ok(addresses.iter().take(SHOWN).map(|address| address.ip().to_string()).collect());
    let stream = match connect(&addresses).await {
        Ok(stream) => stream,
        Err(cause) => {
            reached.connection = Some(Err(obstacle(cause)));
            return reached;
        }
    };
    reached.connection = Some(Ok(()));
    // Behind a proxy TLS begins only after its CONNECT, which the calls do.
    if proxy.is_none() && !endpoint.is_plain() {
        reached.tls = Some(secure(endpoint, network, stream).await.map_err(obstacle));
    }
    reached
}

async fn look_up(target: &str) -> Result<Vec<SocketAddr>, ObstacleCause> {
    let found = timeout(PATIENCE, tokio::net::lookup_host(target)).await;
    let found: Vec<SocketAddr> = found.ok().and_then(Result::ok).map(Iterator::collect).unwrap_or_default();
    if found.is_empty() { Err(ObstacleCause::Lookup) } else { Ok(found) }
}

async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, ObstacleCause> {
    match timeout(PATIENCE, TcpStream::connect(addresses)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => Err(ObstacleCause::ConnectionRefused),
        Ok(Err(error)) => Err(ObstacleCause::Other(clean_excerpt(&error.to_string(), 200))),
        Err(_) => Err(ObstacleCause::ConnectTimeout(PATIENCE.as_secs())),
    }
}

async fn secure(endpoint: &Endpoint, network: &NetworkOptions, stream: TcpStream) -> Result<TlsFacts, ObstacleCause> {
    let bundle = network.ca_bundle.clone();
    // The roots are read from disk.
    let config = tokio::task::spawn_blocking(move || tls::config(bundle.as_deref())).await;
    let config: ClientConfig = match config {
        Ok(Ok(config)) => config,
        Ok(Err(why)) => return Err(ObstacleCause::Configuration(why)),
        Err(_) => return Err(ObstacleCause::Configuration("reading the root certificates was interrupted".to_owned())),
    };
    let name = ServerName::try_from(endpoint.name().to_owned()).map_err(|_| ObstacleCause::Lookup)?;
    let secured = timeout(PATIENCE, TlsConnector::from(Arc::new(config)).connect(name, stream)).await;
    match secured {
        Ok(Ok(stream)) => Ok(tls::facts(stream.get_ref().1)),
        Ok(Err(error)) => {
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
            Err(inner.map_or_else(|| ObstacleCause::Other(clean_excerpt(&error.to_string(), 200)), |e| ObstacleCause::Tls(tls::trouble(e))))
        }
        Err(_) => Err(ObstacleCause::ConnectTimeout(PATIENCE.as_secs())),
    }
}
