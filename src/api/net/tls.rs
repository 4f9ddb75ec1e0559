//! TLS: the system's roots plus `--ca-bundle`, and refusals that name who issued the certificate.

use std::sync::Arc;

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore,
    SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::ring,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};
use rustls_platform_verifier::Verifier;
use x509_cert::{Certificate, der::Decode};

use super::send_error::LONGEST_WORDS;
use crate::core::{
    base::{Mask, Outside, TlsKind, TlsTrouble, UtcTime, text::clean_excerpt},
    session::TlsFacts,
};

/// Longest issuer name that is kept, in characters.
const LONGEST_ISSUER: usize = 120;

/// Builds TLS 1.2 and 1.3 with the roots of the system and of `ca_bundle` (PEM). Reads files, so
/// the thread that answers keys must not call this.
/// Errors: Says in words what is wrong with the bundle or the system's roots.
pub fn config(ca_bundle: Option<&[u8]>) -> Result<ClientConfig, String> {
    let provider = Arc::new(ring::default_provider());
    let extra = ca_bundle.map_or_else(|| Ok(Vec::new()), certificates)?;
    // `certificates` has tried each certificate: the only error left is that no root exists.
    let inner = Verifier::new_with_extra_roots(extra, Arc::clone(&provider))
        .map_err(|_| no_roots(&replaced_roots()))?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        // "Dangerous" is the library's word for any verifier of one's own; this one only adds words
        // to a refusal.
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(NamingVerifier { inner }))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Builds TLS that trusts nothing, for endpoints of plain http. Reads no file.
/// Errors: Never in practice: the provider supports the versions that it is compiled with.
pub fn without_roots() -> Result<ClientConfig, String> {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map(|builder| builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
        .map_err(|error| error.to_string())
}

/// Returns the variables that are set and replace the system's certificates. As for the library, an
/// empty `SSL_CERT_FILE` replaces them too.
pub fn replaced_roots() -> Vec<&'static str> {
    let set = |(name, also_empty)| {
        let value = std::env::var_os(name)?;
        (also_empty || !value.is_empty()).then_some(name)
    };
    [("SSL_CERT_FILE", true), ("SSL_CERT_DIR", false)].into_iter().filter_map(set).collect()
}

/// Says what to do where no certificate is trusted.
fn no_roots(replaced: &[&str]) -> String {
    match replaced {
        [] => "no certificate is trusted: install the system's (the package ca-certificates), or \
                give some with --ca-bundle FILE"
            .to_owned(),
        named => format!(
            "no certificate is trusted: {}, set in the place of the system's, leads to none; \
                correct or unset it, or give some with --ca-bundle FILE",
            named.join(" or ")
        ),
    }
}

/// The first line of a certificate. The PEM reader skips everything that begins otherwise.
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";

/// Reads each certificate of a bundle.
/// Errors: Names a damaged certificate by its number.
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    // Where files that begin with a byte-order mark were joined, marks stand anywhere. A comment
    // need not be UTF-8.
    let pem = String::from_utf8_lossy(pem).replace('\u{FEFF}', "");
    let begins = pem
        .split(['\n', '\r'])
        .filter(|line| line.contains("-BEGIN ") && line.contains(" CERTIFICATE-"));
    if let Some(at) = begins.clone().position(|line| !line.starts_with(BEGIN)) {
        return Err(format!("its certificate {} does not begin with {BEGIN}", at + 1));
    }
    let count = begins.count();
    let mut trusted = RootCertStore::empty();
    let read = CertificateDer::pem_slice_iter(pem.as_bytes()).zip(1..).map(|(certificate, at)| {
        let certificate = certificate.ok().filter(|it| trusted.add(it.clone()).is_ok());
        certificate.ok_or_else(|| {
            format!(
                "its certificate {at} of {count} is none that can be trusted: it is damaged, or \
                    something else"
            )
        })
    });
    let certificates = read.collect::<Result<Vec<_>, String>>()?;
    if certificates.is_empty() {
        return Err("the CA bundle holds no certificate".to_owned());
    }
    Ok(certificates)
}

/// Asks the platform's verifier, and puts the issuer into a refusal.
#[derive(Debug)]
struct NamingVerifier {
    inner: Verifier,
}

impl ServerCertVerifier for NamingVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.inner
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .map_err(|error| {
                let refused = Refused { error, issuer: issuer(end_entity) };
                Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(refused))))
            })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// A refused certificate, carried through the layers as an error value.
#[derive(Debug, thiserror::Error)]
#[error("the certificate was refused")]
struct Refused {
    error: Error,
    issuer: Option<String>,
}

