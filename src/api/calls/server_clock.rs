//! The clock of the host at an endpoint, for `doctor --online`.

use crate::{
    api::{
        net::{Endpoint, Limits, NetworkOptions, Transport, clock::now, reachability::PATIENCE},
        wire::body::OTHER_LIMIT,
    },
    core::{base::CallFailure, session::Skew},
};

/// Compares this machine's clock with the `Date` header of an answer from `endpoint` (of the proxy,
/// if one answers): one GET of the base URL, without any credential, whose status does not matter.
/// Returns `None` if the answer has no such header.
/// Errors: An obstacle on the way, or silence.
pub async fn clock(
    endpoint: &Endpoint,
    network: &NetworkOptions,
) -> Result<Option<Skew>, CallFailure> {
    let limits = Limits { connect: PATIENCE, create: PATIENCE, read: PATIENCE };
    let transport = Transport::new(endpoint.clone(), network.clone(), limits);
    let url = transport.url(&[], &[])?;
    let request = transport.one_shot().await?.get(url);
    let (whole, observed) = (limits.whole_read(), transport.observe());
    let exchange = transport.exchange(request, OTHER_LIMIT, whole, &observed).await?;
    Ok(exchange.head.server_time.map(|server| Skew(server.unix().saturating_sub(now().unix()))))
}
