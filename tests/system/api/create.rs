//! The create call, counted at a raw socket: one request head per call, whatever the server does.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::Duration,
};

use geminidb_backup::{
    api::{Client, ClientSettings, Limits, NetworkOptions, ReadPolicy},
    core::{
        base::{
            call::{BodyTrouble, CreateAnswer, CreateEnd, ObstacleCause, Silence},
            ids,
        },
        operation::created::{Created, created},
    },
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::support::{
    basics::{INSTANCE, PROJECT, SECRET},
    client::client,
    request::reviewed,
};

/// What the server does with every connection.
#[derive(Debug, Clone)]
enum Does {
    /// Closes without reading.
    CloseAtOnce,
    /// Reads the head, then closes with the body unread: the kernel answers with a reset.
    Reset,
    /// Reads the request and closes.
    CloseAfterRequest,
    /// Reads the request, sends these bytes, closes.
    SendAndClose(Vec<u8>),
    /// Reads the request, sends these bytes, keeps the connection open and reads on.
    SendAndKeep(Vec<u8>),
    /// Reads and never answers.
    Hang,
}

/// What arrived: per connection the request heads and bodies.
type Seen = Vec<Vec<(String, Vec<u8>)>>;

struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    arrivals: UnboundedReceiver<()>,
    thread: JoinHandle<()>,
}

const SENTINEL: &[u8] = b"END OF TEST\r\n\r\n";

impl Server {
    fn start(does: Does) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Seen::new()));
        let (arrived, arrivals) = unbounded_channel();
        let log = Arc::clone(&seen);
        let thread = std::thread::spawn(move || accept_all(&listener, &does, &log, &arrived));
        Self { address, seen, arrivals, thread }
    }

    fn client(&self, settings: ClientSettings) -> Client {
        client(&format!("http://{}", self.address), NetworkOptions::default(), settings)
    }

    /// Everything that ever arrived. Connections are accepted in order, so a request that was
    /// repeated behind our back came before the sentinel.
    ///
    /// Waits on another thread: the client's connections close only while this one runs them.
    async fn finish(self) -> Seen {
        let wait = move || {
            TcpStream::connect(self.address).unwrap().write_all(SENTINEL).unwrap();
            self.thread.join().unwrap();
            Arc::try_unwrap(self.seen).unwrap().into_inner().unwrap()
        };
        tokio::task::spawn_blocking(wait).await.unwrap()
    }
}

fn accept_all(
    listener: &TcpListener,
    does: &Does,
    log: &Arc<Mutex<Seen>>,
    arrived: &UnboundedSender<()>,
) {
    let mut workers = Vec::new();
    for stream in listener.incoming() {
        let mut stream = stream.unwrap();
        let index = {
            let mut log = log.lock().unwrap();
            log.push(Vec::new());
            log.len() - 1
        };
        if matches!(does, Does::CloseAtOnce) && !is_sentinel(&stream) {
            continue;
        }
        if is_sentinel(&stream) {
            log.lock().unwrap().pop();
            break;
        }
        let (does, log, arrived) = (does.clone(), Arc::clone(log), arrived.clone());
        workers.push(std::thread::spawn(move || serve(&mut stream, &does, &log, index, &arrived)));
    }
    workers.into_iter().for_each(|worker| worker.join().unwrap());
}

fn is_sentinel(stream: &TcpStream) -> bool {
    let mut start = [0; 3];
    matches!(stream.peek(&mut start), Ok(3)) && start == SENTINEL[..3]
}

fn serve(
    stream: &mut TcpStream,
    does: &Does,
    log: &Mutex<Seen>,
    index: usize,
    arrived: &UnboundedSender<()>,
) {
    while let Some(head) = read_head(stream) {
        if matches!(does, Does::Reset) {
            // Waits until a byte of the body is there, so that closing finds it unread.
            stream.peek(&mut [0]).unwrap();
            log.lock().unwrap()[index].push((head, Vec::new()));
            return;
        }
        let length = header(&head, "content-length").map_or(0, |n| n.parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        log.lock().unwrap()[index].push((head, body));
        // The test may be over before the last message.
        let _ = arrived.send(());
        match does {
            Does::CloseAfterRequest => return,
            // The client may leave before the end of a body that is too large.
            Does::SendAndClose(bytes) => {
                drop(stream.write_all(bytes).and_then(|()| stream.shutdown(Shutdown::Write)))
            }
            Does::SendAndKeep(bytes) => stream.write_all(bytes).unwrap(),
            Does::CloseAtOnce | Does::Reset | Does::Hang => {}
        }
    }
}

/// A request head, or `None` when the client is gone.
fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if !matches!(stream.read(&mut byte), Ok(1)) {
            assert!(head.is_empty(), "a torn request head: {:?}", String::from_utf8_lossy(&head));
            return None;
        }
        head.push(byte[0]);
    }
    Some(String::from_utf8(head).unwrap())
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        line.split_once(':').filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim())
    })
}

