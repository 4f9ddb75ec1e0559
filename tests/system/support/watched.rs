//! A server on loopback that keeps every request whole, and answers when its script says so.

use std::{
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A request as it came over the wire.
#[derive(Debug, Clone)]
pub struct Request {
    /// From the request line to the empty line.
    pub head: String,
    pub body: Vec<u8>,
}

type Script =
    Arc<dyn Fn(Request, usize) -> Pin<Box<dyn Future<Output = Vec<u8>> + Send>> + Send + Sync>;

/// A server that answers from a script.
pub struct Watched {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Watched {
    /// `script` gets each request and how many came before it; an answer of no bytes closes the
    /// connection without one.
    pub async fn start<F>(script: impl Fn(Request, usize) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Vec<u8>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::<Mutex<Vec<Request>>>::default();
        let script: Script = Arc::new(move |request, before| Box::pin(script(request, before)));
        let log = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&script), Arc::clone(&log)));
            }
        });
        Self { address, requests }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All requests so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

impl Request {
    /// The value of a header, as it came.
    pub fn header(&self, name: &str) -> Option<&str> {
        let rows = self.head.lines().filter_map(|line| line.split_once(':'));
        rows.into_iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }
}

async fn serve(mut stream: TcpStream, script: Script, log: Arc<Mutex<Vec<Request>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        head.push(byte);
    }
    let mut request = Request { head: String::from_utf8(head).unwrap(), body: Vec::new() };
    request
        .body
        .resize(request.header("content-length").map_or(0, |length| length.parse().unwrap()), 0);
    stream.read_exact(&mut request.body).await.unwrap();
    let before = {
        let mut log = log.lock().unwrap();
        log.push(request.clone());
        log.len() - 1
    };
    let answer = script(request, before).await;
    // The client may have left meanwhile.
    let _ = stream.write_all(&answer).await;
}

/// An answer after which the connection is closed; `headers` are lines that end in `\r\n`.
pub fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\n{headers}Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
