//! What a look at the way to a host has found, step by step: name, connection, TLS, clock.

use crate::core::base::{call::Obstacle, time::UtcTime};

/// What TLS has agreed on, and whose certificate it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFacts {
    /// `TLS 1.3`
    pub version: String,
    /// Who issued the certificate, as it says itself.
    pub issuer: Option<String>,
    pub until: Option<UtcTime>,
}

/// The way to a host, as far as it could be gone. Each step is `None` if the one before it failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    pub host: String,
    /// A proxy stands between: the steps below are those to the proxy, and TLS
    /// is left to the calls.
    pub proxy: Option<String>,
    pub addresses: Result<Vec<String>, Obstacle>,
    pub connection: Option<Result<(), Obstacle>>,
    /// TLS; `None` also where none is used.
    pub tls: Option<Result<TlsFacts, Obstacle>>,
}

impl Reached {
    /// All that was tried has worked.
    pub fn is_whole(&self) -> bool {
        let connected = self.connection.as_ref().is_some_and(Result::is_ok);
        self.addresses.is_ok() && connected && self.tls.as_ref().is_none_or(Result::is_ok)
    }
}

/// The clocks of this machine and the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skew(pub i64);

impl Skew {
    /// A signature older or newer than this many seconds is refused (fact sheet 7.3).
    pub const LIMIT: u64 = 15 * 60;
    /// A difference above this many seconds is said.
    pub const NOTABLE: u64 = 5;

    /// It makes the service refuse signatures.
    pub const fn breaks_signatures(self) -> bool {
        self.0.unsigned_abs() > Self::LIMIT
    }

    pub const fn is_notable(self) -> bool {
        self.0.unsigned_abs() > Self::NOTABLE
    }
}
