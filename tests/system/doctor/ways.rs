//! With `--online`, the ways: certificates, and proxies.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread,
};

use rustls::{ServerConfig, ServerConnection, Stream};

use crate::{
    doctor::{host::Host, sources::PROJECT},
    support::authority::Authority,
};

/// An https server that answers everything with 404, whatever comes, until the test ends.
fn https(config: ServerConfig) -> SocketAddr {
    let door = TcpListener::bind("127.0.0.1:0").expect("a port");
    let (address, config) = (door.local_addr().expect("an address"), Arc::new(config));
    thread::spawn(move || {
        for mut stream in door.incoming().map_while(Result::ok) {
            let config = Arc::clone(&config);
            // Whoever has seen enough leaves, at any moment.
            thread::spawn(move || {
                let Ok(mut tls) = ServerConnection::new(config) else { return };
                let mut stream = Stream::new(&mut tls, &mut stream);
                let mut head = [0; 1];
                if stream.read_exact(&mut head).is_ok() {
                    let _ = stream.write_all(
                        b"HTTP/1.1 404 Not Found\r\nDate: Sun, 01 Mar 2026 08:15:30 \
                            GMT\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                    );
                }
            });
        }
    });
    address
}

/// A proxy that refuses every tunnel.
fn proxy(answer: &'static str) -> SocketAddr {
    let door = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = door.local_addr().expect("an address");
    thread::spawn(move || {
        for mut stream in door.incoming().map_while(Result::ok) {
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                head.extend(byte);
            }
            let _ = stream.write_all(format!("HTTP/1.1 {answer}\r\n\r\n").as_bytes());
        }
    });
    address
}

fn host(authority: &Authority) -> Host {
    let pem = String::from_utf8(authority.pem.clone()).expect("PEM");
    Host::new().file("ca.pem", &pem).set("HW_AUTH_TOKEN", "MIItoken").set("HW_PROJECT_ID", PROJECT)
}

#[test]
fn a_certificate_is_told_by_its_issuer_and_its_end() {
    let own = Authority::new("Own CA");
    let host = host(&own);
    let endpoint = format!("https://{}", https(own.good("127.0.0.1")));
    let said =
        host.doctor(&["--online", "--endpoint", &endpoint, "--ca-bundle", &host.path("ca.pem")]);
    said.says(
        "[OK]",
        "service TLS",
        &["TLS 1.3, certificate issued by ", "Own CA", "good until 2100-01-01T00:00:00Z"],
    );
    said.says("[trouble]", "service clock", &["every signature"]);
    said.says("[off]", "IAM DNS", &["IAM's endpoint is not known"]);
    said.says("[trouble]", "instances", &["HTTP 404", "Check region, endpoint and project"]);
}

#[test]
fn a_refused_certificate_is_told_by_its_issuer_and_nothing_is_sent_to_it() {
    let (own, other) = (Authority::new("Own CA"), Authority::new("Middlebox CA"));
    let host = host(&own);
    let bundle = host.path("ca.pem");
    let rows = [
        (
            other.good("127.0.0.1"),
            "issuer is not known; issued by",
            "Middlebox CA",
            "--ca-bundle FILE",
        ),
        (
            own.certificate("127.0.0.1", (2010, 2011), &[&rustls::version::TLS13]),
            "has expired; issued by",
            "Own CA",
            "this machine's clock",
        ),
        (
            own.good("other.example"),
            "for another host; issued by",
            "Own CA",
            "Check the endpoint's name",
        ),
    ];
    for (config, what, issuer, remedy) in rows {
        let endpoint = format!("https://{}", https(config));
        let said = host.doctor(&["--online", "--endpoint", &endpoint, "--ca-bundle", &bundle]);
        said.says("[trouble]", "service TLS", &[what, issuer, remedy]);
        said.is_silent_about("service clock");
        said.says("[off]", "instances", &["not tried: the service was not reached"]);
        assert_eq!(said.status, Some(1));
    }
}

#[test]
fn through_a_proxy_the_steps_are_those_to_the_proxy_and_then_the_calls() {
    let rows = [
        (
            "407 Proxy Authentication Required",
            "the proxy wants credentials",
            "HTTPS_PROXY=http://USER",
        ),
        ("403 Forbidden", "the proxy did not connect", "NO_PROXY"),
    ];
    for (answer, what, remedy) in rows {
        let proxy = proxy(answer);
        let host = host(&Authority::new("Own CA"))
            .set("HTTPS_PROXY", &format!("http://user:hunter2@{proxy}"))
            .set("NO_PROXY", "127.0.0.1");
        let said = host.doctor(&["--online", "--endpoint", "https://gemini.test:8443"]);
        said.says("[OK]", "service DNS", &[&format!("{proxy} (the proxy): 127.0.0.1")]);
        said.says("[OK]", "service TCP", &["(the proxy)"]);
        said.says("[off]", "service TLS", &["behind the proxy"]);
        said.says("[trouble]", "service clock", &[what, remedy]);
        said.says("[off]", "instances", &["the service was not reached"]);
        assert!(!said.all().contains("hunter2") && said.status == Some(1), "{}", said.all());
    }
    // A host that NO_PROXY names is gone to directly.
    let host = host(&Authority::new("Own CA"))
        .set("HTTPS_PROXY", "http://127.0.0.1:9")
        .set("NO_PROXY", ".invalid");
    let said = host.doctor(&["--online", "--endpoint", "https://gemini.invalid"]);
    said.says("[trouble]", "service DNS", &["no address found for gemini.invalid"]);
}