fn settings(connect: u64, create: u64) -> ClientSettings {
    let limits = Limits {
        connect: Duration::from_millis(connect),
        create: Duration::from_millis(create),
        ..Limits::default()
    };
    ClientSettings { limits, reads: ReadPolicy::default() }
}

fn ordinary() -> ClientSettings {
    settings(10_000, 60_000)
}

fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}

const IDS: &str = r#"{"job_id":"9f8e7d6c-1111-2222-3333-444455556666","backup_id":"b0b1b2b3b4b5b6b7b8b9babbbcbdbebfbr06"}"#;

/// One call against one behaviour; the end, and the heads per connection.
async fn one_call(does: Does, settings: ClientSettings) -> (CreateEnd, Vec<usize>) {
    let server = Server::start(does);
    let client = server.client(settings);
    let end = client.create_backup(&reviewed()).await;
    drop(client);
    (end, server.finish().await.iter().map(Vec::len).collect())
}

fn answered(end: CreateEnd) -> CreateAnswer {
    match end {
        CreateEnd::Answered(answer) => answer,
        other => panic!("no answer: {other:?}"),
    }
}

#[tokio::test]
async fn the_request_is_exactly_what_was_reviewed() {
    let server = Server::start(Does::SendAndKeep(answer(
        "202 Accepted",
        "X-Request-Id: r-1\r\nDate: Sun, 01 Mar 2026 08:15:30 GMT\r\n",
        IDS,
    )));
    let request = reviewed();
    let end = server.client(ordinary()).create_backup(&request).await;
    let seen = server.finish().await;
    let [(head, body)] = &seen[0][..] else { panic!("{seen:?}") };
    assert_eq!(seen.len(), 1);
    assert_eq!(body, request.body().bytes());
    assert_eq!(
        head.lines().next(),
        Some(format!("POST /v3/{PROJECT}/instances/{INSTANCE}/backups HTTP/1.1").as_str())
    );
    assert_eq!(
        (header(head, "x-auth-token"), header(head, "content-type")),
        (Some(SECRET), Some("application/json"))
    );
    assert_eq!(
        header(head, "user-agent"),
        Some(concat!("geminidb-backup/", env!("CARGO_PKG_VERSION")))
    );
    assert_eq!(
        (
            header(head, "accept-encoding"),
            header(head, "transfer-encoding"),
            header(head, "expect")
        ),
        (None, None, None)
    );

    assert_eq!(created(&end), Created::Yes);
    let answer = answered(end);
    assert_eq!(answer.job.unwrap().as_str(), "9f8e7d6c-1111-2222-3333-444455556666");
    assert_eq!(answer.backup.unwrap().as_str(), "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfbr06");
    assert_eq!(
        (answer.head.request_id.as_deref(), answer.head.server_time.map(|t| t.unix())),
        (Some("r-1"), Some(1_772_352_930))
    );
    assert_eq!((answer.head.status, answer.body), (202, None));
}

#[tokio::test]
async fn a_connection_that_dies_without_an_answer_is_asked_once() {
    let rows = [
        (Does::Reset, Silence::Dropped),
        (Does::CloseAfterRequest, Silence::Dropped),
        (Does::SendAndClose(b"HTTP/1.1 202 Acc".to_vec()), Silence::Dropped),
        (Does::SendAndClose(b"HTTP/1.1 202 Accepted\r\nContent-Le".to_vec()), Silence::Dropped),
        (Does::SendAndClose(b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec()), Silence::CutHead),
    ];
    for (does, silence) in rows {
        let name = format!("{does:?}");
        let (end, heads) = one_call(does, ordinary()).await;
        assert_eq!((end, heads), (CreateEnd::NoAnswer(silence), vec![1]), "{name}");
    }
}

#[tokio::test]
async fn a_connection_closed_at_once_is_not_tried_again() {
    let (end, heads) = one_call(Does::CloseAtOnce, ordinary()).await;
    assert!(matches!(end, CreateEnd::NoAnswer(_)), "{end:?}");
    assert_eq!(heads.len(), 1);
}

