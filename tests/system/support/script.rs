//! A scripted server on loopback, and a client for it.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use geminidb_backup::api::{Client, ClientSettings, Limits, NetworkOptions, ReadPolicy};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::support::{basics::SECRET, client::client};

/// Answers a request target, given how many requests came before.
type Script = Arc<dyn Fn(&str, usize) -> Vec<u8> + Send + Sync>;
type Targets = Arc<Mutex<Vec<String>>>;

/// A server that answers from a script.
pub struct Server {
    address: SocketAddr,
    targets: Targets,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// An answer of no bytes closes the connection without one.
    pub async fn start(script: impl Fn(&str, usize) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (script, targets): (Script, Targets) = (Arc::new(script), Targets::default());
        let connections = Arc::new(AtomicUsize::new(0));
        let (log, accepted) = (Arc::clone(&targets), Arc::clone(&connections));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                accepted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, Arc::clone(&script), Arc::clone(&log)));
            }
        });
        Self { address, targets, connections }
    }

    pub fn client(&self) -> Client {
        let limits = Limits {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(5),
            ..Limits::default()
        };
        let reads = ReadPolicy {
            tries: 3,
            first_pause: Duration::from_millis(1),
            longest_pause: Duration::from_secs(1),
        };
        client(
            &format!("http://{}/pre", self.address),
            NetworkOptions::default(),
            ClientSettings { limits, reads },
        )
    }

    /// The targets of all requests so far, in order.
    pub fn targets(&self) -> Vec<String> {
        self.targets.lock().unwrap().clone()
    }
}

impl Server {
    /// How many connections were opened so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, script: Script, log: Targets) {
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let Ok(byte) = stream.read_u8().await else { return };
            head.push(byte);
        }
        let head = String::from_utf8(head).unwrap();
        assert!(
            head.contains(SECRET) && !head.to_ascii_lowercase().contains("accept-encoding"),
            "{head}"
        );
        let target = head.split(' ').nth(1).unwrap().to_owned();
        let before = {
            let mut log = log.lock().unwrap();
            log.push(target.clone());
            log.len() - 1
        };
        let answer = script(&target, before);
        let stays_open = answer.windows(10).any(|w| w == b"keep-alive");
        // The client may leave a body that is too large.
        if stream.write_all(&answer).await.is_err() || !stays_open {
            return;
        }
    }
}

/// An answer after which the connection is closed.
pub fn answer(status: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let head = format!(
        "HTTP/1.1 {status}\r\nX-Request-Id: req-7\r\nConnection: close\r\nContent-Length: \
            {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

pub fn ok(body: impl AsRef<[u8]>) -> Vec<u8> {
    answer("200 OK", body)
}

/// A query parameter of a request target, as it came.
pub fn param<'a>(target: &'a str, name: &str) -> Option<&'a str> {
    target
        .split_once('?')?
        .1
        .split('&')
        .find_map(|pair| pair.split_once('=').filter(|(n, _)| *n == name).map(|(_, v)| v))
}
