//! Where the service is: the base URL, and the URLs built from it.

use std::net::IpAddr;

use reqwest::Url;

use crate::core::base::ids::ProjectId;

/// Where the metadata service of a machine of the cloud is: the same link-local address everywhere.
const METADATA_HOST: &str = "169.254.169.254";
const METADATA: &str = "http://169.254.169.254";

/// The base URL of the service: scheme, host, optional port, optional path prefix (fact sheet 9).
///
/// `https` goes anywhere; plain `http` only to this machine, because the token would cross
/// the network in the open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    base: Url,
    host: String,
    loopback: bool,
}

/// Why a text cannot be an endpoint, or a URL cannot be built. Never carries the text:
/// it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Not a URL with a host.
    #[error("this is not a URL such as https://host.example")]
    NotAUrl,
    #[error("an endpoint begins with https:// (or http:// for this machine)")]
    Scheme,
    /// Plain http to another machine.
    #[error(
        "plain http:// is allowed only for this machine (127.0.0.0/8, ::1, localhost): the token \
            would be readable on the way"
    )]
    PlainFar,
    /// User name or password in the URL.
    #[error("an endpoint has no user name or password")]
    UserInfo,
    /// `?` or `#` in the URL.
    #[error("an endpoint has no query (?) or fragment (#)")]
    QueryOrFragment,
    /// The version of the interface, which belongs to each call.
    #[error(
        "an endpoint ends before /v3, which the calls add with the project: give the URL up to \
            there, and the project with --project-id"
    )]
    Version,
    /// An identifier that would change the path: empty, `.` or `..`.
    #[error("an empty identifier, \".\" or \"..\" cannot stand in a path")]
    Identifier,
}

impl Endpoint {
    /// Reads a base URL.
    ///
    /// # Errors
    /// See [`EndpointError`].
    pub fn parse(text: &str) -> Result<Self, EndpointError> {
        Self::parse_with(text, is_loopback)
    }

    /// Reads the base URL of the service. One that goes on with the version, or with version and
    /// project as a catalogue lists it, is refused: the calls would hold both twice.
    ///
    /// # Errors
    /// See [`EndpointError`].
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

    /// Reads the base URL of a metadata service: plain `http` also to a link-local address, which
    /// no router forwards. Only [`crate::api::metadata::Metadata`] takes such an endpoint; every other call to it
    /// fails before anything is sent.
    ///
    /// # Errors
    /// See [`EndpointError`].
    pub fn parse_metadata(text: &str) -> Result<Self, EndpointError> {
        Self::parse_with(text, |host| is_loopback(host) || is_link_local(host))
    }

    /// Where the metadata service of a machine is.
    pub(super) fn metadata() -> Self {
        // The address is a URL with a host and no port; the test below reads it back.
        let base =
            Url::parse(METADATA).expect("the fixed address of the metadata service is a URL");
        Self { base, host: METADATA_HOST.to_owned(), loopback: false }
    }

    fn parse_with(text: &str, plain_to: impl Fn(&str) -> bool) -> Result<Self, EndpointError> {
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
        let name = base.host_str().ok_or(EndpointError::NotAUrl)?;
        let loopback = is_loopback(name);
        if base.scheme() == "http" && !plain_to(name) {
            return Err(EndpointError::PlainFar);
        }
        let host = base.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
        Ok(Self { base, host, loopback })
    }

    pub(super) const fn base(&self) -> &Url {
        &self.base
    }

    /// Host, with the port if it is not the scheme's own.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Host without a port, and without the brackets of an IPv6 address.
    pub(super) fn name(&self) -> &str {
        self.base.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']')
    }

    /// Host with its port, also where that is the scheme's own.
    pub(super) fn authority(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        format!("{host}:{}", self.base.port_or_known_default().unwrap_or(443))
    }

    /// This machine: 127.0.0.0/8, `::1` or `localhost`.
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether calls go without TLS.
    pub fn is_plain(&self) -> bool {
        self.base.scheme() == "http"
    }

    /// Whether the last segment of its path is this one.
    pub(super) fn ends_in(&self, segment: &str) -> bool {
        self.base.path().trim_end_matches('/').rsplit('/').next() == Some(segment)
    }

    /// The URL of one call. Segments and query parts are percent-encoded but for `A-Za-z0-9-_.~`,
    /// so that an identifier can never change the path and `+` arrives as `+` (fact sheet 5).
    ///
    /// # Errors
    /// When a segment is empty, `.` or `..`.
    pub fn url(&self, segments: &[&str], query: &[(&str, &str)]) -> Result<Url, EndpointError> {
        if segments.iter().any(|s| matches!(*s, "" | "." | "..")) {
            return Err(EndpointError::Identifier);
        }
        let mut path = self.base.path().trim_end_matches('/').to_owned();
        for segment in segments {
            path.push('/');
            encode(segment, &mut path);
        }
        let mut url = self.base.clone();
        url.set_path(&path);
        if !query.is_empty() {
            url.set_query(Some(&encode_query(query)));
        }
        Ok(url)
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.base.as_str().trim_end_matches('/'))
    }
}

fn is_link_local(host: &str) -> bool {
    match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_unicast_link_local(),
        Err(_) => false,
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn encode_query(query: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in query {
        if !text.is_empty() {
            text.push('&');
        }
        encode(name, &mut text);
        text.push('=');
        encode(value, &mut text);
    }
    text
}

fn encode(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
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
            "https://h.example:8443/pre/v3/a%2F..%2Fb%3Fc%23d%252e/x%20y?database_name=%C3%84%2B%26%3D%2A"
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
