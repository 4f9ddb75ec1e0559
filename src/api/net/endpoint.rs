//! Where the service is: the base URL, and the URLs built from it.

use std::net::IpAddr;

use reqwest::Url;

use crate::core::base::{ProjectId, signature::percent_encode};

/// The address of the metadata service: the same link-local address on every machine of the cloud.
const METADATA: &str = "http://169.254.169.254";

/// The base URL of the service: scheme, host, optional port, optional path prefix.
///
/// `https` goes anywhere; plain `http` only to this machine, because the token would cross
/// the network in the open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    base: Url,
}

/// Why a text cannot be an endpoint, or a URL cannot be built. Never carries the text,
/// which may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// The text is not a URL with a host.
    #[error("this is not a URL such as https://host.example")]
    NotAUrl,
    #[error("an endpoint begins with https:// (or http:// for this machine)")]
    Scheme,
    /// Plain http would go to another machine.
    #[error(
        "plain http:// is allowed only for this machine (127.0.0.0/8, ::1, localhost): the token \
            would be readable on the way"
    )]
    PlainFar,
    /// The URL holds a user name or a password.
    #[error("an endpoint has no user name or password")]
    UserInfo,
    /// The URL has a `?` or a `#`.
    #[error("an endpoint has no query (?) or fragment (#)")]
    QueryOrFragment,
    /// The path goes on with the version of the interface, which each call adds.
    #[error(
        "an endpoint ends before /v3, which the calls add with the project: give the URL up to \
            there, and the project with --project-id"
    )]
    Version,
    /// The path of IAM's URL names another version, or goes on behind the version.
    #[error("only version 3 of IAM is spoken; name its URL with /v3")]
    IamVersion,
    /// An identifier would change the path: it is empty, `.` or `..`.
    #[error("an empty identifier, \".\" or \"..\" cannot stand in a path")]
    Identifier,
}

