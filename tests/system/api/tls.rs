//! TLS and proxies on loopback: what is trusted, what is refused and in whose name, and which way a
//! call takes.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use geminidb_backup::{
    api::{ClientSettings, Limits, NetworkOptions, ProxyOptions, ReadPolicy},
    core::{
        base::call::{CreateEnd, Obstacle, ObstacleCause, TlsKind, TlsTrouble},
        operation::created::{Created, created},
    },
};
use rustls::{
    ServerConfig,
    version::{TLS12, TLS13},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use crate::support::{authority::Authority, basics::SECRET, client::client, request::reviewed};

const IDS: &str = r#"{"job_id":"j-1","backup_id":"b1br06"}"#;

fn trusted(authority: &Authority) -> NetworkOptions {
    NetworkOptions { ca_bundle: Some(authority.pem.clone()), ..NetworkOptions::default() }
}

type Log = Arc<Mutex<Vec<String>>>;

/// An https server that answers every request with both IDs; the log holds the request heads.
async fn https(config: ServerConfig) -> (SocketAddr, Log) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (log, acceptor) = (Log::default(), TlsAcceptor::from(Arc::new(config)));
    let heads = Arc::clone(&log);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, heads) = (acceptor.clone(), Arc::clone(&heads));
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let Some(head) = read_head(&mut stream).await else { return };
                heads.lock().unwrap().push(head);
                answer(
                    &mut stream,
                    &format!("HTTP/1.1 202 Accepted\r\nContent-Length: {}\r\n\r\n{IDS}", IDS.len()),
                )
                .await;
            });
        }
    });
    (address, log)
}

/// A proxy that answers CONNECT with `status` and, after a 200, opens a tunnel to `target`,
/// whatever host was asked for.
async fn proxy(status: &'static str, target: SocketAddr) -> (SocketAddr, Log) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let log = Log::default();
    let heads = Arc::clone(&log);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let heads = Arc::clone(&heads);
            tokio::spawn(async move {
                let Some(head) = read_head(&mut stream).await else { return };
                heads.lock().unwrap().push(head);
                answer(&mut stream, &format!("HTTP/1.1 {status}\r\n\r\n")).await;
                if status.starts_with("200") {
                    let mut server = TcpStream::connect(target).await.unwrap();
                    // Ends with the client, in whatever way that left.
                    let _ = copy_bidirectional(&mut stream, &mut server).await;
                }
            });
        }
    });
    (address, log)
}

async fn read_head(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}

async fn answer(stream: &mut (impl AsyncWrite + Unpin), text: &str) {
    // The client may be gone already; then there is nothing to answer.
    let _ = stream.write_all(text.as_bytes()).await;
    let _ = stream.flush().await;
}

fn quick() -> ClientSettings {
    let limits = Limits { connect: Duration::from_millis(300), ..Limits::default() };
    ClientSettings { limits, reads: ReadPolicy { tries: 1, ..ReadPolicy::default() } }
}

async fn create(url: &str, network: NetworkOptions) -> CreateEnd {
    client(url, network, ClientSettings::default()).create_backup(&reviewed()).await
}

fn not_sent(end: CreateEnd) -> Obstacle {
    match end {
        CreateEnd::NotSent(obstacle) => obstacle,
        other => panic!("it was sent: {other:?}"),
    }
}

fn via(authority: &Authority, proxy: &str, exempt: &str) -> NetworkOptions {
    NetworkOptions {
        proxy: Some(ProxyOptions::parse(proxy, exempt).unwrap()),
        ..trusted(authority)
    }
}

#[tokio::test]
async fn a_certificate_of_the_own_authority_is_accepted() {
    let authority = Authority::new("Own CA");
    for versions in [&[&TLS12][..], &[&TLS13][..]] {
        let (address, heads) =
            https(authority.certificate("127.0.0.1", (2020, 2100), versions)).await;
        let end = create(&format!("https://{address}"), trusted(&authority)).await;
        assert_eq!(created(&end), Created::Yes, "{end:?}");
        assert_eq!(heads.lock().unwrap().len(), 1);
    }
    let (address, _) = https(authority.good("localhost")).await;
    let end = create(&format!("https://localhost:{}", address.port()), trusted(&authority)).await;
    assert_eq!(created(&end), Created::Yes, "{end:?}");
}

#[tokio::test]
async fn a_refused_certificate_is_not_sent_to_and_its_issuer_is_named() {
    let (own, other) = (Authority::new("Own CA"), Authority::new("Middlebox \u{1b}[31mCA"));
    let both = &[&TLS12, &TLS13][..];
    let rows = [
        (other.good("127.0.0.1"), TlsKind::UnknownIssuer, "Middlebox"),
        (own.certificate("127.0.0.1", (2010, 2011), both), TlsKind::Expired, "Own CA"),
        (own.certificate("127.0.0.1", (2090, 2100), both), TlsKind::NotYetValid, "Own CA"),
        (own.good("other.example"), TlsKind::WrongHost, "Own CA"),
    ];
    for (config, kind, issuer) in rows {
        let (address, heads) = https(config).await;
        let obstacle = not_sent(create(&format!("https://{address}"), trusted(&own)).await);
        assert_eq!(obstacle.host, address.to_string());
        let ObstacleCause::Tls(TlsTrouble { kind: found, issuer: Some(name) }) = obstacle.cause
        else {
            panic!("{obstacle:?}")
        };
        assert_eq!(found, kind);
        assert!(name.contains(issuer) && !name.contains('\u{1b}'), "{name}");
        assert_eq!(heads.lock().unwrap().len(), 0);
    }
}

