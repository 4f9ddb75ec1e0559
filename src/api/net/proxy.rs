//! A proxy on the way to the service, and the hosts that are reached without one.

use std::net::IpAddr;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use super::Endpoint;
use crate::core::base::signature::percent_decode;

/// A proxy and the hosts that bypass it. The URL may hold credentials, so it is secret.
#[derive(Debug, Clone)]
pub struct ProxyOptions {
    url: SecretString,
    host: String,
    exempt: String,
}

/// Why a text cannot be a proxy. Never carries the text, which may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProxyError {
    /// The text is not a URL with a host.
    #[error("the proxy is not a URL such as http://proxy.example:3128")]
    NotAUrl,
    /// The scheme is neither http nor https, e.g. that of a SOCKS proxy.
    #[error("the proxy must be http:// or https://")]
    Scheme,
    /// The URL has more than scheme, user, password, host and port: mostly because the password
    /// holds a character that ends the host's part.
    #[error(
        "the proxy's URL ends after its host and port: percent-encode what user name and password \
            hold of / (%2F), ? (%3F), # (%23), \\ (%5C), @ (%40) and blanks (%20)"
    )]
    Stray,
    /// The variable ends with a carriage return.
    #[error("a carriage return stands at the end; set it without")]
    LineEnd,
    /// The value of the variable stands in quotes.
    #[error("quotes stand around the value and are part of it; set it without them")]
    Quotes,
}

impl ProxyOptions {
    /// Reads a proxy URL (`http://user:password@host:port`; without a scheme, http is meant) and a
    /// list of exempt hosts in the form of `NO_PROXY`, with commas or blanks between them: names
    /// with their subdomains, `*.name` for the subdomains alone, addresses and networks, each also
    /// with a port, and `*`. Errors: See [`ProxyError`].
    pub fn parse(url: &str, exempt: &str) -> Result<Self, ProxyError> {
        let (scheme, rest) = url.trim().split_once("://").unwrap_or(("http", url.trim()));
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        // A password may hold any of these characters, and then the host could only be guessed.
        let ends = |c: char| {
            matches!(c, '/' | '?' | '#' | '\\' | '\u{FFFD}') || c.is_whitespace() || c.is_control()
        };
        if authority.contains(ends) || authority.matches('@').count() > 1 {
            return Err(ProxyError::Stray);
        }
        let text = format!("{scheme}://{authority}");
        let parsed = Url::parse(&text).map_err(|_| ProxyError::NotAUrl)?;
        if !matches!(parsed.scheme(), "http" | "https") {
            return Err(ProxyError::Scheme);
        }
        let name = parsed.host_str().ok_or(ProxyError::NotAUrl)?;
        let host = parsed.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
        Ok(Self { url: SecretString::from(text), host, exempt: exempt.to_owned() })
    }

    /// Returns the password in the form in which the proxy gets it.
    pub(super) fn password(&self) -> Option<SecretString> {
        let url = Url::parse(self.url.expose_secret()).ok()?;
        Some(SecretString::from(
            String::from_utf8_lossy(&percent_decode(url.password()?)).into_owned(),
        ))
    }

    /// Returns host (and port) of the proxy, without credentials.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns host and port, also where the port is the scheme's own.
    pub(super) fn authority(&self) -> String {
        // `parse` read the text as a URL with a host.
        let port = Url::parse(self.url.expose_secret())
            .ok()
            .and_then(|url| if url.port().is_some() { None } else { url.port_or_known_default() });
        port.map_or_else(|| self.host.clone(), |port| format!("{}:{port}", self.host))
    }

    /// Returns whether calls to `endpoint` go through the proxy. Calls to this machine and to a
    /// host that `NO_PROXY` names go without.
    pub(super) fn is_for(&self, endpoint: &Endpoint) -> bool {
        let url = endpoint.base();
        let exempt = self.exempt_of(url);
        // The matcher would not apply `*` to addresses.
        let everything = exempt.iter().any(|entry| entry == "*");
        let rule = Matcher::builder().https(self.url.expose_secret()).no(exempt.join(",")).build();
        !endpoint.is_loopback()
            && !everything
            && url.as_str().parse().is_ok_and(|uri: http::Uri| rule.intercept(&uri).is_some())
    }

    /// Returns the exempt hosts in the form of the HTTP library's matcher, without the entries
    /// whose port is another than that of `url`.
    fn exempt_of(&self, url: &Url) -> Vec<String> {
        let fits = |entry: &str| {
            let (name, port) = host_and_port(entry);
            if port.is_some() && port != url.port_or_known_default() {
                return None;
            }
            match name.strip_prefix("*.") {
                // The matcher would count the parent among its own subdomains.
                Some(parent) => url
                    .host_str()
                    .is_some_and(|host| !host.eq_ignore_ascii_case(parent))
                    .then(|| format!(".{parent}")),
                None => Some(name.to_owned()),
            }
        };
        entries(&self.exempt).filter_map(fits).collect()
    }

    /// Returns the entries of `NO_PROXY` whose form is not understood: no call goes past
    /// the proxy because of them.
    pub fn unheeded(&self) -> Vec<&str> {
        entries(&self.exempt).filter(|entry| !is_understood(host_and_port(entry).0)).collect()
    }

