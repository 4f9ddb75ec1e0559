//! A wire between program and service: it passes HTTP/1.1 on, counts what goes over it, and can be
//! held at each step.
//!
//! One thread a connection, blocking: whoever watches a step may keep the exchange standing there
//! for as long as it likes.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// Longer than any exchange that works, silence included.
const AT_LAST: Duration = Duration::from_secs(120);

/// One request on its way, with its answer once there is one.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Its number on this wire, from 1, in the order of arrival.
    pub number: usize,
    /// `GET` or `POST`.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The request's body.
    pub body: Vec<u8>,
}

impl Exchange {
    /// Whether this is the call that makes a backup.
    pub fn is_create(&self) -> bool {
        self.method == "POST" && self.target.ends_with("/backups")
    }
}

/// Where an exchange stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The request has come in full; nothing of it has gone on.
    Received,
    /// The service has answered; nothing of the answer has gone back.
    Answered,
    /// The answer has gone back in full.
    Sent,
}

/// What becomes of an exchange after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// It goes on.
    On,
    /// Both connections are closed.
    Drop,
}

type Watch = Box<dyn Fn(Step, &Exchange) -> Pass + Send + Sync>;

/// The two directions of a connection, whatever they are wrapped in.
pub trait Duplex: Read + Write + Send {}

impl<T: Read + Write + Send> Duplex for T {}

type Entry = Arc<dyn Fn(TcpStream) -> io::Result<Box<dyn Duplex>> + Send + Sync>;

/// A wire to one service. It is cut when this value is dropped.
pub struct Tap {
    address: SocketAddr,
    wire: Arc<Wire>,
    door: Option<JoinHandle<()>>,
}

struct Wire {
    service: SocketAddr,
    watch: Watch,
    /// What a new connection has to go through before HTTP begins.
    entry: Mutex<Entry>,
    shut: AtomicBool,
    exchanges: AtomicUsize,
    creates: AtomicUsize,
    /// Connections that are being served.
    open: Mutex<usize>,
    closed: Condvar,
}

impl Tap {
    /// A wire to the service at `endpoint` (`http://ADDRESS`); `watch` sees each step.
    pub fn to(
        endpoint: &str,
        watch: impl Fn(Step, &Exchange) -> Pass + Send + Sync + 'static,
    ) -> Self {
        let service = endpoint
            .strip_prefix("http://")
            .and_then(|a| a.parse().ok())
            .expect("a plain endpoint with an address");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let wire = Arc::new(Wire {
            service,
            watch: Box::new(watch),
            entry: Mutex::new(Arc::new(|stream| Ok(Box::new(stream)))),
            shut: AtomicBool::new(false),
            exchanges: AtomicUsize::new(0),
            creates: AtomicUsize::new(0),
            open: Mutex::new(0),
            closed: Condvar::new(),
        });
        let door = Some(wire.serve(listener));
        Self { address, wire, door }
    }

    /// Where the program connects.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Create calls that came over it in full.
    pub fn creates(&self) -> usize {
        self.wire.creates.load(Ordering::SeqCst)
    }

    /// Requests that came over it in full.
    pub fn exchanges(&self) -> usize {
        self.wire.exchanges.load(Ordering::SeqCst)
    }

    /// From now on a connection goes through `entry` first.
    pub fn let_in(
        &self,
        entry: impl Fn(TcpStream) -> io::Result<Box<dyn Duplex>> + Send + Sync + 'static,
    ) {
        *self.wire.entry.lock().expect("nobody panics with it") = Arc::new(entry);
    }

    /// Refuses connections from now on; those that are open stay.
    pub fn shut(&mut self) {
        if let Some(door) = self.door.take() {
            self.wire.shut.store(true, Ordering::SeqCst);
            // Wakes the door, which then sees that it is shut.
            let _ = TcpStream::connect(self.address);
            let _ = door.join();
        }
    }

    /// Takes connections again, at the same address.
    pub fn reopen(&mut self) {
        let end = std::time::Instant::now() + AT_LAST;
        let listener = loop {
            match TcpListener::bind(self.address) {
                Ok(listener) => break listener,
                // Somebody's passing connection may have the port for a moment.
                Err(error) => assert!(
                    std::time::Instant::now() < end,
                    "the port is not free any more: {error}"
                ),
            }
            thread::yield_now();
        };
        self.wire.shut.store(false, Ordering::SeqCst);
        self.door = Some(self.wire.serve(listener));
    }

