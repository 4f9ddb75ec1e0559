//! The HTTP server: accepts connections on loopback, reads requests, writes answers. Everything
//! runs in tasks of the caller's runtime.

use std::{
    convert::Infallible,
    error::Error,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use super::{Answer, Payload, Request, Service};
use crate::simulator::{faults::End, world::Clock};

/// The most bytes that the gateway takes in a body ("API Request Signing Guide").
const BODY_LIMIT: usize = 12 * 1024 * 1024;

pub struct Shared {
    pub clock: Clock,
    service: Mutex<Service>,
}

impl Shared {
    pub const fn new(clock: Clock, service: Service) -> Self {
        Self { clock, service: Mutex::new(service) }
    }

    /// Locks the service. No caller may hold the guard across an await.
    pub fn lock(&self) -> MutexGuard<'_, Service> {
        // A panic in one request leaves the state readable, so the simulator goes on.
        self.service.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Accepts connections until the task is aborted; the connections end with the task.
pub async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // An error here means one connection that ended before the server accepted it.
                if let Ok((stream, _)) = accepted {
                    connections.spawn(serve(stream, Arc::clone(&shared)));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Serves one connection to its end.
async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let handler = service_fn(|request| answer(request, Arc::clone(&shared)));
    // Hyper takes about 400 KB of headers and 100 of them by itself, more than the gateway whose
    // limits the service keeps.
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), handler);
    // Either the client went away, which needs no answer, or a fault ends the connection.
    let Err(error) = (&mut connection).await else { return };
    if let Some(Dropped(end)) = error.source().and_then(|cause| cause.downcast_ref()) {
        leave(connection.into_parts().io.into_inner(), end).await;
    }
}

/// Ends a connection on which a request waits for an answer. A write that fails here shows only
/// that the client has ended the connection already.
async fn leave(mut stream: TcpStream, end: &End) {
    match end {
        End::Answer(_) | End::Close | End::Hang => {}
        End::Reset => {
            let _ = stream.set_zero_linger();
        }
        End::After(bytes) => {
            let _ = stream.write_all(bytes).await;
            let _ = stream.shutdown().await;
        }
    }
}

/// Makes hyper give the connection up without an answer of its own.
#[derive(Debug, thiserror::Error)]
#[error("the connection was to end here")]
struct Dropped(End);

async fn answer(
    incoming: hyper::Request<Incoming>,
    shared: Arc<Shared>,
) -> Result<Response<Full<Bytes>>, Dropped> {
    let id = shared.lock().next_request_id();
    let Ok(request) = read(incoming, id.clone(), &shared.clock).await else {
        let too_large = Answer::gateway(413, "APIGW.0201", "The request body is too large.", &id);
        return Ok(write(&too_large, &id, &shared.clock));
    };
    let (number, handling) = shared.lock().handle(&request);
    if !handling.delay.is_zero() {
        tokio::time::sleep(handling.delay).await;
    }
    match handling.end {
        End::Answer(answer) if shared.lock().record_file.answered(number, answer.status) => {
            let response = write(&answer, &id, &shared.clock);
            match &answer.payload {
                Payload::Cut(body) => Err(Dropped(End::After(half(&response, body)))),
                Payload::Json(_) | Payload::Bytes(_) => Ok(response),
            }
        }
        End::Answer(_) => Err(Dropped(End::Close)),
        End::Hang => match std::future::pending::<Infallible>().await {},
        end => Err(Dropped(end)),
    }
}

/// Reads a request to its end; fails if the body is too large or breaks off.
async fn read(
    incoming: hyper::Request<Incoming>,
    id: String,
    clock: &Clock,
) -> Result<Request, Box<dyn Error + Send + Sync>> {
    let (head, body) = incoming.into_parts();
    let body: Bytes = Limited::new(body, BODY_LIMIT).collect().await?.to_bytes();
    Ok(Request {
        id,
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body,
        at: clock.now(),
    })
}

/// Returns the bytes of an answer that announces its whole body, up to the middle of the body.
fn half(response: &Response<Full<Bytes>>, body: &Bytes) -> Bytes {
    let mut sent = format!("HTTP/1.1 {}\r\n", response.status()).into_bytes();
    for (name, value) in response.headers() {
        sent.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    sent.extend(format!("content-length: {}\r\n\r\n", body.len()).bytes());
    sent.extend_from_slice(&body[..body.len() / 2]);
    sent.into()
}

fn write(answer: &Answer, request_id: &str, clock: &Clock) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(answer.payload.written()));
    // A status that HTTP cannot carry comes from a fault only; 500 is as wrong.
    *response.status_mut() = http::StatusCode::from_u16(answer.status)
        .unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(&answer.payload)));
    // Hyper would send the machine's time; the service has a clock of its own.
    if let Some(date) = clock.now().http().and_then(|date| HeaderValue::try_from(date).ok()) {
        headers.insert(header::DATE, date);
    }
    for name in ["x-request-id", "x-iam-trace-id"] {
        if let Ok(value) = HeaderValue::from_str(request_id) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
        {
            headers.insert(name, value);
        }
    }
    response
}

fn content_type(payload: &Payload) -> &'static str {
    match payload {
        Payload::Bytes(bytes) if bytes.starts_with(b"<") => "text/html",
        _ => "application/json",
    }
}