/// Returns the meaning of a TLS error: a refused certificate with its issuer, or
/// the words of the handshake.
pub fn trouble(error: &Error, mask: &Mask) -> TlsTrouble {
    if let Error::InvalidCertificate(CertificateError::Other(OtherError(inner))) = error
        && let Some(Refused { error, issuer }) = inner.downcast_ref()
    {
        return TlsTrouble { kind: kind(error, mask), issuer: issuer.clone() };
    }
    TlsTrouble { kind: kind(error, mask), issuer: None }
}

fn kind(error: &Error, mask: &Mask) -> TlsKind {
    match error {
        Error::InvalidCertificate(CertificateError::UnknownIssuer) => TlsKind::UnknownIssuer,
        Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        ) => TlsKind::Expired,
        Error::InvalidCertificate(
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
        ) => TlsKind::NotYetValid,
        Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => TlsKind::WrongHost,
        other => TlsKind::Other(Outside::error(other).quoted(mask, LONGEST_WORDS)),
    }
}

/// Returns the version that a connection has agreed on, and issuer and end of the certificate.
pub fn facts(connection: &rustls::ClientConnection) -> TlsFacts {
    let version = match connection.protocol_version() {
        Some(rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3",
        Some(rustls::ProtocolVersion::TLSv1_2) => "TLS 1.2",
        Some(_) | None => "TLS",
    };
    let certificate = connection.peer_certificates().and_then(<[_]>::first);
    let until = certificate.and_then(|certificate| {
        let end = Certificate::from_der(certificate)
            .ok()?
            .tbs_certificate()
            .validity()
            .not_after
            .to_unix_duration();
        i64::try_from(end.as_secs()).ok().map(UtcTime::from_unix)
    });
    TlsFacts { version: version.to_owned(), issuer: certificate.and_then(issuer), until }
}

/// Returns the issuer that the certificate names (RFC 4514 form).
fn issuer(certificate: &CertificateDer<'_>) -> Option<String> {
    let certificate = Certificate::from_der(certificate).ok()?;
    let name = clean_excerpt(&certificate.tbs_certificate().issuer().to_string(), LONGEST_ISSUER);
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_without_a_certificate_is_refused_in_words() {
        assert_eq!(
            config(Some(b"no pem here")).err().as_deref(),
            Some("the CA bundle holds no certificate")
        );
        let torn = b"-----BEGIN CERTIFICATE-----\nAAAA\n";
        assert!(
            config(Some(torn))
                .err()
                .is_some_and(|words| words.starts_with("its certificate 1 of 1"))
        );
    }

    #[test]
    fn without_any_root_it_is_said_what_to_install_or_set() {
        assert!(
            no_roots(&[]).contains("ca-certificates") && no_roots(&[]).contains("--ca-bundle FILE")
        );
        let replaced = no_roots(&["SSL_CERT_FILE", "SSL_CERT_DIR"]);
        assert!(
            replaced.contains("SSL_CERT_FILE or SSL_CERT_DIR") && replaced.len() < 200,
            "it is shown whole"
        );
    }

    #[test]
    fn a_bad_certificate_of_a_bundle_is_named_by_its_number() {
        let [good, bad] = {
            let text = include_str!("../../../tests/data/files/bundle_one_bad.pem");
            let at = text.rfind("-----BEGIN").expect("a second one");
            [&text[..at], &text[at..]]
        };
        let said = |parts: &[&str]| certificates(parts.concat().as_bytes()).map(|all| all.len());
        let number = |n: usize, of: usize| {
            Err(format!(
                "its certificate {n} of {of} is none that can be trusted: it is damaged, or \
                    something else"
            ))
        };
        assert_eq!(said(&[good, good]), Ok(2));
        assert_eq!(
            said(&["\u{FEFF}", good, "\u{FEFF}", good]),
            Ok(2),
            "as two files of Windows put together"
        );
        assert_eq!(said(&[good, bad]), number(2, 2));
        assert_eq!(said(&[good, bad, good]), number(2, 3));
        assert_eq!(said(&[good, &good.replace("MII", "M!I")]), number(2, 2));
        assert_eq!(
            said(&[good, " ", good])
                .map_err(|why| why.contains("certificate 2 does not begin with")),
            Err(true)
        );
        let trusted = good.replace("CERTIFICATE", "TRUSTED CERTIFICATE");
        assert_eq!(
            said(&[good, good, &trusted])
                .map_err(|why| why.contains("certificate 3 does not begin with")),
            Err(true)
        );
    }

    #[test]
    fn an_issuer_is_cleaned_and_a_broken_certificate_has_none() {
        assert_eq!(issuer(&CertificateDer::from(vec![0, 1, 2])), None);
    }
}
