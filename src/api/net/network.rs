//! Settings of the network: extra roots of trust, a proxy, and the secrets to hide in answers.

use rustls::ClientConfig;

use super::{Endpoint, Held, Observer, ProxyError, ProxyOptions, tls};
use crate::core::base::{Spoilt, variable::spoilt};

/// Network options, from the command line and the environment.
#[derive(Clone, Default)]
pub struct NetworkOptions {
    /// Certificates (PEM) that are trusted in addition to the system's.
    pub ca_bundle: Option<Vec<u8>>,
    /// Proxy for https endpoints; endpoints on this machine never use one.
    pub proxy: Option<ProxyOptions>,
    /// The secrets of this process, which no answer may bring back.
    pub held: Held,
    /// Who is told of each call.
    pub observer: Observer,
}

/// An environment variable that cannot be used, and why.
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
    /// Checks that any certificate is trusted, of the system's or the bundle's. Reads files.
    /// Errors: Says in words what the operator must install or set.
    pub fn check_roots(&self) -> Result<(), String> {
        tls::config(self.ca_bundle.as_deref()).map(|_| ())
    }

    /// Reads the proxy from the environment of the process; see [`NetworkOptions::from_vars`].
    /// Errors: A proxy is named that cannot be used. Going past the proxy silently would be worse.
    pub fn from_env() -> Result<Self, BadVariable> {
        // A value that is not UTF-8 must be refused as a URL, not passed over as absent.
        Self::from_vars(|name| Some(std::env::var_os(name)?.to_string_lossy().into_owned()))
    }

    /// Reads `https_proxy`, `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY` (the first that is not empty)
    /// and `no_proxy`, `NO_PROXY`. `HTTP_PROXY` is not read: plain http never leaves this machine.
    /// Errors: The proxy that a variable names cannot be used.
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

    /// Returns the proxy on the way to `endpoint`, if there is one.
    pub(in crate::api) fn proxy_for(&self, endpoint: &Endpoint) -> Option<&ProxyOptions> {
        self.proxy.as_ref().filter(|proxy| proxy.is_for(endpoint))
    }

    /// Builds TLS with the roots of the system and of the bundle; on another thread, because the
    /// roots are read from disk and this thread answers keys.
    /// Errors: Says in words what is wrong with the roots.
    pub(in crate::api) async fn tls(&self) -> Result<ClientConfig, String> {
        let bundle = self.ca_bundle.clone();
        tokio::task::spawn_blocking(move || tls::config(bundle.as_deref()))
            .await
            .unwrap_or_else(|_| Err("reading the root certificates was interrupted".to_owned()))
    }
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