    /// Waits until every connection has ended, so that nothing is under way any more.
    #[track_caller]
    pub fn wait_idle(&self) {
        let open = self.wire.open.lock().expect("nobody panics with it");
        let (open, over) = self
            .wire
            .closed
            .wait_timeout_while(open, AT_LAST, |open| *open > 0)
            .expect("nobody panics with it");
        assert!(!over.timed_out(), "{open} connections are still open");
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.shut();
    }
}

impl Wire {
    fn serve(self: &Arc<Self>, listener: TcpListener) -> JoinHandle<()> {
        let wire = Arc::clone(self);
        thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                if wire.shut.load(Ordering::SeqCst) {
                    return;
                }
                *wire.open.lock().expect("nobody panics with it") += 1;
                let wire = Arc::clone(&wire);
                thread::spawn(move || {
                    // An error is one side's going away; the other side is told by the end of its
                    // connection.
                    let _ = wire.carry(client);
                    *wire.open.lock().expect("nobody panics with it") -= 1;
                    wire.closed.notify_all();
                });
            }
        })
    }

    /// Carries one connection's exchanges, one after the other.
    fn carry(&self, client: TcpStream) -> io::Result<()> {
        client.set_nodelay(true)?;
        let entry = Arc::clone(&self.entry.lock().expect("nobody panics with it"));
        let mut client = entry(client)?;
        let mut service = TcpStream::connect(self.service)?;
        service.set_nodelay(true)?;
        while let Some(request) = message(&mut *client)? {
            let exchange = self.arrived(&request);
            if (self.watch)(Step::Received, &exchange) == Pass::Drop {
                return Ok(());
            }
            service.write_all(&request.bytes)?;
            let answer = message(&mut service)?;
            if (self.watch)(Step::Answered, &exchange) == Pass::Drop {
                return Ok(());
            }
            let Some(answer) = answer else { return Ok(()) };
            client.write_all(&answer.bytes)?;
            client.flush()?;
            if (self.watch)(Step::Sent, &exchange) == Pass::Drop || !answer.complete {
                return Ok(());
            }
        }
        Ok(())
    }

    fn arrived(&self, request: &Message) -> Exchange {
        let text = String::from_utf8_lossy(&request.bytes[..request.head]).into_owned();
        let mut words = text.split(' ').map(str::to_owned);
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let number = self.exchanges.fetch_add(1, Ordering::SeqCst) + 1;
        let exchange =
            Exchange { number, method, target, body: request.bytes[request.head..].to_vec() };
        self.creates.fetch_add(usize::from(exchange.is_create()), Ordering::SeqCst);
        exchange
    }
}

/// A request or an answer, as it came.
struct Message {
    bytes: Vec<u8>,
    /// Length of the head.
    head: usize,
    /// False if the other side ended it before its announced length.
    complete: bool,
}

/// Reads one message to its announced length, or as far as it comes; `None` if the other side had
/// nothing more to say.
fn message(from: &mut dyn Read) -> io::Result<Option<Message>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 * 1024];
    let mut head = None;
    loop {
        if head.is_none() {
            head = bytes.windows(4).position(|end| end == b"\r\n\r\n").map(|at| at + 4);
        }
        if let Some(head) = head.filter(|head| bytes.len() >= head + announced(&bytes[..*head])) {
            return Ok(Some(Message { bytes, head, complete: true }));
        }
        match from.read(&mut buffer)? {
            0 if bytes.is_empty() => return Ok(None),
            0 => {
                return Ok(Some(Message {
                    head: head.unwrap_or(bytes.len()),
                    bytes,
                    complete: false,
                }));
            }
            count => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}

/// `Content-Length`; 0 without one.
fn announced(head: &[u8]) -> usize {
    let text = String::from_utf8_lossy(head);
    let lengths = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    lengths.filter_map(|(_, value)| value.trim().parse().ok()).next().unwrap_or(0)
}
