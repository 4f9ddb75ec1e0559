//! How the network is crossed: extra roots of trust and a proxy.

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use super::held::Held;
use crate::core::signature::percent_decode;

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
}

impl std::fmt::Debug for NetworkOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bundle = self.ca_bundle.as_ref().map(Vec::len);
        f.debug_struct("NetworkOptions").field("ca_bundle_bytes", &bundle).field("proxy", &self.proxy).finish()
    }
}

impl NetworkOptions {
    /// Whether a bundle holds certificates; looks at their form only.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn check_bundle(pem: &[u8]) -> Result<(), String> {
        super::tls::bundle(pem).map(|_| ())
    }

    /// The proxy of the process environment; see [`NetworkOptions::from_vars`].
    ///
    /// # Errors
    /// When a proxy is named that cannot be used: going past it silently would be worse.
    pub fn from_env() -> Result<Self, ProxyError> {
        Self::from_vars(|name| std::env::var(name).ok())
    }

    /// Reads `https_proxy`, `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY` (the first that is not empty) and
    /// `no_proxy`, `NO_PROXY`. `HTTP_PROXY` is not read: plain http never leaves this machine.
    ///
    /// # Errors
    /// When the proxy named there cannot be used.
    pub fn from_vars(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ProxyError> {
        let first = |names: &[&str]| names.iter().filter_map(|n| lookup(n)).find(|v| !v.trim().is_empty());
        let exempt = first(&["no_proxy", "NO_PROXY"]).unwrap_or_default();
        let proxy = first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]);
        let proxy = proxy.map(|url| ProxyOptions::parse(&url, &exempt)).transpose()?;
        Ok(Self { proxy, ..Self::default() })
    }

    /// Takes the proxy's password among the secrets.
    pub(super) fn hold_proxy(&self) {
        self.proxy.as_ref().and_then(ProxyOptions::password).iter().for_each(|password| self.held.hold(password));
    }
}

impl ProxyOptions {
    /// Reads a proxy URL (`http://user:password@host:port`; without a scheme, http is meant) and a
    /// list of exempt hosts in the form of `NO_PROXY`: names with their subdomains, addresses, `*`.
    ///
    /// # Errors
    /// See [`ProxyError`].
    pub fn parse(url: &str, exempt: &str) -> Result<Self, ProxyError> {
        let text = url.trim();
        let text = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
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
        Some(SecretString::from(String::from_utf8_lossy(&percent_decode(url.password()?)).into_owned()))
    }

    /// Host (and port) of the proxy, without credentials.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Host and port, also where the port is the scheme's own.
    pub(super) fn authority(&self) -> String {
        // The text was read as a URL with a host when this was made.
        let port =
            Url::parse(self.url.expose_secret()).ok().and_then(|url| if url.port().is_some() { None } else { url.port_or_known_default() });
        port.map_or_else(|| self.host.clone(), |port| format!("{}:{port}", self.host))
    }

    /// Whether calls to `url` go through it, or past it to a host that `NO_PROXY` names: by the matching that the HTTP
    /// library uses for its calls.
    pub(super) fn is_for(&self, url: &Url) -> bool {
        let rule = Matcher::builder().https(self.url.expose_secret()).no(self.exempt.as_str()).build();
        url.as_str().parse().is_ok_and(|uri: http::Uri| rule.intercept(&uri).is_some())
    }

    /// The proxy in the form of the HTTP library; `None` if it does not take the URL.
    pub(super) fn rule(&self) -> Option<reqwest::Proxy> {
        let proxy = reqwest::Proxy::https(self.url.expose_secret()).ok()?;
        Some(proxy.no_proxy(reqwest::NoProxy::from_string(&self.exempt)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(vars: &[(&str, &str)]) -> Result<NetworkOptions, ProxyError> {
        NetworkOptions::from_vars(|name| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    #[test]
    fn the_variables_are_read_in_the_usual_order() {
        let host = |vars: &[(&str, &str)]| from(vars).unwrap().proxy.map(|p| p.host().to_owned());
        assert_eq!(host(&[]), None);
        assert_eq!(host(&[("HTTP_PROXY", "http://h:1")]), None);
        assert_eq!(host(&[("HTTPS_PROXY", "")]), None);
        assert_eq!(host(&[("ALL_PROXY", "a:1"), ("HTTPS_PROXY", "http://b:2")]).as_deref(), Some("b:2"));
        assert_eq!(host(&[("https_proxy", "https://c"), ("HTTPS_PROXY", "http://b:2")]).as_deref(), Some("c"));
        assert_eq!(from(&[("ALL_PROXY", "socks5://h:1")]).unwrap_err(), ProxyError::Scheme);
        assert_eq!(from(&[("HTTPS_PROXY", "http://")]).unwrap_err(), ProxyError::NotAUrl);
    }

    #[test]
    fn hosts_that_no_proxy_names_are_reached_without_it() {
        let proxy = ProxyOptions::parse("http://user:hunter2@proxy.example:3128", "example.org, .internal,10.0.0.0/8").unwrap();
        let through = |url: &str| proxy.is_for(&Url::parse(url).unwrap());
        assert!(through("https://db.example.com") && through("https://example.org.evil.com") && through("https://11.0.0.1"));
        assert!(!through("https://db.example.org:8443/p") && !through("https://a.internal") && !through("https://10.1.2.3"));
        assert!(!through("http://127.0.0.1:1"), "it is for https alone");
    }

    #[test]
    fn credentials_of_a_proxy_are_shown_nowhere() {
        let options = from(&[("HTTPS_PROXY", "http://user:hunter2@proxy.example:3128")]).unwrap();
        let proxy = options.proxy.clone().unwrap();
        assert!(proxy.rule().is_some());
        let shown = format!("{options:?} {} {:?}", proxy.host(), ProxyOptions::parse("ftp://user:hunter2@h", ""));
        assert!(!shown.contains("hunter2") && !shown.contains("user"), "{shown}");
    }
}