#[tokio::test]
async fn no_status_makes_it_ask_again_or_elsewhere() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let location =
        format!("Location: http://{}/v3/x\r\nRetry-After: 0\r\n", elsewhere.local_addr().unwrap());
    let rows = [
        ("301 Moved Permanently", Created::Unknown),
        ("302 Found", Created::Unknown),
        ("303 See Other", Created::Unknown),
        ("307 Temporary Redirect", Created::Unknown),
        ("308 Permanent Redirect", Created::Unknown),
        ("400 Bad Request", Created::Unknown),
        ("401 Unauthorized", Created::No),
        ("403 Forbidden", Created::Unknown),
        ("407 Proxy Authentication Required", Created::Unknown),
        ("408 Request Timeout", Created::Unknown),
        ("421 Misdirected Request", Created::Unknown),
        ("425 Too Early", Created::Unknown),
        ("429 Too Many Requests", Created::Unknown),
        ("500 Internal Server Error", Created::Unknown),
        ("503 Service Unavailable", Created::Unknown),
        ("504 Gateway Timeout", Created::Unknown),
    ];
    for (status, verdict) in rows {
        for does in [Does::SendAndKeep, Does::SendAndClose] {
            let body = r#"{"error_code":"X.1","error_msg":"words"}"#;
            let (end, heads) = one_call(does(answer(status, &location, body)), ordinary()).await;
            assert_eq!((created(&end), heads), (verdict, vec![1]), "{status}");
            let answer = answered(end);
            assert_eq!((answer.code.as_deref(), answer.words.as_str()), (Some("X.1"), "words"));
            assert_eq!(answer.head.retry_after, Some(0));
        }
    }
    assert!(elsewhere.accept().is_err(), "a redirect was followed");
}

