//! The way to an endpoint, one step at a time, for `doctor --online`: name, TCP, TLS, and the clock
//! of whoever answers. No credential is part of any of it.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::TlsConnector;

use super::{
    body::OTHER_LIMIT,
    endpoint::Endpoint,
    failure::whole_seconds,
    network::{NetworkOptions, ProxyOptions},
    signing::now,
    tls,
    transport::{Limits, Transport},
};
use crate::core::{
    base::{
        call::{CallFailure, Obstacle, ObstacleCause},
        mask::Mask,
        outside::{Outside, Quoted},
    },
    session::reachability::{Reached, Skew, TlsFacts},
};

/// Each step has so long.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest quotation of a system's words, in characters.
const LONGEST_WORDS: usize = 200;
/// So many addresses are shown.
const SHOWN: usize = 4;

/// Goes the way to `endpoint` as far as it can be gone, and tells after each step how far that is.
/// Each step has 10 s. Sends no request.
pub async fn reach(
    endpoint: &Endpoint,
    network: &NetworkOptions,
    told: impl FnMut(&Reached),
) -> Reached {
    reach_within(endpoint, network, PATIENCE, told).await
}

/// The same with a limit of one's own for each step.
pub async fn reach_within(
    endpoint: &Endpoint,
    network: &NetworkOptions,
    patience: Duration,
    mut told: impl FnMut(&Reached),
) -> Reached {
    let by_way_of = proxy(endpoint, network).map(|proxy| proxy.host().to_owned());
    let host = endpoint.host().to_owned();
    let target =
        proxy(endpoint, network).map_or_else(|| endpoint.authority(), ProxyOptions::authority);
    let obstacle =
        |cause| Obstacle { host: by_way_of.clone().unwrap_or_else(|| host.clone()), cause };
    let mut reached = Reached {
        host: host.clone(),
        proxy: by_way_of.clone(),
        addresses: Ok(Vec::new()),
        connection: None,
        tls: None,
    };
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
    // Behind a proxy TLS begins only after its CONNECT, which the calls do.
    if by_way_of.is_none() && !endpoint.is_plain() {
        reached.tls = Some(secure(endpoint, network, stream, patience).await.map_err(obstacle));
        told(&reached);
    }
    reached
}

/// Compares this machine's clock with that of whoever answers at `endpoint`, through a proxy if one
/// is set: one GET of the base URL, without any credential, whose status does not matter. `None` if
/// the answer does not tell its time.
///
/// # Errors
/// What stood in the way, or silence.
pub async fn clock(
    endpoint: &Endpoint,
    network: &NetworkOptions,
) -> Result<Option<Skew>, CallFailure> {
    let limits = Limits { connect: PATIENCE, create: PATIENCE, read: PATIENCE };
    let transport = Transport::new(endpoint.clone(), network.clone(), limits);
    let url = endpoint
        .url(&[], &[])
        .map_err(|error| CallFailure::NotSent(transport.misconfigured(&error.to_string())))?;
    let client = transport.one_shot().await.map_err(CallFailure::NotSent)?;
    let exchange =
        transport.exchange(client.get(url), OTHER_LIMIT, PATIENCE.saturating_mul(2)).await?;
    Ok(exchange.head.server_time.map(|server| Skew(server.unix().saturating_sub(now().unix()))))
}

fn quoted(error: &std::io::Error, mask: &Mask) -> Quoted {
    Outside::error(error).quoted(mask, LONGEST_WORDS)
}

/// The proxy on the way to `endpoint`, if there is one.
fn proxy<'a>(endpoint: &Endpoint, network: &'a NetworkOptions) -> Option<&'a ProxyOptions> {
    network.proxy.as_ref().filter(|proxy| proxy.is_for(endpoint))
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
    match timeout(patience, TcpStream::connect(addresses)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            Err(ObstacleCause::ConnectionRefused)
        }
        Ok(Err(error)) => Err(ObstacleCause::Other(quoted(&error, &network.held.mask()))),
        Err(_) => Err(ObstacleCause::ConnectTimeout(whole_seconds(patience))),
    }
}

async fn secure(
    endpoint: &Endpoint,
    network: &NetworkOptions,
    stream: TcpStream,
    patience: Duration,
) -> Result<TlsFacts, ObstacleCause> {
    let bundle = network.ca_bundle.clone();
    // The roots are read from disk.
    let config = tokio::task::spawn_blocking(move || tls::config(bundle.as_deref())).await;
    let config: ClientConfig = match config {
        Ok(Ok(config)) => config,
        Ok(Err(why)) => {
            return Err(ObstacleCause::Configuration(
                Outside::text(&why).quoted(&network.held.mask(), LONGEST_WORDS),
            ));
        }
        Err(_) => {
            return Err(ObstacleCause::Configuration(
                "reading the root certificates was interrupted".into(),
            ));
        }
    };
    let name =
        ServerName::try_from(endpoint.name().to_owned()).map_err(|_| ObstacleCause::Lookup)?;
    let secured =
        timeout(patience, TlsConnector::from(Arc::new(config)).connect(name, stream)).await;
    match secured {
        Ok(Ok(stream)) => Ok(tls::facts(stream.get_ref().1)),
        Ok(Err(error)) => {
            let (inner, mask) =
                (error.get_ref().and_then(|inner| inner.downcast_ref()), network.held.mask());
            Err(inner.map_or_else(
                || ObstacleCause::Other(quoted(&error, &mask)),
                |inner| ObstacleCause::Tls(tls::trouble(inner, &mask)),
            ))
        }
        Err(_) => Err(ObstacleCause::ConnectTimeout(whole_seconds(patience))),
    }
}
