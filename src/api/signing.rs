//! The headers that say who calls: the token, or the signature that the keys make for this one
//! request (fact sheet 8b). Their values are marked sensitive, so that no layer prints them.

use std::time::{SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, HeaderValue, header};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use super::{access::Auth, held::Held, login::Keys, token::Token};
use crate::core::base::{
    ids::ProjectId,
    signature::{Authorization, Signable, canonical_query, payload_hash},
    time::UtcTime,
};

const AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");
const SDK_DATE: HeaderName = HeaderName::from_static("x-sdk-date");
const PROJECT_ID: HeaderName = HeaderName::from_static("x-project-id");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-security-token");

/// A call that is to be proved.
pub(super) struct Unproved<'a> {
    pub method: &'a str,
    /// The URL; its query is put into canonical order for a signature, the order in which
    /// the SDK sends it too.
    pub url: &'a mut Url,
    /// The project, for services of a region; IAM's calls name none.
    pub project: Option<&'a ProjectId>,
    /// `Content-Type`, if there is a body.
    pub content_type: Option<&'static str>,
    /// The exact bytes of the body.
    pub body: &'a [u8],
}

/// The headers that prove `call`, its `Content-Type` included. What proves it may not come back: it
/// is `held` from now on. A signature is of this moment: each try needs its own.
///
/// # Errors
/// A secret that no header can carry, in words that tell none of it.
pub(super) fn prove(
    auth: &Auth,
    call: Unproved<'_>,
    held: &Held,
) -> Result<HeaderMap, &'static str> {
    held.hold_auth(auth);
    match auth {
        Auth::Token(token) => with_token(token, call.content_type),
        Auth::Keys(keys) => sign(keys, call, now()),
    }
}

/// This machine's clock; before 1970 it shows 1970.
pub(super) fn now() -> UtcTime {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |gone| gone.as_secs());
    UtcTime::from_unix(i64::try_from(seconds).unwrap_or(i64::MAX))
}

fn with_token(
    token: &Token,
    content_type: Option<&'static str>,
) -> Result<HeaderMap, &'static str> {
    let mut headers = HeaderMap::new();
    headers.insert(AUTH_TOKEN, token.header().ok_or("the token cannot be sent in a header")?);
    if let Some(kind) = content_type {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    Ok(headers)
}

fn sign(keys: &Keys, call: Unproved<'_>, at: UtcTime) -> Result<HeaderMap, &'static str> {
    let Unproved { method, url, project, content_type, body } = call;
    let query = canonical_query(url.query().unwrap_or_default());
    url.set_query(Some(query.as_str()).filter(|query| !query.is_empty()));
    let host = host(url).ok_or("a signature needs a host")?;
    let stamp = at.stamp();
    let security_token = keys.security_token.as_ref().map(ExposeSecret::expose_secret);
    let named = [
        (header::HOST, Some(host.as_str())),
        (SDK_DATE, Some(stamp.as_str())),
        (header::CONTENT_TYPE, content_type),
        (PROJECT_ID, project.map(ProjectId::as_str)),
        (SECURITY_TOKEN, security_token),
    ];
    let signed: Vec<(&str, &str)> =
        named.iter().filter_map(|(name, value)| Some((name.as_str(), (*value)?))).collect();
    let signable = Signable {
        method,
        path: url.path(),
        query: &query,
        headers: &signed,
        payload_hash: &payload_hash(body),
    };
    let signature = signable.signature(&stamp, keys.secret.expose_secret());
    let names = signable.signed_headers();
    let proof =
        Authorization { access: &keys.access, signed_headers: &names, signature: &signature }
            .to_string();
    let mut headers = HeaderMap::new();
    for (name, value) in &named {
        let Some(value) = value else { continue };
        headers.insert(
            name.clone(),
            HeaderValue::from_str(value)
                .map_err(|_| "the security token cannot be sent in a header")?,
        );
    }
    headers.insert(
        header::AUTHORIZATION,
        HeaderValue::from_str(&proof).map_err(|_| "the access key cannot be sent in a header")?,
    );
    for secret in [SECURITY_TOKEN, header::AUTHORIZATION] {
        if let Some(value) = headers.get_mut(secret) {
            value.set_sensitive(true);
        }
    }
    Ok(headers)
}

/// Host and, if it is not the scheme's own, port: exactly what the HTTP library would send.
fn host(url: &Url) -> Option<String> {
    let name = url.host_str()?;
    Some(url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}")))
}

/// A header value that no layer prints; `None` if no header can carry it.
pub(super) fn sensitive(secret: &SecretString) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(secret.expose_secret()).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROJECT: &str = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

    fn keys(security_token: Option<&str>) -> Keys {
        let secret = SecretString::from("exampleSecretKey0123456789abcdefABCDEFGH");
        Keys {
            access: "EXAMPLEAK0GEMINIDB01".into(),
            secret,
            security_token: security_token.map(Into::into),
            expires: None,
        }
    }

    #[test]
    fn the_worked_example_of_the_vendors_signer_comes_out() {
        let at = UtcTime::parse_stamp("20260301T081530Z").unwrap();
        let path = format!("/v3/{PROJECT}/instances/5d3f0c9a7be84216a1c0f2d4b6e8a013in06/backups");
        let mut url =
            Url::parse(&format!("https://gaussdb-nosql.ap-southeast-1.myhuaweicloud.com{path}"))
                .unwrap();
        let body = br#"{"name":"nightly-2026-03-01","description":"nightly full backup"}"#;
        let project = ProjectId::typed(PROJECT);
        let (content_type, project) = (Some("application/json"), project.as_ref());
        let headers = sign(
            &keys(None),
            Unproved { method: "POST", url: &mut url, project, content_type, body },
            at,
        )
        .unwrap();
        assert_eq!(
            headers[header::AUTHORIZATION].to_str().unwrap(),
            "SDK-HMAC-SHA256 Access=EXAMPLEAK0GEMINIDB01, SignedHeaders=content-type;host;x-project-id;x-sdk-date, \
             Signature=3c85565fde432582b1370929f64495c98392c120ce2de0129dd3386b1df07b2f"
        );
    }

    #[test]
    fn secrets_are_shown_by_no_header() {
        let mut url = Url::parse("https://h.example/?b=2&a=1").unwrap();
        let call =
            Unproved { method: "GET", url: &mut url, project: None, content_type: None, body: b"" };
        let headers = sign(&keys(Some("SECURITYTOKEN")), call, UtcTime::from_unix(0)).unwrap();
        let shown = format!("{headers:?}");
        assert!(!shown.contains("SECURITYTOKEN") && !shown.contains("Signature"), "{shown}");
        assert_eq!(url.query(), Some("a=1&b=2"));
        let call =
            Unproved { method: "GET", url: &mut url, project: None, content_type: None, body: b"" };
        assert!(sign(&keys(Some("a\nb")), call, UtcTime::from_unix(0)).is_err());
    }
}
