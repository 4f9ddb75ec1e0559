//! The headers that prove who calls: the token, or the signature that keys make for one request
//! (API Request Signing Guide). Their values are marked sensitive, so that no layer prints them.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use reqwest::Url;
use secrecy::ExposeSecret;

use super::{Auth, Keys, Token};
use crate::{
    api::net::{Transport, clock::now},
    core::base::{
        Authorization, Obstacle, ProjectId, Signable, UtcTime,
        signature::{canonical_query, payload_hash},
    },
};

const AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");
const SDK_DATE: HeaderName = HeaderName::from_static("x-sdk-date");
const PROJECT_ID: HeaderName = HeaderName::from_static("x-project-id");
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-security-token");

/// A call that does not prove yet who makes it.
pub struct Unproved<'a> {
    pub method: &'a str,
    /// A signature puts the query into canonical order, in which the SDK sends the query too.
    pub url: &'a mut Url,
    /// The project, for calls to services of a region; calls to IAM name none.
    pub project: Option<&'a ProjectId>,
    pub content_type: Option<&'static str>,
    pub body: &'a [u8],
}

impl<'a> Unproved<'a> {
    pub fn get(url: &'a mut Url, project: Option<&'a ProjectId>) -> Self {
        Self { method: "GET", url, project, content_type: None, body: b"" }
    }
}

impl Transport {
    /// Returns the headers that prove `call`, with its `Content-Type`. Adds the token or the keys
    /// to the secrets that may not come back in an answer. A signature holds for this moment, so
    /// each try needs headers of its own.
    /// Errors: A secret that no header can carry, in words without a part of the secret.
    pub fn prove(&self, auth: &Auth, call: Unproved<'_>) -> Result<HeaderMap, Obstacle> {
        self.network.held.hold_auth(auth);
        let headers = match auth {
            Auth::Token(token) => with_token(token, call.content_type),
            Auth::Keys(keys) => sign(keys, call, now()),
        };
        headers.map_err(|words| self.misconfigured(words))
    }
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
    // As the HTTP library sends `Host`: with the port if that is not the scheme's own. No endpoint
    // has a user name, so the authority of the URL is just that.
    let host = url.authority();
    let stamp = at.stamp();
    let named = [
        (header::HOST, Some(host)),
        (SDK_DATE, Some(stamp.as_str())),
        (header::CONTENT_TYPE, content_type),
        (PROJECT_ID, project.map(ProjectId::as_str)),
        (SECURITY_TOKEN, keys.security_token()),
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

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

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
            "SDK-HMAC-SHA256 Access=EXAMPLEAK0GEMINIDB01, \
             SignedHeaders=content-type;host;x-project-id;x-sdk-date, \
             Signature=3c85565fde432582b1370929f64495c98392c120ce2de0129dd3386b1df07b2f"
        );
    }

    #[test]
    fn secrets_are_shown_by_no_header() {
        let mut url = Url::parse("https://h.example/?b=2&a=1").unwrap();
        let call = Unproved::get(&mut url, None);
        let headers = sign(&keys(Some("SECURITYTOKEN")), call, UtcTime::from_unix(0)).unwrap();
        let shown = format!("{headers:?}");
        assert!(!shown.contains("SECURITYTOKEN") && !shown.contains("Signature"), "{shown}");
        assert_eq!(url.query(), Some("a=1&b=2"));
        let call = Unproved::get(&mut url, None);
        assert!(sign(&keys(Some("a\nb")), call, UtcTime::from_unix(0)).is_err());
    }
}