impl Endpoint {
    /// Reads a base URL.
    /// Errors: See [`EndpointError`].
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        Self::parse_with(text, Self::is_loopback)
    }

    /// Reads the base URL of the service. One that goes on with the version, or with version and
    /// project as a catalogue lists it, is refused: the URLs of the calls would hold version and
    /// project twice. Errors: See [`EndpointError`].
    pub fn of_service(text: &str) -> Result<Self, EndpointError> {
        let endpoint = Self::parse(text)?;
        let segments: Vec<&str> =
            endpoint.base.path().split('/').filter(|segment| !segment.is_empty()).collect();
        let is_project =
            |segment: &str| segment.starts_with(['%', '$']) || ProjectId::typed(segment).is_some();
        match segments.iter().position(|segment| *segment == "v3") {
            Some(at) if segments.get(at + 1).is_none_or(|next| is_project(next)) => {
                Err(EndpointError::Version)
            }
            Some(_) | None => Ok(endpoint),
        }
    }

    /// Reads IAM's base URL. The conventions write the URL with the version, which the calls
    /// add themselves. Errors: See [`EndpointError`].
    pub fn of_iam(text: &str) -> Result<Self, EndpointError> {
        let mut endpoint = Self::parse(text)?;
        let path = endpoint.base.path().trim_end_matches('/').to_owned();
        let is_version = |segment: &str| {
            segment
                .strip_prefix(['v', 'V'])
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        match path.rsplit('/').position(is_version) {
            None => {}
            Some(0) if path.ends_with("/v3") => {
                endpoint.base.set_path(&path[..path.len() - "/v3".len()])
            }
            Some(_) => return Err(EndpointError::IamVersion),
        }
        Ok(endpoint)
    }

    /// Reads the base URL of a metadata service: plain `http` also to a link-local address, which
    /// no router forwards. Only the client of the metadata service uses such an endpoint; every
    /// other call to that address fails before anything is sent. Errors: See [`EndpointError`].
    pub fn parse_metadata(text: &str) -> Result<Self, EndpointError> {
        Self::parse_with(text, |endpoint| endpoint.is_loopback() || endpoint.is_link_local())
    }

    /// Returns the usual address of the metadata service.
    pub(in crate::api) fn metadata() -> Self {
        // The address is a URL with a host and no port; the test below reads it back.
        let base =
            Url::parse(METADATA).expect("the fixed address of the metadata service is a URL");
        Self { base }
    }

    fn parse_with(text: &str, plain_to: impl Fn(&Self) -> bool) -> Result<Self, EndpointError> {
        let base = Url::parse(text.trim()).map_err(|_| EndpointError::NotAUrl)?;
        if !matches!(base.scheme(), "https" | "http") {
            return Err(EndpointError::Scheme);
        }
        if !base.username().is_empty() || base.password().is_some() {
            return Err(EndpointError::UserInfo);
        }
        if base.query().is_some() || base.fragment().is_some() {
            return Err(EndpointError::QueryOrFragment);
        }
        if !base.has_host() {
            return Err(EndpointError::NotAUrl);
        }
        let endpoint = Self { base };
        if endpoint.is_plain() && !plain_to(&endpoint) {
            return Err(EndpointError::PlainFar);
        }
        Ok(endpoint)
    }

    pub(super) const fn base(&self) -> &Url {
        &self.base
    }

    /// Returns the host, with the port if that is not the scheme's own.
    pub fn host(&self) -> &str {
        // Without user name and password, which `parse_with` refuses.
        self.base.authority()
    }

    /// Returns the host without a port, and without the brackets of an IPv6 address.
    pub(super) fn name(&self) -> &str {
        self.base.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']')
    }

    /// Returns the host with its port, also where the port is the scheme's own.
    pub(super) fn authority(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        format!("{host}:{}", self.base.port_or_known_default().unwrap_or(443))
    }

    /// Returns whether the host is this machine: 127.0.0.0/8, `::1` or `localhost`.
    pub fn is_loopback(&self) -> bool {
        self.name() == "localhost" || self.address().is_some_and(|address| address.is_loopback())
    }

    fn is_link_local(&self) -> bool {
        match self.address() {
            Some(IpAddr::V4(address)) => address.is_link_local(),
            Some(IpAddr::V6(address)) => address.is_unicast_link_local(),
            None => false,
        }
    }

    fn address(&self) -> Option<IpAddr> {
        self.name().parse().ok()
    }

    /// Returns whether calls go without TLS.
    pub fn is_plain(&self) -> bool {
        self.base.scheme() == "http"
    }

    /// Returns whether `segment` is the last one of the path.
    pub(in crate::api) fn ends_in(&self, segment: &str) -> bool {
        self.base.path().trim_end_matches('/').rsplit('/').next() == Some(segment)
    }

    /// Returns the URL of one call. Segments and query parts are percent-encoded but for
    /// `A-Za-z0-9-_.~`, so that an identifier can never change the path, and a `+` is sent as `%2B`
    /// (ListBackups demands `%2B` in times).
    /// Errors: A segment is empty, `.` or `..`.
    pub fn url(&self, segments: &[&str], query: &[(&str, &str)]) -> Result<Url, EndpointError> {
        if segments.iter().any(|s| matches!(*s, "" | "." | "..")) {
            return Err(EndpointError::Identifier);
        }
        let mut path = self.base.path().trim_end_matches('/').to_owned();
        for segment in segments {
            path.push('/');
            path.push_str(&percent_encode(segment.as_bytes()));
        }
        let mut url = self.base.clone();
        url.set_path(&path);
        if !query.is_empty() {
            let encode = |text: &str| percent_encode(text.as_bytes());
            let pair = |(name, value): &(&str, &str)| format!("{}={}", encode(name), encode(value));
            url.set_query(Some(&query.iter().map(pair).collect::<Vec<_>>().join("&")));
        }
        Ok(url)
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.base.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_goes_anywhere_and_plain_http_only_to_this_machine() {
        let rows: &[(&str, Result<bool, EndpointError>)] = &[
            ("https://gaussdb-nosql.eu-west-101.myhuaweicloud.eu", Ok(false)),
            (" https://h.example:8443/prefix/ ", Ok(false)),
            ("https://127.0.0.1:9", Ok(true)),
            ("http://127.0.0.1:8080", Ok(true)),
            ("http://127.9.9.9", Ok(true)),
            ("http://[::1]:80", Ok(true)),
            ("http://LOCALHOST:1", Ok(true)),
            ("http://h.example", Err(EndpointError::PlainFar)),
            ("http://128.0.0.1", Err(EndpointError::PlainFar)),
            ("http://localhost.example", Err(EndpointError::PlainFar)),
            ("http://127.0.0.1.example", Err(EndpointError::PlainFar)),
            ("http://0.0.0.0:1", Err(EndpointError::PlainFar)),
            ("ftp://h.example", Err(EndpointError::Scheme)),
            ("h.example", Err(EndpointError::NotAUrl)),
            ("", Err(EndpointError::NotAUrl)),
            ("https://u:p@h.example", Err(EndpointError::UserInfo)),
            ("http://127.0.0.1@h.example", Err(EndpointError::UserInfo)),
            ("https://h.example?x=1", Err(EndpointError::QueryOrFragment)),
            ("https://h.example#x", Err(EndpointError::QueryOrFragment)),
        ];
        for (text, want) in rows {
            assert_eq!(Endpoint::parse(text).map(|e| e.is_loopback()), *want, "{text}");
        }
    }

    #[test]
    fn an_endpoint_of_the_service_ends_before_the_version() {
        for text in [
            "https://h.example/v3",
            "https://h.example/p/v3/",
            "https://h.example/v3/0a1b2c3d4e5f60718293a4b5c6d7e8f9",
            "https://h.example/v3/0a1b2c3d4e5f60718293a4b5c6d7e8f9/instances",
            "https://h.example/v3/{project_id}",
            "https://h.example/v3/$(tenant_id)s",
        ] {
            assert_eq!(Endpoint::of_service(text), Err(EndpointError::Version), "{text}");
        }
        for text in ["https://h.example", "https://h.example/v3x", "https://h.example/v3/gateway"] {
            assert_eq!(Endpoint::of_service(text), Endpoint::parse(text), "{text}");
        }
    }

    #[test]
    fn iam_is_named_with_version_3_or_none() {
        for (text, want) in [
            ("https://i.example/v3", "https://i.example"),
            ("https://i.example/identity/v3//", "https://i.example/identity"),
            ("https://i.example/api/v1/iam/v3", "https://i.example/api/v1/iam"),
            ("https://i.example:5000", "https://i.example:5000"),
        ] {
            assert_eq!(
                Endpoint::of_iam(text).map(|e| e.to_string()),
                Ok(want.to_owned()),
                "{text}"
            );
        }
        for text in ["/v2.0", "/v2.0/tokens", "/V2.0/", "/v3/auth/tokens", "/v3.0", "/v2/v4"] {
            let text = format!("https://i.example{text}");
            assert_eq!(Endpoint::of_iam(&text), Err(EndpointError::IamVersion), "{text}");
        }
    }

    #[test]
    fn a_metadata_service_may_be_link_local_and_nowhere_else_in_the_open() {
        for good in [
            "http://169.254.169.254",
            "http://[fe80::1]:80",
            "http://127.0.0.1:1",
            "https://h.example",
        ] {
            assert!(Endpoint::parse_metadata(good).is_ok(), "{good}");
        }
        for far in
            ["http://h.example", "http://10.0.0.1", "http://169.253.1.1", "http://[2001:db8::1]"]
        {
            assert_eq!(Endpoint::parse_metadata(far), Err(EndpointError::PlainFar), "{far}");
        }
        assert_eq!(Endpoint::parse_metadata(METADATA), Ok(Endpoint::metadata()));
        assert_eq!(Endpoint::parse(METADATA), Err(EndpointError::PlainFar));
    }

    #[test]
    fn an_identifier_cannot_change_the_path() {
        let endpoint = Endpoint::parse("https://h.example:8443/pre/").unwrap();
        let url =
            endpoint.url(&["v3", "a/../b?c#d%2e", "x y"], &[("database_name", "Ä+&=*")]).unwrap();
        assert_eq!(
            url.as_str(),
            "https://h.example:8443/pre/v3/a%2F..%2Fb%3Fc%23d%252e/x%20y?\
                database_name=%C3%84%2B%26%3D%2A"
        );
        for bad in ["", ".", ".."] {
            assert_eq!(endpoint.url(&["v3", bad], &[]), Err(EndpointError::Identifier));
        }
        assert_eq!(
            (endpoint.to_string().as_str(), endpoint.host()),
            ("https://h.example:8443/pre", "h.example:8443")
        );
    }
}
