//! Bodies: read under a limit of size and time, and never trusted to be what they claim.

use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};

use crate::core::base::{
    call::BodyTrouble,
    mask::Mask,
    outside::{Outside, Quoted},
};

/// Limit of a list's body in bytes.
pub(super) const LIST_LIMIT: u64 = 8 << 20;
/// Limit of any other body in bytes.
pub(super) const OTHER_LIMIT: u64 = 1 << 20;
/// Characters of a body that is not JSON that are kept as a sample.
const SAMPLE: usize = 120;

/// What arrived of a body.
pub(super) struct Body {
    /// The bytes, all or as many as arrived; none if the body is too large.
    pub bytes: Vec<u8>,
    /// [`BodyTrouble::Empty`], [`BodyTrouble::Cut`] or [`BodyTrouble::TooLarge`], if
    /// it is one of these.
    pub trouble: Option<BodyTrouble>,
}

/// Reads a body of at most `limit` bytes until `deadline`; one that is not there by then is cut.
pub(super) async fn read(response: &mut reqwest::Response, limit: u64, deadline: Instant) -> Body {
    let too_large = || Body { bytes: Vec::new(), trouble: Some(BodyTrouble::TooLarge(limit)) };
    if response.content_length().is_some_and(|announced| announced > limit) {
        return too_large();
    }
    let mut bytes = Vec::new();
    loop {
        match timeout_at(deadline, response.chunk()).await {
            Ok(Ok(Some(chunk))) if (bytes.len() + chunk.len()) as u64 > limit => {
                return too_large();
            }
            Ok(Ok(Some(chunk))) => bytes.extend_from_slice(&chunk),
            Ok(Ok(None)) => {
                let trouble =
                    bytes.iter().all(u8::is_ascii_whitespace).then_some(BodyTrouble::Empty);
                return Body { bytes, trouble };
            }
            Ok(Err(_)) | Err(_) => return Body { bytes, trouble: Some(BodyTrouble::Cut) },
        }
    }
}

/// Parses JSON.
///
/// # Errors
/// [`BodyTrouble::NotJson`] with a sample of what it is instead.
pub(super) fn json<T: DeserializeOwned>(bytes: &[u8], mask: &Mask) -> Result<T, BodyTrouble> {
    serde_json::from_slice(bytes).map_err(|_| BodyTrouble::NotJson(excerpt(bytes, SAMPLE, mask)))
}

/// Parses JSON that brings secrets which nobody holds yet.
///
/// # Errors
/// [`BodyTrouble::NotJson`] without a sample: a broken answer may hold the keys all the same.
pub(super) fn json_of_secrets<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, BodyTrouble> {
    serde_json::from_slice(bytes)
        .map_err(|_| BodyTrouble::NotJson("(not shown, for it may hold keys)".into()))
}

/// The first `limit` characters, whatever the bytes are.
pub(super) fn excerpt(bytes: &[u8], limit: usize, mask: &Mask) -> Quoted {
    // Eight bytes for each wanted character leave room for white space that is folded away.
    Outside::bytes(&bytes[..bytes.len().min(limit.saturating_mul(8))]).quoted(mask, limit)
}
