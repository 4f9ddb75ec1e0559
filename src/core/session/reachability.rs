//! Whether a host can be reached, step by step: name, connection, TLS, clock.

use crate::core::base::{Obstacle, UtcTime};

/// What TLS has agreed on, and whose certificate it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFacts {
    /// The protocol version, e.g. `TLS 1.3`.
    pub version: String,
    /// The issuer that the certificate names.
    pub issuer: Option<String>,
    pub until: Option<UtcTime>,
}

/// The steps to a host. Each is `None` if the one before failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    pub host: String,
    /// A proxy stands between: the steps below are those to the proxy, and TLS
    /// is left to the calls.
    pub proxy: Option<String>,
    pub addresses: Result<Vec<String>, Obstacle>,
    pub connection: Option<Result<(), Obstacle>>,
    /// The TLS handshake; `None` also where TLS is not used.
    pub tls: Option<Result<TlsFacts, Obstacle>>,
}

impl Reached {
    /// Returns whether every step that was tried has worked.
    pub fn is_whole(&self) -> bool {
        let connected = self.connection.as_ref().is_some_and(Result::is_ok);
        self.addresses.is_ok() && connected && self.tls.as_ref().is_none_or(Result::is_ok)
    }
}

/// The clocks of this machine and the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skew(pub i64);

impl Skew {
    /// A signature older or newer than this many seconds is refused (API Request Signing Guide).
    pub const LIMIT: u64 = 15 * 60;
    /// A difference above this many seconds is worth a warning.
    pub const NOTABLE: u64 = 5;

    /// Returns whether the difference makes the service refuse signatures.
    pub const fn breaks_signatures(self) -> bool {
        self.0.unsigned_abs() > Self::LIMIT
    }

    pub const fn is_notable(self) -> bool {
        self.0.unsigned_abs() > Self::NOTABLE
    }
}
