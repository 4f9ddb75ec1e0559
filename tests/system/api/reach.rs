//! The way to a host, step by step: what each step tells, and where it ends.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use geminidb_backup::{
    api::{Endpoint, NetworkOptions, PATIENCE, ProxyOptions, clock, reach},
    core::{
        base::{
            call::{CallFailure, Obstacle, ObstacleCause, TlsKind, TlsTrouble},
            time::UtcTime,
        },
        session::reachability::Reached,
    },
};
use rustls::{
    ServerConfig,
    version::{TLS12, TLS13},
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;

use crate::support::authority::Authority;

async fn tls(config: ServerConfig) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    // Until the client leaves.
                    let _ = stream.read_to_end(&mut Vec::new()).await;
                }
            });
        }
    });
    address
}

fn endpoint(url: &str) -> Endpoint {
    Endpoint::parse(url).unwrap()
}

fn trusting(authority: &Authority) -> NetworkOptions {
    NetworkOptions { ca_bundle: Some(authority.pem.clone()), ..NetworkOptions::default() }
}

/// Goes the way; returns it with how far it was told each time.
async fn go(url: &str, network: &NetworkOptions) -> (Reached, Vec<Reached>) {
    let mut told = Vec::new();
    let reached =
        reach(&endpoint(url), network, PATIENCE, |so_far| told.push(so_far.clone())).await;
    (reached, told)
}

#[tokio::test]
async fn a_whole_way_tells_address_version_issuer_and_end_one_after_the_other() {
    let authority = Authority::new("Own CA");
    for (version, name) in [(&TLS12, "TLS 1.2"), (&TLS13, "TLS 1.3")] {
        let address = tls(authority.certificate("127.0.0.1", (2020, 2100), &[version])).await;
        let (reached, told) = go(&format!("https://{address}"), &trusting(&authority)).await;
        assert!(reached.is_whole(), "{reached:?}");
        assert_eq!(
            (reached.addresses, &reached.connection),
            (Ok(vec!["127.0.0.1".to_owned()]), &Some(Ok(())))
        );
        let facts = reached.tls.unwrap().unwrap();
        assert_eq!(
            (facts.version.as_str(), facts.until),
            (name, UtcTime::parse("2100-01-01T00:00:00Z"))
        );
        assert!(facts.issuer.unwrap().contains("Own CA"));
        let steps: Vec<_> =
            told.iter().map(|so_far| (so_far.connection.is_some(), so_far.tls.is_some())).collect();
        assert_eq!(steps, [(false, false), (true, false), (true, true)]);
    }
}

#[tokio::test]
async fn a_refused_certificate_ends_the_way_with_its_issuer() {
    let (own, other) = (Authority::new("Own CA"), Authority::new("Middlebox \u{1b}[31mCA"));
    let address = tls(other.good("127.0.0.1")).await;
    let (reached, _) = go(&format!("https://{address}"), &trusting(&own)).await;
    assert!(!reached.is_whole());
    let Some(Err(Obstacle {
        host,
        cause: ObstacleCause::Tls(TlsTrouble { kind, issuer: Some(issuer) }),
    })) = reached.tls
    else {
        panic!("{reached:?}")
    };
    assert_eq!((host, kind), (address.to_string(), TlsKind::UnknownIssuer));
    assert!(issuer.contains("Middlebox") && !issuer.contains('\u{1b}'), "{issuer}");
}

#[tokio::test]
async fn plain_http_on_this_machine_has_no_tls_to_tell_of() {
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let (reached, told) =
        go(&format!("http://{}", door.local_addr().unwrap()), &NetworkOptions::default()).await;
    assert!(reached.is_whole() && reached.tls.is_none(), "{reached:?}");
    assert_eq!(told.len(), 2);
}

#[tokio::test]
async fn a_closed_port_and_an_unknown_name_end_the_way_where_they_are() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (reached, told) = go(&format!("https://{free}"), &NetworkOptions::default()).await;
    let refused = Obstacle { host: free.to_string(), cause: ObstacleCause::ConnectionRefused };
    assert_eq!(
        (reached.connection, reached.tls, told.len()),
        (Some(Err(refused.clone())), None, 2)
    );
    assert_eq!(
        clock(&endpoint(&format!("http://{free}")), &NetworkOptions::default()).await,
        Err(CallFailure::NotSent(refused))
    );

    let (reached, told) = go("https://gemini.invalid:8443", &NetworkOptions::default()).await;
    let unknown = Obstacle { host: "gemini.invalid:8443".to_owned(), cause: ObstacleCause::Lookup };
    assert_eq!((reached.addresses, reached.connection, told.len()), (Err(unknown), None, 1));
}

#[tokio::test]
async fn a_port_that_never_shakes_hands_is_given_up() {
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", door.local_addr().unwrap());
    let reached =
        reach(&endpoint(&url), &NetworkOptions::default(), Duration::from_millis(100), |_| {})
            .await;
    let cause = reached.tls.unwrap().unwrap_err().cause;
    assert_eq!(cause, ObstacleCause::ConnectTimeout(1));
}

#[tokio::test]
async fn a_proxy_is_what_is_looked_up_and_connected_to() {
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = door.local_addr().unwrap();
    let proxy = |exempt: &str| {
        Some(ProxyOptions::parse(&format!("http://user:hunter2@{address}"), exempt).unwrap())
    };
    let network =
        |exempt: &str| NetworkOptions { proxy: proxy(exempt), ..NetworkOptions::default() };
    let (reached, _) = go("https://gemini.invalid", &network("")).await;
    assert!(reached.is_whole() && reached.tls.is_none(), "{reached:?}");
    assert_eq!(
        (reached.host.as_str(), reached.proxy),
        ("gemini.invalid", Some(address.to_string()))
    );
    let (reached, _) = go("https://gemini.invalid", &network(".invalid")).await;
    assert_eq!((reached.proxy, reached.addresses.is_err()), (None, true));
}

#[tokio::test]
async fn the_clock_is_that_of_any_answer_and_no_credential_goes_with_the_question() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/prefix", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut heads = Vec::new();
        for date in ["Date: Thu, 01 Jan 1970 00:01:00 GMT\r\n", ""] {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(stream.read_u8().await.unwrap());
            }
            heads.push(String::from_utf8(head).unwrap());
            stream
                .write_all(
                    format!("HTTP/1.1 403 Forbidden\r\n{date}Content-Length: 0\r\n\r\n").as_bytes(),
                )
                .await
                .unwrap();
        }
        heads
    });
    let skew = clock(&endpoint(&url), &NetworkOptions::default()).await.unwrap().unwrap();
    assert!(skew.breaks_signatures() && skew.0 < -1_700_000_000, "{skew:?}");
    assert_eq!(clock(&endpoint(&url), &NetworkOptions::default()).await, Ok(None));
    for head in server.await.unwrap() {
        assert!(head.starts_with("GET /prefix HTTP/1.1\r\n"), "{head}");
        let head = head.to_lowercase();
        assert!(!head.contains("x-auth-token") && !head.contains("authorization"), "{head}");
    }
}
