//! SDK-HMAC-SHA256, the request signature with an access key and its secret key (the
//! vendor's API Request Signing Guide).
//!
//! Pure text and hashing: the caller says what the headers are and which of them are signed. The
//! client signs with it, the built-in service verifies with it, and the vendor's own 24 vectors
//! hold both to the same bytes (`tests/pure/signature_vectors.rs`).

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
use sha2::{Digest, Sha256};

/// The only algorithm in use; the first word of `Authorization` and the first line
/// of the string to sign.
pub const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// The text that stands in for the payload's hash when a header `X-Sdk-Content-Sha256` says so.
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// What a signature covers, as it goes over the wire.
#[derive(Debug, Clone, Copy)]
pub struct Signable<'a> {
    pub method: &'a str,
    /// Path of the request target, percent-encoded, without the query.
    pub path: &'a str,
    /// Query of the request target, percent-encoded, without the `?`; empty if there is none.
    pub query: &'a str,
    /// The signed headers as name and value, in any order and case; a name with an
    /// underscore does not belong here.
    pub headers: &'a [(&'a str, &'a str)],
    /// [`payload_hash`] of the exact body bytes, or [`UNSIGNED_PAYLOAD`].
    pub payload_hash: &'a str,
}

impl Signable<'_> {
    /// Returns the canonical request: method, path, query, headers, names of the signed headers,
    /// payload hash; a line each.
    pub fn canonical_request(&self) -> String {
        let headers = self.sorted_headers();
        let headers: String =
            headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        format!(
            "{}\n{}\n{}\n{headers}\n{}\n{}",
            self.method,
            canonical_path(self.path),
            canonical_query(self.query),
            self.signed_headers(),
            self.payload_hash
        )
    }

    /// Returns the names of the signed headers in lower case, sorted, joined by `;`.
    pub fn signed_headers(&self) -> String {
        let names: Vec<String> = self.sorted_headers().into_iter().map(|(name, _)| name).collect();
        names.join(";")
    }

    /// Returns the signature of this request at `stamp` (the value of `X-Sdk-Date`)
    /// under `secret_key`: 64 hex digits.
    pub fn signature(&self, stamp: &str, secret_key: &str) -> String {
        sign(&string_to_sign(stamp, &self.canonical_request()), secret_key)
    }

    fn sorted_headers(&self) -> Vec<(String, &str)> {
        let mut headers: Vec<(String, &str)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim()))
            .collect();
        headers.sort_by(|a, b| a.0.cmp(&b.0));
        headers
    }
}

/// Returns the string to sign: algorithm, stamp, hash of the canonical request; a line each.
pub fn string_to_sign(stamp: &str, canonical_request: &str) -> String {
    format!("{ALGORITHM}\n{stamp}\n{}", payload_hash(canonical_request.as_bytes()))
}

/// Returns the HMAC-SHA256 of `string_to_sign` in 64 hex digits. The key is the secret key itself:
/// nothing is derived from it.
pub fn sign(string_to_sign: &str, secret_key: &str) -> String {
    // HMAC takes a key of any length; the error exists for other algorithms behind the same trait.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret_key.as_bytes())
        .expect("HMAC takes a key of any length");
    mac.update(string_to_sign.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// Returns the SHA-256 of the exact body bytes in 64 hex digits; a request without
/// a body has no bytes.
pub fn payload_hash(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

/// The parts of an `Authorization` header of this algorithm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization<'a> {
    pub access: &'a str,
    /// Names of the signed headers, joined by `;`.
    pub signed_headers: &'a str,
    /// 64 hex digits.
    pub signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Reads a header value; `None` if it is of another algorithm or lacks a part.
    pub fn parse(value: &'a str) -> Option<Self> {
        let parts = value.trim().strip_prefix(ALGORITHM)?.strip_prefix(' ')?;
        let find = |name: &str| {
            parts.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
        };
        Some(Self {
            access: find("Access")?,
            signed_headers: find("SignedHeaders")?,
            signature: find("Signature")?,
        })
    }
}

impl std::fmt::Display for Authorization<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{ALGORITHM} Access={}, SignedHeaders={}, Signature={}",
            self.access, self.signed_headers, self.signature
        )
    }
}

/// Decodes the path and encodes it anew, segment by segment, with a `/` at its end.
fn canonical_path(path: &str) -> String {
    let decoded = percent_decode(path);
    let mut out: String =
        decoded.split(|byte| *byte == b'/').map(percent_encode).collect::<Vec<_>>().join("/");
    if !out.ends_with('/') {
        out.push('/');
    }
    out
}

/// Decodes the query, sorts its pairs by name and then value (byte order), and encodes them anew.
/// The vendor's SDK also sends the query in this form.
pub fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (percent_decode(name), percent_decode(value)))
        .collect();
    pairs.sort();
    let encoded: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)))
        .collect();
    encoded.join("&")
}

/// The bytes that a request target holds as they are: `A-Z a-z 0-9 - _ . ~`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Encodes every byte but `A-Z a-z 0-9 - _ . ~` as `%XX`, in upper case.
pub fn percent_encode(raw: &[u8]) -> String {
    percent_encoding::percent_encode(raw, ENCODED).to_string()
}

/// Decodes `%XX`; a `%` without two hex digits behind it stays as it is, and so does `+`.
pub fn percent_decode(text: &str) -> Vec<u8> {
    percent_encoding::percent_decode_str(text).collect()
}

/// Writes bytes as hex digits, in lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authorization_header_is_read_back_as_it_was_written() {
        let header =
            Authorization { access: "AK", signed_headers: "host;x-sdk-date", signature: "ab12" };
        let text = header.to_string();
        assert_eq!(
            text,
            "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date, Signature=ab12"
        );
        assert_eq!(Authorization::parse(&text), Some(header));
        for bad in [
            "",
            "Bearer x",
            "SDK-HMAC-SHA256",
            "SDK-HMAC-SHA256 Access=AK, Signature=1",
            "V11-HMAC-SHA256 Access=AK",
        ] {
            assert_eq!(Authorization::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_query_is_sorted_by_decoded_bytes_and_keeps_the_sign_of_an_empty_value() {
        assert_eq!(canonical_query("b=2&a=%2B&B=3&a=&flag"), "B=3&a=&a=%2B&b=2&flag=");
        assert_eq!(canonical_query(""), "");
    }

    #[test]
    fn broken_escapes_are_kept_as_they_are() {
        assert_eq!(percent_decode("100%"), b"100%");
        assert_eq!(percent_decode("%+1%zz%ü"), "%+1%zz%ü".as_bytes());
        assert_eq!(percent_decode("%E4%B8%AD"), "中".as_bytes());
    }

    #[test]
    fn the_canonical_path_ends_with_a_slash_even_for_the_root() {
        assert_eq!(canonical_path("/v3/a%20b"), "/v3/a%20b/");
        assert_eq!(canonical_path("/"), "/");
        assert_eq!(canonical_path(""), "/");
    }
}
