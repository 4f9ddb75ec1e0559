//! How the network is crossed: extra roots of trust and a proxy.

use std::net::IpAddr;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use super::{endpoint::Endpoint, held::Held};
use crate::core::base::{
    signature::percent_decode,
    variable::{Spoilt, spoilt},
};

/// Network options, from the command line and the environment.
#[derive(Clone, Default)]
pub struct NetworkOptions {
    /// Certificates (PEM) that are trusted in addition to the system's.
    pub ca_bundle: Option<Vec<u8>>,
    /// Proxy for https endpoints; endpoints on this machine never use one.
    pub proxy: Option<ProxyOptions>,
    /// The secrets of this process, which no answer may bring back.
    pub held: Held,
}

/// A proxy and the hosts that bypass it. The URL may hold credentials, so it is secret.
#[derive(Debug, Clone)]
pub struct ProxyOptions {
    url: SecretString,
    host: String,
    exempt: String,
}

/// Why a text cannot be a proxy. Never carries the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProxyError {
    /// Not a URL with a host.
    #[error("the proxy is not a URL such as http://proxy.example:3128")]
    NotAUrl,
    /// Neither http nor https, e.g. a SOCKS proxy.
    #[error("the proxy must be http:// or https://")]
    Scheme,
    /// More than scheme, user, password, host and port. Mostly a character of the password
    /// that ends the host's part.
    #[error(
        "the proxy's URL ends after its host and port: percent-encode what user name and password hold of / (%2F), ? (%3F), # (%23), \
         \\ (%5C), @ (%40) and blanks (%20)"
    )]
    Stray,
    /// A carriage return at the end of the variable.
    #[error("a carriage return stands at the end; set it without")]
    LineEnd,
    /// Quotes around the value of the variable.
    #[error("quotes stand around the value and are part of it; set it without them")]
    Quotes,
}

/// A variable that cannot be used, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {why}")]
pub struct BadVariable {
    pub variable: &'static str,
    pub why: ProxyError,
}

impl std::fmt::Debug for NetworkOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bundle = self.ca_bundle.as_ref().map(Vec::len);
        f.debug_struct("NetworkOptions")
            .field("ca_bundle_bytes", &bundle)
            .field("proxy", &self.proxy)
            .finish()
    }
}

impl NetworkOptions {
    /// Whether each certificate of a bundle is one that can be trusted.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn check_bundle(pem: &[u8]) -> Result<(), String> {
        super::tls::bundle(pem).map(|_| ())
    }

    /// Whether any certificate is trusted, with the bundle's or without. Reads files.
    ///
    /// # Errors
    /// What is to be installed or set, in words.
    pub fn check_roots(&self) -> Result<(), String> {
        super::tls::config(self.ca_bundle.as_deref()).map(|_| ())
    }

    /// The variables of this process that name other certificates in the place of the system's.
    pub fn replaced_roots() -> Vec<&'static str> {
        super::tls::replacements()
    }

    /// The proxy of the process environment; see [`NetworkOptions::from_vars`].
    ///
    /// # Errors
    /// When a proxy is named that cannot be used: going past it silently would be worse.
    pub fn from_env() -> Result<Self, BadVariable> {
        // What is not UTF-8 is no URL either, and is not to be passed over.
        Self::from_vars(|name| Some(std::env::var_os(name)?.to_string_lossy().into_owned()))
    }

    /// Reads `https_proxy`, `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY` (the first that is not empty)
    /// and `no_proxy`, `NO_PROXY`. `HTTP_PROXY` is not read: plain http never leaves this machine.
    ///
    /// # Errors
    /// When the proxy named there cannot be used.
    pub fn from_vars(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, BadVariable> {
        let set = |name: &&'static str| {
            Some((*name, lookup(name).filter(|value| !value.trim().is_empty())?))
        };
        let Some((variable, url)) =
            ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"].iter().find_map(set)
        else {
            return Ok(Self::default());
        };
        let (list, exempt) = ["no_proxy", "NO_PROXY"].iter().find_map(set).unwrap_or_default();
        for (variable, value) in [(variable, &url), (list, &exempt)] {
            let why = match spoilt(value) {
                None => continue,
                Some(Spoilt::LineEnd) => ProxyError::LineEnd,
                Some(Spoilt::Quotes) => ProxyError::Quotes,
            };
            return Err(BadVariable { variable, why });
        }
        let proxy =
            ProxyOptions::parse(&url, &exempt).map_err(|why| BadVariable { variable, why })?;
        Ok(Self { proxy: Some(proxy), ..Self::default() })
    }

    /// Takes the proxy's password among the secrets.
    pub(super) fn hold_proxy(&self) {
        self.proxy
            .as_ref()
            .and_then(ProxyOptions::password)
            .iter()
            .for_each(|password| self.held.hold(password));
    }
}

