//! From the HTTP library's errors to [`Obstacle`] and [`Silence`].
//!
//! The library prints the whole URL with its errors, and a proxy's URL may hold a password. So its
//! texts are never used as they are: the chain of causes is searched for values, and only the
//! innermost cause (the system's or the TLS library's words) is ever quoted.

use std::{error::Error, io, time::Duration};

use super::tls;
use crate::core::base::{CallFailure, Mask, Obstacle, ObstacleCause, Outside, Quoted, Silence};

/// Longest quotation of a system's words, in characters.
pub const LONGEST_WORDS: usize = 200;

/// The hosts that an error may name.
#[derive(Debug, Clone, Copy)]
pub struct Route<'a> {
    pub host: &'a str,
    /// The host of the proxy, if calls to this endpoint go through one.
    pub proxy: Option<&'a str>,
}

/// How a call ended without the head of an answer.
#[derive(Debug)]
pub enum SendError {
    /// No connection was ready, so that no byte of the request left this machine.
    NotSent(Obstacle),
    /// The request may have left this machine.
    NoAnswer(Silence),
}

impl From<SendError> for CallFailure {
    fn from(error: SendError) -> Self {
        match error {
            SendError::NotSent(obstacle) => Self::NotSent(obstacle),
            SendError::NoAnswer(silence) => Self::NoAnswer(silence),
        }
    }
}

impl From<Obstacle> for CallFailure {
    fn from(obstacle: Obstacle) -> Self {
        Self::NotSent(obstacle)
    }
}

/// Tells from an error of the library whether the request was sent. `connect`
/// is the limit of connecting.
pub fn classify(
    error: &reqwest::Error,
    route: &Route<'_>,
    connect: Duration,
    mask: &Mask,
) -> SendError {
    if error.is_builder() {
        let cause =
            ObstacleCause::Configuration("the HTTP library did not take the request".into());
        return SendError::NotSent(Obstacle { host: route.host.to_owned(), cause });
    }
    if error.is_connect() {
        SendError::NotSent(obstacle(error, route, connect, mask))
    } else {
        SendError::NoAnswer(silence(error, mask))
    }
}

/// Returns the limit in whole seconds, rounded up.
pub fn whole_seconds(limit: Duration) -> u64 {
    limit.as_secs() + u64::from(limit.subsec_nanos() > 0)
}

fn obstacle(error: &reqwest::Error, route: &Route<'_>, connect: Duration, mask: &Mask) -> Obstacle {
    let causes = causes(error);
    let tunnel = causes.iter().find_map(|cause| tunnel(&cause.to_string()));
    // An error on the way to the proxy, or an answer of the proxy, names the proxy's host.
    let host = if tunnel.is_some() { route.proxy.unwrap_or(route.host) } else { route.host };
    let cause = match tunnel {
        Some(Tunnel::Refused(status)) => ObstacleCause::Proxy(status),
        Some(Tunnel::NotReached) | None => connect_cause(error, &causes, connect, mask),
    };
    Obstacle { host: host.to_owned(), cause }
}

fn connect_cause(
    error: &reqwest::Error,
    causes: &[&(dyn Error + 'static)],
    connect: Duration,
    mask: &Mask,
) -> ObstacleCause {
    if let Some(error) = causes.iter().find_map(|cause| cause.downcast_ref::<rustls::Error>()) {
        return ObstacleCause::Tls(tls::trouble(error, mask));
    }
    if error.is_timeout() {
        return ObstacleCause::ConnectTimeout(whole_seconds(connect));
    }
    if error.is_dns() {
        return ObstacleCause::Lookup;
    }
    if io_kinds(causes).any(|kind| kind == io::ErrorKind::ConnectionRefused) {
        return ObstacleCause::ConnectionRefused;
    }
    ObstacleCause::Other(innermost(causes, mask))
}

fn silence(error: &reqwest::Error, mask: &Mask) -> Silence {
    let causes = causes(error);
    let http = causes.iter().find_map(|cause| cause.downcast_ref::<hyper::Error>());
    if http.is_some_and(hyper::Error::is_parse) {
        return Silence::CutHead;
    }
    let ended = http.is_some_and(|e| e.is_incomplete_message() || e.is_canceled() || e.is_closed());
    let dropped = io_kinds(&causes).any(|kind| {
        use io::ErrorKind::{
            BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, TimedOut, UnexpectedEof,
        };
        matches!(
            kind,
            BrokenPipe
                | ConnectionAborted
                | ConnectionReset
                | NotConnected
                | TimedOut
                | UnexpectedEof
        )
    });
    if ended || dropped { Silence::Dropped } else { Silence::Other(innermost(&causes, mask)) }
}

/// How the tunnel through a proxy failed.
enum Tunnel {
    /// The proxy answered CONNECT with another status than 200.
    Refused(Option<u16>),
    /// No connection to the proxy came about.
    NotReached,
}

/// Reads the error of `hyper_util::client::legacy::connect::proxy::Tunnel`, whose type is not
/// exported; its texts are pinned by `tests/api_tls.rs`.
fn tunnel(text: &str) -> Option<Tunnel> {
    match text.strip_prefix("tunnel error: ")? {
        "proxy authorization required" => Some(Tunnel::Refused(Some(407))),
        "failed to create underlying connection" => Some(Tunnel::NotReached),
        _ => Some(Tunnel::Refused(None)),
    }
}

/// Returns the chain of causes, outermost first, including the error inside
/// an `io::Error`, which `io::Error::source` skips.
fn causes(error: &reqwest::Error) -> Vec<&(dyn Error + 'static)> {
    let mut found: Vec<&(dyn Error + 'static)> = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        found.push(cause);
        let wrapped = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = wrapped.map(|w| w as &(dyn Error + 'static)).or_else(|| cause.source());
    }
    found
}

fn io_kinds(causes: &[&(dyn Error + 'static)]) -> impl Iterator<Item = io::ErrorKind> {
    causes.iter().filter_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind)
}

fn innermost(causes: &[&(dyn Error + 'static)], mask: &Mask) -> Quoted {
    causes.last().map_or_else(
        || "no cause given".into(),
        |cause| Outside::error(*cause).quoted(mask, LONGEST_WORDS),
    )
}