#[tokio::test]
async fn a_server_without_tls_and_one_that_never_shakes_hands_are_not_sent_to() {
    let authority = Authority::new("Own CA");
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = plain.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = plain.accept().await.unwrap();
        answer(&mut stream, "HTTP/1.1 400 Bad Request\r\n\r\n").await;
    });
    let obstacle = not_sent(create(&format!("https://{address}"), trusted(&authority)).await);
    assert!(
        matches!(
            obstacle.cause,
            ObstacleCause::Tls(TlsTrouble { kind: TlsKind::Other(_), issuer: None })
        ),
        "{obstacle:?}"
    );

    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", silent.local_addr().unwrap());
    let end = client(&url, trusted(&authority), quick()).create_backup(&reviewed()).await;
    assert_eq!(not_sent(end).cause, ObstacleCause::ConnectTimeout(1));
}

#[tokio::test]
async fn a_useless_bundle_is_a_matter_of_configuration() {
    let network =
        NetworkOptions { ca_bundle: Some(b"no certificate".to_vec()), ..NetworkOptions::default() };
    let obstacle = not_sent(create("https://127.0.0.1:1", network).await);
    assert_eq!(
        obstacle.cause,
        ObstacleCause::Configuration("the CA bundle holds no certificate".into())
    );
}

#[tokio::test]
async fn a_far_host_is_reached_through_the_proxy() {
    let authority = Authority::new("Own CA");
    let (server, heads) = https(authority.good("gemini.test")).await;
    let (address, tunnels) = proxy("200 Connection established", server).await;
    let network = via(&authority, &format!("http://user:hunter2@{address}"), "");
    let end = create("https://gemini.test:8443", network).await;
    assert_eq!(created(&end), Created::Yes, "{end:?}");
    let (tunnels, heads) = (tunnels.lock().unwrap(), heads.lock().unwrap());
    assert!(tunnels[0].starts_with("CONNECT gemini.test:8443 HTTP/1.1\r\n"), "{tunnels:?}");
    // user:hunter2
    assert!(tunnels[0].contains("Basic dXNlcjpodW50ZXIy"), "{tunnels:?}");
    assert_eq!((tunnels.len(), heads.len()), (1, 1));
    assert!(!tunnels[0].contains(SECRET), "the proxy must not see the token");
    assert!(
        !heads[0].to_ascii_lowercase().contains("proxy-authorization"),
        "the service must not see the proxy's password"
    );
}

#[tokio::test]
async fn a_wrong_certificate_behind_the_proxy_names_host_and_issuer() {
    let (own, other) = (Authority::new("Own CA"), Authority::new("Inspection CA"));
    let (server, _) = https(other.good("gemini.test")).await;
    let (address, _) = proxy("200 OK", server).await;
    let obstacle =
        not_sent(create("https://gemini.test", via(&own, &address.to_string(), "")).await);
    let ObstacleCause::Tls(trouble) = &obstacle.cause else { panic!("{obstacle:?}") };
    assert_eq!((obstacle.host.as_str(), &trouble.kind), ("gemini.test", &TlsKind::UnknownIssuer));
    assert!(trouble.issuer.as_ref().unwrap().contains("Inspection CA"));
}

#[tokio::test]
async fn what_the_proxy_refuses_is_not_sent_and_its_password_is_shown_nowhere() {
    let authority = Authority::new("Own CA");
    let (server, heads) = https(authority.good("gemini.test")).await;
    let rows = [
        ("407 Proxy Authentication Required", Some(407)),
        ("403 Forbidden", None),
        ("502 Bad Gateway", None),
        ("garbage", None),
    ];
    for (status, want) in rows {
        let (address, tunnels) = proxy(status, server).await;
        let end = create(
            "https://gemini.test:8443",
            via(&authority, &format!("http://user:hunter2@{address}"), ""),
        )
        .await;
        let shown = format!("{end:?}");
        let obstacle = not_sent(end);
        assert_eq!(
            (obstacle.cause, obstacle.host),
            (ObstacleCause::Proxy(want), address.to_string()),
            "{status}"
        );
        assert!(
            !shown.contains("hunter2") && !shown.contains("user") && !shown.contains(SECRET),
            "{shown}"
        );
        assert_eq!(tunnels.lock().unwrap().len(), 1, "{status}");
    }
    assert_eq!(heads.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_named_instead_of_the_endpoint() {
    let authority = Authority::new("Own CA");
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let obstacle = not_sent(
        create(
            "https://gemini.test:8443",
            via(&authority, &format!("http://u:hunter2@{free}"), ""),
        )
        .await,
    );
    assert_eq!(
        (obstacle.cause, obstacle.host),
        (ObstacleCause::ConnectionRefused, free.to_string())
    );
}

#[tokio::test]
async fn this_machine_and_exempt_hosts_are_reached_without_the_proxy() {
    let authority = Authority::new("Own CA");
    let (server, heads) = https(authority.good("127.0.0.1")).await;
    let (address, tunnels) = proxy("200 OK", server).await;
    let network = || via(&authority, &format!("http://{address}"), "");
    let end = create(&format!("https://{server}"), network()).await;
    assert_eq!(created(&end), Created::Yes, "{end:?}");
    // Plain http: the server does not understand it, but it is the server that was asked.
    let end = create(&format!("http://{server}"), network()).await;
    assert!(!matches!(end, CreateEnd::NotSent(_)), "{end:?}");
    // An exempt name is looked up here, where it does not exist.
    let exempt = via(&authority, &format!("http://{address}"), "example.org, .invalid");
    let end = client("https://gemini.invalid", exempt, ClientSettings::default())
        .create_backup(&reviewed())
        .await;
    assert!(matches!(
        not_sent(end).cause,
        ObstacleCause::Lookup | ObstacleCause::ConnectTimeout(_)
    ));
    assert_eq!((tunnels.lock().unwrap().len(), heads.lock().unwrap().len()), (0, 1));
}
