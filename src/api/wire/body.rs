//! Bodies of answers, read under a limit of size and time, whatever kind their headers claim.

use tokio::time::{Instant, timeout_at};

use super::Json;
use crate::core::base::{BodyTrouble, Mask, Outside, Quoted};

/// The limit of a list's body in bytes.
pub const LIST_LIMIT: u64 = 8 << 20;
/// The limit of any other body in bytes.
pub const OTHER_LIMIT: u64 = 1 << 20;
/// Characters that are kept of a body that is not JSON.
const SAMPLE: usize = 120;

/// The part of a body that arrived.
pub struct Body {
    /// The bytes that arrived; none if the body is too large.
    pub bytes: Vec<u8>,
    /// [`BodyTrouble::Empty`], [`BodyTrouble::Cut`] or [`BodyTrouble::TooLarge`], if one of
    /// these holds of the body.
    pub trouble: Option<BodyTrouble>,
}

/// Reads a body of at most `limit` bytes until `deadline`; a body that has not
/// ended by then is cut.
pub async fn read(response: &mut reqwest::Response, limit: u64, deadline: Instant) -> Body {
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

/// Returns the JSON value that a body is.
/// Errors: [`BodyTrouble::NotJson`] with the beginning of the body.
pub fn json<'a>(bytes: &'a [u8], mask: &Mask) -> Result<Json<'a>, BodyTrouble> {
    let text = std::str::from_utf8(bytes).ok();
    text.and_then(|text| Json::of(text).ok()).ok_or_else(|| not_json(bytes, mask))
}

/// Says how a body begins that is not JSON.
pub fn not_json(bytes: &[u8], mask: &Mask) -> BodyTrouble {
    BodyTrouble::NotJson(excerpt(bytes, SAMPLE, mask))
}

/// Returns the first `limit` characters, whatever the bytes are.
pub fn excerpt(bytes: &[u8], limit: usize, mask: &Mask) -> Quoted {
    // Eight bytes for each wanted character leave room for white space that is folded away.
    Outside::bytes(&bytes[..bytes.len().min(limit.saturating_mul(8))]).quoted(mask, limit)
}