    /// Returns the proxy in the form of the HTTP library; `None` if the library refuses the URL.
    pub(super) fn rule(&self) -> Option<reqwest::Proxy> {
        reqwest::Proxy::https(self.url.expose_secret()).ok()
    }
}

fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty())
}

/// Splits an entry into the host, without brackets and the dot of the root, and the port.
fn host_and_port(entry: &str) -> (&str, Option<u16>) {
    let (host, port) = match entry.rsplit_once(':').map(|(host, port)| (host, port.parse())) {
        Some((host, Ok(port))) if entry.parse::<IpAddr>().is_err() => (host, Some(port)),
        Some(_) | None => (entry, None),
    };
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    (bare.strip_suffix('.').unwrap_or(bare), port)
}

fn is_understood(name: &str) -> bool {
    let (address, bits) =
        name.split_once('/').map_or((name, None), |(address, bits)| (address, Some(bits)));
    if let Ok(address) = address.parse::<IpAddr>() {
        let most = if address.is_ipv4() { 32 } else { 128 };
        return bits.is_none_or(|bits| bits.parse::<u8>().is_ok_and(|bits| bits <= most));
    }
    let labels = name.strip_prefix("*.").or_else(|| name.strip_prefix('.')).unwrap_or(name);
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    // The beginning of an address, such as `10.0.`, is no name.
    let is_name = labels.split('.').all(label)
        && labels.rsplit('.').next().is_some_and(|last| last.bytes().any(|b| !b.is_ascii_digit()));
    name == "*" || is_name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_with_more_than_host_and_port_is_refused_without_its_text() {
        for url in [
            "http://u:p@Q7#1@proxy:8080",
            "http://u:20/24@proxy:8080",
            "http://u:p@Q7@proxy:8080",
            "http://u:p?Q7@proxy:8080",
            "http://u:p\\Q7@proxy:8080",
            "http://u:p Q7@proxy:8080",
            "http://u:p\tQ7@proxy:8080",
            "http://proxy:8080/path",
            "u:p#Q7@proxy",
        ] {
            let why = ProxyOptions::parse(url, "").unwrap_err();
            assert_eq!(why, ProxyError::Stray, "{url}");
            assert!(
                why.to_string().contains("percent-encode") && !why.to_string().contains("Q7"),
                "{why}"
            );
        }
        assert_eq!(
            ProxyOptions::parse("http://u:p%40ss%231@proxy:8080/", "").unwrap().host(),
            "proxy:8080"
        );
    }

    #[test]
    fn hosts_that_no_proxy_names_are_reached_without_it() {
        let proxy = ProxyOptions::parse(
            "http://user:hunter2@proxy.example:3128",
            "example.org, .internal,10.0.0.0/8",
        )
        .unwrap();
        let through = |url: &str| proxy.is_for(&Endpoint::parse(url).unwrap());
        assert!(
            through("https://db.example.com")
                && through("https://example.org.evil.com")
                && through("https://11.0.0.1")
        );
        assert!(
            !through("https://db.example.org:8443/p")
                && !through("https://a.internal")
                && !through("https://10.1.2.3")
        );
        assert!(!through("http://127.0.0.1:1"), "it is for https alone");
    }

    #[test]
    fn each_usual_form_of_no_proxy_is_honoured_or_named() {
        let rows: [(&str, &[&str], &[&str]); 9] = [
            (
                "*.corp.example",
                &["a.corp.example", "a.b.corp.example"],
                &["corp.example", "acorp.example"],
            ),
            ("x.example y.example", &["x.example", "y.example"], &["z.example"]),
            (
                "x.example:8443",
                &["x.example:8443", "a.x.example:8443"],
                &["x.example", "x.example:8444"],
            ),
            ("x.example:443,10.1.2.3:80", &["x.example"], &["10.1.2.3"]),
            ("x.example.", &["x.example", "a.x.example"], &["y.example"]),
            ("X.Example", &["x.example"], &[]),
            (
                "[2001:db8::1],2001:db8:1::/48",
                &["[2001:db8::1]", "[2001:db8:1::9]"],
                &["[2001:db8::2]"],
            ),
            ("[2001:db8::1]:443", &["[2001:db8::1]"], &["[2001:db8::1]:444"]),
            ("*", &["x.example", "10.0.0.1"], &[]),
        ];
        for (exempt, past, through) in rows {
            let proxy = ProxyOptions::parse("proxy:1", exempt).unwrap();
            let is_for =
                |host: &&&str| proxy.is_for(&Endpoint::parse(&format!("https://{host}")).unwrap());
            assert_eq!(
                (past.iter().find(is_for), through.iter().find(|host| !is_for(host))),
                (None, None),
                "{exempt}"
            );
            assert_eq!(proxy.unheeded(), Vec::<&str>::new());
        }
        let odd = [
            "10.0.*",
            "10.0.",
            "<local>",
            "a*.example",
            "http://x.example",
            "10.0.0.0/33",
            "a;b",
            "x..y",
            "ü.example",
        ];
        assert_eq!(ProxyOptions::parse("proxy:1", &odd.join(", ")).unwrap().unheeded(), odd);
    }
}