/// The bodies of refusals in their shapes: what makes one a NO, and what takes that away again.
#[tokio::test]
async fn a_refusal_is_read_by_its_status_its_code_and_the_ids_in_it() {
    let rows = [
        ("400 Bad Request", r#"{"error_code":" DBS.280277 ","error_msg":"m"}"#, Created::No),
        ("400 Bad Request", r#"{"errCode":"DBS.280001","externalMessage":"m"}"#, Created::No),
        ("403 Forbidden", r#"{"error":{"error_code":"DBS.280032","error_msg":"m"}}"#, Created::No),
        (
            "403 Forbidden",
            r#"{"error_code":"APIG.0310","error_msg":"m","request_id":"r"}"#,
            Created::No,
        ),
        (
            "403 Forbidden",
            r#"{"error":{"code":403,"message":"m","title":"Forbidden"}}"#,
            Created::Unknown,
        ),
        ("403 Forbidden", "<html><title>403 Forbidden</title></html>", Created::Unknown),
        ("404 Not Found", "", Created::Unknown),
        ("409 Conflict", "{}", Created::Unknown),
        ("400 Bad Request", r#"{"error_code":["DBS.280277"]}"#, Created::Unknown),
        ("400 Bad Request", r#"{"error_code":280277}"#, Created::Unknown),
        ("400 Bad Request", r#"{"error_code":"DBS.201201","error_msg":"m"}"#, Created::Unknown),
        (
            "400 Bad Request",
            r#"{"error_code":"DBS.280277","job_id":true,"backup_id":7}"#,
            Created::No,
        ),
        (
            "400 Bad Request",
            r#"{"error_code":"DBS.280277","backup_id":"b0b1b2b3b4b5b6b7b8b9babbbcbdbebfbr06"}"#,
            Created::Unknown,
        ),
        (
            "401 Unauthorized",
            r#"{"job_id":"9f8e7d6c-1111-2222-3333-444455556666"}"#,
            Created::Unknown,
        ),
        ("401 Unauthorized", "", Created::No),
    ];
    for (status, body, verdict) in rows {
        let (end, heads) = one_call(Does::SendAndClose(answer(status, "", body)), ordinary()).await;
        assert_eq!((created(&end), heads), (verdict, vec![1]), "{status} {body}");
    }
}

#[tokio::test]
async fn an_interim_answer_is_no_answer_and_an_upgrade_is_no_yes() {
    let bytes =
        [b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), answer("202 Accepted", "", IDS)].concat();
    let (end, heads) = one_call(Does::SendAndKeep(bytes), ordinary()).await;
    assert_eq!((created(&end), heads), (Created::Yes, vec![1]));
    let switch =
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n".to_vec();
    let (end, heads) = one_call(Does::SendAndClose(switch), ordinary()).await;
    assert_eq!((created(&end), heads), (Created::Unknown, vec![1]));
}

#[tokio::test]
async fn a_2xx_with_a_bad_body_is_still_a_yes() {
    let cut = |body: &str| {
        format!("HTTP/1.1 202 Accepted\r\nContent-Length: 999\r\n\r\n{body}").into_bytes()
    };
    let huge =
        format!("HTTP/1.1 202 Accepted\r\nContent-Length: {}\r\n\r\n", 1_u64 << 40).into_bytes();
    let endless = [b"HTTP/1.1 202 Accepted\r\n\r\n".to_vec(), vec![b'x'; (1 << 20) + 1]].concat();
    let rows = [
        (cut(r#"{"job_id":"j"#), Some(BodyTrouble::Cut), false),
        (cut(IDS), Some(BodyTrouble::Cut), true),
        (huge, Some(BodyTrouble::TooLarge(1 << 20)), false),
        (endless, Some(BodyTrouble::TooLarge(1 << 20)), false),
        (answer("204 No Content", "", ""), Some(BodyTrouble::Empty), false),
        (
            answer("200 OK", "", "<html>ok</html>"),
            Some(BodyTrouble::NotJson("<html>ok</html>".into())),
            false,
        ),
        (answer("202 Accepted", "", IDS), None, true),
        (
            answer("202 Accepted", "", r#"{"job_id":7,"backup_id":true}"#),
            Some(BodyTrouble::Missing("job_id".into())),
            false,
        ),
    ];
    for (bytes, trouble, ids) in rows {
        let (end, heads) = one_call(Does::SendAndClose(bytes), ordinary()).await;
        assert_eq!((created(&end), heads), (Created::Yes, vec![1]));
        let answer = answered(end);
        assert_eq!(
            (&answer.body, answer.job.is_some() && answer.backup.is_some()),
            (&trouble, ids),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn a_server_that_hangs_is_left_after_the_limit() {
    let (end, heads) = one_call(Does::Hang, settings(100, 100)).await;
    assert_eq!((end, heads), (CreateEnd::NoAnswer(Silence::Timeout(1)), vec![1]));
    // A head in time, a body that never comes: the head decides.
    let bytes = b"HTTP/1.1 202 Accepted\r\nContent-Length: 10\r\n\r\n".to_vec();
    let (end, heads) = one_call(Does::SendAndKeep(bytes), settings(100, 100)).await;
    assert_eq!((created(&end), heads), (Created::Yes, vec![1]));
}

#[tokio::test]
async fn two_confirmations_are_two_requests_on_two_connections() {
    // Kept open, then stale: the second call must not touch the first one's connection.
    for does in [Does::SendAndKeep, Does::SendAndClose] {
        let server = Server::start(does(answer("202 Accepted", "Connection: keep-alive\r\n", IDS)));
        let client = server.client(ordinary());
        for _ in 0..2 {
            assert_eq!(created(&client.create_backup(&reviewed()).await), Created::Yes);
        }
        drop(client);
        assert_eq!(server.finish().await.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1]);
    }
}

#[tokio::test]
async fn a_call_that_is_abandoned_is_not_sent_again() {
    let mut server = Server::start(Does::Hang);
    let client = server.client(ordinary());
    let call = tokio::spawn(async move { client.create_backup(&reviewed()).await });
    server.arrivals.recv().await.unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(server.finish().await.iter().map(Vec::len).collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn what_fails_before_the_connection_is_not_sent() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = client(&format!("http://{free}"), NetworkOptions::default(), ordinary())
        .create_backup(&reviewed())
        .await;
    let CreateEnd::NotSent(obstacle) = &refused else { panic!("{refused:?}") };
    assert_eq!(
        (obstacle.host.as_str(), &obstacle.cause),
        (free.to_string().as_str(), &ObstacleCause::ConnectionRefused)
    );

    let bundle = rcgen::generate_simple_self_signed(["x.test".to_owned()]).unwrap().cert.pem();
    let network =
        NetworkOptions { ca_bundle: Some(bundle.into_bytes()), ..NetworkOptions::default() };
    let lookup = client("https://no-such-host.invalid", network, ordinary())
        .create_backup(&reviewed())
        .await;
    let CreateEnd::NotSent(obstacle) = &lookup else { panic!("{lookup:?}") };
    // A resolver without a network may also just take its time.
    assert!(
        matches!(obstacle.cause, ObstacleCause::Lookup | ObstacleCause::ConnectTimeout(10)),
        "{obstacle:?}"
    );
    assert_eq!(obstacle.host, "no-such-host.invalid");
}

#[tokio::test]
async fn a_request_of_another_project_is_not_sent() {
    let server = Server::start(Does::Hang);
    let other = ids::ProjectId::typed("ffffffffffffffffffffffffffffffff").unwrap();
    let endpoint =
        geminidb_backup::api::Endpoint::parse(&format!("http://{}", server.address)).unwrap();
    let token = geminidb_backup::api::Token::new(SECRET).unwrap();
    let end =
        Client::new(endpoint, other, token, NetworkOptions::default(), ClientSettings::default())
            .create_backup(&reviewed())
            .await;
    assert!(
        matches!(&end, CreateEnd::NotSent(o) if matches!(o.cause, ObstacleCause::Configuration(_))),
        "{end:?}"
    );
    assert_eq!(server.finish().await.len(), 0);
}

#[test]
fn a_client_can_move_between_threads_and_shows_no_token() {
    fn is_send<T: Send + Sync + Clone>(_: &T) {}
    let client = client("http://127.0.0.1:1/prefix", NetworkOptions::default(), ordinary());
    is_send(&client);
    assert!(!format!("{client:?} {client:#?}").contains("MII"));
}