impl ProxyOptions {
    /// Reads a proxy URL (`http://user:password@host:port`; without a scheme, http is meant) and a
    /// list of exempt hosts in the form of `NO_PROXY`, with commas or blanks between them: names
    /// with their subdomains, `*.name` for the subdomains alone, addresses and networks, each also
    /// with a port, and `*`.
    ///
    /// # Errors
    /// See [`ProxyError`].
    pub fn parse(url: &str, exempt: &str) -> Result<Self, ProxyError> {
        let (scheme, rest) = url.trim().split_once("://").unwrap_or(("http", url.trim()));
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        // A password may hold any of these; where the host begins and ends would then be a guess.
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

    /// The password, as the proxy gets it.
    fn password(&self) -> Option<SecretString> {
        let url = Url::parse(self.url.expose_secret()).ok()?;
        Some(SecretString::from(
            String::from_utf8_lossy(&percent_decode(url.password()?)).into_owned(),
        ))
    }

    /// Host (and port) of the proxy, without credentials.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Host and port, also where the port is the scheme's own.
    pub(super) fn authority(&self) -> String {
        // The text was read as a URL with a host when this was made.
        let port = Url::parse(self.url.expose_secret())
            .ok()
            .and_then(|url| if url.port().is_some() { None } else { url.port_or_known_default() });
        port.map_or_else(|| self.host.clone(), |port| format!("{}:{port}", self.host))
    }

    /// Whether calls to `endpoint` go through it. They go past it to this machine and to
    /// a host that `NO_PROXY` names.
    pub(super) fn is_for(&self, endpoint: &Endpoint) -> bool {
        let url = endpoint.base();
        let exempt = self.exempt_of(url);
        // The matcher would not take it for addresses.
        let everything = exempt.iter().any(|entry| entry == "*");
        let rule = Matcher::builder().https(self.url.expose_secret()).no(exempt.join(",")).build();
        !endpoint.is_loopback()
            && !everything
            && url.as_str().parse().is_ok_and(|uri: http::Uri| rule.intercept(&uri).is_some())
    }

    /// The exempt hosts as the matcher of the HTTP library has them, without those that cannot
    /// be `url`'s for their port.
    fn exempt_of(&self, url: &Url) -> Vec<String> {
        let fits = |entry: &str| {
            let (name, port) = host_and_port(entry);
            if port.is_some() && port != url.port_or_known_default() {
                return None;
            }
            match name.strip_prefix("*.") {
                // The matcher would take the parent for one of its own subdomains.
                Some(parent) => url
                    .host_str()
                    .is_some_and(|host| !host.eq_ignore_ascii_case(parent))
                    .then(|| format!(".{parent}")),
                None => Some(name.to_owned()),
            }
        };
        entries(&self.exempt).filter_map(fits).collect()
    }

    /// The entries of `NO_PROXY` that have no form that is understood: nothing goes
    /// past the proxy for them.
    pub fn unheeded(&self) -> Vec<&str> {
        entries(&self.exempt).filter(|entry| !is_understood(host_and_port(entry).0)).collect()
    }

    /// The proxy in the form of the HTTP library; `None` if it does not take the URL.
    pub(super) fn rule(&self) -> Option<reqwest::Proxy> {
        reqwest::Proxy::https(self.url.expose_secret()).ok()
    }
}

fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty())
}

/// An entry without brackets and the dot of the root, and its port.
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
    // A beginning of an address is no name.
    let is_name = labels.split('.').all(label)
        && labels.rsplit('.').next().is_some_and(|last| last.bytes().any(|b| !b.is_ascii_digit()));
    name == "*" || is_name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(vars: &[(&str, &str)]) -> Result<NetworkOptions, BadVariable> {
        NetworkOptions::from_vars(|name| {
            vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
        })
    }

    #[test]
    fn the_variables_are_read_in_the_usual_order() {
        let host = |vars: &[(&str, &str)]| from(vars).unwrap().proxy.map(|p| p.host().to_owned());
        assert_eq!(host(&[]), None);
        assert_eq!(host(&[("HTTP_PROXY", "http://h:1")]), None);
        assert_eq!(host(&[("HTTPS_PROXY", "")]), None);
        assert_eq!(
            host(&[("ALL_PROXY", "a:1"), ("HTTPS_PROXY", "http://b:2")]).as_deref(),
            Some("b:2")
        );
        assert_eq!(
            host(&[("https_proxy", "https://c"), ("HTTPS_PROXY", "http://b:2")]).as_deref(),
            Some("c")
        );
        for (variable, value, why) in [
            ("ALL_PROXY", "socks5://h:1", ProxyError::Scheme),
            ("HTTPS_PROXY", "http://", ProxyError::NotAUrl),
            ("HTTPS_PROXY", "http://h:1\r", ProxyError::LineEnd),
            ("https_proxy", "'http://h:1'", ProxyError::Quotes),
        ] {
            assert_eq!(from(&[(variable, value)]).unwrap_err(), BadVariable { variable, why });
        }
        let quoted = from(&[("HTTPS_PROXY", "h:1"), ("NO_PROXY", "\"a,b\"")]).unwrap_err();
        assert_eq!(quoted, BadVariable { variable: "NO_PROXY", why: ProxyError::Quotes });
    }

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

    #[test]
    fn credentials_of_a_proxy_are_shown_nowhere() {
        let options = from(&[("HTTPS_PROXY", "http://user:hunter2@proxy.example:3128")]).unwrap();
        let proxy = options.proxy.clone().unwrap();
        assert!(proxy.rule().is_some());
        let shown = format!(
            "{options:?} {} {:?}",
            proxy.host(),
            ProxyOptions::parse("ftp://user:hunter2@h", "")
        );
        assert!(!shown.contains("hunter2") && !shown.contains("user"), "{shown}");
    }
}
