//! How one HTTP call can end, as plain data: the API client reports an end, the core decides.
//!
//! The line that matters runs between [`CallFailure::NotSent`] and all others: before it no byte of
//! the request left this machine, after it anything may have happened.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    ids::{BackupId, JobId},
    outside::Quoted,
    text::printable_of_file,
    time::UtcTime,
    whole::Incomplete,
};

/// The limits of the create call, in seconds: to connect, and then for the request and its answer.
pub const CONNECT_SECONDS: u64 = 10;
pub const CREATE_SECONDS: u64 = 60;

/// Why a read has no usable answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallFailure {
    /// The connection was never ready.
    NotSent(Obstacle),
    /// The connection was ready, but no complete answer head arrived.
    NoAnswer(Silence),
    /// Something answered with a status outside 2xx.
    Refused(Refusal),
    /// A 2xx answer whose body cannot be used.
    Unreadable(Head, BodyTrouble),
    /// All calls for a list were answered, and it is not whole.
    Incomplete(Incomplete),
}

impl CallFailure {
    /// Returns whether two failures are the same trouble. Times and request IDs do not count:
    /// they differ with every answer.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Refused(a), Self::Refused(b)) => {
                (a.head.status, &a.code, &a.words) == (b.head.status, &b.code, &b.words)
            }
            (Self::Unreadable(a, why), Self::Unreadable(b, other)) => {
                (a.status, why) == (b.status, other)
            }
            (
                Self::NotSent(_)
                | Self::NoAnswer(_)
                | Self::Refused(_)
                | Self::Unreadable(..)
                | Self::Incomplete(_),
                _,
            ) => self == other,
        }
    }
}

/// What stood between this machine and a ready connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    /// Host (and port) that was to be reached, without any credentials.
    #[serde(deserialize_with = "printable_of_file")]
    pub host: String,
    pub cause: ObstacleCause,
}

/// The kinds of [`Obstacle`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObstacleCause {
    /// The name could not be resolved.
    Lookup,
    /// The port refused the connection.
    ConnectionRefused,
    /// No connection within this number of seconds (TCP, proxy and TLS together).
    ConnectTimeout(u64),
    /// The certificate or the TLS handshake was not acceptable.
    Tls(TlsTrouble),
    /// The proxy did not open the tunnel. Holds the proxy's status, if one
    /// came (407: credentials are needed).
    Proxy(Option<u16>),
    /// This program's configuration does not allow the call (no token, plain http
    /// to a far host, …).
    Configuration(Quoted),
    /// The operator confirmed the request, and the program took the request back before anything
    /// was sent: the program ended, or another operation turned up.
    HeldBack,
    /// Anything else, in the system's words.
    Other(Quoted),
}

/// A refused certificate or handshake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsTrouble {
    pub kind: TlsKind,
    /// Issuer that the shown certificate names, if a certificate was shown.
    #[serde(default, deserialize_with = "printable_of_file")]
    pub issuer: Option<String>,
}

/// The kinds of [`TlsTrouble`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsKind {
    /// Not signed by a known authority.
    UnknownIssuer,
    Expired,
    NotYetValid,
    /// Made for other host names.
    WrongHost,
    /// Anything else, in the TLS library's words.
    Other(Quoted),
}

/// The request (or part of it) went out and no complete answer head came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// Nothing within this number of seconds.
    Timeout(u64),
    /// The connection was reset or closed before an answer.
    Dropped,
    /// An answer began and is no HTTP.
    CutHead,
    /// Anything else, in the system's words.
    Other(Quoted),
}

/// The facts in the head of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Head {
    pub status: u16,
    /// `X-Request-Id` (IAM: `X-IAM-Trace-Id`), if the value has the form of a request ID.
    #[serde(default, deserialize_with = "printable_of_file")]
    pub request_id: Option<String>,
    /// The `Date` header.
    pub server_time: Option<UtcTime>,
    /// The header `Retry-After`, in seconds.
    pub retry_after: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub head: Head,
    /// `error_code` in any of the documented shapes, e.g. `DBS.200019`, `APIGW.0301`.
    #[serde(default, deserialize_with = "printable_of_file")]
    pub code: Option<String>,
    /// The server's own words, shortened; an excerpt of the body if it had no message.
    pub words: Quoted,
}

/// Why a 2xx body cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyTrouble {
    Empty,
    /// The body ended before its announced length.
    Cut,
    /// Larger than this limit in bytes.
    TooLarge(u64),
    /// The body is not JSON (or not UTF-8). Holds its first characters.
    NotJson(Quoted),
    /// The JSON lacks this field, which the call is about.
    Missing(#[serde(deserialize_with = "printable_of_file")] Cow<'static, str>),
}

/// How the create call ended. Whether the backup was created is decided above.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreateEnd {
    /// The connection was never ready.
    NotSent(Obstacle),
    /// The connection was ready, no complete answer head came back.
    NoAnswer(Silence),
    Answered(CreateAnswer),
}

/// The answer to the create call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateAnswer {
    pub head: Head,
    /// `error_code`, if the body carried one.
    #[serde(default, deserialize_with = "printable_of_file")]
    pub code: Option<String>,
    /// Job ID, if the body carried one.
    pub job: Option<JobId>,
    /// Backup ID, if the body carried one.
    pub backup: Option<BackupId>,
    /// The server's own words, or up to 2 KB of the raw body.
    pub words: Quoted,
    /// Why the body cannot be used, if there was trouble.
    pub body: Option<BodyTrouble>,
}

impl CreateAnswer {
    /// Returns whether the service accepted the request.
    pub const fn is_accepted(&self) -> bool {
        matches!(self.head.status, 200..=299)
    }

    /// Returns whether the body carried the ID of a backup or of a job.
    pub const fn names_ids(&self) -> bool {
        self.job.is_some() || self.backup.is_some()
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// No further page follows.
    pub last: bool,
}
