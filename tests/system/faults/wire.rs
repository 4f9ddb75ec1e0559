//! What can stand between program and service, put there at the moment of the confirmation and
//! taken away after it.

use std::{
    io::{self, Read, Write},
    net::TcpStream,
    sync::Arc,
};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::support::{
    authority::Authority,
    operator::Launch,
    service::Service,
    tap::{Duplex, Pass, Tap},
};

/// An obstacle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The endpoint's name is one that no resolver takes; it is there from the start.
    NoSuchName,
    /// The port is closed.
    NobodyListens,
    /// The server shows a certificate of an authority that is not trusted.
    OtherCertificate,
    /// The proxy answers CONNECT with this status line.
    Proxy(&'static str),
}

/// A label of more than 63 characters: refused by the resolver on this machine, without asking
/// anybody.
const NO_NAME: &str =
    "https://no-such-name-no-such-name-no-such-name-no-such-name-no-such-name.test";
/// Reached through the proxy only, which does not look it up.
const FAR: &str = "gemini.test";

/// A service with an obstacle before it.
pub struct Wire {
    obstacle: Obstacle,
    tap: Tap,
    own: Arc<ServerConfig>,
    other: Arc<ServerConfig>,
    own_pem: Vec<u8>,
}

impl Wire {
    /// As it is before the confirmation: everything works but a name that does not exist.
    pub fn to(service: &Service, obstacle: Obstacle) -> Self {
        let (own, other) = (Authority::new("Own CA"), Authority::new("Middlebox CA"));
        let host = if matches!(obstacle, Obstacle::Proxy(_)) { FAR } else { "127.0.0.1" };
        let tap = Tap::to(&service.endpoint(), |_, _| Pass::On);
        let wire = Self {
            obstacle,
            tap,
            own: Arc::new(own.good(host)),
            other: Arc::new(other.good(host)),
            own_pem: own.pem,
        };
        wire.let_in_by("200 Connection established", &wire.own);
        wire
    }

    /// New connections go through what this obstacle is about, in this state.
    fn let_in_by(&self, status: &'static str, config: &Arc<ServerConfig>) {
        let config = Arc::clone(config);
        match self.obstacle {
            Obstacle::OtherCertificate => self.tap.let_in(move |stream| encrypted(stream, &config)),
            Obstacle::Proxy(_) => self.tap.let_in(move |stream| tunnelled(stream, status, &config)),
            Obstacle::NoSuchName | Obstacle::NobodyListens => {}
        }
    }

    /// The obstacle is there from now on.
    pub fn obstruct(&mut self) {
        match self.obstacle {
            Obstacle::NobodyListens => self.tap.shut(),
            Obstacle::OtherCertificate => self.let_in_by("", &self.other),
            Obstacle::Proxy(status) => self.let_in_by(status, &self.own),
            Obstacle::NoSuchName => {}
        }
    }

    /// It is gone again, as far as it can go.
    pub fn clear(&mut self) {
        match self.obstacle {
            Obstacle::NobodyListens => self.tap.reopen(),
            Obstacle::OtherCertificate | Obstacle::Proxy(_) => {
                self.let_in_by("200 Connection established", &self.own)
            }
            Obstacle::NoSuchName => {}
        }
    }

    /// The program, so that its way leads over this wire.
    pub fn launch(&self, service: &Service, folder: &std::path::Path) -> Launch {
        let bundle = folder.join("bundle.pem");
        std::fs::write(&bundle, &self.own_pem).expect("a file");
        let here = self.tap.address();
        let at =
            |endpoint: &str| Launch::at(endpoint, &service.iam_endpoint(), &service.project_id());
        let trusting = |launch: Launch| {
            launch.args(&["--ca-bundle", bundle.to_str().expect("a readable path")])
        };
        match self.obstacle {
            Obstacle::NoSuchName => at(NO_NAME),
            Obstacle::NobodyListens => at(&format!("http://{here}")),
            Obstacle::OtherCertificate => trusting(at(&format!("https://{here}"))),
            Obstacle::Proxy(_) => trusting(at(&format!("https://{FAR}")))
                .env("HTTPS_PROXY", &format!("http://{here}")),
        }
    }
}

fn encrypted(stream: TcpStream, config: &Arc<ServerConfig>) -> io::Result<Box<dyn Duplex>> {
    let connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
    Ok(Box::new(StreamOwned::new(connection, stream)))
}

/// Takes a CONNECT, answers it, and goes on encrypted after a 200.
fn tunnelled(
    mut stream: TcpStream,
    status: &str,
    config: &Arc<ServerConfig>,
) -> io::Result<Box<dyn Duplex>> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    stream.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes())?;
    if status.starts_with("200") {
        encrypted(stream, config)
    } else {
        Err(io::Error::other("refused, as it was to be"))
    }
}
