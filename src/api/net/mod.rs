//! The way to one host: its address, the proxy, TLS, the HTTP clients, and the errors on the way.

pub mod clock;
pub mod endpoint;
pub mod held;
pub mod network;
pub mod observed;
pub mod proxy;
pub mod reachability;
pub mod retry;
pub mod send_error;
pub mod tls;
pub mod transport;

pub use self::{
    endpoint::Endpoint,
    held::Held,
    network::NetworkOptions,
    observed::{Observed, Observer, TryEnd},
    proxy::{ProxyError, ProxyOptions},
    send_error::{Route, SendError},
    transport::{Limits, Transport},
};
